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

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from fedsheet.present.charts.columns import columns
from fedsheet.present.charts.frame import TITLE_Y, Frame, Side, clip, text_width, x_axis, y_axis
from fedsheet.present.charts.parts import (
    HELD,
    Events,
    Marks,
    Part,
    Shade,
    ShadedSpan,
    areas,
    band,
    bars,
    dots,
    events,
    level,
    lines,
    points,
    programme_spans,
    rebase,
    recessions,
    shade,
    significant,
)
from fedsheet.present.charts.theme import (
    BROWN,
    COLOURS,
    DARK,
    FONT,
    GOLD,
    GREY,
    HALF_HEIGHT,
    HALF_WIDTH,
    HEIGHT,
    LETTER,
    LIGHT,
    NAVY,
    RED,
    ROSE,
    SCHEMA,
    SENTENCE_CASE,
    SKY,
    TEAL,
    VIOLET,
    WIDTH,
    Json,
    Tones,
    theme,
)
from fedsheet.present.charts.upright import NAME_SIZE, Uprights, courses

__all__ = [
    "BROWN", "COLOURS", "DARK", "FONT", "GOLD", "GREY", "HALF_HEIGHT", "HALF_WIDTH", "HEIGHT", "LIGHT", "NAME_SIZE",
    "NAVY", "RED", "ROSE", "SCHEMA", "SKY", "TEAL", "VIOLET", "WIDTH", "Events", "Frame", "Json", "Marks", "Part",
    "Shade", "ShadedSpan", "Side", "Tones", "areas", "band", "bars", "chart", "clip", "columns", "dots", "events",
    "level", "lines", "points", "programme_spans", "rebase", "recessions", "shade", "significant", "text_width",
    "theme", "x_axis", "y_axis",
]  # fmt: skip

ROWS = 3  # of names of one kind above the plot
STRIP = 12  # pixels a row of names above the plot takes: programmes nearest the plot, then events
MOVED_AT_MOST = 22  # pixels a name may stand aside from the middle of its window; else it stands higher


def _clipped(spans: Iterable[ShadedSpan], frame: Frame) -> list[ShadedSpan]:
    inside = (replace(s, start=max(s.start, frame.start), end=min(s.end, frame.end)) for s in spans)
    return [s for s in inside if s.start < s.end]


def _name_layers(
    names: Sequence[tuple[date, str]], frame: Frame, row: int, uprights: Uprights, *, style: str = "soft"
) -> tuple[list[Json], int]:
    """Names above the plot from a row on, each over its day, and the row after them.

    One that would run into its neighbour stands aside; where that does not fit it stands a row higher, and where all
    rows are full upright in its window.
    """
    layers: list[Json] = []
    waiting = sorted(names)
    for at in range(row, row + ROWS):
        placed, waiting = _one_row(waiting, frame, at, style)
        layers += placed
        row = at + 1 if placed else row
    layers += [uprights.layer(day, label, style, at_top=True, on_rule=style == "ink") for day, label in waiting]
    return layers, row


def _one_row(
    names: Sequence[tuple[date, str]], frame: Frame, row: int, style: str
) -> tuple[list[Json], list[tuple[date, str]]]:
    """The names that fit in one row, as layers, and the others."""
    size, free = NAME_SIZE, 0.0
    layers: list[Json] = []
    others: list[tuple[date, str]] = []
    for day, label in names:
        wide = text_width(label, size)
        wanted = min(max(frame.x(day) - wide / 2, 0.0), frame.width - wide)
        left = max(wanted, free)
        if left + wide > frame.width + 2 or left - wanted > MOVED_AT_MOST:
            others.append((day, label))
            continue
        free = left + wide + 5
        place = datetime.combine(frame.start, time()) + (frame.end - frame.start) * ((left + wide / 2) / frame.width)
        mark = {"type": "text", "text": label, "fontSize": size, "style": style, "baseline": "bottom"}
        # Where a day is wide, a name stands within it.
        told = f"{place:%Y-%m-%dT%H:%MZ}" if (frame.end - frame.start).days < frame.width else f"{place:%Y-%m-%d}"
        layer = {"data": {"values": [{"date": told}]}, "mark": mark}
        layers.append({**layer, "encoding": {"y": {"value": -3 - STRIP * row}}})
    return layers, others


