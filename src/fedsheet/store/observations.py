"""The store's door: one SQLite file, opened, made from the shipped figures at first use, brought up to date.

WAL with synchronous=FULL: what was acknowledged survives a kill; readers are never blocked by the one writer. Prints
are kept as arrays (store/prints.py) because two million of them must be read, as of a day, in about a second. What is
in the file: store/layout.py; what can be asked of it: store/held.py.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fedsheet.core.notes import Remark
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.store import carry, lost, reading, snapshot
from fedsheet.store import prints as p
from fedsheet.store.held import Store
from fedsheet.store.home import home
from fedsheet.store.layout import (
    CONTENTS,
    FILE_NAME,
    FORMAT,
    SNAPSHOT_BATCH,
    damaged,
    make_tables,
    meta,
    own_version,
    refuse_newer,
    table_names,
)
from fedsheet.store.ledger import LedgerEntry

__all__ = ["FILE_NAME", "LedgerEntry", "Store", "damaged", "load_snapshot", "make_tables", "open_store"]

PATIENCE_SECONDS = 30.0


_used: set[Path] = set()  # homes' stores this process has opened: one that is gone since was moved or lost


@contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The user's store, made from the shipped figures at first use; a damaged or lost one raises `StoreError`.

    Where nothing can be written (a folder that is read-only, a full disk) it is opened for reading.
    """
    file = path or home() / FILE_NAME
    if path is None:
        lost.refuse_lost(file, was_used=file in _used)
    connection = _connect(file)
    try:
        if path is None:
            lost.refuse_older_than_journal(connection, file)
            _used.add(file)
        yield Store(connection)
    except sqlite3.DatabaseError as error:
        raise damaged(file, error) from error
    finally:
        connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    """For reading and writing; where the disk does not let it be written, for reading."""
    if file.exists() and not os.access(file.parent, os.W_OK):
        return reading.connect(file)
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")
        _bring_up_to_date(Store(connection), file)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        if not reading.is_unwritable(error):
            raise damaged(file, error) from error
        return reading.connect(file, error)
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the log; this one statement does not wait for others by itself while two processes make the file at once."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _bring_up_to_date(store: Store, file: Path) -> None:
    """Make the tables and load the shipped figures, once per format and snapshot, in one transaction."""
    held = meta(store.connection)
    if _is_present(held) and table_names(store.connection) >= set(CONTENTS):
        return
    refuse_newer(held, file)
    if held.get("format") == carry.FROM:
        carry.keep_old_file(store.connection, file)
    with store.transaction():
        held = meta(store.connection)
        refuse_newer(held, file)
        if held.get("format") == carry.FROM:
            carry.carry_over(store.connection, file.parent)
        elif held.get("format") != str(FORMAT):
            _drop_unknown_format(store.connection, file, held)
            held = {}
        make_tables(store.connection)
        if held.get("snapshot") != snapshot.digest():
            load_snapshot(store)
        set_meta(store.connection, format=str(FORMAT), version=own_version())
    if held.get("format") == carry.FROM:
        carry.give_room_back(store.connection)


def _is_present(held: dict[str, str]) -> bool:
    return held.get("format") == str(FORMAT) and held.get("snapshot") == snapshot.digest()


def set_meta(connection: sqlite3.Connection, **values: str) -> None:
    """What the file says of itself."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _drop_unknown_format(connection: sqlite3.Connection, file: Path, held: dict[str, str]) -> None:
    """A store before the formats that are carried over is made anew where it holds shipped figures only."""
    names = table_names(connection)
    if "ledger" in names and connection.execute("SELECT count(*) FROM ledger WHERE batch > 0").fetchone()[0]:
        raise damaged(file, Remark.of("store.observations_format", old=held.get("format", "1"), new=FORMAT))
    for name in names:
        connection.execute(f'DROP TABLE "{name}"')


def load_snapshot(store: Store) -> None:
    """The shipped figures as batch 0, inside the caller's transaction; those of an earlier version make way whole."""
    for name in ("blocks", "definitions"):
        store.connection.execute(f"DELETE FROM {name} WHERE batch = ?", (SNAPSHOT_BATCH,))  # noqa: S608 the names above
    rows = list(snapshot.observations())
    seen_on = date.fromisoformat(max(known for *_, known in rows))
    groups = _by_vintage(rows)
    n = 0
    for row in snapshot.definitions():
        made = SeriesDefinition(
            row.id, row.title, unit(row.unit), row.frequency, row.timing, row.publisher, row.revised, "shipped snapshot"
        )
        start_is = "publisher" if row.vintage_date else "release rule"
        n += store.append(made, groups[row.id, row.vintage_date], SNAPSHOT_BATCH, start_is, seen_on)
    store.connection.execute("DELETE FROM ledger WHERE batch = ?", (SNAPSHOT_BATCH,))
    store.record(
        LedgerEntry(SNAPSHOT_BATCH, "snapshot", "figures shipped with fedsheet", snapshot.digest(), seen_on, "taken in",
                    "", Remark.of("store.observations_shipped", n=n))
    )  # fmt: skip
    set_meta(store.connection, snapshot=snapshot.digest())


def _by_vintage(
    rows: Iterable[tuple[str, str, float, str]],
) -> dict[tuple[str, date | None], p.Prints]:
    """Prints by (series, vintage date); a series that is never revised has one group, under None."""
    vintages = {(row.id, str(row.vintage_date)): row.vintage_date for row in snapshot.definitions() if row.vintage_date}
    groups: dict[tuple[str, date | None], list[tuple[int, int, float]]] = {}
    for series_id, day, value, known in rows:
        print_ = (p.day_number(date.fromisoformat(day)), p.day_number(date.fromisoformat(known)), value)
        groups.setdefault((series_id, vintages.get((series_id, known))), []).append(print_)
    return {key: p.prints(*zip(*group, strict=True)) for key, group in groups.items()}
