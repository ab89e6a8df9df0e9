"""Pages kept on the disk: found by the next start, never for other figures, other code or a person's own file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.present.blocks import Note
from fedsheet.web.desk import Desk
from fedsheet.web.page import FileParams, Page, Params, View
from fedsheet.web.serving import page_cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    return tmp_path / "cache" / "pages"


def view_of(params: type[Params] = Params) -> tuple[View, list[Params]]:
    made: list[Params] = []

    def page(desk: Desk, asked: Params) -> Page:
        made.append(asked)
        return Page("A view", (Note(str(asked.as_of)),), "", "", desk.vintage(asked.as_of).as_of, "0" * 64)

    return View("kept", params, page), made


def test_the_next_start_finds_what_this_one_made(home: Path) -> None:
    view, made = view_of()
    day = Params(as_of=date(2024, 1, 5))
    first = Desk().body(view, day)
    later = Desk()
    assert later.ready(view, day)
    assert later.body(view, day) == first
    assert made == [day]
    assert not later.ready(view, Params(as_of=date(2024, 1, 8)))
    assert not later.ready(replace(view, name="another"), day)


def test_new_figures_and_new_code_ask_for_new_pages(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view, made = view_of()
    Desk().body(view, Params())
    monkeypatch.setattr("fedsheet.web.serving.page_cache._made_by", lambda: b"another release")
    Desk().body(view, Params())
    assert len(made) == 2
    monkeypatch.setattr("fedsheet.web.serving.vintages.digest_of_state", lambda _: "another line in the ledger")
    Desk().body(view, Params())
    assert len(made) == 3


def test_a_page_of_yesterday_is_not_shown_today(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page tells its day, and the overview how many days a meeting is away."""
    view, made = view_of()
    said = []
    for day in ("2026-11-30", "2026-12-08", "2026-11-30"):
        monkeypatch.setenv("FEDSHEET_TODAY", day)
        said.append(json.loads(Desk().body(view, Params()))["as_of"])
    assert said == ["2026-11-30", "2026-12-08", "2026-11-30"]
    assert len(made) == 2


def test_nothing_of_a_persons_own_file_is_kept(home: Path) -> None:
    view, _ = view_of(FileParams)
    Desk().body(view, FileParams(file="own"))
    assert not home.exists()


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_page_is_made_again(home: Path, damage: bytes | None) -> None:
    view, made = view_of()
    first = Desk().body(view, Params())
    (file,) = home.iterdir()
    file.write_bytes(file.read_bytes()[:-20] if damage is None else damage)
    assert Desk().body(view, Params()) == first
    assert len(made) == 2


def test_a_disk_that_refuses_costs_only_the_keeping(home: Path) -> None:
    home.parent.mkdir()
    home.write_text("a file where the folder should be")
    view, made = view_of()
    assert Desk().body(view, Params()) == Desk().body(view, Params())
    assert len(made) == 2


def test_the_oldest_pages_make_room(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.page_cache.MOST_BYTES", 1)
    page_cache.put("a", b"1")
    assert page_cache.get("a") is None
    monkeypatch.setattr("fedsheet.web.serving.page_cache.MOST_BYTES", 10_000)
    for n in range(300):
        page_cache.put(str(n), b"%d" % n)
    held = {file.name for file in home.iterdir()}
    assert page_cache.get("299") == b"299"
    assert "0" not in held
    assert 1 < len(held) < 300


def test_a_page_too_large_is_not_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page_cache.put("bomb", b"0" * 1_000)
    monkeypatch.setattr("fedsheet.web.serving.page_cache.LARGEST", 999)
    assert page_cache.get("bomb") is None


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_other_questions_have_other_names(one: list[str], other: list[str]) -> None:
    assert (page_cache.name_of(*one) == page_cache.name_of(*other)) == (one == other)
