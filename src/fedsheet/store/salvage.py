"""The store as it was, for one that is made anew: what of it is whole, and a copy of its file that is always kept.

whole rows of a batch whose reply is gone     are carried over as they are
a file that cannot be read at all             is moved aside; nothing is ever removed
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from fedsheet.core.errors import StoreError
from fedsheet.store import carry
from fedsheet.store import prints as p
from fedsheet.store.blocks import add_block
from fedsheet.store.held import Store
from fedsheet.store.layout import checksum, is_whole
from fedsheet.store.ledger import LedgerEntry, entry_of
from fedsheet.store.observations import open_store, set_meta

COPIED = ("definitions", "table_blocks", "questions")
NEWER = "store.observations_newer"


class Old:
    """The store before, as far as it can be read; `digest` is "" where some of it cannot."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.entries = self._entries()
        self.digest = self._digest()

    def _entries(self) -> dict[int, LedgerEntry]:
        """Lines of the ledger that are whole, by batch, the shipped figures aside."""
        found: dict[int, LedgerEntry] = {}
        try:
            for row in self.store.connection.execute("SELECT * FROM ledger WHERE batch > 0 ORDER BY batch"):
                if row[-1] == checksum(*row[:-1]):
                    found[row[0]] = entry_of(row[:-1])
        except (sqlite3.DatabaseError, ValueError):
            pass
        return found

    def _digest(self) -> str:
        try:
            return self.store.digest()
        except sqlite3.DatabaseError:
            return ""

    def can_carry(self, batch: int) -> bool:
        """Whether every row of a batch is whole."""
        try:
            for name in (*COPIED, "blocks"):
                self._whole(name, batch)
        except (StoreError, sqlite3.DatabaseError):
            return False
        return True

    def carry(self, batch: int, new: Store) -> None:
        """Copy every row of a batch into the new store, with its line of the ledger."""
        for name in COPIED:
            for row in self._whole(name, batch):
                marks = ", ".join("?" for _ in row)
                new.connection.execute(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", row)  # noqa: S608 constants
        for series_id, _, _, start_is, _, blob in self._whole("blocks", batch):
            add_block(new.connection, str(series_id), batch, str(start_is), np.frombuffer(blob, p.PRINT))
        new.record(self.entries[batch])

    def _whole(self, name: str, batch: int) -> list[tuple[Any, ...]]:
        """The rows of a batch in one table; a damaged one raises `StoreError`."""
        connection = self.store.connection
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        order = "block" if name == "blocks" else "1"
        rows = connection.execute(f"SELECT * FROM {name} WHERE batch = ? ORDER BY {order}", (batch,)).fetchall()  # noqa: S608 constants
        for row in rows:
            if not is_whole(dict(zip(columns, row, strict=True))):
                raise StoreError("store.observations_figures_store_damaged_checksum", series_id=str(row[0]))
        return rows

    def attempts(self, new: Store) -> None:
        """What was asked when goes over as it is, where it can be read."""
        try:
            rows: list[tuple[object, ...]] = self.store.connection.execute("SELECT * FROM attempts").fetchall()
            new.connection.executemany("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.DatabaseError:
            return

    def identity(self, new: Store) -> None:
        """The new store is the same store: it keeps the id of the old one."""
        held: Mapping[str, str] = dict(self.store.connection.execute("SELECT key, value FROM meta WHERE key = 'id'"))
        set_meta(new.connection, **held)


@contextmanager
def old_store(file: Path) -> Iterator[Old | None]:
    """The store before; None where there is none or it cannot be opened. One of a newer version raises `StoreError`."""
    if not file.exists():
        yield None
        return
    opened = open_store(file)
    try:
        store = opened.__enter__()
    except StoreError as error:
        if error.key == NEWER:
            raise
        yield None
        return
    try:
        yield Old(store)
    finally:
        opened.__exit__(None, None, None)


def keep_old(old: Old | None, file: Path) -> Path | None:
    """A copy of the store before, under a name with the moment; the same rows are copied once. None: there is none.

    A file that cannot be opened, or copied page by page, is moved aside itself.
    """
    if old is not None:
        same = sorted(file.parent.glob(f"{file.name}.before-*-{old.digest[:12]}")) if old.digest else []
        kept = file.with_name(f"{file.name}.before-{_now()}-{old.digest[:12] or 'damaged'}")
        try:
            if not same:
                carry.copy_whole(old.store.connection, kept)
            return same[0] if same else kept
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise
        except sqlite3.DatabaseError:
            pass
    return move_aside(file)


def move_aside(file: Path) -> Path | None:
    """The file with its log, renamed; None where there is none."""
    mark = f".damaged-{_now()}"
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(f"{file.name}{ending}")
        if part.exists():
            part.rename(part.with_name(f"{part.name}{mark}"))
    moved = file.with_name(f"{file.name}{mark}")
    return moved if moved.exists() else None


def _now() -> str:
    return f"{datetime.now():%Y%m%d-%H%M%S-%f}"


def put_in_place(new: Path, file: Path) -> None:
    """The new store where the old one stood: in one transaction over it, or, where none stands there, by its name."""
    with open_store(new) as made:
        if file.exists():
            with open_store(file) as held:
                made.connection.backup(held.connection)
        else:
            made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if not file.exists():
        new.replace(file)
    remove(new)


def remove(file: Path) -> None:
    """A store that was being built, with its log."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
