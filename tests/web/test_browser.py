"""The workbench as a person meets it: every view, both languages, light and dark, wide and narrow, by keyboard."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fedsheet.web.views import VIEWS
from web.conftest import Workbench

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
NAMES = [view.name for view in VIEWS]
LANGUAGES = ("zh", "en")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WORD, OTHER_WORD = "资产负债表", "隔夜逆回购"


@dataclass
class Watched:
    """A page with what must not happen on it: requests elsewhere, errors on its console, refused answers."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, view: str, lang: str = "zh", query: str = "") -> Page:
        """Go to a view and wait until its first figure is drawn."""
        self.page.goto(f"{self.url}/?view={view}&lang={lang}{query}", wait_until="commit")
        self.page.wait_for_selector("main .chart svg, main .uplot canvas, main .failed", timeout=60_000)
        assert not self.page.locator("main .failed").count(), self.page.locator("main").inner_text()
        return self.page

    def clean(self) -> bool:
        """Whether nothing went wrong so far; what did is in the message."""
        assert not self.outside, self.outside
        assert not self.errors, self.errors
        return True


def until(page: Page, question: str, arg: object = None, seconds: float = 30.0) -> None:
    """Ask until the page says yes; asked from here, because the page's own policy forbids it to evaluate text."""
    end = time.monotonic() + seconds
    while not page.evaluate(question, arg):
        assert time.monotonic() < end, question
        page.wait_for_timeout(50)


def watched(browser: Browser, workbench: Workbench, **how: Any) -> Watched:
    context = browser.new_context(viewport=how.pop("viewport", WIDE), accept_downloads=True, **how)
    context.add_cookies([{"name": "fedsheet_session", "value": workbench.cookie, "url": workbench.url}])
    page = context.new_page()
    seen = Watched(page, workbench.url)
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" or m.text.startswith("WARN") else None)
    page.on("pageerror", lambda e: seen.errors.append(str(e)))

    def gate(route: Any) -> None:
        if route.request.url.startswith((workbench.url, "data:", "blob:")):
            route.continue_()
        else:
            seen.outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    return seen


@pytest.fixture(scope="module")
def wide(chromium: Browser, workbench: Workbench) -> Iterator[Watched]:
    seen = watched(chromium, workbench)
    yield seen
    seen.page.context.close()


SAID = """() => { const main = document.querySelector('main').cloneNode(true);
  for (const one of main.querySelectorAll('code, pre, input, select, .terms')) one.remove();
  return main.textContent; }"""
# Texts in which a number stands on another line than its sign or its unit, or a day or a span of years on two.
TORN = """() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), torn = [];
  const months = 'January|February|March|April|May|June|July|August|September|October|November|December';
  const day = '[0-9]{4} 年 [0-9]+ 月( [0-9]+ 日)?', dated = `[0-9]+ (${months}) [0-9]{4}`;
  const days = '[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{4}–[0-9]{2}', signed = '[−+][$]?[0-9]';
  const amount = '[0-9] (万?亿|万)?美元|[0-9] 个基点|[0-9] (trn|bn|mn|bp)(?![a-z])';
  const kept = new RegExp([day, dated, days, signed, amount].join('|'), 'g');
  const at = (node, n) => {
    const range = document.createRange();
    range.setStart(node, n); range.setEnd(node, n + 1);
    return range.getBoundingClientRect();
  };
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.parentElement.closest('svg, option, pre, textarea, label, button, a, code')) continue;
    for (const { 0: found, index } of node.data.matchAll(kept)) {
      const [first, last] = [at(node, index), at(node, index + found.length - 1)];
      if (first.height && Math.abs(first.top - last.top) > 6) torn.push(node.data.slice(0, 80));
    }
  }
  return torn; }"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", NAMES)
def test_a_view_in_the_browser(wide: Watched, workbench: Workbench, view: str, lang: str) -> None:
    """Drawn, named, sourced; nothing asked of the world outside; every character in the font that the page brings."""
    page = wide.open(view, lang)
    assert page.locator("h1").inner_text().strip()
    assert page.evaluate("document.documentElement.lang").startswith(lang)
    if lang == "zh":  # brackets are set as Chinese sets them; code and formulas keep theirs
        said = page.evaluate(SAID)
        assert not re.findall(r".{0,12}[\u4e00-\u9fff] ?\([^)]*[\u4e00-\u9fff\d][^)]*\)", said)
    sources = page.locator("figure .source").all_inner_texts()
    assert sources
    assert all(re.search(r"20\d\d-\d\d-\d\d · [0-9a-f]{12}", text) for text in sources)  # vintage under each figure
    assert page.locator("#views a[aria-current=page]").count() == 1
    shown = set(page.locator("body").inner_text())
    missing = {c for c in shown if ord(c) > 0x2E7F} - served_characters(workbench)
    assert not missing, missing
    if lang == "en":
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not violations(page), scheme
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]  # no sideways scrolling
    assert not page.evaluate(TORN)
    page.click("#menu")
    assert page.locator("#views a").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#views a").first.is_visible()
    page.set_viewport_size(WIDE)
    assert wide.clean()


def violations(page: Page) -> str:
    """What axe-core (injected by the test) finds, of any impact; empty where nothing."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [(v["id"], v["impact"], len(v["nodes"]), [n["html"][:120] for n in v["nodes"][:3]]) for v in found]
    return json.dumps(told, indent=1, ensure_ascii=False) if told else ""


