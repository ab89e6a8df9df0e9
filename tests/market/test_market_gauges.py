"""Gauges of enough reserves: one home for thresholds, one verdict, a record of leads and false alarms."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fedsheet
from fedsheet.core.errors import DateRangeError, RecordError, UnknownNameError
from fedsheet.market.gauges import EARLY, GaugeState, Panel, false_days, lead, panel, reading, state_by, state_of
from fedsheet.market.regimes import ReserveDemand, reserve_demand
from fedsheet.market.results import reserves
from fedsheet.outlook.triggers import shipped_thresholds
from fedsheet.portfolio.liabilities.parameters import load_liability_models
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.present.exhibits import reserves as exhibits
from fedsheet.present.exhibits.reserves import disagreement_text, unknown_text, verdict_text
from fedsheet.present.text import Words, within_sentence
from fedsheet.record import load_path
from fedsheet.record.adequacy import episodes, gauge, gauges, parse_gauge, target_share
from support import snapshot_vintage


@cache
def demand() -> ReserveDemand:
    return reserve_demand(snapshot_vintage(), load_path())


@cache
def on(day: date) -> Panel:
    return panel(snapshot_vintage(), load_path(), demand(), day)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2019-09-20", GaugeState.SCARCE),
        ("2021-09-30", GaugeState.ABUNDANT),
        ("2025-12-31", GaugeState.AMPLE),
        ("2026-10-08", GaugeState.AMPLE),
    ],
)
def test_one_verdict_a_day(day: str, state: GaugeState) -> None:
    found = on(date.fromisoformat(day)).verdict
    assert found.state is state
    assert found.low <= found.chance <= found.high
    named = (*found.agree, *found.disagree, *found.unknown)
    assert sorted(named) == sorted(g.id for g in gauges() if g.id != "states")


def test_the_verdict_turns_at_the_records_chances() -> None:
    assert state_of(0.81, 0.0) is GaugeState.AMPLE
    assert state_of(0.79, 0.0) is GaugeState.TURNING
    assert state_of(0.19, 0.0) is GaugeState.ABUNDANT
    assert state_of(0.99, 0.6) is GaugeState.SCARCE


def test_a_gauge_speaks_at_its_threshold_and_is_silent_without_figures() -> None:
    g = gauge("reserves_to_gdp")
    assert state_by(g, 0.12) is GaugeState.ABUNDANT
    assert state_by(g, 0.11) is GaugeState.AMPLE
    assert state_by(g, 0.08) is GaugeState.SCARCE
    assert state_by(g, float("nan")) is GaugeState.UNKNOWN


def test_reserves_over_gdp_of_the_end_of_2025() -> None:
    # H.4.1 week to 24 December 2025 over GDP of 2025 Q3, 31,098 bn a year (BEA).
    found = next(r for r in on(date(2025, 12, 31)).readings if r.gauge.id == "reserves_to_gdp")
    assert found.value == pytest.approx(0.095, abs=0.001)


def test_standing_repo_was_used_on_six_of_the_last_twenty_days_of_2025() -> None:
    found = next(r for r in on(date(2025, 12, 31)).readings if r.gauge.id == "standing_repo")
    assert found.value == 6.0


def test_leads_and_false_days_on_invented_flags() -> None:
    episode = episodes()[1]
    days = pd.bdate_range("2012-01-02", "2025-12-31")
    flagged = pd.Series(False, days)
    flagged["2015-03-02":"2015-03-06"] = True  # agreed abundance
    flagged["2024-01-01":"2024-01-05"] = True  # more than a year ahead
    flagged["2025-11-03":] = True
    found = lead(flagged, episode, date(2025, 12, 31))
    assert (found.first, found.lead_days) == (date(2025, 11, 3), 37)
    wrong, judged = false_days(flagged)
    assert wrong == 10
    assert judged > 1500
    assert lead(flagged, episode, date(2025, 12, 1)).lead_days is None  # nothing had been decided yet
    assert EARLY.days == 365


def test_since_is_the_day_after_the_last_other_answer() -> None:
    days = pd.bdate_range("2025-01-01", periods=6)
    values = pd.Series([0.12, 0.105, 0.12, 0.105, 0.10, 0.10], days)
    found = reading(gauge("reserves_to_gdp"), values, days[-1].date(), days[4].date())
    assert found.since == days[3].date()
    assert found.dated == days[4].date()
    assert found.state is GaugeState.AMPLE


def test_triggers_scenarios_and_projections_read_the_same_numbers() -> None:
    limits = shipped_thresholds()
    assert limits.reserves_to_gdp == gauge("reserves_to_gdp").ample.value
    assert limits.on_rrp_usd == gauge("on_rrp").ample.value
    today = load_scenario("today").spec.reserve_management
    assert today is not None
    assert today.share == target_share()
    assert load_parameters().reserve_management.on_rrp_exhausted_usd == gauge("on_rrp").ample.value
    kept = load_liability_models().on_rrp[-1].model.banks_keep_to_gdp
    assert gauge("banks_keep").ample.value == pytest.approx(kept)


def test_no_other_number_of_satiation_stands_in_the_code() -> None:
    root = Path(fedsheet.__file__).parent
    wanted = re.compile(r"satiation_share|SATIATED|banks' satiation")
    hits = [str(f.relative_to(root)) for f in root.rglob("*.py") if wanted.search(f.read_text(encoding="utf-8"))]
    assert hits == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_tells_one_sentence_and_why_some_disagree(language: str) -> None:
    words, found = Words(language), on(date(2026, 10, 8))
    told = [verdict_text(found, words), disagreement_text(found, words), unknown_text(found, words)]
    assert all(told)
    assert not any("{" in text for text in told)
    for name in found.verdict.disagree:
        assert within_sentence(gauge(name).title.of(language)) in told[1]
    drawn = [make(found, words) for make in (exhibits.chance_drawn, exhibits.slopes_drawn, exhibits.demand_drawn)]
    assert [shown.name for shown in drawn] == ["market-adequacy", "market-slope", "market-demand-curve"]


def test_mistakes_are_named() -> None:
    with pytest.raises(UnknownNameError, match="gauge"):
        gauge("reserves_to_gpd")
    with pytest.raises(DateRangeError, match="Figures reach"):
        reserves(snapshot_vintage(), load_path(), date(2031, 1, 1))
    with pytest.raises(DateRangeError):
        panel(snapshot_vintage(), load_path(), demand(), date(2009, 1, 1))
    with pytest.raises(RecordError, match="unknown keys"):
        parse_gauge({"id": "x", "unit": "share", "side": "below", "thresold": 1})


def test_histories_know_nothing_later() -> None:
    early = on(date(2025, 12, 31)).values
    late = on(date(2026, 10, 8)).values.loc[early.index]
    gap = (early - late).abs().max()
    assert float(np.nanmax(gap.drop("reserves_to_gdp"))) == 0.0


def test_one_gauge_over_time_and_an_unknown_one() -> None:
    from fedsheet.present.exhibits.reserves import gauge_history

    shown = gauge_history(on(date(2026, 10, 8)), Words("zh"), "standing_repo")
    records = {str(r["date"])[:7]: r for r in shown.table.records()}
    assert records["2025-12"]["value"] == 6.0
    assert records["2025-12"]["state"] == "ample"
    with pytest.raises(UnknownNameError, match="elasticity"):
        gauge_history(on(date(2026, 10, 8)), Words("en"), "elastisity")


def test_thresholds_name_their_source_in_both_languages() -> None:
    for g in gauges():
        for told in (g.ample, g.scarce, g.kept):
            assert told is None or (told.source.en and re.search(r"[一-鿿]", told.source.zh))
