"""Term premium: a yield is the path of short rates expected plus a premium (Adrian, Crump and Moench 2013).

Three regressions, no numerical search. X are standardised principal components of zero yields, monthly:

    1  X₊₁  = μ + Φ X + v,                         Σ = v v'/T
    2  rx₊₁ = a ι' + β' v₊₁ + c X + e              excess returns of bonds of several maturities, σ² = tr(e e')/NT
    3  λ₀   = (β β')⁻¹ β (a + ½ (B* vec Σ + σ² ι)),  λ₁ = (β β')⁻¹ β c

and bond prices ln P = Aₙ + Bₙ'X follow by

    Aₙ = Aₙ₋₁ + Bₙ₋₁'(μ − λ₀) + ½ (Bₙ₋₁' Σ Bₙ₋₁ + σ²) − δ₀,    Bₙ' = Bₙ₋₁'(Φ − λ₁) − δ₁'.

With λ = 0 the same recursion prices the expected path of short rates; the premium is the difference. Parameters come
from month ends; the same loadings then read every day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.review.zerocurve import ZeroCurves

Array = NDArray[np.float64]
RETURN_MONTHS = (6, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120)  # the eleven maturities of the paper
SHORTEST_IN_FACTORS = 3  # factors come from maturities of three months and more
LEAST_MONTHS = 60


@dataclass(frozen=True)
class Affine:
    """Prices of log bonds in the factors: ln P of month n is a[n − 1] + b[n − 1]·X."""

    a: Array
    b: Array

    def yields(self, factors: Array, months: NDArray[np.int_]) -> Array:
        """Annual decimal yields (t, n) of `months` at factors (t, k)."""
        at, scale = months - 1, -12.0 / months
        # One product with a column of ones: the constant costs no second pass over a large array.
        coefficients = np.concatenate([self.b[at].T, self.a[at][None, :]]) * scale
        return np.column_stack([factors, np.ones(factors.shape[0])]) @ coefficients


@dataclass(frozen=True)
class TermPremiumModel:
    """Everything estimated; immutable, so the same parameters read months and days alike.

    centre (m,), weights (m, k)   factors of a day are (yields of months 3..120 − centre) @ weights
    mu, phi, sigma                physical dynamics; lambda_0, lambda_1 prices of risk; delta_0, delta_1 short rate
    priced, expected              loadings with and without prices of risk
    persistence                   largest absolute eigenvalue of Φ; near one, the expected path is poorly pinned down
    """

    centre: Array
    weights: Array
    mu: Array
    phi: Array
    sigma: Array
    lambda_0: Array
    lambda_1: Array
    delta_0: float
    delta_1: Array
    sigma_squared: float
    priced: Affine
    expected: Affine
    persistence: float
    n_months: int

    def factors(self, yields: Array) -> Array:
        """Factors (t, k) of zero yields (t, 120)."""
        unused = np.zeros((SHORTEST_IN_FACTORS - 1, self.weights.shape[1]))
        return np.asarray(yields @ np.concatenate([unused, self.weights]) - self.centre @ self.weights)


@dataclass(frozen=True)
class Decomposition:
    """Fitted yield = expected path + premium, all (t, n) decimals for maturities `months`.

    The parts are read from the factors when asked for: decades of days times all maturities need not be kept thrice.
    """

    days: NDArray[np.datetime64]
    months: NDArray[np.int_]
    factors: Array
    model: TermPremiumModel

    @property
    def fitted(self) -> Array:
        """Yields by the priced loadings."""
        return self.model.priced.yields(self.factors, self.months)

    @property
    def expected(self) -> Array:
        """Average short rates expected, with the convexity that they carry."""
        return self.model.expected.yields(self.factors, self.months)

    @property
    def premium(self) -> Array:
        """Fitted minus expected, read from the difference of the loadings."""
        priced, expected = self.model.priced, self.model.expected
        return Affine(priced.a - expected.a, priced.b - expected.b).yields(self.factors, self.months)


def principal_components(yields: Array, n_factors: int) -> tuple[Array, Array, Array]:
    """Centre (m,), weights (m, k) and factors (t, k) of unit variance and positive mean weight.

    Curves that move in fewer ways than factors are wanted raise `InputError`.
    """
    centre = yields.mean(axis=0)
    moved = yields - centre
    _, directions = np.linalg.eigh(moved.T @ moved)
    weights = directions[:, : -n_factors - 1 : -1]
    factors = moved @ weights
    if np.linalg.matrix_rank(moved) < n_factors:
        raise InputError("review.termpremium_flat", n_factors=n_factors)
    scale = factors.std(axis=0, ddof=1) * np.where(weights.mean(axis=0) < 0, -1.0, 1.0)
    return centre, weights / scale, factors / scale


def excess_returns(yields: Array, months: NDArray[np.int_]) -> Array:
    """One-month log excess returns (t − 1, n) of bonds that had `months` to run at the start of the month.

    rx₊₁ = ln P₊₁(n − 1) − ln P(n) − r, with r the one-month yield.
    """
    log_price = -yields * np.arange(1, yields.shape[1] + 1) / 12.0
    return log_price[1:, months - 2] - log_price[:-1, months - 1] + log_price[:-1, :1]


def vector_autoregression(factors: Array) -> tuple[Array, Array, Array]:
    """Φ (k, k), innovations v (t − 1, k) and Σ of X₊₁ = Φ X + v; factors have mean zero, so μ is zero."""
    lagged = np.column_stack([np.ones(factors.shape[0] - 1), factors[:-1]])
    phi = np.linalg.lstsq(lagged, factors[1:], rcond=None)[0][1:].T
    innovations = factors[1:] - factors[:-1] @ phi.T
    return phi, innovations, innovations.T @ innovations / innovations.shape[0]


def prices_of_risk(returns: Array, factors: Array, innovations: Array, sigma: Array) -> tuple[Array, Array, float]:
    """λ₀ (k,), λ₁ (k, k) and σ² by the second and third regression; returns (t − 1, n)."""
    n_periods, k = innovations.shape
    design = np.column_stack([np.ones(n_periods), innovations, factors[:-1]])
    coefficients = np.linalg.lstsq(design, returns, rcond=None)[0]
    residuals = returns - design @ coefficients
    sigma_squared = float(np.mean(residuals**2))
    a, beta, c = coefficients[0], coefficients[1 : k + 1], coefficients[k + 1 :].T
    convexity = np.einsum("kn,kl,ln->n", beta, sigma, beta)
    projector = np.linalg.solve(beta @ beta.T, beta)
    return projector @ (a + 0.5 * (convexity + sigma_squared)), projector @ c, sigma_squared


def affine_loadings(
    drift: Array, dynamics: Array, sigma: Array, sigma_squared: float, short: tuple[float, Array], n: int
) -> Affine:
    """The recursion for months 1 to `n` from drift μ − λ₀ and dynamics Φ − λ₁; `short` is (δ₀, δ₁) a month."""
    delta_0, delta_1 = short
    b = np.empty((n, drift.size))
    b[0] = -delta_1
    for month in range(1, n):
        b[month] = b[month - 1] @ dynamics - delta_1
    before = b[:-1]
    steps = before @ drift + 0.5 * (np.einsum("nk,kl,nl->n", before, sigma, before) + sigma_squared) - delta_0
    return Affine(np.concatenate([[-delta_0], steps]).cumsum(), b)


def short_rate(yields: Array, factors: Array) -> tuple[float, Array]:
    """δ₀ and δ₁ of the one-month rate (a month, decimal) on the factors."""
    design = np.column_stack([np.ones(factors.shape[0]), factors])
    coefficients = np.linalg.lstsq(design, yields[:, 0] / 12.0, rcond=None)[0]
    return float(coefficients[0]), np.asarray(coefficients[1:])


def estimate(monthly: Array, n_factors: int = 5) -> TermPremiumModel:
    """The model from zero yields (t, 120) of month ends, decimals, continuously compounded.

    Under five years raise `InputError`. A curve fitted with k terms has rank k and carries at most k factors.
    """
    if monthly.shape[0] < LEAST_MONTHS:
        raise InputError("review.termpremium_months_too_few_term", shape=monthly.shape[0], least_months=LEAST_MONTHS)
    centre, weights, factors = principal_components(monthly[:, SHORTEST_IN_FACTORS - 1 :], n_factors)
    phi, innovations, sigma = vector_autoregression(factors)
    returns = excess_returns(monthly, np.array(RETURN_MONTHS))
    lambda_0, lambda_1, sigma_squared = prices_of_risk(returns, factors, innovations, sigma)
    short, months = short_rate(monthly, factors), monthly.shape[1]
    mu = np.zeros(n_factors)
    priced = affine_loadings(mu - lambda_0, phi - lambda_1, sigma, sigma_squared, short, months)
    expected = affine_loadings(mu, phi, sigma, sigma_squared, short, months)
    persistence = float(np.abs(np.linalg.eigvals(phi)).max())
    return TermPremiumModel(
        centre,
        weights,
        mu,
        phi,
        sigma,
        lambda_0,
        lambda_1,
        *short,
        sigma_squared,
        priced,
        expected,
        persistence,
        monthly.shape[0],
    )


def decompose(model: TermPremiumModel, curves: ZeroCurves, months: tuple[int, ...] = (24, 60, 120)) -> Decomposition:
    """Yields of every day split into expected path and premium, for the maturities asked for."""
    return Decomposition(curves.days, np.array(months), model.factors(curves.yields), model)


def month_ends(curves: ZeroCurves) -> ZeroCurves:
    """The last day held of every calendar month."""
    month = curves.days.astype("datetime64[M]")
    last = np.flatnonzero(np.append(month[1:] != month[:-1], True))
    return ZeroCurves(
        curves.days[last], curves.months, curves.yields[last], curves.method, curves.rank, curves.fit_rmse
    )
