"""Securities collapsed to bins: what falls due in each half-month, by kind, which is all that many paths need.

Exact where the result is linear in par: principal due, redemption in proportion, interest. A slot is a half-month:
2 m for what matures by day 22 of month m, 2 m + 1 for what matures after (mid-month and month-end settlements).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.held.holdings import KINDS, TIPS
from fedsheet.portfolio.parameters import NewIssues, Shares
from fedsheet.portfolio.principal.new_issues import KIND_OF_SHARE, MID_MONTH_UNTIL, Lots

Floats = NDArray[np.float64]
SLOTS_A_MONTH = 2
WEEKS_A_SLOT = 52 / 24


@dataclass(frozen=True)
class Bins:
    """Principal and yearly interest due by kind and slot, (kind, h); TIPS in real units; the last slot is "later"."""

    amount: Floats
    interest: Floats


def to_bins(lots: Lots, first_month: date, n_months: int) -> Bins:
    """Bins of these securities from `first_month` on; 10,000 securities become a few hundred bins with no error."""
    later = SLOTS_A_MONTH * n_months
    slot = np.minimum(_slots(lots, first_month), later)
    value = np.where(lots.kind == TIPS, lots.units, lots.par_usd.astype(np.float64))
    shape = (len(KINDS), later + 1)
    place = lots.kind * (later + 1) + slot
    amount = np.bincount(place, value, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    coupons = np.bincount(place, value * lots.coupon, minlength=shape[0] * shape[1]).reshape(shape)
    return Bins(amount, coupons.astype(np.float64))


def _slots(lots: Lots, first_month: date) -> NDArray[np.int64]:
    month = lots.maturity_date.astype("datetime64[M]")
    since = (month - np.datetime64(first_month, "M")).astype(np.int64)
    day = (lots.maturity_date - month.astype("datetime64[D]")).astype(np.int64) + 1
    slots: NDArray[np.int64] = SLOTS_A_MONTH * np.maximum(since, 0) + (day > MID_MONTH_UNTIL)
    return slots


@dataclass(frozen=True)
class Terms:
    """New issues of one kind: terms in years, slots until they mature, parts of the amount, (n,) each.

    weights  (n, m) of each tenor in the term's yield
    """

    kind: int
    years: Floats
    slots: NDArray[np.int64]
    shares: Floats
    weights: Floats


def terms(shares: Shares, tenors: Floats) -> tuple[Terms, ...]:
    """Shares named like note_10, frn_2, tips_5, weeks_13 on the grid of half-months, grouped by kind."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for name, share in shares.items():
        kind, n = name.split("_")
        groups.setdefault(kind, []).append((float(n), share))
    return tuple(_group(kind, parts, tenors) for kind, parts in groups.items())


def _group(kind: str, parts: list[tuple[float, float]], tenors: Floats) -> Terms:
    n, shares = np.array(parts).T
    weeks = kind == "weeks"
    slots = np.maximum(np.rint(n / WEEKS_A_SLOT), 1) if weeks else 24 * n
    years = n / 52 if weeks else n
    weights = interpolation(tenors, years)
    return Terms(KIND_OF_SHARE[kind], years, slots.astype(np.int64), shares, weights)


def interpolation(tenors: Floats, years: Floats) -> Floats:
    """(n, m) weights that interpolate linearly between tenors, flat outside them."""
    return np.column_stack([np.interp(years, tenors, unit) for unit in np.eye(len(tenors))])


@dataclass(frozen=True)
class MonthIssues:
    """The terms of a month's auctions and of its secondary-market purchases."""

    mid_month: tuple[Terms, ...]
    month_end: tuple[Terms, ...]
    bills: tuple[Terms, ...]
    market: tuple[Terms, ...]


def month_issues(issues: NewIssues, year: int, market: Shares, tenors: Floats) -> MonthIssues:
    """What is issued in a year's months."""
    return MonthIssues(
        terms(issues.shares("mid_month", year), tenors),
        terms(issues.shares("month_end", year), tenors),
        terms(issues.shares("bills", year), tenors),
        terms(market, tenors),
    )
