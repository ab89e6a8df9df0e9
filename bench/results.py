"""What benchmarks share: the shortest of several runs, and one line a measurement, kept with bar and machine."""

from __future__ import annotations

import csv
import os
import platform
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "results"
HEAD = ("date", "what", "value", "unit", "bar", "machine", "python")


def append(room: str, what: str, value: float, unit: str, bar: str = "") -> None:
    """Append to `results/<room>.csv` and print the line."""
    path = FOLDER / f"{room}.csv"
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    row = (date.today().isoformat(), what, f"{value:.4g}", unit, bar, machine, platform.python_version())
    with path.open("a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if path.stat().st_size == 0:
            writer.writerow(HEAD)
        writer.writerow(row)
    print(f"{room}: {what}: {value:.4g} {unit}" + (f" (bar {bar})" if bar else ""))


def shortest(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the shortest of some runs: what the work takes when nothing else runs."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)
