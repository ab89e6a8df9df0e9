"""The journey of a question about the past of the store: what came in when, from whom, and what it changed."""

from __future__ import annotations

from datetime import date
from math import isnan

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.notes import Remark
from fedsheet.store import log
from fedsheet.store.log import Revision
from fedsheet.store.observations import open_store

Line = tuple[int, date, str, str, str, int, int, int, int, str, str]
Row = tuple[str, date, float | None, float | None]


def data_log(last: int | None = 20) -> list[Line]:
    """The last batches, the newest first; all where `last` is None.

    (batch, day seen, from whom, what, what became of it, values new, changed, gone, rows of tables, one changed value,
    the ledger's note)
    """
    with open_store() as store:
        return [
            (e.batch, e.seen_on, e.source, e.what, e.outcome, one.n_new, one.n_changed, one.n_gone, one.n_rows,
             _shown(one.shown), e.note)
            for one in log.log(store, last) for e in (one.entry,)
        ]  # fmt: skip


def _shown(change: Revision | None) -> str:
    if change is None:
        return ""
    before, after = ("–" if isnan(value) else f"{value:,.10g}" for value in (change.before, change.after))
    return f"{change.series_id} {change.day}: {before} → {after}"


def changes(batch: int | None = None) -> list[Row]:
    """(series, day, before, after), None where there was or is none, of every value that a batch changed.

    The newest batch where none is named; an unknown one: `UnknownNameError`.
    """
    with open_store() as store:
        known = [entry.batch for entry in store.ledger()]
        wanted = known[-1] if batch is None else batch
        if wanted not in known:
            raise UnknownNameError("batch", str(wanted), map(str, known[-5:]), do=Remark.of("store.events_see_log"))
        return [(c.series_id, c.day, _or_none(c.before), _or_none(c.after)) for c in log.changes(store, wanted)]


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value
