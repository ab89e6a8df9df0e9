"""The joint fan: what it may draw from, stops and starts of programmes, and whether its bands hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.portfolio.liabilities.known_weeks import weeks_known
from fedsheet.portfolio.many_paths.deviations import Pool, draw_deviations, pool_known, stops_and_starts
from fedsheet.portfolio.many_paths.joint_draws import Fan, draw_speed
from fedsheet.portfolio.many_paths.past_errors import LINES, MONTHS, load_past_errors
from fedsheet.portfolio.many_paths.project_paths import path_days, project_draws, project_paths
from fedsheet.portfolio.many_paths.way_back import WayBack, let_go, runoff_paces
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scoring.fan_coverage import coverage, kept_cells, pinballs, score_openings
from fedsheet.record import load_path
from portfolio.settings import AS_OF, projection, setting
from support import snapshot_vintage

PAST = load_past_errors()
FLAT = np.ones(len(PAST.origins))


def pool(day: str, growth: float = 0.0) -> Pool:
    return pool_known(PAST, np.datetime64(day), FLAT, growth)


@pytest.mark.parametrize("day", ["2012-03-28", "2018-06-27", "2025-12-31", "2026-10-07"])
def test_an_opening_draws_only_errors_that_are_over(day):
    found = pool(day)
    latest = PAST.origins[np.concatenate([found.ordinary, found.rare])].max().astype("datetime64[M]")
    assert latest + MONTHS <= np.datetime64(day, "M")
    assert not any(np.isnan(PAST.errors[line][found.ordinary]).any() for line in LINES)


def test_the_rare_state_has_a_chance_learnt_from_what_was_seen():
    # One more than seen over the years since 2000, two years: 2 in 12.2 by March 2012, 3 in 25.9 by the end of 2025.
    assert pool("2012-03-28").rare_chance == pytest.approx(1 - np.exp(-2 * 2 / 12.17), abs=0.002)
    assert pool("2025-12-31").rare_chance == pytest.approx(1 - np.exp(-2 * 3 / 25.92), abs=0.002)
    # Inside it, by the growth of total assets, it goes on with a chance of one half.
    assert pool("2020-06-24", growth=0.1).rare_chance == 0.5


@given(
    st.lists(st.floats(-0.01, 0.01), min_size=3, max_size=3), st.lists(st.floats(-0.01, 0.01), min_size=3, max_size=3)
)
def test_a_pace_is_what_was_kept_of_it_and_what_came_anew(told, came):
    told, came = np.array(told), np.array(came)
    kept, anew = stops_and_starts(told, came)
    assert ((kept >= 0) & (kept <= 1)).all()
    assert np.allclose(told * kept + anew, came, atol=1e-15)


def test_where_policy_is_given_no_programme_stops_or_starts():
    found, n = pool("2018-06-27"), 30
    rng = np.random.default_rng(1)
    paces = {"treasuries": np.full(n, -0.001), "mbs": np.zeros(n)}
    given_policy = draw_deviations(found, rng, 200, np.full(n, 2e13), paces, np.zeros(n))
    assert not given_policy.stopped.any()
    free = draw_deviations(found, np.random.default_rng(1), 200, np.full(n, 2e13), paces, np.ones(n))
    assert 0.02 < free.stopped[-1].mean() < 0.98
    assert (np.diff(free.stopped.astype(int), axis=0) >= 0).all()


def test_what_programmes_bought_is_held_and_then_run_off():
    way = WayBack(np.array([2.0, 0.0]), {"treasuries": np.array([0.001, 0.0])})
    quiet = np.array([[False], [True], [True], [True], [True]]) & np.ones(2, bool)
    gone = let_go(way, quiet, np.full(5, 2e13))["treasuries"]
    assert gone[:, 0].tolist() == [0.0, 0.0, 0.0, 2e10, 4e10]
    assert not gone[:, 1].any()
    # An opening knows the ways back that were over: none until 2019, then one, then two.
    assert [len(pool(day).episodes) for day in ("2019-06-26", "2022-06-29", "2025-12-31")] == [0, 1, 2]


def test_ways_back_are_those_of_the_record_and_of_the_statement():
    programmes = load_path().programmes
    weeks = weeks_known(snapshot_vintage(AS_OF), date(2025, 12, 31), load_parameters().liabilities.gdp_growth)
    for episode, name in zip(PAST.settings.way_back, ("runoff1", "runoff2"), strict=True):
        days = (episode.runoff_start.item(), episode.runoff_end.item())
        assert days == (programmes[name].start, programmes[name].end)
        assert runoff_paces(weeks, episode) == pytest.approx(episode.pace, rel=1e-3)
    for episode, name in zip(PAST.settings.way_back, ("lsap3", "covid"), strict=True):
        assert episode.purchases_end.item() == programmes[name].end
    assert [round(episode.hold) for episode in PAST.settings.way_back] == [35, 3]


def test_ten_years_on_the_middle_is_on_the_path_but_for_crises():
    of, years = setting("today"), slice(12, None, 12)
    fan, days = Fan.of(of), path_days(of)[years]

    def middle(chance: float, later: float) -> np.ndarray:
        pool = replace(fan.pool, rare_chance=chance, rare_chance_later=later)
        drawn = project_draws(of, replace(fan, pool=pool).draw(1, slice(0, 500)))
        return np.median(drawn["total_assets"], axis=1)[years]

    path = np.array([projection("today").at("total_assets", day) for day in days])
    calm, whole = middle(0.0, 0.0), middle(fan.pool.rare_chance, fan.pool.rare_chance_later)
    assert np.abs(calm / path - 1.0).max() < 0.03
    # Two paths in three see a crisis; of what it bought less than half is left: with 4,000 paths 9% above, not 27%.
    assert 1.05 < whole[-1] / path[-1] < 1.15


def test_prepayment_varies_by_its_covariance():
    speed = draw_speed(PAST.settings, np.random.default_rng(3), 20_000)
    drawn = np.array([np.log(speed.turnover), np.log(speed.refinancing), speed.midpoint])
    assert np.allclose(drawn.std(axis=1), PAST.settings.prepayment_errors, rtol=0.03)
    assert np.allclose(np.corrcoef(drawn), PAST.settings.prepayment_correlations, atol=0.03)


def test_dynamics_come_from_months_before_the_opening():
    of = setting("runoff-2017")
    fan = Fan.of(of)
    months = of.rates.at(of.opening.day)
    assert len(fan.dynamics.persistence) == 5
    assert months < len(of.rates.months)
    assert all(0.0 <= phi < 1.0 for phi in fan.dynamics.persistence)


def test_the_band_of_every_line_has_width_and_the_middle_is_near_the_path():
    found = project_paths(setting("today", date(2028, 6, 30)), 300, 1)
    for line in ("total_assets", "treasuries", "mbs", "reserve_balances", "tga", "currency"):
        low, middle, high = found.quantiles(line, (0.05, 0.5, 0.95))[:, -1]
        assert low < middle < high, line
    assert found.stopped is not None


def test_bands_cover_what_they_say():
    # Quarterly openings 2011-12 to 2025-09, means over 3, 6, 12, 24 months by line: 50% bands 45-60%, 90% bands 84-96%;
    # pinball below rates alone everywhere, below a naive fan's for every line but currency (16.3 against 15.5 bn).
    cells = kept_cells(date(2026, 11, 23))
    assert len({c.opening for c in cells}) == 56
    for line in ("total_assets", "treasuries", "mbs", "reserve_balances", "tga", "on_rrp", "currency"):
        half, tenths = coverage(cells, line)
        assert 0.45 <= half <= 0.60, (line, half)
        assert 0.84 <= tenths <= 0.96, (line, tenths)
        for months in (3, 6, 12, 24, None):
            loss = pinballs(cells, line, months)
            assert loss["joint"] < loss["rates"], (line, months)
        assert loss["joint"] < loss["naive"] * (1.06 if line == "currency" else 1.0), line


def test_cells_kept_are_those_of_the_model():
    # One opening made anew: what came to the million, quantiles but for the number of paths.
    day = date(2018, 6, 27)
    anew = {(c.line, c.months): c for c in score_openings(
        snapshot_vintage(AS_OF), load_path(), load_parameters(), date(2018, 6, 1), date(2018, 6, 30), 500
    )}  # fmt: skip
    kept = [c for c in kept_cells(date(2026, 11, 23)) if c.opening == day]
    assert len(kept) == len(anew) == 28
    for cell in kept:
        now = anew[cell.line, cell.months]
        assert now.actual == pytest.approx(cell.actual, abs=1e6)
        assert now.naive == pytest.approx(cell.naive, rel=1e-6, abs=2e6)
        width = cell.joint[-1] - cell.joint[0]
        assert np.abs(now.joint - cell.joint)[1:4].max() < 0.15 * width + 2e9, (cell.line, cell.months)


def test_only_cells_whose_day_has_come_are_shown():
    assert {c.opening.year for c in kept_cells(date(2013, 1, 1))} <= {2011, 2012}
    assert not kept_cells(date(2011, 1, 1))


def test_no_path_sells_more_than_is_held():
    # By 2033 a programme wound down as fast as one was once built up would have sold 1.7 trn of MBS nobody holds.
    found = project_paths(setting("today", date(2033, 6, 30)), 300, 1)
    assert found.lines["mbs"].min() >= 0.0
    assert found.lines["treasuries"].min() >= 0.0
    owed = ("reserve_balances", "on_rrp", "tga", "currency")
    assert all(found.lines[line].min() >= 0.0 for line in owed)
