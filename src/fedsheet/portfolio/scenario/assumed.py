"""What a scenario assumes, told: of the base case every assumption with its value, of another what sets it apart.

assumed(setting, projection, day)        the base case: where it opens, policy, rates, the other lines on a day
differences(scenario, setting, first)    what a scenario's own file changes, and where it drops the first one's rule

Every value is read off the objects that the projection ran on; who sets it is one of `BY`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fedsheet.core.units import from_bn, from_bp
from fedsheet.portfolio.principal.rules import KeepReserves
from fedsheet.portfolio.projection import Line, Projection
from fedsheet.portfolio.rates import TENOR_NAMES
from fedsheet.portfolio.scenario.file import Scenario
from fedsheet.portfolio.scenario.resolve import Setting

# The Fed's statement; the Committee and the Desk as recorded; this report after the Desk's words; the market's forward
# curve; this report's trends and models; the scenario's own file.
BY = ("statement", "record", "rule", "forwards", "trend", "model", "file")
RATES = ("three_month", "ten_year")
LINES = (Line.TGA, Line.CURRENCY, Line.ON_RRP, Line.FOREIGN_REPO)


@dataclass(frozen=True)
class Assumption:
    """One assumption: US dollars, decimals a year, basis points as decimals, months; None where nothing limits it.

    unit   usd, usd_month, rate, growth, share, bp, months or rule, whose value is a rule of the record by name
    day    from when it holds, or the day the value is of
    """

    id: str
    value: float | str | None
    unit: str
    day: date
    by: str


def assumed(setting: Setting, projection: Projection, day: date) -> tuple[Assumption, ...]:
    """The base case: its opening, policy of the opening's month and after, rates and other lines on `day`."""
    return (*_opening(setting), *_policy(setting), *_ahead(setting, projection, day))


def _opening(setting: Setting) -> Iterator[Assumption]:
    opening = setting.opening
    yield Assumption("total_assets", float(opening.total_assets_usd), "usd", opening.day, "statement")
    yield Assumption("reserve_balances", float(opening.reserves_usd), "usd", opening.day, "statement")
    yield Assumption("deferred_asset", float(opening.statement.deferred_asset_usd), "usd", opening.day, "statement")


def _policy(setting: Setting) -> Iterator[Assumption]:
    now, opens = setting.policies[0], setting.opening.day
    yield Assumption("bills", now.purchases_usd["bills"], "usd_month", opens, "record")
    yield Assumption("treasury_cap", now.treasury_cap_usd, "usd_month", opens, "record")
    yield Assumption("agency_cap", now.agency_cap_usd, "usd_month", opens, "record")
    yield Assumption("agency_principal", now.agency_rule, "rule", opens, "record")
    if isinstance(rule := setting.rule, KeepReserves):
        named = next((policy.month for policy in setting.policies if policy.bills_unnamed), opens)
        begins = max(named, opens)
        yield Assumption("keep_share", rule.share, "share", begins, "rule")
        yield Assumption("gap_months", rule.rule.gap_months, "months", begins, "rule")
        yield Assumption("ceiling", rule.rule.ceiling_usd_a_month, "usd_month", begins, "rule")


def _ahead(setting: Setting, projection: Projection, day: date) -> Iterator[Assumption]:
    rates = setting.rates
    place = rates.at(day)
    yield Assumption("iorb", float(rates.iorb[place]), "rate", day, "forwards")
    for name in RATES:
        yield Assumption(name, float(rates.par_yields[place][TENOR_NAMES.index(name)]), "rate", day, "forwards")
    yield Assumption("mortgage", float(rates.mortgage[place]), "rate", day, "forwards")
    yield Assumption("inflation", float(rates.inflation_ahead(place)), "growth", day, "trend")
    yield Assumption("gdp", setting.gdp.growth, "growth", setting.gdp.day, "trend")
    for line in LINES:
        yield Assumption(str(line), projection.at(line, day), "usd", day, "model")


def differences(scenario: Scenario, setting: Setting, first: Setting) -> tuple[Assumption, ...]:
    """What a scenario's file changes against the first one; dates before the opening hold from the opening on."""
    spec, opens = scenario.spec, setting.opening.day
    found = [
        Assumption("shift", from_bp(one.bp), "bp", one.on(opens), "file")
        for one in spec.shift
        if one.bp or one is spec.shift[-1]
    ]
    for action in scenario.actions():
        unit, since = ("rule" if isinstance(action.value, str) else "usd_month"), max(action.effective_date, opens)
        value = None if isinstance(action.value, tuple) else action.value
        found.append(Assumption(str(action.instrument), value, unit, since, "file"))
    if sell := spec.sell:
        found.append(Assumption("sell", from_bn(sell.mbs_usd_bn_a_month), "usd_month", sell.start, "file"))
    if isinstance(first.rule, KeepReserves) and not isinstance(setting.rule, KeepReserves):
        found.append(Assumption("keep_share", None, "share", opens, "file"))
    return tuple(found)
