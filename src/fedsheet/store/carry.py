"""A store of the format before this one, carried over: in one transaction, with the old file kept beside.

Format 3 kept each row of a table by itself as JSON, and checksums of prints alone. Every row is carried over as it is;
rows of tables become blocks (store/tables.py), every row gets its checksum, the ledger what the journal says was asked.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store import tables
from fedsheet.store.layout import checksum, make_tables
from fedsheet.store.raw import RawReplies

FROM = "3"
DEFINITION = "series_id, batch, start, title, unit, frequency, timing, publisher, revised, source"
OLD = ("ledger", "definitions", "blocks", "table_rows", "questions")


def keep_old_file(connection: sqlite3.Connection, file: Path) -> None:
    """A copy of the store as it was, whole, under a name that says its format; made once."""
    kept = file.with_name(f"{file.name}.format-{FROM}")
    if not kept.exists():
        copy_whole(connection, kept)


def copy_whole(connection: sqlite3.Connection, to: Path) -> None:
    """The store as it stands, with what its log holds, as one file; written beside and renamed when whole."""
    beside = to.with_name(f".writing-{os.getpid()}-{to.name}")
    beside.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(beside),))
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)


def give_room_back(connection: sqlite3.Connection) -> None:
    """Shrink the file by what the old rows took; where somebody reads in it, that is left to `data compact`."""
    with suppress(sqlite3.OperationalError):
        connection.execute("VACUUM")


def carry_over(connection: sqlite3.Connection, home: Path) -> None:
    """Every row in the form of today, inside the caller's transaction."""
    held = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name in OLD:
        if name in held:
            connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    make_tables(connection)
    asked = {reply.n: reply for reply in RawReplies(home).entries()}
    for row in connection.execute("SELECT * FROM old_ledger ORDER BY batch").fetchall():
        reply = asked.get(row[0])
        said = (
            (json.dumps(reply.request, ensure_ascii=False, sort_keys=True), reply.media_type) if reply else ("{}", "")
        )
        _insert(connection, "ledger", (*row, *said))
    for row in connection.execute(f"SELECT {DEFINITION} FROM old_definitions").fetchall():  # noqa: S608 a constant
        _insert(connection, "definitions", row)
    for *cells, kept, blob in connection.execute("SELECT * FROM old_blocks ORDER BY series_id, block").fetchall():
        if zlib.crc32(blob) != kept:
            raise StoreError("store.observations_figures_store_damaged_checksum", series_id=cells[0])
        connection.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", (*cells, checksum(*cells, blob), blob))
    for (name, part, start, batch), rows in _blocks(connection) if "table_rows" in held else ():
        tables.add_block(connection, name, part, start, batch, rows)
    if "questions" in held:
        for row in connection.execute("SELECT * FROM old_questions").fetchall():
            _insert(connection, "questions", row)
    for name in OLD:
        connection.execute(f"DROP TABLE IF EXISTS old_{name}")


def _insert(connection: sqlite3.Connection, table: str, cells: tuple[object, ...]) -> None:
    marks = ", ".join("?" for _ in range(len(cells) + 1))
    connection.execute(f"INSERT INTO {table} VALUES ({marks})", (*cells, checksum(*cells)))  # noqa: S608 constants only


def _blocks(connection: sqlite3.Connection) -> Iterator[tuple[tuple[str, str, int, int], dict[str, str]]]:
    """The rows of every table, one table at a time, as they lie in blocks: by part, start and batch."""
    rows = connection.execute("SELECT name, key, start, batch, content FROM old_table_rows ORDER BY name")
    for name, of_table in groupby(rows, key=lambda row: str(row[0])):
        found: dict[tuple[str, str, int, int], dict[str, str]] = {}
        for _, key, start, batch, content in of_table:
            found.setdefault((name, tables.part_of(key), start, batch), {})[key] = content
        yield from found.items()
