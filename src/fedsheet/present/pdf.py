"""The document as PDF: typst markup in which every text is a quoted string, drawn with the one typeface.

No system font, no package from outside, and a timestamp that is the report's own date: the same document gives the
same bytes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from importlib.resources import files
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

from fedsheet.core.extras import need
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
from fedsheet.present.charts.heights import stretched
from fedsheet.present.charts.style import HALF_WIDTH, NAVY, text_width
from fedsheet.present.document import REPORT, Document
from fedsheet.present.figures import Drawing, draw
from fedsheet.present.page_filling import TABLE_BEGINS, MeasuredBlock, Placed, arranged
from fedsheet.present.references import WORD_JOINER, anchors, quoted, rich, sourced
from fedsheet.present.text import Words
from fedsheet.present.typesetting import Ask, answer

Redraw = Callable[[Iterable[Figure]], Mapping[str, Drawing]]
LOGO = "house-logo.png"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def _call(name: str, *arguments: str) -> str:
    return f"#{name}({', '.join(arguments)})"


def _array(items: list[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


PNG_PPI = 200.0


def drawn_here(figures: Iterable[Figure]) -> dict[str, Drawing]:
    """Figures drawn in this process, by their ids."""
    return {figure.id: draw(figure.spec) for figure in figures}


def compile_pdf(
    document: Document, drawings: Mapping[str, Drawing], words: Words, ask: Ask = answer, redraw: Redraw = drawn_here
) -> bytes:
    """The PDF's bytes; `drawings` by figure id.

    ask, redraw     set it, and draw figures whose pages want them lower or higher, in this process or another
    """
    moment = datetime.combine(document.as_of, time(), UTC)
    (made,) = _compiled(document, drawings, words, ask, redraw, timestamp=int(moment.timestamp()))
    return made


def compile_png(
    document: Document, drawings: Mapping[str, Drawing], words: Words, redraw: Redraw = drawn_here
) -> bytes:
    """The first page as a picture."""
    return _compiled(document, drawings, words, answer, redraw, format="png", ppi=PNG_PPI)[0]


def _compiled(
    document: Document, drawings: Mapping[str, Drawing], words: Words, ask: Ask, redraw: Redraw, **form: Any
) -> list[bytes]:
    """What typst makes of the document in a form: one file, or one a page."""
    need("report")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        template = (files("fedsheet.present") / "templates" / "report.typ").read_text(encoding="utf-8")
        (root / "report.typ").write_text(dressed(template, document), encoding="utf-8")
        if document.logo:
            (root / LOGO).write_bytes(document.logo)
        (root / "main.typ").write_text(measuring(document, words), encoding="utf-8")
        heights = ask({"query": folder})["heights"]
        blocks = measured(document.blocks, heights[1:], drawings, words)
        placed = arranged(blocks, heights[0], contents_height(document))
        if document.is_close:  # its own gaps are smaller than those planned with: nothing is to fill what they leave
            placed = [replace(each, ease=min(each.ease, 0.0)) for each in placed]
        (root / "main.typ").write_text(markup(document, placed, words), encoding="utf-8")
        for name, drawing in {**drawings, **redraw(fitted(placed))}.items():
            (root / f"{name}.svg").write_text(drawing.svg, encoding="utf-8")
        return [(root / name).read_bytes() for name in ask({"compile": folder, "form": form})["files"]]


def fitted(placed: Iterable[Placed]) -> list[Figure]:
    """The figures whose plots are lower or higher than they are drawn with, as their pages want them."""
    return [
        replace(figure, spec=stretched(figure.spec, each.plots))
        for each in placed
        for figure in figures([each.block])
        if each.plots != 1.0
    ]


def dressed(template: str, document: Document) -> str:
    """The template in the document's colour and signed by its author."""
    signed = template.replace('author: "fedsheet"', f"author: {quoted(document.author or 'fedsheet')}")
    close = signed.replace("#let close = false", "#let close = true") if document.is_close else signed
    return close.replace(NAVY, document.accent)


