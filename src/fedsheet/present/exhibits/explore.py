"""The exhibit of lines looked at: any formulas of series, drawn on two axes over what stood behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import DateRangeError
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import Dimension
from fedsheet.present import series_words
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, dated_table
from fedsheet.present.charts.curves import lines as drawn_lines
from fedsheet.present.charts.style import Events, Frame, Json, Shade
from fedsheet.present.charts.windows import ALL
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.record.levers import INSTRUMENTS
from fedsheet.review import ready
from fedsheet.review.lines import Drawn, Lines

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words

WIDE, HIGH = 760, 320
MOST_NAMED = 10  # decisions in a frame that carry their names
MONEY = (Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW)
FORMS = {"bp": "bp1_num", "rate": "pct2"}
AXES = {"bp": "common.unit_bp", "rate": "common.unit_pct"}


@dataclass(frozen=True)
class Look:
    """Lines with the definitions of their series, for names and publishers."""

    lines: Lines
    definitions: dict[str, SeriesDefinition]


def look(lines: Lines, known: Vintage) -> Look:
    """The lines and what their series are."""
    asked = dict.fromkeys(name for one in lines.drawn for name in one.names)  # in the order they are named
    names = [name for name in asked if name in known or (name not in INSTRUMENTS and ready.named(name))]
    return Look(lines, {name: known[name].definition for name in names})


@exhibit("explore", of="lines")
def explored(found: Look, words: Words) -> Exhibit:
    """Up to six lines on two axes; the caption tells the newest value of each."""
    drawn = found.lines.drawn
    if not drawn:
        raise DateRangeError("review.lines_nothing_drawn")
    frame = frame_of(drawn)
    curves = [curve(one, found, words) for one in drawn]
    spec = style.chart(frame, *windows(found.lines, words), *_marks(drawn, curves, found.lines.how.log, words))
    table = dated_table("explore", frame, _side_by_side(drawn, curves), words, "iso")
    return Exhibit.of(
        words, Plot(spec, table), caption(drawn, curves, words), source(found, words), *notes(found, words)
    )


def _side_by_side(drawn: Sequence[Drawn], curves: Sequence[Curve]) -> list[Curve]:
    """Curves as columns of one table: a level that is held stands on every day of the others."""
    days = [curve.values.index for curve, line in zip(curves, drawn, strict=True) if not line.held]
    if not days:
        return list(curves)
    every = days[0]
    for more in days[1:]:
        every = every.union(more)
    return [
        replace(curve, values=curve.values.reindex(curve.values.index.union(every)).ffill().reindex(every))
        if line.held else curve
        for curve, line in zip(curves, drawn, strict=True)
    ]  # fmt: skip


def frame_of(drawn: Sequence[Drawn]) -> Frame:
    """The days from the first to the last value of any line."""
    first = min(one.values.index[0] for one in drawn).date()
    last = max(one.values.index[-1] for one in drawn).date()
    return Frame(first, last, WIDE, HIGH)


# ---- a line in words -------------------------------------------------------------------------------------------------


def form(one: Drawn) -> str:
    """The form of its numbers: money, percent, basis points, or plain in the publisher's own unit."""
    if one.dimension in MONEY:
        return "money"
    return FORMS.get(one.counts, "num2")


def curve(one: Drawn, found: Look, words: Words) -> Curve:
    """The line as a curve: in base units where the field has a unit of its own, else as published."""
    scale = one.unit.scale if one.unit and form(one) == "num2" else 1.0
    return Curve(one.line.text, label(one, found, words), one.values / scale, form(one))


def label(one: Drawn, found: Look, words: Words) -> str:
    """The name of a series taken alone, a formula as it is printed; then what was made of it, and its day."""
    formula = one.line.formula
    name = _name(formula, found, words)
    if name == formula:
        name = name.replace("iorb", "IORB").replace(" - ", " − ")
    if one.line.move != "level":
        name = words("explore.moved", name=name, move=words(f"explore.move_{one.line.move}"))
    return words("explore.known_on", name=name, day=one.line.as_of) if one.line.as_of else name


def _name(name: str, found: Look, words: Words) -> str:
    """A series or an instrument as it is called; what is neither, as it is."""
    if name in found.definitions:
        return series_words.title(found.definitions[name], words)
    key = f"explore.instrument_{name.lower()}"
    return words(key) if key in words else name


def axis(one: Drawn, found: Look, words: Words) -> str:
    """What the axis of this line counts."""
    if one.dimension in MONEY:
        a_year = "" if one.dimension is Dimension.MONEY else words("explore.a_year")
        return words("common.unit_money") + a_year
    if one.counts in AXES:
        return words(AXES[one.counts])
    if one.line.move == "index":
        return words("explore.index_axis", day=_base_day(found.lines, one))
    definition = found.definitions.get(one.line.formula)
    return series_words.unit(definition, words) if definition else one.counts


