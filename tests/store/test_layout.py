"""How the store lies: lazy tables, a checksum on every row, an older format carried over, a newer one left alone."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import sys
import zlib
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest

import kept_store as kept
from fedsheet.cli import main
from fedsheet.core.errors import StoreError
from fedsheet.runs.data_check import data_check
from fedsheet.runs.rebuild import rebuild
from fedsheet.store import carry, tables, vintage
from fedsheet.store import prints as p
from fedsheet.store.layout import CONTENTS, FORMAT
from fedsheet.store.observations import FILE_NAME, Store, make_tables, open_store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    assert len([entry for entry in kept.fill(home) if entry.outcome == "taken in"]) == 27
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows of tables were unpacked, block by block."""
    counted: list[int] = []
    unpack = tables.unpacked

    def counting(content: bytes) -> list[tuple[str, str]]:
        rows = unpack(content)
        counted.append(len(rows))
        return rows

    monkeypatch.setattr(tables, "unpacked", counting)
    return counted


@pytest.mark.parametrize(
    ("line", "n"),
    [
        ("series WALCL", 0), ("series --list", 0), ("h41", 0), ("check seed-2021", 0), ("review programmes", 0),
        ("data status", 0), ("data clock", 0), ("outlook triggers", 0), ("market adequacy", 0),
        ("data export treasury_auctions --to {home}/a.csv", 2), ("data export h41_releases --to {home}/b.csv", 31),
    ],
)  # fmt: skip
def test_a_command_reads_the_rows_it_asks_for(
    home: Path, line: str, n: int, rows_read: list[int], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["fedsheet", *line.format(home=home).split()])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code in (0, 1), capsys.readouterr().err
    assert sum(rows_read) == n


def test_a_vintage_names_tables_and_keeps_sums_of_lists(home: Path, rows_read: list[int]) -> None:
    known = vintage()
    assert {"mspd_securities", "soma_treasury_2025-12-17", "treasury_auctions"} <= set(known.tables)
    assert isinstance(known.tables, tables.Frames)
    sums = known.tables.sums("soma_treasury_2025-12-17")
    assert rows_read == []
    listed = known.table("soma_treasury_2025-12-17")
    assert rows_read == [3]
    by_kind = listed.groupby("kind")["par_usd"].sum().to_dict()
    assert sums == {**by_kind, "tips_inflation": listed["inflation_compensation_usd"].sum()}


def test_a_vintage_goes_to_another_process_without_the_store(home: Path, rows_read: list[int]) -> None:
    sent = pickle.dumps(vintage())
    shutil.rmtree(home)
    there = pickle.loads(sent)
    assert rows_read == []
    assert len(there.table("mspd_securities")) == 2
    assert len(there.table("treasury_operations")) > 100  # one that ships


def test_taking_in_a_month_reads_that_month_alone(rows_read: list[int]) -> None:
    store = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(store.connection)
    for n in range(1, 13):
        rows = [(f"2024-{n:02d}-28 {k:09d}", {"outstanding_usd": 1.0 * k}) for k in range(50)]
        tables.append(store.connection, "mspd", rows, 1, n, whole=f"2024-{n:02d}-28 ")
    assert rows_read == []
    again = [(f"2024-06-28 {k:09d}", {"outstanding_usd": 2.0 * k}) for k in range(49)]
    assert tables.append(store.connection, "mspd", again, 1, 13, seen=9, whole="2024-06-28 ") == 49  # 48 and one gone
    assert rows_read == [50]
    assert len(tables.in_force(store.connection, "mspd", 9, ["2024-06-28 000000007"])) == 1
    assert sum(rows_read) == 50 + 50 + 49
    assert tables.bounds(store.connection, "mspd")["outstanding_usd"] == (12 * 50 + 48, 0.0, 96.0)
    store.connection.close()


def cells_of(connection: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]


@pytest.mark.parametrize("name", [name for name in CONTENTS if name not in ("questions", "taken_back", "undone")])
def test_a_change_in_any_cell_of_any_row_is_found_and_never_a_traceback(home: Path, name: str) -> None:
    with closing(sqlite3.connect(home / FILE_NAME)) as held:
        columns = cells_of(held, name)
    for column in columns:
        with closing(sqlite3.connect(home / FILE_NAME)) as held:
            place, kind = held.execute(f"SELECT rowid_, typeof({column}) FROM ({_numbered(name)}) LIMIT 1").fetchone()
            change = {"integer": f"{column} + 1", "text": f"{column} || 'x'", "blob": "x'00ff'"}[kind]
            before = held.execute(f"SELECT * FROM {name}").fetchall()
            held.execute(f"UPDATE {name} SET {column} = {change} WHERE {place}")
            held.commit()
        assert any(f.severity == "error" and "damaged" in f.what for f in data_check()), column
        with suppress(StoreError):  # a damaged row is named, or not looked at: anything else would be a traceback
            vintage()
        with closing(sqlite3.connect(home / FILE_NAME)) as held:
            held.execute(f"DELETE FROM {name}")
            held.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in columns)})", before)
            held.commit()
    assert not [f for f in data_check() if "damaged" in f.what]


