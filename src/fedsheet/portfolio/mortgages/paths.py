"""Principal of mortgage cohorts on many rate paths at once: the fast form of `Cohorts.after_month`.

What makes it fast, all of it exact: scheduled principal is the same on every path, so a cohort's balance is
U(t) = w(t) exp(M(t) / 12) with w known beforehand and M the sum of log(1 - cpr); incentive enters through
exp(a (note - rate)) = exp(a note) exp(-a rate), so the exponentials are taken once a cohort and once a path; work goes
through blocks of cohorts and paths that stay in the processor's cache, in single precision, on all cores. Products of
a cohort's part and a path's are taken two terms at a time, by the matrix product: it is a third of the time of one.
M is kept in the base whose powers the processor takes fastest.
Cohorts stand in blocks of like rates, by the months left to them: one that is repaid is computed no more. Bounds of a
block tell where a step would change nothing: no cohort above the market's rate, no prepayment above the most there is.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments.mbs import MONTHS, Month, PrepaymentModel, scheduled_share
from fedsheet.portfolio.mortgages.cohorts import MOST_CPR, Cohorts

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
# Paths a block; wide ones where there are many, which take fewer calls. By the number of paths alone: the width moves
# the last bits of single precision, and the machine's cores shall not.
NARROW, WIDE, MANY = 512, 768, 4096
COHORTS_A_BLOCK = 200


@dataclass(frozen=True)
class MortgagePaths:
    """Of the opening cohorts together: balance (t + 1, p), borrowers' interest (t, p) a year; dollars."""

    balance: Floats
    note_interest: Floats

    def paid(self, t: int) -> Floats:
        """(p,) principal paid in month t."""
        gone: Floats = self.balance[t] - self.balance[t + 1]
        return gone


@dataclass(frozen=True)
class PathSpeed:
    """What a path's prepayment departs by, (p,) each: factors of turnover and refinancing, the curve's midpoint."""

    turnover: Floats
    refinancing: Floats
    midpoint: Floats

    @classmethod
    def as_estimated(cls, n_paths: int) -> PathSpeed:
        """No departure."""
        return cls(np.ones(n_paths), np.ones(n_paths), np.zeros(n_paths))

    def part(self, paths: slice) -> PathSpeed:
        """Some of the paths."""
        return PathSpeed(self.turnover[paths], self.refinancing[paths], self.midpoint[paths])


def path_parts(model: PrepaymentModel, lagged: Floats, speed: PathSpeed) -> tuple[Floats, Floats, Floats]:
    """(t, p) the path's parts of the lock-in and of the curve: exponentials of its rate; (p,) the curve's scale."""
    lock = lagged * (-100.0 * model.lock_in)
    np.exp(lock, out=lock)
    lock *= speed.turnover
    curve = lagged + speed.midpoint
    curve *= model.slope
    np.exp(curve, out=curve)
    curve /= speed.refinancing
    return lock, curve, 1.0 / speed.refinancing


@dataclass(frozen=True)
class PreparedCohorts:
    """What is known of the cohorts before any path is: rows over k, columns over t.

    weight   (t + 1, 2, k)  w and w note_rate: times exp(M / 12) they are balance and borrowers' interest
    unlocked    (t, k, 2)  (-turnover, 1): times the path's (its factor, 1) what stays where no rate keeps a household
    lock        (t, k, 2)  (-turnover exp(100 lock_in note), 1): times the path's (exp(-100 lock_in rate), 1) it is
                           what stays where the market rate stands above the borrower's
    refinance   (k, 2)     the curve's denominator (1 + exp(-slope (note - midpoint - rate))) / refinancing, as a
                           product with the path's (exp(slope rate), 1)
    logs        (k,)       M at the start: 12 log(pool factor), so that exp(M burnout / 12) is what burnout leaves
    months      (k,)       months until each is repaid, falling in a block;  note_rate (k,)
    """

    weight: Singles
    unlocked: Singles
    lock: Singles
    refinance: Singles
    logs: Singles
    months: NDArray[np.int64]
    note_rate: Floats


