"""The truth bar: today, the day looked at, how old each class of figures is, and when the next ones come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fedsheet.core.clock import Hand, today
from fedsheet.core.releases import release_moment
from fedsheet.outlook.clock import clock
from fedsheet.present.text import Words
from fedsheet.runs.update import wanted
from fedsheet.web.page import Params

if TYPE_CHECKING:
    from fedsheet.web.desk import Desk

SETTLED = timedelta(minutes=2)  # a release is asked for a little after its hour
FRESH, DUE, STALE, PAST = "fresh", "due", "stale", "past"


def clock_json(desk: Desk, params: Params) -> dict[str, Any]:
    """The truth bar: today, the day looked at, the classes of figures, what is due and when to look again."""
    words, known = desk.words(params.lang), desk.vintage(params.as_of)
    now, is_past = today(), params.as_of is not None and params.as_of < today()
    found = clock(known, desk.path)
    due = [] if is_past else desk.once(known, "due", now, lambda: wanted(now))
    state = "past" if is_past else "now"
    return {
        "today": now.isoformat(), "as_of": known.as_of.isoformat(), "is_past": is_past,
        "said": words(f"live.{state}", today=now, as_of=known.as_of),
        "due": len(due), "due_said": words("live.due", n=len(due)) if due else words("live.nothing_due"),
        "due_names": due[:12],
        "classes": [_hand(hand, known.as_of, words, is_past=is_past) for hand in found],
        "next": [] if is_past else _moments(found, words),
    }  # fmt: skip


def _hand(hand: Hand, day: date, words: Words, *, is_past: bool) -> dict[str, Any]:
    overdue = hand.next_release is not None and hand.next_release <= day
    state = PAST if is_past else STALE if hand.is_stale else DUE if overdue else FRESH
    coming = words("live.next", day=hand.next_release) if hand.next_release else ""
    said = words(f"live.state_{state}", n=hand.age_days)
    title = words("data.clock_part", what=words(f"data.clock_{hand.name}"), day=hand.newest)
    return {
        "name": hand.name, "label": words(f"data.clock_{hand.name}"), "newest": hand.newest.isoformat(),
        "age_days": hand.age_days, "state": state, "said": said, "more": " ".join(filter(None, (title, coming))),
    }  # fmt: skip


def _moments(found: tuple[Hand, ...], words: Words) -> list[dict[str, Any]]:
    """The coming moments at which figures appear, the nearest first."""
    moments = []
    for hand in found:
        if hand.next_release is not None:
            moment = release_moment(hand.newest_id, hand.next_release) + SETTLED
            if moment > datetime.now(moment.tzinfo):
                moments.append({"at": moment.isoformat(), "label": words(f"data.clock_{hand.name}")})
    return sorted(moments, key=lambda one: str(one["at"]))
