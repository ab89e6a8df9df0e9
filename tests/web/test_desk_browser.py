"""The desk in a browser: the bar of truth, thresholds with mistakes beside them, news that flash and are counted."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from web.conftest import Workbench
from web.test_browser import Watched, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
HELD = ("daily", "reserves", "alerts", "overview")  # the views of the board that is shown as an example


@pytest.fixture(scope="module")
def seen(chromium: Browser, workbench: Workbench) -> Iterator[Watched]:
    found = watched(chromium, workbench)
    yield found
    found.page.context.close()


def settled(page: Page) -> None:
    """Until nothing is loading any more."""
    until(
        page,
        "() => document.querySelector('main h1') && !document.querySelector('main.loading, main .job')",
        seconds=150,
    )


def test_a_past_day_has_a_banner_that_leads_back(seen: Watched) -> None:
    page = seen.open("overview", "en", "&as_of=2019-09-17")
    page.wait_for_selector("#truth.past")
    assert "what was public on 17 September 2019" in page.inner_text("#truth")
    page.click("#truth-latest")
    page.wait_for_selector("#truth:not(.past) #truth-update")
    assert "as_of" not in page.url
    assert seen.clean()


def test_a_threshold_is_kept_and_a_mistake_stands_beside_the_field(seen: Watched) -> None:
    page = seen.open("alerts", "zh")
    page.evaluate("localStorage.clear()")
    page.fill("#threshold", "SRF_USAGE < 0")
    page.press("#threshold", "Enter")
    until(page, "() => document.querySelector('#threshold-wrong').textContent.includes('永远不会触发')")
    assert page.get_attribute("#threshold", "aria-invalid") == "true"
    page.fill("#threshold", "SOFR - iorb < 5 bp")
    page.press("#threshold", "Enter")
    page.wait_for_selector(".standings .met")
    assert not page.inner_text("#threshold-wrong")
    assert "SOFR - iorb < +5.0 个基点" in page.inner_text(".standings")
    assert "SOFR - iorb" in page.inner_text(".log")  # newly met: told and written down
    page.reload()
    page.wait_for_selector(".standings .met")
    assert page.locator(".log li").count() == 1  # told once
    page.click(".standings .file")
    page.wait_for_selector(".standings .none")
    assert seen.clean()


def test_a_notification_is_shown_where_it_is_allowed(chromium: Browser, workbench: Workbench) -> None:
    found = watched(chromium, workbench)
    found.page.context.grant_permissions(["notifications"], origin=workbench.url)
    found.page.add_init_script(
        "window.told = []; const N = function (title, how) { window.told.push([title, how.body]); };"
        "N.permission = 'granted'; window.Notification = N;"
    )
    page = found.open("alerts", "en")
    page.click(".example >> nth=1")  # reserves below 2.9 trillion: not met
    page.wait_for_selector(".standings li:not(.none)")
    assert page.evaluate("window.told") == []
    page.fill("#threshold", "WRESBAL > 2.9 trn")
    page.press("#threshold", "Enter")
    page.wait_for_selector(".standings .met")
    assert page.evaluate("window.told.map(([title]) => title)") == ["WRESBAL > $2.9 trn"]
    assert found.clean()
    page.context.close()


def test_new_figures_flash_and_the_title_counts_them(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOFR of one more day is imported beside the open page: its tile flashes, the hidden tab's title counts it."""
    from fedsheet.runs.import_file import import_file
    from fedsheet.web import live
    from web.conftest import running

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("flash")))
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.2)
    file = tmp_path_factory.mktemp("file") / "sofr.csv"
    file.write_text("date,value\n2026-10-08,3.87\n2026-10-09,3.99\n", "utf-8")
    with running() as bench:
        found = watched(chromium, bench)
        found.page.add_init_script(
            "Object.defineProperty(document, 'hidden', { get: () => true }); document.hasFocus = () => false;"
        )
        page = found.open("overview", "en")
        page.wait_for_selector("#truth .hands li")
        page.wait_for_timeout(500)
        import_file("SOFR", file, "Percent", "", {})
        page.wait_for_selector(".tiles li.flash", timeout=60_000)
        flashed = page.locator(".tiles li.flash").all_inner_texts()
        assert any("SOFR" in text and "3.99%" in text for text in flashed)
        assert page.title().startswith("(1) ")
        assert found.clean()
        page.context.close()


