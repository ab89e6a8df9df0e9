"""A document as slides: a heading's sentences, each figure and each table on slides of their own, for a screen of 16:9.

Tables are native and go on over several slides with their head; pictures have 300 dots an inch and an alternative
text; every slide with figures names their source. A template brings its master, fonts and colours: titles stand in
its title places, everything else below them. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from fedsheet.present import office
from fedsheet.present.blocks import Block, Bullets, Figure, Heading, Note, Paragraph, Row, TableBlock, figures
from fedsheet.present.charts.style import text_width
from fedsheet.present.coded import parted
from fedsheet.present.document import Document
from fedsheet.present.figures import Drawing, pngs
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide, SlideLayout

POINT = 12_700  # English Metric Units, in which slides measure
WIDE, HIGH = 960.0, 540.0  # points of a slide of 16:9
SIDE, TOP, FOOT = 44.0, 96.0, 34.0  # points: margins left and right, below the title, above the foot
ROWS = 13  # of a table on one slide
TABLE_SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
TITLE_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0)
TEXT_SIZE, SMALL = 16.0, 10.0
LINES = 15  # of text on one slide
SPACING = 1.25
FEW_LINES = 6  # of text that share a slide with the figure or table they speak of
UNIT, NEW_LINE = (
    re.compile(r"(?<=.)\s?[(（][^()（）]*[)）]$"),
    "\v",
)  # at a heading's end; a line's end within a paragraph
TWO_LINES = 3.2  # letters' heights of a row of two lines
LEFT, RIGHT = 1, 3  # as PowerPoint counts alignments


@dataclass(frozen=True)
class Deck:
    """The presentation being made, its size in points and what stands at every foot."""

    file: Presentation
    words: Words
    drawings: Mapping[str, Drawing]
    pictures: Mapping[str, bytes]
    wide: float
    high: float
    foot: str
    is_ours: bool

    @property
    def line(self) -> float:
        """Points between the margins."""
        return self.wide - 2 * SIDE


def pptx(document: Document, drawings: Mapping[str, Drawing], words: Words, template: bytes = b"") -> bytes:
    """The presentation's bytes; `drawings` by figure id."""
    import pptx as library

    file = library.Presentation(io.BytesIO(template) if template else None)
    if not template:
        _widened(file)
        _themed(file, document.accent.removeprefix("#").upper())
    _without_slides(file)
    deck = _deck(file, document, drawings, words, is_ours=not template)
    _opening(deck, document)
    for title, blocks in _parts(document.blocks, document.title):
        _part(deck, title, blocks)
    _named(file, document)
    buffer = io.BytesIO()
    file.save(buffer)
    return office.same_bytes(buffer.getvalue())


def _deck(
    file: Presentation, document: Document, drawings: Mapping[str, Drawing], words: Words, *, is_ours: bool
) -> Deck:
    shown = list(figures(document.blocks))
    wide, high = (float(size or 0) / POINT for size in (file.slide_width, file.slide_height))
    made = pngs([drawings[figure.id] for figure in shown], office.DOTS_PER_INCH, [wide - 2 * SIDE] * len(shown))
    pictures = {figure.id: png for figure, png in zip(shown, made, strict=True)}
    foot = "  ·  ".join(text for text in (document.running_head, document.dateline) if text)
    return Deck(file, words, drawings, pictures, wide, high, foot, is_ours)


def _fitted(drawing: Drawing, wide: float, high: float) -> tuple[float, float]:
    """As large as the place allows."""
    scale = min(wide / drawing.width, high / drawing.height)
    return drawing.width * scale, drawing.height * scale


# ---- the file: size, theme, names ----


def _widened(file: Presentation) -> None:
    """The library's own master, made for 4:3, as wide as a screen."""
    old = float(file.slide_width or 1)
    file.slide_width, file.slide_height = round(WIDE * POINT), round(HIGH * POINT)
    across, down = WIDE * POINT / old, HIGH * POINT / 6_858_000
    for holder in (file.slide_master, *file.slide_layouts):
        for frame in holder.shapes._spTree.xpath(".//p:spPr/a:xfrm"):
            for name, scale in (("x", across), ("cx", across), ("y", down), ("cy", down)):
                part = frame.off if name in {"x", "y"} else frame.ext
                part.set(name, str(round(int(part.get(name)) * scale)))


