"""How far rates move when reserves do: weekly slopes by instrument, as known each week, 2010 to now.

    s   EFFR − IORB or repo (TGCR) − IORB, mean of the reserve week without the first and last business day of a month
    q   100 log(reserves / bank credit)
    z   minus the forecast errors of the Treasury's account, currency and the foreign pool, % of last week's reserves

slope over the weeks h  =  cov(Σ s[t+h] − s[t−1], z) / cov(Σ q[t+h] − q[t−1], z)        bp for 1% more reserves

What the Treasury, the public and foreign accounts do moves reserves without answering the rate of that week; levels on
levels would take every trend for a slope. Afonso, Giannone, La Spada and Williams (2022); the sum over weeks as Ramey
and Zubairy (2018). Before 2018 the Treasury's account alone is held, and it is most of the instrument after as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from fedsheet.core.dates import fed_holidays
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.units import BASIS_POINTS
from fedsheet.core.vintage import Vintage
from fedsheet.market.demand import Array
from fedsheet.market.sizes import size
from fedsheet.record import PolicyPath

FIRST_WEEK = date(2010, 1, 6)
HISTORY = 156  # weeks from which the next week's change of a factor is forecast
LEAST_HISTORY = 52
OWN_LAGS = (1, 2, 3, 4, 52)
YEAR = 52
LAGS = 6  # of Newey and West: the sum over four weeks repeats three of them
IMPACT, SETTLED = (0,), (0, 1, 2, 3)  # the week itself; it and the three after
FACTORS = {"tga": "WTREGEN", "currency": "WCURCIR", "foreign": "WLRRAFOIAL"}
RATES = {"effr": ("DFF", "EFFR"), "repo": ("TGCR",)}  # the second where the first ends
SERIES = ("WRESBAL", *FACTORS.values(), *(name for names in RATES.values() for name in names))


@dataclass(frozen=True)
class Slope:
    """One estimate: bp for 1% more reserves, its standard error, and the weeks it rests on."""

    value: float
    standard_error: float
    n: int

    def band(self, deviations: float) -> tuple[float, float]:
        """So many standard errors to either side."""
        return self.value - deviations * self.standard_error, self.value + deviations * self.standard_error


def weekly(vintage: Vintage, path: PolicyPath) -> pd.DataFrame:
    """One row a reserve week, dated by its Wednesday: `effr`, `repo` (bp over IORB), `reserves` and `credit` (US
    dollars), `share`, `q` and the instrument `z` (%). NaN where something was not published."""
    reserves = vintage.base("WRESBAL")
    weeks = pd.DatetimeIndex(reserves.index)
    if len(weeks) == 0 or weeks[-1].date() < FIRST_WEEK:
        raise DateRangeError("market.reserve_demand_week_reserves_held_slope", first_week=FIRST_WEEK)
    columns = {name: over_iorb(vintage, path, series, weeks) for name, series in RATES.items()}
    credit = bank_credit(weeks, vintage.as_of)
    frame = pd.DataFrame(columns | {"reserves": reserves, "credit": credit}, index=weeks)
    frame["share"] = frame["reserves"] / frame["credit"]
    frame["q"] = 100.0 * np.log(frame["share"])
    frame["z"] = instrument(vintage, reserves)
    return frame


def joined(vintage: Vintage, names: Sequence[str]) -> pd.Series[float]:
    """The first series held, continued by the next from where it ends; empty where none is held."""
    held = [vintage.base(name) for name in names if name in vintage]
    found = held[0] if held else pd.Series(dtype=np.float64, index=pd.DatetimeIndex([]))
    for more in held[1:]:
        found = pd.concat([found, more[more.index > found.index[-1]]])
    return found


def over_iorb(vintage: Vintage, path: PolicyPath, names: Sequence[str], weeks: pd.DatetimeIndex) -> pd.Series[float]:
    """A rate less IORB, bp, mean of each reserve week's days but the first and last of a month."""
    values = joined(vintage, names)
    if len(values) == 0:
        return pd.Series(np.nan, weeks)
    values = values[values.index > weeks[0] - timedelta(days=7)]
    iorb = path.on_days("iorb", pd.DatetimeIndex(values.index))
    spread = ((values - iorb) / BASIS_POINTS.scale).dropna()
    spread = spread[~at_month_edge(pd.DatetimeIndex(spread.index))]
    place = weeks.searchsorted(pd.DatetimeIndex(spread.index))
    inside = place < len(weeks)
    return spread[inside].groupby(weeks[place[inside]]).mean().reindex(weeks)


