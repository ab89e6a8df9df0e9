"""What a document is made of, without saying how it looks: a section returns a list of these blocks.

    Heading      a title of some depth
    Paragraph    prose                       Bullets   a short list
    Note         a remark in small type      Figure    one chart with the numbers it draws
    TableBlock   one table                   Row       two or three figures side by side

`document.py` numbers figures and tables; `html.py`, `pdf.py`, `figures.py` and `xlsx.py` turn the same blocks into
files.
A number stands in a block either as raw data (with the format that shows it) or inside text that `Words` made.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fedsheet.present.table import Table

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
    """One paragraph of prose; `lead` (a few words, may be empty) stands out before it.

    refers   id of the figure or table that the paragraph rests on: on paper its page is named; may be empty
    """

    text: str
    lead: str = ""
    refers: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of short items."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A remark in small type: what is not shown and why, a definition, a caution."""

    text: str


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
    table: Table
    note: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table in the text; `caption` and `source` as for a figure; `number` is given by the document."""

    table: Table
    caption: str
    source: str
    number: int | None = None


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


def tables(blocks: Iterable[Block]) -> Iterator[Table]:
    """All tables in reading order: those in the text and those behind figures."""
    for block in blocks:
        if isinstance(block, TableBlock):
            yield block.table
        elif isinstance(block, Figure | Row):
            yield from (figure.table for figure in figures([block]))


def numbered(blocks: Sequence[Block], after: int = ORIGINAL_FIGURES) -> list[Block]:
    """The same blocks, every figure and table numbered: figures given stay, the others count on `after` this one."""
    count, tables_so_far = itertools.count(after + 1), itertools.count(1)

    def number(figure: Figure) -> Figure:
        return figure if figure.number is not None else replace(figure, number=next(count))

    def visit(block: Block) -> Block:
        if isinstance(block, Row):
            return Row(tuple(number(figure) for figure in block.figures))
        if isinstance(block, TableBlock):
            return replace(block, number=next(tables_so_far))
        return number(block) if isinstance(block, Figure) else block

    return [visit(block) for block in blocks]
