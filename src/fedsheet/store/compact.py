"""Giving back room: what no vintage, no rebuild and no user can reach any more.

replies kept plain by earlier versions       packed
bodies that neither journal nor ledger names  removed: they were never acknowledged
files a killed writer left half-written       removed
copies of the store with the rows of today    removed; any other copy is named and stays
pages of the store that hold no row           given back
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store.held import Store
from fedsheet.store.layout import FILE_NAME
from fedsheet.store.raw import RawReplies, packed, write_whole

LEFT = (".writing-*", ".restoring-*", f"{FILE_NAME}.building*")


@dataclass(frozen=True)
class Compacted:
    """Bytes of the folder before and after; copies of other states of the store, which stay."""

    before: int
    after: int
    copies: tuple[str, ...]


def compact(store: Store, replies: RawReplies) -> Compacted:
    """Give back what can be; the caller holds `one_writer`."""
    before = size(replies.home)
    _pack(replies)
    _remove_unnamed(store, replies)
    for pattern in LEFT:
        for path in [*replies.home.glob(pattern), *replies.folder.glob(f"*/{pattern}")]:
            if path.is_file():
                path.unlink()
    digest = store.digest()[:12]
    copies = [path for path in sorted(replies.home.glob(f"{FILE_NAME}.*-*")) if path.is_file()]
    for path in [path for path in copies if path.name.endswith(digest)]:
        path.unlink()
    with suppress(sqlite3.OperationalError):  # somebody reads in it: the next time
        store.connection.execute("VACUUM")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Compacted(before, size(replies.home), tuple(path.name for path in copies if path.exists()))


def size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _pack(replies: RawReplies) -> None:
    """Plain bodies become packed ones, each only after the packed one is on disk; a damaged one stays as it is."""
    for entry in replies.entries():
        plain = replies.place(entry.digest).with_suffix("")
        if plain.exists():
            with suppress(StoreError):
                if not replies.place(entry.digest).exists():
                    write_whole(replies.place(entry.digest), packed(replies.body_of(entry.digest)))
                replies.body_of(entry.digest)
                plain.unlink()


def _remove_unnamed(store: Store, replies: RawReplies) -> None:
    """Bodies nobody names; where a line of the journal is damaged it may be the one that does, and none is removed."""
    if replies.damaged_lines():
        return
    named = {entry.digest for entry in replies.entries()} | {entry.digest for entry in store.ledger()}
    for path in replies.folder.glob("*/*"):
        if path.is_file() and path.name.removesuffix(".gz") not in named and len(path.name) >= 64:
            path.unlink()
