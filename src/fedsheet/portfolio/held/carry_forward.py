"""Holdings of a day no list is held for: the last list before it, carried forward by the recorded policy.

What a projection says of the past is what it says of the future: the same month step, on observed rates.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from fedsheet.instruments.treasury import payment_days
from fedsheet.portfolio.held.holdings import TIPS, Holdings
from fedsheet.portfolio.mortgages.cohorts import History
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.principal.month_step import Portfolio, advance_month, lots_from
from fedsheet.portfolio.principal.new_issues import Lots
from fedsheet.portfolio.rates import RatePath


def roll_forward(
    holdings: Holdings,
    mbs: History,
    policies: list[MonthPolicy],
    rates: RatePath,
    parameters: Parameters,
    until: date,
) -> Holdings:
    """The list carried from its own day to `until`; `policies` are those of its months, `mbs` the cohorts then."""
    waiting = (0.0,) * parameters.mortgage_pool.settlement_lag_months
    portfolio = Portfolio(lots_from(holdings, rates), mbs.cohorts, waiting)
    for policy in policies:
        lots = portfolio.lots
        later = payment_days(lots.maturity_date) > np.datetime64(until)
        of_month = lots.maturity_date.astype("datetime64[M]") == np.datetime64(policy.month, "M")
        to_come = later & of_month
        now = Portfolio(lots.select(~to_come), portfolio.cohorts, portfolio.commitments)
        portfolio, _, _ = advance_month(now, policy, rates, parameters, holdings.as_of)
        portfolio = Portfolio(
            Lots.join([portfolio.lots, lots.select(to_come)]), portfolio.cohorts, portfolio.commitments
        )
    return _as_holdings(portfolio.lots, until, float(rates.reference_cpi(until)))


def _as_holdings(lots: Lots, day: date, reference_cpi: float) -> Holdings:
    """Lots as a list; equal securities are added up."""
    alive = lots.select(payment_days(lots.maturity_date) > np.datetime64(day))
    principal = np.where(alive.kind == TIPS, np.rint(alive.units * reference_cpi), alive.par_usd).astype(np.int64)
    names = tuple(f"{m} {c:.5f}" for m, c in zip(alive.maturity_date, alive.coupon, strict=True))
    compensation, unknown = principal - alive.par_usd, np.full(len(names), np.nan)
    return Holdings(
        day, names, alive.kind, alive.maturity_date, alive.coupon, alive.par_usd, compensation, unknown
    )  # fmt: skip
