"""Exhibit of the term premium by every estimate held, and of what is published and not held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.data import named_id
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.premium_panel import PanelEstimate


@exhibit("premium-panel", of="premium panel")
def panel(found: Sequence[PanelEstimate], words: Words) -> Exhibit:
    """One row an estimate: newest value, a year before, and how far it lies from ours on the months of both."""
    columns = (
        Column("estimate", "name:review.premium_", "review.premium_estimate"), Column("date", "iso"),
        Column("value", "pct2"), Column("year_before", "pct2", "review.premium_year_before"),
        Column("from_ours", "bp_num", "review.premium_from_ours"), Column("spread", "bp_num", "review.premium_sd"),
        Column("series", "text", "effects.china_series"),
    )  # fmt: skip
    rows = [
        (one.id, one.day, one.value, one.year_before, *(one.from_ours or (None, None)), one.series) for one in found
    ]
    held = [one.value for one in found if one.value is not None]
    caption = words("review.premium_panel", n=len(held), low=min(held), high=max(held))
    missing = [
        named_id(words(f"review.premium_{one.id}"), one.series, words)
        for one in found
        if one.series and one.value is None
    ]
    note = words("effects.china_missing", names=missing) if missing else ""
    table = Table.of("premium-panel", words, columns, rows)
    shown = Exhibit.of(words, table, caption, source(words, "board", "nyfed"), note)
    return shown.briefly("estimate", "date", "value", "year_before", "from_ours", "spread")
