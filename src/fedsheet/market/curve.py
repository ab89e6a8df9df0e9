"""Reserves to rates: where SOFR would stand over IORB at other reserves, on the curve of a date; with its distribution.

The curve falls and rises by ten basis points within a year, so every answer names its date (`market.anchor`). Held
fixed: funds' cash, dealers' and leveraged investors' borrowing, the corridor, and behaviour as of the date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.units import from_bp
from fedsheet.core.vintage import Vintage
from fedsheet.market.anchor import (
    FIRST_ANCHOR,
    anchor_known,
    cash_of_funds,
    doubt_of,
    draw_doubt,
    leaning,
    ordinary_marks,
    with_doubt,
)
from fedsheet.market.clearing import clear
from fedsheet.market.conditions import last_conditions, observed_days, pick
from fedsheet.market.demand import Array, Behaviour, Conditions
from fedsheet.market.rates import rate_set
from fedsheet.record.path import PolicyPath

THRESHOLDS_BP = (5.0, 10.0, 20.0)
STEPS_DOWN_USD = tuple(k * 1e11 for k in range(8))  # from today's reserves down, by 100 bn
N_PATHS, SEED = 2000, 20261130
BAND = (0.05, 0.5, 0.95)
MOST_USD = 1e13


@dataclass(frozen=True)
class Point:
    """One level of reserves: SOFR − IORB on an ordinary day (5, 50, 95%, decimals) and the chance of exceeding each
    threshold in bp; `outside` where the median lies over every ordinary day of the anchor's year."""

    reserves_usd: float
    share: float
    low: float
    middle: float
    high: float
    exceeds: dict[float, float]
    outside: bool


@dataclass(frozen=True)
class ReserveCurve:
    """The curve of `curve_of`: reserves then, the rise for 1% fewer with its band, and its points."""

    curve_of: date
    reserves_usd: float
    slope: float
    slope_band: tuple[float, float]
    points: tuple[Point, ...]


def reserve_curve(
    vintage: Vintage, path: PolicyPath, b: Behaviour, day: date | None = None,
    levels_usd: tuple[float, ...] = (), n_paths: int = N_PATHS,
) -> ReserveCurve:  # fmt: skip
    """SOFR − IORB at each level of reserves in the market of `day`, or of the day after the last one known."""
    last = last_conditions(vintage)
    day = day or last + timedelta(days=1)
    if not FIRST_ANCHOR <= day <= last + timedelta(days=1):
        raise DateRangeError("market.curve_curve", day=day, first_anchor=FIRST_ANCHOR, last=last + timedelta(days=1))
    if any(not 0.0 < level < MOST_USD for level in levels_usd):
        raise InputError("market.curve_reserves_must_above_zero")
    a = anchor_known(vintage, path, b, day)
    assert a is not None  # the day is past the first anchor
    sample = observed_days(vintage, path, b, day - timedelta(days=14), day - timedelta(days=1))
    ordinary = pick(sample.conditions, np.array([len(sample.days) - 1]))
    now = float(np.exp(a.reference) * ordinary.bank_assets[0])
    levels = np.array(levels_usd or tuple(now - step for step in STEPS_DOWN_USD))
    c = at_reserves(ordinary, levels, a.on_rrp_usd)
    c = leaning(replace(c, fund_cash=cash_of_funds(c, a, b)), a, ordinary_marks(len(levels)), b)
    alone = replace(doubt_of(a, len(levels)), persistence=0.0)  # levels are no course of days
    drawn = with_doubt(c, alone, b, draw_doubt(len(alone.noise), n_paths, SEED))
    spread = np.asarray(rate_set(clear(b, drawn), b, drawn).rates["SOFR"] - c.iorb)
    low, middle, high = np.quantile(spread, BAND, axis=0)
    points = tuple(
        Point(
            float(level), float(level / ordinary.bank_assets[0]), float(low[k]), float(middle[k]), float(high[k]),
            {t: float(np.mean(spread[:, k] > from_bp(t))) for t in THRESHOLDS_BP}, bool(middle[k] > a.highest),
        )
        for k, level in enumerate(levels)
    )  # fmt: skip
    return ReserveCurve(day, now, a.slope, a.slope_band, points)


def at_reserves(c: Conditions, reserves: Array, on_rrp_usd: float) -> Conditions:
    """An ordinary day's conditions at other reserves, (t,)."""
    n = len(reserves)
    repeated = {
        name: np.repeat(value, n) if (value := getattr(c, name)).shape == (1,) else value
        for name in c.__dataclass_fields__
    }
    none = dict.fromkeys(("month_end", "quarter_end", "mid_month", "month_start"), np.zeros(n))
    return replace(c, **(repeated | none | {"liquidity": reserves + on_rrp_usd}))
