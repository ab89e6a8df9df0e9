"""How fast the portfolio room is: against QuantLib, from process start, and on many paths.

    python bench/portfolio.py          appends to results/portfolio.csv

The bars are for two cores with nothing else running; CPU seconds are written beside wall seconds, as they say more
on a machine that is shared.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import QuantLib as ql  # noqa: N813 - the name its own documentation uses
from results import append

from fedsheet.instruments import treasury
from fedsheet.portfolio.many_paths.project_paths import project_paths
from fedsheet.portfolio.mortgages.cohorts import Cohorts
from fedsheet.portfolio.mortgages.paths import mortgage_paths
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.runs.project import setting_of

SETTLEMENT = date(2022, 2, 16)
N_BONDS, N_CURVES, N_PATHS, N_MONTHS, N_COHORTS = 450, 10, 10_000, 360, 200
MOST_PATHS = 100_000


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def bonds() -> tuple[list[date], np.ndarray]:
    """450 mid-month bonds of up to thirty years."""
    rng = np.random.default_rng(1)
    days = [SETTLEMENT + timedelta(days=int(d)) for d in rng.integers(40, 30 * 365, N_BONDS)]
    return [d.replace(day=15) for d in days], np.round(rng.uniform(0, 0.06, N_BONDS) * 800) / 800


def quantlib_bonds(maturities: list[date], coupons: np.ndarray) -> list[ql.FixedRateBond]:
    """The same bonds there."""
    day = ql.Date(SETTLEMENT.day, SETTLEMENT.month, SETTLEMENT.year)
    ql.Settings.instance().evaluationDate = day
    found = []
    for maturity, coupon in zip(maturities, coupons, strict=True):
        schedule = ql.Schedule(
            day - ql.Period(1, ql.Years), ql.Date(maturity.day, maturity.month, maturity.year),
            ql.Period(ql.Semiannual), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward,
            False,
        )  # fmt: skip
        found.append(ql.FixedRateBond(0, 100.0, schedule, [float(coupon)], ql.ActualActual(ql.ActualActual.ISMA)))
    return found


def quantlib_ladder(maturities: list[date], coupons: np.ndarray) -> float:
    """Every payment of every bond, read out of QuantLib."""
    return sum(flow.amount() for bond in quantlib_bonds(maturities, coupons) for flow in bond.cashflows())


def our_ladder(maturities: treasury.Days, coupons: np.ndarray) -> float:
    """The same of ours, dates adjusted to payment days."""
    return float(treasury.ladder(maturities, coupons, np.datetime64(SETTLEMENT)).amount.sum())


def against_quantlib() -> None:
    """Ladder and revaluation on curves, as ratios."""
    maturities, coupons = bonds()
    held = treasury.days(maturities)  # holdings keep dates as arrays
    ratio = seconds(lambda: quantlib_ladder(maturities, coupons), 3) / seconds(lambda: our_ladder(held, coupons), 200)
    append("portfolio", "ladder of 450 Treasuries: times QuantLib's speed", ratio, "x", ">= 200")
    day = ql.Settings.instance().evaluationDate
    built = quantlib_bonds(maturities, coupons)
    curves = [ql.FlatForward(day, 0.01 + 0.004 * i, ql.Actual365Fixed(), ql.Continuous) for i in range(N_CURVES)]
    handles = [ql.YieldTermStructureHandle(curve) for curve in curves]
    theirs = seconds(lambda: [ql.CashFlows.npv(b.cashflows(), h, False, day, day) for h in handles for b in built], 3)
    periods = treasury.schedule(treasury.days(maturities), np.datetime64(SETTLEMENT))
    rates = 0.01 + 0.004 * np.arange(N_CURVES)[:, None]
    ours = seconds(lambda: treasury.value_on_curves(coupons, periods, lambda t: np.exp(-rates * t)))
    append("portfolio", "450 bonds on 10 curves: times QuantLib's speed", theirs / ours, "x", ">= 10")


def from_process_start() -> None:
    """The ten-year weekly projection as a user runs it: from modules that are compiled, as an install leaves them."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", "from fedsheet.cli.main import run; run()", "project", "today", "--format", "csv"]
    subprocess.run(command, check=True, capture_output=True)  # the store is built at first use

    def run() -> None:
        subprocess.run(command, check=True, capture_output=True)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = seconds(run, 5)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 5
    append("portfolio", "ten-year weekly projection from process start, wall", wall, "s", "<= 1")
    append("portfolio", "ten-year weekly projection from process start, CPU", cpu, "s")


