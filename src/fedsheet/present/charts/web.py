"""Charts that only the workbench shows: one line of the statement, a time line of programmes, rounds in event time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from fedsheet.present import measures
from fedsheet.present.blocks import DataTable
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Drawn, Plot, bars, dots, lines, plot
from fedsheet.present.charts.style import COLOURS, Frame, Json

if TYPE_CHECKING:
    from fedsheet.core.units import Unit
    from fedsheet.present.text import Words

    Values = pd.Series[float]


def statement_line(values: pd.Series[float], name: str, words: Words, *, weekly: bool) -> Plot:
    """One line of the statement over time, US dollars: joined where every week is held, points where days are."""
    frame = Frame(values.index[0].date(), values.index[-1].date())
    curve = Curve("amount", name, values, "money")
    drawn = lines([curve], words) if weekly else dots([curve], words)
    return plot("statement-line", frame, words, style.recessions(words), drawn)


def timeline(rows: list[Json], domain: tuple[date, date], order: list[str], words: Words) -> Plot:
    """Programmes from top to bottom, one bar a phase; rows {programme, phase, start, end} with ISO dates."""
    phases = [words(f"web.phase_{kind}") for kind in ("start", "extension", "change", "taper", "end")]
    colour = {"domain": phases, "range": [COLOURS[0], COLOURS[5], COLOURS[3], COLOURS[2], COLOURS[1]]}
    x = {
        "field": "start", "type": "temporal", "axis": {"title": None, "format": "%Y", "grid": True, "tickCount": 10},
        "scale": {"type": "utc", "domain": [day.isoformat() for day in domain]},
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
            "color": {"field": "phase", "type": "nominal", "scale": colour, "legend": {"columns": 5, "symbolType": "square"}},
        },
    }  # fmt: skip
    keys = ("programme", "phase", "start", "end")
    headings = tuple(words(f"web.col_{key}") for key in ("programme", "step", "start", "end"))
    cells = tuple(tuple(str(row[key]) for key in keys) for row in rows)
    return Plot(spec, DataTable("timeline", keys, headings, ("text",) * 4, cells))


def event_time(curves: dict[str, pd.Series[float]], title: str, words: Words, *, to_base: float, form: str) -> Plot:
    """Curves by weeks since each programme's eve; values in display units, `to_base` of them make one in base units."""
    rows = [
        {"week": float(week), "series": name, "value": style.significant(float(value))}
        for name, values in curves.items()
        for week, value in values.items()
    ]
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH, "height": 240, "config": style.theme(), "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 1.8},
                "encoding": {
                    "x": {"field": "week", "type": "quantitative", "axis": {"title": words("web.axis_weeks"), "grid": False},
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
    cells = tuple(
        (float(week), *(None if pd.isna(v) else float(v) / to_base for v in values))
        for week, values in zip(joined.index, joined.to_numpy(), strict=True)
    )
    keys = ("week", *(f"curve_{n}" for n, _ in enumerate(curves, 1)))
    headings = (words("web.axis_weeks"), *curves)
    return Plot(spec, DataTable("rounds-event-time", keys, headings, ("num1", *(form for _ in curves)), cells))


def bars_with_band(
    table: DataTable, rows: list[Json], title: str, words: Words, kinds: list[str], *, name: str = "window"
) -> Plot:
    """Horizontal bars in the order given, coloured by kind; rows {window, kind, value, low, high} in display units.

    `low` and `high` (where a row has them) are drawn as a grey line through the bar.
    """
    order = [row[name] for row in rows]
    y = {"field": name, "type": "nominal", "sort": order, "axis": {"title": None, "domain": False, "ticks": False,
                                                                  "labelLimit": 220}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "axis": {"title": title, "tickCount": 7}}
    colour = {"domain": kinds, "range": list(COLOURS[: len(kinds)])}
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH - 110, "height": 21 * len(rows), "config": style.theme(),
        "data": {"values": rows}, "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 11},
                "encoding": {"x": x, "color": {"field": "kind", "type": "nominal", "scale": colour,
                                               "legend": {"columns": 6, "symbolType": "square"}}},
            },
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "style": "soft", "strokeWidth": 1.5},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {"data": {"values": [{}]}, "mark": {"type": "rule", "style": "zero"},
             "encoding": {"x": {"datum": 0}, "y": None}},
        ],
    }  # fmt: skip
    return Plot(spec, table)


def stacked_bars(table: DataTable, rows: list[Json], order: list[str], parts: list[str], title: str) -> Plot:
    """Horizontal bars stacked by part, positive and negative apart; rows {window, part, value} in display units."""
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH - 110, "height": 21 * len(order), "config": style.theme(),
        "data": {"values": rows}, "mark": {"type": "bar", "height": 11},
        "encoding": {
            "y": {"field": "window", "type": "nominal", "sort": order,
                  "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 220}},
            "x": {"field": "value", "type": "quantitative", "stack": "zero", "axis": {"title": title, "tickCount": 7}},
            "color": {"field": "part", "type": "nominal", "scale": {"domain": parts, "range": list(COLOURS[: len(parts)])},
                      "legend": {"columns": 4, "symbolType": "square"}},
        },
    }  # fmt: skip
    return Plot(spec, table)