def _strip(parts: Sequence[Part], frame: Frame) -> tuple[list[Json], int]:
    """Names above the plot (programmes, then events), how many rows they take.

    Recessions' run up their bands; where what is drawn leaves no room there they stand above among the programmes'.
    """
    shades = [part for part in parts if isinstance(part, Shade)]
    spans = {top: [s for part in shades if part.at_top == top for s in _clipped(part.spans, frame)] for top in (1, 0)}
    middles = [[(s.start + (s.end - s.start) / 2, s.label) for s in spans[top]] for top in (1, 0)]
    uprights = Uprights(frame, courses([part for part in parts if isinstance(part, Marks)], frame))
    in_bands = [name for name in middles[1] if uprights.has_room(*name)]
    rows = [middles[0] + [name for name in middles[1] if name not in in_bands]]
    marked = [item for part in parts if isinstance(part, Events) for item in part.items]
    rows.append([(day, label) for day, label in marked if label and frame.start <= day <= frame.end])
    layers: list[Json] = []
    above = 0
    for row, style in zip(rows, ("soft", "ink"), strict=True):
        placed, above = _name_layers(row, frame, above, uprights, style=style)
        layers += placed
    layers += [uprights.layer(day, label, "soft", at_top=False) for day, label in in_bands]
    return layers, above


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


def _legend(parts: Sequence[Marks], frame: Frame) -> Json | None:
    names = [name for part in parts for name in part.colours]
    if not names:
        return None
    symbols = {part.symbol for part in parts if part.colours}
    longest = max(text_width(name, LETTER) for name in names) + 36
    columns = max(1, min(len(names), int((frame.width + 60) // longest)))
    symbol = "stroke" if symbols == {"stroke"} else "square"
    return {"symbolType": symbol, "columns": columns, "labelExpr": SENTENCE_CASE}


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
            encoding["y"] = {**encoding["y"], "axis": axis, "scale": dict(encoding["y"]["scale"])}
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
        groups += [{"layer": _one_scale(layers)}] if layers else []
    groups += [{"layer": [_dated(layer, frame) for layer in front]}] if front else []
    _keep_one_domain(groups)
    return {
        "$schema": SCHEMA,
        "width": frame.width,
        "height": frame.height,
        "config": theme(),
        "layer": groups,
        **({"resolve": {"scale": {"y": "independent"}}} if dual else {}),
    }


def _one_scale(layers: list[Json]) -> list[Json]:
    """Layers of one axis agree: it ends where one of them sets its ends, and starts at zero where one asks for it."""
    scales = [layer["encoding"]["y"]["scale"] for layer in layers if "scale" in layer["encoding"].get("y", {})]
    zero = any(scale.get("zero") for scale in scales)
    ends: Json = next((scale for scale in scales if "domain" in scale), {})
    for scale in scales:
        if ends:
            scale.clear() if scale is not ends else None
            scale.update(ends)
        elif "zero" in scale:
            scale["zero"] = zero
    return layers


def _keep_one_domain(groups: Sequence[Json]) -> None:
    """The frame's days stand in one layer, not of windows: said twice, also as x and x2, the renderer warns."""
    layers = (layer["encoding"] for group in groups for layer in group["layer"])
    dated = sorted((e for e in layers if "scale" in e.get("x", {})), key=lambda e: "x2" in e)
    for encoding in dated[1:]:
        encoding["x"]["scale"] = {"type": "utc"}


def _dated(layer: Json, frame: Frame) -> Json:
    return {**layer, "encoding": {"x": x_axis(frame), **layer["encoding"]}}
