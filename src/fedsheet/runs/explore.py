"""The journey of a look at lines: figures of each line's day → formulas made → lines side by side.

from fedsheet.runs.explore import explore

found = explore("SOFR - iorb; WRESBAL | right | 2019-09-17", every="month", each="mean")
found.frame()                           one column a line, base units: US dollars, decimals
fedsheet.show("explore", "SOFR - iorb") drawn
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fedsheet import store
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.present.exhibits.explore import Look, look
from fedsheet.record import PolicyPath
from fedsheet.review.lines import How, Lines, LookLine, make, on_axes, parse_lines
from fedsheet.runs.read import AsOf, day_of, read


def explore(
    lines: str, *, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None, **how: Any
) -> Lines:
    """The lines of a text, as written in `review.lines`; none at all raises `InputError`.

    every   "observation" as published, or one a "week", "month", "quarter"; `each` the "last", "mean" or "sum" of it
    base    the day on which an index is 100; the first of all where none is given
    start, end   the days shown; growth and index know the days before
    log, marks   how they are drawn
    """
    return look_at(lines, as_of=as_of, vintage=vintage, path=path, **how).lines


def look_at(
    lines: str, *, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
    base: AsOf = None, start: AsOf = None, end: AsOf = None, **how: Any,
) -> Look:  # fmt: skip
    """The same with the definitions of the series, as an exhibit is made from."""
    known, record = read(as_of, vintage, path)
    found = of(lines, How(base=day_of(base, "base"), **how), known, record)
    return look(found.between(day_of(start, "start"), day_of(end, "end")), known)


def of(
    lines: str, how: How, known: Vintage, path: PolicyPath, others: Callable[[date], Vintage] = store.vintage
) -> Lines:
    """The lines of figures and record at hand; one with a day of its own is read as of that day, by `others`."""
    asked = parse_lines(lines)
    if not asked:
        raise InputError("review.lines_none")

    def of_day(day: date | None) -> Vintage:
        return known if day is None or day >= known.as_of else others(day)

    made = on_axes(make(line, how, of_day, path) if isinstance(line, LookLine) else line for line in asked)
    return Lines(made, how, known.as_of, path, known.digest)
