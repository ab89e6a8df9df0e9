"""How the store lies in its file: the tables, their format, and the checksum that every row carries.

    ledger        batch → what came in, from whom, what was asked, digest of the raw reply, day seen, outcome
    definitions   (series_id, batch) → title, unit, frequency, timing, publisher, revised, from which day
    blocks        (series_id, block) → the prints one batch added, as one array; never changed
    table_blocks  (table, part, start, batch) → the rows one batch added to a part of a table, compressed
    questions     n → a value kept aside because it can hardly be true, and what became of it
    taken_back    (event, batch, name) → what of a batch no longer counts, and since which day
    undone        event → the later event since which it no longer holds
    attempts      what was asked → when last, and what came of it

A checksum covers the whole row, keys included, so that a flipped bit anywhere in it is found (CRC-32 of all cells). The
content of a table's block has one of its own, `packed`, which is a cell of its row: the row is verified without it.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.manifest import package_versions

FILE_NAME = "fedsheet.sqlite"
FORMAT = 4
SNAPSHOT_BATCH = 0
CONTENTS = ("ledger", "definitions", "blocks", "table_blocks", "questions", "taken_back", "undone")

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger (
  batch INTEGER PRIMARY KEY, source TEXT NOT NULL, what TEXT NOT NULL, digest TEXT NOT NULL, seen_on TEXT NOT NULL,
  outcome TEXT NOT NULL, newest TEXT NOT NULL, note TEXT NOT NULL, request TEXT NOT NULL, media_type TEXT NOT NULL,
  checksum INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS attempts (
  what TEXT PRIMARY KEY, feed TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (
  series_id TEXT NOT NULL, batch INTEGER NOT NULL, start INTEGER NOT NULL, title TEXT NOT NULL, unit TEXT NOT NULL,
  frequency TEXT NOT NULL, timing TEXT NOT NULL, publisher TEXT NOT NULL, revised INTEGER NOT NULL,
  source TEXT NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY (series_id, start, batch)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
  series_id TEXT NOT NULL, block INTEGER NOT NULL, batch INTEGER NOT NULL, start_is TEXT NOT NULL,
  checksum INTEGER NOT NULL, prints BLOB NOT NULL, PRIMARY KEY (series_id, block)) STRICT;
CREATE TABLE IF NOT EXISTS table_blocks (
  name TEXT NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, batch INTEGER NOT NULL, n_rows INTEGER NOT NULL,
  digest TEXT NOT NULL, told TEXT NOT NULL, packed INTEGER NOT NULL, checksum INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (name, part, start, batch)) STRICT;
CREATE TABLE IF NOT EXISTS questions (
  n INTEGER PRIMARY KEY, batch INTEGER NOT NULL, series_id TEXT NOT NULL, day INTEGER NOT NULL,
  start INTEGER NOT NULL, value REAL NOT NULL, start_is TEXT NOT NULL, reason TEXT NOT NULL,
  outcome TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS taken_back (
  event INTEGER NOT NULL, batch INTEGER NOT NULL, name TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  seen INTEGER NOT NULL, day INTEGER NOT NULL, checksum INTEGER NOT NULL,
  PRIMARY KEY (event, batch, name)) STRICT;
CREATE TABLE IF NOT EXISTS undone (
  event INTEGER PRIMARY KEY, by INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS blocks_of_a_batch ON blocks (batch);
CREATE INDEX IF NOT EXISTS table_blocks_of_a_batch ON table_blocks (batch);
"""


def checksum(*cells: object) -> int:
    """CRC-32 of the cells of one row, in order; bytes count as they are."""
    packed = [cell for cell in cells if isinstance(cell, bytes)]
    plain = tuple([cell for cell in cells if not isinstance(cell, bytes)]) if packed else cells
    total = zlib.crc32(repr(plain).encode())
    for cell in packed:
        total = zlib.crc32(cell, total)
    return total


def is_whole(row: Mapping[str, object]) -> bool:
    """Whether a row, by the names of its columns, is what was written."""
    content = row.get("content")
    if isinstance(content, bytes) and zlib.crc32(content) != row["packed"]:
        return False
    return row["checksum"] == checksum(*(cell for name, cell in row.items() if name not in ("checksum", "content")))


def verify(kept: int, subject: str, *cells: object) -> None:
    """Refuse a row whose checksum is not that of its cells; `subject` says what it is about."""
    if kept != checksum(*cells):
        raise StoreError("store.observations_figures_store_damaged_checksum", series_id=subject)


def make_tables(connection: sqlite3.Connection) -> None:
    """The empty tables, inside the caller's transaction."""
    for statement in SCHEMA.split(";"):
        connection.execute(statement)


def table_names(connection: sqlite3.Connection) -> set[str]:
    """The tables of the file."""
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself: format, snapshot, version that wrote it, its own id; empty where it is new."""
    exists = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return dict(connection.execute("SELECT key, value FROM meta")) if exists else {}


def refuse_newer(held: Mapping[str, str], file: Path) -> None:
    """A store of a later format is left alone; both versions are said."""
    form = held.get("format", "")
    if form.isdecimal() and int(form) > FORMAT:
        raise StoreError(
            "store.observations_newer", file=str(file), format=form, written_by=held.get("version", "?"),
            reads=FORMAT, version=own_version(),
        )  # fmt: skip


def own_version() -> str:
    """The version of fedsheet that runs."""
    return package_versions().get("fedsheet", "?")


def damaged(file: Path, error: object) -> StoreError:
    """The error for a file that cannot be used, with the way out: a full disk and a lock are not damage."""
    said = str(error)
    if "full" in said:
        return StoreError("store.observations_disk_full", file=str(file))
    if any(word in said for word in ("locked", "readonly", "unable to open", "disk I/O")):
        return StoreError("store.observations_cannot_be_used", file=str(file), error=said)
    return StoreError("store.observations_damaged", file=str(file), error=error)
