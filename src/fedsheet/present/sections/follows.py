"""What follows from a section: sentences said from the figures its own tables show, so that nothing is computed twice.

told(blocks, results, words)        the same blocks, each section's conclusions after its opening words

A sentence is a function of `Shown`, registered under the table that its section shows; where a figure it needs is not
held it is left out (`LookupError`). What each says is in `messages/<language>/follows.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module

from fedsheet.present.blocks import Block, Bullets, Heading, Note, Paragraph, tables
from fedsheet.present.table import Cell, Table
from fedsheet.present.text import Words

Row = Mapping[str, Cell]
YEAR = timedelta(days=364)
ROOMS = ("follows_now", "follows_markets", "follows_history")


class NotHeldError(LookupError):
    """A figure that a conclusion needs is not held on the report's day."""


@dataclass(frozen=True)
class Shown:
    """All tables a document shows, by id, and the rooms' results behind them."""

    tables: Mapping[str, Table]
    results: Mapping[str, object]

    def rows(self, name: str, *needed: str) -> list[Row]:
        """The rows of a table in which these columns are held; none held is a `NotHeldError`."""
        table = self.tables[name]
        rows: list[Row] = [dict(zip(table.keys, row, strict=True)) for row in table.rows]
        found = [row for row in rows if all(row[key] is not None for key in needed)]
        if not found:
            raise NotHeldError(name)
        return found

    def row(self, name: str, key: str, value: Cell) -> Row:
        """The first row with this value in a column."""
        return next(iter(row for row in self.rows(name) if row[key] == value), None) or _missing(name)

    def numbers(self, name: str, key: str) -> list[float]:
        """A column without what is missing."""
        return [number(row, key) for row in self.rows(name, key)]


def _missing(name: str) -> Row:
    raise NotHeldError(name)


def number(row: Row, key: str) -> float:
    """A cell as a number."""
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotHeldError(key)
    return float(value)


def day(row: Row, key: str = "date") -> date:
    """A cell as a day."""
    value = row[key]
    if not isinstance(value, date):
        raise NotHeldError(key)
    return value


def a_year_apart(rows: Sequence[Row]) -> tuple[Row, Row]:
    """The last of dated rows, and before it the newest that is a year older."""
    last = rows[-1]
    for row in reversed(rows):
        if day(row) <= day(last) - YEAR:
            return row, last
    raise NotHeldError("date")


Sentence = Callable[[Shown, Words], str]
SAID: dict[str, list[Sentence]] = {}


def says(table: str) -> Callable[[Sentence], Sentence]:
    """Registers a conclusion of the section that shows this table."""

    def keep(sentence: Sentence) -> Sentence:
        SAID.setdefault(table, []).append(sentence)
        return sentence

    return keep


def told(blocks: Sequence[Block], results: Mapping[str, object], words: Words) -> list[Block]:
    """The blocks with each section's conclusions behind the words it opens with."""
    for room in ROOMS:
        import_module(f"{__package__}.{room}")
    shown = Shown({table.id: table for table in tables(blocks)}, results)
    return [block for section in parted(blocks) for block in _told(section, shown, words)]


def parted(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Sections: each heading of the first two levels with what stands under it."""
    held: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2 and held:
            yield held
            held = []
        held.append(block)
    if held:
        yield held


def _told(section: list[Block], shown: Shown, words: Words) -> list[Block]:
    said = list(_sentences(section, shown, words))
    first = section[0]
    if isinstance(first, Heading) and first.text == words("report.risk_title"):
        return [first, *_risks(shown, words), *section[1:]]
    if isinstance(first, Heading) and first.text == words("view.title"):
        return list(_with_changes(section, shown, words))
    if not said:
        return section
    place = next((n for n, block in enumerate(section) if not isinstance(block, Heading | Paragraph | Note)), 1)
    opened = max((n for n, block in enumerate(section[:place]) if isinstance(block, Heading | Paragraph)), default=0)
    return [*section[: opened + 1], Paragraph(words("common.sentence_gap").join(said)), *section[opened + 1 :]]


def _risks(shown: Shown, words: Words) -> list[Block]:
    """What could turn the view, from the tables of every chapter."""
    said = import_module(f"{__package__}.follows_now").risks(shown, words)
    return [Bullets(tuple(said))] if said else []


def _with_changes(section: list[Block], shown: Shown, words: Words) -> Iterator[Block]:
    """Page one with all that would change the view in its list; without the list's opening where there is nothing."""
    said = import_module(f"{__package__}.follows_now").changes(shown, words)
    lists = [replace(block, items=(*said, *block.items)) for block in section if isinstance(block, Bullets)]
    are_empty = not any(block.items for block in lists)
    for block in section:
        opens = isinstance(block, Paragraph) and block.lead == words("view.lead_changes")
        if isinstance(block, Bullets):
            yield from [] if are_empty else lists
        elif not (opens and are_empty):
            yield block


def _sentences(section: list[Block], shown: Shown, words: Words) -> Iterator[str]:
    """The conclusions of every table of the section that can be said, in the order in which they were written."""
    ids = {table.id for table in tables(section)}
    for name, sentences in SAID.items():
        for sentence in sentences if name in ids else ():
            with suppress(LookupError, ZeroDivisionError):
                yield sentence(shown, words)
