"""Estimate how ON RRP moves, compare the forms it could have, and print the TOML.

    python tools/estimate_on_rrp.py [KNOWN_FROM ...]

Months from 2014-01, means of Wednesdays, shares of GDP, figures that ship; nothing from KNOWN_FROM on is read (left
out: each estimate that ships; the form was chosen on that of 2022-02-16, the backtest's opening). GDP is the last
quarter published by then, on at the trend of parameters.toml.
A form says what moves ON RRP in a month; ON RRP is never negative:

    on_rrp' = max(0, on_rrp + x b)

Forms are judged where they were not fitted: from every month on, without the year after it in the sample, ON RRP is
simulated given reserves plus ON RRP. Standard errors: Newey-West, three lags; of the ratio by the delta method.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import least_squares

import fedsheet.store
from fedsheet.core.dates import ONE_DAY
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.known import known_on
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.principal.month_policy import monthly_mean
from fedsheet.record import load_path

Floats = NDArray[np.float64]
FIRST = "2014-01"
HORIZONS = (3, 6, 12)
LAGS = 3
MONTHS = 12
# What moves ON RRP in a month, by columns of `Months`; a minus where the column lowers it.
FORMS = {
    "share of the pool's change, drift (the rule before)": ("pool_change", "-on_rrp"),
    "reserves above what banks keep": ("reserves", "-one"),
    "the same, what they keep in dollars": ("reserves", "-dollars"),
    "and with the bill rate over ON RRP's": ("reserves", "-one", "-bill"),
    "and with the bill rate over ON RRP's of its three months": ("reserves", "-one", "-bill_ahead"),
    "and with a share of the pool's change": ("reserves", "-one", "pool_change"),
    "level: a share of the pool above what banks keep": ("pool", "-one", "-on_rrp"),
}
CHOSEN = "reserves above what banks keep"


@dataclass(frozen=True)
class Months:
    """Months (t,): ON RRP and its pool with reserves over GDP, GDP over its last value, bill spreads in points."""

    on_rrp: Floats
    pool: Floats
    gdp: Floats
    bill: Floats
    bill_ahead: Floats

    def columns(self, i: int, on_rrp: float) -> dict[str, float]:
        """What may move ON RRP from month i to the next, over the next month's GDP."""
        before = self.pool[i] * self.gdp[i] / self.gdp[i + 1]
        pool = self.pool[i + 1]
        return {
            "pool": pool, "pool_change": pool - before, "on_rrp": on_rrp, "reserves": pool - on_rrp, "one": 1.0,
            "dollars": 1.0 / self.gdp[i + 1], "bill": self.bill[i + 1], "bill_ahead": self.bill_ahead[i + 1],
        }  # fmt: skip

    def step(self, form: tuple[str, ...], b: Floats, i: int, on_rrp: float) -> float:
        """ON RRP of the next month."""
        scaled = on_rrp * self.gdp[i] / self.gdp[i + 1]
        columns = self.columns(i, scaled)
        x = [-columns[name[1:]] if name[0] == "-" else columns[name] for name in form]
        return max(0.0, scaled + float(np.dot(x, b)))

    def missed(self, form: tuple[str, ...], b: Floats, sample: Floats) -> Floats:
        """Errors a month ahead."""
        return np.array([self.step(form, b, int(i), self.on_rrp[i]) - self.on_rrp[i + 1] for i in sample])


def months_until(vintage: Vintage, last_day: date) -> Months:
    """The months a projection could know of on the morning after `last_day`."""
    end, record = pd.Timestamp(last_day), load_path()
    reserves = vintage["WRESBAL"].base()[FIRST:end]
    on_rrp = vintage["RRPONTSYD"].base().reindex(reserves.index, method="ffill")
    held = pd.DataFrame({"on_rrp": on_rrp, "reserves": reserves}).resample("MS").mean()
    bill = vintage["DGS3MO"].base()[FIRST:end].resample("MS").mean().reindex(held.index).to_numpy()
    paid = np.array([monthly_mean(record, "on_rrp", day.date()) for day in held.index])
    later = np.r_[paid, [paid[-1]] * 3]
    ahead = np.array([np.dot([1 / 6, 1 / 3, 1 / 3, 1 / 6], later[i : i + 4]) for i in range(len(paid))])
    gdp = _gdp(vintage, held.index, last_day)
    share = held.div(gdp, axis=0)
    pool = (share["on_rrp"] + share["reserves"]).to_numpy()
    return Months(share["on_rrp"].to_numpy(), pool, gdp / gdp[-1], 100 * (bill - paid), 100 * (bill - ahead))


