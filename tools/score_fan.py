"""Coverage and pinball of the fan at quarterly openings, beside rates alone and a naive fan; print and keep them.

    python tools/score_fan.py [PATHS]           quarterly openings 2011-12 to 2025-09, 3, 6, 12, 24 months ahead

Writes portfolio/data/fan_cells.csv, which `fedsheet project score --coverage` and its exhibit read.

Each opening sees what preceded it: statement, announced policy, rates, past errors that were over. "Rates alone" is the
fan that drew nothing but yields. The naive fan stays at today's level with its own past changes, the last ten years'.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import fedsheet.store
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scoring.fan_coverage import as_csv, coverage_table, score_openings
from fedsheet.record import load_path

FILE = Path(__file__).parents[1] / "src/fedsheet/portfolio/data/fan_cells.csv"
FIRST, LAST = date(2011, 12, 31), date(2025, 9, 30)


def main() -> None:
    """Print every cell, the means by line and the pinball losses."""
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    cells = score_openings(fedsheet.store.vintage(), load_path(), load_parameters(), FIRST, LAST, paths)
    FILE.write_text(as_csv(cells), encoding="utf-8")
    for row in coverage_table(cells):
        sys.stdout.write("\t".join(str(value) for value in row) + "\n")


if __name__ == "__main__":
    main()
