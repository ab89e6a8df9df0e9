"""The page in a real browser: every figure is drawn, nothing is asked of the network, a phone sees no wide page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fedsheet.present import html
from fedsheet.present.text import Words
from present.report_support import documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize(("width", "tone"), [(1400, "light"), (390, "dark")])
def test_the_page_draws_itself_offline(width: int, tone: str, tmp_path: Path, chromium: Browser) -> None:
    page_file = tmp_path / "report.html"
    page_file.write_text(html.page(documents()["zh"], Words("zh")), encoding="utf-8")
    asked: list[str] = []
    said: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=tone)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_file.as_uri())
    # Those near the screen at once, the others by themselves while nothing else is to do.
    last = page.locator("main .chart").count() - 1
    page.wait_for_selector(f"main .chart[data-drawn=yes] >> nth={last}", state="attached", timeout=200_000)
    wide = page.evaluate("document.documentElement.scrollWidth")
    charts = "[...document.querySelectorAll('main .chart')]"
    too_wide = "c => c.querySelector('svg').clientWidth > c.clientWidth + 1"
    overflowing = page.evaluate(f"{charts}.filter({too_wide}).map(c => c.dataset.figure)")
    dark = page.evaluate("document.documentElement.classList.contains('dark')")
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
    assert overflowing == []
    assert wide <= width
    assert dark == (tone == "dark")
