"""Are reserves enough: one panel, one verdict, where rates go if reserves fall, and why they moved last quarter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import reserves
from fedsheet.present.exhibits.bridge import bridge, bridge_ahead, headline, reasons
from fedsheet.present.exhibits.curve import curve
from fedsheet.present.exhibits.reserve_holders import holders
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words
from fedsheet.review.drivers import latest_drivers
from fedsheet.review.reserve_holders import reserve_holders
from fedsheet.review.reserves_ahead import quarter_end_after, reserves_ahead

if TYPE_CHECKING:
    from fedsheet.market.curve import ReserveCurve
    from fedsheet.market.gauges import Panel
    from fedsheet.market.results import MarketReport
    from fedsheet.portfolio.results import PortfolioReport

ON_PAPER = ("_gauge", "_value", "_threshold", "_says", "since", "lead_2025")  # what a page is wide enough for


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The verdict with its gauges and figures, then the account of the last quarter."""
    market = cast("MarketReport | None", report.results.get("market"))
    if market is None or market.reserves is None:
        return []
    gauges, falling = panel(market.reserves, words), _curve(market.curve, words)
    return [Heading(1, words("view.reserves_title")), *gauges, *_held(report, words), *falling, *_moved(report, words)]


def panel(found: Panel, words: Words) -> list[Block]:
    """Are reserves enough: one verdict in one sentence, every gauge beside it, and why some disagree."""
    table, otherwise = reserves.gauges(found, words), reserves.disagreement_text(found, words)
    return [
        Paragraph(reserves.verdict_text(found, words)),
        *([Paragraph(otherwise)] if otherwise else []),
        table.briefly(*ON_PAPER).block,
        Note(words("reserves.table_note")),
        *(make(found, words).figure for make in (reserves.chance_drawn, reserves.slopes_drawn, reserves.demand_drawn)),
    ]


def _held(report: ReportData, words: Words) -> list[Block]:
    """Who holds reserves."""
    found = reserve_holders(report.vintage)
    shown = holders(found, words) if found else None
    return [shown.block, *shown.notes_block] if shown else []


def _curve(found: ReserveCurve | None, words: Words) -> list[Block]:
    """Reserves to rates on the curve of the last day known."""
    if found is None:
        return []
    shown = curve(found, words)
    return [Heading(2, shown.title), shown.block, *shown.notes_block]


def _moved(report: ReportData, words: Words) -> list[Block]:
    """The waterfall of the last quarter with its sentence."""
    try:
        found = latest_drivers(report.vintage)
    except DateRangeError:
        return []
    return [
        Heading(2, words("exhibits.reserve-bridge")),
        Paragraph(reasons(found, words)),
        replace(bridge(found, words).figure, caption=headline(found, words)),
        *_to_come(report, words),
    ]


def _to_come(report: ReportData, words: Words) -> list[Block]:
    """The same to the end of the quarter that the day is in, on the baseline."""
    results = cast("PortfolioReport | None", report.results.get("portfolio"))
    if results is None:
        return []
    try:
        found = reserves_ahead(results.ahead, quarter_end_after(report.vintage.as_of))
    except DateRangeError:
        return []
    shown = bridge_ahead(found, words)
    return [Paragraph(shown.caption), replace(shown.figure, caption=headline(found, words, "bridge.caption_ahead"))]
