"""Before the API is there: what the start before kept is answered at once, everything else waits."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from fedsheet.present.blocks import Note
from fedsheet.store.observations import FILE_NAME
from fedsheet.web.desk import Desk
from fedsheet.web.page import FileParams, Page, View
from fedsheet.web.serving import first_pages, page_cache
from fedsheet.web.serving.entry_point import EntryPoint
from fedsheet.web.serving.first_pages import FirstPages
from fedsheet.web.serving.request_guard import App
from fedsheet.web.serving.session import Session

Headers = tuple[tuple[bytes, bytes], ...]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A view's page as a desk kept it; the page's own words beside it."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    page_cache.put(page_cache.name_of_page("shell", {"lang": "en"}, ""), b"words")

    def made(desk: Desk, asked: FileParams) -> Page:
        return Page("A view", (Note(str(asked.as_of)),), "", "", desk.vintage(asked.as_of).as_of, "0" * 64)

    return Desk().body(View("kept", FileParams, made), FileParams(lang="en"))


def scope(
    path: str, query: str = "", method: str = "GET", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> dict[str, Any]:
    return {"type": "http", "path": path, "query_string": query.encode(), "method": method, "headers": list(headers)}


def test_a_kept_page_is_answered_by_its_address_alone(kept: bytes) -> None:
    found = FirstPages("kept")
    assert found.answer(scope("/api/v1/kept", "lang=en")) == kept
    assert found.language == "en"
    assert FirstPages("kept").answer(scope("/api/v1/shell", "lang=en")) == b"words"


@pytest.mark.parametrize(
    "asked",
    [
        ("/api/v1/kept", "lang=zh"),
        ("/api/v1/kept", ""),
        ("/api/v1/kept", "lang=en&as_of=2020-01-03"),
        ("/api/v1/kept", "lang=en&lang=en"),
        ("/api/v1/kept", "lang=en&file="),
        ("/api/v1/kept", "lang=en&nothing=1"),
        ("/api/v1/kept", "lang=en", "POST"),
        ("/api/v1/other", "lang=en"),
        ("/api/v1/../kept", "lang=en"),
        ("/api/v1/", "%ff=%00&=&;"),
    ],
)
def test_what_was_not_asked_so_before_is_left_to_the_api(kept: bytes, asked: tuple[str, ...]) -> None:
    assert FirstPages("kept").answer(scope(*asked)) is None


def test_the_api_is_read_once_the_first_view_has_gone_out(kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, and what a page asks beside its view, do not begin it: they are asked for before the view."""
    monkeypatch.setattr(first_pages, "PATIENCE_SECONDS", 60.0)
    found, read = FirstPages("kept"), threading.Event()
    threading.Thread(target=lambda: (found.wait(), read.set()), daemon=True).start()
    for path in ("shell", "clock", "events", "newest"):
        found.answer(scope(f"/api/v1/{path}", "lang=en"))
    assert not read.wait(0.2)
    found.answer(scope("/api/v1/kept", "lang=en"))
    assert read.wait(5)


def test_the_api_is_read_at_once_where_the_first_view_is_not_kept(kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_pages, "PATIENCE_SECONDS", 60.0)
    start = time.monotonic()
    FirstPages("another").wait()
    monkeypatch.setenv("FEDSHEET_TODAY", "2099-01-02")  # nothing of this day is kept
    FirstPages("kept").wait()
    asked = FirstPages("kept")
    asked.answer(scope("/api/v1/jobs", "", "POST"))  # somebody waits for something else
    asked.wait()
    assert time.monotonic() - start < 30


def test_a_store_that_cannot_be_read_is_left_to_the_api(kept: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"damaged" * 1_000)
    found = FirstPages("kept")
    found.wait()
    assert found.answer(scope("/api/v1/kept", "lang=en")) is None


def sent(app: App, asked: dict[str, Any]) -> list[Any]:
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(asyncio.wait_for(app(asked, receive, send), 20))
    return told


def test_the_entrance_answers_what_is_kept_and_waits_for_the_rest(kept: bytes) -> None:
    api: Future[App] = Future()
    entry = EntryPoint(Session(), api, FirstPages("kept"))
    start, body = sent(entry, scope("/api/v1/kept", "lang=en"))
    assert (start["status"], body["body"]) == (200, kept)
    packs = scope("/api/v1/kept", "lang=en", headers=((b"accept-encoding", b"gzip"),))
    start, body = sent(entry, packs)
    assert dict(start["headers"])[b"content-encoding"] == b"gzip"
    assert gzip.decompress(body["body"]) == kept

    async def there(_scope: Any, _receive: Any, send: Any) -> None:
        await send("the API")

    threading.Timer(0.2, api.set_result, (there,)).start()
    assert sent(entry, scope("/api/v1/other", "lang=en")) == ["the API"]
    assert sent(entry, scope("/api/v1/kept", "lang=en")) == ["the API"]


@pytest.mark.parametrize(("language", "said"), [("en", "An unexpected NameError"), ("zh", "意外错误 NameError")])
def test_an_api_that_could_not_be_made_is_said_in_words(kept: bytes, language: str, said: str) -> None:
    api: Future[App] = Future()
    entry = EntryPoint(Session(), api, FirstPages("kept"))
    threading.Timer(0.2, api.set_exception, (NameError("a library is missing"),)).start()
    for _ in range(2):  # while it is being made, and after
        start, body = sent(entry, scope("/api/v1/other", f"lang={language}"))
        assert start["status"] == 500
        assert json.loads(body["body"])["error"]["said"].startswith(said)
