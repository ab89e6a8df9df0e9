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
from fedsheet.market.forecast import (
    MIN_DAYS,
    RECENT_DAYS,
    Density,
    Filtered,
    FilterParameters,
    alike,
    changes,
    density,
    filter_spread,
    known_days,
    recent_changes,
)
from fedsheet.market.scores import Comparison, Skill, brier_skill, crps, diebold_mariano

Array = NDArray[np.float64]
THRESHOLDS_BP = (5.0, 10.0, 20.0, 50.0)
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


def evaluate(
    spread: pd.Series[float], parameters: FilterParameters, start: date, end: date, horizon: int = 1
) -> Evaluation:
    """Score forecasts of every day of `spread` (decimal) from `start` to `end`."""
    filtered = filter_spread(spread, parameters, horizon)
    first = int(filtered.days.searchsorted(pd.Timestamp(start)))
    after = int(filtered.days.searchsorted(pd.Timestamp(end) + pd.Timedelta(days=1)))
    last = min(after, len(spread))  # what follows the last observation has no outcome yet
    if last <= first or first < 2 * RECENT_DAYS:
        raise DateRangeError(
            f"{start} to {end} cannot be scored",
            possible=f"The series runs from {filtered.days[0].date()} to {filtered.days[-1].date()}",
            do=f"Leave at least {2 * RECENT_DAYS} days before the first scored day",
        )
    targets = range(first, last)
    ours = [density(filtered, t, parameters) for t in targets]
    forecasts = {"fedsheet": ours} | {name: [rival(filtered, t) for t in targets] for name, rival in RIVALS.items()}
    losses = {name: _losses(made, filtered, targets) for name, made in forecasts.items()}
    return Evaluation(
        days=filtered.days[targets],
        horizon=horizon,
        mean_crps={name: float(loss.mean()) for name, loss in losses.items()},
        compared={
            n: diebold_mariano(losses["fedsheet"], loss, horizon) for n, loss in losses.items() if n != "fedsheet"
        },
        skills=tuple(_skill(k, ours, filtered, targets) for k in THRESHOLDS_BP),
        coverage=float(covered(filtered, parameters)[targets].mean()),
    )


def relative_crps(spread: pd.Series[float], parameters: FilterParameters, start: date) -> float:
    """Next-day CRPS from `start` on as a share of the calendar-class rival's, mean over half-years: what a search of
    parameters minimises."""
    filtered = filter_spread(spread, parameters)
    targets = range(int(filtered.days.searchsorted(pd.Timestamp(start))), len(spread))
    losses = {
        "ours": _losses([density(filtered, t, parameters) for t in targets], filtered, targets),
        "rival": _losses([calendar_class(filtered, t) for t in targets], filtered, targets),
    }
    days = filtered.days[targets]
    halves = pd.DataFrame(losses).groupby([days.year, days.month > 6]).mean()
    return float((halves["ours"] / halves["rival"]).mean())


def persistence(filtered: Filtered, target: int) -> Density:
    """The origin's spread plus the last year's changes."""
    return changes(filtered, target, known_days(filtered, target)[-RECENT_DAYS:])


def calendar_class(filtered: Filtered, target: int) -> Density:
    """The origin's spread plus all changes into the same class of day."""
    return changes(filtered, target, alike(filtered, target, known_days(filtered, target)))


RIVALS = {"persistence": persistence, "calendar class": calendar_class, "calendar class, 250 days": recent_changes}


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


def _losses(forecasts: list[Density], filtered: Filtered, targets: range) -> Array:
    """CRPS of what is published: whole basis points."""
    return np.array(
        [crps(np.rint(f.points), f.weights, filtered.spread[t]) for f, t in zip(forecasts, targets, strict=True)]
    )


def _skill(threshold_bp: float, forecasts: list[Density], filtered: Filtered, targets: range) -> Skill:
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
