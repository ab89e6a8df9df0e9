"""Figures of the outlook: rules against the range, progress since the guidance, triggers of two runoffs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present.charts.curves import Curve, Plot, lines, plot
from fedsheet.present.charts.style import COLOURS, GREY, NAVY, RED, Frame, events, level, recessions

if TYPE_CHECKING:
    from fedsheet.chain.rounds import Chain
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.present.text import Words

SHOWN_RULES = ("taylor_1993", "balanced_approach", "inertial", "average_inflation")
LABOUR = ("PAYEMS", "SRVPRD", "UNRATE", "LNS12300060", "CIVPART")
LOWEST, HIGHEST = -8.0, 10.0  # percent: the second quarter of 2020 prescribes minus seventeen and would hide the rest


def rules_figure(result: RulesResult, words: Words) -> Plot:
    """Prescriptions of four rules and the funds rate since 2007, percent."""
    found = result.prescriptions
    days = pd.DatetimeIndex([pd.Timestamp(q) for q in found.inputs.quarters])
    curves = [
        Curve(name, words(f"outlook.rule_{name}"), pd.Series(found.rates[name], days), "pct2") for name in SHOWN_RULES
    ]
    actual = Curve("funds_rate", words("outlook.funds_rate"), pd.Series(found.inputs.funds_rate, days), "pct2")
    frame = Frame(date(2007, 1, 1), _last(days))
    drawn = lines(curves, words, domain=(LOWEST, HIGHEST), colours=COLOURS[1:])
    own = lines([actual], words, domain=(LOWEST, HIGHEST), colours=(NAVY,))
    return plot("outlook-rules", frame, words, recessions(words), drawn, own, level(0.0, ""), date_form="quarter")


def progress_figure(result: ProgressResult, words: Words, meetings: Sequence[date]) -> Plot:
    """Share of each shortfall recovered since December 2020, percent, with the meetings that matter."""
    curves = [
        Curve(name, words(f"outlook.labour_{name}"), result.shares[name], "pct1")
        for name in LABOUR
        if name in result.shares
    ]
    last = max(curve.values.index[-1] for curve in curves)
    frame = Frame(date(2020, 12, 1), min(pd.Timestamp(last).date(), date(2022, 9, 1)))
    marks = events((day, words.format(day, "iso")) for day in meetings)
    return plot("outlook-progress", frame, words, lines(curves, words), level(100.0, ""), marks, date_form="month")


def buffer_figure(result: TriggersResult, words: Words, decided: Sequence[date]) -> Plot:
    """Reserves over GDP (left, percent) and ON RRP (right), with the days of decision."""
    frame_, limits = result.triggers.indicators, result.triggers.thresholds
    share = Curve("reserves_to_gdp", words("outlook.reserves_to_gdp"), frame_["reserves_to_gdp"], "pct2")
    cushion = Curve("on_rrp", words("outlook.on_rrp"), frame_["on_rrp"], "money")
    return plot(
        "outlook-buffer",
        Frame(date(2017, 10, 2), _last(frame_.index)),
        words,
        lines([share], words, colours=(NAVY,)),
        lines([cushion], words, axis="right", colours=(RED,)),
        level(100 * limits.reserves_to_gdp, ""),
        events((day, words.format(day, "iso")) for day in decided),
    )


def pressure_figure(result: TriggersResult, words: Words, decided: Sequence[date]) -> Plot:
    """SOFR less interest on reserve balances, twenty-day mean, basis points."""
    frame_ = result.triggers.indicators
    spread = Curve("sofr_minus_iorb", words("outlook.sofr_minus_iorb"), frame_["sofr_minus_iorb"], "bp1")
    return plot(
        "outlook-pressure",
        Frame(date(2018, 4, 3), _last(frame_.index)),
        words,
        lines([spread], words, colours=(GREY if spread.values.dropna().empty else NAVY,)),
        level(0.0, ""),
        events((day, words.format(day, "iso")) for day in decided),
    )


def chain_figure(chains: Mapping[str, Chain], names: Mapping[str, str], words: Words) -> Plot:
    """SOFR under each course of policy, percent, from the last statement on."""
    curves = [
        Curve(
            f"sofr_{spec.partition(':')[2] or 'recorded'}",
            names[spec],
            pd.Series(chain.market.rates["SOFR"], pd.DatetimeIndex(chain.projection.dates)),
            "pct2",
        )
        for spec, chain in chains.items()
    ]
    days = curves[0].values.index
    frame = Frame(pd.Timestamp(days[0]).date(), _last(days))
    return plot("outlook-chain-sofr", frame, words, lines(curves, words, step=True))


def _last(days: pd.Index) -> date:
    return pd.Timestamp(days[-1]).date()