def measuring(document: Document, words: Words) -> str:
    """Markup that tells the height of the cover and of every block, pictures left out, then of every table's head."""
    blocks = [_block(Placed(block), words, is_shown=False) for block in document.blocks]
    heads = [_table(block, words, "false", bare=True) for block in document.blocks if isinstance(block, TableBlock)]
    body = "\n".join(f"#tall[{each}]" for each in [*blocks, *heads])
    return (
        f'#import "report.typ": *\n#show: look.with({quoted(document.language)})\n#tall[{_cover(document)}]\n{body}\n'
    )


def measured(
    blocks: Sequence[Block], texts: Sequence[float], drawings: Mapping[str, Drawing], words: Words
) -> list[MeasuredBlock]:
    """The blocks with the heights of their texts, of their pictures and plots and, after them, of tables' heads."""
    heads = iter(texts[len(blocks) :])
    found = (_measured(b, text, *picture_heights(b, drawings)) for b, text in zip(blocks, texts, strict=False))
    return [
        with_rows(replace(each, head=next(heads) - BESIDE_HEAD), words) if isinstance(each.block, TableBlock) else each
        for each in found
    ]


def with_rows(measured: MeasuredBlock, words: Words) -> MeasuredBlock:
    """A long table with about the height of each row: what its caption, head and source leave, by its rows' lines."""
    if measured.is_whole or not isinstance(measured.block, TableBlock):
        return measured
    headings, shown = _cells(measured.block, words)
    lines = [BESIDE_LINES + count for count in row_lines(headings, shown)]
    each = (measured.text - measured.head - BESIDE_ROWS) / sum(lines)
    return replace(measured, rows=tuple(each * count for count in lines))


BESIDE_ROWS = 32.0  # points that a table's caption and source take
BESIDE_LINES = 0.45  # of a line that a row is taller than its lines


BESIDE_HEAD = 18.0  # points that a table without caption, rows and source takes beside its head


def _measured(block: Block, text: float, picture: float, plot: float) -> MeasuredBlock:
    """A figure that stands aside of its words is as tall as the taller of the two, and stays so."""
    aside = isinstance(block, Figure) and _own_width(block) < 100
    return MeasuredBlock(block, text, max(picture - text, 0.0)) if aside else MeasuredBlock(block, text, picture, plot)


def contents_height(document: Document) -> float:
    """About how tall the contents are, in two columns; 0 for a document without: they stand in a report alone."""
    listed = [block for block in document.blocks if isinstance(block, Heading) and block.level <= 2]
    return CONTENTS_TITLE + CONTENTS_LINE * len(listed) / 2 if document.name == REPORT else 0.0


CONTENTS_TITLE, CONTENTS_LINE = 40.0, 14.5  # points; an entry with its share of the space between chapters


def picture_heights(block: Block, drawings: Mapping[str, Drawing]) -> tuple[float, float]:
    """The height of a figure's picture, or of the tallest in a row, in points, and that of its plot alone."""
    shown = tuple(figures([block]))
    columns = 2 if isinstance(block, Figure) and _own_width(block) < 100 else max(len(shown), 1)
    column = (LINE - GUTTER * (columns - 1)) / columns
    points = [column / drawings[figure.id].width for figure in shown]  # of a pixel
    pictures = (drawings[figure.id].height * point for figure, point in zip(shown, points, strict=True))
    plots = (int(str(figure.spec["height"])) * point for figure, point in zip(shown, points, strict=True))
    return max(pictures, default=0.0), max(plots, default=0.0)


def _cover(document: Document) -> str:
    mark = f'#mark("{LOGO}")\n' if document.logo else ""
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
    body = "\n".join(_spaced(list(placed), words))
    return f'#import "report.typ": *\n#show: report.with({settings})\n{_cover(document)}\n{body}\n'


