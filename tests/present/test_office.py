"""Word files and slides, read by the libraries others read them with: native tables, pictures, styles, same bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest

from fedsheet.core.errors import InputError
from fedsheet.present import office, slides, word
from fedsheet.present.blocks import Bullets, Figure, Heading, Note, Paragraph, Row, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.figures import Drawing, draw
from fedsheet.present.text import Words
from present.report_support import documents
from tables import headed

docx = pytest.importorskip("docx", reason="the extra `office` is not installed")
pptx = pytest.importorskip("pptx", reason="the extra `office` is not installed")
KINDS = (Heading, Paragraph, Bullets, Note, Figure, Row, TableBlock)


@cache
def small(language: str) -> tuple[Document, dict[str, Drawing]]:
    """The first two of each kind of block of the report, in their order, with figures drawn."""
    blocks = documents()[language].blocks
    kept = [[block for block in blocks if isinstance(block, kind)][:2] for kind in KINDS]
    chosen = tuple(block for block in blocks if any(block is one for group in kept for one in group))
    document = replace(documents()[language], blocks=chosen)
    return document, {figure.id: draw(figure.spec) for figure in figures(chosen)}


@cache
def word_file(language: str) -> bytes:
    return word.docx(*small(language), Words(language))


@cache
def presentation(language: str) -> bytes:
    return slides.pptx(*small(language), Words(language))


def opened(language: str):
    return docx.Document(io.BytesIO(word_file(language)))


@pytest.mark.parametrize(("language", "said"), [("zh", "（表 1）"), ("en", "(Table 1)")])
def test_a_word_file_opens_with_its_view_and_names_what_a_conclusion_rests_on(language: str, said: str) -> None:
    document, drawings = small(language)
    table = next(block for block in document.blocks if isinstance(block, TableBlock))
    view = (Heading(1, "View", numbered=False), Paragraph("Says $1 bn.", "Finding.", table.table.id))
    chapter = Heading(1, "1  Chapter")
    whole = replace(document, blocks=(*view, chapter, replace(table, number=1), *(Heading(2, "1.1  A") for _ in "abc")))
    texts = [p.text for p in docx.Document(io.BytesIO(word.docx(whole, drawings, Words(language)))).paragraphs]
    contents = texts.index(Words(language)("report.contents"))
    assert texts.index("View") < contents < texts.index("1  Chapter")
    assert next(text for text in texts if text.startswith("Finding.")).endswith(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_word_file_holds_native_tables_with_the_cells_of_the_report(language: str) -> None:
    document, _ = small(language)
    words = Words(language)
    tables = [block.table.for_readers() for block in document.blocks if isinstance(block, TableBlock)]
    found = [one for one in opened(language).tables if one._tbl.tblPr.xpath("./w:tblBorders")]
    assert len(found) == len(tables)
    for native, table in zip(found, tables, strict=True):
        assert [cell.text for cell in native.rows[0].cells] == table.heads(words)
        assert [[cell.text for cell in row.cells] for row in native.rows[1:]] == table.told(words)
        assert native.rows[0]._tr.xpath("./w:trPr/w:tblHeader")  # the head repeats on the next page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_of_a_word_file_have_300_dots_an_inch_and_say_what_they_show(language: str) -> None:
    document, _ = small(language)
    pictures = opened(language).element.body.xpath(".//wp:inline")
    shown = list(figures(document.blocks))
    assert len(pictures) == len(shown)
    for picture, figure in zip(pictures, shown, strict=True):
        assert picture.docPr.get("descr").endswith(figure.caption)
        relation = picture.graphic.graphicData.pic.blipFill.blip.embed
        pixels = opened(language).part.related_parts[relation].image.px_width
        assert pixels / (picture.extent.cx / 914_400) > 299


def test_every_style_names_an_east_asian_typeface() -> None:
    file = opened("zh")
    normal = file.styles["Normal"].element
    assert normal.xpath("./w:rPr/w:rFonts/@w:eastAsia") == [office.EAST_ASIAN]
    themed = "./w:rPr/w:rFonts[@w:eastAsiaTheme or @w:asciiTheme]"
    used = {paragraph.style.name for paragraph in file.paragraphs}
    assert not any(file.styles[name].element.xpath(themed) for name in used)


def test_headings_captions_and_sources_stand_in_their_order_under_named_styles() -> None:
    document, _ = small("en")
    said = [(paragraph.style.name, paragraph.text) for paragraph in opened("en").paragraphs]
    for block in document.blocks:
        if isinstance(block, Heading):
            assert (f"Heading {block.level}", block.text) in said
        if isinstance(block, TableBlock):
            assert ("Source", Words("en")("common.source", source=block.source)) in said


def test_a_template_brings_its_own_styles_and_none_of_its_text() -> None:
    template = docx.Document()
    template.add_paragraph("words of the template")
    template.styles["Heading 1"].font.name = "Georgia"
    saved = io.BytesIO()
    template.save(saved)
    made = docx.Document(io.BytesIO(word.docx(*small("en"), Words("en"), saved.getvalue())))
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert "words of the template" not in [paragraph.text for paragraph in made.paragraphs]
    assert any(style.name == "Source" for style in made.styles)


def test_names_begin_with_a_capital_in_a_document_and_stay_as_they_are_for_machines() -> None:
    table = headed("t", ("a", "b"), ("text", "text"), (("gap QE1–QE2", "no"), ("fedsheet", "3-month"), ("p", "s.e.")))
    told = [["Gap QE1–QE2", "No"], ["fedsheet", "3-month"], ["p", "s.e."]]
    assert table.told(Words("en")) == told
    assert [list(row) for row in table.machine_rows()] == [
        ["gap QE1–QE2", "no"],
        ["fedsheet", "3-month"],
        ["p", "s.e."],
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slides_hold_native_tables_and_pictures_that_say_what_they_show(language: str) -> None:
    document, _ = small(language)
    deck = pptx.Presentation(io.BytesIO(presentation(language)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    words = Words(language)
    rows = [[cell.text for cell in row.cells] for shape in shapes if shape.has_table for row in shape.table.rows]
    for block in document.blocks:
        if isinstance(block, TableBlock):
            held = block.table.for_readers()
            heads = ["".join(head.split()) for head in held.heads(words)]  # a unit may have a line of its own
            assert heads in [["".join(cell.split()) for cell in row] for row in rows]
            assert all(row in rows for row in held.told(words))
    said = [shape._element._nvXxPr.cNvPr.get("descr") for shape in shapes if shape.shape_type == 13]
    assert [text.split(figure.caption)[-1] for text, figure in zip(said, figures(document.blocks), strict=True)] == [
        "" for _ in said
    ]
    assert office.EAST_ASIAN.encode() in b"".join(
        part.blob for part in deck.part.package.iter_parts() if "theme" in str(part.partname)
    )


def test_nothing_on_a_slide_lies_outside_it() -> None:
    deck = pptx.Presentation(io.BytesIO(presentation("en")))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_slides_on_a_template_keep_its_master_and_none_of_its_slides() -> None:
    template = pptx.Presentation()
    slide = template.slides.add_slide(template.slide_layouts[5])
    slide.shapes.title.text = "words of the template"
    saved = io.BytesIO()
    template.save(saved)
    made = pptx.Presentation(io.BytesIO(slides.pptx(*small("en"), Words("en"), saved.getvalue())))
    assert made.slide_width == template.slide_width
    titles = [slide.shapes.title.text for slide in made.slides if slide.shapes.title is not None]
    assert "words of the template" not in titles
    assert small("en")[0].title in titles


def test_the_same_document_gives_the_same_bytes() -> None:
    assert word.docx(*small("zh"), Words("zh")) == word_file("zh")
    assert slides.pptx(*small("zh"), Words("zh")) == presentation("zh")


def test_text_that_looks_like_markup_or_control_stays_text() -> None:
    assert office.escaped('<w:b/> & "x"\x07') == "&lt;w:b/&gt; &amp; &quot;x&quot;"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not whole", b"words"])
def test_a_template_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"is no docx file that can be read.*or leave template= out"):
        office.refuse_unreadable(data, "docx", "house.docx")
    with pytest.raises(InputError, match="is no pptx file"):
        office.refuse_unreadable(word_file("en"), "pptx", "house.docx")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(InputError, match=r'pip install "fedsheet\[office\]"'):
        office.ready()


@pytest.mark.parametrize(
    ("heads", "rows", "line"),
    [
        (["a", "b"], [["one", "2"]], 400.0),
        (["day", "words"], [["2026-10-07", "a long sentence that goes on " * 9]], 300.0),
        ([f"column {n}" for n in range(20)], [["1,234.5"] * 20], 300.0),
    ],
)
def test_columns_fill_the_line(heads: list[str], rows: list[list[str]], line: float) -> None:
    widths, size = office.column_widths(heads, rows, line, (7.5, 6.0))
    assert sum(widths) == pytest.approx(line)
    assert min(widths) > 0
    assert size in {7.5, 6.0}


@pytest.mark.parametrize("heads", [["day", "words"], ["day", "a heading as long as the line has room for it"]])
def test_a_date_is_not_parted_beside_a_long_text_where_another_typeface_is_wider(heads: list[str]) -> None:
    text = "long " * 80 if heads[1] == "words" else "2"
    widths, size = office.column_widths(heads, [["2026-10-07", text]], 235.0, (7.5,))
    assert widths[0] >= 1.2 * office.text_width("2026-10-07", size)


def test_no_line_ends_within_a_day_or_an_amount() -> None:
    said = office.unparted("On 7 October 2026, $3.02 trn in 4 of 6 lines (USD bn); 2026 年 10 月 7 日 3.02 万亿美元")
    pieces = ["On", "7\xa0October\xa02026,", "$3.02\xa0trn", "in", "4", "of", "6", "lines", "(USD\xa0bn);"]
    assert said.split(" ") == [*pieces, "2026\xa0年\xa010\xa0月\xa07\xa0日", "3.02\xa0万亿美元"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "pptx"])
def test_libreoffice_opens_what_is_written(form: str, tmp_path) -> None:
    file = tmp_path / f"small.{form}"
    file.write_bytes(word_file("zh") if form == "docx" else presentation("zh"))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    assert (tmp_path / "small.pdf").read_bytes().startswith(b"%PDF")
