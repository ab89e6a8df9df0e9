"""Taking back what was taken in: which batches and parts of them, what the ledger says of them, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from fedsheet.core.errors import FedsheetError, InputError, UnknownNameError
from fedsheet.core.notes import Remark
from fedsheet.store import prints as p
from fedsheet.store import questions, taken_back
from fedsheet.store.held import Store
from fedsheet.store.ledger import LedgerEntry
from fedsheet.store.taken_back import ALL, FIRST, LAST, Span, TakenBack

NAMES = (("blocks", "series_id"), ("definitions", "series_id"), ("table_blocks", "name"))
IN, BACK, OWN = "taken in", "taken back", "user"

Part = tuple[int, str, date | None, date | None]  # batch, name, first and last day


def take_back(store: Store, event: int, on: date, parts: Sequence[Part], partial_key: str) -> list[int]:
    """Parts of batches no longer count since `on`; which batches. Inside the caller's transaction.

    A batch of which nothing counts any more is called so in the ledger; of one in part the ledger notes from which day
    values are missing, under `partial_key`, so that the next pull asks for them again.
    """
    entries = {entry.batch: entry for entry in store.ledger()} if parts else {}
    known = [part for part in parts if part[0] in entries]
    seen = {n: p.day_number(entries[n].seen_on) for n, *_ in known}
    taken_back.add(store.connection, [_span(event, part, seen[part[0]], p.day_number(on)) for part in known])
    for batch in dict.fromkeys(n for n, *_ in known):
        _amend(store, event, entries[batch], [name for n, name, *_ in known if n == batch], partial_key)
    return sorted(seen)


def _span(event: int, part: Part, seen: int, day: int) -> Span:
    batch, name, first, last = part
    start = FIRST if first is None else p.day_number(first)
    end = LAST if last is None else p.day_number(last)
    return Span(event, batch, name, start, end, seen, max(day, seen))


def _amend(store: Store, event: int, entry: LedgerEntry, names: Sequence[str], partial_key: str) -> None:
    """What the ledger says of a batch since part of it was taken back."""
    if entry.outcome != IN:
        return
    whole = not _counts(store, entry.batch)
    is_own = not entry.batch or entry.source == OWN  # nobody can be asked for it again
    holes = [] if is_own else [hole for name in names for hole in _first_days(store, entry.batch, name)]
    note = entry.note
    if holes:
        before = note.facts if isinstance(note, Remark) and note.facts else (FedsheetError(str(note)),)
        (day, series_id) = min(holes)
        note = Remark(*before, FedsheetError(partial_key, day=day, id=series_id, event=event))
    if whole or holes:
        store.amend(replace(entry, outcome=BACK if whole else IN, note=note))
    if whole:
        questions.close_batch(store, entry.batch)


def _counts(store: Store, batch: int) -> bool:
    """Whether anything of a batch still counts."""
    back = TakenBack.of(store.connection)
    return any(back.since(batch, name) is None for name in names_of(store, batch))


def names_of(store: Store, batch: int) -> list[str]:
    """Every series and table of which a batch brought something."""
    found = []
    for table, column in NAMES:
        rows = store.connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE batch = ?", (batch,))  # noqa: S608 constants
        found += [row[0] for row in rows]
    return sorted(set(found))


def _first_days(store: Store, batch: int, name: str) -> Iterator[tuple[date, str]]:
    """The first day a batch brought of each of its series that were taken back."""
    rows = store.connection.execute("SELECT series_id, prints FROM blocks WHERE batch = ?", (batch,))
    for series_id, blob in rows.fetchall():
        if name in (ALL, series_id):
            yield p.as_date(np.frombuffer(blob, p.PRINT)["day"].min()), series_id


def let_stand(store: Store, event: int, by: int) -> None:
    """An event no longer holds since a later one: what it took back counts again. Inside the caller's transaction."""
    affected = {span.batch for span in taken_back.spans(store.connection) if span.event == event}
    taken_back.undo(store.connection, event, by)
    for entry in store.ledger():
        if entry.batch in affected and entry.outcome == BACK and _counts(store, entry.batch):
            store.amend(replace(entry, outcome=IN))
        if entry.batch == event and not names_of(store, event):
            store.amend(replace(entry, outcome=BACK))


def of_name(store: Store, name: str) -> list[int]:
    """Batches that brought something of a series or table that still counts, the shipped figures aside.

    Nothing of it held: `UnknownNameError`; only shipped, or taken back already: `InputError`.
    """
    back, found, ships = TakenBack.of(store.connection), set[int](), False
    for table, column in NAMES:
        rows = store.connection.execute(f"SELECT DISTINCT batch FROM {table} WHERE {column} = ?", (name,))  # noqa: S608 constants
        for (batch,) in rows.fetchall():
            ships = ships or batch == 0
            found |= {batch} if batch and back.since(batch, name) is None else set()
    if not found and ships:
        raise InputError("store.events_ships", id=name)
    brought = _brought(store)
    if not found and name in brought:
        raise InputError("store.events_taken_back", id=name)
    if not found:
        raise UnknownNameError("series or table brought", name, brought)
    return sorted(found)


def _brought(store: Store) -> set[str]:
    """Every series and table of which something was brought besides the shipped figures."""
    rows = [
        store.connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE batch").fetchall()  # noqa: S608 constants
        for table, column in NAMES
    ]
    return {row[0] for of_table in rows for row in of_table}


def since(store: Store, day: date) -> list[int]:
    """Batches that came in on `day` or later and count; none: `InputError`."""
    found = [e.batch for e in store.ledger() if e.batch and e.seen_on >= day and e.outcome == IN]
    found = [batch for batch in found if names_of(store, batch)]
    if not found:
        raise InputError("store.events_nothing_since", day=day)
    return found


def one(store: Store, batch: int) -> LedgerEntry:
    """A batch that can be taken back; unknown: `UnknownNameError`, shipped, refused or taken back: `InputError`."""
    entries = {entry.batch: entry for entry in store.ledger() if entry.batch}
    if batch not in entries:
        last = sorted(entries)[-5:]
        raise UnknownNameError("batch", str(batch), map(str, last), do=Remark.of("store.events_see_log"))
    if entries[batch].outcome != IN:
        raise InputError("store.events_does_not_count", batch=batch, what=entries[batch].what)
    return entries[batch]


def last(store: Store, is_undo: Callable[[LedgerEntry], bool]) -> LedgerEntry:
    """The newest batch that counts, an undoing aside; none: `InputError`."""
    found = [entry for entry in store.ledger() if entry.batch and entry.outcome == IN and not is_undo(entry)]
    if not found:
        raise InputError("store.events_nothing_to_undo")
    return found[-1]


def is_event(store: Store, batch: int) -> bool:
    """Whether a batch took something back."""
    return any(span.event == batch for span in taken_back.spans(store.connection))


def parts_of(batches: Iterable[int], name: str = ALL) -> list[Part]:
    """The whole of these batches, or all of one series or table in them."""
    return [(batch, name, None, None) for batch in batches]
