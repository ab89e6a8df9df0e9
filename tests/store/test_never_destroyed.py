"""Damage and loss: a rebuild keeps the file before, keeps every figure that is anywhere whole, and names the rest."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

import kept_store as kept
from fedsheet.core.errors import StoreError
from fedsheet.runs.data_check import data_check
from fedsheet.runs.rebuild import rebuild
from fedsheet.store import series
from fedsheet.store.home import home as home_folder
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import RawReplies, one_writer
from fedsheet.store.soundness import unsound
from specimens import BY_NAME, SPECIMENS

N = len(SPECIMENS)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    kept.fill(home)
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    return tmp_path


def errors() -> list[str]:
    """What is wrong with the files; the specimens' made-up figures contradict each other, which is another matter."""
    with open_store() as store:
        found = unsound(store, RawReplies(home_folder()), date.today())
    return [f"{f.subject}: {f.what}" for f in found if f.severity == "error"]


def copies(home: Path) -> list[Path]:
    return sorted(home.glob(f"{FILE_NAME}.before-*"))


def test_a_rebuild_gives_the_same_rows_and_keeps_one_copy_of_them(home: Path) -> None:
    first, second = rebuild(), rebuild()
    assert first.before == first.after == second.after
    assert copies(home) == [Path(first.kept_aside)] == [Path(second.kept_aside)]
    assert errors() == []


@pytest.mark.parametrize("gone", ["raw folder", "journal", "all but the first two lines", "last line"])
def test_what_the_journal_lacks_is_carried_over_and_named(home: Path, gone: str) -> None:
    journal, before = home / "raw" / "journal.jsonl", kept.digest(home)
    lines = journal.read_bytes().splitlines(keepends=True)
    if gone == "raw folder":
        shutil.rmtree(home / "raw")
    elif gone == "journal":
        journal.unlink()
    else:
        journal.write_bytes(b"".join(lines[: -1 if gone == "last line" else 2]))
    assert errors()
    came = kept.came(home, BY_NAME["fred_graph.csv"])  # a pull goes on, under a number of its own
    assert came.batch == N + 1
    made = rebuild()
    assert made.lost == ()
    assert (len(made.carried) > 20) == (gone == "raw folder")  # else the ledger knows what was asked, raw/ holds it
    with open_store() as store:
        assert [entry.batch for entry in store.ledger()] == list(range(N + 2))
        assert store.ledger()[N].what == "FOMC statement 2025-12-10"
    assert copies(home)
    assert len(series("GDP").values) >= 7
    assert len(RawReplies(home).entries()) == N + 1
    assert [line for line in errors() if "cannot be read" not in line] == []
    assert before != made.after  # one reply more


def test_a_damaged_reply_does_not_stop_a_rebuild_and_heals_when_it_comes_again(home: Path) -> None:
    replies = RawReplies(home)
    victim = next(reply for reply in replies.entries() if reply.request["what"] == "Treasury debt")
    place = replies.place(victim.digest)
    place.write_bytes(place.read_bytes()[:-9])
    assert any("is damaged" in line for line in errors())
    before = kept.digest(home)
    assert rebuild().carried == ("Treasury debt",)
    assert kept.digest(home) == before
    kept.came(home, next(s for s in SPECIMENS if s.feed == "treasury.debt"))
    assert errors() == []
    assert gzip.decompress(place.read_bytes()) == replies.body(victim)


def test_what_is_nowhere_whole_is_recorded_as_lost_and_the_rest_is_had_back(home: Path) -> None:
    replies = RawReplies(home)
    victim = next(reply for reply in replies.entries() if reply.request["what"] == "Treasury debt")
    replies.place(victim.digest).unlink()
    (home / FILE_NAME).write_bytes(b"nonsense" * 1000)
    made = rebuild()
    assert (made.before, made.lost, made.n_replies) == ("", ("Treasury debt",), N - 1)
    assert Path(made.kept_aside).read_bytes() == b"nonsense" * 1000
    with open_store() as store:
        assert [entry.what for entry in store.ledger() if entry.outcome == "lost"] == ["Treasury debt"]
    assert any("is lost" in f.what and f.severity == "warning" for f in data_check())
    assert len(series("GDP").values) >= 7


@pytest.mark.parametrize("damage", ["flip", "doubled", "blank", "deleted", "swapped", "torn"])
def test_a_damaged_journal_is_told_passed_over_and_written_anew(home: Path, damage: str) -> None:
    journal, before = home / "raw" / "journal.jsonl", kept.digest(home)
    lines = journal.read_bytes().splitlines(keepends=True)
    changed = {
        "flip": [*lines[:4], lines[4].replace(b'"n": 5', b'"n": 7'), *lines[5:]],
        "doubled": [*lines[:4], lines[4], *lines[4:]], "blank": [*lines[:4], b"\n", *lines[4:]],
        "deleted": [*lines[:4], *lines[5:]], "swapped": [lines[1], lines[0], *lines[2:]],
        "torn": [*lines, b'{"n": 29, "torn'],
    }[damage]  # fmt: skip
    journal.write_bytes(b"".join(changed))
    assert bool(errors()) == (damage in ("flip", "deleted"))
    made = rebuild()
    assert (made.after, made.lost, made.carried) == (before, (), ())
    assert errors() == []
    assert kept.came(home, BY_NAME["fred_graph.csv"]).batch == N + 1
    assert errors() == []


def test_a_line_of_an_earlier_version_has_no_checksum_and_is_read(home: Path) -> None:
    journal = home / "raw" / "journal.jsonl"
    lines = [json.loads(line) for line in journal.read_bytes().splitlines()]
    for line in lines:
        del line["check"]
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for reply in RawReplies(home).entries():  # and its bodies are plain
        place = RawReplies(home).place(reply.digest)
        if place.exists():
            place.with_suffix("").write_bytes(gzip.decompress(place.read_bytes()))
            place.unlink()
    assert errors() == []
    before = kept.digest(home)
    assert rebuild().after == before


def test_a_damaged_page_costs_no_figure(home: Path) -> None:
    before = kept.digest(home)
    file = home / FILE_NAME
    with closing(sqlite3.connect(file)) as held:
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    content[40_960:45_056] = bytes(4_096)
    file.write_bytes(bytes(content))
    made = rebuild()
    assert (made.before, made.after) == ("", before)
    assert Path(made.kept_aside).read_bytes() == bytes(content) or made.carried == ()
    assert errors() == []


def test_a_lock_that_is_no_lock_is_named(home: Path) -> None:
    (home / "writer.lock").write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreError, match="Delete it when no other fedsheet is running"), one_writer(home):
        pass
    (home / "writer.lock").unlink()
    (home / "writer.lock").mkdir()
    with pytest.raises(StoreError, match=r"writer\.lock"), one_writer(home):
        pass
