"""What a person who leaves the workbench open all day leans on: keys, readings, spans, what is new, paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fedsheet.web.views import VIEWS
from web.conftest import Workbench
from web.test_browser import Watched, until, watched
from web.test_explore_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def seen(chromium: Browser, workbench: Workbench) -> Iterator[Watched]:
    found = watched(chromium, workbench, reduced_motion="reduce")
    yield found
    assert found.clean()
    found.page.context.close()


def titled(page: Page, name: str) -> None:
    until(page, "name => document.querySelector('h1')?.textContent === name", name)


def test_a_digit_opens_a_view_unless_something_is_typed_or_keys_are_off(seen: Watched) -> None:
    page = seen.open("overview", "en")
    assert re.fullmatch(r"Overview \d{4}-\d\d-\d\d · fedsheet", page.title())
    page.keyboard.press("5")
    titled(page, "Statement")
    page.locator("#c-day").focus()
    page.keyboard.press("3")
    titled(page, "Statement")
    shortcuts = page.locator("#views a").evaluate_all("(all) => all.map((a) => a.getAttribute('aria-keyshortcuts'))")
    assert len(set(shortcuts)) == len(VIEWS)  # every view of the menu has a key of its own
    page.locator("h1").click()
    page.keyboard.press(shortcuts[-1])
    titled(page, "Boards")
    page.keyboard.press("5")
    titled(page, "Statement")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert "Money market" in page.locator("dialog").inner_text()
    assert not violations(page)
    page.locator("dialog input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.wait_for_timeout(100)
    titled(page, "Statement")
    page.locator("#help").click()
    page.locator("dialog input").check()


def test_a_view_keeps_what_was_set_and_can_be_reset(seen: Watched) -> None:
    page = seen.open("programmes", "en", "&weeks=52")
    page.keyboard.press("1")
    titled(page, "Overview")
    page.keyboard.press("6")
    titled(page, "Programmes")
    assert "weeks=52" in page.url
    assert page.locator("#c-weeks").input_value() == "52"
    page.locator("#c-weeks-back").click()
    until(page, "() => document.querySelector('#c-weeks').value === '104'")
    assert "weeks" not in page.url
    page.locator("#c-measure").select_option("reserves")
    page.locator("#reset").click()
    until(page, "() => !location.search.includes('measure') && !document.querySelector('#reset')")


def test_a_picked_row_is_brought_into_view_and_escape_goes_back(seen: Watched) -> None:
    page = seen.open("statement", "en")
    page.locator("button.pick", has_text="Total capital").click()
    page.wait_for_selector("figcaption >> text=Total capital", timeout=120_000)
    until(page, "() => document.activeElement.id === 'figure-statement-line'")
    shown = "() => document.activeElement.getBoundingClientRect().top"
    until(page, f"() => ({shown})() >= 0 && ({shown})() < innerHeight / 2")
    page.keyboard.press("Escape")
    assert "Total capital" in page.evaluate("document.activeElement.textContent")


# The rows are fetched when the figure is first read: what is told comes a moment after the key.
TELLS = "cells => cells.every((cell) => document.querySelector('.told').textContent.includes(cell))"


def test_values_are_read_along_a_figure_and_a_span_is_shown_alone(seen: Watched, workbench: Workbench) -> None:
    """What is read is the figure's own table (its CSV), whose last row the End key reads."""
    page = seen.open("overview", "en")
    blocks = workbench.get("/api/v1/overview?lang=en").json()["blocks"]
    figure = next(one["id"] for one in blocks if one["type"] == "figure")
    shown = workbench.get(f"/api/v1/overview/tables/{figure}?lang=en").json()["shown"]
    plot = page.locator(".plot").first
    plot.focus()
    page.keyboard.press("End")
    until(page, TELLS, shown[-1])
    page.keyboard.press("ArrowLeft")
    until(page, TELLS, shown[-2][:1])
    box = page.locator(".plot svg .role-frame .background").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.8 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], middle, steps=3)
    page.mouse.up()
    page.locator(".whole").first.wait_for(state="visible")
    page.mouse.move(box["x"] + 2, middle)
    until(page, "() => document.querySelector('.told').textContent.startsWith('2022')")
    page.locator(".whole").first.click()
    page.locator(".whole").first.wait_for(state="hidden")
    until(page, "() => document.querySelector('.chart svg').textContent.includes('2008')")


