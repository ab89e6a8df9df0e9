"""What the store holds, as it is read and added to: series with their vintages, tables, the ledger.

Nothing is changed or removed here: a revision is another print, a withdrawn value another that says so, and what is
taken back (store/taken_back.py) stays where it lies and no longer counts. Values are as published, dates are dates.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from fedsheet.core.errors import DateRangeError, UnitError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import digest_of
from fedsheet.core.notes import Remark
from fedsheet.core.series import IMPORTED, Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.store import prints as p
from fedsheet.store import snapshot, tables, taken_back
from fedsheet.store.blocks import Added, add_block, as_added, joined, joined_told, late_revisions, split
from fedsheet.store.layout import CONTENTS, checksum, verify
from fedsheet.store.ledger import LedgerEntry, entry_of
from fedsheet.store.taken_back import STANDS_AGAIN, TAKEN_BACK, TakenBack


class Store:
    """The open database. Use `open_store()`; values are as published, dates are dates."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def series(self, series_id: str, as_of: date) -> Series:
        """One series as known on `as_of`; unknown or not yet public raises a named error."""
        definition = self.definition(series_id, as_of)
        known = p.as_of(self._told(series_id), p.day_number(as_of))
        if not len(known):
            raise self._not_yet_known(series_id, as_of)
        return _series(definition, known)

    def vintage(self, as_of: date) -> Vintage:
        """Every series as known on `as_of`, and the names of every table: its rows are read when it is asked for."""
        return next(self.vintages_on([as_of]))

    def vintages_on(self, days: Iterable[date]) -> Iterator[Vintage]:
        """The same for each of many days, one after the other: what is held is read once for all of them."""
        back, held = TakenBack.of(self.connection), self._all_prints()
        told = {name: joined_told(name, added, back) for name, added in held.items()}
        first, last = self._first_known(held, back) if back else _firsts(told), _LastDay()
        rows = None if back else list(self._definition_rows(back, 0))  # what was taken back is another on each day
        said = tables.every_block(self.connection)
        for as_of in days:
            day = p.day_number(as_of)
            definitions = _in_force(self._definition_rows(back, day) if rows is None else rows, day)
            known, found = last.known(told, definitions, day)
            blocks = tables.by_name(tables.known_blocks(said, day))
            digest = _digest(as_of, {name: known[name] for name in found}, blocks)
            yield Vintage(as_of, found, self._frames(as_of, blocks), first, digest)

    def _frames(self, as_of: date, blocks: Mapping[str, list[tables.Block]]) -> tables.Frames:
        file = self.connection.execute("PRAGMA database_list").fetchone()[2]
        address = f"{Path(file).as_uri()}?mode=ro" if file else ""
        makers: dict[str, Callable[[], pd.DataFrame]] = {**snapshot.tables_on(as_of)}
        for name, known in blocks.items():
            held = tables.Held(address, tuple(known))
            makers[name] = held if file else tables.packed(self.connection, known)
        return tables.Frames(makers, {name: known[0].told for name, known in blocks.items() if len(known) == 1})

    def _first_known(self, held: Mapping[str, list[Added]], back: TakenBack) -> dict[str, date]:
        return _firsts({name: split(name, added, back)[0] for name, added in held.items()})

    def prints(self, series_id: str) -> p.Prints:
        """Every print of one series that counts, in order; empty where none is held."""
        return split(series_id, self.added(series_id), TakenBack.of(self.connection))[0]

    def imported(self, series_id: str) -> p.Prints:
        """The prints of an official series that came from a user's file."""
        return self._prints_where(series_id, is_imported=True)

    def own_prints(self, series_id: str) -> p.Prints:
        """The prints that came from the publisher: all but those of a user's file."""
        return self._prints_where(series_id, is_imported=False)

    def replaced(self, series_id: str) -> set[tuple[int, float]]:
        """(day, value) of prints that a reader's own file replaced: the same said again is no news."""
        back = TakenBack.of(self.connection)
        by_file = {entry.batch for entry in self.ledger() if entry.replaces} if back else set()
        found: set[tuple[int, float]] = set()
        for one in self.added(series_id) if by_file else ():
            for span in back.spans(one.batch, series_id):
                inside = (one.prints["day"] >= span.first) & (one.prints["day"] <= span.last)
                gone = one.prints[inside] if span.event in by_file else one.prints[:0]
                found |= set(zip(gone["day"].tolist(), gone["value"].tolist(), strict=True))
        return found

    def _prints_where(self, series_id: str, *, is_imported: bool) -> p.Prints:
        added = [one for one in self.added(series_id) if (one.start_is == IMPORTED) == is_imported]
        return split(series_id, added, TakenBack.of(self.connection))[0]

    def _told(self, series_id: str) -> p.Prints:
        """What to read as of a day: with what was shown while it had not been taken back."""
        return joined_told(series_id, self.added(series_id), TakenBack.of(self.connection))

    def added(self, series_id: str) -> list[Added]:
        """The blocks of one series in the order in which they came, those taken back among them."""
        rows = self.connection.execute(
            "SELECT series_id, block, batch, start_is, checksum, prints FROM blocks WHERE series_id = ? ORDER BY block",
            (series_id,),
        )
        return [as_added(*row) for row in rows]

    def vintages(self, series_id: str) -> pd.DataFrame:
        """Every print as an interval: observation_date, realtime_start, realtime_end, value, start_is."""
        self.definition(series_id, date.max)
        counts: list[Added] = []
        wrong: list[tuple[int, p.Prints]] = []
        back = TakenBack.of(self.connection)
        for one in self.added(series_id):
            kept, out = back.split(one.prints, one.batch, series_id)
            counts.append(Added(one.batch, one.start_is, kept))
            wrong += out
        _, seen, again = taken_back.as_read(joined([one.prints for one in counts]), wrong)
        parts = [*counts, Added(0, TAKEN_BACK, seen), Added(0, STANDS_AGAIN, again)]
        together = np.concatenate([np.empty(0, p.PRINT), *(one.prints for one in parts)])
        words = np.array([one.start_is for one in parts for _ in range(len(one.prints))], object)
        order = np.lexsort((together["start"], together["day"]))
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
        back = TakenBack.of(self.connection)
        if back:
            return list(dict.fromkeys(str(row[0]) for row in self._definition_rows(back, p.END)))
        return [row[0] for row in self.connection.execute("SELECT DISTINCT series_id FROM definitions ORDER BY 1")]

    def definition(self, series_id: str, as_of: date) -> SeriesDefinition:
        """The definition in force on `as_of`, or the first where none was yet; unknown: `UnknownNameError`."""
        day = p.day_number(as_of)
        found = _in_force(self._definition_rows(TakenBack.of(self.connection), day, series_id), day)
        if series_id not in found:
            raise UnknownNameError("series", series_id, self.ids(), do="series_list")
        return found[series_id]

    def _definition_rows(self, back: TakenBack, day: int, series_id: str | None = None) -> Iterator[Sequence[object]]:
        """Rows of definitions by series, start and batch, without those taken back by `day`."""
        where, given = ("", ()) if series_id is None else ("WHERE series_id = ?", (series_id,))
        rows = self.connection.execute(f"{_DEFINITIONS} {where} ORDER BY series_id, start, batch", given).fetchall()
        for *cells, check in rows:
            verify(check, str(cells[0]), *cells)
        if not back:
            yield from rows
            return
        for name, of_series in groupby(rows, key=lambda row: str(row[0])):
            every = list(of_series)
            known = [row for row in every if (span := back.since(row[1], name)) is None or day < span.day]
            # A later batch that said the same wrote no row of its own: what it is stands while a print of it is known.
            yield from known or (every if len(self.prints(name)) or len(p.as_of(self._told(name), day)) else [])

    def newest_day(self) -> date:
        """The day the newest reply was taken in; as known on it is everything that is held."""
        row = self.connection.execute("SELECT max(seen_on) FROM ledger WHERE outcome <> 'refused'").fetchone()
        return date.fromisoformat(row[0])

    def ledger_reaches(self) -> tuple[int, int]:
        """How many lines the ledger has, and its newest batch."""
        n, batch = self.connection.execute("SELECT count(*), coalesce(max(batch), 0) FROM ledger").fetchone()
        return int(n), int(batch)

    def only_up_to(self, batch: int) -> None:
        """From here on this door shows what was held when `batch` had come in: views hide what came later."""
        for table, came_in in CAME_IN.items():
            self.connection.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {came_in} <= {int(batch)}"  # noqa: S608 constants and a number
            )

    def ledger_to(self, batch: int) -> list[tuple[int, str, str, str, str, str]]:
        """(batch, source, what, digest, seen_on, outcome) of every line up to a batch, in order."""
        lines = "SELECT batch, source, what, digest, seen_on, outcome FROM ledger WHERE batch <= ? ORDER BY batch"
        return self.connection.execute(lines, (batch,)).fetchall()

    def is_sound(self) -> bool:
        """Whether the file's pages agree with each other, as far as SQLite sees in a quick look."""
        (said,) = self.connection.execute("PRAGMA quick_check").fetchone()
        return bool(said == "ok")

    def ledger(self, last: int | None = None) -> list[LedgerEntry]:
        """Every reply taken in or refused, or the `last` of them, in order; a damaged line raises `StoreError`."""
        limit = -1 if last is None else last  # below zero: none
        rows = self.connection.execute("SELECT * FROM ledger ORDER BY batch DESC LIMIT ?", (limit,)).fetchall()
        for *cells, check in rows[::-1]:
            verify(check, f"ledger {cells[0]}", *cells)
        return [entry_of(cells[:-1]) for cells in rows[::-1]]

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

    def digest(self) -> str:
        """SHA-256 of every row in order: two stores with the same digest hold the same, bit for bit."""
        total = hashlib.sha256()
        for name in CONTENTS:
            info = self.connection.execute(f"PRAGMA table_info({name})").fetchall()
            keys = ", ".join(row[1] for row in info if row[5])
            # Packed rows stand under the digest of what they say, so that another packing of the same is the same.
            said = ", ".join(row[1] for row in info if (name, row[1]) not in PACKED)
            for row in self.connection.execute(f"SELECT {said} FROM {name} ORDER BY {keys}"):  # noqa: S608 names of the schema
                total.update(repr((name, *row)).encode())
        return total.hexdigest()

    def record(self, entry: LedgerEntry) -> None:
        """Write a line of the ledger; a batch is written once."""
        self.connection.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*entry.cells, checksum(*entry.cells))
        )

    def amend(self, entry: LedgerEntry) -> None:
        """Write a line of the ledger anew: what became of its batch since."""
        self.connection.execute("DELETE FROM ledger WHERE batch = ?", (entry.batch,))
        self.record(entry)

    def append(self, definition: SeriesDefinition, given: p.Prints, batch: int, start_is: str, seen_on: date) -> int:
        """Add what `given` says that is not held yet; the number of prints added.

        start_is  "publisher" (their own vintage), "release rule" (computed from the calendar), "first seen", or
                  "imported" (by the calendar, from a user's file).
        A value that differs from one already held cannot have been public since its release by rule: it starts on
        `seen_on`. A series restated in another unit (a new price base) withdraws what the restatement leaves out.
        """
        held = self.prints(definition.id)
        if start_is in ("release rule", IMPORTED):
            given = late_revisions(held, given, p.day_number(seen_on))
        if self._define(definition, given, batch, seen_on) and len(held) and len(given):
            given = np.concatenate([given, p.withdrawn(held, given, int(given["start"].min()))])
        added = p.unheld(held, given) if start_is == "publisher" else p.news(held, given)
        if len(added):
            add_block(self.connection, definition.id, batch, start_is, added)
        return len(added)

    def _define(self, definition: SeriesDefinition, given: p.Prints, batch: int, seen_on: date) -> bool:
        """Write the definition if it is new; whether it changes the unit of a series already held.

        The publisher's own figures take the mark of a user's file away once they reach as far as the file did.
        """
        rows = list(self._definition_rows(TakenBack.of(self.connection), p.END, definition.id))
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
                name=before.unit,
                name_2=definition.unit,
            )
        cells = (definition.id, batch, start, definition.title, definition.unit.name, definition.frequency,
                 definition.timing, definition.publisher, int(definition.revised), definition.source)  # fmt: skip
        self.connection.execute(
            "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*cells, checksum(*cells))
        )
        return before is not None and before.unit != definition.unit

    def _all_prints(self) -> dict[str, list[Added]]:
        rows = self.connection.execute(
            "SELECT series_id, block, batch, start_is, checksum, prints FROM blocks ORDER BY series_id, block"
        )
        parts: dict[str, list[Added]] = {}
        for row in rows:
            parts.setdefault(row[0], []).append(as_added(*row))
        return parts

    def definitions_imported(self) -> list[SeriesDefinition]:
        """The series whose newest days a user's file brought."""
        held = _in_force(self._definition_rows(TakenBack.of(self.connection), p.END), p.END)
        return [definition for definition in held.values() if definition.is_imported]

    def _not_yet_known(self, series_id: str, as_of: date) -> DateRangeError:
        held = self.prints(series_id)
        since = p.as_date(held["start"].min()) if len(held) else None
        return DateRangeError(
            "store.observations_value_known",
            series_id=series_id,
            as_of=as_of,
            said=Remark.of("store.observations_first_vintage", since=since)
            if since
            else Remark.of("store.observations_none"),
            said_2=Remark.of("store.observations_later", since=since)
            if since
            else Remark.of("store.observations_pull"),
        )


