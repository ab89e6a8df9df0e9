"""Values, changes, extremes and first dates of one series, or of one minus another."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found, When, values
from fedsheet.claims.measures import change, level, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError


@quantity
def level_at(evidence: Evidence, *, series: str, on: date, minus: str | None = None) -> Found:
    """The last value on or before a day."""
    held = values(evidence, series, minus)
    day, value = held.at(on)
    return Found(level(value, held.kind), {"series": held.label, "on": held.when(day)}, held.name)


@quantity
def change_between(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The change between two days, in the series' own kind; of rates in basis points."""
    held = values(evidence, series, minus)
    (first, before), (last, after) = held.at(start), held.at(end)
    told = {"series": held.label, "start": held.when(first), "end": held.when(last)}
    told |= {"before": level(before, held.kind), "after": level(after, held.kind)}
    return Found(change(after - before, held.kind), told, held.name)


@quantity
def pct_change_between(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The change between two days as a share of the first: the base is always told."""
    held = values(evidence, series)
    (first, before), (last, after) = held.at(start), held.at(end)
    if before == 0:
        raise InputError(f"{series} is zero on {first}", possible="A percentage needs a base other than zero")
    told = {"series": series, "start": held.when(first), "end": held.when(last)}
    told |= {"before": level(before, held.kind), "after": level(after, held.kind)}
    return Found(measure(after / before - 1, "pct"), told, held.name)


@quantity
def ratio_to_gdp(evidence: Evidence, *, series: str, on: date, quarter: date, gdp: str = "GDP") -> Found:
    """A level as a share of the annualised nominal GDP of a quarter, given by its first day."""
    held, product = values(evidence, series), values(evidence, gdp)
    day, value = held.at(on)
    first_day, output = product.at(quarter)
    told = {"series": series, "on": held.when(day), "quarter": product.when(first_day), "gdp": level(output, product.kind)}
    return Found(measure(value / output, "pct"), told | {"level": level(value, held.kind)}, (series, gdp))


@quantity
def mean_level(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The mean of all observations in a window."""
    held = values(evidence, series, minus)
    inside = held.between(start, end)
    told = {"series": held.label, "start": held.when(start), "end": held.when(end), "n": len(inside)}
    mean = float(inside.mean())
    return Found(change(mean, held.kind) if minus else level(mean, held.kind), told, held.name)


@quantity
def mean_change(evidence: Evidence, *, series: str, start: date, end: date) -> Found:
    """The mean change per observation between two days: jobs a month, dollars a week."""
    held = values(evidence, series)
    inside = held.between(start, end)
    if len(inside) < 2:
        raise InputError(f"{series} has fewer than two observations from {start} to {end}", do="Widen the window")
    per_step = float(inside.iloc[-1] - inside.iloc[0]) / (len(inside) - 1)
    told = {"series": series, "start": held.when(inside.index[0].date()), "end": held.when(inside.index[-1].date()), "n": len(inside) - 1}
    return Found(change(per_step, held.kind), told, held.name)


@quantity
def extreme_level(
    evidence: Evidence, *, series: str, start: date, end: date, which: Literal["highest", "lowest"],
    minus: str | None = None,
) -> Found:  # fmt: skip
    """The highest or lowest value in a window, with its day."""
    held = values(evidence, series, minus)
    inside = held.between(start, end)
    place = inside.idxmax() if which == "highest" else inside.idxmin()
    told = {"series": held.label, "start": held.when(start), "end": held.when(end), "on": held.when(place.date()), "which": which}
    return Found(level(float(inside[place]), held.kind), told, held.name)


@quantity
def extreme_date(
    evidence: Evidence, *, series: str, start: date, end: date, which: Literal["highest", "lowest"],
    minus: str | None = None,
) -> Found:  # fmt: skip
    """The day of the highest or lowest value in a window."""
    found = extreme_level(evidence, series=series, start=start, end=end, which=which, minus=minus)
    when = found.told["on"]
    assert isinstance(when, When)
    return Found(measure(when.day, "date"), {**found.told, "level": found.value}, found.series)


@quantity
def change_to_extreme(
    evidence: Evidence, *, series: str, base: date, start: date, end: date, which: Literal["highest", "lowest"],
    minus: str | None = None,
) -> Found:  # fmt: skip
    """The change from a base day to the highest or lowest value in a window."""
    held = values(evidence, series, minus)
    first, before = held.at(base)
    extreme = extreme_level(evidence, series=series, start=start, end=end, which=which, minus=minus)
    after = extreme.value.value
    assert isinstance(after, float)
    told = {**extreme.told, "base": held.when(first), "before": level(before, held.kind), "after": extreme.value}
    return Found(change(after - before, held.kind), told, held.name)


@quantity
def first_date_below(evidence: Evidence, *, series: str, start: date, end: date, threshold: float) -> Found:
    """The first day in a window on which a series stands below a threshold, given in base units (0.05 is 5%)."""
    held = values(evidence, series)
    inside = held.between(start, end)
    below = inside[inside < threshold]
    told = {"series": series, "start": held.when(start), "end": held.when(end), "threshold": level(threshold, held.kind)}
    if below.empty:
        return Found(measure(date.max, "date"), told | {"level": level(float(inside.min()), held.kind)}, held.name)
    first_value = level(float(below.iloc[0]), held.kind)
    return Found(measure(below.index[0].date(), "date"), told | {"level": first_value}, held.name)


@quantity
def moves_in_a_row(evidence: Evidence, *, series: str, start: date, direction: Literal["up", "down"]) -> Found:
    """How many observations running a series rose or fell, counted from the first after a day."""
    held = values(evidence, series)
    held.at(start)
    steps = held.values.loc[str(start) :].diff().iloc[1:]
    moving = (steps > 0) if direction == "up" else (steps < 0)
    count = int(moving.cumprod().sum())
    return Found(measure(float(count), "number"), {"series": series, "start": held.when(start), "direction": direction}, held.name)