def _base_day(lines: Lines, one: Drawn) -> date:
    day: date = lines.how.base or one.values.index[0].date()
    return day


def caption(drawn: Sequence[Drawn], curves: Sequence[Curve], words: Words) -> str:
    """The newest value of every line, with its day."""
    told = [
        words("explore.newest", name=one.label, value=value_told(one, line, words), day=one.values.index[-1].date())
        for one, line in zip(curves, drawn, strict=True)
    ]
    return words("explore.caption", lines=told)


def value_told(one: Curve, line: Drawn, words: Words) -> str:
    """The newest value with its unit."""
    value = float(one.values.iloc[-1])
    told = {"money": "usd", "bp1_num": "bp1"}.get(one.form, one.form)
    unit = f" {line.unit.name}" if line.unit and one.form == "num2" and words.language == "en" else ""
    return words.format(value, told) + unit


def source(found: Look, words: Words) -> str:
    """The publishers of the series; what is set by decision is the Committee's and the Board's."""
    names = dict.fromkeys(series_words.publisher(d, words) for d in found.definitions.values())
    if any(name not in found.definitions for one in found.lines.drawn for name in one.names):
        names[words("common.publisher_fomc")] = None
    return words("common.source_own", publishers=list(names))


def notes(found: Look, words: Words) -> list[str]:
    """How the lines were made: the period and what stands for it, the axes, the days of knowledge."""
    how, drawn = found.lines.how, found.lines.drawn
    said = []
    if any(one.counted for one in drawn):
        every, each = words(f"explore.every_{how.every}"), words(f"explore.each_{how.each}")
        said.append(words("explore.note_every", every=every, each=each))
    right = [label(one, found, words) for one in drawn if one.right]
    if right and len(right) < len(drawn):
        said.append(words("explore.note_right", lines=right))
    if how.log:
        said.append(words("explore.note_log"))
    named = {name: _name(name, found, words) for one in drawn for name in one.names if one.line.formula != name}
    told = [words("explore.named", id=name, name=full) for name, full in named.items() if full != name]
    said += [words("explore.note_names", names=words("common.semicolon").join(told))] if told else []
    said += [words("explore.note_zero", line=label(one, found, words), n=one.zero) for one in drawn if one.zero]
    return said


# ---- drawn -----------------------------------------------------------------------------------------------------------


def windows(lines: Lines, words: Words) -> list[Shade | Events]:
    """What stands behind the lines, as far as known on the day: recessions, purchases, runoffs, decisions on rates."""
    marks, found = lines.how.marks, list[Shade | Events]()
    if "recession" in marks:
        found.append(style.recessions(words))
    if "programmes" in marks:
        kinds = {name: lines.path.programmes[name].kind for name in ALL}
        for kind, shade in (("easing", False), ("runoff", True)):
            ids = [name for name in ALL if (kinds[name] == "runoff") is shade]
            spans = style.programme_spans(lines.path, words, ids, known=lines.as_of)
            found.append(style.shade(spans, "runoff" if kind == "runoff" else "easing"))
    if "decisions" in marks and lines.drawn:
        frame = frame_of(lines.drawn)
        inside = [(day, name) for day, name in decisions(lines, words) if frame.start <= day <= frame.end]
        found.append(style.events([(day, name if len(inside) <= MOST_NAMED else "") for day, name in inside]))
    return found


def decisions(lines: Lines, words: Words) -> list[tuple[date, str]]:
    """The days on which a new target of the funds rate was announced, with its upper end or point."""
    steps = (*lines.path.steps.get("point", ()), *lines.path.steps.get("upper", ()))
    known = sorted((s.announced_at, s.value) for s in steps if isinstance(s.value, float))
    told, before = list[tuple[date, str]](), -1.0
    for day, value in known:
        if value != before and day <= lines.as_of:
            told.append((day, words.format(value, "pct2")))
        before = value
    return told


def _marks(drawn: Sequence[Drawn], curves: Sequence[Curve], log: bool, words: Words) -> list[style.Marks]:
    """The lines side by side by axis; levels set by decision as steps; colours in the order asked."""
    found = []
    for n, (one, line) in enumerate(zip(curves, drawn, strict=True)):
        how: dict[str, Any] = {"colours": [style.COLOURS[n]], "step": line.held}
        marks = drawn_lines([one], words, axis="right" if line.right else "left", title=None, **how).marks
        found.append(_log(marks) if log and bool((one.values > 0).all()) else marks)
    return found


def _log(marks: style.Marks) -> style.Marks:
    layers: list[Json] = []
    for layer in marks.layers:
        y = {**layer["encoding"]["y"], "scale": {"type": "log", "nice": True}}
        layers.append({**layer, "encoding": {**layer["encoding"], "y": y}})
    return style.Marks(tuple(layers), marks.colours, marks.axis, marks.symbol)
