"""MBS bought in the course of many paths: one pool a path, whose rate, age and term are those of its balance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.mortgages.cohorts import THIRTY_YEARS, Cohorts

Floats = NDArray[np.float64]


def none_bought(n_paths: int) -> Cohorts:
    """A pool a path with nothing in it yet."""
    zero = np.zeros(n_paths)
    return Cohorts(zero, zero, zero, np.full(n_paths, float(THIRTY_YEARS)), zero)


def pooled(pool: Cohorts, amount_usd: Floats, mortgage_rate: Floats, age_months: float) -> Cohorts:
    """The pool of each path with a purchase at its month's rate; rate, term and age become the weighted means.

    amount_usd, mortgage_rate  (p,)
    """
    after = pool.upb_usd + amount_usd
    weight = np.where(after > 0, amount_usd / np.where(after > 0, after, 1.0), 0.0)
    return Cohorts(
        after,
        pool.amortised_usd + amount_usd,
        pool.note_rate + weight * (mortgage_rate - pool.note_rate),
        pool.months_left + weight * (THIRTY_YEARS - age_months - pool.months_left),
        pool.age_months + weight * (age_months - pool.age_months),
    )
