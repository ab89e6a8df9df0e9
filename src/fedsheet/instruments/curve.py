"""Yield curves: par yields to discount factors, forward rates, and three factors that move the whole curve.

Shapes: c curves (or paths), m tenors. Rates decimal per year; par yields with semiannual compounding as the Treasury
publishes constant-maturity yields; zero rates and forwards continuously compounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError

Floats = NDArray[np.float64]

# Diebold and Li (2006), Journal of Econometrics 130: the curvature loading peaks at 30 months, 0.0609 a month.
DIEBOLD_LI_DECAY = 0.0609 * 12
STEP = 0.5


@dataclass(frozen=True)
class DiscountCurve:
    """Discount factors on a half-year grid, log-linear in between (flat forwards), flat forward beyond the end.

    times    (g,)    years, starting at 0
    factors  (c, g)  discount factors, 1 at time 0
    """

    times: Floats
    factors: Floats

    def discount(self, years: Floats) -> Floats:
        """(c, m) discount factors at times (m,) in years."""
        log_factors = np.log(self.factors)
        slope = (log_factors[:, -1] - log_factors[:, -2]) / (self.times[-1] - self.times[-2])
        right = np.clip(np.searchsorted(self.times, years, side="right"), 1, len(self.times) - 1)
        width = self.times[right] - self.times[right - 1]
        part = (years - self.times[right - 1]) / width
        inside = log_factors[:, right - 1] * (1 - part) + log_factors[:, right] * part
        beyond = log_factors[:, -1:] + slope[:, None] * (years - self.times[-1])
        factors: Floats = np.exp(np.where(years > self.times[-1], beyond, inside))
        return factors

    def zero(self, years: Floats) -> Floats:
        """(c, m) continuously compounded zero rates at times (m,) > 0."""
        rates: Floats = -np.log(self.discount(years)) / years
        return rates

    def forward(self, start: Floats, end: Floats) -> Floats:
        """(c, m) continuously compounded forward rates between times `start` and `end`."""
        rates: Floats = np.log(self.discount(start) / self.discount(end)) / (end - start)
        return rates

    def par(self, years: Floats) -> Floats:
        """(c, m) semiannual par yields at whole half years (m,)."""
        grid: Floats = np.arange(1.0, round(float(years.max()) / STEP) + 1) * STEP
        factors = self.discount(grid)
        place = np.rint(years / STEP).astype(np.int64) - 1
        yields: Floats = 2.0 * (1.0 - factors[:, place]) / np.cumsum(factors, axis=1)[:, place]
        return yields


def require_complete(tenors: Floats, yields: Floats) -> None:
    """A curve with a gap, or tenors out of order, raises `InputError` naming the first such place."""
    if (np.diff(tenors) <= 0).any() or (tenors <= 0).any():
        raise InputError("instruments.curve_tenors_curve_must_positive", tolist=tenors.tolist())
    missing = ~np.isfinite(np.atleast_2d(yields))
    if missing.any():
        curve, place = np.argwhere(missing)[0]
        raise InputError("instruments.curve_curve_yield_years", curve=curve, tenors=tenors[place])


def curve_from_par(tenors: Floats, yields: Floats, until: float = 30.0) -> DiscountCurve:
    """Bootstrap discount factors from par yields, linear in the yield between tenors and flat outside them.

    tenors (m,) years, yields (c, m).  D_j = (1 - c/2 sum_{i<j} D_i) / (1 + c/2) on half-year steps.
    """
    require_complete(tenors, yields)
    times = np.arange(0.0, until + STEP / 2, STEP)
    par = np.stack([np.interp(times, tenors, row) for row in np.atleast_2d(yields)])
    factors = np.ones_like(par)
    annuity: Floats = np.zeros(len(par))
    for j in range(1, len(times)):
        half = par[:, j] / 2
        factors[:, j] = (1.0 - half * annuity) / (1.0 + half)
        annuity = annuity + factors[:, j]
    return DiscountCurve(times, factors)


def nelson_siegel_loadings(tenors: Floats, decay: float = DIEBOLD_LI_DECAY) -> Floats:
    """(m, 3) loadings of level, slope and curvature on yields of these tenors (Diebold and Li 2006, eq. 4)."""
    scaled = decay * tenors
    slope = -np.expm1(-scaled) / scaled
    return np.column_stack([np.ones_like(tenors), slope, slope - np.exp(-scaled)])


def nelson_siegel_factors(tenors: Floats, yields: Floats, decay: float = DIEBOLD_LI_DECAY) -> Floats:
    """(c, 3) level, slope, curvature of each curve by least squares over its tenors."""
    require_complete(tenors, yields)
    loadings = nelson_siegel_loadings(tenors, decay)
    found = np.linalg.lstsq(loadings, np.atleast_2d(yields).T, rcond=None)[0]
    return np.asarray(found.T, dtype=np.float64)