READ = """() => [...document.querySelectorAll('#figure-corridor .told > span')].map((line) =>
  [line.textContent, getComputedStyle(line.querySelector('i')).backgroundColor !== 'rgba(0, 0, 0, 0)'])"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_level_is_read_on_every_day_that_it_holds_and_each_line_by_its_colour(seen: Watched, lang: str) -> None:
    """Floor and ceiling of the corridor have a row on the days on which they change alone."""
    page = seen.open("overview", lang)
    page.locator("#figure-corridor").scroll_into_view_if_needed()
    page.wait_for_selector("#figure-corridor .chart svg")
    page.locator("#figure-corridor .plot").focus()
    page.keyboard.press("End")
    until(page, f"() => ({READ})().length > 0")
    for key, floor, ceiling in (("End", "−15", "+10"), ("PageUp", "−15", "+10"), ("Home", "−10", "+10")):
        page.keyboard.press(key)
        found = page.evaluate(READ)
        for name, value in zip({"en": ("ON RRP", "Standing repo"), "zh": ("隔夜逆回购", "常备回购")}[lang],
                               (floor, ceiling), strict=True):  # fmt: skip
            assert [text for text, _ in found if text.startswith(name) and text.endswith(value)], (key, found)
        assert all(coloured for _, coloured in found), found
    assert seen.clean()


def test_the_numbers_of_a_figure_are_laid_out_when_they_are_asked_for(seen: Watched) -> None:
    page = seen.open("overview", "en")
    assert not page.locator("figure table").count()
    page.locator("figure summary").first.click()
    page.wait_for_selector("figure details table")


def test_what_came_in_since_the_last_visit_is_told(seen: Watched) -> None:
    page = seen.open("overview", "en")
    assert not page.locator(".news").count()
    old = {"day": "2025-12-20", "newest": {"WALCL": ["2025-12-17", "6,000.0"], "SOFR": ["2999-01-01", "1.00%"]}}
    page.evaluate("seen => localStorage.setItem('seen', seen)", json.dumps(old))
    page.reload()
    page.wait_for_selector(".news")
    told = page.locator(".news").inner_text()
    assert "2025-12-20" in told
    assert re.search(r"Total assets [\d,.]+ USD bn .* \(before 6,000\.0\)", told)
    assert "SOFR" not in told
    page.reload()
    page.wait_for_selector("main >> text=No newer figures since")


def test_paper_is_light_and_has_every_figure(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench, color_scheme="dark")
    page = seen.open("programmes", "en")
    page.evaluate(
        "window.print = () => { window.printed = [document.documentElement.dataset.theme,"
        " document.querySelectorAll('figure:not(:has(svg))').length] }"
    )
    page.locator(".tools button").last.click()
    until(page, "() => window.printed")
    assert page.evaluate("window.printed") == ["light", 0]
    page.emulate_media(media="print")
    assert not page.locator("#views").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.clean()
    page.context.close()


def test_an_as_of_date_too_early_offers_the_first_that_works(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench)
    page = seen.page
    page.goto(f"{workbench.url}/?view=project&lang=en&as_of=2020-03-23")
    page.locator("main .failed button").first.click()
    page.wait_for_selector("main .chart svg", timeout=60_000)
    assert "as_of=2022-10-31" in page.url
    page.context.close()


NAMES_APART = """() => {
  const svg = document.querySelector('main .chart svg');
  const boxes = [...svg.querySelectorAll('.mark-text.role-mark text')].map((t) => t.getBoundingClientRect());
  const row = (a, b) => Math.abs(a.top - b.top) < 2;
  return boxes.every((a, n) => boxes.slice(n + 1).every((b) => !row(a, b) || a.right <= b.left + 1 || b.right <= a.left + 1));
}"""  # noqa: E501


def test_names_of_windows_do_not_touch_on_a_phone(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench, viewport={"width": 390, "height": 844})
    for view in ("project", "overview"):
        assert seen.open(view, "zh").evaluate(NAMES_APART), view
    assert seen.clean()
    seen.page.context.close()


def test_the_nine_kinds_are_read_without_moving_their_table(seen: Watched) -> None:
    page = seen.open("market", "en")
    assert page.locator("#table-market-kinds .scroll").evaluate("s => s.scrollWidth <= s.clientWidth")
