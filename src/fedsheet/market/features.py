"""What a forecast may know at its origin, as numbers: lags, other rates, the last days of the kind, calendar, reserves.

    rates, H.4.1 lines, operations ──► Inputs ──► features(inputs, h) ──► one row for each day to be forecast

Convention, as in `forecast`: the origin of day t + h is the publication of the rate of day t, 8:00 New York time on
t + 1. Known by then: repo rates and ON RRP of day t; EFFR of t − 1 (it comes out after eight); H.4.1 lines whose
release day is not after t. Everything is rounded to a millionth, so that a row is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import h41_release_date
from fedsheet.core.lazy import pd
from fedsheet.core.units import BASIS_POINTS
from fedsheet.market.daycount import DayClass, MarketCalendar, following_days, market_calendar

Array = NDArray[np.float64]
MONTH = 21  # days over which the median is the level that lags are measured from
ORDINARY = 40  # ordinary days whose mean change is the scale of movement
LEAST_SCALE_BP = 0.5  # half of the last printed digit
LAGS = 5
NEAR_END = 6  # days of a month are matched by their distance to its end up to here, by rank before
BILLION = 1e9
DIGITS = 6


@dataclass(frozen=True)
class RateInputs:
    """What is held for one target rate.

    spread     decimal over IORB, by day published
    beside     name → (rate over IORB, decimal by day; how many days later than the target it is known)
    reserves, treasury_account   US dollars by Wednesday       on_rrp   US dollars by day; any may be empty
    """

    spread: pd.Series[float]
    beside: Mapping[str, tuple[pd.Series[float], int]]
    reserves: pd.Series[float]
    treasury_account: pd.Series[float]
    on_rrp: pd.Series[float]


@dataclass(frozen=True)
class Rows:
    """Features of each day (t, k) with their names; the last `horizon` days have no outcome yet.

    origin, level, scale   (t,) bp: the spread at the day's origin, the month's median there, the size of an ordinary
                           day's change; NaN where the origin lies before the first day
    outcome                (t,) bp, NaN where none is known
    """

    days: pd.DatetimeIndex
    names: tuple[str, ...]
    values: Array
    origin: Array
    level: Array
    scale: Array
    outcome: Array
    horizon: int


def features(inputs: RateInputs, horizon: int) -> Rows:
    """One row a day, each from what was known `horizon` days before."""
    known = inputs.spread
    days = pd.DatetimeIndex([*known.index, *following_days(known.index[-1].date(), horizon)])
    calendar = market_calendar(days)
    y = np.append(np.round(known.to_numpy(np.float64) / BASIS_POINTS.scale, DIGITS), np.full(horizon, np.nan))
    level = _rolling(y[: len(known)], MONTH, "median")
    scale = _movement(y[: len(known)], calendar.classes()[: len(known)])
    columns = _lags(y[: len(known)], level)
    columns |= {"level": level, "scale": scale}
    columns |= _beside(inputs, y[: len(known)])
    columns |= _quantities(inputs)
    at_origin = {name: _later(values, horizon) for name, values in columns.items()}
    of_day = _last_of_kind(y, calendar, _later(level, horizon), horizon) | _calendar(calendar)
    every: Array = np.column_stack([*at_origin.values(), *of_day.values()])
    table: Array = np.asarray(np.round(every, DIGITS), dtype=np.float64)
    return Rows(
        days, (*at_origin, *of_day), table, _later(y[: len(known)], horizon), _later(level, horizon),
        _later(scale, horizon), y, horizon,
    )  # fmt: skip


def _later(values: Array, horizon: int) -> Array:
    """What is known at each origin, moved to the day forecast from it."""
    return np.concatenate([np.full(horizon, np.nan), values])


def _rolling(values: Array, window: int, how: str) -> Array:
    rolled = pd.Series(values).rolling(window, min_periods=min(window, LAGS))
    return np.asarray(rolled.median() if how == "median" else rolled.mean(), dtype=np.float64)


def _movement(y: Array, classes: NDArray[np.int64]) -> Array:
    """(t,) mean absolute change of the last `ORDINARY` ordinary days, bp."""
    change = np.abs(np.diff(y, prepend=np.nan))
    ordinary = pd.Series(change)[classes == int(DayClass.OTHER)]
    mean = ordinary.rolling(ORDINARY, min_periods=LAGS).mean().reindex(range(len(y))).ffill()
    found: Array = np.maximum(mean.to_numpy(np.float64), LEAST_SCALE_BP)
    return found


def _lags(y: Array, level: Array) -> dict[str, Array]:
    found = {f"lag_{k}": pd.Series(y).shift(k).to_numpy(np.float64) - level for k in range(LAGS)}
    return found | {"week_before": level - pd.Series(level).shift(5).to_numpy(np.float64)}


def _beside(inputs: RateInputs, y: Array) -> dict[str, Array]:
    """Other rates less the target on the last day both are known."""
    days = inputs.spread.index
    found = {}
    for name, (rate, late) in inputs.beside.items():
        gap = rate.reindex(days).to_numpy(np.float64) / BASIS_POINTS.scale - y
        found[name] = pd.Series(gap).shift(late).to_numpy(np.float64)
    return found


def _quantities(inputs: RateInputs) -> dict[str, Array]:
    """Reserves, ON RRP and Treasury's account as known at each origin: logs and changes."""
    days = pd.DatetimeIndex(inputs.spread.index)
    reserves, account = (_released(series, days) for series in (inputs.reserves, inputs.treasury_account))
    bills = inputs.on_rrp.reindex(days).ffill(limit=LAGS).to_numpy(np.float64) / BILLION
    with np.errstate(invalid="ignore", divide="ignore"):
        log_reserves = 100.0 * np.log(reserves[0])
        return {
            "reserves": log_reserves,
            "reserves_week": log_reserves - 100.0 * np.log(reserves[1]),
            "reserves_month": log_reserves - 100.0 * np.log(reserves[4]),
            "account_week": account[0] - account[1],
            "account_month": account[0] - account[4],
            "on_rrp": np.log1p(bills),
            "on_rrp_week": bills - pd.Series(bills).shift(LAGS).to_numpy(np.float64),
        }