def mortgage_paths(
    cohorts: Cohorts,
    model: PrepaymentModel,
    lagged: Floats,
    first_month: Month,
    speed: PathSpeed | None = None,
    n_workers: int | None = None,
) -> MortgagePaths:
    """Balance, principal and borrowers' interest of all cohorts on every path.

    lagged       (t, p)  mortgage rate that each month's prepayment answers to, decimal
    first_month          calendar month of the first row: 1..12, or one whose business days count
    speed        the paths' departures from the model's parameters; None for none
    Relative error of single precision: below 1e-4 of the balance after thirty years (tested against the plain form).
    """
    n_months, n_paths = lagged.shape
    own = speed or PathSpeed.as_estimated(n_paths)
    known = prepare(cohorts.outstanding(), model, n_months, first_month)
    balance = np.empty((n_months + 1, n_paths))
    interest = np.empty((n_months, n_paths))
    balance[0] = cohorts.total_usd
    width = WIDE if n_paths >= MANY else NARROW
    blocks = [slice(i, min(i + width, n_paths)) for i in range(0, n_paths, width)]

    def work(block: slice) -> None:
        sums = _run_block(known, model, lagged[:, block], own.part(block))
        balance[1:, block], interest[:, block] = sums[1:, 0], sums[:-1, 1]

    workers = n_workers or os.cpu_count() or 1
    with ThreadPoolExecutor(min(workers, len(blocks))) as pool:
        list(pool.map(work, blocks))
    return MortgagePaths(balance, interest)


def months_from(first: Month, n_months: int) -> list[Month]:
    """The calendar months from the first on."""
    if isinstance(first, int):
        return [(first - 1 + t) % MONTHS + 1 for t in range(n_months)]
    return list(first + np.arange(n_months))


def prepare(cohorts: Cohorts, model: PrepaymentModel, n_months: int, first_month: Month) -> PreparedCohorts:
    """Scheduled balances, seasoned turnover and each cohort's part of the exponentials, in blocks."""
    cohorts, t = cohorts.in_blocks(COHORTS_A_BLOCK), np.arange(n_months)
    left = np.maximum(cohorts.months_left[:, None] - t, 1.0)
    kept = np.cumprod(1.0 - scheduled_share(cohorts.note_rate[:, None], left), axis=1)
    weight = (cohorts.upb_usd / cohorts.pool_factor)[:, None] * np.column_stack([np.ones(len(kept)), kept])
    season = np.array([model.season_of(month) for month in months_from(first_month, n_months)])
    ramp = np.minimum((cohorts.age_months[:, None] + t) / model.ramp_months, 1.0)
    turnover = model.turnover * ramp * season
    lock = -turnover * np.exp(100.0 * model.lock_in * cohorts.note_rate)[:, None]
    curve = np.exp(-model.slope * (cohorts.note_rate - model.midpoint)) / model.refinancing
    return PreparedCohorts(
        _single(np.stack([weight.T, weight.T * cohorts.note_rate], axis=1)),
        _single(np.stack([-turnover.T, np.ones_like(turnover.T)], axis=2)),
        _single(np.stack([lock.T, np.ones_like(lock.T)], axis=2)),
        _single(np.column_stack([curve, np.full_like(curve, 1.0 / model.refinancing)])),
        _single(MONTHS * np.log(cohorts.pool_factor)),
        np.ceil(cohorts.months_left).astype(np.int64),
        cohorts.note_rate,
    )


def _single(values: Floats) -> Singles:
    return np.ascontiguousarray(values, dtype=np.float32)


def _run_block(known: PreparedCohorts, model: PrepaymentModel, lagged: Floats, speed: PathSpeed) -> Floats:
    """(t + 1, 2, p) balance and interest of all months of one block of paths, one block of cohorts after another."""
    n_months, n_paths = lagged.shape
    path_lock = np.ones((n_months, 2, n_paths), np.float32)
    path_curve, free = np.empty_like(path_lock), np.ones((2, n_paths), np.float32)
    with np.errstate(over="ignore"):  # a refinancing curve far out of the money overflows to zero prepayment
        path_lock[:, 0], path_curve[:, 0], path_curve[:, 1] = path_parts(model, lagged, speed)
        free[0] = speed.turnover
        bounds = lagged.min(axis=1), float(speed.turnover.max()), float(1.0 / speed.refinancing.max())
        paths = _Paths(path_lock, path_curve, free, *bounds)
        sums = np.zeros((n_months + 1, 2, n_paths))
        for start in range(0, len(known.logs), COHORTS_A_BLOCK):
            _run_cohorts(known, slice(start, start + COHORTS_A_BLOCK), model, paths, sums)
    return sums


