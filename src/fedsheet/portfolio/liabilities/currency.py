"""Currency: the seasonal shape of the last years on the growth of the last year.

    log C(t + h) - log C(t) = g h + mean over k of [log C(t - k + h) - log C(t - k) - g_k h],   k = 1 .. n years back

g is the growth of the last fifty-two weeks, g_k that of the year k years back: the shape has no trend of its own.
Source: H.4.1, currency in circulation; settings in data/liabilities.toml.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEKS = 52


def currency_growth(log_levels: Floats, weeks: Floats, years: int) -> Floats:
    """(t,) log growth from the last level to so many weeks later.

    log_levels  (n,) logs of weekly levels up to the opening, no gaps, at least 52 (years + 1) + 1 of them
    weeks       (t,) weeks ahead, >= 0, fractions allowed
    """
    steps = np.arange(WEEKS + 1)
    last = len(log_levels) - 1
    trend = log_levels[last] - log_levels[last - WEEKS]
    shapes = [_detrended(log_levels[last - WEEKS * k :][: WEEKS + 1]) for k in range(1, years + 1)]
    of_year = np.interp(weeks % WEEKS, steps, np.mean(shapes, axis=0))
    grown: Floats = trend * weeks / WEEKS + of_year
    return grown


def _detrended(path: Floats) -> Floats:
    """One year's path from zero back to zero."""
    moved = path - path[0]
    found: Floats = moved - moved[-1] * np.arange(len(path)) / (len(path) - 1)
    return found
