"""Parsers against mutated replies: each answer is figures or a named error, never another exception, never a hang.

    python fuzz.py N SEED
Prints how many were read and refused, the slowest parse and the peak memory of the process.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from fedsheet.core.errors import FedsheetError
from fedsheet.core.units import unit
from fedsheet.runs.intake import take_in
from fedsheet.sources.reply import Parsed
from fedsheet.sources.users.grid import grid_of_bytes
from fedsheet.sources.users.series import UserSeries, series_of_grid
from fedsheet.store.observations import Store, make_tables
from fedsheet.store.raw import Received
from specimens import BY_NAME, SPECIMENS

SPLICES = (
    b"NaN", b"Infinity", b"-9999", b"1e999", b"9" * 400, b"\x00", b"\xff\xfe", b'"', b"'", b"<", b">", b"[" * 2_000,
    b"{", b"]", b",", b"\n", b"\r", b"2025-02-30", b"9999-12-31", b"0000-00-00", b"null", b"true",
    b"*", b"&bogus;",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<![CDATA[", b"<!--", b"=1+1", b"\xe2\x80\x91", b"\xf0\x9f\x92\xb8", b"0", b"-",
)  # fmt: skip
USER_FILE = "指标名称,PMI\n单位,%\n2020-01-31,50.9\n2020-02-29,50.1\n2020-03-31,49.1\n数据来源：Wind,\n".encode()


def peak_mb() -> float:
    """This process's own peak memory; `ru_maxrss` would count what its parent held when it was started."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return float(line.split()[1]) / 1024


def mutated(body: bytes, chance: random.Random) -> bytes:
    """One to four random changes: flip, cut, repeat, splice, swap, truncate."""
    for _ in range(chance.randint(1, 4)):
        a, b = sorted((chance.randrange(len(body) + 1), chance.randrange(len(body) + 1)))
        b = min(b, a + chance.choice((1, 4, 40, 400)))
        kind = chance.randrange(6)
        if kind == 0 and a < len(body):
            body = body[:a] + bytes([chance.randrange(256)]) + body[a + 1 :]
        elif kind == 1:
            body = body[:a] + body[b:]
        elif kind == 2:
            body = body[:b] + body[a:b] * chance.randint(1, 3) + body[b:]
        elif kind == 3:
            body = body[:a] + chance.choice(SPLICES) + body[b:]
        elif kind == 4:
            c = chance.randrange(len(body) + 1)
            body = body[:c] + body[a:b] + body[c:]
        else:
            body = body[: max(a, 1)]
    return body


def read_user_file(body: bytes) -> object:
    return series_of_grid(grid_of_bytes(body, "file.csv"), unit("Percent"), today=date(2026, 1, 1))


def taken_in(store: Store, name: str, body: bytes, n: int) -> bool:
    """Through the guards and into the store; whether it was accepted."""
    request = BY_NAME[name].request.journal()
    entry = take_in(store, Received(n, "fuzz", request, date(2026, 1, 1), "", ""), body)
    assert "cannot be read" not in entry.note, entry
    return entry.outcome == "taken in"


def tried(store: Store, name: str, body: bytes, n: int) -> bool:
    """The same over the true replies alone: what a false one brought is undone."""
    store.connection.execute("BEGIN")
    try:
        return taken_in(store, name, body, n)
    finally:
        store.connection.execute("ROLLBACK")


def main(n: int, seed: int) -> None:
    chance = random.Random(seed)
    readers = [(s.name, s.body, s.parse) for s in SPECIMENS] + [("user file", USER_FILE, read_user_file)]
    n_read = n_refused = n_taken = 0
    store = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(store.connection)
    for place, specimen in enumerate(SPECIMENS):
        assert taken_in(store, specimen.name, specimen.body, -1 - place)
    slowest = (0.0, "")
    for turn in range(n):
        name, body, read = readers[turn % len(readers)]
        false = mutated(body, chance)
        began = time.perf_counter()
        try:
            found = read(false)
            n_read += isinstance(found, Parsed | UserSeries)
            if isinstance(found, Parsed):
                n_taken += tried(store, name, false, turn)
        except FedsheetError as error:
            n_refused += bool(str(error))
        except Exception:
            print(f"{name} seed {seed} turn {turn}: {false[:2000]!r}")
            raise
        slowest = max(slowest, (time.perf_counter() - began, name))
    peak = peak_mb()
    print(f"{n_taken} taken in")
    print(f"{n_read} read, {n_refused} refused; slowest {slowest[0]:.3f} s ({slowest[1]}); peak {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
