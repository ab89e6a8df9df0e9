"""Every feed by name: what the catalogue's `feed` keys stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fedsheet.core.errors import SourceError
from fedsheet.sources import board, desk, fomc, fred, h41_page, nyfed, ofr, soma, treasury, user_import, yield_curve
from fedsheet.sources.catalogue import Entry
from fedsheet.sources.reply import Ask, Feed, Request

FEEDS: dict[str, Feed] = {
    **fred.FEEDS, **nyfed.FEEDS, **soma.FEEDS, **desk.FEEDS,
    **board.FEEDS, **h41_page.FEEDS, **treasury.FEEDS, **ofr.FEEDS,
    **fomc.FEEDS, **yield_curve.FEEDS, user_import.FEED: Feed(lambda _entries, _ask: [], user_import.parse),
}  # fmt: skip


def requests_for(
    entries: Iterable[Entry], ask: Ask, meetings: Sequence[date], releases: Sequence[date]
) -> list[Request]:
    """Every question that brings these entries; feeds that need dates to name their pages get them here."""
    by_feed: dict[str, list[Entry]] = {}
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
    return found


def feed(name: str) -> Feed:
    """The feed of this name."""
    if name not in FEEDS:
        raise SourceError(f"{name!r} is not a feed", possible=f"Feeds: {', '.join(FEEDS)}")
    return FEEDS[name]
