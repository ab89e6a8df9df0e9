"""First print against current value, from the intervals of one series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from fedsheet.core.lazy import pd
from fedsheet.store.taken_back import STANDS_AGAIN, TAKEN_BACK

Row = tuple[date, date, float, date, float, int, str]


def first_and_current(intervals: pd.DataFrame) -> list[Row]:
    """Rows (observation date, first known, first value, in force since, current value, prints, how the start is known).

    intervals  as `fedsheet.vintages` gives them; a value withdrawn today has NaN as its current value, one taken back
               here is none of its publisher's prints and is left out.
    """
    return list(_rows(intervals))


def _rows(intervals: pd.DataFrame) -> Iterator[Row]:
    days = ("observation_date", "realtime_start")
    counts = intervals[~intervals["start_is"].isin((TAKEN_BACK, STANDS_AGAIN))]
    told = counts.assign(**{name: counts[name].dt.date for name in days})
    columns = ("observation_date", "realtime_start", "value", "start_is")
    prints = zip(*(told[name] for name in columns), strict=True)
    for day, group in groupby(prints, key=lambda row: row[0]):
        of_day = list(group)
        (_, known, first, start_is), (_, since, current, _) = of_day[0], of_day[-1]
        yield day, known, float(first), since, float(current), len(of_day), str(start_is)
