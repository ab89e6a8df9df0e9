"""The block bootstrap covers the truth as often as it says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from fedsheet.review.bootstrap import mean_block_length, mean_interval, stationary_means


def coverage(phi, n, seed, n_trials=1_000):
    """Share of 95% intervals that hold the mean of first-order autoregressive samples."""
    rng = np.random.default_rng(seed)
    inside = 0
    for _ in range(n_trials):
        values = lfilter([1.0], [1.0, -phi], rng.standard_normal(n + 50))[50:] + 1.0
        low, high = mean_interval(values, rng, n_draws=400)
        inside += low <= 1.0 <= high
    return inside / n_trials


@pytest.mark.parametrize(("phi", "n", "seed"), [(0.0, 300, 1), (0.2, 500, 2)])
def test_coverage(phi, n, seed):
    """Nominal 95%; daily yield changes remember less than 0.2 of yesterday. Blocks cost a point or two."""
    assert 0.92 <= coverage(phi, n, seed) <= 0.97


def test_coverage_of_short_phases():
    """Sixty days, the shortest gap between programmes: 92% instead of 95%, and no less than 89."""
    assert 0.89 <= coverage(0.0, 60, 3) <= 0.97


def test_every_sample_has_the_full_length():
    """The mean of a constant is that constant, whatever the blocks."""
    means = stationary_means(np.full(250, 3.0), mean_block_length(250), 500, np.random.default_rng(3))
    np.testing.assert_allclose(means, 3.0)


def test_same_seed_same_interval():
    values = np.random.default_rng(4).standard_normal(100)
    first, again = (mean_interval(values, np.random.default_rng(5)) for _ in range(2))
    assert first == again
