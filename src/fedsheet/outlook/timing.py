"""When the buffer will be used up: a date with its probabilities, from the drain of the last two years.

    pool     (reserves + ON RRP) / GDP           threshold   11% of GDP + USD 100 bn (the buffer rule's two legs)
    pool(w+1) = pool(w) + a past week's change, drawn in blocks          when = first week at or under the threshold

No model of policy: it says when, if the drain goes on as it went. Held against what came at every quarter end of both
runoffs, each from figures as public that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fedsheet.core.dates import WEDNESDAY, add_months, month_end
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.triggers import Thresholds, Triggers
from fedsheet.record.adequacy import episodes

Array = npt.NDArray[np.float64]
WEEK = timedelta(days=7)
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Timing:
    """The date the pool reaches the threshold, as drawn on `as_of`.

    pool, threshold   shares of GDP
    within            weeks → probability that it is reached by then
    dates             10, 50 and 90 percent quantiles; None where so few paths reach it within the horizon
    actual            the first week it was in fact at or under the threshold, None if it has not been
    """

    as_of: date
    pool: float
    threshold: float
    within: dict[int, float]
    dates: tuple[date | None, date | None, date | None]
    actual: date | None

    @property
    def covered(self) -> bool | None:
        """Whether what came lies between the outer quantiles; None while it has not come."""
        early, _, late = self.dates
        if self.actual is None or early is None:
            return None
        return early <= self.actual and (late is None or self.actual <= late)


def pools(frame: pd.DataFrame, limits: Thresholds) -> tuple[pd.Series[float], pd.Series[float]]:
    """Pool and threshold on each Wednesday, shares of GDP as public then."""
    gdp = frame["reserves"] / frame["reserves_to_gdp"]
    pool = frame["reserves_to_gdp"] + frame["on_rrp"] / gdp
    threshold = limits.reserves_to_gdp + limits.on_rrp_usd / gdp
    weekly = (pd.DatetimeIndex(frame.index).day_of_week == WEDNESDAY) & pool.notna().to_numpy()
    return pool[weekly], threshold[weekly]


def first_weeks(level: float, threshold: float, changes: Array, rng: np.random.Generator) -> Array:
    """(p,) weeks until the pool is at or under the threshold, inf where it is not within the horizon."""
    t = parameters("triggers")["timing"]
    n_blocks = -(-int(t["horizon_weeks"]) // int(t["block_weeks"]))
    starts = rng.integers(0, len(changes), size=(int(t["paths"]), n_blocks, 1))
    drawn = changes[(starts + np.arange(int(t["block_weeks"]))) % len(changes)]
    paths = level + np.cumsum(drawn.reshape(int(t["paths"]), -1), axis=1)
    reached = paths <= threshold
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.inf)


def timing(pool: pd.Series[float], threshold: pd.Series[float], as_of: date, seed: int) -> Timing:
    """The distribution of the date on what was public on `as_of`, and what came after it in the same series."""
    t = parameters("triggers")["timing"]
    known, later = pool.loc[: pd.Timestamp(as_of)], pool.loc[pd.Timestamp(as_of + WEEK) :]
    changes = np.asarray(known.diff().dropna(), dtype=np.float64)[-int(t["weeks"]) :]
    if len(changes) < int(t["block_weeks"]):
        raise DateRangeError("outlook.timing_too_few_weeks_reserves", as_of=as_of)
    level, limit = float(known.iloc[-1]), float(threshold.loc[: pd.Timestamp(as_of)].iloc[-1])
    weeks = first_weeks(level, limit, changes, np.random.default_rng(seed))
    came = later[later <= threshold.loc[later.index]]
    return Timing(
        as_of, level, limit,
        {int(w): float(np.mean(weeks <= w)) for w in t["within_weeks"]},
        _dates(as_of, weeks),
        came.index[0].date() if len(came) else None,
    )  # fmt: skip


def _dates(as_of: date, weeks: Array) -> tuple[date | None, date | None, date | None]:
    low, middle, high = (float(np.quantile(weeks, q, method="higher")) for q in QUANTILES)
    early, median, late = (as_of + w * WEEK if np.isfinite(w) else None for w in (low, middle, high))
    return early, median, late


def timings(found: Triggers, seed: int = 0) -> tuple[Timing, ...]:
    """Every quarter end of both runoffs while the pool was still over the threshold, and the last day held."""
    pool, threshold = pools(found.indicators, found.thresholds)
    last = pool.index[-1].date()
    asked = [day for day in quarter_ends() if pool.index[0].date() + 13 * WEEK <= day < last]
    over = [day for day in asked if _over(pool, threshold, day)]
    return tuple(
        timing(pool, threshold, day, seed) for day in ([*over, last] if _over(pool, threshold, last) else over)
    )


def _over(pool: pd.Series[float], threshold: pd.Series[float], day: date) -> bool:
    stamp = pd.Timestamp(day)
    return bool(pool.loc[:stamp].iloc[-1] > threshold.loc[:stamp].iloc[-1])


def quarter_ends() -> Sequence[date]:
    """Last days of the quarters from the start of each runoff to the decision that ended it."""
    found = []
    for episode in episodes():
        day = month_end(add_months(episode.runoff_from.replace(day=1), 2))
        while day <= episode.end_decided:
            if day.month % 3 == 0:
                found.append(day)
            day = month_end(add_months(day.replace(day=1), 1))
    return found
