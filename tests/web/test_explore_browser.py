"""The desk in a browser: Explore by hand, a figure's own tools, dates and tables, the way in; every view looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fedsheet.web.views import VIEWS
from web.conftest import Workbench
from web.test_browser import Watched, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
NAMES = [view.name for view in VIEWS]
FIVE_LINES = "DGS10; DGS2 | 2026-06-30; iorb; WALCL | right"


@pytest.fixture(scope="module")
def desk(chromium: object, workbench: Workbench) -> Iterator[Watched]:
    seen = watched(chromium, workbench, permissions=["clipboard-read", "clipboard-write"])
    yield seen
    seen.page.context.close()


def lines_of(page: object) -> list[str]:
    return [field.input_value() for field in page.locator(".line input[type=text]").all()]


A4 = {"width": 794, "height": 1123}  # pixels of 1/96 inch
WIDEST = {"width": 2560, "height": 1440}
# The leftmost and rightmost pixel of figures and tables, and the share of their height in which one stands right of the
# middle.
REACH = """() => {
  const all = [...document.querySelectorAll('main :is(figure, .table, .explorer)')];
  const boxes = all.map((e) => e.getBoundingClientRect()), rows = [];
  for (let y = Math.min(...boxes.map((b) => b.top)); y < Math.max(...boxes.map((b) => b.bottom)); y += 10) {
    const here = boxes.filter((b) => b.top <= y && b.bottom > y);
    if (here.length) rows.push(here.some((b) => b.right > innerWidth * 0.6));
  }
  const share = rows.filter(Boolean).length / rows.length;
  return [Math.min(...boxes.map((b) => b.left)), Math.max(...boxes.map((b) => b.right)), share];
}"""


def test_a_series_is_found_and_drawn_beside_another(desk: Watched) -> None:
    page = desk.open("explore", "en", "&lines=SOFR")
    page.fill("#x-search", "30-day average")
    page.wait_for_selector("#found li")
    assert page.locator("#found li b").all_inner_texts() == ["SOFR30DAYAVG"]
    page.fill("#x-search", "准备金余额")
    page.wait_for_selector("#found li >> text=WRESBAL")
    page.press("#x-search", "ArrowDown")
    assert page.locator("#x-search").get_attribute("aria-activedescendant") == "found-0"
    chosen = page.locator("#found li[aria-selected=true] b").inner_text()
    page.press("#x-search", "Enter")
    until(page, "() => document.querySelectorAll('.line').length === 2")
    assert lines_of(page) == ["SOFR", chosen]
    assert page.locator("#x-axis-1").input_value() == "right"  # unlike units take an axis each
    assert desk.clean()


def test_a_formula_is_typed_transformed_and_kept_in_the_address(desk: Watched) -> None:
    page = desk.open("explore", "en", "&lines=SOFR")
    page.fill("#x-formula-0", "(TREAST + WSHOMCB) / WALCL")
    page.press("#x-formula-0", "Enter")
    page.wait_for_url(re.compile("TREAST"), wait_until="commit")
    page.wait_for_selector(".legend >> text=(TREAST + WSHOMCB) / WALCL")
    page.select_option("#x-every", "month")
    page.wait_for_url(re.compile("every=month"), wait_until="commit")
    page.wait_for_selector("figure .note >> text=One value a month")
    page.goto(page.url, wait_until="commit")
    page.wait_for_selector(".uplot canvas")
    assert lines_of(page) == ["(TREAST + WSHOMCB) / WALCL"]
    assert page.locator("#x-every").input_value() == "month"
    page.fill("#x-formula-0", "SOFR + WALCL")
    page.press("#x-formula-0", "Enter")
    page.wait_for_selector("#x-error-0 >> text=cannot be added")
    assert page.locator("#x-formula-0").get_attribute("aria-invalid") == "true"
    assert desk.clean()


def test_a_seventh_line_is_refused_beside_the_field_and_six_stay(desk: Watched) -> None:
    """The whole view gave way to an error page, its six lines with it."""
    page = desk.open("explore", "en", "&lines=SOFR; EFFR; OBFR; BGCR; TGCR; DGS10")
    assert page.locator(".line").count() == 6
    assert not page.locator(".line >> text=Beside an earlier vintage").count()
    page.fill("#x-search", "DGS2")
    page.press("#x-search", "Enter")
    until(page, "() => document.querySelector('#x-full').textContent === 'At most 6 lines: take one away first.'")
    assert page.locator(".line").count() == 6
    page.click("#x-remove-5")
    until(page, "() => document.querySelectorAll('.line').length === 5")
    assert desk.clean()


def test_days_are_chosen_by_button_date_and_handle_without_asking_again(desk: Watched) -> None:
    page = desk.open("explore", "en", "&lines=SOFR")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/explore" in request.url else None)
    page.click("[data-range='1y']")
    page.wait_for_url(re.compile("start="), wait_until="commit")
    assert page.locator("[data-range='1y']").get_attribute("aria-pressed") == "true"
    first = page.locator("#x-start").input_value()
    page.locator("#x-from").focus()
    page.keyboard.press("ArrowLeft")
    until(page, "first => document.querySelector('#x-start').value < first", first)
    page.fill("#x-start", "2024-03-01")
    page.press("#x-start", "Enter")
    page.wait_for_url(re.compile("start=2024-03-01"), wait_until="commit")
    page.check("#x-mark-decisions")
    page.wait_for_url(re.compile("decisions"), wait_until="commit")
    page.check("#x-log")
    page.wait_for_url(re.compile("log=true"), wait_until="commit")
    assert asked == []
    length = page.evaluate("history.length")
    page.click("[data-range='all']")
    assert page.evaluate("history.length") == length
    with page.expect_download() as waiting:
        page.click("[data-range='1y']")
        page.locator("figure .files a >> text=CSV").click()
    rows = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    assert 200 < len(rows) < 300
    assert desk.clean()


def test_keys_read_along_the_lines_and_the_legend_switches_them(desk: Watched) -> None:
    page = desk.open("explore", "en", "&lines=SOFR; iorb")
    page.wait_for_selector("[data-drawn]")
    page.locator("figure .plot").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    day = page.locator(".reading").inner_text()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    for told in re.findall(r"\d{4}-\d\d-\d\d", " ".join(page.locator(".legend").all_inner_texts())):
        assert told <= day  # nothing from the future
    button = page.locator(".legend button").first
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert desk.clean()


def test_a_file_dropped_is_asked_about(desk: Watched) -> None:
    page = desk.open("explore", "zh", "&lines=SOFR")
    page.set_input_files("#x-file", {"name": "my rate.csv", "mimeType": "text/csv", "buffer": b"date,value\nx,1\n"})
    page.wait_for_selector("dialog #x-id")
    assert page.locator("#x-id").input_value() == "MY_RATE"
    assert page.locator("#x-unit option").count() > 10
    page.keyboard.press("Escape")
    until(page, "() => !document.querySelector('dialog')")
    assert desk.clean()


def test_a_figure_has_an_address_a_citation_and_its_own_python(desk: Watched) -> None:
    page = desk.open("overview", "en")
    figure = page.locator("figure#figure-corridor")
    figure.scroll_into_view_if_needed()
    figure.locator("button >> text=Copy its link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("#figure-corridor")
    page.goto("about:blank")
    page.goto(link, wait_until="commit")
    until(page, "() => document.activeElement?.id === 'figure-corridor'")
    figure.locator("button >> text=Cite").click()
    page.wait_for_selector("dialog pre")
    zh, en, entry = page.locator("dialog pre").all_inner_texts()
    assert "所知的数据" in zh
    assert "Figures as of" in en
    assert entry.startswith("@misc{fedsheet-corridor-")
    page.keyboard.press("Escape")
    figure.locator("button >> text=Copy as Python").click()
    until(page, "() => navigator.clipboard.readText().then((text) => text.includes('figure('))")
    assert "figure('overview', 'corridor'" in page.evaluate("navigator.clipboard.readText()")
    figure.locator("button >> text=Copy picture").click()
    until(page, "() => navigator.clipboard.read().then(([one]) => one.types.includes('image/png'))")
    assert desk.clean()


def test_a_name_switched_off_is_off_in_the_file_too(desk: Watched) -> None:
    page = desk.open("overview", "en")
    figure = page.locator("figure#figure-assets-reserves")
    figure.locator(".legend button").nth(1).click()
    with page.expect_download() as waiting:
        figure.locator(".files a >> text=SVG").click()
    drawn = Path(waiting.value.path()).read_text("utf-8")
    name = figure.locator(".legend button").nth(1).inner_text().strip()
    assert f">{name}<" not in drawn
    assert "Federal Reserve Board" in drawn  # its source, in the picture itself
    assert desk.clean()


def test_a_date_counts_once_it_is_typed_whole(desk: Watched) -> None:
    page = desk.open("overview", "en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "as_of" in request.url else None)
    length = page.evaluate("history.length")
    page.locator("#asof").focus()
    for key in "09172019":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert asked == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("as_of=2019-09-17"), wait_until="commit")
    until(page, "() => !document.querySelector('main.loading')")
    assert page.evaluate("history.length") == length + 1
    assert desk.clean()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=statement&line=XXX", "Unknown line"), ("view=project&treasury_cap=abc", "treasury_cap"),
        ("view=overview&foo=1", "foo"), ("view=nope", "no view called nope"),
    ],
)  # fmt: skip
def test_a_refusal_says_its_reason_and_leaves_the_way_out(desk: Watched, query: str, said: str) -> None:
    page = desk.page
    page.goto(f"{desk.url}/?{query}&lang=en", wait_until="commit")
    page.wait_for_selector("main .failed")
    assert said in page.locator("main .failed").inner_text()
    assert "as-of date" not in page.locator("main .failed").inner_text()
    assert page.locator("#views a").count() == len(NAMES)
    if "nope" not in query:
        page.wait_for_selector("form.controls", timeout=120_000)
        page.locator("main .failed button", has_text="Reset all").click()
        page.wait_for_selector("main .chart svg, main .uplot canvas", timeout=120_000)
    desk.errors.clear()  # the browser's own lines about the refusals


def test_the_language_is_the_browsers_and_is_remembered(chromium: object, workbench: Workbench) -> None:
    for locale, lang in (("en-GB", "en"), ("zh-TW", "zh-CN"), ("de-DE", "en")):
        seen = watched(chromium, workbench, locale=locale)
        seen.page.goto(f"{seen.url}/", wait_until="commit")
        until(seen.page, "lang => document.documentElement.lang === lang && document.querySelector('h1')", lang)
        seen.page.goto(f"{seen.url}/?view=overview&lang={'zh' if lang == 'en' else 'en'}", wait_until="commit")
        until(seen.page, "lang => document.documentElement.lang !== lang && document.querySelector('h1')", lang)
        seen.page.goto(f"{seen.url}/?view=overview&lang=fr", wait_until="commit")
        until(seen.page, "lang => document.documentElement.lang !== lang && document.querySelector('h1')", lang)
        assert seen.clean()
        seen.page.context.close()


def test_a_table_sorts_and_is_searched(desk: Watched) -> None:
    page = desk.open("claims", "en")
    table = page.locator("section.table", has=page.locator(".find")).first
    rows = table.locator("tbody tr").count()
    table.locator(".find input").fill("C03")
    until(page, "() => [...document.querySelectorAll('section.table tbody tr[hidden]')].length > 0")
    assert table.locator("tbody tr:visible").count() < rows
    table.locator(".find input").fill("")
    first = table.locator("tbody tr").first.inner_text()
    head = table.locator("thead button.sort").first
    head.click()
    head.click()
    assert table.locator("th[aria-sort=descending]").count() == 1
    assert table.locator("tbody tr").first.inner_text() != first
    head.click()
    assert table.locator("tbody tr").first.inner_text() == first
    assert desk.clean()


def test_a_long_page_lists_what_stands_on_it(desk: Watched) -> None:
    page = desk.open("overview", "en")
    page.click(".contents summary")
    names = page.locator(".contents a").all_inner_texts()
    assert len(names) > 5
    page.locator(".contents a").nth(3).click()
    until(page, "() => document.activeElement.closest('figure, h2, h3')")
    assert page.get_by_role("heading").count() >= len(names)
    assert desk.clean()


NEVER_RESTS = "globalThis.requestIdleCallback = () => 0;"


@pytest.mark.parametrize("asks", ["", "dispatchEvent(new Event('beforeprint'))"], ids=["rests", "prints"])
def test_the_browsers_own_print_finds_every_figure_drawn(chromium: Browser, workbench: Workbench, asks: str) -> None:
    """Nothing is scrolled to: what stands far below is drawn as the browser rests, or at last as it begins to print."""
    seen = watched(chromium, workbench)
    if asks:
        seen.page.add_init_script(NEVER_RESTS)
    page = seen.open("market", "en")
    charts = "[...document.querySelectorAll('figure .chart')]"
    until(page, f"() => {charts}.length >= 14 && !document.querySelector('main .job')", seconds=120)
    if asks:
        assert page.evaluate(f"{charts}.filter((c) => !c.querySelector('svg, canvas, ul')).length") > 5
        page.evaluate(asks)
    until(page, f"() => {charts}.every((c) => c.querySelector('svg, canvas, ul'))", seconds=60)
    assert page.evaluate("scrollY") == 0
    assert seen.clean()
    page.context.close()


@pytest.mark.parametrize("view", ["market", "claims"])
def test_on_paper_tables_of_sentences_stay_tables(desk: Watched, view: str) -> None:
    """A sheet of A4 is narrower than 50rem, where a phone's page lays each row out as a card."""
    page = desk.open(view, "en")
    page.wait_for_selector("table.prose")
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    laid = "(of) => [...new Set([...document.querySelectorAll(of)].map((e) => getComputedStyle(e).display))]"
    assert page.evaluate(laid, "table.prose > tbody > tr") == ["table-row"]
    assert page.evaluate(laid, "table.prose > tbody > tr > *") == ["table-cell"]
    assert page.evaluate(laid, "table.prose > thead") == ["table-header-group"]
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert desk.clean()


