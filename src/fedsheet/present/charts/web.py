"""Charts that only the workbench shows, looking back: a line of the statement, programmes, phases, claims."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, dots, lines, plot
from fedsheet.present.charts.style import COLOURS, Frame, Json
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.core.units import Unit
    from fedsheet.present.text import Words


def statement_line(values: pd.Series[float], name: str, words: Words, *, weekly: bool) -> Plot:
    """One line of the statement over time, US dollars: joined where every week is held, points where days are."""
    frame = Frame(values.index[0].date(), values.index[-1].date())
    curve = Curve("amount", name, values, "money")
    drawn = lines([curve], words) if weekly else dots([curve], words)
    return plot("statement-line", frame, words, style.recessions(words), drawn)


PHASES = ("start", "extension", "change", "taper", "end")
PHASE_COLOURS = (style.NAVY, style.SKY, style.TEAL, style.GOLD, style.RED)


def timeline(rows: list[Json], order: list[str], words: Words) -> Plot:
    """Programmes from top to bottom, one bar a phase; rows {programme, phase, start, end} with ISO dates."""
    shades = dict(zip((words(f"web.phase_{kind}") for kind in PHASES), PHASE_COLOURS, strict=True))
    shades = {phase: shade for phase, shade in shades.items() if any(row["phase"] == phase for row in rows)}
    colour = {"domain": list(shades), "range": list(shades.values())}
    x = {
        "field": "start", "type": "temporal", "axis": {"title": None, "format": "%Y", "grid": True, "tickCount": 10},
        "scale": {"type": "utc", "nice": False},
    }  # fmt: skip
    y = {
        "field": "programme",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH, "height": 24 * len(order), "config": style.theme(),
        "data": {"values": rows},
        "mark": {"type": "bar", "height": 13, "cornerRadius": 2},
        "encoding": {
            "x": x, "x2": {"field": "end"}, "y": y,
            "color": {"field": "phase", "type": "nominal", "scale": colour,
                      "legend": {"columns": 5, "symbolType": "square"}},
        },
    }  # fmt: skip
    columns = Column("programme"), Column("phase", "text", "web.col_step"), Column("start"), Column("end")
    cells = ([str(row[column.key]) for column in columns] for row in rows)
    return Plot(spec, Table.of("timeline", words, columns, cells))


def event_time(curves: dict[str, pd.Series[float]], title: str, words: Words, *, to_base: float, form: str) -> Plot:
    """Curves by weeks since each programme's eve; values in display units, `to_base` of them make one in base units."""
    rows = [
        {"week": week, "series": name, "value": style.significant(float(value))}
        for name, values in curves.items()
        for week, value in zip(values.index.astype(float).tolist(), values.tolist(), strict=True)
    ]
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH, "height": 240, "config": style.theme(), "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 1.8},
                "encoding": {
                    "x": {"field": "week", "type": "quantitative",
                          "axis": {"title": words("web.axis_weeks"), "grid": False},
                          "scale": {"nice": False}},
                    "y": style.y_axis(title),
                    "color": {"field": "series", "type": "nominal", "legend": {"symbolType": "stroke", "columns": 5},
                              "scale": {"domain": list(curves), "range": list(COLOURS[: len(curves)])}},
                },
            },
            {
                "data": {"values": [{"week": 0}]}, "mark": {"type": "rule", "strokeDash": [2, 2], "style": "soft"},
                "encoding": {"x": {"field": "week", "type": "quantitative"}},
            },
        ],
    }  # fmt: skip
    joined = pd.DataFrame(curves).sort_index()
    cells = (
        (float(str(week)), *(float(v) / to_base for v in values))
        for week, values in zip(joined.index, joined.to_numpy(), strict=True)
    )
    named = (Column(f"curve_{n}", form, label=name) for n, name in enumerate(curves, 1))
    columns = (Column("week", "num1", "web.axis_weeks"), *named)
    return Plot(spec, Table.of("rounds-event-time", words, columns, cells))


def bars(table: Table, rows: list[Json], title: str) -> Plot:
    """Horizontal bars of one colour in the order given; rows {window, value} in display units."""
    return Plot(_across(rows, title, [_bars({"value": style.NAVY})]), table)


def bars_with_band(table: Table, rows: list[Json], title: str, kinds: list[str]) -> Plot:
    """Horizontal bars coloured by kind, each with a grey line; rows {window, kind, value, low, high}, display units."""
    shown = [kind for kind in kinds if any(row["kind"] == kind for row in rows)]
    scale = {"domain": shown, "range": [COLOURS[kinds.index(kind)] for kind in shown]}
    legend = {"columns": len(kinds), "symbolType": "square"}
    layers = [
        _bars({"field": "kind", "type": "nominal", "scale": scale, "legend": legend}),
        {"mark": {"type": "rule", "style": "soft", "strokeWidth": 1.5},
         "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}},
    ]  # fmt: skip
    return Plot(_across(rows, title, layers), table)


def _bars(colour: Json) -> Json:
    return {"mark": {"type": "bar", "height": 11}, "encoding": {"x": {"field": "value"}, "color": colour}}


def _across(rows: list[Json], title: str, layers: list[Json]) -> Json:
    """The layers over one row a window from the top down, amounts across, zero marked."""
    y = {"field": "window", "type": "nominal", "sort": [row["window"] for row in rows],
         "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 220}}  # fmt: skip
    x = {"type": "quantitative", "axis": {"title": title, "tickCount": 7}}
    drawn = [{**one, "encoding": {"y": y, **one["encoding"], "x": {**x, **one["encoding"]["x"]}}} for one in layers]
    zero = {"data": {"values": [{}]}, "mark": {"type": "rule", "style": "zero"}, "encoding": {"x": {**x, "datum": 0}}}
    return {
        "$schema": style.SCHEMA, "width": style.WIDTH - 110, "height": 21 * len(rows), "config": style.theme(),
        "data": {"values": rows}, "layer": [*drawn, zero],
    }  # fmt: skip


FORMS = {"money": ("money", "common.unit_money"), "rate": ("pct2", "common.unit_pct")}
AROUND_DAYS = 540  # what is shown on either side of the days a claim names


def evidence(values: pd.Series[float], unit: Unit, label: str, start: date, end: date, words: Words) -> Plot:
    """A series around the days a claim names, the span shaded or the day marked; values in base units."""
    margin = pd.Timedelta(days=AROUND_DAYS)
    part = values.loc[pd.Timestamp(start) - margin : pd.Timestamp(end) + margin]
    frame = Frame(part.index[0].date(), part.index[-1].date())
    form, title = FORMS.get(unit.dimension.value, ("num2", ""))
    curve = Curve("value", label, part, form)
    drawn = lines([curve], words, title=words(title) if title else unit.name)
    is_span = start < end
    mark = style.shade([style.ShadedSpan(start, end, "")]) if is_span else style.events([(start, start.isoformat())])
    return plot("claim-evidence", frame, words, mark, drawn)
