"""A user's CSV or XLSX as a grid of cells, read as if it came from an enemy: bounded, nothing evaluated.

A cell is None (empty), a number, a date, or text. A formula in XLSX stays text that begins with "=" and is refused by
the reader of the grid: the number a formula shows is whatever program saved the file last.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from fedsheet.core.errors import InputError
from fedsheet.core.system import system
from fedsheet.sources.users.workbook import MAX_COLUMNS, MAX_ROWS, Value, sheet_of

Cell = Value

MAX_FILE_BYTES = 32 * 2**20
PIECE = 2**20
MAX_CELLS = 2_000_000
MAX_TEXT = 1_000
MAX_ROW_TEXT = 400_000  # characters: as many columns as may be, of labels
LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)?")
CUT_MARKS = (codecs.BOM_UTF8[:1], codecs.BOM_UTF8[:2])
_ENCODINGS = ("utf-8-sig", "gb18030")
_OF_NO_TEXT = re.compile("[\ue000-\uf8ff]")  # private use: what Big5 read as GB 18030 is full of
DECIMAL_COMMA = re.compile(r"^[+-]?[\d. ]*\d,\d+$")
DECIMAL, DECIMAL_IN_IMPORT = "sources.user_grid_row_may_decimal_comma_2", "sources.user_import_row_decimal_comma"


@dataclass(frozen=True)
class CellGrid:
    """`rows[i]` is row `i + 1` of the file; `where` names the file, and the sheet of a workbook.

    is_trimmed  whether empty cells at the end of a row are left out, as a workbook leaves them out
    left        columns at the left that are empty throughout and left out
    hidden      rows, counted from 1, that a workbook does not show
    """

    rows: tuple[tuple[Cell, ...], ...]
    where: str
    is_trimmed: bool = False
    left: int = 0
    hidden: frozenset[int] = frozenset()

    def without_margin(self) -> CellGrid:
        """The grid without the columns at its left that hold nothing, as a sheet laid out by hand has them."""
        filled = (next((n for n, cell in enumerate(row) if cell is not None), MAX_COLUMNS) for row in self.rows)
        left = min(filled, default=0)
        rows = tuple(row[left:] for row in self.rows) if left else self.rows
        return replace(self, rows=rows, left=left)


def grid_of_bytes(raw: bytes, name: str, sheet: str | None = None, *, commas: str | None = None) -> CellGrid:
    """The cells of a file's bytes; what is packed as a bomb or is not a table raises `InputError`.

    commas  what a comma in a number is, where the user can say so: "thousands", "decimal" or ""; None: he cannot
    """
    path = Path(name)
    if raw.startswith(b"PK\x03\x04"):
        found = sheet_of(raw, name, sheet)
        rows = tuple(_counted((_short(row, number, path) for number, row in enumerate(found.rows, 1)), path))
        grid = CellGrid(rows, f"{name} [{found.name}]", is_trimmed=True, hidden=found.hidden)
        return grid.without_margin()
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("sources.user_grid_old_or_encrypted_excel_2", path=path)
    return _text(raw, path, commas=commas)


def bounded_bytes(path: Path, most: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a file; one that is absent, empty or too large raises `InputError`."""
    try:
        if not path.is_file():
            raise InputError("sources.user_grid_file_2", path=str(path))
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise InputError("sources.user_grid_cannot_read_2", path=str(path), strerror=system(error)) from error
    if len(raw) > most:
        raise InputError("sources.user_grid_larger_than_mib_2", path=path, max_file_bytes=most // 2**20)
    if not raw.strip():
        raise InputError("sources.user_grid_empty_2", path=path)
    return raw


def _text(raw: bytes, path: Path, *, commas: str | None = None) -> CellGrid:
    text = _decoded(raw, path)
    delimiter = delimiter_of(text)
    lines = _Lines(text, path)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = lines.rows(reader)
    if delimiter == ";" and not commas:
        rows = _without_decimal_commas(rows, path, DECIMAL if commas is None else DECIMAL_IN_IMPORT)
    try:
        return CellGrid(tuple(_counted(_bounded(rows, path), path)), str(path)).without_margin()
    except csv.Error as error:
        raise InputError("sources.user_grid_line_csv_2", where=str(path), line_num=reader.line_num) from error


class _Lines:
    """The lines of a text, one after the other, as long as no row takes more of them than any table's does."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path, self.at, self.taken, self.number = text, path, 0, 0, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.text):
            raise StopIteration
        found = LINE.match(self.text, self.at)
        end = found.end() if found else len(self.text)
        line_at, self.at = self.at, end
        self.number += 1
        self.taken += end - line_at
        if self.taken > MAX_ROW_TEXT:
            raise InputError(
                "sources.user_grid_row_too_long", where=str(self.path), number=self.number, max_text=MAX_ROW_TEXT
            )
        return self.text[line_at:end]

    def rows(self, reader: Iterable[list[str]]) -> Iterator[list[str]]:
        """The reader's rows, each with its own room."""
        for row in reader:
            self.taken = 0
            yield row


def _decoded(raw: bytes, path: Path) -> str:
    return raw.decode(encoding_of(raw, path))


def encoding_of(raw: bytes, path: Path) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030 as Wind writes it; told piece by piece, so that no text is held."""
    if raw in CUT_MARKS:  # which a decoder that is fed in pieces takes for a text of nothing
        raise InputError("sources.user_grid_text_file_2", path=path)
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS:
        try:
            pieces = codecs.iterdecode((raw[at : at + PIECE] for at in range(0, len(raw), PIECE)), encoding)
            for piece in pieces:
                if "\0" in piece:
                    break
                if encoding == "gb18030" and _OF_NO_TEXT.search(piece):
                    raise InputError("sources.user_grid_other_encoding", where=str(path))
            else:
                return encoding
        except UnicodeError:
            continue
    raise InputError("sources.user_grid_text_file_2", path=path)


def delimiter_of(text: str) -> str:
    """The separator met most often in the first lines; a comma where none is."""
    head = text[:20_000]
    return max(",\t;", key=lambda mark: (head.count(mark), mark == ","))


def _without_decimal_commas(rows: Iterable[list[str]], path: Path, said: str) -> Iterator[list[str]]:
    """Rows of a file that keeps the comma for decimals: 1,523 there is 1.523, elsewhere 1523; it is not guessed."""
    for number, row in enumerate(rows, 1):
        for cell in row:
            if DECIMAL_COMMA.match(cell.strip()):
                raise InputError(said, where=str(path), number=number, cell=cell.strip()[:40])
        yield row


def _bounded(rows: Iterable[list[str]], path: Path) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows, 1):
        _check_shape(number, len(row), path)
        yield tuple(bounded_text(cell.strip(), number, path) or None for cell in row)


def _counted(rows: Iterable[tuple[Cell, ...]], path: Path) -> Iterator[tuple[Cell, ...]]:
    """The rows, as long as they hold no more cells than anybody's series has."""
    n_cells = 0
    for row in rows:
        n_cells += len(row)
        if n_cells > MAX_CELLS:
            raise InputError("sources.user_grid_more_than_cells_2", where=str(path), max_cells=MAX_CELLS)
        yield row


def _check_shape(number: int, n_columns: int, path: Path) -> None:
    if number > MAX_ROWS:
        raise InputError("sources.user_grid_more_than_rows_2", where=str(path), max_rows=MAX_ROWS)
    if n_columns > MAX_COLUMNS:
        raise InputError(
            "sources.user_grid_row_more_than_columns_2", where=str(path), number=number, max_columns=MAX_COLUMNS
        )


def bounded_text(text: str, number: int, path: Path) -> str:
    """The same text; one longer than any label is refused."""
    if len(text) > MAX_TEXT:
        raise InputError("sources.user_grid_row_holds_cell_longer_2", where=str(path), number=number, max_text=MAX_TEXT)
    return text


def _short(row: tuple[Cell, ...], number: int, path: Path) -> tuple[Cell, ...]:
    """The same row; a text longer than any label is refused."""
    for cell in row:
        if isinstance(cell, str):
            bounded_text(cell, number, path)
    return row
