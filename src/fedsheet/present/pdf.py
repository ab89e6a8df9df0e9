"""The document as PDF: typst markup in which every text is a quoted string, drawn with the one typeface.

No system font, no package from outside, and a timestamp that is the report's own date: the same document gives the
same bytes.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from fedsheet.present.blocks import (
    Block,
    Bullets,
    Figure,
    Heading,
    Note,
    Paragraph,
    Row,
    TableBlock,
    figures,
)
from fedsheet.present.charts.style import HALF_WIDTH, NAVY, text_width
from fedsheet.present.document import Document
from fedsheet.present.figures import Drawing
from fedsheet.present.fonts import font_file
from fedsheet.present.page_filling import Measured, Placed, arranged
from fedsheet.present.text import MINUS, Words

LOGO = "house-logo.png"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
WORD_JOINER = "\N{WORD JOINER}"  # keeps a sign on the line of its amount


def quoted(text: str) -> str:
    """A typst string literal: nothing in it can become markup."""
    held = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    for sign in (MINUS, "+"):
        held = held.replace(f"{sign}$", f"{sign}{WORD_JOINER}$")
    return f'"{held}"'


def _call(name: str, *arguments: str) -> str:
    return f"#{name}({', '.join(arguments)})"


def _array(items: list[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def compile_pdf(document: Document, drawings: Mapping[str, Drawing], words: Words) -> bytes:
    """The PDF's bytes; `drawings` by figure id."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        template = (files("fedsheet.present") / "templates" / "report.typ").read_text(encoding="utf-8")
        (root / "report.typ").write_text(dressed(template, document), encoding="utf-8")
        if document.logo:
            (root / LOGO).write_bytes(document.logo)
        (root / "main.typ").write_text(measuring(document, words), encoding="utf-8")
        look: dict[str, Any] = {"root": str(root), "font_paths": [str(font_file().parent)], "ignore_system_fonts": True}
        heights = json.loads(typst.query(str(root / "main.typ"), "<tall>", field="value", **look))
        placed = arranged(measured(document.blocks, heights[1:], drawings), heights[0])
        (root / "main.typ").write_text(markup(document, placed, words), encoding="utf-8")
        for name, drawing in drawings.items():
            (root / f"{name}.svg").write_text(drawing.svg, encoding="utf-8")
        moment = datetime.combine(document.as_of, time(), UTC)
        made: bytes = typst.compile(str(root / "main.typ"), timestamp=int(moment.timestamp()), **look)
    return made


def dressed(template: str, document: Document) -> str:
    """The template in the document's colour and signed by its author."""
    signed = template.replace('author: "fedsheet"', f"author: {quoted(document.author or 'fedsheet')}")
    return signed.replace(NAVY, document.accent)


def measuring(document: Document, words: Words) -> str:
    """Markup that tells the height of the cover and of every block, pictures left out."""
    body = "\n".join(f"#tall[{_block(Placed(block, scale=0.0), words)}]" for block in document.blocks)
    return (
        f'#import "report.typ": *\n#show: look.with({quoted(document.language)})\n#tall[{_cover(document)}]\n{body}\n'
    )


def measured(blocks: Sequence[Block], texts: Sequence[float], drawings: Mapping[str, Drawing]) -> list[Measured]:
    """The blocks with the heights of their texts and of their pictures at full size."""
    return [Measured(block, text, picture_height(block, drawings)) for block, text in zip(blocks, texts, strict=True)]


def picture_height(block: Block, drawings: Mapping[str, Drawing]) -> float:
    """The height of a figure's picture, or of the tallest in a row, in points."""
    shown = tuple(figures([block]))
    column = (LINE - GUTTER * (len(shown) - 1)) / max(len(shown), 1)
    share = _own_width(block) / 100 if isinstance(block, Figure) else 1.0
    sizes = [drawings[figure.id] for figure in shown]
    return max((column * share * size.height / size.width for size in sizes), default=0.0)


def _cover(document: Document) -> str:
    mark = f'#align(right, image("{LOGO}", height: 22pt))\n' if document.logo else ""
    return mark + _call("cover", quoted(document.title), quoted(document.subtitle), quoted(document.dateline))


def markup(document: Document, placed: Iterable[Placed], words: Words) -> str:
    """The whole document as typst markup that calls the template's functions."""
    frame = {
        "title": document.title,
        "dateline": document.dateline,
        "running": document.running_head,
        "lang": document.language,
        "keywords": words("report.keywords"),
    }
    settings = ", ".join(f"{name}: {quoted(text)}" for name, text in frame.items())
    body = "\n".join(_block(each, words) for each in placed)
    return f'#import "report.typ": *\n#show: report.with({settings})\n{_cover(document)}\n{body}\n'


