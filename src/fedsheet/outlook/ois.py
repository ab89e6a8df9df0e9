"""The path of the overnight rate from swap quotes: constant between meetings, a step the day after each.

    overnight   ───────┐        ┌──────────
    rate               └────────┘             as few and as small steps as the quotes allow
                   meeting   meeting

One payment up to a year: prod(1 + f d/360) = 1 + K D/360. Annual payments beyond: sum(K t P) + P_n = 1. A three-month
future is such a swap that starts later: the product over the days of its quarter. Where meetings
outnumber quotes, of all paths that reprice them the one with the smallest sum of squared steps is taken.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fedsheet.core.dates import add_months, next_business_day
from fedsheet.core.errors import ModelError
from fedsheet.outlook.meetings import Meetings, effective
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.quotes import OisQuotes

Array = npt.NDArray[np.float64]
FIT_WEIGHT = 1e5  # a miss of one basis point weighs as much as a step of ten percentage points
ITERATIONS = 12
CONVERGED = 1e-14


@dataclass(frozen=True)
class SteppedPath:
    """Overnight rate by stretch between meetings, decimals; `starts` the first day of each stretch, (s,).

    misses_bp   model less quote, by swap used; far from zero where quotes contradict one another
    not_used    ends of swaps past the last meeting known
    """

    quote_date: date
    starts: tuple[date, ...]
    rates: Array
    meetings: tuple[date, ...]
    swaps: tuple[date, ...]
    misses_bp: Array
    not_used: tuple[date, ...]

    def at(self, day: date) -> float:
        """The overnight rate on `day`."""
        return float(self.rates[max(bisect_right(self.starts, day) - 1, 0)])


@dataclass(frozen=True)
class AccrualSchedule:
    """Business days of overnight accrual: which stretch each belongs to, its length in years, payments of each swap.

    segment, accrual   (d,) stretch index and day fraction of each overnight period
    payments           per swap: positions in (d,) at which it pays, last one at its end; fractions between them
    begins             (n,) positions at which each starts
    """

    segment: npt.NDArray[np.intp]
    accrual: Array
    payments: tuple[npt.NDArray[np.intp], ...]
    fractions: tuple[Array, ...]
    begins: npt.NDArray[np.intp]


def stepped_path(quotes: OisQuotes, meetings: Meetings) -> SteppedPath:
    """The overnight path that reprices the swaps ending no later than the last meeting known."""
    usable = {end: rate for end, rate in quotes.rates.items() if end <= effective(meetings.horizon)}
    if not usable:
        raise meetings.too_short(min(quotes.rates))
    last = max(usable)
    inside = tuple(day for day in meetings.after(quotes.quote_date) if effective(day) < last)
    starts = (quotes.quote_date, *(effective(day) for day in inside))
    par = np.array(list(usable.values()))
    schedule = _schedule(quotes, tuple(usable), starts)
    rates = _fit(schedule, par, len(starts))
    misses = (par_rates(schedule, rates) - par) * 1e4
    unused = tuple(sorted((*quotes.begun, *(end for end in quotes.rates if end not in usable))))
    return SteppedPath(quotes.quote_date, starts, rates, inside, tuple(usable), misses, unused)


def par_rates(schedule: AccrualSchedule, rates: Array) -> Array:
    """Par rate of each swap on an overnight path, (n,)."""
    growth = np.concatenate([[0.0], np.cumsum(np.log1p(rates[schedule.segment] * schedule.accrual))])
    discount = np.exp(-growth)
    return np.array(
        [
            (discount[begin] - discount[paid[-1]]) / (fraction @ discount[paid])
            for begin, paid, fraction in zip(schedule.begins, schedule.payments, schedule.fractions, strict=True)
        ]
    )


def _fit(schedule: AccrualSchedule, par: Array, n: int) -> Array:
    """Gauss-Newton on misses and steps together; the misses weigh so much that they vanish where they can."""
    rates: Array = np.full(n, par[0])
    steps = np.diff(np.eye(n), axis=0)
    for _ in range(ITERATIONS):
        slope = _slopes(schedule, rates)
        left = np.vstack([FIT_WEIGHT * slope, steps])
        right = np.concatenate([FIT_WEIGHT * (par - par_rates(schedule, rates)), -steps @ rates])
        change = np.linalg.lstsq(left, right, rcond=None)[0]
        rates = rates + change
        if np.abs(change).max() < CONVERGED:
            return rates
    if np.abs(change).max() > 1e-9:
        raise ModelError("outlook.ois_overnight_path_reprices_these")
    return rates


def _slopes(schedule: AccrualSchedule, rates: Array, width: float = 1e-6) -> Array:
    """Central differences of the par rates in each stretch's rate, (n, s)."""
    columns = []
    for s in range(len(rates)):
        bump = width * (np.arange(len(rates)) == s)
        columns.append((par_rates(schedule, rates + bump) - par_rates(schedule, rates - bump)) / (2 * width))
    return np.column_stack(columns)


def _schedule(quotes: OisQuotes, ends: tuple[date, ...], stretch_starts: tuple[date, ...]) -> AccrualSchedule:
    """Overnight periods from the quote date to the last end; a swap's payment days are moved to the next business day,
    a future's quarter starts and ends on its Wednesdays, holidays or not."""
    basis, start = float(parameters("implied")["ois"]["day_count"]), quotes.quote_date
    days = [next_business_day(start, 0)]
    last = next_business_day(max(ends), 0)
    while days[-1] < last:
        days.append(next_business_day(days[-1], 1))
    quarters = {day for end in ends if end in quotes.starts for day in (end, quotes.starts[end])}
    ordinal = np.array(sorted({day.toordinal() for day in {*days, *quarters}}))
    boundaries = np.array([day.toordinal() for day in stretch_starts])
    segment = np.searchsorted(boundaries, ordinal[:-1], side="right") - 1
    begins = np.searchsorted(ordinal, [quotes.starts.get(end, start).toordinal() for end in ends])
    paid = tuple(
        np.searchsorted(ordinal, [end.toordinal()] if end in quotes.starts else _rolled_payments(start, end))
        for end in ends
    )
    fractions = tuple(np.diff(ordinal[np.concatenate([[b], p])]) / basis for b, p in zip(begins, paid, strict=True))
    return AccrualSchedule(np.maximum(segment, 0), np.diff(ordinal) / basis, paid, fractions, begins)


def _rolled_payments(start: date, end: date) -> list[int]:
    return [_rolled(day) for day in _payment_days(start, end)]


def _payment_days(start: date, end: date) -> list[date]:
    """The end, and for swaps over a year each anniversary of the start before it."""
    year = timedelta(days=371)
    if end - start <= year:
        return [end]
    anniversaries = [add_months(start, 12 * k) for k in range(1, 1 + (end - start).days // 365)]
    return [day for day in anniversaries if end - day > timedelta(days=7)] + [end]


def _rolled(day: date) -> int:
    return next_business_day(day, 0).toordinal()
