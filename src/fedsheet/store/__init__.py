"""What is held: observations with their vintages, tables, raw replies; the only rooms that touch the disk.

home           where the user's data live
snapshot       the figures that ship with the package, as rows
prints         what was said about a day and since when: the arithmetic of vintages
layout         how the store lies in its file: tables, format, the checksum of every row
observations   the store's door: one SQLite file, opened, made from the shipped figures, brought up to date
known_homes    folders in which replies were kept, remembered apart from them
lost           a store that is lost, emptied, moved or older than its journal is said at once
reading        a store that cannot be written is read: in a folder that is read-only, on a disk that is full
held           what the store holds, as it is read and added to: series, tables, the ledger of what came in
blocks         prints in blocks, one a batch and series; joined they are what a series says
attempts       what publishers were asked and what became of it, beside the ledger
ledger         a line of the ledger: what came in, from whom, when, and what became of it
carry          a store of the format before this one, carried over; the old file is kept
tables         holdings, operations, auctions: rows with a key and a vintage, in packed blocks read when asked for
taken_back     what was taken in and later taken back: it no longer counts, and is remembered as seen
events         taking back what was taken in: which batches, what the ledger says of them, and undoing it
log            what came in, batch by batch, and what each changed: values before and after
backup         everything a user has in one file, checked
compact        giving back room: what no vintage, no rebuild and no user can reach any more
salvage        the store as it was, for one that is made anew: what of it is whole, a copy of its file
equities       the S&P 500 closes that another package carries, read at run time
forecasts      forecasts as issued, sealed line by line; what was learnt on newer figures
raw            every reply as received, by digest, and the journal from which all can be made again
soundness      whether the files are what was written: checksums, journal and ledger against each other
findings       a finding about the figures held: how grave, about what, and what it is
checks         whether the figures held agree with themselves and with each other
export        Series out of the store as CSV, XLSX or Parquet: one row a value, written beside and renamed when whole
first_prints  First print against current value, from the intervals of one series
guards        Doubts about a reply that parses
sdmx          Series as SDMX-CSV 2.0: one row an observation, the period in the form of its frequency
sent          What a watch has told already, and to whom
tokens        Tokens for programs: what each may do and until when; of its secret only the digest
questions     Values kept aside because they can hardly be true: what, of which day, why; and what became of each
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from fedsheet.core.clock import today
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.names import spelled
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.store.equities import with_equities
from fedsheet.store.observations import Store, open_store

__all__ = ["open_store", "series", "vintage", "vintages", "vintages_on"]


def vintage(as_of: date | str | None = None) -> Vintage:
    """Everything known on `as_of`, in one read; where none is given, today, with all that is held.

    `vintage[id]` is one series, `vintage.base(id)` its values in US dollars or decimal rates, `vintage.tables` the
    names of what is not a series, `vintage.digest` the SHA-256 that a manifest names. A day to come: `DateRangeError`.

    >>> known = fedsheet.vintage("2019-09-17")
    >>> known["WALCL"].latest()  # millions of US dollars; the statement of the 18th came out a day later
    (datetime.date(2019, 9, 11), 3769673.0)
    """
    with open_store() as store:
        return with_equities(store.vintage(_day(store, as_of)))


def vintage_up_to(batch: int, as_of: date | None = None) -> Vintage:
    """The same out of the store as it was when a line of its ledger had come in, whatever came in since."""
    with open_store() as store:
        store.only_up_to(batch)
        return with_equities(store.vintage(_day(store, as_of)))


def vintages_on(days: Iterable[date | str]) -> Iterator[Vintage]:
    """What was known on each of many days, in one read: `for known in vintages_on(days): known["WALCL"]`.

    The same as `vintage(day)` for each; a day to come raises `DateRangeError`.
    """
    with open_store() as store:
        asked = [_day(store, day) for day in days]
        yield from map(with_equities, store.vintages_on(asked))


def series(series_id: str, as_of: date | str | None = None) -> Series:
    """One series as known on `as_of`: `fedsheet.series("WALCL", as_of="2019-09-17")`; values as published.

    `.values` is a pandas Series of that name by date, `.base()` the same in US dollars or decimal rates, `.to(unit)` in
    another unit ("Billions of USD"), `.definition` says what it is. An id is taken in any case; ready series such as
    `NET_LIQUIDITY` and `SOFR_MINUS_IORB` are computed, by the formula in `.definition.formula`.

    Never holds a value that was not public on that day. Unknown id: `UnknownNameError` with the nearest ids; nothing
    public yet: `DateRangeError` that names the first vintage held.

    >>> fedsheet.series("SOFR", as_of="2019-09-18").on("2019-09-17")  # percent
    5.25
    >>> fedsheet.series("SOFR", as_of="2019-09-17").latest()  # published the morning after
    (datetime.date(2019, 9, 16), 2.43)
    """
    with open_store() as store:
        day = _day(store, as_of)
        equities = with_equities(Vintage(day, {})).series.get(series_id)
        name = spelled(series_id, store.ids())
        found = equities or (store.series(name, day) if name else with_equities(store.vintage(day))[series_id])
    return Series(found.definition, found.values.rename(found.id).rename_axis("date"))


def vintages(series_id: str) -> pd.DataFrame:
    """Every value a series ever had and when it held: `fedsheet.vintages("GDPC1")`.

    Columns observation_date, realtime_start, realtime_end (9999-12-31 while in force), value as published (NaN while
    withdrawn), start_is: "publisher" (their own vintage date), "release rule" (from the release calendar) or
    "first seen" (the publisher gives no vintages: the day fedsheet first saw the value).

    >>> said = fedsheet.vintages("WALCL").set_index("observation_date").loc["2019-09-11"]
    >>> print(said.realtime_start.date(), said.value, said.start_is)
    2019-09-12 3769673.0 release rule
    """
    with open_store() as store:
        return store.vintages(spelled(series_id, store.ids()) or series_id)


def _day(store: Store, as_of: date | str | None) -> date:
    """The day meant, today where none is; one still to come is refused: a pull would change what is known on it.

    A clock that stands before the newest reply is wrong: then everything held is known.
    """
    newest = store.newest_day()
    if as_of is None or as_of == "":
        return max(today(), newest)
    day = parse_date(as_of if isinstance(as_of, date) else str(as_of), where="<as_of>")
    if day > max(today(), newest):
        raise DateRangeError("store.store_still_come", where="<as_of>", day=day, newest=newest)  # fmt: skip
    return day
