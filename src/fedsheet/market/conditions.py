"""Each day's conditions from held data: administered rates, liquidity, cash of funds, dealers' needs, calendar.

liquidity     week-average reserve balances between their Wednesdays + that day's ON RRP
fund cash     private tri-party volume less banks' part, which goes as ON RRP grows, + that day's ON RRP
ceiling       standing repo where it exists, else primary credit
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.market.daycount import MarketCalendar, market_calendar, settlement_days
from fedsheet.market.demand import Array, Behaviour, Conditions
from fedsheet.market.sizes import size
from fedsheet.record import PolicyPath

MIDDLE_OF_WEEK = timedelta(days=3)  # a week average ends on its Wednesday
FIRST_DAY = date(2018, 4, 3)  # the first SOFR


@dataclass(frozen=True)
class MarketDays:
    """Settlement days, what each is, and its conditions (t,)."""

    days: pd.DatetimeIndex
    calendar: MarketCalendar
    conditions: Conditions


def last_conditions(vintage: Vintage) -> date:
    """The last day whose conditions are known in `vintage`; `DateRangeError` where it lies before the first SOFR."""
    last: date = vintage["WRESBAL"].last_day
    if last < FIRST_DAY:
        raise DateRangeError(
            "market.conditions_market_conditions_held_before",
            where=f"figures known on {vintage.as_of}",
            first_day=FIRST_DAY,
        )
    return last


def observed_days(vintage: Vintage, path: PolicyPath, b: Behaviour, start: date, end: date) -> MarketDays:
    """Conditions of every settlement day from `start` to `end`, as held in `vintage` and `path`."""
    last = last_conditions(vintage)
    if start < FIRST_DAY or end > last or start > end:
        raise DateRangeError(
            "market.conditions_market_conditions", start=start, end=end, first_day=FIRST_DAY, last=last
        )
    days = settlement_days(start, end)
    if len(days) == 0:
        raise DateRangeError("market.conditions_securities_settle_from", start=start, end=end)
    calendar = market_calendar(days)
    conditions = Conditions(
        **administered(path, days), **quantities(vintage, days, b), **ordinary(days), **marks(calendar)
    )
    return MarketDays(days, calendar, conditions)


def administered(path: PolicyPath, days: pd.DatetimeIndex) -> dict[str, Array]:
    """Administered rates and limits by day, decimals and US dollars."""

    def step(instrument: str) -> Array:
        return np.asarray(path.series(instrument, days[0].date(), days[-1].date()).reindex(days), dtype=np.float64)

    srf, primary, limit = step("srf"), step("primary_credit"), step("srf_total")
    return {
        "iorb": step("iorb"),
        "on_rrp_rate": step("on_rrp"),
        "srf_rate": np.where(np.isnan(srf), np.inf, srf),
        "primary_credit_rate": primary,
        "ceiling": np.where(np.isnan(srf), primary, srf),
        "srf_limit": np.where(np.isnan(limit), np.inf, limit),
        "on_rrp_cap": np.full(len(days), np.inf),
    }


def quantities(vintage: Vintage, days: pd.DatetimeIndex, b: Behaviour) -> dict[str, Array]:
    """Amounts by day, US dollars; between two publications a straight line."""
    on_rrp = on_days(vintage.base("RRPONTSYD"), days)
    reserves = between_weeks(vintage.base("WRESBAL"), days, MIDDLE_OF_WEEK)
    private = size("tri_party_private").on(days, vintage.as_of)
    by_banks = b.bank_share * private * np.maximum(1.0 - on_rrp / private, 0.0)
    return {
        "liquidity": reserves + on_rrp,
        "bank_assets": size("bank_credit").on(days, vintage.as_of),
        "fund_cash": private - by_banks + on_rrp,
        "repo_demand": private,
        "dvp_book": size("dvp_volume").on(days, vintage.as_of),
    }


def ordinary(days: pd.DatetimeIndex) -> dict[str, Array]:
    """Nothing out of the ordinary."""
    return {"dealer_capacity": np.ones(len(days)), "bank_willingness": np.ones(len(days))}


def marks(calendar: MarketCalendar) -> dict[str, Array]:
    """What kind of day each is, 0 or 1."""
    return {
        "month_end": calendar.period_end.astype(np.float64),
        "quarter_end": calendar.quarter_end.astype(np.float64),
        "mid_month": calendar.mid.astype(np.float64),
        "month_start": (calendar.rank == 1).astype(np.float64),
    }


def on_days(values: pd.Series[float], days: pd.DatetimeIndex) -> Array:
    """The day's value; a day without an operation has none, so zero is right for operations only."""
    return np.asarray(values.reindex(days).fillna(0.0), dtype=np.float64)


def between_weeks(values: pd.Series[float], days: pd.DatetimeIndex, back: timedelta = timedelta(0)) -> Array:
    """Weekly values as a daily line, each week's placed `back` before its date."""
    asked, known = (index.to_numpy("datetime64[D]").astype(np.float64) for index in (days, values.index))
    return np.asarray(np.interp(asked, known - back.days, values.to_numpy(np.float64)), dtype=np.float64)


def check(c: Conditions) -> Conditions:
    """The same conditions, or `InputError` for a floor above the ceiling or an amount below zero."""
    if np.any(c.on_rrp_rate > c.ceiling) or np.any(c.iorb < c.on_rrp_rate):
        worst = float(np.max(c.on_rrp_rate - np.minimum(c.ceiling, c.iorb)))
        raise InputError("market.conditions_corridor_upside_down_rrp", worst=worst * 1e4)
    for name in ("liquidity", "bank_assets", "fund_cash", "repo_demand", "dvp_book", "dealer_capacity"):
        lowest = float(np.min(getattr(c, name)))
        if lowest <= 0.0:
            raise InputError("market.conditions_would_fall", name=name, lowest=lowest)
    return c


def pick(c: Conditions, rows: NDArray[np.int64]) -> Conditions:
    """The conditions of some days."""
    values = {f.name: getattr(c, f.name) for f in fields(c)}
    return replace(c, **{name: v if v.shape[-1] == 1 else v[..., rows] for name, v in values.items()})