def _block(placed: Placed, words: Words, notes: Sequence[Note] = (), *, is_shown: bool = True) -> str:
    """A block's markup; the remarks under a table stand in its last row, so that no page parts them from it."""
    block = placed.block
    match block:
        case Heading():
            return _before(placed, words) + f"#heading(level: {block.level}, {quoted(block.text)})"
        case Paragraph():
            return _call("prose", quoted(block.lead), _told(block, words, shown=is_shown))
        case Bullets():
            return _call("bullets", _array([rich(item, words) for item in block.items]))
        case Note():
            return _call("remark", rich(block.text, words))
        case Figure():
            own = _own_width(block)
            return _call("aside" if own < 100 else "row", _spread(own, [_figure(block, words, is_shown)]))
        case Row():
            return _call("row", _array([_figure(figure, words, is_shown) for figure in block.figures]))
        case TableBlock():
            begun = "" if placed.whole or not is_shown else f"#wants({TABLE_BEGINS:.0f}pt)\n"
            return begun + _table(block, words, "false" if placed.whole else "true", placed.air, notes)


def _spaced(placed: Sequence[Placed], words: Words) -> Iterator[str]:
    """Every block's markup, with the gaps that take up what a page leaves: none between a figure and its remark."""
    told = list(_with_notes(placed))
    following = [each for each, _ in told[1:]]
    for (each, notes), after in zip_longest(told, following):
        yield _block(each, words, notes)
        kept = Note if isinstance(each.block, Figure | Row | TableBlock) else Note | Heading  # its own space stands
        shows = isinstance(each.block, Figure | Row | TableBlock | Note)
        if shows and not (after is not None and isinstance(after.block, kept)):
            yield SLACK if after else OPEN
        elif after is not None and _opens_section(after) and not isinstance(each.block, Heading):
            yield BEFORE_SECTION[isinstance(each.block, Note)]


def _with_notes(placed: Sequence[Placed]) -> Iterator[tuple[Placed, tuple[Note, ...]]]:
    """Every block, those under a table with it."""
    noted: Placed | None = None
    notes: list[Note] = []
    for each in placed:
        if noted is not None and isinstance(each.block, Note):
            notes.append(each.block)
            continue
        if noted is not None:
            yield noted, tuple(notes)
        noted, notes = (each, []) if isinstance(each.block, TableBlock) else (None, [])
        if noted is None:
            yield each, ()
    if noted is not None:
        yield noted, tuple(notes)


def _opens_section(placed: Placed) -> bool:
    """Whether a section begins here within its page: more room may stand over its heading."""
    return isinstance(placed.block, Heading) and placed.block.level == 2 and not placed.opens_page


SLACK = "#slack"
# After a text or a remark: what the heading's own space above, taken up with the slack, had beyond theirs.
BEFORE_SECTION = {False: f"#v(3pt)\n{SLACK}", True: f"#v(8pt)\n{SLACK}"}
OPEN = "#v(10000fr)\n"
CHAPTER_END = f"{OPEN}#pagebreak(weak: true)\n"  # a chapter's last page stays open at its foot, as the document's does


def _spread(own: float, shown: list[str]) -> str:
    return shown[0] if own < 100 else _array(shown)


def _before(placed: Placed, words: Words) -> str:
    """What stands before a heading: a fresh page, the contents before the first chapter that has a number."""
    title = quoted(words("report.contents"))
    listed = f"#contents({title}, {placed.contents - CONTENTS_TITLE:.0f}pt)\n" if placed.contents else ""
    fresh = CHAPTER_END if placed.contents_on_new_page else ""
    return fresh + listed + (CHAPTER_END if placed.opens_page else "")


def _told(block: Paragraph, words: Words, *, shown: bool) -> str:
    """The text of a paragraph, its first number in bold where its lead is a finding, and the page it rests on.

    Where it is only measured no page is known yet: one of two digits takes its room.
    """
    text = rich(block.text, words, weighty=bool(block.lead))
    if not block.refers:
        return text
    if not shown:
        return f"[#{text};#{quoted(words('report.seen_at', page='00'))}]"
    before, after = words("report.seen_at", page="|").split("|")
    return f"[#{text};#seen-at({quoted(f'at-{block.refers}')}, {quoted(before)}, {quoted(after)})]"


