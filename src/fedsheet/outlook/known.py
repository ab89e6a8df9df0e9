"""What was known on a day: a vintage cut by release rules where day-by-day vintages are not held.

Two vintages of revised series are held (2022-10-31 and late 2026). For a day before a held vintage the values are
those of the next held one, cut to what had been published: the timing is real, the values are as revised later, and
`Known.real_time` says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from fedsheet.core.dates import ONE_DAY, add_months, h41_release_date, is_business_day, month_end, next_business_day
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.parameters import parameters

FRIDAY = 4


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


@cache
def employment_situation(month: date) -> date:
    """The day the jobs report for `month` appears (BLS: third Friday after the week with the 12th)."""
    twelfth = month.replace(day=12)
    saturday = twelfth + timedelta(days=(5 - twelfth.weekday()) % 7)
    friday = saturday + timedelta(days=(FRIDAY - saturday.weekday()) % 7 + 14)
    return friday if is_business_day(friday) else friday + timedelta(days=7)


def _after_month(series_id: str, day: date) -> date:
    rule = parameters("releases")["rules"]["days_after_month"]
    return month_end(day) + timedelta(days=rule["days"].get(series_id, rule["otherwise"]))


def _after_quarter(series_id: str, day: date) -> date:
    rule = parameters("releases")["rules"]["days_after_quarter"]
    return month_end(add_months(day, 2)) + timedelta(days=rule["days"].get(series_id, rule["otherwise"]))


def _weekly(series_id: str, day: date) -> date:
    del series_id
    return h41_release_date(day) if day.weekday() == FRIDAY - 2 else next_business_day(day, 3)


def release_rule(series: Series) -> Callable[[date], date]:
    """The function from an observation date of this series to the day it became public."""
    rules = parameters("releases")["rules"]
    if series.id in rules["projection"]["series"]:
        return lambda _: date.min
    if series.id in rules["same_day"]["series"]:
        return lambda day: day
    if series.id in rules["employment_situation"]["series"]:
        return employment_situation
    by_frequency: dict[str, Callable[[str, date], date]] = {"M": _after_month, "Q": _after_quarter, "W": _weekly}
    rule = by_frequency.get(series.definition.frequency[:1])
    if rule is None:
        return lambda day: next_business_day(day, 1) if is_business_day(day) else next_business_day(day + ONE_DAY, 0)
    return lambda day: rule(series.id, day)


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
        name: release_rule(series)(series.values.index[0].date())
        for name, series in vintage.series.items()
        if name not in held and not series.values.empty
    }
    cut = replace(vintage, as_of=as_of, series=held, first_known={**vintage.first_known, **first})
    return Known(as_of, vintage.as_of, cut)
