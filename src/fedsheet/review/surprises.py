"""Surprises by day: what the ten-year yield did on announcement days, or a user's own intraday series.

A user's file is a CSV with a column of dates (`Date` or `date`) and one column a series, in percentage points, as the
public event-study databases have it. A blank cell is a day the series is not known on, never zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.units import from_pct
from fedsheet.review.assets import Array, Asset
from fedsheet.review.eventsets import EventSet

MAX_BYTES = 20_000_000
DATE_COLUMNS = ("date", "Date", "DATE")
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


def parse_surprises(text: str, column: str, where: str) -> Surprises:
    """One column of a user's table; named errors: no dates, an unknown column, a day twice, a cell that is no number.

    Several windows on one day add up, and the days are named; the same line twice is an error.
    """
    if len(text.encode()) > MAX_BYTES:
        raise InputError("review.surprises_too_large", where=where)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    heads = list(reader.fieldnames or ())
    day_column = next((name for name in DATE_COLUMNS if name in heads), None)
    if day_column is None:
        raise InputError("review.surprises_no_date_column", where=where, heads=", ".join(heads[:8]))
    series = [name for name in heads if name != day_column]
    if column not in series:
        raise UnknownNameError("column", column, series, where=where)
    by_day: dict[date, float] = {}
    seen, added = set(), []
    for n, row in enumerate(reader, start=2):
        cell = (row[column] or "").strip()
        if not cell or cell.upper() in ("NA", "NAN", "."):
            continue
        day = parse_date((row[day_column] or "")[:10], what=f"{where}, line {n}")
        line = tuple(map(str, row.values()))
        if line in seen:
            raise InputError("review.surprises_day_twice", where=where, day=day, line=n)
        seen.add(line)
        added += [day] * (day in by_day)
        by_day[day] = by_day.get(day, 0.0) + from_pct(_number(cell, column, where, n))
    if not by_day:
        raise InputError("review.surprises_empty", where=where, column=column)
    return Surprises(column, where, dict(sorted(by_day.items())), tuple(dict.fromkeys(added)))


def _number(cell: str, column: str, where: str, line: int) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise InputError("review.surprises_not_a_number", where=where, line=line, column=column, cell=cell)
    return value
