"""The forecast held against simple rivals, day by day, on days its parameters never saw.

Rolling origin: each day's distribution uses what was published by its origin and nothing later; horizons of several
days are purged, so no surprise that overlaps the target is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
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
    pooled,
    recent_changes,
)
from fedsheet.market.scores import Alarm, Comparison, Skill, alarms, brier_skill, crps, diebold_mariano

Array = NDArray[np.float64]
THRESHOLDS_BP = (5.0, 10.0, 20.0, 50.0)
BAND = 0.90
SEED = 20231231  # of the bootstrap behind the intervals
KINDS = ("period end", "first day", "second day", "mid-month", "other")  # by `MarketCalendar.plain_classes`


@dataclass(frozen=True)
class SecondOpinion:
    """What is pooled with the filter: equally weighted points of each day (t, l), bp, NaN where there are none."""

    points: Array
    weight: float

    def of(self, target: int) -> Density:
        """The distribution of day number `target`, empty where nothing was learnt."""
        points = self.points[target]
        held = points[np.isfinite(points)]
        return Density(held, np.full(len(held), 1.0 / max(len(held), 1)))


@dataclass(frozen=True)
class Forecasts:
    """The distributions of days by number, basis points: of the filter alone, or pooled with a second opinion.

    Each is made when it is asked for: it has a point for every earlier day, and those of all days are 70 MB.
    """

    filtered: Filtered
    parameters: FilterParameters
    second: SecondOpinion | None = None

    @property
    def days(self) -> range:
        """Numbers of the days that have enough days before them, the last without a rate yet."""
        return range(MIN_DAYS, len(self.filtered.days))

    def of(self, target: int) -> Density:
        """The distribution of day number `target`, from what was published by its origin."""
        found = density(self.filtered, target, self.parameters)
        return found if self.second is None else pooled(found, self.second.of(target), self.second.weight)


@dataclass(frozen=True)
class Track:
    """A series and the forecast of each of its days, from what was published by the day's origin.

    miss        share that the last day's band leaves out
    inside      (t,) 1 where the 90% band held the outcome, NaN where there is no band or no outcome
    """

    filtered: Filtered
    forecasts: Forecasts
    miss: float
    inside: Array


def track(
    spread: pd.Series[float], parameters: FilterParameters, horizon: int = 1, second: SecondOpinion | None = None
) -> Track:
    """Every forecast of `spread` (decimal) `horizon` settlement days ahead, the last for a day without a rate yet; of
    the filter alone, or pooled with a second opinion on the same days."""
    forecasts = Forecasts(filter_spread(spread, parameters, horizon), parameters, second)
    return Track(forecasts.filtered, forecasts, *_band(forecasts, parameters.band_gain))


def _band(forecasts: Forecasts, gain: float) -> tuple[float, Array]:
    """What the band leaves out, lower after misses and higher after hits, so that 10% are missed in the long run."""
    filtered = forecasts.filtered
    miss, inside = 1.0 - BAND, np.full(len(filtered.days), np.nan)
    for target in forecasts.days:
        last_known = target - filtered.horizon
        if last_known in forecasts.days:
            miss = min(max(miss + gain * (inside[last_known] - BAND), 0.002), 0.5)
        if np.isfinite(filtered.spread[target]):
            inside[target] = forecasts.of(target).holds(filtered.spread[target], miss)
    return miss, inside


@dataclass(frozen=True)
class PartScore:
    """Some of the days scored: one of `KINDS`, or a year; mean CRPS by forecaster, share in the band, alarms."""

    part: str
    n_days: int
    mean_crps: dict[str, float]
    coverage: float
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True)
class Evaluation:
    """Scores over `days`; basis points.

    mean_crps   by forecaster: "fedsheet", "persistence", "calendar class" (all history), "calendar class, 250 days"
    compared    Diebold-Mariano of fedsheet against each rival
    alarms      days above each threshold, expected and happened
    by_kind, by_year   the same for the days of a kind and of a year, of those that occurred
    """

    days: pd.DatetimeIndex
    horizon: int
    mean_crps: dict[str, float]
    compared: dict[str, Comparison]
    skills: tuple[Skill, ...]
    coverage: float
    alarms: tuple[Alarm, ...]
    by_kind: tuple[PartScore, ...]
    by_year: tuple[PartScore, ...]


def evaluate(
    spread: pd.Series[float], parameters: FilterParameters, start: date, end: date, horizon: int = 1
) -> Evaluation:
    """Score forecasts of every day of `spread` (decimal) from `start` to `end`."""
    return scores_of(track(spread, parameters, horizon), start, end)


def scores_of(made: Track, start: date, end: date) -> Evaluation:
    """The scores of the forecasts from `start` to `end`, of what is published: whole basis points."""
    filtered, targets = made.filtered, _targets(made.filtered, start, end)
    ours = [made.forecasts.of(t).published() for t in targets]
    rivals = {
        name: _losses([rival(filtered, t).published() for t in targets], filtered, targets)
        for name, rival in RIVALS.items()
    }
    losses = {"fedsheet": _losses(ours, filtered, targets)} | rivals
    days, inside = filtered.days[targets], made.inside[targets]
    chances = {k: np.array([f.exceeds(k) for f in ours]) for k in THRESHOLDS_BP}
    part = partial(_part, losses, inside, chances, filtered.spread[targets])
    kinds, years = filtered.plain_classes[targets], np.asarray(days.year)
    return Evaluation(
        days=days,
        horizon=filtered.horizon,
        mean_crps={name: float(loss.mean()) for name, loss in losses.items()},
        compared={n: diebold_mariano(losses["fedsheet"], losses[n], filtered.horizon) for n in RIVALS},
        skills=tuple(_skill(k, chances[k], filtered, targets) for k in THRESHOLDS_BP),
        coverage=float(inside.mean()),
        alarms=part("all", np.ones(len(days), dtype=np.bool_)).alarms,
        by_kind=tuple(part(KINDS[n], kinds == n) for n in np.unique(kinds)),
        by_year=tuple(part(str(year), years == year) for year in np.unique(years)),
    )


def _part(
    losses: dict[str, Array], inside: Array, chances: dict[float, Array], outcome: Array, name: str,
    days: NDArray[np.bool_],
) -> PartScore:  # fmt: skip
    return PartScore(
        name,
        int(days.sum()),
        {forecaster: float(loss[days].mean()) for forecaster, loss in losses.items()},
        float(inside[days].mean()),
        tuple(alarms(k, chances[k][days], outcome[days] > k) for k in THRESHOLDS_BP),
    )


def scored_days(filtered: Filtered) -> tuple[date, date]:
    """The first day that can be scored, with two years before it, and the last with an outcome."""
    last = len(filtered.days) - filtered.horizon - 1
    first = min(2 * RECENT_DAYS, last)
    return filtered.days[first].date(), filtered.days[last].date()


def _targets(filtered: Filtered, start: date, end: date) -> range:
    """Numbers of the days from `start` to `end`, which must lie within `scored_days` and hold at least one."""
    held_from, held_to = scored_days(filtered)
    first, after = filtered.days.searchsorted([pd.Timestamp(start), pd.Timestamp(end) + pd.Timedelta(days=1)])
    days = range(int(first), int(after))
    if start > end or not days or start < held_from or end > held_to or days[0] < 2 * RECENT_DAYS:
        raise DateRangeError(
            "market.evaluation_cannot_scored",
            start=start,
            end=end,
            held_from=held_from,
            held_to=held_to,
            x=2 * RECENT_DAYS,
        )
    return days


def relative_crps(spread: pd.Series[float], parameters: FilterParameters, start: date) -> float:
    """Next-day CRPS from `start` on as a share of the calendar-class rival's, mean over half-years: what a search of
    parameters minimises."""
    filtered = filter_spread(spread, parameters)
    targets = range(int(filtered.days.searchsorted(pd.Timestamp(start))), len(spread))
    losses = {
        "ours": _losses([density(filtered, t, parameters).published() for t in targets], filtered, targets),
        "rival": _losses([calendar_class(filtered, t).published() for t in targets], filtered, targets),
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


def _losses(published: list[Density], filtered: Filtered, targets: range) -> Array:
    return np.array([crps(f.points, f.weights, filtered.spread[t]) for f, t in zip(published, targets, strict=True)])


def _skill(threshold_bp: float, ours: Array, filtered: Filtered, targets: range) -> Skill:
    outcome, origins = filtered.spread > threshold_bp, np.array(targets) - filtered.horizon
    climatology = np.cumsum(outcome)[origins] / (origins + 1)
    return brier_skill(threshold_bp, ours, climatology, outcome[targets], SEED)


@dataclass(frozen=True)
class Outlook:
    """The forecast of one day that has no rate yet; basis points over IORB.

    origin     the last day whose rate is known        target   the day forecast
    quantiles  probability → quantile                  exceeds  threshold → probability that the rate is higher
    band       the central 90% band, widened or narrowed by recent misses
    miss       share of the distribution outside it today: the band lies between its quantiles miss / 2 and 1 − miss / 2
    published  the whole distribution in the basis points that are printed
    """

    origin: date
    target: date
    horizon: int
    mean: float
    quantiles: dict[float, float]
    exceeds: dict[float, float]
    band: tuple[float, float]
    miss: float
    published: Density


QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def look_ahead(spread: pd.Series[float], parameters: FilterParameters, horizon: int = 1) -> Outlook:
    """The distribution `horizon` settlement days after the last observation of `spread` (decimal)."""
    return outlook_of(track(spread, parameters, horizon))


def outlook_of(made: Track) -> Outlook:
    """The forecast of the last day."""
    days, horizon = made.filtered.days, made.filtered.horizon
    target = len(days) - 1
    of_day = made.forecasts.of(target)
    return Outlook(
        origin=days[target - horizon].date(),
        target=days[target].date(),
        horizon=horizon,
        mean=float(of_day.weights @ of_day.points),
        quantiles={q: of_day.quantile(q) for q in QUANTILES},
        exceeds={k: of_day.exceeds(k) for k in THRESHOLDS_BP},
        band=(of_day.quantile(made.miss / 2.0), of_day.quantile(1.0 - made.miss / 2.0)),
        miss=made.miss,
        published=of_day.published(),
    )
