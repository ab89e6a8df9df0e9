"""What a publisher is asked and what its reply says: plain values, so that parsing never touches network or disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fedsheet.core.notes import NOTHING, Remark
from fedsheet.core.series import SeriesDefinition
from fedsheet.sources.catalogue import CatalogueEntry

FIRST_DAYS = 5


@dataclass(frozen=True)
class Request:
    """One question to one publisher: `what` names it for people, `params` go into the address.

    `secret` params (a key) are sent but appear in no log, journal, error or store. `media_types` are those a true reply
    can have; `min_bytes` is the length below which a reply cannot be whole, `max_bytes` the length above which it is
    refused (0 = what the transport allows any). `instead`: questions to ask one by one where this one is refused by a
    host that answers. `shows_its_end`: a cut body of this format
    cannot be parsed (JSON, XML), so no length is needed to prove it whole.
    """

    source: str
    what: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    media_types: tuple[str, ...] = ("application/json",)
    min_bytes: int = 2
    max_bytes: int = 0
    shows_its_end: bool = True
    instead: tuple[Request, ...] = field(default=(), repr=False)
    about: Mapping[str, str] = field(default_factory=dict)

    def journal(self) -> dict[str, str]:
        """What is written down of it: everything but the secrets."""
        return {"what": self.what, "url": self.url, **dict(self.params), **dict(self.about)}


@dataclass(frozen=True)
class Ask:
    """What a pull wants: from which observation date on (None = all), today's date, and FRED's key where held.

    `seen`: when each question of this feed was last answered, by its name.
    """

    since: date | None
    today: date
    fred_key: str = field(default="", repr=False)
    seen: Mapping[str, date] = field(default_factory=dict)

    def years(self, first: int) -> range:
        """Years to ask for one by one; in its first days a year has nothing to show yet and is not asked for."""
        return range(first, (self.today - timedelta(days=FIRST_DAYS)).year + 1)

    def start(self, first: str) -> str:
        """The first date to ask for: `since`, or the first there is."""
        return str(max(self.since or date.min, date.fromisoformat(first)))


@dataclass(frozen=True)
class PrintsOf:
    """Values of one series as published. `starts` says since when each was public; None = the day it was seen."""

    definition: SeriesDefinition
    days: Sequence[date]
    values: Sequence[float]
    starts: Sequence[date] | None
    start_is: str


def prints_of(entry: CatalogueEntry, values: Iterable[tuple[date, float | None]]) -> PrintsOf:
    """Values of a series of the catalogue by day, missing ones left out, public since its release rule says so."""
    held = sorted((day, value) for day, value in values if value is not None)
    days = [day for day, _ in held]
    return PrintsOf(entry.definition(), days, [value for _, value in held], entry.starts(days), entry.start_is)


@dataclass(frozen=True)
class RowsOf:
    """Rows of one table by key; `start` says since when they were public, None = the day they were seen.

    `whole`: the reply holds every row whose key begins so; one held before that it lacks is withdrawn. None = no rows
    are ever withdrawn, for a reply is a part. `lacks_from`: the day from which it lacks rows by its own totals.
    """

    name: str
    rows: Sequence[tuple[str, Mapping[str, str | float | int | None]]]
    start: date | None = None
    whole: str | None = None
    lacks_from: date | None = None


@dataclass(frozen=True)
class Parsed:
    """All that one reply says, its newest date, and what reading it changed, in words."""

    series: tuple[PrintsOf, ...] = ()
    tables: tuple[RowsOf, ...] = ()
    newest: date | None = None
    said: Remark = NOTHING


@dataclass(frozen=True)
class Feed:
    """One kind of reply: the questions that bring it, and what its bytes say.

    requests  (entries of the catalogue, ask) → requests
    parse     (bytes, the journal's account of the request) → Parsed; anything odd raises `SourceError`
    days_ahead  how far ahead of the day it is seen a true reply can speak (announced auctions, meetings); one day for
                places where it is tomorrow already
    """

    requests: Callable[[Sequence[CatalogueEntry], Ask], list[Request]]
    parse: Callable[[bytes, Mapping[str, str]], Parsed]
    days_ahead: int = 1
