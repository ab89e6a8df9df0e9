"""The placebo test keeps its size, finds what is there, and says so where it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.review import placebo


def null_p_values(n_days, length, n_trials, seed, adjust):
    """P-values of a window at a random place in series on which nothing happened; fat-tailed steps with a drift."""
    rng = np.random.default_rng(seed)
    found = np.empty(n_trials)
    for trial in range(n_trials):
        walk = np.concatenate([[0.0], np.cumsum(rng.standard_t(5, n_days) + 0.02)])
        first = int(rng.integers(0, n_days - length))
        draws = placebo.window_changes(walk, placebo.draw_starts(walk.size, length, first, 1_000, rng), length)
        p_value = placebo.rank_p_value(walk[first + length] - walk[first], draws)
        found[trial] = placebo.overlap_adjusted(p_value, walk.size, length, first) if adjust else p_value
    return found


@pytest.mark.parametrize(("length", "seed"), [(2, 1), (60, 2), (150, 3)])
def test_size_is_five_percent(length, seed):
    """5% ± 1.5 in 1,000 draws under the null."""
    rejected = np.mean(null_p_values(4_500, length, 1_000, seed, adjust=True) <= 0.05)
    assert abs(rejected - 0.05) <= 0.015


def test_long_windows_reject_too_often_without_the_correction_and_never_with_it():
    """A window of a fifth of the sample: the rank alone is far off, the corrected p stays safe."""
    raw = np.mean(null_p_values(1_500, 300, 300, 4, adjust=False) <= 0.05)
    adjusted = np.mean(null_p_values(1_500, 300, 300, 4, adjust=True) <= 0.05)
    assert raw > 0.12
    assert adjusted <= 0.065


def test_a_known_effect_is_found():
    rng = np.random.default_rng(5)
    steps = rng.standard_normal(4_000)
    steps[1_000:1_100] += 0.5  # five standard deviations of a hundred-day change
    walk = np.concatenate([[0.0], np.cumsum(steps)])
    draws = placebo.window_changes(walk, placebo.draw_starts(walk.size, 100, 1_000, 2_000, rng), 100)
    observed = walk[1_100] - walk[1_000]
    assert placebo.rank_p_value(observed, draws) < 0.01
    band = placebo.central_band(draws)
    assert placebo.power(draws, 50.0, band) > 0.95
    assert placebo.detectable_change(band) == pytest.approx(1.96 * 10, rel=0.25)  # √100 steps of unit variance


def test_drawn_windows_avoid_the_phase():
    starts = placebo.draw_starts(1_000, 50, 400, 5_000, np.random.default_rng(6))
    ends = starts + 50
    assert ((ends <= 400) | (starts >= 450)).all()
    assert starts.min() >= 0
    assert ends.max() <= 999


def test_no_room_for_a_placebo_is_an_error():
    with pytest.raises(InputError, match="No window of 90 days"):
        placebo.draw_starts(100, 90, 5, 1_000, np.random.default_rng(7))


def test_sign_test_floor():
    """2 · (1/2)⁵ = 0.0625: five agreeing signs do not reach 5% on two sides."""
    assert placebo.sign_test_floor(5) == 0.0625


def test_rank_p_value_counts_the_observed_one():
    """Davison and Hinkley (1997), eq. 4.11: never zero; the extreme of 999 draws has p = 2/1000."""
    draws = np.arange(999.0)
    assert placebo.rank_p_value(5_000.0, draws) == pytest.approx(0.002)
    assert placebo.rank_p_value(499.0, draws) == 1.0
