"""One table model: columns with their unit, rows of plain values; shown as text, CSV or JSON.

A missing value is None everywhere: an empty cell in text and CSV, null in JSON. NaN is turned into None when the table
is built, so that JSON stays strict.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SIGNIFICANT = 14  # digits kept of a number: tens of trillions to the dollar; beyond them is float noise
type_of_cell = str | int | float | bool | date | None


@dataclass(frozen=True)
class Column:
    """`key` names the column in CSV and JSON; `unit` is shown in the head of the text table."""

    key: str
    unit: str = ""
    digits: int | None = None


@dataclass(frozen=True)
class Table:
    """`rows[i][j]` belongs to `columns[j]`; a row of another length raises ValueError."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[type_of_cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        cleaned = tuple(tuple(_strict(cell) for cell in row) for row in self.rows)
        if any(len(row) != len(self.columns) for row in cleaned):
            raise ValueError(f"table {self.name!r}: a row has another length than its {len(self.columns)} columns")
        object.__setattr__(self, "rows", cleaned)

    @classmethod
    def of(cls, name: str, columns: Sequence[Column], rows: Sequence[Sequence[object]], *notes: str) -> Table:
        """A table from any sequences; numpy scalars become Python's own."""
        return cls(name, tuple(columns), tuple(tuple(_plain(cell) for cell in row) for row in rows), notes)

    def to_csv(self) -> str:
        """RFC 4180 with the keys as head; numbers in full, dates ISO."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.key for column in self.columns])
        writer.writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return text.getvalue()

    def records(self) -> list[dict[str, type_of_cell]]:
        """One mapping a row, by column key."""
        return [dict(zip((c.key for c in self.columns), row, strict=True)) for row in self.rows]

    def to_json(self) -> str:
        """A list of records."""
        return to_json(self.records())

    def text_rows(self) -> list[list[str]]:
        """Cells as shown to a reader: thousands separated, `digits` decimals, empty where missing."""
        return [
            [_shown(cell, column.digits) for cell, column in zip(row, self.columns, strict=True)] for row in self.rows
        ]


def to_json(value: object) -> str:
    """Strict JSON (no NaN), dates ISO, Chinese as written."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, default=_iso) + "\n"


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _plain(cell: object) -> type_of_cell:
    if hasattr(cell, "item"):
        cell = cell.item()
    if cell is None or isinstance(cell, str | int | float | bool | date):
        return cell
    raise TypeError(f"a cell of type {type(cell).__name__}")


def _strict(cell: type_of_cell) -> type_of_cell:
    if not isinstance(cell, float):
        return cell
    return float(f"{cell:.{SIGNIFICANT}g}") if math.isfinite(cell) else None


def _shown(cell: type_of_cell, digits: int | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    if digits is not None:
        return f"{round(cell, digits) + 0.0:,.{digits}f}"  # + 0.0: no minus before a rounded zero
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.10g}"
