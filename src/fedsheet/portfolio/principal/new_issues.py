"""What principal and purchases turn into: new issues by term, at the par yields of the day, in whole dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fedsheet.instruments.treasury import Days, days
from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.parameters import Shares
from fedsheet.portfolio.principal.redemptions import Dollars, parts_of
from fedsheet.portfolio.rates import RatePath

Floats = NDArray[np.float64]
KIND_OF_SHARE = {"note": NOTE, "frn": FRN, "tips": TIPS, "weeks": BILL}
MID_MONTH, MID_MONTH_UNTIL = 15, 22
DAYS_A_WEEK, WEEKS_A_YEAR, MONTHS_A_YEAR = 7, 52, 12
LEAST_TIPS_COUPON = 0.00125  # Treasury auctions TIPS with a coupon of at least 1/8 percent
FRN_SPREAD = 0.0015  # high discount margins at auction were 10 to 20 bp in 2022-2025 (TreasuryDirect)
SHARE_UNITS = 1_000_000


@dataclass(frozen=True)
class Lots:
    """Securities in the making of a projection; arrays over k, `units` = principal in real terms for TIPS, else 0."""

    kind: NDArray[np.int64]
    maturity_date: Days
    coupon: Floats
    par_usd: Dollars
    units: Floats

    @classmethod
    def none(cls) -> Lots:
        """No security."""
        whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
        return cls(whole, days(whole), real, whole, real)

    @classmethod
    def join(cls, parts: Sequence[Lots]) -> Lots:
        """All of them, in order."""
        return cls(*(np.concatenate(column) for column in zip(*(p._columns for p in parts), strict=True)))

    def select(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Lots:
        """Those where a mask is true, or those at these places."""
        return Lots(*(column[which] for column in self._columns))

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.kind, self.maturity_date, self.coupon, self.par_usd, self.units


def settlement_kind(day: date) -> str:
    """Which auctions settle around this day: those of mid-month or of the month's end."""
    return "mid_month" if 10 <= day.day <= MID_MONTH_UNTIL else "month_end"


def new_issues(amount_usd: ArrayLike, day: ArrayLike, shares: Shares, rates: RatePath) -> Lots:
    """Securities issued on days (d,) for amounts (d,), each split by `shares` (n,): d x n lots, day by day.

    Coupons are the par yields of the day's month. The par of a day adds up to its amount exactly: proceeds buy at
    par, so no more is reinvested than came in.
    """
    issued_on, amounts = days(np.atleast_1d(day)), np.atleast_1d(np.asarray(amount_usd, dtype=np.int64))
    offered = _offered(tuple(shares))
    weights = np.rint(np.array(list(shares.values())) * SHARE_UNITS).astype(np.int64)
    par = parts_of(amounts, weights)
    indexed = rates.reference_cpi(issued_on)[:, None] if TIPS in offered.kind else 1.0
    months, place = np.unique(issued_on.astype("datetime64[M]"), return_inverse=True)
    coupons = np.array([_coupons(offered, rates, rates.at(month)) for month in months])[place]
    units = np.where(offered.kind == TIPS, par / indexed, 0.0)
    kinds, maturities = np.broadcast_to(offered.kind, par.shape), _maturities(issued_on, offered)
    return Lots(kinds.ravel(), maturities.ravel(), coupons.ravel(), par.ravel(), units.ravel())


@dataclass(frozen=True)
class Offered:
    """Kinds (n,) and terms of shares named like note_10, frn_2, tips_5, weeks_13: whole weeks and whole years."""

    kind: NDArray[np.int64]
    weeks: NDArray[np.int64]
    years: NDArray[np.int64]

    @property
    def terms(self) -> Floats:
        """(n,) terms in years."""
        terms: Floats = self.years + self.weeks / WEEKS_A_YEAR
        return terms


@cache
def _offered(names: tuple[str, ...]) -> Offered:
    kinds, numbers = zip(*(name.split("_") for name in names), strict=True)
    kind, number = np.array([KIND_OF_SHARE[kind] for kind in kinds]), np.array(numbers, dtype=np.int64)
    return Offered(kind, np.where(kind == BILL, number, 0), np.where(kind == BILL, 0, number))


def _coupons(offered: Offered, rates: RatePath, place: int) -> Floats:
    """Par yields; TIPS those less expected inflation; FRNs their spread."""
    nominal = rates.yields(place, offered.terms)
    real = np.maximum(nominal - rates.inflation_ahead(place), LEAST_TIPS_COUPON)
    return np.where(offered.kind == FRN, FRN_SPREAD, np.where(offered.kind == TIPS, real, nominal))


def _maturities(issued_on: Days, offered: Offered) -> Days:
    """(d, n) maturities: bills on the Thursday whole weeks ahead, others whole years after the nominal settlement."""
    month = issued_on.astype("datetime64[M]")[:, None] + MONTHS_A_YEAR * offered.years
    is_mid = np.array([settlement_kind(day) == "mid_month" for day in issued_on.tolist()])[:, None]
    mid, last = month.astype("datetime64[D]") + MID_MONTH - 1, (month + 1).astype("datetime64[D]") - 1
    bills = _thursday(issued_on)[:, None] + DAYS_A_WEEK * offered.weeks
    dates: Days = np.where(offered.kind == BILL, bills, np.where(is_mid, mid, last))
    return dates


def _thursday(day: Days) -> Days:
    """The Thursday on or after a day: bills are issued and mature on Thursdays (four- and eight-week ones Tuesdays)."""
    since = day.astype(np.int64)  # days since 1970-01-01, a Thursday
    later: Days = day + (-since) % DAYS_A_WEEK
    return later