def at_month_edge(days: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """(t,) whether a day is no business day, or the first or last business day of its month."""
    years = range(days[0].year, days[-1].year + 2)
    closed = np.array(sorted(day for year in years for day in fed_holidays(year)), dtype="datetime64[D]")
    asked = days.to_numpy("datetime64[D]")
    month = asked.astype("datetime64[M]")
    first = np.busday_offset(month.astype("datetime64[D]"), 0, roll="forward", holidays=closed)
    following = month + np.timedelta64(1, "M")
    last = np.busday_offset(following.astype("datetime64[D]"), -1, roll="forward", holidays=closed)
    return np.asarray(~np.is_busday(asked, holidays=closed) | (asked == first) | (asked == last))


def bank_credit(weeks: pd.DatetimeIndex, as_of: date = date.max) -> Array:
    """(t,) H.8 bank credit, US dollars; past the last figure at the pace of the year before it."""
    held = size("bank_credit")
    level = held.on(weeks, as_of)
    last = max(d for d in held.dates if d <= as_of)
    ends = pd.DatetimeIndex([pd.Timestamp(last) - timedelta(days=364), pd.Timestamp(last)])
    before, after = held.on(ends, as_of)
    beyond = np.maximum((weeks - pd.Timestamp(last)).days.to_numpy() / 364.0, 0.0)
    return np.asarray(level * (after / before) ** beyond)


def instrument(vintage: Vintage, reserves: pd.Series[float]) -> pd.Series[float]:
    """Minus the week's forecast errors of the factors that are held, % of last week's reserves."""
    total: pd.Series[float] = pd.Series(0.0, reserves.index)
    for name, series in FACTORS.items():
        if series not in vintage:
            continue
        errors = forecast_errors(vintage.base(series).reindex(reserves.index))
        total = total + (errors if name == "tga" else errors.fillna(0.0))
    return -100.0 * total / reserves.shift(1)


def forecast_errors(level: pd.Series[float]) -> pd.Series[float]:
    """Each week's change less what the 156 weeks before made of its own lags and of the change a year before."""
    change = level.diff()
    scale = float(change.abs().max()) or 1.0  # beside the constant, so that sums of squares lose no digits
    y = change.to_numpy() / scale
    known = np.column_stack([np.ones(len(y)), *(change.shift(k).to_numpy() / scale for k in OWN_LAGS)])
    whole = np.isfinite(known).all(axis=1) & np.isfinite(y)
    x, z = np.where(whole[:, None], known, 0.0), np.where(whole, y, 0.0)
    past, came = (before(values) for values in (x, z[:, None]))
    enough = whole & (past[:, 0].sum(axis=1) >= LEAST_HISTORY)
    past, came = past[enough], came[enough]
    squares = past @ past.swapaxes(1, 2)
    told = np.linalg.pinv(squares, hermitian=True) @ (past @ came.swapaxes(1, 2))
    errors = np.full(len(y), np.nan)
    errors[enough] = scale * (z[enough] - (x[enough, None] @ told)[:, 0, 0])
    return pd.Series(errors, change.index)


def before(values: Array) -> Array:
    """(t, k, 156) the weeks before each of (t, k); zero before the first."""
    padded = np.concatenate([np.zeros((HISTORY, values.shape[1])), values[:-1]])
    return np.asarray(sliding_window_view(padded, HISTORY, axis=0))


def responses(frame: pd.DataFrame, rate: str, horizons: Sequence[int]) -> pd.DataFrame:
    """Columns `s`, `q`, `z`: what the rate and the ratio did from the week before over `horizons`, and the news."""
    s, q = (sum(frame[c].shift(-h) - frame[c].shift(1) for h in horizons) for c in (rate, "q"))
    return pd.DataFrame({"s": s, "q": q, "z": frame["z"]})


def slope(moves: pd.DataFrame, lags: int = LAGS) -> Slope | None:
    """Instrumental-variables slope of `responses` with Newey-West errors; None under a quarter's weeks or no news."""
    held = moves.dropna().to_numpy()
    if len(held) < YEAR // 4:
        return None
    s, q, z = (held - held.mean(axis=0)).T
    first = float(z @ q)
    if first == 0.0:
        return None
    beta = float(z @ s) / first
    score = z * (s - beta * q)
    variance = float(score @ score)
    for lag in range(1, min(lags, len(score) - 1) + 1):
        variance += 2.0 * (1.0 - lag / (lags + 1)) * float(score[lag:] @ score[:-lag])
    return Slope(beta, float(np.sqrt(max(variance, 0.0))) / abs(first), len(held))


def slope_between(
    frame: pd.DataFrame, rate: str, start: date, end: date, horizons: Sequence[int] = SETTLED
) -> Slope | None:
    """The slope of the weeks from `start` to `end`."""
    return slope(responses(frame, rate, horizons).loc[pd.Timestamp(start) : pd.Timestamp(end)])


def rolling(frame: pd.DataFrame, rate: str, horizons: Sequence[int] = SETTLED, weeks: int = YEAR) -> pd.DataFrame:
    """(t,) `value` and `error` of the slope of the last `weeks` weeks, each as known that week; NaN under a quarter's.

    The same numbers as `slope` on every window at once; a week without figures has no score.
    """
    moves = responses(frame, rate, horizons).shift(max(horizons)).to_numpy(np.float64)
    padded = np.concatenate([np.full((weeks - 1, 3), np.nan), moves])
    window = sliding_window_view(padded, weeks, axis=0)  # (t, 3, weeks)
    held = np.isfinite(window).all(axis=1)
    n = held.sum(axis=1)
    kept = np.where(held[:, None], window, 0.0)
    s, q, z = np.moveaxis(
        np.where(held[:, None], kept - kept.sum(axis=2, keepdims=True) / np.maximum(n, 1)[:, None, None], 0.0), 1, 0
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (z * q).sum(axis=1)
        beta = (z * s).sum(axis=1) / first
        score = z * (s - beta[:, None] * q)
        variance = (score**2).sum(axis=1)
        for lag in range(1, LAGS + 1):
            variance += 2.0 * (1.0 - lag / (LAGS + 1)) * (score[:, lag:] * score[:, :-lag]).sum(axis=1)
        error = np.sqrt(np.maximum(variance, 0.0)) / np.abs(first)
    few = (n < YEAR // 4) | (first == 0.0)
    columns = {"value": np.where(few, np.nan, beta), "error": np.where(few, np.nan, error)}
    return pd.DataFrame(columns, index=frame.index)
