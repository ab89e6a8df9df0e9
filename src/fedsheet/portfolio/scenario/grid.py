"""A grid of scenarios and paths cut into tasks, each a pure function of its setting, seed and part of the paths.

A task's result does not depend on where it runs or on what ran before, so one process, a local pool and a cluster
give the same numbers, and a result kept under its task's digest need not be computed again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fedsheet.core.errors import InputError
from fedsheet.core.manifest import digest_of
from fedsheet.portfolio.many_paths.joint_draws import Fan
from fedsheet.portfolio.many_paths.project_paths import PathResult, gdp_of, path_days, project_draws
from fedsheet.portfolio.many_paths.rate_draws import PATHS_A_SEED
from fedsheet.portfolio.scenario.resolve import Setting

Singles = NDArray[np.float32]
Lines = Mapping[str, Singles]


class Grid(BaseModel):
    """The schema of a grid file, version 1: every scenario on the same paths; `chunk` paths a task."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    version: Annotated[int, Field(alias="schema", ge=1, le=1)]
    scenarios: Annotated[list[str], Field(min_length=1, max_length=200)]
    paths: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    seed: Annotated[int, Field(ge=0)] = 1
    until: date | None = None
    chunk: Annotated[int, Field(ge=1, le=100_000)] = PATHS_A_SEED


def parse_grid(text: str, name: str) -> Grid:
    """A grid from TOML; the first mistake raises `InputError` with its place."""
    try:
        return Grid.model_validate(tomllib.loads(text.removeprefix("\ufeff")))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("portfolio.grid_grid_valid_toml", where=name, error=error) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        known = ", ".join(f.alias or key for key, f in Grid.model_fields.items())
        raise InputError("portfolio.grid_x", where=name, place=place, first=first["msg"], known=known) from None


@dataclass(frozen=True)
class Task:
    """Some paths of one scenario; `digest` names everything its result depends on."""

    scenario: str
    seed: int
    start: int
    stop: int
    digest: str


def tasks(grid: Grid, settings: Mapping[str, Setting]) -> Iterator[Task]:
    """The grid cut into tasks."""
    for name in grid.scenarios:
        manifest = settings[name].manifest.as_json()
        for start in range(0, grid.paths, grid.chunk):
            stop = min(start + grid.chunk, grid.paths)
            digest = digest_of(manifest.encode(), f"{grid.seed} {start} {stop}".encode())
            yield Task(name, grid.seed, start, stop, digest)


def run_task(setting: Setting, task: Task) -> dict[str, Singles]:
    """One task's lines: name → (p, t) US dollars."""
    found = project_draws(setting, Fan.of(setting).draw(task.seed, slice(task.start, task.stop)))
    return {line: np.ascontiguousarray(values.T, dtype=np.float32) for line, values in found.items()}


def joined(setting: Setting, seed: int, parts: Sequence[Lines]) -> PathResult:
    """The parts of one scenario, in the order of their paths, as one result."""
    lines = {line: np.concatenate([part[line] for part in parts]) for line in parts[0]}
    return PathResult(setting.name, path_days(setting), lines, gdp_of(setting), seed)
