"""Search the forecast's parameters on the rates of 2019 to 2023; print where the search ends and how flat it is there.

    python tools/search_forecast.py

Coordinate search from the shipped values: each parameter in turn is halved and doubled (of a share near 1, what it
lacks to 1), the better value is kept, and it stops when a round lowers the criterion by less than 0.1%. The criterion
is next-day CRPS of SOFR - IORB as a share of the calendar-class rival's, averaged over half-years. No rate after
2023-12-29 is read.
"""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from datetime import date

import fedsheet.store
from fedsheet.market.evaluation import relative_crps
from fedsheet.market.forecast import FilterParameters
from fedsheet.market.forecasts import spread_over_iorb
from fedsheet.market.parameters import filter_parameters
from fedsheet.record import load_path

START, END = date(2019, 1, 2), date(2023, 12, 29)
NEAR_ONE = ("persistence", "effect_memory")
NOT_SEARCHED = ("residual_warm_up", "band_gain")  # a count of days; CRPS does not see the band
SEARCHED = tuple(f.name for f in fields(FilterParameters) if f.name not in NOT_SEARCHED)
ENOUGH = 0.999  # a round must lower the criterion below this share of itself


def neighbours(p: FilterParameters, name: str) -> list[FilterParameters]:
    """The parameters with one of them halved and doubled."""
    value = getattr(p, name)
    if name in NEAR_ONE:
        return [
            replace(p, **{name: 1.0 - (1.0 - value) * factor}) for factor in (0.5, 2.0) if (1.0 - value) * factor < 1
        ]
    return [replace(p, **{name: value * factor}) for factor in (0.5, 2.0)]


def main() -> None:
    """Search, then print each parameter with the criterion beside it."""
    spread = spread_over_iorb(fedsheet.store.vintage(), load_path(), "sofr")[: str(END)]

    def criterion(p: FilterParameters) -> float:
        return relative_crps(spread, p, START)

    best, before = filter_parameters(), float("inf")
    reached = criterion(best)
    sys.stdout.write(f"# shipped {reached:.5f}\n")
    while reached < ENOUGH * before:
        before = reached
        for name in SEARCHED:
            reached, best = min(
                [(reached, best), *((criterion(p), p) for p in neighbours(best, name))], key=lambda x: x[0]
            )
        sys.stdout.write(f"# round  {reached:.5f}\n")
        sys.stdout.flush()
    for name in SEARCHED:
        moved = [criterion(p) / reached - 1.0 for p in neighbours(best, name)]
        sys.stdout.write(f"{name} = {getattr(best, name):.6g}  # moved: {', '.join(f'{m:+.2%}' for m in moved)}\n")


if __name__ == "__main__":
    main()
