"""Rate paths: shocks drawn once from a seed, then curve, prices and mortgage spread for every path and month.

    shocks = draw(seed, slice(0, n_paths), n_months)        the same for every policy compared
    drawn  = rate_draws(rates, opening, n_months, model, shocks)     what a path's rates are, in months not observed

Model: the dynamic Nelson-Siegel factors of Diebold and Li (2006), monthly inflation and the mortgage spread as
deviations x from the assumed path, x(t+1) = phi x(t) + L e(t+1): one autoregression each, shocks' covariance joint,
estimated on the months before the opening. Yields stay at zero or above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.instruments.curve import nelson_siegel_factors, nelson_siegel_loadings
from fedsheet.portfolio.parameters import CurveDynamics
from fedsheet.portfolio.rates import SHORT, RatePath

Floats = NDArray[np.float64]
N_CURVE, INFLATION, SPREAD, N_FACTORS = 3, 3, 4, 5
LEAST_MONTHS, MOST_PERSISTENT = 36, 0.995
PRICE_LAG, YEAR = 2, 12  # months by which the index of TIPS follows prices
PATHS_A_SEED = 500  # a block of paths has a seed of its own, so that any part of a run can be drawn alone
TEN_YEARS = 10.0


def draw(seed: int, part: slice, n_months: int) -> Floats:
    """(t, 5, p) standard normal shocks of the paths of `part`; path i is the same whatever part or span is drawn."""
    if part.stop <= part.start or n_months < 1:
        n = part.stop - part.start
        raise InputError("portfolio.rate_draws_paths_months_cannot_drawn", n=n, n_months=n_months)
    first, last = part.start // PATHS_A_SEED, -(-part.stop // PATHS_A_SEED)
    blocks = np.concatenate([_draw_block(seed, block, n_months) for block in range(first, last)], axis=2)
    return blocks[:, :, part.start - first * PATHS_A_SEED :][:, :, : part.stop - part.start]


def _draw_block(seed: int, block: int, n_months: int) -> Floats:
    """(t, 5, PATHS_A_SEED) shocks of one block of paths, from a seed of its own, month by month."""
    child = np.random.SeedSequence(seed, spawn_key=(block,))
    return np.random.default_rng(child).standard_normal((n_months, N_FACTORS, PATHS_A_SEED))


@dataclass(frozen=True)
class RateDraws:
    """Rates of p paths in t months.

    par_yields  (t, m, p);  mortgage, iorb, on_rrp  (t, p);  all decimal
    lagged      (t, p) the mortgage rate that each month's prepayment answers to
    reference_cpi (t + 1, p) on the opening's day and after each month;  inflation (t, p) of the year ahead
    """

    tenors: Floats
    par_yields: Floats
    mortgage: Floats
    lagged: Floats
    iorb: Floats
    on_rrp: Floats
    reference_cpi: Floats
    inflation: Floats

    @property
    def n_paths(self) -> int:
        """How many paths."""
        return int(self.mortgage.shape[1])


def known_dynamics(rates: RatePath, opening: date, shipped: CurveDynamics) -> CurveDynamics:
    """The five dynamics estimated on the months before the opening; with too few of them the shipped curve alone."""
    n = rates.at(opening)
    if n < LEAST_MONTHS:
        joint = np.zeros((N_FACTORS, N_FACTORS))
        joint[:N_CURVE, :N_CURVE] = shipped.shock
        return CurveDynamics((*shipped.persistence, 0.0, 0.0), tuple(map(tuple, joint.tolist())))
    ten = int(np.flatnonzero(rates.tenors == TEN_YEARS)[0])
    factors = nelson_siegel_factors(rates.tenors, rates.par_yields[:n])
    prices = np.diff(np.log(rates.consumer_prices[: n + 1]))
    series = np.column_stack([factors, prices, rates.mortgage[:n] - rates.par_yields[:n, ten]])
    before, after = (part - series.mean(axis=0) for part in (series[:-1], series[1:]))
    phi = np.clip((before * after).sum(axis=0) / (before**2).sum(axis=0), 0.0, MOST_PERSISTENT)
    shock = np.linalg.cholesky(np.cov((after - phi * before).T))
    return CurveDynamics(tuple(phi.tolist()), tuple(map(tuple, shock.tolist())))


def factor_paths(model: CurveDynamics, shocks: Floats) -> Floats:
    """(t, 5, p) deviations of level, slope, curvature, inflation and spread; zero before the first shock."""
    phi = np.asarray(model.persistence)[:, None]
    deviations: Floats = np.matmul(np.asarray(model.shock), shocks)
    for before, after in pairwise(deviations):
        after += phi * before
    return deviations


def rate_draws(rates: RatePath, opening: date, n_months: int, model: CurveDynamics, shocks: Floats) -> RateDraws:
    """Rates of every path from the month of `opening` on; months observed stay as observed."""
    first = rates.at(opening)
    months = slice(first, first + n_months)
    deviations = factor_paths(model, shocks)
    deviations[np.arange(first, first + n_months) < rates.observed] = 0.0
    par: Floats = np.matmul(nelson_siegel_loadings(rates.tenors), deviations[:, :N_CURVE])
    assumed = rates.par_yields[months, :, None]
    par += assumed
    np.maximum(par, np.minimum(assumed, 0.0), out=par)
    ten = int(np.flatnonzero(rates.tenors == TEN_YEARS)[0])
    long, short = (par[:, tenor] - assumed[:, tenor] for tenor in (ten, SHORT))
    mortgage = np.maximum(rates.mortgage[months, None] + long + deviations[:, SPREAD], 0.0)
    index = rates.reference_cpi([opening, *rates.months[first + 1 : first + n_months + 1]])
    ahead = np.array([rates.inflation_ahead(place) for place in range(first, first + n_months)])
    prices = deviations[:, INFLATION]
    return RateDraws(
        rates.tenors,
        par,
        mortgage,
        _lagged(rates, first, mortgage),
        np.maximum(rates.iorb[months, None] + short, 0.0),
        np.maximum(rates.on_rrp[months, None] + short, 0.0),
        index[:, None] * np.exp(_indexed(prices)),
        ahead[:, None] + prices * _year_of(model.persistence[INFLATION]),
    )


def _indexed(prices: Floats) -> Floats:
    """(t + 1, p) log departure of the index from departures of monthly inflation (t, p), which it follows later."""
    grown = np.cumsum(prices, axis=0)
    known: Floats = np.concatenate([np.zeros((PRICE_LAG + 1, prices.shape[1])), grown])[: len(prices) + 1]
    return known


def _year_of(persistence: float) -> float:
    """The coming twelve months' departure for one of the month's."""
    return float(sum(persistence**k for k in range(1, YEAR + 1)))


def _lagged(rates: RatePath, first: int, mortgage: Floats) -> Floats:
    """(t, p) mean of the rates two and three months before, the assumed path's before the first month."""
    before = np.repeat(rates.mortgage[first - 3 : first, None], mortgage.shape[1], axis=1)
    joined = np.concatenate([before, mortgage])
    lagged: Floats = (joined[1:-2] + joined[:-3]) / 2.0
    return lagged
