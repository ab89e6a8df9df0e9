"""The door of every run: figures and record are opened here, or taken as they are handed in.

Every run takes `as_of` (a day, or none for all that is held) or `vintage` (figures read before, or one's own), and
`path` (another record than the one that ships). Where a vintage is handed in, nothing is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fedsheet import store
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath, load_path
from fedsheet.runs.record import beside, record

AsOf = date | str | None


def day_of(day: AsOf, option: str = "as_of") -> date | None:
    """The day given under an option; None where none is named."""
    return None if day in (None, "") else parse_date(day, where=f"<{option}>")


def figures(as_of: AsOf = None, vintage: Vintage | None = None) -> Vintage:
    """The vintage to work on: the one handed in, else what was known on `as_of`, else everything held."""
    if vintage is None:
        return store.vintage(as_of)
    if as_of not in (None, ""):
        raise InputError("runs.read_both_vintage_given", as_of=vintage.as_of)
    return vintage


class Beside(Protocol):
    """Other vintages than the run's own: what revised series said before."""

    def vintage(self, as_of: date | None = None) -> Vintage:
        """Everything known on a day; all that there is where none is named."""
        ...

    def vintages_on(self, days: Iterable[date]) -> Iterator[Vintage]:
        """The same for each of several days, in one read."""
        ...

    def vintages(self, series_id: str) -> pd.DataFrame:
        """Every value a series ever had, with `realtime_start` and `start_is` (columns of `fedsheet.vintages`)."""
        ...


@dataclass(frozen=True)
class Alone:
    """A vintage handed in stands alone: whatever day is asked for, there are its own figures and no others."""

    own: Vintage

    def vintage(self, as_of: date | None = None) -> Vintage:
        """The vintage itself, which says of what day it is."""
        del as_of
        return self.own

    def vintages_on(self, days: Iterable[date]) -> Iterator[Vintage]:
        """The vintage itself, as often."""
        return (self.own for _ in days)

    def vintages(self, series_id: str) -> pd.DataFrame:
        """None: which days revised a series is not known."""
        del series_id
        return pd.DataFrame({"realtime_start": pd.DatetimeIndex([]), "start_is": []})


def others_of(vintage: Vintage | None) -> Beside:
    """What stands beside a run's figures: the store's other vintages, or nothing but the vintage handed in."""
    return STORE if vintage is None else Alone(vintage)


class _Store:
    """The store's vintages, opened when one is asked for."""

    def vintage(self, as_of: date | None = None) -> Vintage:
        return store.vintage(as_of)

    def vintages_on(self, days: Iterable[date]) -> Iterator[Vintage]:
        return store.vintages_on(days)

    def vintages(self, series_id: str) -> pd.DataFrame:
        return store.vintages(series_id)


STORE: Beside = _Store()


def read(
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[Vintage, PolicyPath]:
    """Figures and record of a run; the record is the user's own, filled with what the figures show after its end."""
    known = figures(as_of, vintage)
    return known, path or record_for(known, is_alone=vintage is not None)


def record_for(vintage: Vintage, *, is_alone: bool = False) -> PolicyPath:
    """The record that goes with these figures; of a vintage handed in (`is_alone`) the user's folder is not opened."""
    return beside(load_path(), vintage) if is_alone else record(vintage)