def test_figures_that_the_panel_brings_flash_as_those_that_come_alone(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is told of nothing by itself here; the pull is answered by the test, which takes a day of SOFR in."""
    from fedsheet.web import live
    from web.conftest import running

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("panel")))
    monkeypatch.setattr(live, "LOOK_SECONDS", 600)
    text = base64.b64encode(b"date,value\n2026-10-08,3.87\n2026-10-09,3.99\n").decode()
    sofr = {"id": "SOFR", "unit": "Percent", "publisher": "", "title": "", "name": "sofr.csv", "base64": text}
    with running() as bench:
        found = watched(chromium, bench)
        page = found.open("overview", "en")
        page.wait_for_selector("#pull button")
        page.wait_for_timeout(500)
        done = {"id": "x", "state": "done", "share": 1, "step": "1"}

        def bring(route: Route) -> None:
            bench.post("/api/v1/imports", sofr).raise_for_status()
            route.fulfill(json={"id": "x"})

        page.route("**/api/v1/pulls", bring)
        page.route("**/api/v1/jobs/x*", lambda route: route.fulfill(json=done))
        page.click("#pull button")
        page.wait_for_selector(".tiles li.flash", timeout=60_000)
        assert any("3.99%" in text for text in page.locator(".tiles li.flash").all_inner_texts())
        assert found.clean()
        page.context.close()


def test_pins_become_a_board_that_is_arranged_presented_and_taken_away(seen: Watched, tmp_path: Path) -> None:
    page = seen.open("reserves", "en", "&start=2025-07-02&end=2025-10-29")
    settled(page)
    page.evaluate("localStorage.removeItem('board')")
    page.click("#figure-reserve-bridge .pin")
    page.click("#table-reserve-moves .pin")
    page.goto(f"{seen.url}/?view=explore&lang=en&lines=SOFR", wait_until="commit")
    page.click("[data-range='1y']")
    page.click("#figure-explore .pin")  # as it is set by then
    page.goto(f"{seen.url}/?view=boards&lang=en", wait_until="commit")
    page.wait_for_selector(".pinned .uplot canvas", timeout=60_000)
    assert page.locator("#x-start-3").input_value() > "2025-01-01"
    assert "start=" in page.locator(".pinned >> nth=2").locator("a >> text=CSV").get_attribute("href")
    page.click(".pinned >> nth=2 >> .handle button[title='Remove']")
    page.wait_for_selector(".pinned .chart svg", timeout=60_000)
    page.wait_for_selector(".pinned .table")
    assert "fell by $428.6 bn" in page.inner_text(".pinned >> nth=0")
    page.click(".pinned >> nth=1 >> .handle button >> nth=0")  # the table moves before the figure
    assert page.locator(".pinned >> nth=0").locator(".table").count() == 1
    assert page.inner_text(".pinned >> nth=1 >> figcaption b") == "Figure 1:"  # a table before it takes no number
    assert page.locator(".pinned >> nth=1").locator("[aria-label='PNG, Figure 1:']").count() == 1
    page.click("#board-present")
    page.wait_for_selector(".presenting .pinned.now")
    assert page.inner_text(".count") == "1 of 2"
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".count") == "2 of 2"
    assert page.locator(".pinned:visible").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector(".board:not(.presenting)")
    with page.expect_download() as given:
        page.click("#board-save")
    kept = json.loads(Path(given.value.path()).read_text("utf-8"))
    assert [item["id"] for item in kept["items"]] == ["reserve-moves", "reserve-bridge"]
    with page.expect_download(timeout=120_000) as given:
        page.click("#board-pdf")
    assert Path(given.value.path()).read_bytes().startswith(b"%PDF")
    other = tmp_path / "board.json"
    other.write_text(json.dumps({**kept, "version": 7}), "utf-8")
    page.set_input_files("#board-file", other)
    until(page, "() => document.querySelector('#board-wrong').textContent.includes('version 7')")
    other.write_text(json.dumps({**kept, "items": [{"id": "reserve-moves"}]}), "utf-8")
    page.set_input_files("#board-file", other)
    until(page, "() => document.querySelector('#board-wrong').textContent === 'This file is no board.'")
    assert page.locator(".pinned").count() == 2  # the board stays as it was
    page.evaluate("localStorage.removeItem('board')")
    assert seen.clean()


def test_figures_that_arrive_while_the_board_is_presented_are_numbered_as_on_it(seen: Watched) -> None:
    page, waiting = seen.page, []
    page.goto(f"{seen.url}/?view=boards&lang=en", wait_until="commit")
    page.wait_for_selector(".pinned .chart svg", timeout=60_000)
    for view in HELD:
        page.route(f"**/api/v1/{view}?*", lambda route: waiting.append(route))
    page.goto(f"{seen.url}/?view=boards&lang=en", wait_until="commit")
    page.click("#board-present")
    page.wait_for_selector(".presenting")
    page.wait_for_timeout(500)
    for route in waiting:
        route.continue_()
    until(page, "() => document.querySelectorAll('.pinned figcaption b').length === 4", seconds=60)
    said = page.locator(".pinned figcaption b").all_text_contents()
    assert said == [f"Figure {n}:" for n in (1, 2, 3, 4)]
    for view in HELD:
        page.unroute(f"**/api/v1/{view}?*")
    page.keyboard.press("Escape")
    assert seen.clean()


def test_a_scenario_typed_is_kept_under_its_name(seen: Watched) -> None:
    page = seen.open("project", "en")
    settled(page)
    page.evaluate("localStorage.removeItem('scenarios')")
    page.click("#keep")
    assert page.inner_text("#keep-wrong") == "Give it a name."
    page.fill("#c-tga-typed", "837")
    page.press("#c-tga-typed", "Enter")
    until(page, "() => location.search.includes('tga=837')")
    page.fill("#keep-name", "TGA 837")
    page.click("#keep")
    kept = page.evaluate("JSON.parse(localStorage.getItem('scenarios'))")
    assert kept == {"version": 1, "items": [{"name": "TGA 837", "own": {"tga": "837"}}]}
    assert seen.clean()


def test_kept_scenarios_are_set_side_by_side(seen: Watched) -> None:
    page = seen.open("scenarios", "en")
    held = {"version": 1, "items": [{"name": "As it is", "own": {}}, {"name": "TGA 837", "own": {"tga": "837"}}]}
    page.evaluate("(held) => localStorage.setItem('scenarios', JSON.stringify(held))", held)
    page.reload()
    page.wait_for_selector("#kept b")
    page.click("#keep-compare")
    assert page.inner_text("#keep-wrong").startswith("Choose two or three to set side by side; the first one chosen")
    page.check("#kept input[value='As it is']")
    page.check("#kept input[value='TGA 837']")
    page.click("#keep-compare")
    page.wait_for_selector("#table-scenarios-split-b", timeout=120_000)
    assert "TGA 837 less As it is" in page.inner_text("#table-scenarios-ends")
    assert page.evaluate("new URLSearchParams(location.search).get('b')") == "scenario=today&tga=837"
    page.evaluate("localStorage.removeItem('scenarios')")
    assert seen.clean()


def test_a_line_of_the_statement_is_taken_to_explore(seen: Watched) -> None:
    """The Treasury's account (RESPPLLDT) is FRED's WDTGAL, the same Wednesday level."""
    page = seen.open("statement", "en", "&line=RESPPLLDT")
    page.click(".to-explore")
    until(page, "() => location.search.includes('view=explore') && location.search.includes('WDTGAL')")
    page.wait_for_selector("main .uplot canvas, main .chart svg", timeout=60_000)
    assert seen.clean()
