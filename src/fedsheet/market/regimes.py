"""Abundant, ample or scarce: a three-state filter on what rates, quantities and slopes say, week by week as known.

    abundant   more or fewer reserves move no rate           ample   rates answer gently         scarce   steeply

log likelihood of a week = τ · Σ levels (Student-4 of EFFR − IORB, repo − IORB, reserves over bank credit)
                         + Σ slopes (next week's move given the news, slope drawn from the state's prior)

Levels repeat themselves from week to week, so each counts for a tenth (τ). Locations and widths come from weeks that
are labelled by what is agreed about them (data/reserve_demand.toml, tools/estimate_reserve_demand.py), none after
2023. Slopes alone cannot tell abundance from a lack of news; levels alone forget that need moves.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.normal import normal_share
from fedsheet.core.vintage import Vintage
from fedsheet.market.demand import Array
from fedsheet.market.reserve_demand import FIRST_WEEK, SETTLED, responses, rolling, slope, weekly
from fedsheet.record import PolicyPath

STATES = ("abundant", "ample", "scarce")
LEVELS = ("effr", "repo", "share")
RATES = ("effr", "repo")
DEGREES = 4.0  # of Student's t: weeks far out count little more than weeks a little out
N_DRAWS, BLOCK, SEED = 200, 13, 20261130  # labelled weeks drawn again in blocks of a quarter
TAIL = 0.05
DEVIATIONS = 1.645  # of a normal to either side hold 90%
PUBLIC_AFTER = timedelta(days=1)  # H.4.1 and Wednesday's EFFR appear on Thursday


@dataclass(frozen=True)
class StateParameters:
    """Location and width of each level in each state, (3 levels, 3 states): bp, bp, share of bank credit; the prior
    mean and width of each slope, (2 rates, 3 states), bp for 1% more reserves; τ and the weekly chance of leaving."""

    location: Array
    width: Array
    slope_mean: Array
    slope_width: Array
    tempering: float
    leaving: float
    first_stage: float
    noise_half_life: float
    labels: dict[str, tuple[tuple[date, date], ...]]
    estimated_until: date


@dataclass(frozen=True)
class ReserveDemand:
    """What was known each week, rows by Wednesday: `frame` (weekly), `chance` of each state, `low` and `high` of not
    abundant (90%, parameter doubt), and each rate's slope: `settled` (IV of the last year) and `slopes[rate]`, the
    quantiles 5, 50, 95% with regime doubt inside. Bands and slopes are computed once asked for.

    told    (week, state) what the slopes say of the states      parameters    which all of it rests on
    """

    frame: pd.DataFrame
    chance: pd.DataFrame
    told: Array
    parameters: StateParameters

    @cached_property
    def _band(self) -> Array:
        """(2, week) 5 and 95% of not abundant over drawn parameters, the estimate inside."""
        p, abundant = self.parameters, self.chance["abundant"].to_numpy()
        location, width = drawn(self.frame, p)
        doubt = filtered(evidence(self.frame, location, width, p.tempering) + self.told, p)
        low, high = np.quantile(1.0 - doubt[:, :, 0], (TAIL, 1.0 - TAIL), axis=0)
        return np.array([np.minimum(low, 1.0 - abundant), np.maximum(high, 1.0 - abundant)])

    @property
    def low(self) -> pd.Series[float]:
        """The lower end of not abundant."""
        return pd.Series(self._band[0], self.frame.index)

    @property
    def high(self) -> pd.Series[float]:
        """The upper end of not abundant."""
        return pd.Series(self._band[1], self.frame.index)

    @cached_property
    def settled(self) -> dict[str, pd.DataFrame]:
        """Each rate's slope of the last year, `value` and `error`."""
        return {rate: rolling(self.frame, rate, SETTLED) for rate in RATES}

    @cached_property
    def slopes(self) -> dict[str, pd.DataFrame]:
        """Each rate's slope, `low`, `middle` and `high`."""
        chance = self.chance.to_numpy()
        return {rate: mixed(self.settled[rate], chance, self.parameters, k) for k, rate in enumerate(RATES)}

    @property
    def not_abundant(self) -> pd.Series[float]:
        """Chance of ample or scarcer."""
        return 1.0 - self.chance["abundant"]

    def newest_week(self, day: date) -> pd.Timestamp:
        """The last week whose figures were public on `day`; `DateRangeError` before the first."""
        weeks = pd.DatetimeIndex(self.chance.index)
        place = int((weeks + PUBLIC_AFTER).searchsorted(pd.Timestamp(day), side="right")) - 1
        if place < 0:
            raise DateRangeError("market.regimes_state_reserves", day=day, weeks=weeks[0].date() + PUBLIC_AFTER)
        return weeks[place]

    def daily(self, days: pd.DatetimeIndex) -> pd.DataFrame:
        """The chance of each state on any days, by the last week public on each."""
        known = self.chance.copy()
        known.index = pd.DatetimeIndex(known.index) + PUBLIC_AFTER
        return known.reindex(known.index.union(days)).ffill().reindex(days)


