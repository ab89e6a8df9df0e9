"""A browser that was let in comes back after a restart, until it is forgotten; nobody else does."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from fedsheet.core.clock import today
from fedsheet.web.serving import remembered as module
from fedsheet.web.serving.remembered import DAYS, Remembered
from fedsheet.web.serving.session import Session
from web.conftest import Workbench


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "sessions.json"


def let_in(session: Session) -> str:
    cookie = session.redeem(session.new_ticket())
    assert cookie
    return cookie


def let_in_and_forgotten(session: Session) -> str:
    cookie = let_in(session)
    session.forget()
    return cookie


def test_a_bookmark_opens_after_a_restart(file: Path) -> None:
    cookie = let_in(Session(Remembered(file)))
    again = Session(Remembered(file))
    assert again.admits(cookie)
    assert not again.admits("")
    assert not again.admits(cookie[:-1])
    assert not again.admits(cookie + "x")


def test_the_file_holds_no_cookie_and_is_the_owners_alone(file: Path) -> None:
    cookie = let_in(Session(Remembered(file)))
    assert cookie not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (digest,) = json.loads(file.read_text())
    assert not Session(Remembered(file)).admits(digest)  # what is read there opens nothing


def test_forgetting_closes_every_browser_also_from_another_terminal(file: Path) -> None:
    session = Session(Remembered(file))
    cookie = let_in(session)
    before = Session(Remembered(file))
    assert before.admits(cookie)
    Remembered(file).forget()
    assert not before.admits(cookie)
    assert not session.admits(cookie)  # the one that let it in, too
    assert not session.admits(let_in_and_forgotten(session))
    assert session.admits(let_in(session))


def test_where_the_disk_refuses_a_browser_is_let_in_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    session = Session(Remembered(tmp_path / "kept" / "sessions.json"))
    assert session.admits(let_in(session))
    assert not session.admits(let_in_and_forgotten(session))


def test_a_month_later_it_is_over(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = let_in(Session(Remembered(file)))
    later = Session(Remembered(file))
    monkeypatch.setattr(module, "today", lambda: today() + timedelta(days=DAYS))
    assert later.admits(cookie)
    monkeypatch.setattr(module, "today", lambda: today() + timedelta(days=DAYS + 1))
    assert not later.admits(cookie)


@pytest.mark.parametrize("held", ["", "[]", "{", '{"a": 3}', '{"a": "never"}', "\x00"])
def test_a_damaged_file_lets_nobody_in_and_breaks_nothing(file: Path, held: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(held)
    session = Session(Remembered(file))
    assert not session.admits("a")
    assert session.admits(let_in(session))


def test_a_shared_workbench_remembers_nobody() -> None:
    session = Session()
    cookie = let_in(session)
    assert not Session().admits(cookie)


def test_the_page_signs_out_and_only_the_page(workbench: Workbench) -> None:
    with workbench.client() as client:
        assert client.get("/forget").status_code == 405
        assert client.post("/forget", content=b"x").status_code == 415
        strange = client.post("/forget", json={}, headers={"origin": "http://evil.example"})
        assert strange.status_code == 403
        assert client.get("/").status_code == 200


def test_answers_are_packed_for_those_who_take_it(workbench: Workbench) -> None:
    with workbench.client() as client:
        for path in ("/api/v1/series", "/api/v1/explore?lang=en", "/static/app.js", "/static/app.css"):
            packed = client.get(path, headers={"accept-encoding": "gzip"})
            plain = client.get(path, headers={"accept-encoding": "identity"})
            assert packed.headers["content-encoding"] == "gzip", path
            assert "content-encoding" not in plain.headers, path
            assert packed.content == plain.content
            assert int(packed.headers["content-length"]) < 0.5 * len(plain.content), path


def test_a_kept_page_is_answered_as_the_first_time_and_not_once_its_state_is_gone(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked, desk = "/api/v1/explore", "lang=en", workbench.desk
    with workbench.client() as client:
        for packs in (True, False):
            headers = {"accept-encoding": "gzip" if packs else "identity"}
            first = client.get(f"{path}?{asked}", headers=headers)
            monkeypatch.setattr("fedsheet.web.serving.vintages.LOOK_SECONDS", 600.0)
            kept = desk.kept((path, asked.encode()), packs=packs)
            assert kept is not None
            again = client.get(f"{path}?{asked}", headers=headers)
            assert again.content == first.content
            assert dict(again.headers) | {"date": ""} == dict(first.headers) | {"date": ""}
            monkeypatch.setattr(desk._bodies, "held", lambda _: None)
            assert desk.kept((path, asked.encode()), packs=packs) is None
            assert client.get(f"{path}?{asked}", headers=headers).content == first.content
            monkeypatch.undo()
