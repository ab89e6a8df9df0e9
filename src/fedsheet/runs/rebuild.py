"""The store made again from the shipped figures and every reply held: the same rows, bit for bit.

    journal ∪ ledger → every batch by number → its reply is whole     → taken in again
                                             → only its rows are      → carried over from the store before
                                             → neither                → recorded as lost, by name
It is built beside; the store before is kept under a name of its own; the new one takes its place in one step.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from fedsheet.core.clock import today
from fedsheet.core.errors import StoreError
from fedsheet.core.notes import Remark
from fedsheet.runs.intake import take_back, take_in
from fedsheet.sources import user_event
from fedsheet.store import salvage
from fedsheet.store.home import home
from fedsheet.store.observations import FILE_NAME, LedgerEntry, Store, open_store
from fedsheet.store.raw import RawReplies, Received, one_writer
from fedsheet.store.salvage import Old

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Rebuilt:
    """Replies read again; digest of the rows before ("" where some could not be read) and after; the file kept.

    carried  questions whose reply is gone and whose rows came over from the store before
    lost     questions of which neither is whole: their series may lack days
    """

    n_replies: int
    before: str
    after: str
    kept_aside: str
    carried: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass
class _Tally:
    n_replies: int = 0
    carried: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def rebuild(progress: Progress = lambda _what, _share: None) -> Rebuilt:
    """A reader or a kill sees the old rows or the new ones; the file before is always kept."""
    folder = home()
    file, building = folder / FILE_NAME, folder / f"{FILE_NAME}.building"
    with one_writer(folder):
        replies = RawReplies(folder)
        salvage.remove(building)
        with salvage.old_store(file) as old:
            known = _known(replies, old)
            with open_store(building) as new:
                with new.transaction(), _uncollected():
                    tally = _taken_in(new, replies, known, old, progress)
                    if old is not None:
                        old.attempts(new)
                        old.identity(new)
                after = new.digest()
            kept = salvage.keep_old(old, file)
            before = old.digest if old is not None else ""
        salvage.put_in_place(building, file)
        replies.write_anew([known[n] for n in sorted(known)])
    return Rebuilt(
        tally.n_replies, before, after, str(kept or ""), tuple(dict.fromkeys(tally.carried)),
        tuple(dict.fromkeys(tally.lost)),
    )  # fmt: skip


def _known(replies: RawReplies, old: Old | None) -> dict[int, Received]:
    """Every reply by number: as the journal has it, else as the ledger does."""
    found = {n: _of_ledger(entry) for n, entry in old.entries.items()} if old is not None else {}
    for reply in replies.entries():
        other = found.get(reply.n, reply)
        if other.digest == reply.digest or replies.is_held(reply.digest) or not replies.is_held(other.digest):
            found[reply.n] = reply
    return found


def _of_ledger(entry: LedgerEntry) -> Received:
    request = {"what": entry.what, **json.loads(entry.request)}
    return Received(entry.batch, entry.source, request, entry.seen_on, entry.digest, entry.media_type)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's search for cycles rests: rows come and go by the million, in none of them, and it would look at each."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _taken_in(
    new: Store, replies: RawReplies, known: dict[int, Received], old: Old | None, progress: Progress
) -> _Tally:
    """Every batch in turn, by the best that is left of it; a number nobody knows anything about is lost too."""
    tally = _Tally()
    last = max([*known, *replies.missing_numbers()], default=0)
    for n in range(1, last + 1):
        reply = known.get(n)
        what = reply.request["what"] if reply else f"reply {n}"
        progress(what, n / last)
        body = _body(replies, reply)
        if reply is not None and body is not None:
            take_in(new, reply, body)
            tally.n_replies += 1
        elif old is not None and n in old.entries and old.can_carry(n):
            take_back(new, known[n])
            old.carry(n, new)
            tally.carried.append(what)
        elif reply is not None or n in replies.missing_numbers():
            new.record(_lost(n, reply, what))
            tally.lost.append(what)
    return tally


def _body(replies: RawReplies, reply: Received | None) -> bytes | None:
    """The reply where it is whole; one without a feed cannot be read again, and an event stands in its account."""
    if reply is None or "feed" not in reply.request:
        return None
    if reply.request["feed"] == user_event.FEED:
        return b""
    try:
        return replies.body(reply)
    except StoreError:
        return None


def _lost(n: int, reply: Received | None, what: str) -> LedgerEntry:
    nothing = LedgerEntry(n, "?", what, "", today(), "lost", "", Remark.of("runs.rebuild_lost"))
    if reply is None:
        return nothing
    request = json.dumps(reply.request, ensure_ascii=False, sort_keys=True)
    return replace(
        nothing, source=reply.source, digest=reply.digest, seen_on=reply.seen_on, request=request,
        media_type=reply.media_type,
    )  # fmt: skip
