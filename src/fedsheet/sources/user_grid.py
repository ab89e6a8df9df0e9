"""A user's CSV or XLSX as a grid of cells, read as if it came from an enemy: bounded, nothing evaluated.

A cell is None (empty), a number, a date, or text. A formula in XLSX stays text that begins with "=" and is refused by
the reader of the grid: the number a formula shows is whatever program saved the file last.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fedsheet.core.errors import InputError

Cell = None | int | float | date | str

MAX_FILE_BYTES = 32 * 2**20
MAX_UNPACKED_BYTES = 256 * 2**20
MAX_PART_BYTES = 8 * 2**20  # of parts that are neither sheets nor their texts: styles, themes, links
LARGE_PARTS = re.compile(r"(worksheets/[^/]+|sharedStrings)\.xml$")
SCALED_FORMAT = re.compile(r"[0#],+(?![0#,?])")
MAX_MEMBERS = 2_000
MAX_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELLS = 2_000_000
MAX_TEXT = 1_000
_ENCODINGS = ("utf-8-sig", "gb18030")
DECIMAL_COMMA = re.compile(r"^[+-]?[\d. ]*\d,\d+$")


@dataclass(frozen=True)
class CellGrid:
    """`rows[i]` is row `i + 1` of the file; `where` names the file, and the sheet of a workbook."""

    rows: tuple[tuple[Cell, ...], ...]
    where: str


def grid_of_bytes(raw: bytes, name: str, sheet: str | None = None, *, commas: str = "") -> CellGrid:
    """The cells of a file's bytes; what is packed as a bomb or is not a table raises `InputError`.

    commas  what a comma in a number is, where the user says so: "thousands", "decimal" or ""
    """
    path = Path(name)
    if raw.startswith(b"PK\x03\x04"):
        return _workbook(raw, path, sheet)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("sources.user_grid_old_or_encrypted_excel_2", path=path)
    return _text(raw, path, says_commas=bool(commas))


def bounded_bytes(path: Path) -> bytes:
    """The bytes of a file; one that is absent, empty or too large raises `InputError`."""
    try:
        if not path.is_file():
            raise InputError("sources.user_grid_file_2", path=str(path))
        with path.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError("sources.user_grid_cannot_read_2", path=str(path), strerror=error.strerror) from error
    if len(raw) > MAX_FILE_BYTES:
        raise InputError("sources.user_grid_larger_than_mib_2", path=path, max_file_bytes=MAX_FILE_BYTES // 2**20)
    if not raw.strip():
        raise InputError("sources.user_grid_empty_2", path=path)
    return raw


def _text(raw: bytes, path: Path, *, says_commas: bool = False) -> CellGrid:
    text = _decoded(raw, path)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = _without_decimal_commas(reader, path) if delimiter == ";" and not says_commas else reader
    try:
        return CellGrid(tuple(_counted(_bounded(rows, path), path)), str(path))
    except csv.Error as error:
        raise InputError(
            "sources.user_grid_line_csv_2", where=str(path), line_num=reader.line_num, error=error
        ) from error


def _decoded(raw: bytes, path: Path) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030 as Wind writes it."""
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError("sources.user_grid_text_file_2", path=path)


def _delimiter(text: str) -> str:
    """The separator met most often in the first lines; a comma where none is."""
    head = text[:20_000]
    return max(",\t;", key=lambda mark: (head.count(mark), mark == ","))


def _without_decimal_commas(rows: Iterable[list[str]], path: Path) -> Iterator[list[str]]:
    """Rows of a file that keeps the comma for decimals: 1,523 there is 1.523, elsewhere 1523; it is not guessed."""
    for number, row in enumerate(rows, 1):
        for cell in row:
            if DECIMAL_COMMA.match(cell.strip()):
                raise InputError(
                    "sources.user_grid_row_may_decimal_comma_2", where=str(path), number=number, cell=cell.strip()[:40]
                )
        yield row


def _bounded(rows: Iterable[list[str]], path: Path) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows, 1):
        _check_shape(number, len(row), path)
        yield tuple(_bounded_text(cell.strip(), number, path) or None for cell in row)


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


