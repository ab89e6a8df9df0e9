"""The figures that ship with the package, as rows for the store: definitions, observations by vintage, tables."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fedsheet.core.dates import h41_release_date, wednesday_on_or_before
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import digest_of
from fedsheet.core.releases import RELEASE_RULES

TABLES = (
    "soma_treasury_2022-02-16", "treasury_operations", "h41_key_dates", "treasury_auctions_2022_2026",
    "soma_auction_addons_quarterly",
)  # fmt: skip
DATED = {"treasury_auctions_2022_2026": "auction_date", "soma_auction_addons_quarterly": "date"}

FIRST_OPERATION = date(2008, 3, 7)
FIRST_KEY_DATE = date(2007, 12, 26)
LIST_DATE = date(2022, 2, 16)


@dataclass(frozen=True)
class Definition:
    """One row of series.csv: a series as defined in one vintage; `vintage_date` is empty where nothing is revised."""

    id: str
    vintage_date: date | None
    title: str
    unit: str
    frequency: str
    timing: str
    publisher: str
    revised: bool
    release_lag: str


@cache
def _bytes(name: str) -> bytes:
    return (files("fedsheet.store") / "snapshot" / name).read_bytes()


@cache
def digest() -> str:
    """SHA-256 of the shipped files: a store built from another snapshot is brought up to date."""
    names = ("series.csv", "observations.csv.xz", *(f"{name}.csv" for name in TABLES))
    return digest_of(*(_bytes(name) for name in names))


def definitions() -> list[Definition]:
    """Every definition that ships, one per series and vintage."""
    return [
        Definition(
            id=row["id"], vintage_date=_vintage_date(row["vintage_date"]), title=row["title"], unit=row["unit"],
            frequency=row["frequency"], timing=row["timing"], publisher=row["publisher"],
            revised=row["revised"] == "1", release_lag=row["release_lag"],
        )
        for row in csv.DictReader(io.StringIO(_bytes("series.csv").decode()))
    ]  # fmt: skip


def observations() -> Iterator[tuple[str, str, float, str]]:
    """Rows (series id, observation date, value as published, date it became known), dates as ISO text."""
    rules = {row.id: RELEASE_RULES[row.release_lag] for row in definitions()}
    known: dict[tuple[Callable[[date], date], str], str] = {}
    text = lzma.decompress(_bytes("observations.csv.xz")).decode()
    for series_id, vintage_date, day, value in csv.reader(io.StringIO(text[text.index("\n") + 1 :])):
        rule = rules[series_id]
        if not vintage_date and (rule, day) not in known:
            known[rule, day] = rule(date.fromisoformat(day)).isoformat()
        yield series_id, day, float(value), vintage_date or known[rule, day]


def table(name: str) -> pd.DataFrame:
    """One shipped table; columns named `*_date` are dates, the rest as written."""
    frame = pd.read_csv(io.BytesIO(_bytes(f"{name}.csv")))
    for column in frame.columns:
        if column == "date" or column.endswith("_date"):
            frame[column] = pd.to_datetime(frame[column])
    return frame


@dataclass(frozen=True)
class Shipped:
    """A shipped table up to the last day of a column (all of it where none is named), read when it is asked for."""

    name: str
    column: str = ""
    last: date = date.max

    def __call__(self) -> pd.DataFrame:
        """As a frame."""
        frame = table(self.name)
        return frame[frame[self.column] <= str(self.last)].reset_index(drop=True) if self.column else frame

    def rows(self) -> list[dict[str, object]]:
        """Row by row, as written."""
        rows = csv.DictReader(io.StringIO(_bytes(f"{self.name}.csv").decode()))
        return [dict(row) for row in rows if not self.column or row[self.column] <= str(self.last)]


def tables_on(day: date) -> dict[str, Shipped]:
    """The shipped tables of which something was public on `day`, each read when it is first asked for.

    Operations and auctions are public on their day, a quarter's add-ons at its end, statement lines with the H.4.1 of
    their Wednesday, a list of holdings likewise.
    """
    found: dict[str, Shipped] = {}
    if day >= FIRST_OPERATION:
        found["treasury_operations"] = Shipped("treasury_operations", "operation_date", day)
    for name, column in DATED.items():
        if str(day) >= first_date(name):
            found[name] = Shipped(name, column, day)
    if day >= h41_release_date(FIRST_KEY_DATE):
        found["h41_key_dates"] = Shipped("h41_key_dates", "date", last_h41_wednesday(day))
    if day >= h41_release_date(LIST_DATE):
        found[f"soma_treasury_{LIST_DATE}"] = Shipped(f"soma_treasury_{LIST_DATE}")
    return found


@cache
def first_date(name: str) -> str:
    """The first date of a shipped table, as ISO text: rows are in the order of their dates."""
    return next(csv.DictReader(io.StringIO(_bytes(f"{name}.csv").decode())))[DATED[name]]


def last_h41_wednesday(day: date) -> date:
    """The newest Wednesday whose H.4.1 was public on `day`."""
    newest = wednesday_on_or_before(day)
    return newest if h41_release_date(newest) <= day else newest - timedelta(days=7)


def _vintage_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
