"""What runs the parts of a sweep: this process, processes of this machine, or an existing dask cluster.

An engine takes the order and the parts that are missing, has each kept by whoever computed it, and yields a part when
its file stands. Nothing computed comes back through the engine.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from fedsheet.core.errors import InputError, ModelError
from fedsheet.core.extras import need
from fedsheet.portfolio.scenario.grid import GridPart
from fedsheet.runs.sweep_parts import Order, told, versions, work

Engine = Callable[[Order, Sequence[GridPart]], Iterator[GridPart]]
RETRIES = 3  # a part whose worker was killed goes to another, so often
PARENT_SECONDS = 2.0
PROBE = ".seen"
HELD = {-1: 256 << 20, -3: 32 << 20}  # of mallopt(3): M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, bytes


def one_process(order: Order, missing: Sequence[GridPart]) -> Iterator[GridPart]:
    """One part after another."""
    for part in missing:
        work(order, part)
        yield part


def local_pool(n_workers: int) -> Engine:
    """Parts on `n_workers` processes of this machine, as they finish; a killed worker is replaced."""

    def run(order: Order, missing: Sequence[GridPart]) -> Iterator[GridPart]:
        left, killed = {part.number: part for part in missing}, 0
        while left:
            before = len(left)
            try:
                for part in _in_pool(order, list(left.values()), n_workers):
                    del left[part.number]
                    yield part
            except BrokenProcessPool:
                killed = killed + 1 if len(left) == before else 1
                if killed > RETRIES:
                    raise ModelError("runs.sweep_worker_pool_killed") from None

    return run


def _in_pool(order: Order, missing: list[GridPart], n_workers: int) -> Iterator[GridPart]:
    n = min(n_workers, len(missing))
    with ProcessPoolExecutor(n, get_context("spawn"), initializer=_begin, initargs=(order, os.getpid())) as pool:
        waiting = {pool.submit(_work, part): part for part in missing}
        try:
            for future in as_completed(waiting):
                future.result()
                yield waiting[future]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_ORDER: list[Order] = []


def _begin(order: Order, parent: int) -> None:
    """A worker's start: the order is received once; a worker whose client was killed ends too."""
    _ORDER[:] = [order]
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _work(part: GridPart) -> int:
    return work(_ORDER[0], part)


def dask_cluster(scheduler: str) -> Engine:
    """Parts on an existing dask.distributed cluster; a part whose worker is lost runs again on another."""

    def run(order: Order, missing: Sequence[GridPart]) -> Iterator[GridPart]:
        with client_of(scheduler) as client:
            refuse_unlike(client, order)
            yield from _on_client(client, order, missing)

    return run


@contextmanager
def client_of(scheduler: str) -> Iterator[Any]:
    """A client of the cluster; no dask, no address or no answer raises `InputError`."""
    need("cluster")
    from distributed import Client

    if not scheduler:
        raise InputError("runs.sweep_engine_dask_needs_cluster")
    try:
        client: Any = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            "runs.sweep_scheduler_answers", where="<scheduler>", scheduler=scheduler, error=error
        ) from None
    with client:
        yield client


def refuse_unlike(client: Any, order: Order) -> None:
    """Every worker asked what it is: another version, or one that does not see the folder, is refused by its name."""
    probe = Path(order.folder) / PROBE
    if is_there := probe.parent.is_dir():
        probe.write_text(order.key, "utf-8")
    try:
        answers: Mapping[str, Any] = client.run(introduce, str(probe), on_error="return")
    finally:
        probe.unlink(missing_ok=True)
    for worker, found in sorted(answers.items()):
        if isinstance(found, BaseException):
            raise InputError("runs.sweep_worker_lacks", where=worker, error=f"{type(found).__name__}: {found}")
        theirs, seen = found
        if theirs != order.versions:
            raise InputError("runs.sweep_other_version", where=worker, ours=told(order.versions), theirs=told(theirs))
        if is_there and seen != order.key:
            raise InputError("runs.sweep_folder_not_seen", where=worker, folder=order.folder)


def introduce(probe: str) -> tuple[dict[str, str], str]:
    """On a worker: its versions, and what it reads in the sweep's folder."""
    hold_memory()
    place = Path(probe)
    return versions(), place.read_text("utf-8") if place.is_file() else ""


def hold_memory() -> None:
    """Keep what is freed for the next part: a cluster begins its workers so that each array's memory is given back."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            for name, most in HELD.items():
                ctypes.CDLL(None).mallopt(name, most)


def _on_client(client: Any, order: Order, missing: Sequence[GridPart]) -> Iterator[GridPart]:
    from distributed import as_completed as finished

    sent = client.scatter(order, broadcast=True, hash=False)
    waiting = {
        client.submit(work, sent, part, key=f"fedsheet-{part.digest}", retries=RETRIES, pure=False): part
        for part in missing
    }
    for future in finished(list(waiting), loop=client.loop):
        future.result()
        yield waiting[future]
