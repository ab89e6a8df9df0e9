"""How figures look, and the parts they are put together from.

    chart(
        Frame(date(2008, 6, 1), date(2011, 12, 31)),
        shade(programme_spans(path, words)),                      # pale blue, named at the top
        recessions(words),                                        # grey, named at the bottom
        lines({"CPI": cpi_yoy, "PCE": pce_yoy}, title="%"),       # left axis, values in display units
        lines({"GDP": gdp_yoy}, title="%", axis="right"),
        events([(date(2010, 8, 27), "Jackson Hole")]),
    )                                                             # -> one Vega-Lite spec, a plain dict

Layers from back to front: programme windows, recessions, left axis, right axis, reference lines, events. Dates are
UTC days, so that a chart shows the same day in every time zone. Axis titles carry the unit and lie flat above the
axis. NaN never enters a spec: a missing observation is left out, and `lines(..., gap=…)` does not draw across a gap.
Where a chart has two axes, each is coloured like its first line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from fedsheet.present.text import Words

FONT = "Noto Sans CJK SC"
WIDTH, HEIGHT = 620, 200
HALF_WIDTH, HALF_HEIGHT = 292, 165
STRIP = 12  # pixels a row of names above the plot takes: programmes nearest the plot, recessions over them
MOVED_AT_MOST = 48  # pixels a name may stand aside from the middle of its window
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

NAVY, RED, GOLD, TEAL = "#1f4e8c", "#b5312b", "#d08a17", "#2a8577"
VIOLET, GREY, SKY, BROWN = "#6b4a8e", "#7f8790", "#5fa3d3", "#8a5a3c"
COLOURS = (NAVY, RED, GOLD, TEAL, VIOLET, SKY, BROWN, GREY)


@dataclass(frozen=True)
class Tones:
    """The colours that differ between the light and the dark edition."""

    background: str
    ink: str
    soft: str
    grid: str
    axis: str
    easing: str
    runoff: str
    recession: str


LIGHT = Tones("white", "#22262b", "#5b6470", "#e3e6ea", "#9aa2ab", "#cfe0f3", "#f6e0c4", "#c4c8cd")
DARK = Tones("#171b21", "#e4e8ec", "#a3adb8", "#2c333c", "#5b6672", "#24405f", "#574022", "#454b54")

TITLE_Y = -8  # pixels above the plot; the rows of names push it up
HELD = "held"  # rows whose value holds until the next: a policy rate, a cap

Json = dict[str, Any]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Frame:
    """The days a chart shows and its size in pixels; `half` makes one for a row of two."""

    start: date
    end: date
    width: int = WIDTH
    height: int = HEIGHT

    @staticmethod
    def half(start: date, end: date) -> Frame:
        """A frame for a figure that shares its row with another."""
        return Frame(start, end, HALF_WIDTH, HALF_HEIGHT)

    def x(self, day: date) -> float:
        """Where a day lies, in pixels from the left."""
        return self.width * (day - self.start).days / max((self.end - self.start).days, 1)


@dataclass(frozen=True)
class Span:
    """A window of days with its name."""

    start: date
    end: date
    label: str


@dataclass(frozen=True)
class Shade:
    """Windows to shade behind the lines in one `style` of the theme; `at_top` says where their names stand."""

    spans: tuple[Span, ...]
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


# ---- numbers into rows -------------------------------------------------------------------------------------------


def significant(value: float, digits: int = 6) -> float:
    """`value` rounded to significant digits: enough for a chart, and short in the file."""
    return value if value == 0 else round(value, digits - 1 - math.floor(math.log10(abs(value))))


def points(name: str, values: pd.Series[float], *, gap: timedelta | None = None) -> list[Json]:
    """Rows {date, series, value} of one pandas Series, none where missing; a break longer than `gap` cuts the line."""
    held = values.dropna()
    rows: list[Json] = []
    piece, before = 0, None
    for stamp, value in held.items():
        day = pd.Timestamp(stamp).date()  # type: ignore[arg-type]
        if gap is not None and before is not None and day - before > gap:
            piece += 1
        rows.append({"date": day.isoformat(), "series": name, "value": significant(float(value)), "piece": piece})
        before = day
    return rows


def rebase(values: pd.Series[float], day: date, to: float = 100.0) -> pd.Series[float]:
    """The series as an index: `to` on the last observation on or before `day`."""
    return values / float(values.loc[: pd.Timestamp(day)].iloc[-1]) * to


def clip(values: pd.Series[float], frame: Frame) -> pd.Series[float]:
    """The part of a series that a frame shows."""
    return values.loc[pd.Timestamp(frame.start) : pd.Timestamp(frame.end)]


# ---- encodings ---------------------------------------------------------------------------------------------------


def x_axis(frame: Frame) -> Json:
    """Dates: years on long frames, months (2008-11) on middle ones, days on short ones; labels never crowd."""
    days = (frame.end - frame.start).days
    form = "%Y" if days > 365 * 6 else "%Y-%m" if days > 130 else "%m-%d"
    return {
        "field": "date",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_moment(frame.start), _moment(frame.end)]},
        "axis": {"title": None, "format": form, "grid": False, "values": [d.isoformat() for d in ticks(frame, form)]},
    }


def _moment(day: date) -> Json:
    """A day as Vega-Lite's own date, so that layers of bars and lines agree on the domain to the letter."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


