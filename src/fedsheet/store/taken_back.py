"""What was taken in and later taken back: it no longer counts, and what was shown meanwhile is remembered as seen.

span      of one batch (a series or table of it, or all; a span of observation days) the day since which it is out
before    the day it was taken back, what it said is known since the day it was seen, never since an earlier start
from then on   what would stand without it stands again

     start by calendar        seen            taken back
──────────┬───────────────────┬───────────────┬──────────
 without  │      without      │   the wrong   │  without
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from fedsheet.store import prints as p
from fedsheet.store.layout import checksum, verify

ALL = ""
FIRST, LAST = -(2**31), 2**31 - 1
TAKEN_BACK, STANDS_AGAIN = "taken back", "stands again"


@dataclass(frozen=True)
class Span:
    """Days `first` to `last` of `name` (ALL: everything) in `batch`, which was seen on `seen`, do not count from `day`.

    `event` is the batch that said so; days are numbers (store/prints.py).
    """

    event: int
    batch: int
    name: str
    first: int
    last: int
    seen: int
    day: int


class TakenBack:
    """Every span in effect, by batch."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._by_batch: dict[int, list[Span]] = {}
        for span in spans:
            self._by_batch.setdefault(span.batch, []).append(span)

    @classmethod
    def of(cls, connection: sqlite3.Connection, batch: int | None = None) -> TakenBack:
        """What holds now, or held when `batch` had come in; a damaged row raises `StoreError`."""
        return cls(spans(connection, batch))

    def __bool__(self) -> bool:
        return bool(self._by_batch)

    def spans(self, batch: int, name: str) -> list[Span]:
        """Spans about one series or table of a batch, in the order of the events."""
        return [span for span in self._by_batch.get(batch, ()) if span.name in (ALL, name)]

    def since(self, batch: int, name: str) -> Span | None:
        """The span that takes back all of it, None where it counts."""
        whole = [s for s in self.spans(batch, name) if (s.first, s.last) == (FIRST, LAST)]
        return whole[0] if whole else None

    def split(self, given: p.Prints, batch: int, name: str) -> tuple[p.Prints, list[tuple[int, p.Prints]]]:
        """The prints of one block that count, and those that do not: (day they were taken back, prints as seen)."""
        out = np.zeros(len(given), bool)
        wrong: list[tuple[int, p.Prints]] = []
        for span in self.spans(batch, name):
            hit = (given["day"] >= span.first) & (given["day"] <= span.last) & ~out
            seen = given[hit]
            seen["start"] = np.maximum(seen["start"], span.seen)
            wrong.append((span.day, seen[seen["start"] <= span.day]))
            out |= hit
        return (given[~out], wrong) if wrong else (given, [])


def spans(connection: sqlite3.Connection, batch: int | None = None) -> list[Span]:
    """Every span that holds now (or held when `batch` had come in), in the order of the events."""
    until = LAST if batch is None else batch
    rows = connection.execute(
        "SELECT event, batch, name, first, last, seen, day, checksum FROM taken_back WHERE event <= ? "
        "AND event NOT IN (SELECT event FROM undone WHERE by <= ?) ORDER BY event, batch, name", (until, until)
    ).fetchall()  # fmt: skip
    for *cells, kept in rows:
        verify(kept, f"taken back by {cells[0]}", *cells)
    return [Span(*cells) for *cells, _ in rows]


def add(connection: sqlite3.Connection, given: Iterable[Span]) -> None:
    """Write spans down."""
    cells = [astuple(span) for span in given]
    connection.executemany(
        "INSERT INTO taken_back VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(*row, checksum(*row)) for row in cells]
    )


def undo(connection: sqlite3.Connection, event: int, by: int) -> None:
    """An event that no longer holds since a later one."""
    connection.execute("INSERT OR REPLACE INTO undone VALUES (?, ?, ?)", (event, by, checksum(event, by)))


def as_read(counts: p.Prints, wrong: Sequence[tuple[int, p.Prints]]) -> tuple[p.Prints, p.Prints, p.Prints]:
    """What to read as of a day: prints that count, those taken back as seen, and what stands again since then.

    Joined in this order and sorted by day and start (a stable sort), they give on each day what was shown on it.
    """
    wrong = [(day, part) for day, part in wrong if len(part)]
    again = []
    for day in sorted({day for day, _ in wrong}):
        still = [part for later, part in wrong if later > day]
        standing = p.as_of(p.in_order(np.concatenate([counts, *still])), day)
        gone = np.unique(np.concatenate([part["day"] for then, part in wrong if then == day]))
        values = np.full(len(gone), np.nan)
        _, ours, theirs = np.intersect1d(gone, standing["day"], assume_unique=True, return_indices=True)
        values[ours] = standing["value"][theirs]
        again.append(p.prints(gone, np.full(len(gone), day), values))
    empty = np.empty(0, p.PRINT)
    return counts, np.concatenate([empty, *(part for _, part in wrong)]), np.concatenate([empty, *again])
