"""The store: one SQLite file of prints with their vintages, tables, and the ledger of every reply taken in.

    ledger       batch → what came in, from whom, digest of the raw reply, day seen, outcome   (0 = shipped figures)
    definitions  (series_id, batch) → title, unit, frequency, timing, publisher, revised, from which day
    blocks       (series_id, block) → the prints one batch added, as one array with its checksum; never changed
    table_rows   (table, key, start, batch) → one row as JSON; a revised row is another row
    questions    n → a value kept aside because it can hardly be true, and what became of it (store/questions.py)

WAL with synchronous=FULL: what was acknowledged survives a kill; readers are never blocked by the one writer. Prints
are kept as arrays (store/prints.py) because two million of them must be read, as of a day, in about a second.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError, StoreError, UnitError, UnknownNameError
from fedsheet.core.manifest import digest_of
from fedsheet.core.notes import Note, kept, read
from fedsheet.core.series import IMPORTED, Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.store import prints as p
from fedsheet.store import snapshot, tables
from fedsheet.store.home import home

if TYPE_CHECKING:
    import pandas as pd

FILE_NAME = "fedsheet.sqlite"
FORMAT = "3"
SNAPSHOT_BATCH = 0
CONTENTS = ("ledger", "definitions", "blocks", "table_rows", "questions")

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger (
  batch INTEGER PRIMARY KEY, source TEXT NOT NULL, what TEXT NOT NULL, digest TEXT NOT NULL, seen_on TEXT NOT NULL,
  outcome TEXT NOT NULL, newest TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS attempts (
  what TEXT PRIMARY KEY, feed TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (
  series_id TEXT NOT NULL, batch INTEGER NOT NULL, start INTEGER NOT NULL, title TEXT NOT NULL, unit TEXT NOT NULL,
  frequency TEXT NOT NULL, timing TEXT NOT NULL, publisher TEXT NOT NULL, revised INTEGER NOT NULL,
  source TEXT NOT NULL, PRIMARY KEY (series_id, start, batch)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
  series_id TEXT NOT NULL, block INTEGER NOT NULL, batch INTEGER NOT NULL, start_is TEXT NOT NULL,
  checksum INTEGER NOT NULL, prints BLOB NOT NULL, PRIMARY KEY (series_id, block)) STRICT;
CREATE TABLE IF NOT EXISTS questions (
  n INTEGER PRIMARY KEY, batch INTEGER NOT NULL, series_id TEXT NOT NULL, day INTEGER NOT NULL,
  start INTEGER NOT NULL, value REAL NOT NULL, start_is TEXT NOT NULL, reason TEXT NOT NULL,
  outcome TEXT NOT NULL) STRICT;
{tables.SCHEMA}
"""


@dataclass(frozen=True)
class LedgerEntry:
    """One line of the ledger: `outcome` is "taken in" or "refused", `newest` the newest date in it."""

    batch: int
    source: str
    what: str
    digest: str
    seen_on: date
    outcome: str
    newest: str
    note: str


class Store:
    """The open database. Use `open_store()`; values are as published, dates are dates."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def series(self, series_id: str, as_of: date) -> Series:
        """One series as known on `as_of`; unknown or not yet public raises a named error."""
        definition = self.definition(series_id, as_of)
        known = p.as_of(self.prints(series_id), p.day_number(as_of))
        if not len(known):
            raise self._not_yet_known(series_id, as_of)
        return Series(definition, _pandas(known))

    def vintage(self, as_of: date) -> Vintage:
        """Every series and table as known on `as_of`."""
        day = p.day_number(as_of)
        held = self._all_prints()
        definitions = self._definitions(as_of)
        known = {name: p.as_of(array, day) for name, array in held.items()}
        found = {name: Series(definitions[name], _pandas(array)) for name, array in known.items() if len(array)}
        first = {name: p.as_date(array["start"].min()) for name, array in held.items() if len(array)}
        rows = tables.contents(self.connection, day)
        makers = snapshot.tables_on(as_of) | {name: partial(tables.frame, part) for name, part in rows.items()}
        digest = _digest(as_of, {name: known[name] for name in found}, rows)
        return Vintage(as_of, found, tables.Frames(makers), first, digest)

    def prints(self, series_id: str) -> p.Prints:
        """Every print of one series, in order; empty where none is held."""
        return self._prints(series_id, "%")

    def imported(self, series_id: str) -> p.Prints:
        """The prints of an official series that came from a user's file."""
        return self._prints(series_id, IMPORTED)

    def own_prints(self, series_id: str) -> p.Prints:
        """The prints that came from the publisher: all but those of a user's file."""
        rows = self.connection.execute(
            "SELECT checksum, prints FROM blocks WHERE series_id = ? AND start_is <> ? ORDER BY block",
            (series_id, IMPORTED),
        )
        return _joined([_array(series_id, checksum, blob) for checksum, blob in rows])

    def _prints(self, series_id: str, start_is: str) -> p.Prints:
        rows = self.connection.execute(
            "SELECT checksum, prints FROM blocks WHERE series_id = ? AND start_is LIKE ? ORDER BY block",
            (series_id, start_is),
        )
        return _joined([_array(series_id, checksum, blob) for checksum, blob in rows])

    def vintages(self, series_id: str) -> pd.DataFrame:
        """Every print as an interval: observation_date, realtime_start, realtime_end, value, start_is."""
        import pandas as pd

        self.definition(series_id, date.max)
        rows = self.connection.execute(
            "SELECT start_is, checksum, prints FROM blocks WHERE series_id = ? ORDER BY block", (series_id,)
        ).fetchall()
        parts = [_array(series_id, checksum, blob) for _, checksum, blob in rows]
        together = np.concatenate([np.empty(0, p.PRINT), *parts])
        order = np.lexsort((together["start"], together["day"]))
        words = np.array([row[0] for part, row in zip(parts, rows, strict=True) for _ in range(len(part))], object)
        ordered = together[order]
        return pd.DataFrame({
            "observation_date": _stamps(ordered["day"]),
            "realtime_start": _stamps(ordered["start"]),
            "realtime_end": _stamps(p.ends(ordered)),
            "value": ordered["value"],
            "start_is": words[order],
        })  # fmt: skip

    def ids(self) -> list[str]:
        """Every series held, sorted."""
        return [r[0] for r in self.connection.execute("SELECT DISTINCT series_id FROM definitions ORDER BY 1")]

    def definition(self, series_id: str, as_of: date) -> SeriesDefinition:
        """The definition in force on `as_of`, or the first where none was yet; unknown: `UnknownNameError`."""
        rows = self.connection.execute(f"{_DEFINITIONS} WHERE series_id = ? ORDER BY start, batch", (series_id,))
        found = _in_force(rows, p.day_number(as_of))
        if series_id not in found:
            raise UnknownNameError("series", series_id, self.ids(), do="series_list")
        return found[series_id]

    def newest_day(self) -> date:
        """The day the newest reply was taken in; as known on it is everything that is held."""
        row = self.connection.execute("SELECT max(seen_on) FROM ledger WHERE outcome = 'taken in'").fetchone()
        return date.fromisoformat(row[0])

    def ledger(self) -> list[LedgerEntry]:
        """Every reply taken in or refused, in order."""
        rows = self.connection.execute("SELECT * FROM ledger ORDER BY batch").fetchall()
        return [
            LedgerEntry(batch, source, what, digest, date.fromisoformat(seen_on), outcome, newest, read(note))
            for batch, source, what, digest, seen_on, outcome, newest, note in rows
        ]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing against every other writer; readers see what was before. One may stand inside another."""
        inner = self.connection.in_transaction
        whole = ("BEGIN IMMEDIATE", "ROLLBACK", "COMMIT")
        part = ("SAVEPOINT part", "ROLLBACK TO part", "RELEASE part")
        begin, undo, done = part if inner else whole
        self.connection.execute(begin)
        try:
            yield
        except BaseException:
            self.connection.execute(undo)
            if inner:
                self.connection.execute(done)
            raise
        self.connection.execute(done)

    def clear(self) -> None:
        """Remove every row, inside the caller's transaction: the first step of a rebuild."""
        for name in (*CONTENTS, "meta"):
            self.connection.execute(f"DELETE FROM {name}")  # noqa: S608 the names are the constants above

    def digest(self) -> str:
        """SHA-256 of every row in order: two stores with the same digest hold the same, bit for bit."""
        total = hashlib.sha256()
        for name in CONTENTS:
            keys = ", ".join(row[1] for row in self.connection.execute(f"PRAGMA table_info({name})") if row[5])
            for row in self.connection.execute(f"SELECT * FROM {name} ORDER BY {keys}"):  # noqa: S608 the same
                total.update(repr((name, *row)).encode())
        return total.hexdigest()

    def record(self, entry: LedgerEntry) -> None:
        """Write a line of the ledger; a batch is written once."""
        self.connection.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.batch,
                entry.source,
                entry.what,
                entry.digest,
                str(entry.seen_on),
                entry.outcome,
                entry.newest,
                kept(entry.note),
            ),
        )

    def append(self, definition: SeriesDefinition, given: p.Prints, batch: int, start_is: str, seen_on: date) -> int:
        """Add what `given` says that is not held yet; the number of prints added.

        start_is  "publisher" (their own vintage), "release rule" (computed from the calendar), "first seen", or
                  "imported" (by the calendar, from a user's file).
        A value that differs from one already held cannot have been public since its release by rule: it starts on
        `seen_on`. A series restated in another unit (a new price base) withdraws what the restatement leaves out.
        """
        held = self.prints(definition.id)
        if start_is in ("release rule", IMPORTED):
            given = _late_revisions(held, given, p.day_number(seen_on))
        if self._define(definition, given, batch, seen_on) and len(held) and len(given):
            given = np.concatenate([given, p.withdrawn(held, given, int(given["start"].min()))])
        added = p.unheld(held, given) if start_is == "publisher" else p.news(held, given)
        if len(added):
            self._add_block(definition.id, added, batch, start_is)
        return len(added)

    def _add_block(self, series_id: str, added: p.Prints, batch: int, start_is: str) -> None:
        blob = added.tobytes()
        self.connection.execute(
            "INSERT INTO blocks SELECT ?, coalesce(max(block) + 1, 0), ?, ?, ?, ? FROM blocks WHERE series_id = ?",
            (series_id, batch, start_is, zlib.crc32(blob), blob, series_id),
        )

    def _define(self, definition: SeriesDefinition, given: p.Prints, batch: int, seen_on: date) -> bool:
        """Write the definition if it is new; whether it changes the unit of a series already held.

        The publisher's own figures take the mark of a user's file away once they reach as far as the file did.
        """
        rows = self.connection.execute(
            f"{_DEFINITIONS} WHERE series_id = ? ORDER BY start, batch", (definition.id,)
        ).fetchall()
        before = _as_definition(rows[-1]) if rows else None
        if before == definition:
            return False
        start = int(given["start"].min()) if len(given) else 0
        if before and before.is_imported and not definition.is_imported:
            last = self.imported(definition.id)["day"].max(initial=0)
            if not len(given) or given["day"].max() < last:
                return False
            start = p.day_number(seen_on)
        if before and before.unit.dimension != definition.unit.dimension:
            raise UnitError(
                "store.observations_held_new_figures",
                id=definition.id,
                name=before.unit.name,
                name_2=definition.unit.name,
            )
        self.connection.execute(
            "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (definition.id, batch, start, definition.title, definition.unit.name, definition.frequency,
             definition.timing, definition.publisher, int(definition.revised), definition.source),
        )  # fmt: skip
        return before is not None and before.unit != definition.unit

    def _all_prints(self) -> dict[str, p.Prints]:
        rows = self.connection.execute("SELECT series_id, checksum, prints FROM blocks ORDER BY series_id, block")
        parts: dict[str, list[p.Prints]] = {}
        for series_id, checksum, blob in rows:
            parts.setdefault(series_id, []).append(_array(series_id, checksum, blob))
        return {series_id: _joined(arrays) for series_id, arrays in parts.items()}

    def _definitions(self, as_of: date) -> Mapping[str, SeriesDefinition]:
        rows = self.connection.execute(f"{_DEFINITIONS} ORDER BY series_id, start, batch")
        return _in_force(rows, p.day_number(as_of))

    def _not_yet_known(self, series_id: str, as_of: date) -> DateRangeError:
        held = self.prints(series_id)
        since = p.as_date(held["start"].min()) if len(held) else None
        return DateRangeError(
            "store.observations_value_known",
            series_id=series_id,
            as_of=as_of,
            said=Note.of("store.observations_first_vintage", since=since)
            if since
            else Note.of("store.observations_none"),
            said_2=Note.of("store.observations_later", since=since) if since else Note.of("store.observations_pull"),
        )


