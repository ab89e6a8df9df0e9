"""The one table model: typed columns, rows in base units, and the ways out to every medium.

    Column("sofr", "pct2")                     key for machines, form for readers; headed by the term of that key
    Column("n", "int", "outlook.quarters")     headed by another message
    Column("id", "text", "")                   for machines only: readers' media leave it out
    Column("_parameter")                       for readers only: a text made from several cells
    Column("rule", "name:outlook.rule_")       cells are names for machines; readers see the message of each name
    Column("sofr", "pct2", label="SOFR, low")  headed by words made elsewhere

    table.csv()  .records()                    for machines: names as they are, numbers in the publishers' units
    table.csv(base=True)  .frame()             the same in base units: US dollars, decimal rates, dates
    table.shown(words)  .heads(words)          for readers: cells and heads in their language and units

A form is one spec of `Words.format`; it knows unit and digits in both languages. Documents, workbooks and pages draw
the same table in `pdf.py`, `xlsx.py`, `html.py`; a terminal in `terminal.py`.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.text import uncomputed
from fedsheet.core.units import USD_MN, to_bn, to_bp, to_pct
from fedsheet.present.text import MISSING, sentence_case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fedsheet.present.text import Words

Cell = str | float | int | bool | date | None
# Columns for machines that readers see otherwise: rows in grey, names with a mark.
STALE, IMPORTED = "is_stale", "is_imported"
MARK = "†"  # of figures that a user's file brought
SIGNIFICANT = 14  # digits kept of a number: tens of trillions to the dollar; beyond them is float noise
MOST_PLACES = 22  # the largest power of ten that a double holds without error
DATED = ("date", "iso", "month", "quarter")  # forms of days: set to the left as words are
# What a form's numbers are published in, by the beginning of its name: the unit's name and the way from base units.
PUBLISHED: tuple[tuple[str, str, Callable[[float], float]], ...] = (
    ("pct", "percent", to_pct),
    ("pp", "percentage points", to_pct),
    ("bp", "bp", to_bp),
    ("usd_whole", "USD", lambda usd: usd),
    ("usd_mn", "USD mn", lambda usd: usd / USD_MN.scale),
    ("usd", "USD bn", to_bn),
    ("money", "USD bn", to_bn),
)
# Plain numbers count what their form or a part of the column's key names, else nothing: a number.
PLAIN = re.compile(r"(int|num\d|times\d|years\d|p|p_is|days|months|quarters|thousands|millions|persons)(_signed)?")
COUNTED = {
    "days": "days", "weeks": "weeks", "months": "months", "quarters": "quarters", "years": "years", "years1": "years",
    "wam": "years", "duration": "years", "horizon": "years", "bp": "bp", "crps": "bp", "p": "probability",
    "lead": "days", "power": "probability", "rebased": "index", "thousands": "persons", "millions": "persons",
    "persons": "persons",
}  # fmt: skip
A_NUMBER, BY_ROW = "number", "unit"


@dataclass(frozen=True)
class Column:
    """`key` for machines, `form` for readers' cells, `heading` the message that names it (None: the term of the key).

    A key that begins with an underscore marks a column for readers, which machines are not given;

    an empty `label` (the heading in the reader's language, found when the table is made) one for machines. `counts` is
    the unit of plain numbers where neither their form nor the key says it.
    """

    key: str
    form: str = "text"
    heading: str | None = None
    label: str = ""
    counts: str = ""

    @property
    def unit(self) -> str:
        """The unit of its numbers in what machines read: USD bn, percent, days; empty of texts and dates."""
        if self.counts:
            return self.counts
        if PLAIN.fullmatch(self.form):
            parts = self.key.split("_")
            return next((COUNTED[one] for one in (self.form, parts[-1], parts[0]) if one in COUNTED), A_NUMBER)
        return next((unit for start, unit, _ in PUBLISHED if self.form.startswith(start)), "")

    def published(self, cell: Cell) -> Cell:
        """A cell in that unit, to the digits a double can be trusted for; NaN as missing."""
        return _trusted(self.in_unit(cell))

    def in_unit(self, cell: Cell) -> Cell:
        """A cell in that unit, with all its digits."""
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return cell
        convert = _way(self.form)
        return convert(cell) if convert else cell

    def all_published(self, cells: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Many numbers in that unit, as `published` gives those of 1e-8 to 1e14; missing stays NaN."""
        import numpy as np

        convert: Callable[[Any], Any] | None = _way(self.form)
        told = np.asarray(convert(cells) if convert else cells, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            places = SIGNIFICANT - 1 - np.floor(np.log10(np.abs(told)))
        places = np.clip(np.nan_to_num(places, nan=0.0, posinf=0.0), 0.0, MOST_PLACES)
        return np.asarray(np.rint(told * 10.0**places) / 10.0**places)


@cache
def _way(form: str) -> Callable[[float], float] | None:
    """From base units to the published unit of a form; None where they are the same."""
    return next((way for start, _, way in PUBLISHED if form.startswith(start)), None)


@dataclass(frozen=True)
class Table:
    """Rows in base units under typed columns; `id` names its file and sheet, the same in both languages.

    None is missing in every medium: an empty cell, null, a dash. A row of another width raises ValueError.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        widths = {len(self.columns), *(len(row) for row in self.rows)}
        if len(widths) != 1:
            raise ValueError(f"table {self.id}: columns and rows differ in width: {sorted(widths)}")

    @classmethod
    def of(cls, name: str, words: Words, columns: Iterable[Column], rows: Iterable[Sequence[object]]) -> Table:
        """A table headed in the reader's language; numpy scalars become Python's own, NaN becomes missing."""
        headed = tuple(_headed(column, words) for column in columns)
        return cls(name, headed, tuple(tuple(map(_plain, row)) for row in rows))

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.key for column in self.columns)

    @cached_property
    def has_dash(self) -> bool:
        """Whether readers see a cell without a value."""
        table = self.for_readers()
        return any(cell is None or cell == MISSING for row in table.rows for cell in row)

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns for readers, without units."""
        return tuple(column.label for column in self.columns)

    @property
    def formats(self) -> tuple[str, ...]:
        """The form of each column."""
        return tuple(column.form for column in self.columns)

    def where(self, keep: Callable[[Mapping[str, Cell]], object]) -> Table:
        """The rows of which `keep` says yes; it is given each by column key."""
        kept = (row for row in self.rows if keep(dict(zip(self.keys, row, strict=True))))
        return Table(self.id, self.columns, tuple(kept))

    def last(self, count: int) -> Table:
        """The last rows."""
        return Table(self.id, self.columns, self.rows[-count:])

    def named(self, name: str) -> Table:
        """The same table under another id."""
        return Table(name, self.columns, self.rows)

    def pick(self, *keys: str) -> Table:
        """These columns in this order; an unknown key raises `UnknownNameError` with the nearest."""
        unknown = [key for key in keys if key not in self.keys]
        if unknown:
            raise UnknownNameError("column", unknown[0], self.keys, where=self.id)
        places = [self.keys.index(key) for key in keys]
        return self._at(places)

    def for_readers(self) -> Table:
        """Without the columns that only machines need; what came from a user's file is marked."""
        return self.marked()._at([place for place, column in enumerate(self.columns) if column.label])

    @property
    def stale(self) -> tuple[bool, ...]:
        """Which rows show a figure too old to be the present one: every medium prints them in grey."""
        return self._told(STALE)

    def marked(self) -> Table:
        """The same with a mark behind the first word of each row whose figures a user's file brought."""
        brought = self._told(IMPORTED)
        place = next((n for n, c in enumerate(self.columns) if c.label and c.form == "text" and self.is_text(n)), None)
        if place is None or not any(brought):
            return self
        rows = [
            (*row[:place], f"{row[place]} {MARK}", *row[place + 1 :]) if has else row
            for row, has in zip(self.rows, brought, strict=True)
        ]
        return Table(self.id, self.columns, tuple(rows))

    def _told(self, key: str) -> tuple[bool, ...]:
        if key not in self.keys:
            return (False,) * len(self.rows)
        place = self.keys.index(key)
        return tuple(row[place] is True for row in self.rows)

    def _at(self, places: Sequence[int]) -> Table:
        columns = tuple(self.columns[place] for place in places)
        return Table(self.id, columns, tuple(tuple(row[place] for place in places) for row in self.rows))

    def is_text(self, place: int) -> bool:
        """Whether a column holds words (set to the left) rather than numbers."""
        return self._texts[place]

    def is_dated(self, place: int) -> bool:
        """Whether a column holds dates."""
        return self.formats[place] in DATED

    def at_left(self) -> list[bool]:
        """Whether each column stands at the left: words and dates do, numbers do not."""
        return [self.is_text(place) or self.is_dated(place) for place in range(len(self.formats))]

    @cached_property
    def _texts(self) -> tuple[bool, ...]:
        return tuple(any(isinstance(row[n], str | bool) for row in self.rows) for n in range(len(self.columns)))

    # ---- for readers ----

    def heads(self, words: Words) -> list[str]:
        """Headings with the units their cells leave out."""
        return [words.heading(column.label, column.form) for column in self.columns]

    def shown(self, words: Words) -> list[list[str]]:
        """Cells as a reader sees them."""
        return [[words.format(cell, form) for cell, form in zip(row, self.formats, strict=True)] for row in self.rows]

    def told(self, words: Words) -> list[list[str]]:
        """Cells as a document tells them: names and texts with a capital first, as headings have it."""
        texts = self._texts
        return [[sentence_case(c) if texts[n] else c for n, c in enumerate(row)] for row in self.shown(words)]

    # ---- for machines ----

    def for_machines(self) -> Table:
        """Without the columns that only readers need."""
        return self._at([place for place, column in enumerate(self.columns) if not column.key.startswith("_")])

    def units(self) -> list[str]:
        """The unit of each column that machines read; empty where a row of plain numbers has its own beside them."""
        columns = self.for_machines().columns
        by_row = any(column.key == BY_ROW for column in columns)
        return ["" if by_row and column.unit == A_NUMBER else column.unit for column in columns]

    def machine_rows(self, *, base: bool = False) -> list[list[Cell]]:
        """Cells as machines read them: in published units, or in base units; NaN as missing."""
        held = self.for_machines()
        if base:
            return [[_trusted(cell) for cell in row] for row in held.rows]
        return [[column.published(cell) for column, cell in zip(held.columns, row, strict=True)] for row in held.rows]

    def csv(self, *, base: bool = False) -> str:
        """RFC 4180 with the keys as head; numbers in full, dates ISO, missing empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        held = self.for_machines()
        ways = [_cell if base else (lambda cell, of=column: _cell(of.in_unit(cell))) for column in held.columns]
        writer.writerow(held.keys)
        writer.writerows([[way(cell) for way, cell in zip(ways, row, strict=True)] for row in held.rows])
        return text.getvalue()

    def records(self, *, base: bool = False) -> list[dict[str, Cell]]:
        """One mapping a row, by column key."""
        keys = self.for_machines().keys
        return [dict(zip(keys, row, strict=True)) for row in self.machine_rows(base=base)]

    def frame(self) -> pd.DataFrame:
        """The rows in base units as pandas; dates become timestamps."""
        rows, keys = self.machine_rows(base=True), self.for_machines().keys
        held = pd.DataFrame(rows, columns=list(keys))
        for place, key in enumerate(keys):
            if _dated([row[place] for row in rows]):
                held[key] = pd.to_datetime(held[key])
        return held


def to_json(value: object) -> str:
    """Strict JSON (no NaN), dates ISO, Chinese as written."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, default=_iso) + "\n"


def _headed(column: Column, words: Words) -> Column:
    if column.label or column.heading == "":
        return column
    return replace(column, label=words(column.heading or f"terms.{column.key.removeprefix('_')}"))


def _plain(cell: object) -> Cell:
    if type(cell) is str or cell is None:
        return cell
    if type(cell) is not float and hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if cell is None or isinstance(cell, str | int | float | bool | date):
        return cell
    raise TypeError(f"a cell of type {type(cell).__name__}")


def _trusted(cell: Cell) -> Cell:
    if not isinstance(cell, float):
        return cell
    return float(f"{cell:.{SIGNIFICANT}g}") if math.isfinite(cell) else None


def _dated(cells: Collection[Cell]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return bool(held) and all(isinstance(cell, date) for cell in held)


def _cell(cell: Cell) -> Cell:
    """A cell of a CSV: whole numbers without a point, to the digits a double can be trusted for; missing empty; no
    text is a formula.
    """
    if isinstance(cell, str):
        return uncomputed(cell)
    if isinstance(cell, float):
        return f"{cell:.{SIGNIFICANT}g}" if math.isfinite(cell) else ""
    return "" if cell is None else cell


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
