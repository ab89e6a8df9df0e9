"""Stationary block bootstrap of a mean: intervals for data that remember a little of yesterday.

Blocks begin anywhere (circularly) and have geometric lengths (Politis and Romano 1994). A block's sum is a difference
of two prefix sums, so a draw costs its number of blocks, not its number of days.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Blocks = tuple[NDArray[np.int64], NDArray[np.int64]]


def mean_block_length(n: int) -> float:
    """The rate-optimal order n^(1/3) for the variance of a mean (Politis and White 2004), at least two days."""
    return max(2.0, float(round(n ** (1 / 3))))


def draw_blocks(n: int, mean_length: float, n_draws: int, rng: np.random.Generator) -> Blocks:
    """Starts and ends (d, b) of geometric blocks, cut so that each draw's blocks add up to `n` days exactly.

    Days are counted on from `n` where a block runs past the last one and goes on with the first.
    """
    lengths = rng.geometric(1 / mean_length, (n_draws, int(n / mean_length * 1.5) + 8))
    while (lengths.sum(axis=1) < n).any():
        lengths = np.concatenate([lengths, rng.geometric(1 / mean_length, lengths.shape)], axis=1)
    cut = np.diff(np.minimum(lengths.cumsum(axis=1), n), axis=1, prepend=0)
    starts, used = rng.integers(0, n, lengths.shape), cut.any(axis=0)
    return starts[:, used], (starts + cut)[:, used]


def block_means(values: Array, blocks: Blocks) -> Array:
    """Means (d,) of the bootstrap samples of `values` (t,) that these blocks make up."""
    starts, ends = blocks
    prefix = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values]))])
    return np.asarray((prefix[ends] - prefix[starts]).sum(axis=1) / values.size)


def stationary_means(values: Array, mean_length: float, n_draws: int, rng: np.random.Generator) -> Array:
    """Means of `n_draws` stationary bootstrap samples of `values` (t,); returns (d,)."""
    return block_means(values, draw_blocks(values.size, mean_length, n_draws, rng))


def mean_interval(
    values: Array, rng: np.random.Generator, n_draws: int = 1_000, level: float = 0.95
) -> tuple[float, float]:
    """Basic (reflected percentile) interval for the mean of `values` at `level`."""
    return block_interval(values, draw_blocks(values.size, mean_block_length(values.size), n_draws, rng), level)


def block_interval(values: Array, blocks: Blocks, level: float = 0.95) -> tuple[float, float]:
    """The same from blocks already drawn."""
    low, high = np.quantile(block_means(values, blocks), [(1 - level) / 2, (1 + level) / 2])
    centre = values.mean()
    return float(2 * centre - high), float(2 * centre - low)
