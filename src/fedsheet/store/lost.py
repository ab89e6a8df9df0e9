"""A store that is lost, emptied, moved or older than its journal is said at once, never replaced without a word."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store import known_homes
from fedsheet.store.raw import FOLDER, JOURNAL, entry_of

# The newest reply may wait to be taken in, where a pull was cut short between keeping it and taking it in.
WAITING = 1
TAIL_BYTES = 65_536


def refuse_lost(file: Path, *, was_used: bool) -> None:
    """No store, or an empty file, where replies are kept, were kept, or this process has read one before."""
    if file.exists() and file.stat().st_size:
        return
    n = last_in_journal(file.parent)
    if n:
        raise StoreError("store.lost_replies_are_kept", file=str(file), n=n)
    if was_used:
        raise StoreError("store.lost_moved", file=str(file))
    known_homes.refuse_moved(file.parent)


def refuse_older_than_journal(connection: sqlite3.Connection, file: Path) -> None:
    """A store that lacks more than the reply just coming in: copied without its log, or brought from elsewhere."""
    n = last_in_journal(file.parent)
    held = int(connection.execute("SELECT coalesce(max(batch), 0) FROM ledger").fetchone()[0])
    if n - held > WAITING:
        raise StoreError("store.lost_older", file=str(file), n=n - held)


def last_in_journal(home: Path) -> int:
    """The newest number of the journal, read from its end; 0 where there is none."""
    journal = home / FOLDER / JOURNAL
    try:
        with journal.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - TAIL_BYTES))
            lines = stream.read().split(b"\n")[:-1]
    except OSError:
        return 0
    return max((entry.n for line in lines[-50:] if (entry := entry_of(line)) is not None), default=0)
