"""Which Treasury issues settle on which day, how much of each is offered, and when each matures.

mid-month (15th)   3-year notes; 10- and 30-year, new in the refunding months and reopened in the two after them
month-end          2-, 5-, 7-year notes; 20-year bonds, which mature on a 15th; FRNs and TIPS where they settle that day
Tuesday, Thursday  4-, 8-, 17-week bills on Tuesdays; 6-, 13-, 26- and (every fourth week) 52-week bills on Thursdays

What SOMA holds and rolls over is spread over the issues that settle on the day in proportion to what is offered.
Source: New York Fed, operating policy for roll-overs; Treasury, general auction timing; held against the amounts SOMA
took at each auction of 2024-2026 (TreasuryDirect): equal shares of every issue of a day, none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import WEDNESDAY, add_months, month_end
from fedsheet.instruments.treasury import Days, payment_days
from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.parameters import Auctions, BillPurchases

Weights = NDArray[np.int64]
KIND_OF = {"note": NOTE, "frn": FRN, "tips": TIPS, "weeks": BILL}
MID_MONTH, MID_MONTH_FROM, MID_MONTH_UNTIL = 15, 10, 22
DAYS_A_WEEK, MONTHS_A_YEAR, THURSDAY = 7, 12, 3
EPOCH = date(1970, 1, 1)
QUARTER = 3
REFUNDING = 2  # new 10-, 20- and 30-years: February, May, August, November
FRN_FIRST = 1  # new FRNs: January, April, July, October
# Month of settlement → month of the original issue, of the same year.
TIPS_ISSUES = {
    "tips_5": {4: 4, 6: 4, 10: 10, 12: 10},
    "tips_10": {1: 1, 3: 1, 5: 1, 7: 7, 9: 7, 11: 7},
    "tips_30": {2: 2, 8: 2},
}
MID_MONTH_TERMS, MONTH_END_TERMS = ("note_3", "note_10", "note_30"), ("note_2", "note_5", "note_7", "note_20")
TUESDAYS, THURSDAYS = ("weeks_4", "weeks_8", "weeks_17"), ("weeks_6", "weeks_13", "weeks_26", "weeks_52")
TUESDAYS_SINCE = date(2018, 12, 11)  # four- and eight-week bills settled on Thursdays before
A_YEAR_BILL = date(2024, 1, 25)  # one of the Thursdays, every fourth week, on which 52-week bills settle


@dataclass(frozen=True)
class Issues:
    """Issues (n,) that settle on one day: kind, when each matures, and offered amounts as whole weights.

    offered_usd  what the public is offered of all of them; zero for purchases in the market
    """

    kind: Weights
    maturity_date: Days
    weight: Weights
    offered_usd: float = 0.0


def issues_of(found: Iterable[tuple[str, date, float]], at_auction: bool = False) -> Issues:
    """Issues from names like note_10, maturities and amounts offered."""
    rows = [(KIND_OF[name.split("_")[0]], maturity, round(usd_bn * 1_000_000)) for name, maturity, usd_bn in found]
    kind, maturity, weight = zip(*rows, strict=True)
    return Issues(
        np.array(kind, dtype=np.int64), np.array(maturity, dtype="datetime64[D]"), np.array(weight, dtype=np.int64),
        1e3 * sum(weight) if at_auction else 0.0,
    )  # fmt: skip


def anchor_of(due: date) -> tuple[date, bool]:
    """The month whose auctions take the principal due on a day, and whether they are those of its middle."""
    if MID_MONTH_FROM <= due.day <= MID_MONTH_UNTIL:
        return due.replace(day=1), True
    month = due.replace(day=1)
    return (month if due.day > MID_MONTH_UNTIL else add_months(month, -1)), False


@lru_cache(maxsize=4096)
def coupon_issues(auctions: Auctions, month: date, mid: bool) -> Issues:
    """What settles in the middle (`mid`) or at the end of a month, as SOMA is paid on that day."""
    year, number = month.year, month.month
    offered = auctions.of(year)
    if mid:
        found = [(n, _mid_month(n, month), _size(offered[n], number, REFUNDING)) for n in MID_MONTH_TERMS]
        return issues_of(found, at_auction=True)
    terms = [n for n in MONTH_END_TERMS if n in offered]
    found = [(n, _month_end(n, month), _size(offered[n], number, REFUNDING)) for n in terms]
    paid_on = _paid(month_end(month))
    if _floating_settles(month, paid_on):
        original = _original(month, FRN_FIRST)
        found.append(("frn_2", month_end(add_months(original, 24)), _size(offered["frn_2"], number, FRN_FIRST)))
    if paid_on.month == number:  # TIPS settle on the last business day of their own month
        found += [
            (name, date(year + int(name.split("_")[1]), of[number], MID_MONTH), offered[name][of[number] != number])
            for name, of in TIPS_ISSUES.items()
            if number in of
        ]
    return issues_of(found, at_auction=True)


def _paid(day: date) -> date:
    paid: date = payment_days(np.array([day], dtype="datetime64[D]"))[0].astype(date)
    return paid


def _original(month: date, first: int) -> date:
    """The month of the original issue, every third month from `first` on, that `month` issues or reopens."""
    return add_months(month, -((month.month - first) % QUARTER))


def _size(offered: tuple[float, float], month: int, first: int) -> float:
    """Offered now: the first of the pair where the issue is new, the second where it is reopened."""
    return offered[(month - first) % QUARTER != 0]


def _mid_month(name: str, month: date) -> date:
    years = int(name.split("_")[1])
    original = month if name == "note_3" else _original(month, REFUNDING)
    return add_months(original, MONTHS_A_YEAR * years).replace(day=MID_MONTH)


def _month_end(name: str, month: date) -> date:
    years = int(name.split("_")[1])
    if name == "note_20":
        return add_months(_original(month, REFUNDING), MONTHS_A_YEAR * years).replace(day=MID_MONTH)
    return month_end(add_months(month, MONTHS_A_YEAR * years))


def _floating_settles(month: date, paid_on: date) -> bool:
    """New FRNs settle at month-end, reopened ones on the month's last Friday."""
    if (month.month - FRN_FIRST) % QUARTER == 0:
        return True
    last = month_end(month)
    friday = last - timedelta(days=(last.weekday() - 4) % DAYS_A_WEEK)
    return paid_on == friday


