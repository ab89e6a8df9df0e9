"""The same rules with thousands of different agents: banks, funds, dealers and leveraged investors by the array.

Sizes follow Zipf's law (as those of US banks and funds do), preferences vary around their kind's. Each agent applies
its own behaviour to the day's rate; the day clears at the rate where the agents' sum of cash offered meets the sum
wanted, all agents at once. bench/market.py runs the same rule set in Mesa.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.errors import InputError, NoClearingError
from fedsheet.core.lazy import pd
from fedsheet.core.units import to_bn
from fedsheet.market.clearing import ABOVE_IORB, BELOW_FLOOR, BELOW_FLOOR_CAPPED
from fedsheet.market.conditions import MarketDays, pick
from fedsheet.market.demand import Array, Behaviour, Conditions, branch_intake, lending_capacity, reserve_value

SHARES = {"banks": 0.40, "funds": 0.30, "dealers": 0.05, "leveraged": 0.25}  # of agents, not of money
SPREAD = 0.3  # standard deviation of an agent's own preference, in units of its kind's sensitivity
TOLERANCE = 1e-10  # a millionth of a basis point
MAX_AGENTS = 2_000_000


@dataclass(frozen=True)
class Agents:
    """Each kind's agents: `size` shares of its money (sum 1), `lean` own preference (mean 0), `odds` exp(−lean)."""

    size: dict[str, Array]
    lean: dict[str, Array]
    odds: dict[str, Array]

    @property
    def n(self) -> int:
        """Number of agents."""
        return sum(len(s) for s in self.size.values())


@dataclass(frozen=True)
class AgentRun:
    """Rates (t,) decimals; what each fund left at the Fed, each bank lent and each dealer and client took, (t, n);
    standing repo of all dealers and the clearing residual, (t,); US dollars."""

    days: pd.DatetimeIndex
    tri_party: Array
    on_rrp: Array
    standing_repo: Array
    bank_lending: Array
    borrowing: Array
    n_agents: int
    residual_usd: Array


def draw_agents(n: int, seed: int) -> Agents:
    """`n` agents over four kinds; the same seed, the same agents."""
    if not 20 <= n <= MAX_AGENTS:
        raise InputError("market.agents_agents", n=n, max_agents=MAX_AGENTS)
    rng = np.random.default_rng([seed, n])
    counts = {kind: max(5, round(share * n)) for kind, share in SHARES.items()}
    counts["banks"] += n - sum(counts.values())
    size, lean = {}, {}
    for kind, count in counts.items():
        ranked = 1.0 / rng.permutation(np.arange(1, count + 1))
        size[kind] = ranked / ranked.sum()
        drawn = SPREAD * rng.standard_normal(count)
        lean[kind] = drawn - size[kind] @ drawn
    return Agents(size, lean, {kind: np.exp(-own) for kind, own in lean.items()})


def share_at_fed(r: float, a: Agents, b: Behaviour, c: Conditions) -> Array:
    """Share of its cash that each fund leaves at ON RRP: a logit in the spread, moved by its own preference."""
    spread = float((r - c.on_rrp_rate[0] - b.fund_preference - c.fund_lean[0]) / b.fund_sensitivity)
    return np.asarray(1.0 / (1.0 + exp_within(spread) * a.odds["funds"]))


def share_lent(r: float, value: float, a: Agents, b: Behaviour) -> Array:
    """Share of its capacity that each bank lends, given what reserves are worth."""
    gain = (r - value - b.bank_cost) / b.bank_sensitivity
    return np.asarray(1.0 / (1.0 + exp_within(-gain) * a.odds["banks"]))


def share_kept(r: float, a: Agents, b: Behaviour, c: Conditions) -> Array:
    """Share of what it wants at IORB that each leveraged client still borrows; dealers' own hard core is kept whole."""
    over = max(r - float(c.iorb[0]), 0.0)
    return (
        np.exp(-b.demand_elasticity * over * (1.0 + a.lean["leveraged"])) if over else np.ones(len(a.lean["leveraged"]))
    )


def exp_within(x: float) -> float:
    """exp without overflow: beyond e^700 a share is zero to every digit."""
    return math.exp(min(x, 700.0))


@dataclass(frozen=True)
class Amounts:
    """What a day is about before its rate is known, US dollars."""

    cash: float
    core: float
    clients: float


def amounts(b: Behaviour, c: Conditions) -> Amounts:
    """Funds' cash and what dealers and clients want on a day of this kind at IORB."""
    calendar = 1.0 + float(
        b.month_end_demand * c.month_end[0] + b.quarter_end_demand * c.quarter_end[0]
        + b.mid_month_demand * c.mid_month[0] + b.month_start_demand * c.month_start[0]
    )  # fmt: skip
    wanted = float(c.repo_demand[0]) * calendar
    return Amounts(float(c.fund_cash[0]), b.demand_floor * wanted, (1.0 - b.demand_floor) * wanted)


