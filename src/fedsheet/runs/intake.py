"""What one reply says becomes figures in the store; used by pull, import and rebuild alike.

    parse → held against what is known → what is doubted is kept aside → the rest added, with its line in the ledger
The same reply, seen on the same day, over the same store gives the same rows: that is why a rebuild is exact.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from fedsheet.core.errors import FedsheetError, SourceError, StoreError
from fedsheet.core.notes import NOTHING, Remark
from fedsheet.runs import doubtful, doubtful_rows
from fedsheet.sources import user_event
from fedsheet.sources.feeds import feed
from fedsheet.sources.reply import Feed, Parsed, PrintsOf, RowsOf
from fedsheet.sources.user_decision import FEED as ACCEPT
from fedsheet.sources.users import imports
from fedsheet.store import events, guards, questions, tables
from fedsheet.store import prints as p
from fedsheet.store.observations import LedgerEntry, Store
from fedsheet.store.questions import Question
from fedsheet.store.raw import RawReplies, Received

# What a parser that overlooks something raises; anything else (memory, disk, the user's Ctrl-C) is not a reply's fault.
OWN_MISTAKES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
MOST_SHOWN = 5
USER = "user"
TAKEN_IN, REFUSED, LOST = "taken in", "refused", "lost"
PARTIAL = "runs.intake_partial"


def take_in(store: Store, received: Received, body: bytes, parsed: Parsed | None = None) -> LedgerEntry:
    """Add one reply; one that cannot be accepted is a line "refused" in the ledger, with the reason, and no rows.

    parsed  what the body says, where it was parsed already
    """
    try:
        source = feed(received.request.get("feed", ""))
        parsed = parsed or _parsed(source, received, body)
        with store.transaction():
            back = take_back(store, received)
            latest = received.seen_on + timedelta(days=source.days_ahead)
            if not back and not _brings_up_to_date(received):  # a file that replaces or fills in may end before them
                guards.refuse_old_or_early(store, received.request["what"], parsed.newest, latest)
            note = back.and_(_added(store, received, *_judged(store, received, parsed)))
            entry = _entry(received, TAKEN_IN, str(parsed.newest or ""), note)
            store.record(entry)
    except FedsheetError as error:
        entry = _entry(received, REFUSED, "", Remark(error))
        with store.transaction():
            store.record(entry)
    return entry


def _parsed(source: Feed, received: Received, body: bytes) -> Parsed:
    """What the reply says; a parser's own mistake refuses this one reply and never stops the pulls to come."""
    try:
        return source.parse(body, received.request)
    except OWN_MISTAKES as error:
        raise SourceError(
            "runs.intake_cannot_read", where=received.request["what"], name=type(error).__name__
        ) from error


def take_in_pending(store: Store, replies: RawReplies) -> list[LedgerEntry]:
    """Replies that were acknowledged but not taken in, because a pull was cut short in between."""
    held = {entry.batch for entry in store.ledger()}
    return [_pending(store, replies, reply) for reply in replies.entries() if reply.n not in held]


def _pending(store: Store, replies: RawReplies, reply: Received) -> LedgerEntry:
    """A reply that is damaged is lost, and stops none of the others."""
    try:
        return take_in(store, reply, replies.body(reply))
    except StoreError as error:
        entry = _entry(reply, LOST, "", Remark(error))
        with store.transaction():
            store.record(entry)
        return entry


def take_back(store: Store, received: Received) -> Remark:
    """What the reply takes back or lets stand again, before anything of its own is added."""
    asked = received.request
    for event in user_event.standing_again(asked):
        events.let_stand(store, event, received.n)
    parts = [(part.batch, part.name, part.first, part.last) for part in user_event.taken_back(asked)]
    back = events.take_back(store, received.n, received.seen_on, parts, PARTIAL)
    said = [Remark.of("runs.intake_back", batches=", ".join(map(str, back)))] if back else []
    said += [Remark.of("runs.intake_again", n=event) for event in user_event.standing_again(asked)]
    return NOTHING.and_(*said)


def _judged(store: Store, received: Received, parsed: Parsed) -> tuple[Parsed, list[Question]]:
    """The reply as sifted; a mistake of ours in judging it refuses this one reply, as one in reading it does."""
    try:
        return _sifted(store, received, parsed)
    except OWN_MISTAKES as error:
        raise SourceError(
            "runs.intake_cannot_read", where=received.request["what"], name=type(error).__name__
        ) from error


def _sifted(store: Store, received: Received, parsed: Parsed) -> tuple[Parsed, list[Question]]:
    """A reply, or a file that brings an official series up to date, without what is doubted.

    A series of the user's own is held against what is held, but not sifted; a decision to accept, a correction and
    the days that the user vouches for are taken at their word.
    """
    if received.request["feed"] == ACCEPT:
        return parsed, []
    known = set(store.ids())
    for part in parsed.series:
        if part.definition.id in known:
            guards.refuse_doubtful_prints(store, part.definition, _given(received, part), received.seen_on)
    if received.source == USER and not _brings_up_to_date(received):
        return parsed, []
    return doubtful.sifted(store, received.seen_on, parsed, imports.vouched(received.request))


def _brings_up_to_date(received: Received) -> bool:
    """Whether a user's file carries an official series on; one that replaces figures is a correction."""
    return imports.OFFICIAL in received.request and user_event.TAKES_BACK not in received.request


