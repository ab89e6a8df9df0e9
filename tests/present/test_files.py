"""The files: Chinese can be read out of the PDF, no glyph is missing, the same document gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pypdf
import pytest

from fedsheet.core.errors import InputError
from fedsheet.present import html, made_once, pdf, xlsx
from fedsheet.present.blocks import Figure, figures
from fedsheet.present.document import Document
from fedsheet.present.figures import Drawing, draw
from fedsheet.present.files import LIST, listed, staged
from fedsheet.present.fonts import characters, subset_woff2
from fedsheet.present.text import LANGUAGES, Words, messages
from present.report_support import documents
from tables import headed


@cache
def drawings(language: str) -> dict[str, Drawing]:
    return {figure.id: draw(figure.spec) for figure in figures(documents()[language].blocks)}


@cache
def pdf_bytes(language: str) -> bytes:
    return pdf.compile_pdf(documents()[language], drawings(language), Words(language))


@cache
def pdf_text(language: str) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf_bytes(language))).pages
    return re.sub("[\\s\N{WORD JOINER}]+", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_caption_can_be_read_out_of_the_pdf(language: str) -> None:
    for figure in figures(documents()[language].blocks):
        assert re.sub(r"\s+", "", figure.caption) in pdf_text(language)


def test_chinese_text_can_be_searched_in_the_pdf() -> None:
    for phrase in ("投资要点", "风险提示", "资料来源", "图1：", "图14：", "美联储资产负债表", "流动性断层"):
        assert phrase in pdf_text("zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_typeface_has_every_character_of_every_message(language: str) -> None:
    used = set("".join(messages(language).values()))
    assert used - set(characters()) <= {"\n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_glyph_is_missing_in_the_pdf(language: str) -> None:
    """A missing glyph comes out as a replacement character or glyph 0, which reads as nothing or U+FFFD."""
    assert "\ufffd" not in pdf_text(language)
    assert "\x00" not in pdf_text(language)
    drawn = "".join(re.findall(r">([^<>]+)<", "".join(d.svg for d in drawings(language).values())))
    assert {c for c in drawn if c not in characters()} <= {"\n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_embeds_its_only_typeface(language: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(language)))
    names = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get_object().get("/Font", {}).get_object().values()
    }
    assert names
    assert all("NotoSansCJKsc" in name for name in names)


def test_two_makings_of_pdf_page_and_workbook_give_the_same_bytes() -> None:
    document, words = documents()["zh"], Words("zh")
    again = {figure.id: draw(figure.spec) for figure in figures(document.blocks)}
    assert again == drawings("zh")
    assert pdf.compile_pdf(document, again, words) == pdf_bytes("zh")
    assert html.page(document, words) == html.page(document, words)
    assert xlsx.workbook(document, words) == xlsx.workbook(document, words)


@cache
def page(language: str) -> str:
    return html.page(documents()[language], Words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nothing_of_the_network(language: str) -> None:
    markup = re.sub(r"<script type=\"module\">.*</script>", "", page(language), flags=re.S)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", markup)
    assert "url(http" not in markup
    assert "default-src 'none'" in markup


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_figure_with_its_numbers_and_its_spec(language: str) -> None:
    for figure in figures(documents()[language].blocks):
        assert f'data-figure="{figure.id}"' in page(language)
        assert f'id="figure-{figure.number}"' in page(language)


def test_text_from_outside_cannot_become_markup_in_the_page_or_the_pdf() -> None:
    from dataclasses import replace

    from fedsheet.present.blocks import Paragraph

    hostile = '</script><script>alert(1)</script> #panic("x") \\ " $x$'
    document: Document = replace(documents()["en"], blocks=(Paragraph(hostile),))
    markup = html.page(document, Words("en"))
    assert "<script>alert" not in markup
    text = pypdf.PdfReader(io.BytesIO(pdf.compile_pdf(document, {}, Words("en")))).pages[0].extract_text()
    assert '#panic("x")' in text


def hostile_document() -> Document:
    from dataclasses import replace

    table = headed("t", ("name", "x"), ("text", "num1"), (("=1+1", 1.0), ("@SUM(A1)", None)))
    figure = Figure("t", 1, {"width": 10, "height": 10}, "=cmd", "source", table)
    return replace(documents()["en"], blocks=(figure,))


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    for document, words in ((documents()["zh"], Words("zh")), (hostile_document(), Words("en"))):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.workbook(document, words)))
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds


def test_the_workbook_has_a_sheet_and_a_chart_of_its_own_for_each_figure() -> None:
    document = documents()["en"]
    with zipfile.ZipFile(io.BytesIO(xlsx.workbook(document, Words("en")))) as held:
        charts = [name for name in held.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(list(figures(document.blocks)))


def test_missing_numbers_are_empty_in_csv_and_zero_is_zero() -> None:
    table = headed("t", ("a", "b"), ("num1", "num1"), ((0.0, None), (None, 1.5)))
    assert table.csv(base=True) == "a,b\n0,\n,1.5\n"


def test_no_text_of_a_csv_is_a_formula_to_a_spreadsheet_and_numbers_stay() -> None:
    """A spreadsheet computes what begins with =, @, a tab, or a sign before a name (OWASP, CSV injection)."""
    texts = ("=1+1", "@SUM(A1)", "+A1", "-cmd|x", "\tx")
    table = headed("t", ("a", "b"), ("text", "num1"), tuple((text, -1.5) for text in texts))
    assert [row.split(",")[0].strip("'") for row in table.csv(base=True).splitlines()[1:]] == list(texts)
    assert all(row.startswith("'") and row.endswith(",-1.5") for row in table.csv(base=True).splitlines()[1:])
    plain = ("-1.25 to -1.00", "+9 bp", "- none", "a = b", "")
    table = headed("t", ("a", "b"), ("text", "num1"), tuple((text, -1.5) for text in plain))
    assert [row.split(",")[0] for row in table.csv(base=True).splitlines()[1:]] == list(plain)


def test_a_table_whose_rows_differ_in_width_is_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        headed("t", ("a", "b"), ("text", "text"), (("x",),))


def test_the_part_of_the_typeface_is_the_same_each_time_and_holds_what_is_asked() -> None:
    from fontTools.ttLib import TTFont

    part = subset_woff2("美联储 QE1–4")
    assert part == subset_woff2("4–1EQ 储联美")
    held = TTFont(io.BytesIO(part)).getBestCmap()
    assert all(ord(c) in held for c in "美联储 QE1–4")


def test_nothing_is_written_where_the_work_fails(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")

    def half_done() -> None:
        with staged(tmp_path) as stage:
            stage.write("old.txt", "new")
            stage.write("data/new.txt", "new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.txt"]
    assert (tmp_path / "old.txt").read_text() == "old"


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Cannot write into"), staged(tmp_path / "file" / "out"):
        pass


def run_writes(out: Path, **contents: str) -> None:
    with staged(out) as stage:
        for name, text in contents.items():
            stage.write(f"data/{name}.csv", text)
        stage.moved_in()


def names_in(out: Path) -> list[str]:
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


def test_files_of_a_former_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    run_writes(tmp_path, old="1", both="1", changed="1")
    (tmp_path / "data" / "mine.csv").write_text("mine")
    (tmp_path / "data" / "changed.csv").write_text("a note of mine in your file")
    run_writes(tmp_path, both="2")
    assert names_in(tmp_path) == ["SHA256SUMS", "data/both.csv", "data/changed.csv", "data/mine.csv"]
    assert (tmp_path / "data" / "both.csv").read_text() == "2"


def test_a_run_takes_away_nothing_but_its_own_editions(tmp_path: Path) -> None:
    def run(*names: str) -> None:
        with staged(tmp_path) as stage:
            for name in names:
                stage.write(name, name)
            stage.moved_in()

    report = ["data/a.csv", "figures-en/a.svg", "figures-zh/a.svg", "report-en.docx", "report-en.pdf", "report-zh.pdf"]
    run(*report)
    run("brief-en.pdf")
    assert names_in(tmp_path) == sorted([LIST, "brief-en.pdf", *report])
    run("report-en.pdf", "data/a.csv", "figures-en/b.svg")
    kept = ["brief-en.pdf", "data/a.csv", "figures-en/b.svg", "figures-zh/a.svg", "report-en.pdf", "report-zh.pdf"]
    assert names_in(tmp_path) == sorted([LIST, *kept])
    assert list(listed(tmp_path)) == kept


def test_a_list_that_names_a_place_outside_removes_nothing(tmp_path: Path) -> None:
    out, digest = tmp_path / "out", hashlib.sha256(b"mine").hexdigest()
    (tmp_path / "mine.txt").write_text("mine")
    out.mkdir()
    (out / "SHA256SUMS").write_text(f"{digest}  ../mine.txt\n{digest}  {tmp_path}/mine.txt\nnonsense\n")
    run_writes(out, new="1")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_folder_made_for_a_run_that_fails_goes_again(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), staged(tmp_path / "a" / "b"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_what_was_made_and_what_is_damaged_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_once, "_folders", [tmp_path])
    assert made_once.kept("png", b"of this") is None
    made_once.keep("png", b"of this", b"\x89 bytes\n")
    assert made_once.kept("png", b"of this") == b"\x89 bytes\n"
    assert made_once.kept("png", b"of that") is None
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert made_once.made("png", b"of this", lambda: b"again") == b"again"
    assert made_once.kept("png", b"of this") == b"again"


def test_of_what_is_kept_what_was_asked_for_last_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_once, "_folders", [tmp_path])
    monkeypatch.setattr(made_once, "MOST", 1)
    for name in (b"old", b"new"):
        made_once.keep("png", name, name)
    for age, file in enumerate(sorted(tmp_path.iterdir(), key=lambda file: file.read_bytes().endswith(b"old"))):
        os.utime(file, (1_000 - age, 1_000 - age))
    made_once.keep_in(tmp_path)
    assert [made_once.kept("png", name) for name in (b"old", b"new")] == [None, b"new"]
