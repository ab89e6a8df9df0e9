"""When the Desk buys: recorded periods of operations, the pauses between them, and what of a pace falls into a month.

    calendar   first operation        last operation   next calendar
    ───┬────────────┬───────────────────────┬───────────────┬──────▶
       │   pause    │   pace of the period  │     pause     │

The pace named for a period is bought in its operations and settles a business day later; days that no period known
covers keep the pace in force by the calendar. Source: record/data/operations.toml, kind `desk_period`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fedsheet.core.dates import is_business_day, month_end, next_business_day
from fedsheet.record.path import PolicyPath

KIND = "desk_period"
EVERY = 3  # settlement days that stand for a period's: each third


@dataclass(frozen=True)
class DeskPeriod:
    """Operations from `first` to `last`; the days to `next_calendar` belong to the period, without operations."""

    first: date
    last: date
    next_calendar: date

    def settled_on(self) -> list[date]:
        """The business days after those of operations."""
        n = (self.last - self.first).days + 1
        days = (self.first + timedelta(days=k) for k in range(n))
        return [next_business_day(day, 1) for day in days if is_business_day(day)]


@dataclass(frozen=True)
class MonthOfBills:
    """What of the pace falls into a month, US dollars; days on which operations settle; the last day they speak of."""

    usd: float
    settled_on: tuple[date, ...]
    until: date


def periods_known(path: PolicyPath, known_at: date | None) -> Iterator[DeskPeriod]:
    """Those whose calendar was out by a day, in order; all of them for None."""
    for fact in path.list_facts(lever="operation", end=known_at):
        last, after = fact.details.get("last_operation"), fact.details.get("next_calendar")
        if fact.kind == KIND and isinstance(last, date) and isinstance(after, date):
            yield DeskPeriod(fact.effective_date, last, after)


def month_of_bills(
    path: PolicyPath, month: date, known_at: date | None, periods: Sequence[DeskPeriod]
) -> MonthOfBills | None:
    """The month by the periods known; None where none of them touches it."""
    last = month_end(month)
    near = [p for p in periods if p.first <= last and p.next_calendar >= month]
    if not near:
        return None
    usd, days, until = 0.0, list[date](), near[-1].next_calendar
    for period in near:
        settled = period.settled_on()
        within = [day for day in settled if month <= day <= last]
        usd += sum(_pace(path, day, known_at) for day in within) / len(settled)
        days += [day for day in settled[::EVERY] if month <= day <= last]
    after = (until + timedelta(days=k + 1) for k in range((last - until).days))
    usd += sum(_pace(path, day, known_at) for day in after) / last.day
    return MonthOfBills(usd, tuple(days), until)


def _pace(path: PolicyPath, day: date, known_at: date | None) -> float:
    value = path.value_at("bills", day, known_at)
    return value if isinstance(value, float) else 0.0
