"""Doubts about a reply that parses: what it says is held against what is known already, before any of it is added.

A reply is refused, and the last good figures stay, when it is older than what the same question brought before, when
it speaks of days to come, when amounts changed by a power of ten (a unit changed), or when it rewrites the past of
figures that are never revised.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np

from fedsheet.core.errors import SourceError
from fedsheet.core.series import SeriesDefinition
from fedsheet.store import prints as p
from fedsheet.store.observations import Store
from fedsheet.store.tables import Row, in_force

POWERS_OF_TEN = (1, 2, 3, 6, 9)
NEAR = 0.01
MAX_SHARE_REWRITTEN = 0.2
FEWEST_TO_JUDGE = 3


def refuse_old_or_early(store: Store, what: str, newest: date | None, latest_possible: date) -> None:
    """Newest date of the reply: not before that of the last reply to this question, not after what can be known."""
    before = store.connection.execute(
        "SELECT max(newest) FROM ledger WHERE what = ? AND outcome = 'taken in'", (what,)
    ).fetchone()[0]
    if before and str(newest or "") < before:
        raise SourceError("store.guards_reply_stale_newest_date", where=what, newest=newest, before=before)
    if newest and newest > latest_possible:
        raise SourceError("store.guards_reply_speaks_day_come", where=what, newest=newest)


def refuse_doubtful_prints(store: Store, definition: SeriesDefinition, given: p.Prints, seen_on: date) -> None:
    """Values of days already held: not a power of ten apart, and not many of them changed where none is revised."""
    held = p.as_of(store.own_prints(definition.id), p.day_number(seen_on))
    if not len(held) or held_in_other_unit(store, definition):
        return
    newest = p.as_of(given, p.day_number(seen_on + timedelta(days=1)))
    _, ours, theirs = np.intersect1d(held["day"], newest["day"], assume_unique=True, return_indices=True)
    before, after = held["value"][ours], newest["value"][theirs]
    _refuse_power_of_ten(definition.id, before, after)
    changed = int(np.sum(before != after))
    if not definition.revised and changed >= FEWEST_TO_JUDGE and changed > MAX_SHARE_REWRITTEN * len(before):
        raise SourceError(
            "store.guards_values_differ_from_those", where=definition.id, changed=changed, n_before=len(before)
        )


def differing(imported: p.Prints, given: p.Prints, seen_on: date) -> list[tuple[date, float, float]]:
    """Days on which a user's file said another value than what now comes: day, imported, new."""
    held = p.as_of(imported, p.day_number(seen_on + timedelta(days=1)))
    newest = p.as_of(given, p.day_number(seen_on + timedelta(days=1)))
    _, ours, theirs = np.intersect1d(held["day"], newest["day"], assume_unique=True, return_indices=True)
    pairs = zip(held[ours], newest["value"][theirs], strict=True)
    return [(p.as_date(one["day"]), float(one["value"]), float(own)) for one, own in pairs if one["value"] != own]


def held_in_other_unit(store: Store, definition: SeriesDefinition) -> bool:
    """Whether the series is held in another unit of the same dimension (a new price base): then all values differ."""
    return store.definition(definition.id, date.max).unit != definition.unit


def _refuse_power_of_ten(series_id: str, before: np.ndarray, after: np.ndarray) -> None:
    both = (before != 0) & (after != 0) & (np.sign(before) == np.sign(after))
    if not both.any():
        return
    ratio = float(np.median(np.abs(after[both] / before[both])))
    power = math.log10(ratio)
    if any(abs(abs(power) - step) < NEAR for step in POWERS_OF_TEN):
        raise SourceError("store.guards_amounts_times_those_held", where=series_id, ratio=ratio)


def refuse_doubtful_rows(store: Store, name: str, rows: Iterable[tuple[str, Row]], seen_on: date) -> None:
    """Amounts of rows already held: not a power of ten apart."""
    rows = list(rows)
    held = in_force(store.connection, name, p.day_number(seen_on), [key for key, _ in rows])
    ratios = [r for key, row in rows if key in held for r in _ratios(json.loads(held[key]), row)]
    if ratios:
        _refuse_power_of_ten(name, np.ones(len(ratios)), np.array(ratios))


def _ratios(before: Mapping[str, object], after: Row) -> Iterable[float]:
    for field, value in after.items():
        old = before.get(field)
        if isinstance(value, int | float) and isinstance(old, int | float) and value and old:
            yield abs(value / old)
