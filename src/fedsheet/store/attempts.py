"""What publishers were asked and what became of it: the questions of a pull, beside the ledger of what came in.

A question is named by `what` it asks for and belongs to a `feed`; its days are those of the replies it brought.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from fedsheet.core.notes import kept, read
from fedsheet.store.held import Store

ANSWERED, FAILED = "taken in", "failed"
# Lines of the ledger with the feed of the question they answer.
_REPLIES = "FROM ledger l JOIN attempts a USING (what)"


class Attempt(NamedTuple):
    """A question as it was asked last."""

    what: str
    feed: str
    at: datetime
    outcome: str
    note: str


def attempts(store: Store) -> list[Attempt]:
    """Every question by the time it was asked last."""
    rows = store.connection.execute("SELECT what, feed, at, outcome, note FROM attempts ORDER BY at").fetchall()
    return [Attempt(what, feed, datetime.fromisoformat(at), how, read(note)) for what, feed, at, how, note in rows]


def write_attempt(store: Store, what: str, feed: str, *, is_good: bool, note: str) -> None:
    """Write down that a question was asked now."""
    cells = what, feed, datetime.now(UTC).isoformat(timespec="seconds"), ANSWERED if is_good else FAILED, kept(note)
    with store.transaction():
        store.connection.execute("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?)", cells)


def newest_by_feed(store: Store) -> dict[str, date]:
    """The newest date that replies of each feed brought."""
    told = f"SELECT a.feed, max(l.newest) {_REPLIES} WHERE l.outcome = 'taken in' AND l.newest != '' GROUP BY a.feed"
    return {feed: date.fromisoformat(day) for feed, day in store.connection.execute(told)}


def stands_at(store: Store, feed: str) -> date | None:
    """The newest date of the question of a feed that is least far; None where no reply brought one."""
    newest = (
        f"SELECT max(l.newest) AS newest {_REPLIES} "
        "WHERE a.feed = ? AND l.outcome = 'taken in' AND l.newest != '' GROUP BY what"
    )
    (day,) = store.connection.execute(f"SELECT min(newest) FROM ({newest})", (feed,)).fetchone()  # noqa: S608 constants
    return date.fromisoformat(day) if day else None


def seen_on(store: Store, feed: str) -> dict[str, date]:
    """The day on which each question of a feed was last answered."""
    told = f"SELECT l.what, max(l.seen_on) {_REPLIES} WHERE a.feed = ? AND l.outcome = 'taken in' GROUP BY l.what"
    return {what: date.fromisoformat(day) for what, day in store.connection.execute(told, (feed,))}


def replies_of(store: Store, feed: str) -> list[tuple[int, str, str, str]]:
    """(batch, what, outcome, note) of every reply of a feed taken in, or taken back since, in order."""
    told = f"SELECT l.batch, l.what, l.outcome, l.note {_REPLIES} "
    which = "WHERE a.feed = ? AND l.outcome IN ('taken in', 'taken back') ORDER BY l.batch"
    rows: list[tuple[int, str, str, str]] = store.connection.execute(told + which, (feed,)).fetchall()
    return rows


def notes_taken_in(store: Store) -> list[tuple[str, str]]:
    """(what, note) of every reply taken in, in order."""
    told = "SELECT what, note FROM ledger WHERE outcome = ? ORDER BY batch"
    return store.connection.execute(told, (ANSWERED,)).fetchall()


def last_seen_on(store: Store) -> date | None:
    """The last day on which a reply came; None where only the shipped figures are held."""
    (day,) = store.connection.execute("SELECT max(seen_on) FROM ledger WHERE batch > 0").fetchone()
    return date.fromisoformat(day) if day else None