def _themed(file: Presentation, accent: str) -> None:
    """The theme's colours and typefaces, East Asian ones by name, which every text of the file follows."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    for old, new in (
        ('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{office.LATIN}"/>'),
        ('<a:ea typeface=""/>', f'<a:ea typeface="{office.EAST_ASIAN}"/>'),
        ('<a:accent1><a:srgbClr val="4F81BD"/></a:accent1>', f'<a:accent1><a:srgbClr val="{accent}"/></a:accent1>'),
        ('<a:dk2><a:srgbClr val="1F497D"/></a:dk2>', f'<a:dk2><a:srgbClr val="{accent}"/></a:dk2>'),
    ):
        text = text.replace(old, new)
    theme._blob = text.encode("utf-8")


def _without_slides(file: Presentation) -> None:
    """A template's own slides go; its masters stay."""
    listed = file.slides._sldIdLst
    for entry in list(listed):
        file.part.drop_rel(entry.rId)
        listed.remove(entry)


def _named(file: Presentation, document: Document) -> None:
    about = file.core_properties
    about.title, about.subject, about.author = document.title, document.subtitle, document.author or "fedsheet"
    about.created = about.modified = datetime.combine(document.as_of, time())
    about.last_modified_by, about.revision, about.language = "", 1, office.LOCALES[document.language]


# ---- slides ----


def _parts(blocks: Sequence[Block], title: str) -> Iterator[tuple[str, list[Block]]]:
    """What stands under each heading."""
    held: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if held:
                yield title, held
            title, held = block.text, []
        else:
            held.append(block)
    if held:
        yield title, held


def _opening(deck: Deck, document: Document) -> None:
    slide = deck.file.slides.add_slide(_layout(deck.file, "opening"))
    title = slide.shapes.title
    others = [place for place in slide.placeholders if title is None or place.shape_id != title.shape_id]
    told = [text for text in (document.subtitle, document.dateline) if text]
    if title is not None:
        _filled(deck, title, document.title, (SIDE, 150, deck.line, 110), 34.0)
    for place in others[:1]:
        _filled(deck, place, "\n".join(told), (SIDE, 272, deck.line, 30 + 26 * len(told)), 18.0)
    if document.logo:
        slide.shapes.add_picture(io.BytesIO(document.logo), _emu(SIDE), _emu(28), height=_emu(40))


def _filled(deck: Deck, place: Any, text: str, box: tuple[float, float, float, float], size: float) -> None:
    """A place of the master with its text; only our own master's is moved, sized and coloured."""
    place.text_frame.text = office.unparted(text)
    if not deck.is_ours:
        return
    place.left, place.top, place.width, place.height = map(_emu, box)
    _sized(place, size)


def _part(deck: Deck, title: str, blocks: Sequence[Block]) -> None:
    """Few sentences stand above the first figure or table of their part; more have slides of their own."""
    texts = [_told(block, deck.words) for block in blocks if isinstance(block, Paragraph | Bullets | Note)]
    lines = [line for group in texts for line in group]
    shown = [each for block in blocks if isinstance(block, Figure | Row | TableBlock) for each in _shown(block)]
    opens_with_text = bool(lines and shown) and _taken(lines, deck.line) <= FEW_LINES
    if not opens_with_text:
        for page in _pages(lines, deck.line):
            _text_slide(deck, title, page)
    for place, block in enumerate(shown):
        opening = (title, lines) if opens_with_text and not place else ("", [])
        (_figure_slide if isinstance(block, Figure) else _table_slides)(deck, block, *opening)  # type: ignore[arg-type]


def _shown(block: Figure | Row | TableBlock) -> list[Figure | TableBlock]:
    return [block] if isinstance(block, TableBlock) else list(figures([block]))


def _told(block: Paragraph | Bullets | Note, words: Words) -> list[tuple[str, str]]:
    """Lead and text of each paragraph."""
    if isinstance(block, Bullets):
        return [("", item) for item in block.items]
    lead = block.lead if isinstance(block, Paragraph) else ""
    return [(lead and lead + words("common.sentence_gap"), block.text)]


def _taken(lines: Sequence[tuple[str, str]], wide: float) -> float:
    """How many lines of a slide paragraphs take, with the space between them."""
    return sum(1.5 + text_width(lead + text, TEXT_SIZE) // (wide - 30) for lead, text in lines)


def _pages(lines: Sequence[tuple[str, str]], wide: float) -> Iterator[list[tuple[str, str]]]:
    """Paragraphs by slide: as many as have room."""
    page: list[tuple[str, str]] = []
    for line in lines:
        if page and _taken([*page, line], wide) > LINES:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


def _slide(deck: Deck, title: str) -> Slide:
    slide = deck.file.slides.add_slide(_layout(deck.file, "titled"))
    if slide.shapes.title is not None:
        sizes = (size for size in TITLE_SIZES if text_width(title, size) < 1.9 * deck.line)
        box = (SIDE, 26, deck.line, TOP - 32)
        _filled(deck, slide.shapes.title, title, box, next(sizes, TITLE_SIZES[-1]))
    _foot(deck, slide)
    return slide


def _sized(place: Any, size: float) -> None:
    """Left, in the theme's own colour of titles."""
    from pptx.dml.color import MSO_THEME_COLOR
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    place.text_frame.word_wrap = True
    place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for paragraph in place.text_frame.paragraphs:
        paragraph.alignment = LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), True
            run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2


def _foot(deck: Deck, slide: Slide) -> None:
    _text(slide, deck.foot, (SIDE, deck.high - 26, deck.wide - 2 * SIDE - 60, 18), SMALL)
    number = _text(slide, "", (deck.wide - SIDE - 60, deck.high - 26, 60, 18), SMALL)
    number._p.insert(0, _field())
    number.alignment = RIGHT


def _field() -> Any:
    from pptx.oxml import parse_xml

    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    identity = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"  # of the kind of field, as PowerPoint writes it
    size = round(100 * SMALL)
    return parse_xml(f'<a:fld {names} id="{identity}" type="slidenum"><a:rPr sz="{size}"/><a:t>‹#›</a:t></a:fld>')


def _text(slide: Slide, text: str, place: tuple[float, float, float, float], size: float) -> Any:
    """A box of text; its first paragraph."""
    left, top, wide, high = (_emu(each) for each in place)
    frame = slide.shapes.add_textbox(left, top, wide, high).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    _say(paragraph, text, size)
    return paragraph


def _say(paragraph: Any, text: str, size: float, *, bold: bool | None = None) -> None:
    """A text at a paragraph's end, its commands in a typeface of even width."""
    from pptx.util import Pt

    for part, is_code in parted(office.unparted(text)):
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = part, Pt(size), bold
        if is_code:
            run.font.name = office.EVEN


def _text_slide(deck: Deck, title: str, lines: Sequence[tuple[str, str]]) -> None:
    _paragraphs(deck, _slide(deck, title), lines)


def _paragraphs(deck: Deck, slide: Slide, lines: Sequence[tuple[str, str]]) -> float:
    """Text under the title; where it ends, in points from the top."""
    from pptx.util import Pt

    high = _taken(lines, deck.line) * TEXT_SIZE * SPACING * 1.15
    frame = _text(slide, "", (SIDE, TOP, deck.line, high), TEXT_SIZE)._parent
    for place, (lead, text) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.line_spacing, paragraph.space_after = SPACING, Pt(9)
        for part, bold in ((lead, True), (text, False)):
            _say(paragraph, part, TEXT_SIZE, bold=bold)
    return TOP + high


