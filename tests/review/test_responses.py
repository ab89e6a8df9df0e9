"""Responses to surprises: a planted effect is found, 90% bands cover it, nothing is found where nothing was planted."""

from functools import cache

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.review.responses import lagged, respond

HORIZONS = (6, 12, 18, 24, 36)
MONTHS, SURPRISES, SAMPLES = 216, 40, 300


def _planted(rng, size, memory=0.4):
    """Monthly changes that remember (t-distributed shocks), forty surprises, a response that builds up for years."""
    surprise = np.zeros(MONTHS)
    when = rng.choice(np.arange(20, MONTHS - 12), SURPRISES, replace=False)
    surprise[when] = rng.standard_normal(SURPRISES) * np.where(rng.random(SURPRISES) < 0.2, 3.0, 1.0)
    true = size * np.sin(np.minimum(np.arange(MONTHS) / 36.0, 1.0) * np.pi / 2)
    shocks, noise = rng.standard_t(5, MONTHS) * 0.15, np.zeros(MONTHS)
    for t in range(1, MONTHS):
        noise[t] = memory * noise[t - 1] + shocks[t]
    return np.convolve(surprise, np.diff(true, prepend=0.0))[:MONTHS] + noise, surprise, true[list(HORIZONS)]


@cache
def _simulated(size, memory):
    """(r, h) responses less the planted, whether the band holds the planted one, whether it leaves zero out."""
    rng, keep = np.random.default_rng(20221), np.ones(MONTHS, dtype=bool)
    off, inside, told = [], [], []
    for _ in range(SAMPLES):
        growth, surprise, true = _planted(rng, size, memory)
        found = respond(growth, surprise, keep, HORIZONS, rng, n_draws=200)
        off.append(found.effect - true)
        inside.append((found.low <= true) & (true <= found.high))
        told.append((found.low > 0) | (found.high < 0))
    return np.array(off), np.array(inside), np.array(told)


def test_a_planted_effect_is_recovered():
    off, _, told = _simulated(1.0, 0.4)
    error = off.std(axis=0) / np.sqrt(SAMPLES)
    assert (np.abs(off.mean(axis=0)) < 3 * error + 0.02).all()
    assert told.mean() > 0.9  # one unit is large against the noise: it is seen


@pytest.mark.parametrize("memory", [0.0, 0.4, 0.8])
def test_ninety_percent_bands_hold_the_planted_effect_in_ninety_percent_of_samples(memory):
    """Bar of the review: 90% ± 3 over horizons."""
    assert 0.87 <= _simulated(1.0, memory)[1].mean() <= 0.93


def test_nothing_planted_is_told_in_one_sample_of_ten():
    assert 0.07 <= _simulated(0.0, 0.4)[2].mean() <= 0.13


def test_the_power_told_is_the_share_of_samples_that_tell_it():
    """At 36 months of the planted path: power by the formula, averaged, beside what happened."""
    rng, keep, size = np.random.default_rng(7), np.ones(MONTHS, dtype=bool), 0.35
    power, told = [], []
    for _ in range(150):
        growth, surprise, _ = _planted(rng, size)
        found = respond(growth, surprise, keep, HORIZONS, rng, n_draws=100)
        power.append(found.power(size)[-1])
        told.append((found.low > 0)[-1] | (found.high < 0)[-1])
    assert abs(np.mean(power) - np.mean(told)) < 0.1


def test_placebo_p_is_small_for_a_large_effect_and_uniform_for_none():
    rng, keep = np.random.default_rng(3), np.ones(MONTHS, dtype=bool)
    growth, surprise, _ = _planted(rng, 3.0)
    assert (respond(growth, surprise, keep, HORIZONS, rng, n_draws=50, n_placebo=99).placebo_p < 0.05).all()
    p = []
    for _ in range(60):
        growth, surprise, _ = _planted(rng, 0.0)
        p.append(respond(growth, surprise, keep, (12,), rng, n_draws=20, n_placebo=39).placebo_p[0])
    assert 0.35 < np.mean(p) < 0.65


def test_months_left_out_change_nothing_but_their_rows():
    """An outlier in a month that is left out has no weight."""
    rng, keep = np.random.default_rng(5), np.ones(MONTHS, dtype=bool)
    growth, surprise, _ = _planted(rng, 1.0)
    keep[100] = False
    spoiled = growth.copy()
    spoiled[100] = 50.0
    first, second = (respond(g, surprise, keep, HORIZONS, np.random.default_rng(0)) for g in (growth, spoiled))
    np.testing.assert_allclose(first.effect, second.effect, rtol=1e-9)


def test_coefficients_of_the_lagged_design_are_cumulated():
    surprise = np.zeros(8)
    surprise[2] = 1.0
    cumulated = np.array([1.0, 3.0, 6.0])
    assert (lagged(surprise, 2) @ cumulated).tolist() == [0, 0, 1, 2, 3, 0, 0, 0]


def test_too_few_surprises_and_too_few_months_are_named():
    growth, surprise = np.zeros(MONTHS), np.zeros(MONTHS)
    surprise[:5] = 1.0
    with pytest.raises(InputError, match="5"):
        respond(growth, surprise, np.ones(MONTHS, dtype=bool), (6,), np.random.default_rng(0))
    surprise[:12] = 1.0
    with pytest.raises(InputError, match="37"):
        respond(growth[:40], surprise[:40], np.ones(40, dtype=bool), (6,), np.random.default_rng(0))
