"""One line a measurement, kept: date, what, value, unit, the bar it is held against, the machine's class."""

from __future__ import annotations

import csv
import os
import platform
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