def served_characters(workbench: Workbench) -> set[str]:
    """The characters of the font the page is given."""
    import io

    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(workbench.get("/static/font.woff2").content))
    return {chr(code) for code in font.getBestCmap()} | {"\ufffd"}


SAME_INK = """async ([drawn, word, family]) => {
  const size = 64, pad = 8;
  await document.fonts.load(`${size}px "${family}"`, word);
  const ink = (draw) => {
    const canvas = document.createElement("canvas");
    canvas.width = size * word.length + 2 * pad; canvas.height = size * 2;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; pen.fillRect(0, 0, canvas.width, canvas.height); pen.fillStyle = "black";
    draw(pen);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const dark = []; let left = 1e9, top = 1e9;
    for (let y = 0; y < canvas.height; y++) for (let x = 0; x < canvas.width; x++)
      if (data[4 * (y * canvas.width + x)] < 128) {
        dark.push([x, y]); left = Math.min(left, x); top = Math.min(top, y);
      }
    return new Set(dark.map(([x, y]) => `${x - left},${y - top}`));
  };
  const image = new Image();
  image.src = drawn; await image.decode();
  const own = ink((pen) => pen.drawImage(image, 0, 0));
  const shown = ink((pen) => {
    pen.font = `${size}px "${family}"`; pen.textBaseline = "top"; pen.fillText(word, pad, pad);
  });
  const both = [...own].filter((spot) => shown.has(spot)).length;
  return both / Math.max(own.size, shown.size, 1);
}"""


def own_rendering(word: str) -> str:
    """The word drawn by the chart renderer from the font's own file, as a data address."""
    import vl_convert

    from fedsheet.present.fonts import FAMILY, register

    register()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{64 * len(word) + 16}" height="128"><rect width="100%" '
        f'height="100%" fill="white"/><text x="8" y="72" font-size="64" font-family="{FAMILY}">{word}</text></svg>'
    )
    return "data:image/png;base64," + base64.b64encode(bytes(vl_convert.svg_to_png(svg))).decode()


def test_chinese_on_the_page_has_the_pixels_of_the_font_itself(wide: Watched) -> None:
    page = wide.open("overview")
    assert page.evaluate(SAME_INK, [own_rendering(WORD), WORD, "Noto Sans CJK SC"]) > 0.8
    # Another word is told apart; another font is not where the machine has this one to put in its place.
    assert page.evaluate(SAME_INK, [own_rendering(OTHER_WORD), WORD, "Noto Sans CJK SC"]) < 0.5


# Only the lines and bands themselves: a legend's box is as wide as its text, which depends on when the font came in.
LINES_DRAWN = (
    "() => [...document.querySelector('main .chart svg')"
    "?.querySelectorAll('.mark-line.role-mark path, .mark-area.role-mark path') ?? []]"
    ".map((p) => p.getAttribute('d')).join()"
)


def test_a_slider_changes_the_figure_and_the_address_restores_it(wide: Watched) -> None:
    page = wide.open("project", "en")
    before = page.evaluate(LINES_DRAWN)
    slider = page.locator("#c-treasury_cap")
    slider.focus()
    for _ in range(12):
        slider.press("ArrowRight")
    page.wait_for_url(re.compile("treasury_cap=60"), wait_until="commit")
    set_to = "() => document.querySelector('#c-treasury_cap')?.getAttribute('value')"
    until(page, f"old => ({set_to})() === '60' && ({LINES_DRAWN})() !== old", before)  # the old one stays until then
    until(page, "() => !document.querySelector('main .job')")
    after = page.evaluate(LINES_DRAWN)
    page.goto(page.url)
    page.wait_for_selector("main .chart svg")
    assert page.locator("#c-treasury_cap").input_value() == "60"
    until(page, f"old => ({LINES_DRAWN})() === old", after)
    assert wide.clean()


def test_language_and_day_are_kept_between_views(wide: Watched) -> None:
    page = wide.open("overview", "zh", "&as_of=2019-09-18")
    page.click("#language")
    until(page, "() => document.documentElement.lang === 'en'")
    page.click("#views a >> text=Statement")
    until(page, "() => document.querySelector('h1').textContent === 'Statement'")
    assert "as_of=2019-09-18" in page.url
    assert "lang=en" in page.url
    page.go_back(wait_until="commit")
    until(page, "() => document.querySelector('h1').textContent === 'Overview'")
    assert wide.clean()


SMALLEST_TEXT = """() => {
  const sizes = [...document.querySelectorAll('main .chart svg text')].filter((t) => t.textContent.trim())
    .map((t) => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.clientWidth / t.ownerSVGElement.viewBox.baseVal.width);
  return Math.min(...sizes);
}"""  # noqa: E501


