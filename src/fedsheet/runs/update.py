"""The journey of an update: what is due → pulled → checked → what is new, in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.news import HEADLINES, News, Odd, Update
from fedsheet.core.vintage import Vintage
from fedsheet.record.from_data import GRADE, SHOWN_BY, at_odds
from fedsheet.record.model import Value
from fedsheet.runs import due
from fedsheet.runs.data_check import data_check
from fedsheet.runs.pull import Progress, pull
from fedsheet.runs.questioned import open_questions
from fedsheet.runs.record import rates_held, record
from fedsheet.sources.catalogue import CatalogueEntry, catalogue, chosen
from fedsheet.sources.transport import Transport
from fedsheet.store.checks import ERROR, WARNING
from fedsheet.store.observations import open_store


def update(
    names: Iterable[str] = (), *, today: date | None = None, transport: Transport | None = None,
    progress: Progress = lambda _what, _share: None, begun: Callable[[int, float], None] = lambda _n, _seconds: None,
) -> Update:  # fmt: skip
    """Bring what is due among the groups or series named (all where none is); nothing due asks nobody.

    `begun` hears, before anybody is asked, how many questions there are and about how many seconds they take.
    """
    day = today or date.today()
    entries = chosen(names)
    before, wanted = _standing(entries, day)
    known_filled, _ = _policy()
    outcomes = pull(wanted, transport=transport, progress=progress, begun=begun) if wanted else []
    after, _ = _standing(entries, day)
    findings = data_check() if outcomes else []
    coming = _coming(day)
    failed = [(outcome.what, outcome.note) for outcome in outcomes if not outcome.is_good]
    filled_in, odd = _policy()
    return Update(
        len(outcomes), failed, _news(before, after), len(open_questions()), sum(f.severity == ERROR for f in findings),
        sum(f.severity == WARNING for f in findings), *coming,
        tuple(one for one in filled_in if one not in known_filled), odd, _replaced(before, after),
    )  # fmt: skip


def _policy() -> tuple[tuple[Odd, ...], tuple[Odd, ...]]:
    """The record against the rates held: decisions it lacks, and values at odds with it."""
    rates = rates_held()
    path = record(rates)
    filled_in = [
        Odd(SHOWN_BY[name], a.effective_date, _number(path.value_at(name, a.effective_date - ONE_DAY)), float(a.value))
        for name in SHOWN_BY for a in path.steps.get(name, ()) if a.grade == GRADE and isinstance(a.value, float)
    ]  # fmt: skip
    odd = at_odds(path, rates)
    return tuple(filled_in), tuple(Odd(one.series_id, one.day, one.recorded, one.published) for one in odd)


def _number(value: Value) -> float | None:
    return value if isinstance(value, float) else None


def wanted(today: date | None = None) -> list[str]:
    """The ids of everything that is due."""
    return _standing(chosen(()), today or date.today())[1]


def _standing(entries: Sequence[CatalogueEntry], day: date) -> tuple[Vintage, list[str]]:
    """Everything known, and the ids of the entries that are due."""
    with open_store() as store:
        known = store.vintage(max(day, store.newest_day()))
        return known, [found.entry.id for found in due.due(store, known, entries) if found.is_due(day)]


def _coming(day: date) -> tuple[date | None, tuple[str, ...]]:
    """The next day to come on which a headline is due, and which; what is overdue already is no next release, and a
    rate that the Fed sets has none.
    """
    with open_store() as store:
        known = store.vintage(max(day, store.newest_day()))
    held = [name for name in HEADLINES if name in known and name not in SHOWN_BY.values()]
    days = {name: due.told_release(catalogue()[name], known[name]) for name in held}
    first = min((on for on in days.values() if on > day), default=None)
    return first, tuple(name for name, on in days.items() if on == first)


def _replaced(before: Vintage, after: Vintage) -> dict[str, int]:
    """Series whose newest days were a file's before and are their publisher's now, with the days that differ."""
    brought = [name for name in before if before[name].definition.is_imported and name in after]
    theirs = [name for name in brought if not after[name].definition.is_imported]
    return {
        name: int((after[name].values.reindex(before[name].values.index) != before[name].values).sum())
        for name in theirs
    }


def _news(before: Vintage, after: Vintage) -> list[News]:
    found = []
    ids = [name for name in HEADLINES if name in after] + [name for name in after if name not in HEADLINES]
    for name in ids:
        now, then = after[name].base(), before[name].base() if name in before else None
        is_same = then is not None and len(then) and then.index[-1] == now.index[-1] and then.iloc[-1] == now.iloc[-1]
        if not is_same:
            entry, day = catalogue().get(name), now.index[-1].date()
            found.append(News(
                after[name].definition, then.index[-1].date() if then is not None else None,
                float(then.iloc[-1]) if then is not None else None, day, float(now.iloc[-1]),
                due.told_release(entry, after[name]) if entry and not entry.ended else None,
            ))  # fmt: skip
    return found
