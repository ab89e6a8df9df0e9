"""The forecast held against two simple rivals, day by day, on days its parameters never saw.

Rolling origin: each day's distribution uses what was published by its origin and nothing later; horizons of several
days are purged, so no surprise that overlaps the target is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError
from fedsheet.market.daycount import market_calendar
from fedsheet.market.forecast import MIN_DAYS, Density, Filtered, FilterParameters, density, filter_spread
from fedsheet.market.scores import Comparison, Skill, brier_skill, crps, diebold_mariano

Array = NDArray[np.float64]
THRESHOLDS_BP = (5.0, 10.0, 20.0, 50.0)
RIVAL_WINDOW = 250
BAND = 0.90
SEED = 20231231  # of the bootstrap behind the intervals


@dataclass(frozen=True)
class Evaluation:
    """Scores over `days`; basis points.

    mean_crps   by forecaster: "fedsheet", "persistence", "calendar class" (all history), "calendar class, 250 days"
    compared    Diebold-Mariano of fedsheet against each rival
    """

    days: pd.DatetimeIndex
    horizon: int
    mean_crps: dict[str, float]
    compared: dict[str, Comparison]
    skills: tuple[Skill, ...]
    coverage: float
    losses: dict[str, Array]


def evaluate(
    spread: pd.Series[float], parameters: FilterParameters, start: date, end: date, horizon: int = 1
) -> Evaluation:
    """Score forecasts of every day of `spread` (decimal) from `start` to `end`."""
    filtered = filter_spread(spread, parameters, horizon)
    first = int(filtered.days.searchsorted(pd.Timestamp(start)))
    after = int(filtered.days.searchsorted(pd.Timestamp(end) + pd.Timedelta(days=1)))
    last = min(after, len(spread))  # what follows the last observation has no outcome yet
    if last <= first or first < 2 * RIVAL_WINDOW:
        raise DateRangeError(
            f"{start} to {end} cannot be scored",
            possible=f"The series runs from {filtered.days[0].date()} to {filtered.days[-1].date()}",
            do=f"Leave at least {2 * RIVAL_WINDOW} days before the first scored day",
        )
    targets = np.arange(first, last)
    ours = [density(filtered, t, parameters) for t in range(first, last)]
    losses = {"fedsheet": _losses(ours, filtered, targets)} | _rival_losses(filtered, targets)
    return Evaluation(
        days=filtered.days[targets],
        horizon=horizon,
        mean_crps={name: float(loss.mean()) for name, loss in losses.items()},
        compared={
            n: diebold_mariano(losses["fedsheet"], loss, horizon) for n, loss in losses.items() if n != "fedsheet"
        },
        skills=tuple(_skill(k, ours, filtered, targets) for k in THRESHOLDS_BP),
        coverage=float(covered(filtered, parameters)[targets].mean()),
        losses=losses,
    )


def covered(filtered: Filtered, parameters: FilterParameters) -> Array:
    """(t,) 1 where the 90% band held the outcome, NaN before the first band."""
    inside = np.full(len(filtered.days), np.nan)
    for target, miss in misses(filtered, parameters):
        low, high = band(density(filtered, target, parameters), miss)
        inside[target] = float(low <= filtered.spread[target] <= high)
    return inside


def band(of_day: Density, miss: float) -> tuple[float, float]:
    """The central band that leaves out `miss` of the distribution."""
    return of_day.quantile(miss / 2.0), of_day.quantile(1.0 - miss / 2.0)


def misses(filtered: Filtered, parameters: FilterParameters) -> list[tuple[int, float]]:
    """(target, share left out): lower after misses, higher after hits, so that 10% are missed in the long run."""
    miss, history = 1.0 - BAND, []
    pending: list[float] = []
    for target in range(MIN_DAYS, len(filtered.days)):
        history.append((target, miss))
        if np.isnan(filtered.spread[target]):
            continue
        low, high = band(density(filtered, target, parameters), miss)
        pending.append(float(not low <= filtered.spread[target] <= high))
        if len(pending) >= filtered.horizon:  # what is known at the next origin
            miss += parameters.band_gain * (1.0 - BAND - pending[len(pending) - filtered.horizon])
            miss = min(max(miss, 0.002), 0.5)
    return history


def _losses(forecasts: list[Density], filtered: Filtered, targets: NDArray[np.int64]) -> Array:
    """CRPS of what is published: whole basis points."""
    return np.array(
        [crps(np.rint(f.points), f.weights, filtered.spread[t]) for f, t in zip(forecasts, targets, strict=True)]
    )


def _rival_losses(filtered: Filtered, targets: NDArray[np.int64]) -> dict[str, Array]:
    """Today's spread plus past changes over the same horizon: recent ones, or those into the same class of day."""
    y, h = filtered.spread, filtered.horizon
    change = np.full(len(y), np.nan)
    change[h:] = y[h:] - y[:-h]
    classes = rival_classes(filtered.days)
    found: dict[str, list[float]] = {"persistence": [], "calendar class": [], "calendar class, 250 days": []}
    for t in targets:
        known = np.arange(h, t - h + 1)
        recent, alike = known[-RIVAL_WINDOW:], known[classes[known] == classes[t]]
        alike_recent = recent[classes[recent] == classes[t]]
        for loss, rows in zip(found.values(), (recent, alike, alike_recent), strict=True):
            loss.append(crps(y[t - h] + change[rows], np.full(len(rows), 1.0 / len(rows)), y[t]))
    return {name: np.array(loss) for name, loss in found.items()}


def rival_classes(days: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Period end, first, second day of a month, mid-month, other: the classes the simple rival draws by."""
    calendar = market_calendar(days)
    conditions = [calendar.period_end, calendar.rank == 1, calendar.rank == 2, calendar.mid]
    return np.select(conditions, [0, 1, 2, 3], default=4).astype(np.int64)


def _skill(threshold_bp: float, forecasts: list[Density], filtered: Filtered, targets: NDArray[np.int64]) -> Skill:
    outcome = filtered.spread > threshold_bp
    climatology = np.array([outcome[: t - filtered.horizon + 1].mean() for t in targets])
    ours = np.array([f.exceeds(threshold_bp) for f in forecasts])
    return brier_skill(threshold_bp, ours, climatology, outcome[targets], SEED)


@dataclass(frozen=True)
class Outlook:
    """The forecast of one day that has no rate yet; basis points over IORB.

    origin     the last day whose rate is known        target   the day forecast
    quantiles  probability → quantile                  exceeds  threshold → probability that the rate is higher
    band       the central 90% band, widened or narrowed by recent misses
    """

    origin: date
    target: date
    horizon: int
    mean: float
    quantiles: dict[float, float]
    exceeds: dict[float, float]
    band: tuple[float, float]


QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def look_ahead(spread: pd.Series[float], parameters: FilterParameters, horizon: int = 1) -> Outlook:
    """The distribution `horizon` settlement days after the last observation of `spread` (decimal)."""
    filtered = filter_spread(spread, parameters, horizon)
    target = len(filtered.days) - 1
    of_day = density(filtered, target, parameters)
    low, high = band(of_day, misses(filtered, parameters)[-1][1])
    return Outlook(
        origin=spread.index[-1].date(),
        target=filtered.days[target].date(),
        horizon=horizon,
        mean=float(of_day.weights @ of_day.points),
        quantiles={q: of_day.quantile(q) for q in QUANTILES},
        exceeds={k: of_day.exceeds(k) for k in THRESHOLDS_BP},
        band=(low, high),
    )
