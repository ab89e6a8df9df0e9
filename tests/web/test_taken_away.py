"""What is taken away from a view says what it is: every workbook of every figure and table, every picture."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest

from fedsheet.present.blocks import Figure, TableBlock, figures
from fedsheet.present.text import LANGUAGES
from fedsheet.web.exports import Screen, export
from fedsheet.web.page import Page
from fedsheet.web.views import VIEWS
from web.conftest import Workbench

BY_NAME = {view.name: view for view in VIEWS}
HEAD = 4  # the row of headings
UNIT = re.compile(r"[(（]((?:USD|US dollars|\d*[亿万百]*美元|bp|个基点)[^()（）]*)[)）]")
SPAN = Screen(date(2025, 9, 1), date(2025, 10, 31))
PLAIN = re.compile(r"(?:num\d|int)$")  # held in the unit that their heading says
SCALES = {"USD bn": 1e9, "USD mn": 1e6, "亿美元": 1e8, "百万美元": 1e6, "bp": 1e-4, "个基点": 1e-4}


def page_of(workbench: Workbench, name: str, lang: str) -> Page:
    return workbench.desk.page(BY_NAME[name], BY_NAME[name].params(lang=lang))


def blocks_of(page: Page) -> dict[str, Figure | TableBlock]:
    """Everything on a page that can be taken away, by id."""
    drawn: dict[str, Figure | TableBlock] = {figure.id: figure for figure in figures(page.report_blocks)}
    return drawn | {block.table.id: block for block in page.report_blocks if isinstance(block, TableBlock)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in BY_NAME if name != "boards"])  # whose figures are other views'
def test_every_workbook_says_what_it_is_and_from_when(workbench: Workbench, name: str, lang: str) -> None:
    """On the sheet itself: title, source, note, day and vintage; each column one unit at most, and in that unit."""
    page, words = page_of(workbench, name, lang), workbench.desk.words(lang)
    held = blocks_of(page)
    assert held
    for block_id, block in held.items():
        book = openpyxl.load_workbook(io.BytesIO(export(page, block_id, "xlsx", words)))
        contents, sheet = book.worksheets[:2]
        title, source, note = (str(sheet.cell(row, 1).value or "") for row in (1, 2, 3))
        assert title == block.caption, block_id
        assert block.source in source, block_id
        assert page.as_of.isoformat() in source, block_id
        assert page.digest[:12] in source, block_id
        assert note == getattr(block, "note", "").replace("`", ""), block_id
        assert page.as_of.isoformat() in str(contents.cell(2, 1).value), block_id
        about = {str(row[0].value): row[1].value for row in book.worksheets[-1].iter_rows()}
        assert all(value not in (None, "", "None") for value in about.values()), (block_id, about)
        in_one_unit(sheet, block)


def in_one_unit(sheet: Any, block: Figure | TableBlock) -> None:
    """One unit in a heading at most, and what stands under it is counted in that unit."""
    readers = block.table.for_readers()
    headings = [str(cell.value) for cell in sheet[HEAD]]
    for place, heading in enumerate(headings[: len(readers.columns)]):
        units = UNIT.findall(heading)
        assert len(units) <= 1, (block.table.id, heading)
        scale = SCALES.get(units[0]) if units else None
        scale = 1.0 if scale and PLAIN.match(readers.columns[place].form) else scale
        for n, row in enumerate(readers.rows if scale else ()):
            held, shown = row[place], sheet.cell(HEAD + 1 + n, place + 1).value
            if isinstance(held, float) and isinstance(shown, int | float):
                assert shown == pytest.approx(held / scale, rel=1e-9, abs=1e-9), (block.table.id, heading)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in BY_NAME if name != "boards"])
def test_every_picture_says_what_it_is_and_from_when(workbench: Workbench, name: str, lang: str) -> None:
    """Title, source, note, day and vintage stand in the SVG itself, which the PNG is made from."""
    page, words = page_of(workbench, name, lang), workbench.desk.words(lang)
    for figure in figures(page.report_blocks):
        drawn = export(page, figure.id, "svg", words).decode()
        said = html.unescape("".join(re.findall(r">([^<]*)<", drawn)))
        said = re.sub(r"\s", "", said)
        for told in (figure.caption, figure.source, figure.note, page.as_of.isoformat(), page.digest[:12]):
            assert re.sub(r"[\s`]", "", told) in said, (figure.id, told)


def days_of(body: bytes, form: str) -> list[str]:
    """The days of a file taken away."""
    if form == "csv":
        return [row["date"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[1]
    return [str(row[0].value)[:10] for row in sheet.iter_rows(min_row=HEAD + 1) if row[0].value]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_days_on_the_screen_are_those_taken_away(workbench: Workbench, form: str) -> None:
    """All of the span, and beyond it only the nearest of each line, so that lines run to the edge."""
    page, words = page_of(workbench, "overview", "en"), workbench.desk.words("en")
    whole = days_of(export(page, "corridor", form, words), form)
    shown = days_of(export(page, "corridor", form, words, SPAN), form)
    inside = [day for day in whole if str(SPAN.first) <= day <= str(SPAN.last)]
    assert [day for day in shown if day in inside] == inside
    assert len(shown) - len(inside) <= 2 * (len(blocks_of(page)["corridor"].table.columns) - 1)


def test_the_picture_of_a_span_says_its_days(workbench: Workbench) -> None:
    page, words = page_of(workbench, "overview", "en"), workbench.desk.words("en")
    drawn = export(page, "corridor", "svg", words, SPAN).decode()
    assert "Days shown: 2025-09-01 to 2025-10-31." in drawn
    assert ">2024-01<" not in drawn
