"""Numbers of a workbook as the report shows them: in its units, with its digits, and how a column is headed and wide.

A cell holds the number in the report's unit (亿美元, USD bn, basis points; shares as Excel's percentages), so that a
pivot and an axis speak it too. Where that differs from base units the raw value stands in a hidden column beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from fedsheet.core.units import to_bp, to_pct
from fedsheet.present.table import SIGNIFICANT, Cell, Column, Table
from fedsheet.present.text import Words, sentence_case

DATES = {"date": "yyyy-mm-dd", "iso": "yyyy-mm-dd", "month": "yyyy-mm", "quarter": "yyyy-mm"}
FORM = re.compile(r"(?P<kind>[a-z_]+?)(?P<digits>\d?)(?P<rest>_num|_abs)?(?P<signed>_signed)?")
TWICE_AS_WIDE = re.compile(r"[\u2e80-\U0010ffff]")
DIGITS = re.compile(r"0\.(0+)(?=%|;|$)")  # in a format, those after the point
NARROW, WIDE = 9, 60  # characters of a column
ONE_LINE, WRAPPED = 28, 16  # of one whose heading stands in one line, and where it is too long for that
MOST_READ = 400  # rows looked at for a column's width


@dataclass(frozen=True)
class Form:
    """How a column's numbers are written: from base units to the cell, its format, its unit in the heading."""

    convert: Callable[[float], float]
    pattern: str
    unit: str = ""

    @property
    def is_raw(self) -> bool:
        """Whether the cell holds the base value itself."""
        return self.convert is _same


def _same(value: float) -> float:
    return value


def form_of(form: str, words: Words) -> Form:
    """The form of a column by the name of its readers' form; whatever is no number keeps Excel's own."""
    found = FORM.fullmatch(form)
    if form in DATES:
        return Form(_same, DATES[form])
    if found is None:
        return Form(_same, "General")
    kind, digits, signed = found["kind"], found["digits"], bool(found["signed"])
    if kind in {"money", "usd", "usd_bn"}:
        unit = words.money_unit
        return Form(lambda usd: usd / unit, _pattern(0 if words.language == "zh" else 1, signed), _unit("money", words))
    if kind == "usd_mn":
        return Form(lambda usd: usd / 1e6, _pattern(int(digits or 0), signed), words("common.unit_usd_mn"))
    if kind == "pct":
        return Form(_same, _pattern(int(digits or 1), signed, "%"))
    if kind == "pp":
        return Form(to_pct, _pattern(int(digits or 1), signed), words("report.unit_pp"))
    if kind == "bp":
        return Form(to_bp, _pattern(int(digits or 0), signed=False), words("common.unit_bp"))
    if kind == "thousands":
        people = 1e4 if words.language == "zh" else 1e3
        return Form(lambda persons: persons / people, _pattern(1, signed=False), words("report.unit_people"))
    if kind == "p":
        return Form(_same, _pattern(3, signed=False))
    if kind in {"int", "num"}:
        return Form(_same, _pattern(int(digits or 0), signed))
    return Form(_same, "General")


def _unit(name: str, words: Words) -> str:
    return words(f"common.unit_{name}")


def _pattern(digits: int, signed: bool, after: str = "") -> str:
    """Excel's format of so many digits, with its sign where the report prints one: what rounds to nothing has none."""
    number = ("#,##0" if not after else "0") + ("." + "0" * digits if digits else "") + after
    least = f"{0.5 * 10.0 ** -(digits + 2 * bool(after)):f}".rstrip("0")
    return f"[>={least}]+{number};[<=-{least}]-{number};{number}" if signed else number


