"""Chapter 2 deepened: the portfolio as a machine; the runoff replayed, its record, and the years ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.portfolio.scoring.fan_coverage import HORIZONS, LINES, coverage, kept_cells
from fedsheet.present.blocks import Block, Heading, Note, Paragraph, Row
from fedsheet.present.exhibits import portfolio as exhibits
from fedsheet.present.exhibits import projected
from fedsheet.present.exhibits import projections as scored
from fedsheet.present.exhibits import wall as ahead
from fedsheet.present.measures import day_of
from fedsheet.present.sections.parts import row
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.portfolio.scoring.backtest import Backtest


def section(results: PortfolioReport, words: Words) -> list[Block]:
    """The parts that could be computed on the report's day."""
    title = words("portfolio.ahead_title", start=day_of(results.ahead.dates[0]))
    blocks: list[Block] = [Heading(2, title), Paragraph(words("portfolio.text", tests="portfolio-backtest"))]
    if results.replay is not None and results.backtest is not None:
        blocks += _replay(results, results.backtest, words)
    ledger = results.ledger
    blocks += [scored.ledger(ledger, words).block] if ledger and ledger.kept else []
    return blocks + _ahead(results, words)


def _replay(results: PortfolioReport, backtest: Backtest, words: Words) -> list[Block]:
    table = exhibits.backtest_shown(backtest, words)
    return [
        projected.replay(results, words).figure,
        projected.against_caps(results, words).figure,
        table.block,
        *table.notes_block,
        exhibits.official(backtest, words).block,
    ]


def _fan_note(results: PortfolioReport, words: Words) -> str:
    """How paths are drawn, and what their bands held on past openings as far as those had come."""
    told = words("portfolio.fan_note", paths=results.resumed.n_paths, seed=results.resumed.seed)
    cells = kept_cells(results.vintage.as_of)
    if {(c.line, c.months) for c in cells} < {(line, months) for line in LINES for months in HORIZONS}:
        return told
    inner, outer = zip(*(coverage(cells, line) for line in LINES), strict=True)
    held = words(
        "portfolio.fan_held", inner_low=min(inner), inner_high=max(inner), outer_low=min(outer), outer_high=max(outer),
        first=min(c.opening for c in cells),
    )  # fmt: skip
    return words("common.sentence_gap").join([told, held])


def _ahead(results: PortfolioReport, words: Words) -> list[Block]:
    return [
        projected.assets_ahead(results, words).figure,
        projected.maturity_ahead(results, words).figure,
        *row(results, words, projected.reserves_ahead, projected.mbs_ahead),
        *row(results, words, projected.deferred_ahead, projected.income_ahead),
        Note(_fan_note(results, words)),
        ahead.chances(results, words).block,
        Note(words("portfolio.chances_note")),
        *_wall(results, words),
    ]


def _wall(results: PortfolioReport, words: Words) -> list[Block]:
    """What falls due: Treasuries and agency MBS side by side."""
    if results.wall is None:
        return []
    pair = ahead.treasuries(results.wall, words).figure, ahead.mbs(results.wall, words).figure
    text = Paragraph(ahead.wall_text(results.wall, words))
    return [Heading(2, ahead.wall_title(results.wall, words)), text, Row(pair)]
