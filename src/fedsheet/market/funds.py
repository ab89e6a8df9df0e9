"""Overnight cash of money funds from bills outstanding and fund assets: what the ON RRP flood was made of.

fund cash = fund assets − (bills outstanding − what others hold of them);   others hold more when rates are higher
at quarter ends branches hand back Eurodollars, and funds park them: cash × (1 + return)
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.market.calibrate import clustered
from fedsheet.market.conditions import MarketDays
from fedsheet.market.demand import Array, Conditions
from fedsheet.market.sizes import size


@dataclass(frozen=True)
class FundAllocation:
    """`others_usd` bills held by others at a zero policy rate, `others_slope_usd` more per 100% of policy rate,
    `quarter_end_return` share by which cash is higher at quarter ends."""

    others_usd: float
    others_slope_usd: float
    quarter_end_return: float


@cache
def fund_allocation() -> FundAllocation:
    """data/fund_parameters.toml, which ships with the package."""
    content = tomllib.loads((files("fedsheet.market") / "data" / "fund_parameters.toml").read_text(encoding="utf-8"))
    return FundAllocation(*(float(content[n]["value"]) for n in FundAllocation.__dataclass_fields__))


def fund_cash(
    days: pd.DatetimeIndex, iorb: Array, quarter_end: Array, a: FundAllocation, as_of: date = date.max
) -> Array:
    """(t,) overnight cash of money funds, US dollars, from amounts dated by `as_of`."""
    held_by_others = a.others_usd + a.others_slope_usd * iorb
    bills = size("bills").on(days, as_of) - size("fed_bills").on(days, as_of)
    cash = size("government_fund_assets").on(days, as_of) - (bills - held_by_others)
    return np.asarray(cash * (1.0 + a.quarter_end_return * quarter_end))


def fund_driven(days: MarketDays, as_of: date = date.max) -> Conditions:
    """Conditions in which funds' cash follows from bills and fund assets, and liquidity is left as it was."""
    c = days.conditions
    return replace(c, fund_cash=fund_cash(days.days, c.iorb, c.quarter_end, fund_allocation(), as_of))


def fit_fund_cash(days: MarketDays, observed_cash: Array, used: Array) -> tuple[FundAllocation, Array]:
    """Least squares of observed cash on policy rate and quarter ends over days where `used`; (values, errors)."""
    c = days.conditions
    bills = size("bills").on(days.days) - size("fed_bills").on(days.days)
    gap = observed_cash - (size("government_fund_assets").on(days.days) - bills)
    size_of = np.array([1e12, 1e14, 1.0])  # brings the three columns to one size
    X = np.column_stack([np.full(len(gap), 1e12), 1e14 * c.iorb, observed_cash * c.quarter_end])[used] / 1e12
    y = gap[used] / 1e12
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    months = np.asarray(days.days.year * 12 + days.days.month)[used]
    errors = clustered(X, y - X @ beta, months, f_scale=np.inf)
    return FundAllocation(*map(float, beta * size_of)), errors * size_of