LABEL_SPACE = {"%Y": 44, "%Y-%m": 58, "%m-%d": 48}  # pixels a label and its gap take


def ticks(frame: Frame, form: str) -> list[date]:
    """Days to label: the smallest round step whose labels have room side by side."""
    room = max(1, int(frame.width // LABEL_SPACE[form]))
    if form == "%m-%d":
        span = (frame.end - frame.start).days
        step = next(step for step in (1, 2, 5, 7, 10, 14, 21, 28) if span / step <= room or step == 28)
        return [frame.start + timedelta(days=n) for n in range(0, span + 1, step)]
    months = [
        date(year, month, 1)
        for year in range(frame.start.year, frame.end.year + 1)
        for month in range(1, 13)
        if frame.start <= date(year, month, 1) <= frame.end
    ]
    steps = (12, 24, 36, 60) if form == "%Y" else (1, 2, 3, 6, 12)
    step = next(step for step in steps if len(months) / step <= room or step == steps[-1])
    return [day for day in months if (day.year * 12 + day.month - 1) % step == 0]


def y_axis(title: str, *, axis: Side = "left", zero: bool = False, domain: Sequence[float] | None = None) -> Json:
    """Values; the title (with its unit) lies flat above the axis."""
    left = axis == "left"
    scale: Json = {"zero": zero, "nice": True} if domain is None else {"domain": list(domain), "nice": False}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": {
            "title": title,
            "orient": axis,
            "grid": left,
            "titleAngle": 0,
            "titleAnchor": "end",
            "titleAlign": "left" if left else "right",
            "titleBaseline": "bottom",
            "titleX": -34 if left else 34,
            "titleY": TITLE_Y,
            "tickCount": 5,
        },
    }


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


def dots(
    series: Mapping[str, pd.Series[float]], *, title: str, axis: Side = "left", colours: Sequence[str] = COLOURS
) -> Marks:
    """Points by name, for observations that are sparse."""
    rows = [row for name, values in series.items() for row in points(name, values)]
    layer = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 16, "clip": True},
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
        "mark": {"type": "text", "text": label, "align": "left", "dx": 3, "style": "soft", "fontSize": 9},
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


# ---- windows and events ------------------------------------------------------------------------------------------


def shade(spans: Iterable[Span], style: Literal["easing", "runoff"] = "easing") -> Shade:
    """Windows behind the lines, named at the top: purchase programmes (pale blue) or runoff (pale orange)."""
    return Shade(tuple(spans), style)


