"""The chain: figures and record read at the door, the scenario put on a course of policy, then round by round."""

from __future__ import annotations

from fedsheet.chain.results import Recorded
from fedsheet.chain.rounds import MOST_ROUNDS, Chain, Progress, rounds, silent
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import Scenario, load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.record import PolicyPath
from fedsheet.runs.outlook import known_in, quotes_of
from fedsheet.runs.read import STORE, AsOf, day_of, read


def chain(
    scenario: str | Scenario = "today", policy: str = "", iterate: bool = False, opens: AsOf = None,
    until: AsOf = None, progress: Progress = silent, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Chain:  # fmt: skip
    """A scenario, on the record's policy or on `policy` (rule:NAME, implied:FILE), through sheet and market.

    >>> found = fedsheet.chain("runoff-2022", until="2022-12-31")
    >>> alone = fedsheet.project("runoff-2022", until="2022-12-31").frame()
    >>> found.frame()["reserve_balances"].equals(alone["reserve_balances"])  # not iterated: the sheet as projected
    True
    >>> "SOFR" in found.frame()  # and the market on its dates
    True
    """
    of = recorded(scenario, opens, until, as_of=as_of, vintage=vintage, path=path)
    return rounds(*of.on(policy, quotes_of(policy)), MOST_ROUNDS if iterate else 1, progress, of.curve)


def resolved(
    scenario: str | Scenario, policy: str = "", opens: AsOf = None, until: AsOf = None, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> tuple[Setting, PolicyPath]:  # fmt: skip
    """The scenario's setting and the course of policy it is on: the record's, or that of `policy`."""
    of = recorded(scenario, opens, until, as_of=as_of, vintage=vintage, path=path)
    return of.on(policy, quotes_of(policy))


def recorded(
    scenario: str | Scenario, opens: AsOf = None, until: AsOf = None, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Recorded:  # fmt: skip
    """A scenario's setting on the record's course, and what it was resolved on."""
    held, record = read(as_of, vintage, path)
    described = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    setting = resolve(described, held, record, load_parameters(), day_of(opens, "from"), day_of(until, "until"))
    return Recorded(known_in(held, day_of(as_of), STORE), record, setting)
