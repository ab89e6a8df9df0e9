"""Exhibits of the report's scores: every rate at one horizon beside simple rivals, and the skill of its alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import from_bp
from fedsheet.market.evaluation import BAND
from fedsheet.market.forecast import RECENT_DAYS
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.forecast import PUBLISHERS, TOLD_BP
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.market.evaluation import Evaluation
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.results import MarketReport
    from fedsheet.present.text import Words

HORIZONS = (1, 5)
RIVALS = {"persistence": "persistence", "calendar class": "calendar", "calendar class, 250 days": "calendar_250"}


def _forecaster(name: str, words: Words) -> str:
    """Who made a forecast: ours, or a simple rival."""
    return words(f"market.rival_{RIVALS[name]}", window=RECENT_DAYS) if name in RIVALS else words("market.ours")


def scored(results: MarketReport, horizon: int) -> dict[str, Evaluation]:
    """Target → its scores at one horizon; `DateRangeError` where none can be scored yet."""
    of: Mapping[tuple[str, int], Forecast] = results.forecasts
    found = {name: one.evaluation for (name, ahead), one in of.items() if ahead == horizon and one.evaluation}
    if not found:
        raise DateRangeError("present.scores_forecast_could_scored_yet")
    return found


def _facts(found: Mapping[str, Evaluation], horizon: int, words: Words) -> dict[str, object]:
    """The first rate's days and horizon, for captions."""
    name, e = next(iter(found.items()))
    rate = words.format(name, "name:terms.")
    return {"rate": rate, "horizon": horizon, "n": len(e.days), "confidence": BAND}


def scores(results: MarketReport, words: Words, horizon: int) -> Exhibit:
    """CRPS of every rate at one horizon beside each rival's; the first rate's finding in the caption."""
    found = scored(results, horizon)
    columns = (
        Column("rate", "name:terms."), Column("forecaster", "text", ""), Column("_forecaster"), Column("crps", "num3"),
        Column("difference", "num3", "market.difference", counts="bp"), Column("dm", "num2"), Column("p_value", "p"),
    )  # fmt: skip
    rows = [row for name, e in found.items() for row in _crps_rows(name, e, words)]
    e = next(iter(found.values()))
    best = {"ours": e.mean_crps["fedsheet"], "rival": min(e.mean_crps[rival] for rival in RIVALS)}
    days = {"start": e.days[0].date(), "end": e.days[-1].date()}
    caption = words("market.scores_caption", coverage=e.coverage, **_facts(found, horizon, words), **days, **best)
    table = Table.of(f"market-scores-{horizon}", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), words("market.scores_note"))


def _crps_rows(rate: str, e: Evaluation, words: Words) -> list[tuple[object, ...]]:
    ours = (rate, "fedsheet", words("market.ours"), e.mean_crps["fedsheet"], None, None, None)
    return [ours] + [
        (rate, name, _forecaster(name, words), e.mean_crps[name], c.difference, c.statistic, c.p_value)
        for name, c in ((name, e.compared[name]) for name in RIVALS)
    ]  # fmt: skip


def skill(results: MarketReport, words: Words, horizon: int) -> Exhibit:
    """Brier skill against climatology by threshold, every rate at one horizon."""
    found = scored(results, horizon)
    columns = (
        Column("rate", "name:terms."), Column("threshold", "int", "market.skill_threshold", counts="bp"),
        Column("skill", "num2", "market.skill_skill"), Column("low", "num2", "market.skill_low"),
        Column("high", "num2", "market.skill_high"), Column("events", "int", "market.skill_events"),
    )  # fmt: skip
    rows = [
        (name, s.threshold_bp, *(None if np.isnan(x) else x for x in (s.skill, s.low, s.high)), s.n_events)
        for name, e in found.items()
        for s in e.skills
    ]
    told = next(s for s in next(iter(found.values())).skills if s.threshold_bp == TOLD_BP)
    facts = {**_facts(found, horizon, words), "threshold": from_bp(TOLD_BP)}
    if told.assessable:
        caption = words("market.skill_caption", skill=told.skill, **facts)
    else:
        caption = words("market.skill_caption_none", **facts)
    table = Table.of(f"market-skill-{horizon}", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS))


@exhibit("market-scores-1", of="market")
def scores_next_day(results: MarketReport, words: Words) -> Exhibit:
    """Scores of the forecast of the next day."""
    return scores(results, words, 1)


@exhibit("market-scores-5", of="market")
def scores_next_week(results: MarketReport, words: Words) -> Exhibit:
    """Scores of the forecast five days ahead."""
    return scores(results, words, 5)


@exhibit("market-skill-1", of="market")
def skill_next_day(results: MarketReport, words: Words) -> Exhibit:
    """Skill of the alarms of the next day."""
    return skill(results, words, 1)


@exhibit("market-skill-5", of="market")
def skill_next_week(results: MarketReport, words: Words) -> Exhibit:
    """Skill of the alarms five days ahead."""
    return skill(results, words, 5)
