"""The clock for a reader: how recent each class of figures is, as a table and as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.present.blocks import DataTable

if TYPE_CHECKING:
    from fedsheet.core.clock import Hand
    from fedsheet.present.text import Words

COMMAND = "fedsheet update"


def clock_table(hands: Sequence[Hand], words: Words) -> DataTable:
    """One row a class: newest and oldest day with their series, next release, age, and whether it is stale."""
    rows = tuple(
        (
            words(f"data.clock_{hand.name}"), hand.newest, _named(hand.newest_id, words), hand.next_release,
            hand.age_days, hand.oldest, _named(hand.oldest_id, words),
            words("data.clock_stale" if hand.is_stale else "data.clock_present"),
        )
        for hand in hands
    )  # fmt: skip
    keys = ("class", "newest", "newest_series", "next_release", "age_days", "oldest", "oldest_series", "standing")
    formats = ("text", "iso", "text", "iso", "int", "iso", "text", "text")
    return DataTable("clock", keys, tuple(words(f"data.clock_head_{key}") for key in keys), formats, rows)


def clock_sentence(hands: Sequence[Hand], words: Words) -> str:
    """How old what is held is, in one sentence, and which command brings newer figures where any is stale."""
    stale = [hand for hand in hands if hand.is_stale]
    if not stale:
        return words("data.clock_fresh", newest=max(hand.newest for hand in hands))
    parts = [words("data.clock_part", what=words(f"data.clock_{hand.name}"), day=hand.newest) for hand in stale]
    return words("data.clock_old", parts=parts, command=COMMAND)


def unknown_sentence(days: Sequence[date], last: date, words: Words) -> str:
    """Which meetings' outcomes are not in the record, and by which decision the document goes."""
    return words("data.clock_unknown", days=[words.format(day, "date") for day in days], last=last)


def _named(series_id: str, words: Words) -> str:
    return words("data.clock_target_range") if series_id == "target_range" else series_id
