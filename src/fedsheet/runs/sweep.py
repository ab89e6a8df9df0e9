"""`fedsheet sweep`: a grid of scenarios on one process, a local pool or a dask cluster, resumable part by part.

grid file → scenarios read and every combination checked → parts → what is kept is left → room and time told
          → the others computed and written by the workers → read again scenario by scenario
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.extras import need
from fedsheet.core.manifest import digest_of
from fedsheet.core.system import system
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.many_paths.project_paths import path_days
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.grid import BYTES_A_ROW, Grid, GridPart, SweepPlan, check_scenarios, parse_grid
from fedsheet.portfolio.scenario.grid import parts as parts_of
from fedsheet.record import PolicyPath
from fedsheet.runs.read import record_for
from fedsheet.runs.sweep_engines import Engine, client_of, dask_cluster, local_pool, one_process, refuse_unlike
from fedsheet.runs.sweep_parts import FOLDER, Order, packed, results, setting_of_unit, told, versions
from fedsheet.store import vintage as open_vintage
from fedsheet.store.raw import write_whole

Progress = Callable[[str, float], None]
ENGINES = ("one", "local", "dask")
TOLD_IN = "sweep.json"
MOST_HOURS = 24.0
MOST_SHOWN = 200  # scenarios in a table; all of them stand in the data set
SPARE = 1.1  # of the room, so that the disk is not filled to the brim
TRIED_FROM = 5  # missing parts, of as many paths each as are tried, from which the time is told beforehand
TRIED_PATHS = 200


@dataclass(frozen=True)
class Sweep:
    """A grid ready to run: the order of every part, the parts, and those that are not kept yet."""

    grid: Grid
    order: Order
    parts: tuple[GridPart, ...]

    @property
    def missing(self) -> list[GridPart]:
        """Parts whose file does not stand."""
        return [part for part in self.parts if not self.order.file(part).exists()]

    @property
    def parts_folder(self) -> str:
        """The folder of the Parquet files."""
        return str(Path(self.order.folder) / FOLDER)

    def results(self, most: int | None = None) -> Iterator[PathResult]:
        """Each scenario with all its paths, or the first `most`, read one after another."""
        return islice(results(self.order, self.parts), most)


def run_sweep(
    file: Path, engine: str, scheduler: str, folder: Path, progress: Progress, *, n_workers: int = 0,
    hours: float = MOST_HOURS,
) -> Sweep:  # fmt: skip
    """Every scenario of a grid file on its paths; parts are kept in `folder` and found again.

    A grid that needs more room than is free, or more than `hours`, raises `InputError` with both before it starts.
    """
    chosen = engine_of(engine, scheduler, n_workers)
    found = open_sweep(parse_grid(_text_of(file), file.name), folder)
    _make(folder)
    _refuse_too_large(plan(found, engine, scheduler, n_workers), hours)
    _keep_told(found, folder)
    run(found, chosen, progress)
    return found


def planned(file: Path, engine: str, scheduler: str, folder: Path, n_workers: int = 0) -> SweepPlan:
    """What the sweep would take, nothing written: one unit is computed to tell the time."""
    engine_of(engine, scheduler, n_workers)
    return plan(open_sweep(parse_grid(_text_of(file), file.name), folder), engine, scheduler, n_workers, tried_from=1)


def engine_of(engine: str, scheduler: str, n_workers: int) -> Engine:
    """The engine by name."""
    if engine not in ENGINES:
        raise UnknownNameError("engine", engine, ENGINES, where="<engine>")
    need("parquet")
    engines = {"one": one_process, "local": local_pool(n_workers or _cores()), "dask": dask_cluster(scheduler)}
    return engines[engine]


def _cores() -> int:
    return os.cpu_count() or 1


def _text_of(file: Path) -> str:
    if not file.is_file():
        raise InputError("runs.sweep_there_grid_file", file=str(file))
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise InputError("runs.sweep_utf_8_text", name=file.name) from None


def open_sweep(grid: Grid, folder: Path, vintage: Vintage | None = None, record: PolicyPath | None = None) -> Sweep:
    """The grid's scenarios read, every combination checked, its parts named; a folder of another sweep is refused."""
    known = open_vintage() if vintage is None else vintage
    path = record_for(known) if record is None else record
    bases = {name: load_scenario(name) for name in grid.scenarios}
    check_scenarios(grid, bases)
    parameters = load_parameters()
    made_from = digest_of(
        *(text.encode() for text in (known.digest, path.digest, parameters.digest, parameters.owed.digest)),
        told(versions()).encode(),
    )
    parts = tuple(parts_of(grid, bases, made_from))
    key = digest_of(*(part.digest.encode() for part in parts))
    order = Order(bases, grid.axes, known, path, grid.until, str(folder.resolve()), versions(), key)
    _refuse_other(order, folder)
    return Sweep(grid, order, parts)


