"""ON RRP: the money funds' residual, between what banks do not keep and what the Treasury takes out of the funds.

    rule      O <- O + (1 - exp(-speed dt)) (L - O - kept GDP) - bills dTGA
    residual  O  = clip(O(0) + L - L(0), 0, L)              reserves stand still while there is any take-up
    take-up   (1 - w) rule + w residual, w = weight 0.5^(years / half-life);   L = reserves + ON RRP

Money funds choose between bills and the facility. Net bill supply ahead is not known, but its announced half is: the
Treasury refills its account with bills, which funds buy out of ON RRP (2023: 717 bn from ON RRP, 139 from reserves).
The spread of bills over the offering rate added nothing (compared on 2014-2022 and 2014-2025: docs/decisions.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Level = TypeVar("Level", float, Floats)


@dataclass(frozen=True)
class OnRrpModel:
    """Speed a year, what banks keep as a share of GDP, what of a change of the account bills take from funds.

    residual_weight, residual_half_life_years   the residual's part at first, and how fast the rule takes over
    """

    speed_a_year: float
    banks_keep_to_gdp: float
    bills_share: float
    residual_weight: float
    residual_half_life_years: float

    def weight(self, years: float) -> float:
        """The residual's part so many years after the opening."""
        return float(self.residual_weight * 0.5 ** (years / self.residual_half_life_years))


@dataclass(frozen=True)
class OnRrpStart:
    """The model and what the residual is counted from: an ordinary day's take-up and liquidity at the opening."""

    model: OnRrpModel
    ordinary_usd: float
    liquidity_usd: float

    def after(
        self, rule_usd: Level, liquidity_usd: Level, kept_usd: float, change: Level, years: float, since: float
    ) -> tuple[Level, Level]:
        """The rule's own take-up and the line's after some time, `since` years from the opening.

        See `rule_step` and `take_up` for the rest.
        """
        rule = rule_step(rule_usd, liquidity_usd, kept_usd, change, years, self.model)
        line = take_up(rule, self.ordinary_usd, liquidity_usd, self.liquidity_usd, self.model.weight(since))
        return rule, line


def rule_step(
    on_rrp_usd: Level, liquidity_usd: Level, kept_usd: float, account_change_usd: Level, years: float, model: OnRrpModel
) -> Level:
    """The rule's take-up after some time, within zero and liquidity; numbers or arrays (p,).

    liquidity_usd       reserves and ON RRP together at the end of the time;  kept_usd  what banks keep of it
    account_change_usd  change of the thirteen weeks' mean of the Treasury's account in the time
    """
    moved = 1.0 - math.exp(-model.speed_a_year * years)
    after = on_rrp_usd + moved * (liquidity_usd - on_rrp_usd - kept_usd) - model.bills_share * account_change_usd
    inside: Level = np.minimum(np.maximum(after, 0.0), np.maximum(liquidity_usd, 0.0))
    return inside


def take_up(rule_usd: Level, opening_usd: float, liquidity_usd: Level, at_opening_usd: float, weight: float) -> Level:
    """Take-up from the rule's and the residual's, whose part is `weight`; `at_opening_usd` is liquidity then."""
    residual = np.minimum(np.maximum(opening_usd + liquidity_usd - at_opening_usd, 0.0), np.maximum(liquidity_usd, 0.0))
    mixed: Level = (1.0 - weight) * rule_usd + weight * residual
    return mixed
