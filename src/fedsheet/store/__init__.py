"""What is held: observations with their vintages, tables, raw replies; the only rooms that touch the disk.

home           where the user's data live
snapshot       the figures that ship with the package, as rows
observations   one SQLite file; intervals of what was known when
"""

from __future__ import annotations

from datetime import date

from fedsheet.core.dates import parse_date
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.store.observations import open_store

__all__ = ["open_store", "series", "vintage"]


def vintage(as_of: date | str | None = None) -> Vintage:
    """Everything held as known on `as_of` (today where none is given), in one read."""
    with open_store() as store:
        return store.vintage(parse_date(as_of, what="--as-of date") if as_of else date.today())


def series(series_id: str, as_of: date | str | None = None) -> Series:
    """One series as known on `as_of`: `fedsheet.series("WALCL", as_of="2019-09-17")`; values as published.

    Never holds a value that was not public on that day. Unknown id: `UnknownNameError` with the nearest ids; nothing
    public yet: `DateRangeError` that names the first vintage held.
    """
    with open_store() as store:
        return store.series(series_id, parse_date(as_of, what="--as-of date") if as_of else date.today())
