"""The forecast's parts: calendar, filter, distribution, scores."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.market.daycount import DayClass, following_days, market_calendar, settlement_days
from fedsheet.market.evaluation import evaluate, look_ahead, scores_of, track
from fedsheet.market.forecast import (
    EFFECTS,
    Density,
    density,
    effects,
    filter_spread,
    placed_surprises,
    recent_changes,
)
from fedsheet.market.parameters import filter_parameters
from fedsheet.market.scores import BLOCK, brier_skill, crps, diebold_mariano, resampled

P = filter_parameters()


def spread(n: int = 700, seed: int = 1) -> pd.Series[float]:
    days = settlement_days(date(2018, 4, 3), date(2022, 12, 31))[:n]
    rng = np.random.default_rng(seed)
    end = market_calendar(days).period_end
    return pd.Series(np.round(rng.standard_normal(n) * 2 + 10.0 * end) * 1e-4, index=days)


def test_days_of_september_2019_are_named_by_the_calendar() -> None:
    days = settlement_days(date(2019, 9, 1), date(2019, 10, 2))
    calendar = market_calendar(days)
    named = dict(zip((d.date() for d in days), calendar.classes(), strict=True))
    assert date(2019, 9, 2) not in named  # Labor Day
    assert named[date(2019, 9, 3)] == DayClass.MONTH_START
    assert named[date(2019, 9, 16)] == DayClass.MID_MONTH  # the 15th was a Sunday
    assert named[date(2019, 9, 30)] == DayClass.PERIOD_END
    assert named[date(2019, 9, 11)] == DayClass.OTHER
    assert calendar.tax_date[days.get_loc("2019-09-16")]
    assert calendar.quarter_end[days.get_loc("2019-09-30")]


def test_the_day_after_the_last_friday_of_2025_skips_new_year() -> None:
    assert [d.date() for d in following_days(date(2025, 12, 31), 2)] == [date(2026, 1, 2), date(2026, 1, 5)]


def test_a_forecast_uses_nothing_after_its_origin() -> None:
    whole = spread()
    changed = whole.copy()
    changed.iloc[600:] = 0.05
    for horizon in (1, 5):
        a, b = (filter_spread(s, P, horizon) for s in (whole, changed))
        last = 599 + horizon
        assert np.array_equal(a.mean[: last + 1], b.mean[: last + 1], equal_nan=True)
        assert np.array_equal(density(a, last, P).points, density(b, last, P).points)
        assert not np.array_equal(a.mean[last + 1 :], b.mean[last + 1 :])


def test_the_distribution_learns_a_period_end_effect() -> None:
    # The made-up spread is 10 bp higher on the last day of a month: half of it at least must be expected by then.
    found = filter_spread(spread(), P)
    expected = {}
    for t in range(400, 700):
        of_day = density(found, t, P)
        expected.setdefault(found.classes[t] == DayClass.PERIOD_END, []).append(of_day.weights @ of_day.points)
    assert np.mean(expected[True]) > 6.0
    assert abs(np.mean(expected[False])) < 1.5


def test_the_pool_mixes_chances_by_its_weight() -> None:
    found = filter_spread(spread(), P)
    surprises, recent = placed_surprises(found, 650, P), recent_changes(found, 650)
    for threshold in (-2.0, 0.0, 3.0):
        mixed = (1.0 - P.pool_weight) * surprises.exceeds(threshold) + P.pool_weight * recent.exceeds(threshold)
        assert density(found, 650, P).exceeds(threshold) == pytest.approx(mixed, abs=1e-12)


def test_density_weights_sum_to_one_and_quantiles_rise() -> None:
    found = density(filter_spread(spread(), P), 650, P)
    assert found.weights.sum() == pytest.approx(1.0)
    quantiles = [found.quantile(q) for q in (0.05, 0.25, 0.5, 0.75, 0.95)]
    assert quantiles == sorted(quantiles)


def test_chance_of_exceeding_counts_published_basis_points() -> None:
    found = Density(np.array([4.4, 5.4, 5.6]), np.array([0.2, 0.3, 0.5]))
    assert found.exceeds(5.0) == pytest.approx(0.5)  # 5.4 is published as 5, which is not above 5


def test_an_outcome_is_held_when_it_lies_between_the_quantiles() -> None:
    rng = np.random.default_rng(6)
    for miss in (0.05, 0.1, 0.4):
        found = Density(np.round(rng.normal(size=60), 1), rng.dirichlet(np.ones(60)))
        low, high = found.quantile(miss / 2.0), found.quantile(1.0 - miss / 2.0)
        for outcome in (*found.points, low - 0.05, high + 0.05):
            assert found.holds(outcome, miss) == (low <= outcome <= high)


@pytest.mark.parametrize("horizon", [1, 5])
def test_the_band_ahead_has_learnt_from_every_outcome_known_at_its_origin(horizon: int) -> None:
    known = spread()
    made = track(known, P, horizon)
    for back in range(1, horizon + 1):
        shocked = known.copy()
        shocked.iloc[-back] += 0.02  # 200 bp: outside of any band
        other = track(shocked, P, horizon)
        more_misses = np.nansum(made.inside - other.inside)
        assert other.inside[len(known) - back] == 0.0
        assert made.miss - other.miss == pytest.approx(P.band_gain * more_misses)


def test_the_forecasts_of_all_days_are_not_held_at_once() -> None:
    def held(n: int) -> int:
        rates = spread(n)
        tracemalloc.start()
        try:
            scores_of(track(rates, P), rates.index[520].date(), rates.index[-2].date())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    held(590)  # modules are read once
    # A point for every earlier day: those of all days are 10 MB and grow with the square of the days.
    assert held(1180) < 2.5 * held(590) < 10e6


def test_what_is_published_is_the_same_chances_by_whole_basis_points() -> None:
    found = Density(np.array([-1.6, 0.4, 1.6, -0.2]), np.array([0.1, 0.2, 0.3, 0.4])).published()
    assert found.points.tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert found.weights == pytest.approx([0.1, 0.0, 0.6, 0.0, 0.3])


@pytest.mark.parametrize("horizon", [1, 5])
def test_without_learning_scales_the_filter_is_the_textbook_one(horizon: int) -> None:
    # West and Harrison (1997), section 4.3: predict and correct with matrices, one day at a time.
    p = replace(P, scale_gain=0.0, class_scale_gain=0.0, degrees_of_freedom=1e13)
    rates = spread(200)
    found = filter_spread(rates, p, horizon)
    calendar = market_calendar(found.days)
    H, kinds, n = np.column_stack([effects(calendar), np.ones(len(found.days))]), found.classes, len(EFFECTS)
    weekday = np.array([name.startswith("weekday") for name in EFFECTS])
    s2 = p.opening_scale_bp**2 * np.array([6.0, 3.0, 1.5, 1.0])
    G = np.diag([1.0, *np.full(n - 1, p.effect_memory), p.persistence])
    b = np.array([rates.iloc[0] * 1e4, *np.zeros(n)])
    C = s2[3] * np.diag([10.0, *np.where(weekday, 0.05, p.effect_prior)[1:], p.effect_prior])

    def predict(b: np.ndarray, C: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
        gained = s2[kinds[t]] * np.where(weekday, p.weekday_variance, p.effect_variance)
        W = np.diag([p.level_variance * s2[3], *gained[1:], p.transitory_variance * s2[3]] * H[t])
        return G @ b, G @ C @ G.T + W

    for t in range(200):
        b, C = predict(b, C, t)
        gain = C @ H[t] / (H[t] @ C @ H[t] + p.noise[kinds[t]] * s2[kinds[t]])
        b, C = b + gain * (rates.iloc[t] * 1e4 - H[t] @ b), C - np.outer(gain, H[t] @ C)
        m, R, target = b, C, t + horizon
        for later in range(t + 1, target + 1):
            m, R = predict(m, R, later)
        assert found.mean[target] == pytest.approx(H[target] @ m, abs=1e-9)
        variance = H[target] @ R @ H[target] + p.noise[kinds[target]] * s2[kinds[target]]
        assert found.scale[target] == pytest.approx(np.sqrt(variance), abs=1e-9)


def test_too_little_history_is_named() -> None:
    with pytest.raises(InputError, match="At least 60 days"):
        filter_spread(spread().iloc[:30], P)
    with pytest.raises(DateRangeError, match="cannot be scored"):
        evaluate(spread(), P, date(2018, 6, 1), date(2018, 9, 1))


def test_look_ahead_names_the_next_settlement_day() -> None:
    found = look_ahead(spread(), P, 1)
    assert found.target > found.origin
    assert found.band[0] < found.mean < found.band[1]
    chances = list(found.exceeds.values())
    assert chances == sorted(chances, reverse=True)


def test_crps_of_a_point_is_the_absolute_error() -> None:
    assert crps(np.array([3.0]), np.array([1.0]), 5.0) == 2.0


def test_crps_of_two_points_by_hand() -> None:
    # E|X - y| - E|X - X'| / 2 with X in {0, 2}, y = 1: 1 - 1/2.
    assert crps(np.array([0.0, 2.0]), np.array([0.5, 0.5]), 1.0) == pytest.approx(0.5)


def test_crps_equals_its_integral() -> None:
    rng = np.random.default_rng(3)
    points, weights = rng.normal(size=40), rng.dirichlet(np.ones(40))
    grid = np.linspace(-6.0, 6.0, 200_001)
    below = np.array([weights[points <= g].sum() for g in grid[::100]])
    integral = np.trapezoid((below - (grid[::100] >= 0.4)) ** 2, grid[::100])
    assert crps(points, weights, 0.4) == pytest.approx(integral, abs=5e-3)


def test_diebold_mariano_finds_no_difference_between_equals() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.exponential(size=(2, 2000))
    assert diebold_mariano(a, b).p_value > 0.05
    assert diebold_mariano(a, b + 0.3).statistic < -5.0


def test_brier_skill_is_one_for_certainty_and_zero_for_climatology() -> None:
    outcome = np.arange(200) % 5 == 0
    climatology = np.full(200, 0.2)
    assert brier_skill(5.0, outcome.astype(float), climatology, outcome, 0, 200).skill == 1.0
    assert brier_skill(5.0, climatology, climatology, outcome, 0, 200).skill == 0.0


def test_a_resample_adds_up_its_circular_blocks() -> None:
    loss, starts = np.arange(50.0), np.array([[0, 5, 48], [40, 49, 0]])
    rows = ((starts[:, :, None] + np.arange(BLOCK)) % 50).reshape(2, -1)[:, :50]  # Künsch (1989): blocks, row by row
    assert resampled(loss, starts) == pytest.approx(loss[rows].sum(axis=1), abs=1e-9)
