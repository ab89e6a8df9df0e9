"""The portfolio drawn: the runoff replayed, principal against caps, maturity, fans of what lies ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.dates import add_months, month_end
from fedsheet.core.lazy import pd
from fedsheet.portfolio.mortgages.cohorts import month_levels
from fedsheet.present import measures
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, bars, between, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, SKY, TEAL, Frame

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.principal.month_step import MonthFlows
    from fedsheet.portfolio.projection import Projection
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.present.text import Words

WIDE, NARROW = (0.05, 0.95), (0.25, 0.75)
MEDIAN = 0.5


def line_of(found: Projection, name: str) -> pd.Series[float]:
    """One projected line as a series by date."""
    return pd.Series(found.line(name), index=pd.DatetimeIndex(found.dates))


def replay(results: PortfolioReport, words: Words) -> Plot:
    """Treasuries and agency MBS of H.4.1 beside the projection opened in February 2022."""
    found = _replayed(results)
    frame = Frame(measures.day_of(found.dates[0]), measures.day_of(found.dates[-1]))
    observed = [
        Curve(f"{name}_observed", words(f"portfolio.{name}_observed"), results.vintage.base(series_id), "money")
        for name, series_id in (("treasuries", "TREAST"), ("mbs", "WSHOMCB"))
    ]
    projected = [
        Curve(f"{name}_projected", words(f"portfolio.{name}_projected"), line_of(found, name), "money")
        for name in ("treasuries", "mbs")
    ]
    solid = lines(observed, words, colours=(NAVY, RED))
    dashed = lines(projected, words, colours=(SKY, GOLD), dash=(4, 3))
    return plot("portfolio-replay", frame, words, solid, dashed)


def capped_months(results: PortfolioReport) -> list[MonthFlows]:
    """The months of the runoff replayed in which agency principal had a cap."""
    return [f for f in _replayed(results).flows if f.agency_cap_usd]


def principal_against_caps(results: PortfolioReport, words: Words) -> Plot:
    """Agency principal by month: what H.4.1 fell by, what the model paid, and the cap."""
    months = capped_months(results)
    index = pd.DatetimeIndex([f.month for f in months])
    frame = Frame(months[0].month, month_end(months[-1].month))
    held, levels = month_levels(results.vintage, add_months(frame.end, 1))
    fell = pd.Series(-np.diff(levels), index=pd.DatetimeIndex(held[:-1])).loc[str(frame.start) :]
    title = words("common.unit_money_month")
    paid, caps = (
        pd.Series([getattr(f, name) for f in months], index=index, dtype=float)
        for name in ("mbs_paid_usd", "agency_cap_usd")
    )
    observed = Curve("observed", words("portfolio.mbs_fell"), fell, "money")
    projected = Curve("projected", words("portfolio.mbs_principal_model"), paid, "money")
    cap = Curve("cap", words("portfolio.cap"), caps, "money")
    domain = tuple(x / words.money_unit for x in (min(0.0, 1.1 * float(fell.min())), 1.15 * float(caps.max())))
    parts = (
        bars([observed], words, title=title, colours=(SKY,), domain=domain),
        lines([projected, cap], words, title=title, colours=(RED, GOLD), step=True, domain=domain),
    )
    return plot("portfolio-caps", frame, words, *parts, date_form="month")


def maturity(results: PortfolioReport, words: Words) -> Plot:
    """Weighted average maturity of Treasuries, replayed and ahead."""
    parts = [("ahead", results.ahead, RED)]
    if results.replay is not None:
        parts.insert(0, ("replayed", results.replay, NAVY))
    frame = Frame(measures.day_of(parts[0][1].dates[0]), measures.day_of(parts[-1][1].dates[-1]))
    curves = [
        Curve(f"wam_{name}", words(f"portfolio.wam_{name}"), line_of(found, "wam_years"), "num1")
        for name, found, _ in parts
    ]
    colours = tuple(colour for *_, colour in parts)
    return plot("portfolio-wam", frame, words, lines(curves, words, title=words("portfolio.years"), colours=colours))


def main_lines(figure_id: str, found: Projection, words: Words) -> Plot:
    """Total assets, Treasuries, MBS and reserves of a projection."""
    frame = Frame(measures.day_of(found.dates[0]), measures.day_of(found.dates[-1]))
    names = ("total_assets", "treasuries", "mbs", "reserve_balances")
    curves = [Curve(n, words(f"portfolio.{n}"), line_of(found, n), "money") for n in names]
    return plot(figure_id, frame, words, lines(curves, words, zero=True, colours=(GREY, NAVY, RED, TEAL)))


def quantile_series(found: PathResult, line: str, level: float, months: int = 1) -> pd.Series[float]:
    """A quantile over paths by month-end; with `months` of the sum over so many months."""
    values = found.lines[line].astype(np.float64)
    if months > 1:
        values = np.cumsum(values, axis=1)
        values = np.concatenate(
            [np.full((len(values), months), np.nan), values[:, months:] - values[:, :-months]], axis=1
        )
    return pd.Series(np.quantile(values, level, axis=0), index=pd.DatetimeIndex(found.days)).dropna()


def fan(figure_id: str, found: PathResult, line: str, words: Words, months: int = 1) -> Plot:
    """A line's median over paths, with bands of half and nine tenths of them."""
    by_level = {q: quantile_series(found, line, q, months) for q in (*WIDE, *NARROW, MEDIAN)}
    middle = by_level[MEDIAN]
    frame = Frame.half(measures.day_of(middle.index[0]), measures.day_of(middle.index[-1]))
    bands = [_band(by_level, levels, words, colour) for levels, colour in ((WIDE, SKY), (NARROW, NAVY))]
    median = lines([Curve("median", words("portfolio.median"), middle, "money")], words, colours=(RED,))
    return plot(figure_id, frame, words, *bands, median)


def _band(
    by_level: dict[float, pd.Series[float]], levels: tuple[float, float], words: Words, colour: str
) -> DrawnCurve:
    """A band between two quantiles, with both edges in the table."""
    name = words("portfolio.band", share=levels[1] - levels[0])
    low, high = (
        Curve(f"q{round(100 * q):02d}", words("portfolio.quantile", level=q), by_level[q], "money") for q in levels
    )
    return between(low, high, name, words, colour=colour)


def _replayed(results: PortfolioReport) -> Projection:
    assert results.replay is not None  # the section asks for these figures only where there is a replay
    return results.replay
