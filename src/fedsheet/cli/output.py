"""How a command answers: a table as text, CSV or JSON on standard output; progress and notes on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fedsheet.core.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from fedsheet.present.tables import Table
    from fedsheet.present.text import Words

FORMATS = ("table", "csv", "json")
Format = Annotated[str, typer.Option("--format", help="table, csv or json.")]
AsOf = Annotated[str, typer.Option(help="Only what was public on this day, YYYY-MM-DD.")]
Language = Annotated[str, typer.Option("--lang", help="Language of the texts: zh or en.")]
PIPE_WIDTH = 160
LONGEST_WORD = 24


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
        sys.stdout.write(table.to_csv())
    elif format_name == "json":
        sys.stdout.write(to_json(table.records() if json_object is None else json_object))
    else:
        _print_text(table)


def _print_text(table: Table) -> None:
    """Numbers and dates are never broken; only words wrap, and a table wider than the screen runs over its edge."""
    from rich import box
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(title=Text(table.name), box=box.SIMPLE_HEAD, title_justify="left", header_style="bold")
    rows = table.text_rows()
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in rows]
        head = [*column.key.split("_"), *column.unit.split()]
        justify: Literal["left", "right"] = "right" if _is_numeric(table, place) else "left"
        longest = max(map(len, [*head, *(word for cell in cells for word in cell.split())]), default=1)
        label = Text(f"{column.key.replace('_', ' ')}\n{column.unit}".strip())
        shown.add_column(label, justify=justify, min_width=min(longest, LONGEST_WORD), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    needed = Measurement.get(console, console.options.update(max_width=10_000), shown).minimum
    console.width = max(console.width, needed)
    console.print(shown)
    for note in table.notes:
        console.print(Text(note), style="dim")


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
