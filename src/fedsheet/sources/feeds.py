"""Every feed by name: what the catalogue's `feed` keys stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from fedsheet.core.errors import SourceError
from fedsheet.sources import (
    board,
    desk,
    fomc,
    fred,
    h41_page,
    nyfed,
    ofr,
    soma,
    treasury,
    user_decision,
    user_event,
    yield_curve,
)
from fedsheet.sources.catalogue import CatalogueEntry
from fedsheet.sources.reply import Ask, Feed, Request
from fedsheet.sources.users import imports

FEEDS: dict[str, Feed] = {
    **fred.FEEDS, **nyfed.FEEDS, **soma.FEEDS, **desk.FEEDS,
    **board.FEEDS, **h41_page.FEEDS, **treasury.FEEDS, **ofr.FEEDS,
    **fomc.FEEDS, **yield_curve.FEEDS, imports.FEED: Feed(lambda _entries, _ask: [], imports.parse),
    user_decision.FEED: Feed(lambda _entries, _ask: [], user_decision.parse),
    user_event.FEED: Feed(lambda _entries, _ask: [], user_event.parse),
}  # fmt: skip


def requests_for(
    entries: Iterable[CatalogueEntry], ask: Ask, meetings: Sequence[date], releases: Sequence[date]
) -> list[Request]:
    """Every question that brings these entries; feeds that need dates to name their pages get them here."""
    by_feed: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        by_feed.setdefault(entry.feed, []).append(entry)
    found: list[Request] = []
    for name, group in by_feed.items():
        if name == "fomc.statement":
            found += fomc.statement_requests(group, ask, meetings)
        elif name == "board.h41_page":
            found += h41_page.requests(group, ask, releases)
        else:
            found += FEEDS[name].requests(group, ask)
    return [_with_window(request, ask) for request in found]


def _with_window(request: Request, ask: Ask) -> Request:
    """The request with the first and last day it asks for beside it: a reply that lacks some is told by them."""
    starts = ("startDate", "observation_start", "start_date")
    since = next((request.params[name] for name in starts if request.params.get(name)), str(ask.since or ""))
    until = request.params.get("endDate") or request.params.get("observation_end") or ""
    window = {name: day for name, day in (("since", since), ("until", until)) if day}
    instead = tuple(_with_window(other, ask) for other in request.instead)
    return replace(request, about={**request.about, **window}, instead=instead)


def feed(name: str) -> Feed:
    """The feed of this name."""
    if name not in FEEDS:
        raise SourceError("sources.feeds_feed", name=name, feeds=", ".join(FEEDS))
    return FEEDS[name]
