"""What the report's chapter on the outlook is written from, each part as known on the report's day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from fedsheet import store
from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.scorecard import Score
from fedsheet.record import PolicyPath
from fedsheet.runs.chain import Chain, compared
from fedsheet.runs.outlook import ProgressResult, RulesResult, TriggersResult, progress, rules, triggers
from fedsheet.runs.scorecard import scored

Part = TypeVar("Part")
COURSES = ("", "rule:inertial", "rule:taylor_1993")
SCENARIO, YEARS_AHEAD = "today", 3
SEED = 0  # of the draws that say when the buffer will be used up


@dataclass(frozen=True)
class OutlookReport:
    """The parts; one whose figures were not yet public is None, and chains are empty on a day of the past."""

    path: PolicyPath
    rules: RulesResult
    progress: ProgressResult | None
    triggers: TriggersResult | None
    scores: tuple[Score, ...]
    chains: Mapping[str, Chain]


def for_report(vintage: Vintage, path: PolicyPath) -> OutlookReport:
    """Every part as known on the report's day."""
    day = vintage.as_of
    found = rules(day)
    scores = scored(vintage, path, [p for p in path.projections if p.announced_at <= day])
    last = last_statement(vintage)
    newest = last == last_statement(store.vintage())
    ahead = compared(SCENARIO, COURSES, add_months(last, 12 * YEARS_AHEAD)) if newest else {}
    return OutlookReport(
        path, found, where_public(progress, day), where_public(partial(triggers, seed=SEED), day), scores, ahead
    )


def last_statement(vintage: Vintage) -> date:
    """The Wednesday of the last H.4.1 held."""
    last: date = vintage["WALCL"].values.index[-1].date()
    return last


def where_public(part: Callable[[date], Part], day: date) -> Part | None:
    """The part, or None where the figures it needs were not public yet."""
    try:
        return part(day)
    except DateRangeError:
        return None
