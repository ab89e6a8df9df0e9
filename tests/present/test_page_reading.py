"""Reading the page in a browser: tables say they scroll, a day tells its numbers with units, files are handed out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fedsheet.present import html
from fedsheet.present.blocks import Figure, Heading, Row, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.text import Words
from present.report_support import documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SEEN = {"qe1-growth", "qe2-inflation", "twist"}


@cache
def short(language: str) -> Document:
    """Headings, three figures of different kinds and the widest table: quick to draw."""
    blocks = documents()[language].blocks
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    widest = max(tables, key=lambda block: len(block.table.for_readers().columns))
    kept = []
    for block in blocks:
        if isinstance(block, Row | Figure):
            kept += [figure for figure in figures([block]) if figure.id in SEEN]
        elif isinstance(block, Heading) or block is widest:
            kept.append(block)
    return replace(documents()[language], blocks=tuple(kept))


def opened(chromium: Browser, folder: Path, width: int, tone: str, language: str = "en") -> Page:
    file = folder / f"report-{language}.html"
    others = [other for other in ("zh", "en") if other != language]
    file.write_text(html.page(short(language), Words(language), others=others), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=tone)
    page.goto(file.as_uri())
    page.wait_for_selector(".chart[data-drawn=yes] >> nth=2", state="attached")
    return page


@pytest.mark.parametrize(("width", "tone"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_no_rule_of_accessibility_is_broken(width: int, tone: str, tmp_path: Path, chromium: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(chromium, tmp_path, width, tone)
    found = axe.Axe().run(page).response["violations"]
    page.close()
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []


def test_a_wide_table_says_so_and_its_first_column_stays(tmp_path: Path, chromium: Browser) -> None:
    page = opened(chromium, tmp_path, 390, "light")
    place = page.locator("figure[data-table] .scroll")
    hint = page.locator("figure[data-table] .hint")
    assert hint.is_visible()
    assert place.get_attribute("tabindex") == "0"
    before = place.locator("tbody th").first.bounding_box()
    place.evaluate("place => { place.scrollLeft = 150; }")
    after = place.locator("tbody th").first.bounding_box()
    tall = place.evaluate("place => place.scrollHeight <= place.clientHeight + 16")
    page.close()
    assert before is not None
    assert after is not None
    assert before["x"] == after["x"]
    assert tall  # no row is hidden


def test_the_day_under_the_pointer_tells_every_series_with_its_unit(tmp_path: Path, chromium: Browser) -> None:
    page = opened(chromium, tmp_path, 1440, "light")
    chart = page.locator("[data-figure=qe2-inflation]")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    for share in (0.5, 0.52):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
    page.wait_for_selector("#day-told:not([hidden])")
    said = page.locator("#day-told").inner_text()
    page.close()
    assert re.match(r"\d{4}-\d\d-\d\d", said)
    assert len(re.findall(r"[\d.]+ % ?", said)) == 2


def test_figures_and_tables_are_handed_out_in_light_colours(tmp_path: Path, chromium: Browser) -> None:
    page = opened(chromium, tmp_path, 1440, "dark")
    got = {}
    for kind in ("svg", "png", "csv"):
        with page.expect_download() as waited:
            page.click(f"figure:has([data-figure=qe1-growth]) [data-save={kind}]")
        got[kind] = Path(waited.value.path()).read_bytes()
    with page.expect_download() as waited:
        page.click("[data-save=table]")
    table = Path(waited.value.path()).read_text("utf-8-sig")
    page.close()
    assert got["png"].startswith(b"\x89PNG")
    assert b"var(" not in got["svg"]
    assert b"#1f4e8c" in got["svg"]
    rows = got["csv"].decode("utf-8-sig").splitlines()
    figure = next(one for one in figures(documents()["en"].blocks) if one.id == "qe1-growth")
    assert rows[0].startswith('"date","real GDP, yoy (%')
    assert len(rows) == len(figure.table.rows) + 1
    assert table.count("\n") > 2


def test_a_figure_enlarges_and_the_contents_follow(tmp_path: Path, chromium: Browser) -> None:
    page = opened(chromium, tmp_path, 1440, "light")
    page.click("figure:has([data-figure=qe1-growth]) [data-enlarge]")
    page.wait_for_selector("dialog[open] .chart[data-drawn=yes] svg")
    assert page.locator("dialog .chart svg").bounding_box()["width"] > 1000
    page.click("dialog button")
    last = page.locator("main h2").last
    last.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_selector("nav a[aria-current]", state="attached")
    assert page.locator("nav a[aria-current]").count() == 1
    address = page.locator("[data-language]").get_attribute("href")
    page.close()
    assert address == "report-zh.html"


def test_paper_is_light_and_holds_every_column(tmp_path: Path, chromium: Browser) -> None:
    page = opened(chromium, tmp_path, 1440, "dark")
    page.emulate_media(media="print")
    parted = (
        "[...document.querySelectorAll('table')].map(t => [t.tBodies[0].rows.length, getComputedStyle(t).breakInside])"
    )
    assert all((rows <= 24) == (inside == "avoid") for rows, inside in page.evaluate(parted))
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 less its margins, in pixels
    ink = page.evaluate("getComputedStyle(document.body).color")
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    label = page.evaluate("getComputedStyle(document.querySelector('.chart svg text')).fill")
    cut = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth + 1).length"
    )
    page.close()
    assert (ink, back) == ("rgb(34, 38, 43)", "rgb(255, 255, 255)")
    assert label in {"rgb(34, 38, 43)", "rgb(91, 100, 112)"}
    assert cut == 0


def test_every_heading_and_figure_has_a_link_of_its_own() -> None:
    markup = html.page(short("zh"), Words("zh"))
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert "" not in ids
    for anchor in re.findall(r'<a class="anchor" href="#([^"]+)"', markup):
        assert anchor in ids