@cache
def state_parameters() -> StateParameters:
    """data/reserve_demand.toml, which ships with the package."""
    return parse((files("fedsheet.market") / "data" / "reserve_demand.toml").read_text(encoding="utf-8"))


def parse(text: str) -> StateParameters:
    """The parameters from their file."""
    content: dict[str, Any] = tomllib.loads(text)
    levels, slopes, fixed = content["level"], content["slope"], content["set"]

    def grid(table: dict[str, Any], names: tuple[str, ...], what: str) -> Array:
        return np.array([[float(table[n][s][what]) for s in STATES] for n in names])

    return StateParameters(
        location=grid(levels, LEVELS, "location"),
        width=grid(levels, LEVELS, "width"),
        slope_mean=grid(slopes, RATES, "mean"),
        slope_width=grid(slopes, RATES, "width"),
        tempering=float(fixed["tempering"]["value"]),
        leaving=float(fixed["leaving"]["value"]),
        first_stage=float(fixed["first_stage"]["value"]),
        noise_half_life=float(fixed["noise_half_life"]["value"]),
        labels={s: tuple((row["from"], row["to"]) for row in content["label"][s]) for s in STATES},
        estimated_until=content["estimated_until"],
    )


def reserve_demand(vintage: Vintage, path: PolicyPath, p: StateParameters | None = None) -> ReserveDemand:
    """The states and slopes of every week since 2010 that `vintage` knows."""
    p = p or state_parameters()
    frame = weekly(vintage, path).loc[pd.Timestamp(FIRST_WEEK) :]
    slopes = np.sum([slope_evidence(frame, rate, p) for rate in RATES], axis=0)
    chance = filtered(evidence(frame, p.location[None], p.width[None], p.tempering) + slopes, p)[0]
    return ReserveDemand(frame, pd.DataFrame(chance, frame.index, STATES), slopes, p)


def evidence(frame: pd.DataFrame, location: Array, width: Array, tempering: float) -> Array:
    """(draw, week, state) tempered log likelihood of the levels; a level that was not published says nothing."""
    found = np.zeros((len(location), len(frame), len(STATES)))
    for n, level in enumerate(LEVELS):  # one after the other: together they take thrice the memory
        z = (frame[level].to_numpy(np.float64)[:, None] - location[:, n, None]) / width[:, n, None]
        told = -0.5 * (DEGREES + 1.0) * np.log1p(z**2 / DEGREES) - np.log(width[:, n, None])
        found += np.where(np.isnan(told), 0.0, told)
    return np.asarray(tempering * found)


def slope_evidence(frame: pd.DataFrame, rate: str, p: StateParameters) -> Array:
    """(week, state) log likelihood of what the rate did over the week after the news, known that week."""
    k = RATES.index(rate)
    moves = responses(frame, rate, (1,)).shift(1)
    noise = moves["s"].ewm(halflife=p.noise_half_life).std().shift(1)
    y = moves["s"].clip(-3.0 * noise, 3.0 * noise).to_numpy()[:, None]
    news = p.first_stage * moves["z"].to_numpy()[:, None]
    variance = np.maximum(noise.to_numpy()[:, None], 1e-3) ** 2 + (p.slope_width[k] * news) ** 2
    found = -0.5 * (np.log(variance) + (y - p.slope_mean[k] * news) ** 2 / variance)
    return np.asarray(np.nan_to_num(found))


def transition(leaving: float) -> Array:
    """(from, to) weekly chances: only to the neighbouring state."""
    stay, half = 1.0 - leaving, leaving / 2.0
    return np.array([[stay, leaving, 0.0], [half, stay, half], [0.0, leaving, stay]])


def filtered(log_likelihood: Array, p: StateParameters) -> Array:
    """(draw, week, state) chances given everything up to each week; begun with a third each."""
    move, chance = transition(p.leaving), np.full((len(log_likelihood), len(STATES)), 1.0 / len(STATES))
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=2, keepdims=True))
    found: Array = np.empty_like(likelihood)
    for t in range(likelihood.shape[1]):
        chance = (chance @ move) * likelihood[:, t]
        chance /= chance.sum(axis=1, keepdims=True)
        found[:, t] = chance
    return found


def labelled(frame: pd.DataFrame, p: StateParameters, state: str) -> list[pd.DataFrame]:
    """The spans of weeks that stand for a state, as far as they are held."""
    spans = (frame.loc[pd.Timestamp(a) : pd.Timestamp(b), list(LEVELS)] for a, b in p.labels[state])
    return [span for span in spans if len(span)]


def located(weeks: Array) -> tuple[Array, Array]:
    """Median and 1.4826 times the median absolute deviation of each level, (3,), of weeks (t, 3) as far as held."""
    middle = held_median(weeks)
    return middle, 1.4826 * held_median(np.abs(weeks - middle))