def _make(folder: Path) -> None:
    try:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "runs.sweep_cannot_hold_results", where="<out>", folder=folder, strerror=system(error)
        ) from None


def _refuse_other(order: Order, folder: Path) -> None:
    """Parts of two sweeps in one folder would be read as one set of results."""
    try:
        held = json.loads((folder / TOLD_IN).read_text("utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise InputError("runs.sweep_kept_result_cannot_read", name=TOLD_IN, error=error) from None
    if not isinstance(held, dict) or held.get("key") != order.key:
        as_of, other = (held.get(name, "?") if isinstance(held, dict) else "?" for name in ("as_of", "versions"))
        raise InputError("runs.sweep_folder_of_another", where="<out>", folder=folder, as_of=as_of, versions=other)


def _keep_told(found: Sweep, folder: Path) -> None:
    """What the folder holds, beside its parts."""
    if (folder / TOLD_IN).exists():
        return
    grid = json.loads(found.grid.model_dump_json(by_alias=True))
    content = {"key": found.order.key, "as_of": str(found.order.vintage.as_of), "parts": len(found.parts)}
    content |= {"versions": told(found.order.versions), "grid": grid}
    write_whole(folder / TOLD_IN, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())


def plan(found: Sweep, engine: str, scheduler: str, n_workers: int = 0, *, tried_from: int = TRIED_FROM) -> SweepPlan:
    """Parts, room and time of what is missing; some paths are computed here where `tried_from` parts or more are."""
    missing, grid = found.missing, found.grid
    n, n_paths = _workers(found.order, engine, scheduler, n_workers), sum(part.n_paths for part in missing)
    is_long = len(missing) >= tried_from or n_paths >= tried_from * TRIED_PATHS
    seconds = _seconds(missing, found.order) * n_paths / min(n, len(missing)) if is_long else None
    n_days = len(path_days(setting_of_unit(found.order, found.parts[0].units[0])))
    return SweepPlan(
        grid.n_scenarios, grid.n_scenarios * grid.paths, len(found.parts), len(found.parts) - len(missing), n,
        seconds, n_paths * n_days * BYTES_A_ROW,
        _free(Path(found.order.folder)), found.order.folder,
    )  # fmt: skip


def _free(folder: Path) -> int:
    """Bytes free where the folder stands, or would."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    return shutil.disk_usage(there).free


def _workers(order: Order, engine: str, scheduler: str, n_workers: int) -> int:
    """How many parts are computed at once; a cluster is asked, and refused where a worker is unlike this machine."""
    if engine != "dask":
        return 1 if engine == "one" else n_workers or _cores()
    with client_of(scheduler) as client:
        refuse_unlike(client, order)
        return sum(client.nthreads().values()) or 1


def _seconds(missing: Sequence[GridPart], order: Order) -> float:
    """Seconds of one process for one path, from the first paths of two units: the first of them reads modules."""
    units = [unit for part in missing for unit in part.units]
    largest = max(reversed(units), key=lambda unit: unit.stop - unit.start)
    for unit in (units[0], largest):
        some = replace(unit, stop=min(unit.stop, unit.start + TRIED_PATHS))
        start = time.perf_counter()
        packed(order, replace(missing[0], units=(some,)))
        took = time.perf_counter() - start
    return took / (some.stop - some.start)


def _refuse_too_large(told: SweepPlan, hours: float) -> None:
    need = told.room * SPARE
    if need > told.free:
        raise InputError("runs.sweep_room", where="<out>", need=need / 1e9, free=told.free / 1e9, folder=told.folder)
    if told.seconds is not None and told.seconds > hours * 3600:
        raise InputError("runs.sweep_time", need=told.seconds / 3600, hours=hours, n=told.n_workers)


def run(found: Sweep, engine: Engine, progress: Progress) -> None:
    """Have every missing part computed and kept."""
    missing = found.missing
    for n, part in enumerate(engine(found.order, missing), start=1):
        progress(part.units[0].name, n / len(missing))
