"""The chain in one state: policy, portfolio, reserves, money market, income; on request round until it agrees.

round 1   the portfolio's own rule for ON RRP and the assumed curve; the market answers with rates and take-up
round 2…  the portfolio again, with the market's ON RRP and its rates in bills, mortgages, prepayment and income
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.manifest import Manifest
from fedsheet.market.parameters import behaviour
from fedsheet.outlook.known import Known
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.record import PolicyPath, load_path
from fedsheet.runs import links
from fedsheet.runs.links import MarketState
from fedsheet.runs.outlook import known_on, policy_path
from fedsheet.runs.project import project_setting

Progress = Callable[[str, float], None]
AGREED_USD = 1e7  # the statement shows millions; ten of them are two hundredths of a basis point of reserves
AGREED_RATE = 1e-6  # a hundredth of a basis point
MOST_ROUNDS = 12


def _silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Round:
    """How far one round moved from the round before, largest over dates: US dollars and decimals; inf in the first."""

    n: int
    reserves_usd: float
    on_rrp_usd: float
    mbs_usd: float
    sofr: float
    net_income_usd: float

    @property
    def agreed(self) -> bool:
        """Whether nothing moved that a statement or a rate would show."""
        return max(self.reserves_usd, self.on_rrp_usd, self.mbs_usd) < AGREED_USD and self.sofr < AGREED_RATE


@dataclass(frozen=True)
class Chain:
    """The last round's statement and market on the same dates, and how the rounds came together."""

    projection: Projection
    market: MarketState
    rounds: tuple[Round, ...]
    iterated: bool

    @property
    def converged(self) -> bool:
        """Whether the last round agreed with the one before."""
        return self.rounds[-1].agreed

    @property
    def sizes_from(self) -> date:
        """The first day for which the market's size is dated."""
        return links.sizes_held()[0]

    @property
    def manifest(self) -> Manifest:
        """What the chain was made from."""
        return self.projection.manifest


def run_chain(
    scenario: str, spec: str = "", iterate: bool = False, opens: date | None = None, until: date | None = None,
    progress: Progress = _silent,
) -> Chain:  # fmt: skip
    """Read the figures and the record, resolve the scenario on the policy asked for, and run the rounds."""
    return rounds(*resolved(scenario, spec, opens, until), MOST_ROUNDS if iterate else 1, progress)


def compared(scenario: str, specs: Sequence[str], until: date | None = None) -> dict[str, Chain]:
    """The same scenario on several courses of policy, each iterated; "" is the recorded one."""
    recorded = _recorded(scenario, None, until)
    return {spec: rounds(*_on_course(recorded, spec), MOST_ROUNDS) for spec in specs}


def project_on(scenario: str, spec: str, opens: date | None = None, until: date | None = None) -> Projection:
    """`fedsheet project SCENARIO --policy-path SPEC`: the projection alone, on a rule's or the market's course."""
    return project_setting(resolved(scenario, spec, opens, until)[0])


def resolved(
    scenario: str, spec: str, opens: date | None = None, until: date | None = None
) -> tuple[Setting, PolicyPath]:
    """The scenario's setting and the course of policy it is on: the record's, or that of `spec`."""
    return _on_course(_recorded(scenario, opens, until), spec)


@dataclass(frozen=True)
class _Recorded:
    """A scenario's setting on the record's course, and what it was resolved on."""

    known: Known
    record: PolicyPath
    setting: Setting


def _recorded(scenario: str, opens: date | None, until: date | None) -> _Recorded:
    known, record = known_on(), load_path()
    return _Recorded(known, record, resolve(load_scenario(scenario), known.vintage, record, opens, until))


def _on_course(recorded: _Recorded, spec: str) -> tuple[Setting, PolicyPath]:
    setting = recorded.setting
    if not spec:
        return setting, recorded.record
    path = policy_path(spec, recorded.record, recorded.known, setting.opening.day, setting.until)
    return links.under_policy(setting, path, spec), path


def rounds(setting: Setting, path: PolicyPath, most: int, progress: Progress = _silent) -> Chain:
    """Portfolio and market in turn until a round changes nothing, at most `most` times."""
    b, growth = behaviour(), setting.parameters.liabilities.gdp_growth

    def answer(found: Projection, setting: Setting) -> MarketState:
        conditions = links.conditions_of(found, funds, setting, path, b, growth)
        return links.money_market(conditions, b, found.dates.tolist(), setting.name)

    found = project_setting(setting)
    funds = found.line("on_rrp")
    market = answer(found, setting)
    done = [Round(1, np.inf, np.inf, np.inf, np.inf, np.inf)]
    while len(done) < most and not done[-1].agreed:
        progress(f"round {len(done) + 1}", len(done) / most)
        back = links.fed_back(setting, found, market)
        again = project_setting(back)
        now = answer(again, back)
        done.append(moved(len(done) + 1, found, again, market, now))
        found, market = again, now
    return Chain(found, market, tuple(done), most > 1)


def moved(n: int, before: Projection, after: Projection, was: MarketState, now: MarketState) -> Round:
    """The largest change of each line and of SOFR from one round to the next."""

    def largest(name: str) -> float:
        return float(np.abs(after.line(name) - before.line(name)).max())

    sofr = float(np.abs(now.rates["SOFR"] - was.rates["SOFR"]).max())
    return Round(n, largest("reserve_balances"), largest("on_rrp"), largest("mbs"), sofr, largest("net_income"))
