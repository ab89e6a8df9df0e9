"""The page's own pull: told while it runs, stopped by a button, the view shown again from what came."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fedsheet.web.serving import pulls
from web.conftest import running
from web.publishers import fred
from web.test_browser import watched

SERIES = ("SOFR", "DGS10", "DFF", "WALCL")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_brought_up_to_date_from_the_page(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    with running() as workbench, fred() as publisher:
        monkeypatch.setattr(pulls, "Stoppable", publisher.transport)
        monkeypatch.setattr(pulls, "pull", lambda names, **how: everything(publisher.names[:6], **how))
        seen = watched(chromium, workbench)
        page = seen.open("overview", lang)
        before = page.locator("figure .source").first.inner_text()
        publisher.seconds = 0.2
        page.locator("#pull > button").click()
        page.wait_for_selector("#pull progress")
        assert page.locator("#pull > button").is_disabled()
        page.locator("#views a").nth(1).click()  # goes on beside another view
        page.wait_for_selector("#pull .job", state="detached", timeout=60_000)
        assert re.search(r"\b6 / 6\b", page.locator("#pull [role=status]").inner_text())
        page.locator("#views a").first.click()
        page.wait_for_function("old => document.querySelector('figure .source')?.textContent !== old", arg=before)
        assert seen.clean()
        page.context.close()


def everything(names: list[str], **how: object) -> object:
    """What the page asks for without naming anything: here, what the server on this machine has."""
    from fedsheet.runs.pull import pull

    return pull(names, **how)  # type: ignore[arg-type]
