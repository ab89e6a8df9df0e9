"""`fedsheet sweep`: a grid of scenarios on one process, a local pool or a dask cluster, resumable task by task."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from fedsheet.core.errors import InputError, ModelError, UnknownNameError
from fedsheet.core.extras import need
from fedsheet.portfolio.many_paths.project_paths import PathResult
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.grid import Grid, Task, joined, parse_grid, run_task, tasks
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.runs.read import record_for
from fedsheet.store import vintage as open_vintage

Progress = Callable[[str, float], None]
Done = tuple[Task, Mapping[str, Any]]
Engine = Callable[[Mapping[str, Setting], list[Task]], Iterator[Done]]
RETRIES = 3  # a task whose dask worker was killed goes to another, so often


def run_sweep(file: Path, engine: str, scheduler: str, folder: Path, progress: Progress) -> list[PathResult]:
    """Every scenario of a grid file on its paths; results of finished tasks are kept in `folder` and found again."""
    engines = {"one": one_process, "local": local_pool, "dask": lambda s, t: dask_cluster(s, t, scheduler)}
    if engine not in engines:
        raise UnknownNameError("engine", engine, engines, where="<engine>")
    grid = parse_grid(_text_of(file), file.name)
    vintage = open_vintage()
    record = record_for(vintage)
    settings = {
        n: resolve(load_scenario(n), vintage, record, load_parameters(), until=grid.until) for n in grid.scenarios
    }
    return sweep(grid, settings, engines[engine], folder, progress)


def _text_of(file: Path) -> str:
    if not file.is_file():
        raise InputError("runs.sweep_there_grid_file", file=str(file))
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise InputError("runs.sweep_utf_8_text", name=file.name) from None


def sweep(
    grid: Grid, settings: Mapping[str, Setting], engine: Engine, folder: Path, progress: Progress
) -> list[PathResult]:
    """The same from settings: run what is not kept yet, keep it, join the parts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "runs.sweep_cannot_hold_results", where="<out>", folder=folder, strerror=error.strerror
        ) from None
    everything = list(tasks(grid, settings))
    missing = [task for task in everything if not _kept(folder, task).exists()]
    for n, (task, lines) in enumerate(engine(settings, missing), start=1):
        _keep(folder, task, lines)
        progress(f"{task.scenario} {task.start}-{task.stop}", n / len(missing))
    parts = {name: [t for t in everything if t.scenario == name] for name in grid.scenarios}
    return [joined(settings[n], grid.seed, [_load(folder, t) for t in own]) for n, own in parts.items()]


def _kept(folder: Path, task: Task) -> Path:
    return folder / f"{task.digest}.npz"


def _keep(folder: Path, task: Task, lines: Mapping[str, Any]) -> None:
    """Written aside, then renamed: a file under its final name is whole, whatever was killed when."""
    aside = folder / f".{task.digest}.{os.getpid()}.tmp"
    with aside.open("wb") as file:
        np.savez_compressed(file, **lines)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(_kept(folder, task))


def _load(folder: Path, task: Task) -> dict[str, Any]:
    try:
        with np.load(_kept(folder, task), allow_pickle=False) as kept:
            return dict(kept.items())
    except (OSError, ValueError) as error:
        raise InputError("runs.sweep_kept_result_cannot_read", name=_kept(folder, task).name, error=error) from None


def one_process(settings: Mapping[str, Setting], missing: list[Task]) -> Iterator[Done]:
    """One task after another."""
    for task in missing:
        yield task, run_task(settings[task.scenario], task)


def local_pool(settings: Mapping[str, Setting], missing: list[Task]) -> Iterator[Done]:
    """Tasks on all cores of this machine, as they finish; a killed worker stops with advice, what is done is kept."""
    if not missing:
        return
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(missing)), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(run_task, settings[task.scenario], task): task for task in missing}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BrokenProcessPool:
            raise ModelError("runs.sweep_worker_pool_killed") from None


def dask_cluster(settings: Mapping[str, Setting], missing: list[Task], scheduler: str) -> Iterator[Done]:
    """Tasks on an existing dask.distributed cluster; a task whose worker is lost runs again on another."""
    need("cluster")
    from distributed import Client
    from distributed import as_completed as finished

    if not scheduler:
        raise InputError("runs.sweep_engine_dask_needs_cluster")
    try:
        client: Any = _client(Client, scheduler)
    except (OSError, ValueError) as error:
        raise InputError(
            "runs.sweep_scheduler_answers", where="<scheduler>", scheduler=scheduler, error=error
        ) from None
    with client:
        yield from _on_client(client, finished, settings, missing)


def _client(kind: Any, scheduler: str) -> Any:
    return kind(scheduler, timeout="10s", set_as_default=False)


def _on_client(client: Any, finished: Any, settings: Mapping[str, Setting], missing: list[Task]) -> Iterator[Done]:
    sent = {name: client.scatter(setting, broadcast=True, hash=False) for name, setting in settings.items()}
    waiting = {
        client.submit(run_task, sent[task.scenario], task, key=task.digest, retries=RETRIES): task for task in missing
    }
    for future in finished(list(waiting), loop=client.loop):
        yield waiting[future], future.result()
