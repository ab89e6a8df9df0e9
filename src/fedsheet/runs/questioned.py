"""The journey of a doubt: shown → a reader takes it in → kept as a decision → the value is held like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fedsheet.core.errors import DataError
from fedsheet.core.notes import kept
from fedsheet.runs.intake import USER, take_in, take_in_pending
from fedsheet.sources import user_decision
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.feeds import feed
from fedsheet.store import questions
from fedsheet.store.home import home
from fedsheet.store.observations import LedgerEntry, open_store
from fedsheet.store.questions import Question
from fedsheet.store.raw import RawReplies, one_writer
from fedsheet.store.tables import Row


def open_questions() -> list[Question]:
    """Every value that is kept aside, by number."""
    with open_store() as store:
        return questions.questions(store)


def _row(replies: RawReplies, question: Question) -> Row:
    """The row as its publisher's reply has it; a reply that is lost or reads otherwise since raises a named error."""
    found = [reply for reply in replies.entries() if reply.n == question.batch]
    for reply in found:
        parsed = feed(reply.request["feed"]).parse(replies.body(reply), reply.request)
        for table in parsed.tables:
            if table.name == question.series_id and question.key in dict(table.rows):
                return dict(table.rows)[question.key]
    raise DataError("runs.questioned_row_gone", where=question.series_id, table=question.series_id, row=question.key)


def accept(numbers: Sequence[int]) -> LedgerEntry:
    """Take in the values or rows of these questions; the ledger's line. An unknown number raises `UnknownNameError`."""
    folder = home()
    with one_writer(folder), open_store() as store:
        replies = RawReplies(folder)
        take_in_pending(store, replies)
        chosen = questions.chosen(store, numbers)
        body = user_decision.body_of(
            [
                (catalogue()[q.series_id].definition(), q.day, q.start, q.value, q.start_is)
                for q in chosen if not q.key
            ],
            [(q.series_id, q.key, q.start, _row(replies, q), kept(q.reason)) for q in chosen if q.key],
        )  # fmt: skip
        what = f"accept {', '.join(str(question.n) for question in chosen)}"
        request = {"what": what, "feed": user_decision.FEED}
        return take_in(store, replies.keep(USER, request, date.today(), body, "decision"), body)
