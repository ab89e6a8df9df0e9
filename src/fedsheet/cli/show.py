"""`fedsheet show NAME`: any table or figure fedsheet makes, in either language and every format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import AsOf, ExhibitFormat, Language, day_of, form_of, words_of, write


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", autocompletion=completions.exhibits, help="The exhibit's name, see --list.")
    ] = "",
    subject: Annotated[
        str, typer.Argument(metavar="[OF]", help="What it is of, where it can be of several: a scenario, a file.")
    ] = "",
    list_all: Annotated[bool, typer.Option("--list", help="List every exhibit by room.")] = False,
    column: Annotated[list[str] | None, typer.Option(help="Only this column; may be repeated.")] = None,
    lang: Language = "en",
    as_of: AsOf = "",
    format_name: ExhibitFormat = "",
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
) -> None:
    """Show one exhibit: a table, or a figure with its numbers, with caption, source and notes.

    For example `fedsheet show outlook-rules --lang zh --format png --out rules.png`, or its numbers: `--format csv`.
    Numbers in csv and json are in the units named with their columns; `fedsheet show --list` names every exhibit.
    """
    from fedsheet.core.errors import InputError
    from fedsheet.runs.show import Asked, listed, shown

    format_name = form_of(format_name, out)
    words = words_of(lang)
    if list_all:
        found, day = listed(words), None
    elif not name:
        raise InputError("cli.show_exhibit_named")
    else:
        day = day_of(as_of)
        found = shown(name, words, Asked(day, subject))
    if column:
        found = found.showing(found.table.pick(*column))
    write(found, format_name, out, words, day)
