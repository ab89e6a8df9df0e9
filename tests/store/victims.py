"""A program that is killed: forks children that pull or rebuild, kills each at a random moment, looks at what is left.

    python victims.py HOME N_KILLS SEED
It imports everything once and forks, so that a hundred kills take seconds. Prints what it saw; exit code 1 on a loss.
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
from fedsheet.store.observations import open_store
from fedsheet.store.raw import RawReplies, one_writer

MOST_SECONDS = 20.0
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
    """Keep and take in one reply after another; tell the parent of each that was acknowledged."""
    with one_writer(home), open_store(home / "fedsheet.sqlite") as store:
        replies = RawReplies(home)
        take_in_pending(store, replies)
        n = len(replies.entries())
        while True:
            body = reply(n)
            received = replies.keep("nyfed", REQUEST, SEEN, body, "application/json")
            entry = take_in(store, received, body)
            os.write(told, f"{entry.batch} {entry.outcome}\n".encode())
            n += 1


def rebuild_for_ever(home: Path, told: int) -> None:
    """Rebuild again and again."""
    while True:
        made = rebuild()
        os.write(told, f"{made.n_replies} rebuilt\n".encode())


def killed(what: Callable[[Path, int], None], home: Path, moment: float) -> list[str]:
    """Fork, let it run, kill -9; what the child told before."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            what(home, tell)
        finally:
            os._exit(3)
    os.close(tell)
    let_run(child, moment)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear) as stream:
        return stream.read().splitlines()


def let_run(child: int, seconds: float) -> None:
    """Wait until a child has had so much of a processor, however busy the machine; where nobody tells, so much time."""
    spent, until = Path(f"/proc/{child}/schedstat"), time.monotonic() + MOST_SECONDS
    if not spent.exists():
        time.sleep(seconds)
        return
    while int(spent.read_text().split()[0]) < seconds * 1e9 and time.monotonic() < until:
        time.sleep(0.001)


def check(home: Path, acknowledged: set[int]) -> tuple[int, int]:
    """The store opens, is whole, has every acknowledged batch, and no batch in part; (batches, replies kept)."""
    with open_store(home / "fedsheet.sqlite") as store:
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        batches = {entry.batch for entry in store.ledger() if entry.batch}
        assert all(entry.outcome == "taken in" for entry in store.ledger())
        lost = acknowledged - batches
        assert not lost, f"lost {sorted(lost)[:5]}"
        rows = store.connection.execute("SELECT batch, count(*) FROM blocks WHERE batch > 0 GROUP BY batch").fetchall()
        assert {batch for batch, _ in rows} == batches
        torn = [batch for batch, n in rows if n != len(SERIES)]
        assert not torn, f"torn {torn[:5]}"
        assert not batches or all(len(store.prints(name)) for name in SERIES)
        replies = RawReplies(home)
        kept = replies.entries()
        assert [entry.n for entry in kept] == list(range(1, len(kept) + 1))
        for entry in kept[-3:]:
            assert replies.body(entry) == reply(entry.n - 1)
        return len(batches), len(kept)


def main(home: Path, n_kills: int, seed: int) -> None:
    """Half of the kills hit a pull, half a rebuild."""
    chance = random.Random(seed)
    acknowledged: set[int] = set()
    with open_store(home / "fedsheet.sqlite"):
        pass
    for _ in range(n_kills):
        told = killed(pull_for_ever, home, chance.uniform(0.0, 0.12))
        acknowledged |= {int(line.split()[0]) for line in told if line.endswith("taken in")}
        batches, kept = check(home, acknowledged)
    print(f"{n_kills} kills of a pull: {len(acknowledged)} acknowledged, {batches} taken in, {kept} kept")
    with one_writer(home), open_store(home / "fedsheet.sqlite") as store:
        take_in_pending(store, RawReplies(home))
        digest = store.digest()
    for _ in range(n_kills):
        killed(rebuild_for_ever, home, chance.uniform(0.0, 0.15))
        check(home, acknowledged)
        with open_store(home / "fedsheet.sqlite") as store:
            assert store.digest() == digest
    made = rebuild()
    assert made.before == made.after == digest
    print(f"{n_kills} kills of a rebuild: the same rows after each, and after a whole one")


if __name__ == "__main__":
    os.environ["FEDSHEET_HOME"] = sys.argv[1]
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
