"""Charts that only the workbench shows, looking ahead: fans, simulated rates, implied paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fedsheet.core.dates import month_end
from fedsheet.core.lazy import pd
from fedsheet.core.units import to_pct
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, bars, between, lines, plot
from fedsheet.present.charts.style import COLOURS, Frame
from fedsheet.present.charts.windows import every_window

HEADROOM = 1.08  # of the highest bar or cap
LONGEST_MONTH = timedelta(days=31)

if TYPE_CHECKING:
    from fedsheet.present.text import Words

    Values = pd.Series[float]


def fan(
    figure_id: str, title: str, curves: list[Curve], quantiles: dict[float, Values], opens: date, words: Words
) -> Plot:
    """Central paths over bands of quantiles (0.05–0.95, 0.25–0.75); what was published stands in grey before them.

    Programmes are shaded up to `opens`: what comes after is the scenario's, and its bands need a clear ground.
    """
    start = min(curve.values.index[0] for curve in curves).date()
    end = max(curve.values.index[-1] for curve in curves).date()
    parts: list[style.Part | DrawnCurve] = [_until(part, opens) for part in every_window([], words)]
    if quantiles:
        parts += _bands(title, "money", quantiles, words("common.band_90_50"), words)
    colours = {"history": style.GREY, "central": style.NAVY, "beside": style.RED}
    shades = [colours.get(curve.key, style.GOLD) for curve in curves]
    frame = Frame.half(start, end)
    return plot(figure_id, frame, words, *parts, lines(curves, words, colours=shades))


def _until(part: style.Part, day: date) -> style.Part:
    """The same shading, ended by the day at the latest."""
    if not isinstance(part, style.Shade):
        return part
    return replace(part, spans=tuple(replace(s, end=min(s.end, day)) for s in part.spans if s.start < day))


def flows(figure_id: str, curves: list[Curve], cap: Curve, words: Words) -> Plot:
    """Amounts by month as stacked bars, the last at the bottom, beside the cap where one is in force."""
    days = curves[0].values.index
    frame = Frame(days[0].date(), month_end(days[-1].date()))
    title = words("common.unit_money_month")
    shown = pd.DataFrame({curve.key: curve.shown(words) for curve in curves})
    top = pd.concat([shown.sum(axis=1), cap.shown(words)]).max()
    how: dict[str, Any] = {"title": title, "domain": (0.0, HEADROOM * float(top))}
    parts = [bars(curves, words, colours=(style.SKY, style.NAVY), **how)]
    if cap.values.notna().any():
        parts.append(lines([cap], words, colours=(style.GOLD,), step=True, gap=LONGEST_MONTH, **how))
    return plot(figure_id, frame, words, style.shade([]), *parts, date_form="month")


def simulated_rates(
    frame: Frame, simulated: list[Curve], observed: list[Curve], edges: list[Curve], words: Words
) -> Plot:
    """Simulated rates as lines, observed ones dashed in the same colours, administered ones as steps.

    Overnight money is lent from one business day to the next: a value stands until then, a Friday's over the weekend.
    """
    shades = COLOURS[: len(simulated)]
    return plot(
        "simulate-rates", frame, words,
        lines(edges, words, step=True, colours=(style.TEAL, style.GOLD)),
        lines(observed, words, step=True, dash=(4, 3), colours=(style.SKY, style.ROSE)),
        lines(simulated, words, step=True, colours=shades),
    )  # fmt: skip


def one_line(figure_id: str, frame: Frame, curve: Curve, words: Words) -> Plot:
    """One curve by business days and the zero line."""
    return plot(figure_id, frame, words, lines([curve], words, step=True), style.level(0, ""))


def several(figure_id: str, frame: Frame, curves: list[Curve], words: Words) -> Plot:
    """Curves by business days from zero up."""
    return plot(figure_id, frame, words, lines(curves, words, zero=True, step=True))


def bands(figure_id: str, frame: Frame, middle: Curve, quantiles: dict[float, Values], name: str, words: Words) -> Plot:
    """A line by business days in two bands of rates, outer and inner; `name` says which."""
    parts = _bands(middle.label, middle.form, quantiles, name, words, step=True)
    return plot(figure_id, frame, words, *parts, lines([middle], words, step=True, colours=(style.RED,)))


def _bands(
    label: str, form: str, quantiles: dict[float, Values], name: str, words: Words, *, step: bool = False
) -> list[style.Part | DrawnCurve]:
    """An outer and an inner band (lowest to highest quantile, and the next two) of one tone under one name.

    The inner one is darker where they overlap: a line of a colour of its own stays apart from both in the legend.
    """
    levels = sorted(quantiles)
    parts: list[style.Part | DrawnCurve] = []
    for pair in ((levels[0], levels[-1]), (levels[1], levels[-2])):
        low, high = (Curve(f"q{round(100 * q):02d}", f"{label} {q:.0%}", quantiles[q], form) for q in pair)
        parts.append(between(low, high, name, words, colour=style.SKY, step=step))
    return parts


def stepped(figure_id: str, curve: Curve, words: Words, *, beside: Sequence[float] = ()) -> Plot:
    """A rate that holds from one date to the next, the last one for a month; `beside` levels in force, decimals."""
    days = curve.values.index
    end = days[-1] + timedelta(days=30)
    held = replace(curve, values=pd.concat([curve.values, curve.values.iloc[-1:].set_axis([end])]))
    parts = [style.level(to_pct(one), words.format(one, "pct2")) for one in beside]
    return plot(figure_id, Frame(days[0].date(), end.date()), words, *parts, lines([held], words, step=True))
