"""A board as one picture: figures and tables in columns under a title, each between its caption and its source."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fedsheet.present.blocks import Figure, TableBlock
from fedsheet.present.charts.frame import text_width
from fedsheet.present.charts.theme import FONT, LIGHT
from fedsheet.present.figures import Drawing, draw
from fedsheet.present.framed import framed

if TYPE_CHECKING:
    from fedsheet.present.text import Words

COLUMN, GAP, HEAD = 740.0, 20.0, 46.0  # pixels
ROW, SIZE, ROWS = 17.0, 10.5, 24  # of a table: pixels a row, of its type, and rows that are shown


def poster(items: Sequence[Figure | TableBlock], title: str, foot: str, words: Words) -> Drawing:
    """The items in two columns (one where there is one), each in the shorter column, as one drawing."""
    made = [_scaled(_item(item, words)) for item in items]
    count = min(2, max(1, len(made)))
    tops = [HEAD] * count
    placed = []
    for drawing in made:
        column = tops.index(min(tops))
        x, y = GAP + column * (COLUMN + GAP), tops[column]
        placed.append(_at(drawing, x, y))
        tops[column] += drawing.height + GAP
    width, height = GAP + count * (COLUMN + GAP), max(tops) + 24.0
    told = _text(title, GAP, 30.0, 18.0, 700, LIGHT.ink) + _text(foot, GAP, height - 10.0, 9.5, 400, LIGHT.soft)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}"><rect width="100%" height="100%" '
        f'fill="{LIGHT.background}"/>{told}{"".join(placed)}</svg>'
    )
    return Drawing(svg, width, height)


def _item(item: Figure | TableBlock, words: Words) -> Drawing:
    source = words("common.source", source=item.source) if item.source else ""
    if isinstance(item, Figure):
        return framed(draw(item.spec), item.caption, [source, item.note])
    return framed(_table(item, words), item.caption, [source])


def _scaled(drawing: Drawing) -> Drawing:
    """As wide as a column."""
    return Drawing(drawing.svg, COLUMN, drawing.height * COLUMN / drawing.width)


def _at(drawing: Drawing, x: float, y: float) -> str:
    """The drawing as a part of another, at a place and in its scaled size."""
    head, body = drawing.svg.split(">", 1)
    box = head[head.index("viewBox") :].split('"')[1]
    return (
        f'<svg x="{x:g}" y="{y:g}" width="{drawing.width:g}" height="{drawing.height:g}" viewBox="{box}" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{body}'
    )


def _table(block: TableBlock, words: Words) -> Drawing:
    """The first rows of a table as text in columns; how many more there are."""
    table = block.table.for_readers()
    shown, heads = table.shown(words), table.heads(words)
    rows = shown[:ROWS]
    wide = [max(text_width(text, SIZE) for text in column) + 14.0 for column in zip(heads, *rows, strict=True)]
    ends = [sum(wide[: n + 1]) for n in range(len(wide))]
    lines = [_line(heads, 0, wide, ends, table.is_text, 600)]
    lines += [_line(row, n, wide, ends, table.is_text, 400) for n, row in enumerate(rows, 1)]
    if len(shown) > ROWS:
        more = words("web.board_more", n=len(shown) - ROWS)
        lines.append(_text(more, 0.0, ROW * (len(rows) + 2), SIZE, 400, LIGHT.soft))
    width, height = max(ends[-1], 700.0), ROW * (len(rows) + (2.5 if len(shown) > ROWS else 1.5))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{"".join(lines)}</svg>'
    )
    return Drawing(svg, width, height)


def _line(cells: Sequence[str], n: int, wide: Sequence[float], ends: Sequence[float], is_text, weight: int) -> str:  # type: ignore[no-untyped-def]  # Table.is_text
    """One row: words to the left of their column, numbers to its right."""
    y = ROW * (n + 1)
    parts = []
    for place, cell in enumerate(cells):
        left = place == 0 or is_text(place)
        x = ends[place] - wide[place] if left else ends[place] - 8.0
        parts.append(_text(cell.strip(), x, y, SIZE, weight, LIGHT.ink, "start" if left else "end"))
    return "".join(parts)


def _text(text: str, x: float, y: float, size: float, weight: int, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FONT}, sans-serif" font-size="{size:g}" '
        f'font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )
