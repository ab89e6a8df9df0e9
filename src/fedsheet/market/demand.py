"""Behaviour: what each kind of participant does at a given tri-party rate; one behaviour, one short function.

Rates are decimals a year, amounts US dollars; every argument broadcasts over [p, t]. `b` is `Behaviour`, `c` the
day's `Conditions`. All supplies of cash rise in the tri-party rate `r` and demand falls, so a day has one rate.

Poole (1968), *Commercial bank reserve management*; Afonso, Giannone, La Spada and Williams (2022) for the satiated
and steep parts of reserve demand; Copeland, Duffie and Yang (2021) for banks' limited lending; Duffie (2016) for
dealers' leverage cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.normal import logistic, normal_share

Array = NDArray[np.float64]


STOPPED = 3.0  # widths of the logit past which a twentieth of banks' lending is left
MOST_BEND = 0.05  # decimal: beyond five percentage points of bend every lender has left


def none() -> Array:
    """One zero that stands for every day and path."""
    return np.zeros(1)


def one() -> Array:
    """One one that stands for every day and path."""
    return np.ones(1)


@dataclass(frozen=True)
class Behaviour:
    """Parameters; value, unit, standard error and source of each stand in data/parameters.toml."""

    reserve_need: float
    reserve_spread: float
    fed_funds_discount: float
    fed_funds_pass_through: float
    fed_funds_repo_pull: float
    repo_pull_scale: float
    fund_preference: float
    fund_sensitivity: float
    bank_share: float
    bank_capacity: float
    bank_cost: float
    bank_sensitivity: float
    demand_elasticity: float
    demand_floor: float
    month_end_demand: float
    quarter_end_demand: float
    mid_month_demand: float
    month_start_demand: float
    lending_need: float
    lending_spread: float
    srf_stigma: float
    srf_width: float
    srf_threshold: float
    srf_amount: float
    srf_growth: float
    srf_spread: float
    srf_quarter_end: float
    reserve_convexity: float
    window_stigma: float
    window_reach: float
    dealer_spread: float
    dealer_convexity: float
    dvp_base: float
    dvp_book: float
    dvp_netting: float
    dvp_abundance: float
    dvp_stress: float
    dvp_period_end: float
    sofr_base: float
    sofr_dvp_weight: float
    effr_volume: float
    home_loan_sensitivity: float
    sofr_volume_share: float
    gcf_share: float
    bgcr_gcf_weight: float
    eurodollar_discount: float
    tgcr_premium: float
    branch_scale: float


@dataclass(frozen=True)
class Conditions:
    """What a day brings to the market, each (t,) or (p, t).

    iorb, on_rrp_rate      administered rates
    ceiling                where banks can borrow from the Fed: standing repo where there is one, else primary credit
    primary_credit_rate    the discount window
    srf_rate               standing repo rate, inf where there is no facility
    srf_limit, on_rrp_cap  US dollars; inf where there is none
    liquidity              reserve balances + ON RRP: what the Fed's balance sheet leaves to the market
    bank_assets            bank credit
    fund_cash              overnight cash of money funds and cash pools
    repo_demand            what dealers borrow in tri-party at tri-party = IORB on an ordinary day
    dvp_book               what leveraged investors borrow in DVP
    dealer_capacity        1 on an ordinary day; lower where dealers' balance sheets are full
    bank_willingness       1 on an ordinary day; the part of banks' lending capacity that is there
    month_end, quarter_end, mid_month, month_start    0 or 1

    What the market of a date adds to behaviour (`market.anchor`; nothing where it is left out), one value or (t,):
    lean                   what reserves are worth over their value in abundance, decimal rate
    slope, reference       how much more they are worth for 1% fewer, decimal rate, and the log of reserves over bank
                           credit from which that counts
    fund_lean              moves the spread at which money funds leave half of their cash at the Fed
    effr_lean, dvp_lean, gcf_lean, sofr_lean    move a rate against what behaviour makes of it
    sofr_over              SOFR over tri-party, by which dealers' need of standing repo is told
    srf_shift, srf_log     draws: moves the rate at which standing repo is used; log of its amount
    srf_sharp              times its width: 1 for the expected course, near 0 on a drawn path
    """

    iorb: Array
    on_rrp_rate: Array
    ceiling: Array
    primary_credit_rate: Array
    srf_rate: Array
    srf_limit: Array
    on_rrp_cap: Array
    liquidity: Array
    bank_assets: Array
    fund_cash: Array
    repo_demand: Array
    dvp_book: Array
    dealer_capacity: Array
    bank_willingness: Array
    month_end: Array
    quarter_end: Array
    mid_month: Array
    month_start: Array
    lean: Array = field(default_factory=none)
    slope: Array = field(default_factory=none)
    reference: Array = field(default_factory=none)
    fund_lean: Array = field(default_factory=none)
    effr_lean: Array = field(default_factory=none)
    dvp_lean: Array = field(default_factory=none)
    gcf_lean: Array = field(default_factory=none)
    sofr_lean: Array = field(default_factory=none)
    sofr_over: Array = field(default_factory=none)
    srf_shift: Array = field(default_factory=none)
    srf_log: Array = field(default_factory=none)
    srf_sharp: Array = field(default_factory=one)


def reserve_value(reserves: Array, b: Behaviour, c: Conditions) -> Array:
    """Marginal value of a dollar of reserves: IORB when satiated, the ceiling when short (Poole with a need θA), and
    what the market of the date adds: its lean, and a bend where reserves differ from those it was anchored at."""
    need, width = b.reserve_need * c.bank_assets, b.reserve_spread * c.bank_assets
    value = c.iorb + (c.ceiling - c.iorb) * normal_share((need - reserves) / width) + c.lean
    return value + bend(reserves, b, c) if np.any(c.slope) else value


def bend(reserves: Array, b: Behaviour, c: Conditions) -> Array:
    """slope/g · (exp(g·d) − 1), d the fall of reserves over bank credit in percent: steeper the fewer there are."""
    fall = 100.0 * (c.reference - np.log(np.maximum(reserves, 1.0) / c.bank_assets))
    return np.minimum(c.slope / b.reserve_convexity * np.expm1(np.minimum(b.reserve_convexity * fall, 30.0)), MOST_BEND)


def on_rrp_wanted(r: Array, b: Behaviour, c: Conditions) -> Array:
    """Money funds split overnight cash between tri-party and ON RRP by a logit in the spread; before any cap."""
    return c.fund_cash * logistic(-(r - c.on_rrp_rate - b.fund_preference - c.fund_lean) / b.fund_sensitivity)


def branch_intake(r: Array, turned_away: Array, b: Behaviour, c: Conditions) -> Array:
    """What a cap on ON RRP turns away goes to foreign branches, who take more the further below IORB they get it."""
    wanted = b.branch_scale * c.bank_assets * np.maximum(c.iorb - r, 0.0) / b.fed_funds_discount
    return np.minimum(turned_away, wanted)


def standing_repo(r: Array, b: Behaviour, c: Conditions) -> Array:
    """Dealers at the Fed: chance that they come, times an amount that grows with SOFR over the facility's rate.

    The chance is a logit with its half at the stigma; nobody comes under the threshold. The amount is e^growth larger
    for each unit of rate, so the facility slows a rise and does not stop it. On a drawn path the chance is a step.
    """
    over = r + c.sofr_over - c.srf_rate
    near = over > b.srf_threshold
    taken = np.zeros(np.broadcast_shapes(over.shape, c.srf_shift.shape, c.srf_log.shape))
    if not near.any():
        return taken
    rows = np.broadcast_to(near, taken.shape)
    over, shift, log, sharp, limit, quarter_end = (
        np.broadcast_to(x, taken.shape)[rows]
        for x in (over, c.srf_shift, c.srf_log, c.srf_sharp, c.srf_limit, c.quarter_end)
    )
    half, width = b.srf_stigma + shift, b.srf_width * sharp
    chance = logistic((over - half) / width) - logistic((b.srf_threshold - half) / width)
    amount = b.srf_amount * np.exp(np.minimum(b.srf_growth * over, 12.0) + b.srf_quarter_end * quarter_end + log)
    taken[rows] = np.minimum(np.maximum(chance, 0.0) * amount, limit)
    return taken


def discount_window(value: Array, b: Behaviour, c: Conditions) -> Array:
    """Banks borrow at the window where reserves are worth more than primary credit plus stigma."""
    over = np.maximum(value - c.primary_credit_rate - b.window_stigma, 0.0)
    return b.window_reach * c.bank_assets * over


def lending_capacity(reserves: Array, b: Behaviour, c: Conditions) -> Array:
    """What banks can lend at most: little is left where reserves near the day's payment needs."""
    liquid = logistic((reserves / c.bank_assets - b.lending_need) / b.lending_spread)
    return b.bank_capacity * c.repo_demand * c.bank_willingness * liquid


