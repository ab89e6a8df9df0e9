"""What the market's tests share: held data, the shipped calibration, expected courses of scenarios."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from fedsheet.core.vintage import Vintage
from fedsheet.market.clearing import clear
from fedsheet.market.conditions import MarketDays, observed_days
from fedsheet.market.demand import Behaviour, Conditions
from fedsheet.market.evaluation import Evaluation, scores_of
from fedsheet.market.forecasts import TEST_START, FittedForecasts, made
from fedsheet.market.parameters import behaviour
from fedsheet.market.rates import RateSet, rate_set
from fedsheet.market.scenario import load_counterfactual, load_scenario
from fedsheet.market.simulate import Simulation, prepare, simulate
from fedsheet.record import PolicyPath, load_path
from support import snapshot_vintage


def held() -> tuple[Vintage, PolicyPath, Behaviour]:
    return snapshot_vintage(), load_path(), behaviour()


@cache
def course(name: str, counterfactual: str = "") -> Simulation:
    """The expected course of a scenario."""
    vintage, path, b = held()
    changed = load_counterfactual(counterfactual) if counterfactual else None
    return simulate(prepare(vintage, path, b, load_scenario(name), None, changed), b)


def on(found: Simulation, rate: str, day: str) -> float:
    """A rate on one day of the expected course, decimal."""
    row = int(found.days.get_loc(pd.Timestamp(day)))
    values = found.cleared.tri_party if rate == "tri-party" else found.rates.rates[rate]
    return float(np.atleast_2d(values)[0, row])


@cache
def history() -> tuple[MarketDays, RateSet]:
    """The model driven by each day's observed conditions, 2018 to 2025."""
    vintage, path, b = held()
    days = observed_days(vintage, path, b, pd.Timestamp("2018-04-03").date(), pd.Timestamp("2025-12-31").date())
    return days, rate_set(clear(b, days.conditions), b, days.conditions)


TEST_END = date(2025, 12, 31)  # of the span that was looked at three times; 2026 was looked at once
LAST_DAY = date(2026, 10, 8)


@cache
def forecasts(horizon: int, target: str = "sofr") -> FittedForecasts:
    """Every forecast on the shipped figures."""
    vintage, path, _ = held()
    return made(vintage, path, horizon, target)


@cache
def scores(horizon: int, target: str = "sofr", start: date = TEST_START, end: date = TEST_END) -> Evaluation:
    """The forecast's scores over 2024-25, or another span."""
    return scores_of(forecasts(horizon, target).track, start, end)


def one_day(**changed: float) -> Conditions:
    """An ordinary day in the middle of the corridor, with some conditions changed."""
    base = {
        "iorb": 0.044, "on_rrp_rate": 0.0425, "ceiling": 0.045, "primary_credit_rate": 0.045, "srf_rate": 0.045,
        "srf_limit": 5e11, "on_rrp_cap": np.inf, "liquidity": 3.3e12, "bank_assets": 1.8e13, "fund_cash": 1.6e12,
        "repo_demand": 1.7e12, "dvp_book": 2.3e12, "dealer_capacity": 1.0, "bank_willingness": 1.0, "month_end": 0.0,
        "quarter_end": 0.0, "mid_month": 0.0, "month_start": 0.0,
    }  # fmt: skip
    assert set(changed) <= set(base)
    return Conditions(**{name: np.array([value]) for name, value in {**base, **changed}.items()})
