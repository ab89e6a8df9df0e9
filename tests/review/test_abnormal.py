"""Mean-adjusted event studies against the same by plain loops, and their size."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from fedsheet.core.errors import InputError
from fedsheet.review.abnormal import abnormal_changes


def by_loops(steps, positions, window, estimation, buffer):
    """MacKinlay (1997), section 4, one event and series at a time."""
    change, p_value = np.empty((len(positions), steps.shape[1])), np.empty((len(positions), steps.shape[1]))
    for i, at in enumerate(positions):
        for k in range(steps.shape[1]):
            before = steps[at + window[0] - buffer - estimation : at + window[0] - buffer, k]
            inside = steps[at + window[0] : at + window[1] + 1, k]
            change[i, k] = (inside - before.mean()).sum()
            error = before.std(ddof=1) * np.sqrt(inside.size)
            p_value[i, k] = 2 * student.sf(abs(change[i, k]) / error, estimation - 1)
    return change, p_value


def test_against_plain_loops():
    steps = np.random.default_rng(1).standard_normal((900, 4)) * 5e-4
    positions = np.array([320, 400, 401, 700])
    found = abnormal_changes(steps, positions, (-1, 2), 250, 20)
    change, p_value = by_loops(steps, positions, (-1, 2), 250, 20)
    np.testing.assert_allclose(found.change, change, atol=1e-14)
    np.testing.assert_allclose(found.p_value, p_value, rtol=1e-7)
    np.testing.assert_allclose(found.mean, change.mean(axis=0), atol=1e-14)


def test_size_is_five_percent():
    steps = np.random.default_rng(2).standard_normal((5_000, 40))
    positions = np.arange(300, 4_990, 60)
    found = abnormal_changes(steps, positions, (0, 1))
    assert abs((found.p_value <= 0.05).mean() - 0.05) < 0.01


def test_a_known_effect_is_found():
    steps = np.random.default_rng(3).standard_normal((1_000, 2))
    positions = np.array([400, 500, 600, 700])
    steps[positions] += np.array([6.0, 0.0])
    found = abnormal_changes(steps, positions, (0, 0))
    assert found.mean[0] == pytest.approx(6.0, abs=1.5)
    assert found.mean_p[0] < 1e-6


@pytest.mark.parametrize("at", [100, 999])
def test_events_at_the_edges_are_refused(at):
    with pytest.raises(InputError, match="days before it"):
        abnormal_changes(np.ones((1_000, 1)), np.array([at]), (0, 1))
