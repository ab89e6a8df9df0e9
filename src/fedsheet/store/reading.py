"""A store that cannot be written is read: in a folder that is read-only, on a disk that is full.

mode=ro               where the log is there, or can be made
mode=ro&immutable=1   where it can not and holds nothing: the file alone is all there is
exclusive             where it holds something and no index beside it can be made: the index is kept in memory
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store.layout import CONTENTS, FORMAT, damaged, meta, refuse_newer, table_names

UNWRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
WORDS = ("readonly", "full", "disk I/O", "unable to open")


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether it was the disk that did not let the store be written."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(UNWRITABLE) or any(word in str(error) for word in WORDS)


def connect(file: Path, why: sqlite3.Error | None = None) -> sqlite3.Connection:
    """The store for reading alone; `why` it cannot be written is said where it cannot be read either."""
    last: sqlite3.Error | None = why
    for address, setting in _ways(file):
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(address, timeout=5, isolation_level=None, uri=True)
            connection.execute(setting)
            held = meta(connection)
            if not held:  # a first use that found no room to write
                raise damaged(file, why or "attempt to write a readonly database")
            refuse_newer(held, file)
            if held.get("format") != str(FORMAT) or not table_names(connection) >= set(CONTENTS):
                raise StoreError("store.reading_cannot_carry", file=str(file))
            return connection
        except sqlite3.Error as error:
            last = why or error
            if connection is not None:
                connection.close()
        except StoreError:
            connection.close()  # type: ignore[union-attr]  # it was open when what it holds was judged
            raise
    raise damaged(file, last) from last


def _ways(file: Path) -> Iterator[tuple[str, str]]:
    if not file.exists():
        return
    log = file.with_name(f"{file.name}-wal")
    is_empty = not log.exists() or log.stat().st_size == 0
    yield f"{file.as_uri()}?mode=ro", "PRAGMA locking_mode=NORMAL"
    if is_empty:
        yield f"{file.as_uri()}?mode=ro&immutable=1", "PRAGMA locking_mode=NORMAL"
    else:
        yield f"{file.as_uri()}?mode=rw", "PRAGMA locking_mode=EXCLUSIVE"
