"""How long the record takes: reading all of it, one day, one step function, the checks; medians of 15.

python bench/record.py     appends to bench/results/record.csv
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

from results import append

from fedsheet.record import check, load_path


def seconds(call: Callable[[], object], repeats: int = 15) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    path = load_path()
    append("record", "read and check every file", 1e3 * seconds(load_path.__wrapped__), "ms", "<= 50 ms")
    append("record", "policy on one day", 1e6 * seconds(lambda: path.at(date(2022, 10, 1), date(2022, 5, 10))), "µs")
    series = lambda: path.series("iorb", date(2008, 1, 1), date(2026, 10, 28))  # noqa: E731 — one line, one use
    append("record", "daily interest on reserves, 19 years", 1e3 * seconds(series), "ms")
    append("record", "relations between levers on every day", 1e3 * seconds(lambda: check(path)), "ms")


if __name__ == "__main__":
    main()
