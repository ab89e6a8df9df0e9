"""Prints: what a publisher said about one day, and since when; the arithmetic of vintages, on arrays.

    print      (day, start, value): from `start` on, the value of `day` is `value`; NaN = withdrawn
    as of d    of each day the print with the latest start <= d; of equal starts the one appended last
    interval   a print holds until the day before the next print of the same day

Nothing is ever changed or removed: a revision is another print. `day` and `start` count days since 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt

from fedsheet.core.dates import FOREVER

PRINT = np.dtype([("day", "<i4"), ("start", "<i4"), ("value", "<f8")])
Prints = npt.NDArray[np.void]

EPOCH = date(1970, 1, 1).toordinal()
END = FOREVER.toordinal() - EPOCH


def day_number(day: date) -> int:
    """A date as stored: days since 1970-01-01."""
    return day.toordinal() - EPOCH


def day_numbers(days: Iterable[date]) -> list[int]:
    """The same of many."""
    return [day.toordinal() - EPOCH for day in days]


def as_date(number: int) -> date:
    """A stored day as a date."""
    return date.fromordinal(int(number) + EPOCH)


def prints(days: npt.ArrayLike, starts: npt.ArrayLike, values: npt.ArrayLike) -> Prints:
    """Prints from three arrays of one length, sorted by day, then start, then the order given."""
    n = len(np.asarray(days))
    made = np.empty(n, PRINT)
    made["day"], made["start"], made["value"] = days, starts, values
    return in_order(made)


def in_order(given: Prints) -> Prints:
    """Sorted by day, then start; of equals the one appended last comes last (a stable sort)."""
    return _pick(given, np.lexsort((given["start"], given["day"])))


def as_of(ordered: Prints, day: int) -> Prints:
    """The print in force on `day` of each observation day, withdrawn ones left out."""
    known = _those(ordered, ordered["start"] <= day)
    in_force = _those(known, _is_last_of_day(known))
    return _those(in_force, ~np.isnan(in_force["value"]))


def ends(ordered: Prints) -> npt.NDArray[np.int32]:
    """The last day on which each print was in force; a print replaced on its own start ends the day before it."""
    following = np.append(ordered["start"][1:], 0) - 1
    return np.where(_is_last_of_day(ordered), END, following).astype(np.int32)


def news(held: Prints, given: Prints) -> Prints:
    """The part of `given`, seen now, that says something else than what is in force: a repeated value is no news."""
    both, is_new = _merged(held, given)
    same_day = np.append(False, both["day"][1:] == both["day"][:-1])
    repeats = same_day & np.append(False, _same(both["value"][1:], both["value"][:-1]))
    return _pick(both, is_new & ~repeats & (same_day | ~np.isnan(both["value"])))


def unheld(held: Prints, given: Prints) -> Prints:
    """The part of `given`, dated by its publisher, that is not held: only the very same print is left out.

    A vintage that repeats the value before it is kept: another that belongs between the two may come later.
    """
    both, is_new = _merged(held, given)
    same_print = (both["day"][1:] == both["day"][:-1]) & (both["start"][1:] == both["start"][:-1])
    repeats = np.append(False, same_print & _same(both["value"][1:], both["value"][:-1]))
    return _pick(both, is_new & ~repeats)


def _merged(held: Prints, given: Prints) -> tuple[Prints, npt.NDArray[np.bool_]]:
    """Both in one order, and which of them are new."""
    both = np.concatenate([held, given])
    is_new = np.concatenate([np.zeros(len(held), bool), np.ones(len(given), bool)])
    order = np.lexsort((both["start"], both["day"]))
    return both[order], is_new[order]


def latest(ordered: Prints) -> Prints:
    """The print in force for ever of each day, withdrawn ones included."""
    return _pick(ordered, _is_last_of_day(ordered))


def withdrawn(held: Prints, given: Prints, start: int) -> Prints:
    """Prints that withdraw, on `start`, every day now in force that `given` does not restate."""
    in_force = as_of(held, start)
    gone = in_force["day"][~np.isin(in_force["day"], given["day"])]
    return prints(gone, np.full(len(gone), start), np.full(len(gone), np.nan))


def _pick(given: Prints, which: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Prints:
    picked: Prints = given[which]
    return picked


def _those(given: Prints, which: npt.NDArray[np.bool_]) -> Prints:
    """The same prints where all are meant, as of nearly every series on nearly every day; else those."""
    return given if which.all() else _pick(given, which)


def _is_last_of_day(ordered: Prints) -> npt.NDArray[np.bool_]:
    changes: npt.NDArray[np.bool_] = ordered["day"][1:] != ordered["day"][:-1]
    last: npt.NDArray[np.bool_] = np.append(changes, np.ones(min(len(ordered), 1), bool))
    return last


def _same(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = (a == b) | (np.isnan(a) & np.isnan(b))
    return same
