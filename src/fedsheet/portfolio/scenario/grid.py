"""A grid of scenarios, seeds and paths cut into parts, each a pure function of its scenarios, seeds and paths.

A part's result does not depend on where it runs or on what ran before, so one process, a local pool and a cluster
give the same numbers, and a part kept under its digest need not be computed again.

    grid ─ lists and ranges ─▶ scenarios × seeds × chunks of paths ─▶ units ─ some at a time ─▶ parts
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fedsheet.core.errors import InputError
from fedsheet.core.fields import reason
from fedsheet.core.manifest import digest_of
from fedsheet.portfolio.many_paths.joint_draws import Fan
from fedsheet.portfolio.many_paths.project_paths import project_draws
from fedsheet.portfolio.many_paths.rate_draws import PATHS_A_SEED
from fedsheet.portfolio.scenario.file import Scenario
from fedsheet.portfolio.scenario.resolve import Setting
from fedsheet.portfolio.scenario.variants import Changes, axes_of, combinations, n_combinations, shown, varied

Singles = NDArray[np.float32]
Lines = Mapping[str, Singles]
SEED = "seed"  # a key of [vary] that is no scenario's: the seed of the draws
MOST_SCENARIOS = 100_000
BYTES_A_ROW = 32  # of a path on a day as it is kept; 29.5 measured on 500 paths of five years
ONE_VALUE = (SEED, "until")  # what may stand above the table of what varies, or in it
MOST_PATHS = 100_000_000  # of all scenarios and seeds together


class Grid(BaseModel):
    """The schema of a grid file, version 1: every scenario on the same paths; about `chunk` paths a part."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    version: Annotated[int, Field(alias="schema", ge=1, le=1)]
    scenarios: Annotated[list[str], Field(min_length=1, max_length=200)]
    paths: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    seed: Annotated[int, Field(ge=0)] = 1
    until: date | None = None
    chunk: Annotated[int, Field(ge=1, le=100_000)] = PATHS_A_SEED
    vary: Annotated[dict[str, Any], Field(description="Scenario keys, or seed: lists and ranges of values.")] = {}

    @property
    def axes(self) -> dict[str, tuple[Any, ...]]:
        """The keys that vary, with their values."""
        return axes_of(self.vary, "[vary]")

    @property
    def n_scenarios(self) -> int:
        """Scenarios and seeds, every combination counted."""
        return len(self.scenarios) * n_combinations(self.axes)


def parse_grid(text: str, name: str) -> Grid:
    """A grid from TOML; the first mistake raises `InputError` with its place."""
    try:
        raw = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InputError("portfolio.grid_grid_valid_toml", where=name, error=error) from None
    try:
        grid = Grid.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        if place in ONE_VALUE and isinstance(raw[place], list | dict):
            raise InputError("portfolio.grid_varies_below", where=name, name=place) from None
        known = ", ".join(f.alias or key for key, f in Grid.model_fields.items())
        raise InputError("portfolio.grid_x", where=name, place=place, first=reason(first), known=known) from None
    n = grid.n_scenarios
    if n > MOST_SCENARIOS or n * grid.paths > MOST_PATHS:
        raise InputError(
            "portfolio.grid_too_many", where=name, n=n, paths=n * grid.paths, most=MOST_SCENARIOS, most_paths=MOST_PATHS
        )
    _check_seeds(grid, name)
    return grid


def _check_seeds(grid: Grid, name: str) -> None:
    if "until" in grid.axes and grid.until:
        raise InputError("portfolio.grid_until_twice", where=name)
    for seed in grid.axes.get(SEED, ()):
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise InputError("portfolio.grid_seed", where=name, seed=seed)


@dataclass(frozen=True)
class SweepUnit:
    """Some paths of one scenario; `changes` are what the grid sets of it, the seed too where it varies."""

    scenario: str
    changes: Changes
    seed: int
    start: int
    stop: int

    @property
    def of_scenario(self) -> Changes:
        """The keys of the scenario that are set."""
        return tuple((key, value) for key, value in self.changes if key != SEED)

    @property
    def name(self) -> str:
        """The scenario's name with everything that is set."""
        return " ".join([self.scenario, *(f"{key}={shown(value)}" for key, value in self.changes)])


@dataclass(frozen=True)
class GridPart:
    """Units computed and kept together; `digest` names everything the result depends on."""

    number: int
    units: tuple[SweepUnit, ...]
    digest: str

    @property
    def n_paths(self) -> int:
        """Paths of all its units."""
        return sum(unit.stop - unit.start for unit in self.units)


@dataclass(frozen=True)
class SweepPlan:
    """What a sweep would take. `seconds` is None where it was not tried; sizes in bytes."""

    n_scenarios: int
    n_paths: int
    n_parts: int
    n_kept: int
    n_workers: int
    seconds: float | None
    room: int
    free: int
    folder: str
    bytes_a_row: int = BYTES_A_ROW


def units(grid: Grid) -> Iterator[SweepUnit]:
    """Scenario by scenario, combination by combination, chunk by chunk."""
    for scenario in grid.scenarios:
        for changes in combinations(grid.axes):
            seed = int(dict(changes).get(SEED, grid.seed))
            for start in range(0, grid.paths, grid.chunk):
                yield SweepUnit(scenario, changes, seed, start, min(start + grid.chunk, grid.paths))


def parts(grid: Grid, bases: Mapping[str, Scenario], made_from: str) -> Iterator[GridPart]:
    """The grid cut into parts of about `chunk` paths; `made_from` tells figures, record, parameters and versions."""
    size = max(1, grid.chunk // grid.paths)
    texts = {name: digest_of(base.digest_text.encode()) for name, base in bases.items()}
    waiting: list[SweepUnit] = []
    number = 0
    for unit in units(grid):
        waiting.append(unit)
        if len(waiting) == size:
            yield _part(number, waiting, texts, f"{made_from} {grid.until}")
            waiting, number = [], number + 1
    if waiting:
        yield _part(number, waiting, texts, f"{made_from} {grid.until}")


def _part(number: int, chosen: list[SweepUnit], texts: Mapping[str, str], made_from: str) -> GridPart:
    told = (f"{texts[u.scenario]} {u.changes!r} {u.seed} {u.start} {u.stop}".encode() for u in chosen)
    return GridPart(number, tuple(chosen), digest_of(made_from.encode(), *told))


def check_scenarios(grid: Grid, bases: Mapping[str, Scenario]) -> None:
    """Every combination read as its scenario's file would be; the first mistake is raised with its name and key."""
    for name in grid.scenarios:
        for changes in combinations({key: values for key, values in grid.axes.items() if key != SEED}):
            varied(bases[name], changes)


def run_unit(setting: Setting, unit: SweepUnit) -> dict[str, Singles]:
    """One unit's lines: name → (p, t) US dollars."""
    found = project_draws(setting, Fan.of(setting).draw(unit.seed, slice(unit.start, unit.stop)))
    return {line: np.ascontiguousarray(values.T, dtype=np.float32) for line, values in found.items()}
