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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.lazy import pd
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

    def holds(self, outcome: float, miss: float) -> bool:
        """Whether `outcome` lies in the central band, whose ends are the quantiles miss / 2 and 1 − miss / 2."""
        at_or_below, below = self.weights @ (self.points <= outcome), self.weights @ (self.points < outcome)
        return bool(at_or_below >= miss / 2.0 and below < 1.0 - miss / 2.0)

    def published(self) -> Density:
        """The same in the whole basis points that are printed, each once."""
        whole = np.rint(self.points).astype(np.int64)
        weights = np.asarray(np.bincount(whole - whole.min(), self.weights), dtype=np.float64)
        return Density(np.arange(whole.min(), whole.max() + 1.0), weights)

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


@dataclass(frozen=True)
class _Learning:
    """What moves the states, of which there are k: `EFFECTS`, then the transitory part.

    at_work   (t, k) which states the day shows, 0 or 1
    classes   (t,) DayClass
    fade      (k,) share of a state kept per day
    drift     (t, k) variance a state gains on the day, in units of its scale squared
    scale_of  (t, k) the class of day whose scale that is
    """

    at_work: Array
    classes: NDArray[np.int64]
    fade: Array
    drift: Array
    scale_of: NDArray[np.int64]


@dataclass(frozen=True)
class _States:
    """What is known once a day's outcome is: mean (t, k), covariance (t, k, k), squared scales by class (t, 4)."""

    mean: Array
    covariance: Array
    squared_scale: Array


def _learning(calendar: MarketCalendar, p: FilterParameters) -> _Learning:
    at_work = np.hstack([effects(calendar), np.ones((len(calendar.days), 1))])
    classes = calendar.classes()
    fade = np.array([1.0, *[p.effect_memory] * (len(EFFECTS) - 1), p.persistence])
    drift = np.array([p.level_variance, *_by_effect(p.effect_variance, p.weekday_variance), p.transitory_variance])
    scale_of = np.repeat(classes[:, None], len(fade), axis=1)
    scale_of[:, [0, -1]] = DayClass.OTHER
    return _Learning(at_work, classes, fade, drift * at_work, scale_of)


def _by_effect(of_calendar: float, of_weekday: float) -> list[float]:
    """One value for each effect after the level."""
    return [of_weekday if name.startswith("weekday") else of_calendar for name in EFFECTS[1:]]


def _learn(y: Array, m: _Learning, p: FilterParameters) -> _States:
    """The states after each outcome `y` (t,): Kalman with a weight on outliers; scales move by the surprise's score."""
    s2 = p.opening_scale_bp**2 * np.array([6.0, 3.0, 1.5, 1.0])
    b = np.array([y[0], *[0.0] * len(EFFECTS)])
    P = p.opening_scale_bp**2 * np.diag([10.0, *_by_effect(p.effect_prior, 0.05), p.effect_prior])
    noises, variances, fades, rates = p.noise, P.ravel()[:: len(b) + 1], np.outer(m.fade, m.fade), _scale_rates(p)
    states = _States(*(np.empty((len(y), *a.shape)) for a in (b, P, s2)))
    for t, (outcome, h, kind) in enumerate(zip(y, m.at_work, m.classes, strict=False)):
        b, P[:] = m.fade * b, fades * P
        variances += m.drift[t] * s2[m.scale_of[t]]
        Ph, noise, error = P @ h, noises[kind] * s2[kind], outcome - h @ b
        variance = h @ Ph
        surprise2 = error**2 / (variance + noise)
        weight = (p.degrees_of_freedom + 1.0) / (p.degrees_of_freedom + surprise2)
        gain = Ph / (variance + noise / min(weight, 1.0))
        b += gain * error
        P -= np.outer(gain, Ph)
        if t > LEARN_FROM:
            s2 = np.clip(s2 * np.exp(rates[kind] * (weight * surprise2 - 1.0)), *SCALE_BOUNDS_BP2)
        states.mean[t], states.covariance[t], states.squared_scale[t] = b, P, s2
    return states


