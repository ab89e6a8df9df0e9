"""The clock: what day it is, how old each class of figures is, and whether a value may be called the present one.

    now, last, stands   only of a figure whose next release is not long overdue; a stale one is dated in its sentence

`FEDSHEET_TODAY=2026-11-30` sets the day, for a run that must be the same tomorrow.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.dates import ONE_DAY, add_months, month_end, next_business_day, parse_date
from fedsheet.core.releases import RELEASE_RULES, Rule, calendar_rule, stale_after, unrevised_rule

if TYPE_CHECKING:
    from fedsheet.core.series import Series
    from fedsheet.core.vintage import Vintage

TODAY = "FEDSHEET_TODAY"
POLICY = "policy"
# What stands for each class of figures; the first of them that is held is named beside its day.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "statement": ("WALCL", "WRESBAL", "TREAST", "WSHOMCB", "WTREGEN"),
    "market_rates": ("SOFR", "EFFR", "TGCR", "BGCR", "OBFR", "RRPONTSYD"),
    "yields": ("DGS10", "DGS2", "DGS30", "DGS5", "DFII10"),
    "macro": ("UNRATE", "PAYEMS", "CPIAUCSL", "PCEPILFE", "GDPC1"),
}


def today() -> date:
    """The day by the machine's calendar, or the one that `FEDSHEET_TODAY` names."""
    named = os.environ.get(TODAY, "").strip()
    return parse_date(named, where=TODAY) if named else date.today()


@dataclass(frozen=True)
class Hand:
    """One class of figures as of a day: `name` policy or one of CLASSES.

    newest, newest_id     the most advanced of its series;   oldest, oldest_id   the least advanced
    next_release          when the observation after `newest` is due; None where no calendar says so
    age_days              from `newest` to the day;   is_stale   the next release is overdue by more than a delay
    """

    name: str
    newest: date
    newest_id: str
    oldest: date
    oldest_id: str
    next_release: date | None
    age_days: int
    is_stale: bool


def hands(vintage: Vintage) -> tuple[Hand, ...]:
    """Each class of figures that the vintage holds anything of, in the order of CLASSES."""
    found = (_hand(name, ids, vintage) for name, ids in CLASSES.items())
    return tuple(hand for hand in found if hand is not None)


@dataclass(frozen=True)
class Age:
    """How old the last value of a series is on a day: what every tile, table and sentence asks before it says "now".

    newest, next_release   its day, and when the observation after it is due
    interval_days          from its own release to the next one
    age_days               from its day to the day asked about;   is_stale   the next release is overdue by a delay
    """

    newest: date
    next_release: date
    interval_days: int
    age_days: int
    is_stale: bool


def age(series: Series, as_of: date) -> Age:
    """The one answer to "is this figure fresh?": newest day, next release, interval, age, stale or not on `as_of`."""
    frequency, newest = series.definition.frequency, series.latest(as_of)[0]
    rule = _rule(series)
    released, coming = rule(newest), rule(following(newest, frequency))
    is_stale = as_of > max(released + stale_after(frequency), coming)
    return Age(newest, coming, (coming - released).days, (as_of - newest).days, is_stale)


def is_present(series: Series, as_of: date) -> bool:
    """Whether the last value of a series may be called the present one on `as_of`."""
    return not age(series, as_of).is_stale


def is_old(day: date, as_of: date, frequency: str) -> bool:
    """Whether a figure of `day`, public on the next business day, may no longer be called the present one."""
    return as_of > next_business_day(day + ONE_DAY, 0) + stale_after(frequency)


def newest_day(series: Series) -> date:
    """The day of the last observation."""
    return series.latest()[0]


def next_release(series: Series) -> date:
    """When the observation after the last one is due."""
    return age(series, newest_day(series)).next_release


def release_after(series: Series, day: date) -> date:
    """The first release of a series after `day`, by its publisher's calendar."""
    frequency, rule = series.definition.frequency, _rule(series)
    of = following(newest_day(series), frequency)
    while rule(of) <= day:
        of = following(of, frequency)
    return rule(of)


def _rule(series: Series) -> Rule:
    """From an observation of this series to its release: a publisher's monthly mean that is never revised is out as the
    month is over, without the delay that the calendar keeps for those whose vintages are not held.
    """
    told = series.definition
    if told.frequency == "M" and not told.revised and not told.is_imported:
        return RELEASE_RULES[unrevised_rule(told.id, told.frequency)]
    return calendar_rule(told.id, told.frequency, is_projection_whole=False)


def following(day: date, frequency: str) -> date:
    """The date of the observation after that of `day`; a month's last day is followed by the next month's."""
    months = {"M": 1, "Q": 3}.get(frequency)
    if months:
        moved = add_months(day.replace(day=1), months)
        return moved if day.day == 1 else month_end(moved)
    if frequency == "W":
        return day + 7 * ONE_DAY
    return day + ONE_DAY if frequency == "D7" else next_business_day(day + ONE_DAY, 0)


def _hand(name: str, ids: tuple[str, ...], vintage: Vintage) -> Hand | None:
    held = [vintage[series_id] for series_id in ids if series_id in vintage]
    if not held:
        return None
    most, least = max(held, key=newest_day), min(held, key=newest_day)
    told = age(most, vintage.as_of)
    return Hand(
        name, told.newest, most.id, newest_day(least), least.id, told.next_release, told.age_days, told.is_stale
    )
