"""Estimate the prepayment model on months in which H.4.1 agency MBS fell by principal alone; print the TOML.

    python tools/estimate_prepayment.py            both samples, the test of each on the other

Sample 1 (first_runoffs): 2010-09..2011-09, when principal went into Treasuries, and 2018-11..2020-02, when at most a
small excess over the cap was bought back; lock-in is not identified there (rates fell) and is taken from Batzer,
Coste, Doerner and Seiler (2024). Sample 2 (second_runoff): 2022-10..2025-11; refinancing is not identified there
(nobody had an incentive) and is taken from sample 1.
Least squares on log principal; standard errors from the Jacobian at the optimum. Runs on the figures that ship.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
from scipy.optimize import least_squares

import fedsheet.store
from fedsheet.instruments.mbs import PrepaymentModel
from fedsheet.portfolio.cohorts import build_cohorts, lagged_rate, month_levels
from fedsheet.portfolio.parameters import load_parameters, seasonal_factors
from fedsheet.portfolio.rates import RatePath, rate_path
from fedsheet.record import load_path

NAMES = ("turnover", "ramp_months", "refinancing", "midpoint", "slope", "burnout", "cos1", "sin1", "cos2", "sin2")
START = np.array([0.10, 30.0, 0.55, 0.006, 900.0, 4.5, -0.1, -0.1, 0.0, 0.0])
LOW = np.array([0.02, 3.0, 0.1, -0.01, 100.0, 0.0, -0.6, -0.6, -0.3, -0.3])
HIGH = np.array([0.25, 48.0, 0.85, 0.03, 1500.0, 8.0, 0.6, 0.6, 0.3, 0.3])
# The seasoning ramp is the PSA benchmark's 30 months (SIFMA), not estimated: young pools are few in both samples.
ESTIMATED = [0, 2, 3, 4, 5, 6, 7, 8, 9]
PUBLISHED_LOCK_IN = -np.log(1.0 - 0.181)
EXCESS_FROM, EXCESS_UNTIL, EXCESS_OVER = "2018-11", "2019-12", 20e9
SEASON_PRIOR = np.array([4.0, 4.0, 2.0, 2.0])  # weak pull of the harmonics to zero, in units of the residual


def months(first: str, last: str) -> np.ndarray:
    """Calendar months from first to last."""
    return np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)


FIRST = np.concatenate([months("2010-09", "2011-09"), months("2018-11", "2020-02")])
SECOND = months("2022-10", "2025-11")


def model_of(theta: np.ndarray, lock_in: float) -> PrepaymentModel:
    """The model of a parameter vector."""
    season = seasonal_factors([theta[6], theta[8]], [theta[7], theta[9]])
    return PrepaymentModel(theta[0], theta[1], lock_in, season, theta[2], theta[3], theta[4], theta[5])


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
            m: max(paid[m - 2] - EXCESS_OVER, 0.0) for m in months(EXCESS_FROM, EXCESS_UNTIL) if m - 2 in paid
        }
        return np.array([paid[m] - bought_back.get(m, 0.0) for m in at])

    def residuals(self, model: PrepaymentModel, at: np.ndarray) -> np.ndarray:
        """Log of modelled over actual principal."""
        return np.log(self.modelled(model, at) / np.array([self.actual[m] for m in at]))

    def ahead(self, model: PrepaymentModel, opening: date, at: np.ndarray) -> np.ndarray:
        """Relative errors from one opening on, nothing brought to H.4.1 after it, mortgage rates as they came."""
        history = build_cohorts(self.vintage, self.rates, model, self.parameters.mortgage_pool, opening)
        cohorts, errors = history.cohorts, []
        for month in months(str(opening)[:7], str(at[-1])):
            cohorts, paid = cohorts.after_month(model, lagged_rate(self.rates, month), int(month.astype(int) % 12) + 1)
            if month in at:
                errors.append(paid / self.actual[month] - 1.0)
        return np.array(errors)


def fit(sample: Sample, at: np.ndarray, free: list[int], base: np.ndarray, lock_in: float | None):
    """Least squares over the free parameters (and lock-in where None is given); estimates and standard errors."""
    start = np.append(base[free], [] if lock_in is not None else [0.2])

    def unpack(x: np.ndarray) -> PrepaymentModel:
        theta = base.copy()
        theta[free] = x[: len(free)]
        return model_of(theta, lock_in if lock_in is not None else float(x[-1]))

    def cost(x: np.ndarray) -> np.ndarray:
        theta = base.copy()
        theta[free] = x[: len(free)]
        return np.concatenate([sample.residuals(unpack(x), at), 0.05 * theta[6:] * SEASON_PRIOR])

    extra = 0 if lock_in is not None else 1
    low, high = np.append(LOW[free], [0.0] * extra), np.append(HIGH[free], [0.6] * extra)
    found = least_squares(cost, start, bounds=(low, high), x_scale=np.abs(start) + 0.05, max_nfev=40)
    freedom = max(len(at) - len(start), 1)
    variance = float((found.fun[: len(at)] ** 2).sum()) / freedom
    errors = np.sqrt(np.diag(np.linalg.pinv(found.jac.T @ found.jac)) * variance)
    return found.x, errors, unpack(found.x)


def main() -> None:
    """Estimate, print TOML, print the test of each estimate on the other sample."""
    sample = Sample()
    x1, e1, first = fit(sample, FIRST, ESTIMATED, START, PUBLISHED_LOCK_IN)
    show("first_runoffs", x1, e1, tuple(NAMES[i] for i in ESTIMATED))
    errors = sample.ahead(first, date(2022, 10, 5), SECOND)
    write(f"# test on the second runoff, one opening 2022-10, rates given: MAPE {np.abs(errors).mean():.4f}")
    one_month = np.expm1(sample.residuals(first, SECOND))
    write(f"# the same a month ahead: MAPE {np.abs(one_month).mean():.4f}")
    naive = np.array([np.mean([sample.actual[m - k] for k in (1, 2, 3)]) / sample.actual[m] - 1 for m in SECOND[3:]])
    write(f"# naive a month ahead (mean of the last three months): MAPE {np.abs(naive).mean():.4f}")
    kept, base = [0, 6, 7, 8, 9], START.copy()
    base[ESTIMATED] = x1
    x2, e2, second = fit(sample, SECOND, kept, base, None)
    show("second_runoff", x2, e2, (*(NAMES[i] for i in kept), "lock_in"))
    back = np.expm1(sample.residuals(second, FIRST[13:]))
    write(f"# test on 2018-11..2020-02, a month ahead: MAPE {np.abs(back).mean():.4f}")


def show(name: str, x: np.ndarray, errors: np.ndarray, names: tuple[str, ...]) -> None:
    """One estimate with standard errors."""
    write(f"[prepayment.{name}]")
    for key, value, error in zip(names, x, errors, strict=True):
        write(f"{key} = {value:.5g}  # s.e. {error:.3g}")


def write(line: str) -> None:
    """One line of output."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
