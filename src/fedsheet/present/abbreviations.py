"""Abbreviations spelt out where a reader first meets them, and their list for the appendix.

    spoken(text, words)             those that stand in a text, with what each means: what a page lists at its end
    spelt_out(blocks, words)        the same blocks, each abbreviation with its full name at its first use in the text

Chinese gives the full name first, 有担保隔夜融资利率（SOFR）; English the name in brackets, SOFR (secured overnight
financing rate). A text that already does so is left alone, and so are headings, tables and words within brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from fedsheet.present.blocks import Block, Bullets, Figure, Note, Paragraph, Row, TableBlock
from fedsheet.present.table import Column, Table
from fedsheet.present.text import LANGUAGES, Words, slug, spaced

# Each with the day from which it could be spoken of; None where it is older than the record.
SHORT: dict[str, date | None] = {
    "SOFR": date(2018, 4, 3), "IORB": date(2021, 7, 29), "ON RRP": date(2013, 9, 23), "SRF": date(2021, 7, 28),
    "EFFR": None, "OBFR": date(2016, 3, 1), "TGCR": date(2018, 4, 3), "BGCR": date(2018, 4, 3),
    "DVP": date(2020, 10, 1), "GCF": None, "SOMA": None, "MBS": None, "TGA": None, "CRPS": None, "HAC": None,
    "RMP": date(2025, 12, 10),
}  # fmt: skip
# Words of the field without an abbreviation, in the order in which a reader meets them.
TERMS = (
    "reserves", "ample", "abundant", "expansion", "runoff", "cap", "roll_over", "reinvestment", "corridor",
    "tri_party", "deferred_asset", "term_premium", "breakeven", "ten_year_equivalents",
)  # fmt: skip
# Names of measures and of rounds that a page explains beside its tables, each by the label it goes by there.
MEASURES = (
    "qe3", "placebo_p", "adjusted_p", "shift_p", "sign_p", "hac_p", "detectable", "power", "dm", "brier", "grade",
)  # fmt: skip
_OPEN, _CLOSE = "(（", ")）"


class _Reader:
    """What a reader has been told so far, text after text."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.waiting = {short: words(f"glossary.full_{slug(short)}") for short in SHORT}

    def read(self, text: str) -> str:
        """The text with what is new in it spelt out."""
        for short, full in list(self.waiting.items()):
            text = self._told(text, short, full)
        return text

    def _told(self, text: str, short: str, full: str) -> str:
        for found in re.finditer(rf"(?<![A-Za-z0-9_]){re.escape(short)}(?![A-Za-z0-9_])", text):
            start, end = found.span()
            if full in text[max(0, start - len(full) - 3) : end + len(full) + 3]:
                del self.waiting[short]
                return text
            if not _is_bracketed(text, start) and text[end : end + 1] not in _OPEN + "‑-/":
                del self.waiting[short]
                said = self.words("glossary.first_use", short=short, full=full)
                whole = text[:start] + said + text[end:]
                return spaced(whole) if self.words.language == "zh" else whole
        return text

    def block(self, block: Block) -> Block:
        """A block as it is read: its own words, captions and notes; a table's cells are left."""
        match block:
            case Paragraph():
                return replace(block, text=self.read(block.text))
            case Bullets():
                return Bullets(tuple(map(self.read, block.items)))
            case Note():
                return Note(self.read(block.text))
            case Figure():
                return replace(block, caption=self.read(block.caption), note=self.read(block.note))
            case TableBlock():
                return replace(block, caption=self.read(block.caption))
            case Row():
                return Row(tuple(replace(one, caption=self.read(one.caption)) for one in block.figures))
        return block


def _is_known(short: str, day: date | None) -> bool:
    since = SHORT[short]
    return since is None or day is None or since <= day


def _is_bracketed(text: str, place: int) -> bool:
    """Whether a place stands within brackets."""
    before = text[:place]
    return sum(map(before.count, _OPEN)) > sum(map(before.count, _CLOSE))


def spelt_out(blocks: Iterable[Block], words: Words) -> Iterator[Block]:
    """The blocks in which each abbreviation carries its full name where it first stands."""
    reader = _Reader(words)
    yield from map(reader.block, blocks)


def spoken(text: str, words: Words) -> list[tuple[str, str]]:
    """What a text leaves unexplained: abbreviations and names of measures that stand in it, each with what it means."""
    told = [(s, f"{words(f'glossary.full_{slug(s)}')}: {words(f'glossary.meaning_{slug(s)}')}") for s in sorted(SHORT)]
    told += [(words(f"glossary.label_{key}"), words(f"glossary.said_{key}")) for key in MEASURES]
    return [
        one
        for one in told
        if one[0] in text and re.search(rf"(?<![A-Za-z0-9_]){re.escape(one[0])}(?![A-Za-z0-9_])", text)
    ]


def glossary(words: Words) -> list[Block]:
    """Every term and abbreviation known on the document's day, in both languages, and what it is."""
    spoken_in = {language: Words(language) for language in LANGUAGES}
    columns = (
        Column("short", "text", "glossary.column_short"),
        *(Column(f"full_{language}", "text", f"glossary.column_{language}") for language in LANGUAGES),
        Column("meaning", "text", "glossary.column_meaning"),
    )  # fmt: skip
    names: list[tuple[str | None, str]] = [
        (short, slug(short)) for short in sorted(SHORT) if _is_known(short, words.known)
    ]
    names += [(None, term) for term in TERMS]
    rows = [
        (short, *(each(f"glossary.full_{key}") for each in spoken_in.values()), words(f"glossary.meaning_{key}"))
        for short, key in names
    ]
    table = Table.of("glossary", words, columns, rows)
    opening = Paragraph(words("glossary.opening", n=len(rows)))
    return [opening, TableBlock(table, words("glossary.caption"), words("glossary.source"))]
