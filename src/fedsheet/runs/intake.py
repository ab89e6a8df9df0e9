"""What one reply says becomes figures in the store; used by pull, import and rebuild alike.

The same reply, seen on the same day, over the same store gives the same rows: that is why a rebuild is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fedsheet.core.errors import FedsheetError, StoreError
from fedsheet.sources import user_import
from fedsheet.sources.reply import Parsed, PrintsOf, RowsOf
from fedsheet.store import prints as p
from fedsheet.store import tables
from fedsheet.store.observations import Entry, Store
from fedsheet.store.raw import RawReplies, Received

Parser = Callable[[bytes, Mapping[str, str], date], Parsed]
PARSERS: dict[str, Parser] = {"user": user_import.parse}


def take_in(store: Store, received: Received, body: bytes) -> Entry:
    """Parse and add one reply in one transaction; a reply that cannot be accepted is a line "refused" and no rows."""
    try:
        parsed = PARSERS[received.source](body, received.request, received.seen_on)
    except FedsheetError as error:
        return _record(store, received, "refused", str(error))
    try:
        with store.transaction():
            entry = _entry(received, "taken in", _added(store, received, parsed))
            store.record(entry)
        return entry
    except FedsheetError as error:
        return _record(store, received, "refused", str(error))


def take_in_pending(store: Store, replies: RawReplies) -> list[Entry]:
    """Replies that were acknowledged but not taken in, because a pull was cut short in between."""
    held = {entry.batch for entry in store.ledger()}
    return [take_in(store, reply, replies.body(reply)) for reply in replies.entries() if reply.n not in held]


def _added(store: Store, received: Received, parsed: Parsed) -> str:
    """Add everything one reply says; how much was new, in words."""
    n_prints = sum(_add_prints(store, received, part) for part in parsed.series)
    n_rows = sum(_add_rows(store, received, part) for part in parsed.tables)
    return f"{n_prints} prints, {n_rows} rows; newest {parsed.newest or 'none'}"


def _add_prints(store: Store, received: Received, part: PrintsOf) -> int:
    seen = p.day_number(received.seen_on)
    starts = seen if part.starts is None else part.starts
    given = p.prints([p.day_number(d) for d in part.days], _numbers(starts), part.values)
    return store.append(part.definition, given, received.n, part.start_is, received.seen_on)


def _numbers(starts: object) -> object:
    return starts if isinstance(starts, int) else [p.day_number(d) for d in starts]  # type: ignore[attr-defined]


def _add_rows(store: Store, received: Received, part: RowsOf) -> int:
    start = p.day_number(part.start or received.seen_on)
    return tables.append(store.connection, part.name, part.rows, start, received.n)


def _record(store: Store, received: Received, outcome: str, note: str) -> Entry:
    entry = _entry(received, outcome, note)
    with store.transaction():
        store.record(entry)
    return entry


def _entry(received: Received, outcome: str, note: str) -> Entry:
    what = received.request.get("what", "")
    if not what:
        raise StoreError(f"Reply {received.n} in the journal does not say what it is", do="Restore the journal")
    return Entry(received.n, received.source, what, received.digest, received.seen_on, outcome, note)
