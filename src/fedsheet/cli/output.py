"""How a command answers: a table as text, CSV or JSON on standard output; progress and notes on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fedsheet.core.errors import UnknownNameError

if TYPE_CHECKING:
    from fedsheet.present.tables import Table

FORMATS = ("table", "csv", "json")


def check_format(name: str, formats: tuple[str, ...] = FORMATS) -> None:
    """Refuse an unknown format before any work is done."""
    if name not in formats:
        raise UnknownNameError("format", name, formats, where="--format")


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
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(title=Text(table.name), box=box.SIMPLE_HEAD, title_justify="left", header_style="bold")
    for column in table.columns:
        numeric = any(isinstance(row[table.columns.index(column)], int | float) for row in table.rows)
        head = f"{column.key}\n{column.unit}" if column.unit else column.key
        shown.add_column(Text(head), justify="right" if numeric else "left", overflow="fold")
    for row in table.text_rows():
        shown.add_row(*(Text(cell) for cell in row))
    console = Console()
    console.print(shown)
    for note in table.notes:
        console.print(Text(note), style="dim")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error; the callable takes a step's name and the share of the work done, 0 to 1."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0, step="")
        yield lambda step, share: bar.update(task, completed=share, step=step)
