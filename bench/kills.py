"""Kill -9 amid pulls and rebuilds, after replies were acknowledged: after each nothing is lost and nothing is torn.

python bench/kills.py [KILLS]     1,000 by default, half of each; appends to bench/results/store.csv
"""

from __future__ import annotations

import os
import re
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
    if found := re.search(r"pull: (\d+) after an acknowledgement; (\d+) acknowledged, (\d+) kept", done.stdout):
        after, acknowledged, kept = map(int, found.groups())
        append("store", f"of {n // 2:,} kills of a pull: after replies that were acknowledged", after, "kills")
        append("store", "replies acknowledged as taken in before these kills", acknowledged, "replies")
        append("store", "replies kept by the journal after these kills", kept, "replies")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
