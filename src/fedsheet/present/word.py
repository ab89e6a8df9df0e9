"""The document as a Word file: native tables, pictures at 300 dots an inch with alternative texts, styles by name.

A template brings its own styles: a paragraph takes the style of its name in the template where that has one, and ours
where it has none. Ours are `Title`, `Subtitle`, `Heading 1` to `3`, `Normal`, `List Bullet`, `Caption`, `Source`,
`Remark`, `Table Text` and `Table Head`. The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from fedsheet.present import office
from fedsheet.present.blocks import Block, Bullets, Figure, Heading, Note, Paragraph, Row, TableBlock, figures
from fedsheet.present.charts.style import HALF_WIDTH
from fedsheet.present.coded import parted
from fedsheet.present.document import Document, headings
from fedsheet.present.figures import Drawing, pngs
from fedsheet.present.references import numbered_exhibits
from fedsheet.present.table import Table
from fedsheet.present.text import Words
from fedsheet.present.typesetting import Ask, answer

if TYPE_CHECKING:
    from docx.document import Document as File

LINE, GUTTER = 476.2, 14.0  # points: a line of the page, the space between figures of a row
ALONE = 0.6  # of the line, for a figure made for half a row
TABLE_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5)  # points: the first in which a table's words have room
TWIPS = 20  # in a point
CONTENTS_DEPTH = 2
PALE, RULE = "EEF3F9", "D5DBE2"
WHOLE = 16  # rows of a table that is not parted
HEAD_ROW, BODY_ROW = "<w:cantSplit/><w:tblHeader/>", "<w:cantSplit/>"
# name, what it is based on, size, accent colour, bold, space before and after, keep with next
STYLES: tuple[tuple[str, str, float, bool, bool, float, float, bool], ...] = (
    ("Title", "Normal", 20, True, True, 0, 4, True),
    ("Subtitle", "Normal", 11, False, False, 0, 4, False),
    ("Heading 1", "Normal", 16, True, True, 22, 8, True),
    ("Heading 2", "Normal", 12.5, True, True, 16, 6, True),
    ("Heading 3", "Normal", 10.5, True, True, 10, 4, True),
    ("List Bullet", "Normal", 9.5, False, False, 0, 3, False),
    ("Caption", "Normal", 9, True, True, 10, 3, True),
    ("Source", "Normal", 7.5, False, False, 2, 8, False),
    ("Remark", "Normal", 8.5, False, False, 4, 8, False),
    ("Table Text", "Normal", TABLE_SIZES[0], False, False, 1, 1, False),
    ("Table Head", "Table Text", TABLE_SIZES[0], True, True, 1, 1, False),
)
SOFT = {"Subtitle", "Source", "Remark"}


@dataclass(frozen=True)
class Manuscript:
    """The file being written: its words, its pictures by figure id, the anchors of its headings by identity, and
    the names of its figures and tables by id."""

    file: File
    words: Words
    pictures: Mapping[str, bytes]
    anchors: Mapping[int, str]
    exhibits: Mapping[str, tuple[str, str]]


def docx(
    document: Document, drawings: Mapping[str, Drawing], words: Words, template: bytes = b"", ask: Ask = answer
) -> bytes:
    """The Word file's bytes; `drawings` by figure id; `ask` makes its pictures, in this process or another."""
    import docx as library

    file = library.Document(io.BytesIO(template) if template else None)
    _emptied(file)
    _styled(file, document.language, document.accent.removeprefix("#").upper(), is_ours=not template)
    anchors = {id(heading): f"_Toc{place:06}" for place, (_, heading) in enumerate(headings(document.blocks), start=1)}
    exhibits = numbered_exhibits(document.blocks, words)
    manuscript = Manuscript(file, words, _pictures(document.blocks, drawings, ask), anchors, exhibits)
    _front(manuscript, document)
    opens = next((block for block in document.blocks if isinstance(block, Heading) and block.numbered), None)
    for block in document.blocks:
        if block is opens:  # as on paper: page one is the view
            _contents(manuscript, document)
        _write(manuscript, block)
    _named(file, document)
    buffer = io.BytesIO()
    file.save(buffer)
    return office.same_bytes(buffer.getvalue())


# ---- the file: page, styles, names ----


def _emptied(file: File) -> None:
    """A template's own text goes; its sections, headers and styles stay."""
    body = file.element.body
    for part in list(body):
        if not part.tag.endswith("}sectPr"):
            body.remove(part)


def _styled(file: File, language: str, accent: str, *, is_ours: bool) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    known = {style.name for style in file.styles}
    if is_ours:
        page = file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(21)
        page.top_margin, page.bottom_margin = Mm(23), Mm(20)
        _named_fonts(file.styles["Normal"], 9.5)
        _default_language(file, language)
    for name, base, size, in_accent, bold, before, after, keeps in STYLES:
        if name in known and not is_ours:
            continue
        style = file.styles[name] if name in known else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles[base]
        _shaped(style, size, accent if in_accent else "5B6470" if name in SOFT else "22262B", bold)
        _spaced(style, before, after, keeps)


def _shaped(style: Any, size: float, colour: str, bold: bool) -> None:
    from docx.shared import RGBColor

    _named_fonts(style, size)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    for frame in style.element.xpath("./w:pPr/w:pBdr | ./w:pPr/w:contextualSpacing"):
        frame.getparent().remove(frame)


def _spaced(style: Any, before: float, after: float, keeps: bool) -> None:
    from docx.shared import Pt

    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keeps
    shape.line_spacing = 1.0 if style.name.startswith("Table") else 1.2


def _named_fonts(style: Any, size: float) -> None:
    """Latin and East Asian typefaces by name; a theme's would win over them."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.size, style.font.name = Pt(size), office.LATIN
    fonts = style.element.rPr.rFonts
    for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{part}"), None)
    fonts.set(qn("w:eastAsia"), office.EAST_ASIAN)


def _default_language(file: File, language: str) -> None:
    from docx.oxml.ns import qn

    for held in file.styles.element.xpath("./w:docDefaults//w:lang"):
        held.set(qn("w:val"), office.LOCALES["en"] if language == "zh" else office.LOCALES[language])
        held.set(qn("w:eastAsia"), office.LOCALES["zh"])


def _named(file: File, document: Document) -> None:
    about = file.core_properties
    moment = datetime.combine(document.as_of, time())
    about.title, about.subject, about.author = document.title, document.subtitle, document.author or "fedsheet"
    about.created = about.modified = moment
    about.last_modified_by, about.comments, about.revision = "", "", 1
    about.language = office.LOCALES[document.language]


# ---- front: title, contents, head and foot ----


def _front(manuscript: Manuscript, document: Document) -> None:
    file = manuscript.file
    if document.logo:
        _picture_alone(file, document.logo, document.author or document.title)
    for style, text in (("Title", document.title), ("Subtitle", document.subtitle), ("Subtitle", document.dateline)):
        if text:
            file.add_paragraph(text, style)
    _head_and_foot(file, document)


def _picture_alone(file: File, picture: bytes, said: str) -> None:
    from docx.shared import Mm

    run = file.add_paragraph(style="Normal").add_run()
    _described(run.add_picture(io.BytesIO(picture), height=Mm(14)), said)


def _contents(manuscript: Manuscript, document: Document) -> None:
    """The contents under their name, where there are enough headings for some."""
    listed = headings(document.blocks, CONTENTS_DEPTH)
    if len(listed) > CONTENTS_DEPTH:
        manuscript.file.add_paragraph(manuscript.words("report.contents"), "Caption")
        _listed(manuscript.file, [(heading, manuscript.anchors[id(heading)]) for _, heading in listed])


def _listed(file: File, listed: Sequence[tuple[Heading, str]]) -> None:
    """A field that Word fills with pages when it opens the file; until then the headings as links."""
    begin = _field_part("begin", dirty=True) + _code(f"TOC \\o 1-{CONTENTS_DEPTH} \\h \\z") + _field_part("separate")
    last = len(listed) - 1
    for place, (heading, anchor) in enumerate(listed):
        text = f'<w:r><w:t xml:space="preserve">{office.escaped(heading.text)}</w:t></w:r>'
        link = f'<w:hyperlink w:anchor="{anchor}">{text}</w:hyperlink>'
        indent = f'<w:pPr><w:ind w:left="{240 * (heading.level - 1)}"/><w:spacing w:before="0" w:after="20"/></w:pPr>'
        parts = indent + (begin if not place else "") + link + (_field_part("end") if place == last else "")
        _append(file, f"<w:p {NAMES}>{parts}</w:p>")


def _head_and_foot(file: File, document: Document) -> None:
    """A template's own head and foot stay."""
    page = file.sections[0]
    if not "".join(each.text for each in page.header.paragraphs).strip():
        page.header.paragraphs[0].text = f"{document.running_head}\t\t{document.dateline}"
        page.header.paragraphs[0].style = file.styles["Source"]
        _tab_at_the_margin(page.header.paragraphs[0])
    if not page.footer.paragraphs[0]._p.xpath(".//w:r"):
        foot = page.footer.paragraphs[0]
        foot.style, foot.alignment = file.styles["Source"], 1
        for part in (_field_part("begin"), _code("PAGE"), _field_part("end")):
            foot._p.append(_parsed(f"<w:hold {NAMES}>{part}</w:hold>")[0])