def held_median(values: Array) -> Array:
    """(k,) medians of (t, k) over the values held; NaN where none is."""
    ordered, n = np.sort(values, axis=0), np.isfinite(values).sum(axis=0)
    columns = np.arange(values.shape[1])
    middle = 0.5 * (ordered[np.maximum(n - 1, 0) // 2, columns] + ordered[n // 2, columns])
    return np.where(n > 0, middle, np.nan)


def drawn(frame: pd.DataFrame, p: StateParameters) -> tuple[Array, Array]:
    """(draw, level, state) locations and widths from labelled weeks drawn again by blocks: parameter doubt.

    Scarcity has six labelled weeks and so the width of ample; a state without weeks in `frame` keeps its parameters.
    """
    location = np.repeat(p.location[None], N_DRAWS, axis=0)
    width = np.repeat(p.width[None], N_DRAWS, axis=0)
    rng = np.random.default_rng(SEED)
    for k, state in enumerate(STATES):
        weeks = [block for span in labelled(frame, p, state) for block in blocks(span.to_numpy(np.float64))]
        if not weeks or frame.index[-1].date() < p.estimated_until:
            continue
        for d in range(N_DRAWS):
            chosen = np.concatenate([weeks[i] for i in rng.integers(0, len(weeks), len(weeks))])
            middle, spread = located(chosen)
            location[d, :, k] = np.where(np.isfinite(middle), middle, p.location[:, k])
            if state != "scarce":
                width[d, :, k] = np.where(np.isfinite(spread) & (spread > 0.0), spread, p.width[:, k])
    return location, width


def blocks(weeks: Array) -> list[Array]:
    """A span cut into quarters of weeks."""
    return [weeks[i : i + BLOCK] for i in range(0, len(weeks), BLOCK)]


def mixed(settled: pd.DataFrame, chance: Array, p: StateParameters, k: int) -> pd.DataFrame:
    """(t,) quantiles of a rate's slope: the year's estimate joined with each state's prior, weighted by the states.

    Each state's posterior is normal; weights are the filter's chances, so the band holds regime doubt as well.
    """
    value, error = (np.nan_to_num(settled[c].to_numpy(), nan=n)[:, None] for c, n in (("value", 0.0), ("error", 1e3)))
    precision = 1.0 / np.maximum(error, 1e-3) ** 2 + 1.0 / p.slope_width[k] ** 2
    mean = (value / np.maximum(error, 1e-3) ** 2 + p.slope_mean[k] / p.slope_width[k] ** 2) / precision
    quantiles = mixture_quantiles(mean, np.sqrt(1.0 / precision), chance, np.array([TAIL, 0.5, 1.0 - TAIL]))
    return pd.DataFrame(quantiles, settled.index, ["low", "middle", "high"])


def mixture_quantiles(mean: Array, deviation: Array, weight: Array, levels: Array) -> Array:
    """(t, levels) quantiles of normals (t, n) mixed by `weight` (t, n), by bisection."""
    low = np.repeat((mean - 8.0 * deviation).min(axis=1)[:, None], len(levels), axis=1)
    high = np.repeat((mean + 8.0 * deviation).max(axis=1)[:, None], len(levels), axis=1)
    for _ in range(60):
        middle = 0.5 * (low + high)
        below = np.sum(weight[:, None] * normal_share((middle[..., None] - mean[:, None]) / deviation[:, None]), axis=2)
        low, high = np.where(below < levels, middle, low), np.where(below < levels, high, middle)
    return np.asarray(0.5 * (low + high))


def estimated(frame: pd.DataFrame, p: StateParameters) -> tuple[StateParameters, NDArray[np.int64]]:
    """Locations and widths from the labelled weeks, and how many weeks each rests on, (level, state)."""
    location, width, n = p.location.copy(), p.width.copy(), np.zeros((len(LEVELS), len(STATES)), dtype=np.int64)
    for k, state in enumerate(STATES):
        weeks = pd.concat(labelled(frame, p, state)).to_numpy(np.float64)
        location[:, k], width[:, k] = located(weeks)
        n[:, k] = np.isfinite(weeks).sum(axis=0)
    width[:, STATES.index("scarce")] = width[:, STATES.index("ample")]
    return replace(p, location=location, width=width), n


def signs_by_quarter(found: ReserveDemand, rate: str, horizons: tuple[int, ...] = SETTLED) -> pd.DataFrame:
    """Each quarter's own slope beside what the states on its eve say: `expected` −1 (ample or scarcer: a rate falls
    with more reserves) or 0 (abundant: it does not move), `value`, `t`, and `right`: a negative slope where one is
    expected, one that cannot be told from zero (90%) where none is."""
    moves = responses(found.frame, rate, horizons)
    rows = {}
    for quarter in pd.period_range(found.frame.index[0], found.frame.index[-1], freq="Q"):
        own = slope(moves.loc[quarter.start_time : quarter.end_time], 2)
        eve = quarter.start_time - pd.Timedelta(days=1)
        if own is None or eve < found.frame.index[0] + PUBLIC_AFTER:
            continue
        expected = -1 if float(found.not_abundant.loc[found.newest_week(eve.date())]) >= 0.5 else 0
        t = own.value / own.standard_error if own.standard_error else 0.0  # EFFR stood still for whole quarters
        right = own.value < 0.0 if expected else abs(t) < DEVIATIONS
        rows[str(quarter)] = (expected, own.value, t, right)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["expected", "value", "t", "right"])