def premium_history(curves: list[Curve], words: Words) -> Plot:
    """The expected path and the premium of the ten-year zero yield, weekly, with recessions."""
    days = curves[0].values.index
    frame = Frame(days[0].date(), days[-1].date())
    return plot("premium-history", frame, words, style.recessions(words), lines(curves, words), style.level(0, ""))


FORMS = {"money": ("money", "common.unit_money"), "rate": ("pct2", "common.unit_pct")}
AROUND_DAYS = 540  # what is shown on either side of the days a claim names


def evidence(values: pd.Series[float], unit: Unit, label: str, start: date, end: date, words: Words) -> Plot:
    """A series around the days a claim names, the span shaded or the day marked; values in base units."""
    margin = pd.Timedelta(days=AROUND_DAYS)
    part = values.loc[pd.Timestamp(start) - margin : pd.Timestamp(end) + margin]
    frame = Frame(part.index[0].date(), part.index[-1].date())
    form, title = FORMS.get(unit.dimension.value, ("num2", ""))
    thinned = measures.weekly(part) if len(part) > 1_200 else part
    curve = Curve("value", label, thinned, form)
    drawn = lines([curve], words, title=words(title) if title else unit.name)
    mark = style.shade([style.Span(start, end, "")]) if start < end else style.events([(start, start.isoformat())])
    return plot("claim-evidence", frame, words, mark, drawn)


def fan(figure_id: str, title: str, curves: list[Curve], quantiles: dict[float, Values], words: Words) -> Plot:
    """Central paths over bands of quantiles (0.05–0.95 and 0.25–0.75); what was published stands in grey before them."""
    start = min(curve.values.index[0] for curve in curves).date()
    end = max(curve.values.index[-1] for curve in curves).date()
    parts: list[style.Part | Drawn] = []
    for low, high, key in ((0.05, 0.95, "label_90"), (0.25, 0.75, "label_50")):
        if quantiles:
            name = words(f"web.{key}")
            ends = [Curve(f"q{round(100 * q)}", f"{title} {q:.0%}", quantiles[q], "money") for q in (low, high)]
            shown = [curve.shown(words) for curve in ends]
            band = style.band(*shown, name, title=words("common.unit_money"), colour=style.SKY if low < 0.1 else style.NAVY)
            parts.append(Drawn(tuple(ends), _joined(band)))
    colours = {"history": style.GREY, "central": style.NAVY, "beside": style.RED}
    shades = [colours.get(curve.key, style.GOLD) for curve in curves]
    frame = Frame.half(start, end)
    return _full_symbols(plot(figure_id, frame, words, *parts, lines(curves, words, colours=shades)))


def _full_symbols(drawn: Plot) -> Plot:
    """Legend symbols in the full colour of lines, not in the pale one of bands."""
    legend = {**drawn.spec["config"]["legend"], "symbolOpacity": 1}
    return Plot({**drawn.spec, "config": {**drawn.spec["config"], "legend": legend}}, drawn.table)


def flows(curves: list[Curve], words: Words) -> Plot:
    """Amounts by month as stacked bars over the length of a projection."""
    days = curves[0].values.index
    frame = Frame(days[0].date(), (days[-1] + pd.offsets.MonthEnd(1)).date())
    drawn = bars(curves, words, title=words("common.unit_money_month"))
    return plot("project-flows", frame, words, drawn, date_form="month")


def simulated_rates(
    frame: Frame, simulated: list[Curve], observed: list[Curve], edges: list[Curve], words: Words
) -> Plot:
    """Simulated rates as lines, observed ones dashed in the same colours, administered ones as grey steps."""
    shades = COLOURS[: len(simulated)]
    return plot(
        "sim-rates", frame, words,
        lines(edges, words, step=True, colours=(style.TEAL, style.GOLD)),
        lines(observed, words, dash=(4, 3), colours=[style.SKY, "#d98b87"]),
        lines(simulated, words, colours=shades),
    )  # fmt: skip


def one_line(figure_id: str, frame: Frame, curve: Curve, words: Words) -> Plot:
    """One curve and the zero line."""
    return plot(figure_id, frame, words, lines([curve], words), style.level(0, ""))


def several(figure_id: str, frame: Frame, curves: list[Curve], words: Words) -> Plot:
    """Curves from zero up."""
    return plot(figure_id, frame, words, lines(curves, words, zero=True))


def bands(
    figure_id: str, frame: Frame, middle: Curve, quantiles: dict[float, Values], names: tuple[str, str], words: Words
) -> Plot:
    """A line in two bands, outer and inner, of rates; `quantiles` holds four, from low to high."""
    low, inner_low, inner_high, high = sorted(quantiles)
    parts: list[style.Part | Drawn] = []
    for (a, b), key, colour in zip(((low, high), (inner_low, inner_high)), names, (style.SKY, style.NAVY), strict=True):
        ends = [Curve(f"q{round(100 * q):02d}", f"{middle.label} {q:.0%}", quantiles[q], middle.form) for q in (a, b)]
        shown = [curve.shown(words) for curve in ends]
        band = style.band(*shown, words(f"web.{key}"), title=words("common.unit_pct"), colour=colour)
        parts.append(Drawn(tuple(ends), _joined(band)))
    return _full_symbols(plot(figure_id, frame, words, *parts, lines([middle], words, colours=(style.RED,))))


