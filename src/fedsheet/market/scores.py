"""Scores of forecast distributions: CRPS, Brier skill, coverage; Diebold-Mariano and block-bootstrap inference.

Gneiting and Raftery (2007) for the scores; Diebold and Mariano (1995) with the correction of Harvey, Leybourne and
Newbold (1997) for the comparison; Künsch (1989) for blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 21  # days, about a month


def crps(points: Array, weights: Array, outcome: float) -> float:
    """Continuous ranked probability score of weighted points, in their unit; lower is better, |error| for one point."""
    order = np.argsort(points)
    x, below = points[order], np.cumsum(weights[order])
    spread = float((below[:-1] * (1.0 - below[:-1])) @ np.diff(x))
    return float(weights @ np.abs(points - outcome)) - spread


@dataclass(frozen=True)
class Comparison:
    """Mean loss difference ours − rival; `statistic` is about standard normal; negative means ours is better."""

    difference: float
    statistic: float
    p_value: float


def diebold_mariano(ours: Array, rival: Array, horizon: int = 1) -> Comparison:
    """Whether two loss series (t,) differ in mean; two-sided p, Newey-West variance, small-sample correction."""
    from scipy.special import stdtr

    d = ours - rival
    n, lags = len(d), max(horizon - 1, round(len(d) ** (1 / 3)))
    centred = d - d.mean()
    covariances = np.array([centred[k:] @ centred[: n - k] / n for k in range(lags + 1)])
    bartlett = 1.0 - np.arange(1, lags + 1) / (lags + 1)
    variance = covariances[0] + 2.0 * float(bartlett @ covariances[1:])
    correction = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = float(correction * d.mean() / np.sqrt(variance / n))
    return Comparison(float(d.mean()), statistic, float(2.0 * stdtr(n - 1, -abs(statistic))))


@dataclass(frozen=True)
class Skill:
    """Brier skill against climatology at one threshold with a 90% block-bootstrap interval; `n_events` outcomes.

    Where no event happened there is nothing to be skilful about: all three are NaN, `assessable` is False.
    """

    threshold_bp: float
    skill: float
    low: float
    high: float
    n_events: int

    @property
    def assessable(self) -> bool:
        """Whether an event happened."""
        return self.n_events > 0


@dataclass(frozen=True)
class Alarm:
    """Days above a threshold: how many the forecasts expected and how many happened.

    p_value  two-sided, of as many or as few were the chances right and the days independent (which they are not quite)
    """

    threshold_bp: float
    expected: float
    happened: int
    n_days: int
    p_value: float


def alarms(threshold_bp: float, chances: Array, outcome: NDArray[np.bool_]) -> Alarm:
    """Chances (t,) against outcomes (t,): the number of events is a sum of unequal coins, computed exactly."""
    counts = np.ones(1)
    for p in chances:
        counts = np.append(counts, 0.0) * (1.0 - p) + np.append(0.0, counts) * p
    happened = int(outcome.sum())
    tail = min(counts[: happened + 1].sum(), counts[happened:].sum())
    return Alarm(threshold_bp, float(chances.sum()), happened, len(outcome), float(min(1.0, 2.0 * tail)))


def brier_skill(
    threshold_bp: float, ours: Array, climatology: Array, outcome: NDArray[np.bool_], seed: int, n_draws: int = 2000
) -> Skill:
    """1 − Brier(ours) / Brier(climatology) for probabilities (t,); blocks of `BLOCK` days, `seed` fixes the draws."""
    if not outcome.any():
        return Skill(threshold_bp, np.nan, np.nan, np.nan, 0)
    ours_loss, rival_loss = (ours - outcome) ** 2, (climatology - outcome) ** 2
    starts = np.random.default_rng(seed).integers(0, len(outcome), size=(n_draws, -(-len(outcome) // BLOCK)))
    draws = 1.0 - resampled(ours_loss, starts) / resampled(rival_loss, starts)
    low, high = np.quantile(draws, (0.05, 0.95))
    skill = float(1.0 - ours_loss.sum() / rival_loss.sum())
    return Skill(threshold_bp, skill, float(low), float(high), int(outcome.sum()))


def resampled(loss: Array, starts: NDArray[np.int64]) -> Array:
    """(n_draws,) totals of `loss` (n,) over circular blocks from `starts` (n_draws, blocks), the last one cut."""
    n, last = len(loss), starts[:, -1]
    upto = np.cumsum(np.concatenate([[0.0], loss, loss[:BLOCK]]))
    whole = upto[starts[:, :-1] + BLOCK] - upto[starts[:, :-1]]
    return np.asarray(whole.sum(axis=1) + upto[last + n - whole.shape[1] * BLOCK] - upto[last])