# Figures in one of two columns with nothing beside them.
ALONE = """() => {
  const boxes = [...document.querySelectorAll('main > *')].map(
    (e) => [e.id, e.matches('figure'), e.getBoundingClientRect()]);
  const narrow = boxes.filter(([, , b]) => b.width < innerWidth * 0.6 && b.height > 60);
  const beside = (a, b) => b.top < a.bottom - 60 && b.bottom > a.top + 60 && (b.left >= a.right || b.right <= a.left);
  return narrow.filter(([, is, a]) => is && !narrow.some(([, , b]) => beside(a, b))).map(([id]) => id); }"""


@pytest.mark.parametrize("view", NAMES)
def test_a_wide_screen_is_used(desk: Watched, view: str) -> None:
    """Of 2,560 pixels the page once used 1,402: what stands on it now reaches from menu to edge."""
    page = desk.open(view, "en")
    page.set_viewport_size(WIDEST)
    until(page, "() => !document.querySelector('main .job, main.loading')", seconds=120)
    left, right, seen = page.evaluate(REACH)
    assert not page.evaluate(ALONE)
    assert left < 0.12 * WIDEST["width"], (left, seen)
    assert right > 0.97 * WIDEST["width"], (right, seen)
    assert seen >= 0.45, (left, right, seen)  # beside the statement's three columns nothing stands
    page.set_viewport_size({"width": 1440, "height": 900})
    assert desk.clean()


