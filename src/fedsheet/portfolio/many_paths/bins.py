"""Securities collapsed to bins: what falls due in each half-month, by kind, which is all that many paths need.

Exact where the result is linear in par: principal due, redemption in proportion, interest. A slot is a half-month:
2 m for what matures by day 22 of month m, 2 m + 1 for what matures after (mid-month and month-end settlements).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import WEDNESDAY, month_end
from fedsheet.instruments.treasury import Days
from fedsheet.portfolio.held.holdings import BILL, KINDS, TIPS
from fedsheet.portfolio.parameters import Auctions, BillPurchases, Parameters
from fedsheet.portfolio.principal.auction_calendar import (
    MID_MONTH,
    MID_MONTH_UNTIL,
    THURSDAYS,
    TUESDAYS,
    Issues,
    bought_bills,
    bought_coupons,
    coupon_issues,
    issues_of,
)
from fedsheet.portfolio.principal.new_issues import DAYS_A_YEAR, Lots

Floats = NDArray[np.float64]
SLOTS_A_MONTH = 2
MEAN_DAY = (11.5, 26.5)  # of the days to the 22nd, and after it
TWO_MONTHS = 61
A_YEAR_BILLS = 13  # 52-week bills are offered every fourth week


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
    slots: NDArray[np.int64] = np.maximum(half_months(lots.maturity_date, first_month), 0)
    return slots


def half_months(day: Days, first_month: date) -> NDArray[np.int64]:
    """Half-months from the start of `first_month` to days (k,)."""
    month = day.astype("datetime64[M]")
    since = (month - np.datetime64(first_month, "M")).astype(np.int64)
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64) + 1
    slots: NDArray[np.int64] = SLOTS_A_MONTH * since + (of_month > MID_MONTH_UNTIL)
    return slots


def years_to(slots: NDArray[np.int64]) -> Floats:
    """(k,) years from the start of a month to the mean day of half-months counted from it."""
    months, late = np.divmod(slots, SLOTS_A_MONTH)
    years: Floats = months / 12.0 + np.asarray(MEAN_DAY)[late] / DAYS_A_YEAR
    return years


@dataclass(frozen=True)
class Terms:
    """New issues of one kind: half-months until they mature, parts of the amount, (n,) each.

    weights  (n, m) of each tenor in the term's yield
    """

    kind: int
    slots: NDArray[np.int64]
    shares: Floats
    weights: Floats


def terms(issues: Issues, settled: date, tenors: Floats) -> tuple[Terms, ...]:
    """Issues that settle on a day on the grid of half-months, grouped by kind; none matures in its own half-month."""
    slot = int(settled.day > MID_MONTH_UNTIL)
    slots = np.maximum(half_months(issues.maturity_date, settled.replace(day=1)) - slot, 1)
    years = (issues.maturity_date - np.datetime64(settled)).astype(np.float64) / DAYS_A_YEAR
    shares, weights = issues.weight / issues.weight.sum(), interpolation(tenors, years)
    groups = ((int(kind), issues.kind == kind) for kind in np.unique(issues.kind))
    return tuple(Terms(kind, slots[of], shares[of], weights[of]) for kind, of in groups)


def interpolation(tenors: Floats, years: Floats) -> Floats:
    """(n, m) weights that interpolate linearly between tenors, flat outside them."""
    return np.column_stack([np.interp(years, tenors, unit) for unit in np.eye(len(tenors))])


@dataclass(frozen=True)
class MonthIssues:
    """The terms of a month's auctions (mid-month, month-end, bills) and of its secondary-market purchases."""

    mid_month: tuple[Terms, ...]
    month_end: tuple[Terms, ...]
    bills: tuple[Terms, ...]
    bought_coupons: tuple[Terms, ...]
    bought_bills: tuple[Terms, ...]


def month_issues(parameters: Parameters, month: date, tenors: Floats, on_tuesdays: float) -> MonthIssues:
    """What is issued in a month; bills of both weekdays together, by the part that falls due on Tuesdays."""
    return _issues(parameters.auctions, parameters.bill_purchases, month, tuple(tenors.tolist()), on_tuesdays)


@lru_cache(maxsize=4096)
def _issues(
    auctions: Auctions, purchases: BillPurchases, month: date, terms_held: tuple[float, ...], on_tuesdays: float
) -> MonthIssues:
    """The same for every chunk of paths: made once."""
    middle, end, tenors = month.replace(day=MID_MONTH), month_end(month), np.array(terms_held)
    return MonthIssues(
        terms(coupon_issues(auctions, month, True), middle, tenors),
        terms(coupon_issues(auctions, month, False), end, tenors),
        terms(_bills(auctions, middle, on_tuesdays), middle, tenors),
        terms(bought_coupons(auctions, middle), middle, tenors),
        _bought_bills(purchases, month, tenors),
    )


def _bought_bills(purchases: BillPurchases, month: date, tenors: Floats) -> tuple[Terms, ...]:
    """Purchases of all the month's days together, on the grid counted from the month's start."""
    on = [month.replace(day=day) for day in purchases.paid_on_days]
    parts = [(bought_bills(purchases, day), day) for day in on]
    slots = np.concatenate([half_months(issues.maturity_date, month) for issues, _ in parts])
    years = np.concatenate([(i.maturity_date - np.datetime64(d)).astype(np.float64) for i, d in parts]) / DAYS_A_YEAR
    shares = np.concatenate([issues.weight / issues.weight.sum() / len(parts) for issues, _ in parts])
    distinct, place = np.unique(slots, return_inverse=True)
    of_slot = (np.arange(len(distinct))[:, None] == place).astype(np.float64) * shares
    total = of_slot.sum(axis=1)
    weights = of_slot @ interpolation(tenors, years) / total[:, None]
    return (Terms(BILL, distinct, total, weights),)


def tuesdays_part(lots: Lots, opening: date) -> float:
    """The part of bills due in the next two months that falls on Tuesdays; what is due there is issued there again."""
    ahead = (lots.maturity_date - np.datetime64(opening)).astype(np.int64)
    soon = (lots.kind == BILL) & (ahead <= TWO_MONTHS)
    weekday = (lots.maturity_date.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    due = float(lots.par_usd[soon].sum())
    return float(lots.par_usd[soon & (weekday < WEDNESDAY)].sum()) / due if due else 0.0


def _bills(auctions: Auctions, day: date, on_tuesdays: float) -> Issues:
    """Bills as offered on each weekday, the weekdays by what falls due on them."""
    parts = ((TUESDAYS, on_tuesdays), (THURSDAYS, 1.0 - on_tuesdays))
    return issues_of(row for names, part in parts if part > 0 for row in _offered(auctions, names, day, part))


def _offered(auctions: Auctions, names: tuple[str, ...], day: date, part: float) -> list[tuple[str, date, float]]:
    offered = auctions.of(day.year)
    usd = {n: offered[n][0] * (A_YEAR_BILLS / 52 if n == "weeks_52" else 1.0) for n in names if n in offered}
    total = sum(usd.values())
    return [(n, day + timedelta(weeks=int(n.split("_")[1])), part * x / total) for n, x in usd.items()]
