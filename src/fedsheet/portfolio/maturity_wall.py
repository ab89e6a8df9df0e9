"""The maturity wall: what of the securities held on the opening day falls due, month by month, beside the caps.

Treasuries by month of maturity, bills apart from coupons; agency MBS as principal on many paths. Bills bought or rolled
over later are not in it: it is what is held, not what will be. Caps are those that were last in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months
from fedsheet.portfolio.held.holdings import BILL, Holdings
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.record.path import PolicyPath

Floats = NDArray[np.float64]
MONTHS = 24
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class MaturityWall:
    """From the first whole month after the opening, US dollars a month.

    months           (t,) first days        bills, coupons  (t,)        mbs (3, t) 5%, 50% and 95% of paths
    treasury_cap, agency_cap    the largest caps of the last runoff; None where there was none
    """

    opens: date
    months: tuple[date, ...]
    bills: Floats
    coupons: Floats
    mbs: Floats
    treasury_cap: float | None
    agency_cap: float | None


def maturity_wall(holdings: Holdings, fan: PathResult, record: PolicyPath) -> MaturityWall:
    """The wall of an opening's holdings, with principal of agency MBS on the paths of its fan."""
    first = add_months(holdings.as_of.replace(day=1), 1)
    months = tuple(add_months(first, n) for n in range(MONTHS))
    due = holdings.maturity_date.astype("datetime64[M]")
    wanted = np.array(months, dtype="datetime64[M]")
    principal = holdings.principal_usd.astype(np.float64)
    is_bill = holdings.kind == BILL
    bills, coupons = (
        np.array([principal[(due == month) & chosen].sum() for month in wanted]) for chosen in (is_bill, ~is_bill)
    )
    return MaturityWall(
        holdings.as_of, months, bills, coupons, _principal(fan, wanted),
        _largest(record, "treasury_cap", holdings.as_of), _largest(record, "agency_cap", holdings.as_of),
    )  # fmt: skip


def _principal(fan: PathResult, months: NDArray[np.datetime64]) -> Floats:
    """(3, t) what MBS fall by in a month on the paths."""
    fell = -np.diff(fan.lines["mbs"].astype(np.float64), axis=1)
    places = np.searchsorted(fan.months[1:], months)
    found: Floats = np.quantile(fell[:, places], (LOW, MIDDLE, HIGH), axis=0)
    return found


def _largest(record: PolicyPath, cap: str, day: date) -> float | None:
    """The largest cap of the last runoff begun by the day."""
    told = [a.value for a in record.steps.get(cap, ()) if a.announced_at <= day]
    ends = [n for n, value in enumerate(told) if not isinstance(value, float)]
    last = told[ends[-2] + 1 :] if len(ends) > 1 and ends[-1] == len(told) - 1 else told[ends[-1] + 1 if ends else 0 :]
    sizes = [value for value in last if isinstance(value, float)]
    return max(sizes, default=None)
