"""A day's fourteen tasks at the desk, end to end in a browser of its own; numbers are held against their sources."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from web.conftest import Workbench, running
from web.test_browser import Watched, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RESTED = "() => document.querySelector('main h1') && !document.querySelector('main.loading, main .job')"
PATIENCE = 240.0  # seconds
OWN_SERIES = "date,value\n2026-09-01,1.25\n2026-09-02,1.50\n2026-09-03,1.75\n"
CLAIM = """
[report]
id = "mine"
title = { zh = "我的论断", en = "My claims" }
published = 2025-12-31

[[claim]]
id = "M01"
place = "summary"
zh = "2022 年 6 月至 2025 年 11 月，美联储总资产减少约 3.0 万亿美元。"
en = "From June 2022 to November 2025 the Fed's total assets fell by about 3.0 trillion dollars."
because = { zh = "容差为半位", en = "Half of the last digit" }
[[claim.reading]]
test = [{ quantity = "change_between", args = { series = "WALCL", start = 2022-06-01, end = 2025-11-26 }, expected = -3.0, unit = "usd_trn", tolerance = 0.05 }]
"""  # noqa: E501


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workbench on a store of its own: one task brings a series in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("tasks")))
        with running() as found:
            yield found


@pytest.fixture(scope="module")
def seen(chromium: Browser, bench: Workbench) -> Iterator[Watched]:
    found = watched(chromium, bench, permissions=["clipboard-read", "clipboard-write"])
    yield found
    found.page.context.close()


def opened(seen: Watched, view: str, query: str = "") -> Page:
    """The view once it has come to rest; the first look of a fresh store may take its time."""
    page = seen.page
    page.goto(f"{seen.url}/?view={view}&lang=en{query}", wait_until="commit")
    until(page, RESTED, seconds=PATIENCE)
    assert not page.locator("main .failed").count(), page.locator("main").inner_text()
    return page


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", "").replace(",", ""))


def cells(page: Page, table: str) -> list[list[str]]:
    """A table as it is shown, row by row."""
    return [row.locator("th, td").all_inner_texts() for row in page.locator(f"#table-{table} tbody tr").all()]


def taken(page: Page, place: str, form: str) -> bytes:
    with page.expect_download(timeout=120_000) as waiting:
        page.locator(place).locator(f".files a >> text={form}").first.click()
    return Path(waiting.value.path()).read_bytes()


def read_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_why_reserves_moved_over_thirteen_weeks(seen: Watched, bench: Workbench) -> None:
    """Factors add up to the change of the statement's own line (WRBWFRBL, Wednesday levels)."""
    page = opened(seen, "reserves")
    *factors, total = cells(page, "reserve-drivers")
    moved = [number(row[-1]) for row in factors]
    assert abs(sum(moved) - number(total[-1])) < 0.35  # seven numbers of one decimal
    levels = bench.desk.vintage(None).base("WRBWFRBL") / 1e9
    start, end = (page.locator(f"#c-{which}").input_value() for which in ("start", "end"))
    assert number(total[-1]) == pytest.approx(levels.loc[end] - levels.loc[start], abs=0.06)
    assert "Treasury's account" in page.inner_text("#figure-reserve-bridge figcaption")


def test_two_statements_beside_each_other_and_a_line_of_them_drawn(seen: Watched, bench: Workbench) -> None:
    page = opened(seen, "statement", "&day=2026-09-23&compare=2026-08-26")
    (row,) = [row for row in cells(page, "statement") if row[0].strip() == "U.S. Treasury securities"][:1]
    held = bench.desk.vintage(None).base("TREAST") / 1e6
    now, before = held.loc["2026-09-23"], held.loc["2026-08-26"]
    said = [number(one) for one in row[1:] if re.fullmatch(r"[−+]?[\d,]+", one)]
    assert said[0] == pytest.approx(now, abs=1)
    assert any(one == pytest.approx(now - before, abs=1) for one in said)
    assert page.locator("#table-statement th.in2").count() > 2  # a line lies below the one it is part of
    page.locator("button.pick", has_text="Mortgage-backed securities").click()
    page.wait_for_selector("figcaption >> text=Mortgage-backed", timeout=60_000)
    assert seen.clean()


