"""The distribution of tomorrow's spread: a filter whose calendar effects and scale learn as days go by.

    spread[t] = level[t] + transitory[t] + calendar effects at work on t + one-day noise
    level, effects   random walks (effects fade)     transitory   autoregressive
    scale            of ordinary days and of each class of day, moved by the size of each surprise
    distribution     past standardised surprises of the same class of day, placed on mean and scale, pooled with
                     today's spread plus the past year's changes into such a day

What the calendar says enters twice: through the effects in the mean and through the surprises of the same class of
day, whose mean is not zero; on 2019 to 2023 most of it entered the second way.

Convention: the forecast of day t + h is made when the rate of day t is published (8:00 New York time on t + 1) and
uses nothing later. States learn day by day; the parameters that say how fast are fixed on data to the end of 2023.
West and Harrison (1997), *Bayesian Forecasting and Dynamic Models*; Creal, Koopman and Lucas (2013) for the scale;
Hall and Mitchell (2007) for the pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.units import BASIS_POINTS
from fedsheet.market.daycount import DayClass, MarketCalendar, following_days, market_calendar

Array = NDArray[np.float64]
SCALE_BOUNDS_BP2 = (0.02, 2000.0)  # squares of 0.14 bp, below which nothing printed in whole bp shows, and of 45 bp
MIN_DAYS = 60  # fewer than three month ends teach the filter nothing
RECENT_DAYS = 250  # a year of business days
LEARN_FROM = 5  # the first days move the level only
WEEKDAYS = (1, 2, 3, 4)
EFFECTS = (
    "level", "month_end", "quarter_end", "first", "first_of_quarter", "second", "third",
    "eve", "second_last", "mid", "after_mid", "tax", *(f"weekday_{k}" for k in WEEKDAYS),
)  # fmt: skip


@dataclass(frozen=True)
class FilterParameters:
    """How fast things learn; units and meaning stand beside each value in data/forecast_parameters.toml."""

    persistence: float
    level_variance: float
    transitory_variance: float
    effect_variance: float
    weekday_variance: float
    effect_memory: float
    effect_prior: float
    noise_period_end: float
    noise_month_start: float
    noise_mid_month: float
    noise_other: float
    degrees_of_freedom: float
    scale_gain: float
    class_scale_gain: float
    opening_scale_bp: float
    residual_half_life: float
    other_class_weight: float
    residual_warm_up: int
    pool_weight: float
    band_gain: float

    @property
    def noise(self) -> Array:
        """One-day noise by `DayClass`."""
        return np.array([self.noise_period_end, self.noise_month_start, self.noise_mid_month, self.noise_other])


@dataclass(frozen=True)
class Filtered:
    """Forecasts made `horizon` days before each day; basis points; NaN where none could be made.

    mean, scale, surprise   (t,) mean, standard deviation, and (outcome − mean) / scale
    classes                 (t,) DayClass
    plain_classes           (t,) the five classes simple forecasts draw by
    """

    days: pd.DatetimeIndex
    spread: Array
    mean: Array
    scale: Array
    surprise: Array
    classes: NDArray[np.int64]
    plain_classes: NDArray[np.int64]
    horizon: int


@dataclass(frozen=True)
class Density:
    """A distribution as weighted points, basis points, before rounding to the whole basis points that are published."""

    points: Array
    weights: Array

    def quantile(self, probability: float) -> float:
        """The smallest point with at least this much weight at or below it."""
        order = np.argsort(self.points)
        below = np.cumsum(self.weights[order])
        place = min(int(np.searchsorted(below, probability)), len(order) - 1)
        return float(self.points[order][place])

    def exceeds(self, threshold_bp: float) -> float:
        """Probability that the published spread is above the threshold."""
        return float(self.weights[np.rint(self.points) > threshold_bp].sum())


def effects(calendar: MarketCalendar) -> Array:
    """(t, k) which of `EFFECTS` are at work on each day, 0 or 1."""
    quarter_start = np.isin(calendar.month, (1, 4, 7, 10))
    first = calendar.rank == 1
    columns = [
        np.ones(len(calendar.days)), calendar.period_end, calendar.quarter_end, first, first & quarter_start,
        calendar.rank == 2, calendar.rank == 3, calendar.left == 1, calendar.left == 2,
        calendar.mid, calendar.after_mid, calendar.tax_date,
        *(np.asarray(calendar.days.day_of_week) == k for k in WEEKDAYS),
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float64)


class _Filter:
    """The state between days: mean `b`, covariance `P`, squared scales by class; the transitory part comes last."""

    def __init__(self, parameters: FilterParameters, first_bp: float) -> None:
        self.p = parameters
        k = len(EFFECTS)
        weekday = np.array([name.startswith("weekday") for name in EFFECTS] + [False])
        self.fade = np.full(k + 1, parameters.effect_memory)
        self.fade[0], self.fade[k] = 1.0, parameters.persistence
        self.drift = np.where(weekday, parameters.weekday_variance, parameters.effect_variance)
        self.drift[0], self.drift[k] = parameters.level_variance, parameters.transitory_variance
        self.is_effect = np.ones(k + 1, dtype=bool)
        self.is_effect[[0, k]] = False
        opening = parameters.opening_scale_bp**2
        self.b = np.zeros(k + 1)
        self.b[0] = first_bp
        self.P = np.diag(np.where(weekday, 0.05, parameters.effect_prior) * opening)
        self.P[0, 0] = 10.0 * opening
        self.s2 = opening * np.array([6.0, 3.0, 1.5, 1.0])

    def advance(self, h: Array, kind: int) -> tuple[Array, Array]:
        """State mean and covariance one day on, where `h` are the effects at work and `kind` the class of that day."""
        size = np.where(self.is_effect, self.s2[kind], self.s2[DayClass.OTHER])
        step = np.where(h != 0.0, self.drift * size, 0.0)
        return self.fade * self.b, self.P * np.outer(self.fade, self.fade) + np.diag(step)

    def ahead(self, path: Array, kinds: NDArray[np.int64]) -> tuple[float, float]:
        """Mean and variance of the last day of `path` (h, k + 1), standing on today's state."""
        kept = self.b, self.P
        for h, kind in zip(path, kinds, strict=True):
            self.b, self.P = self.advance(h, kind)
        mean = float(path[-1] @ self.b)
        variance = float(path[-1] @ self.P @ path[-1]) + self.noise(kinds[-1])
        self.b, self.P = kept
        return mean, variance

    def noise(self, kind: int) -> float:
        """Variance of the one-day noise on a day of this class."""
        return float(self.p.noise[kind] * self.s2[kind])

    def learn(self, h: Array, kind: int, outcome: float) -> float:
        """Take in the day's outcome; returns the one-day standardised surprise."""
        b, P = self.advance(h, kind)
        Ph, noise = P @ h, self.noise(kind)
        variance = float(h @ Ph) + noise
        surprise = (outcome - float(h @ b)) / np.sqrt(variance)
        weight = (self.p.degrees_of_freedom + 1.0) / (self.p.degrees_of_freedom + surprise**2)
        gain = Ph / (float(h @ Ph) + noise / min(weight, 1.0))
        self.b = b + gain * (outcome - float(h @ b))
        self.P = P - np.outer(gain, Ph)
        self._scale = weight * surprise**2 - 1.0
        return float(surprise)

    def rescale(self, kind: int) -> None:
        """Move the scales by the score of the last surprise: an ordinary day moves all, another class its own."""
        if kind == DayClass.OTHER:
            self.s2 = self.s2 * np.exp(self.p.scale_gain * self._scale)
        else:
            self.s2[kind] *= np.exp(self.p.class_scale_gain * self._scale)
        self.s2 = np.clip(self.s2, *SCALE_BOUNDS_BP2)