def _figure(figure: Figure, words: Words, is_shown: bool) -> str:
    """One figure as a typst dictionary, with its picture or where it is only measured without."""
    label, _, caption = words("common.figure", number=figure.number, caption=MARK).partition(MARK)
    parts = {
        "file": quoted(f"{figure.id}.svg" if is_shown else ""),
        "label": quoted(label),
        "caption": quoted(figure.caption + caption),
        "source": sourced(words("common.source", source=figure.source), words),
        "note": rich(words("common.note", note=figure.note), words) if figure.note else '""',
        "anchors": _array([quoted(name) for name in anchors(figure)]) if is_shown else "()",
    }
    return "(" + ", ".join(f"{name}: {text}" for name, text in parts.items()) + ")"


MARK = "\N{OBJECT REPLACEMENT CHARACTER}"  # where a caption stands in its message


def _own_width(figure: Figure) -> float:
    """A figure made for half a row stays that size when it stands alone."""
    return 100.0 if int(str(figure.spec["width"])) > HALF_WIDTH else 50.0


def _table(
    block: TableBlock, words: Words, breakable: str, air: float = 0.0, notes: Sequence[Note] = (), *, bare: bool = False
) -> str:
    """The table as a call of the template; `bare` leaves its head alone, as wide as its columns are with the rows."""
    table = block.table.for_readers()
    align = ["left" if table.is_text(column) else "right" for column in range(len(table.keys))]
    headings, shown = _cells(block, words)
    label, caption = ("", "") if bare else _table_named(block, words)
    return _call(
        "datatable",
        quoted(label),
        quoted(caption),
        '""' if bare else sourced(words("common.source", source=block.source), words),
        _array([rich(note.text, words) for note in notes]),
        _array([] if bare else [quoted(name) for name in anchors(block)]),
        _array([quoted(heading) for heading in headings]),
        _array(align),
        _array(column_widths(headings, shown)),
        breakable,
        _array([] if bare else [_array([quoted(cell) for cell in row]) for row in shown]),
        _array(["true" if is_old else "false" for is_old in block.table.stale]),
        "true" if len(headings) >= DENSE else "false",
        f"{air:.2f}pt",
    )


def _cells(block: TableBlock, words: Words) -> tuple[list[str], list[list[str]]]:
    """A table's headings and rows as they are set, with the places where a long one may be parted."""
    table = block.table.for_readers()
    shown = [[ID_MARK.sub(f"_{ZERO_WIDTH}", cell) for cell in row] for row in table.told(words)]
    return [unit_kept_whole(head) for head in table.heads(words)], shown


def _table_named(block: TableBlock, words: Words) -> tuple[str, str]:
    """The label a table is cited by, and what it says; one outside a document has no number."""
    if block.number is None:
        return "", words("common.table", caption=block.caption)
    label, _, rest = words("common.table_numbered", number=block.number, caption=MARK).partition(MARK)
    return label, block.caption + rest


LINE, GUTTER = 476.2, 14.0  # points: a line of the page, the space between figures of a row
LONG_TEXT = 90.0  # points: a cell that may wrap
DENSE = 10  # columns from which a table is set smaller and closer, so that no heading is parted letter by letter
TYPE = {True: (7.1, 6.8), False: (7.6, 12.0)}  # points by whether it is dense: letters, the room beside a cell's text
STEP = 6.0  # points of a line that are given away at a time
ZERO_WIDTH = "\u200b"  # where a long id may be parted
ID_MARK = re.compile(r"(?<=[A-Z0-9]{3})_(?=\w{4})")
UNIT = re.compile(r"(?<=.)[(（][^()（）]*[)）]$")  # at the end of a heading
# Never parted in a heading.
UNBROKEN = re.compile(rf"（?[^\s（]*{WORD_JOINER}\S*|[\u2e80-\uffff]{{1,4}}|[^ \u2e80-\uffff]+")


