"""Tables that are not series (holdings by CUSIP, operations, auctions): rows with a key and a vintage, as JSON.

A row is never changed: a revised one is another row with a later start, a withdrawn one another row that says `null`.
Columns named `*_date` or `date` are dates.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = """
CREATE TABLE IF NOT EXISTS table_rows (
  name TEXT NOT NULL, key TEXT NOT NULL, start INTEGER NOT NULL, batch INTEGER NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (name, key, start, batch)) STRICT, WITHOUT ROWID
"""
Row = Mapping[str, str | float | int | None]


WITHDRAWN = "null"


def append(
    connection: sqlite3.Connection, name: str, rows: Iterable[tuple[str, Row]], start: int, batch: int, *,
    seen: int | None = None, whole: str | None = None,
) -> int:  # fmt: skip
    """Add rows by key that differ from those in force; the number added and withdrawn.

    A row that differs from one held cannot have been public since `start`: it starts on the day it was `seen`. `whole`:
    the rows are all whose key begins so, and those held that are not among them are withdrawn.
    """
    seen = start if seen is None else max(seen, start)
    held = _last(connection, name, seen)
    fresh, given = [], set()
    for key, row in rows:
        content = json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False)
        given.add(key)
        if held.get(key) != content:
            fresh.append((name, key, seen if key in held else start, batch, content))
    if whole is not None:
        gone = [key for key, row in held.items() if key.startswith(whole) and key not in given and row != WITHDRAWN]
        fresh += [(name, key, seen, batch, WITHDRAWN) for key in gone]
    connection.executemany("INSERT OR REPLACE INTO table_rows VALUES (?, ?, ?, ?, ?)", fresh)
    return len(fresh)


def names(connection: sqlite3.Connection) -> list[str]:
    """Every table held, sorted."""
    return [row[0] for row in connection.execute("SELECT DISTINCT name FROM table_rows ORDER BY 1")]


class Frames(Mapping[str, "pd.DataFrame"]):
    """Tables by name, each made when it is first asked for: most runs look at one or two of them."""

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __reduce__(self) -> tuple[type[dict[str, pd.DataFrame]], tuple[dict[str, pd.DataFrame]]]:
        """Sent to another process as plain tables."""
        return dict, ({name: self[name] for name in self},)


def contents(connection: sqlite3.Connection, day: int) -> dict[str, list[str]]:
    """The rows of every table as known on `day`, as JSON in the order of their keys; an unknown table is absent."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "SELECT name, key, content FROM table_rows WHERE start <= ? ORDER BY name, key, start, batch", (day,)
    )
    for name, key, content in rows:
        found.setdefault(name, {})[key] = content
    return {name: [content for content in by_key.values() if content != WITHDRAWN] for name, by_key in found.items()}


def frame(rows: Sequence[str]) -> pd.DataFrame:
    """One table from its rows as JSON; columns named `*_date` or `date` are dates."""
    import pandas as pd

    made = pd.DataFrame([json.loads(row) for row in rows])
    for column in made.columns:
        if column == "date" or column.endswith("_date"):
            made[column] = pd.to_datetime(made[column])
    return made


def in_force(connection: sqlite3.Connection, name: str, day: int) -> dict[str, str]:
    """The rows of one table as known on `day`: JSON by key."""
    return {key: content for key, content in _last(connection, name, day).items() if content != WITHDRAWN}


def _last(connection: sqlite3.Connection, name: str, day: int) -> dict[str, str]:
    """What was last said of each key by `day`, withdrawn rows included."""
    rows = connection.execute(
        "SELECT key, content FROM table_rows WHERE name = ? AND start <= ? ORDER BY key, start, batch", (name, day)
    )
    return dict(rows)
