"""The overnight rates of the last days over IORB: lines in SOFR's percentiles, quarter-ends and tax days marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.market.daily import RATES
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, between, lines, plot
from fedsheet.present.charts.style import GOLD, NAVY, RED, SKY, TEAL, VIOLET, Frame

if TYPE_CHECKING:
    from fedsheet.market.daily import Daily
    from fedsheet.present.text import Words

COLOURS = {"SOFR": RED, "TGCR": TEAL, "BGCR": GOLD, "EFFR": NAVY, "OBFR": VIOLET}
MARKED = ("year_end", "quarter_end", "month_end", "tax_date", "decision")
BANDS = ((1, 99), (25, 75))


def over_iorb(found: Daily, words: Words) -> Plot:
    """One line a rate; the band is between SOFR's percentiles, the inner one darker."""
    curves = [
        Curve(f"{rate.lower()}_over_iorb", words(f"terms.{rate.lower()}"), values, "bp_num")
        for rate in RATES
        if len(values := _over(found, rate))
    ]
    colours = tuple(COLOURS[rate] for rate in RATES if len(_over(found, rate)))
    marks = [(day.day, words(f"daily.flag_{flag}")) for day in found.days for flag in day.flags if flag in MARKED]
    parts: list[style.Part | DrawnCurve] = [style.shade([]), *_bands(found, words), style.events(marks)]
    frame = Frame(found.days[0].day, found.days[-1].day)
    return plot(
        "market-daily-chart", frame, words, *parts, lines(curves, words, colours=colours), style.level(0, "IORB")
    )


def _over(found: Daily, rate: str) -> pd.Series[float]:
    held = {day.day: day.quotes[rate].over_iorb for day in found.days if rate in day.quotes}
    told = {pd.Timestamp(day): value for day, value in held.items() if value is not None}
    return pd.Series(told, dtype=float)


def _percentile(found: Daily, p: int) -> pd.Series[float]:
    """A percentile of SOFR over IORB on the days that have it, decimal."""
    told = {}
    for day in found.days:
        quote = day.quotes.get("SOFR")
        if quote is not None and quote.over_iorb is not None and p in quote.percentiles:
            told[pd.Timestamp(day.day)] = quote.percentiles[p] - (quote.level - quote.over_iorb)
    return pd.Series(told, dtype=float)


def _bands(found: Daily, words: Words) -> list[DrawnCurve]:
    drawn = []
    for low, high in BANDS:
        lower, upper = (
            Curve(f"sofr_p{p}", words("daily.sofr_percentile", p=p), _percentile(found, p), "bp_num")
            for p in (low, high)
        )
        if len(lower.values) > 1:
            drawn.append(between(lower, upper, words("daily.band"), words, colour=SKY))
    return drawn