def filter_spread(spread: pd.Series[float], parameters: FilterParameters, horizon: int = 1) -> Filtered:
    """Forecasts of `spread` (decimal) `horizon` business days ahead, each from what was published by its origin.

    The `horizon` settlement days after the last observation are there too, their outcomes NaN.
    """
    if horizon < 1 or len(spread) < MIN_DAYS:
        kind = InputError if horizon < 1 else DateRangeError
        raise kind(
            f"{len(spread)} days of rates are too few for a forecast {horizon} days ahead",
            possible=f"At least {MIN_DAYS} days and a horizon of 1",
            do="Use a later --as-of",
        )
    known = len(spread)
    days = pd.DatetimeIndex([*spread.index, *following_days(spread.index[-1].date(), horizon)])
    values = np.full(len(days), np.nan)
    values[:known] = np.round(spread.to_numpy(np.float64) / BASIS_POINTS.scale, 6)
    calendar = market_calendar(days)
    H = np.hstack([effects(calendar), np.ones((len(days), 1))])
    classes = calendar.classes()
    mean, scale = np.full(len(days), np.nan), np.full(len(days), np.nan)
    state = _Filter(parameters, values[0])
    for t in range(known):
        state.learn(H[t], int(classes[t]), values[t])
        if t > LEARN_FROM:
            state.rescale(int(classes[t]))
        window = slice(t + 1, t + 1 + horizon)
        mean[t + horizon], variance = state.ahead(H[window], classes[window])
        scale[t + horizon] = np.sqrt(variance)
    return Filtered(days, values, mean, scale, (values - mean) / scale, classes, calendar.plain_classes(), horizon)


