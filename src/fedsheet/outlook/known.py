"""What was known on a day: a vintage cut by release rules where day-by-day vintages are not held.

Few vintages of revised series are held (2022-10-31 and those of 2025-26). For a day before a held vintage the values
are those of the next held one, cut to what had been published: the timing is real, the values are as revised later,
and `Known.real_time` says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fedsheet.core.releases import calendar_rule
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage


@dataclass(frozen=True)
class Known:
    """Figures as public on `as_of`; `values_as_of` is the vintage the values come from.

    real_time   True where the vintage is of that very day, so that no later revision is inside
    """

    as_of: date
    values_as_of: date
    vintage: Vintage

    @property
    def real_time(self) -> bool:
        """Whether the values are as first seen on the day itself."""
        return self.values_as_of <= self.as_of


def release_rule(series: Series) -> Callable[[date], date]:
    """The function from an observation date of this series to the day it became public."""
    return calendar_rule(series.id, series.definition.frequency)


def published(series: Series, as_of: date) -> Series:
    """The part of `series` that was public on `as_of` by its release rule; releases keep the order of dates."""
    rule, days = release_rule(series), series.values.index.to_numpy().astype("datetime64[D]")
    kept = bisect_right(days, as_of, key=lambda day: rule(day.item()))
    return Series(series.definition, series.values.iloc[:kept])


def as_known(vintage: Vintage, as_of: date) -> Known:
    """`vintage` cut to `as_of`; series with nothing public then are left out (asking for one names the first day)."""
    if vintage.as_of <= as_of:
        return Known(as_of, vintage.as_of, vintage)
    parts = {name: published(series, as_of) for name, series in vintage.series.items()}
    held = {name: part for name, part in parts.items() if not part.values.empty}
    first = {
        name: release_rule(series)(series.first_day)
        for name, series in vintage.series.items()
        if name not in held and not series.values.empty
    }
    cut = replace(vintage, as_of=as_of, series=held, first_known={**vintage.first_known, **first})
    return Known(as_of, vintage.as_of, cut)


LONG_SILENT = timedelta(days=120)  # a revised series whose newest value is older than this has no vintage of the day


def with_later_vintages(vintage: Vintage, later: Vintage, since: date) -> Vintage:
    """The same day's figures, where a revised series has no vintage of the day: the next one, cut to what was out.

    Timing is real, values are as revised later, and the definition's source says so. Days before `since`, of which a
    vintage ought to be looked for elsewhere, stay as they are.
    """
    if vintage.as_of < since or later.as_of <= vintage.as_of:
        return vintage
    held = dict(vintage.series)
    for name, series in later.series.items():
        if not series.definition.revised:
            continue
        before = held[name].latest()[0] if name in held else date.min
        part = published(series, vintage.as_of)
        if len(part) and vintage.as_of - before > LONG_SILENT and part.latest()[0] > before:
            told = replace(series.definition, source=f"values as known on {later.as_of}, cut by the release calendar")
            held[name] = Series(told, part.values)
    return replace(vintage, series=held)