@dataclass(frozen=True)
class _Paths:
    """A block of paths: lock, curve (t, 2, p), free (2, p) as `PreparedCohorts` meets them, and bounds over paths."""

    lock: Singles
    curve: Singles
    free: Singles
    least_rate: Floats
    most_turnover: float
    least_scale: float


class _Base(NamedTuple):
    """A base's powers and logarithms, and e's logarithm in it."""

    power: np.ufunc
    log: np.ufunc
    of_e: float


@cache
def _fast_base() -> _Base:
    """2 where numpy takes its powers many at once: half the time of those of e. Elsewhere they take twice as long."""
    told = getattr(np.lib, "introspect", None)  # numpy 2.1; a build that has one way alone names none
    found = told.opt_func_info(func_name="^exp2$", signature="float32") if told else {}
    means = found.get("exp2", {}).get("ff", {}).get("current", "baseline")
    return _Base(np.exp, np.log, 1.0) if means.startswith("baseline") else _Base(np.exp2, np.log2, math.log2(math.e))


def _run_cohorts(known: PreparedCohorts, rows: slice, model: PrepaymentModel, paths: _Paths, sums: Floats) -> None:
    """One block of cohorts through all months, added to `sums`; `logs` is M, the sum of log(1 - cpr), (k, p)."""
    base = _fast_base()
    logs = np.repeat(known.logs[rows, None] * np.float32(base.of_e), paths.free.shape[1], axis=1)
    factor = base.power(logs / np.float32(MONTHS))
    power, month = np.float32(model.burnout / MONTHS), np.float32(1.0 / MONTHS)
    room = np.empty((3, *logs.shape), np.float32)
    least = np.full(logs.shape[1], 1.0 - MOST_CPR, np.float32)  # a row: against one number it takes three times as long
    left = np.minimum(known.months[rows], len(paths.lock))
    locked, bounded = _bounds(known, rows, model, paths)
    sums[0] += known.weight[0, :, rows] @ factor
    for t in range(left.max()):
        n = int(np.count_nonzero(left > t))
        of = slice(rows.start, rows.start + n)
        if n < len(logs):
            logs, factor, room = logs[:n], factor[:n], room[:, :n]
        stays, refinanced, free = room
        np.matmul(known.lock[t, of], paths.lock[t], out=stays)
        if not locked[t]:
            np.matmul(known.unlocked[t, of], paths.free, out=free)
            np.maximum(stays, free, out=stays)
        np.multiply(logs, power, out=factor)
        base.power(factor, out=factor)
        np.matmul(known.refinance[of], paths.curve[t], out=refinanced)
        np.divide(factor, refinanced, out=refinanced)
        np.subtract(stays, refinanced, out=stays)
        if not bounded[t]:
            np.maximum(stays, least, out=stays)
        base.log(stays, out=stays)
        logs += stays
        np.multiply(logs, month, out=factor)
        base.power(factor, out=factor)
        sums[t + 1] += known.weight[t + 1, :, of] @ factor


def _bounds(
    known: PreparedCohorts, rows: slice, model: PrepaymentModel, paths: _Paths
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(t,) whether every borrower of a block is below the market on every path; whether none can prepay the most."""
    locked = paths.least_rate >= known.note_rate[rows].max()
    turnover = -known.unlocked[:, rows, 0].min(axis=1) * paths.most_turnover
    burnt_out = float(np.exp(known.logs[rows].max() * model.burnout / MONTHS)) if model.burnout > 0 else np.inf
    return locked, turnover + burnt_out * model.refinancing / paths.least_scale < MOST_CPR
