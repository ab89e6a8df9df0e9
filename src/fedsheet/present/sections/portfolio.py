"""Chapter 2 deepened: the portfolio as a machine; the runoff replayed, its record, and the years ahead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.portfolio.scoring.fan_coverage import HORIZONS, LINES, coverage, kept_cells
from fedsheet.present.blocks import Block, Figure, Heading, Note, Paragraph, Row
from fedsheet.present.charts import portfolio as charts
from fedsheet.present.charts.curves import Plot
from fedsheet.present.exhibits import portfolio as exhibits
from fedsheet.present.exhibits import projections as scored
from fedsheet.present.exhibits import wall as ahead
from fedsheet.present.measures import day_of
from fedsheet.present.sections.parts import figure, row, source
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.project_paths import PathResult
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.portfolio.scoring.backtest import Backtest, BacktestMeasure, BacktestScore

YEAR_AHEAD = 12
SCARCE = 0.08  # reserves over GDP in September 2019 were 7 percent; H.4.1 1,394 bn, GDP some 21,500 bn


def section(results: PortfolioReport, words: Words) -> list[Block]:
    """The parts that could be computed on the report's day."""
    blocks: list[Block] = [Heading(2, words("portfolio.title")), Paragraph(words("portfolio.text"))]
    if results.replay is not None and results.backtest is not None:
        blocks += _replay(results, results.backtest, words)
    ledger = results.ledger
    return blocks + _ahead(results, words) + ([scored.ledger(ledger, words).block] if ledger and ledger.kept else [])


def _replay(results: PortfolioReport, backtest: Backtest, words: Words) -> list[Block]:
    score = _score(backtest, "treasuries"), _score(backtest, "mbs")
    caption = words(
        "portfolio.replay_caption", treasuries=score[0].relative_error, mbs=score[1].relative_error, day=score[0].day
    )
    principal = _measure(backtest, "mean absolute error")
    table = exhibits.backtest_shown(backtest, words)
    caps = words("portfolio.caps_caption", error=principal.found, naive=principal.naive)
    return [
        figure(None, charts.replay(results, words), caption, source(words, "board")),
        figure(None, charts.principal_against_caps(results, words), caps, source(words, "board"),
               words("portfolio.caps_note")),
        table.block,
        *table.notes_block,
        exhibits.official(backtest, words).block,
    ]  # fmt: skip


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
    found = results.ahead
    end, start = day_of(found.dates[-1]), day_of(found.dates[0])
    assets = words("portfolio.ahead_caption", start=start, end=end, now=found.at("total_assets", start),
                   then=found.at("total_assets", end), mbs=found.at("mbs", end))  # fmt: skip
    years = {"now": found.at("wam_years", start), "then": found.at("wam_years", end)}
    wam = words("portfolio.wam_caption", start=start, end=end, **years)
    note = _fan_note(results, words)
    return [
        Heading(2, words("portfolio.ahead_title", start=start)),
        figure(None, charts.assets_ahead(results, words), assets, source(words, "board")),
        figure(None, charts.maturity(results, words), wam, source(words, "board")),
        *row(
            words,
            (words("portfolio.reserve_balances"), partial(_reserves, results, words)),
            (words("portfolio.mbs"), partial(_mbs, results, words)),
        ),
        *row(
            words,
            (words("portfolio.deferred_asset"), partial(_deferred, results, words)),
            (words("portfolio.net_income"), partial(_income, results, words)),
        ),
        Note(note),
        *_wall(results, words),
        ahead.chances(results, words).block,
        Note(words("portfolio.chances_note")),
    ]


def _wall(results: PortfolioReport, words: Words) -> list[Block]:
    """What falls due: Treasuries and agency MBS side by side."""
    if results.wall is None:
        return []
    pair = ahead.treasuries(results.wall, words).figure, ahead.mbs(results.wall, words).figure
    text = Paragraph(ahead.wall_text(results.wall, words))
    return [Heading(2, words("portfolio.wall_title")), text, Row(pair)]


def _reserves(results: PortfolioReport, words: Words) -> Figure:
    found = results.resumed
    median = found.quantiles("reserve_balances", (charts.MEDIAN,))[0]
    month = found.days[int(np.argmax(median < SCARCE * found.gdp))]
    ends = _last(found, "reserve_balances")
    caption = words("portfolio.reserves_caption", level=SCARCE, month=month, **ends)
    return _own(charts.reserves_fan(results, words), caption, words)


def _mbs(results: PortfolioReport, words: Words) -> Figure:
    return _own(
        charts.mbs_fan(results, words),
        words("portfolio.mbs_caption", **_last(results.ahead_fan, "mbs")),
        words,
    )


def _deferred(results: PortfolioReport, words: Words) -> Figure:
    paid = next(t for t in results.ahead_fan.triggers() if "paid off" in t.what)
    caption = words("portfolio.deferred_caption", share=paid.share, now=results.ahead.line("deferred_asset")[0])
    return _own(charts.deferred_fan(results, words), caption, words)


def _income(results: PortfolioReport, words: Words) -> Figure:
    first = charts.quantile_series(results.ahead_fan, "net_income", charts.MEDIAN, YEAR_AHEAD)
    caption = words("portfolio.income_caption", income=float(first.iloc[0]), day=day_of(first.index[0]))
    return _own(charts.income_fan(results, words), caption, words)


def _own(drawn: Plot, caption: str, words: Words) -> Figure:
    return figure(None, drawn, caption, source(words, "board"))


def _last(found: PathResult, line: str) -> dict[str, float]:
    """The ends of the middle nine tenths of paths at the last month."""
    values = found.lines[line][:, -1]
    return {"low": float(np.quantile(values, charts.WIDE[0])), "high": float(np.quantile(values, charts.WIDE[1]))}


def _score(backtest: Backtest, line: str) -> BacktestScore:
    scores = (s for s in backtest.scores if s.test == "runoff-2022" and s.horizon_months == YEAR_AHEAD)
    return next(s for s in scores if s.line == line)


def _measure(backtest: Backtest, part: str) -> BacktestMeasure:
    return next(m for m in backtest.measures if part in m.what)
