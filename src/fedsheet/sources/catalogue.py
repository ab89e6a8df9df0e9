"""Every series and table fedsheet knows how to bring: who publishes it, as what, counted in what, and when.

The entries stand in catalogue.toml, by group; a key that is not known here stops the load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import DataError, UnknownNameError
from fedsheet.core.names import spelled
from fedsheet.core.notes import Remark
from fedsheet.core.releases import RELEASE_RULES
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit

FREQUENCIES = frozenset({"D", "D7", "W", "M", "Q", "irregular"})
# Feeds of rates of overnight money and of what is lent for a day.
OVERNIGHT_FEEDS = frozenset({"nyfed.rates", "nyfed.rp", "ofr.series"})
OPTIONAL = frozenset({"ended", "breaks", "vintages_from", "use"})


@dataclass(frozen=True)
class CatalogueEntry:
    """One series (`unit` given) or table (`unit` empty) of the catalogue.

    id         FRED's where one exists
    feed       which client brings it: "fred.graph", "nyfed.rates", …
    native     the publisher's own code
    timing     what a date stands for: "Wednesday level", "week average", "daily", "month", "quarter"
    release    when it appears, in words;   known  the rule that computes it, "" where values are revised
    start      first observation;   ended  last one, "" while it goes on;   breaks  what changed, and when
    vintages_from  the first vintage that is in `unit`: before it the publisher counted in another price base
    use        "export" where no command of fedsheet reads it: brought for `data export` and for your own work
    """

    id: str
    group: str
    title: str
    feed: str
    native: str
    publisher: str
    unit: str
    frequency: str
    timing: str
    release: str
    known: str
    licence: str
    start: str
    ended: str = ""
    breaks: str = ""
    vintages_from: str = "1776-07-04"
    use: str = ""

    @property
    def is_series(self) -> bool:
        """Whether it has values by date; otherwise it is a table of rows."""
        return bool(self.unit)

    def definition(self) -> SeriesDefinition:
        """The series' definition, as it is kept in the store."""
        return SeriesDefinition(
            self.id, self.title, unit(self.unit), self.frequency, self.timing, self.publisher,
            revised=not self.known, source=f"{self.feed} {self.native}",
        )  # fmt: skip

    def starts(self, days: Iterable[date]) -> list[date] | None:
        """Since when each value is public, by the release rule; None where values are revised after first print."""
        if not self.known:
            return None
        rule = RELEASE_RULES[self.known]
        return [rule(day) for day in days]

    @property
    def start_is(self) -> str:
        """How the store shall name the starts."""
        return "release rule" if self.known else "first seen"


@cache
def catalogue() -> dict[str, CatalogueEntry]:
    """Every entry by id; a mistake in the file raises `DataError` that names the entry."""
    raw = tomllib.loads((files("fedsheet.sources") / "catalogue.toml").read_text("utf-8"))
    found: dict[str, CatalogueEntry] = {}
    for group, body in raw.items():
        shared = {key: value for key, value in body.items() if key != "series"}
        for row in body["series"]:
            entry = _entry(group, {**shared, **row})
            if entry.id in found:
                raise DataError("sources.catalogue_stands_twice", where=f"catalogue.toml [{group}]", id=entry.id)
            found[entry.id] = entry
    return found


def licence(definition: SeriesDefinition) -> str:
    """Under which licence a series' figures are given; of one outside the catalogue, its publisher's where that is."""
    if definition.is_imported:
        return "a file of your own"
    entries = catalogue()
    if definition.formula:
        return "; ".join(dict.fromkeys(_terms(publisher) for publisher in definition.publisher.split("; ")))
    return entries[definition.id].licence if definition.id in entries else _terms(definition.publisher)


def _terms(publisher: str) -> str:
    """The licence of a publisher's figures in the catalogue."""
    entries = catalogue().values()
    same = (entry.licence for entry in entries if entry.publisher == publisher.partition(", by the record")[0])
    return next(same, f"terms of {publisher}")


def groups() -> list[str]:
    """The groups in the order of the file."""
    return list(dict.fromkeys(entry.group for entry in catalogue().values()))


def chosen(names: Iterable[str]) -> list[CatalogueEntry]:
    """Entries of the groups or ids named, all where none is named; an unknown name raises."""
    wanted = list(names)
    entries = list(catalogue().values())
    if not wanted:
        return entries
    known = {*groups(), *catalogue()}
    for place, name in enumerate(wanted):
        wanted[place] = spelled(name, known) or name
        if wanted[place] not in known:
            raise UnknownNameError("group or series", name, known, do=_groups())
    return [entry for entry in entries if entry.group in wanted or entry.id in wanted]


def _groups() -> Remark:
    return Remark.of("sources.catalogue_groups", names=", ".join(groups()))


def of_feed(feed: str) -> list[CatalogueEntry]:
    """The entries one client brings."""
    return [entry for entry in catalogue().values() if entry.feed == feed]


def _entry(group: str, row: dict[str, str]) -> CatalogueEntry:
    where = f"catalogue.toml [{group}] {row.get('id', '?')}"
    row = {"native": row.get("id", ""), "known": "", "unit": "", "group": group, **row}
    names = {f.name for f in fields(CatalogueEntry)}
    unknown = sorted(set(row) - names)
    missing = sorted(names - set(row) - OPTIONAL)
    if unknown or missing:
        raise DataError("sources.catalogue_unknown_keys_missing_keys", where=where, unknown=unknown, missing=missing)
    entry = CatalogueEntry(**row)
    if entry.use not in ("", "export"):
        raise DataError("sources.catalogue_use_neither_empty_nor", where=where, use=entry.use)
    if entry.frequency not in FREQUENCIES or (entry.known and entry.known not in RELEASE_RULES):
        raise DataError(
            "sources.catalogue_frequency_or_rule_known", where=where, frequency=entry.frequency, known=entry.known
        )
    if entry.unit:
        unit(entry.unit)
    date.fromisoformat(entry.start)
    return entry
