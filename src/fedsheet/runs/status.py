"""Where the figures stand: per group the last fetch, the newest observation, the next release expected, lateness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core import clock
from fedsheet.core.errors import FedsheetError
from fedsheet.core.notes import Remark
from fedsheet.core.vintage import Vintage
from fedsheet.runs.due import told_release
from fedsheet.runs.pull import CALENDAR
from fedsheet.sources.catalogue import CatalogueEntry, catalogue, groups
from fedsheet.store.attempts import FAILED, Attempt, attempts, newest_by_feed
from fedsheet.store.observations import Store, open_store

if TYPE_CHECKING:
    from fedsheet.present.text import Words

NEVER = Remark.of("runs.status_never")
STATEMENT = "WALCL"
FEW = 3
_Asked = tuple[Attempt, frozenset[str]]  # a question, the names in it


@dataclass(frozen=True)
class Standing:
    """One group of the catalogue: the most and the least advanced of its series that still go on, with their ids.

    next_release, days_late   of the least advanced: what an update would bring first
    """

    group: str
    publisher: str
    n_series: int
    n_held: int
    last_fetch: str
    newest: date | None
    newest_id: str
    oldest: date | None
    oldest_id: str
    next_release: date | None
    days_late: int | None
    failures: str


def newest_statement() -> clock.Age | None:
    """How old the newest statement held is today; None where none is held."""
    day = clock.today()
    with open_store() as store:
        return clock.age(store.series(STATEMENT, day), day) if STATEMENT in store.ids() else None


def told_age(words: Words) -> tuple[str, ...]:
    """The newest statement held, how old it is, which command brings newer figures: one line for standard error.

    None of a store that cannot be read: what is asked for next says so.
    """
    from fedsheet.present.update_lines import age

    try:
        return (f"{age(newest_statement(), words)}\n",)
    except FedsheetError:
        return ()


def status(today: date | None = None) -> list[Standing]:
    """Every group in the order of the catalogue."""
    day = today or clock.today()
    with open_store() as store:
        known, asked = store.vintage(day), _asked(store)
        return [_standing(store, known, asked, group, day) for group in groups()]


def _standing(store: Store, known: Vintage, asked: Sequence[_Asked], group: str, today: date) -> Standing:
    entries = [entry for entry in catalogue().values() if entry.group == group]
    held = {entry.id: known[entry.id].last_day for entry in entries if entry.id in known}
    tables = [entry for entry in entries if not entry.is_series and _is_table_held(known, entry)]
    going_on = [entry for entry in entries if entry.id in held and not entry.ended]
    ahead = max(going_on, key=lambda entry: held[entry.id], default=None)
    behind = min(going_on, key=lambda entry: held[entry.id], default=None)
    oldest = held[behind.id] if behind else None
    newest = held[ahead.id] if ahead else _newest_table(store, entries)
    coming = told_release(behind, known[behind.id]) if behind else None
    last, failures = _attempts(asked, {entry.feed for entry in entries}, {entry.id for entry in entries})
    return Standing(
        group, entries[0].publisher, len(entries), len(held) + len(tables), last, newest, ahead.id if ahead else "",
        oldest, behind.id if behind else "", coming, max(0, (today - coming).days) if coming else None, failures,
    )  # fmt: skip


def _newest_table(store: Store, entries: Sequence[CatalogueEntry]) -> date | None:
    """The newest date that replies about these tables brought; of a calendar of days to come, none."""
    newest = newest_by_feed(store)
    feeds = (entry.feed for entry in entries if not entry.is_series and entry.feed != CALENDAR)
    return max((newest[feed] for feed in feeds if feed in newest), default=None)


def _is_table_held(known: Vintage, entry: CatalogueEntry) -> bool:
    return any(name == entry.id or name.startswith(f"{entry.id}_") for name in known.tables)


def _asked(store: Store) -> list[_Asked]:
    """Every question by the time it was asked last, and the names it speaks of."""
    return [(one, frozenset(re.split(r"[\s,]+", one.what))) for one in attempts(store)]


def _attempts(asked: Sequence[_Asked], feeds: set[str], ids: set[str]) -> tuple[str, Remark]:
    """When this group was last asked for, and what failed then.

    A feed that several groups share, and a group that came by another feed than the catalogue's (FRED's vintages),
    are told by the series asked for.
    """
    series = set(catalogue())
    mine = [one for one, names in asked if names & ids or (one.feed in feeds and not names & series)]
    failed = [(one.what, one.note) for one in mine if one.outcome == FAILED]
    said = Remark.of("runs.status_failed", what=_few(failed[0][0]), note=failed[0][1]) if failed else Remark()
    more = Remark.of("runs.status_more", n=len(failed) - 1) if len(failed) > 1 else Remark()
    return (mine[-1].at.isoformat() if mine else NEVER), said.and_(more)


def _few(what: str) -> str:
    """The first names of a question that asks for many series at once."""
    names = what.split(",")
    return ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")
