"""The same rules with thousands of different agents: banks, funds, dealers and leveraged investors by the array.

Sizes follow Zipf's law (as those of US banks and funds do), preferences vary around their kind's. Each agent applies
its own behaviour to the day's rate; the day clears at the rate where the agents' sum of cash offered meets the sum
wanted, found by bisection, all agents at once. bench/market.py runs the same rule set in Mesa.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from fedsheet.core.errors import InputError
from fedsheet.core.units import from_bp
from fedsheet.market.conditions import MarketDays, pick
from fedsheet.market.demand import Array, Behaviour, Conditions, lending_capacity, reserve_value

SHARES = {"banks": 0.40, "funds": 0.30, "dealers": 0.05, "leveraged": 0.25}  # of agents, not of money
SPREAD = 0.3  # standard deviation of an agent's own preference, in units of its kind's sensitivity
HALVINGS = 40
BELOW_FLOOR, ABOVE_IORB = from_bp(60.0), from_bp(1500.0)
MAX_AGENTS = 2_000_000


@dataclass(frozen=True)
class Agents:
    """Each kind's agents: `size` shares of the kind's money (sum 1), `lean` own preference (mean 0)."""

    size: dict[str, Array]
    lean: dict[str, Array]

    @property
    def n(self) -> int:
        """Number of agents."""
        return sum(len(s) for s in self.size.values())


@dataclass(frozen=True)
class AgentRun:
    """Rates (t,) decimals; what each fund left at the Fed, each bank lent and each dealer and client took, (t, n)."""

    days: pd.DatetimeIndex
    tri_party: Array
    on_rrp: Array
    bank_lending: Array
    borrowing: Array
    n_agents: int
    residual_usd: Array


def draw_agents(n: int, seed: int) -> Agents:
    """`n` agents over four kinds; the same seed, the same agents."""
    if not 20 <= n <= MAX_AGENTS:
        raise InputError(f"{n} agents", possible=f"20 to {MAX_AGENTS:,}")
    rng = np.random.default_rng([seed, n])
    counts = {kind: max(5, round(share * n)) for kind, share in SHARES.items()}
    counts["banks"] += n - sum(counts.values())
    size, lean = {}, {}
    for kind, count in counts.items():
        ranked = 1.0 / rng.permutation(np.arange(1, count + 1))
        size[kind] = ranked / ranked.sum()
        drawn = SPREAD * rng.standard_normal(count)
        lean[kind] = drawn - size[kind] @ drawn
    return Agents(size, lean)


def fund_at_fed(r: float, a: Agents, b: Behaviour, c: Conditions) -> Array:
    """What each fund leaves at ON RRP."""
    spread = (r - c.on_rrp_rate - b.fund_preference) / b.fund_sensitivity
    return np.asarray(c.fund_cash * a.size["funds"] * expit(-spread + a.lean["funds"]))


def bank_lends(r: float, on_rrp: float, a: Agents, b: Behaviour, c: Conditions) -> Array:
    """What each bank lends, given what reserves are worth."""
    reserves = c.liquidity - on_rrp
    value, capacity = reserve_value(reserves, b, c), lending_capacity(reserves, b, c)
    return np.asarray(
        capacity * a.size["banks"] * expit((r - value - b.bank_cost) / b.bank_sensitivity + a.lean["banks"])
    )


def takes(r: float, a: Agents, b: Behaviour, c: Conditions) -> Array:
    """What each dealer's own book and each leveraged client (through its dealer) borrows."""
    calendar = 1.0 + (
        b.month_end_demand * c.month_end + b.quarter_end_demand * c.quarter_end
        + b.mid_month_demand * c.mid_month + b.month_start_demand * c.month_start
    )  # fmt: skip
    over = np.maximum(r - c.iorb, 0.0)
    core = b.demand_floor * a.size["dealers"]
    clients = (
        (1.0 - b.demand_floor) * a.size["leveraged"] * np.exp(-b.demand_elasticity * over * (1.0 + a.lean["leveraged"]))
    )
    return np.asarray(c.repo_demand * calendar * np.concatenate([core, clients]))


def run_agents(a: Agents, b: Behaviour, days: MarketDays) -> AgentRun:
    """Clear each day among all agents."""
    n_days = len(days.days)
    rate, gap = np.empty(n_days), np.empty(n_days)
    fed = np.empty((n_days, len(a.size["funds"])))
    lent = np.empty((n_days, len(a.size["banks"])))
    taken = np.empty((n_days, len(a.size["dealers"]) + len(a.size["leveraged"])))
    for t in range(n_days):
        c = pick(days.conditions, np.array([t]))
        rate[t] = _clear_day(a, b, c)
        fed[t] = fund_at_fed(rate[t], a, b, c)
        lent[t] = bank_lends(rate[t], float(fed[t].sum()), a, b, c)
        taken[t] = takes(rate[t], a, b, c)
        gap[t] = c.fund_cash[0] - fed[t].sum() + lent[t].sum() - taken[t].sum()
    return AgentRun(days.days, rate, fed, lent, taken, a.n, gap)


def excess(r: float, a: Agents, b: Behaviour, c: Conditions) -> float:
    """Cash offered minus wanted over all agents at rate `r`; rises in `r`."""
    on_rrp = float(fund_at_fed(r, a, b, c).sum())
    return float(c.fund_cash[0] - on_rrp + bank_lends(r, on_rrp, a, b, c).sum() - takes(r, a, b, c).sum())


def _clear_day(a: Agents, b: Behaviour, c: Conditions) -> float:
    low, high = float(c.on_rrp_rate[0] - BELOW_FLOOR), float(c.iorb[0] + ABOVE_IORB)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if excess(middle, a, b, c) > 0.0 else (middle, high)
    return 0.5 * (low + high)