@pytest.mark.parametrize("view", ["assets", "claims", "project"])
def test_figures_stay_legible_on_a_phone(chromium: Browser, workbench: Workbench, view: str) -> None:
    """Room for long names is taken from the plot, not from the size of the text (drawn at 9 to 10 pixels)."""
    seen = watched(chromium, workbench, viewport=PHONE)
    page = seen.open(view, "en", "&as_of=2026-01-10")
    assert page.evaluate(SMALLEST_TEXT) > 8.5
    assert (
        page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    )  # with the way back to the newest day
    page.click("#latest")
    page.wait_for_url(re.compile("view="), wait_until="commit")
    assert "as_of" not in page.url
    assert seen.clean()
    page.context.close()


def test_what_was_copied_is_said_on_the_button(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench, permissions=["clipboard-read", "clipboard-write"])
    page = seen.open("statement", "en")
    button = page.locator(".tools button").first
    button.click()
    until(page, "() => document.querySelector('.tools button').textContent === 'Copied'", seconds=3)
    assert page.evaluate("navigator.clipboard.readText()").startswith("from datetime import date")
    until(page, "() => document.querySelector('.tools button').textContent === 'Copy as Python'", seconds=5)
    assert seen.clean()
    page.context.close()


def test_everything_a_figure_offers_can_be_downloaded(wide: Watched) -> None:
    page = wide.open("overview", "en")
    kinds = {}
    for form in ("PNG", "SVG", "CSV", "XLSX"):
        with page.expect_download() as waiting:
            page.locator("main figure").first.locator(f"a >> text={form}").click()
        kinds[form] = Path(waiting.value.path()).read_bytes()[:4]
    assert kinds["PNG"] == b"\x89PNG"
    assert kinds["SVG"] == b"<svg"
    assert kinds["XLSX"] == b"PK\x03\x04"
    assert kinds["CSV"].startswith(b"\xef\xbb\xbf")
    assert wide.clean()


def test_a_row_opens_a_line_and_a_claim(wide: Watched) -> None:
    page = wide.open("statement", "en")
    page.locator("button.pick", has_text="Mortgage-backed securities").click()
    page.wait_for_url(re.compile("line=RESPPALGASMO"))
    page.wait_for_selector("figcaption >> text=Mortgage-backed")
    page = wide.open("claims", "en")
    page.locator("button.pick", has_text="C03").click()
    page.wait_for_selector("h2 >> text=C03")
    assert wide.clean()


def test_a_file_of_ones_own_is_read_and_a_wrong_one_refused(wide: Watched, workbench: Workbench) -> None:
    page = wide.open("claims", "en")
    text = workbench.get("/api/v1/claims/files/claims-example.toml?lang=en").content
    page.set_input_files("#c-file", {"name": "mine.toml", "mimeType": "application/toml", "buffer": text})
    page.wait_for_selector("button.pick >> text=M01")
    assert "mine.toml" in page.locator(".chosen").inner_text()
    assert wide.clean()
    page.set_input_files("#c-file", {"name": "bad.toml", "mimeType": "text/plain", "buffer": b"claim = 3"})
    page.wait_for_selector("main [role=alert]")
    assert len(wide.errors) == 1  # the browser's own line about the 400
    wide.errors.clear()


def test_long_work_can_be_cancelled(wide: Watched, workbench: Workbench) -> None:
    page = wide.page
    there = f"{workbench.url}/?view=simulate&lang=en&scenario=drain-2022-2025&paths=1000"
    page.goto(there, wait_until="commit")  # it may not be "loaded" before the work that it has asked for ends
    page.click("main .job button", timeout=20_000)
    page.wait_for_selector("main [role=alert] >> text=Cancelled", timeout=60_000)
    assert wide.clean()


def test_dark_figures_are_dark(chromium: Browser, workbench: Workbench) -> None:
    from fedsheet.present.charts.style import DARK

    ground = "() => getComputedStyle(document.querySelector('main .chart svg')).backgroundColor"
    dark = f"rgb({', '.join(str(int(DARK.background[n : n + 2], 16)) for n in (1, 3, 5))})"
    seen = watched(chromium, workbench, color_scheme="dark")
    page = seen.open("overview")
    assert page.evaluate(ground) == dark
    page.click("#theme")
    until(
        page, f"() => {{ const s = document.querySelector('main .chart svg'); return s && ({ground})() !== '{dark}' }}"
    )
    assert seen.clean()
    page.context.close()


def test_the_page_works_from_the_keyboard(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench)
    page = seen.open("overview", "en")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#views a", has_text="Statement").focus()
    page.keyboard.press("Enter")
    until(page, "() => document.querySelector('h1').textContent === 'Statement'")
    outline = page.evaluate(
        "(() => { const b = document.querySelector('#language'); b.focus(); return getComputedStyle(b).outlineStyle })()"  # noqa: E501
    )
    assert outline
    assert seen.clean()
    page.context.close()
