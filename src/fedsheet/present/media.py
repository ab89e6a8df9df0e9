"""One exhibit in one medium: text, CSV, JSON, workbook, page, SVG, PNG."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.present.blocks import numbered
from fedsheet.present.table import to_json

if TYPE_CHECKING:
    from fedsheet.present.document import Document
    from fedsheet.present.exhibits import Exhibit
    from fedsheet.present.figures import Drawing
    from fedsheet.present.text import Words

DRAWN = ("svg", "png")
FORMATS = ("text", "csv", "json", "xlsx", "html", *DRAWN)
BINARY = ("xlsx", "png")


def rendered(shown: Exhibit, form: str, words: Words, as_of: date | None, width: int = 160) -> bytes:
    """The exhibit's bytes; a table drawn, or an unknown format, raises `UnknownNameError` with what it has."""
    makers: dict[str, Callable[[], str | bytes]] = {
        "text": lambda: text(shown, words, width),
        "csv": shown.table.csv,
        "json": lambda: to_json(as_record(shown)),
        "xlsx": lambda: _workbook(shown, words, as_of),
        "html": lambda: _page(shown, words, as_of),
    }
    if shown.spec is not None:
        makers |= {"svg": lambda: _drawn(shown, words, as_of).svg, "png": lambda: _png(_drawn(shown, words, as_of))}
    if form not in makers:
        raise UnknownNameError("format", form, makers, where=shown.name)
    made = makers[form]()
    return made.encode("utf-8") if isinstance(made, str) else made


def text(shown: Exhibit, words: Words, width: int, *, is_screen: bool = False) -> str:
    """As on a terminal: the caption, the table, source and notes."""
    from fedsheet.present import terminal

    said = [words("common.source", source=shown.source)] if shown.source else []
    return terminal.text(shown.caption, shown.narrow, [*shown.notes, *said], words, width, is_screen=is_screen)


def as_record(shown: Exhibit) -> dict[str, Any]:
    """Everything said of it, its columns with their units, and its rows by column key in these units."""
    table = shown.table.for_machines()
    return {
        "exhibit": shown.name,
        "title": shown.title,
        "caption": shown.caption,
        "source": shown.source,
        "notes": list(shown.notes),
        "columns": [
            {"key": column.key, "heading": column.label, "unit": unit}
            for column, unit in zip(table.columns, table.units(), strict=True)
        ],
        "rows": table.records(),
    }


def _document(shown: Exhibit, words: Words, as_of: date | None) -> Document:
    from fedsheet.core.manifest import Manifest
    from fedsheet.present.document import Document

    day = as_of or date.today()
    blocks = numbered([shown.block if shown.spec is None else shown.figure], after=0)
    notes = shown.notes_block if shown.spec is None else []
    manifest = Manifest(shown.name, day, "")
    return Document(words.language, shown.title, "", "", shown.title, day, (*blocks, *notes), manifest)


def _workbook(shown: Exhibit, words: Words, as_of: date | None) -> bytes:
    from fedsheet.present.xlsx import workbook

    return workbook(_document(shown, words, as_of), words)


def _page(shown: Exhibit, words: Words, as_of: date | None) -> str:
    from fedsheet.present.html import page

    return page(_document(shown, words, as_of), words)


def _drawn(shown: Exhibit, words: Words, as_of: date | None) -> Drawing:
    """Between its caption and what it is from: a picture on its own says what it shows."""
    from fedsheet.present.figures import draw
    from fedsheet.present.framed import framed

    return framed(draw(shown.figure.spec), shown.caption, under(shown, words, as_of))


def under(shown: Exhibit, words: Words, as_of: date | None) -> list[str]:
    """What stands under a figure that no page surrounds: source, notes, the day of its figures."""
    source = [words("common.source", source=shown.source)] if shown.source else []
    return [*source, *shown.notes, *([words("common.as_known", day=as_of)] if as_of else [])]


def _png(drawing: Drawing) -> bytes:
    from fedsheet.present.figures import png

    return png(drawing)