@dataclass(frozen=True)
class HeldCells:
    """One column of a sheet: its heading, its format, its cells, and whether it is shown."""

    heading: str
    pattern: str
    cells: tuple[Cell, ...]
    is_shown: bool = True
    unit: str = ""

    @cached_property
    def width(self) -> float:
        """Characters, of Chinese two each: as its longest line needs, within reason; no bracket begins a line alone."""
        head = _long(self.heading) + 4
        head = head if head <= ONE_LINE else WRAPPED
        longest = max((_long(_said(cell, self.pattern)) for cell in set(self.cells[:MOST_READ])), default=0)
        return min(max(longest + 2, head, NARROW), WIDE)

    @property
    def is_words(self) -> bool:
        """Whether its cells are texts."""
        return any(isinstance(cell, str) for cell in self.cells)

    @property
    def is_dates(self) -> bool:
        """Whether its cells are days."""
        return any(isinstance(cell, date) for cell in self.cells)


def columns_of(table: Table, words: Words) -> list[HeldCells]:
    """The columns a reader sees, in the report's units, then the raw ones that differ from them; headings differ."""
    shown = table.for_readers()
    by_column = list(zip(*shown.rows, strict=True)) or [()] * len(shown.columns)
    seen, raw = [], []
    for column, cells in zip(shown.columns, by_column, strict=True):
        form = form_of(column.form, words)
        in_form = tuple(_in_form(cell, column, form, words) for cell in cells)
        seen.append(HeldCells(_heading(column, form, words), form.pattern, in_form, unit=_unit_of(form)))
        if not form.is_raw:
            raw.append(
                HeldCells(words("report.raw", key=column.key), "General", tuple(_trusted(c) for c in cells), False)
            )
    return _unlike([*seen, *raw])


def _heading(column: Column, form: Form, words: Words) -> str:
    """The heading in sentence case, with the unit that cells leave out."""
    label = sentence_case(column.label)
    if not form.unit or form.unit in label:
        return label
    return words("common.heading_unit", heading=label, unit=form.unit)


def _unit_of(form: Form) -> str:
    return form.unit or ("%" if "%" in form.pattern else "")


def _in_form(cell: Cell, column: Column, form: Form, words: Words) -> Cell:
    if isinstance(cell, bool) or (isinstance(cell, str) and column.form.startswith("name:")):
        return words.format(cell, column.form if isinstance(cell, str) else "yesno")
    return _trusted(form.convert(cell)) if isinstance(cell, int | float) else cell


def _trusted(cell: Cell) -> Cell:
    return float(f"{cell:.{SIGNIFICANT}g}") if isinstance(cell, float) else cell


def _unlike(columns: Sequence[HeldCells]) -> list[HeldCells]:
    """Headings of a table differ from one another, also in capitals; a second of one name is numbered."""
    taken: set[str] = set()
    named = []
    for column in columns:
        heading, count = column.heading[:250] or "-", 1
        while heading.casefold() in taken:
            count += 1
            heading = f"{column.heading[:240]} ({count})"
        taken.add(heading.casefold())
        named.append(replace(column, heading=heading))
    return named


def _said(cell: Cell, pattern: str) -> str:
    if isinstance(cell, date):
        return "2026-01-01" if "dd" in pattern else "2026-01"
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        found = DIGITS.search(pattern)
        digits = len(found[1]) if found else 0
        return f"{cell:+,.{digits}f}" if pattern != "General" else f"{cell:.6g}"
    return "" if cell is None else str(cell)


def lines_of(cell: Cell, width: float) -> int:
    """Lines a text wraps to in a column of so many characters; typefaces differ, so that a fifth is left free."""
    if not isinstance(cell, str):
        return 1
    lines = [_long(line) for line in cell.split("\n")]
    return sum(1 if long < width - 1 else 1 + long // max(int(0.85 * width), 1) for long in lines)


def _long(text: str) -> int:
    return max(len(line) + len(TWICE_AS_WIDE.findall(line)) for line in text.split("\n"))


def write(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    """One cell as what it is: a number, a day, a text; nothing where a value is missing."""
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), form)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, form)
    elif cell is not None:
        sheet.write_number(row, column, cell, form)
