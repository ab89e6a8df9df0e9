"""A store that is lost is said, one that cannot be written is read, everything goes into one file and comes back."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest

import fedsheet
import kept_store as kept
from fedsheet.cli import main
from fedsheet.core.errors import InputError, StoreError
from fedsheet.runs.backups import back_up, compacted, restore
from fedsheet.runs.rebuild import rebuild
from fedsheet.store import known_homes, observations
from fedsheet.store.backup import manifest_of
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import RawReplies, one_writer


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    kept.fill(home)
    with closing(sqlite3.connect(home / FILE_NAME)) as held:
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    monkeypatch.setenv("FEDSHEET_HOME", str(home))
    return home


def said(*words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit) as left:
        main.run()
    return int(left.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize("loss", ["deleted", "emptied", "older"])
def test_a_lost_store_is_said_by_every_command_and_had_back(
    home: Path, loss: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, file = kept.digest(home), home / FILE_NAME
    if loss == "deleted":
        file.unlink()
    elif loss == "emptied":
        file.write_bytes(b"")
    else:  # copied without the log that held the last replies
        with open_store() as store, store.transaction():
            for table in ("ledger", "blocks", "table_blocks", "definitions"):
                store.connection.execute(f"DELETE FROM {table} WHERE batch > 20")
    for words in (("series", "WALCL"), ("h41",), ("data", "status"), ("data", "pull", "WALCL"), ("data", "check")):
        code, told = said(*words, capsys=capsys, monkeypatch=monkeypatch)
        assert (code, told.count("\n"), "data rebuild" in told) == (2, 1, True), (words, told)
    assert rebuild().after == before
    assert said("series", "WALCL", capsys=capsys, monkeypatch=monkeypatch)[0] == 0


def test_a_folder_moved_under_a_running_program_is_said(home: Path) -> None:
    fedsheet.vintage()
    home.rename(home.with_name("elsewhere"))
    with pytest.raises(StoreError, match="was moved, renamed or deleted"):
        fedsheet.vintage()
    home.rmdir()
    home.with_name("elsewhere").rename(home)
    fedsheet.vintage()


def test_one_reply_that_waits_is_no_loss(home: Path) -> None:
    replies = RawReplies(home)
    replies.keep("fred", {"what": "x", "feed": "fred.graph"}, kept.SEEN, b"waits", "text/csv")
    fedsheet.vintage()


def test_a_store_that_cannot_be_written_is_read_and_writing_says_why(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fedsheet.vintage().digest
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert fedsheet.vintage().digest == before
    assert len(fedsheet.vintage().table("mspd_securities")) == 2
    with open_store() as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.connection.execute("DELETE FROM ledger")
    assert back_up(home.with_name("all.zip")).left_out == ()
    with pytest.raises(StoreError, match="cannot be written"), one_writer(home):
        pass
    monkeypatch.setattr(os, "access", lambda _path, _mode: True)
    monkeypatch.setattr("sqlite3.connect", _full)
    with pytest.raises(StoreError, match="no room on the disk"), one_writer(home):
        pass


def _full(*_words: object, **_more: object) -> sqlite3.Connection:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    raise error


def test_everything_goes_into_one_file_and_comes_back_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "policy").mkdir()
    (home / "policy" / "mine.toml").write_text("lever = 'x'")
    (home / "forecasts.jsonl").write_text("{}\n")
    before, file = kept.digest(home), home.with_name("all.zip")
    made = back_up(file)
    assert (made.n_replies, made.left_out) == (len({r.digest for r in RawReplies(home).entries()}), ())
    elsewhere = home.with_name("elsewhere")
    monkeypatch.setenv("FEDSHEET_HOME", str(elsewhere))
    assert "PD_TREASURY_NET" not in fedsheet.vintage()
    (elsewhere / "forecasts.jsonl").write_text("other\n")
    again = restore(file)
    assert again.n_replies == made.n_replies
    assert kept.digest(elsewhere) == before
    assert rebuild().after == before
    assert (elsewhere / "policy" / "mine.toml").read_text() == "lever = 'x'"
    assert [path.read_text() for path in elsewhere.glob("forecasts.jsonl.before-*")] == ["other\n"]
    assert list(elsewhere.glob(f"{FILE_NAME}.before-*"))
    assert not list(elsewhere.glob(".restoring-*"))


@pytest.mark.parametrize("damage", ["flip", "cut", "text", "escape", "newer"])
def test_a_damaged_backup_changes_nothing(home: Path, damage: str) -> None:
    file, before = home.with_name("all.zip"), kept.digest(home)
    back_up(file)
    content = file.read_bytes()
    if damage in ("escape", "newer"):
        with zipfile.ZipFile(file) as held:
            parts = {name: held.read(name) for name in held.namelist()}
        told = parts.pop("manifest.json").decode()
        told = told.replace('"format": 4', '"format": 99') if damage == "newer" else told
        parts |= {"../evil": b"x"} if damage == "escape" else {}
        with zipfile.ZipFile(file, "w") as out:
            for name, part in {**parts, "manifest.json": told.encode()}.items():
                out.writestr(name, part)
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes({"flip": flipped, "cut": content[:middle], "text": b"nonsense"}[damage])
    with pytest.raises(StoreError):
        restore(file)
    assert kept.digest(home) == before
    assert not home.with_name("evil").exists()


def test_a_flipped_bit_anywhere_in_a_backup_is_one_sentence_without_a_librarys_english(home: Path) -> None:
    """Packed parts among them: what zlib says of changed bytes is no error of the zip module."""
    file = home.with_name("all.zip")
    back_up(file)
    content, choose, said = file.read_bytes(), random.Random(7), set()
    for _ in range(150):
        at = choose.randrange(len(content))
        file.write_bytes(content[:at] + bytes([content[at] ^ 1 << choose.randrange(8)]) + content[at + 1 :])
        with suppress(StoreError):  # a bit of a part's date or attributes changes nothing
            try:
                manifest_of(file)
            except StoreError as error:
                said.add(error.part("what", "zh"))
                raise
    assert said
    assert [text for text in said if "CRC" in text or "Error" in text or "Bad" in text] == []
    file.unlink()
    with pytest.raises(StoreError) as absent:
        restore(file)
    assert absent.value.part("what", "zh") == "无法作为备份读取（不存在）"


def test_a_damaged_reply_is_left_out_of_a_backup_and_named(home: Path) -> None:
    replies = RawReplies(home)
    replies.place(replies.entries()[-1].digest).write_bytes(b"x")
    assert back_up(home.with_name("all.zip")).left_out == ("FOMC statement 2025-12-10",)
    with pytest.raises(InputError, match="cannot be written"):
        back_up(home / "absent" / "all.zip")


def test_room_is_given_back_and_nothing_that_counts_is_lost(home: Path) -> None:
    replies, before = RawReplies(home), kept.digest(home)
    first = replies.entries()[0]
    plain = replies.place(first.digest).with_suffix("")
    plain.write_bytes(gzip.decompress(replies.place(first.digest).read_bytes()))
    replies.place(first.digest).unlink()
    (replies.folder / "00").mkdir(exist_ok=True)
    (replies.folder / "00" / ("0" * 64 + ".gz")).write_bytes(b"never acknowledged")
    (home / ".writing-1-x").write_bytes(b"half")
    rebuild()
    (home / f"{FILE_NAME}.before-20200101-000000-000000-abcdefabcdef").write_bytes(b"another state")
    made = compacted()
    assert made.copies == (f"{FILE_NAME}.before-20200101-000000-000000-abcdefabcdef",)
    assert made.after < made.before
    assert not plain.exists()
    assert replies.body(first)
    assert kept.digest(home) == before
    assert rebuild().after == before


def test_what_this_process_used_is_known_by_its_place(home: Path) -> None:
    fedsheet.vintage()
    assert home / FILE_NAME in observations._used


def test_a_whole_folder_moved_away_is_no_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process is told too: the folder is remembered apart from it; one for temporary files is not."""
    home, pointer = tmp_path / "home", tmp_path / "state" / known_homes.FILE_NAME
    monkeypatch.setenv("FEDSHEET_HOME", str(home))
    monkeypatch.setattr(known_homes, "pointer", lambda: pointer)
    monkeypatch.setattr(observations, "_used", set())
    home.mkdir()
    kept.fill(home)
    assert not pointer.exists()
    monkeypatch.setattr(known_homes, "_is_temporary", lambda _: False)
    known_homes.remember(home, date(2026, 3, 1))
    known_homes.remember(home, date(2026, 4, 1))
    assert known_homes.since(home) == "2026-03-01"
    fedsheet.series("WALCL")
    shutil.move(home, tmp_path / "elsewhere")
    monkeypatch.setattr(observations, "_used", set())
    for _ in range(2):
        with pytest.raises(StoreError, match="since 2026-03-01 and holds none now"):
            fedsheet.series("WALCL")
    assert not home.exists()  # nothing lies in the way of putting it back
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "elsewhere"))
    back_up(tmp_path / "all.zip")
    monkeypatch.setenv("FEDSHEET_HOME", str(home))
    assert restore(tmp_path / "all.zip").n_replies
    fedsheet.series("WALCL")
    shutil.rmtree(home)
    pointer.write_text("{")
    assert known_homes.since(home) == ""
    shutil.move(tmp_path / "elsewhere", home)
    fedsheet.series("WALCL")
