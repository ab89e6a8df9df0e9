"""Blocks as Markdown, for mail: headings, sentences, tables; a figure is told by its caption and its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from fedsheet.present.blocks import Block, Bullets, Figure, Heading, Note, Paragraph, Row, TableBlock
from fedsheet.present.coded import parted
from fedsheet.present.table import Table
from fedsheet.present.text import Words

MOST_ROWS = 20  # of a table in a mail


def markdown(title: str, blocks: Iterable[Block], words: Words) -> str:
    """The whole text; every cell that a table holds is escaped, so that nothing in it becomes markup."""
    return "\n\n".join([f"# {_escaped(title)}", *(_block(block, words) for block in blocks)]) + "\n"


def _block(block: Block, words: Words) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_escaped(block.text)}"
        case Paragraph():
            lead = f"**{_escaped(block.lead)}** " if block.lead else ""
            return lead + _escaped(block.text)
        case Bullets():
            return "\n".join(f"- {_escaped(item)}" for item in block.items)
        case Note():
            return f"> {_escaped(block.text)}"
        case Figure():
            return f"*{_escaped(block.caption)}* ({_escaped(block.source)})"
        case Row():
            return "\n\n".join(_block(figure, words) for figure in block.figures)
        case TableBlock():
            return f"*{_escaped(block.caption)}*\n\n{_table(block.table.for_readers(), words)}"


def _table(table: Table, words: Words) -> str:
    lines = [table.heads(words), ["---"] * len(table.keys), *table.told(words)[:MOST_ROWS]]
    return "\n".join("| " + " | ".join(_escaped(cell) for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    return "".join(f"`{part}`" if is_code else _plain(part) for part, is_code in parted(text)).replace("\n", " ")


def _plain(text: str) -> str:
    for sign in "\\`*_{}[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text
