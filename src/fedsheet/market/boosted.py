"""Gradient-boosted quantiles, all levels at once: small trees grown in step, one for each level, on shared histograms.

    negative gradient of the pinball loss ──► one split of every node by histogram ──► leaf = quantile of what is left

A tree has `DEPTH` levels. Histograms of all quantile levels are one product of a sparse matrix (which bin each day's
feature falls in) with the gradients, so forty levels cost little more than one. Friedman (2001), *Greedy function
approximation*, for boosting; Koenker and Bassett (1978) for the loss; Ke et al. (2017), LightGBM, for histograms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
DEPTH = 3
BINS = 32  # of each feature, by quantile; the first is for what is missing


@dataclass(frozen=True)
class Boosting:
    """How it is fitted: trees, the step of each, the share of features a tree may use, the least weight of a leaf."""

    trees: int
    step: float
    feature_share: float
    least_leaf: float
    seed: int


@dataclass(frozen=True)
class Boosted:
    """Fitted trees: m trees, l quantile levels.

    edges            (k, BINS − 2) upper edges of the bins of each feature
    start            (l,) quantiles of the outcomes, where boosting begins
    feature, cut     (m, l, 2**DEPTH − 1) what each node asks: bin of `feature` above `cut`?
    leaf             (m, l, 2**DEPTH) what each leaf adds
    """

    edges: Array
    start: Array
    feature: Whole
    cut: Whole
    leaf: Array

    def quantiles(self, rows: Array) -> Array:
        """(t, l) quantiles of each row (t, k), in rising order."""
        bins = binned(rows, self.edges)
        found = np.broadcast_to(self.start, (len(rows), len(self.start))).copy()
        for feature, cut, leaf in zip(self.feature, self.cut, self.leaf, strict=True):
            found += _leaf_values(leaf, _leaves(bins, feature, cut))
        return np.sort(found, axis=1)


def bin_edges(rows: Array) -> Array:
    """(k, BINS − 2) inner quantiles of each feature over the days it is known; 0 where it never is."""
    at = np.linspace(0.0, 1.0, BINS)[1:-1]
    known = [column[np.isfinite(column)] for column in rows.T]
    return np.array([np.quantile(c, at) if len(c) else np.zeros(BINS - 2) for c in known])


def binned(rows: Array, edges: Array) -> Whole:
    """(t, k) bin of each value, 1 to BINS − 1; 0 where missing."""
    found = np.empty(rows.shape, dtype=np.int64)
    for k, edge in enumerate(edges):
        found[:, k] = np.where(np.isfinite(rows[:, k]), 1 + np.searchsorted(edge, rows[:, k]), 0)
    return found


def fit(rows: Array, outcomes: Array, weights: Array, levels: Array, how: Boosting) -> Boosted:
    """Quantiles `levels` (l,) of `outcomes` (t,) given `rows` (t, k), days weighted by `weights` (t,)."""
    edges = bin_edges(rows)
    bins = binned(rows, edges)
    w = weights / weights.mean()
    start = weighted_quantiles(outcomes[:, None], w, np.zeros((len(outcomes), len(levels)), np.int64), levels, 1)[:, 0]
    rng = np.random.default_rng(how.seed)
    left = outcomes[:, None] - start
    features, cuts, leaves = [], [], []
    n_used = max(1, round(how.feature_share * rows.shape[1]))
    for _ in range(how.trees):
        used = np.sort(rng.permutation(rows.shape[1])[:n_used])
        gradient = w[:, None] * (levels - (left < 0.0))
        feature, cut = _grow(bins[:, used], gradient, w, how.least_leaf)
        feature = used[feature]
        place = _leaves(bins, feature, cut)
        leaf = how.step * weighted_quantiles(left, w, place, levels, 2**DEPTH)
        left = left - _leaf_values(leaf, place)
        features.append(feature)
        cuts.append(cut)
        leaves.append(leaf)
    return Boosted(edges, start, np.array(features), np.array(cuts), np.array(leaves))


def _grow(bins: Whole, gradient: Array, weights: Array, least: float) -> tuple[Whole, Whole]:
    """(l, nodes) the feature and the bin at which each node splits, by greatest gain; a node without gain sends all
    days left. A right child's histogram is its parent's less its sibling's."""
    n, k = bins.shape
    shown = _membership(bins)
    n_levels = gradient.shape[1]
    feature = np.zeros((n_levels, 2**DEPTH - 1), dtype=np.int64)
    cut = np.full((n_levels, 2**DEPTH - 1), BINS, dtype=np.int64)
    node = np.zeros((n, n_levels), dtype=np.int64)
    found: dict[int, tuple[Array, Array]] = {}
    for j in range(2**DEPTH - 1):
        here = node == j
        if j and j % 2 == 0:
            parent, sibling = found[(j - 1) // 2], found[j - 1]
            found[j] = parent[0] - sibling[0], parent[1] - sibling[1]
        else:
            both = shown @ np.hstack([gradient * here, weights[:, None] * here])
            found[j] = (
                both[:, :n_levels].reshape(k, BINS, n_levels), both[:, n_levels:].reshape(k, BINS, n_levels)
            )  # fmt: skip
        feature[:, j], cut[:, j] = _best_split(*found[j], least)
        if j <= 2 ** (DEPTH - 1) - 2:
            node = _descend(bins, node, here, feature[:, j], cut[:, j])
    return feature, cut


def _membership(bins: Whole) -> csr_array:
    """(k * BINS, t) which days' features fall into which bins, 0 or 1."""
    from scipy.sparse import csr_array

    n, k = bins.shape
    columns = (bins + BINS * np.arange(k)).ravel()
    return csr_array((np.ones(n * k), columns, np.arange(0, n * k + 1, k)), shape=(n, k * BINS)).T.tocsr()


def _descend(bins: Whole, node: Whole, here: NDArray[np.bool_], feature: Whole, cut: Whole) -> Whole:
    """(t, l) nodes after those `here` were asked their question."""
    right = bins[:, feature] > cut
    found: Whole = np.where(here, 2 * node + 1 + right, node)
    return found


def _best_split(gradient: Array, weight: Array, least: float) -> tuple[Whole, Whole]:
    """(l,) feature and bin of the split with the greatest fall of squared gradient; histograms are (k, BINS, l)."""
    g, h = np.cumsum(gradient, axis=1)[:, :-1], np.cumsum(weight, axis=1)[:, :-1]
    total_g, total_h = gradient[0].sum(axis=0), weight[0].sum(axis=0)
    other_g, other_h = total_g - g, total_h - h
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = g**2 / h + other_g**2 / other_h - total_g**2 / total_h
    gain = np.where((h >= least) & (other_h >= least), gain, 0.0).reshape(-1, g.shape[2])
    best = np.argmax(gain, axis=0)
    feature, at = np.divmod(best, BINS - 1)
    return feature, np.where(np.take_along_axis(gain, best[None], axis=0)[0] > 0.0, at, BINS)


def _leaves(bins: Whole, feature: Whole, cut: Whole) -> Whole:
    """(t, l) the leaf each row comes to, by level."""
    n_levels = len(feature)
    every = np.arange(n_levels)
    node = np.zeros((len(bins), n_levels), dtype=np.int64)
    for _ in range(DEPTH):
        asked = np.take_along_axis(bins, feature[every, node], axis=1)
        node = 2 * node + 1 + (asked > cut[every, node])
    leaves: Whole = node - (2**DEPTH - 1)
    return leaves


def _leaf_values(leaf: Array, place: Whole) -> Array:
    return np.asarray(leaf[np.arange(leaf.shape[0]), place])


def weighted_quantiles(values: Array, weights: Array, place: Whole, levels: Array, n_places: int) -> Array:
    """(l, n_places) quantile `levels[i]` of `values[:, i]` within each place; 0 where a place holds nothing.

    values (t, l) or (t, 1)     weights (t,)     place (t, l), 0 to n_places − 1
    """
    n_levels = place.shape[1]
    values = np.broadcast_to(values, place.shape)
    order = np.argsort(values, axis=0)
    order = np.take_along_axis(order, np.argsort(np.take_along_axis(place, order, axis=0), axis=0, kind="stable"), 0)
    sorted_place = np.take_along_axis(place, order, axis=0)
    below = np.cumsum(weights[order], axis=0)
    found = np.zeros((n_levels, n_places))
    for i in range(n_levels):
        ends = np.searchsorted(sorted_place[:, i], np.arange(n_places + 1))
        reached = np.concatenate([[0.0], below[:, i]])[ends]
        wanted = reached[:-1] + levels[i] * np.diff(reached)
        at = np.searchsorted(below[:, i], wanted)
        inside = np.clip(at, ends[:-1], np.maximum(ends[1:] - 1, ends[:-1]))
        held = ends[1:] > ends[:-1]
        found[i, held] = values[order[inside[held], i], i]
    return found
