"""Exhibit of who holds reserves: cash assets of large and small domestic banks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.reserve_holders import HolderReserves


@exhibit("reserve-holders", of="reserve holders")
def holders(found: Sequence[HolderReserves], words: Words) -> Exhibit:
    """Each day with what large and small banks hold and the share of the large."""
    columns = (
        Column("date", "iso"), Column("large", "money", "effects.holders_large"),
        Column("small", "money", "effects.holders_small"), Column("large_share", "pct1", "effects.holders_share"),
    )  # fmt: skip
    rows = [(one.day, one.large_usd, one.small_usd, one.large_share) for one in found]
    first, last = found[0], found[-1]
    caption = words(
        "effects.holders_caption", day=last.day, share=last.large_share, then=first.large_share, since=first.day
    )
    table = Table.of("reserve-holders", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board"), words("effects.holders_note"))
