"""A house's own dress for report and brief: who signs, its mark, its colours, its licence and disclaimer.

    style.of(document, words) -> Document        the same document, signed, coloured, with its closing words

A colour of the figures takes the place of ours in the order of `charts.theme.COLOURS`, in every medium alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fedsheet.present.blocks import Block, Figure, Heading, Note, Row
from fedsheet.present.charts.theme import COLOURS, FALL, NAVY, RISE
from fedsheet.present.document import Document
from fedsheet.present.text import Words


@dataclass(frozen=True)
class HouseStyle:
    """Everything may be empty: then a document goes out as ours.

    logo         PNG              accent     of headings and heads of tables, #rrggbb
    figures      colours of series, in their order                licence, disclaimer     by language
    rise         "red" or "green": of what rises, the other of what falls; empty for red in Chinese, green in English
    """

    author: str = ""
    logo: bytes = b""
    accent: str = NAVY
    figures: tuple[str, ...] = ()
    rise: str = ""
    licence: Mapping[str, str] = field(default_factory=dict)
    disclaimer: Mapping[str, str] = field(default_factory=dict)

    def of(self, document: Document, words: Words) -> Document:
        """The document in this dress."""
        signed = words("report.signed", author=self.author, dateline=document.dateline) if self.author else ""
        return replace(
            document,
            author=self.author,
            logo=self.logo,
            accent=self.accent,
            dateline=signed or document.dateline,
            blocks=(
                *(self._coloured(block, self._exchanged(words)) for block in document.blocks),
                *self._closing(words),
            ),
        )

    def _exchanged(self, words: Words) -> dict[str, str]:
        """Our colours by those that take their place."""
        is_red = self.rise == "red" or (not self.rise and words.language == "zh")
        return dict(zip(COLOURS, self.figures, strict=False)) | ({RISE: FALL, FALL: RISE} if is_red else {})

    def _coloured(self, block: Block, exchanged: Mapping[str, str]) -> Block:
        if not exchanged:
            return block
        if isinstance(block, Row):
            return Row(tuple(replace(each, spec=_in_colours(each.spec, exchanged)) for each in block.figures))
        return replace(block, spec=_in_colours(block.spec, exchanged)) if isinstance(block, Figure) else block

    def _closing(self, words: Words) -> list[Block]:
        """Who signs, licence and disclaimer at the end, in the document's language or the only one there is."""
        said = [
            (key, text.get(words.language) or next(iter(text.values()), ""))
            for key, text in (("author", {"": self.author}), ("licence", self.licence), ("disclaimer", self.disclaimer))
        ]
        notes = [Note(words(f"report.closing_{key}", text=text)) for key, text in said if text]
        return [Heading(2, words("report.closing_title"), numbered=False), *notes] if notes else []


def _in_colours(part: Any, exchanged: Mapping[str, str]) -> Any:
    """A part of a spec with our colours exchanged."""
    if isinstance(part, Mapping):
        return {key: value if key == "values" else _in_colours(value, exchanged) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_in_colours(each, exchanged) for each in part]
    return exchanged.get(part, part) if isinstance(part, str) else part
