"""Tables that are not series (holdings by CUSIP, operations, auctions): rows with a key and a vintage, as JSON.

A row is never changed: a revised one is another row with a later start. Columns named `*_date` or `date` are dates.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = """
CREATE TABLE IF NOT EXISTS table_rows (
  name TEXT NOT NULL, key TEXT NOT NULL, start INTEGER NOT NULL, batch INTEGER NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (name, key, start, batch)) STRICT, WITHOUT ROWID
"""
Row = Mapping[str, str | float | int | None]


def append(connection: sqlite3.Connection, name: str, rows: Iterable[tuple[str, Row]], start: int, batch: int) -> int:
    """Add rows by key that differ from those in force; the number added."""
    held = in_force(connection, name, start)
    fresh = []
    for key, row in rows:
        content = json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False)
        if held.get(key) != content:
            fresh.append((name, key, start, batch, content))
    connection.executemany("INSERT OR REPLACE INTO table_rows VALUES (?, ?, ?, ?, ?)", fresh)
    return len(fresh)


def names(connection: sqlite3.Connection) -> list[str]:
    """Every table held, sorted."""
    return [row[0] for row in connection.execute("SELECT DISTINCT name FROM table_rows ORDER BY 1")]


def frames(connection: sqlite3.Connection, day: int) -> dict[str, pd.DataFrame]:
    """Every table as known on `day`, rows by key; a table nothing of which was known is absent."""
    found = {}
    for name in names(connection):
        rows = in_force(connection, name, day)
        if rows:
            found[name] = _frame([json.loads(content) for _, content in sorted(rows.items())])
    return found


def in_force(connection: sqlite3.Connection, name: str, day: int) -> dict[str, str]:
    """The rows of one table as known on `day`: JSON by key."""
    rows = connection.execute(
        "SELECT key, content FROM table_rows WHERE name = ? AND start <= ? ORDER BY key, start, batch", (name, day)
    )
    return dict(rows)


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows)
    for column in frame.columns:
        if column == "date" or column.endswith("_date"):
            frame[column] = pd.to_datetime(frame[column])
    return frame
