"""Every test run has a data folder and a day of its own and one browser; slow tests run only when asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadline: the first example of a test may build what the others share, and machines differ.
settings.register_profile("fedsheet", deadline=None)
settings.load_profile("fedsheet")

CHROMIUM = os.environ.get("FEDSHEET_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run tests that re-estimate or replay at length")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow; run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True, scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> object:
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("home")
    patch.setenv("FEDSHEET_HOME", str(folder))
    patch.setenv("FEDSHEET_TODAY", "2026-11-30")  # a day after every figure that ships: the same tomorrow
    yield folder
    patch.undo()


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """The language that a command asked in this process sets for good ends with its test."""
    yield
    os.environ.pop("FEDSHEET_LANG", None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's chromium by playwright; tests skip where there is none, which CI must not let happen.

    One a module, never two at a time: playwright's event loop stays open for as long as the fixture does.
    """
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: set FEDSHEET_CHROMIUM, or install one")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()
