"""Zero-coupon yields: from Gürkaynak–Sack–Wright parameters where they are held, else fitted to par yields.

Svensson (1994), continuously compounded, m in years:

    y(m) = β₀ + β₁ f(m/τ₁) + β₂ [f(m/τ₁) − e^(−m/τ₁)] + β₃ [f(m/τ₂) − e^(−m/τ₂)],   f(x) = (1 − e^(−x)) / x

With τ fixed the curve is linear in β, so a whole history of par yields is fitted at once: par yields are turned into
zero yields of the same maturities by Gauss–Newton steps on the pricing of par bonds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError, ModelError

Array = NDArray[np.float64]
MONTHS = np.arange(1, 121)  # the grid of the term-premium model: one month to ten years
COUPONS_A_YEAR = 2
# Decay of slope and curvature, years. 1.37 puts the hump at 2.5 years (Diebold and Li 2006: λ = 0.0609 a month);
# 8 lets the second hump shape the part beyond ten years (Gürkaynak, Sack and Wright 2007, figure 2).
TAU_1, TAU_2 = 1.0 / (12 * 0.0609), 8.0
GAUSS_NEWTON_STEPS = 6


@dataclass(frozen=True)
class ZeroCurves:
    """Zero yields (t, n) on days (t,) for `months` (n,), continuously compounded decimals; `method` in words."""

    days: NDArray[np.datetime64]
    months: NDArray[np.int_]
    yields: Array
    method: str
    rank: int
    fit_rmse: float


def loadings(years: Array, tau_1: Array | float, tau_2: Array | float) -> Array:
    """Svensson loadings (..., n, 4) of maturities in years; τ may carry leading axes that broadcast."""
    x1, x2 = years / np.asarray(tau_1)[..., None], years / np.asarray(tau_2)[..., None]
    slope_1, slope_2 = -np.expm1(-x1) / x1, -np.expm1(-x2) / x2
    parts = [np.ones_like(slope_1), slope_1, slope_1 - np.exp(-x1), slope_2 - np.exp(-x2)]
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


def from_gsw_parameters(days: NDArray[np.datetime64], parameters: Array) -> ZeroCurves:
    """Zero yields from the published parameters (t, 6): β₀–β₃ in percent, τ₁ and τ₂ in years.

    Before 1980 the publishers fit Nelson–Siegel: β₃ is 0 and τ₂ a negative placeholder, which drops out.
    Source: Gürkaynak, Sack and Wright (2007), as updated by the Board (feds200628).
    """
    beta, tau_1, tau_2 = (
        parameters[:, :4] / 100.0,
        parameters[:, 4],
        np.where(parameters[:, 5] > 0, parameters[:, 5], 1.0),
    )
    yields = np.einsum("tnk,tk->tn", loadings(MONTHS / 12.0, tau_1, tau_2), beta)
    return ZeroCurves(days, MONTHS, yields, "Gürkaynak–Sack–Wright parameters", 6, 0.0)


def _coupon_times(years: float) -> Array:
    """Times of a par bond's coupons; a bill of under half a year pays once, at maturity."""
    n = max(1, round(years * COUPONS_A_YEAR))
    return np.array([years]) if years * COUPONS_A_YEAR < 1 else np.arange(1, n + 1) / COUPONS_A_YEAR


def _payments(years: Sequence[float]) -> tuple[Array, Array, Array]:
    """Every bond's coupon times (s,), and what each pays at them: years of coupon (s, n) and principal (s, n)."""
    schedules = [_coupon_times(maturity) for maturity in years]
    times = np.unique(np.concatenate(schedules))
    pays = np.stack([np.isin(times, schedule) for schedule in schedules], axis=1)
    coupons = np.where(pays, np.minimum(years, 1 / COUPONS_A_YEAR), 0.0)
    return times, coupons, np.equal.outer(times, [schedule[-1] for schedule in schedules]).astype(np.float64)


def _par_yields(beta: Array, times: Array, coupons: Array, principal: Array, load: Array) -> tuple[Array, Array]:
    """Bond-equivalent par yields (t, n) of curves β (t, k) and their derivative (t, n, k); `load` (s, k) at `times`.

    par = (1 − Σ d·principal) / Σ d·coupons   over discount factors d = e^(−y·time)
    """
    discount = np.exp(-(beta @ load.T) * times)
    moved = -(discount * times)
    last, annuity = discount @ principal, discount @ coupons
    par = (1 - last) / annuity
    d_last, d_annuity = (np.tensordot(moved, paid[:, :, None] * load[:, None], 1) for paid in (principal, coupons))
    return par, -(d_last + par[:, :, None] * d_annuity) / annuity[:, :, None]


def from_par_yields(
    days: NDArray[np.datetime64],
    par: Array,
    years: Sequence[float],
    n_terms: int = 4,
    taus: tuple[float, float] = (TAU_1, TAU_2),
) -> ZeroCurves:
    """Fit level, slope and one or two curvatures (`n_terms` 3 or 4) to par yields (t, m), decimals, semi-annual.

    Least squares in par yields by Gauss–Newton, all days at once. Rows with a missing yield raise; callers drop them.
    """
    if par.shape[1] < n_terms:
        raise InputError("review.zerocurve_par_yields_cannot_carry", shape=par.shape[1], n_terms=n_terms)
    if not np.isfinite(par).all():
        raise InputError("review.zerocurve_par_yield_missing")
    payments = _payments(years)
    load = loadings(payments[0], *taus)[:, :n_terms]
    at_maturity = loadings(np.asarray(years, dtype=float), *taus)[:, :n_terms]
    beta: Array = np.asarray(np.linalg.lstsq(at_maturity, par.T, rcond=None)[0].T, dtype=np.float64)
    for _ in range(GAUSS_NEWTON_STEPS):
        fitted, slope = _par_yields(beta, *payments, load)
        normal = np.einsum("tnk,tnl->tkl", slope, slope)
        target = np.einsum("tnk,tn->tk", slope, par - fitted)
        beta = beta + np.linalg.solve(normal, target[:, :, None])[:, :, 0]
    residual = par - _par_yields(beta, *payments, load)[0]
    if not np.isfinite(beta).all():
        raise ModelError("review.zerocurve_curve_fit_did_converge", where="review/zerocurve.py")
    yields = beta @ loadings(MONTHS / 12.0, *taus)[:, :n_terms].T
    name = "Nelson–Siegel" if n_terms == 3 else "Svensson"
    return ZeroCurves(
        days, MONTHS, yields, f"{name} fit of {par.shape[1]} par yields", n_terms, float(np.sqrt(np.mean(residual**2)))
    )
