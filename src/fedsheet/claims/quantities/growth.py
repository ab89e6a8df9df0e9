"""Rates of growth of monthly and quarterly series: over a year, and annualised over a quarter."""

from __future__ import annotations

from datetime import date

from fedsheet.claims.evidence import Evidence, Found, Values, Which, found, values
from fedsheet.claims.measures import Kind, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError

STEPS_A_YEAR = {"M": 12, "Q": 4}


def _steps_a_year(held: Values) -> int:
    if held.frequency not in STEPS_A_YEAR:
        raise InputError("claims.growth_frequency", label=held.label, frequency=held.frequency)
    return STEPS_A_YEAR[held.frequency]


def year_on_year(evidence: Evidence, series: str) -> Values:
    """Growth over a year of a monthly or quarterly series, decimal; the first year has none."""
    held = values(evidence, series)
    growth = (held.values / held.values.shift(_steps_a_year(held)) - 1).dropna()
    return Values(held.name, growth, Kind.RATE, held.frequency)


@quantity
def yoy_at(evidence: Evidence, *, series: str, on: date) -> Found:
    """Growth over a year in the month or quarter of a day."""
    growth = year_on_year(evidence, series)
    day, value = growth.at(on)
    return found(measure(value, "pct"), growth.name, series=series, on=growth.when(day))


@quantity
def yoy_change(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """By how much growth over a year changed between two months or quarters, percentage points."""
    growth = year_on_year(evidence, series)
    (first, before), (last, after) = growth.ends(start, end)
    return found(
        measure(after - before, "pp"), growth.name, series=series, start=growth.when(first), end=growth.when(last),
        before=measure(before, "pct"), after=measure(after, "pct"),
    )  # fmt: skip


@quantity
def mean_yoy(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The mean of growth over a year, month by month or quarter by quarter, in a window."""
    growth = year_on_year(evidence, series)
    inside = growth.between(start, end)
    return found(
        measure(float(inside.mean()), "pct"), growth.name, series=series, n=len(inside),
        start=growth.when(start), end=growth.when(end),
        lowest=measure(float(inside.min()), "pct"), highest=measure(float(inside.max()), "pct"),
    )  # fmt: skip


@quantity
def extreme_yoy(evidence: Evidence, *, series: str, start: date, end: date, which: Which) -> Found:
    """The highest or lowest growth over a year in a window, with its month."""
    growth = year_on_year(evidence, series)
    day, value = growth.extreme(start, end, which)
    return found(
        measure(value, "pct"), growth.name, series=series, start=growth.when(start), end=growth.when(end),
        on=growth.when(day), which=which,
    )  # fmt: skip


@quantity
def extreme_yoy_date(evidence: Evidence, *, series: str, start: date, end: date, which: Which) -> Found:
    """The month of the highest or lowest growth over a year in a window."""
    growth = year_on_year(evidence, series)
    day, value = growth.extreme(start, end, which)
    return found(
        measure(day, "date"), growth.name, series=series, start=growth.when(start), end=growth.when(end),
        on=growth.when(day), which=which, level=measure(value, "pct"),
    )  # fmt: skip


@quantity
def yoy_turns_positive_date(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The first month in a window whose growth over a year is above zero after one at or below it."""
    growth = year_on_year(evidence, series)
    inside = growth.between(start, end)
    turns = inside[(inside > 0) & (inside.shift(1) <= 0)]
    if turns.empty:
        raise InputError("claims.growth_does_turn_positive_from", series=series, start=start, end=end)
    day = turns.index[0].date()
    value = measure(float(turns.iloc[0]), "pct")
    return found(measure(day, "date"), growth.name, series=series, on=growth.when(day), level=value)


@quantity
def annualised_growth_at(evidence: Evidence, *, series: str, quarter: date) -> Found:
    """Growth over one quarter at an annual rate, as the national accounts are announced."""
    held = values(evidence, series)
    growth = ((held.values / held.values.shift(1)) ** _steps_a_year(held) - 1).dropna()
    day, value = Values(held.name, growth, Kind.RATE, held.frequency).at(quarter)
    return found(measure(value, "pct"), held.name, series=series, quarter=held.when(day))
