"""A page over a slow line: something to see before what is heavy is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from web.test_browser import WIDE, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from web.conftest import Workbench

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
QUICK = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
HEAVY = ("vega.js", "font.woff2")
MOST_BYTES = 200_000  # 4 s of 50 kB/s: with some six round trips and the server's own work within 8 s


@pytest.mark.parametrize("tone", ["light", "dark"])
def test_the_first_figure_stands_before_library_and_typeface_are_asked_for(
    chromium: Browser, workbench: Workbench, tone: str
) -> None:
    seen = watched(chromium, workbench, viewport=WIDE, color_scheme=tone)
    page = seen.page
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    sent: list[tuple[str, int]] = []
    names: dict[str, str] = {}
    asked: list[str] = []

    def begun(event: dict[str, object]) -> None:
        name = str(event["request"]["url"]).split("/")[-1].split("?")[0]  # type: ignore[index]
        names[str(event["requestId"])] = name
        asked.append(name)

    line.on("Network.requestWillBeSent", begun)
    line.on("Network.loadingFinished", lambda e: sent.append((names.get(e["requestId"], ""), e["encodedDataLength"])))
    page.goto(f"{seen.url}/?view=overview&lang=zh", wait_until="commit")
    page.wait_for_selector("main .chart img", timeout=60_000)
    picture = asked.index("assets-reserves")
    assert not set(asked[: picture + 1]) & set(HEAVY)
    before = sum(size for name, size in sent if name not in HEAVY)
    assert before < MOST_BYTES, sent
    dyed = page.evaluate("getComputedStyle(document.querySelector('main .chart img')).filter !== 'none'")
    assert dyed == (tone == "dark")
    line.send("Network.emulateNetworkConditions", QUICK)
    page.wait_for_selector("main .chart svg", timeout=60_000)
    until(page, "() => !document.querySelector('main .chart img')")  # the figure itself has taken its place
    until(page, "() => document.fonts.check('12px \"Noto Sans CJK SC\"', '中')")
    assert seen.clean()
    page.context.close()


def test_on_a_quick_line_library_and_typeface_come_with_the_page(chromium: Browser, workbench: Workbench) -> None:
    seen = watched(chromium, workbench)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url.split("/")[-1].split("?")[0]))
    page = seen.open("overview", "en")
    until(page, "() => document.fonts.check('12px \"Noto Sans CJK SC\"', '中')")
    overview = asked.index("overview")
    assert set(HEAVY) <= set(asked[:overview])
    assert "assets-reserves" not in asked  # no picture of a figure that is drawn at once
    assert seen.clean()
    page.context.close()


def test_a_picture_of_a_figure_is_named_like_it_and_an_unknown_one_refused(workbench: Workbench) -> None:
    answer = workbench.get("/api/v1/overview/pictures/assets-reserves?lang=zh")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "content-disposition" not in answer.headers
    assert answer.text.startswith("<svg")
    assert 'font-family="Noto Sans CJK SC"' not in answer.text  # a reader without the typeface is given a plain one
    refused = workbench.get("/api/v1/overview/pictures/nope?lang=zh")
    assert refused.status_code == 404
    assert "assets-reserves" in refused.json()["error"]["possible"]
