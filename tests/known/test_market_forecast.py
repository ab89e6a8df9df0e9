"""The spread forecast on days after its choices, 2024-25 and 2026 to 8 October, against simple rivals.

Three rules were scored on 2024-25, each fixed on data to 2023 before: the filter alone (1.3004 bp), pooled with recent
changes (1.251), then with learnt quantiles, the rule that ships; on 2026 the last two, the last of them once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fedsheet.market.evaluation import Evaluation, evaluate
from fedsheet.market.forecasts import TEST_START, spread_over_iorb
from fedsheet.market.parameters import filter_parameters
from market.market_support import LAST_DAY, TEST_END, held, scores

NEW_YEAR = date(2026, 1, 2)
STRICTEST = "calendar class, 250 days"


def in_2026(horizon: int) -> Evaluation:
    return scores(horizon, start=NEW_YEAR, end=LAST_DAY)


def test_the_spans_have_499_and_193_days() -> None:
    assert len(scores(1).days) == 499
    assert len(in_2026(1).days) == 193


def test_persistence_scores_what_it_is_known_to_score() -> None:
    # Computed apart from this code on the same published SOFR: 1.494 and 1.273.
    assert scores(1).mean_crps["persistence"] == pytest.approx(1.494, abs=5e-4)
    assert in_2026(1).mean_crps["persistence"] == pytest.approx(1.273, abs=5e-4)


def test_next_days_crps_is_below_the_bars() -> None:
    assert scores(1).mean_crps["fedsheet"] <= 1.165
    assert in_2026(1).mean_crps["fedsheet"] <= 1.005


def test_scores_are_those_that_are_told() -> None:
    # docs/market.md, The forecast: five days ahead in 2026 misses its goal of 1.80 by 0.007.
    assert scores(1).mean_crps["fedsheet"] == pytest.approx(1.160, abs=5e-4)
    assert in_2026(1).mean_crps["fedsheet"] == pytest.approx(0.996, abs=5e-4)
    assert scores(5).mean_crps["fedsheet"] == pytest.approx(1.920, abs=5e-4)
    assert in_2026(5).mean_crps["fedsheet"] == pytest.approx(1.807, abs=5e-4)


@pytest.mark.parametrize(
    ("pool", "crps"), [(0.0, 1.3004), (filter_parameters().pool_weight, 1.2507)], ids=["alone", "with changes"]
)
def test_the_rules_before_score_what_they_did_at_their_looks(pool: float, crps: float) -> None:
    vintage, path, _ = held()
    rule = replace(filter_parameters(), pool_weight=pool)
    found = evaluate(spread_over_iorb(vintage, path, "sofr"), rule, TEST_START, TEST_END)
    assert found.mean_crps["fedsheet"] == pytest.approx(crps, abs=5e-4)  # docs/decisions.md


@pytest.mark.parametrize("rival", ["persistence", "calendar class", STRICTEST])
def test_rivals_are_beaten_beyond_chance_also_when_three_looks_are_counted(rival: str) -> None:
    for found in (scores(1), in_2026(1)):
        assert found.compared[rival].difference < 0.0
        assert 3 * found.compared[rival].p_value < 0.01  # Bonferroni
    # Computed apart from this code on the same published SOFR, the rival by calendar class has 1.399;
    # our classes differ a little and give it 1.416.
    assert scores(1).mean_crps["fedsheet"] < 1.399


def test_the_band_covers_87_to_93_percent() -> None:
    for horizon in (1, 5):
        assert 0.87 <= scores(horizon).coverage <= 0.93
        assert 0.87 <= in_2026(horizon).coverage <= 0.93


def test_the_strictest_rival_is_not_better_at_period_ends_and_equal_at_mid_month() -> None:
    kinds = {part.part: part.mean_crps for part in scores(1).by_kind}
    assert kinds["period end"]["fedsheet"] < kinds["period end"][STRICTEST]
    assert kinds["mid-month"]["fedsheet"] < kinds["mid-month"]["calendar class"]
    # docs/market.md: 1.56 against 1.54 bp on 24 days, a difference well inside its chance.
    assert kinds["mid-month"]["fedsheet"] == pytest.approx(kinds["mid-month"][STRICTEST], abs=0.03)


def test_brier_skill_at_10_bp_is_above_zero_with_its_interval() -> None:
    at = {s.threshold_bp: s for s in scores(1).skills}
    assert at[10.0].low > 0.0
    assert at[5.0].low > 0.0
    assert at[20.0].low > 0.0


def test_where_no_day_passed_a_threshold_no_skill_is_claimed_or_denied() -> None:
    # No day of 2024-25 stood 50 bp above IORB, none of 2026 10 bp.
    assert not {s.threshold_bp: s for s in scores(1).skills}[50.0].assessable
    later = {s.threshold_bp: s for s in in_2026(1).skills}
    assert [k for k, s in later.items() if not s.assessable] == [10.0, 20.0, 50.0]
    assert later[5.0].n_events == 5


def test_alarms_expected_and_happened_agree_within_chance() -> None:
    for found in (scores(1), in_2026(1)):
        at = {a.threshold_bp: a for a in found.alarms}
        assert at[5.0].p_value > 0.05
        assert at[10.0].p_value > 0.05
    assert {a.threshold_bp: a.happened for a in scores(1).alarms} == {5.0: 34, 10.0: 19, 20.0: 5, 50.0: 0}


def test_five_days_ahead_all_rivals_are_beaten_beyond_chance() -> None:
    assert all(c.difference < 0.0 and c.p_value < 0.001 for c in scores(5).compared.values())
    assert all(c.difference < 0.0 and c.p_value < 0.01 for c in in_2026(5).compared.values())


def test_years_and_kinds_of_day_make_up_the_whole() -> None:
    found = scores(1, end=LAST_DAY)
    for parts in (found.by_year, found.by_kind):
        assert sum(part.n_days for part in parts) == len(found.days) == 692
        whole = sum(part.n_days * part.mean_crps["fedsheet"] for part in parts) / 692
        assert whole == pytest.approx(found.mean_crps["fedsheet"])
    assert [part.part for part in found.by_year] == ["2024", "2025", "2026"]


def test_no_parameter_of_behaviour_enters_the_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    # The form of the DVP spread was chosen with 2024-25 in sight; the scores must not be able to depend on it.
    from fedsheet.market import forecasts, parameters, results

    vintage, path, _ = held()
    expected = scores(1, end=LAST_DAY).mean_crps

    def refused() -> None:
        raise AssertionError("the forecast asked for a parameter of behaviour")

    for module, name in ((parameters, "calibration"), (parameters, "behaviour"), (results, "behaviour")):
        monkeypatch.setattr(module, name, refused)
    found = forecasts.forecast(vintage, path, 1, scored=True)
    assert found.evaluation is not None
    assert found.evaluation.mean_crps == expected


@pytest.mark.slow
def test_the_shipped_record_is_learnt_again_to_the_digit() -> None:
    from fedsheet.market.features import features
    from fedsheet.market.forecasts import inputs
    from fedsheet.market.learned import learn, learning, shipped, without_learning

    vintage, path, _ = held()
    record = shipped()["sofr 1"]
    last_quarter = 20726  # 2026-09-30 as days since 1970: the record without the fourth quarter of 2026
    found = learn(features(inputs(vintage, path, "sofr"), 1), learning(), without_learning(record, last_quarter))
    again = found.fresh
    assert 5 <= again.sum() <= 10
    kept = record.find(found.days, found.fingerprints)
    assert found.quantiles[again] == pytest.approx(kept[again], abs=0.11)  # kept to a tenth of a basis point
