"""Charts that only the workbench shows, looking ahead: fans, simulated rates, implied paths."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fedsheet.core.dates import month_end
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Drawn, Plot, bars, lines, plot
from fedsheet.present.charts.style import COLOURS, Frame

if TYPE_CHECKING:
    import pandas as pd

    from fedsheet.present.text import Words

    Values = pd.Series[float]


def fan(figure_id: str, title: str, curves: list[Curve], quantiles: dict[float, Values], words: Words) -> Plot:
    """Central paths over bands of quantiles (0.05–0.95, 0.25–0.75); what was published stands in grey before them."""
    start = min(curve.values.index[0] for curve in curves).date()
    end = max(curve.values.index[-1] for curve in curves).date()
    parts: list[style.Part | Drawn] = []
    for low, high, key in ((0.05, 0.95, "label_90"), (0.25, 0.75, "label_50")):
        if quantiles:
            name = words(f"web.{key}")
            ends = [Curve(f"q{round(100 * q)}", f"{title} {q:.0%}", quantiles[q], "money") for q in (low, high)]
            bottom, top = (curve.shown(words) for curve in ends)
            band = style.band(
                bottom, top, name, title=words("common.unit_money"), colour=style.SKY if low < 0.1 else style.NAVY
            )
            parts.append(Drawn(tuple(ends), _joined(band)))
    colours = {"history": style.GREY, "central": style.NAVY, "beside": style.RED}
    shades = [colours.get(curve.key, style.GOLD) for curve in curves]
    frame = Frame.half(start, end)
    return full_symbols(plot(figure_id, frame, words, *parts, lines(curves, words, colours=shades)))


def full_symbols(drawn: Plot) -> Plot:
    """Legend symbols in the full colour of lines, not in the pale one of bands."""
    legend = {**drawn.spec["config"]["legend"], "symbolOpacity": 1}
    return Plot({**drawn.spec, "config": {**drawn.spec["config"], "legend": legend}}, drawn.table)


def flows(curves: list[Curve], words: Words) -> Plot:
    """Amounts by month as stacked bars over the length of a projection."""
    days = curves[0].values.index
    frame = Frame(days[0].date(), month_end(days[-1].date()))
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
        bottom, top = (curve.shown(words) for curve in ends)
        band = style.band(bottom, top, words(f"web.{key}"), title=words("common.unit_pct"), colour=colour)
        parts.append(Drawn(tuple(ends), _joined(band)))
    return full_symbols(plot(figure_id, frame, words, *parts, lines([middle], words, colours=(style.RED,))))


def stepped(figure_id: str, curve: Curve, words: Words) -> Plot:
    """A rate that holds from one date to the next."""
    days = curve.values.index
    frame = Frame(days[0].date(), days[-1].date() + timedelta(days=30))
    return plot(figure_id, frame, words, lines([curve], words, step=True))


def _joined(marks: style.Marks) -> style.Marks:
    """A band whose edges run straight from one date to the next, as its line does."""
    (layer,) = marks.layers
    return replace(marks, layers=({**layer, "mark": {**layer["mark"], "interpolate": "linear"}},))
