"""Curves: named series in base units, drawn in the reader's units and tabulated as they are, from one description.

curves = [Curve("cpi_yoy", words("report.cpi_yoy"), cpi, "pct2"), …]
plot("qe1-growth", Frame(…), words, shade(…), lines(curves, words)) -> Plot(spec, table)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.core.units import BASIS_POINTS, PERCENT
from fedsheet.present.charts import style
from fedsheet.present.charts.style import Frame, Json, Marks, Part, Side
from fedsheet.present.charts.windows import every_window
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words

UNIT_KEYS = {"pct": "common.unit_pct", "bp": "common.unit_bp", "mon": "common.unit_money"}


def _unit_of(form: str) -> str:
    """What a form counts in, by its beginning: every form of basis points begins alike, whatever its digits."""
    return "bp" if form.startswith("bp") else form[:3]


@dataclass(frozen=True)
class Curve:
    """`key` for machines, `label` for readers, values in base units, `form` one of the formats of `Words`."""

    key: str
    label: str
    values: pd.Series[float]
    form: str

    def shown(self, words: Words) -> pd.Series[float]:
        """The values in the unit the axis shows: percent, basis points, 亿 or bn; others as they are."""
        scale = {"pct": PERCENT.scale, "bp": BASIS_POINTS.scale, "mon": words.money_unit}
        return self.values / scale.get(_unit_of(self.form), 1.0)


@dataclass(frozen=True)
class Plot:
    """A figure without its words: the spec and the numbers it draws."""

    spec: Json
    table: Table


def _title(curves: Sequence[Curve], words: Words) -> str:
    form = curves[0].form
    key = UNIT_KEYS.get(_unit_of(form))
    return words(key) if key else ""


@dataclass(frozen=True)
class DrawnCurve:
    """Chart marks with the curves they show."""

    curves: tuple[Curve, ...]
    marks: Marks


def lines(
    curves: Sequence[Curve], words: Words, *, title: str | None = None, axis: Side = "left", **how: Any
) -> DrawnCurve:
    """The curves as lines; `how` as for `style.lines`. On the right axis the labels say so."""
    label = words("common.rhs") if axis == "right" else ""
    shown = {curve.label + label: curve.shown(words) for curve in curves}
    marks = style.lines(shown, title=_title(curves, words) if title is None else title, axis=axis, **how)
    return DrawnCurve(tuple(curves), marks)


def bars(
    curves: Sequence[Curve], words: Words, *, title: str | None = None, axis: Side = "left", **how: Any
) -> DrawnCurve:
    """The curves as stacked bars; `how` as for `style.bars`."""
    shown = {curve.label: curve.shown(words) for curve in curves}
    marks = style.bars(shown, title=_title(curves, words) if title is None else title, axis=axis, **how)
    return DrawnCurve(tuple(curves), marks)


def between(low: Curve, high: Curve, name: str, words: Words, *, title: str | None = None, **how: Any) -> DrawnCurve:
    """The area between two curves as a band of a `colour`; its edges run straight from date to date, or `step`."""
    said, step = _title((low,), words) if title is None else title, how.pop("step", False)
    marks = style.band(low.shown(words), high.shown(words), name, title=said, **how)
    (layer,) = marks.layers
    edged = {**layer, "mark": {**layer["mark"], "interpolate": "step-after" if step else "linear"}}
    return DrawnCurve((low, high), replace(marks, layers=(edged,)))


def areas(curves: Sequence[Curve], words: Words, *, title: str | None = None, **how: Any) -> DrawnCurve:
    """The curves as stacked areas; `how` as for `style.areas`."""
    shown = {curve.label: curve.shown(words) for curve in curves}
    return DrawnCurve(tuple(curves), style.areas(shown, title=_title(curves, words) if title is None else title, **how))


def dots(curves: Sequence[Curve], words: Words, *, title: str | None = None, **how: Any) -> DrawnCurve:
    """The curves as points; `how` as for `style.dots`."""
    shown = {curve.label: curve.shown(words) for curve in curves}
    return DrawnCurve(tuple(curves), style.dots(shown, title=_title(curves, words) if title is None else title, **how))


def plot(figure_id: str, frame: Frame, words: Words, *parts: Part | DrawnCurve, date_form: str = "iso") -> Plot:
    """The parts as one spec, and the numbers of all their curves as one table by date within the frame.

    Where no programme window is given, every programme of the record that falls into the frame is shaded.
    """
    curves = [curve for part in parts if isinstance(part, DrawnCurve) for curve in part.curves]
    marks = [part.marks if isinstance(part, DrawnCurve) else part for part in parts]
    spec = style.chart(frame, *every_window(marks, words), *marks)
    return Plot(spec, dated_table(figure_id, frame, curves, words, date_form))


def dated_table(figure_id: str, frame: Frame, curves: Sequence[Curve], words: Words, date_form: str) -> Table:
    """One row a date on which any curve has a value; a curve without a value that day has None."""
    columns = {curve.key: style.clip(curve.values.dropna(), frame) for curve in curves}
    joined = pd.DataFrame(columns).sort_index()
    days = pd.DatetimeIndex(joined.index).date.tolist()
    rows = [
        (day, *(None if math.isnan(value) else value for value in values))
        for day, values in zip(days, joined.to_numpy(dtype=np.float64).tolist(), strict=True)
    ]
    heads = (Column("date", date_form, "common.date"), *(Column(c.key, c.form, label=c.label) for c in curves))
    return Table.of(figure_id, words, heads, rows)
