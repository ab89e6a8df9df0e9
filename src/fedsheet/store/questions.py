"""Values kept aside because they can hardly be true: what, of which day, why; and what became of each.

questions   n → batch, series, day, start, value as published, start_is, reason, outcome; of a row of a table the
            series is the table, start_is "row" and its key, the value the amount that is doubted
outcome     "open" | "accepted" (a reader took it in) | "answered" (its publisher said something else since)
            | "taken back" (with the reply that brought it)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.notes import Remark, kept, read
from fedsheet.store import prints as p
from fedsheet.store.held import Store
from fedsheet.store.layout import checksum, verify

ROW = "row "
OPEN, ACCEPTED, ANSWERED, TAKEN_BACK = "open", "accepted", "answered", "taken back"


@dataclass(frozen=True)
class Question:
    """One value kept aside; `n` is its number, 0 while it has none; `start` None = the day it was seen."""

    series_id: str
    day: date
    start: date
    value: float
    start_is: str
    reason: str
    n: int = 0
    batch: int = 0
    outcome: str = OPEN

    @classmethod
    def of_row(cls, table: str, key: str, day: date, start: date, value: float, reason: str) -> Question:
        """The doubt of one row of a table, by its key."""
        return cls(table, day, start, value, f"{ROW}{key}", reason)

    @property
    def key(self) -> str:
        """The key of the row it is about; "" of a series."""
        return self.start_is.removeprefix(ROW) if self.start_is.startswith(ROW) else ""


def ask(store: Store, batch: int, doubts: Iterable[Question]) -> int:
    """Write down the doubts of one reply; one that is open already is not asked twice. How many are new."""
    n_new = 0
    for doubt in doubts:
        same = (doubt.series_id, p.day_number(doubt.day), doubt.value, OPEN, doubt.key, doubt.start_is)
        held = ("SELECT 1 FROM questions WHERE series_id = ? AND day = ? AND value = ? AND outcome = ? "
                "AND (? = '' OR start_is = ?)")  # fmt: skip
        if not store.connection.execute(held, same).fetchone():
            n = store.connection.execute("SELECT coalesce(max(n), 0) + 1 FROM questions").fetchone()[0]
            _write(store, replace(doubt, n=n, batch=batch, outcome=OPEN))
            n_new += 1
    return n_new


def close(store: Store, series_id: str, days: Iterable[int], outcome: str) -> None:
    """The open questions of these days, where a value has come in since."""
    wanted = set(days)
    for question in questions(store):
        if question.series_id == series_id and p.day_number(question.day) in wanted:
            _write(store, replace(question, outcome=outcome))


def close_rows(store: Store, table: str, keys: Iterable[str], outcome: str) -> None:
    """The open questions of these rows, where they have come in since."""
    wanted = set(keys)
    for question in questions(store):
        if question.series_id == table and question.key in wanted:
            _write(store, replace(question, outcome=outcome))


def close_batch(store: Store, batch: int) -> None:
    """The open questions of a batch that was taken back."""
    for question in questions(store):
        if question.batch == batch:
            _write(store, replace(question, outcome=TAKEN_BACK))


def _write(store: Store, question: Question) -> None:
    """One row, with its checksum; it takes the place of what was said of this number."""
    cells = (question.n, question.batch, question.series_id, p.day_number(question.day), p.day_number(question.start),
             float(question.value), question.start_is, kept(question.reason), question.outcome)  # fmt: skip
    store.connection.execute(
        "INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*cells, checksum(*cells))
    )


def questions(store: Store, *, only_open: bool = True) -> list[Question]:
    """Every question by number."""
    rows = store.connection.execute("SELECT * FROM questions ORDER BY n").fetchall()
    for *cells, check in rows:
        verify(check, f"question {cells[0]}", *cells)
    found = [
        Question(name, p.as_date(day), p.as_date(start), value, start_is, read(reason), n, batch, outcome)
        for n, batch, name, day, start, value, start_is, reason, outcome, _ in rows
    ]
    return [question for question in found if question.outcome == OPEN or not only_open]


def chosen(store: Store, numbers: Iterable[int]) -> list[Question]:
    """The open questions of these numbers; unknown: `UnknownNameError`, none open: `InputError`."""
    held = {question.n: question for question in questions(store)}
    if not held:
        raise InputError("store.questions_value_kept_aside")
    wanted = list(dict.fromkeys(numbers))
    for n in wanted:
        if n not in held:
            raise UnknownNameError(
                "question", str(n), [str(known) for known in held], do=Remark.of("store.questions_see")
            )
    return [held[n] for n in wanted]
