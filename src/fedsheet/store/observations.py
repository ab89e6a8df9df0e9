"""Observations in one SQLite file: each is an interval of what was known when; revisions are rows, never overwrites.

    definitions   (series_id, realtime_start) → title, unit, frequency, timing, publisher, revised
    observations  (series_id, observation_date, realtime_start) → value, realtime_end   (dates as days since 1970)

WAL with synchronous=FULL: what was acknowledged survives a kill; readers are never blocked by the one writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fedsheet.core.dates import FOREVER
from fedsheet.core.errors import DateRangeError, StoreError, UnknownNameError
from fedsheet.core.manifest import digest_of
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.store import snapshot
from fedsheet.store.equities import sp500
from fedsheet.store.home import home

if TYPE_CHECKING:
    import pandas as pd

EPOCH = date(1970, 1, 1).toordinal()
END = FOREVER.toordinal() - EPOCH
FILE_NAME = "fedsheet.sqlite"

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (
  series_id TEXT NOT NULL, realtime_start INTEGER NOT NULL, title TEXT NOT NULL, unit TEXT NOT NULL,
  frequency TEXT NOT NULL, timing TEXT NOT NULL, publisher TEXT NOT NULL, revised INTEGER NOT NULL,
  source TEXT NOT NULL, PRIMARY KEY (series_id, realtime_start)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observations (
  series_id TEXT NOT NULL, observation_date INTEGER NOT NULL, realtime_start INTEGER NOT NULL,
  realtime_end INTEGER NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (series_id, observation_date, realtime_start)) STRICT, WITHOUT ROWID;
"""


def days(day: date) -> int:
    """A date as stored: days since 1970-01-01."""
    return day.toordinal() - EPOCH


def from_days(n: int) -> date:
    """A stored day as a date."""
    return date.fromordinal(n + EPOCH)


