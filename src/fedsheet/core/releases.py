"""When figures become public: the one home of release rules, for values never revised and for those cut by a calendar.

    unrevised   date → the first day on which its value was public, exact: what the store's starts are made from
    calendar    the same for revised series on days whose vintages are not held (values as revised later)
    present     how long a value may be called the present one

Rules are functions here; which series follows which stands in data/releases.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from fedsheet.core.dates import (
    ONE_DAY,
    WEDNESDAY,
    add_months,
    h41_release_date,
    is_business_day,
    month_end,
    next_business_day,
    next_settlement_day,
)

Rule = Callable[[date], date]
FRIDAY = 4


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((files("fedsheet.core") / "data" / "releases.toml").read_text("utf-8"))


def _same_day(day: date) -> date:
    return day


def _next_business_day(day: date) -> date:
    return next_business_day(day + ONE_DAY, 0)


def _after_week(day: date) -> date:
    return day + timedelta(days=7)


def _thursday_of_the_week_after(wednesday: date) -> date:
    return next_business_day(wednesday + timedelta(days=8), 0)


def _end_of_the_quarter_after(day: date) -> date:
    return month_end(add_months(day.replace(day=1), 5 - (day.month - 1) % 3))


def _after_month(month: date) -> date:
    return next_business_day(add_months(month, 1), 0)


def _days_after_month(days: int) -> Rule:
    return lambda day: month_end(day) + timedelta(days=days)


def _fourth_business_day(day: date) -> date:
    return next_business_day(month_end(day) + ONE_DAY, 3)


def _recession_month(month: date) -> date:
    """A month of a recession is known once its peak is announced and the month is over."""
    told = [announced for first, announced in _told("peaks").items() if first <= month]
    return max(max(told), month_end(month) + ONE_DAY)


def _told(key: str) -> dict[date, date]:
    return {date.fromisoformat(first): announced for first, announced in _file()["recessions"][key].items()}


# Observation date → first day on which the value was public.
RELEASE_RULES: Mapping[str, Rule] = {
    "h41": h41_release_date,
    "same day": _same_day,
    "next business day": _next_business_day,
    "next settlement day": next_settlement_day,
    "7 days": _after_week,
    "20 days after the month": _days_after_month(20),
    "fourth business day of the next month": _fourth_business_day,
    "vintage": _same_day,  # revised: every vintage carries its own day
    "announcement of the recession": _recession_month,
    "month end + 1 business day": _after_month,
}


def unrevised_rule(series_id: str, frequency: str) -> str:
    """The name of the rule of a series whose values stand as first published; `frequency` D, D7, W, M."""
    named = {name: rule for rule, names in _file()["unrevised"].items() for name in names}
    otherwise = _file()["unrevised_otherwise"]
    by_frequency = {"W": otherwise["weekly"], "M": otherwise["monthly"]}.get(frequency[:1], otherwise["daily"])
    return str(named.get(series_id, by_frequency))


def calendar_rule(series_id: str, frequency: str, *, is_projection_whole: bool = True) -> Rule:
    """From an observation date of this series to the day it became public, revised or not.

    is_projection_whole   a projection's values for later dates were part of what was known (`date.min`)
    """
    told = _file()
    if is_projection_whole and series_id in told["projection"]["series"]:
        return lambda _: date.min
    if series_id in told["employment_situation"]["series"]:
        return employment_situation
    if rule := new_york_rule(series_id):
        return rule
    if series_id in {name for names in told["unrevised"].values() for name in names}:
        return RELEASE_RULES[unrevised_rule(series_id, frequency)]
    by_frequency: dict[str, Rule] = {
        "M": lambda day: month_end(day) + timedelta(days=days_after(series_id, "days_after_month")),
        "Q": lambda day: month_end(add_months(day, 2)) + timedelta(days=days_after(series_id, "days_after_quarter")),
        "W": _weekly,
    }
    return by_frequency.get(frequency[:1], _day_after)


def new_york_rule(series_id: str) -> Rule | None:
    """The New York Fed's own days for what it revises: dealers' statistics, take-up by type of counterparty."""
    named: dict[str, Rule] = {"week_after": _thursday_of_the_week_after, "quarter_after": _end_of_the_quarter_after}
    return next((rule for key, rule in named.items() if series_id in _file()[key]["series"]), None)


def days_after(series_id: str, rule: str) -> int:
    """Days from the end of the month or quarter to its first figure, the latest usual day."""
    told = _file()[rule]
    return int(told["days"].get(series_id, told["otherwise"]))


def release_moment(series_id: str, day: date) -> datetime:
    """The moment on its day of release at which a series appears, New York's time; the H.4.1's where none is told."""
    hours = _file()["hour"]
    named = (hour for hour, names in hours.items() if isinstance(names, list) and series_id in names)
    told = time.fromisoformat(next(named, hours["otherwise"]))
    return datetime.combine(day, told, ZoneInfo("America/New_York"))


def stale_after(frequency: str) -> timedelta:
    """How long after its release a value may be called the present one."""
    return timedelta(days=_file()["present"]["days"][frequency])


@cache
def employment_situation(month: date) -> date:
    """The day the jobs report for `month` appears (BLS: third Friday after the week with the 12th)."""
    twelfth = month.replace(day=12)
    saturday = twelfth + timedelta(days=(5 - twelfth.weekday()) % 7)
    friday = saturday + timedelta(days=(FRIDAY - saturday.weekday()) % 7 + 14)
    return friday if is_business_day(friday) else friday + timedelta(days=7)


def recession_known(start: date, end: date, as_of: date) -> tuple[date, date] | None:
    """The part of a recession that was known on `as_of`: from its announced peak to its announced trough, or to
    `as_of` while none was; None before the peak was announced. `start` and `end` are its first and last day.
    """
    peak = next((told for first, told in _told("peaks").items() if abs((first - start).days) <= 62), start)
    trough = next((told for last, told in _told("troughs").items() if abs((last - end).days) <= 62), end)
    if as_of < peak:
        return None
    return start, end if as_of >= trough else as_of


def _weekly(day: date) -> date:
    return h41_release_date(day) if day.weekday() == WEDNESDAY else next_business_day(day, 3)


def _day_after(day: date) -> date:
    return next_business_day(day, 1) if is_business_day(day) else next_business_day(day + ONE_DAY, 0)