def bank_lending(r: Array, value: Array, capacity: Array, b: Behaviour) -> Array:
    """Banks lend when repo pays more than reserves are worth plus a balance-sheet cost, up to their capacity."""
    return capacity * logistic((r - value - b.bank_cost) / b.bank_sensitivity)


def dealer_demand(r: Array, b: Behaviour, c: Conditions) -> Array:
    """Dealers' demand for cash: falls in the rate to a hard core, rises with settlements and period ends."""
    calendar = (
        b.month_end_demand * c.month_end
        + b.quarter_end_demand * c.quarter_end
        + b.mid_month_demand * c.mid_month
        + b.month_start_demand * c.month_start
    )
    shrink = np.exp(-b.demand_elasticity * np.maximum(r - c.iorb, 0.0))
    return c.repo_demand * (1.0 + calendar) * (b.demand_floor + (1.0 - b.demand_floor) * shrink)


def fed_funds_rate(r: Array, value: Array, b: Behaviour, c: Conditions) -> Array:
    """Home Loan Banks lend below IORB to branches that leave it at the Fed; scarce reserves and repo pull it up.

    A bank that has stopped lending repo raises there what it lacks and bids no more for fed funds than that costs: past
    it reserves' value counts no further, so that repo rises first and EFFR follows.
    """
    floor = c.iorb - b.fed_funds_discount
    pull = np.log1p(np.maximum(r - floor, 0.0) / b.repo_pull_scale)
    bid = np.minimum(value, r - b.bank_cost + STOPPED * b.bank_sensitivity)
    return floor + b.fed_funds_pass_through * (bid - c.iorb) + b.fed_funds_repo_pull * pull + c.effr_lean