def _block(placed: Placed, words: Words) -> str:
    block, scale = placed.block, placed.scale
    match block:
        case Heading():
            fresh = "#pagebreak(weak: true)\n" if placed.opens_page else ""
            return f"{fresh}#heading(level: {block.level}, {quoted(block.text)})"
        case Paragraph():
            return _call("prose", quoted(block.lead), quoted(block.text))
        case Bullets():
            return _call("bullets", _array([quoted(item) for item in block.items]))
        case Note():
            return _call("remark", quoted(block.text))
        case Figure():
            return _call("row", _array([_figure(block, words, scale * _own_width(block))]))
        case Row():
            return _call("row", _array([_figure(figure, words, scale * 100.0) for figure in block.figures]))
        case TableBlock():
            return _table(block, words, "false" if placed.whole else "true")


def _figure(figure: Figure, words: Words, width: float) -> str:
    """One figure as a typst dictionary; `width` in percent of its place, 0 leaves the picture out."""
    parts = {
        "file": f"{figure.id}.svg" if width else "",
        "caption": words("common.figure", number=figure.number, caption=figure.caption),
        "source": words("common.source", source=figure.source),
        "note": words("common.note", note=figure.note) if figure.note else "",
    }
    return "(" + ", ".join(f"{name}: {quoted(text)}" for name, text in parts.items()) + f", width: {width:.1f}%)"


def _own_width(figure: Figure) -> float:
    """A figure made for half a row stays that size when it stands alone."""
    return 100.0 if int(str(figure.spec["width"])) > HALF_WIDTH else 60.0


def _table(block: TableBlock, words: Words, breakable: str) -> str:
    table = block.table.for_readers()
    align = ["left" if table.is_text(column) else "right" for column in range(len(table.keys))]
    headings = [unit_kept_whole(head) for head in table.heads(words)]
    shown = table.shown(words)
    return _call(
        "datatable",
        quoted(words("common.table", caption=block.caption)),
        quoted(words("common.source", source=block.source)),
        _array([quoted(heading) for heading in headings]),
        _array(align),
        _array(column_widths(headings, shown)),
        breakable,
        _array([_array([quoted(cell) for cell in row]) for row in shown]),
        _array(["true" if is_old else "false" for is_old in block.table.stale]),
    )


LINE, GUTTER = 476.2, 14.0  # points: a line of the page, the space between figures of a row
LONG_TEXT, FULL_LINE = 130.0, 470.0  # points at the tables' size: a cell that should wrap; a line of the page
TABLE_SIZE, PADDING = 7.6, 12.0
UNIT = re.compile(r"(?<=.)[(（][^()（）]*[)）]$")  # at the end of a heading
UNBROKEN = re.compile(rf"\S*{WORD_JOINER}\S*|[\u2e80-\uffff]{{1,4}}|[^ \u2e80-\uffff]+")  # never parted in a heading


def column_widths(headings: list[str], rows: list[list[str]]) -> list[str]:
    """Typst widths by column: as wide as needed where all fit the line.

    Otherwise headings wrap, columns of short cells are as wide as these, and long texts share what is left.
    """
    cells = [
        max((_wide(cell) for cell in column), default=0.0)
        for column in (zip(*rows, strict=True) if rows else [()] * len(headings))
    ]
    if sum(max(cell, _wide(heading)) for cell, heading in zip(cells, headings, strict=True)) <= FULL_LINE:
        return ["auto"] * len(headings)
    words = [max(_wide(word) for word in UNBROKEN.findall(heading) or [""]) for heading in headings]
    needs = [max(pair) for pair in zip(cells, words, strict=True)]
    if max(needs) <= LONG_TEXT:
        return [f"{need:.2f}fr" for need in needs]
    return [f"{need**0.6:.2f}fr" if need > LONG_TEXT else f"{need:.1f}pt" for need in needs]


def unit_kept_whole(heading: str) -> str:
    """A heading that breaks before its unit and not within it, nor before a dash."""
    whole = UNIT.sub(lambda unit: " " + WORD_JOINER.join(unit[0].replace(" ", NO_BREAK_SPACE)), heading)
    return whole.replace("  ", " ").replace(" –", f"{NO_BREAK_SPACE}–")


def _wide(text: str) -> float:
    return text_width(text, TABLE_SIZE) + PADDING
