"""A million rows of 200 series in one long table, imported by the command; seconds, processor seconds, memory.

python bench/million.py [ROWS]     1,000,000 by default; appends to bench/results/store.csv
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from results import append

FIRST, N_SERIES = date(2005, 1, 3), 200


def write(file: Path, n_rows: int) -> None:
    """Rows series by series, as vendors export long tables: name, day, value."""
    each = n_rows // N_SERIES
    days = [str(FIRST + timedelta(days=n)) for n in range(each)]
    with file.open("w") as stream:
        stream.write("series,date,value\n")
        for n in range(N_SERIES):
            stream.writelines(
                f"DESK_CURVE_{n:03d},{day},{2 + (k * 7 + n) % 400 / 100:.4f}\n" for k, day in enumerate(days)
            )


def main(n_rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, home = Path(folder) / "million.csv", Path(folder) / "home"
        home.mkdir()
        write(file, n_rows)
        asked = [
            "data",
            "import",
            "DESK_CURVES",
            str(file),
            "--by",
            "series",
            "--unit",
            "Percent",
            "--publisher",
            "Desk",
        ]
        for name, line in (("import", asked), ("rebuild", ["data", "rebuild"])):
            start = time.perf_counter()
            child = subprocess.Popen(
                [sys.executable, "-m", "fedsheet", *line], env={**os.environ, "FEDSHEET_HOME": str(home)}
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            assert child.returncode == 0
            what = f"{n_rows:,} rows of {N_SERIES} series, {file.stat().st_size / 1e6:.0f} MB: {name}"
            append("store", f"{what}: wall", time.perf_counter() - start, "s")
            append("store", f"{what}: time", usage.ru_utime + usage.ru_stime, "cpu s")
            append("store", f"{what}: memory", usage.ru_maxrss / 1024, "MB", "512")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
