"""Agency MBS as cohorts: built from the purchases H.4.1 implies, aged and paid down month by month.

A month's gross purchases = net change on H.4.1 + principal the model says was paid; they enter at that month's
production: the mortgage rate when they were committed to, two months before settlement. Where the net change is below
what the model pays down, all cohorts are scaled, so that the sum is H.4.1's in every month held.

Shapes: k cohorts. Amounts US dollars (float: cohorts are a model, the statement's dollars are rounded when posted).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.few import Few
from fedsheet.core.vintage import Vintage
from fedsheet.instruments.mbs import Month, PrepaymentModel, paydown_at, scheduled_share
from fedsheet.portfolio.parameters import MortgagePool
from fedsheet.portfolio.rates import RatePath

Floats = NDArray[np.float64]
THIRTY_YEARS, FIFTEEN_YEARS = 360, 180
FIRST_PURCHASES = date(2009, 1, 1)  # first agency MBS purchases of LSAP1: record, 2009-01-05
# Months from a rate to the prepayment it causes: application to closing, then payment the month after.
RATE_LAGS = (2, 3)
MOST_CPR = 0.95


@dataclass(frozen=True)
class Cohorts:
    """Pools bought in one month with one term.

    upb_usd       (k,)  unpaid balance
    amortised     (k,)  balance had nobody prepaid
    note_rate     (k,)  borrowers' rate
    months_left   (k,)
    age_months    (k,)
    """

    upb_usd: Floats
    amortised_usd: Floats
    note_rate: Floats
    months_left: Floats
    age_months: Floats

    @classmethod
    def none(cls) -> Cohorts:
        """No cohort yet."""
        return cls(*(np.zeros(0) for _ in range(5)))

    @property
    def total_usd(self) -> float:
        """Unpaid balance of all."""
        return float(self.upb_usd.sum())

    @property
    def pool_factor(self) -> Floats:
        """(k,) balance over the balance had nobody prepaid."""
        return self.upb_usd / np.where(self.amortised_usd > 0, self.amortised_usd, 1.0)

    def bought(self, amount_usd: float, mortgage_rate: float, pool: MortgagePool) -> Cohorts:
        """With a purchase of new production, 30 and 15 years, split by the pool's share."""
        if amount_usd <= 0:
            return self
        upb = amount_usd * np.array([1 - pool.fifteen_year_share, pool.fifteen_year_share])
        rate = mortgage_rate - np.array([0.0, pool.fifteen_year_discount])
        left = np.array([THIRTY_YEARS, FIFTEEN_YEARS]) - float(pool.new_pool_age_months)
        age = np.full(2, float(pool.new_pool_age_months))
        new = Cohorts(upb, upb, rate, left, age)
        return Cohorts(*(np.concatenate(pair) for pair in zip(_fields(self), _fields(new), strict=True)))

    def collapsed(self) -> Cohorts:
        """Pools that will behave alike, added up: same rate, term, age and pool factor (to twelve digits).

        Exact, as prepayment is linear in the balance: 10,000 pools of 200 kinds become 200 cohorts.
        """
        factor = np.round(self.pool_factor, 12)
        alike = np.column_stack([self.note_rate, self.months_left, self.age_months, factor])
        kinds, place = np.unique(alike, axis=0, return_inverse=True)
        upb, amortised = (
            np.bincount(place.ravel(), usd).astype(np.float64) for usd in (self.upb_usd, self.amortised_usd)
        )
        return Cohorts(upb, amortised, kinds[:, 0], kinds[:, 1], kinds[:, 2])

    def outstanding(self) -> Cohorts:
        """Those that have a balance."""
        held = self.upb_usd > 0
        return Cohorts(*(values[held] for values in _fields(self)))

    def in_blocks(self, size: int) -> Cohorts:
        """The same, in blocks of like note rates, each by the months left, falling."""
        block = np.argsort(np.argsort(self.note_rate, kind="stable")) // size
        order = np.lexsort((-self.months_left, block))
        return Cohorts(*(values[order] for values in _fields(self)))

    def scaled(self, factor: float) -> Cohorts:
        """Every balance times `factor`."""
        return Cohorts(
            self.upb_usd * factor, self.amortised_usd * factor, self.note_rate, self.months_left, self.age_months
        )

    def after_month(self, model: PrepaymentModel, market_rate: float | Floats, month: Month) -> tuple[Cohorts, Floats]:
        """The cohorts a month older, and the principal (k,) they paid.

        market_rate  the lagged mortgage rate: one, or (k,) one for each cohort
        """
        cpr = model.cpr(self.note_rate - market_rate, self.age_months, month, self.pool_factor)
        share = scheduled_share(self.note_rate, self.months_left)
        scheduled, prepaid = paydown_at(share, self.upb_usd, np.clip(cpr, 0.0, MOST_CPR))
        amortised = self.amortised_usd * (1.0 - share)
        upb, left = self.upb_usd - scheduled - prepaid, np.maximum(self.months_left - 1.0, 1.0)
        return Cohorts(upb, amortised, self.note_rate, left, self.age_months + 1.0), scheduled + prepaid

    def coupon(self, pool: MortgagePool) -> float:
        """Mean pass-through coupon, weighted by balance; 0 where nothing is held."""
        if self.total_usd == 0:
            return 0.0
        return float(np.average(self.note_rate, weights=self.upb_usd)) - pool.servicing_and_guarantee


