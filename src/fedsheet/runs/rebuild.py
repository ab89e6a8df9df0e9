"""The store made again from the shipped figures and every reply held: the same rows, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.runs.intake import take_in
from fedsheet.store.home import home
from fedsheet.store.observations import FILE_NAME, load_snapshot, open_store
from fedsheet.store.raw import RawReplies, one_writer


@dataclass(frozen=True)
class Rebuilt:
    """Replies read again; digest of the rows before ("" where unreadable) and after; where a damaged file is kept."""

    n_replies: int
    before: str
    after: str
    kept_aside: str


def rebuild(progress: Callable[[str, float], None] = lambda _what, _share: None) -> Rebuilt:
    """One transaction: a reader or a kill sees the old rows or the new ones. A damaged file is kept beside."""
    folder = home()
    with one_writer(folder):
        replies = RawReplies(folder)
        entries = replies.entries()
        before, aside = _digest_or_aside(folder)
        with open_store() as store:
            with store.transaction():
                store.clear()
                load_snapshot(store)
                for reply in entries:
                    progress(reply.request["what"], reply.n / len(entries))
                    take_in(store, reply, replies.body(reply))
            return Rebuilt(len(entries), before, store.digest(), aside)


def _digest_or_aside(folder: Path) -> tuple[str, str]:
    """The digest of the rows held; or, where they cannot be read, the name the damaged file was moved to."""
    try:
        with open_store() as store:
            return store.digest(), ""
    except StoreError:
        mark = f".damaged-{datetime.now():%Y%m%d-%H%M%S}"
        for part in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
            if (folder / part).exists():
                (folder / part).rename(folder / f"{part}{mark}")
        return "", str(folder / f"{FILE_NAME}{mark}")
