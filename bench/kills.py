"""Kill -9 at random moments of pulls and rebuilds; after each, nothing acknowledged is lost and nothing is torn.

python bench/kills.py [KILLS]     1,000 by default, half of each; appends to bench/results/store.csv
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from results import append

TESTS = Path(__file__).resolve().parent.parent / "tests"


def main(n: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, str(TESTS / "store" / "victims.py"), home, str(n // 2), "20261130"],
            capture_output=True, text=True, check=False, env={**os.environ, "FEDSHEET_HOME": home},
        )  # fmt: skip
    print(done.stdout + done.stderr)
    append("store", f"{n:,} kills of pulls and rebuilds: stores with something lost or torn", done.returncode, "", "0")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
