from datetime import date

import pytest

from fedsheet.outlook.scorecard import Ours, ScoreNote, by_horizon, scorecard
from fedsheet.record import ProjectedValue, load_path
from support import snapshot_vintage


def test_official_errors_are_the_known_ones():
    # Open Market Operations during 2020 and 2022, and H.4.1, USD bn: reserves 6,200 against 3,020 at the end of
    # 2022; holdings about 6,000 against 6,350 in mid-2025.
    scores = {s.projection.id: s for s in scorecard(snapshot_vintage(), load_path().projections)}
    reserves, holdings = scores["2021-05-24-reserves"], scores["2023-04-11-holdings-2025"]
    assert reserves.outcome_usd == pytest.approx(3_020e9, abs=5e9)
    assert reserves.official_error == pytest.approx(6_200e9 - 3_020e9, abs=5e9)
    assert holdings.outcome_usd == pytest.approx(6_350e9, abs=5e9)
    assert holdings.official_error == pytest.approx(6_000e9 - 6_350e9, abs=5e9)


def test_what_the_record_says_came_is_what_is_found():
    for score in scorecard(snapshot_vintage(), load_path().projections):
        if score.projection.outcome_usd is not None:
            assert score.outcome_date == score.projection.outcome_date
            assert score.outcome_usd == pytest.approx(score.projection.outcome_usd, abs=5e9)


def test_a_date_not_reached_has_no_error():
    scores = {s.projection.id: s for s in scorecard(snapshot_vintage(), load_path().projections)}
    far = scores["2023-04-11-holdings-2030"]
    assert far.outcome_usd is None
    assert far.official_error is None
    assert far.unchanged_usd is not None


def test_naive_projections_by_hand():
    vintage = snapshot_vintage()
    made = ProjectedValue("x", "total assets", date(2023, 1, 4), date(2024, 1, 3), 8e12, "test", "A", "test")
    (score,) = scorecard(vintage, [made])
    now, before = vintage["WALCL"].base_at(date(2023, 1, 4)), vintage["WALCL"].base_at(date(2021, 12, 29))
    assert score.unchanged_usd == now
    assert score.trend_usd == pytest.approx(now + (now - before) * 364 / 365.25)
    assert score.official_error == pytest.approx(8e12 - vintage["WALCL"].base_at(date(2024, 1, 3)))


def test_ours_stands_beside_with_its_reason():
    made = ProjectedValue("x", "total assets", date(2023, 1, 4), date(2024, 1, 3), 8e12, "test", "A", "test")
    (with_ours,) = scorecard(snapshot_vintage(), [made], {"x": Ours(7.7e12)})
    (without,) = scorecard(snapshot_vintage(), [made], {"x": Ours(None, ScoreNote("no_line"))})
    assert with_ours.error(with_ours.ours_usd) == pytest.approx(7.7e12 - with_ours.outcome_usd)
    assert without.error(without.ours_usd) is None
    assert without.ours_note == ScoreNote("no_line")


def test_mean_errors_by_horizon():
    scores = scorecard(snapshot_vintage(), load_path().projections)
    spans = {h.years: h for h in by_horizon(scores)}
    known = [s for s in scores if s.official_error is not None]
    assert sum(h.n for h in spans.values()) == len(known)
    assert spans["1-2"].official_usd == pytest.approx(abs(known[0].official_error))


def test_a_quantity_the_statement_does_not_carry_is_listed_without_outcome():
    made = ProjectedValue("x", "stock prices", date(2023, 1, 4), date(2024, 1, 3), 1.0, "test", "A", "test")
    (score,) = scorecard(snapshot_vintage(), [made])
    assert score.outcome_usd is None


def test_at_least_fifteen_official_levels_are_scored_each_with_ours():
    from fedsheet.outlook.official import official_levels, scored
    from fedsheet.portfolio.parameters import load_parameters

    record = load_path()
    levels = official_levels(record)
    assert len(levels) >= 25
    assert len({p.id for p in levels}) == len(levels)
    scores = scored(snapshot_vintage("2026-11-23"), record, load_parameters(), levels)
    known = [s for s in scores if s.outcome_usd is not None]
    assert len(known) >= 15
    assert all(s.ours_usd is not None for s in known)
    # FEDS Note of 3 June 2022, data of figure 1: 8,420 for the end of 2022; H.4.1 of 28 December 8,551.
    note = next(s for s in known if s.projection.announced_at == date(2022, 6, 3))
    assert note.official_error == pytest.approx(8_420e9 - 8_551e9, abs=1e9)
    assert abs(note.error(note.ours_usd)) < abs(note.official_error)
