"""Least squares with standard errors that survive serial correlation and changing variance (Newey and West 1987)."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class HacFit:
    """Coefficients (p,), their covariance (p, p) and the degrees of freedom left."""

    beta: Array
    covariance: Array
    dof: int

    @property
    def standard_error(self) -> Array:
        """Square roots of the diagonal (p,)."""
        return np.sqrt(np.diag(self.covariance))

    def p_values(self) -> Array:
        """Two-sided normal p-values (p,), as is usual for HAC errors."""
        return np.array([erfc(abs(t) / sqrt(2)) for t in self.beta / self.standard_error])


def newey_west_lags(n: int) -> int:
    """The rule ⌊4 (n/100)^(2/9)⌋ of Newey and West (1994)."""
    return int(4 * (n / 100) ** (2 / 9))


def hac_fit(y: Array, x: Array, lags: int) -> HacFit:
    """Regress y (t,) on x (t, p); Bartlett kernel with `lags`, without small-sample factor.

    V = (X'X)⁻¹ [Γ₀ + Σₗ (1 − l/(L+1)) (Γₗ + Γₗ')] (X'X)⁻¹ with Γₗ = Σ xₜ eₜ eₜ₋ₗ xₜ₋ₗ'.
    """
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ (x.T @ y)
    scores = x * (y - x @ beta)[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        gamma = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (gamma + gamma.T)
    return HacFit(beta, bread @ meat @ bread, y.size - x.shape[1])
