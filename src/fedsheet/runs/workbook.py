"""A workbook of series that asks for them again: read at the door, written with its query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.series import Series
from fedsheet.core.system import system
from fedsheet.present.powerquery import Row, workbook
from fedsheet.present.text import Words
from fedsheet.sources.catalogue import licence
from fedsheet.store import vintage
from fedsheet.store.raw import write_whole

MOST_ROWS = 1_000_000


def write(ids: Sequence[str], to: Path, start: str, words: Words) -> int:
    """Write it; the number of values. Only names that are known, and as many rows as a sheet can hold."""
    first = parse_date(start, where="<from>")
    if to.suffix.lower() != ".xlsx":
        raise InputError("runs.workbook_ending", name=str(to))
    known = vintage()
    found = [known[series_id].between(first) for series_id in ids]
    rows = [row for one in found for row in _rows(one, known.as_of)]
    if len(rows) > MOST_ROWS:
        raise InputError("store.export_values_do_fit_sheet", n_rows=len(rows))
    says = {key: words(f"data.workbook_{key}") for key in ("heading", "how", "token")}
    try:
        write_whole(to, workbook(rows, [s.id for s in found], str(first), says))
    except OSError as error:
        raise InputError("store.export_cannot_written", path=str(to), strerror=system(error)) from error
    return len(rows)


def _rows(one: Series, as_of: date) -> Iterator[Row]:
    what = one.definition
    told = one.unit.name, what.publisher, licence(what), as_of
    days = one.values.index.to_numpy().astype("datetime64[D]").astype(object)
    for day, value in zip(days, one.values.to_numpy(), strict=True):
        yield (one.id, day, float(value), *told)
