"""How long a person waits for nothing: `fedsheet --help` and `import fedsheet`, whole processes, medians of 9.

python bench/startup.py     appends to bench/results/startup.csv
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from results import append

CALLS = {
    "fedsheet --help": (["-c", "from fedsheet.cli.main import run; run()", "--help"], 0.4),
    "import fedsheet": (["-c", "import fedsheet"], 0.6),
}


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, (arguments, bar) in CALLS.items():
        seconds(arguments)
        median = statistics.median(seconds(arguments) for _ in range(9))
        append("startup", name, median, "s", bar=f"<= {bar} s")
