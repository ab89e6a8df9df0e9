"""When the Committee meets: scheduled meetings as far as they were public on a day.

schedule announced        last meeting known ("horizon")
──────┬───────────────────────────┬────────── past it no meeting is known: nothing may be said
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError, RecordError
from fedsheet.outlook.parameters import parameters


@dataclass(frozen=True)
class Meetings:
    """Last days of scheduled meetings known on `as_of`, ascending; a decision takes effect the day after."""

    as_of: date
    dates: tuple[date, ...]

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

    def in_month(self, year: int, month: int) -> date | None:
        """The meeting that ends in this month, None in a month known to have none."""
        if (year, month) > (self.horizon.year, self.horizon.month):
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
    """The calendar as public on `as_of`."""
    return Meetings(as_of, tuple(d for announced, days in all_schedules() if announced <= as_of for d in days))


def effective(meeting: date) -> date:
    """The first day a rate decided at `meeting` is in force (implementation notes: the day after)."""
    return meeting + ONE_DAY
