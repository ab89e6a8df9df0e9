"""Official projections scored, and ours made on the same day's information beside them.

Official: the record's entries, and the levels among the published numbers (annual reports, Board notes, the manager in
the minutes, the refunding statement). Ours opens on the last statement published before the official projection; it
follows the scenario that ships for the year's information (`outlook-2021`, `outlook-2023`: what had to be assumed said
there), else policy as announced by that day and forwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fedsheet.core.dates import ONE_DAY, h41_release_date, wednesday_on_or_before
from fedsheet.core.errors import DateRangeError, ModelError
from fedsheet.core.text import Text
from fedsheet.core.units import from_bn
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.scorecard import Ours, Score, ScoreNote, scorecard
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.projection import Projection as Projected
from fedsheet.portfolio.scenario.file import Scenario, as_known, load_scenario, scenario_names
from fedsheet.portfolio.scenario.resolve import project_scenario
from fedsheet.record import PolicyPath, ProjectedValue
from fedsheet.record.published import OfficialProjection, official_projections

LINES: Mapping[str, tuple[str, ...]] = {
    "reserve balances": ("reserve_balances",),
    "SOMA holdings": ("treasuries", "mbs"),
    "total assets": ("total_assets",),
    "Treasury securities": ("treasuries",),
    "agency MBS": ("mbs",),
    "Treasury general account": ("tga",),
}
# Items of the published numbers that are levels, and which of their scenarios is the projection rather than a variant.
ITEMS: Mapping[str, str] = {
    "total SOMA": "SOMA holdings",
    "total SOMA at end of runoff": "SOMA holdings",
    "reserves": "reserve balances",
    "reserves at end of runoff": "reserve balances",
    "total assets": "total assets",
    "Treasuries": "Treasury securities",
    "agency MBS": "agency MBS",
    "TGA": "Treasury general account",
}
VARIANTS = ("no runoff", "runoff without caps")


def official_levels(record: PolicyPath) -> tuple[ProjectedValue, ...]:
    """Every official projection of a level in dollars: the record's, then the published numbers it does not hold."""
    held = {(p.quantity, p.announced_at, p.target_date) for p in record.projections}
    levels = (_level(p) for p in official_projections() if p.item in ITEMS and p.scenario not in VARIANTS)
    new = [p for p in levels if p is not None and (p.quantity, p.announced_at, p.target_date) not in held]
    return (*record.projections, *new)


def _level(told: OfficialProjection) -> ProjectedValue | None:
    """One published number as a projection of the record; None where it is words."""
    if told.value is None or not told.unit.startswith("USD bn"):
        return None
    quantity = ITEMS[told.item]
    name = f"{told.announced_at}-{quantity.replace(' ', '-').lower()}-{told.target_date}"
    said = Text(f"{told.publication.zh}", f"{told.publication.en}, {told.read_in}")
    return ProjectedValue(
        name, quantity, told.announced_at, told.target_date, from_bn(told.value), said, told.grade, told.publication
    )


def scored(
    vintage: Vintage, path: PolicyPath, parameters: Parameters, projections: Sequence[ProjectedValue]
) -> tuple[Score, ...]:
    """Official projections on the figures of a vintage; those of one day share one run of ours."""
    ours: dict[str, Ours] = {}
    for day in sorted({p.announced_at for p in projections}):
        ours |= made_on(vintage, path, parameters, [p for p in projections if p.announced_at == day])
    return scorecard(vintage, projections, ours)


def made_on(
    vintage: Vintage, path: PolicyPath, parameters: Parameters, projections: Sequence[ProjectedValue]
) -> dict[str, Ours]:
    """Our projection of each quantity from the information of the day they were published, or why there is none."""
    published = projections[0].announced_at
    name, opens = f"outlook-{published.year}", last_statement(published)
    named = name in scenario_names()
    asked = [p for p in projections if named or p.target_date <= vintage.as_of]
    late = {p.id: Ours(None, ScoreNote("not_come")) for p in projections if p not in asked}
    if not asked:
        return late
    try:
        scenario = opening_on(name, opens) if named else as_known(opens)
        until = max(p.target_date for p in asked)
        found = project_scenario(scenario, vintage, path, parameters, until=until, is_valued=False)
    except (ModelError, DateRangeError) as error:
        return late | {p.id: Ours(None, ScoreNote("failed", opens, error=error)) for p in asked}
    return late | {p.id: ours_of(found, p, opens) for p in asked}


def opening_on(name: str, opens: date) -> Scenario:
    """A shipped scenario that opens on another day; what it assumes counts as known from that day on."""
    scenario = load_scenario(name)
    return replace(scenario, spec=scenario.spec.model_copy(update={"opens": opens}))


def last_statement(day: date) -> date:
    """The Wednesday of the last H.4.1 published by `day`."""
    wednesday = wednesday_on_or_before(day)
    while h41_release_date(wednesday) > day:
        wednesday -= 7 * ONE_DAY
    return wednesday


def ours_of(found: Projected, projection: ProjectedValue, opens: date) -> Ours:
    """The projected level of a quantity on the day the official projection is for."""
    names = LINES.get(projection.quantity)
    if names is None:
        return Ours(None, ScoreNote("no_line"))
    level = sum(found.at(name, projection.target_date) for name in names)
    return Ours(level, ScoreNote("made", opens, found.name))
