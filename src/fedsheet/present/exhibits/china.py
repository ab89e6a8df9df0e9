"""Exhibit for readers in China: dollar assets, the exchange rate, the spread of yields, as far as they are held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.data import named_id
from fedsheet.present.table import STALE, Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.china import ChinaLine

FORMS = {"money": ("usd", "usd_signed"), "rate": ("pct2", "bp"), "yuan": ("num3", "pct1_signed")}
# What machines are told of a value and of its change: the unit, and how many of it a base unit is.
UNITS = {
    "money": (("USD bn", 1e-9), ("USD bn", 1e-9)), "rate": (("percent", 1e2), ("bp", 1e4)),
    "yuan": (("CNY per USD", 1.0), ("percent", 1e2)),
}  # fmt: skip


@exhibit("china-box", of="china")
def box(found: Sequence[ChinaLine], words: Words) -> Exhibit:
    """One row a line: newest figure, its day, the change over a year; what is missing says how it comes."""
    columns = (
        Column("line", "name:effects.china_", "terms.line"), Column("date", "iso"), Column("value", "num3", ""),
        Column("unit", "text", ""), Column("change", "num3", ""), Column("change_unit", "text", ""),
        Column("_value"), Column("_change", "text", "effects.china_change"), Column("series", "text", ""),
        Column(STALE, "yesno", ""),
    )  # fmt: skip
    rows = [_row(one, words) for one in found]
    table = Table.of("china-box", words, columns, rows)
    held = {one.id: one for one in found if one.value is not None}
    china = held.get("china_holdings")
    caption = (
        words("effects.china_caption", day=china.day, usd=china.value, change=china.change)
        if china and china.change is not None
        else words("exhibits.china-box")
    )
    missing = [named_id(words(f"effects.china_{one.id}"), one.series, words) for one in found if one.value is None]
    note = words("effects.china_missing", names=missing) if missing else ""
    return Exhibit.of(words, table, caption, source(words, "treasury", "board"), note)


def china_text(found: Sequence[ChinaLine], words: Words) -> str:
    """What follows for holders of dollars; empty where official holdings are not held."""
    held = {one.id: one for one in found if one.value is not None and one.change is not None}
    said = []
    if {"china_holdings", "official_holdings"} <= held.keys():
        china, official = held["china_holdings"], held["official_holdings"]
        alike = (china.change or 0.0) * (official.change or 0.0) > 0
        key = "follows.china_alike" if alike else "follows.china_apart"
        said.append(words(key, day=china.day, china=china.change, official=official.change))
        said.append(words("follows.china_share", share=(china.value or 0.0) / (official.value or 1.0)))
    if "foreign_pool" in held:
        pool = held["foreign_pool"]
        said.append(words("follows.china_pool", day=pool.day, change=pool.change, pool=pool.value))
    return words("common.sentence_gap").join(said)


def _row(one: ChinaLine, words: Words) -> tuple[object, ...]:
    value, change = FORMS[one.counted]
    shown = None if one.value is None else words.format(one.value, value)
    moved = None if one.change is None else words.format(one.change, change)
    (unit, scale), (change_unit, change_scale) = UNITS[one.counted]
    numbers = (_times(one.value, scale), unit, _times(one.change, change_scale), change_unit)
    return one.id, one.day, *numbers, shown, moved, one.series, one.is_stale


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale
