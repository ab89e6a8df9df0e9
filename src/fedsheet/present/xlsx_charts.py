"""A figure as a chart that Excel draws itself: from the same spec as every other medium, over the sheet's own cells.

Lines, dots, stacked bars and areas stand over their columns of the table; bands, waterfalls, intervals and scatters
need numbers the table does not hold in that form, and get hidden columns of their own beside it (`Beside`). A figure
on two axes has two; a map of values is a grid of cells in colours (`grid_of`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from fedsheet.present.charts.theme import COLOURS, GREY, NAVY, RED, SKY, TEAL
from fedsheet.present.table import Cell
from fedsheet.present.xlsx_layers import KINDS, DrawnLayer, HiddenColumns, Place, Spec, colours, drawn

THOUSAND = 1000.0  # from which on the numbers of an axis are parted
SIZE = {"width": 820, "height": 400}
RISE_AND_FALL = {"level": NAVY, "up": TEAL, "down": RED}
UNSEEN = {"fill": {"none": True}, "border": {"none": True}}
INK = "#22262B"
UNNAMED = " "  # of a series that draws but is none of the figure's: the legend leaves it out


def chart(book: Any, spec: Spec, place: Place, beside: HiddenColumns) -> Any:
    """The chart of a figure, or None where it has none that Excel can draw."""
    layers = list(drawn(spec))
    tints = colours(spec)
    if not layers or any(layer.mark == "rect" for layer in layers):
        return None
    first = layers[0]
    if first.channel("x").get("type") == "temporal":
        series = [layer for layer in layers if layer.names]  # a timeline has phases and no series: no chart of Excel's
        made = _dated(book, series, place, beside, tints) if series else None
    elif first.mark == "point":
        made = _scatter(book, first, place, beside, tints)
    elif "x2" in first.encoding:
        points = [layer for layer in layers if layer.mark == "point"]
        made = _intervals(book, first, points[0], place, beside) if points else _waterfall(book, first, place, beside)
    else:
        made = _bars(book, first, place, beside, tints)
    if made is not None:
        legend = {"position": "bottom", "font": {"size": 9}, "delete_series": _unnamed(made)}
        made.set_legend(legend if _has_names(layers) else {"none": True})
        made.set_size(SIZE)
        made.show_blanks_as("span")
        made.show_hidden_data()
    return made


def _has_names(layers: Sequence[DrawnLayer]) -> bool:
    return any(len(layer.names) + len(layers) > 1 or "color" in layer.encoding for layer in layers)


def _unnamed(made: Any) -> list[int]:
    """The places among all series of those that a legend leaves out."""
    every = [*made.series, *(made.combined.series if made.combined else [])]
    return [place for place, one in enumerate(every) if one["name"] == UNNAMED]


# ---- over dates: lines, dots, bars, areas and bands, on one axis or two ----


def _dated(
    book: Any, layers: Sequence[DrawnLayer], place: Place, beside: HiddenColumns, tints: Mapping[str, str]
) -> Any:
    """Areas or bars first and lines over them; Excel puts two kinds together."""
    bands = [_Band.of(layer, name, place) for layer in layers if layer.is_band for name in layer.names]
    within = _within(bands)
    crossing = bands[len(within) :]
    kinds = {KINDS[layer.mark] for layer in layers} | ({"line"} if crossing else set())
    charts = {kind: _empty(book, kind, layers) for kind in sorted(kinds, key=("area", "column", "line").index)}
    if within:
        _strata(charts["area"], within, place, beside, tints)
    for band in crossing:
        _edges(charts["line"], band, place, beside, tints)
    for layer in layers:
        if not layer.is_band:
            _series(charts[KINDS[layer.mark]], layer, place, beside, tints)
    # What stands at the right goes second: Excel's second axis is of the chart put on top.
    ordered = sorted(charts, key=lambda kind: all(layer.is_right for layer in layers if KINDS[layer.mark] == kind))
    main = charts[ordered[0]]
    for kind in ordered[1:2]:
        main.combine(charts[kind])
    _axes(main, charts, ordered, layers, place)
    main.set_x_axis(_calendar([day for day in place.days if isinstance(day, date)]))
    return main


def _empty(book: Any, kind: str, layers: Sequence[DrawnLayer]) -> Any:
    stacked = kind == "area" or (kind == "column" and any(layer.channel("y").get("stack") for layer in layers))
    return book.add_chart({"type": kind, **({"subtype": "stacked"} if stacked else {})})


def _axes(
    main: Any, charts: Mapping[str, Any], ordered: Sequence[str], layers: Sequence[DrawnLayer], place: Place
) -> None:
    for is_right in (False, True):
        title = next((layer.title for layer in layers if layer.is_right is is_right), None)
        if title is None:
            continue
        look: dict[str, Any] = {"name": title, "name_font": {"size": 9, "bold": False}, "num_font": {"size": 9}}
        look["major_gridlines"] = {"visible": not is_right, "line": {"color": "#E3E6EA", "width": 0.5}}
        if any(_is_share(layer, place) for layer in layers if layer.is_right is is_right):
            look |= {"num_format": "0%" if any(form == "pct0" for form in place.forms) else "0.0%", "name": ""}
        elif max(map(_farthest, (layer for layer in layers if layer.is_right is is_right))) >= THOUSAND:
            look |= {"num_format": "#,##0"}
        if not is_right:
            main.set_y_axis(look)
            continue
        owner = next(kind for kind in ordered if any(one.is_right for one in layers if KINDS[one.mark] == kind))
        charts[owner].set_y2_axis(look)


def _is_share(layer: DrawnLayer, place: Place) -> bool:
    """Whether its columns hold shares, which Excel shows as percent."""
    columns = [_known(name, place) for name in layer.names]
    shares = [place.forms[column].startswith("pct") for column in columns if column is not None]
    return any(shares) or (layer.is_band and _share(layer, place) < 1)


def _farthest(layer: DrawnLayer) -> float:
    """The largest amount it draws, whatever its sign."""
    return max((abs(row.get(key) or 0.0) for row in layer.rows for key in ("value", "high")), default=0.0)


def _calendar(days: Sequence[date]) -> dict[str, Any]:
    """An axis of dates with some ten labels: years, or months, or days."""
    span = (max(days) - min(days)).days if days else 0
    look = {"date_axis": True, "label_position": "low", "num_font": {"size": 9}}
    if span > 6 * 365:
        return {**look, "num_format": "yyyy", "major_unit": 1 + span // 4380, "major_unit_type": "years"}
    if span > 130:
        return {**look, "num_format": "yyyy-mm", "major_unit": 1 + span // 365, "major_unit_type": "months"}
    return {**look, "num_format": "mm-dd", "major_unit": 1 + span // 10, "major_unit_type": "days"}


def _series(target: Any, layer: DrawnLayer, place: Place, beside: HiddenColumns, tints: Mapping[str, str]) -> None:
    for name in layer.names:
        column = _column(layer, name, place, beside)
        colour = tints.get(name, COLOURS[0])
        target.add_series(
            {
                "name": place.head(column),
                "categories": place.range(0, len(place.days)),
                "values": place.range(column, len(place.days)),
                "y2_axis": layer.is_right,
                **_look(layer.mark, colour),
            }
        )


def _look(mark: str, colour: str) -> dict[str, Any]:
    if mark == "point":
        marker = {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"none": True}}
        return {"line": {"none": True}, "marker": marker}
    if mark == "line":
        return {"line": {"width": 1.75, "color": colour}}
    return {"fill": {"color": colour}, "border": {"none": True}, "gap": 40}


def _known(name: str, place: Place) -> int | None:
    """The table's column of that name, which may say more in brackets; None where it has none."""
    for column, heading in enumerate(place.headings):
        if name == heading or name.startswith((f"{heading} (", f"{heading}（")):
            return column
    return None


def _column(layer: DrawnLayer, name: str, place: Place, beside: HiddenColumns) -> int:
    """The table's column of that name, or one beside with what the figure draws."""
    if (column := _known(name, place)) is not None:
        return column
    rows = {row["date"]: row["value"] for row in layer.rows if row.get("series") == name}
    return place.beside + beside.add(name, _on_days(rows, place, _share(layer, place)))


@dataclass(frozen=True)
class _Band:
    """What lies between two values, by row of the sheet."""

    name: str
    low: Sequence[float | None]
    high: Sequence[float | None]

    @classmethod
    def of(cls, layer: DrawnLayer, name: str, place: Place) -> _Band:
        rows = [row for row in layer.rows if row.get("series") == name]
        ends = ({row["date"]: row[end] for row in rows} for end in ("value", "high"))
        return cls(name, *(_on_days(values, place, _share(layer, place)) for values in ends))

    def lies_in(self, other: _Band) -> bool:
        """Whether it leaves the other on no day that both have."""
        above, below = _between(other.low, self.low), _between(self.high, other.high)
        return all(gap is None or gap >= 0 for gap in (*above, *below))


def _between(low: Sequence[float | None], high: Sequence[float | None]) -> list[float | None]:
    """From one edge up to the other."""
    return [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]


def _within(bands: Sequence[_Band]) -> list[_Band]:
    """The first bands, each of which lies in the one before: an area of Excel's stands on the one below it."""
    found = list(bands[:1])
    for wider, band in pairwise(bands):
        if not band.lies_in(wider):
            break
        found.append(band)
    return found


def _strata(
    target: Any, bands: Sequence[_Band], place: Place, beside: HiddenColumns, tints: Mapping[str, str]
) -> None:  # fmt: skip
    """Pale areas one on another: an unseen one up to the lowest edge, then from edge to edge in the bands' colours."""
    edges = [band.low for band in bands] + [band.high for band in reversed(bands)]
    drawn_of = [*bands, *reversed(bands[:-1])]
    _area(target, (UNNAMED, edges[0]), place, beside, UNSEEN)
    for number, (band, (below, above)) in enumerate(zip(drawn_of, pairwise(edges), strict=True)):
        wide = _between(below, above)
        seen = {"fill": {"color": tints.get(band.name, SKY), "transparency": 65}, "border": {"none": True}}
        _area(target, (band.name if number < len(bands) else UNNAMED, wide), place, beside, seen)


def _edges(target: Any, band: _Band, place: Place, beside: HiddenColumns, tints: Mapping[str, str]) -> None:
    """A band that leaves the one before it, as its two edges: areas that cross cannot stand on each other."""
    look = {"line": {"width": 0.75, "dash_type": "dash", "color": tints.get(band.name, SKY)}}
    for name, cells in ((band.name, band.low), (UNNAMED, band.high)):
        _area(target, (name, cells), place, beside, look)


def _area(
    target: Any, held: tuple[str, Sequence[float | None]], place: Place, beside: HiddenColumns, look: Mapping[str, Any]
) -> None:
    """One series over a hidden column of its own."""
    name, cells = held
    column, count = place.beside + beside.add(name, cells), len(place.days)
    target.add_series({"name": name, "categories": place.range(0, count), "values": place.range(column, count), **look})


def _on_days(values: Mapping[str, float], place: Place, share: float) -> list[float | None]:
    """Values by day in the rows of the table, as its cells hold them."""
    found = (values.get(day.isoformat()) if isinstance(day, date) else None for day in place.days)
    return [None if value is None else value * share for value in found]


def _share(layer: DrawnLayer, place: Place) -> float:
    """A figure draws percent; the cells of shares hold decimals that Excel shows as percent.

    A table of shares may have its figure in another unit, which the axis tells.
    """
    are_shares = any(form.startswith("pct") for form in place.forms)
    return 0.01 if are_shares and (not layer.title or "%" in layer.title) else 1.0


# ---- over names: bars, waterfalls, intervals; over two quantities: scatters ----


def _block(
    place: Place, beside: HiddenColumns, names: Sequence[str], columns: Mapping[str, Sequence[Cell]]
) -> list[int]:
    """Categories and series as hidden columns; where each lies."""
    at = [place.beside + beside.add(UNNAMED, names)]
    return at + [place.beside + beside.add(heading, cells) for heading, cells in columns.items()]


def _bars(book: Any, layer: DrawnLayer, place: Place, beside: HiddenColumns, tints: Mapping[str, str]) -> Any:
    is_flat = layer.channel("y").get("type") == "nominal"
    named, valued = (layer.channel(name) for name in (("y", "x") if is_flat else ("x", "y")))
    key, value, series = named["field"], valued["field"], layer.channel("color").get("field", "")
    names = list(dict.fromkeys(str(row[key]) for row in layer.rows))
    held = {(str(row[key]), str(row.get(series, ""))): row.get(value) for row in layer.rows}
    kinds = list(dict.fromkeys(str(row.get(series, "")) for row in layer.rows))
    at = _block(place, beside, names, {kind: [held.get((name, kind)) for name in names] for kind in kinds})
    stacked = {"subtype": "stacked"} if valued.get("stack") else {}
    made = book.add_chart({"type": "bar" if is_flat else "column", **stacked})
    for place_of, kind in enumerate(kinds, start=1):
        values = {"categories": place.range(at[0], len(names)), "values": place.range(at[place_of], len(names))}
        look = _look("bar", tints.get(kind, COLOURS[(place_of - 1) % len(COLOURS)]))
        made.add_series({"name": place.head(at[place_of]), **values, **look})
    _named_axes(made, layer.title, is_flat=is_flat)
    return made


def _named_axes(made: Any, title: str, *, is_flat: bool, ends: Sequence[float] = ()) -> None:
    """Names stand at the edge and in the figure's order; values are titled by their unit."""
    quiet = {"size": 9}
    grid = {"visible": True, "line": {"color": "#E3E6EA", "width": 0.5}}
    values: dict[str, Any] = {
        "name": title,
        "name_font": {"size": 9, "bold": False},
        "num_font": quiet,
        "major_gridlines": grid,
    }
    if ends:
        values |= _cut(*ends)
    names: dict[str, Any] = {
        "reverse": is_flat,
        "label_position": "low",
        "num_font": quiet,
        "major_gridlines": {"visible": False},
    }
    across, down = (values, names) if is_flat else (names, values)  # of bars that lie, x is the axis of values
    made.set_x_axis({**across, "label_position": "high"} if is_flat else across)
    made.set_y_axis(down)


def _cut(low: float, high: float) -> dict[str, Any]:
    """An axis that does not begin at zero, from one round number to another by steps of one, two or five."""
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    ends = {"min": math.floor(low / step) * step, "max": math.ceil(high / step) * step, "major_unit": step}
    return {**ends, "num_format": "#,##0" if step >= 1 else "General"}


def _waterfall(book: Any, layer: DrawnLayer, place: Place, beside: HiddenColumns) -> Any:
    """Bars that begin where the one before ended: an unseen one, and over it a rise or a fall."""
    names = [str(row["name"]) for row in layer.rows]
    low = [min(row["low"], row["high"]) for row in layer.rows]
    high = [abs(row["high"] - row["low"]) for row in layer.rows]
    at = _block(place, beside, names, {" 0": low, " 1": high})
    made = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, look in (
        (at[1], {"fill": {"none": True}, "border": {"none": True}}),
        (
            at[2],
            {"points": [{"fill": {"color": RISE_AND_FALL.get(row["kind"], NAVY)}} for row in layer.rows], "gap": 40},
        ),
    ):
        values = {"categories": place.range(at[0], len(names)), "values": place.range(column, len(names))}
        made.add_series({"name": UNNAMED, **values, **look})
    ends = (layer.channel("x").get("scale") or {}).get("domain", ())
    _named_axes(made, layer.title, is_flat=True, ends=ends)
    return made