@lru_cache(maxsize=65536)
def bill_issues(auctions: Auctions, due: date) -> Issues:
    """The bills that take what a bill due on `due` pays: those of its weekday."""
    on_tuesday = due >= TUESDAYS_SINCE and due.weekday() < WEDNESDAY
    names = TUESDAYS if on_tuesday else THURSDAYS if due >= TUESDAYS_SINCE else (*TUESDAYS, *THURSDAYS)
    return _settled_on(_bill_terms(auctions, due.year, names, (due - A_YEAR_BILL).days % 28 == 0), due)


@lru_cache(maxsize=1024)
def _bill_terms(auctions: Auctions, year: int, names: tuple[str, ...], with_year: bool) -> Issues:
    """The bills of a weekday of a year as if they settled on `EPOCH`."""
    offered = auctions.of(year)
    found = [n for n in names if n in offered and (n != "weeks_52" or with_year)]
    return issues_of(((n, _weeks_on(EPOCH, int(n.split("_")[1])), offered[n][0]) for n in found), at_auction=True)


def _settled_on(terms: Issues, day: date) -> Issues:
    """Issues described as of `EPOCH`, on another day."""
    later = np.timedelta64((day - EPOCH).days, "D")
    return Issues(terms.kind, terms.maturity_date + later, terms.weight, terms.offered_usd)


def _weeks_on(day: date, weeks: int) -> date:
    return day + timedelta(days=DAYS_A_WEEK * weeks)


@lru_cache(maxsize=4096)
def bought_bills(purchases: BillPurchases, day: date) -> Issues:
    """Bills bought in the secondary market on a day: Thursdays ahead, by the two maturity sectors."""
    return _settled_on(_sectors(purchases), day + timedelta(days=(THURSDAY - day.weekday()) % DAYS_A_WEEK))


@lru_cache(maxsize=64)
def _sectors(purchases: BillPurchases) -> Issues:
    """What is bought in the two sectors as if it settled on `EPOCH`."""
    sectors = ((purchases.short_share, purchases.short_weeks), (1.0 - purchases.short_share, purchases.long_weeks))
    return issues_of((f"weeks_{w}", _weeks_on(EPOCH, w), share / len(weeks)) for share, weeks in sectors for w in weeks)


@lru_cache(maxsize=4096)
def bought_coupons(auctions: Auctions, day: date) -> Issues:
    """Coupon securities bought in the secondary market: LSAP3's published sectors, else as the year's auctions."""
    month = day.replace(day=1)
    return issues_of(
        (n, add_months(month, MONTHS_A_YEAR * int(n.split("_")[1])).replace(day=MID_MONTH), share)
        for n, share in auctions.market_shares(day.year).items()
    )
