"""A quantile forest: the outcomes of past days that fall into the same leaves, weighted by how often they do.

Meinshausen (2006), *Quantile regression forests*. The trees are scikit-learn's, whose wheel carries its own OpenMP and
asks nothing of the system; it is the extra `forecast`, since the shipped record makes a forest grown here rare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.extras import need

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Growing:
    """How it is grown: trees, the least number of days in a leaf, the share of features a split may choose from."""

    trees: int
    least_leaf: int
    feature_share: float
    seed: int


def forest_quantiles(rows: Array, outcomes: Array, weights: Array, wanted: Array, levels: Array, how: Growing) -> Array:
    """(t, l) quantiles at `levels` of the rows `wanted` (t, k), learnt from `rows` (n, k), `outcomes` and `weights`
    (n,). A missing feature goes to the side where it did least harm."""
    need("forecast")
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(
        how.trees, min_samples_leaf=how.least_leaf, max_features=how.feature_share, random_state=how.seed
    ).fit(rows, outcomes, weights)
    leaves, own = forest.apply(rows), forest.apply(wanted)
    order = np.argsort(outcomes, kind="stable")
    return np.array([_quantiles(leaves, leaf, weights, outcomes, order, levels) for leaf in own])


def _quantiles(
    leaves: NDArray[np.int64], own: NDArray[np.int64], weights: Array, outcomes: Array, order: NDArray[np.int64],
    levels: Array,
) -> Array:  # fmt: skip
    """(l,) quantiles of the outcomes that share leaves with one row, each tree's leaf counting the same."""
    shared = (leaves == own) * weights[:, None]
    share = (shared / shared.sum(axis=0)).mean(axis=1)[order]
    at = np.searchsorted(np.cumsum(share), levels)
    return np.asarray(outcomes[order][np.minimum(at, len(order) - 1)])
