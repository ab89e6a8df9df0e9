"""An oracle of dictionaries alone: what was said, when it was seen, what was taken back, what was known on a day."""

from __future__ import annotations

import math
import random
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta

from fedsheet.core.errors import FedsheetError
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.store import events
from fedsheet.store import prints as p
from fedsheet.store.held import Store
from fedsheet.store.layout import make_tables
from fedsheet.store.ledger import LedgerEntry

ZERO = date(2020, 1, 1)
DEFINITION = SeriesDefinition("X", "x", unit("Index"), "D", "daily", "test")
KINDS = ("publisher", "release rule", "first seen")
Print = tuple[int, int, float]  # day, start, value
Known = dict[int, float]


@dataclass
class Batch:
    """What one batch added: prints by the rule of its kind; when it was seen; when it was taken back, by whom."""

    seen: int
    prints: list[Print]
    out: dict[int, int] = field(default_factory=dict)  # event → day since which it does not count


@dataclass
class Replay:
    """The same questions as the store's, answered by going through everything that was said."""

    batches: dict[int, Batch] = field(default_factory=dict)

    def counting(self) -> list[Print]:
        return [one for batch in self.batches.values() if not batch.out for one in batch.prints]

    def add(self, n: int, kind: str, seen: int, rows: list[Print]) -> None:
        """Prints of `rows` that are news against what counts."""
        held = self.counting()
        added: list[Print] = []
        for day, start, value in rows:
            of_day = sorted((one for one in held if one[0] == day), key=lambda one: one[1])
            if kind == "publisher":
                said = [one[2] for one in of_day if one[1] == start]  # in the order of saying
                if not said or said[-1] != value:
                    added.append((day, start, value))
            elif kind == "first seen":
                if known(held, seen).get(day) != value:
                    added.append((day, seen, value))
            elif not of_day:
                added.append((day, min(start, seen), value))
            elif of_day[-1][2] != value and known(held, seen).get(day) != value:
                added.append((day, seen, value))
        self.batches[n] = Batch(seen, added)

    def take_back(self, event: int, n: int, on: int) -> None:
        self.batches[n].out[event] = max(on, self.batches[n].seen)

    def let_stand(self, event: int) -> None:
        for batch in self.batches.values():
            batch.out.pop(event, None)

    def as_of(self, day: int) -> Known:
        """What counts, and what had not been taken back by `day` as it was seen; the latest start of each day."""
        wrong = [
            (d, max(start, batch.seen), value)
            for batch in self.batches.values() if batch.out and min(batch.out.values()) > day
            for d, start, value in batch.prints
        ]  # fmt: skip
        return known([*self.counting(), *wrong], day)


def known(said: list[Print], day: int) -> Known:
    """Of each day the print with the latest start; of equal starts the one said last."""
    found: dict[int, tuple[int, float]] = {}
    for observed, start, value in said:
        if start <= day and (observed not in found or start >= found[observed][0]):
            found[observed] = (start, value)
    return {observed: value for observed, (_, value) in found.items() if not math.isnan(value)}


def made(chance: random.Random, n_steps: int) -> tuple[Store, Replay]:
    """A store and its replay after some steps: batches, late corrections, taking back, undoing, clocks that jump."""
    store, replay = Store(sqlite3.connect(":memory:", isolation_level=None)), Replay()
    make_tables(store.connection)
    clock, taken = 3, dict[int, int]()
    for n in range(1, n_steps + 1):
        clock = max(0, clock + chance.choice((0, 0, 1, 1, 2, 3, -4)))
        on, step = ZERO + timedelta(days=clock), chance.random()
        live = [m for m, batch in replay.batches.items() if not batch.out]
        with store.transaction():
            if step < 0.2 and live:
                back = chance.choice(live)
                store.record(_entry(n, on))
                events.take_back(store, n, on, [(back, "", None, None)], "runs.intake_partial")
                replay.take_back(n, back, clock)
                taken[n] = back
            elif step < 0.28 and taken:
                event, _ = taken.popitem()
                store.record(_entry(n, on))
                events.let_stand(store, event, n)
                replay.let_stand(event)
            else:
                kind = chance.choice(KINDS)
                rows = _rows(chance, kind, clock)
                days, starts, values = zip(*rows, strict=True)
                zero = p.day_number(ZERO)
                given = p.prints([zero + d for d in days], [zero + s for s in starts], values)
                store.append(DEFINITION, given, n, kind, on)
                store.record(_entry(n, on))
                replay.add(n, kind, clock, sorted(rows))
    return store, replay


def _rows(chance: random.Random, kind: str, clock: int) -> list[Print]:
    days = chance.sample(range(5), chance.randint(1, 4))
    start = (lambda: chance.randint(0, 12)) if kind != "first seen" else (lambda: clock)
    return [(day, start(), float(chance.randint(0, 3))) for day in days]


def _entry(n: int, on: date) -> LedgerEntry:
    return LedgerEntry(n, "test", f"batch {n}", "", on, "taken in", "", "")


def answer(store: Store, day: int) -> Known:
    try:
        found = store.series("X", ZERO + timedelta(days=day)).values
    except FedsheetError:
        return {}
    return {(stamp.date() - ZERO).days: float(value) for stamp, value in found.items()}
