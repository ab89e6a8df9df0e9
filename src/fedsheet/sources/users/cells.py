"""Cells of a user's table as days, numbers and texts; what a row holds that cannot be, in one sentence.

An empty cell and the vendors' own marks of a missing value ("." of FRED, "#N/A N/A" of Bloomberg) are missing, never
zero. A number may carry the sign of the unit it is in; a comma in it is a group of thousands or, by the user's own
word, a decimal comma: where both can be meant nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from fedsheet.core.errors import InputError
from fedsheet.core.largest import CELL
from fedsheet.core.notes import Remark
from fedsheet.core.units import PERCENT, Dimension, Unit
from fedsheet.sources.users.grid import Cell, CellGrid

MISSING = frozenset({
    ".", "#N/A N/A", "#N/A", "N/A", "--", "ND", "#N/A Field Not Applicable", "NA", "NaN", "nan", "NAN",
})  # fmt: skip
SOURCE_LINE = re.compile(
    r"^\s*((数据|資料|资料)?(来源|來源)|注|註|备注|備註|说明|更新时间|Source|Data source|Notes?|Last updated)\s*[:：]?",
    re.IGNORECASE,
)  # fmt: skip
PLAIN = re.compile(r"^[+-]?(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,2})?$")
DECIMAL_COMMA = re.compile(r"^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?$")
ONE_GROUP = re.compile(r"^[+-]?[1-9]\d{0,2},\d{3}$")
COMMAS = ("", "thousands", "decimal")
MARKED = re.compile(r"^(.*\d)\s*(%|％|bp|bps|BP|亿|万亿|bn|BN|mn|MN|[kKmMbB])$")
NAMED = re.compile(r"^(?:(\d{1,2})[- ])?([A-Za-z]{3,9})\.?[- ](?:(\d{1,2}),? )?(\d{4})$")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
PERCENT_SIGN = re.compile(r"\d\s*[%％]$")
# The first day of Excel's calendar: serial 60 is a 29 February 1900 that never was, so day 0 is moved back by one.
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 73_051)  # 1954-10-03 to 2100-01-01
MOST_SHOWN = 5


@dataclass(frozen=True)
class RowFinding:
    """Why a row cannot be taken: `row` counts from 1 and `place` of the column from 0, shown as a spreadsheet does."""

    row: int
    place: int
    reason: str


def letters(place: int) -> str:
    """The name of a column as a spreadsheet has it: A, B, …, Z, AA."""
    return (letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def looks_like_date(cell: Cell) -> bool:
    """Whether a cell is a date in one of the ways of writing that are read."""
    return isinstance(cell, date) or any(reader(cell) is not None for reader in _READERS.values())


def looks_like_value(cell: Cell) -> bool:
    """Whether a cell is a number or a mark of a missing one."""
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFKC", cell).replace("\N{MINUS SIGN}", "-")
    return isinstance(cell, int | float) or (isinstance(cell, str) and (cell in MISSING or bool(PLAIN.match(cell))))


def _iso(cell: Cell) -> date | None:
    return _matched(cell, r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?$", (1, 2, 3))


def _month(cell: Cell) -> date | None:
    """2024-01 and 2024年1月 are the month that begins on that day; 2024Q1 the quarter."""
    found = re.match(r"^(\d{4})(?:[-/年](\d{1,2})月?|年?[Qq第]([1-4])季?度?)$", cell) if isinstance(cell, str) else None
    month = (int(found.group(2)) if found.group(2) else 3 * int(found.group(3)) - 2) if found else 0
    return date(int(found.group(1)), month, 1) if found and 1 <= month <= 12 else None


def _named(cell: Cell) -> date | None:
    """31-Jan-2024 and Jan 31, 2024 as Bloomberg and others write it; January 2024 is the month."""
    found = NAMED.match(cell) if isinstance(cell, str) else None
    if not found or (found.group(1) and found.group(3)):
        return None
    month = next((n for n, name in enumerate(MONTHS, 1) if name.startswith(found.group(2).lower())), 0)
    try:
        return date(int(found.group(4)), month, int(found.group(1) or found.group(3) or 1))
    except ValueError:
        return None


def _compact(cell: Cell) -> date | None:
    text = str(cell) if isinstance(cell, int) else cell
    return _matched(text, r"^((?:17|18|19|20)\d{2})(\d{2})(\d{2})$", (1, 2, 3))


def _month_first(cell: Cell) -> date | None:
    return _matched(cell, r"^(\d{1,2})/(\d{1,2})/(\d{4})$", (3, 1, 2))


def _day_first(cell: Cell) -> date | None:
    return _matched(cell, r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$", (3, 2, 1))


def _serial(cell: Cell) -> date | None:
    """Excel's count of days, as a number or as digits."""
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(\.0+)?", cell):
        cell = float(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1 and int(cell) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(cell))
    return None


def _matched(cell: Cell, pattern: str, order: tuple[int, int, int]) -> date | None:
    found = re.match(pattern, cell) if isinstance(cell, str) else None
    if not found:
        return None
    try:
        return date(*(int(found.group(i)) for i in order))
    except ValueError:
        return None


_READERS: Mapping[str, Callable[[Cell], date | None]] = {
    "YYYY-MM-DD": _iso, "YYYY-MM": _month, "DD Mon YYYY": _named, "YYYYMMDD": _compact, "MM/DD/YYYY": _month_first,
    "DD/MM/YYYY": _day_first, "Excel serial": _serial,
}  # fmt: skip


