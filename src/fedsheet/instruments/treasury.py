"""US Treasuries: when each one pays, what, and how price and yield speak of each other.

Shapes: k securities, n coupon dates counted from the next one. Dates are numpy `datetime64[D]`, rates decimal per
year, prices per 100 of par. Conventions: 31 CFR 356 Appendix B for bills, TIPS and FRNs; the street convention
(Actual/Actual within the coupon period, semiannual compounding, simple interest in the last period) for coupons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fedsheet.core.dates import bond_holidays
from fedsheet.core.errors import InputError, ModelError

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COUPONS_A_YEAR = 2
MONTHS_BETWEEN_COUPONS = 12 // COUPONS_A_YEAR
DAYS_A_YEAR = 365.0
LAST_DAY = 32  # stands for a month's last day among days of the month
PAR = 100.0


def days(dates: ArrayLike) -> Days:
    """Dates (ISO text, `date`, datetime64) as an array of `datetime64[D]`."""
    return np.asarray(dates, dtype="datetime64[D]")


# Days since 1970-01-01 of the first of every month from 1900 to 2199, and each month's length: dates by table look-up.
_MONTHS = np.arange("1900-01", "2200-01", dtype="datetime64[M]")
_FIRST_MONTH = int(_MONTHS[0].astype(np.int64))
_STARTS = _MONTHS.astype("datetime64[D]").astype(np.int64)
_LENGTHS = np.diff(_STARTS)


def shift_months(dates: Days, months: ArrayLike) -> Days:
    """Dates moved by whole months; the last day of a month stays a last day (the Treasury's end-of-month rule).

    Source: 31 CFR 356 Appendix B, I.A: a security that matures on a month's last day pays on last days.
    """
    place, day, is_last = _parts(dates)
    return _dated(place + np.asarray(months, dtype=np.int64), day, is_last)


Parts = tuple[Ints, Ints, NDArray[np.bool_]]


def _parts(dates: Days) -> Parts:
    """Month (counted from January 1900), day of the month, and whether it is the month's last day."""
    place = dates.astype("datetime64[M]").astype(np.int64) - _FIRST_MONTH
    day = dates.astype(np.int64) - _STARTS[place] + 1
    return place, day, day == _LENGTHS[place]


def _dated(place: Ints, day: Ints, is_last: NDArray[np.bool_]) -> Days:
    """The date in month `place` on `day`, or on its last day where `is_last` or the month is shorter."""
    length = _LENGTHS[place]
    wanted = np.where(is_last, length, np.minimum(day, length))
    dates: Days = (_STARTS[place] + wanted - 1).view("datetime64[D]")
    return dates


def _days_in_month(month: NDArray[np.datetime64]) -> Ints:
    lengths: Ints = _LENGTHS[month.astype("datetime64[M]").astype(np.int64) - _FIRST_MONTH]
    return lengths


USUAL_YEARS = 2000, 2060  # one table for nearly every security held


@cache
def _payment_table(first_year: int, last_year: int) -> tuple[int, Days]:
    """The day of the first entry, and for every day of these years the day on which what is due then is paid."""
    closed = sorted(d for year in range(first_year, last_year + 1) for d in bond_holidays(year))
    calendar = np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))
    every = np.arange(f"{first_year}-01-01", f"{last_year + 1}-01-01", dtype="datetime64[D]")
    return int(every[0].astype(np.int64)), np.busday_offset(every, 0, roll="forward", busdaycal=calendar)


def payment_days(due: Days) -> Days:
    """The days on which amounts due are paid: the due day, or the next one on which securities settle (SIFMA)."""
    if due.size == 0:
        return due
    start, table = _payment_table(*USUAL_YEARS)
    place = due.astype(np.int64) - start
    if place.min() < 0 or place.max() >= len(table):
        first, last = (int(d.astype("datetime64[Y]").astype(np.int64)) + 1970 for d in (due.min(), due.max()))
        start, table = _payment_table(first, last + 1)
        place = due.astype(np.int64) - start
    paid: Days = table[place]
    return paid


@dataclass(frozen=True)
class CouponSchedule:
    """Coupon dates left to each security as of a settlement day; unadjusted, the payment day is `payment_days`.

    settlement  the day
    previous    (k,)    the last coupon date on or before settlement, or where it would have been
    dates       (k, n)  coupon dates after settlement, in order; NaT after maturity
    left        (k,)    how many of them
    """

    settlement: np.datetime64
    previous: Days
    dates: Days
    left: NDArray[np.int64]

    @property
    def to_next(self) -> Floats:
        """(k,) the part of the running coupon period that is still to come, in (0, 1]."""
        following = self.dates[:, 0]
        part: Floats = (following - self.settlement) / (following - self.previous)
        return part


