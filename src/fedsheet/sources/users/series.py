"""A series in a user's file, as Wind, Bloomberg or FRED export it: read whole or refused whole, with row and reason.

Accepted: any rows of labels, then rows of one date and one number, then at most a line that names the source
("数据来源：Wind"). An empty cell and the vendors' own marks of a missing value ("." of FRED, "#N/A N/A" of Bloomberg)
are missing, never zero. Everything else is refused; nothing is repaired.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low
from types import MappingProxyType

from fedsheet.core.errors import InputError
from fedsheet.core.notes import Remark
from fedsheet.core.units import PERCENT, Dimension, Unit
from fedsheet.sources.users.cells import (
    IN_IMPORT,
    RowFinding,
    date_reader,
    is_trailer,
    looks_like_date,
    looks_like_value,
    refuse,
    refuse_either_comma,
    refuse_some_percent,
    shown,
    value_of,
    with_points,
)  # fmt: skip
from fedsheet.sources.users.grid import Cell, CellGrid
from fedsheet.sources.users.headings import labels_of, refuse_other_unit, says_percent

OLDEST = date(1750, 1, 1)
SeriesRow = tuple[int, date, float | None]  # number in the file, day, value (None = missing)
FREQUENCIES = ((4.0, "D"), (10.0, "W"), (45.0, "M"), (135.0, "Q"), (math.inf, "A"))


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
    commas: str = "", fewest: int = 2, percent_is_index: bool = False,
) -> UserSeries:  # fmt: skip
    """The one series of a grid in `unit`; `InputError` lists the first rows that cannot be taken and why.

    Dates in `true_jumps` are those whose thousandfold jump the user vouches for. `commas` says what a comma in a number
    is, "thousands" or "decimal"; where it is "" and both can be meant, the file is refused. `fewest` values make a
    series; one is enough to put right one that is held. `percent_is_index`: a file that says % may mean the index.
    """
    first, as_date = _first_data_row(grid)
    grid = with_points(grid, first) if commas == "decimal" else grid
    place = _value_column(grid, first, column)
    labels = labels_of(grid, first, place)
    refuse_other_unit(grid, first, place, PERCENT if percent_is_index and says_percent(labels) else unit)
    last = _last_data_row(grid, first)
    findings: list[RowFinding] = []
    cells = [row[place] for row in grid.rows[first : last + 1] if len(row) > place]
    refuse_some_percent(cells, unit, grid.where)
    if not commas:
        refuse_either_comma(cells, unit, grid.where, IN_IMPORT)
    rows = list(_rows(grid, range(first, last + 1), place, as_date, unit, findings))
    return checked_series(
        rows, place, unit, grid, findings, today=today, true_jumps=true_jumps, fewest=fewest, labels=labels
    )


def checked_series(
    rows: list[SeriesRow], place: int, unit: Unit, grid: CellGrid, findings: Sequence[RowFinding] = (), *, today: date,
    true_jumps: frozenset[date] = frozenset(), fewest: int = 2, labels: Mapping[str, str] = MappingProxyType({}),
) -> UserSeries:  # fmt: skip
    """A series of rows as read; `findings`, odd days, too few values or a thousandfold jump raise `InputError`."""
    refuse([*findings, *_date_findings(rows, today)], grid)
    held = sorted((day, value) for _, day, value in rows if value is not None)
    if len(held) < fewest:
        raise InputError("sources.user_file_values_found_series_least_2", where=grid.where, n_held=len(held))
    refuse(_jump_findings(rows, place, unit, true_jumps), grid)
    days = tuple(day for day, _ in held)
    every = sorted(day for _, day, _ in rows)
    return UserSeries(days, tuple(v for _, v in held), len(rows) - len(held), labels, _frequency(every))


def _first_data_row(grid: CellGrid) -> tuple[int, Callable[[Cell], date | None]]:
    """Index of the first row that starts with a date and holds something, and how dates are written from there.

    What it holds need not be a number: a formula in the first row is refused like one in any other.
    """
    for index, row in enumerate(grid.rows):
        if row and looks_like_date(row[0]) and any(cell is not None for cell in row[1:]):
            return index, date_reader((one[0] for one in grid.rows[index:] if one), grid.where)
    raise InputError("sources.user_file_row_date_number_found_2", where=grid.where, beginning=_beginning(grid))


def _beginning(grid: CellGrid) -> str:
    """The first cells of the first column, as they stand: what was seen instead of dates."""
    cells = [shown(row[0]) for row in grid.rows[:200] if row and row[0] is not None]
    return ", ".join(cells[:3]) or "with nothing"


def _value_column(grid: CellGrid, first: int, wanted: str | None) -> int:
    """The one column of values, or the one whose header is `wanted`."""
    width = len(grid.rows[first])
    cells = {i: [row[i] for row in grid.rows[first:] if len(row) > i and row[i] is not None] for i in range(1, width)}
    numeric = [i for i, column in cells.items() if any(map(looks_like_value, column))]
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


def _last_data_row(grid: CellGrid, first: int) -> int:
    """The last row before blank lines, the line that names the source and other notes below the figures."""
    last = len(grid.rows) - 1
    while last > first and (is_trailer(grid.rows[last]) or _is_note(grid.rows[last])):
        last -= 1
    return last


def _is_note(row: tuple[Cell, ...]) -> bool:
    """Whether a row holds words in its first cell and nothing else: no figure is lost with it."""
    return isinstance(row[0], str) and not looks_like_date(row[0]) and all(cell is None for cell in row[1:])


def _rows(
    grid: CellGrid,
    indices: range,
    place: int,
    as_date: Callable[[Cell], date | None],
    unit: Unit,
    findings: list[RowFinding],
) -> Iterator[SeriesRow]:
    """(row number, date, value or None where missing) of each row that can be read; the others become findings."""
    for index in indices:
        row = grid.rows[index]
        if index + 1 in grid.hidden:
            findings.append(RowFinding(index + 1, 0, Remark.of("sources.user_file_hidden")))
            continue
        day = as_date(row[0]) if row else None
        if day is None:
            reason = Remark.of("sources.user_file_no_date", cell=shown(row[0] if row else None))
            findings.append(RowFinding(index + 1, 0, reason))
            continue
        try:
            yield index + 1, day, value_of(row[place] if len(row) > place else None, unit)
        except InputError as error:
            findings.append(RowFinding(index + 1, place, Remark(error)))


def _date_findings(rows: list[SeriesRow], today: date) -> Iterator[RowFinding]:
    seen: dict[date, int] = {}
    for number, day, _ in rows:
        if day in seen:
            yield RowFinding(number, 0, Remark.of("sources.user_file_twice", day=day, row=seen[day]))
        if day > today:
            yield RowFinding(number, 0, Remark.of("sources.user_file_future", day=day))
        if day < OLDEST:
            yield RowFinding(number, 0, Remark.of("sources.user_file_old", day=day, oldest=OLDEST))
        seen.setdefault(day, number)
    yield from _order_findings(rows)


def _order_findings(rows: list[SeriesRow]) -> Iterator[RowFinding]:
    """Dates go up throughout or down throughout; one that turns is a mistyped date."""
    steps = [(number, later > earlier) for (_, earlier, _), (number, later, _) in pairwise(rows)]
    upward = sum(up for _, up in steps) * 2 >= len(steps)
    by_number = {number: day for number, day, _ in rows}
    for number, up in steps:
        if up != upward:
            yield RowFinding(number, 0, Remark.of("sources.user_file_order", day=by_number[number]))


def _jump_findings(rows: list[SeriesRow], place: int, unit: Unit, true_jumps: frozenset[date]) -> list[RowFinding]:
    """Amounts that jump a thousandfold from one row to the next look like a change of unit inside the file."""
    if unit.dimension is Dimension.RATE:
        return []
    held = [(number, day, value) for number, day, value in rows if value]
    return [
        RowFinding(number, place, _jumped(value, value / before, day))
        for (_, _, before), (number, day, value) in pairwise(held)
        if day not in true_jumps and _is_unit_jump(value / before)
    ]


def _jumped(value: float, ratio: float, day: date) -> Remark:
    return Remark.of("sources.user_file_jump", value=shown(value), fold=_fold(ratio), day=day)


def _is_unit_jump(ratio: float) -> bool:
    size = abs(math.log10(abs(ratio))) if ratio else math.inf
    return any(abs(size - step) < 0.15 for step in (3, 6, 9))


def _fold(ratio: float) -> str:
    return f"{ratio:,.0f}" if abs(ratio) > 1 else f"1/{1 / ratio:,.0f}"


def _frequency(days: Sequence[date]) -> str:
    """By the gaps between the days of all rows, missing values too: what is left out can only make a gap longer."""
    gap = median_low([(b - a).days for a, b in pairwise(days)] or [1])
    return next(name for limit, name in FREQUENCIES if gap <= limit)