def recessions(words: Words) -> Shade:
    """NBER recessions as the record holds them (month of the peak to the end of the month of the trough), grey."""
    from fedsheet.record import load_path

    label = words("common.recession")
    bands = [band for band in load_path().bands.values() if band.kind == "recession"]
    return Shade(tuple(Span(band.start, band.end, label) for band in bands), "recession", at_top=False)


def programme_spans(path: Any, words: Words, ids: Sequence[str], *, known: date | None = None) -> list[Span]:
    """Windows of programmes of the record, first purchase to last; one announced after `known` is left out."""
    chosen = [(name, path.programmes[name]) for name in ids]
    return [
        Span(programme.start, programme.end or date(9999, 12, 31), words(f"common.programme_{name}"))
        for name, programme in chosen
        if known is None or programme.announced_at <= known
    ]


def events(items: Iterable[tuple[date, str]]) -> Events:
    """Dated markers in front of everything: a dashed rule and a short name along it."""
    return Events(tuple(items))


def _clipped(spans: Iterable[Span], frame: Frame) -> list[Span]:
    inside = (replace(s, start=max(s.start, frame.start), end=min(s.end, frame.end)) for s in spans)
    return [s for s in inside if s.start < s.end]


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes: full-width characters one em, others a little over half."""
    return sum(size if ord(c) > 0x2E7F else 0.56 * size for c in text)


def _name_layers(names: Sequence[tuple[date, str]], frame: Frame, row: int, *, style: str = "soft") -> list[Json]:
    """Names in one row above the plot, each over its day; one that would run into its neighbour stands aside.

    Where even that does not fit a name is left out: the shading and the reader's own dates still tell.
    """
    size, free = 9.5, 0.0
    layers: list[Json] = []
    for day, label in sorted(names):
        wide = text_width(label, size)
        wanted = min(frame.x(day) - wide / 2, frame.width - wide)
        left = max(wanted, free)
        if left + wide > frame.width + 2 or left - wanted > MOVED_AT_MOST:
            continue
        free = left + wide + 5
        place = frame.start + (frame.end - frame.start) * ((left + wide / 2) / frame.width)
        mark = {"type": "text", "text": label, "fontSize": size, "style": style, "baseline": "bottom"}
        layer = {"data": {"values": [{"date": place.isoformat()}]}, "mark": mark}
        layers.append({**layer, "encoding": {"y": {"value": -3 - STRIP * row}}})
    return layers


def _strip(parts: Sequence[Part], frame: Frame) -> tuple[list[Json], int]:
    """All names above the plot (programmes lowest, then recessions, then events) and how many rows they take."""
    shades = [part for part in parts if isinstance(part, Shade)]
    spans = {top: [s for part in shades if part.at_top == top for s in _clipped(part.spans, frame)] for top in (1, 0)}
    rows = [[(s.start + (s.end - s.start) / 2, s.label) for s in spans[top]] for top in (1, 0)]
    marked = [item for part in parts if isinstance(part, Events) for item in part.items]
    rows.append([(day, label) for day, label in marked if label and frame.start <= day <= frame.end])
    styled = [(row, style) for row, style in zip(rows, ("soft", "soft", "ink"), strict=True) if row]
    layers = [each for n, (row, style) in enumerate(styled) for each in _name_layers(row, frame, n, style=style)]
    return layers, len(styled)


def _shade_layers(part: Shade, frame: Frame) -> list[Json]:
    spans = _clipped(part.spans, frame)
    if not spans:
        return []
    rows = [{"date": s.start.isoformat(), "until": s.end.isoformat(), "label": s.label} for s in spans]
    rect: Json = {
        "data": {"values": rows},
        "mark": {"type": "rect", "style": part.style, "clip": True},
        "encoding": {"x2": {"field": "until"}, "y": {"value": 0}, "y2": {"value": frame.height}},
    }
    return [rect]


def _event_layers(part: Events, frame: Frame) -> list[Json]:
    items = [day for day, _ in part.items if frame.start <= day <= frame.end]
    if not items:
        return []
    mark = {"type": "rule", "strokeDash": [2, 2], "style": "soft", "strokeWidth": 1}
    return [{"data": {"values": [{"date": day.isoformat()} for day in items]}, "mark": mark, "encoding": {}}]


# ---- putting it together -----------------------------------------------------------------------------------------


def theme(tones: Tones = LIGHT) -> Json:
    """The look of every figure; the page swaps in the dark edition where its reader prefers that."""
    return {
        "font": FONT,
        "background": tones.background,
        "padding": {"left": 4, "right": 6, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 10,
            "titleFontSize": 10,
            "titleFontWeight": "normal",
            "labelColor": tones.ink,
            "titleColor": tones.soft,
            "gridColor": tones.grid,
            "domainColor": tones.axis,
            "tickColor": tones.axis,
            "tickSize": 4,
            "labelOverlap": "greedy",
            "labelSeparation": 4,
            "labelFlush": False,
        },
        "legend": {
            "orient": "bottom",
            "title": None,
            "labelFontSize": 10,
            "labelColor": tones.ink,
            "labelLimit": 420,
            "symbolStrokeWidth": 2.4,
            "symbolSize": 90,
            "offset": 8,
            "columnPadding": 14,
        },
        "style": {
            "easing": {"color": tones.easing, "opacity": 0.6},
            "runoff": {"color": tones.runoff, "opacity": 0.6},
            "recession": {"color": tones.recession, "opacity": 0.6},
            "ink": {"color": tones.ink},
            "soft": {"color": tones.soft},
            "zero": {"color": tones.axis},
        },
    }


def _legend(parts: Sequence[Marks], frame: Frame) -> Json | None:
    names = [name for part in parts for name in part.colours]
    if not names:
        return None
    symbols = {part.symbol for part in parts if part.colours}
    longest = max(text_width(name, 10) for name in names) + 36
    columns = max(1, min(len(names), int((frame.width + 60) // longest)))
    return {"symbolType": "stroke" if symbols == {"stroke"} else "square", "columns": columns}


def _coloured(
    part: Marks, scale: Json, legend: Json | None, frame: Frame, axis_colour: str | None, rows_above: int
) -> list[Json]:
    """The part's layers with the chart's dates, the common colours, and the axis coloured like its line."""
    done = []
    for layer in part.layers:
        encoding = dict(layer["encoding"])
        wants_dates = encoding.get("x", {}) is not None and "value" not in encoding.get("x", {})
        if wants_dates:
            encoding["x"] = {**x_axis(frame), **encoding.get("x", {})}
        elif encoding["x"] is None:
            del encoding["x"]
        if "color" in encoding:
            encoding["color"] = {**encoding["color"], "type": "nominal", "scale": scale, "legend": legend}
        if "axis" in encoding.get("y", {}):
            tint = {"titleColor": axis_colour, "labelColor": axis_colour} if axis_colour else {}
            axis = {**encoding["y"]["axis"], **tint, "titleY": TITLE_Y - STRIP * rows_above}
            encoding["y"] = {**encoding["y"], "axis": axis}
        done.append({**layer, "data": _within(layer["data"], frame), "encoding": encoding})
    return done


def _within(data: Json, frame: Frame) -> Json:
    """The rows a frame shows, and the last before it at its left edge so that a held rate starts there."""
    start, end = frame.start.isoformat(), frame.end.isoformat()
    kept = [row for row in data["values"] if "date" not in row or start <= row["date"] <= end]
    before = {row["series"]: row for row in data["values"] if "date" in row and row["date"] < start}
    begun = {row.get("series") for row in kept if row.get("date") == start}
    if data.get("name") == HELD:
        kept = [{**row, "date": start} for name, row in before.items() if name not in begun] + kept
    return {"values": kept}


def _side_colour(parts: Sequence[Marks], side: Side) -> str | None:
    colours = [colour for part in parts if part.axis == side for colour in part.colours.values()]
    return colours[0] if colours else None


def chart(frame: Frame, *parts: Part) -> Json:
    """The parts as one Vega-Lite spec over the frame's days; parts on the right axis get a scale of their own."""
    marks = [part for part in parts if isinstance(part, Marks)]
    colours = {name: colour for part in marks for name, colour in part.colours.items()}
    scale = {"domain": list(colours), "range": list(colours.values())}
    legend = _legend(marks, frame)
    dual = {part.axis for part in marks} == {"left", "right"}
    names, above = _strip(parts, frame)
    back = [layer for part in parts if isinstance(part, Shade) for layer in _shade_layers(part, frame)]
    front = [layer for part in parts if isinstance(part, Events) for layer in _event_layers(part, frame)] + names
    groups: list[Json] = [{"layer": [_dated(layer, frame) for layer in back]}] if back else []
    for side in dict.fromkeys(part.axis for part in marks):  # what is given first is drawn first
        tint = _side_colour(marks, side) if dual else None
        layers = [
            each for part in marks if part.axis == side for each in _coloured(part, scale, legend, frame, tint, above)
        ]
        groups += [{"layer": layers}] if layers else []
    groups += [{"layer": [_dated(layer, frame) for layer in front]}] if front else []
    return {
        "$schema": SCHEMA,
        "width": frame.width,
        "height": frame.height,
        "config": theme(),
        "layer": groups,
        **({"resolve": {"scale": {"y": "independent"}}} if dual else {}),
    }


