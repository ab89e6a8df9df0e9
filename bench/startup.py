"""What a person waits for: `fedsheet --help`, `import fedsheet`, and every command on the shipped figures.

python bench/startup.py [TIMES]    appends to bench/results/startup.csv: processor seconds of whole processes, the least
                                   of so many (3), so that other work on the machine counts little, and beside them
                                   seconds on the clock and the machine's load; commands answer as they do at a terminal
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import append

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from frozen import LINES, name_of

RUN = ["-c", "from fedsheet.cli.main import run; run()"]
COMMAND_S = 1.5
# The longest that are asked for in full, beside the quick ones whose answers are frozen.
WHOLE = (
    ("chain", "today"), ("chain", "today", "--policy-path", "rule:inertial", "--iterate"), ("project", "today"),
    ("simulate", "drain-2022-2025"), ("market", "forecast"), ("show", "outlook-rules-table"),
)  # fmt: skip


def seconds(arguments: list[str]) -> tuple[float, float]:
    """Processor seconds of one process, and those on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start


def least(arguments: list[str], times: int) -> tuple[float, float]:
    """The least of several, after one that warms the disk where there are several."""
    runs = [seconds(arguments) for _ in range(times + (times > 1))]
    return min(spent for spent, _ in runs), min(clock for _, clock in runs)


def main() -> None:
    """Bare Python first: what lies above it is ours."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled, as an install leaves it
    bare = least(["-c", "pass"], times)[0]
    append("startup", "python -c pass", bare, "s", bar="")
    append("startup", "fedsheet --help, above Python", least([*RUN, "--help"], times)[0] - bare, "s", bar="<= 0.1 s")
    append(
        "startup", "import fedsheet, above Python", least(["-c", "import fedsheet"], times)[0] - bare, "s", "<= 0.05 s"
    )
    with tempfile.TemporaryDirectory() as home:
        os.environ["FEDSHEET_HOME"] = home
        for line in (*LINES, *WHOLE):
            spent, clock = least([*RUN, *line], times)
            append("startup", f"fedsheet {name_of(line)}", spent, "s", bar=f"<= {COMMAND_S} s")
            append("startup", f"fedsheet {name_of(line)}, on the clock", clock, "s")
    append("startup", "others at work: load average over a minute", os.getloadavg()[0], "")


if __name__ == "__main__":
    main()
