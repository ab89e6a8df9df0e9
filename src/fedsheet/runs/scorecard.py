"""Official projections scored, and ours made on the same day's information beside them.

Ours opens on the last statement published before the official projection, follows policy as announced by then (a pace
without an announced end goes on), and takes rates from the forward curve of that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fedsheet import store
from fedsheet.core.dates import ONE_DAY, h41_release_date, wednesday_on_or_before
from fedsheet.core.errors import DateRangeError, ModelError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.scorecard import Ours, Score, scorecard
from fedsheet.portfolio.projection import Projection as Projected
from fedsheet.portfolio.scenario import Scenario, parse_scenario
from fedsheet.record import PolicyPath, Projection, load_path
from fedsheet.runs.project import project_scenario

LINES: Mapping[str, tuple[str, ...]] = {
    "reserve balances": ("reserve_balances",),
    "SOMA holdings": ("treasuries", "mbs"),
    "total assets": ("total_assets",),
}
SCENARIO = """schema = 1
title = {{ zh = "同一信息日", en = "Same information date" }}
opens = {opens}
until = {until}
policy_known = "opening"
rates = "forwards"
"""
END = """
[end]
reserves_to_gdp = {share}
keep_share = true
"""


def official_scorecard() -> tuple[Score, ...]:
    """Every official projection of the record on the figures of today."""
    vintage, path = store.vintage(), load_path()
    return scored(vintage, path, path.projections)


def scored(vintage: Vintage, path: PolicyPath, projections: Sequence[Projection]) -> tuple[Score, ...]:
    """The same from values already read; projections of one day share one run of ours."""
    ours: dict[str, Ours] = {}
    for day in sorted({p.announced_at for p in projections}):
        ours |= made_on(vintage, path, [p for p in projections if p.announced_at == day])
    return scorecard(vintage, projections, ours)


def made_on(vintage: Vintage, path: PolicyPath, projections: Sequence[Projection]) -> dict[str, Ours]:
    """Our projection of each quantity from the information of the day they were published, or why there is none."""
    opens = last_statement(projections[0].announced_at)
    scenario = assumed(opens, max(p.target_date for p in projections))
    try:
        found = project_scenario(scenario, vintage, path)
    except (ModelError, DateRangeError) as error:
        return {p.id: Ours(None, f"No projection of ours from {opens}: {error.what}") for p in projections}
    return {p.id: ours_of(found, p, opens) for p in projections}


def assumed(opens: date, until: date) -> Scenario:
    """Policy as announced by `opens`; runoff ends at the share of GDP officials had named by then, if they had."""
    end = parameters("scorecard")["end_of_runoff"]
    ending = END.format(share=end["reserves_to_gdp"]) if opens >= end["known_from"] else ""
    return parse_scenario(SCENARIO.format(opens=opens, until=until) + ending, f"as of {opens}")


def last_statement(day: date) -> date:
    """The Wednesday of the last H.4.1 published by `day`."""
    wednesday = wednesday_on_or_before(day)
    while h41_release_date(wednesday) > day:
        wednesday -= 7 * ONE_DAY
    return wednesday


def ours_of(found: Projected, projection: Projection, opens: date) -> Ours:
    """The projected level of a quantity on the day the official projection is for."""
    names = LINES.get(projection.quantity)
    if names is None:
        return Ours(None, f"{projection.quantity!r} is no line of the projected statement")
    return Ours(sum(found.at(name, projection.target_date) for name in names), f"opened {opens}")
