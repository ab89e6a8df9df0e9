"""A table on a screen: numbers and dates are never broken; only words wrap, and a wide table runs over the edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedsheet.present.table import Table
    from fedsheet.present.text import Words

LONGEST_WORD = 24
NARROWEST = 10  # cells: below them a Chinese phrase would stand upright
# Opening marks, a Chinese character or a word, closing marks, spaces.
PIECE = re.compile(
    r"[（《“‘【]*(?:[\u3400-\u9fff]|[^\s\u3400-\u9fff（《“‘【，。；：、！？）》”’】]+|$)[，。；：、！？）》”’】]*\s*|\S\s*"
)
Head = tuple[str, str]  # a heading and the unit below it


def text(title: str, table: Table, notes: Sequence[str], words: Words, width: int, *, is_screen: bool = False) -> str:
    """Title, table and notes in lines of `width` cells; off a screen without styles and spaces at their ends."""
    readable = table.for_readers()
    heads = [(column.label, words.unit_of(column.form)) for column in readable.columns]
    right = [not readable.is_text(place) for place in range(len(heads))]
    return drawn(title, heads, right, readable.shown(words), notes, width, is_screen=is_screen, dim=table.stale)


def drawn(
    title: str, heads: Sequence[Head], right: Sequence[bool], rows: Sequence[Sequence[str]], notes: Sequence[str],
    width: int, *, is_screen: bool, dim: Sequence[bool] = (),
) -> str:  # fmt: skip
    """The same from heads and cells as shown; `right` says which columns hold numbers, `dim` which rows are old."""
    widths = _widths(heads, rows, width - 3 * len(heads) - 1)
    whole = max(width, sum(widths) + 3 * len(heads) + 1)
    labels = _on_the_rule(heads, widths)
    parts = [
        (f"{folded(title, whole)}\n", "italic"),
        (f"\n{_row(labels, widths, right)}\n", "bold"),
        (f" {'─' * (sum(widths) + 3 * len(heads) - 1)}\n", ""),
    ]
    for is_old, group in groupby(zip(dim or (False,) * len(rows), rows, strict=True), key=itemgetter(0)):
        folds = ([folded(cell, cells) for cell, cells in zip(row, widths, strict=True)] for _, row in group)
        parts.append(("".join(f"{_row(cells, widths, right)}\n" for cells in folds), "dim" if is_old else ""))
    parts += [("\n", ""), *((f"{folded(note, whole)}\n", "dim") for note in notes)]
    return _styled(parts, whole) if is_screen else re.sub(" +$", "", "".join(p for p, _ in parts), flags=re.MULTILINE)


def _styled(parts: Sequence[tuple[str, str]], width: int) -> str:
    """Texts with their styles, as the terminal takes them."""
    from rich.console import Console
    from rich.text import Text

    console = Console(width=width)
    with console.capture() as captured:
        console.print(Text.assemble(*parts), soft_wrap=True, end="")
    return captured.get()


def _on_the_rule(heads: Sequence[Head], widths: Sequence[int]) -> list[str]:
    """Headings over their units, each folded to its column, all ending on the same line."""
    labels = [
        "\n".join(folded(line, cells) for line in lines if line) for lines, cells in zip(heads, widths, strict=True)
    ]
    tallest = max((label.count("\n") for label in labels), default=0)
    return ["\n" * (tallest - label.count("\n")) + label for label in labels]


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """One row of a table, of as many lines as its tallest cell; numbers stand at the right."""
    columns = [cell.split("\n") for cell in cells]
    return "\n".join(
        "  " + "   ".join(map(_padded, parts, widths, right)) + "  " for parts in zip_longest(*columns, fillvalue="")
    )


def _padded(part: str, width: int, at_right: bool) -> str:
    from rich.cells import cell_len

    spaces = " " * (width - cell_len(part))
    return spaces + part if at_right else part + spaces


def _widths(heads: Sequence[Head], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Cells of each column, together at most `room` if they can: the widest give way first, none breaks a word."""
    columns = [[row[place] for row in rows] for place in range(len(heads))]
    natural = [_longest([*head, *cells]) for head, cells in zip(heads, columns, strict=True)]
    least = [_least(head, cells) for head, cells in zip(heads, columns, strict=True)]
    for level in range(max(natural, default=0), 0, -1):
        widths = [min(most, max(few, level)) for most, few in zip(natural, least, strict=True)]
        if sum(widths) <= room:
            return widths
    return least


def _least(head: Head, cells: Sequence[str]) -> int:
    """The fewest cells of a column: its longest word, and room enough for a phrase."""
    in_head = _longest([piece.strip() for line in head for piece in _pieces(line)])
    in_cells = _longest([piece.strip() for cell in cells for piece in _pieces(cell)])
    return max(in_head, min(in_cells, LONGEST_WORD), min(_longest(cells), NARROWEST))


def _longest(texts: Sequence[str]) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=1)


def folded(line: str, width: int) -> str:
    """`line` broken into lines of at most `width` cells, indented as it begins.

    Chinese breaks between any two characters, but no line begins with a closing mark or ends with an opening one.
    """
    from rich.cells import cell_len

    if cell_len(line) <= width:
        return line.rstrip()
    indent = line[: len(line) - len(line.lstrip())]
    lines = [indent]
    for piece in _pieces(line):
        if lines[-1].strip() and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append(indent)
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def _pieces(line: str) -> list[str]:
    """What stays on one line: a word, or one Chinese character, with its marks and the spaces after it."""
    return PIECE.findall(line.lstrip())
