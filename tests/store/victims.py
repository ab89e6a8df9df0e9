"""A program that is killed: forks children that import, pull or rebuild, kills each, looks at what is left.

    python victims.py HOME N_KILLS SEED
A pull is killed after as many acknowledged replies as were drawn, and then at a moment drawn evenly from what two more
take: in between or in the midst of one. A rebuild is killed at a moment drawn evenly from what a whole one takes. It
imports everything once and forks, and its stores ship two series only, so that a hundred kills take seconds; after
`ROUND` kills a new store is begun. Prints what it saw; exit code 1 on a loss.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from fedsheet.runs.intake import take_in, take_in_pending
from fedsheet.runs.rebuild import rebuild
from fedsheet.store import snapshot
from fedsheet.store.observations import open_store
from fedsheet.store.raw import RawReplies, one_writer

MOST_SECONDS = 20.0
ROUND = 25
MOST_BEFORE = 5  # acknowledged replies before a kill
SHIPPED = ("WALCL", "SOFR")
FIRST_DAY = date(2025, 2, 3)
SEEN = date(2060, 1, 1)
SERIES = ("TGCR", "TGCR1", "TGCR25", "TGCR75", "TGCR99", "TGCRVOL")
REQUEST = {"what": "TGCR", "feed": "nyfed.rates", "startDate": "2025-01-01", "endDate": "2059-12-31"}


def reply(n: int) -> bytes:
    """The n-th reply: one more day, six series."""
    day = str(FIRST_DAY + timedelta(days=n))
    row = {"effectiveDate": day, "type": "TGCR", "percentRate": 4 + n / 1e4, "percentPercentile1": 3.0,
           "percentPercentile25": 3.5, "percentPercentile75": 4.5, "percentPercentile99": 5.0,
           "volumeInBillions": 1000 + n, "revisionIndicator": ""}  # fmt: skip
    return json.dumps({"refRates": [row]}).encode()


def pull_for_ever(home: Path, told: int) -> None:
    """Keep and take in one reply after another; tell the parent of each that was kept, and that was taken in."""
    with one_writer(home), open_store(home / "fedsheet.sqlite") as store:
        replies = RawReplies(home)
        take_in_pending(store, replies)
        n = len(replies.entries())
        while True:
            body = reply(n)
            received = replies.keep("nyfed", REQUEST, SEEN, body, "application/json")
            os.write(told, f"{received.n} kept\n".encode())
            entry = take_in(store, received, body)
            os.write(told, f"{entry.batch} {entry.outcome}\n".encode())
            n += 1


def rebuild_for_ever(_home: Path, told: int) -> None:
    """Rebuild again and again."""
    while True:
        made = rebuild()
        os.write(told, f"{made.n_replies} rebuilt\n".encode())


def killed(what: Callable[[Path, int], None], home: Path, n_before: int, moment: float) -> list[str]:
    """Fork, wait for `n_before` replies to be taken in, let it run on, kill -9; what the child told."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            what(home, tell)
        finally:
            os._exit(3)
    os.close(tell)
    with os.fdopen(hear) as stream:
        told: list[str] = []
        while sum(line.endswith("taken in\n") for line in told) < n_before:
            told.append(stream.readline())
            assert told[-1], "the child ended by itself"
        let_run(child, moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [*told, *stream.readlines()]


def let_run(child: int, seconds: float) -> None:
    """Wait until a child has had so much more of a processor, however busy the machine; else so much time."""
    spent, until = Path(f"/proc/{child}/schedstat"), time.monotonic() + MOST_SECONDS
    if not spent.exists():
        time.sleep(seconds)
        return
    before = int(spent.read_text().split()[0])
    while int(spent.read_text().split()[0]) < before + seconds * 1e9 and time.monotonic() < until:
        time.sleep(0.0002)


def check(home: Path, kept: set[int], taken: set[int]) -> int:
    """The store opens, is whole, has every acknowledged reply and batch, and none in part; replies kept."""
    with open_store(home / "fedsheet.sqlite") as store:
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        batches = {entry.batch for entry in store.ledger() if entry.batch}
        assert all(entry.outcome == "taken in" for entry in store.ledger())
        assert not (lost := taken - batches), f"lost {sorted(lost)[:5]}"
        rows = store.connection.execute("SELECT batch, count(*) FROM blocks WHERE batch > 0 GROUP BY batch").fetchall()
        assert {batch for batch, _ in rows} == batches
        assert not (torn := [batch for batch, n in rows if n != len(SERIES)]), f"torn {torn[:5]}"
        assert not batches or all(len(store.prints(name)) for name in SERIES)
    replies = RawReplies(home)
    entries = replies.entries()
    assert [entry.n for entry in entries] == list(range(1, len(entries) + 1))
    assert not (gone := kept - {entry.n for entry in entries}), f"replies lost {sorted(gone)[:5]}"
    for entry in entries[-3:]:
        assert replies.body(entry) == reply(entry.n - 1)
    return len(entries)


def pulls(home: Path, n_kills: int, chance: random.Random) -> tuple[int, int, int]:
    """Kills of a pull: how many had acknowledged something, replies acknowledged as taken in, replies kept in all."""
    kept: set[int] = set()
    taken: set[int] = set()
    n_after = n_kept = 0
    each = spent_on(pull_once, home)
    for _ in range(n_kills):
        told = killed(pull_for_ever, home, chance.randint(0, MOST_BEFORE), chance.uniform(0.0, 2 * each))
        kept |= {int(line.split()[0]) for line in told if line.endswith("kept\n")}
        taken |= {int(line.split()[0]) for line in told if line.endswith("taken in\n")}
        n_after += any(line.endswith("taken in\n") for line in told)
        n_kept = check(home, kept, taken)
    return n_after, len(taken), n_kept


def pull_once(home: Path) -> None:
    """One reply, kept and taken in."""
    with one_writer(home), open_store(home / "fedsheet.sqlite") as store:
        replies = RawReplies(home)
        body = reply(len(replies.entries()))
        take_in(store, replies.keep("nyfed", REQUEST, SEEN, body, "application/json"), body)


def rebuilds(home: Path, n_kills: int, chance: random.Random) -> None:
    """Kills of a rebuild: the same rows after each, and after a whole one."""
    with one_writer(home), open_store(home / "fedsheet.sqlite") as store:
        take_in_pending(store, RawReplies(home))
        digest = store.digest()
    whole = spent_on(lambda _: rebuild(), home)
    for _ in range(n_kills):
        killed(rebuild_for_ever, home, 0, chance.uniform(0.0, 1.1 * whole))
        check(home, set(), set())
        with open_store(home / "fedsheet.sqlite") as store:
            assert store.digest() == digest
    made = rebuild()
    assert made.before == made.after == digest


def spent_on(what: Callable[[Path], object], home: Path) -> float:
    """Processor seconds of doing something once, the second time: the first reads modules."""
    what(home)
    start = time.process_time()
    what(home)
    return time.process_time() - start


def ship_little() -> None:
    """Two series ship: what is killed is the work on what came in."""
    rows = [row for row in snapshot.observations() if row[0] in SHIPPED]
    definitions = [row for row in snapshot.definitions() if row.id in SHIPPED]
    snapshot.observations = lambda: iter(rows)
    snapshot.definitions = lambda: definitions


def main(folder: Path, n_kills: int, seed: int) -> None:
    """So many kills of a pull, so many of a rebuild."""
    chance = random.Random(seed)
    ship_little()
    after = taken = kept = 0
    for start in range(0, n_kills, ROUND):
        home = folder / str(start)
        home.mkdir()
        os.environ["FEDSHEET_HOME"] = str(home)
        with open_store(home / "fedsheet.sqlite"):
            pass
        n = min(ROUND, n_kills - start)
        found = pulls(home, n, chance)
        rebuilds(home, n, chance)
        after, taken, kept = after + found[0], taken + found[1], kept + found[2]
        print(f"so far {start + n}: {after}, {taken}, {kept}", file=sys.stderr, flush=True)
    print(f"{n_kills} kills of a pull: {after} after an acknowledgement; {taken} acknowledged, {kept} kept, 0 lost")
    print(f"{n_kills} kills of a rebuild: the same rows after each, and after a whole one")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
