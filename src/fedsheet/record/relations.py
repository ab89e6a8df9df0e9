"""Reading the relations between levers that the check holds the record against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.largest import LEVEL
from fedsheet.core.units import BASIS_POINTS
from fedsheet.record.table import TomlTable, read_toml, tables

ANCHORS = ("top", "upper", "lower")


@dataclass(frozen=True)
class RateSpread:
    """`rate` stood so many basis points over `anchor` from each start on; `steps` in order of time."""

    id: str
    rate: str
    anchor: str
    source: str
    steps: tuple[tuple[date, float], ...]

    def on(self, day: date) -> float | None:
        """Basis points that held on `day`; None before the first step."""
        held = [basis_points for start, basis_points in self.steps if start <= day]
        return held[-1] if held else None


@dataclass(frozen=True)
class PlanTotal:
    """On `day` the caps sum to the amount of the plan that is fact `fact`."""

    fact: str
    day: date


def read_relations(file: str, text: str) -> tuple[tuple[RateSpread, ...], tuple[PlanTotal, ...]]:
    """Relations and plan totals; an unknown key or a wrong type stops with its line."""
    document = read_toml(file, text)
    TomlTable(file, text, "file", 0, document).allow(("relation", "plan_total"))
    relations = tuple(_relation(table) for table in tables(file, text, document, "relation"))
    totals = tuple(_total(table) for table in tables(file, text, document, "plan_total"))
    return relations, totals


def _relation(table: TomlTable) -> RateSpread:
    keys = ("id", "rate", "anchor", "source", "steps")
    table.allow(keys)
    table.need(keys)
    steps = tuple(_step(part) for part in table.parts("steps", ("start", "basis_points")))
    if list(steps) != sorted(steps):
        table.stop("relations_steps", "steps")
    anchor = table.choice_of("anchor", ANCHORS)
    return RateSpread(table.text_of("id"), table.text_of("rate"), anchor, table.text_of("source"), steps)


def _step(part: TomlTable) -> tuple[date, float]:
    basis_points = part.number_of("basis_points", LEVEL[BASIS_POINTS])
    assert basis_points is not None  # `parts` refused a missing key
    return part.date_of("start"), basis_points


def _total(table: TomlTable) -> PlanTotal:
    table.allow(("fact", "day"))
    table.need(("fact", "day"))
    return PlanTotal(table.text_of("fact"), table.date_of("day"))
