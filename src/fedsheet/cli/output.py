"""How a command answers: a table as text, CSV or JSON on standard output; progress and notes on standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fedsheet.core.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from fedsheet.present.tables import Column, Table
    from fedsheet.present.text import Words

FORMATS = ("table", "csv", "json")
Format = Annotated[str, typer.Option("--format", help="table, csv or json.")]
AsOf = Annotated[str, typer.Option(help="Only what was public on this day, YYYY-MM-DD.")]
Language = Annotated[str, typer.Option("--lang", help="Language of the texts: zh or en.")]
PIPE_WIDTH = 160
LONGEST_WORD = 24
NARROWEST = 10  # cells: below them a Chinese phrase would stand upright
# Opening marks, a Chinese character or a word, closing marks, spaces.
PIECE = re.compile(
    r"[（《“‘【]*(?:[\u3400-\u9fff]|[^\s\u3400-\u9fff（《“‘【，。；：、！？）》”’】]+|$)[，。；：、！？）》”’】]*\s*|\S\s*"
)


def check_format(name: str, formats: tuple[str, ...] = FORMATS) -> None:
    """Refuse an unknown format before any work is done."""
    if name not in formats:
        raise UnknownNameError("format", name, formats, where="--format")


def words_of(language: str) -> Words:
    """The words of one language; an unknown one is refused before any work is done."""
    from fedsheet.present.text import LANGUAGES, Words

    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES, where="--lang")
    return Words(language)


def one_of(**views: bool) -> str:
    """The one view asked for, "" where none was; two at once are refused rather than one dropped."""
    asked = [name for name, wanted in views.items() if wanted]
    if len(asked) > 1:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in asked)
        raise InputError(f"{options} show different tables", do="Give one of them")
    return "".join(asked)


def emit(table: Table, format_name: str = "table", json_object: object = None) -> None:
    """Print `table`; `json_object` replaces its records where a command has a documented JSON shape of its own."""
    from fedsheet.present.tables import to_json

    check_format(format_name)
    if format_name == "csv":
        _write(table.to_csv())
    elif format_name == "json":
        _write(to_json(table.records() if json_object is None else json_object))
    else:
        _print_text(table)


def _write(text: str) -> None:
    """To standard output; a reader that left the pipe ends the command, as one that has read enough."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise typer.Exit from None


def _print_text(table: Table) -> None:
    """Numbers and dates are never broken; only words wrap, and a table wider than the screen runs over its edge.

    Into a pipe go lines without spaces at their end.
    """
    from rich.console import Console
    from rich.text import Text

    is_screen = sys.stdout.isatty()
    console = Console(width=None if is_screen else PIPE_WIDTH)
    shown, needed = _drawn(table, console.width)
    console.width = max(console.width, needed)
    with console.capture() as captured:
        console.print(Text(folded(table.name, console.width)), style="italic")
        console.print(shown)
        for note in table.notes:
            console.print(Text(folded(note, console.width)), style="dim")
    text = captured.get()
    _write(text if is_screen else re.sub(" +$", "", text, flags=re.MULTILINE))


def _drawn(table: Table, width: int) -> tuple[RichTable, int]:
    """The table with its words folded to fit `width` cells, and the cells it takes."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    heads = [(_heading(column), column.unit) for column in table.columns]
    rows = table.text_rows()
    edges = 3 * len(heads) + 1
    widths = _widths(heads, rows, width - edges)
    shown = RichTable(box=box.SIMPLE_HEAD, header_style="bold")
    for place, (lines, cells) in enumerate(zip(heads, widths, strict=True)):
        justify: Literal["left", "right"] = "right" if _is_numeric(table, place) else "left"
        label = "\n".join(folded(line, cells) for line in lines if line)
        shown.add_column(Text(label), justify=justify, width=cells, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(folded(cell, cells)) for cell, cells in zip(row, widths, strict=True)))
    return shown, sum(widths) + edges


def _heading(column: Column) -> str:
    """A column's name in words, less the unit that stands below it anyway (`usd_mn` in USD mn)."""
    unit = column.unit.lower().replace(" ", "_")
    return column.key.removesuffix(unit).strip("_").replace("_", " ")


def _widths(heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Cells of each column, together at most `room` if they can: the widest give way first, none breaks a word."""
    columns = [[row[place] for row in rows] for place in range(len(heads))]
    natural = [_longest([*head, *cells]) for head, cells in zip(heads, columns, strict=True)]
    least = [_least(head, cells) for head, cells in zip(heads, columns, strict=True)]
    for level in range(max(natural, default=0), 0, -1):
        widths = [min(most, max(few, level)) for most, few in zip(natural, least, strict=True)]
        if sum(widths) <= room:
            return widths
    return least


def _least(head: Sequence[str], cells: Sequence[str]) -> int:
    """The fewest cells of a column: its longest word, and room enough for a phrase."""
    in_head = _longest([word for line in head for word in line.split()])
    in_cells = _longest([piece.strip() for cell in cells for piece in _pieces(cell)])
    return max(in_head, min(in_cells, LONGEST_WORD), min(_longest(cells), NARROWEST))


def _longest(texts: Sequence[str]) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=1)


def folded(text: str, width: int) -> str:
    """`text` broken into lines of at most `width` cells, indented as it begins.

    Chinese breaks between any two characters, but no line begins with a closing mark or ends with an opening one.
    """
    from rich.cells import cell_len

    indent = text[: len(text) - len(text.lstrip())]
    lines = [indent]
    for piece in _pieces(text):
        if lines[-1].strip() and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append(indent)
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def _pieces(text: str) -> list[str]:
    """What stays on one line: a word, or one Chinese character, with its marks and the spaces after it."""
    return PIECE.findall(text.lstrip())


def _is_numeric(table: Table, place: int) -> bool:
    return any(isinstance(row[place], int | float) for row in table.rows)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error; the callable takes a step's name and the share of the work done, 0 to 1."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0, step="")
        yield lambda step, share: bar.update(task, completed=share, step=step)
