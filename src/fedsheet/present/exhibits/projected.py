"""Exhibits of a projection drawn: its main lines, the fan of its reserves, and the report's replay and years ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.portfolio.income.deferred_asset import published_last
from fedsheet.portfolio.results import RESUMED
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.present.charts import portfolio as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.chain import assumed_rates, scenario_title
from fedsheet.present.exhibits.portfolio import beyond_scores
from fedsheet.present.measures import day_of

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.projection import Projection
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.portfolio.scoring.backtest import Backtest, BacktestMeasure, BacktestScore
    from fedsheet.present.charts.curves import Plot
    from fedsheet.present.text import Words

YEAR_AHEAD = 12
SCARCE = 0.08  # reserves over GDP in September 2019 were 7 percent; H.4.1 1,394 bn, GDP some 21,500 bn
PUBLISHERS = ("board", "nyfed", "treasury")


@exhibit("projection-lines", of="projection")
def drawn(found: Projection, words: Words) -> Exhibit:
    """Total assets, Treasuries, MBS and reserves of one scenario."""
    caption = words("portfolio.projection_of", name=scenario_title(found.name, words))
    shown = charts.main_lines("projection-lines", found, words)
    return Exhibit.of(words, shown, caption, source(words, *PUBLISHERS), *assumed_rates(found.manifest, words))


@exhibit("projection-fan", of="paths")
def fan(found: PathResult, words: Words) -> Exhibit:
    """Reserves on the drawn paths: median and bands at month-ends, and how far ahead the bands were held to account."""
    low, middle, high = (float(q[-1]) for q in found.quantiles("reserve_balances", (0.05, 0.5, 0.95)))
    ends = {"day": found.days[-1], "middle": middle, "low": low, "high": high}
    caption = words("portfolio.fan_ends", name=scenario_title(found.name, words), **ends)
    shown = charts.fan("projection-fan", found, "reserve_balances", words)
    drawn_from = words("portfolio.fan_drawn", n=found.n_paths, seed=found.seed)
    return Exhibit.of(words, shown, caption, source(words, *PUBLISHERS), drawn_from, *beyond_scores(found, words))


# ---- the report's: the runoff of 2022 replayed, and the years ahead ------------------------------------------------


def _backtest(results: PortfolioReport) -> Backtest:
    if results.replay is None or results.backtest is None:
        raise DateRangeError("runs.show_nothing_show_figures_were_2", as_of=results.vintage.as_of)
    return results.backtest


@exhibit("portfolio-replay", of="portfolio report")
def replay(results: PortfolioReport, words: Words) -> Exhibit:
    """Holdings replayed from the opening of the runoff of 2022 beside what was published."""
    treasuries, mbs = (_score(_backtest(results), line) for line in ("treasuries", "mbs"))
    caption = words(
        "portfolio.replay_caption", treasuries=treasuries.relative_error, mbs=mbs.relative_error, day=treasuries.day
    )
    return _own(charts.replay(results, words), caption, words)


@exhibit("portfolio-caps", of="portfolio report")
def against_caps(results: PortfolioReport, words: Words) -> Exhibit:
    """Principal paid month by month, replayed, against the caps."""
    principal = _measure(_backtest(results), "mean absolute error")
    months = charts.capped_months(results)
    below = sum(month.mbs_paid_usd < month.agency_cap_usd for month in months)
    caption = words("portfolio.caps_caption", n=len(months), below=below, error=principal.found, naive=principal.naive)
    return _own(charts.principal_against_caps(results, words), caption, words, words("portfolio.caps_note"))


@exhibit("portfolio-ahead", of="portfolio report")
def assets_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """Total assets, their parts and reserves on the base case."""
    found = results.ahead
    end, start = day_of(found.dates[-1]), day_of(found.dates[0])
    then = {"then": found.at("total_assets", end), "mbs": found.at("mbs", end)}
    caption = words("portfolio.ahead_caption", start=start, end=end, now=found.at("total_assets", start), **then)
    return _own(charts.main_lines("portfolio-ahead", found, words), caption, words)


@exhibit("portfolio-wam", of="portfolio report")
def maturity_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """Average maturity of Treasuries on the base case."""
    found = results.ahead
    end, start = day_of(found.dates[-1]), day_of(found.dates[0])
    years = {"now": found.at("wam_years", start), "then": found.at("wam_years", end)}
    caption = words("portfolio.wam_caption", start=start, end=end, **years)
    ends = day_of(results.replay.dates[-1]) if results.replay else start
    note = words("portfolio.wam_note", ends=ends, opens=start) if ends < start else ""
    return _own(charts.maturity(results, words), caption, words, note)


@exhibit("portfolio-reserves", of="portfolio report")
def reserves_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """Reserves on many paths of rates."""
    found = results.resumed
    median = found.quantiles("reserve_balances", (charts.MEDIAN,))[0]
    month = found.days[int(np.argmax(median < SCARCE * found.gdp))]
    ends = _last(found, "reserve_balances")
    resumes = min(action.effective_date for action in load_scenario(RESUMED).spec.action)
    caption = words("portfolio.reserves_caption", year=resumes, end=found.days[-1], level=SCARCE, month=month, **ends)
    return _own(charts.fan("portfolio-reserves", found, "reserve_balances", words), caption, words)


@exhibit("portfolio-mbs-fan", of="portfolio report")
def mbs_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """MBS on many paths of rates."""
    found = results.ahead_fan
    caption = words("portfolio.mbs_caption", day=found.days[-1], **_last(found, "mbs"))
    return _own(charts.fan("portfolio-mbs-fan", found, "mbs", words), caption, words)


@exhibit("portfolio-deferred", of="portfolio report")
def deferred_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """The deferred asset on many paths of rates."""
    paid = next(t for t in results.ahead_fan.triggers() if "paid off" in t.what)
    caption = words("portfolio.deferred_caption", share=paid.share, now=results.ahead.line("deferred_asset")[0])
    drawn = charts.fan("portfolio-deferred", results.ahead_fan, "deferred_asset", words)
    last = published_last(day_of(results.ahead.dates[0]), results.vintage)
    return _own(drawn, caption, words, words("portfolio.deferred_note", day=last) if last else "")


@exhibit("portfolio-income", of="portfolio report")
def income_ahead(results: PortfolioReport, words: Words) -> Exhibit:
    """Net income on many paths of rates."""
    low, middle, high = (
        charts.quantile_series(results.ahead_fan, "net_income", level, YEAR_AHEAD)
        for level in (charts.WIDE[0], charts.MEDIAN, charts.WIDE[1])
    )
    caption = words(
        "portfolio.income_caption", income=float(middle.iloc[0]), low=float(low.iloc[0]), high=float(high.iloc[0]),
        day=day_of(middle.index[0]),
    )  # fmt: skip
    plot = charts.fan("portfolio-income", results.ahead_fan, "net_income", words, months=YEAR_AHEAD)
    return _own(plot, caption, words)


def _own(drawn: Plot, caption: str, words: Words, note: str = "") -> Exhibit:
    return Exhibit.of(words, drawn, caption, source(words, "board"), note)


def _last(found: PathResult, line: str) -> dict[str, float]:
    """The ends of the middle nine tenths of paths at the last month."""
    values = found.lines[line][:, -1]
    return {"low": float(np.quantile(values, charts.WIDE[0])), "high": float(np.quantile(values, charts.WIDE[1]))}


def _score(backtest: Backtest, line: str) -> BacktestScore:
    scores = (s for s in backtest.scores if s.test == "runoff-2022" and s.horizon_months == YEAR_AHEAD)
    return next(s for s in scores if s.line == line)


def _measure(backtest: Backtest, part: str) -> BacktestMeasure:
    return next(m for m in backtest.measures if part in m.what)
