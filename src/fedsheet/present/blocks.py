"""What a document is made of, without saying how it looks: a section returns a list of these blocks.

    Heading      a title of some depth
    Paragraph    prose                       Bullets   a short list
    Note         a remark in small type      Figure    one chart with the numbers it draws
    TableBlock   one table                   Row       two or three figures side by side

`document.py` numbers the figures; `html.py`, `pdf.py`, `figures.py` and `xlsx.py` turn the same blocks into files.
A number stands in a block either as raw data (with the format that shows it) or inside text that `Words` made.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

Cell = str | float | int | date | None
Spec = Mapping[str, object]
ORIGINAL_FIGURES = 14  # the original report's figures keep their numbers, also where some cannot be drawn


@dataclass(frozen=True)
class Heading:
    """A title; `level` 1 opens a chapter, 2 a section, 3 a part of a section; `document` numbers the first two."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of prose; `lead` (a few words, may be empty) stands out before it."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of short items."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A remark in small type: what is not shown and why, a definition, a caution."""

    text: str


@dataclass(frozen=True)
class DataTable:
    """Raw cells under headings in the reader's language.

    id        file name of the table's CSV and sheet, the same in both languages
    keys      column names for machines, the same in both languages
    headings  column names for readers; an empty one marks a column for machines, which documents leave out
    formats   one `Words.format` spec a column ("text", "usd_bn1", "bp", "date", …); shows the cell, changes nothing
    rows      raw values in base units: US dollars, decimal rates, dates; None is "missing" and shows as a dash
    """

    id: str
    keys: tuple[str, ...]
    headings: tuple[str, ...]
    formats: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        widths = {len(self.keys), len(self.headings), len(self.formats), *(len(row) for row in self.rows)}
        if len(widths) != 1:
            raise ValueError(f"table {self.id}: columns, formats and rows differ in width: {sorted(widths)}")

    def last(self, count: int) -> DataTable:
        """The table's last rows."""
        return replace(self, rows=self.rows[-count:])

    def for_readers(self) -> DataTable:
        """The table without the columns that only machines need."""
        kept = [place for place, heading in enumerate(self.headings) if heading]
        keys, headings, formats = (
            tuple(values[place] for place in kept) for values in (self.keys, self.headings, self.formats)
        )
        return DataTable(
            self.id, keys, headings, formats, tuple(tuple(row[place] for place in kept) for row in self.rows)
        )


@dataclass(frozen=True)
class Figure:
    """One chart.

    id       file name of its SVG, PNG and CSV, the same in both languages
    number   of the original report's figures (1–14); None is numbered in the order of the document
    spec     Vega-Lite
    caption  the finding, one sentence, generated from the numbers; shown above the figure as "Figure N: …"
    source   publisher and series, shown under the figure; with what is derived and how
    table    the numbers drawn, in base units
    note     what a reader must know to read it (a missing series, a base date); may be empty
    """

    id: str
    number: int | None
    spec: Spec
    caption: str
    source: str
    table: DataTable
    note: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table in the text; `caption` and `source` as for a figure."""

    table: DataTable
    caption: str
    source: str


@dataclass(frozen=True)
class Row:
    """Two or three figures side by side (below one another where the page is narrow)."""

    figures: tuple[Figure, ...]


Block = Heading | Paragraph | Bullets | Note | Figure | TableBlock | Row


def figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    """All figures in reading order, those inside rows too."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Row):
            yield from block.figures


def tables(blocks: Iterable[Block]) -> Iterator[DataTable]:
    """All tables in reading order: those in the text and those behind figures."""
    for block in blocks:
        if isinstance(block, TableBlock):
            yield block.table
        elif isinstance(block, Figure | Row):
            yield from (figure.table for figure in figures([block]))


def numbered(blocks: Sequence[Block], after: int = ORIGINAL_FIGURES) -> list[Block]:
    """The same blocks with a number on every figure: those given stay, the others count on `after` this one."""
    count = itertools.count(after + 1)

    def number(figure: Figure) -> Figure:
        return figure if figure.number is not None else replace(figure, number=next(count))

    def visit(block: Block) -> Block:
        if isinstance(block, Row):
            return Row(tuple(number(figure) for figure in block.figures))
        return number(block) if isinstance(block, Figure) else block

    return [visit(block) for block in blocks]
