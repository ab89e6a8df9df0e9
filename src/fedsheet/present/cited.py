"""Figures and tables that texts name by their ids: in a document each by its number, or where else it is to be found.

cited([report, companion], words)     the blocks of documents that go out together, every such name resolved

A message names an exhibit by its id, `{ledger:exhibit}`, and `Words` of a document leave a mark in its place, as
numbers are given once all is written. What stands in the companion is named as its own, and what stands in neither by
its title and the command that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from fedsheet.present.blocks import Block, Bullets, Figure, Note, Paragraph, Row, TableBlock
from fedsheet.present.references import numbered_exhibits
from fedsheet.present.text import CITED, CITED_END, Words, spaced

MARKED = re.compile(f"([{''.join(CITED.values())}])([^{CITED_END}]+){CITED_END}")


OTHERS = ("common.exhibit_companion", "common.exhibit_report")  # how the report names what is elsewhere; the companion


def cited(documents: Sequence[Sequence[Block]], words: Words) -> list[list[Block]]:
    """The blocks of the report and, where there is one, of its companion, with every exhibit they name."""
    own = [{name: said for name, (_, said) in numbered_exhibits(blocks, words).items()} for blocks in documents]
    return [
        list(map(partial(_block, _elsewhere(own, place, words) | own[place], words), blocks))
        for place, blocks in enumerate(documents)
    ]


def _elsewhere(own: Sequence[dict[str, str]], place: int, words: Words) -> dict[str, str]:
    """What the other document has, by its number there."""
    return {
        name: words(OTHERS[place], number=said)
        for other, numbers in enumerate(own)
        if other != place
        for name, said in numbers.items()
    }


def _block(numbers: Mapping[str, str], words: Words, block: Block) -> Block:
    """A block with what its words name; a block that names nothing is itself."""
    told = partial(_told, numbers, words)
    match block:
        case Paragraph() | Note():
            return replace(block, text=told(block.text))
        case Bullets():
            return Bullets(tuple(map(told, block.items)))
        case Figure():
            return replace(block, caption=told(block.caption), note=told(block.note))
        case TableBlock():
            return replace(block, caption=told(block.caption))
        case Row():
            shown = (replace(one, caption=told(one.caption), note=told(one.note)) for one in block.figures)
            return Row(tuple(shown))
    return block


def _told(numbers: Mapping[str, str], words: Words, text: str) -> str:
    if CITED_END not in text:
        return text
    whole = MARKED.sub(lambda found: _named(found, numbers, words), text)
    return spaced(whole) if words.language == "zh" else whole


def _named(found: re.Match[str], numbers: Mapping[str, str], words: Words) -> str:
    mark, name = found.groups()
    if name not in numbers:
        return words("common.exhibit_shown", title=words.title_of(name), name=name)
    if mark == CITED["numbered"]:
        return numbers[name]
    return words("common.exhibit_numbered", number=numbers[name], title=words.title_of(name))
