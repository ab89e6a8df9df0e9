"""What an outcome does in the months after a surprise: distributed lags of the surprise, with a bootstrap band.

    Δyₜ = a + Σₖ θₖ sₜ₋ₖ + uₜ,  k = 0 … K,   u autoregressive of order p;   response after h months = θ₀ + … + θₕ

The same response as local projections of y on s (Plagborg-Møller and Wolf 2021, Econometrica 89(2)), but months that
must be left out cost one row, not h of them, and the errors are white after filtering. Projections were tried first on
simulated data: their 90% bands covered 72–83% after two years, these cover 88–92% (tests hold it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError

Array = NDArray[np.float64]
LAGS = 36  # months of surprises: effects are followed for three years
ORDER = 3  # of the errors' autoregression
ROUNDS = 3  # of estimating responses and autoregression in turn
LEVERAGE = 0.75  # power of 1 − leverage: between HC2 (a half), whose bands covered 84–89%, and HC3 (one), 91–94%
LEVEL = 0.90
LEAST_SURPRISES = 10
BAND, ONE_SIDED_80 = 1.6449, 0.8416  # normal quantiles: of a 90% band, and of a power of 80%


@dataclass(frozen=True)
class SurpriseResponse:
    """Cumulated responses of one outcome to a surprise of one, by horizon; all (h,).

    effect, low, high   point and 90% wild-bootstrap band
    error               standard error that the band is made of
    placebo_p           rank of the effect among those of the same surprises placed at random, where none is left
    n_months            months used
    """

    horizons: tuple[int, ...]
    effect: Array
    low: Array
    high: Array
    error: Array
    placebo_p: Array
    n_months: int

    @property
    def detectable(self) -> Array:
        """(h,) true effects that four in five samples would tell from none."""
        return self.error * (BAND + ONE_SIDED_80)

    def power(self, true: float) -> Array:
        """(h,) chance that the band of a true effect `true` leaves zero out."""
        shift = abs(true) / self.error
        return np.array([_normal(x - BAND) + _normal(-x - BAND) for x in shift])


def _normal(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def lagged(surprise: Array, lags: int) -> Array:
    """(…, t, lags + 1) the surprise and its lags, written so that coefficient k is the response after k months.

    surprise (…, t). Σ θₖ sₜ₋ₖ = Σ_{k<K} Cₖ (sₜ₋ₖ − sₜ₋ₖ₋₁) + C_K sₜ₋K; before the first month there was none.
    """
    before = np.concatenate([np.zeros((*surprise.shape[:-1], lags)), surprise], axis=-1)
    t = surprise.shape[-1]
    columns = np.stack([before[..., lags - k : lags - k + t] for k in range(lags + 1)], axis=-1)
    columns[..., :-1] -= columns[..., 1:]
    return columns


def _filtered(values: Array, phi: Array) -> Array:
    """values (…, t, c) less their autoregression; the first months, which have none, fall away."""
    order, t = phi.size, values.shape[-2]
    lags: Array = sum(phi[i] * values[..., order - 1 - i : t - 1 - i, :] for i in range(order))
    found: Array = values[..., order:, :] - lags
    return found


def _autoregression(errors: Array, use: NDArray[np.bool_], order: int) -> Array:
    """(p,) least squares of the errors on their own lags in the months used."""
    t = errors.size
    x = np.column_stack([errors[order - 1 - i : t - 1 - i] for i in range(order)])
    return np.asarray(np.linalg.lstsq(x[use], errors[order:][use], rcond=None)[0], dtype=np.float64)


def _usable(keep: NDArray[np.bool_], order: int) -> NDArray[np.bool_]:
    """Months that are kept together with the months their filter needs, from the (p + 1)-th on."""
    t = keep.size
    return np.asarray(np.all([keep[order - i : t - i] for i in range(order + 1)], axis=0), dtype=np.bool_)


@dataclass(frozen=True)
class _Fit:
    """Filtered design (n, c), coefficients (c,), errors (n,), pseudo-inverse (c, n), leverage (n,) and phi (p,)."""

    design: Array
    beta: Array
    errors: Array
    inverse: Array
    leverage: Array
    phi: Array


def _fit(growth: Array, design: Array, use: NDArray[np.bool_], order: int) -> _Fit:
    """Responses and autoregression in turn (Cochrane and Orcutt), from none."""
    phi = np.zeros(order)
    for _ in range(ROUNDS):
        x, y = _filtered(design, phi)[use], _filtered(growth[:, None], phi)[use, 0]
        inverse = np.asarray(np.linalg.pinv(x), dtype=np.float64)
        beta = inverse @ y
        last, phi = phi, _autoregression(growth - design @ beta, use, order)
    return _Fit(x, beta, y - x @ beta, inverse, np.asarray(np.einsum("ij,ji->i", x, inverse), dtype=np.float64), last)


def respond(
    growth: Array,
    surprise: Array,
    keep: NDArray[np.bool_],
    horizons: Sequence[int],
    rng: np.random.Generator,
    *,
    lags: int = LAGS,
    order: int = ORDER,
    n_draws: int = 500,
    n_placebo: int = 0,
) -> SurpriseResponse:
    """Responses of a level whose monthly changes are `growth` to `surprise`, both (t,).

    keep       (t,) months whose change is explained; others (an outlier, a gap) are left out with their filter
    n_placebo  random placements of the surprises over the months from the first to the last; 0 leaves p at NaN
    Fewer than ten surprises, fewer months than coefficients and ten, or surprises that repeat so regularly that one lag
    cannot be told from another: `InputError`.
    """
    use = _usable(keep, order)
    _refuse_few(surprise, int(use.sum()), lags)
    design = np.column_stack([np.ones(growth.size), lagged(surprise, lags)])
    fit = _fit(growth, design, use, order)
    if np.linalg.matrix_rank(fit.design) < design.shape[1]:
        raise InputError("review.responses_alike", months=int(use.sum()), lags=lags)
    at = 1 + np.array(horizons)
    weights = fit.errors / (1.0 - fit.leverage) ** LEVERAGE
    rows = fit.inverse[at]
    signs = rng.integers(0, 2, (n_draws, weights.size)) * 2.0 - 1.0
    width = np.quantile(np.abs((signs * weights) @ rows.T), LEVEL, axis=0)
    effect, error = fit.beta[at], np.sqrt(rows**2 @ weights**2)
    rest = growth - design[:, 1:] @ fit.beta[1:]
    p = np.full(at.size, np.nan)
    if n_placebo:
        placed = _placed(rest, surprise, use, fit.phi, at, lags, n_placebo, rng)
        p = (1 + (np.abs(placed) >= np.abs(effect)).sum(axis=0)) / (1 + n_placebo)
    return SurpriseResponse(tuple(horizons), effect, effect - width, effect + width, error, p, int(use.sum()))


def _refuse_few(surprise: Array, months: int, lags: int) -> None:
    count = int(np.count_nonzero(surprise))
    if count < LEAST_SURPRISES:
        raise InputError("review.responses_too_few_surprises", count=count, least=LEAST_SURPRISES)
    if months < lags + 12:
        raise InputError("review.responses_too_few_months", months=months, least=lags + 12)


def _placed(
    rest: Array,
    surprise: Array,
    use: NDArray[np.bool_],
    phi: Array,
    at: NDArray[np.intp],
    lags: int,
    n_draws: int,
    rng: np.random.Generator,
) -> Array:
    """(d, h) responses of `rest`, in which none is left, to the same surprises in random months of their span."""
    inside = np.flatnonzero(surprise)
    span = slice(inside[0], inside[-1] + 1)
    drawn = np.tile(surprise, (n_draws, 1))
    drawn[:, span] = rng.permuted(drawn[:, span], axis=1)
    ones = np.ones((n_draws, rest.size, 1))
    x = _filtered(np.concatenate([ones, lagged(drawn, lags)], axis=-1), phi)[:, use]
    y = _filtered(rest[:, None], phi)[use, 0]
    crossed = np.swapaxes(x, 1, 2)
    moments = crossed @ x
    ridge = 1e-10 * np.trace(moments, axis1=1, axis2=2)[:, None, None] * np.eye(x.shape[-1])
    return np.asarray(np.linalg.solve(moments + ridge, (crossed @ y)[..., None])[..., 0][:, at])
