"""What principal and purchases turn into: issues at the par yields of the month, in whole dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments.treasury import Days, days
from fedsheet.portfolio.held.holdings import BILL, FRN, LEAST_TIPS_COUPON, TIPS
from fedsheet.portfolio.principal.auction_calendar import Issues
from fedsheet.portfolio.principal.redemptions import Dollars, parts_in_turn
from fedsheet.portfolio.rates import RatePath

Floats = NDArray[np.float64]
DAYS_A_YEAR = 365.25
FRN_SPREAD = 0.0015  # high discount margins at auction were 10 to 20 bp in 2022-2025 (TreasuryDirect)


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


@dataclass(frozen=True)
class Purchase:
    """Whole dollars that buy these issues on a day, in proportion to their weights."""

    day: date
    usd: int
    issues: Issues


@dataclass(frozen=True)
class IssuedLots:
    """New lots, with the day (k,) on which each is issued and paid for.

    largest_share  of an issue that was taken at an auction: the add-on over it and what the public is offered
    """

    day: Days
    lots: Lots
    largest_share: float = 0.0

    @classmethod
    def join(cls, parts: Sequence[IssuedLots]) -> IssuedLots:
        """All of them, in order."""
        if not parts:
            return cls(np.array([], dtype="datetime64[D]"), Lots.none())
        return cls(np.concatenate([p.day for p in parts]), Lots.join([p.lots for p in parts]))


def issued(purchases: Sequence[Purchase], rates: RatePath) -> IssuedLots:
    """The lots of purchases that fall in one month, at its rates.

    The par of a purchase adds up to its dollars exactly: proceeds buy at par, so no more is reinvested than came in.
    """
    wanted = [p for p in purchases if p.usd > 0]
    if not wanted:
        return IssuedLots.join([])
    par = parts_in_turn([p.usd for p in wanted], [p.issues.weight for p in wanted])
    kind = np.concatenate([p.issues.kind for p in wanted])
    maturity = np.concatenate([p.issues.maturity_date for p in wanted])
    day = np.repeat(np.array([p.day for p in wanted], dtype="datetime64[D]"), [len(p.issues.kind) for p in wanted])
    years = (maturity - day).astype(np.float64) / DAYS_A_YEAR
    coupon = _coupons(kind, years, rates, rates.at(day[0]))
    tips, units = kind == TIPS, np.zeros(len(par))
    if tips.any():
        units[tips] = par[tips] / rates.reference_cpi(day[tips])
    largest = max((p.usd / (p.usd + p.issues.offered_usd) for p in wanted if p.issues.offered_usd > 0), default=0.0)
    return IssuedLots(day, Lots(kind, maturity, coupon, par, units), largest)


def _coupons(kind: NDArray[np.int64], years: Floats, rates: RatePath, place: int) -> Floats:
    """Par yields; TIPS those less expected inflation; FRNs their spread."""
    nominal = rates.yields(place, years)
    real = np.maximum(nominal - rates.inflation_ahead(place), LEAST_TIPS_COUPON)
    return np.where(kind == FRN, FRN_SPREAD, np.where(kind == TIPS, real, nominal))


def bill_discount(lots: Lots, day: np.datetime64) -> float:
    """What is still to be earned on bills bought below face, US dollars: yield times the time left."""
    bills = lots.kind == BILL
    years = np.maximum((lots.maturity_date[bills] - day).astype(np.float64), 0.0) / DAYS_A_YEAR
    return float((lots.par_usd[bills] * lots.coupon[bills] * years).sum())
