"""The journey of a second thought: what came in is forgotten, replaced or undone, kept as an event in the journal.

Nothing is removed: what was shown until now is remembered as seen, a rebuild honours the event, and the event itself
can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from fedsheet.core import clock
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import DataError, InputError
from fedsheet.core.names import spelled
from fedsheet.runs.import_file import official_definition, official_request, own_request
from fedsheet.runs.intake import USER, take_in, take_in_pending
from fedsheet.sources import user_event
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.user_event import EventPart
from fedsheet.sources.users import imports
from fedsheet.sources.users.grid import bounded_bytes
from fedsheet.store import events
from fedsheet.store.home import home
from fedsheet.store.ledger import REPLACEMENT
from fedsheet.store.observations import LedgerEntry, Store, open_store
from fedsheet.store.raw import RawReplies, one_writer

UNDO = "undo"


def forget(words: Sequence[str]) -> LedgerEntry:
    """Take back what was brought of a series or table (`ID`), a batch (`batch N`), or all since a day (`since D`).

    The shipped figures stay. Nothing of that name: `UnknownNameError`; nothing that counts: `InputError`.
    """
    with one_writer(home()), open_store() as store:
        replies = _replies(store)
        if words[:1] == ["batch"] and len(words) == 2 and words[1].isdecimal():
            return _one_back(store, replies, events.one(store, int(words[1])), "forget batch")
        if words[:1] == ["since"] and len(words) == 2:
            day = parse_date(words[1])
            return _happened(store, replies, f"forget since {day}", [EventPart(n) for n in events.since(store, day)])
        if len(words) != 1:
            raise InputError("runs.take_back_what", words=" ".join(words))
        name = spelled(words[0], {*store.ids(), *catalogue()}) or words[0]
        return _happened(store, replies, f"forget {name}", [EventPart(n, name) for n in events.of_name(store, name)])


def undo() -> LedgerEntry:
    """Take back the newest batch that counts: a reply, an import, a decision, or an event; again, the one before it."""
    with one_writer(home()), open_store() as store:
        replies = _replies(store)
        newest = events.last(store, lambda entry: entry.what.startswith(f"{UNDO} "))
        return _one_back(store, replies, newest, UNDO)


def replace(series_id: str, path: Path, unit: str, publisher: str, options: Mapping[str, str]) -> LedgerEntry:
    """Put the figures of a file in the place of those held; taken whole, or refused and nothing changes.

    A series of one's own makes way whole, an official one on the days from the file's first to its last.
    """
    today = clock.today()
    with one_writer(home()), open_store() as store:
        replies = _replies(store)
        series_id = spelled(series_id, {*store.ids(), *catalogue()}) or series_id
        official = official_definition(store, series_id)
        if series_id not in store.ids():
            raise InputError("runs.take_back_replace_nothing", id=series_id)
        body = bounded_bytes(path)
        if official is None:
            held = store.definition(series_id, date.max)
            given = {**options, "frequency": options.get("frequency") or held.frequency}
            request = _replacing(
                own_request(series_id, path, unit or held.unit.name, publisher or held.publisher, today, given)
            )
            imports.parse(body, request)
            parts = [EventPart(n, series_id) for n in events.of_name(store, series_id)]
        else:
            asked = official_request(official, path, unit or official.unit.name, today, options, after=None)
            request = _replacing(asked)
            days = imports.parse(body, request).series[0].days
            parts = [EventPart(n, series_id, days[0], days[-1]) for n in [0, *_brought(store, series_id)]]
        request = _replacing(request, parts)
        entry = take_in(store, replies.keep(USER, request, today, body, REPLACEMENT), body)
    if entry.outcome == "refused":
        raise DataError("runs.take_back_refused", where=path.name, reason=entry.note)
    return entry


def _replacing(request: Mapping[str, str], parts: Sequence[EventPart] = ()) -> dict[str, str]:
    """The account of a file that takes back what it replaces."""
    return {**request, user_event.TAKES_BACK: user_event.account("", parts)[user_event.TAKES_BACK]}


def _brought(store: Store, name: str) -> list[int]:
    try:
        return events.of_name(store, name)
    except InputError:
        return []


def _one_back(store: Store, replies: RawReplies, entry: LedgerEntry, why: str) -> LedgerEntry:
    """One batch back: what it took back stands again, what it brought no longer counts."""
    again = [entry.batch] if events.is_event(store, entry.batch) else []
    parts = [EventPart(entry.batch)] if events.names_of(store, entry.batch) or not again else []
    return _happened(store, replies, f"{why} {entry.batch}", parts, again)


def _happened(
    store: Store, replies: RawReplies, what: str, parts: Sequence[EventPart], again: Sequence[int] = ()
) -> LedgerEntry:
    """Keep the event and take it in."""
    request = user_event.account(what, parts, again)
    body = "\n".join(f"{name}: {said}" for name, said in request.items()).encode()
    return take_in(store, replies.keep(USER, request, clock.today(), body, "decision"), body)


def _replies(store: Store) -> RawReplies:
    replies = RawReplies(home())
    take_in_pending(store, replies)
    return replies
