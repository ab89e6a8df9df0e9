"""How a section stays true on an early day: what was not yet known is left out, and named in place of a figure.

A sentence or figure is given as a function; where it needs a value that had not been observed or published by the
report's day (`DateRangeError`), the sentence is left out, and the figure's place says what it waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Figure, Note, Paragraph, Row, TableBlock
from fedsheet.present.charts.curves import Plot
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.exhibits import source as source
from fedsheet.present.table import Table
from fedsheet.present.text import Words

Maker = Callable[[], str]
Builder = Callable[[], Figure]


def sentences_known(makers: Iterable[Maker]) -> list[str]:
    """The sentences that can be said on the report's day."""
    said = []
    for maker in makers:
        try:
            said.append(maker())
        except DateRangeError:
            continue
    return said


def paragraph(words: Words, *makers: Maker, lead: str = "") -> list[Block]:
    """One paragraph of the sentences that can be said; none where nothing can."""
    said = sentences_known(makers)
    return [Paragraph(words("common.sentence_gap").join(said), lead)] if said else []


def figure(number: int | None, plot: Plot, caption: str, source: str, note: str = "") -> Figure:
    """A plot with its words."""
    return Figure(plot.table.id, number, plot.spec, caption, source, plot.table, note)


def where_known(*makers: Callable[[], Exhibit]) -> Iterator[Figure]:
    """The figures whose days are known, in order."""
    for make in makers:
        with suppress(DateRangeError):
            yield make().figure


def tables_known(*makers: Callable[[], Exhibit]) -> Iterator[TableBlock]:
    """The tables that can be made of what was public, in order."""
    for make in makers:
        with suppress(DateRangeError):
            yield make().block


def row(words: Words, *named: tuple[str, Builder]) -> list[Block]:
    """The figures that can be drawn, side by side where several, and a note for each that cannot, by its title."""
    drawn: list[Figure] = []
    notes: list[Block] = []
    for title, build in named:
        try:
            drawn.append(build())
        except DateRangeError:
            notes.append(Note(words("report.figure_waits", title=title)))
    shown: list[Block] = [Row(tuple(drawn))] if len(drawn) > 1 else list(drawn)
    return shown + notes


def table(words: Words, title: str, caption: str, source: str, build: Callable[[], Table]) -> list[Block]:
    """The table, or a note where it cannot be made on the report's day."""
    try:
        return [TableBlock(build(), caption, source)]
    except DateRangeError:
        return [Note(words("report.figure_waits", title=title))]


def by_sign(words: Words, key: str, number: float, **values: object) -> str:
    """The message `key_up` or `key_down` by the sign of `number`: a caption states what the numbers say."""
    return words(f"{key}_up" if number > 0 else f"{key}_down", **values)