def test_sofr_over_iorb_is_taken_away_as_picture_and_workbook(seen: Watched) -> None:
    """3 November 2025: SOFR 4.13%, IORB 3.90%."""
    import openpyxl

    page = opened(seen, "explore", "&lines=SOFR - iorb&start=2025-11-03&end=2025-11-07")
    page.wait_for_selector("[data-drawn]")
    assert taken(page, "#figure-explore", "PNG").startswith(b"\x89PNG")
    rows = read_csv(taken(page, "#figure-explore", "CSV"))
    assert rows[0]["date"] == "2025-11-03"
    assert float(list(rows[0].values())[1]) == pytest.approx(0.0023)
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "#figure-explore", "XLSX")))
    numbers = [cell.value for sheet in book for line in sheet.iter_rows() for cell in line]
    assert any(isinstance(one, int | float) and one == pytest.approx(23) for one in numbers)  # in basis points


def test_a_scenario_beside_the_baseline_and_the_same_number_in_python(seen: Watched) -> None:
    page = opened(seen, "project", "&agency_cap=20&tga=1000&compare=today")
    (assets,) = [row for row in cells(page, "project-ends") if row[0] == "Total assets"]
    _, _, projected, beside, gap = (number(one) if n else one for n, one in enumerate(assets))
    assert gap == pytest.approx(projected - beside, abs=0.11)
    assert page.locator(".tools a[download]").inner_text().endswith(".toml")
    page.locator(".tools button").first.click()
    until(page, "() => navigator.clipboard.readText().then((text) => text.includes('parse_scenario'))")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(page.evaluate("navigator.clipboard.readText()"), {})  # the lines the page gives to anyone
    assert float(printed.getvalue().split()[-2]) / 1e9 == pytest.approx(projected, abs=0.06)


def test_september_2019_with_a_standing_repo_facility(seen: Watched) -> None:
    page = opened(seen, "simulate", "&counterfactual=standing-repo-2019")
    caption = page.inner_text("#figure-simulate-effect figcaption")
    (change,) = re.findall(r"−[\d.,]+ bp", caption)
    assert number(change.removesuffix(" bp")) < -50  # the peak lay 295 bp over IORB, the ceiling at 15
    page = opened(seen, "simulate", "&counterfactual=no-standing-repo")
    assert "would change nothing" in page.inner_text("main")
    assert seen.clean()


def test_a_file_of_futures_becomes_a_path_by_meeting(seen: Watched, bench: Workbench) -> None:
    text = bench.get("/api/v1/outlook/files/quotes-example.csv?lang=en&part=im").content
    page = opened(seen, "outlook", "&part=im")
    page.set_input_files("#c-file", {"name": "q.csv", "mimeType": "text/csv", "buffer": text})
    page.wait_for_selector("#table-outlook-implied", timeout=120_000)
    first = cells(page, "outlook-implied")[0]
    before, after, cut = (float(one.rstrip("%")) for one in first[1:4])
    # A cut of a quarter point is priced by the share of it that the rate moves.
    assert cut == pytest.approx((before - after) / 0.25 * 100, abs=0.5)
    assert seen.clean()


def test_a_claim_of_ones_own_is_judged_with_what_was_found(seen: Watched) -> None:
    page = opened(seen, "claims")
    page.set_input_files(
        "#c-file", {"name": "mine.toml", "mimeType": "application/toml", "buffer": CLAIM.encode("utf-8")}
    )
    page.wait_for_selector("button.pick >> text=M01", timeout=60_000)
    page.locator("button.pick", has_text="M01").click()
    page.wait_for_selector("h2 >> text=M01", timeout=60_000)
    told = page.inner_text("main")
    assert "fails" in told
    assert "-2.4" in told.replace("−", "-") or "2.36" in told  # 8.92 less 6.55 trillion dollars
    assert seen.clean()


def test_what_was_known_on_17_september_2019(seen: Watched) -> None:
    page = opened(seen, "overview", "&as_of=2019-09-17")
    assert "what was public on 17 September 2019" in page.inner_text("#truth")
    sofr = page.locator(".tiles li", has_text="SOFR").first.inner_text()
    assert "2.43%" in sofr  # of Monday the 16th, published on the morning of the 17th
    page.goto(f"{seen.url}/?view=simulate&lang=en&as_of=2019-09-17", wait_until="commit")
    page.locator("main .failed button >> text=2019-10-03").click(timeout=60_000)
    page.wait_for_selector("main .chart svg", timeout=150_000)
    until(page, RESTED, seconds=150)
    seen.errors.clear()  # the browser's own line about the refusal


