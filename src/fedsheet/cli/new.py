"""`fedsheet new KIND`: a filled example of a file of one's own, and its schema for an editor."""

from __future__ import annotations

from pathlib import Path
from subprocess import list2cmdline
from typing import Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Format, Language, check_format, emit, words_of
from fedsheet.core.system import system


def new(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", autocompletion=completions.kinds, help="claims, events, scenario, shock, …; see --list."
        ),
    ] = "",
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it; KIND.toml where left out.")] = "",
    schema: Annotated[bool, typer.Option("--schema", help="Write the JSON Schema for editors instead.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the kinds of files and what takes them.")] = False,
    format_name: Format = "table",
    lang: Language = "en",
) -> None:
    """Write a filled example of a file of your own: it runs as it stands, change it to your case.

    For example `fedsheet new scenario mine.toml`, then `fedsheet project mine.toml`. A file that is there already is
    never written over. docs/files.md explains every key.
    """
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.kinds import KINDS, as_text, kind_named, schema_of, write_new

    check_format(format_name)
    words = words_of(lang)
    if list_all or not kind:
        rows = [(one.name, one.command, one.has_schema) for one in KINDS.values()]
        emit(exhibits.kinds(rows, words), format_name, words)
        return
    chosen = kind_named(kind)
    if schema:
        _write_schema(file or f"{chosen.name}.schema.json", as_text(schema_of(chosen)))
        typer.echo(words("data.kind_schema_written", file=file or f"{chosen.name}.schema.json"))
        return
    made = write_new(chosen, Path(file or chosen.file), words.language)
    command = f"fedsheet {chosen.command.replace('FILE', list2cmdline([str(made)]))}"
    typer.echo(words("data.kind_written", file=str(made), command=command))


def _write_schema(file: str, text: str) -> None:
    from fedsheet.core.errors import InputError
    from fedsheet.store.raw import write_whole

    try:
        write_whole(Path(file), text.encode())
    except OSError as error:
        raise InputError("runs.kinds_cannot_written", name=file, strerror=system(error)) from None
