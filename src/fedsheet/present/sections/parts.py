"""How a section stays true on an early day: what was not yet known is left out, and named in place of a figure.

A sentence or figure is given as a function; where it needs a value that had not been observed or published by the
report's day (`DateRangeError`), the sentence is left out, and the figure's place says what it waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Figure, Note, Paragraph, Row, TableBlock
from fedsheet.present.exhibits import Exhibit, title_of
from fedsheet.present.exhibits import source as source
from fedsheet.present.text import Words

Maker = Callable[[], str]


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


def row(result: Any, words: Words, *makes: Callable[..., Exhibit], first: int | None = None) -> list[Block]:
    """The exhibits that can be made, figures side by side where several, and a note for each that waits, by its title.

    first   the number of the first figure, in the original report
    """
    shown: list[Block] = []
    waiting: list[Block] = []
    for place, make in enumerate(makes):
        try:
            made = make(result, words)
        except DateRangeError:
            waiting.append(Note(words("report.figure_waits", title=words(title_of(make)))))
        else:
            number = None if first is None else first + place
            shown.append(made.block if made.spec is None else replace(made.figure, number=number))
    figures = tuple(block for block in shown if isinstance(block, Figure))
    return [*([Row(figures)] if len(figures) > 1 else shown), *waiting]
