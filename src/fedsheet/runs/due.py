"""What is due: whether a publisher can have more of a series than is held, by its release calendar, on a day.

    newest observation held → the next one → the day it appears (release rule, else what the frequency allows)
Without a rule the day is the earliest possible, and what was asked for since then is not asked for again on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fedsheet.core import clock
from fedsheet.core.dates import ONE_DAY, add_months, h41_release_date, month_end, next_business_day
from fedsheet.core.releases import RELEASE_RULES, new_york_rule
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.sources.catalogue import CatalogueEntry, catalogue
from fedsheet.store.attempts import ANSWERED, attempts, newest_by_feed
from fedsheet.store.observations import Store

WEEK = timedelta(days=7)
# Weekly without a rule: claims of a week ending Saturday appear the Thursday after, others later.
WEEKLY_LAG, MONTHLY_LAG, QUARTERLY_LAG = timedelta(days=4), timedelta(days=1), timedelta(days=24)
STATEMENT_LAG = timedelta(days=8)  # the monthly statement of the debt: about the fourth business day
LIST_LAG = timedelta(days=1)  # lists by CUSIP and pages: the morning after the release
# Publishers still correct figures of the last days: what was not asked for this long is asked for again.
ASK_AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One entry of the catalogue: newest date held (None: nothing), the day its next release is due, last asked."""

    entry: CatalogueEntry
    newest: date | None
    on: date
    asked: datetime | None

    def is_due(self, today: date) -> bool:
        """Whether more can have come since it was last asked for, or it was not asked for lately."""
        asked = self.asked.date() if self.asked else date.min
        return (self.on <= today and asked < today) or asked + ASK_AGAIN_AFTER <= today


def due(store: Store, known: Vintage, entries: Iterable[CatalogueEntry]) -> list[Due]:
    """Where each entry stands that still goes on."""
    asked = _asked(store)
    newest_tables = _newest_tables(store)
    found = []
    for entry in entries:
        if entry.ended:
            continue
        newest = known[entry.id].last_day if entry.id in known else newest_tables.get(entry.id)
        found.append(Due(entry, newest, next_release(entry, newest), asked.get(entry.id)))
    return found


def next_release(entry: CatalogueEntry, newest: date | None) -> date:
    """The day the observation after `newest` appears, or can appear where no rule says it; the first day if none is."""
    if newest is None:
        return date.min
    following = _following(entry, newest)
    if entry.known:
        return RELEASE_RULES[entry.known](following)
    if not entry.is_series:
        return _next_table(entry, newest)
    if rule := new_york_rule(entry.id):
        return rule(following)
    return {
        "W": following + WEEKLY_LAG, "M": month_end(following) + MONTHLY_LAG,
        "Q": month_end(add_months(following, 2)) + QUARTERLY_LAG,
    }.get(entry.frequency, following)  # fmt: skip


def told_release(entry: CatalogueEntry, series: Series) -> date:
    """The day to tell a reader: the publisher's calendar, where `next_release` has the earliest possible day."""
    return next_release(entry, series.last_day) if entry.known else clock.next_release(series)


def _following(entry: CatalogueEntry, newest: date) -> date:
    """The date of the observation after `newest`."""
    if entry.frequency in ("M", "Q"):
        months = 1 if entry.frequency == "M" else 3
        return month_end(add_months(newest, months)) if newest == month_end(newest) else add_months(newest, months)
    if entry.frequency == "W":
        return newest + WEEK
    return newest + ONE_DAY if entry.frequency == "D7" else next_business_day(newest + ONE_DAY, 0)


def _next_table(entry: CatalogueEntry, newest: date) -> date:
    if entry.frequency == "W":
        return h41_release_date(newest + WEEK) + LIST_LAG
    if entry.frequency == "M":
        return month_end(add_months(newest, 1)) + STATEMENT_LAG
    return newest + ONE_DAY


def _asked(store: Store) -> dict[str, datetime]:
    """When each entry was last asked for and answered; a question names its series, or stands for all of its feed."""
    by_feed: dict[str, list[str]] = {}
    for entry in catalogue().values():
        by_feed.setdefault(entry.feed, []).append(entry.id)
    found: dict[str, datetime] = {}
    for asked in attempts(store):
        if asked.outcome != ANSWERED:
            continue
        named = [part.split(" ")[0] for part in asked.what.split(",")]
        one_by_one = asked.feed.startswith("fred.") or asked.feed in ("ofr.series", "nyfed.pd")
        ids = [name for name in named if name in catalogue()] if one_by_one else by_feed.get(asked.feed, [])
        found.update(dict.fromkeys(ids, asked.at))
    return found


def _newest_tables(store: Store) -> Mapping[str, date]:
    """Newest date that replies about each table brought."""
    newest = newest_by_feed(store)
    return {e.id: newest[e.feed] for e in catalogue().values() if not e.is_series and e.feed in newest}