class Store:
    """The open database. Use `open_store()`; values are as published, dates are dates."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def series(self, series_id: str, as_of: date) -> Series:
        """One series as known on `as_of`; unknown or not yet public raises a named error."""
        definition = self._definition(series_id, as_of)
        rows = self.connection.execute(
            "SELECT observation_date, value FROM observations "
            "WHERE series_id = ? AND realtime_start <= ? AND realtime_end >= ? ORDER BY observation_date",
            (series_id, days(as_of), days(as_of)),
        ).fetchall()
        if not rows:
            raise self._not_yet_known(series_id, as_of)
        return Series(definition, _pandas(rows))

    def vintage(self, as_of: date) -> Vintage:
        """Every series and table as known on `as_of`."""
        import numpy as np

        known = {row[0]: row for row in self._definitions(as_of)}
        table = np.array(
            self.connection.execute(
                "SELECT n.rowid_of, o.observation_date, o.value FROM observations o JOIN "
                "(SELECT series_id, row_number() OVER (ORDER BY series_id) - 1 AS rowid_of FROM "
                " (SELECT DISTINCT series_id FROM definitions)) n USING (series_id) "
                "WHERE o.realtime_start <= ? AND o.realtime_end >= ? ORDER BY o.series_id, o.observation_date",
                (days(as_of), days(as_of)),
            ).fetchall(),
            dtype=float,
        ).reshape(-1, 3)
        names = self.ids()
        cuts = np.searchsorted(table[:, 0], np.arange(len(names) + 1))
        parts = {name: table[a:b, 1:] for name, a, b in zip(names, cuts, cuts[1:], strict=False) if b > a}
        found = {name: Series(_as_definition(known[name]), _pandas(part)) for name, part in parts.items()}
        digest = digest_of(str(as_of).encode(), *(name.encode() + part.tobytes() for name, part in parts.items()))
        if equities := sp500(as_of):
            found[equities.id] = equities
        tables = {name: snapshot.table(name) for name in snapshot.TABLES}
        return Vintage(as_of, found, tables, self.first_known(), digest)

    def ids(self) -> list[str]:
        """Every series held, sorted."""
        return [r[0] for r in self.connection.execute("SELECT DISTINCT series_id FROM definitions ORDER BY 1")]

    def first_known(self) -> dict[str, date]:
        """Since when some value of each series is known."""
        rows = self.connection.execute("SELECT series_id, min(realtime_start) FROM observations GROUP BY series_id")
        return {name: from_days(start) for name, start in rows}

    def append_definition(self, definition: SeriesDefinition, realtime_start: date) -> None:
        """A series as defined from `realtime_start` on; the same definition twice is one row."""
        self.connection.execute(
            "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (definition.id, days(realtime_start), definition.title, definition.unit.name, definition.frequency,
             definition.timing, definition.publisher, int(definition.revised), definition.source),
        )  # fmt: skip

    def append(self, rows: Iterable[tuple[str, int, float, int]]) -> None:
        """Rows (series id, observation day, value, day it became known) in order of becoming known.

        A value equal to the one already known changes nothing; another closes the interval before it.
        """
        for series_id, day, value, known in rows:
            held = self.connection.execute(
                "SELECT value, realtime_start FROM observations "
                "WHERE series_id = ? AND observation_date = ? AND realtime_end = ?", (series_id, day, END),
            ).fetchone()  # fmt: skip
            if held and held[0] == value:
                continue
            if held:
                self.connection.execute(
                    "UPDATE observations SET realtime_end = ? "
                    "WHERE series_id = ? AND observation_date = ? AND realtime_end = ?",
                    (known - 1, series_id, day, END),
                )
            self.connection.execute(
                "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?, ?)", (series_id, day, known, END, value)
            )

    def _definitions(self, as_of: date) -> list[tuple[str, ...]]:
        """For each series the definition in force on `as_of`, or its first where none was yet."""
        return self.connection.execute(
            "SELECT series_id, title, unit, frequency, timing, publisher, revised, source FROM ("
            " SELECT *, row_number() OVER (PARTITION BY series_id ORDER BY realtime_start <= ? DESC,"
            "  CASE WHEN realtime_start <= ? THEN -realtime_start ELSE realtime_start END) AS n FROM definitions)"
            " WHERE n = 1",
            (days(as_of), days(as_of)),
        ).fetchall()

    def _definition(self, series_id: str, as_of: date) -> SeriesDefinition:
        for row in self._definitions(as_of):
            if row[0] == series_id:
                return _as_definition(row)
        raise UnknownNameError("series", series_id, self.ids(), do="`fedsheet series --list` shows all that are held")

    def _not_yet_known(self, series_id: str, as_of: date) -> DateRangeError:
        since = self.first_known().get(series_id)
        return DateRangeError(
            f"No value of {series_id!r} was known as of {as_of}",
            possible=f"The first vintage held is of {since}" if since else "No value is held at all",
            do=f"Use --as-of {since} or later" if since else "Run `fedsheet data pull`",
        )


@contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The user's store, made from the shipped figures at first use; a damaged file raises `StoreError`."""
    file = path or home() / FILE_NAME
    try:
        connection = sqlite3.connect(file, timeout=30, isolation_level=None)
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SCHEMA}")
        store = Store(connection)
        _bring_up_to_date(store)
    except sqlite3.Error as error:
        raise StoreError(
            f"The store {str(file)!r} cannot be read ({error})",
            do="Move it aside: the next call builds a new one from the shipped figures; then `fedsheet data rebuild`",
        ) from error
    try:
        yield store
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"The store {str(file)!r} is damaged ({error})",
            do="Move it aside: the next call builds a new one from the shipped figures; then `fedsheet data rebuild`",
        ) from error
    finally:
        connection.close()


def _bring_up_to_date(store: Store) -> None:
    """Load the shipped figures once per snapshot, in one transaction."""
    held = store.connection.execute("SELECT value FROM meta WHERE key = 'snapshot'").fetchone()
    if held and held[0] == snapshot.digest():
        return
    store.connection.execute("BEGIN IMMEDIATE")
    for row in snapshot.definitions():
        store.append_definition(
            SeriesDefinition(row.id, row.title, unit(row.unit), row.frequency, row.timing, row.publisher, row.revised,
                             "shipped snapshot"),
            row.vintage_date or date(1970, 1, 1),
        )  # fmt: skip
    rows = sorted(snapshot.observations(), key=lambda r: r[3])
    store.append((i, days(date.fromisoformat(d)), v, days(date.fromisoformat(k))) for i, d, v, k in rows)
    store.connection.execute("INSERT OR REPLACE INTO meta VALUES ('snapshot', ?)", (snapshot.digest(),))
    store.connection.execute("COMMIT")


def _as_definition(row: tuple[str, ...]) -> SeriesDefinition:
    series_id, title, unit_name, frequency, timing, publisher, revised, source = row
    return SeriesDefinition(series_id, title, unit(unit_name), frequency, timing, publisher, bool(int(revised)), source)


def _pandas(rows: object) -> pd.Series[float]:
    import numpy as np
    import pandas as pd

    table = np.asarray(rows, dtype=float).reshape(-1, 2)
    index = pd.DatetimeIndex(table[:, 0].astype("int64").astype("datetime64[D]").astype("datetime64[s]"))
    return pd.Series(table[:, 1], index=index, dtype=float)