def _bounded_text(text: str, number: int, path: Path) -> str:
    if len(text) > MAX_TEXT:
        raise InputError("sources.user_grid_row_holds_cell_longer_2", where=str(path), number=number, max_text=MAX_TEXT)
    return text


def _workbook(raw: bytes, path: Path, sheet: str | None) -> CellGrid:
    """The named sheet, or the only one; checked for bombs, entities and encryption before any XML is parsed."""
    _check_package(raw, path)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on damaged files; each means the same here
        raise InputError("sources.user_grid_readable_workbook_2", path=path, name=type(error).__name__) from error
    name = _sheet_name(book.sheetnames, sheet, path)
    where = f"{path} [{name}]"
    try:
        rows = book[name].iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1)
        shown = (tuple(_as_shown(cell, number, path) for cell in row) for number, row in enumerate(rows, 1))
        typed = (_typed(row, number, path) for number, row in enumerate(shown, 1))
        return CellGrid(tuple(_counted(typed, path)), where)
    except InputError:
        raise
    except Exception as error:  # the same: a sheet is parsed only while it is read
        raise InputError("sources.user_grid_damaged_2", where_=where, name=type(error).__name__) from error
    finally:
        book.close()


def _check_package(raw: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = package.infolist()
            _check_members(members, path)
            for member in members:
                _check_member(package, member, path)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise InputError("sources.user_grid_damaged_workbook_2", path=path, error=error) from error


def _as_shown(cell: Any, number: int, path: Path) -> object:
    """A cell's value as its number format shows it: 0.054 shown as 5.40% is "5.4%"; scaled formats are refused."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number_format = re.sub(r'"[^"]*"|\\.', "", str(cell.number_format))
    if "%" in number_format:
        return f"{round(value * 100, 10)!r}%"
    if SCALED_FORMAT.search(number_format):
        raise InputError(
            "sources.user_grid_row_cell_holds_shows",
            where=str(path),
            number=number,
            value=value,
            number_format=number_format[:40],
        )
    return value


def _check_members(members: list[zipfile.ZipInfo], path: Path) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            "sources.user_grid_unpacks_mib_parts_2",
            path=path,
            unpacked=unpacked / 2**20,
            n_members=len(members),
            max_unpacked_bytes=MAX_UNPACKED_BYTES // 2**20,
            max_members=MAX_MEMBERS,
        )
    for member in members:
        if member.file_size > MAX_PART_BYTES and not LARGE_PARTS.search(member.filename):
            raise InputError(
                "sources.user_grid_holds_part_mib_sheet",
                path=path,
                file_size=member.file_size / 2**20,
                filename=member.filename[:60],
            )


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """No password, no document type (entities), and not a byte more than the directory promises."""
    if member.flag_bits & 1:
        raise InputError("sources.user_grid_encrypted_2", path=path)
    with package.open(member) as part:
        head = part.read(4_096)
        size = len(head)
        while chunk := part.read(2**20):
            size += len(chunk)
            if size > member.file_size:
                raise InputError("sources.user_grid_holds_more_than_declares_2", path=path, filename=member.filename)
    if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper():
        raise InputError("sources.user_grid_declares_xml_entities_2", path=path, filename=member.filename)


def _sheet_name(names: list[str], wanted: str | None, path: Path) -> str:
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in names and wanted is not None:
        return wanted
    what = f"has no sheet {wanted!r}" if wanted else f"has {len(names)} sheets"
    raise InputError("sources.user_grid_x_2", path=path, what_=what, names=", ".join(names[:12]))


def _typed(row: tuple[object, ...], number: int, path: Path) -> tuple[Cell, ...]:
    n_filled = max((place for place, value in enumerate(row, 1) if value is not None), default=0)
    _check_shape(number, n_filled, path)
    return tuple(_cell(value, number, path) for value in row[:n_filled])


def _cell(value: object, number: int, path: Path) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, int | float | date):
        return value
    return _bounded_text(str(value).strip(), number, path) or None
