"""What policy becomes in the course of a projection: runoff ends at a share of reserves, bills are bought to keep it.

end         "slow and then stop" (Committee, 4 May 2022): caps are cut once reserves are at their share, and end once
            ON RRP is used up too
announced   a pace of bill purchases in force is followed to its end, whatever reserves do
after it    bills = need(year ahead) * part(month) + (share * base - reserves at the account's usual level) / months
            need = share * growth of the base + what currency, the account, pool, deposits and the rest grow by

A month's purchases lie between nothing and the ceiling, so that no shortfall is bought at once. Parameters and the
Desk's words they come from: data/parameters.toml, `reserve_management`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months
from fedsheet.portfolio.liabilities.rules import GdpPath, LiabilityPaths
from fedsheet.portfolio.parameters import ReserveManagement
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.project import PolicyRule, State
from fedsheet.record.rules import ROLL_OVER, TO_BILLS

Level = TypeVar("Level", float, NDArray[np.float64])
MONTHS, QUARTER = 12, 3
LIABILITIES = ("currency", "tga", "foreign_repo", "other_deposits", "other_liabilities")


@dataclass(frozen=True)
class KeepReserves:
    """Reserves kept at a share of GDP (or bank credit) by purchases of bills; runoff ends once they fall to it.

    paths  run a year past the last month asked for: the need is looked for as far
    ends   whether a runoff under way ends at the share;  buys whether bills are then bought to keep it
    end_share   a share of GDP at which the runoff ends, where that is another than the one that is kept
    """

    share: float
    base: GdpPath
    paths: LiabilityPaths
    rule: ReserveManagement
    opened: date
    ends: bool = True
    buys: bool = True
    end_share: float | None = None

    def __call__(self, policy: MonthPolicy, state: State) -> MonthPolicy:
        """The month's policy given the sheet at its start."""
        low = state.reserves <= self.threshold(policy)
        ended = state.runoff_ended or (low and state.on_rrp <= self.rule.on_rrp_exhausted_usd)
        policy = self.stopped(policy) if ended else self.slowed(policy) if low else policy
        wanted = self.bills(policy, float(state.reserves), float(state.tga)) * self.to_buy(policy, ended)
        bills = policy.purchases_usd["bills"] + wanted
        return replace(policy, purchases_usd=policy.purchases_usd | {"bills": bills}, runoff_ended=ended)

    def threshold(self, policy: MonthPolicy) -> float:
        """Reserves at which a runoff ends: a month's growth above the share; below zero where none ends."""
        if not self.ends:
            return -1.0
        if self.end_share is None:
            return self.target(policy.month) * (1 + self.base.growth / MONTHS)
        gdp = self.paths.gdp
        kept = self.end_share * gdp.at(policy.month) - self.paths.done_without(policy.month)
        return kept * (1 + gdp.growth / MONTHS)

    def target(self, day: date) -> float:
        """The reserves that are kept, US dollars: the share, less what levers have released."""
        return self.share * self.base.at(day) - self.paths.done_without(day)

    def slowed(self, policy: MonthPolicy) -> MonthPolicy:
        """The month at a part of its caps."""
        caps = (
            None if cap is None else cap * self.rule.slowed_to
            for cap in (policy.treasury_cap_usd, policy.agency_cap_usd)
        )
        treasury, agency = caps
        return replace(policy, treasury_cap_usd=treasury, agency_cap_usd=agency)

    @staticmethod
    def stopped(policy: MonthPolicy) -> MonthPolicy:
        """The month without runoff: Treasuries rolled over, agency principal into bills."""
        return replace(
            policy, treasury_cap_usd=None, agency_cap_usd=None, agency_rule=TO_BILLS, treasury_rule=ROLL_OVER
        )

    def to_buy(self, policy: MonthPolicy, ended: bool) -> float:
        """The part of the month in which the rule buys: days without an announced pace, once nothing runs off."""
        runs_off = policy.treasury_cap_usd is not None or policy.agency_cap_usd is not None
        return policy.bills_unnamed if self.buys and (ended or not runs_off) else 0.0

    def bills(self, policy: MonthPolicy, reserves_usd: Level, tga_usd: Level) -> Level:
        """A month's purchases of bills, US dollars, given reserves and Treasury's account at its start."""
        month = policy.month
        usual = reserves_usd + tga_usd - self.usual_account(month)
        short = self.target(month) - usual
        wanted = self.need(month) * part_of_year(self.rule, month.month) + short / self.rule.gap_months
        bought: Level = np.clip(wanted, 0.0, self.rule.ceiling_usd_a_month)
        return bought

    def need(self, month: date) -> float:
        """What a year asks for: growth of reserves with their base, and of the other liabilities; US dollars."""
        end, start = add_months(month, MONTHS), max(month, self.opened)
        grown = self.target(end) - self.target(start)
        grown += sum(self.paths.level(line, end, 0.0) - self.paths.level(line, start, 0.0) for line in LIABILITIES)
        return grown * 365.0 / max((end - start).days, 1)

    def usual_account(self, month: date) -> float:
        """The mean of Treasury's account over the year ahead, US dollars."""
        days = [add_months(month, QUARTER * k) for k in range(MONTHS // QUARTER)]
        return sum(self.paths.level("tga", day, 0.0) for day in days) / len(days)


@cache
def part_of_year(rule: ReserveManagement, month: int) -> float:
    """The part of a year's purchases that falls in a calendar month; the twelve add up to one."""
    year = date(2025, 1, 1)  # any common year
    days = [year + timedelta(days=k) for k in range(365)]
    front = [day for day in days if _is_front(rule, day)]
    within = [day for day in days if day.month == month]
    early = sum(_is_front(rule, day) for day in within)
    rest = (1.0 - rule.front_share) / (len(days) - len(front))
    return early * rule.front_share / len(front) + (len(within) - early) * rest


def _is_front(rule: ReserveManagement, day: date) -> bool:
    at = (day.month, day.day)
    return at >= rule.front_from or at < rule.front_until


@dataclass(frozen=True)
class BillsGoal:
    """Coupons that mature buy bills until bills are this share of Treasuries; then roll-overs go on as announced."""

    share: float
    then: PolicyRule

    def __call__(self, policy: MonthPolicy, state: State) -> MonthPolicy:
        """The month's policy given the sheet at its start."""
        decided = self.then(policy, state)
        short = state.bills < self.share * state.treasuries
        return replace(decided, treasury_rule=TO_BILLS) if short else decided
