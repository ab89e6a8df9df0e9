"""A series in a user's file, as Wind, Bloomberg or FRED export it: read whole or refused whole, with row and reason.

Accepted: any rows of labels, then rows of one date and one number, then at most a line that names the source
("数据来源：Wind"). An empty cell and the vendors' own marks of a missing value ("." of FRED, "#N/A N/A" of Bloomberg)
are missing, never zero. Everything else is refused; nothing is repaired.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from fedsheet.core.errors import InputError
from fedsheet.core.notes import Note
from fedsheet.core.units import ALIASES, PERCENT, UNITS, Dimension, Unit
from fedsheet.sources.user_grid import Cell, CellGrid

MISSING = frozenset({".", "#N/A N/A", "#N/A", "N/A", "--", "ND", "#N/A Field Not Applicable"})
SOURCE_LINE = re.compile(
    r"^\s*((数据|資料|资料)?(来源|來源)|注|註|备注|備註|说明|更新时间|Source|Data source|Notes?|Last updated)\s*[:：]?",
    re.IGNORECASE,
)  # fmt: skip
PLAIN = re.compile(r"^[+-]?(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,2})?$")
DECIMAL_COMMA = re.compile(r"^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?$")
ONE_GROUP = re.compile(r"^[+-]?[1-9]\d{0,2},\d{3}$")
COMMAS = ("", "thousands", "decimal")
IN_BRACKETS = re.compile(r"[(（]([^()（）]{1,40})[)）]\s*$")
MARKED = re.compile(r"^(.*\d)\s*(%|％|bp|bps|BP|亿|万亿|bn|BN|mn|MN|[kKmMbB])$")
# The first day of Excel's calendar: serial 60 is a 29 February 1900 that never was, so day 0 is moved back by one.
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 73_051)  # 1954-10-03 to 2100-01-01
OLDEST = date(1750, 1, 1)
# What a header may call the unit, in the words of the vendors; an unknown word decides nothing.
UNIT_WORDS: Mapping[str, tuple[Dimension, float]] = {
    **{word: (UNITS[name].dimension, UNITS[name].scale) for word, name in ALIASES.items()},
    "万美元": (Dimension.MONEY, 1e4), "亿美元": (Dimension.MONEY, 1e8),
}  # fmt: skip
OTHER_MONEY = re.compile(
    r"^(千|万|百万|千万|亿|十亿|万亿)?(元|人民币|欧元|日元|英镑|港元)$|\b(CNY|RMB|EUR|JPY|GBP|HKD)\b"
)
UNIT_LABELS = frozenset({"单位", "單位", "unit", "units"})
FREQUENCIES = ((4.0, "D"), (10.0, "W"), (45.0, "M"), (135.0, "Q"), (math.inf, "A"))


@dataclass(frozen=True)
class RowFinding:
    """Why a row cannot be taken; `row` counts from 1 as a spreadsheet does."""

    row: int
    reason: str


@dataclass(frozen=True)
class UserSeries:
    """Dates ascending and unique, values as in the file; `labels` stand above the data, `missing` counts gaps."""

    days: tuple[date, ...]
    values: tuple[float, ...]
    missing: int
    labels: Mapping[str, str]
    frequency: str


def series_of_grid(
    grid: CellGrid, unit: Unit, *, today: date, column: str | None = None, true_jumps: frozenset[date] = frozenset(),
    commas: str = "", fewest: int = 2,
) -> UserSeries:  # fmt: skip
    """The one series of a grid in `unit`; `InputError` lists the first rows that cannot be taken and why.

    Dates in `true_jumps` are those whose thousandfold jump the user vouches for. `commas` says what a comma in a number
    is, "thousands" or "decimal"; where it is "" and both can be meant, the file is refused. `fewest` values make a
    series; one is enough to put right one that is held.
    """
    first, as_date = _first_data_row(grid)
    place = _value_column(grid, first, column)
    labels = _labels(grid, first, place)
    _check_unit_row(labels, unit, grid)
    last = _last_data_row(grid, first)
    findings: list[RowFinding] = []
    if commas == "decimal":
        grid = _with_points(grid, range(first, last + 1), place)
    elif not commas:
        _refuse_either_comma(grid, range(first, last + 1), place, unit)
    rows = list(_rows(grid, range(first, last + 1), place, as_date, unit, findings))
    findings += _date_findings(rows, today)
    _refuse(findings, grid)
    held = sorted((day, value) for _, day, value in rows if value is not None)
    if len(held) < fewest:
        raise InputError("sources.user_file_values_found_series_least_2", where=grid.where, n_held=len(held))
    _refuse(_jump_findings(rows, unit, true_jumps), grid)
    days = tuple(day for day, _ in held)
    return UserSeries(days, tuple(v for _, v in held), len(rows) - len(held), labels, _frequency(days))


def _first_data_row(grid: CellGrid) -> tuple[int, Callable[[Cell], date | None]]:
    """Index of the first row that starts with a date and holds something, and how dates are written from there.

    What it holds need not be a number: a formula in the first row is refused like one in any other.
    """
    for index, row in enumerate(grid.rows):
        if row and _looks_like_date(row[0]) and any(cell is not None for cell in row[1:]):
            return index, _date_reader(grid, index)
    raise InputError("sources.user_file_row_date_number_found_2", where=grid.where, beginning=_beginning(grid))


def _beginning(grid: CellGrid) -> str:
    """The first cells of the first column, as they stand: what was seen instead of dates."""
    cells = [_shown(row[0]) for row in grid.rows[:200] if row and row[0] is not None]
    return ", ".join(cells[:3]) or "with nothing"


def _refuse_either_comma(grid: CellGrid, indices: range, place: int, unit: Unit) -> None:
    """5,400 is five thousand in one country and five point four in another: refused where nothing in the file says."""
    cells = [row[place] for index in indices if len(row := grid.rows[index]) > place]
    texts = [cell for cell in cells if isinstance(cell, str) and cell not in MISSING]
    with_comma = [text for text in texts if ONE_GROUP.match(text)]
    says = any("." in text or text.count(",") > 1 for text in texts)
    is_rate = unit.dimension is Dimension.RATE
    if with_comma and (is_rate or (not says and len(with_comma) == len(texts))):
        raise InputError(
            "sources.user_file_can_or",
            where=grid.where,
            with_comma=with_comma[0],
            replace=with_comma[0].replace(",", ""),
            replace_2=with_comma[0].replace(",", "."),
        )


def _with_points(grid: CellGrid, indices: range, place: int) -> CellGrid:
    """The same grid with the decimal commas of its values written as points."""

    def written(cell: Cell) -> Cell:
        is_number = isinstance(cell, str) and DECIMAL_COMMA.match(cell)
        return str(cell).replace(".", "").replace(",", ".") if is_number else cell

    rows = [
        tuple(written(cell) if n == place and index in indices else cell for n, cell in enumerate(row))
        for index, row in enumerate(grid.rows)
    ]
    return CellGrid(tuple(rows), grid.where)


def _looks_like_date(cell: Cell) -> bool:
    return isinstance(cell, date) or any(reader(cell) is not None for reader in _READERS.values())


def _looks_like_value(cell: Cell) -> bool:
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
    "YYYY-MM-DD": _iso, "YYYY-MM": _month, "YYYYMMDD": _compact, "MM/DD/YYYY": _month_first, "DD/MM/YYYY": _day_first,
    "Excel serial": _serial,
}  # fmt: skip


def _date_reader(grid: CellGrid, first: int) -> Callable[[Cell], date | None]:
    """The one way of writing dates that reads most of the column; 03/04/2020 throughout is refused, not guessed."""
    column = [row[0] for row in grid.rows[first:] if row and row[0] is not None and not isinstance(row[0], date)]
    if not column:
        return lambda cell: cell if isinstance(cell, date) else None
    counts = {name: sum(reader(cell) is not None for cell in column) for name, reader in _READERS.items()}
    best = max(counts, key=lambda name: counts[name])
    if counts["MM/DD/YYYY"] == counts["DD/MM/YYYY"] > 0 and best == "MM/DD/YYYY":
        raise InputError("sources.user_file_dates_such_can_read_2", where=grid.where, column=column[0])  # fmt: skip
    return lambda cell: cell if isinstance(cell, date) else _READERS[best](cell)


def _value_column(grid: CellGrid, first: int, wanted: str | None) -> int:
    """The one column of values, or the one whose header is `wanted`."""
    width = len(grid.rows[first])
    cells = {i: [row[i] for row in grid.rows[first:] if len(row) > i and row[i] is not None] for i in range(1, width)}
    numeric = [i for i, column in cells.items() if any(map(_looks_like_value, column))]
    filled = numeric or [i for i, column in cells.items() if column]  # text alone is refused below, row by row
    headers = {i: [str(r[i]) for r in grid.rows[:first] if len(r) > i and r[i] is not None] for i in filled}
    if wanted is None and len(filled) == 1:
        return filled[0]
    found = [i for i in filled if wanted in headers[i]]
    if wanted is not None and len(found) == 1:
        return found[0]
    names = ", ".join(headers[i][0] if headers[i] else f"column {i + 1}" for i in filled[:12])
    if wanted:
        raise InputError("sources.user_file_no_single_column", where=grid.where, wanted=wanted, names=names)
    raise InputError("sources.user_file_columns_hold_numbers", where=grid.where, n_filled=len(filled), names=names)


def _labels(grid: CellGrid, first: int, place: int) -> dict[str, str]:
    rows = (row for row in grid.rows[:first] if len(row) > place and row[0] is not None and row[place] is not None)
    return {str(row[0]).rstrip(":： "): str(row[place]) for row in rows}


def _check_unit_row(labels: Mapping[str, str], unit: Unit, grid: CellGrid) -> None:
    """A unit the file itself names must be the one the user names."""
    for label, text in labels.items():
        if label.lower() in UNIT_LABELS and OTHER_MONEY.search(text.strip()):
            raise InputError("sources.user_file_file_says_money_counted_2", where=grid.where, label=label, text=text)
        bracketed = IN_BRACKETS.search(text.strip())
        word = text if label.lower() in UNIT_LABELS else bracketed.group(1) if bracketed else ""
        said = UNIT_WORDS.get(word.strip().lower())
        if said and said != (unit.dimension, unit.scale):
            raise InputError(
                "sources.user_file_file_says_unit_says_2", where=grid.where, label=label, text=text, name=unit.name
            )


def _last_data_row(grid: CellGrid, first: int) -> int:
    """The last row before blank lines and the line that names the source."""
    last = len(grid.rows) - 1
    while last > first and _is_trailer(grid.rows[last]):
        last -= 1
    return last


def _is_trailer(row: tuple[Cell, ...]) -> bool:
    filled = [cell for cell in row if cell is not None]
    return not filled or (isinstance(row[0], str) and bool(SOURCE_LINE.match(row[0])))


def _rows(
    grid: CellGrid,
    indices: range,
    place: int,
    as_date: Callable[[Cell], date | None],
    unit: Unit,
    findings: list[RowFinding],
) -> Iterator[tuple[int, date, float | None]]:
    """(row number, date, value or None where missing) of each row that can be read; the others become findings."""
    for index in indices:
        row = grid.rows[index]
        day = as_date(row[0]) if row else None
        if day is None:
            findings.append(
                RowFinding(index + 1, Note.of("sources.user_file_no_date", cell=_shown(row[0] if row else None)))
            )
            continue
        try:
            yield index + 1, day, _value(row[place] if len(row) > place else None, unit)
        except InputError as error:
            findings.append(RowFinding(index + 1, Note(error)))


def _value(cell: Cell, unit: Unit) -> float | None:
    """A number, None where missing; `InputError` says why anything else is refused."""
    if cell is None or (isinstance(cell, str) and cell in MISSING):
        return None
    if isinstance(cell, str):
        cell = _number_in(cell, unit)
    if isinstance(cell, date):
        raise InputError("sources.user_file_date_as_number", cell=cell)
    if not math.isfinite(cell):
        raise InputError("sources.user_file_not_finite", cell=cell)
    return float(cell)


def _number_in(text: str, unit: Unit) -> float:
    text = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")  # full-width digits, the printed minus
    if text.startswith("="):
        raise InputError("sources.user_file_formula", cell=_shown(text))
    if PLAIN.match(text):
        return float(text.replace(",", ""))
    marked = MARKED.match(text)
    if marked and marked.group(2) in "%％" and unit == PERCENT and PLAIN.match(marked.group(1).strip()):
        return float(marked.group(1).replace(",", ""))
    if marked:
        raise InputError("sources.user_file_marked", cell=_shown(text), mark=marked.group(2), unit=unit.name)
    raise InputError("sources.user_file_text", cell=_shown(text))


def _date_findings(rows: list[tuple[int, date, float | None]], today: date) -> Iterator[RowFinding]:
    seen: dict[date, int] = {}
    for number, day, _ in rows:
        if day in seen:
            yield RowFinding(number, Note.of("sources.user_file_twice", day=day, row=seen[day]))
        if day > today:
            yield RowFinding(number, Note.of("sources.user_file_future", day=day))
        if day < OLDEST:
            yield RowFinding(number, Note.of("sources.user_file_old", day=day, oldest=OLDEST))
        seen.setdefault(day, number)
    yield from _order_findings(rows)


def _order_findings(rows: list[tuple[int, date, float | None]]) -> Iterator[RowFinding]:
    """Dates go up throughout or down throughout; one that turns is a mistyped date."""
    steps = [(number, later > earlier) for (_, earlier, _), (number, later, _) in pairwise(rows)]
    upward = sum(up for _, up in steps) * 2 >= len(steps)
    by_number = {number: day for number, day, _ in rows}
    for number, up in steps:
        if up != upward:
            yield RowFinding(number, Note.of("sources.user_file_order", day=by_number[number]))


def _jump_findings(
    rows: list[tuple[int, date, float | None]], unit: Unit, true_jumps: frozenset[date]
) -> list[RowFinding]:
    """Amounts that jump a thousandfold from one row to the next look like a change of unit inside the file."""
    if unit.dimension is Dimension.RATE:
        return []
    held = [(number, day, value) for number, day, value in rows if value]
    return [
        RowFinding(number, Note.of("sources.user_file_jump", value=_shown(value), fold=_fold(value / before), day=day))
        for (_, _, before), (number, day, value) in pairwise(held)
        if day not in true_jumps and _is_unit_jump(value / before)
    ]  # fmt: skip


def _is_unit_jump(ratio: float) -> bool:
    size = abs(math.log10(abs(ratio)))
    return any(abs(size - step) < 0.15 for step in (3, 6, 9))


def _fold(ratio: float) -> str:
    return f"{ratio:,.0f}" if abs(ratio) > 1 else f"1/{1 / ratio:,.0f}"


def _refuse(findings: list[RowFinding], grid: CellGrid) -> None:
    if not findings:
        return
    first = sorted(findings, key=lambda f: f.row)[:3]
    shown = [Note.of("sources.user_file_row", row=f.row, reason=f.reason) for f in first]
    rest = [Note.of("sources.user_file_more_rows", n=len(findings) - 3)] if len(findings) > 3 else []
    raise InputError("sources.user_file_x_2", where=grid.where, shown=Note().and_(*shown, *rest))


def _frequency(days: tuple[date, ...]) -> str:
    gap = median([(b - a).days for a, b in pairwise(days)] or [1])
    return next(name for limit, name in FREQUENCIES if gap <= limit)


def _shown(cell: Cell) -> str:
    if cell is None:
        return Note.of("sources.user_file_empty_cell")
    text = repr(cell if isinstance(cell, str) else str(cell))
    return text if len(text) <= 40 else f"{text[:37]}...'"
