"""Parameters from public daily data: least squares in four steps, standard errors clustered by month.

    1  tri-party and EFFR over IORB   nonlinear least squares through the clearing of every day, robust loss
    2  DVP, GCF, SOFR, TGCR, OBFR     ordinary least squares on the day's conditions
    3  banks' least liquidity         from one day, 2019-09-17, as no other day in the sample shows it
    4  standing repo                  logit of use and log of its amount on SOFR over its rate, to 30 November 2025

Steps 1 to 3 end 2023-12-31 and never read 2024 and 2025; standing repo was not used before 2024, so step 4 ends later.
From 2024 on the market is anchored each quarter to what was known (`market.anchor`). Parameters that no public series
identifies are set, not estimated, and say so. `tools/calibrate_market.py` writes data/parameters.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.core.normal import logistic
from fedsheet.core.units import BASIS_POINTS, from_bp
from fedsheet.core.vintage import Vintage
from fedsheet.market import demand
from fedsheet.market.clearing import Cleared, clear
from fedsheet.market.conditions import MarketDays, observed_days
from fedsheet.market.daycount import market_calendar
from fedsheet.market.demand import Array, Behaviour
from fedsheet.record import PolicyPath

FITTED_FROM, FITTED_UNTIL = date(2018, 4, 3), date(2023, 12, 31)
# Fitted in step 1: name → (lower, start, upper, unit's size used to scale the search).
FITTED: dict[str, tuple[float, float, float, float]] = {
    "reserve_need": (0.04, 0.10, 0.20, 0.01),
    "reserve_spread": (0.004, 0.02, 0.06, 0.01),
    "fed_funds_discount": (0.0, 7e-4, 3e-3, 1e-4),
    "fed_funds_pass_through": (0.1, 0.5, 1.0, 0.2),
    "fed_funds_repo_pull": (0.0, 3e-4, 3e-3, 1e-4),
    "fund_preference": (-1e-3, 0.0, 1e-3, 1e-4),
    "fund_sensitivity": (1e-4, 3e-4, 2e-3, 1e-4),
    "bank_cost": (-2e-3, 0.0, 2e-3, 1e-4),
    "bank_sensitivity": (2e-4, 5e-4, 1.5e-3, 1e-4),
    "month_end_demand": (-0.2, 0.02, 0.3, 0.02),
    "quarter_end_demand": (-0.2, 0.02, 0.3, 0.02),
    "mid_month_demand": (-0.2, 0.02, 0.3, 0.02),
    "month_start_demand": (-0.2, 0.02, 0.3, 0.02),
}
# Not identified by public daily data; each value's reason stands in data/parameters.toml.
SET: dict[str, float] = {
    "repo_pull_scale": 3e-4,
    "bank_share": 0.15,
    "bank_capacity": 0.30,
    "demand_elasticity": 6.0,
    "demand_floor": 0.5,
    "lending_spread": 0.002,
    "srf_threshold": -1e-3,
    "reserve_convexity": 0.03,
    "window_stigma": 2.5e-3,
    "window_reach": 0.5,
    "dealer_convexity": 2.0,
    "dvp_stress": 4e-4,
    "effr_volume": 9.1e10,
    "home_loan_sensitivity": 2e-3,
    "branch_scale": 0.007,
    "sofr_volume_share": 0.5,
    "gcf_share": 0.11,
    "bgcr_gcf_weight": 0.01,
}
CRISIS_DAY = date(2019, 9, 17)
USED_FROM, USED_UNTIL = date(2021, 7, 29), date(2025, 11, 30)  # the facility's life before its record use
USED_USD = 1e9  # small-value exercises stay below
RIDGE = 0.5  # on the slope of the logit, per bp: four days of use were all there was to September 2025
STRESS_BP = 30.0  # DVP spreads beyond this are stress days, explained by dealers' capacity and not by the averages


@dataclass(frozen=True)
class ClearingFit:
    """Step 1: values, standard errors, how the errors of need and spread move together, and the median miss in bp."""

    values: dict[str, float]
    standard_errors: dict[str, float]
    need_spread_covariance: float
    median_error_bp: dict[str, float]


@dataclass(frozen=True)
class Estimates:
    """Values and standard errors of all parameters (decimals, US dollars, shares), and step 1 by itself."""

    values: dict[str, float]
    standard_errors: dict[str, float]
    clearing: ClearingFit

    @property
    def behaviour(self) -> Behaviour:
        """The values as the model takes them."""
        return Behaviour(**self.values)


def starting_behaviour() -> Behaviour:
    """Where the search starts."""
    second = ("tgcr_premium", "dvp_base", "dvp_book", "dvp_netting", "dvp_abundance", "dvp_period_end")
    third = {"dealer_spread": 8e-4, "eurodollar_discount": 1e-4, "sofr_base": 0.0, "sofr_dvp_weight": 0.3}
    start = {name: row[1] for name, row in FITTED.items()}
    repo = {
        "srf_stigma": 0.0,
        "srf_width": 2e-4,
        "srf_amount": 5e9,
        "srf_growth": 1e3,
        "srf_spread": 0.5,
        "srf_quarter_end": 0.0,
    }
    return Behaviour(**start, **SET, **third, **repo, **dict.fromkeys(second, 0.0), lending_need=0.09)


def calibrate(vintage: Vintage, path: PolicyPath, until: date = FITTED_UNTIL) -> Estimates:
    """All three steps on `vintage` from 2018-04-03 to `until`."""
    start = starting_behaviour()
    sample = observed_days(vintage, path, start, FITTED_FROM, until)
    tri, effr = (rate_on(vintage, name, sample.days) for name in ("OFR_TRI_OO_RATE", "DFF"))
    first = fit_clearing(sample, tri, effr, start)
    b = replace(start, **first.values)
    second, second_errors = fit_spreads(vintage, sample, b)
    b = replace(b, **second)
    b = replace(b, lending_need=crisis_need(sample, tri, b))
    fourth, fourth_errors = fit_standing_repo(vintage, path)
    b = replace(b, **fourth)
    everything = {name: float(getattr(b, name)) for name in b.__dataclass_fields__}
    return Estimates(everything, first.standard_errors | second_errors | fourth_errors, first)


def rate_on(vintage: Vintage, name: str, days: pd.DatetimeIndex) -> Array:
    """(t,) a rate on each day, NaN where it was not published."""
    return np.asarray(vintage.base(name).reindex(days), dtype=np.float64)


def fit_clearing(sample: MarketDays, tri: Array, effr: Array, start: Behaviour) -> ClearingFit:
    """Step 1: the parameters in `FITTED`, through the clearing of every day."""
    from scipy.optimize import least_squares

    names = list(FITTED)
    low, first, high, size = (np.array([FITTED[n][k] for n in names]) for k in range(4))
    seen = np.isfinite(tri)

    def errors_bp(x: Array) -> Array:
        b = replace(start, **dict(zip(names, map(float, x * size), strict=True)))
        cleared = clear(b, sample.conditions)
        funds = demand.fed_funds_rate(cleared.tri_party, cleared.reserve_value, b, sample.conditions)
        return np.concatenate([(cleared.tri_party - tri)[seen] / 2.0, funds - effr]) / BASIS_POINTS.scale

    found = least_squares(
        errors_bp, first / size, bounds=(low / size, high / size), loss="soft_l1", f_scale=3.0, diff_step=[1e-3],
        max_nfev=200,
    )  # fmt: skip
    months = np.asarray(sample.days.year * 12 + sample.days.month)
    residual, jacobian = errors_bp(found.x), _jacobian(errors_bp, found.x)
    covariance = clustered_covariance(jacobian, residual, np.concatenate([months[seen], months]))
    deviation = np.sqrt(np.diag(covariance)) * size
    split = int(seen.sum())
    misses = {
        "tri_party": float(np.median(np.abs(residual[:split])) * 2.0),
        "effr": float(np.median(np.abs(residual[split:]))),
    }
    need, spread = names.index("reserve_need"), names.index("reserve_spread")
    return ClearingFit(
        values=dict(zip(names, map(float, found.x * size), strict=True)),
        standard_errors=dict(zip(names, map(float, deviation), strict=True)),
        need_spread_covariance=float(covariance[need, spread] * size[need] * size[spread]),
        median_error_bp=misses,
    )


def _jacobian(f: Callable[[Array], Array], x: Array) -> Array:
    """Central differences, one column a parameter."""
    step = 1e-3 * np.maximum(np.abs(x), 1e-2)
    columns = [(f(x + h * e) - f(x - h * e)) / (2.0 * h) for h, e in zip(step, np.eye(len(x)), strict=True)]
    return np.column_stack(columns)


def clustered(jacobian: Array, residual: Array, clusters: Array, f_scale: float = 3.0) -> Array:
    """Standard errors of a robust fit, clustered."""
    return np.sqrt(np.diag(clustered_covariance(jacobian, residual, clusters, f_scale)))


def clustered_covariance(jacobian: Array, residual: Array, clusters: Array, f_scale: float = 3.0) -> Array:
    """Covariance of a robust fit, clustered: days of one month share shocks (Cameron and Miller 2015)."""
    weight = 1.0 / np.sqrt(1.0 + (residual / f_scale) ** 2)
    bread = np.linalg.pinv((jacobian * weight[:, None]).T @ jacobian)
    scores = jacobian * (weight * residual)[:, None]
    by_cluster = np.array([scores[clusters == k].sum(axis=0) for k in np.unique(clusters)])
    return np.asarray(bread @ (by_cluster.T @ by_cluster) @ bread)


def fit_spreads(vintage: Vintage, sample: MarketDays, b: Behaviour) -> tuple[dict[str, float], dict[str, float]]:
    """Step 2: each spread on what the model says moves it; (values, standard errors)."""
    names = ("OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE", "OFR_GCF_OO_RATE", "SOFR", "TGCR", "DFF", "OBFR")
    tri, dvp, gcf, sofr, tgcr, dff, obfr = (rate_on(vintage, n, sample.days) for n in names)
    c, cleared = sample.conditions, clear(b, sample.conditions)
    one, months = np.ones(len(sample.days)), np.asarray(sample.days.year * 12 + sample.days.month)
    book, idle = c.dvp_book / c.bank_assets, -cleared.on_rrp / c.fund_cash
    plenty = -cleared.reserves / c.bank_assets
    calm = np.abs(dvp - tri) < from_bp(STRESS_BP)
    regressions = [
        (np.where(calm, dvp - tri, np.nan), {
            "dvp_base": one, "dvp_book": book, "dvp_netting": idle, "dvp_abundance": plenty,
            "dvp_period_end": c.month_end,
        }),
        (sofr - tri, {"sofr_base": one, "sofr_dvp_weight": dvp - tri}),
        (gcf - tri, {"dealer_spread": one}),
        (tgcr - tri, {"tgcr_premium": one}),
        (dff - obfr, {"eurodollar_discount": one}),
    ]  # fmt: skip
    values: dict[str, float] = {}
    deviations: dict[str, float] = {}
    for y, regressors in regressions:
        X = np.column_stack(list(regressors.values()))
        held = np.isfinite(y) & np.isfinite(X).all(axis=1)
        beta = np.linalg.lstsq(X[held], y[held], rcond=None)[0]
        spread = clustered(X[held], y[held] - X[held] @ beta, months[held], f_scale=np.inf)
        values |= dict(zip(regressors, map(float, beta), strict=True))
        deviations |= dict(zip(regressors, map(float, spread), strict=True))
    return values, deviations


def crisis_need(sample: MarketDays, tri: Array, b: Behaviour) -> float:
    """Step 3: reserves over bank assets at which half of banks' lending is gone, so that 2019-09-17 clears right."""
    from scipy.optimize import brentq

    from fedsheet.market.scenario import load_scenario
    from fedsheet.market.shocks import shocked

    scenario = load_scenario("september-2019")
    row = int(sample.days.searchsorted(pd.Timestamp(CRISIS_DAY)))
    start = int(sample.days.searchsorted(pd.Timestamp(scenario.start)))
    days = shocked(sample, scenario, start)

    def miss(need: float) -> float:
        cleared: Cleared = clear(replace(b, lending_need=need), days.conditions)
        return float(cleared.tri_party[row - start] - tri[row])

    return float(brentq(miss, 0.07, 0.13, xtol=1e-7))