def _tab_at_the_margin(paragraph: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(LINE / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Pt(LINE), WD_TAB_ALIGNMENT.RIGHT)


# ---- blocks ----


def _write(manuscript: Manuscript, block: Block) -> None:
    file = manuscript.file
    match block:
        case Heading():
            _heading(manuscript, block)
        case Paragraph():
            paragraph = file.add_paragraph(style="Normal")
            if block.lead:
                paragraph.add_run(block.lead + manuscript.words("common.sentence_gap")).bold = True
            _say(paragraph, block.text)
            if block.refers in manuscript.exhibits:
                _, said = manuscript.exhibits[block.refers]
                gap = manuscript.words("common.sentence_gap")
                paragraph.add_run(gap + manuscript.words("report.seen_in", exhibit=said))
        case Bullets():
            for item in block.items:
                _say(file.add_paragraph(style="List Bullet"), item)
        case Note():
            _say(file.add_paragraph(style="Remark"), block.text)
        case Figure():
            _figure(file, manuscript, block, LINE * (ALONE if _is_half(block) else 1.0))
        case Row():
            _row(manuscript, block)
        case TableBlock():
            file.add_paragraph(_table_caption(block, manuscript.words), "Caption")
            _append(file, table_xml(block.table, manuscript.words))
            file.add_paragraph(manuscript.words("common.source", source=block.source), "Source")


def _table_caption(block: TableBlock, words: Words) -> str:
    """A table's caption under its number; one outside a document has none."""
    if block.number is None:
        return words("common.table", caption=block.caption)
    return words("common.table_numbered", number=block.number, caption=block.caption)


def _heading(manuscript: Manuscript, block: Heading) -> None:
    paragraph = manuscript.file.add_paragraph(block.text, f"Heading {min(block.level, 3)}")
    anchor = manuscript.anchors.get(id(block))
    if anchor is not None:
        number = int(anchor.removeprefix("_Toc"))
        paragraph._p.insert(1, _parsed(f'<w:bookmarkStart {NAMES} w:id="{number}" w:name="{anchor}"/>'))
        paragraph._p.append(_parsed(f'<w:bookmarkEnd {NAMES} w:id="{number}"/>'))


def _is_half(figure: Figure) -> bool:
    return int(str(figure.spec["width"])) <= HALF_WIDTH


def _figure(place: Any, manuscript: Manuscript, figure: Figure, width: float) -> None:
    """Caption, picture, source and note, one under the other, in the body or in a cell."""
    from docx.shared import Pt

    words = manuscript.words
    caption = words("common.figure", number=figure.number, caption=figure.caption)
    place.add_paragraph(caption, "Caption")
    paragraph = place.add_paragraph(style="Normal")
    paragraph.paragraph_format.keep_with_next = True
    _described(paragraph.add_run().add_picture(io.BytesIO(manuscript.pictures[figure.id]), width=Pt(width)), caption)
    said = [words("common.source", source=figure.source)]
    said += [words("common.note", note=figure.note)] if figure.note else []
    _say(place.add_paragraph(style="Source"), "\n".join(said))


def _say(paragraph: Any, text: str) -> None:
    """A text at a paragraph's end, its commands in a typeface of even width."""
    for part, is_code in parted(text):
        run = paragraph.add_run(part)
        if is_code:
            run.font.name = office.EVEN


def _described(picture: Any, said: str) -> None:
    """The alternative text of a picture."""
    picture._inline.docPr.set("descr", said)


def _row(manuscript: Manuscript, row: Row) -> None:
    """Figures side by side in the cells of a table without rules, which stays on one page."""
    count = len(row.figures)
    width = (LINE - GUTTER * (count - 1)) / count
    grid = manuscript.file.add_table(rows=1, cols=count)
    _without_rules(grid, LINE / count)
    for cell, figure in zip(grid.rows[0].cells, row.figures, strict=True):
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        _figure(cell, manuscript, figure, width - 2)


def _without_rules(grid: Any, width: float) -> None:
    from docx.shared import Pt

    grid.autofit = False
    for column in grid.columns:
        column.width = Pt(width)
    for cell in grid.rows[0].cells:
        cell.width = Pt(width)
    margin = "".join(f'<w:{side} w:w="{0 if side == "left" else 120}" w:type="dxa"/>' for side in ("left", "right"))
    grid._tbl.tblPr.append(_parsed(f"<w:tblCellMar {NAMES}>{margin}</w:tblCellMar>"))
    grid.rows[0]._tr.get_or_add_trPr().append(_parsed(f"<w:cantSplit {NAMES}/>"))


# ---- tables, written as XML: python-docx takes a second for each thousand cells ----

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def table_xml(table: Table, words: Words) -> str:
    """A table as wide as the line: its head repeats on every page and no row is cut."""
    held = table.for_readers()
    heads, rows = held.heads(words), held.told(words)
    points, size = office.column_widths(heads, rows, LINE, TABLE_SIZES)
    widths = [round(TWIPS * each) for each in points]
    sides = ["left" if at_left else "right" for at_left in held.at_left()]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row_xml(heads, _Cells(widths, sides, "TableHead", _run_look(size), PALE), HEAD_ROW)
    cells = _Cells(widths, sides, "TableText", _run_look(size), "")
    looks = [
        replace(cells, differs=_run_look(size, is_old=is_old), keeps=len(rows) <= WHOLE or n == len(rows))
        for n, is_old in enumerate(table.stale, start=1)
    ]
    body = "".join(_row_xml(row, look, BODY_ROW) for row, look in zip(rows, looks, strict=True))
    return f"<w:tbl {NAMES}>{_look_xml(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"


def _run_look(size: float, *, is_old: bool = False) -> str:
    """What differs from the style: smaller type, grey for what is no longer current."""
    parts = f'<w:color w:val="{office.OLD}"/>' if is_old else ""
    parts += f'<w:sz w:val="{2 * size:.0f}"/>' if size != TABLE_SIZES[0] else ""
    return f"<w:rPr>{parts}</w:rPr>" if parts else ""


def _look_xml(width: int) -> str:
    rules = f'<w:top w:val="single" w:sz="8" w:color="{RULE}"/><w:bottom w:val="single" w:sz="8" w:color="{RULE}"/>'
    inner = f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/>'
    margins = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    size = f'<w:tblW w:w="{width}" w:type="dxa"/>'
    look = '<w:tblLook w:val="0020" w:firstRow="1"/>'
    frame = f'<w:tblBorders>{rules}{inner}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tblPr>{size}{frame}{margins}{look}</w:tblPr>"


@dataclass(frozen=True)
class _Cells:
    """How the cells of a row look: widths in twips, sides, the style and what differs from it, the shade.

    keeps   the row stays on the page of the next
    """

    widths: Sequence[int]
    sides: Sequence[str]
    style: str
    differs: str
    fill: str
    keeps: bool = True


def _row_xml(cells: Sequence[str], look: _Cells, kind: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>' if look.fill else ""
    keeps = "<w:keepNext/>" if look.keeps else ""
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{look.style}"/>{keeps}<w:jc w:val="{side}"/></w:pPr><w:r>{look.differs}'
        f'<w:t xml:space="preserve">{office.escaped(cell)}</w:t></w:r></w:p></w:tc>'
        for cell, width, side in zip(cells, look.widths, look.sides, strict=True)
    )
    return f"<w:tr><w:trPr>{kind}</w:trPr>{''.join(made)}</w:tr>"


def _field_part(kind: str, *, dirty: bool = False) -> str:
    stale = ' w:dirty="true"' if dirty else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{stale}/></w:r>'


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'


def _parsed(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def _append(file: File, text: str) -> None:
    """At the end of the body, before the page's own properties."""
    body = file.element.body
    body.insert(len(body) - 1, _parsed(text))


def _pictures(blocks: Sequence[Block], drawings: Mapping[str, Drawing], ask: Ask) -> dict[str, bytes]:
    """Every figure as PNG at 300 dots an inch of the width it will have."""
    placed = [(figure, _width(block, figure)) for block in blocks for figure in figures([block])]
    shown, widths = [drawings[figure.id] for figure, _ in placed], [width for _, width in placed]
    drawn = pngs(shown, office.DOTS_PER_INCH, widths, ask)
    return {figure.id: png for (figure, _), png in zip(placed, drawn, strict=True)}


def _width(block: Block, figure: Figure) -> float:
    if isinstance(block, Row):
        return (LINE - GUTTER * (len(block.figures) - 1)) / len(block.figures)
    return LINE * (ALONE if _is_half(figure) else 1.0)
