"""Mean-adjusted event studies of many series at once (Brown and Warner 1985; MacKinlay 1997, section 4).

    |── estimation: mean and variance of daily changes ──|── buffer ──|── event window: change less its mean ──|

Prefix sums of changes and of their squares give every mean, variance and window in one look-up each, so the cost is
events × series, whatever the lengths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.core.normal import normal_share

Array = NDArray[np.float64]
Positions = NDArray[np.intp]
LEAST_ESTIMATION = 21


@dataclass(frozen=True)
class AbnormalChanges:
    """Cumulative abnormal changes of events (e, k), their standard errors and p-values, and the mean over events.

    change, standard_error, p_value   (e, k)
    mean, mean_error, mean_p          (k,)  average over events and its error from the events' own variances
    """

    change: Array
    standard_error: Array
    p_value: Array
    mean: Array
    mean_error: Array
    mean_p: Array


def abnormal_changes(
    steps: Array, positions: Positions, window: tuple[int, int], estimation: int = 250, buffer: int = 30
) -> AbnormalChanges:
    """Mean-adjusted changes around events.

    steps      (t, k)  daily changes; row i is the change into day i
    positions  (e,)    rows of the event days
    window     first and last day relative to the event, both included, for example (0, 1)
    Student's t with `estimation` − 1 degrees of freedom per event, normal for the mean. An event whose estimation
    window begins before the figures, or whose window ends after them, raises `InputError`.
    """
    if estimation < LEAST_ESTIMATION:
        raise InputError("review.abnormal_days_too_few_estimate", estimation=estimation)
    first = positions + window[0]
    start, stop = first - buffer - estimation, positions + window[1] + 1
    if start.min() < 0 or stop.max() > steps.shape[0]:
        raise InputError(
            "review.abnormal_event_needs_days_before",
            estimation=estimation + buffer - window[0],
            window=window[1],
            shape=steps.shape[0],
        )
    begins, ends = np.stack([start, first]), np.stack([start + estimation, stop])
    sums = window_sums(steps, begins, ends)
    squares = window_sums(steps, begins[0], ends[0], np.square)
    mean = sums[0] / estimation
    variance = (squares - estimation * mean**2) / (estimation - 1)
    length = window[1] - window[0] + 1
    change = sums[1] - length * mean
    error = np.sqrt(np.maximum(variance, 0.0) * length)
    average, average_error = change.mean(axis=0), np.sqrt((error**2).sum(axis=0)) / positions.size
    single, common = _student_p(change, error, estimation - 1), _normal_p(average, average_error)
    return AbnormalChanges(change, error, single, average, average_error, common)


def window_sums(values: Array, begins: Positions, ends: Positions, transform: np.ufunc = np.positive) -> Array:
    """Sums of `transform(values)` over rows begin ≤ i < end; values (t, k), begins and ends (…), returns (…, k)."""
    prefix = prefix_sums(values, transform)
    return np.asarray(prefix[ends] - prefix[begins])


def prefix_sums(values: Array, transform: np.ufunc = np.positive) -> Array:
    """Sums of the first 0, 1, … t rows of `transform(values)`, values (t, k); returns (t + 1, k).

    Rows are added in √t blocks side by side: numpy's own cumsum waits for one addition after the other.
    """
    n, k = values.shape
    size = math.isqrt(n) + 1
    blocks = np.zeros((n // size + 1, size, k))
    flat = blocks.reshape(-1, k)
    transform(values, out=flat[1 : n + 1])
    for i in range(1, size):
        blocks[:, i] += blocks[:, i - 1]
    blocks += (np.cumsum(blocks[:, -1], axis=0) - blocks[:, -1])[:, None]
    return flat[: n + 1]


def _student_p(change: Array, error: Array, dof: int) -> Array:
    """Two-sided p-values of Student's t by Hill's normalising transform, exact to 1e-8 from twenty degrees on.

    Source: Hill (1970), Communications of the ACM 13(10), algorithm 395.
    """
    a = dof - 0.5
    b = 48.0 * a * a
    y = a * np.log1p((change / error) ** 2 / dof)
    z = ((((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b) + y + 3.0) / b + 1.0
    return np.asarray(2.0 * normal_share(-z * np.sqrt(y)))


def _normal_p(change: Array, error: Array) -> Array:
    return np.asarray(2.0 * normal_share(-np.abs(change) / error))