def test_the_days_shown_are_moved_by_their_bar(desk: Watched) -> None:
    page = desk.open("explore", "en", "&lines=SOFR&start=2022-01-03&end=2023-01-03")
    page.wait_for_selector("[data-drawn]")
    bar = page.locator(".chosen-days")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    start, end = (page.locator(f"#x-{which}").input_value() for which in ("start", "end"))
    assert start > "2022-01-03"
    assert 360 <= (date.fromisoformat(end) - date.fromisoformat(start)).days <= 370
    assert desk.clean()


CONTRAST = "color-contrast"  # what alone depends on the tone


def violations(page: object, *rules: str) -> str:
    """What axe-core finds by some of its rules, or by all, of any impact; empty where nothing."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    told = [(v["id"], v["impact"], len(v["nodes"]), [n["html"][:160] for n in v["nodes"][:2]]) for v in found]
    return json.dumps(told, indent=1, ensure_ascii=False) if told else ""


SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && !e.closest('svg'))
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""


# Texts of drawn figures that are smaller than a phone's reader reads, with their pixels.
SMALL_IN_FIGURES = """() => [...document.querySelectorAll('main .chart svg')].flatMap((svg) => {
  const share = svg.clientWidth / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].filter((t) => t.textContent.trim())
    .map((t) => [svg.closest('figure').id, t.textContent, parseFloat(getComputedStyle(t).fontSize) * share])
    .filter(([, , size]) => size < 10.9); })"""
# Grounds that are nearly white: boxes of the page, and what fills more than a mark in a figure.
WHITE = """() => {
  const white = (text) => { const [r, g, b, a = 1] = (text.match(/[\\d.]+/g) ?? []).map(Number);
    return r > 225 && g > 225 && b > 225 && a > 0.5; };
  const large = (e) => { const { width, height } = e.getBoundingClientRect(); return width > 12 && height > 12; };
  const seen = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && large(e));
  return seen.filter((e) => e.closest('svg') ? e.matches('svg.dark rect, svg.dark path')
    && white(getComputedStyle(e).fill) && getComputedStyle(e).fillOpacity > 0.5
    : white(getComputedStyle(e).backgroundColor))
    .map((e) => e.outerHTML.slice(0, 160)); }"""
# Whether figures near the screen follow the page's tone.
TONED = """() => [...document.querySelectorAll('main .chart svg')].filter((svg) => {
  const { top, bottom } = svg.getBoundingClientRect(); return bottom > -500 && top < innerHeight + 500; })
  .every((svg) => svg.classList.contains('dark') === matchMedia('(prefers-color-scheme: dark)').matches)"""
LOOKS = [
    (lang, size, tone)
    for lang in ("zh", "en")
    for size in ((1440, 900), (768, 1024), (390, 844), (2560, 1440))
    for tone in ("light", "dark")
]
FEW_LOOKS = [LOOKS[0], LOOKS[13]]  # each language and tone, a screen and a phone


def rolled(page: Page) -> None:
    """The whole page seen once, a screen after the other."""
    for top in range(0, page.evaluate("document.documentElement.scrollHeight"), 900):
        page.evaluate("(top) => scrollTo(0, top)", top)
        until(page, TONED, seconds=60)
    page.evaluate("scrollTo(0, 0)")


@pytest.mark.slow
@pytest.mark.timeout(1800)  # sixteen looks at a long page, each read by axe-core
@pytest.mark.parametrize("looks", [FEW_LOOKS, LOOKS], ids=["few", "all"])
@pytest.mark.parametrize("view", NAMES)
def test_every_view_in_both_languages_tones_and_widths(
    chromium: object, workbench: Workbench, view: str, looks: list[tuple[str, tuple[int, int], str]]
) -> None:
    """Nothing asked of the world outside, no line on the console, nothing that axe-core finds, nothing sideways."""
    seen = watched(chromium, workbench)
    page, shown = seen.page, ""
    wrong: list[object] = []
    for lang, (width, height), tone in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=tone)
        if lang != shown:
            seen.open(view, lang)
            until(page, "() => !document.querySelector('main .job, main.loading')", seconds=240)
            shown = lang
        page.wait_for_timeout(400)  # figures near the screen follow its width
        until(page, TONED, seconds=60)
        if (width, tone) == (1440, "dark"):  # each figure takes the tone as it comes near the screen
            rolled(page)
        found = {
            "axe": violations(page, *([CONTRAST] if tone == "dark" else [])),
            "sideways": page.evaluate("document.documentElement.scrollWidth") > width,
            "small": page.evaluate(SMALLEST) < 11,
            "small in figures": page.evaluate(SMALL_IN_FIGURES) if width == 390 else [],
            "white": page.evaluate(WHITE) if tone == "dark" else [],
        }
        wrong += [(view, lang, width, tone, key, value) for key, value in found.items() if value]
    assert not wrong, "\n".join(map(str, wrong))
    assert seen.clean()
    page.context.close()
