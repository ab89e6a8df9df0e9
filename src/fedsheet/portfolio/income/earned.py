"""What the Fed earns and pays between two dates, and what becomes of it: remittance, or a deferred asset.

Source: Federal Reserve Act section 7; Board of Governors, Financial Accounting Manual, 11.96 (deferred asset).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.parameters import IncomeRules

Amount = TypeVar("Amount", float, NDArray[np.float64])
# Interest on reserve balances and repos counts days over 360 (12 CFR 204.10; NY Fed repo conventions).
MONEY_MARKET_YEAR = 365.0 / 360.0


@dataclass(frozen=True)
class Earning:
    """Levels that earn or cost interest over a period, US dollars and decimal rates.

    deposits_usd         reserve balances and other deposits that earn the rate on reserve balances
    coupons_usd_a_year   coupons of Treasuries and agency debt a year, TIPS at indexed principal, FRNs at bill rate
    """

    coupons_usd_a_year: float
    accretion_usd: float
    mbs_usd: float
    mbs_coupon: float
    loans_usd: float
    deposits_usd: float
    reverse_repos_usd: float
    iorb: float
    on_rrp: float
    costs_usd_a_year: float


@dataclass(frozen=True)
class Income:
    """One period's income, US dollars."""

    interest_income_usd: float
    accretion_usd: float
    interest_expense_usd: float
    costs_usd: float

    @property
    def net_usd(self) -> float:
        """Net income after costs and dividends, before premiums are written off."""
        earned = self.interest_income_usd + self.accretion_usd
        return earned - self.interest_expense_usd - self.costs_usd


def income_of(period: Earning, years: float, rules: IncomeRules) -> Income:
    """Income over `years`, rates and levels as at the start of the period."""
    loans = period.loans_usd * (period.iorb + rules.other_assets_yield_spread)
    securities = period.coupons_usd_a_year + period.mbs_usd * period.mbs_coupon
    expense = (period.deposits_usd * period.iorb + period.reverse_repos_usd * period.on_rrp) * MONEY_MARKET_YEAR
    return Income(
        interest_income_usd=(securities + loans) * years,
        accretion_usd=period.accretion_usd,
        interest_expense_usd=expense * years,
        costs_usd=period.costs_usd_a_year * years,
    )


def loans_after(loans_usd: Amount, standing_usd: float, years: float, rules: IncomeRules) -> Amount:
    """Loans and facilities left of those of the opening: repaid at a constant rate but for what stands, none made anew.

    standing_usd  primary credit of the opening: new loans take the place of old ones
    """
    left: Amount = standing_usd + (loans_usd - standing_usd) * math.exp(-rules.loans_repaid_a_year * years)
    return left


def repos_after(repos_usd: Amount, days: float, rules: IncomeRules) -> Amount:
    """Repurchase agreements left of those of the opening."""
    left: Amount = repos_usd * math.exp(-days / rules.repos_last_days)
    return left


def settle_income(net_usd: Amount, deferred_asset_usd: Amount) -> tuple[Amount, Amount]:
    """Remittance to the Treasury and the deferred asset after a period's net income; numbers or arrays.

    A loss adds to the deferred asset; a gain first pays it off, and only what is left is remitted.
    """
    after = deferred_asset_usd - net_usd
    return np.maximum(-after, 0.0), np.maximum(after, 0.0)
