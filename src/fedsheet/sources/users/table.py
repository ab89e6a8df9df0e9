"""A user's table of named columns (prices, holdings, pools, surprises): its head found, its cells typed, or refused.

The head is the first row that names the columns wanted, in our words or in those of the vendors and publishers that
export such tables; rows above it, blank rows, comments that begin with "#" and lines below that name the source are no
data. Every other row is read or stands in the one refusal, with its column and what was seen there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fedsheet.core.errors import InputError
from fedsheet.core.notes import Remark
from fedsheet.core.units import Unit
from fedsheet.sources.users.cells import (
    MISSING,
    RowFinding,
    date_reader,
    is_trailer,
    refuse,
    refuse_either_comma,
    shown,
    value_of,
)  # fmt: skip
from fedsheet.sources.users.grid import Cell, CellGrid, grid_of_bytes

HEAD_WITHIN = 60  # rows of titles that a vendor may set above the head
MOST_NAMED = 12
MOMENT = re.compile(r"^(\S{8,11})[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$")
DAY, NUMBER, TEXT = "day", "number", "text"


@dataclass(frozen=True)
class TableField:
    """One column: its key, what its cells are (day, number, text), other names of it.

    is_needed  whether the column must be there;  is_filled  whether none of its cells may be empty
    unit       the unit whose sign a number may carry (percent: "5.4%")
    """

    key: str
    kind: str
    also: tuple[str, ...] = ()
    is_needed: bool = True
    is_filled: bool = False
    unit: Unit | None = None


@dataclass(frozen=True)
class TableShape:
    """A table one may bring: its columns; names of others that may stand there and are not read ("*": any)."""

    name: str
    fields: tuple[TableField, ...]
    passed_over: tuple[str, ...] = ()

    def field_of(self, head: str) -> TableField | None:
        """The column of this heading."""
        name = plain(head)
        return next((one for one in self.fields if name in {plain(one.key), *map(plain, one.also)}), None)

    def is_passed_over(self, head: str) -> bool:
        """Whether a column of this heading may stand there."""
        return "*" in self.passed_over or plain(head) in map(plain, self.passed_over)


@dataclass(frozen=True)
class TableRow:
    """One row: its number in the file, its cells by key (None = empty), and all of it as it stands."""

    number: int
    cells: Mapping[str, Cell]
    whole: tuple[Cell, ...]


@dataclass
class _Head:
    shape: TableShape
    index: int
    places: dict[str, int] = field(default_factory=dict)
    width: int = 0

    @property
    def filled(self) -> frozenset[str]:
        """The columns of which no cell may be empty."""
        return frozenset(one.key for one in self.shape.fields if one.is_filled)


def plain(head: str) -> str:
    """A heading without its case, blanks and signs: "Coupon (%)" and "coupon_%" are one."""
    return re.sub(r"[\s_()（）\[\]:：.]+", "", unicodedata.normalize("NFKC", head)).lower()


def read_table(raw: bytes, name: str, *shapes: TableShape) -> tuple[TableShape, list[TableRow]]:
    """The shape that the head names, and every row; anything that cannot be read raises `InputError`."""
    grid = grid_of_bytes(raw, name)
    head = _head(grid, shapes)
    rows = [(n, row) for n, row in enumerate(grid.rows, 1) if n > head.index + 1 and not _is_no_data(row)]
    findings = [_odd_width(n, row, head) for n, row in rows if not grid.is_trimmed and len(row) != head.width]
    findings += [RowFinding(n, 0, Remark.of("sources.user_file_hidden")) for n, _ in rows if n in grid.hidden]
    readers = {
        one.key: _reader(one, [row[head.places[one.key]] for _, row in rows if len(row) > head.places[one.key]], grid)
        for one in head.shape.fields if one.key in head.places
    }  # fmt: skip
    found = [TableRow(n, dict(_cells(n, row, head, readers, findings)), row) for n, row in rows]
    refuse([finding for finding in findings if finding.reason], grid)
    if not found:
        raise InputError("sources.table_no_rows", where=grid.where)
    return head.shape, found


def _is_no_data(row: tuple[Cell, ...]) -> bool:
    first = row[0] if row else None
    return is_trailer(row) or (isinstance(first, str) and first.startswith("#") and first not in MISSING)


def _head(grid: CellGrid, shapes: Sequence[TableShape]) -> _Head:
    """The first row that names all columns of a shape; else a refusal with what the likeliest row lacks."""
    best: tuple[int, _Head] | None = None
    for index, row in enumerate(grid.rows[:HEAD_WITHIN]):
        for shape in shapes:
            head = _read_head(index, row, shape, grid)
            missing = [one.key for one in shape.fields if one.is_needed and one.key not in head.places]
            if not missing:
                _refuse_unknown(head, row, grid)
                return head
            if not _is_no_data(row) and (best is None or len(head.places) > best[0]):
                best = len(head.places), head
    if best is None:
        raise InputError("sources.table_no_rows", where=grid.where)
    raise _no_head(grid, best[1], shapes)


def _read_head(index: int, row: tuple[Cell, ...], shape: TableShape, grid: CellGrid) -> _Head:
    head = _Head(shape, index, width=len(row))
    twice = []
    for place, cell in enumerate(row):
        found = shape.field_of(cell) if isinstance(cell, str) else None
        if found and found.key in head.places:
            twice.append(found.key)
        elif found:
            head.places[found.key] = place
    if twice and all(one.key in head.places for one in shape.fields if one.is_needed):
        raise InputError("sources.table_column_twice", where=grid.where, row=index + 1, name=twice[0])
    return head


def _refuse_unknown(head: _Head, row: tuple[Cell, ...], grid: CellGrid) -> None:
    unknown = [
        str(cell) for place, cell in enumerate(row)
        if cell is not None and place not in head.places.values() and not head.shape.is_passed_over(str(cell))
    ]  # fmt: skip
    if unknown:
        known = ", ".join(one.key for one in head.shape.fields)
        raise InputError(
            "sources.table_unknown_columns", where=grid.where, unknown=_listed(unknown), known=known, row=head.index + 1
        )


def _no_head(grid: CellGrid, head: _Head, shapes: Sequence[TableShape]) -> InputError:
    missing = [one.key for one in head.shape.fields if one.is_needed and one.key not in head.places]
    seen = [str(cell) for cell in grid.rows[head.index] if cell is not None]
    wanted = " / ".join(",".join(one.key for one in shape.fields if one.is_needed) for shape in shapes)
    return InputError(
        "sources.table_no_head", where=grid.where, row=head.index + 1, seen=_listed(seen), missing=_listed(missing),
        wanted=wanted,
    )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    shown_ = ", ".join(name[:40] for name in names[:MOST_NAMED])
    return shown_ + (" …" if len(names) > MOST_NAMED else "")


def _odd_width(number: int, row: tuple[Cell, ...], head: _Head) -> RowFinding:
    """A row of another length than the head; empty cells beyond it are nothing."""
    beyond = [cell for cell in row[head.width :] if cell is not None]
    odd = len(row) < head.width or beyond
    reason = Remark.of("sources.table_row_cells", n=len(row), n_head=head.width) if odd else ""
    return RowFinding(number, min(len(row), head.width) - 1 if len(row) < head.width else head.width, reason)


Reader = Callable[[Cell], Cell]


def _reader(one: TableField, column: Sequence[Cell], grid: CellGrid) -> Reader:
    """How the cells of a column are read; days in the one way of writing that reads most of them."""
    if one.kind == DAY:
        as_day = date_reader(map(_without_hour, column), grid.where)
        return lambda cell: _day(_without_hour(cell), as_day)
    if one.kind == NUMBER:
        refuse_either_comma(column, one.unit, grid.where)
        return lambda cell: value_of(cell, one.unit)
    return _text


def _day(cell: Cell, as_day: Callable[[Cell], date | None]) -> date | None:
    found = as_day(cell)
    if found is None and cell is not None and cell not in MISSING:
        raise InputError("sources.user_file_no_date", cell=shown(cell))
    return found


def _without_hour(cell: Cell) -> Cell:
    """The day of a moment: events are listed with their hour."""
    found = MOMENT.match(cell) if isinstance(cell, str) else None
    return found.group(1) if found else cell


def _text(cell: Cell) -> str | None:
    """A text as it stands, without the quotes that keep a spreadsheet from reading it as a number."""
    text = None if cell is None else str(cell).strip().strip("'").strip()
    if text and text.startswith("="):
        raise InputError("sources.user_file_formula", cell=shown(text))
    return text or None


def _cells(
    number: int, row: tuple[Cell, ...], head: _Head, readers: Mapping[str, Reader], findings: list[RowFinding]
) -> Iterator[tuple[str, Cell]]:
    for key, read in readers.items():
        place = head.places[key]
        try:
            value = read(row[place] if place < len(row) else None)
            if value is None and key in head.filled:
                raise InputError("sources.table_empty", name=key)
            yield key, value
        except InputError as error:
            findings.append(RowFinding(number, place, Remark(error)))
