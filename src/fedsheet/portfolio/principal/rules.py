"""What policy becomes in the course of a projection: an end by reserves' share of GDP, then purchases that keep it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fedsheet.core.units import from_bn
from fedsheet.portfolio.liabilities.rules import GdpPath
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.project import State
from fedsheet.portfolio.scenario.file import End, Sell
from fedsheet.record.rules import TO_BILLS

MONTHS = 12


@dataclass(frozen=True)
class EndByReserves:
    """Once reserves fall to a share of GDP nothing runs off any more and, if wanted, bills are bought to keep it."""

    end: End
    gdp: GdpPath

    def __call__(self, policy: MonthPolicy, state: State) -> MonthPolicy:
        """The month's policy given the sheet at its start."""
        if state.reserves > self.threshold(policy):
            return replace(policy, purchases_usd=policy.purchases_usd | {"bills": 0.0})
        target = self.end.reserves_to_gdp * self.gdp.at(policy.month)
        wanted = max(target - state.reserves, 0.0) if self.end.keep_share else 0.0
        purchases = policy.purchases_usd | {"bills": wanted}
        return replace(
            policy, treasury_cap_usd=None, agency_cap_usd=None, agency_rule=TO_BILLS, purchases_usd=purchases
        )

    def threshold(self, policy: MonthPolicy) -> float:
        """Reserves a month's growth of GDP above the target: purchases start before the share is missed."""
        target = self.end.reserves_to_gdp * self.gdp.at(policy.month)
        return target * (1 + self.gdp.growth / MONTHS)


@dataclass(frozen=True)
class WithSales:
    """Outright sales of agency MBS between two days, on top of another rule."""

    sell: Sell

    def __call__(self, policy: MonthPolicy) -> MonthPolicy:
        """The month's policy with its sales."""
        within = self.sell.start.replace(day=1) <= policy.month <= self.sell.end
        return replace(policy, mbs_sales_usd=from_bn(self.sell.mbs_usd_bn_a_month) if within else 0.0)
