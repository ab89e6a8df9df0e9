"""The Committee's reaction function, estimated before and after the framework of August 2020.

    R = rho R(-1) + (1 - rho) [c + b (p - g) + d y] + e          quarterly, least squares, Newey-West errors

Quarters at the lower bound tell nothing about rho, b or d and are left out. The second regime has about twenty
quarters of one single inflation: its standard errors say how little that settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fedsheet.core.errors import ModelError
from fedsheet.core.units import from_pct
from fedsheet.outlook.rules import RuleInputs, goal, lagged

Array = npt.NDArray[np.float64]
FRAMEWORK = date(2020, 8, 27)
AT_THE_BOUND = from_pct(0.25)
MINIMUM_QUARTERS = 12


@dataclass(frozen=True)
class Estimate:
    """One number with its Newey-West standard error."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class Reaction:
    """The rule estimated over some quarters; responses are long-run, decimals per decimal.

    persistence   rho, the weight on last quarter's rate
    inflation     b: response to inflation above the goal (on the level of the rate, so 1.5 is Taylor's)
    gap           d: response to the output gap
    """

    regime: str
    first: date
    last: date
    n: int
    persistence: Estimate
    inflation: Estimate
    gap: Estimate
    residual_sd: float


def newey_west(X: Array, residuals: Array, lags: int) -> Array:
    """Covariance of least-squares coefficients, (k, k), Bartlett weights, no small-sample factor (Newey-West 1987)."""
    moments = X * residuals[:, None]
    S = moments.T @ moments
    for lag in range(1, lags + 1):
        cross = moments[lag:].T @ moments[:-lag]
        S += (1 - lag / (lags + 1)) * (cross + cross.T)
    bread = np.linalg.inv(X.T @ X)
    return bread @ S @ bread


def automatic_lags(n: int) -> int:
    """Newey and West's (1994) rule of thumb for n observations."""
    return int(4 * (n / 100) ** (2 / 9))


def long_run(coefficients: Array, covariance: Array, position: int) -> Estimate:
    """Coefficient divided by one minus persistence, its error by the delta method; persistence stands second."""
    rest = 1 - coefficients[1]
    value = coefficients[position] / rest
    gradient = np.zeros(len(coefficients))
    gradient[position] = 1 / rest
    gradient[1] = value / rest
    return Estimate(float(value), float(np.sqrt(gradient @ covariance @ gradient)))


def estimate(regime: str, x: RuleInputs, chosen: npt.NDArray[np.bool_]) -> Reaction:
    """The reaction function over the quarters chosen, (t,) mask; fewer than twelve raise `ModelError`."""
    before = lagged(x.funds_rate, 1)
    full = np.column_stack([np.ones(len(x)), before, x.inflation - goal(), x.gap])
    use = chosen & np.isfinite(full).all(axis=1) & np.isfinite(x.funds_rate)
    n = int(use.sum())
    if n < MINIMUM_QUARTERS:
        raise ModelError(
            "outlook.reaction_only_quarters_away_from", n=n, regime=regime, minimum_quarters=MINIMUM_QUARTERS
        )
    X, y = full[use], x.funds_rate[use]
    coefficients = np.asarray(np.linalg.lstsq(X, y, rcond=None)[0], dtype=np.float64)
    residuals = y - X @ coefficients
    covariance = newey_west(X, residuals, automatic_lags(n))
    quarters = [q for q, used in zip(x.quarters, use, strict=True) if used]
    persistence = Estimate(float(coefficients[1]), float(np.sqrt(covariance[1, 1])))
    return Reaction(
        regime, quarters[0], quarters[-1], n, persistence,
        long_run(coefficients, covariance, 2), long_run(coefficients, covariance, 3),
        float(np.sqrt(residuals @ residuals / (n - 4))),
    )  # fmt: skip


def regimes(x: RuleInputs) -> Sequence[Reaction]:
    """Before and after August 2020, quarters at the bound left out; a regime with too few quarters is left out."""
    at_bound = x.funds_rate <= AT_THE_BOUND
    earlier = np.array([q < FRAMEWORK for q in x.quarters])
    found = []
    for name, chosen in (("before_2020_08", earlier), ("after_2020_08", ~earlier)):
        try:
            found.append(estimate(name, x, chosen & ~at_bound))
        except ModelError:
            continue
    return tuple(found)
