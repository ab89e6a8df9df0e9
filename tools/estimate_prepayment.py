"""Estimate the prepayment model on months in which H.4.1 agency MBS fell by principal alone; print the TOML.

    python tools/estimate_prepayment.py            both samples, the test of each on the other; three minutes

Sample 1 (first_runoffs): 2010-09..2011-09, when principal went into Treasuries, and 2018-11..2020-02, when at most a
small excess over the cap was bought back; lock-in is not identified there (rates fell) and is taken from Batzer,
Coste, Doerner and Seiler (2024). Sample 2 (second_runoff): 2022-10..2025-11; refinancing is not identified there
(nobody had an incentive) and is taken from sample 1; business days count there.
Least squares on log principal. The sum of squares has several local optima, so the search starts at many points of a
Sobol sequence and keeps the best one inside the bounds (one on a bound is made by the bound, not by the sample); how
many starts end there, and the best on a bound, are printed. Standard errors from the Jacobian at the optimum; a ramp
bends at whole months, so what other ramps cost is printed too. Runs on the figures that ship.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import qmc

import fedsheet.store
from fedsheet.instruments.mbs import PrepaymentModel
from fedsheet.portfolio.mortgages.cohorts import build_cohorts, month_levels, pay_month
from fedsheet.portfolio.parameters import load_parameters, months_between, seasonal_factors
from fedsheet.portfolio.rates import RatePath, rate_path
from fedsheet.record import load_path

# Where the search may go. Turnover and refinancing together stay below 100% a year, as the model demands.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "turnover": (0.02, 0.20), "ramp_months": (3.0, 180.0), "refinancing": (0.10, 0.79), "midpoint": (-0.01, 0.03),
    "slope": (100.0, 1500.0), "burnout": (0.0, 8.0), "lock_in": (0.0, 0.6),
    "day_count": (-1.0, 2.0),
    "cos1": (-0.6, 0.6), "sin1": (-0.6, 0.6), "cos2": (-0.3, 0.3), "sin2": (-0.3, 0.3),
}  # fmt: skip
SEASON_PRIOR = {"cos1": 0.2, "sin1": 0.2, "cos2": 0.1, "sin2": 0.1}  # weak pull to zero, in units of the residual
FIRST_FREE = tuple(name for name in BOUNDS if name not in ("lock_in", "day_count"))
SECOND_FREE = ("turnover", "ramp_months", "lock_in", "day_count", *SEASON_PRIOR)
STARTS, START_SEED = 16, 1
SAME_OPTIMUM = 1.001  # sums of squares up to this ratio are one optimum
ON_BOUND = 0.001  # of the bounds' width
PROFILED_RAMPS = (12.0, 30.0, 60.0, 120.0)  # months; 30 is the PSA benchmark's (SIFMA)
PUBLISHED_LOCK_IN = -np.log(1.0 - 0.181)
EXCESS_FROM, EXCESS_UNTIL, EXCESS_OVER = "2018-11", "2019-12", 20e9
FIRST, SECOND = (estimate.months for estimate in load_parameters().prepayment)
FROM_2018 = FIRST[np.searchsorted(FIRST, np.datetime64("2018-01")) :]


def model_of(of: Mapping[str, float]) -> PrepaymentModel:
    """The model of a set of named parameters."""
    season = seasonal_factors([of["cos1"], of["cos2"]], [of["sin1"], of["sin2"]])
    return PrepaymentModel(
        of["turnover"], of["ramp_months"], of["lock_in"], season, of["refinancing"], of["midpoint"], of["slope"],
        of["burnout"], of.get("day_count", 0.0),
    )  # fmt: skip


class Sample:
    """H.4.1's monthly principal beside the model's."""

    def __init__(self) -> None:
        self.vintage, self.parameters = fedsheet.store.vintage(), load_parameters()
        self.rates: RatePath = rate_path(
            self.vintage, load_path(), self.parameters, date(2008, 1, 1), date(2026, 12, 31),
            given_until=date(2025, 12, 31),
        )  # fmt: skip
        held, levels = month_levels(self.vintage, date(2025, 12, 31))
        self.actual = dict(zip(held[:-1], -np.diff(levels), strict=True))

    def modelled(self, model: PrepaymentModel, at: np.ndarray) -> np.ndarray:
        """Principal the model pays in these months, cohorts being brought to H.4.1 each month before."""
        history = build_cohorts(self.vintage, self.rates, model, self.parameters.mortgage_pool, date(2025, 12, 31))
        paid = history.paid_by_month
        bought_back = {
            m: max(paid[m - 2] - EXCESS_OVER, 0.0) for m in months_between(EXCESS_FROM, EXCESS_UNTIL) if m - 2 in paid
        }
        return np.array([paid[m] - bought_back.get(m, 0.0) for m in at])

    def residuals(self, model: PrepaymentModel, at: np.ndarray) -> np.ndarray:
        """Log of modelled over actual principal."""
        return np.log(self.modelled(model, at) / np.array([self.actual[m] for m in at]))

    def ahead(self, model: PrepaymentModel, opening: date, at: np.ndarray) -> np.ndarray:
        """Relative errors from one opening on, nothing brought to H.4.1 after it, mortgage rates as they came."""
        history = build_cohorts(self.vintage, self.rates, model, self.parameters.mortgage_pool, opening)
        cohorts, errors = history.cohorts, []
        for month in months_between(str(opening)[:7], str(at[-1])):
            cohorts, paid = pay_month(cohorts, model, self.rates, month)
            if month in at:
                errors.append(paid / self.actual[month] - 1.0)
        return np.array(errors)


@dataclass(frozen=True)
class Estimate:
    """One sample's parameters: all of them, the free ones' standard errors, the sum of squares (priors included), how
    many of the starts ended at it, and the least sum of squares of an optimum on a bound (infinite where none is)."""

    values: Mapping[str, float]
    errors: Mapping[str, float]
    sum_of_squares: float
    reached: int
    on_bound: float

    @property
    def model(self) -> PrepaymentModel:
        """The model it makes."""
        return model_of(self.values)


def fit(
    sample: Sample, at: np.ndarray, free: tuple[str, ...], held: Mapping[str, float], starts: np.ndarray
) -> Estimate:
    """Least squares over the `free` parameters, the others `held`; of all `starts` (s, free) the best inside."""
    low, high = (np.array([BOUNDS[name][i] for name in free]) for i in (0, 1))

    def named(x: np.ndarray) -> dict[str, float]:
        return {**held, **dict(zip(free, x.tolist(), strict=True))}

    def cost(x: np.ndarray) -> np.ndarray:
        values = named(x)
        pull = [weight * values[name] for name, weight in SEASON_PRIOR.items()]
        return np.concatenate([sample.residuals(model_of(values), at), pull])

    runs = [least_squares(cost, x, bounds=(low, high), x_scale=(high - low) / 10, max_nfev=200) for x in starts]
    on_bound = [bool((np.minimum(run.x - low, high - run.x) < ON_BOUND * (high - low)).any()) for run in runs]
    best = runs[min(range(len(runs)), key=lambda i: (on_bound[i], runs[i].cost))]
    bound = min((2.0 * run.cost for run, is_on in zip(runs, on_bound, strict=True) if is_on), default=np.inf)
    variance = float((best.fun[: len(at)] ** 2).sum()) / (len(at) - len(free))
    errors = np.sqrt(np.diag(np.linalg.pinv(best.jac.T @ best.jac)) * variance)
    reached = sum(run.cost < SAME_OPTIMUM * best.cost for run in runs)
    return Estimate(named(best.x), dict(zip(free, errors.tolist(), strict=True)), 2.0 * best.cost, reached, bound)


def spread_starts(free: tuple[str, ...]) -> np.ndarray:
    """(s, free) starts spread evenly over the bounds, without a season."""
    moved = [name for name in free if name not in SEASON_PRIOR]
    points = iter(qmc.Sobol(len(moved), seed=START_SEED).random(STARTS).T)
    columns = [
        np.zeros(STARTS) if name in SEASON_PRIOR else np.interp(next(points), (0.0, 1.0), BOUNDS[name]) for name in free
    ]
    return np.column_stack(columns)


def main() -> None:
    """Estimate, print TOML, print the test of each estimate on the other sample."""
    sample = Sample()
    lock_in = {"lock_in": float(PUBLISHED_LOCK_IN)}
    first = fit(sample, FIRST, FIRST_FREE, lock_in, spread_starts(FIRST_FREE))
    show("first_runoffs", first)
    show_profile(sample, FIRST, first)
    errors = sample.ahead(first.model, date(2022, 10, 5), SECOND)
    write(f"# test on 2022-10..2025-11, one opening, rates given: MAPE {np.abs(errors).mean():.4f}")
    one_month = np.expm1(sample.residuals(first.model, SECOND))
    write(f"# the same a month ahead: MAPE {np.abs(one_month).mean():.4f}")
    naive = np.array([np.mean([sample.actual[m - k] for k in (1, 2, 3)]) / sample.actual[m] - 1 for m in SECOND[3:]])
    write(f"# naive a month ahead (mean of the last three months): MAPE {np.abs(naive).mean():.4f}")
    second = fit(sample, SECOND, SECOND_FREE, first.values, spread_starts(SECOND_FREE))
    show("second_runoff", second)
    show_profile(sample, SECOND, second)
    back = np.expm1(sample.residuals(second.model, FROM_2018))
    write(f"# test on 2018-11..2020-02, a month ahead: MAPE {np.abs(back).mean():.4f}")


def show_profile(sample: Sample, at: np.ndarray, best: Estimate) -> None:
    """What other ramps would have cost in the estimation sample, everything else estimated anew."""
    free = tuple(name for name in best.errors if name != "ramp_months")
    start = np.array([[best.values[name] for name in free]])
    for ramp in PROFILED_RAMPS:
        other = fit(sample, at, free, {**best.values, "ramp_months": ramp}, start)
        write(f"# ramp held at {ramp:.0f} months: sum of squares {other.sum_of_squares:.4f}")


def show(name: str, found: Estimate) -> None:
    """One estimate with standard errors."""
    write(f"[prepayment.{name}]")
    write(f"# sum of squares {found.sum_of_squares:.4f}; {found.reached} of {STARTS} starts end there")
    write(f"# least sum of squares on a bound of the search: {found.on_bound:.4f}")
    for key, error in found.errors.items():
        write(f"{key} = {found.values[key]:.5g}  # s.e. {error:.3g}")


def write(line: str) -> None:
    """One line of output."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
