"""Findings about the record: relations that ought to hold between files, each with the days on which one does not.

A contradiction inside a file stops the load (`consistency`); a relation between levers that fails is a finding, because
the Committee may break its own habits, and a counterfactual is free to. The shipped record has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from fedsheet.core.notes import Remark
from fedsheet.core.units import to_bn, to_bp
from fedsheet.record.load import data_text
from fedsheet.record.path import PolicyPath
from fedsheet.record.relations import PlanTotal, RateSpread, read_relations
from fedsheet.record.rules import ABOVE_CAP_ROLL_OVER
from fedsheet.record.state import PolicyState

FILE = "relations.toml"


@dataclass(frozen=True)
class Finding:
    """`relation` fails on `day`: `what` was found."""

    relation: str
    day: date
    what: str


def check(path: PolicyPath) -> list[Finding]:
    """Every finding, in the order of the days; an empty list where all relations hold."""
    relations, totals = _relations()
    days = sorted({action.effective_date for action in path.actions if action.effective_date >= path.begins})
    states = [path.at(day) for day in days]
    found = [finding for state in states for relation in relations for finding in _spread_holds(state, relation)]
    found += [finding for state in states for finding in _corridor_in_order(state)]
    found += [finding for state in states for finding in _caps_go_with_their_rule(state)]
    found += [finding for total in totals for finding in _caps_meet_plan(path, total)]
    return sorted(found, key=lambda f: (f.day, f.relation))


@cache
def _relations() -> tuple[tuple[RateSpread, ...], tuple[PlanTotal, ...]]:
    return read_relations(FILE, data_text(FILE))


def _spread_holds(state: PolicyState, relation: RateSpread) -> Iterator[Finding]:
    """An administered rate stands where it should over the target's top or bottom."""
    expected = relation.on(state.day)
    if expected is None:
        return
    rate = state.number(relation.rate)
    anchor = state.target_top if relation.anchor == "top" else state.number(relation.anchor)
    if rate is None or anchor is None:
        yield Finding(relation.id, state.day, Remark.of("record.findings_missing"))
    elif round(to_bp(rate - anchor), 6) != expected:
        said = Remark.of("record.findings_spread", found=to_bp(rate - anchor), expected=expected)
        yield Finding(relation.id, state.day, said)


def _corridor_in_order(state: PolicyState) -> Iterator[Finding]:
    """ON RRP ≤ interest on reserves ≤ standing repo ≤ primary credit, for those that exist."""
    corridor = (state.on_rrp_rate, state.iorb, state.srf_rate, state.primary_credit_rate)
    held = [rate for rate in corridor if rate is not None]
    if held != sorted(held):
        said = Remark.of("record.findings_corridor", rates=", ".join(f"{to_bp(rate):.0f}" for rate in held))
        yield Finding("floor below ceiling", state.day, said)


def _caps_go_with_their_rule(state: PolicyState) -> Iterator[Finding]:
    """Principal is redeemed up to a cap exactly when there is a cap."""
    capped = state.treasury_reinvestment == ABOVE_CAP_ROLL_OVER
    if {capped} != {state.treasury_cap_usd is not None, state.agency_cap_usd is not None}:
        caps = [None if cap is None else to_bn(cap) for cap in (state.treasury_cap_usd, state.agency_cap_usd)]
        said = Remark.of("record.findings_caps", rule=state.treasury_reinvestment, caps=", ".join(map(str, caps)))
        yield Finding("caps go with their rule", state.day, said)


def _caps_meet_plan(path: PolicyPath, total: PlanTotal) -> Iterator[Finding]:
    """The caps on which a plan settles sum to what the plan announced."""
    planned = path.fact(total.fact).amount
    state = path.at(total.day)
    found = to_bn((state.treasury_cap_usd or 0.0) + (state.agency_cap_usd or 0.0))
    if found != planned:
        said = Remark.of("record.findings_plan", found=found, planned=planned, fact=total.fact)
        yield Finding("caps meet their plan", total.day, said)