def _numbered(name: str) -> str:
    """One row of a table under a condition that names it."""
    of = {
        "ledger": "'batch = ' || batch",
        "definitions": "'series_id = ' || quote(series_id) || ' AND batch = ' || batch",
        "blocks": "'series_id = ' || quote(series_id) || ' AND block = ' || block",
        "table_blocks": "'name = ' || quote(name) || ' AND part = ' || quote(part)",
    }[name]  # fmt: skip
    return f"SELECT {of} AS rowid_, * FROM {name} WHERE batch = (SELECT max(batch) FROM {name})"


def as_format_3(file: Path) -> None:
    """The same store as the version before wrote it: rows of tables one by one, checksums of prints alone."""
    with open_store(file) as store:
        rows = [
            (block.name, key, block.start, block.batch, row)
            for block in tables.blocks(store.connection, None)
            for key, row in tables.unpacked(tables.content_of(store.connection, block))
        ]
    with closing(sqlite3.connect(file)) as held:
        old = {name: held.execute(f"SELECT * FROM {name}").fetchall() for name in CONTENTS}
        for name in CONTENTS:
            held.execute(f"DROP TABLE {name}")
        held.executescript(OLD_SCHEMA)
        held.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row[:8] for row in old["ledger"]])
        held.executemany(
            "INSERT INTO definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [row[:10] for row in old["definitions"]]
        )
        held.executemany(
            "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)",
            [(*row[:4], zlib.crc32(row[5]), row[5]) for row in old["blocks"]],
        )
        held.executemany("INSERT INTO table_rows VALUES (?, ?, ?, ?, ?)", rows)
        held.execute("UPDATE meta SET value = '3' WHERE key = 'format'")
        held.commit()


OLD_SCHEMA = """
CREATE TABLE ledger (batch INTEGER PRIMARY KEY, source TEXT NOT NULL, what TEXT NOT NULL, digest TEXT NOT NULL,
  seen_on TEXT NOT NULL, outcome TEXT NOT NULL, newest TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE definitions (series_id TEXT NOT NULL, batch INTEGER NOT NULL, start INTEGER NOT NULL, title TEXT NOT NULL,
  unit TEXT NOT NULL, frequency TEXT NOT NULL, timing TEXT NOT NULL, publisher TEXT NOT NULL, revised INTEGER NOT NULL,
  source TEXT NOT NULL, PRIMARY KEY (series_id, start, batch)) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (series_id TEXT NOT NULL, block INTEGER NOT NULL, batch INTEGER NOT NULL, start_is TEXT NOT NULL,
  checksum INTEGER NOT NULL, prints BLOB NOT NULL, PRIMARY KEY (series_id, block)) STRICT;
CREATE TABLE table_rows (name TEXT NOT NULL, key TEXT NOT NULL, start INTEGER NOT NULL, batch INTEGER NOT NULL,
  content TEXT NOT NULL, PRIMARY KEY (name, key, start, batch)) STRICT, WITHOUT ROWID;
"""


def test_a_store_of_the_format_before_is_carried_over_row_by_row_and_its_file_kept(home: Path) -> None:
    before, known = kept.digest(home), vintage().digest
    as_format_3(home / FILE_NAME)
    assert kept.digest(home) == before
    assert vintage().digest == known
    with closing(sqlite3.connect(home / f"{FILE_NAME}.format-{carry.FROM}")) as old:
        assert old.execute("SELECT count(*) FROM table_rows").fetchone()[0] > 70
        assert old.execute("SELECT value FROM meta WHERE key = 'format'").fetchone() == ("3",)
    assert rebuild().after == before
    assert not any("damaged" in f.what or "journal" in f.what for f in data_check())


def test_a_damaged_store_of_the_format_before_is_left_as_it_is(home: Path) -> None:
    as_format_3(home / FILE_NAME)
    with closing(sqlite3.connect(home / FILE_NAME)) as held:
        held.execute("UPDATE blocks SET checksum = checksum + 1 WHERE series_id = 'GDP'")
        held.commit()
    with pytest.raises(StoreError, match="'GDP' in the store are damaged"):
        vintage()
    with closing(sqlite3.connect(home / FILE_NAME)) as held:
        assert held.execute("SELECT count(*) FROM table_rows").fetchone()[0] > 70


def test_a_store_of_a_newer_version_is_refused_with_both_versions_and_left_alone(home: Path) -> None:
    with closing(sqlite3.connect(home / FILE_NAME)) as held:
        held.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
        held.execute("UPDATE meta SET value = '9.9.9' WHERE key = 'version'")
        held.commit()
    before = sorted(home.iterdir())
    for what in (vintage, rebuild):
        with pytest.raises(
            StoreError, match=rf"format {FORMAT + 1}, written by fedsheet 9\.9\.9; this is fedsheet 0\."
        ):
            what()  # type: ignore[operator]  # two functions without arguments
    assert {path for path in home.iterdir() if path.suffix not in (".lock",)} <= {
        *before,
        *home.glob("*-wal"),
        *home.glob("*-shm"),
    }


def test_what_was_known_on_a_day_is_read_from_parts(home: Path) -> None:
    with open_store() as store:
        assert len(tables.in_force(store.connection, "h41_releases", p.day_number(date(2021, 8, 6)))) == 17
        assert len(tables.in_force(store.connection, "h41_releases", p.day_number(date(2026, 1, 15)))) == 31
