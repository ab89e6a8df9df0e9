"""A user's file beside what is held of other lines: its level after the last one held, lines it is the sum of or a part
of, and the same line under the other name it has.

A file of one line taken for another (total assets for Treasuries) has the unit, the weekday and often the size of both:
only the statement's own relations tell them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from fedsheet.core.errors import DataError
from fedsheet.core.plausible import FEWEST, LEAST_MONEY_FLOOR, TIMES_LARGEST
from fedsheet.core.units import Dimension
from fedsheet.runs.doubtful import H41_SUMS, SUM_OFF
from fedsheet.sheet.h41 import SERIES_PREFIX, SERIES_SUFFIX
from fedsheet.sheet.h41_lines import WEEKLY
from fedsheet.sources.reply import PrintsOf
from fedsheet.store import prints as p
from fedsheet.store.observations import Store

SUMS = (*H41_SUMS, ("WLRRAL", ("WLRRAFOIAL", "WLRRAOL")))
# FRED's name of a line and the Board's download's; reserve balances stand for banks' deposits to some millions only.
SAME = {names[0]: f"{SERIES_PREFIX}{code}{SERIES_SUFFIX}" for code, names in WEEKLY.items()}
SAME |= {code: name for name, code in SAME.items()}
SAME_OFF = 1.5  # million


def refuse_what_contradicts_other_lines(store: Store, part: PrintsOf, vouched: Collection[date]) -> None:
    """`DataError` with day and both values where the new days of an official series break with its last level, or with
    lines of the same days; `vouched` are days that the user answers for.
    """
    held = _held(store, part.definition.id)
    news = {day: value for day, value in zip(part.days, part.values, strict=True) if day not in vouched}
    _refuse_another_level(part, held, {day: value for day, value in news.items() if day not in held})
    for day, other, value, told in _contradictions(store, part.definition.id, news):
        raise DataError(
            "runs.import_file_other_lines", where=part.definition.id, day=day, value=f"{value:,.10g}", other=other,
            told=f"{told:,.10g}",
        )  # fmt: skip


def _held(store: Store, name: str) -> dict[date, float]:
    if name not in store.ids():
        return {}
    latest = p.latest(store.prints(name))
    return {p.as_date(one["day"]): float(one["value"]) for one in latest}


def _refuse_another_level(part: PrintsOf, held: Mapping[date, float], news: Mapping[date, float]) -> None:
    """The first new amount, further from the one before than the series has moved in so many days."""
    day = min(news, default=date.min)
    before = sorted(one for one in held if one < day)
    if part.definition.unit.dimension is not Dimension.MONEY or len(before) < FEWEST:
        return
    moved, gap = news[day] - held[before[-1]], (day - before[-1]).days
    largest = _largest_move(before, [held[one] for one in before], gap)
    if abs(moved) > max(TIMES_LARGEST * largest, LEAST_MONEY_FLOOR / part.definition.unit.scale):
        raise DataError(
            "runs.import_file_another_level", where=part.definition.id, day=day, value=f"{news[day]:,.10g}",
            before=before[-1], held=f"{held[before[-1]]:,.10g}", n_days=gap, largest=f"{largest:,.10g}",
        )  # fmt: skip


def _largest_move(days: Sequence[date], values: Sequence[float], gap: int) -> float:
    """The largest change from a day held to the first one `gap` days later or more."""
    numbers, levels = np.array([day.toordinal() for day in days]), np.asarray(values)
    later = np.minimum(np.searchsorted(numbers, numbers + gap), len(numbers) - 1)
    return float(np.abs(levels[later] - levels).max())


def _contradictions(store: Store, name: str, news: Mapping[date, float]) -> Iterator[tuple[date, str, float, float]]:
    """Day, what it is held against, the value of the file and the one that the other lines of the day give."""
    if other := SAME.get(name):
        same = _held(store, other)
        yield from (
            (day, other, value, same[day])
            for day, value in news.items() if day in same and abs(value - same[day]) > SAME_OFF
        )  # fmt: skip
    for total, parts in SUMS:
        names = (total, *parts)
        if name in names:
            lines = {one: _held(store, one) for one in names if one != name}
            for day, value in news.items():
                if all(day in line for line in lines.values()):
                    told = _by_the_others(name, total, {one: line[day] for one, line in lines.items()})
                    if abs(value - told) > SUM_OFF:
                        yield day, f"{total} = {' + '.join(parts)}", value, told


def _by_the_others(name: str, total: str, others: Mapping[str, float]) -> float:
    if name == total:
        return sum(others.values())
    return others[total] - sum(value for one, value in others.items() if one != total)