def test_a_series_of_ones_own_is_brought_in_and_drawn(seen: Watched) -> None:
    page = opened(seen, "explore", "&lines=SOFR")
    page.set_input_files("#x-file", {"name": "mine.csv", "mimeType": "text/csv", "buffer": OWN_SERIES.encode()})
    page.wait_for_selector("dialog #x-id")
    page.select_option("#x-unit", "Percent")
    page.click("dialog button[type=submit]")
    until(page, "() => location.search.includes('MINE') && document.querySelectorAll('.line').length === 2")
    until(page, RESTED)
    until(page, "() => document.querySelector('.legend')?.textContent.includes('1.75')")
    assert seen.clean()


def test_two_series_by_their_growth_over_a_span(seen: Watched, bench: Workbench) -> None:
    """Year on year from the publisher's index, the month of the last value."""
    page = opened(seen, "explore", "&lines=CPIAUCSL | yoy; PCEPILFE | yoy")
    page.wait_for_selector("[data-drawn]")
    page.click("[data-range='5y']")
    page.wait_for_url(re.compile("start="), wait_until="commit")
    rows = read_csv(taken(page, "#figure-explore", "CSV"))
    index = bench.desk.vintage(None).base("CPIAUCSL")
    last = rows[-1]["date"] if list(rows[-1].values())[1] else rows[-2]["date"]
    (told,) = [list(row.values())[1] for row in rows if row["date"] == last]
    before = index.loc[f"{int(last[:4]) - 1}{last[4:]}"]  # twelve months, also where one of them was never published
    assert float(told) == pytest.approx(index.loc[last] / before - 1, abs=1e-6)


def test_a_series_is_found_by_its_chinese_name(seen: Watched) -> None:
    page = seen.open("explore", "zh", "&lines=SOFR")
    page.fill("#x-search", "准备金余额")
    page.wait_for_selector("#found li >> text=WRESBAL")
    page.fill("#x-search", "nothing of this name")
    until(page, "() => document.querySelector('#found').hidden")
    assert seen.clean()


def test_a_figure_is_shared_and_cited(seen: Watched) -> None:
    page = opened(seen, "overview")
    figure = page.locator("#figure-corridor")
    figure.scroll_into_view_if_needed()
    figure.locator("button >> text=Copy its link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    figure.locator("button >> text=Cite").click()
    page.wait_for_selector("dialog pre")
    assert link.split("#")[0].split("?")[0] in page.locator("dialog pre").nth(1).inner_text()
    assert "准备金利率" in page.locator("dialog pre").nth(0).inner_text()  # each language from its own page
    page.keyboard.press("Escape")
    assert seen.clean()


def test_a_threshold_tells_when_it_is_met(seen: Watched) -> None:
    page = opened(seen, "alerts")
    for text, told in (("SRF_USAGE < 0", "never"), ("SOFR > 3 trn", "SOFR")):
        page.fill("#threshold", text)
        page.press("#threshold", "Enter")
        until(page, "() => document.querySelector('#threshold-wrong').textContent")
        assert told in page.inner_text("#threshold-wrong")
    page.fill("#threshold", "WRESBAL > 2.9 trn")
    page.press("#threshold", "Enter")
    page.wait_for_selector(".standings .met")
    assert "WRESBAL" in page.inner_text(".log")
    assert seen.clean()


def test_a_board_is_presented_on_the_whole_screen(seen: Watched) -> None:
    page = opened(seen, "explore", "&lines=SOFR")
    page.wait_for_selector("#figure-explore .pin")
    page.click("#figure-explore .pin")
    page = seen.open("boards", "en")
    page.wait_for_selector(".pinned .uplot canvas")
    page.click("#board-present")
    page.wait_for_selector(".presenting .pinned.now")
    assert page.inner_text(".count") == "1 of 1"
    page.keyboard.press("Escape")
    page.wait_for_selector(".board:not(.presenting)")
    assert seen.clean()
