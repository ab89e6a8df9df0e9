"""What the report's chapter on the outlook is written from, each part as known on the report's day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from fedsheet import store
from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.known import Known
from fedsheet.outlook.scorecard import Score
from fedsheet.record import PolicyPath
from fedsheet.runs.chain import Chain, compared
from fedsheet.runs.outlook import (
    ProgressResult,
    RulesResult,
    TriggersResult,
    known_on,
    progress_of,
    rules_of,
    triggers_of,
)
from fedsheet.runs.scorecard import scored

Part = TypeVar("Part")
COURSES = ("", "rule:inertial", "rule:taylor_1993")
SCENARIO, YEARS_AHEAD = "today", 3
SEED = 0  # of the draws that say when the buffer will be used up


@dataclass(frozen=True)
class OutlookReport:
    """The outlook on the day of a vintage; each part is computed when it is first asked for.

    A part whose figures were not public is None or empty; chains look ahead from the last statement held and are empty
    on a day of the past.
    """

    vintage: Vintage
    path: PolicyPath

    @cached_property
    def known(self) -> Known:
        """What was public on the day, also where its own vintage is not held."""
        return known_on(self.vintage.as_of)

    @cached_property
    def rules(self) -> RulesResult:
        """Prescriptions by quarter beside the range."""
        return rules_of(self.known, self.path)

    @cached_property
    def progress(self) -> ProgressResult | None:
        """How far guidance was met."""
        return where_public(lambda: progress_of(self.known))

    @cached_property
    def triggers(self) -> TriggersResult | None:
        """When runoff should stop."""
        return where_public(lambda: triggers_of(self.known, self.path, SEED))

    @cached_property
    def chains(self) -> Mapping[str, Chain]:
        """Three courses of the funds rate, each through sheet and market."""
        last = last_statement(self.vintage)
        newest = last == last_statement(store.vintage())
        return compared(SCENARIO, COURSES, add_months(last, 12 * YEARS_AHEAD)) if newest else {}

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Official projections published by the day, beside what came."""
        known = [p for p in self.path.projections if p.announced_at <= self.vintage.as_of]
        return scored(self.vintage, self.path, known)


def for_report(vintage: Vintage, path: PolicyPath) -> OutlookReport:
    """The outlook with every part computed; a day without rules raises what `runs.outlook.rules` raises."""
    found = OutlookReport(vintage, path)
    for name in ("rules", "progress", "triggers", "chains", "scores"):
        getattr(found, name)
    return found


def last_statement(vintage: Vintage) -> date:
    """The Wednesday of the last H.4.1 held."""
    last: date = vintage["WALCL"].values.index[-1].date()
    return last


def where_public(part: Callable[[], Part]) -> Part | None:
    """The part, or None where the figures it needs were not public yet."""
    try:
        return part()
    except DateRangeError:
        return None
