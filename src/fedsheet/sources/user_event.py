"""What a reader takes back, or lets stand again: kept like a reply, so that a rebuild honours it.

    takes_back    [[batch, name, first, last], …]: days (ISO; "" = all) of a series or table ("" = all) of a batch
    stands_again  [event, …]: events that no longer hold
Both stand in the journal's account of what was asked; a file that replaces a series carries them beside its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fedsheet.core.errors import SourceError
from fedsheet.sources.reply import Parsed

FEED = "user.event"
TAKES_BACK, STANDS_AGAIN = "takes_back", "stands_again"


@dataclass(frozen=True)
class EventPart:
    """What of a batch: days `first` to `last` (None = all) of `name` ("" = everything in it)."""

    batch: int
    name: str = ""
    first: date | None = None
    last: date | None = None


def account(what: str, takes_back: Sequence[EventPart] = (), stands_again: Sequence[int] = ()) -> dict[str, str]:
    """The journal's account of an event."""
    parts = [[part.batch, part.name, str(part.first or ""), str(part.last or "")] for part in takes_back]
    return {
        "what": what, "feed": FEED, TAKES_BACK: json.dumps(parts, ensure_ascii=False),
        STANDS_AGAIN: json.dumps(list(stands_again)),
    }  # fmt: skip


def taken_back(request: Mapping[str, str]) -> list[EventPart]:
    """What a reply takes back; most take back nothing."""
    try:
        rows = json.loads(request.get(TAKES_BACK, "[]"))
        return [EventPart(int(batch), str(name), _day(first), _day(last)) for batch, name, first, last in rows]
    except (ValueError, TypeError) as error:
        raise SourceError("sources.user_event_unreadable", where=request["what"]) from error


def standing_again(request: Mapping[str, str]) -> list[int]:
    """The events that a reply says no longer hold."""
    try:
        return [int(event) for event in json.loads(request.get(STANDS_AGAIN, "[]"))]
    except (ValueError, TypeError) as error:
        raise SourceError("sources.user_event_unreadable", where=request["what"]) from error


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def parse(_body: bytes, request: Mapping[str, str]) -> Parsed:
    """An event brings no figures of its own; what it says stands in its account, read here once to be sure of it."""
    taken_back(request)
    standing_again(request)
    return Parsed()