def _fields(cohorts: Cohorts) -> tuple[Floats, ...]:
    return (
        cohorts.upb_usd, cohorts.amortised_usd, cohorts.note_rate, cohorts.months_left, cohorts.age_months,
    )  # fmt: skip


def lagged_rate(rates: RatePath, month: np.datetime64) -> float:
    """The mortgage rate that this month's payments answer to: the mean of two and three months before."""
    place = rates.at(month)
    return sum(float(rates.mortgage[max(place - lag, 0)]) for lag in RATE_LAGS) / len(RATE_LAGS)


def pay_month(cohorts: Cohorts, model: PrepaymentModel, rates: RatePath, month: np.datetime64) -> tuple[Cohorts, float]:
    """The cohorts after a calendar month on these rates, and the principal they paid, US dollars."""
    older, paid = cohorts.after_month(model, lagged_rate(rates, month), month)
    return older, float(paid.sum())


@dataclass(frozen=True)
class History:
    """How the cohorts came to be: as of the opening, and the principal the model says each month before paid."""

    cohorts: Cohorts
    paid_by_month: Mapping[np.datetime64, float]


def month_levels(vintage: Vintage, until: date) -> tuple[NDArray[np.datetime64], Floats]:
    """Agency MBS on the first Wednesday of each month to `until`: what is left after the month before has paid."""
    held = vintage["WSHOMCB"].between(FIRST_PURCHASES, until)
    months = held.days.astype("datetime64[M]")
    is_first = np.diff(months, prepend=months[:1] - np.timedelta64(1, "M")).astype(np.int64) > 0
    return months[is_first], held.base_amounts()[is_first]


def build_cohorts(
    vintage: Vintage, rates: RatePath, model: PrepaymentModel, pool: MortgagePool, opening: date
) -> History:
    """Cohorts that add up to H.4.1 on the first Wednesday of each month, then to the opening's own level.

    Of the opening's own month no principal is counted yet.
    """
    months, levels = month_levels(vintage, opening)
    if len(months) == 0:  # before the first purchases
        return History(Cohorts.none(), {})
    read = [_read(month, level, rates, pool) for month, level in zip(months[:-1], levels[1:], strict=True)]
    past = _months_built(model, pool, read)
    cohorts = past.cohorts[-1] if past.cohorts else Cohorts.none()
    level, bought_at = vintage["WSHOMCB"].base_last(opening)[1], _production_rate(rates, months[-1], pool)
    return History(_brought_to(level, cohorts, bought_at, pool), dict(zip(months[:-1], past.paid, strict=True)))


class _Read(NamedTuple):
    """What a month is made from: itself, the level it ends at, the rate it answers to, the rate of its production."""

    month: np.datetime64
    level_usd: float
    answers_to: float
    bought_at: float


def _read(month: np.datetime64, level: float, rates: RatePath, pool: MortgagePool) -> _Read:
    return _Read(month, float(level), lagged_rate(rates, month), _production_rate(rates, month, pool))


@dataclass(frozen=True)
class _Months:
    """Months built, each with what it was made from, the cohorts after it and the principal it paid."""

    read: tuple[_Read, ...]
    cohorts: tuple[Cohorts, ...]
    paid: tuple[float, ...]

    def first(self, n: int) -> _Months:
        """The first of them."""
        return _Months(self.read[:n], self.cohorts[:n], self.paid[:n])


# Openings of one model share their months up to where what they read differs.
MODELS_KEPT = 8
_BUILT = Few[tuple[PrepaymentModel, MortgagePool], _Months](MODELS_KEPT)


def _months_built(model: PrepaymentModel, pool: MortgagePool, read: Sequence[_Read]) -> _Months:
    """Every month of `read`; those that another opening has built are taken from it."""
    before = _BUILT.get((model, pool)) or _Months((), (), ())
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before.read, read, strict=False)))
    if shared == len(read):
        return before.first(shared)
    cohorts, paid = list(before.cohorts[:shared]), list(before.paid[:shared])
    now = cohorts[-1] if cohorts else Cohorts.none()
    for month in read[shared:]:
        older, principal = now.after_month(model, month.answers_to, month.month)
        now = _brought_to(month.level_usd, older, month.bought_at, pool)
        cohorts.append(now)
        paid.append(float(principal.sum()))
    found = _Months(tuple(read), tuple(cohorts), tuple(paid))
    _BUILT.keep((model, pool), found)
    return found


def _production_rate(rates: RatePath, month: np.datetime64, pool: MortgagePool) -> float:
    """The mortgage rate when what settles in a month was committed to."""
    return float(rates.mortgage[max(rates.at(month) - pool.settlement_lag_months, 0)])


def _brought_to(level_usd: float, cohorts: Cohorts, bought_at: float, pool: MortgagePool) -> Cohorts:
    """The cohorts with the month's purchase, or scaled down, so that they add up to H.4.1's level."""
    purchase = level_usd - cohorts.total_usd
    if purchase < 0:
        return cohorts.scaled(level_usd / cohorts.total_usd)
    return cohorts.bought(purchase, bought_at, pool)
