"""What a person waits for: `fedsheet --help`, `import fedsheet`, and every command on the shipped figures.

python bench/startup.py     appends to bench/results/startup.csv: processor seconds of whole processes, medians of 5
                            (of three for commands), so that other work on the machine does not count
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from results import append

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from frozen import LINES, name_of

RUN = ["-c", "from fedsheet.cli.main import run; run()"]
COMMAND_S = 1.5


def seconds(arguments: list[str]) -> float:
    """Processor seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(arguments: list[str], times: int) -> float:
    """The middle of several, after one that warms the disk."""
    seconds(arguments)
    return statistics.median(seconds(arguments) for _ in range(times))


def main() -> None:
    """Bare Python first: what lies above it is ours."""
    bare = median(["-c", "pass"], 5)
    append("startup", "python -c pass", bare, "s", bar="")
    append("startup", "fedsheet --help, above Python", median([*RUN, "--help"], 5) - bare, "s", bar="<= 0.1 s")
    append(
        "startup", "import fedsheet, above Python", median(["-c", "import fedsheet"], 5) - bare, "s", bar="<= 0.05 s"
    )
    with tempfile.TemporaryDirectory() as home:
        os.environ["FEDSHEET_HOME"] = home
        for line in LINES:
            took = median([*RUN, *line, "--format", "json"], 3)
            append("startup", f"fedsheet {name_of(line)}", took, "s", bar=f"<= {COMMAND_S} s")


if __name__ == "__main__":
    main()
