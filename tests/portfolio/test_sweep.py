"""A grid gives the same files on one process, a pool and a cluster, and goes on where it stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from fedsheet.core.errors import DataError, InputError
from fedsheet.portfolio.many_paths.project_paths import project_paths
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.grid import SEED, Grid, parse_grid
from fedsheet.portfolio.scenario.variants import axes_of, shown, varied
from fedsheet.record import load_path
from fedsheet.runs import sweep as runs
from fedsheet.runs import sweep_engines as engines
from fedsheet.runs.sweep import Sweep, open_sweep, plan, planned, run, run_sweep
from fedsheet.runs.sweep_engines import dask_cluster, local_pool, one_process, refuse_unlike
from portfolio.settings import AS_OF, setting
from support import snapshot_vintage

pq = pytest.importorskip("pyarrow.parquet")

UNTIL = date(2027, 3, 31)
HEAD = f"schema = 1\nuntil = {UNTIL}\n"
GRID = parse_grid(f'{HEAD}scenarios = ["today", "sell-mbs"]\npaths = 12\nchunk = 5\nseed = 3\n', "grid")
VARIED = f"""{HEAD}scenarios = ["today"]
paths = 2
chunk = 4
[vary]
reserve_management.share = {{ from = 0.08, to = 0.1, step = 0.01 }}
seed = [3, 4]
"""


def _open(grid: Grid, folder: Path) -> Sweep:
    return open_sweep(grid, folder, snapshot_vintage(AS_OF), load_path())


def _quiet(step: str, share: float) -> None:
    assert 0.0 < share <= 1.0, step


def _files(found: Sweep) -> list[bytes]:
    return [found.order.file(part).read_bytes() for part in found.parts]


@cache
def _alone(folder: Path) -> Sweep:
    found = _open(GRID, folder)
    run(found, one_process, _quiet)
    return found


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Sweep:
    return _alone(tmp_path_factory.mktemp("alone"))


def test_pool_and_one_process_write_the_same_bytes(alone, tmp_path):
    pool = _open(GRID, tmp_path)
    run(pool, local_pool(2), _quiet)
    assert _files(alone) == _files(pool)


def test_what_is_read_again_is_what_the_fan_of_each_scenario_draws(alone):
    for name, found in zip(GRID.scenarios, alone.results(), strict=True):
        drawn = project_paths(setting(name, UNTIL), 12, 3)
        assert (found.name, found.days, found.n_paths) == (name, drawn.days, 12)
        for line, values in drawn.lines.items():  # blocks of other widths add up in another order
            np.testing.assert_allclose(found.lines[line], values, rtol=1e-5, atol=1e6, err_msg=line)
        assert np.array_equal(found.gdp, drawn.gdp)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_writes_the_same_bytes(alone, tmp_path):
    distributed = pytest.importorskip("distributed")
    found = _open(GRID, tmp_path)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc"
    ) as cluster:
        run(found, dask_cluster(cluster.scheduler_address), _quiet)
        other = replace(found.order, versions={"fedsheet": "0.0.1"})
        worker = next(iter(cluster.workers.values())).address
        with engines.client_of(cluster.scheduler_address) as client:
            with pytest.raises(InputError, match=r"fedsheet 0\.0\.1") as caught:
                refuse_unlike(client, other)
            assert caught.value.where == worker
    assert _files(alone) == _files(found)
    assert not list(tmp_path.rglob(".*"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_on_a_cluster_loses_nothing(alone, tmp_path):
    distributed = pytest.importorskip("distributed")
    found = _open(GRID, tmp_path)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        parts = dask_cluster(cluster.scheduler_address)(found.order, found.missing)
        next(parts)
        import os
        import signal

        os.kill(pids[0], signal.SIGKILL)
        list(parts)
    assert _files(alone) == _files(found)


def test_a_worker_killed_in_the_pool_is_replaced(tmp_path, monkeypatch):
    """The pool breaks once with two parts done; the rest is computed by the next one."""
    found, calls = _open(GRID, tmp_path), []

    def broken_once(order, missing, n_workers):
        calls.append(len(missing))
        if len(calls) == 1:
            yield from islice(one_process(order, missing), 2)
            raise engines.BrokenProcessPool
        yield from one_process(order, missing)

    monkeypatch.setattr(engines, "_in_pool", broken_once)
    run(found, local_pool(2), _quiet)
    assert calls == [6, 4]
    assert not found.missing

    def always_broken(order, missing, n_workers):
        raise engines.BrokenProcessPool
        yield

    monkeypatch.setattr(engines, "_in_pool", always_broken)
    with pytest.raises(Exception, match="again and again"):
        list(local_pool(2)(found.order, found.parts))


def test_an_interrupted_sweep_goes_on_where_it_stopped(alone, tmp_path):
    found = _open(GRID, tmp_path)

    def killed_after_two(order, missing):
        yield from islice(one_process(order, missing), 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(found, killed_after_two, _quiet)
    computed = []

    def counting(order, missing):
        computed.extend(missing)
        yield from one_process(order, missing)

    run(_open(GRID, tmp_path), counting, _quiet)
    assert len(computed) == len(found.parts) - 2
    assert _files(alone) == _files(found)


def test_lists_and_ranges_stand_in_columns(tmp_path):
    found = _open(parse_grid(VARIED, "grid"), tmp_path)
    assert [len(part.units) for part in found.parts] == [2, 2, 2]
    run(found, one_process, _quiet)
    table = pq.read_table(found.parts_folder)
    rows = set(zip(*(table[name].to_pylist() for name in ("reserve_management.share", "seed", "path")), strict=True))
    assert rows == {(share, seed, path) for share in (0.08, 0.09, 0.1) for seed in (3, 4) for path in (0, 1)}
    results = list(found.results())
    assert [r.name for r in results][:2] == [f"today reserve_management.share=0.08 seed={n}" for n in (3, 4)]
    assert [r.seed for r in results] == [3, 4] * 3
    reserves = [float(r.lines["reserve_balances"][:, -1].mean()) for r in results]
    assert reserves[0] < reserves[4]
    _two_other_readers(found.parts_folder, table.num_rows)


def _two_other_readers(folder: str, n_rows: int) -> None:
    """The lines of docs/files/grid.md, where these readers are installed."""
    try:
        import duckdb
        import polars
    except ImportError:
        return
    assert duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall() == [(n_rows,)]
    assert polars.scan_parquet(folder).select(polars.len()).collect().item() == n_rows


def test_ten_thousand_scenarios_in_ten_lines_are_planned(tmp_path):
    text = (
        f'{HEAD}scenarios = ["today"]\npaths = 100\n[vary]\n'
        "reserve_management.share = { from = 0.08, to = 0.1295, step = 0.0005 }\n"
        "bills_share = { from = 0.25, to = 0.7, step = 0.05 }\n"
        'levers = [{ pull = ["lcr_window"], start = 2027-01-01 }, { pull = ["lcr_stress"], start = 2027-01-01 }]\n'
        "seed = { from = 1, to = 5, step = 1 }\n"
    )
    assert text.count("\n") <= 10
    grid = parse_grid(text, "grid")
    told = plan(_open(grid, tmp_path / "out"), "local", "", 2)
    assert (told.n_scenarios, told.n_paths, told.n_parts, told.n_kept) == (10_000, 1_000_000, 2_000, 0)
    assert told.seconds
    assert told.room > 1e8
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("line", ["seed = { from = 1, to = 20, step = 1 }", "until = [2030-12-31, 2031-12-31]"])
def test_what_varies_above_the_table_is_sent_below_it(line):
    key = line.split()[0]
    with pytest.raises(InputError, match=rf"{key} takes one value here. Several stand below \[vary\]: {key} = …"):
        parse_grid(f'schema = 1\nscenarios = ["today"]\n{line}\n', "grid.toml")


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("rates = 1", "neither a list"), ("rates = []", "neither a list"), ("bills_share = [0.2, 0.2]", "twice"),
        ("bills_share = { from = 0.5, to = 0.2, step = 0.1 }", "neither"), ("seed = [-1]", "no seed"),
        ("shift.3.bp = [1]", "no entry 3"), ("rates.x = [1]", "single value"), ("nonsense = [1]", "nonsense"),
        ("bills_share = [7]", "bills_share"), ("until = [1, 2]", "varies it too"),
        ("seed = { from = 1, to = 900000, step = 1 }", "900,000|100,001"),
        ('rates = ["flat", "forwards"]\nopens = [2026-01-01]\nuntil = [2026-13-01]', "valid TOML"),
    ],
)  # fmt: skip
def test_what_cannot_vary_is_named(vary, said, tmp_path):
    with pytest.raises(InputError, match=said):
        _open(parse_grid(f'{HEAD}scenarios = ["today"]\n[vary]\n{vary}\n', "grid.toml"), tmp_path)


def test_ranges_hold_their_ends_and_days_their_place():
    axes = axes_of(
        {"a": {"b": {"from": 0.1, "to": 0.3, "step": 0.1}}, "c": {"from": 1, "to": 3, "step": 1},
         "d": {"from": date(2027, 1, 31), "to": date(2027, 4, 30), "months": 1}}, "grid",
    )  # fmt: skip
    assert axes["a.b"] == (0.1, 0.2, 0.3)
    assert axes["c"] == (1, 2, 3)
    assert axes["d"] == (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30))


def test_entries_of_lists_are_set_by_their_place_and_added():
    base = load_scenario("today")
    changes = (
        ("action.0.instrument", "treasury_cap"), ("action.0.effective_date", date(2027, 1, 1)), ("action.0.value", 5),
    )  # fmt: skip
    found = varied(base, changes)
    assert [(a.instrument, a.value) for a in found.spec.action] == [("treasury_cap", 5)]
    assert found.digest_text != base.digest_text
    assert "action.0.value=5" in found.name
    assert shown([{"day": date(2027, 1, 1)}]) == "[{day=2027-01-01}]"
    assert SEED not in found.name


def test_a_damaged_result_is_named(alone, tmp_path):
    found = _open(GRID, tmp_path)
    run(found, one_process, _quiet)
    found.order.file(found.parts[0]).write_bytes(b"not a table")
    with pytest.raises(DataError, match="Delete it"):
        list(found.results())


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    found = _open(GRID, tmp_path)
    (tmp_path / "parts").mkdir()
    runs._keep_told(found, tmp_path)
    assert _open(GRID, tmp_path).order.key == found.order.key
    with pytest.raises(InputError, match="another sweep, on figures as of"):
        _open(GRID.model_copy(update={"seed": 4}), tmp_path)
    (tmp_path / runs.TOLD_IN).write_text("{", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        _open(GRID, tmp_path)


def test_room_and_time_are_told_before_anything_starts(tmp_path):
    told = plan(_open(GRID, tmp_path), "one", "", tried_from=99)
    runs._refuse_too_large(told, 1.0)
    with pytest.raises(InputError, match=r"needs 3\.5 GB.*0\.1 GB free"):
        runs._refuse_too_large(replace(told, room=3_200_000_000, free=100_000_000), 1.0)
    with pytest.raises(InputError, match=r"2\.50 hours on 1 worker, more than the 1 allowed"):
        runs._refuse_too_large(replace(told, seconds=9_000.0), 1.0)
    with pytest.raises(InputError, match=r"0\.05 hours on 1 worker, more than the 0\.001 allowed"):
        runs._refuse_too_large(replace(told, seconds=180.0), 0.001)


def test_the_time_of_large_parts_is_told_from_a_few_of_their_paths(tmp_path, monkeypatch):
    tried: list[int] = []
    monkeypatch.setattr(runs, "packed", lambda _, part: tried.append(part.n_paths))
    large = _open(GRID.model_copy(update={"paths": 100_000, "chunk": 100_000}), tmp_path)
    assert plan(large, "one", "", tried_from=99).seconds is not None
    assert tried == [runs.TRIED_PATHS] * 2


def test_an_unknown_engine_and_a_missing_grid(tmp_path):
    with pytest.raises(InputError, match="local"):
        planned(tmp_path / "none.toml", "spark", "", tmp_path)
    with pytest.raises(InputError, match="no grid file"):
        run_sweep(tmp_path / "none.toml", "local", "", tmp_path, _quiet)


def test_a_grid_that_is_no_text_and_a_folder_that_is_a_file(tmp_path):
    grid = tmp_path / "grid.toml"
    grid.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not UTF-8"):
        run_sweep(grid, "one", "", tmp_path / "out", _quiet)
    with pytest.raises(InputError, match="cannot hold results"):
        runs._make(grid)


def test_a_cluster_needs_an_address(alone):
    with pytest.raises(InputError, match="scheduler="):
        next(dask_cluster("")(alone.order, alone.parts))


def test_parts_of_another_seed_have_other_names(alone, tmp_path):
    other = _open(GRID.model_copy(update={"seed": 4}), tmp_path)
    assert not {part.digest for part in other.parts} & {part.digest for part in alone.parts}
