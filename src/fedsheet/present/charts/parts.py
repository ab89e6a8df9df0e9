"""The parts a chart is put together from: lines, bars, areas, points, bands, reference lines; windows and events.

Each function gives one part; `style.chart` puts them on a frame. Values are in display units (percent, bn, bp).
NaN never enters a part: a missing observation is left out, and `lines(..., gap=…)` does not draw across a gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from fedsheet.core.lazy import pd
from fedsheet.core.releases import recession_known
from fedsheet.present.charts.frame import Side, y_axis
from fedsheet.present.charts.theme import COLOURS, INNER_LETTER, SKY, Json

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

HELD = "held"  # rows whose value holds until the next: a policy rate, a cap


@dataclass(frozen=True)
class ShadedSpan:
    """A window of days with its name."""

    start: date
    end: date
    label: str


@dataclass(frozen=True)
class Shade:
    """Windows to shade behind the lines in one `style` of the theme; `at_top` says where their names stand."""

    spans: tuple[ShadedSpan, ...]
    style: Literal["easing", "runoff", "recession"]
    at_top: bool = True


@dataclass(frozen=True)
class Marks:
    """Data layers of one axis, with the colour of each name they draw."""

    layers: tuple[Json, ...]
    colours: Mapping[str, str] = field(default_factory=dict)
    axis: Side = "left"
    symbol: str = "stroke"


@dataclass(frozen=True)
class Events:
    """Dated markers: a dashed rule and a short name."""

    items: tuple[tuple[date, str], ...]


Part = Shade | Marks | Events


def significant(value: float, digits: int = 6) -> float:
    """`value` rounded to significant digits: enough for a chart, and short in the file."""
    return value if value == 0 else round(value, digits - 1 - math.floor(math.log10(abs(value))))


def points(name: str, values: pd.Series[float], *, gap: timedelta | None = None) -> list[Json]:
    """Rows {date, series, value} of one pandas Series, none where missing; a break longer than `gap` cuts the line."""
    held = values.dropna()
    days = pd.DatetimeIndex(held.index).date.tolist()
    breaks = [gap is not None and later - day > gap for day, later in pairwise(days)]
    pieces = accumulate(breaks, initial=0)
    return [
        {"date": day.isoformat(), "series": name, "value": significant(value), "piece": piece}
        for day, value, piece in zip(days, held.astype(float).tolist(), pieces, strict=False)
    ]


def rebase(values: pd.Series[float], day: date, to: float = 100.0) -> pd.Series[float]:
    """The series as an index: `to` on the last observation on or before `day`."""
    return values / float(values.loc[: pd.Timestamp(day)].iloc[-1]) * to


def lines(
    series: Mapping[str, pd.Series[float]],
    *,
    title: str,
    axis: Side = "left",
    colours: Sequence[str] = COLOURS,
    zero: bool = False,
    domain: Sequence[float] | None = None,
    step: bool = False,
    dash: Sequence[int] | None = None,
    gap: timedelta | None = None,
) -> Marks:
    """Lines by name, values in display units (percent, bn, bp); `step` holds a value until the next, as rates do."""
    mark: Json = {"type": "line", "strokeWidth": 1.8, "clip": True, "interpolate": "step-after" if step else "linear"}
    if dash is not None:
        mark["strokeDash"] = list(dash)
    rows = [row for name, values in series.items() for row in points(name, values, gap=gap)]
    layer = {
        "data": {"values": rows, "name": HELD} if step else {"values": rows},
        "mark": mark,
        "encoding": {
            "y": y_axis(title, axis=axis, zero=zero, domain=domain),
            "color": {"field": "series"},
            "detail": {"field": "piece"},
        },
    }
    return Marks((layer,), dict(zip(series, colours, strict=False)), axis)


def areas(
    series: Mapping[str, pd.Series[float]], *, title: str, axis: Side = "left", colours: Sequence[str] = COLOURS
) -> Marks:
    """Stacked areas by name, in the order given from the bottom."""
    rows = [row for name, values in series.items() for row in points(name, values)]
    order = {name: place for place, name in enumerate(series)}
    rows = [{**row, "order": order[row["series"]]} for row in rows]
    layer = {
        "data": {"values": rows},
        "mark": {"type": "area", "clip": True, "opacity": 0.85},
        "encoding": {
            "y": {**y_axis(title, axis=axis, zero=True), "stack": "zero"},
            "color": {"field": "series"},
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    return Marks((layer,), dict(zip(series, colours, strict=False)), axis, symbol="square")


def bars(
    series: Mapping[str, pd.Series[float]],
    *,
    title: str,
    axis: Side = "left",
    colours: Sequence[str] = COLOURS,
    every: Literal["month", "quarter"] = "month",
    domain: Sequence[float] | None = None,
) -> Marks:
    """Monthly or quarterly bars, stacked by name (negative values stack below zero)."""
    rows = [row for name, values in series.items() for row in points(name, values)]
    unit = "utcyearmonth" if every == "month" else "utcyearquarter"
    layer = {
        "data": {"values": rows},
        "mark": {"type": "bar", "clip": True, "width": {"band": 0.78}},
        "encoding": {
            "x": {"timeUnit": unit},
            "y": {**y_axis(title, axis=axis, zero=True, domain=domain), "stack": "zero"},
            "color": {"field": "series"},
        },
    }
    return Marks((layer,), dict(zip(series, colours, strict=False)), axis, symbol="square")


FEW_DOTS = 12  # points so few are drawn larger: each is a finding and not part of a cloud


def dots(
    series: Mapping[str, pd.Series[float]], *, title: str, axis: Side = "left", colours: Sequence[str] = COLOURS
) -> Marks:
    """Points by name, for observations that are sparse."""
    rows = [row for name, values in series.items() for row in points(name, values)]
    layer = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 64 if len(rows) <= FEW_DOTS else 16, "clip": True},
        "encoding": {"y": y_axis(title, axis=axis), "color": {"field": "series"}},
    }
    return Marks((layer,), dict(zip(series, colours, strict=False)), axis, symbol="circle")


def level(value: float, label: str, *, axis: Side = "left") -> Marks:
    """A horizontal reference line with its name right of the plot (0, a goal, a threshold)."""
    datum = {"y": {"datum": value}, "x": None}
    one_row: Json = {"data": {"values": [{}]}}
    rule = {
        **one_row,
        "mark": {"type": "rule", "style": "soft", "strokeDash": [4, 3], "strokeWidth": 1},
        "encoding": datum,
    }
    text = {
        **one_row,
        "mark": {"type": "text", "text": label, "align": "left", "dx": 3, "style": "soft", "fontSize": INNER_LETTER},
        "encoding": {"y": {"datum": value}, "x": {"value": "width"}},
    }
    return Marks((rule, text) if label else (rule,), {}, axis)


def band(low: pd.Series[float], high: pd.Series[float], name: str, *, title: str, colour: str = SKY) -> Marks:
    """An area between two series on the same dates (an interval, a corridor)."""
    both = pd.DataFrame({"low": low, "high": high}).dropna()
    rows = [
        {"date": pd.Timestamp(day).date().isoformat(), "series": name, "value": significant(a), "high": significant(b)}
        for day, a, b in zip(both.index, both["low"], both["high"], strict=True)
    ]
    layer = {
        "data": {"values": rows},
        "mark": {"type": "area", "opacity": 0.28, "clip": True, "interpolate": "step-after"},
        "encoding": {"y": y_axis(title), "y2": {"field": "high"}, "color": {"field": "series"}},
    }
    return Marks((layer,), {name: colour}, symbol="square")


def shade(spans: Iterable[ShadedSpan], style: Literal["easing", "runoff"] = "easing") -> Shade:
    """Windows behind the lines, named at the top: purchase programmes (pale blue) or runoff (pale orange)."""
    return Shade(tuple(spans), style)


def recessions(words: Words) -> Shade:
    """NBER recessions of the record (month of the peak to the end of that of the trough), grey; as far as told."""
    label = words("common.recession")
    bands = [band for band in words.record.bands.values() if band.kind == "recession"]
    known = words.known or date.max
    spans = [recession_known(band.start, band.end, known) for band in bands]
    return Shade(tuple(ShadedSpan(*span, label) for span in spans if span), "recession", at_top=False)


def programme_spans(
    path: PolicyPath, words: Words, ids: Sequence[str], *, known: date | None = None
) -> list[ShadedSpan]:
    """Windows of programmes of the record, first purchase to last; one announced after `known` is left out, and
    one that goes on ends on that day: what comes after it is an assumption.
    """
    chosen = [(name, path.programmes[name]) for name in ids]
    return [
        ShadedSpan(programme.start, programme.end or known or date(9999, 12, 31), words(f"common.programme_{name}"))
        for name, programme in chosen
        if known is None or programme.announced_at <= known
    ]


def events(items: Iterable[tuple[date, str]]) -> Events:
    """Dated markers in front of everything: a dashed rule and a short name along it."""
    return Events(tuple(items))
