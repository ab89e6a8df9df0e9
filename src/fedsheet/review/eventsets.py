"""Event sets: dated announcements with their hour, their source and what else was released in their window.

A set is one TOML file in `review/data/events`; a user's own file has the same form. Times are New York's and scheduled.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources

from fedsheet.core.errors import InputError, RecordError, UnknownNameError
from fedsheet.core.largest import LEVEL
from fedsheet.core.text import Text, told_apart
from fedsheet.core.units import BASIS_POINTS
from fedsheet.record.model import GRADES
from fedsheet.record.table import TomlTable, read_toml, tables

SET_KEYS = {"title", "title_zh", "source", "source_zh", "window_days", "published", "grade", "event"}
EVENT_KEYS = {
    "date",
    "time",
    "announced",
    "what",
    "what_zh",
    "others",
    "others_zh",
    "confounded",
    "others_grade",
    "grade",
}
MAX_BYTES = 1_000_000
MAX_EVENTS = 1_000
EVENT_SERIES = ("DGS2", "DGS10", "DGS30", "BREAKEVEN10", "DFII10")  # what is measured where nothing else is named
POLICY_ASSET = "DGS10"  # whose moves on the days stand for policy's
WINDOW_DAYS = (1, 2)  # what the literature measures: the day itself, or the day and the next


@dataclass(frozen=True)
class Event:
    """One announcement.

    date         the first business day whose close came after it
    announced    the day it was made, where that is another (an evening, a Sunday)
    others       other releases inside the window, as far as known; `others_grade` as in the record (A to D);
                 `others_zh` the same in Chinese, empty where a user's own set has one language
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
    others_zh: tuple[str, ...] = ()

    def others_in(self, language: str) -> tuple[str, ...]:
        """The other releases in the reader's language, where the set has it."""
        return self.others_zh if language == "zh" and self.others_zh else self.others


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
    title_zh: str = ""
    source_zh: str = ""

    def source_in(self, language: str) -> str:
        """Where its dates are from, in the reader's language where the set has it."""
        return self.source_zh if language == "zh" and self.source_zh else self.source

    @property
    def dates(self) -> tuple[date, ...]:
        """The days, in order."""
        return tuple(event.date for event in self.events)

    def clear(self) -> EventSet:
        """The set without its confounded dates."""
        events = tuple(event for event in self.events if not event.confounded)
        return replace(self, events=events, published_bp={})


def parse_event_set(text: str, set_id: str, where: str) -> EventSet:
    """A set from TOML text; `RecordError` names line and key, `InputError` a date given twice."""
    if len(text.encode()) > MAX_BYTES:
        raise RecordError("review.eventsets_file_larger_than_megabyte", where=where)
    document = told_apart(read_toml(where, text))
    head = TomlTable(where, text, "file", 0, document)
    head.allow(SET_KEYS)
    entries = tables(where, text, document, "event")
    if not 1 <= len(entries) <= MAX_EVENTS:
        raise RecordError("review.eventsets_set_needs_one_thousand", where=where)
    window_days = document.get("window_days", 1)
    if type(window_days) is not int or window_days not in WINDOW_DAYS:
        head.stop(f"window_days is {window_days!r}", "window_days", possible="1 or 2, a whole number")
    events = sorted(map(_event, entries), key=lambda e: e.date)
    for earlier, later in itertools.pairwise(events):
        if earlier.date == later.date:
            raise InputError("review.eventsets_stands_twice_event_set", where=where, date=later.date, set_id=set_id)
    return EventSet(
        set_id, head.text_of("title", set_id), head.text_of("source"), window_days, tuple(events), _published(head),
        head.text_of("grade"), head.text_of("title_zh"), head.text_of("source_zh"),
    )  # fmt: skip


def _event(entry: TomlTable) -> Event:
    entry.allow(EVENT_KEYS)
    entry.need(("date", "what"))
    confounded = entry.values.get("confounded", False)
    if not isinstance(confounded, bool):
        entry.stop("events_confounded", "confounded", value=confounded)
    hour = entry.values.get("time")
    if not isinstance(hour, dt.time | None):
        entry.stop("events_time", "time", value=hour)
    if isinstance(entry.values["date"], dt.datetime):
        entry.stop("events_date_with_hour", "date")
    what = entry.text_of("what")
    return Event(
        entry.date_of("date"),
        Text(entry.text_of("what_zh", what), what),  # a user's own set may have one language
        hour,
        entry.date_of("announced") if "announced" in entry.values else None,
        _texts(entry, "others"),
        confounded,
        _grade(entry, "others_grade"),
        _grade(entry, "grade"),
        _texts(entry, "others_zh"),
    )


def _texts(entry: TomlTable, key: str) -> tuple[str, ...]:
    found = entry.values.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        entry.stop("events_others", key)
    return tuple(found)


def _grade(entry: TomlTable, key: str) -> str:
    return entry.choice_of(key, GRADES) if key in entry.values else ""


def _published(head: TomlTable) -> dict[str, float]:
    """The literature's sums by series, basis points."""
    values = head.values.get("published", {})
    if not isinstance(values, dict):
        head.stop("events_published", "published")
    sums = TomlTable(head.file, head.text, "published", 0, values)
    most = LEVEL[BASIS_POINTS]
    return {name: number for name in values if (number := sums.number_of(name, most)) is not None}


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
        raise UnknownNameError("event set", set_id, sets, do="events_path")
    return sets[set_id]
