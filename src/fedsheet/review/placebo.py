"""Placebo: what a change in a window would look like had nothing happened there.

The same statistic is taken on many random windows of equal length that avoid the one in question. Draws come in by the
front door as a `Generator`; all windows of an asset are two look-ups in its level, so a thousand cost microseconds.

Long windows need care: only a handful fit into the sample without overlap, and the drawn ones overlap each other, so
the rank among them rejects too often (a third of the time for windows of 1,000 days in 4,500). `overlap_adjusted`
measures that on random walks of the same lengths and gives back a p-value that is 5% when it says 5%.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError

Array = NDArray[np.float64]
Positions = NDArray[np.intp]

SHORT_SHARE = 0.003  # of the sample: below this the correction is smaller than its own noise
CALIBRATION_WALKS = 1_000
CALIBRATION_STEPS = 600  # a random walk is self-similar: 600 steps stand for any number of days


def eligible_starts(n_days: int, length: int, first: int) -> Positions:
    """Starts s of windows [s, s + length] inside the sample that share no step with [first, first + length]."""
    before = np.arange(0, max(first - length + 1, 0))
    after = np.arange(first + length, n_days - length)
    return np.concatenate([before, after]).astype(np.intp)


def draw_starts(n_days: int, length: int, first: int, n_draws: int, rng: np.random.Generator) -> Positions:
    """`n_draws` random window starts that avoid the window at `first`; `InputError` where none fits."""
    starts = eligible_starts(n_days, length, first)
    if starts.size == 0:
        raise InputError("review.placebo_window_days_fits_beside", length=length, first=first, n_days=n_days)
    return rng.choice(starts, n_draws)


def window_changes(scale: Array, starts: Positions, length: int) -> Array:
    """Change of `scale` (t,) over each window of `length` steps that begins at `starts` (d,); returns (d,)."""
    return scale[starts + length] - scale[starts]


def rank_p_value(observed: float, placebo: Array) -> float:
    """Two-sided p-value by rank among the draws, the observed one counted in (Davison and Hinkley 1997, 4.2.3).

    p = min(1, 2 · min(1 + #{x ≥ observed}, 1 + #{x ≤ observed}) / (n + 1))
    """
    upper = 1 + np.count_nonzero(placebo >= observed)
    lower = 1 + np.count_nonzero(placebo <= observed)
    return float(min(1.0, 2.0 * min(upper, lower) / (placebo.size + 1)))


@lru_cache(maxsize=1)
def _calibration_walks() -> Array:
    """Driftless random walks (s + 1, w) from zero; one fixed seed, for they stand for a property, not for data."""
    steps = np.random.default_rng(20081125).standard_normal((CALIBRATION_WALKS, CALIBRATION_STEPS))
    return np.concatenate([np.zeros((1, CALIBRATION_WALKS)), steps.T.cumsum(axis=0)])


@lru_cache(maxsize=256)
def _rank_p_under_null(length_share: float, first_share: float) -> Array:
    """Sorted rank p-values of a window on random walks: what `rank_p_value` says when nothing happened."""
    m, walks = CALIBRATION_STEPS, _calibration_walks()
    length = max(1, round(length_share * m))
    first = min(round(first_share * m), m - length)
    starts = eligible_starts(m + 1, length, first)
    changes = walks[length:] - walks[:-length]
    upper = 1 + np.count_nonzero((changes >= changes[first])[starts], axis=0)
    lower = 1 + np.count_nonzero((changes <= changes[first])[starts], axis=0)
    return np.sort(np.minimum(1.0, 2.0 * np.minimum(upper, lower) / (starts.size + 1)))


def overlap_adjusted(p_value: float, n_days: int, length: int, first: int) -> float:
    """The share of random walks on which the rank p-value would be as small: the p-value corrected for overlap."""
    if length < SHORT_SHARE * n_days:
        return p_value
    null = _rank_p_under_null(round(length / n_days, 3), round(first / n_days, 2))
    as_small = np.searchsorted(null, max(p_value, float(null[0])), side="right")  # ranks on the walks are coarser
    return float(max(p_value, as_small / null.size))


def central_band(placebo: Array, size: float = 0.05) -> tuple[float, float]:
    """The ends between which all but `size` of the draws lie."""
    low, high = np.quantile(placebo, [size / 2, 1 - size / 2])
    return float(low), float(high)


def detectable_change(band: tuple[float, float]) -> float:
    """The smallest change either way that would be called unusual: half the width of the placebo's central band."""
    return (band[1] - band[0]) / 2


def power(placebo: Array, effect: float, band: tuple[float, float]) -> float:
    """Probability that the placebo test notices a true `effect` (same scale) added to a random window."""
    low, high = band
    shifted = placebo + effect
    return float(np.mean((shifted < low) | (shifted > high)))


def sign_test_floor(n_episodes: int) -> float:
    """The smallest two-sided p-value a sign test on `n_episodes` can reach, even if every sign agrees: 2 / 2ⁿ."""
    return 2.0 * 0.5**n_episodes