def date_reader(cells: Iterable[Cell], where: str) -> Callable[[Cell], date | None]:
    """The one way of writing dates that reads most of a column; 03/04/2020 throughout is refused, not guessed."""
    column = [cell for cell in cells if cell is not None and not isinstance(cell, date)]
    if not column:
        return lambda cell: cell if isinstance(cell, date) else None
    counts = {name: sum(reader(cell) is not None for cell in column) for name, reader in _READERS.items()}
    best = max(counts, key=lambda name: counts[name])
    if counts["MM/DD/YYYY"] == counts["DD/MM/YYYY"] > 0 and best == "MM/DD/YYYY":
        raise InputError("sources.user_file_dates_such_can_read_2", where=where, column=str(column[0])[:40])
    return lambda cell: cell if isinstance(cell, date) else _READERS[best](cell)


def value_of(cell: Cell, unit: Unit | None) -> float | None:
    """A number, None where missing; `InputError` says why anything else is refused."""
    if cell is None or (isinstance(cell, str) and cell in MISSING):
        return None
    if isinstance(cell, str):
        cell = _number_in(cell, unit)
    if isinstance(cell, date):
        raise InputError("sources.user_file_date_as_number", cell=cell)
    if not abs(cell) <= CELL:
        raise InputError("sources.user_file_not_finite", cell=cell)
    return float(cell)


def _number_in(text: str, unit: Unit | None) -> float:
    text = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")  # full-width digits, the printed minus
    if text.startswith("="):
        raise InputError("sources.user_file_formula", cell=shown(text))
    if PLAIN.match(text):
        return float(text.replace(",", ""))
    marked = MARKED.match(text)
    if marked and marked.group(2) in "%％" and unit == PERCENT and PLAIN.match(marked.group(1).strip()):
        return float(marked.group(1).replace(",", ""))
    if marked:
        name = unit or "—"
        raise InputError("sources.user_file_marked", cell=shown(text), mark=marked.group(2), unit=name)
    raise InputError("sources.user_file_text", cell=shown(text))


def is_trailer(row: tuple[Cell, ...]) -> bool:
    """Whether a row below the figures is blank or names their source."""
    filled = [cell for cell in row if cell is not None]
    return not filled or (isinstance(row[0], str) and bool(SOURCE_LINE.match(row[0])))


def has_decimal_comma(text: str) -> bool:
    """Whether a text is a number with a comma that no way of writing thousands has: 0,250 and 1.234,5."""
    return "," in text and not PLAIN.match(text) and bool(DECIMAL_COMMA.match(text))


class CommaKeys(NamedTuple):
    """What is said of a comma that can be read in two ways, and of a decimal comma, with the way out there is."""

    either: str
    decimal: str


IN_TABLE = CommaKeys("sources.user_file_can_or", "sources.user_file_column_decimal_comma")
IN_IMPORT = CommaKeys("sources.user_import_can_or", "sources.user_import_decimal_comma")


def refuse_either_comma(cells: Iterable[Cell], unit: Unit | None, where: str, said: CommaKeys = IN_TABLE) -> None:
    """5,400 is five thousand in one country and five point four in another: refused where the column does not say."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell not in MISSING]
    if decimal := next(filter(has_decimal_comma, texts), None):
        raise InputError(said.decimal, where=where, cell=shown(decimal))
    with_comma = [text for text in texts if ONE_GROUP.match(text)]
    tells = any("." in text or text.count(",") > 1 for text in texts)
    is_rate = unit is not None and unit.dimension is Dimension.RATE
    if with_comma and (is_rate or (not tells and len(with_comma) == len(texts))):
        raise InputError(
            said.either,
            where=where,
            with_comma=with_comma[0],
            replace=with_comma[0].replace(",", ""),
            replace_2=with_comma[0].replace(",", "."),
        )


def refuse_some_percent(cells: Sequence[Cell], unit: Unit, where: str) -> None:
    """A column of which some numbers carry a percent sign and some do not: 0.05 beside 5.31% can be either."""
    held = [cell for cell in cells if looks_like_value(cell) and cell not in MISSING and str(cell).strip("+-0.")]
    signed = next((cell for cell in cells if isinstance(cell, str) and PERCENT_SIGN.search(cell)), None)
    if unit == PERCENT and held and signed is not None:
        raise InputError("sources.user_file_some_percent", where=where, signed=shown(signed), cell=shown(held[0]))


def with_points(grid: CellGrid, first: int) -> CellGrid:
    """The same grid with the decimal commas of all numbers from row `first` on, beside the dates, written as points."""

    def written(cell: Cell) -> Cell:
        is_number = isinstance(cell, str) and DECIMAL_COMMA.match(cell)
        return str(cell).replace(".", "").replace(",", ".") if is_number else cell

    rows = [(*row[:1], *map(written, row[1:])) if n >= first else row for n, row in enumerate(grid.rows)]
    return replace(grid, rows=tuple(rows))


def refuse(findings: Sequence[RowFinding], grid: CellGrid) -> None:
    """One refusal that names the first rows, each with column, reason and what was seen; nothing where none is odd."""
    if not findings:
        return
    first = sorted(findings, key=lambda f: (f.row, f.place))[:MOST_SHOWN]
    told = [
        Remark.of("sources.user_file_row", row=f.row, column=letters(f.place + grid.left), reason=f.reason)
        for f in first
    ]
    more = len({f.row for f in findings} - {f.row for f in first})
    rest = [Remark.of("sources.user_file_more_rows", n=more)] if more else []
    raise InputError("sources.user_file_x_2", where=grid.where, shown=Remark().and_(*told, *rest))


def shown(cell: Cell) -> str:
    """A cell as it is quoted in a message."""
    if cell is None:
        return Remark.of("sources.user_file_empty_cell")
    text = repr(cell if isinstance(cell, str) else str(cell))
    return text if len(text) <= 40 else f"{text[:37]}...'"