_DEFINITIONS = "SELECT series_id, title, unit, frequency, timing, publisher, revised, source, start FROM definitions"


@contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The user's store, made from the shipped figures at first use; a damaged file raises `StoreError`."""
    file = path or home() / FILE_NAME
    connection = _connect(file)
    try:
        yield Store(connection)
    except sqlite3.DatabaseError as error:
        raise damaged(file, error) from error
    finally:
        connection.close()


def damaged(file: Path, error: object) -> StoreError:
    """The error for a file that cannot be used, with the way out: another for a full disk than for a damaged file."""
    if any(word in str(error) for word in ("full", "locked", "readonly", "unable to open", "disk I/O")):
        return StoreError("store.observations_cannot_be_used", file=str(file), error=str(error))
    return StoreError("store.observations_damaged", file=str(file), error=error)


def _connect(file: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    except sqlite3.Error as error:
        raise damaged(file, error) from error
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        _bring_up_to_date(Store(connection), file)
    except sqlite3.Error as error:
        connection.close()
        raise damaged(file, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(store: Store, file: Path) -> None:
    """Make the tables and load the shipped figures, once per format and snapshot, in one transaction."""
    names = {row[0] for row in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if _meta(store) == {"format": FORMAT, "snapshot": snapshot.digest()} and names >= set(CONTENTS):
        return
    with store.transaction():
        held = _meta(store)
        if held and held.get("format") != FORMAT:
            _drop_old_format(store, file, held.get("format", "1"))
            held = {}
        make_tables(store)
        if held.get("snapshot") != snapshot.digest():
            load_snapshot(store)


def make_tables(store: Store) -> None:
    """The empty tables, inside the caller's transaction."""
    for statement in SCHEMA.split(";"):
        store.connection.execute(statement)


def _drop_old_format(store: Store, file: Path, old: str) -> None:
    """A store of an earlier format that holds shipped figures only is made anew; with replies it needs a rebuild."""
    names = [row[0] for row in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if "ledger" in names and store.connection.execute("SELECT count(*) FROM ledger WHERE batch > 0").fetchone()[0]:
        raise damaged(file, Note.of("store.observations_format", old=old, new=FORMAT))
    for name in names:
        store.connection.execute(f'DROP TABLE "{name}"')


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
                    "", f"{n} prints")
    )  # fmt: skip
    for key, value in (("format", FORMAT), ("snapshot", snapshot.digest())):
        store.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


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


def _meta(store: Store) -> dict[str, str]:
    exists = store.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return dict(store.connection.execute("SELECT key, value FROM meta")) if exists else {}


def _late_revisions(held: p.Prints, given: p.Prints, seen: int) -> p.Prints:
    """Of values with a start by rule: new days as they are, changed ones from the day they were seen, others none."""
    before = p.latest(held)
    place = np.searchsorted(before["day"], given["day"])
    inside = np.flatnonzero(place < len(before))
    inside = inside[before["day"][place[inside]] == given["day"][inside]]
    is_same = before["value"][place[inside]] == given["value"][inside]
    moved = given.copy()
    moved["start"] = np.minimum(moved["start"], seen)
    moved["start"][inside[~is_same]] = seen
    return p.in_order(np.delete(moved, inside[is_same]))


def _digest(as_of: date, known: Mapping[str, p.Prints], rows: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 over the day, every value as known on it, the shipped tables and the rows of the others."""
    parts = [str(as_of).encode(), snapshot.digest().encode()]
    for name, array in known.items():
        parts += [name.encode(), array["day"].tobytes(), array["value"].tobytes()]
    for name, of_table in rows.items():
        parts += [name.encode(), "\n".join(of_table).encode()]
    return digest_of(*parts)


def _array(series_id: str, checksum: int, blob: bytes) -> p.Prints:
    if zlib.crc32(blob) != checksum:
        raise StoreError("store.observations_figures_store_damaged_checksum", series_id=series_id)
    return np.frombuffer(blob, p.PRINT)


def _joined(parts: Sequence[p.Prints]) -> p.Prints:
    """Blocks of one series in one order; a single block is in order already."""
    if len(parts) == 1:
        return parts[0]
    return p.in_order(np.concatenate(parts)) if parts else np.empty(0, p.PRINT)


def _in_force(rows: Iterable[tuple[object, ...]], day: int) -> dict[str, SeriesDefinition]:
    """Of rows by series and start: the last that had started by `day`, or the first of all."""
    found: dict[str, SeriesDefinition] = {}
    for row in rows:
        if row[0] not in found or int(str(row[-1])) <= day:
            found[str(row[0])] = _as_definition(row)
    return found


def _as_definition(row: Sequence[object]) -> SeriesDefinition:
    series_id, title, unit_name, frequency, timing, publisher, revised, source = (str(cell) for cell in row[:8])
    return SeriesDefinition(series_id, title, unit(unit_name), frequency, timing, publisher, revised == "1", source)


def _pandas(known: p.Prints) -> pd.Series[float]:
    import pandas as pd

    return pd.Series(known["value"].copy(), index=_stamps(known["day"]), dtype=float)


def _stamps(days: np.ndarray) -> pd.DatetimeIndex:
    """Days as stamps; the end of time is beyond what nanoseconds hold, so the resolution is seconds."""
    import pandas as pd

    return pd.DatetimeIndex(days.astype("int64").astype("datetime64[D]").astype("datetime64[s]"))
