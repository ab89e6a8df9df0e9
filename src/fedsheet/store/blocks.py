"""Prints in blocks: one block a batch and series; joined, less what was taken back, they are what a series says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fedsheet.store import prints as p
from fedsheet.store import taken_back
from fedsheet.store.layout import checksum, verify
from fedsheet.store.taken_back import TakenBack


@dataclass(frozen=True)
class Added:
    """The prints of one block, and how their start is known."""

    batch: int
    start_is: str
    prints: p.Prints


def add_block(connection: sqlite3.Connection, series_id: str, batch: int, start_is: str, added: p.Prints) -> None:
    """Write prints as the next block of their series."""
    row = connection.execute("SELECT coalesce(max(block) + 1, 0) FROM blocks WHERE series_id = ?", (series_id,))
    cells = (series_id, row.fetchone()[0], batch, start_is)
    blob = added.tobytes()
    connection.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", (*cells, checksum(*cells, blob), blob))


def late_revisions(held: p.Prints, given: p.Prints, seen: int) -> p.Prints:
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


def as_added(series_id: str, block: int, batch: int, start_is: str, check: int, blob: bytes) -> Added:
    """A block as it is read; one that is not what was written raises."""
    verify(check, series_id, series_id, block, batch, start_is, blob)
    return Added(batch, start_is, np.frombuffer(blob, p.PRINT))


def split(name: str, added: Iterable[Added], back: TakenBack) -> tuple[p.Prints, list[tuple[int, p.Prints]]]:
    """The prints of a series that count, in order, and those taken back."""
    if not back:
        return joined([one.prints for one in added]), []
    counts, wrong = [], []
    for one in added:
        kept, out = back.split(one.prints, one.batch, name)
        counts.append(kept)
        wrong += out
    return joined(counts), wrong


def joined_told(name: str, added: Iterable[Added], back: TakenBack) -> p.Prints:
    """The prints of a series as they are read as of a day."""
    counts, wrong = split(name, added, back)
    return p.in_order(np.concatenate(taken_back.as_read(counts, wrong))) if wrong else counts


def joined(parts: Sequence[p.Prints]) -> p.Prints:
    """Blocks of one series in one order; a single block is in order already."""
    if len(parts) == 1:
        return parts[0]
    return p.in_order(np.concatenate(parts)) if parts else np.empty(0, p.PRINT)