def run_agents(a: Agents, b: Behaviour, days: MarketDays) -> AgentRun:
    """Clear each day among all agents."""
    n_days = len(days.days)
    rate, repo, gap = np.empty(n_days), np.empty(n_days), np.empty(n_days)
    fed = np.empty((n_days, len(a.size["funds"])))
    lent = np.empty((n_days, len(a.size["banks"])))
    taken = np.empty((n_days, len(a.size["dealers"]) + len(a.size["leveraged"])))
    for t in range(n_days):
        c = pick(days.conditions, np.array([t]))
        m = amounts(b, c)
        r = rate[t] = _clear_day(a, b, c, m, days.days[t].date())
        on_rrp, intake = placement(r, a, b, c, m)
        repo[t] = standing_repo(r, b, c)
        share = share_at_fed(r, a, b, c)
        fed[t] = on_rrp * a.size["funds"] * share / float(a.size["funds"] @ share)
        value, capacity = bank_terms(on_rrp - repo[t], b, c)
        lent[t] = capacity * a.size["banks"] * share_lent(r, value, a, b)
        kept = m.clients * a.size["leveraged"] * share_kept(r, a, b, c)
        taken[t] = np.concatenate([m.core * a.size["dealers"], kept])
        gap[t] = m.cash - on_rrp - intake + repo[t] + lent[t].sum() - taken[t].sum()
    return AgentRun(days.days, rate, fed, repo, lent, taken, a.n, gap)


def placement(r: float, a: Agents, b: Behaviour, c: Conditions, m: Amounts) -> tuple[float, float]:
    """What funds leave at ON RRP, rationed alike under a cap, and what of the rest branches take."""
    wanted = m.cash * float(a.size["funds"] @ share_at_fed(r, a, b, c))
    on_rrp = min(wanted, float(c.on_rrp_cap[0]))
    if on_rrp == wanted:
        return on_rrp, 0.0
    return on_rrp, float(branch_intake(np.array([r]), np.array([wanted - on_rrp]), b, c)[0])


def standing_repo(r: float, b: Behaviour, c: Conditions) -> float:
    """What dealers together raise at the Fed, as in `demand.standing_repo`."""
    over = r + float(c.sofr_over[0]) - float(c.srf_rate[0])
    if over <= b.srf_threshold:
        return 0.0
    least, chance = (1.0 / (1.0 + exp_within((b.srf_stigma - x) / b.srf_width)) for x in (b.srf_threshold, over))
    amount = b.srf_amount * math.exp(min(b.srf_growth * over, 12.0) + b.srf_quarter_end * float(c.quarter_end[0]))
    return min((chance - least) * amount, float(c.srf_limit[0]))


def bank_terms(taken_out: float, b: Behaviour, c: Conditions) -> tuple[float, float]:
    """What reserves are worth and how much banks can lend, where ON RRP less standing repo takes `taken_out` out."""
    reserves = c.liquidity - taken_out
    return float(reserve_value(reserves, b, c)[0]), float(lending_capacity(reserves, b, c)[0])


def excess(r: float, a: Agents, b: Behaviour, c: Conditions, m: Amounts) -> float:
    """Cash offered minus wanted over all agents at rate `r`; rises in `r`."""
    on_rrp, intake = placement(r, a, b, c, m)
    repo = standing_repo(r, b, c)
    value, capacity = bank_terms(on_rrp - repo, b, c)
    lent = capacity * float(a.size["banks"] @ share_lent(r, value, a, b))
    wanted = m.core + m.clients * float(a.size["leveraged"] @ share_kept(r, a, b, c))
    return m.cash - on_rrp - intake + repo + lent - wanted


def _clear_day(a: Agents, b: Behaviour, c: Conditions, m: Amounts, day: date) -> float:
    """The day's rate; a day without one says which side is short."""
    from scipy.optimize import brentq

    below = BELOW_FLOOR if np.isinf(c.on_rrp_cap[0]) else BELOW_FLOOR_CAPPED
    low, high = float(c.on_rrp_rate[0] - below), float(c.iorb[0] + ABOVE_IORB)
    at_high, at_low = excess(high, a, b, c, m), excess(low, a, b, c, m)
    if at_high < 0.0 or at_low > 0.0:
        side, short = ("borrowers", -at_high) if at_high < 0.0 else ("lenders", at_low)
        raise NoClearingError("market.agents_among_agents_stay_short", day=day, n=a.n, side=side, to_bn=to_bn(short))
    return float(brentq(excess, low, high, args=(a, b, c, m), xtol=TOLERANCE))
