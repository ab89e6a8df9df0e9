"""The journey of a doubt: shown → a reader takes it in → kept as a decision → the value is held like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fedsheet.runs.intake import USER, take_in, take_in_pending
from fedsheet.sources import user_decision
from fedsheet.sources.catalogue import catalogue
from fedsheet.store import questions
from fedsheet.store.home import home
from fedsheet.store.observations import LedgerEntry, open_store
from fedsheet.store.questions import Question
from fedsheet.store.raw import RawReplies, one_writer


def open_questions() -> list[Question]:
    """Every value that is kept aside, by number."""
    with open_store() as store:
        return questions.questions(store)


def accept(numbers: Sequence[int]) -> LedgerEntry:
    """Take in the values of these questions; the ledger's line. An unknown number raises `UnknownNameError`."""
    folder = home()
    with one_writer(folder), open_store() as store:
        replies = RawReplies(folder)
        take_in_pending(store, replies)
        chosen = questions.chosen(store, numbers)
        body = user_decision.body_of(
            (catalogue()[q.series_id].definition(), q.day, q.start, q.value, q.start_is) for q in chosen
        )
        what = f"accept {', '.join(str(question.n) for question in chosen)}"
        request = {"what": what, "feed": user_decision.FEED}
        return take_in(store, replies.keep(USER, request, date.today(), body, "decision"), body)
