"""Official projections scored, and ours made on the same day's information beside them.

Ours opens on the last statement published before the official projection and follows the scenario that ships for the
year's information (`outlook-2021`, `outlook-2023`: policy as announced by then, forwards, what had to be assumed said
there); a year without one has no projection of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fedsheet.core.dates import ONE_DAY, h41_release_date, wednesday_on_or_before
from fedsheet.core.errors import DateRangeError, ModelError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.scorecard import Ours, Score, scorecard
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.projection import Projection as Projected
from fedsheet.portfolio.results import project_scenario
from fedsheet.portfolio.scenario.file import Scenario, load_scenario, scenario_names
from fedsheet.record import PolicyPath, Projection

LINES: Mapping[str, tuple[str, ...]] = {
    "reserve balances": ("reserve_balances",),
    "SOMA holdings": ("treasuries", "mbs"),
    "total assets": ("total_assets",),
}


def scored(
    vintage: Vintage, path: PolicyPath, parameters: Parameters, projections: Sequence[Projection]
) -> tuple[Score, ...]:
    """Official projections on the figures of a vintage; those of one day share one run of ours."""
    ours: dict[str, Ours] = {}
    for day in sorted({p.announced_at for p in projections}):
        ours |= made_on(vintage, path, parameters, [p for p in projections if p.announced_at == day])
    return scorecard(vintage, projections, ours)


def made_on(
    vintage: Vintage, path: PolicyPath, parameters: Parameters, projections: Sequence[Projection]
) -> dict[str, Ours]:
    """Our projection of each quantity from the information of the day they were published, or why there is none."""
    published = projections[0].announced_at
    name, opens = f"outlook-{published.year}", last_statement(published)
    if name not in scenario_names():
        return {p.id: Ours(None, f"No scenario ships for the information of {published.year}") for p in projections}
    try:
        until = max(p.target_date for p in projections)
        found = project_scenario(opened(name, opens), vintage, path, parameters, until=until)
    except (ModelError, DateRangeError) as error:
        return {p.id: Ours(None, f"No projection of ours from {opens}: {error.what}") for p in projections}
    return {p.id: ours_of(found, p, opens) for p in projections}


def opened(name: str, opens: date) -> Scenario:
    """A shipped scenario that opens on another day; what it assumes counts as known from that day on."""
    scenario = load_scenario(name)
    return replace(scenario, spec=scenario.spec.model_copy(update={"opens": opens}))


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
    level = sum(found.at(name, projection.target_date) for name in names)
    return Ours(level, f"{found.name}, opened {opens}")
