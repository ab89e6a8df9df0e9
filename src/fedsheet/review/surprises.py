"""Surprises by day: what the ten-year yield did on announcement days, or a user's own intraday series.

A user's table has a column of dates and one column a series, in percentage points, as the public event-study databases
have it. A blank cell is a day the series is not known on, never zero.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.core.units import from_pct
from fedsheet.review.assets import Array, Asset
from fedsheet.review.eventsets import EventSet

# A line of a table: its row, its day, the value in percentage points where it is known, and all of its cells.
Line = tuple[int, date, float | None, Hashable]
OWN = "event_windows"


@dataclass(frozen=True)
class Surprises:
    """Surprises in decimal rates by day.

    name, source   what made them and where they came from
    added          days with several windows (a statement and a press conference), added up
    """

    name: str
    source: str
    by_day: Mapping[date, float]
    added: tuple[date, ...] = ()

    def missing(self, days: Iterable[date]) -> tuple[date, ...]:
        """The days among these that are not covered, in order."""
        return tuple(day for day in days if day not in self.by_day)

    def by_month(self, months: NDArray[np.datetime64]) -> Array:
        """(t,) sums over each month; a month without an announcement had no surprise: zero."""
        found = np.zeros(months.size)
        for day, value in self.by_day.items():
            place = int((np.datetime64(day, "M") - months[0].astype("datetime64[M]")).astype(int))
            if 0 <= place < months.size:
                found[place] += value
        return found


def own_surprises(sets: Iterable[EventSet], policy: Asset, leave_out: Iterable[str] = ()) -> Surprises:
    """One-day changes of `policy` on every day of the sets, each once; days without a close are left to `missing`."""
    skipped = frozenset(leave_out)
    days = sorted({day for one in sets if one.id not in skipped for day in one.dates})
    places = np.searchsorted(policy.days, np.array(days, dtype="datetime64[D]"))
    found = {
        day: float(policy.level[i] - policy.level[i - 1])
        for day, i in zip(days, places, strict=True)
        if 0 < i < policy.days.size and policy.days[i] == np.datetime64(day)
    }
    return Surprises(OWN, policy.id, found)


def surprises_of(lines: Iterable[Line], column: str, where: str) -> Surprises:
    """One column of a user's table; an error where the same line stands twice or no line has a value.

    Several windows on one day add up, and the days are named.
    """
    by_day: dict[date, float] = {}
    seen, added = set(), []
    for row, day, value, whole in lines:
        if value is None:
            continue
        if whole in seen:
            raise InputError("review.surprises_day_twice", where=where, day=day, row=row)
        seen.add(whole)
        added += [day] * (day in by_day)
        by_day[day] = by_day.get(day, 0.0) + from_pct(value)
    if not by_day:
        raise InputError("review.surprises_empty", where=where, column=column)
    return Surprises(column, where, dict(sorted(by_day.items())), tuple(dict.fromkeys(added)))