def pools(n: int, n_kinds: int) -> Cohorts:
    """n pools of n_kinds kinds."""
    rng = np.random.default_rng(2)
    kind = np.arange(n) % n_kinds
    rate = 0.025 + 0.00125 * (kind % 25)
    upb = rng.uniform(1e6, 1e9, n)
    return Cohorts(upb, upb / (0.4 + 0.5 * kind / n_kinds), rate, 150.0 + kind, 10.0 + kind)


def many_paths() -> None:
    """Mortgages on ten thousand paths, from cohorts and from CUSIPs."""
    model = load_parameters().prepayment[-1].model
    rng = np.random.default_rng(3)
    steps = rng.standard_normal((N_MONTHS, N_PATHS)) * 0.0025
    lagged = np.clip(0.06 + np.cumsum(steps, axis=0), 0.01, 0.15)
    work = {
        f"{N_PATHS:,} paths x {N_MONTHS} months x {N_COHORTS} cohorts": lambda: mortgage_paths(
            pools(N_COHORTS, N_COHORTS), model, lagged, 1
        ),
        f"10,000 mortgage CUSIPs x {N_PATHS:,} paths, collapsed": lambda: mortgage_paths(
            pools(10_000, N_COHORTS).collapsed(), model, lagged, 1
        ),
    }
    for what, run in work.items():
        cpu = time.process_time()
        wall = seconds(run, 3)
        append("portfolio", f"{what}, wall", wall, "s", "<= 2")
        append("portfolio", f"{what}, CPU", (time.process_time() - cpu) / 3, "s")


def hundred_thousand() -> None:
    """Ten times as many paths, their rates made in place: what a process of one gibibyte holds."""
    model = load_parameters().prepayment[-1].model
    rates = np.random.default_rng(4).standard_normal((N_MONTHS, MOST_PATHS))
    rates *= 0.0025
    np.cumsum(rates, axis=0, out=rates)
    rates += 0.06
    np.clip(rates, 0.01, 0.15, out=rates)
    cpu, name = time.process_time(), f"{MOST_PATHS:,} paths x {N_MONTHS} months x {N_COHORTS} cohorts"
    wall = seconds(lambda: mortgage_paths(pools(N_COHORTS, N_COHORTS), model, rates, 1), 1)
    append("portfolio", f"{name}, wall", wall, "s", "<= 10")
    append("portfolio", f"{name}, CPU", time.process_time() - cpu, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    append("portfolio", "peak memory of the process", peak, "GiB", "<= 1")


def joint_fan() -> None:
    """The whole sheet on ten thousand joint paths of ten years, beside the fan that draws rates alone."""
    setting = setting_of("today")
    for what, joint, bar in (("everything drawn together", True, "<= 3"), ("rates alone", False, "")):
        cpu = time.process_time()
        wall = seconds(lambda joint=joint: project_paths(setting, N_PATHS, 1, joint=joint), 2)
        name = f"{N_PATHS:,} paths x 120 months of the whole sheet, {what}"
        append("portfolio", f"{name}, wall", wall, "s", bar)
        append("portfolio", f"{name}, CPU", (time.process_time() - cpu) / 2, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    append("portfolio", "peak memory of the process with the joint fan", peak, "GiB", "<= 1")


if __name__ == "__main__":
    against_quantlib()
    from_process_start()
    many_paths()
    hundred_thousand()
    joint_fan()
