"""When the Committee meets: scheduled meetings as far as they were public on a day.

schedule announced        last meeting known ("horizon")
──────┬───────────────────────────┬────────── past it no meeting is known: nothing may be said
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fedsheet.core.dates import ONE_DAY, add_months, month_end
from fedsheet.core.errors import DateRangeError, RecordError
from fedsheet.outlook.parameters import parameters

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath


class Move(NamedTuple):
    """A range set between meetings: its first day in force and by how much it moved, decimal."""

    day: date
    change: float


@dataclass(frozen=True)
class Meetings:
    """Last days of scheduled meetings known on `as_of`, ascending; a decision takes effect the day after.

    moves   ranges set between meetings by then: their months hold two rates
    """

    as_of: date
    dates: tuple[date, ...]
    moves: tuple[Move, ...] = ()

    @property
    def horizon(self) -> date:
        """The last meeting known."""
        if not self.dates:
            raise DateRangeError(
                "outlook.meetings_fomc_meeting_scheduled_publicly",
                as_of=self.as_of,
                all_schedules=all_schedules()[0][0],
            )
        return self.dates[-1]

    def after(self, day: date) -> tuple[date, ...]:
        """Meetings later than `day`."""
        return self.dates[bisect_right(self.dates, day) :]

    def on_or_after(self, day: date) -> date:
        """The first meeting not before `day`; past the schedule `DateRangeError`."""
        position = bisect_left(self.dates, day)
        if position == len(self.dates):
            raise self.too_short(day)
        return self.dates[position]

    @property
    def vouched(self) -> date:
        """The last day of the months of which it is known whether a meeting ends in them: no meeting follows another
        within five weeks."""
        free = self.horizon + timedelta(days=int(parameters("implied")["noise"]["days_apart"]))
        following = month_end(add_months(self.horizon.replace(day=1), 1))
        return following if following < free else month_end(self.horizon)

    def moves_in(self, year: int, month: int) -> tuple[Move, ...]:
        """Ranges set between meetings after the first day of this month: it holds a rate more for each."""
        return tuple(m for m in self.moves if (m.day.year, m.day.month) == (year, month) and m.day.day > 1)

    def with_moves(self, path: PolicyPath) -> Meetings:
        """The same calendar with the ranges that the record has set between meetings by `as_of`."""
        met = {*self.dates, *(effective(day) for day in self.dates)}
        own = {
            Move(after.effective_date, after.value - before.value)
            for name in ("lower", "point")
            for before, after in pairwise(path.steps.get(name, ()))
            if self.dates and after.effective_date >= self.dates[0] and after.announced_at <= self.as_of
            if after.effective_date not in met and isinstance(after.value, float) and isinstance(before.value, float)
        }
        return replace(self, moves=tuple(sorted(own)))

    def in_month(self, year: int, month: int) -> date | None:
        """The meeting that ends in this month, None in a month known to have none."""
        if date(year, month, 1) > self.vouched:
            raise self.too_short(date(year, month, 1))
        found = [d for d in self.dates if (d.year, d.month) == (year, month)]
        return found[-1] if found else None

    def too_short(self, day: date) -> DateRangeError:
        """The error for a question past the calendar."""
        return DateRangeError(
            "outlook.meetings_fomc_meeting_scheduled_or", day=day, as_of=self.as_of, horizon=self.horizon
        )


@cache
def all_schedules() -> tuple[tuple[date, tuple[date, ...]], ...]:
    """(announced_at, meeting dates) in order of announcement; dates must ascend throughout."""
    schedules = [(entry["announced_at"], tuple(entry["dates"])) for entry in parameters("meetings")["schedule"]]
    flat = [day for _, days in schedules for day in days]
    if flat != sorted(set(flat)):
        raise RecordError("outlook.meetings_meeting_dates_must_ascend", where="outlook/data/meetings.toml")
    return tuple(schedules)


def meetings_known(as_of: date) -> Meetings:
    """The calendar as public on `as_of`; a meeting cancelled by then is none."""
    off = {entry["date"] for entry in parameters("meetings")["cancelled"] if entry["announced_at"] <= as_of}
    days = (day for announced, days in all_schedules() if announced <= as_of for day in days)
    return Meetings(as_of, tuple(day for day in days if day not in off))


def effective(meeting: date) -> date:
    """The first day a rate decided at `meeting` is in force (implementation notes: the day after)."""
    return meeting + ONE_DAY
