"""How long the outlook takes: rules, progress, triggers, meeting odds; the shortest of five.

python bench/outlook.py     appends to bench/results/outlook.csv
"""

from __future__ import annotations

from datetime import date

from results import append, shortest

from fedsheet.outlook.implied import implied_path
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.quotes import FuturesQuotes, OisQuotes
from fedsheet.runs import outlook
from fedsheet.runs.chain import chain

DAY = date(2026, 9, 18)
PRICES = {(2026 + (8 + k) // 12, (8 + k) % 12 + 1): 96.25 - 0.05 * k for k in range(17)}
SWAPS = {date(2026 + (9 + k) // 12, (9 + k) % 12 + 1, 18): 0.039 + 0.0005 * k for k in range(12)}


def main() -> None:
    work = {
        "rules": lambda: outlook.rules(),
        "progress as of 2021-09-22": lambda: outlook.progress(date(2021, 9, 22)),
        "triggers as of 2025-08-31": lambda: outlook.triggers(date(2025, 8, 31)),
        "meeting odds, 17 contracts": lambda: implied_path(FuturesQuotes(DAY, PRICES), meetings_known(DAY)),
        "chain of ten years, iterated": lambda: chain("today", iterate=True),
        "stepped path, 12 swaps": lambda: stepped_path(OisQuotes(DAY, SWAPS), meetings_known(DAY)),
    }
    for what, run in work.items():
        append("outlook", what, 1e3 * shortest(run), "ms")


if __name__ == "__main__":
    main()