def schedule(maturity_date: Days, settlement_date: np.datetime64) -> CouponSchedule:
    """Semiannual coupon dates after `settlement_date`, counted back from maturity.

    Every period is taken as a regular one; a security still in a long or short first period, whose dated date is not
    asked for, is what `accrued_in_first_period` is for.

    maturity_date  (k,), each after the settlement date, or `InputError` names the first that is not
    """
    _require_alive(maturity_date, settlement_date)
    left = _coupons_left(_parts(maturity_date), _parts(days([settlement_date])))
    back = MONTHS_BETWEEN_COUPONS * (left[:, None] - np.arange(1, int(left.max(initial=0)) + 1))
    dates = shift_months(maturity_date[:, None], -np.maximum(back, 0))
    dates[back < 0] = np.datetime64("NaT", "D")
    previous = shift_months(maturity_date, -MONTHS_BETWEEN_COUPONS * left)
    return CouponSchedule(settlement_date, previous, dates, left)


@dataclass(frozen=True)
class Ladder:
    """Every payment to come, one row each, security by security: when due, when paid, how much per 100.

    security  (f,) place of the security;  due, paid (f,) dates;  amount (f,) coupon, with principal in the last row
    """

    security: Ints
    due: Days
    paid: Days
    amount: Floats


def ladder(maturity_date: Days, coupon: Floats, settlement_date: np.datetime64) -> Ladder:
    """The payments of k securities after `settlement_date`; shapes (k,).

    Dates are looked up: securities share few coupon days (the 15th, the month's end), so each day's dates and payment
    days are made once for all months, and a payment is a place in that table.
    """
    _require_alive(maturity_date, settlement_date)
    place, day, is_last = parts = _parts(maturity_date)
    settled = _parts(days([settlement_date]))
    left = _coupons_left(parts, settled)
    first = int(settled[0][0])
    n_months = int(place.max()) - first + 1
    coupon_day = np.where(is_last, LAST_DAY, day)
    held = np.bincount(coupon_day, minlength=LAST_DAY + 1) > 0
    kinds, kind = np.flatnonzero(held), (np.cumsum(held) - 1)[coupon_day]
    months = np.arange(first, first + n_months)
    due_on = _dated(months, kinds[:, None], (kinds == LAST_DAY)[:, None])
    paid_on = payment_days(due_on).ravel()
    ends = np.cumsum(left)
    start = kind * n_months + place - first - MONTHS_BETWEEN_COUPONS * (ends - 1)
    entry = np.repeat(start, left)
    entry += np.arange(0, MONTHS_BETWEEN_COUPONS * int(ends[-1]), MONTHS_BETWEEN_COUPONS)
    amount = np.repeat(PAR / COUPONS_A_YEAR * coupon, left)
    amount[ends - 1] += PAR
    which = np.repeat(np.arange(len(left)), left)
    return Ladder(which, due_on.ravel().take(entry), paid_on.take(entry), amount)


def _coupons_left(maturity: Parts, settled: Parts) -> Ints:
    """(k,) how many coupon dates lie after settlement: whole periods; in the month of settlement the day decides."""
    place, day, is_last = maturity
    now, today, _ = (part[0] for part in settled)
    periods, odd = np.divmod(place - now, MONTHS_BETWEEN_COUPONS)
    length = _LENGTHS[now]
    pays_on = np.where(is_last, length, np.minimum(day, length))
    left: Ints = periods + ((odd != 0) | (pays_on > today))
    return left


def _require_alive(maturity_date: Days, settlement_date: np.datetime64) -> None:
    dead = maturity_date <= settlement_date
    if dead.any():
        raise InputError(
            "instruments.treasury_security_maturing_cash_flow",
            maturity_date=maturity_date[dead][0],
            settlement_date=settlement_date,
        )


def accrued_interest(coupon: Floats, periods: CouponSchedule) -> Floats:
    """(k,) interest earned since the last coupon date, per 100; Actual/Actual within the coupon period."""
    interest: Floats = PAR * coupon / COUPONS_A_YEAR * (1.0 - periods.to_next)
    return interest


