"""Values, changes, extremes and first dates of one series, or of one minus another."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found, Which, found, values
from fedsheet.claims.measures import change, level, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError


@quantity
def level_at(evidence: Evidence, *, series: str, on: date, minus: str | None = None) -> Found:
    """The last value on or before a day."""
    held = values(evidence, series, minus)
    day, value = held.at(on)
    return found(level(value, held.kind), held.name, series=held.label, on=held.when(day))


@quantity
def change_between(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The change between two days, in the series' own kind; of rates in basis points."""
    held = values(evidence, series, minus)
    (first, before), (last, after) = held.ends(start, end)
    return found(
        change(after - before, held.kind), held.name, series=held.label, start=held.when(first), end=held.when(last),
        before=level(before, held.kind), after=level(after, held.kind),
    )  # fmt: skip


@quantity
def pct_change_between(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The change between two days as a share of the first: the base is always told."""
    held = values(evidence, series)
    (first, before), (last, after) = held.ends(start, end)
    if before == 0:
        raise InputError("claims.levels_zero", series=series, first=first)
    return found(
        measure(after / before - 1, "pct"), held.name, series=series, start=held.when(first), end=held.when(last),
        before=level(before, held.kind), after=level(after, held.kind),
    )  # fmt: skip


@quantity
def ratio_to_gdp(evidence: Evidence, *, series: str, on: date, quarter: date, gdp: str = "GDP") -> Found:
    """A level as a share of the annualised nominal GDP of a quarter, given by its first day."""
    held, product = values(evidence, series), values(evidence, gdp)
    day, value = held.at(on)
    first_day, output = product.at(quarter)
    return found(
        measure(value / output, "pct"), (series, gdp), series=series, on=held.when(day),
        quarter=product.when(first_day), gdp=level(output, product.kind), level=level(value, held.kind),
    )  # fmt: skip


@quantity
def mean_level(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The mean of all observations in a window."""
    held = values(evidence, series, minus)
    inside = held.between(start, end)
    mean = float(inside.mean())
    value = change(mean, held.kind) if minus else level(mean, held.kind)
    return found(value, held.name, series=held.label, start=held.when(start), end=held.when(end), n=len(inside))


@quantity
def mean_change(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The mean change per observation between two days: jobs a month, dollars a week."""
    held = values(evidence, series)
    inside = held.between(start, end)
    steps = len(inside) - 1
    if steps < 1:
        raise InputError("claims.levels_fewer_than_two_observations", series=series, start=start, end=end)
    per_step = float(inside.iloc[-1] - inside.iloc[0]) / steps
    first, last = (held.when(inside.index[place].date()) for place in (0, -1))
    return found(change(per_step, held.kind), held.name, series=series, start=first, end=last, n=steps)


@quantity
def extreme_level(
    evidence: Evidence, *, series: str, start: date, end: date, which: Which, minus: str | None = None
) -> Found:
    """The highest or lowest value in a window, with its day."""
    held = values(evidence, series, minus)
    day, value = held.extreme(start, end, which)
    return found(
        level(value, held.kind), held.name, series=held.label, start=held.when(start), end=held.when(end),
        on=held.when(day), which=which,
    )  # fmt: skip


@quantity
def extreme_date(
    evidence: Evidence, *, series: str, start: date, end: date, which: Which, minus: str | None = None
) -> Found:
    """The day of the highest or lowest value in a window."""
    held = values(evidence, series, minus)
    day, value = held.extreme(start, end, which)
    return found(
        measure(day, "date"), held.name, series=held.label, start=held.when(start), end=held.when(end),
        on=held.when(day), which=which, level=level(value, held.kind),
    )  # fmt: skip


@quantity
def change_to_extreme(
    evidence: Evidence, *, series: str, base: date, start: date, end: date, which: Which, minus: str | None = None
) -> Found:
    """The change from a base day to the highest or lowest value in a window."""
    held = values(evidence, series, minus)
    (first, before), (day, after) = held.at(base), held.extreme(start, end, which)
    return found(
        change(after - before, held.kind), held.name, series=held.label, base=held.when(first), on=held.when(day),
        which=which, before=level(before, held.kind), after=level(after, held.kind),
    )  # fmt: skip


@quantity
def first_date_below(evidence: Evidence, *, series: str, start: date, end: date, threshold: float) -> Found:
    """The first day in a window on which a series stands below a threshold in base units (0.05 is 5%)."""
    held = values(evidence, series)
    inside = held.between(start, end)
    below = inside[inside < threshold]
    day, value = (below.index[0].date(), below.iloc[0]) if len(below) else (date.max, inside.min())
    return found(
        measure(day, "date"), held.name, series=series, threshold=level(threshold, held.kind),
        level=level(float(value), held.kind),
    )  # fmt: skip


@quantity
def moves_in_a_row(evidence: Evidence, *, series: str, start: date, direction: Literal["up", "down"]) -> Found:
    """How many observations running a series rose or fell, counted from the first after a day."""
    held = values(evidence, series)
    first, _ = held.at(start)
    steps = held.values.loc[str(first) :].diff().iloc[1:]
    moving = (steps > 0) if direction == "up" else (steps < 0)
    count = float(moving.cumprod().sum())
    return found(measure(count, "number"), held.name, series=series, start=held.when(first), direction=direction)