CAME_IN = {
    "ledger": "batch",
    "definitions": "batch",
    "blocks": "batch",
    "table_blocks": "batch",
    "questions": "batch",
    "taken_back": "event",
    "undone": "by",
}  # by table of the contents, the line of the ledger with which a row came in

PACKED = (("table_blocks", "content"), ("table_blocks", "packed"), ("table_blocks", "checksum"))
_DEFINITIONS = (
    "SELECT series_id, batch, start, title, unit, frequency, timing, publisher, revised, source, checksum "
    "FROM definitions"
)


def _firsts(counts: Mapping[str, p.Prints]) -> dict[str, date]:
    """The day since which each series is known."""
    return {name: p.as_date(prints["start"].min()) for name, prints in counts.items() if len(prints)}


class _LastDay:
    """What was known on the day asked for before: a series of which nothing began since is the same one again."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int | None, p.Prints, Series | None]] = {}
        self._starts: dict[str, np.ndarray] = {}  # by series, the days on which its prints began, ascending

    def known(
        self, told: Mapping[str, p.Prints], definitions: Mapping[str, SeriesDefinition], day: int
    ) -> tuple[dict[str, p.Prints], dict[str, Series]]:
        """The prints in force on `day`, and the series that have any."""
        for name, prints in told.items():
            then, in_force, series = self._held.get(name, (None, prints, None))
            if then is None or self._began(name, prints, then) != self._began(name, prints, day):
                in_force = p.as_of(prints, day)
                series = _series(definitions[name], in_force) if len(in_force) else None
            elif series is not None and series.definition != definitions[name]:
                series = series.defined(definitions[name])
            self._held[name] = day, in_force, series
        return (
            {name: in_force for name, (_, in_force, _) in self._held.items()},
            {name: series for name, (_, _, series) in self._held.items() if series is not None},
        )

    def _began(self, name: str, prints: p.Prints, day: int) -> int:
        """How many prints of a series had begun by a day."""
        if name not in self._starts:
            self._starts[name] = np.sort(prints["start"])
        return int(np.searchsorted(self._starts[name], day, side="right"))


def _digest(as_of: date, known: Mapping[str, p.Prints], blocks: Mapping[str, Sequence[tables.Block]]) -> str:
    """SHA-256 over the day, every value as known on it, the shipped tables and the digests of the others' rows."""
    parts = [str(as_of).encode(), snapshot.digest().encode()]
    for name, array in known.items():
        parts += [name.encode(), array["day"].tobytes(), array["value"].tobytes()]
    for name, of_table in blocks.items():
        parts += [name.encode(), "\n".join(block.digest for block in of_table).encode()]
    return digest_of(*parts)


def _in_force(rows: Iterable[Sequence[object]], day: int) -> dict[str, SeriesDefinition]:
    """Of rows by series and start: the last that had started by `day`, or the first of all."""
    found: dict[str, SeriesDefinition] = {}
    for row in rows:
        if row[0] not in found or int(str(row[2])) <= day:
            found[str(row[0])] = _as_definition(row)
    return found


def _as_definition(row: Sequence[object]) -> SeriesDefinition:
    title, unit_name, frequency, timing, publisher, revised, source = (str(cell) for cell in row[3:10])
    return SeriesDefinition(str(row[0]), title, unit(unit_name), frequency, timing, publisher, revised == "1", source)


def _series(definition: SeriesDefinition, known: p.Prints) -> Series:
    return Series.of(definition, known["day"].astype("int64").astype("datetime64[D]"), known["value"].copy())


def _stamps(days: np.ndarray) -> pd.DatetimeIndex:
    """Days as stamps; the end of time is beyond what nanoseconds hold, so the resolution is seconds."""
    return pd.DatetimeIndex(days.astype("int64").astype("datetime64[D]").astype("datetime64[s]"))