def _released(series: pd.Series[float], days: pd.DatetimeIndex) -> Array:
    """(5, t) the newest weekly value public at each origin and the four before it, USD bn; NaN where not held."""
    found = np.full((5, len(days)), np.nan)
    if series.empty:
        return found
    public = pd.DatetimeIndex([h41_release_date(day.date()) for day in series.index])
    newest = np.searchsorted(public, days, side="right") - 1
    values = series.to_numpy(np.float64) / BILLION
    for back in range(5):
        held = newest - back >= 0
        found[back, held] = values[newest[held] - back]
    return found


def _last_of_kind(y: Array, calendar: MarketCalendar, level: Array, horizon: int) -> dict[str, Array]:
    """Changes over the horizon into the last day of the same kind, and into the same day of one and three months ago,
    each also as the distance of that day from its month's level."""
    change = y - np.concatenate([np.full(horizon, np.nan), y[:-horizon]])
    above = y - level
    last = _last_same_class(calendar.plain_classes(), horizon)
    month, quarter = (_same_day_before(calendar, months) for months in (1, 3))
    found = {}
    for name, at in (("kind", last), ("month_ago", month), ("quarter_ago", quarter)):
        found[f"{name}_change"] = _at(change, at)
        found[f"{name}_above"] = _at(above, at)
    return found


def _at(values: Array, places: NDArray[np.int64]) -> Array:
    return np.where(places >= 0, values[np.maximum(places, 0)], np.nan)


def _last_same_class(classes: NDArray[np.int64], horizon: int) -> NDArray[np.int64]:
    """(t,) number of the last day of the same plain class not after the origin, −1 where none."""
    found = np.full(len(classes), -1, dtype=np.int64)
    for kind in np.unique(classes):
        places = np.flatnonzero(classes == kind)
        before = np.searchsorted(places, places - horizon, side="right") - 1
        found[places[before >= 0]] = places[before[before >= 0]]
    return found


def _same_day_before(calendar: MarketCalendar, months: int) -> NDArray[np.int64]:
    """(t,) number of the day so many months ago with the same place in its month, −1 where none."""
    month = calendar.days.year * 12 + calendar.days.month
    place = np.where(calendar.left <= NEAR_END, -1 - calendar.left, calendar.rank)
    keys = pd.MultiIndex.from_arrays([month, place])
    wanted = pd.MultiIndex.from_arrays([month - months, place])
    first = ~keys.duplicated()
    positions = np.flatnonzero(first)
    at = keys[first].get_indexer(wanted)
    return np.where(at >= 0, positions[np.maximum(at, 0)], -1).astype(np.int64)


def _calendar(calendar: MarketCalendar) -> dict[str, Array]:
    days = calendar.days
    gap = np.diff(days.to_numpy().astype("datetime64[D]").astype(np.int64), prepend=0)
    gap[0] = 1
    columns = {
        "rank": calendar.rank, "left": calendar.left, "mid": calendar.mid, "after_mid": calendar.after_mid,
        "period_end": calendar.period_end, "quarter_end": calendar.quarter_end,
        "year_end": calendar.quarter_end & (calendar.month == 12), "tax_date": calendar.tax_date,
        "month": calendar.month, "month_of_quarter": (calendar.month - 1) % 3,
        "weekday": np.asarray(days.day_of_week), "gap": gap,
    }  # fmt: skip
    return {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
