"""Files damaged at random: bits flipped, cut, emptied, deleted; then read, checked and rebuilt, as a user would.

    python bench/damage.py [TRIALS]     600 by default; appends to bench/results/store.csv

A store with a reply of every feed, something taken back, and a copy of it for each trial. Counted: exceptions without a
name; readings that differ from the truth while neither reading nor check says anything; rebuilds that fail; rebuilds
that say nothing of a loss and hold something else than before.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

from results import append

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import kept_store
from fedsheet.core.clock import today
from fedsheet.core.errors import FedsheetError
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.take_back import forget
from fedsheet.store import observations, vintage
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import RawReplies
from fedsheet.store.soundness import unsound

KINDS = ("flip", "flip", "flip", "cut", "page", "text", "delete")
PAGE = 4_096


def damage(home: Path, chance: random.Random) -> str:
    """One file of the home, one damage; what was done."""
    files = sorted(path for path in (home / "raw").rglob("*") if path.is_file())
    target = chance.choice([home / FILE_NAME] * 3 + [home / "raw" / "journal.jsonl"] * 2 + [chance.choice(files)])
    kind, content = chance.choice(KINDS), target.read_bytes()
    place = chance.randrange(len(content))
    if kind == "delete":
        target.unlink()
        return f"{target.name}: deleted"
    start = place // PAGE * PAGE
    target.write_bytes({
        "flip": content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :],
        "cut": content[:place], "text": b"nonsense\n" * 50,
        "page": content[:start] + bytes(len(content[start : start + PAGE])) + content[start + PAGE :],
    }[kind])  # fmt: skip
    return f"{target.name}: {kind} at {place}"


def reading() -> str:
    """The digest of what is known today and of every table, or the name of the error."""
    try:
        known = vintage(date(2026, 1, 15))
        for name in known.tables:
            known.table(name)
    except FedsheetError as error:
        return f"error {error.key}"
    return known.digest


def checked(home: Path) -> bool:
    """Whether a check says that something is wrong."""
    try:
        with open_store() as store:
            return any(finding.severity == "error" for finding in unsound(store, RawReplies(home), today()))
    except FedsheetError:
        return True


def trial(home: Path, truth: str, digest: str, chance: random.Random, found: Counter[str]) -> None:
    what = damage(home, chance)
    observations._used.clear()
    try:
        read, is_told = reading(), checked(home)
        if not read.startswith("error") and read != truth and not is_told:
            found["silently other"] += 1
            print("silently other:", what)
        found["named or found"] += read.startswith("error") or is_told
        made = rebuild()
        found["rebuilt"] += 1
        same = made.after == digest
        found["as before"] += same
        if not same and not made.lost:
            found["other without a word"] += 1
            print("rebuilt otherwise:", what, made)
    except FedsheetError as error:
        found["rebuild refused"] += 1
        print("refused:", what, error)
    except Exception as error:
        found["without a name"] += 1
        print("without a name:", what, type(error).__name__, error)


def main(n: int) -> None:
    chance, found = random.Random(20261130), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder) / "good"
        good.mkdir()
        os.environ["FEDSHEET_HOME"] = str(good)
        kept_store.fill(good)
        forget(["batch", "9"])
        with closing(sqlite3.connect(good / FILE_NAME)) as held:
            held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        truth, digest = reading(), kept_store.digest(good)
        for number in range(n):
            home = Path(folder) / f"trial-{number}"
            shutil.copytree(good, home)
            os.environ["FEDSHEET_HOME"] = str(home)
            trial(home, truth, digest, chance, found)
            shutil.rmtree(home)
    for name in ("silently other", "without a name", "rebuild refused", "other without a word"):
        append("store", f"{n:,} files damaged: {name}", found[name], "trials", "0")
    for name in ("named or found", "rebuilt", "as before"):
        append("store", f"{n:,} files damaged: {name}", found[name], "trials")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