def density(filtered: Filtered, target: int, parameters: FilterParameters) -> Density:
    """The distribution of day number `target`, from what was known at its origin (`target - horizon`)."""
    return pooled(
        placed_surprises(filtered, target, parameters), recent_changes(filtered, target), parameters.pool_weight
    )


def pooled(ours: Density, other: Density, weight: float) -> Density:
    """The linear pool that gives `other` this weight, or none where it is empty."""
    if len(other.points) == 0:
        return ours
    points = np.concatenate([ours.points, other.points])
    return Density(points, np.concatenate([(1.0 - weight) * ours.weights, weight * other.weights]))


def placed_surprises(filtered: Filtered, target: int, parameters: FilterParameters) -> Density:
    """Past surprises, those of the same class of day foremost, placed on the day's mean and scale."""
    known = np.arange(parameters.residual_warm_up, target - filtered.horizon + 1)
    known = known[np.isfinite(filtered.surprise[known])]
    if len(known) < parameters.residual_warm_up:
        raise DateRangeError(
            f"Only {len(known)} surprises are known before {filtered.days[target].date()}",
            possible=f"A distribution needs {parameters.residual_warm_up}",
            do="Ask for a later day or give a longer series",
        )
    age = target - filtered.horizon - known
    weight = 0.5 ** (age / parameters.residual_half_life)
    weight *= np.where(filtered.classes[known] == filtered.classes[target], 1.0, parameters.other_class_weight)
    points = filtered.mean[target] + filtered.scale[target] * filtered.surprise[known]
    return Density(points, weight / weight.sum())


def known_days(filtered: Filtered, target: int) -> NDArray[np.int64]:
    """Numbers of the days whose change over the horizon is known at the origin of `target`."""
    return np.arange(filtered.horizon, target - filtered.horizon + 1)


def alike(filtered: Filtered, target: int, days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of `days` that are of the same plain class as `target`."""
    same: NDArray[np.int64] = days[filtered.plain_classes[days] == filtered.plain_classes[target]]
    return same


def changes(filtered: Filtered, target: int, days: NDArray[np.int64]) -> Density:
    """The origin's spread plus the changes over the horizon that ended on `days`, each as likely."""
    h, y = filtered.horizon, filtered.spread
    return Density(y[target - h] + y[days] - y[days - h], np.full(len(days), 1.0 / max(len(days), 1)))


def recent_changes(filtered: Filtered, target: int) -> Density:
    """Changes of the last year into a day of the same plain class."""
    return changes(filtered, target, alike(filtered, target, known_days(filtered, target)[-RECENT_DAYS:]))