def _scale_rates(p: FilterParameters) -> Array:
    """(4, 4) by class of the surprise, how far it moves each class's scale: an ordinary day's all, others their own."""
    rates = np.diag([p.class_scale_gain] * len(DayClass))
    rates[DayClass.OTHER] = p.scale_gain
    return rates


def _ahead(states: _States, m: _Learning, horizon: int, p: FilterParameters) -> tuple[Array, Array]:
    """(t,) mean and variance `horizon` days after each day, standing on that day's states."""
    origins = np.arange(len(states.mean))
    target = origins + horizon
    shown, kind = m.at_work[target], m.classes[target]
    g = m.fade**horizon * shown
    variance = np.einsum("ti,tij,tj->t", g, states.covariance, g)
    for step in range(1, horizon + 1):
        size = np.take_along_axis(states.squared_scale, m.scale_of[origins + step], axis=1)
        variance += np.sum((m.fade ** (horizon - step) * shown) ** 2 * m.drift[origins + step] * size, axis=1)
    return np.sum(g * states.mean, axis=1), variance + p.noise[kind] * states.squared_scale[origins, kind]


def filter_spread(spread: pd.Series[float], parameters: FilterParameters, horizon: int = 1) -> Filtered:
    """Forecasts of `spread` (decimal) `horizon` business days ahead, each from what was published by its origin.

    The `horizon` settlement days after the last observation are there too, their outcomes NaN.
    """
    return filter_spreads(spread, parameters, [horizon])[horizon]


def filter_spreads(
    spread: pd.Series[float], parameters: FilterParameters, horizons: Sequence[int]
) -> dict[int, Filtered]:
    """`filter_spread` at several horizons: what is learnt day by day is the same for all."""
    if min(horizons) < 1 or len(spread) < MIN_DAYS:
        kind = InputError if min(horizons) < 1 else DateRangeError
        raise kind("market.forecast_too_few", n=len(spread), days=min(horizons), least=MIN_DAYS)
    days = pd.DatetimeIndex([*spread.index, *following_days(spread.index[-1].date(), max(horizons))])
    known = np.round(spread.to_numpy(np.float64) / BASIS_POINTS.scale, 6)
    calendar = market_calendar(days)
    learning = _learning(calendar, parameters)
    states = _learn(known, learning, parameters)
    return {h: _filtered(known, states, learning, calendar, h, parameters) for h in horizons}


def _filtered(
    known: Array, states: _States, learning: _Learning, calendar: MarketCalendar, horizon: int, p: FilterParameters
) -> Filtered:
    upto = slice(len(known) + horizon)
    ahead, variance = _ahead(states, learning, horizon, p)
    none = np.full(horizon, np.nan)
    values, mean, scale = np.append(known, none), np.append(none, ahead), np.append(none, np.sqrt(variance))
    surprise, plain = (values - mean) / scale, calendar.plain_classes()[upto]
    return Filtered(calendar.days[upto], values, mean, scale, surprise, learning.classes[upto], plain, horizon)


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
    known = slice(max(parameters.residual_warm_up, filtered.horizon), target - filtered.horizon + 1)
    surprise, classes = filtered.surprise[known], filtered.classes[known]
    if len(surprise) < parameters.residual_warm_up:
        raise DateRangeError(
            "market.forecast_only_surprises_known_before",
            n_surprise=len(surprise),
            days=filtered.days[target].date(),
            residual_warm_up=parameters.residual_warm_up,
        )
    age = np.arange(len(surprise) - 1.0, -1.0, -1.0)
    weight = np.where(classes == filtered.classes[target], 1.0, parameters.other_class_weight)
    weight *= np.exp2(-age / parameters.residual_half_life)
    return Density(filtered.mean[target] + filtered.scale[target] * surprise, weight / weight.sum())


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
