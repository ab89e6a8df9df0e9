"""A sweep on one process and on a dask cluster of two workers: processor seconds of each, and the share of the client.

python bench/sweep.py [PATHS]     of each of 4 scenarios, 4,000 by default; appends to bench/results/portfolio.csv

On a shared machine walls say little: the gain told is the one process's time over the busiest worker's and the client's
together, as it is where each has a processor to itself; the wall's beside it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("FEDSHEET_HOME", tempfile.mkdtemp())
# A worker that samples its own stack every 10 ms spends by the clock, not by the work.
os.environ["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"

from distributed import Client, LocalCluster
from results import append

from fedsheet.portfolio.scenario.grid import parse_grid
from fedsheet.runs.sweep import Sweep, open_sweep, run
from fedsheet.runs.sweep_engines import dask_cluster, one_process

GRID = 'schema = 1\nuntil = 2036-12-31\nscenarios = ["today"]\npaths = {paths}\nchunk = {chunk}\nseed = {seed}\n'
VARY = "[vary]\nreserve_management.share = [0.08, 0.085, 0.09, 0.095]\n"


def opened(folder: str, paths: int, seed: int) -> Sweep:
    place = Path(folder) / f"sweep-{seed}-{paths}-{time.monotonic_ns()}"
    place.mkdir()
    return open_sweep(parse_grid(GRID.format(paths=paths, chunk=max(1, paths // 8), seed=seed) + VARY, "grid"), place)


def quiet(_step: str, _share: float) -> None:
    """Nobody watches."""


def spent(client: Client) -> dict[str, float]:
    """Processor seconds of each worker so far."""
    return dict(client.run(time.process_time))


def main(paths: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(opened(folder, 8, 1), one_process, quiet)  # what is made once
        alone = opened(folder, paths, 2)
        start, cpu = time.perf_counter(), time.process_time()
        run(alone, one_process, quiet)
        one_wall, one = time.perf_counter() - start, time.process_time() - cpu
        cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
        with cluster, Client(cluster) as client:
            engine = dask_cluster(cluster.scheduler_address)
            run(opened(folder, 16, 1), engine, quiet)
            both, before = opened(folder, paths, 2), spent(client)
            start, cpu = time.perf_counter(), time.process_time()
            run(both, engine, quiet)
            wall, own = time.perf_counter() - start, time.process_time() - cpu
            workers = [done - before[name] for name, done in spent(client).items()]
        same = [alone.order.file(p).read_bytes() for p in alone.parts] == [
            both.order.file(p).read_bytes() for p in both.parts
        ]
    what = f"sweep of 4 scenarios x {paths:,} paths"
    append("portfolio", f"{what}: one process", one, "cpu s")
    append("portfolio", f"{what}: two dask workers, the busier", max(workers), "cpu s")
    append("portfolio", f"{what}: client and scheduler", own, "cpu s")
    append("portfolio", f"{what}: client's share of the work", 100 * own / sum(workers), "%", "10")
    append("portfolio", f"{what}: gain with a processor each", one / (max(workers) + own), "times", "1.7")
    append("portfolio", f"{what}: gain of the wall", one_wall / wall, "times")
    append("portfolio", f"{what}: files that differ", not same, "", "0")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
