"""A grid gives the same numbers on one process, a pool and a cluster, and goes on where it stopped."""

from __future__ import annotations

from datetime import date
from itertools import islice

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.portfolio.scenario.grid import parse_grid, tasks
from fedsheet.runs.sweep import dask_cluster, local_pool, one_process, run_sweep, sweep
from portfolio.settings import setting

GRID = parse_grid('schema = 1\nscenarios = ["today", "sell-mbs"]\npaths = 12\nchunk = 5\nseed = 3\n', "grid")
UNTIL = date(2027, 3, 31)


def _settings():
    return {name: setting(name, UNTIL) for name in GRID.scenarios}


def _quiet(step: str, share: float) -> None:
    assert 0.0 < share <= 1.0, step


def _same(one, two) -> bool:
    return all(np.array_equal(a.lines[k], b.lines[k]) for a, b in zip(one, two, strict=True) for k in a.lines)


def test_pool_and_one_process_agree_to_the_bit(tmp_path):
    one = sweep(GRID, _settings(), one_process, tmp_path / "one", _quiet)
    pool = sweep(GRID, _settings(), local_pool, tmp_path / "pool", _quiet)
    assert _same(one, pool)
    assert [r.n_paths for r in one] == [12, 12]


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_agrees_to_the_bit(tmp_path):
    distributed = pytest.importorskip("distributed")
    one = sweep(GRID, _settings(), one_process, tmp_path / "one", _quiet)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc"
    ) as cluster:
        engine = lambda s, t: dask_cluster(s, t, cluster.scheduler_address)  # noqa: E731
        found = sweep(GRID, _settings(), engine, tmp_path / "dask", _quiet)
    assert _same(one, found)


def test_an_interrupted_sweep_goes_on_where_it_stopped(tmp_path):
    def killed_after_two(settings, missing):
        yield from islice(one_process(settings, missing), 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(GRID, _settings(), killed_after_two, tmp_path, _quiet)
    computed = []

    def counting(settings, missing):
        computed.extend(missing)
        yield from one_process(settings, missing)

    resumed = sweep(GRID, _settings(), counting, tmp_path, _quiet)
    assert len(computed) == len(list(tasks(GRID, _settings()))) - 2
    assert _same(resumed, sweep(GRID, _settings(), one_process, tmp_path / "fresh", _quiet))
    assert not list(tmp_path.glob("*.tmp"))


def test_a_damaged_result_is_named(tmp_path):
    sweep(GRID, _settings(), one_process, tmp_path, _quiet)
    next(tmp_path.glob("*.npz")).write_bytes(b"not a zip")
    with pytest.raises(InputError, match="Delete it"):
        sweep(GRID, _settings(), one_process, tmp_path, _quiet)


def test_an_unknown_engine_and_a_missing_grid(tmp_path):
    with pytest.raises(InputError, match="local"):
        run_sweep(tmp_path / "none.toml", "spark", "", tmp_path, _quiet)
    with pytest.raises(InputError, match="no grid file"):
        run_sweep(tmp_path / "none.toml", "local", "", tmp_path, _quiet)


def test_a_grid_that_is_no_text_and_a_folder_that_is_a_file(tmp_path):
    grid = tmp_path / "grid.toml"
    grid.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not UTF-8"):
        run_sweep(grid, "one", "", tmp_path / "out", _quiet)
    with pytest.raises(InputError, match="cannot hold results"):
        sweep(GRID, _settings(), one_process, grid, _quiet)


def test_a_cluster_needs_an_address():
    with pytest.raises(InputError, match="scheduler="):
        next(dask_cluster({}, [], ""))


def test_tasks_of_another_seed_have_other_names():
    other = GRID.model_copy(update={"seed": 4})
    assert not {t.digest for t in tasks(GRID, _settings())} & {t.digest for t in tasks(other, _settings())}
