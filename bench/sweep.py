"""A sweep on one process and on a dask cluster of two workers: processor seconds of each, and the share of the client.

python bench/sweep.py [PATHS]     of each of 4 scenarios, 4,000 by default; appends to bench/results/portfolio.csv

The cluster stands already, in processes of its own, as a user's does: its scheduler and its watching over workers go by
the clock and are no part of the client. Others at work make processor time longer, never shorter, and which worker does
more parts is then chance: both sides run in turn, the least of each counts, and the gain told is the one process's time
over the longest that two free processors take for the parts (half of all, and half a part at the end) and the client's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("FEDSHEET_HOME", tempfile.mkdtemp())
# A worker that samples its own stack every 10 ms spends by the clock, not by the work.
os.environ["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"

from distributed import Client
from results import append

from fedsheet.portfolio.scenario.grid import parse_grid
from fedsheet.runs.sweep import Sweep, open_sweep, run
from fedsheet.runs.sweep_engines import Engine, dask_cluster, one_process

GRID = 'schema = 1\nuntil = 2036-12-31\nscenarios = ["today"]\npaths = {paths}\nchunk = {chunk}\nseed = {seed}\n'
CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
TIMES = 3
VARY = "[vary]\nreserve_management.share = [0.08, 0.085, 0.09, 0.095]\n"


def opened(folder: str, paths: int, seed: int) -> Sweep:
    place = Path(folder) / f"sweep-{seed}-{paths}-{time.monotonic_ns()}"
    place.mkdir()
    return open_sweep(parse_grid(GRID.format(paths=paths, chunk=max(1, paths // 8), seed=seed) + VARY, "grid"), place)


@contextmanager
def standing_cluster(folder: str) -> Iterator[str]:
    """The address of a cluster of two workers in processes of their own; it ends with what it reads."""
    program = Path(folder) / "cluster.py"
    program.write_text(CLUSTER, "utf-8")
    with subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdin
        assert host.stdout
        try:
            yield host.stdout.readline().strip()
        finally:
            host.stdin.close()


def quiet(_step: str, _share: float) -> None:
    """Nobody watches."""


def spent(client: Client) -> dict[str, float]:
    """Processor seconds of each worker so far."""
    return dict(client.run(time.process_time))


def timed(found: Sweep, engine: Engine, workers: Callable[[], float]) -> tuple[float, float, float]:
    """Wall, this process's processor seconds and those of the workers."""
    there, start, cpu = workers(), time.perf_counter(), time.process_time()
    run(found, engine, quiet)
    return time.perf_counter() - start, time.process_time() - cpu, workers() - there


def main(paths: int) -> None:
    with tempfile.TemporaryDirectory() as folder, standing_cluster(folder) as address, Client(address) as client:
        cluster = dask_cluster(address)
        run(opened(folder, 8, 1), one_process, quiet)  # what is made once
        run(opened(folder, 16, 1), cluster, quiet)
        alone, both = [], []
        for _ in range(TIMES):
            here, there = opened(folder, paths, 2), opened(folder, paths, 2)
            alone.append(timed(here, one_process, float))
            both.append(timed(there, cluster, lambda: sum(spent(client).values())))
        unlike = [p for p in here.parts if here.order.file(p).read_bytes() != there.order.file(p).read_bytes()]
    one_wall, one, _ = map(min, zip(*alone, strict=True))
    wall, own, workers = map(min, zip(*both, strict=True))
    longest = (workers + one / len(here.parts)) / 2 + own
    what = f"sweep of 4 scenarios x {paths:,} paths"
    append("portfolio", f"{what}: one process", one, "cpu s")
    append("portfolio", f"{what}: two dask workers together", workers, "cpu s")
    append("portfolio", f"{what}: client", own, "cpu s")
    append("portfolio", f"{what}: client's share of the work", 100 * own / workers, "%", "10")
    append("portfolio", f"{what}: gain with a processor each", one / longest, "times", "1.7")
    append("portfolio", f"{what}: gain of the wall", one_wall / wall, "times")
    append("portfolio", f"{what}: files that differ", len(unlike), "parts", "0")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
