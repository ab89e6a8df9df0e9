"""Whether the files are what was written: every row by its checksum, journal and ledger held against each other.

store → journal   every batch of the ledger has its line and its reply; every row a batch of the ledger
journal → store   every reply kept was taken in, under the same digest
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from fedsheet.core.errors import StoreError
from fedsheet.core.notes import Remark
from fedsheet.store.findings import ERROR, NOTE, WARNING, CheckFinding
from fedsheet.store.held import Store
from fedsheet.store.layout import CONTENTS, is_whole
from fedsheet.store.ledger import LedgerEntry
from fedsheet.store.raw import RawReplies, Received

DAMAGED = "store.check_rows_damaged"
OF_BATCHES = ("definitions", "blocks", "table_blocks", "questions")
SUBJECT = {
    "ledger": "batch", "definitions": "series_id", "blocks": "series_id", "table_blocks": "name",
    "questions": "series_id", "taken_back": "event", "undone": "event",
}  # fmt: skip


def unsound(store: Store, replies: RawReplies, today: date) -> list[CheckFinding]:
    """Every finding about the files themselves; where rows are damaged nothing is held against them."""
    found = [*_pages(store.connection), *_rows(store.connection)]
    if found:
        return found
    journal, damaged = replies.read()
    ledger = {entry.batch: entry for entry in store.ledger() if entry.batch}
    return [
        *(CheckFinding(ERROR, "journal", Remark.of("store.check_line_damaged", number=n)) for n in damaged),
        *_bodies(replies, journal), *_against_each_other(ledger, journal), *_seen_ahead(ledger.values(), today),
        *_without_a_line(store),
    ]  # fmt: skip


def is_readable(found: Iterable[CheckFinding]) -> bool:
    """Whether the rows of the store are whole: then figures can be held against each other, whatever else is lost."""
    return not any(f.severity == ERROR and (f.subject == "store" or _key(f.what) == DAMAGED) for f in found)


def _key(said: str) -> str:
    facts = said.facts if isinstance(said, Remark) else ()
    return facts[0].key if facts else ""


def _pages(connection: sqlite3.Connection) -> Iterator[CheckFinding]:
    for (said,) in connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield CheckFinding(ERROR, "store", str(said))


def _rows(connection: sqlite3.Connection) -> Iterator[CheckFinding]:
    """Rows whose checksum is not that of their cells."""
    for name in CONTENTS:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        subject = columns.index(SUBJECT[name])
        rows = connection.execute(f"SELECT * FROM {name}")  # noqa: S608 names of the schema
        bad = Counter(str(row[subject]) for row in rows if not is_whole(dict(zip(columns, row, strict=True))))
        for said, n in sorted(bad.items()):
            yield CheckFinding(ERROR, said, Remark.of(DAMAGED, table=name, n=n))


def _bodies(replies: RawReplies, journal: Sequence[Received]) -> Iterator[CheckFinding]:
    for reply in journal:
        try:
            replies.verify(reply)
        except StoreError as error:
            yield CheckFinding(ERROR, _reply(reply.n), Remark(error))


def _against_each_other(ledger: Mapping[int, LedgerEntry], replies: Sequence[Received]) -> Iterator[CheckFinding]:
    journal = {reply.n: reply for reply in replies}
    for n in sorted(journal.keys() - ledger.keys()):
        yield CheckFinding(WARNING, _reply(n), Remark.of("store.checks_pending"))
    for n in sorted(ledger.keys() - journal.keys()):
        yield CheckFinding(ERROR, _reply(n), Remark.of("store.check_not_in_journal", said=ledger[n].what))
    for n in sorted(ledger.keys() & journal.keys()):
        if not _is_same(ledger[n], journal[n]):
            yield CheckFinding(ERROR, _reply(n), Remark.of("store.check_journal_differs", said=ledger[n].what))
    for entry in ledger.values():
        if entry.outcome == "refused":
            yield CheckFinding(NOTE, entry.what, Remark.of("store.checks_refused", day=entry.seen_on, note=entry.note))
        if entry.outcome == "lost":
            yield CheckFinding(WARNING, entry.what, Remark.of("store.check_lost", batch=entry.batch, note=entry.note))


def _seen_ahead(ledger: Iterable[LedgerEntry], today: date) -> Iterator[CheckFinding]:
    """Replies dated by a clock that ran ahead: what they brought is known too late, and later pulls are refused."""
    for entry in ledger:
        if entry.seen_on > today:
            said = Remark.of("store.checks_seen_ahead", n=entry.batch, day=entry.seen_on)
            yield CheckFinding(WARNING, entry.what, said)


def _is_same(entry: LedgerEntry, reply: Received) -> bool:
    ours = (entry.source, entry.what, entry.digest, entry.seen_on)
    return ours == (reply.source, reply.request.get("what", ""), reply.digest, reply.seen_on)


def _without_a_line(store: Store) -> Iterator[CheckFinding]:
    """Rows of a batch the ledger does not know."""
    for name in OF_BATCHES:
        rows = store.connection.execute(
            f"SELECT DISTINCT batch FROM {name} WHERE batch NOT IN (SELECT batch FROM ledger)"  # noqa: S608 constants
        )
        for (batch,) in rows.fetchall():
            yield CheckFinding(ERROR, _reply(batch), Remark.of("store.check_batch_unknown", table=name))


def _reply(n: int) -> Remark:
    return Remark.of("store.checks_reply", n=n)
