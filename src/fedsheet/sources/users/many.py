"""Many series in one long table (series, day and value a row), read row by row and never held whole.

The first row names the columns; one names the series of each row, one the day, one the value. Of a row only what is
needed is kept: the number of its line, the place of its day among all days met, its value. What ends the reading at
once: more rows or series than may be, a row or a cell longer than any table's, a thousand rows that cannot be read.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fedsheet.core.errors import InputError
from fedsheet.core.notes import Remark
from fedsheet.core.units import Unit
from fedsheet.sources.users.cells import (
    IN_IMPORT,
    MISSING,
    RowFinding,
    date_reader,
    is_trailer,
    refuse,
    refuse_either_comma,
    shown,
    value_of,
    with_points,
)
from fedsheet.sources.users.grid import (
    MAX_ROW_TEXT,
    Cell,
    CellGrid,
    bounded_text,
    delimiter_of,
    encoding_of,
)
from fedsheet.sources.users.headings import refuse_other_unit
from fedsheet.sources.users.series import SeriesRow, UserSeries, checked_series
from fedsheet.sources.users.workbook import MAX_COLUMNS

MAX_ROWS, MAX_SERIES, MOST_ODD = 1_000_000, 10_000, 1_000
MAX_FILE_BYTES = 64 * 2**20
STEP = 50_000
Progress = Callable[[str, float], None]


@dataclass
class _Column:
    """What is kept of the rows of one series: lines from 1, days by their place in `_Table.days`, values as read."""

    lines: array[int] = field(default_factory=lambda: array("l"))
    days: array[int] = field(default_factory=lambda: array("l"))
    values: array[float] = field(default_factory=lambda: array("d"))


@dataclass
class _Table:
    """Every series by its name, the days met as they were written, and rows that cannot be read."""

    where: str
    unit: Unit
    commas: str
    of_series: dict[str, _Column] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    odd: list[RowFinding] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # values with a comma, and one without
    is_plain: bool = False

    def put(self, number: int, name: Cell, day: Cell, value: Cell, place: int) -> None:
        """Keep one row; a missing value is none."""
        if not isinstance(name, str) or day is None:
            self.odd.append(RowFinding(number, 0, Remark.of("sources.user_many_no_name", cell=shown(name or day))))
            return
        if value is None or value in MISSING:
            return
        try:
            read = value_of(self._pointed(value), self.unit)
        except InputError as error:
            self.odd.append(RowFinding(number, place, Remark(error)))
            return
        kept = self.of_series.setdefault(name, _Column())
        kept.lines.append(number)
        kept.days.append(self.days.setdefault(str(day), len(self.days)))
        kept.values.append(0.0 if read is None else read)

    def _pointed(self, value: Cell) -> Cell:
        if self.commas == "decimal":
            return with_points(CellGrid(((None, value),), self.where), 0).rows[0][1]
        if not self.commas and isinstance(value, str) and ("," in value or not self.is_plain):
            self.said.append(value)
            self.is_plain = self.is_plain or "," not in value
        return value

    def refuse_too_much(self, number: int) -> None:
        """More than any file holds, or more that is odd than anybody reads."""
        if number > MAX_ROWS + 1:
            raise InputError("sources.user_grid_more_than_rows_2", where=self.where, max_rows=MAX_ROWS)
        if len(self.of_series) > MAX_SERIES:
            raise InputError("sources.user_many_series", where=self.where, most=MAX_SERIES)
        if len(self.odd) > MOST_ODD:
            refuse(self.odd, CellGrid((), self.where))


def many_series(
    raw: bytes, name: str, by: str, unit: Unit, *, today: date, column: str | None = None,
    true_jumps: frozenset[date] = frozenset(), commas: str = "", progress: Progress = lambda _what, _share: None,
) -> dict[str, UserSeries]:  # fmt: skip
    """Every series of a long table by its name; `InputError` lists the first rows that cannot be taken and why.

    by      heading of the column that names the series;  column  that of the values, where there are several
    """
    rows = _rows(raw, name)
    head = next(rows, (1, ()))[1]
    places = _places(head, by, column, name)
    refuse_other_unit(CellGrid((head,), name), 1, places[2], unit)
    table = _Table(name, unit, commas)
    for number, row in rows:
        if number % STEP == 0:
            progress(name, min(number / MAX_ROWS, 1.0))
        if len(row) <= max(places) or row[0] is None:
            if not is_trailer(row):
                table.odd.append(RowFinding(number, 0, Remark.of("sources.user_many_no_name", cell=shown(row[0]))))
            continue
        series, day, value = (row[place] for place in places)
        table.put(number, series, day, value, places[2])
        table.refuse_too_much(number)
    refuse_either_comma(table.said, table.unit, table.where, IN_IMPORT)
    refuse(table.odd, CellGrid((), name))
    return dict(_checked(table, places[2], today, true_jumps))


def _checked(table: _Table, place: int, today: date, true_jumps: frozenset[date]) -> Iterator[tuple[str, UserSeries]]:
    """One series after the other, held to what a series of its own file is held to."""
    grid = CellGrid((), table.where)
    as_date = date_reader(table.days, table.where)
    written = list(table.days)
    days = [as_date(text) for text in written]
    for name in sorted(table.of_series):
        kept = table.of_series.pop(name)
        findings = [
            RowFinding(line, 0, Remark.of("sources.user_file_no_date", cell=shown(written[n])))
            for line, n in zip(kept.lines, kept.days, strict=True) if days[n] is None
        ]  # fmt: skip
        rows: list[SeriesRow] = [
            (line, day, value) for line, n, value in zip(kept.lines, kept.days, kept.values, strict=True)
            if (day := days[n]) is not None
        ]  # fmt: skip
        yield name, checked_series(rows, place, table.unit, grid, findings, today=today, true_jumps=true_jumps)


def _places(head: tuple[Cell, ...], by: str, column: str | None, name: str) -> tuple[int, int, int]:
    """Where the series, the day and the value of a row stand."""
    names = [str(cell or "") for cell in head]
    shown_names = ", ".join(names[:12])
    if names.count(by) != 1:
        raise InputError("sources.user_file_no_single_column", where=name, wanted=by, names=shown_names)
    days = [n for n, text in enumerate(names) if text.strip().lower() in DAY_HEADS]
    rest = [n for n, text in enumerate(names) if text and n not in (names.index(by), *days)]
    values = [n for n in rest if names[n] == column] if column else rest
    if len(days) != 1 or len(values) != 1:
        raise InputError("sources.user_many_columns", where=name, names=shown_names, by=by)
    return names.index(by), days[0], values[0]


DAY_HEADS = frozenset({
    "date", "day", "observation_date", "time", "period", "trade_date", "日期", "时间", "交易日期", "指标日期",
})  # fmt: skip


def _rows(raw: bytes, name: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows of a text with their numbers, decoded in pieces; a workbook has no room for what needs this."""
    path = Path(name)
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError("sources.user_many_text", where=name)
    stream = io.TextIOWrapper(io.BytesIO(raw), encoding_of(raw, path), newline="")
    mark = delimiter_of(stream.read(20_000))
    stream.seek(0)
    reader = csv.reader(_lines(stream, name), delimiter=mark, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            if len(row) > MAX_COLUMNS:
                raise InputError(
                    "sources.user_grid_row_more_than_columns_2", where=name, number=number, max_columns=MAX_COLUMNS
                )
            yield number, tuple(bounded_text(cell.strip(), number, path) or None for cell in row)
    except csv.Error as error:
        raise InputError("sources.user_grid_line_csv_2", where=name, line_num=reader.line_num) from error


def _lines(stream: io.TextIOWrapper, name: str) -> Iterator[str]:
    number = 0
    while line := stream.readline(MAX_ROW_TEXT + 1):
        number += 1
        if len(line) > MAX_ROW_TEXT:
            raise InputError("sources.user_grid_row_too_long", where=name, number=number, max_text=MAX_ROW_TEXT)
        yield line