MAP_WIDTH, MAP_HEIGHT = 620, 330


def flow_map(nodes: list[Json], edges: list[Json], table: DataTable) -> Plot:
    """Kinds as circles (x in 0–1, y 0 to 2, `size` in bn, `name`, `shown`), flows as lines with arrow heads."""
    hidden: Json = {"axis": None, "scale": {"domain": [0, 1]}}
    x = {"field": "x", "type": "quantitative", **hidden}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-0.45, 2.4]}}
    names = sorted({edge["instrument"] for edge in edges})
    colour = {"field": "instrument", "type": "nominal", "scale": {"domain": names, "range": [COLOURS[n % len(COLOURS)] for n in range(len(names))]},
              "legend": {"columns": 5, "symbolType": "stroke"}}  # fmt: skip
    dots_: Json = {"data": {"values": nodes}, "encoding": {"x": x, "y": y}}
    spec: Json = {
        "$schema": style.SCHEMA, "width": MAP_WIDTH, "height": MAP_HEIGHT, "config": style.theme(),
        "layer": [
            {
                "data": {"values": edges}, "mark": {"type": "rule", "strokeWidth": 1.6, "opacity": 0.75},
                "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "color": colour},
            },
            {
                "data": {"values": edges}, "mark": {"type": "point", "shape": "triangle-up", "filled": True, "size": 55},
                "encoding": {"x": {**x, "field": "x2"}, "y": {**y, "field": "y2"}, "color": colour,
                             "angle": {"field": "angle", "type": "quantitative", "scale": None}},
            },
            {
                **dots_, "mark": {"type": "circle", "opacity": 0.9, "color": style.NAVY},
                "encoding": {**dots_["encoding"], "size": {"field": "size", "type": "quantitative", "legend": None,
                                                           "scale": {"range": [120, 2600]}}},
            },
            {**dots_, "mark": {"type": "text", "dy": 34, "fontSize": 11, "style": "ink", "fontWeight": "bold"},
             "encoding": {**dots_["encoding"], "text": {"field": "name"}}},
            {**dots_, "mark": {"type": "text", "dy": 48, "fontSize": 10, "style": "soft"},
             "encoding": {**dots_["encoding"], "text": {"field": "shown"}}},
        ],
    }  # fmt: skip
    return Plot(spec, table)


def ladder(rows: list[Json], table: DataTable, words: Words) -> Plot:
    """Rates of one day from the lowest up, administered ones told apart; rows {name, value, administered}."""
    x = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True},
         "axis": {"title": words("common.unit_pct"), "tickCount": 6}}  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in reversed(rows)],
         "axis": {"title": None, "domain": False, "ticks": False, "grid": True}}  # fmt: skip
    colour = {"condition": {"test": "datum.administered", "value": style.GOLD}, "value": style.NAVY}
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH - 90, "height": 21 * len(rows), "config": style.theme(),
        "data": {"values": rows}, "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 80}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 10, "style": "ink"},
             "encoding": {"text": {"field": "value", "type": "quantitative", "format": ".2f"}}},
        ],
    }  # fmt: skip
    return Plot(spec, table)


def adequacy(reserves: Curve, satiation: Curve, low: Values, high: Values, words: Words) -> Plot:
    """Reserves over bank credit, weekly, against the satiation point in its band."""
    ends = [Curve("satiation_low", "5%", measures.weekly(low), "pct2"), Curve("satiation_high", "95%", measures.weekly(high), "pct2")]
    name, title = words("web.label_satiation_band"), words("common.unit_pct")
    band = Drawn(tuple(ends), style.band(*(curve.shown(words) for curve in ends), name, title=title))
    curves = [Curve(c.key, c.label, measures.weekly(c.values), c.form) for c in (reserves, satiation)]
    days = curves[0].values.index
    frame = Frame(days[0].date(), days[-1].date())
    drawn = lines(curves, words, colours=(style.NAVY, style.RED))
    return _full_symbols(plot("adequacy", frame, words, style.recessions(words), band, drawn))


def stepped(figure_id: str, curve: Curve, words: Words) -> Plot:
    """A rate that holds from one date to the next."""
    days = curve.values.index
    frame = Frame(days[0].date(), (days[-1] + pd.Timedelta(days=30)).date())
    return plot(figure_id, frame, words, lines([curve], words, step=True))


def _joined(marks: style.Marks) -> style.Marks:
    """A band whose edges run straight from one date to the next, as its line does."""
    (layer,) = marks.layers
    return replace(marks, layers=({**layer, "mark": {**layer["mark"], "interpolate": "linear"}},))
