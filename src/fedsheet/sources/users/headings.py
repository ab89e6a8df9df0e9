"""What stands above the figures of a file says of their unit, held against the unit the user names.

A unit is told in a row of its own ("单位", "Units"), in brackets at the end of a heading, or by a word of size anywhere
in a title: "Mil. of U.S. $", "百万美元". A word after a number is an amount ("over $100 billion") and tells nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from fedsheet.core.errors import InputError
from fedsheet.core.notes import Remark
from fedsheet.core.units import ALIASES, OTHER_MONEY, UNITS, Dimension, Unit
from fedsheet.sources.users.grid import CellGrid

IN_BRACKETS = re.compile(r"[(（]([^()（）]{1,40})[)）]\s*$")
# What a header may call the unit, in the words of the vendors; an unknown word decides nothing.
UNIT_WORDS: Mapping[str, tuple[Dimension, float]] = {
    **{word: (UNITS[name].dimension, UNITS[name].scale) for word, name in ALIASES.items()},
    "$millions": (Dimension.MONEY, 1e6), "$billions": (Dimension.MONEY, 1e9), "$ billions": (Dimension.MONEY, 1e9),
}  # fmt: skip
UNIT_LABELS = frozenset({"单位", "單位", "unit", "units"})
LABEL = re.compile(r"^\s*([^:：]{1,10}?)\s*[:：]\s*(.+)$")
NO_AMOUNT = r"(?<![\d.])(?<!\d[ -])"
SIZES = {
    "thous": 1e3, "million": 1e6, "mil": 1e6, "mln": 1e6, "mn": 1e6, "billion": 1e9, "bil": 1e9, "bln": 1e9, "bn": 1e9,
    "trillion": 1e12, "tril": 1e12, "trn": 1e12, "k": 1e3, "m": 1e6, "mm": 1e6, "b": 1e9, "t": 1e12, "tn": 1e12,
    "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
SIZE = re.compile(
    rf"{NO_AMOUNT}\b(thous(?=ands?\b|\.)|(?:million|billion|trillion)(?=s?\b)|(?:mil|bil|tril)(?=\.)|(?:mln|mn|bln|bn|trn)\b)"
    r"|(?:usd|us\$|\$) ?(k|mm?|b|tn?)\b"
    rf"|{NO_AMOUNT}([千百十万亿]{{1,2}})美元"
)


def labels_of(grid: CellGrid, first: int, place: int) -> dict[str, str]:
    """What stands beside each label in the rows above the data, in the column of values."""
    rows = (row for row in grid.rows[:first] if len(row) > place and row[0] is not None and row[place] is not None)
    return {str(row[0]).rstrip(":： "): str(row[place]) for row in rows}


def says_percent(labels: Mapping[str, str]) -> bool:
    """Whether a row of units says percent."""
    return any(label.lower() in UNIT_LABELS and text.strip() in ("%", "％") for label, text in labels.items())


def refuse_other_unit(grid: CellGrid, first: int, place: int, unit: Unit) -> None:
    """A unit that the file itself names must be the one the user names; else `InputError`."""
    for label, text in _said(grid, first, place):
        is_named = label.lower() in UNIT_LABELS
        if is_named and OTHER_MONEY.search(text):
            raise InputError("sources.user_file_file_says_money_counted_2", where=grid.where, label=label, text=text)
        bracketed = IN_BRACKETS.search(text)
        said = UNIT_WORDS.get((bracketed.group(1) if bracketed and not is_named else text).strip().lower())
        if (said and said != (unit.dimension, unit.scale)) or (not said and _is_other_size(text, unit)):
            place_said = Remark(text=label) if is_named else Remark.of("sources.user_file_heading")
            raise InputError(
                "sources.user_file_file_says_unit_says_2", where=grid.where, label=place_said, text=text, name=unit
            )


def _said(grid: CellGrid, first: int, place: int) -> Iterator[tuple[str, str]]:
    """(label or "", text) of each cell above the column of values, and of each row that is a title alone."""
    for row in grid.rows[:first]:
        label, above = str(row[0] or "").strip(" :：") if row else "", row[place] if len(row) > place else None
        if above is not None:
            yield label, str(above).strip()
        elif label and all(cell is None for cell in row[1:]):
            told = LABEL.match(str(row[0]))
            is_unit = told is not None and told.group(1).lower() in UNIT_LABELS
            yield (told.group(1), told.group(2).strip()) if told and is_unit else ("", label)


def _is_other_size(text: str, unit: Unit) -> bool:
    """Whether a text tells sizes of money, and the unit's is not among them."""
    plain = unicodedata.normalize("NFKC", text).lower()
    sizes = {SIZES.get(next(filter(None, found.groups()))) for found in SIZE.finditer(plain)} - {None}
    return unit.dimension is Dimension.MONEY and bool(sizes) and unit.scale not in sizes