def accrued_in_first_period(
    coupon: Floats, maturity_date: Days, dated_date: Days, first_coupon_date: Days, settlement_date: np.datetime64
) -> Floats:
    """(k,) interest earned since the dated date, per 100, before a first coupon that is short, regular or long.

    Each part of the period counts against the regular coupon period it lies in, counted back from maturity.
    Source: 31 CFR 356 Appendix B, I.C, for the interest of long and short first payments.

    dated_date <= settlement_date <= first_coupon_date (k,), or `InputError` names the first that is not
    """
    wrong = (settlement_date < dated_date) | (settlement_date > first_coupon_date)
    if wrong.any():
        raise InputError(
            "instruments.treasury_first_period",
            settlement_date=settlement_date, dated=dated_date[wrong][0], first=first_coupon_date[wrong][0],
        )  # fmt: skip
    months = _parts(maturity_date)[0] - _parts(first_coupon_date)[0]
    ends, periods = shift_months(maturity_date, -months), np.zeros(coupon.shape)
    while (ends > dated_date).any():
        months = months + MONTHS_BETWEEN_COUPONS
        starts = shift_months(maturity_date, -months)
        earned = np.minimum(ends, settlement_date) - np.maximum(starts, dated_date)
        periods += np.maximum(earned.astype(np.int64), 0) / (ends - starts).astype(np.int64)
        ends = starts
    interest: Floats = PAR * coupon / COUPONS_A_YEAR * periods
    return interest


def dirty_price(coupon: Floats, yield_: Floats, periods: CouponSchedule) -> Floats:
    """(k,) price with accrued interest, per 100.

    P = v^w * (c/2 * sum_{j<n} v^j + 100 v^(n-1)),  v = 1 / (1 + y/2),  w the part of a period to the next coupon;
    with one coupon left (100 + c/2) / (1 + w y/2): money-market terms in the last period, as dealers quote.
    """
    v, w, n = 1.0 / (1.0 + yield_ / COUPONS_A_YEAR), periods.to_next, periods.left
    c = PAR * coupon / COUPONS_A_YEAR
    price = v**w * (c * _annuity(v, n) + PAR * v ** (n - 1))
    last_period = (PAR + c) / (1.0 + w * yield_ / COUPONS_A_YEAR)
    return np.where(n == 1, last_period, price)


def _annuity(v: Floats, n: NDArray[np.int64]) -> Floats:
    """1 + v + ... + v^(n-1), exact also where v = 1."""
    flat = np.isclose(v, 1.0, rtol=0.0, atol=1e-12)
    safe = np.where(flat, 0.5, v)
    total: Floats = np.where(flat, n, (1.0 - safe**n) / (1.0 - safe))
    return total


def clean_price(coupon: Floats, yield_: Floats, periods: CouponSchedule) -> Floats:
    """(k,) price without accrued interest, per 100: what is quoted."""
    return dirty_price(coupon, yield_, periods) - accrued_interest(coupon, periods)


def yield_to_maturity(coupon: Floats, clean: Floats, periods: CouponSchedule) -> Floats:
    """(k,) the street-convention yield that gives this clean price; Newton, quadratic near the root.

    Raises `ModelError` where no yield above -100% fits within 50 steps.
    """
    y = np.maximum(coupon, 0.0) + (PAR - clean) / PAR / np.maximum(periods.left / COUPONS_A_YEAR, 0.5)
    y = np.clip(y, -0.5, 2.0)
    for _ in range(50):
        gap = clean_price(coupon, y, periods) - clean
        y = np.maximum(y + gap / (dirty_price(coupon, y, periods) * modified_duration(coupon, y, periods)), -1.9)
        if np.abs(gap).max(initial=0.0) < 1e-12 * PAR:
            return y
    if np.abs(gap).max() > 1e-9:
        raise ModelError("instruments.treasury_yield_gives_one_these")
    return y


def macaulay_duration(coupon: Floats, yield_: Floats, periods: CouponSchedule) -> Floats:
    """(k,) mean time to payment in years, weighted by present value, time counted in coupon periods."""
    flows, times = cash_flows(coupon, periods), _times(periods)
    weights = flows / (1.0 + yield_[:, None] / COUPONS_A_YEAR) ** (times * COUPONS_A_YEAR)
    mean: Floats = (weights * times).sum(axis=1) / weights.sum(axis=1)
    return mean


def modified_duration(coupon: Floats, yield_: Floats, periods: CouponSchedule) -> Floats:
    """(k,) minus the relative price change per unit of yield; in the last period with its simple interest."""
    compounded = macaulay_duration(coupon, yield_, periods) / (1.0 + yield_ / COUPONS_A_YEAR)
    w = periods.to_next
    simple = (w / COUPONS_A_YEAR) / (1.0 + w * yield_ / COUPONS_A_YEAR)
    return np.where(periods.left == 1, simple, compounded)


def cash_flows(coupon: Floats, periods: CouponSchedule) -> Floats:
    """(k, n) coupon plus principal at maturity on each of the schedule's dates, per 100; zero after maturity."""
    column = np.arange(periods.dates.shape[1])
    interest = np.where(column < periods.left[:, None], PAR * coupon[:, None] / COUPONS_A_YEAR, 0.0)
    flows: Floats = interest + PAR * (column == periods.left[:, None] - 1)
    return flows


def _times(periods: CouponSchedule) -> Floats:
    """(k, n) years to each date, counted in coupon periods."""
    column = np.arange(periods.dates.shape[1])
    years: Floats = (periods.to_next[:, None] + column) / COUPONS_A_YEAR
    return years


Discount = Callable[[Floats], Floats]


def value_on_curves(coupon: Floats, periods: CouponSchedule, discount: Discount) -> Floats:
    """(c, k) dirty prices on c curves at once; `discount` maps times in years (m,) to discount factors (c, m).

    Payment times repeat across securities, so the curve is asked once for each distinct date.
    """
    flows = cash_flows(coupon, periods)
    dates = np.where(np.isnat(periods.dates), periods.settlement, periods.dates)
    distinct, place = np.unique(dates, return_inverse=True)
    factors = discount((distinct - periods.settlement) / np.timedelta64(1, "D") / DAYS_A_YEAR)
    prices: Floats = np.einsum("kn,ckn->ck", flows, factors[:, place.reshape(dates.shape)])
    return prices


def bill_price(discount_rate: Floats, days_left: ArrayLike) -> Floats:
    """Price per 100 of a bill quoted at a bank-discount rate: 100 (1 - d t / 360)."""
    price: Floats = PAR * (1.0 - np.asarray(discount_rate) * np.asarray(days_left) / 360.0)
    return price


def bill_investment_rate(price: Floats, days_left: Floats, days_in_year: float = 365.0) -> Floats:
    """Coupon-equivalent yield of a bill: simple up to half a year, else the root with one coupon in between.

    Source: 31 CFR 356 Appendix B, III; `days_in_year` is 366 where 29 February falls in the year from issue.
    """
    t = np.asarray(days_left) / days_in_year
    gain = PAR / np.asarray(price)
    simple = (gain - 1.0) / t
    a, b, c = t / 2 - 0.25, t, 1.0 - gain
    safe_a = np.where(t > 0.5, a, 1.0)
    quadratic = (-b + np.sqrt(b**2 - 4 * safe_a * c)) / (2 * safe_a)
    return np.where(t > 0.5, quadratic, simple)


def reference_cpi(day: np.datetime64 | Days, first_month: np.datetime64, cpi: Floats) -> Floats:
    """Reference CPI of each day: the index of three months before, moved to that of two months before by the day.

    first_month  the month (`datetime64[M]`) of cpi[0];  cpi  (m,) CPI-U not seasonally adjusted, no month missing
    Source: 31 CFR 356 Appendix B, I.B. Raises `InputError` outside the months held.
    """
    dates = days(day)
    month = dates.astype("datetime64[M]")
    place = (month - first_month.astype("datetime64[M]")).astype(np.int64)
    if (place < 3).any() or (place - 2 >= len(cpi)).any():
        raise InputError("instruments.treasury_reference_cpi_needs_index", n_cpi=len(cpi), first_month=first_month)
    part = (dates - month.astype("datetime64[D]")).astype(np.int64) / _days_in_month(month)
    value: Floats = cpi[place - 3] + part * (cpi[place - 2] - cpi[place - 3])
    return value


def frn_interest(index_rate: Floats, spread: Floats, n_days: ArrayLike) -> Floats:
    """Interest of floating-rate notes per 100 over `n_days` at 13-week bill rate plus spread, never below zero.

    Source: 31 CFR 356 Appendix B, I.C: daily accrual, Actual/360, with a floor of zero.
    """
    interest: Floats = PAR * np.maximum(np.asarray(index_rate) + spread, 0.0) * np.asarray(n_days) / 360.0
    return interest
