"""The journey of a check: the store, the replies, what is known today → findings."""

from __future__ import annotations

from datetime import date

from fedsheet.core.notes import Remark
from fedsheet.runs.intake import PARTIAL
from fedsheet.runs.pull import open_holes
from fedsheet.store.checks import NOTE, WARNING, CheckFinding, check_all
from fedsheet.store.home import home
from fedsheet.store.observations import open_store
from fedsheet.store.questions import questions
from fedsheet.store.raw import RawReplies
from fedsheet.store.soundness import is_readable


def data_check() -> list[CheckFinding]:
    """Every finding about the figures held."""
    with open_store() as store:
        doubts = [
            CheckFinding(
                WARNING, f"{q.series_id} {q.day}", Remark.of("store.checks_questioned", n=q.n, reason=q.reason)
            )
            for q in questions(store)
        ]
        found = check_all(store, RawReplies(home()), date.today())
        holes = open_holes(store) if is_readable(found) else []
        first = {name: day for day, name in sorted(holes, reverse=True)}
        lacking = [CheckFinding(NOTE, name, Remark.of(PARTIAL, id=name, day=day)) for name, day in first.items()]
        return [*found, *doubts, *lacking]  # a hole is asked for again by itself, thrice: nothing to do about it
