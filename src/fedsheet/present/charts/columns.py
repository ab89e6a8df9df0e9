"""Bars side by side by category, each with its value: programmes compared, maturity buckets, years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from fedsheet.present.charts.frame import y_axis
from fedsheet.present.charts.parts import significant
from fedsheet.present.charts.theme import (
    COLOURS,
    HEIGHT,
    INNER_LETTER,
    SENTENCE_CASE,
    WIDTH,
    Json,
    as_spec,
    nominal,
    zero_rule,
)  # fmt: skip

ROOM = 0.09  # share of the axis left free beyond the longest bar, for its number
MANY_NAMES = 4  # bars a group from which their numbers need the room between groups


def columns(
    categories: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    title: str,
    colours: Sequence[str] = COLOURS,
    width: int = WIDTH,
    height: int = HEIGHT,
    digits: int = 0,
) -> Json:
    """One group a category, one bar a name; a missing value (None, NaN) leaves its place empty."""
    rows: list[Json] = [
        {"category": category, "series": name, "value": significant(value)}
        for name, values in series.items()
        for category, value in zip(categories, values, strict=True)
        if value is not None and not math.isnan(value)
    ]
    y = y_axis(title, domain=_domain([row["value"] for row in rows]))
    names = list(series)
    scale = {"domain": names, "range": list(colours[: len(names)])}
    squares = {"symbolType": "square", "columns": min(4, len(names)), "labelExpr": SENTENCE_CASE}
    legend = squares if len(names) > 1 else None
    colour = nominal("series", scale=scale, legend=legend)
    bar: Json = {"mark": {"type": "bar"}, "encoding": {"color": colour}}
    layers = [bar, _numbers(digits, above=True), _numbers(digits, above=False)]
    placed = {**_places(categories, names), "y": y}
    drawn = [{**each, "encoding": {**placed, **each["encoding"]}} for each in layers]
    return as_spec([*drawn, zero_rule("y")], rows, height, width=width)


def _domain(values: Sequence[float]) -> list[float]:
    """The axis from the lowest to the highest bar with room for numbers, zero included."""
    low, high = min(0.0, *values), max(0.0, *values)
    room = ROOM * (high - low)
    return [low - room if low < 0 else low, high + room if high > 0 else high]


def _places(categories: Sequence[str], names: Sequence[str]) -> Json:
    """Categories along the axis in the order given, and names within each."""
    axis = {"title": None, "labelAngle": 0, "domain": False, "ticks": False, "labelPadding": 6}
    scale = {"paddingInner": 0.22} if len(names) < MANY_NAMES else {"paddingInner": 0.12, "paddingOuter": 0.05}
    x = nominal("category", sort=list(categories), axis=axis, scale=scale)
    return {"x": x, "xOffset": {"field": "series", "sort": list(names)}}


def _numbers(digits: int, *, above: bool) -> Json:
    """The bars' values, over those that rise and under those that fall."""
    return {
        "transform": [{"filter": "datum.value >= 0" if above else "datum.value < 0"}],
        "mark": {"type": "text", "dy": -5 if above else 7, "fontSize": INNER_LETTER, "style": "ink"},
        "encoding": {"text": {"field": "value", "format": f",.{digits}f"}},
    }