def _opened(deck: Deck, caption: str, title: str, lines: Sequence[tuple[str, str]]) -> tuple[Slide, float]:
    """A slide for a figure or table, and where that begins: under its caption, or under text and a small caption."""
    if not lines:
        return _slide(deck, caption), TOP
    slide = _slide(deck, title)
    top = _paragraphs(deck, slide, lines) + 4
    for run in _text(slide, caption, (SIDE, top, deck.line, 18), SMALL + 2).runs:
        run.font.bold = True
    return slide, top + 20 * (1 + text_width(caption, office.SUBSTITUTE * (SMALL + 2)) // deck.line)


def _figure_slide(deck: Deck, figure: Figure, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """The caption is the finding: it is the slide's title where no text goes before."""
    words = deck.words
    caption = words("common.figure", number=figure.number, caption=figure.caption)
    slide, top = _opened(deck, caption, title, lines)
    wide, high = _fitted(deck.drawings[figure.id], deck.line, deck.high - FOOT - 40 - top)
    box = ((deck.wide - wide) / 2, top, wide, high)
    picture = slide.shapes.add_picture(io.BytesIO(deck.pictures[figure.id]), *map(_emu, box))
    picture._element._nvXxPr.cNvPr.set("descr", caption)
    said = words("common.source", source=figure.source)
    said += f"  {words('common.note', note=figure.note)}" if figure.note else ""
    _text(slide, said, (SIDE, deck.high - FOOT - 32, deck.line, 30), SMALL)


def _table_slides(deck: Deck, block: TableBlock, title: str, lines: Sequence[tuple[str, str]]) -> None:
    held = block.table.for_readers()
    heads, rows = [office.unparted(head) for head in held.heads(deck.words)], held.told(deck.words)
    widths, size = office.column_widths(heads, rows, deck.line, TABLE_SIZES)
    first = ROWS - round(_taken(lines, deck.line)) if lines else ROWS
    starts = [0, *range(first, len(rows), ROWS)]
    for number, start in enumerate(starts):
        page = rows[start : [*starts, len(rows)][number + 1]]
        more = f"  ({number + 1}/{len(starts)})" if len(starts) > 1 else ""
        slide, top = _opened(deck, block.caption + more, title, lines if not number else [])
        table = _table(deck, slide, (heads, *page), widths, (top, size, held.at_left()))
        _in_grey(table, block.table.stale[start:])
        said = deck.words("common.source", source=block.source)
        _text(slide, said, (SIDE, deck.high - FOOT - 12, deck.line, 14), SMALL)


def _table(
    deck: Deck, slide: Slide, rows: Sequence[Sequence[str]], widths: Sequence[float],
    look: tuple[float, float, Sequence[bool]],
) -> Any:  # fmt: skip
    """A native table; `look` is where it begins, its size of type and which columns stand at the left."""
    top, size, at_left = look
    high = min((deck.high - FOOT - 18 - top) / len(rows), 28.0)
    table = slide.shapes.add_table(len(rows), len(widths), *map(_emu, (SIDE, top, deck.line, high * len(rows)))).table
    for column, width in zip(table.columns, widths, strict=True):
        column.width = _emu(width)
    heads = [_in_two_lines(head, width, size) for head, width in zip(rows[0], widths, strict=True)]
    if heads != list(rows[0]):
        table.rows[0].height = _emu(max(high, TWO_LINES * size))
    for row, cells in enumerate([heads, *rows[1:]]):
        for column, cell in enumerate(cells):
            _cell(table.cell(row, column), cell, size, LEFT if at_left[column] else RIGHT)
    return table


def _in_two_lines(head: str, wide: float, size: float) -> str:
    """A heading whose unit takes a line of its own where both have no room on one."""
    unit = UNIT.search(head)
    fits = office.SUBSTITUTE * text_width(head, size) + office.PADDING <= wide
    return head if fits or unit is None else f"{head[: unit.start()]}{NEW_LINE}{unit[0].strip()}"


def _in_grey(table: Any, stale: Sequence[bool]) -> None:
    """Rows below the head that are no longer current."""
    from pptx.dml.color import RGBColor

    old = (row for row, is_old in zip(list(table.rows)[1:], stale, strict=False) if is_old)
    for run in (run for row in old for cell in row.cells for run in cell.text_frame.paragraphs[0].runs):
        run.font.color.rgb = RGBColor.from_string(office.OLD)


def _cell(cell: Any, text: str, size: float, side: int) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = _emu(5)
    cell.margin_top = cell.margin_bottom = _emu(1.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text = text
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = side
    for run in paragraph.runs:
        run.font.size = Pt(size)


def _layout(file: Presentation, kind: str) -> SlideLayout:
    """The layout for the opening (a centred title) or for a slide under a title (the one with fewest other places)."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    wanted = PP_PLACEHOLDER.CENTER_TITLE if kind == "opening" else PP_PLACEHOLDER.TITLE
    layouts = list(file.slide_layouts)
    with_title = [one for one in layouts if any(p.placeholder_format.type == wanted for p in one.placeholders)]
    if kind == "opening":
        return (with_title or layouts)[0]
    return min(with_title or layouts, key=lambda one: len(list(one.placeholders)))


def _emu(points: float) -> Any:
    return round(points * POINT)