def column_widths(headings: list[str], rows: list[list[str]]) -> list[str]:
    """Typst widths by column: as wide as needed where all fit the line, else shares of it."""
    _, beside = TYPE[len(headings) >= DENSE]
    widths = _shares(headings, rows, _wides(headings, rows))
    return [f"{width + beside:.2f}fr" for width in widths] if widths else ["auto"] * len(headings)


def row_lines(headings: list[str], rows: list[list[str]]) -> list[int]:
    """About how many lines each row takes."""
    wides = _wides(headings, rows)
    widths = _shares(headings, rows, wides) or [LINE] * len(headings)
    return [max(ceil(wide / width) for wide, width in zip(row, widths, strict=True)) or 1 for row in wides[1:]]


def _wides(headings: list[str], rows: list[list[str]]) -> list[list[float]]:
    """The points that the texts of the head and of each row take in a line."""
    size, _ = TYPE[len(headings) >= DENSE]
    return [[_wide(text, size) for text in row] for row in [headings, *rows]]


def _shares(headings: list[str], rows: list[list[str]], wides: list[list[float]]) -> list[float]:
    """The points for each column's texts where not all fit the line, else none.

    No column is narrower than its longest word or its short cells, and what is left of the line goes, step by step,
    to the column by which the rows lose most lines.
    """
    size, beside = TYPE[len(headings) >= DENSE]
    if sum(max(column) + beside for column in zip(*wides, strict=True)) <= LINE - 6.0:
        return []
    widths = [_least(column, size) for column in zip(headings, *rows, strict=True)]
    lines = [*[wides[0]] * HEAD_WEIGHS, *wides[1:]]
    for _ in range(int((LINE - sum(widths) - beside * len(widths)) // STEP)):
        heights = [_height(lines, widths, wider) for wider in range(len(widths))]
        widths[heights.index(min(heights))] += STEP
    return widths


def _least(column: Sequence[str], size: float) -> float:
    """The width below which a heading's word or a short cell would be parted."""
    heading, *cells = column
    wide = max((_wide(piece, size) for cell in cells for piece in cell.split(ZERO_WIDTH)), default=0.0)
    texts = [heading, *cells] if wide > LONG_TEXT else [heading]
    word = max((_wide(word, size) for text in texts for word in UNBROKEN.findall(text)), default=0.0)
    return max(word, 1.0) if wide > LONG_TEXT else max(word, wide, 1.0)


def _height(rows: Sequence[Sequence[float]], widths: Sequence[float], wider: int) -> float:
    """About the lines of all rows where one column is a step wider: of a row its tallest cell's, smoothed."""
    held = [width + STEP * (place == wider) for place, width in enumerate(widths)]
    tall = (sum(max(1.0, wide / width) ** TALL for wide, width in zip(row, held, strict=True)) for row in rows)
    return float(sum(each ** (1.0 / TALL) for each in tall))


TALL = 8  # the tallest cell makes the row
HEAD_WEIGHS = 2  # rows that a heading counts for: it stands on every page
CAPITAL = 0.1  # of its size that a capital is wider than other letters


def _wide(text: str, size: float) -> float:
    """About the points a text takes in a table: capitals are wider than the mean, joiners take nothing."""
    return text_width(text.replace(WORD_JOINER, ""), size) + CAPITAL * size * sum(c.isupper() for c in text)


def unit_kept_whole(heading: str) -> str:
    """A heading that breaks before its unit and not within it, nor before a dash."""
    whole = UNIT.sub(_kept, heading)
    return whole.replace("  ", " ").replace(" –", f"{NO_BREAK_SPACE}–")


def _kept(unit: re.Match[str]) -> str:
    """A unit that stays in one piece; before a full-width bracket a line may break without a space."""
    space = "" if unit[0].startswith("（") else " "
    return space + WORD_JOINER.join(unit[0].replace(" ", NO_BREAK_SPACE))