def _intervals(book: Any, layer: DrawnLayer, point: DrawnLayer, place: Place, beside: HiddenColumns) -> Any:
    """A dot a name, and behind it a thick pale bar from low to high."""
    key, value = layer.channel("y")["field"], point.channel("x")["field"]
    names = [str(row[key]) for row in layer.rows]
    middle = [(row["low"] + row["high"]) / 2 for row in layer.rows]
    half = [(row["high"] - row["low"]) / 2 for row in layer.rows]
    at = _block(place, beside, names, {" 0": middle, " 1": half, str(value): [row[value] for row in point.rows]})
    made = book.add_chart({"type": "line"})
    reach = dict.fromkeys(("plus_values", "minus_values"), place.formula(at[2], len(names)))
    bars = {"type": "custom", **reach, "end_style": 0, "line": {"color": SKY, "width": 9, "transparency": 60}}
    for column, look in ((at[1], {"y_error_bars": bars, "line": {"none": True}}), (at[3], _look("point", NAVY))):
        values = {"categories": place.range(at[0], len(names)), "values": place.range(column, len(names))}
        made.add_series({"name": UNNAMED, **values, **look})
    ends = (min(row["low"] for row in layer.rows), max(row["high"] for row in layer.rows))
    title = layer.title or str((layer.channel("x").get("axis") or {}).get("title", ""))
    _named_axes(made, title, is_flat=False, ends=ends)  # a scale is Excel's by the dots alone
    return made


def _scatter(book: Any, layer: DrawnLayer, place: Place, beside: HiddenColumns, tints: Mapping[str, str]) -> Any:
    """Dots over two quantities, a colour a name."""
    across, up = (layer.channel(name) for name in ("x", "y"))
    if "field" not in across or not layer.names:
        return None
    made = book.add_chart({"type": "scatter"})
    for name in layer.names:
        rows = [row for row in layer.rows if row["series"] == name]
        at = [place.beside + beside.add(name, [row[axis["field"]] for row in rows]) for axis in (across, up)]
        values = {"categories": place.range(at[0], len(rows)), "values": place.range(at[1], len(rows))}
        made.add_series({"name": place.head(at[1]), **values, **_look("point", tints.get(name, GREY))})
    for setter, axis in ((made.set_x_axis, across), (made.set_y_axis, up)):
        title = str((axis.get("axis") or {}).get("title", ""))
        grid = {"visible": axis is up, "line": {"color": "#E3E6EA", "width": 0.5}}
        setter(
            {"name": title, "name_font": {"size": 9, "bold": False}, "label_position": "low", "major_gridlines": grid}
        )
    return made


# ---- a map of values ----


def grid_of(spec: Spec) -> tuple[list[str], list[str], dict[tuple[str, str], float], list[str]] | None:
    """Names across and down, values by both, and the three colours; None where the figure is no such map."""
    layer = next((one for one in drawn(spec) if one.mark == "rect"), None)
    if layer is None:
        return None
    across, down, value = (layer.channel(name) for name in ("x", "y", "color"))
    if "field" not in across or "field" not in down or value.get("type") != "quantitative":
        return None
    held = {(str(row[across["field"]]), str(row[down["field"]])): row[value["field"]] for row in layer.rows}
    order = [
        list(map(str, axis.get("sort") or dict.fromkeys(row[axis["field"]] for row in layer.rows)))
        for axis in (across, down)
    ]
    return order[0], order[1], held, list((value.get("scale") or {}).get("range", []))


def tinted_of(spec: Spec) -> tuple[list[str], list[str], dict[tuple[str, str], tuple[str, str, str]]] | None:
    """Names across and down, by both what a cell says, its colour and its ink; None where a figure is no such map."""
    layer = next((one for one in drawn(spec) if one.mark == "rect"), None)
    if layer is None or "field" not in layer.channel("opacity"):
        return None
    across, down = (layer.channel(name) for name in ("x", "y"))
    kind, strength = (layer.channel(name)["field"] for name in ("color", "opacity"))
    tints = colours(spec)
    held = {
        (str(row[across["field"]]), str(row[down["field"]])): (
            str(row["text"]),
            _paled(tints[row[kind]], row[strength]),
            "#FFFFFF" if row.get("dark") else INK,
        )
        for row in layer.rows
    }
    return list(across["sort"]), list(down["sort"]), held


def _paled(colour: str, strength: float) -> str:
    """A colour over white, as strong as told: 0 is white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02X}" for part in parts)
