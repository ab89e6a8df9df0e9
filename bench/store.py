"""How long the store takes: two million observations in, one series out, all of them as known on a day.

python bench/store.py     appends to bench/results/store.csv
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from results import append, shortest

from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.runs.intake import take_in
from fedsheet.sources.catalogue import of_feed
from fedsheet.store import prints as p
from fedsheet.store.observations import Store, open_store
from fedsheet.store.raw import Received

N_SERIES, N_DAYS, N_VINTAGES = 200, 5_000, 2
AS_OF = date(2020, 6, 30)


def definition(n: int) -> SeriesDefinition:
    return SeriesDefinition(f"BENCH{n:03d}", "bench", unit("Index"), "D", "daily", "nobody", True)


def fill(store: Store) -> None:
    """Each day of each series said twice: a first print the next day, a revision a year later."""
    days = np.arange(p.day_number(date(2005, 1, 1)), p.day_number(date(2005, 1, 1)) + N_DAYS)
    chance = np.random.default_rng(1)
    for n in range(N_SERIES):
        starts = np.concatenate([days + 1 + 365 * v for v in range(N_VINTAGES)])
        values = chance.normal(100, 10, N_VINTAGES * N_DAYS)
        given = p.prints(np.tile(days, N_VINTAGES), starts, values)
        with store.transaction():
            store.append(definition(n), given, n + 1, "publisher", AS_OF)


def replies() -> list[tuple[str, bytes]]:
    """Seventy replies as FRED writes them, two million rows in all."""
    entries = [entry for entry in of_feed("fred.graph") if not entry.known]
    n_each = 2_000_000 // len(entries)
    first = np.datetime64("1700-01-01")
    days = np.datetime_as_string(first + np.arange(n_each), unit="D")
    return [
        (
            e.id,
            (f"observation_date,{e.native}\n" + "".join(f"{day},{n % 97}.5\n" for n, day in enumerate(days))).encode(),
        )
        for e in entries
    ]


def take_all(store: Store, bodies: list[tuple[str, bytes]]) -> None:
    """Parse, doubt and add every reply."""
    for n, (name, body) in enumerate(bodies, 1):
        received = Received(n, "fred", {"what": name, "feed": "fred.graph"}, date(2300, 1, 1), "", "text/csv")
        assert take_in(store, received, body).outcome == "taken in"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.sqlite") as store:
        append(
            "store", "ingest 2,000,000 observations in 200 transactions", shortest(lambda: fill(store), 1), "s", "20"
        )
        assert sum(len(store.prints(definition(n).id)) for n in range(N_SERIES)) == 2_000_000
        one = 1e3 * shortest(lambda: store.series("BENCH007", AS_OF), 20)
        append("store", "one series of 10,000 as of a day", one, "ms", "10")
        append("store", "all series as of a day, over 2,000,000", shortest(lambda: store.vintage(AS_OF), 3), "s", "1.5")
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.sqlite") as store:
        bodies = replies()
        spent = shortest(lambda: take_all(store, bodies), 1)
        append("store", "2,000,000 observations from CSV replies, parsed and checked", spent, "s", "20")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.sqlite"

        def open_once() -> None:
            with open_store(path):
                pass

        append("store", "first open: shipped figures into a new store", shortest(open_once, 1), "s")
        append("store", "open again", 1e3 * shortest(open_once, 10), "ms")


if __name__ == "__main__":
    main()