def _dated(layer: Json, frame: Frame) -> Json:
    return {**layer, "encoding": {"x": x_axis(frame), **layer["encoding"]}}


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
    """Bars side by side by category, each with its value above it (programmes compared, maturity buckets).

    A missing value (None) leaves its place empty.
    """
    rows: list[Json] = [
        {"category": category, "series": name, "value": significant(value)}
        for name, values in series.items()
        for category, value in zip(categories, values, strict=True)
        if value is not None and not math.isnan(value)
    ]
    scale = {"domain": list(series), "range": list(colours[: len(series)])}
    form = f",.{digits}f"
    axis = {"title": None, "labelAngle": 0, "domain": False, "ticks": False, "labelPadding": 6}
    x = {"field": "category", "type": "nominal", "sort": list(categories), "axis": axis}
    numbers = [0.0, *(value for values in series.values() for value in values if value is not None and value == value)]
    room = 0.09 * (max(numbers) - min(numbers))
    domain = [min(numbers) - (room if min(numbers) < 0 else 0), max(numbers) + (room if max(numbers) > 0 else 0)]
    y = y_axis(title, domain=domain)
    y["axis"]["titleY"] = -8
    offset = {"field": "series", "sort": list(series)}
    legend = {"symbolType": "square", "columns": min(4, len(series))} if len(series) > 1 else None
    bar: Json = {
        "mark": {"type": "bar"},
        "encoding": {"color": {"field": "series", "type": "nominal", "scale": scale, "legend": legend}},
    }
    above: Json = {
        "transform": [{"filter": "datum.value >= 0"}],
        "mark": {"type": "text", "dy": -5, "fontSize": 8.5, "style": "ink"},
        "encoding": {"text": {"field": "value", "format": form}},
    }
    below: Json = {
        "transform": [{"filter": "datum.value < 0"}],
        "mark": {"type": "text", "dy": 7, "fontSize": 8.5, "style": "ink"},
        "encoding": {"text": {"field": "value", "format": form}},
    }
    zero: Json = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "style": "zero"},
        "encoding": {"y": {"datum": 0}},
    }
    placed = {"x": {**x, "scale": {"paddingInner": 0.22}}, "xOffset": offset}
    layers = [{**each, "encoding": {**placed, "y": y, **each["encoding"]}} for each in (bar, above, below)]
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "config": theme(),
        "data": {"values": rows},
        "layer": [*layers, zero],
    }
