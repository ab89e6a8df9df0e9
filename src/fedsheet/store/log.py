"""What came in, batch by batch, and what each changed: values before and after, whatever became of them since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.store import prints as p
from fedsheet.store import taken_back
from fedsheet.store.events import names_of
from fedsheet.store.held import Store
from fedsheet.store.ledger import LedgerEntry
from fedsheet.store.taken_back import ALL, TakenBack

NOTHING = float("nan")


@dataclass(frozen=True)
class Revision:
    """One value of one day, as published, before and after; NaN where there was or is none."""

    series_id: str
    day: date
    before: float
    after: float


@dataclass(frozen=True)
class Logged:
    """A line of the ledger with what it did: values new, changed and gone, rows of tables; the newest changed value."""

    entry: LedgerEntry
    n_new: int
    n_changed: int
    n_gone: int
    n_rows: int
    shown: Revision | None


def log(store: Store, last: int | None = None) -> list[Logged]:
    """The ledger's last lines (all where none is named), the newest first."""
    return [_logged(store, entry) for entry in store.ledger(last)[::-1]]


def _logged(store: Store, entry: LedgerEntry) -> Logged:
    changed = list(changes(store, entry.batch)) if entry.batch else []
    new = [c for c in changed if np.isnan(c.before)]
    gone = [c for c in changed if np.isnan(c.after)]
    other = [c for c in changed if not np.isnan(c.before) and not np.isnan(c.after)]
    rows = store.connection.execute("SELECT coalesce(sum(n_rows), 0) FROM table_blocks WHERE batch = ?", (entry.batch,))
    shown = max(other or gone or new, key=lambda c: c.day, default=None)
    return Logged(entry, len(new), len(other), len(gone), int(rows.fetchone()[0]), shown)


def changes(store: Store, batch: int) -> Iterator[Revision]:
    """Every value that a batch changed, by series and day."""
    for name in _touched(store, batch):
        before, after = (_standing(store, name, until) for until in (batch - 1, batch))
        for day in sorted(before.keys() | after.keys()):
            was, is_now = before.get(day, NOTHING), after.get(day, NOTHING)
            if was != is_now and not (np.isnan(was) and np.isnan(is_now)):
                yield Revision(name, p.as_date(day), was, is_now)


def _touched(store: Store, batch: int) -> list[str]:
    """The series a batch brought something of, took back, or let stand again."""
    found = set(names_of(store, batch))
    rows = store.connection.execute(
        "SELECT batch, name FROM taken_back WHERE event = ? OR event IN (SELECT event FROM undone WHERE by = ?)",
        (batch, batch),
    )
    for of, name in rows.fetchall():
        found |= set(names_of(store, of)) if name == ALL else {name}
    return sorted(found)


def _standing(store: Store, name: str, batch: int) -> dict[int, float]:
    """The values in force of each day when `batch` had come in."""
    back = TakenBack.of(store.connection, batch)
    counts = [back.split(one.prints, one.batch, name)[0] for one in store.added(name) if one.batch <= batch]
    known = p.as_of(p.in_order(np.concatenate([np.empty(0, p.PRINT), *counts])), taken_back.LAST)
    return dict(zip(known["day"].tolist(), known["value"].tolist(), strict=True))
