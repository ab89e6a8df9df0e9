"""Outright sales: at the price of the month, so that what stands below face is a loss when it is sold.

Agency MBS are sold in proportion from all cohorts, at the value of the opening's cohorts at the month's mortgage rate.
Treasuries are sold in proportion from notes and bonds with more than so many years left, at the par curve of the month.
Source: Board of Governors, Financial Accounting Manual, 40.10: gains and losses on sales are realised on settlement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import month_end
from fedsheet.core.units import from_bn
from fedsheet.instruments.mbs import PrepaymentModel
from fedsheet.portfolio.held.holdings import BILL, NOTE, TIPS
from fedsheet.portfolio.mortgages.cohorts import Cohorts
from fedsheet.portfolio.mortgages.value import value_mortgages
from fedsheet.portfolio.parameters import MortgagePool
from fedsheet.portfolio.principal.month_policy import MonthPolicy, Swap
from fedsheet.portfolio.principal.new_issues import DAYS_A_YEAR, Lots
from fedsheet.portfolio.principal.redemptions import spread_in_proportion
from fedsheet.portfolio.rates import RatePath

Floats = NDArray[np.float64]
STEP = 0.005  # between the mortgage rates at which the cohorts are valued
BASIS = 1e-4


@dataclass(frozen=True)
class Sold:
    """Treasuries sold on a day: what is left of the lots, what went, and what it brought below its face, dollars."""

    left: Lots
    sold: Lots
    loss_usd: float


def sell_treasuries(lots: Lots, swap: Swap, month: date, rates: RatePath) -> Sold:
    """Notes and bonds with more than `over_years` left, sold in proportion at the month's par yields."""
    years = (lots.maturity_date - np.datetime64(month)).astype(np.float64) / DAYS_A_YEAR
    long = (lots.kind == NOTE) & (years > swap.over_years)
    held = np.where(long, lots.par_usd, 0)
    par = spread_in_proportion(min(round(swap.usd), int(held.sum())), held)
    prices = price(lots.coupon, rates.yields(rates.at(month), years), np.maximum(years, 0.0))
    sold = replace(lots.select(long), par_usd=par[long])
    left = replace(lots, par_usd=lots.par_usd - par)
    return Sold(left, sold, float((par * (1.0 - prices)).sum()))


def ten_year_equivalents(lots: Lots, month: date, rates: RatePath) -> float:
    """Par of ten-year notes that would lose as much for a small rise as the lots do at the end of a month, US dollars.

    Bills, notes and TIPS (at their real coupon) on the month's par curve; FRNs carry no such risk.
    """
    lots = lots.select((lots.kind == BILL) | (lots.kind == NOTE) | (lots.kind == TIPS))
    years = np.maximum((lots.maturity_date - np.datetime64(month_end(month))).astype(np.float64) / DAYS_A_YEAR, 0.0)
    nominal = rates.yields(rates.at(month), years)
    flat = np.where(lots.kind == TIPS, np.maximum(lots.coupon, 0.0), nominal)
    coupon = np.where(lots.kind == BILL, 0.0, lots.coupon)
    amount = np.where(lots.kind == TIPS, lots.units * float(rates.reference_cpi(month_end(month))), lots.par_usd)
    ten = np.array([10.0])
    of_ten = rates.yields(rates.at(month), ten)
    return float((amount * _risk(coupon, flat, years)).sum() / _risk(of_ten, of_ten, ten)[0])


def _risk(coupon: Floats, par_yield: Floats, years: Floats) -> Floats:
    """(k,) what a price loses for a rise of the yield, over the rise."""
    lost: Floats = (price(coupon, par_yield - BASIS, years) - price(coupon, par_yield + BASIS, years)) / (2 * BASIS)
    return lost


def price(coupon: Floats, par_yield: Floats, years: Floats) -> Floats:
    """(k,) price over face of a bullet with semiannual coupons at a flat yield."""
    y = np.where(np.abs(par_yield) < 1e-6, 1e-6, par_yield)
    discount = (1.0 + y / 2.0) ** (-2.0 * years)
    worth: Floats = coupon / y * (1.0 - discount) + discount
    return worth


def with_mbs_sales(
    policies: Sequence[MonthPolicy], usd_bn_a_month: float, start: date, end: date, rates: RatePath, opening: Cohorts,
    model: PrepaymentModel, pool: MortgagePool,
) -> list[MonthPolicy]:  # fmt: skip
    """The months with outright sales of agency MBS between two days, and the price each would bring."""
    grid = _around([float(rates.mortgage[rates.at(p.month)]) for p in policies if _within(p, start, end)])
    face = opening.total_usd or 1.0
    worth = [value_mortgages(opening, model, pool, float(rate), start.month) / face for rate in grid]

    def sold(policy: MonthPolicy) -> MonthPolicy:
        if not _within(policy, start, end):
            return policy
        rate = float(rates.mortgage[rates.at(policy.month)])
        here, up = (float(np.interp(r, grid, worth)) for r in (rate, rate + STEP))
        return replace(
            policy, mbs_sales_usd=from_bn(usd_bn_a_month), mbs_price=here, mbs_price_slope=(up - here) / STEP
        )

    return [sold(policy) for policy in policies]


def _within(policy: MonthPolicy, start: date, end: date) -> bool:
    return start.replace(day=1) <= policy.month <= end


def _around(rates: Sequence[float]) -> Floats:
    """The mortgage rates at which cohorts are valued, those about the rates and a step above them."""
    grid = np.arange(STEP, 0.15, STEP)
    if not rates:
        return grid[:1]
    first = max(int(np.searchsorted(grid, min(rates))) - 1, 0)
    after = int(np.searchsorted(grid, max(rates) + STEP, side="right")) + 1
    return np.asarray(grid[min(first, len(grid) - 1) : after], dtype=np.float64)


def with_swap(policies: Sequence[MonthPolicy], swap: Swap, start: date, end: date) -> list[MonthPolicy]:
    """The months with sales of long Treasuries between two days; what they bring buys bills."""
    return [replace(p, swap=swap) if start.replace(day=1) <= p.month <= end else p for p in policies]
