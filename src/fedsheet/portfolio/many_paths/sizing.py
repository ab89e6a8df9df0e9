"""How many bills a month keep reserves at a share: by the named rule on every drawn path, and at an even pace.

The paths are drawn without the rule's purchases; what is bought is added to reserves, as nothing else moves with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.core.shown import Card, Shown, said
from fedsheet.portfolio.many_paths.project_paths import project_paths
from fedsheet.portfolio.principal.rules import KeepReserves
from fedsheet.portfolio.project import as_announced
from fedsheet.portfolio.scenario.resolve import Setting

Floats = NDArray[np.float64]
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, repr=False)
class Sizing(Shown):
    """Bills by month, US dollars; bands are (3, t) at `LEVELS`.

    announced   (t,)   what is announced already          agency   (t,)   agency principal that buys bills besides
    by_rule     (3, t) what the named rule adds           total    (3, t) all purchases to date, by the rule
    even        (3, t) a month since the opening that has reserves at the share at that month's end, announced included
    reserves_share (3, t) of the base, after the rule's purchases
    """

    name: str
    share: float
    of: str
    months: tuple[date, ...]
    announced: Floats
    agency: Floats
    by_rule: Floats
    total: Floats
    even: Floats
    reserves_share: Floats
    seed: int

    def card(self) -> Card:
        """The next twelve months in three numbers."""
        low, middle, high = self.total[:, min(11, len(self.months) - 1)]
        facts = ((said("cards.bills_in_a_year"), said("cards.band", low=low, middle=middle, high=high)),)
        title = said(f"cards.sizing_of_{self.of.lower().replace(' ', '_')}", share=self.share)
        return Card(title, (self.months[0], self.months[-1]), None, facts, ("by_rule", "even"))


def sizing(setting: Setting, n_paths: int, seed: int) -> Sizing:
    """The purchases of a setting whose rule keeps reserves at a share; any other rule is refused."""
    rule = setting.rule
    if not isinstance(rule, KeepReserves):
        raise InputError("portfolio.sizing_no_share", where=setting.name)
    drawn = project_paths(replace(setting, rule=as_announced), n_paths, seed)
    reserves, tga = (drawn.lines[line].astype(np.float64) for line in ("reserve_balances", "tga"))
    base = np.array([rule.base.at(day) for day in drawn.days])
    bought, to_date, shares = [], np.zeros(len(reserves)), []
    policies = setting.policies[len(setting.policies) - len(drawn.days) + 1 :]  # without a month that is over
    for t, policy in enumerate(policies):
        part = rule.to_buy(policy, policy.runoff_ended)
        month = part * rule.bills(policy, reserves[:, t] + to_date, tga[:, t])
        to_date = to_date + month
        bought.append(month)
        shares.append((reserves[:, t + 1] + to_date) / base[t + 1])
    announced = np.array([p.purchases_usd["bills"] for p in policies])
    months_on = np.arange(1.0, len(bought) + 1.0)
    lacking = (rule.share * base[1:] - reserves[:, 1:]) / months_on + np.cumsum(announced) / months_on
    added = np.array(bought).T
    return Sizing(
        setting.name, rule.share, "bank credit" if rule.base is not setting.gdp else "GDP",
        tuple(p.month for p in policies), announced, _agency(drawn.lines["mbs"].astype(np.float64)),
        _band(added), _band(np.cumsum(added + announced, axis=1)), _band(lacking), _band(np.array(shares).T), seed,
    )  # fmt: skip


def _agency(mbs: Floats) -> Floats:
    """(t,) the middle path's mortgage principal, which the record's rule puts into bills."""
    paid: Floats = np.median(mbs[:, :-1] - mbs[:, 1:], axis=0)
    return paid


def _band(values: Floats) -> Floats:
    found: Floats = np.quantile(values, LEVELS, axis=0)
    return found
