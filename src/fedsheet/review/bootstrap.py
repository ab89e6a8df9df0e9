"""Stationary block bootstrap of a mean: intervals for data that remember a little of yesterday.

Blocks begin anywhere (circularly) and have geometric lengths (Politis and Romano 1994). A block's sum is a difference
of two prefix sums, so a draw costs its number of blocks, not its number of days.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def mean_block_length(n: int) -> float:
    """The rate-optimal order n^(1/3) for the variance of a mean (Politis and White 2004), at least two days."""
    return max(2.0, float(round(n ** (1 / 3))))


def _block_lengths(n: int, mean_length: float, n_draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Geometric block lengths (d, b) cut so that each draw's blocks add up to `n` exactly."""
    lengths = rng.geometric(1 / mean_length, (n_draws, int(n / mean_length * 1.5) + 8))
    while (lengths.sum(axis=1) < n).any():
        lengths = np.concatenate([lengths, rng.geometric(1 / mean_length, lengths.shape)], axis=1)
    ends = np.minimum(lengths.cumsum(axis=1), n)
    return np.asarray(np.diff(ends, axis=1, prepend=0))


def stationary_means(values: Array, mean_length: float, n_draws: int, rng: np.random.Generator) -> Array:
    """Means of `n_draws` stationary bootstrap samples of `values` (t,); returns (d,)."""
    n = values.size
    lengths = _block_lengths(n, mean_length, n_draws, rng)
    starts = rng.integers(0, n, lengths.shape)
    prefix = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values]))])
    return np.asarray((prefix[starts + lengths] - prefix[starts]).sum(axis=1) / n)


def mean_interval(
    values: Array, rng: np.random.Generator, n_draws: int = 1_000, level: float = 0.95
) -> tuple[float, float]:
    """Basic (reflected percentile) interval for the mean of `values` at `level`."""
    means = stationary_means(values, mean_block_length(values.size), n_draws, rng)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    centre = values.mean()
    return float(2 * centre - high), float(2 * centre - low)