def fit_standing_repo(
    vintage: Vintage, path: PolicyPath, until: date = USED_UNTIL
) -> tuple[dict[str, float], dict[str, float]]:
    """Step 4: (values, standard errors) of the chance that standing repo is used and of how much, decimals and USD.

    Chance: logit(a + b·x), x SOFR less the facility's rate in bp, b shrunk a little; half at −a/b, width 1/b. Amount:
    log of dollars on x and quarter ends over the days of use; what is left is `srf_spread`. Errors by the delta method.
    """
    used = vintage.base("SRF_USAGE").loc[pd.Timestamp(USED_FROM) : pd.Timestamp(until)]
    sofr = vintage.base("SOFR").reindex(used.index)
    srf = path.series("srf", USED_FROM, until).reindex(used.index)
    x = np.asarray((sofr - srf) / BASIS_POINTS.scale, dtype=np.float64)
    held = np.isfinite(x)
    x, amount = x[held], used.to_numpy(np.float64)[held]
    came = amount > USED_USD
    estimates, covariance = ridge_logit(x, came, RIDGE)
    a, slope = map(float, estimates)
    ends = market_calendar(pd.DatetimeIndex(used.index[held])).quarter_end[came]
    design = np.column_stack([np.ones(int(came.sum())), x[came], ends.astype(np.float64)])
    fitted, residual, _, _ = np.linalg.lstsq(design, np.log(amount[came]), rcond=None)
    variance = float(residual[0]) / (int(came.sum()) - 3)
    errors = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    gradient = np.array([-1.0 / slope, a / slope**2])
    bp = BASIS_POINTS.scale
    values = {
        "srf_stigma": -a / slope * bp, "srf_width": bp / slope, "srf_amount": float(np.exp(fitted[0])),
        "srf_growth": float(fitted[1]) / bp, "srf_spread": float(np.sqrt(variance)),
        "srf_quarter_end": float(fitted[2]),
    }  # fmt: skip
    deviations = {
        "srf_stigma": float(np.sqrt(gradient @ covariance @ gradient)) * bp,
        "srf_width": float(np.sqrt(covariance[1, 1])) / slope**2 * bp,
        "srf_amount": float(np.exp(fitted[0]) * errors[0]),
        "srf_growth": float(errors[1]) / bp,
        "srf_quarter_end": float(errors[2]),
        "srf_spread": float(np.sqrt(variance / (2.0 * int(came.sum())))),
    }
    return values, deviations


def ridge_logit(x: Array, came: NDArray[np.bool_], ridge: float) -> tuple[Array, Array]:
    """Constant and slope of a logit, the slope shrunk by `ridge`; (estimates, covariance), by Newton's steps."""
    design, y = np.column_stack([np.ones(len(x)), x]), np.asarray(came, dtype=np.float64)
    penalty, beta = np.diag([0.0, ridge]), np.array([0.0, 0.3])
    for _ in range(60):
        p = logistic(design @ beta)
        information = (design.T * (p * (1.0 - p))) @ design + penalty
        beta = beta + np.linalg.solve(information, design.T @ (y - p) - penalty @ beta)
    return np.asarray(beta), np.asarray(np.linalg.inv(information))
