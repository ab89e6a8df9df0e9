"""What principal and purchases turn into: new issues by term, at the par yields of the day, in whole dollars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments.treasury import Days, days, shift_months
from fedsheet.portfolio.holdings import BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.parameters import Shares
from fedsheet.portfolio.rates import RatePath
from fedsheet.portfolio.runoff import Dollars, spread_in_proportion

Floats = NDArray[np.float64]
KIND_OF_SHARE = {"note": NOTE, "frn": FRN, "tips": TIPS, "weeks": BILL}
MID_MONTH_UNTIL = 22
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
    def join(cls, parts: list[Lots]) -> Lots:
        """All of them, in order."""
        return cls(
            np.concatenate([p.kind for p in parts]),
            np.concatenate([p.maturity_date for p in parts]),
            np.concatenate([p.coupon for p in parts]),
            np.concatenate([p.par_usd for p in parts]),
            np.concatenate([p.units for p in parts]),
        )

    def select(self, mask: NDArray[np.bool_]) -> Lots:
        """Those where `mask` is true."""
        return Lots(self.kind[mask], self.maturity_date[mask], self.coupon[mask], self.par_usd[mask], self.units[mask])


def settlement_kind(day: np.datetime64) -> str:
    """Which auctions settle around this day: those of mid-month or of the month's end."""
    day_of_month = int((day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)) + 1
    return "mid_month" if 10 <= day_of_month <= MID_MONTH_UNTIL else "month_end"


def new_issues(amount_usd: int, day: np.datetime64, shares: Shares, rates: RatePath) -> Lots:
    """Securities of total par `amount_usd` issued on `day`, split by `shares`; coupons are the par yields of the month.

    Their par adds up to the amount exactly: proceeds buy at par, so no more is reinvested than came in.
    """
    names = list(shares)
    weights = np.rint(np.array(list(shares.values())) * SHARE_UNITS).astype(np.int64)
    par = spread_in_proportion(amount_usd, weights)
    kinds, terms = _kinds_and_terms(names)
    coupons = _coupons(kinds, terms, rates, rates.at(day.astype("datetime64[M]")))
    units = np.where(kinds == TIPS, par / rates.reference_cpi(day), 0.0)
    return Lots(kinds, _maturities(day, names), coupons, par, units)


def _kinds_and_terms(names: list[str]) -> tuple[NDArray[np.int64], Floats]:
    """(n,) kinds and terms in years of shares named like note_10, frn_2, tips_5, weeks_13."""
    split = [name.split("_") for name in names]
    kinds = np.array([KIND_OF_SHARE[kind] for kind, _ in split])
    terms = np.array([int(n) / 52 if kind == "weeks" else float(n) for kind, n in split])
    return kinds, terms


def _coupons(kinds: NDArray[np.int64], terms: Floats, rates: RatePath, place: int) -> Floats:
    """Par yields; TIPS those less expected inflation; FRNs their spread."""
    nominal = rates.yields(place, terms)
    real = np.maximum(nominal - rates.inflation_ahead(place), LEAST_TIPS_COUPON)
    return np.where(kinds == FRN, FRN_SPREAD, np.where(kinds == TIPS, real, nominal))


def _maturities(day: np.datetime64, names: list[str]) -> Days:
    """Maturity of each: bills on the Thursday whole weeks ahead, others whole years after the nominal settlement."""
    month = day.astype("datetime64[M]")
    mid = settlement_kind(day) == "mid_month"
    anchor = month.astype("datetime64[D]") + 14 if mid else (month + 1).astype("datetime64[D]") - 1
    out = []
    for name in names:
        kind, n = name.split("_")
        out.append(_thursday(day) + 7 * int(n) if kind == "weeks" else shift_months(days([anchor]), 12 * int(n))[0])
    return days(out)


def _thursday(day: np.datetime64) -> np.datetime64:
    """The Thursday on or after a day: bills are issued and mature on Thursdays (four- and eight-week ones Tuesdays)."""
    weekday = (int(day.astype(np.int64)) + 3) % 7  # 1970-01-01 was a Thursday, weekday 3
    later: np.datetime64 = day + np.timedelta64((3 - weekday) % 7, "D")
    return later
