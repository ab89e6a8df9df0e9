"""Estimate the liability models and print what data/liabilities.toml holds: value, standard error, sample.

    python tools/estimate_liabilities.py            ON RRP at every turn of the year, Treasury's excess and gap

Nothing from the day an estimate is known is read. ON RRP: twenty-six-week changes of take-up on liquidity beyond what
banks keep, a floor at zero, residuals of overlapping windows counted once; two plain prior beliefs of the end of 2013
(reserves then 14% of GDP, so kept 0.14 +- 0.02; half of a gap closed in 26 weeks +- 0.2) hold it while data are few.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

import fedsheet.store
from fedsheet.portfolio.liabilities.ahead import account_known
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.liabilities.parameters import LiabilityModels, load_liability_models
from fedsheet.portfolio.liabilities.treasury_account import KnownAccount, assumptions_known, line, quarter_end, shape
from fedsheet.portfolio.parameters import load_parameters

Floats = NDArray[np.float64]
FIRST, WINDOW, MEAN = np.datetime64("2013-12-25"), 26, 13
RESIDUAL = 0.006  # share of GDP in one window: its own root mean square to 2019 and again to 2025
PRIOR, PRIOR_ERROR = np.array([0.39, 0.14]), np.array([0.2, 0.02])
YEARS = range(2014, 2027)


def on_rrp(weeks: Weeks, bills_share: float) -> tuple[Floats, Floats]:
    """Speed a year and what banks keep as a share of GDP, with standard errors, from weeks (n,)."""
    first = weeks.place(FIRST)
    share = {name: (weeks.line(name) / weeks.gdp) for name in ("on_rrp", "reserve_balances", "tga")}
    mean = np.convolve(share["tga"], np.full(MEAN, 1.0 / MEAN))[: len(share["tga"])]
    start = np.arange(first, len(weeks.days) - WINDOW)
    now, then = share["on_rrp"][start], share["on_rrp"][start + WINDOW]
    liquidity = share["on_rrp"] + share["reserve_balances"]
    beyond = np.array([(liquidity[s + 1 : s + WINDOW + 1] - share["on_rrp"][s : s + WINDOW]).mean() for s in start])
    bills = bills_share * (mean[start + WINDOW] - mean[start])

    def missed(b: Floats) -> Floats:
        model = np.maximum(now + b[0] * (beyond - b[1]) - bills, 0.0)
        return np.concatenate([(then - model) / (RESIDUAL * np.sqrt(WINDOW)), (b - PRIOR) / PRIOR_ERROR])

    found = least_squares(missed, PRIOR)
    errors = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)))
    moved = float(np.clip(found.x[0], 0.01, 0.95))
    a_year = 52.0 / WINDOW
    return np.array([-np.log1p(-moved) * a_year, found.x[1]]), errors * np.array([a_year / (1 - moved), 1.0])


def excess(weeks: Weeks) -> tuple[float, float, int]:
    """Median and its standard error, US dollars, of cash above the number announced for the running quarter."""
    models = load_liability_models()
    found = []
    for end in np.unique(quarter_end(weeks.days)):
        known = account_known(weeks.until(weeks.place(end)), models)
        told = assumptions_known(known).get(end)
        if told is not None and end <= weeks.days[-1] and quiet(known, models):
            found.append(float(np.interp(end.astype(float), weeks.days.astype(float), weeks.line("tga"))) - told)
    spread = np.std(found, ddof=1) * np.sqrt(np.pi / 2 / len(found))
    return float(np.median(found)), float(spread), len(found)


def quiet(known: KnownAccount, models: LiabilityModels) -> bool:
    """No impasse, no refill after one and no rare state on the last day known."""
    after = np.timedelta64(models.account.after_impasse_days, "D")
    near = (e.start <= known.opening <= e.end + after for e in models.episodes if e.status == "impasse")
    return not known.left_out[-1] and not any(near)


def gap_kept(weeks: Weeks) -> tuple[float, float]:
    """What is left after a week of the gap between level and line with shape: least squares, and its standard error."""
    models, gaps = load_liability_models(), []
    for place in range(weeks.place(np.datetime64("2018-02-07")), len(weeks.days)):
        known = account_known(weeks.until(place), models)
        today = known.days[-1:]
        base = line(known, today, models.account) + known.gdp[-1] * shape(known, today, models.account)
        gaps.append(float(known.tga[-1] - base[0]) if quiet(known, models) else np.nan)
    now, then = np.array(gaps[:-1]), np.array(gaps[1:])
    held = ~np.isnan(now) & ~np.isnan(then)
    slope = float((now[held] @ then[held]) / (now[held] @ now[held]))
    spread = np.std(then[held] - slope * now[held])
    return slope, float(spread / np.sqrt(now[held] @ now[held]))


def main() -> None:
    """Print the estimates as TOML."""
    vintage, growth = fedsheet.store.vintage(), load_parameters().liabilities.gdp_growth
    share = load_liability_models().on_rrp[0].model.bills_share
    for year in YEARS:
        weeks = weeks_known(vintage, date(year - 1, 12, 31), growth)
        (speed, kept), (speed_error, kept_error) = on_rrp(weeks, share)
        sys.stdout.write(f"[[on_rrp.estimate]]\nknown_from = {year}-01-01\nspeed_a_year = {speed:.3f}\n")
        sys.stdout.write(f"banks_keep_to_gdp = {kept:.4f}\nstandard_errors = [{speed_error:.3f}, {kept_error:.4f}]\n\n")
    weeks = weeks_known(vintage, date(2025, 12, 31), growth)
    mean, error, n = excess(weeks)
    sys.stdout.write(
        f"# excess over the number announced: {mean / 1e9:.1f} bn, s.e. {error / 1e9:.1f}, {n} quarter ends\n"
    )
    slope, error = gap_kept(weeks)
    sys.stdout.write(f"# gap kept a week: {slope:.3f}, s.e. {error:.3f}\n")


if __name__ == "__main__":
    main()
