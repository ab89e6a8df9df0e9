"""A figure as it stands on a screen: over a part of its days, without some of its names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fedsheet.present.charts.theme import Json
from fedsheet.present.table import Table

Row = Mapping[str, Any]


def without(spec: Json, names: Collection[str]) -> Json:
    """The figure without the rows of these names, nor their place in the legend; the others keep their colours."""
    field = next((one["field"] for one in _branches(spec) if _is_legend(one)), None)
    if field is None or not names:
        return spec

    def keep(key: str, value: Any) -> Any:
        if key == "scale":
            return _shorter(value, names)
        is_rows = key == "values" and isinstance(value, list)
        return [row for row in value if not (isinstance(row, dict) and row.get(field) in names)] if is_rows else value

    kept: Json = _walked(spec, keep)
    return kept


def _is_legend(one: Json) -> bool:
    scale = one.get("scale") or {}
    return one.get("type") == "nominal" and "domain" in scale and "range" in scale and "field" in one


def _shorter(scale: Any, names: Collection[str]) -> Any:
    """A scale of colours without the names left out."""
    if not isinstance(scale, dict) or "range" not in scale or "domain" not in scale:
        return scale
    kept = [(name, colour) for name, colour in zip(scale["domain"], scale["range"], strict=False) if name not in names]
    return {**scale, "domain": [name for name, _ in kept], "range": [colour for _, colour in kept]}


def columns_without(table: Table, names: Collection[str]) -> Table:
    """The table without the columns headed by these names; its first column stays."""
    kept = [n for n, column in enumerate(table.columns) if n == 0 or column.label not in names]
    rows = tuple(tuple(row[n] for n in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[n] for n in kept), rows=rows)


def between(spec: Json, first: date, last: date) -> Json:
    """The figure over the days from `first` to `last`; names and windows that stand outside of them go."""
    start, end = first.isoformat(), last.isoformat()
    spans = list(_windows(spec))
    cut: Json | None = _cut(spec, spans, start, end)
    return cut or spec


def _cut(layer: Json, spans: list[Row], start: str, end: str) -> Json | None:
    values = (layer.get("data") or {}).get("values")
    mark = layer.get("mark") if isinstance(layer.get("mark"), dict) else {}
    assert isinstance(mark, dict)
    if mark.get("text") and values and values[0].get("date"):
        moved = _over_window(layer, spans, start, end)
        layer, values = {**layer, "data": {"values": moved}}, moved
    if "layer" in layer:
        inner = [one for one in (_cut(each, spans, start, end) for each in layer["layer"]) if one]
        return {**layer, "layer": inner}
    if values is not None:
        kept = _within(values, start, end)
        named = mark.get("type") in ("text", "rule") and any(row.get("date") for row in kept)
        if not kept or (named and not any(start <= row["date"] <= end for row in kept)):
            return None
        layer = {**layer, "data": {**layer["data"], "values": kept}}
    return _with_domain(layer, start, end)


def _with_domain(layer: Json, start: str, end: str) -> Json:
    x = layer.get("encoding", {}).get("x") or {}
    if not x.get("axis"):
        return layer
    axis = {**{k: v for k, v in x["axis"].items() if k != "values"}, "format": "%Y-%m-%d", "tickCount": 5}
    domain = [_moment(start), _moment(end)]
    scale = {"type": "utc"} if "x2" in layer["encoding"] else {**x.get("scale", {}), "domain": domain}
    return {**layer, "encoding": {**layer["encoding"], "x": {**x, "axis": axis, "scale": scale}}}


def _moment(day: str) -> Json:
    year, month, number = map(int, day.split("-"))
    return {"year": year, "month": month, "date": number, "utc": True}


def _within(rows: list[Json], start: str, end: str) -> list[Json]:
    """The rows of the span, and the nearest of each name beyond its ends, so that lines run to the edge."""
    if not any(row.get("date") for row in rows):
        return rows
    dated = [(str(row.get("date", "")), row) for row in rows]
    inside = [_clipped(row, start, end) for day, row in dated if day <= end and str(row.get("until", day)) >= start]
    before = {row["series"]: row for day, row in dated if day < start and "until" not in row and "series" in row}
    after = {row["series"]: row for day, row in reversed(dated) if day > end and "series" in row}
    return [*before.values(), *inside, *after.values()]


def _clipped(row: Json, start: str, end: str) -> Json:
    """A window's part within the span; another row as it is."""
    if "until" not in row:
        return row
    return {**row, "date": max(row["date"], start), "until": min(row["until"], end)}


def _windows(layer: Any) -> Iterator[Row]:
    for one in _branches(layer):
        for row in (one.get("data") or {}).get("values", []) if isinstance(one.get("data"), dict) else []:
            if isinstance(row, dict) and row.get("until") and row.get("label"):
                yield row


def _over_window(layer: Json, spans: list[Row], start: str, end: str) -> list[Json]:
    """A window's name over the middle of what is shown of it."""
    day = date.fromisoformat(layer["data"]["values"][0]["date"][:10])
    own = [span for span in spans if span["label"] == layer["mark"]["text"]]
    if not own:
        return list(layer["data"]["values"])
    span = min(own, key=lambda one: abs(_middle(one["date"], one["until"]) - day.toordinal()))
    if span["until"] <= start or span["date"] >= end:
        return []
    middle = _middle(max(span["date"], start), min(span["until"], end))
    return [{"date": date.fromordinal(round(middle)).isoformat()}]


def _middle(one: str, other: str) -> float:
    return (date.fromisoformat(one).toordinal() + date.fromisoformat(other).toordinal()) / 2


def _branches(tree: Any) -> Iterator[Json]:
    """Every mapping of the tree, the outer before the inner."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            yield from _branches(one)


def _walked(tree: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    changed = change(key, tree)
    if isinstance(changed, dict):
        return {name: _walked(value, change, name) for name, value in changed.items()}
    return [_walked(one, change) for one in changed] if isinstance(changed, list) else changed


def rows_between(table: Table, first: date | None, last: date | None) -> Table:
    """The rows of a table by date that a span shows; another table as it is."""
    if not table.rows or not isinstance(table.rows[0][0], date):
        return table
    low, high = first or date.min, last or date.max
    return replace(table, rows=tuple(row for row in table.rows if isinstance(row[0], date) and low <= row[0] <= high))
