"""Mortgage cohorts: principal that is scheduled, principal that is prepaid, and what drives prepayment.

Shapes: p paths, k cohorts. Amounts US dollars, rates decimal per year. Source of the cash-flow arithmetic: SIFMA,
*Standard Formulas for the Analysis of Mortgage-Backed Securities*, SF-3 to SF-7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fedsheet.core.dates import is_business_day
from fedsheet.core.errors import InputError

Floats = NDArray[np.float64]
Month = int | np.datetime64  # 1..12, or a calendar month whose days count too
MONTHS, USUAL_DAYS = 12, 21.0


def smm_from_cpr(cpr: ArrayLike) -> Floats:
    """Single monthly mortality: the monthly rate that compounds to the yearly `cpr`."""
    rate: Floats = -np.expm1(np.log1p(-np.asarray(cpr, dtype=np.float64)) / MONTHS)
    return rate


def scheduled_share(note_rate: ArrayLike, months_left: ArrayLike) -> Floats:
    """Share of the balance a level-pay loan amortises this month: r / ((1 + r)^n - 1), and 1/n at a zero rate.

    Never above one: rounded up in the last month it would leave a balance below zero, whose power is no number.
    """
    r, n = np.asarray(note_rate, dtype=np.float64) / MONTHS, np.asarray(months_left, dtype=np.float64)
    safe = np.where(r == 0, 1.0, r)
    share: Floats = np.minimum(np.where(r == 0, 1.0 / n, safe / np.expm1(n * np.log1p(safe))), 1.0)
    return share


def paydown(upb_usd: Floats, cpr: Floats, note_rate: Floats, months_left: Floats) -> tuple[Floats, Floats]:
    """Scheduled and prepaid principal of mortgage cohorts in one month.

    upb_usd      (p, k)  unpaid balance at the start of the month, US dollars, >= 0
    cpr          (p, k)  conditional prepayment rate, decimal per year, in [0, 1)
    note_rate    (k,)    borrowers' rate, decimal per year
    months_left  (k,)    remaining term, >= 1
    returns      scheduled_usd, prepaid_usd, both (p, k); their sum never exceeds upb_usd
    NaN in, NaN out. Scheduled first, prepayment on the remainder. Source: SIFMA Standard Formulas.
    """
    return paydown_at(scheduled_share(note_rate, months_left), upb_usd, cpr)


def paydown_at(share: Floats, upb_usd: Floats, cpr: Floats) -> tuple[Floats, Floats]:
    """`paydown` of loans whose scheduled share (k,) is known."""
    scheduled = upb_usd * share
    prepaid = (upb_usd - scheduled) * smm_from_cpr(cpr)
    return scheduled, prepaid


@cache
def business_days(month: np.datetime64) -> int:
    """Days of a calendar month on which the Reserve Banks are open."""
    first, last = (m.astype("datetime64[D]").astype(object) for m in (month, month + np.timedelta64(1, "M")))
    return sum(is_business_day(first + timedelta(days=k)) for k in range((last - first).days))


@dataclass(frozen=True)
class PrepaymentModel:
    """Turnover and refinancing, each with a name for every parameter; yearly rates as decimals.

    turnover            CPR of a seasoned loan at the market rate, no season
    ramp_months         months until a new loan turns over like a seasoned one
    lock_in             fall in log turnover per percentage point that the market rate stands above the borrower's
    season              (12,) January to December, multiplies turnover, mean 1
    refinancing         CPR added where incentive is large
    midpoint, slope     the logistic in incentive = borrower's rate - market rate: its centre (decimal), 1/width
    burnout             share of refinancing lost per unit of balance already refinanced away
    day_count           elasticity of turnover in the business days of the month before, in which loans are paid off
    """

    turnover: float
    ramp_months: float
    lock_in: float
    season: tuple[float, ...]
    refinancing: float
    midpoint: float
    slope: float
    burnout: float
    day_count: float = 0.0

    def __post_init__(self) -> None:
        if len(self.season) != MONTHS:
            raise InputError(
                "instruments.mbs_seasonal_pattern_12_months", where="prepayment model", n_season=len(self.season)
            )
        if not 0 <= self.turnover + self.refinancing < 1:
            raise InputError("instruments.mbs_turnover_refinancing_must_stay", where="prepayment model")

    def cpr(self, incentive: Floats, age_months: Floats, month: Month, pool_factor: Floats) -> Floats:
        """Prepayment rate of each cohort.

        incentive    (p, k)  borrower's rate minus the lagged market rate, decimal
        age_months   (k,)    months since origination
        month                calendar month of the payment
        pool_factor  (p, k)  balance over what scheduled payments alone would have left
        returns      (p, k)  decimal per year
        """
        season = self.season_of(month)
        return self.turnover_cpr(incentive, age_months, season) + self.refinancing_cpr(incentive, pool_factor)

    def season_of(self, month: Month) -> float:
        """What multiplies turnover in a month: its season, and the business days of the month before it where known."""
        if isinstance(month, int):
            return self.season[month - 1]
        season = self.season[int(month.astype("datetime64[M]").astype(np.int64) % MONTHS)]
        if not self.day_count:
            return season
        before = business_days(month - np.timedelta64(1, "M"))
        return season * float((before / USUAL_DAYS) ** self.day_count)

    def turnover_cpr(self, incentive: Floats, age_months: Floats, season: float) -> Floats:
        """(p, k) moves of households: slower while a loan is new or its rate is below the market's."""
        ramp = np.minimum(age_months / self.ramp_months, 1.0)
        cpr: Floats = self.turnover * ramp * season * np.exp(self.lock_in * np.minimum(incentive, 0.0) * 100.0)
        return cpr

    def refinancing_cpr(self, incentive: Floats, pool_factor: Floats) -> Floats:
        """(p, k) the S-curve in incentive, lower the more of the pool has already left."""
        s_curve = 1.0 / (1.0 + np.exp(-self.slope * (incentive - self.midpoint)))
        cpr: Floats = self.refinancing * s_curve * pool_factor**self.burnout
        return cpr