def home_loan_bank_lending(r: Array, effr: Array, b: Behaviour) -> Array:
    """Home Loan Banks and their like lend fed funds or tri-party, whichever pays more, by a logit in the difference."""
    return 2.0 * b.effr_volume * logistic((effr - r) / b.home_loan_sensitivity)


def branch_arbitrage(effr: Array, b: Behaviour, c: Conditions) -> Array:
    """Foreign branches borrow below IORB and leave it at the Fed."""
    gain = np.maximum(c.iorb - effr, 0.0) / b.fed_funds_discount
    return b.branch_scale * c.bank_assets * (1.0 + gain)


def dealer_margin(b: Behaviour, c: Conditions) -> Array:
    """What intermediation costs: rises as the matched book nears capacity (leverage cost, Duffie 2016)."""
    return b.dealer_spread / c.dealer_capacity**b.dealer_convexity


def dvp_premium(on_rrp: Array, reserves: Array, b: Behaviour, c: Conditions) -> Array:
    """DVP over tri-party: a larger book and full dealers raise it; netting and idle cash at the Fed lower it."""
    book = b.dvp_book * c.dvp_book / c.bank_assets
    idle = b.dvp_netting * on_rrp / c.fund_cash + b.dvp_abundance * reserves / c.bank_assets
    stress = b.dvp_stress * (c.dealer_capacity ** (-b.dealer_convexity) - 1.0)
    return b.dvp_base + book - idle + stress + b.dvp_period_end * c.month_end + c.dvp_lean