def _added(store: Store, received: Received, parsed: Parsed, doubts: Sequence[Question]) -> Remark:
    """Add everything one reply says; how much was new, what was kept aside and what it lacks, in words."""
    odd = _odd_of_own(store, received, parsed)
    replaced = [_replaced(store, received, part) for part in parsed.series]
    n_prints = sum(_add_prints(store, received, part) for part in parsed.series)
    n_rows = sum(_add_rows(store, received, part) for part in parsed.tables)
    outcome = questions.ACCEPTED if received.request["feed"] == ACCEPT else questions.ANSWERED
    for part in parsed.series:
        questions.close(store, part.definition.id, p.day_numbers(part.days), outcome)
    for table in parsed.tables:
        questions.close_rows(store, table.name, (key for key, _ in table.rows), outcome)
    n_asked = questions.ask(store, received.n, doubts)
    new = NOTHING if received.request["feed"] == user_event.FEED else _new(n_prints, n_rows)
    note = new.and_(*replaced, parsed.said, odd)
    if n_asked:
        first = doubts[0]
        note = note.and_(
            Remark.of("runs.intake_questioned", n=n_asked, id=first.series_id, day=first.day, reason=first.reason)
        )
    return note.and_(_holes(store, received, parsed))


def _odd_of_own(store: Store, received: Received, parsed: Parsed) -> Remark:
    """Values of a user's own series that are far from those before them: told, and taken in as the file has them."""
    if received.source != USER or received.request["feed"] == ACCEPT or _brings_up_to_date(received):
        return NOTHING
    vouched = imports.vouched(received.request)
    found = [
        (part.definition.id, p.as_date(day), reason)
        for part in parsed.series
        for day, reason in doubtful.odd(store, part, received.seen_on).items()
        if p.as_date(day) not in vouched
    ]
    if not found:
        return NOTHING
    name, day, reason = found[0]
    return Remark.of("runs.intake_odd", n=len(found), id=name, day=day, reason=reason)


def _new(n_prints: int, n_rows: int) -> Remark:
    if n_prints and not n_rows:  # a file of series has no rows of tables
        return Remark.of("runs.intake_new_values", n_prints=n_prints)
    return Remark.of("runs.intake_new", n_prints=n_prints, n_rows=n_rows)


def _holes(store: Store, received: Received, parsed: Parsed) -> Remark:
    """What a publisher's reply lacks of what it was asked for: told in the ledger, and asked for again from there.

    Of a file that brings an official series up to date: the first days between what was held and its own.
    """
    if received.source == USER:
        return _gap(store, parsed.series[0]) if _brings_up_to_date(received) and parsed.series else NOTHING
    asked = received.request
    since, until = (_date(asked.get(name, "")) for name in ("since", "until"))
    found = [
        (hole, part.definition.id) for part in parsed.series
        for hole in doubtful.holes_of(part, since, until, received.seen_on)
    ]  # fmt: skip
    first, last = (_date(asked.get(name, "")) for name in ("startDate", "endDate"))
    silent = [(doubtful_rows.silence(table, first, last, received.seen_on), table.name) for table in parsed.tables]
    found += [(day, name) for day, name in silent if day is not None]
    return Remark.of(PARTIAL, day=min(found)[0], id=min(found)[1]) if found else NOTHING


def _gap(store: Store, part: PrintsOf) -> Remark:
    gap = doubtful.gap_before(store, part)
    return Remark.of("runs.intake_gap", id=part.definition.id, day=gap[0], next=gap[1]) if gap else NOTHING


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _replaced(store: Store, received: Received, part: PrintsOf) -> Remark:
    """Where the publisher's figures, or a later file's, replace others of a user's file: on how many days, which."""
    name, is_file = part.definition.id, received.request["feed"] == imports.FEED
    held = store.imported(name)
    if is_file and not len(held):  # a series of the user's own has no publisher beside its files
        held = store.own_prints(name)
    found = guards.differing(held, _given(received, part), received.seen_on)
    shown = "; ".join(f"{day}: {before:,.10g} -> {now:,.10g}" for day, before, now in found[:MOST_SHOWN])
    more = "" if len(found) <= MOST_SHOWN else Remark.of("runs.intake_more", n=len(found) - MOST_SHOWN)
    key = "runs.intake_replaces_file" if is_file else "runs.intake_replaces"
    return Remark.of(key, id=name, n=len(found), shown=shown, more=more) if found else NOTHING


def _add_prints(store: Store, received: Received, part: PrintsOf) -> int:
    given = _given(received, part)
    replaced = store.replaced(part.definition.id) if received.source != USER else set()
    if replaced:
        is_news = [
            (day, value) not in replaced
            for day, value in zip(given["day"].tolist(), given["value"].tolist(), strict=True)
        ]
        given = given[is_news]
    return store.append(part.definition, given, received.n, part.start_is, received.seen_on)


def _given(received: Received, part: PrintsOf) -> p.Prints:
    """The prints of one series; without a start they are known since the day they were seen."""
    days = p.day_numbers(part.days)
    starts = [p.day_number(received.seen_on)] * len(days) if part.starts is None else p.day_numbers(part.starts)
    return p.prints(days, starts, part.values)


def _add_rows(store: Store, received: Received, part: RowsOf) -> int:
    if received.request["feed"] != ACCEPT:
        guards.refuse_doubtful_rows(store, part.name, part.rows, received.seen_on)
    start = p.day_number(part.start or received.seen_on)
    seen = p.day_number(received.seen_on)
    return tables.append(store.connection, part.name, part.rows, start, received.n, seen=seen, whole=part.whole)


def _entry(received: Received, outcome: str, newest: str, note: Remark) -> LedgerEntry:
    what = received.request["what"]
    request = json.dumps(received.request, ensure_ascii=False, sort_keys=True)
    return LedgerEntry(
        received.n, received.source, what, received.digest, received.seen_on, outcome, newest, note, request,
        received.media_type,
    )  # fmt: skip
