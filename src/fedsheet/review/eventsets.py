"""Event sets: dated announcements with their hour, their source and what else was released in their window.

A set is one TOML file in `review/data/events`; a user's own file has the same form. Times are New York's and scheduled.
"""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from fedsheet.core.errors import InputError, RecordError, UnknownNameError
from fedsheet.core.text import Text

SET_KEYS = {"title", "source", "window_days", "published", "grade", "event"}
EVENT_KEYS = {"date", "time", "announced", "what", "what_zh", "others", "confounded", "others_grade", "grade"}
MAX_BYTES = 1_000_000
MAX_EVENTS = 1_000
WINDOW_DAYS = (1, 2)  # what the literature measures: the day itself, or the day and the next


@dataclass(frozen=True)
class Event:
    """One announcement.

    date         the first business day whose close came after it
    announced    the day it was made, where that is another (an evening, a Sunday)
    others       other releases inside the window, as far as known; `others_grade` as in the record (A to D)
    confounded   whether one of them moved the market enough that sums are shown without this date too
    """

    date: dt.date
    what: Text
    time: dt.time | None = None
    announced: dt.date | None = None
    others: tuple[str, ...] = ()
    confounded: bool = False
    others_grade: str = ""
    grade: str = ""


@dataclass(frozen=True)
class EventSet:
    """Events in order of time; `published` holds the literature's sums by series, basis points."""

    id: str
    title: str
    source: str
    window_days: int
    events: tuple[Event, ...]
    published_bp: Mapping[str, float] = field(default_factory=dict)
    grade: str = ""

    @property
    def dates(self) -> tuple[date, ...]:
        """The days, in order."""
        return tuple(event.date for event in self.events)

    def clear(self) -> EventSet:
        """The set without its confounded dates."""
        events = tuple(event for event in self.events if not event.confounded)
        return EventSet(self.id, self.title, self.source, self.window_days, events, {}, self.grade)


def _refuse_unknown(keys: set[str], allowed: set[str], where: str) -> None:
    unknown = sorted(keys - allowed)
    if unknown:
        raise RecordError(
            f"Unknown key {unknown[0]!r}", where=where, possible=f"Known keys: {', '.join(sorted(allowed))}"
        )


def _event(entry: Mapping[str, Any], where: str) -> Event:
    _refuse_unknown(set(entry), EVENT_KEYS, where)
    if type(entry.get("date")) is not date:
        raise RecordError(
            f"{entry.get('date')!r} is not a date", where=where, do="Write date = 2008-11-25, without quotes"
        )
    if not isinstance(entry.get("what"), str):
        raise RecordError(f"The event of {entry['date']} does not say what happened", where=where, do='Add what = "…"')
    if not isinstance(entry.get("what_zh", ""), str):
        raise RecordError(f"what_zh of {entry['date']} is not a text", where=where, do='Write what_zh = "…"')
    if not isinstance(entry.get("time"), dt.time | None) or not isinstance(entry.get("others", []), list):
        raise RecordError(f"The event of {entry['date']} has a time or list of releases in another form", where=where)
    what = Text(entry.get("what_zh") or entry["what"], entry["what"])  # a user's own set may have one language
    rest = {key: value for key, value in entry.items() if key != "what_zh"}
    return Event(**{**rest, "what": what, "others": tuple(map(str, entry.get("others", [])))})


def _published(values: object, where: str) -> dict[str, float]:
    if not isinstance(values, Mapping) or not all(isinstance(v, int | float) for v in values.values()):
        raise RecordError("published must map series to sums in basis points", where=where)
    return {str(name): float(value) for name, value in values.items()}


def parse_event_set(text: str, set_id: str, where: str) -> EventSet:
    """A set from TOML text; `RecordError` names the key, `InputError` a date given twice."""
    if len(text.encode()) > MAX_BYTES:
        raise RecordError("The file is larger than a megabyte", where=where)
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RecordError(f"This is not TOML: {error}", where=where) from None
    _refuse_unknown(set(values), SET_KEYS, where)
    entries = values.get("event", [])
    if not isinstance(entries, list) or not 1 <= len(entries) <= MAX_EVENTS:
        raise RecordError("A set needs one to a thousand [[event]] tables", where=where)
    window_days = values.get("window_days", 1)
    if type(window_days) is not int or window_days not in WINDOW_DAYS:
        raise RecordError(f"window_days is {window_days!r}", where=where, possible="1 or 2, a whole number")
    events = sorted((_event(entry, where) for entry in entries), key=lambda e: e.date)
    for earlier, later in itertools.pairwise(events):
        if earlier.date == later.date:
            raise InputError(
                f"{later.date} stands twice in event set {set_id!r}", where=where, do="Merge the two entries"
            )
    return EventSet(
        set_id, str(values.get("title", set_id)), str(values.get("source", "")), window_days, tuple(events),
        _published(values.get("published", {}), where), str(values.get("grade", "")),
    )  # fmt: skip


# Sets too small to identify anything alone, taken together: every announcement of the four rounds.
POOLED = {"qe_2008_2012": ("kvj2011_qe1", "kvj2011_qe2", "mep2011", "lsap3_2012")}


def pooled(set_id: str, sets: Sequence[EventSet]) -> EventSet:
    """Several sets as one, each date once, with two-day windows; titles and sources joined."""
    by_date = {event.date: event for found in sets for event in found.events}
    events = tuple(by_date[day] for day in sorted(by_date))
    title = "Together: " + "; ".join(found.title for found in sets)
    return EventSet(set_id, title, "; ".join(dict.fromkeys(found.source for found in sets)), 2, events, {}, "B")


@cache
def load_event_sets() -> dict[str, EventSet]:
    """The sets that ship, by id, in order of their first date; from the package's own files, no other input."""
    folder = resources.files("fedsheet.review").joinpath("data/events")
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    names = {f.name.removesuffix(".toml"): f for f in files}
    sets = {n: parse_event_set(f.read_text("utf-8"), n, f"review/data/events/{f.name}") for n, f in names.items()}
    together = [pooled(name, [sets[part] for part in parts]) for name, parts in POOLED.items()]
    ordered = sorted([*sets.values(), *together], key=lambda s: (s.dates[0], s.id))
    return {found.id: found for found in ordered}


def event_set(set_id: str) -> EventSet:
    """The shipped set of this id; an unknown id raises with the nearest."""
    sets = load_event_sets()
    if set_id not in sets:
        raise UnknownNameError("event set", set_id, sets, do="Or give the path of a TOML file with [[event]] tables")
    return sets[set_id]
