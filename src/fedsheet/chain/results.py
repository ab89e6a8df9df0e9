"""What the room hands out: a scenario's chain on a course of policy, several side by side, and the outlook's chapter.

Each is computed from figures, record and parameters already read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from fedsheet.chain import links
from fedsheet.chain.rounds import MOST_ROUNDS, Chain, rounds
from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.vintage import Vintage
from fedsheet.market.anchor import Anchor, anchor_known
from fedsheet.market.parameters import behaviour
from fedsheet.outlook.known import Known
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.rates import YEARS_EXPECTED
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.record.path import PolicyPath

if TYPE_CHECKING:  # of the chapter; a chain alone needs none of it
    from fedsheet.outlook.own_rule import OwnRule
    from fedsheet.outlook.quotes import Quotes
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.outlook.scorecard import Score

Part = TypeVar("Part")
COURSES = ("", "rule:inertial", "rule:taylor_1993")
SCENARIO, YEARS_AHEAD = "today", 3
SEED = 0  # of the draws that say when the buffer will be used up


@dataclass(frozen=True)
class Recorded:
    """A scenario's setting on the record's course, and what it was resolved on."""

    known: Known
    record: PolicyPath
    setting: Setting

    @cached_property
    def curve(self) -> Anchor | None:
        """The market of the opening's day: how reserves and rates met in the weeks before it; None before 2024."""
        return anchor_known(self.known.vintage, self.record, behaviour(), self.setting.opening.day)

    def on(self, spec: str, quotes: Quotes | OwnRule | None = None) -> tuple[Setting, PolicyPath]:
        """The setting on the course that `spec` names (`rule:NAME`, or `implied:FILE` with its `quotes`); "" is the
        recorded one."""
        from fedsheet.outlook.bridge import policy_path

        setting = self.setting
        if not spec:
            return setting, self.record
        looked = add_months(setting.until, 12 * YEARS_EXPECTED)
        path = policy_path(spec, self.record, self.known, setting.opening.day, looked, quotes=quotes)
        return links.under_policy(setting, path, spec), path


def compared(of: Recorded, specs: Sequence[str]) -> dict[str, Chain]:
    """The same scenario on several courses of policy, each iterated; "" is the recorded one."""
    return {spec: rounds(*of.on(spec), MOST_ROUNDS, curve=of.curve) for spec in specs}


@dataclass(frozen=True, repr=False)
class OutlookReport(Shown):
    """The outlook on the day of a vintage; each part is computed when it is first asked for.

    A part whose figures were not public is None or empty; chains look ahead from the last statement, and are empty
    where that is not `newest`: the market's sizes of a past day are not held.

    known      what was public on the day, also where its own vintage is not held
    earliest   the oldest vintage of revised series, nearest to what was said in 2013 and 2021
    newest     whether the vintage holds the last statement there is
    """

    vintage: Vintage
    path: PolicyPath
    parameters: Parameters
    known: Known
    earliest: Vintage
    newest: bool

    @property
    def manifest(self) -> Manifest:
        """What the outlook was made from."""
        return self.vintage.manifest("outlook", self.path.digest, SEED)

    @cached_property
    def rules(self) -> RulesResult:
        """Prescriptions by quarter beside the range."""
        from fedsheet.outlook.results import rules_result

        return rules_result(self.known, self.path)

    @cached_property
    def progress(self) -> ProgressResult | None:
        """How far guidance was met."""
        from fedsheet.outlook.results import progress_result

        return where_public(lambda: progress_result(self.known, self.earliest))

    @cached_property
    def triggers(self) -> TriggersResult | None:
        """When runoff should stop."""
        from fedsheet.outlook.results import triggers_result

        return where_public(lambda: triggers_result(self.known, self.path, SEED))

    @cached_property
    def chains(self) -> Mapping[str, Chain]:
        """Three courses of the funds rate, each through sheet and market."""
        if not self.newest:
            return {}
        until = add_months(last_statement(self.vintage), 12 * YEARS_AHEAD)
        setting = resolve(load_scenario(SCENARIO), self.vintage, self.path, self.parameters, until=until)
        return compared(Recorded(self.known, self.path, setting), COURSES)

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Official projections published by the day, beside what came."""
        from fedsheet.outlook.official import official_levels, scored

        known = [p for p in official_levels(self.path) if p.announced_at <= self.vintage.as_of]
        return scored(self.vintage, self.path, self.parameters, known)

    def computed(self) -> OutlookReport:
        """The same with every part computed; a day without rules raises what they raise."""
        for name in ("rules", "progress", "triggers", "chains", "scores"):
            getattr(self, name)
        return self

    def card(self) -> Card:
        """What the rules prescribe; the other parts are computed when they are asked for."""
        parts = "rules", "progress", "triggers", "chains", "scores"
        facts = self.rules.card().facts
        return Card(said("cards.outlook"), self.rules.card().span, self.vintage.as_of, facts, parts)

    def frame(self) -> pd.DataFrame:
        """Every rule and the actual range by quarter, decimals a year."""
        return self.rules.frame()


def last_statement(vintage: Vintage) -> date:
    """The Wednesday of the last H.4.1 held."""
    last: date = vintage["WALCL"].last_day
    return last


def where_public(part: Callable[[], Part]) -> Part | None:
    """The part, or None where the figures it needs were not public yet."""
    try:
        return part()
    except DateRangeError:
        return None
