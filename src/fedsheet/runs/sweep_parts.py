"""A part of a sweep: computed where it is asked for, written by whoever computed it, read again scenario by scenario.

    work(order, part)  scenario → setting → paths → one Parquet file under its final name, or none
    results(...)       the files of a sweep → each scenario with all its paths, one after another

One row is a path on a day; columns are the scenario, each key that varies, seed, path, date, the lines in US dollars.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.errors import DataError, InputError
from fedsheet.core.manifest import package_versions
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.many_paths.project_paths import LINES, gdp_of, path_days
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import Scenario
from fedsheet.portfolio.scenario.grid import SEED, GridPart, SweepUnit, run_unit
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.portfolio.scenario.variants import shown, varied
from fedsheet.record import PolicyPath
from fedsheet.store.raw import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "parts"


@dataclass(frozen=True)
class Order:
    """What every part of a sweep has in common; sent to each worker once."""

    bases: Mapping[str, Scenario]
    axes: Mapping[str, tuple[Any, ...]]
    vintage: Vintage
    record: PolicyPath
    until: date | None
    folder: str
    versions: Mapping[str, str]
    key: str

    def file(self, part: GridPart) -> Path:
        """Where a part is kept."""
        return Path(self.folder) / FOLDER / f"{part.number:06d}-{part.digest[:16]}.parquet"


@cache
def versions() -> dict[str, str]:
    """What the numbers of a sweep depend on beside its inputs: packages, and the text of this one."""
    text = hashlib.sha256()
    for place in sorted(Path(str(files("fedsheet"))).rglob("*")):
        if place.suffix in (".py", ".toml", ".csv") and "messages" not in place.parts:
            text.update(place.read_bytes())
    return {**package_versions("numpy", "pandas", "pyarrow"), "text": text.hexdigest()[:12]}


def work(order: Order, part: GridPart) -> int:
    """Compute a part and keep it; the bytes written. A worker of another version raises `InputError`."""
    if versions() != order.versions:
        raise InputError(
            "runs.sweep_other_version", where=part.digest[:12], ours=told(order.versions), theirs=told(versions())
        )
    body = packed(order, part)
    write_whole(order.file(part), body)
    return len(body)


def told(found: Mapping[str, str]) -> str:
    """Versions in one line."""
    return ", ".join(f"{name} {version}" for name, version in found.items())


_SETTINGS: dict[str, Setting] = {}
KEPT = 4  # settings remembered by a worker: other paths and seeds of a scenario follow at once


def setting_of_unit(order: Order, unit: SweepUnit) -> Setting:
    """The setting of a unit's scenario."""
    key = f"{order.key} {unit.scenario} {unit.of_scenario!r}"
    found = _SETTINGS.get(key)
    if found is None:
        scenario = varied(order.bases[unit.scenario], unit.of_scenario)
        found = resolve(scenario, order.vintage, order.record, load_parameters(), until=order.until)
        while len(_SETTINGS) >= KEPT:
            _SETTINGS.pop(next(iter(_SETTINGS)), None)
        _SETTINGS[key] = found
    return found


def packed(order: Order, part: GridPart) -> bytes:
    """The Parquet file of a part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.concat_tables([_table(order, unit) for unit in part.units], promote_options="none")
    table = table.replace_schema_metadata({"fedsheet": told(order.versions), "part": part.digest})
    singles = list(LINES)
    out = io.BytesIO()
    names = [name for name in table.column_names if name not in singles and name != "path"]
    pq.write_table(table, out, compression="zstd", use_dictionary=names, use_byte_stream_split=singles)
    return out.getvalue()


def _table(order: Order, unit: SweepUnit) -> pa.Table:
    import pyarrow as pa

    setting = setting_of_unit(order, unit)
    lines = run_unit(setting, unit)
    days, n = path_days(setting), unit.stop - unit.start
    columns: dict[str, Any] = {"scenario": _same(unit.scenario, n * len(days))}
    given = dict(unit.changes)
    for key, values in order.axes.items():
        if key != SEED:
            columns[key] = _same(_cell(given[key], values), n * len(days))
    columns["seed"] = pa.array(np.full(n * len(days), unit.seed, np.int64))
    columns["path"] = pa.array(np.repeat(np.arange(unit.start, unit.stop, dtype=np.int32), len(days)))
    columns["date"] = pa.array(np.tile(np.array(days, dtype="datetime64[D]"), n))
    columns["gdp"] = pa.array(np.tile(gdp_of(setting), n))
    return pa.table(columns | {line: pa.array(lines[line].ravel()) for line in LINES})


def _cell(value: Any, among: Sequence[Any]) -> Any:
    """A value as its column holds it: numbers as floats and days as days where all are, else text."""
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in among):
        return float(value)
    return value if all(type(one) is date for one in among) else shown(value)


def _same(value: Any, n: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(pa.scalar(value), n)


# ---- reading again ------------------------------------------------------------------------------------------------


def results(order: Order, parts: Sequence[GridPart]) -> Iterator[PathResult]:
    """Each scenario and seed with all its paths, in the grid's order; a file that cannot be read is named."""
    every = ((part, place) for part in parts for place in range(len(part.units)))
    for _, group in groupby(every, lambda e: _which(e[0].units[e[1]])):
        found = list(group)
        unit = found[0][0].units[found[0][1]]
        yield _joined(unit, [_of_unit(order, part, place) for part, place in found])


def _which(unit: SweepUnit) -> str:
    return f"{unit.scenario} {unit.changes!r}"


def _joined(unit: SweepUnit, found: Sequence[Mapping[str, Any]]) -> PathResult:
    first = found[0]
    n_days = int(_paths_begin(first["date"])[1])
    lines = {line: np.concatenate([columns[line].reshape(-1, n_days) for columns in found]) for line in LINES}
    days = tuple(first["date"][:n_days].astype("datetime64[D]").astype(date).tolist())
    return PathResult(unit.name, days, lines, first["gdp"][:n_days], unit.seed)


def _of_unit(order: Order, part: GridPart, place: int) -> Mapping[str, Any]:
    """The rows of a part's unit: as many paths as it has, after those of the units before it."""
    columns = _read(str(order.file(part)))
    ends = np.cumsum([0, *(unit.stop - unit.start for unit in part.units)])
    begins = _paths_begin(columns["date"])
    inside = slice(int(begins[ends[place]]), int(begins[ends[place + 1]]))
    return {name: values[inside] for name, values in columns.items()}


def _paths_begin(days: Any) -> Any:
    """The rows at which a path begins, and the number of rows: days rise within a path."""
    return np.concatenate([[0], np.flatnonzero(days[1:] <= days[:-1]) + 1, [len(days)]])


@lru_cache(maxsize=1)
def _read(file: str) -> Mapping[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(file, columns=[*LINES, "gdp", "date"])
    except (OSError, pa.ArrowException) as error:
        raise DataError("runs.sweep_kept_result_cannot_read", name=Path(file).name, error=error) from None
    return {name: table[name].to_numpy() for name in table.column_names}
