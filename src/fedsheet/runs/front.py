"""What the front door answers that is no journey of its own: the record of a day, a statement, a file to begin with."""

from __future__ import annotations

from pathlib import Path

from fedsheet import store
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.series import Series
from fedsheet.core.shown import language
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.runs.h41 import read
from fedsheet.runs.read import AsOf, day_of
from fedsheet.runs.record import record_now
from fedsheet.sheet.statement import Statement


def record(as_of: AsOf = None) -> PolicyPath:
    """The dated record of policy; as it stood on a day where one is named.

    >>> fedsheet.record().value_at("iorb", date(2019, 9, 19))  # cut at the meeting of 18 September; decimal a year
    0.018
    >>> fedsheet.record(as_of="2019-09-17").value_at("iorb", date(2019, 9, 19))  # as the eve of it had it
    0.021
    """
    day = day_of(as_of)
    return record_now() if day is None else record_now().announced_by(day)


def series_between(series_id: str, as_of: AsOf = None, start: AsOf = None, end: AsOf = None) -> Series:
    """A series as of a day within a span; one without any observation there is refused with the span it has."""
    first, last = day_of(start, "start"), day_of(end, "end")
    if first and last and first > last:
        raise InputError("cli.series_from_lies_after", first=first, last=last)
    whole = store.series(series_id, as_of or None)
    found = whole.between(first, last)
    if found.values.empty:
        begins, ends = (whole.values.index[place].date() for place in (0, -1))
        raise DateRangeError(
            "cli.series_observation", series_id=whole.id, start=first or begins, end=last or ends, first=begins,
            last=ends,
        )  # fmt: skip
    return found


def statement(
    day: AsOf = None, earlier: AsOf = None, as_of: AsOf = None, *, vintage: Vintage | None = None
) -> Statement:
    """The weekly statement of a Wednesday, the newest where none is named, beside an earlier one.

    >>> fedsheet.statement("2019-09-18")
    H.4.1 statement, as of 2019-09-18
      Total assets       3,844.7 USD bn
      Total liabilities  3,805.4 USD bn
      Total capital      39.3 USD bn
      Sums that hold     8 of 8
    Ask: frame(), tables(), table(name), figure(name), rows, checked, beside
    """
    return read(day_of(day, "day"), day_of(earlier, "earlier"), as_of, vintage=vintage)


def new(kind: str, file: str | Path, lang: str = "") -> Path:
    """Write a filled example of a file of one's own ("claims", "scenario", "grid" …), and where it stands.

    lang   "zh" or "en" of the comments in it; left out, the language that FEDSHEET_LANG sets

    >>> own = fedsheet.new("scenario", "mine.toml")
    >>> fedsheet.project(str(own)).name
    'mine'
    """
    from fedsheet.runs.kinds import kind_named, write_new

    return write_new(kind_named(kind), Path(file), lang or language())