def _gdp(vintage: Vintage, months: pd.DatetimeIndex, last_day: date) -> Floats:
    """(t,) GDP at a yearly rate, a quarter's at its first day as the projection takes it, then at its trend."""
    quarters = known_on(vintage, "GDP", last_day).base()
    day, last = months.asi8.astype(np.float64), quarters.index[-1]
    inside = np.interp(day, quarters.index.as_unit(months.unit).asi8, np.log(quarters.to_numpy()))
    years = np.maximum((months - last).days.to_numpy(), 0) / 365.0
    found: Floats = np.exp(inside + math.log1p(load_parameters().liabilities.gdp_growth) * years)
    return found


def fitted(months: Months, form: tuple[str, ...], sample: Floats) -> tuple[Floats, Floats]:
    """Coefficients (b,) by least squares and their covariance (b, b), Newey-West."""
    start = np.array([0.1, 0.013, *[0.0] * len(form)])[: len(form)]
    found = least_squares(lambda b: 100 * months.missed(form, b, sample), start, x_scale=[0.1] * len(form))
    bread = np.linalg.pinv(found.jac.T @ found.jac)
    scores = found.jac * found.fun[:, None]
    meat = scores.T @ scores
    for lag in range(1, LAGS + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (LAGS + 1)) * (cross + cross.T)
    return found.x, bread @ meat @ bread


def out_of_sample(months: Months, form: tuple[str, ...]) -> list[float]:
    """Root mean square errors by horizon, percent of GDP, each origin's year ahead left out of its sample."""
    n, longest = len(months.on_rrp), max(HORIZONS)
    errors: dict[int, list[float]] = {h: [] for h in HORIZONS}
    for origin in range(n - min(HORIZONS)):
        sample = np.array([i for i in range(n - 1) if not origin - 1 <= i <= origin + longest])
        b, state = fitted(months, form, sample)[0], months.on_rrp[origin]
        for h in range(1, min(longest, n - 1 - origin) + 1):
            state = months.step(form, b, origin + h - 1, state)
            if h in errors:
                errors[h].append(state - months.on_rrp[origin + h])
    return [100 * math.sqrt(np.mean(np.square(e))) for e in errors.values()]


def shown(months: Months) -> None:
    """Print every form beside its rivals."""
    for name, form in FORMS.items():
        b, covariance = fitted(months, form, np.arange(len(months.on_rrp) - 1))
        errors = ", ".join(f"{e:.2f}" for e in out_of_sample(months, form))
        parts = zip(form, b, np.sqrt(np.diag(covariance)), strict=True)
        coefficients = ", ".join(f"{column} {value:.4f} ({error:.4f})" for column, value, error in parts)
        sys.stdout.write(f"# {errors}  {name}: {coefficients}\n")


def estimated(months: Months) -> tuple[Floats, Floats]:
    """Speed a year and what banks keep as a share of GDP, and their standard errors, of the form chosen."""
    b, covariance = fitted(months, FORMS[CHOSEN], np.arange(len(months.on_rrp) - 1))
    kept = b[1] / b[0]
    jacobian = np.array([[MONTHS / (1 - b[0]), 0.0], [-kept / b[0], 1.0 / b[0]]])
    values = np.array([-MONTHS * math.log1p(-b[0]), kept])
    return values, np.sqrt(np.diag(jacobian @ covariance @ jacobian.T))


def main() -> None:
    """Print, for each day from which an estimate is to be used, the forms compared and the parameters."""
    shipped = [rule.known_from for rule in load_parameters().on_rrp]
    for day in [date.fromisoformat(word) for word in sys.argv[1:]] or shipped:
        months = months_until(fedsheet.store.vintage(), day - ONE_DAY)
        sys.stdout.write(f"# {len(months.on_rrp)} months before {day}; errors {HORIZONS} months ahead, % of GDP\n")
        shown(months)
        (speed, kept), (speed_error, kept_error) = estimated(months)
        sys.stdout.write(f"[[on_rrp]]\nknown_from = {day}\nspeed_a_year = {speed:.3f}\n")
        sys.stdout.write(f"banks_keep_to_gdp = {kept:.4f}\nstandard_errors = [{speed_error:.3f}, {kept_error:.4f}]\n\n")


if __name__ == "__main__":
    main()
