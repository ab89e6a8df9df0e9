"""How a command answers: a table as text, CSV or JSON on standard output; progress and notes on standard error."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, TypeAlias, get_type_hints

import typer

from fedsheet.cli.streams import for_data
from fedsheet.core.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from fedsheet.present.exhibits import Exhibit
    from fedsheet.present.text import Words

FORMATS = ("table", "csv", "json")
BY_REPORT = ("html", "svg", "png")  # drawn by libraries of the extra `report`
Format = Annotated[str, typer.Option("--format", help="table, csv or json.")]
ExhibitFormat = Annotated[
    str,
    typer.Option("--format", help="text, csv, json, xlsx, html, svg or png; left out, the ending of --out says it."),
]
AsOf = Annotated[str, typer.Option(help="Only what was public on this day, YYYY-MM-DD.")]
Language = Annotated[
    str,
    typer.Option(
        "--lang", envvar="FEDSHEET_LANG", show_envvar=False,
        help="Language of the texts: zh or en; FEDSHEET_LANG sets it for good.",
    ),
]  # fmt: skip
ALWAYS_READ = ("format_name", "lang")
PIPE_WIDTH = 160
Answer: TypeAlias = "Exhibit | tuple[Exhibit, object]"


def check_format(name: str, formats: tuple[str, ...] = FORMATS) -> None:
    """Refuse an unknown format, or one whose libraries are not installed, before any work is done."""
    if name not in formats:
        raise UnknownNameError("format", name, formats, where="--format")
    if name in BY_REPORT:
        from fedsheet.core.extras import need

        need("report")


def form_of(format_name: str, out: Path | None) -> str:
    """The form of one exhibit's file: as asked, else as the ending of its name says; one that is none is refused."""
    from fedsheet.present.media import FORMATS

    ending = out.suffix.lower().removeprefix(".") if out else ""
    form = format_name or ("text" if ending in ("", "txt") else ending)
    check_format(form, FORMATS)
    return form


def write(found: Exhibit, form: str, out: Path | None, words: Words, day: date | None) -> None:
    """One exhibit to its file or to standard output; what is no text is not poured over a screen."""
    from fedsheet.present.media import BINARY, rendered

    if form in BINARY and out is None and sys.stdout.isatty():
        raise InputError("cli.show_text_screen", format_name=form, name=found.name)
    made = rendered(found, form, words, day)
    if out is not None:
        out.write_bytes(made)
    elif form == "text":
        sys.stdout.write(made.decode())
    else:
        sys.stdout.buffer.write(made)


def words_of(language: str) -> Words:
    """The words of one language; an unknown one is refused before any work is done."""
    from fedsheet.present.text import LANGUAGES, Words

    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES, where="--lang")
    return Words(language, imported=_imported)


def _imported() -> dict[str, dict[str, str]]:
    """What a user's files brought, read from the store where something is said of it."""
    from fedsheet.runs.record import imported

    return imported()


def one_of(**views: bool) -> str:
    """The one view asked for, "" where none was; two at once are refused rather than one dropped."""
    asked = [name for name, wanted in views.items() if wanted]
    if len(asked) > 1:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in asked)
        raise InputError("cli.output_show_different_tables", options=options)
    return "".join(asked)


def refuse_unread(ctx: typer.Context, reads: Iterable[str], way: str) -> None:
    """Refuse an option given on the command line that this way of asking does not read: it would change nothing."""
    read = {*reads, *ALWAYS_READ}
    unread = [
        each.opts[-1] for each in ctx.command.params
        if each.name not in read and _is_given(ctx, each.name or "") and each.param_type_name == "option"
    ]  # fmt: skip
    if unread:
        raise InputError("cli.output_option_unread", options=", ".join(unread), way=way)


def _is_given(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def emit(shown: Exhibit, format_name: str, words: Words, json_object: object = None) -> None:
    """Print an exhibit; `json_object` replaces its records where a command has a documented JSON shape of its own."""
    from fedsheet.present.table import to_json

    check_format(format_name)
    if format_name != "table":
        for_data()
    if format_name == "csv":
        _write(shown.table.csv())
    elif format_name == "json":
        _write(to_json(shown.table.records() if json_object is None else json_object))
    else:
        from fedsheet.present.media import text

        is_screen, width = _screen()
        _write(text(shown, words, width, is_screen=is_screen))


def answers(make: Callable[..., Answer]) -> Callable[..., None]:
    """A command of a function that takes words and its own options and gives an exhibit (and what JSON it has instead).

    The options of every such command, its language and its format, are looked at before any work is done.
    """
    own = signature(make).parameters.values()
    for name in ("words", "return"):
        del make.__annotations__[name]
    hints = get_type_hints(make, include_extras=True)

    @wraps(make)
    def command(format_name: str, lang: str, **given: object) -> None:
        check_format(format_name)
        words = words_of(lang)
        answer = make(words, **given)
        shown, json_object = answer if isinstance(answer, tuple) else (answer, None)
        emit(shown, format_name, words, json_object)

    shared = {"format_name": ("table", Format), "lang": ("en", Language)}
    options = [one.replace(annotation=hints[one.name]) for one in own if one.name != "words"]
    options += [Parameter(n, Parameter.KEYWORD_ONLY, default=d, annotation=a) for n, (d, a) in shared.items()]
    command.__signature__ = Signature(options)  # type: ignore[attr-defined]  # what typer reads
    command.__annotations__ = {one.name: one.annotation for one in options}
    return command


def _screen() -> tuple[bool, int]:
    """Whether standard output is a screen, and its width in cells; of a pipe a fixed one."""
    is_screen = sys.stdout.isatty()
    return is_screen, shutil.get_terminal_size().columns if is_screen else PIPE_WIDTH


def day_of(text: str, option: str = "as_of") -> date | None:
    """A day given to an option; None where it was left out."""
    from fedsheet.core.dates import parse_date

    return parse_date(text, where=f"<{option}>") if text else None


def _write(text: str) -> None:
    """To standard output; a reader that left the pipe ends the command, as one that has read enough."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise typer.Exit from None


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error; the callable takes a step's name and the share of the work done, 0 to 1."""
    if not sys.stderr.isatty():
        yield lambda _step, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0, step="")
        yield lambda step, share: bar.update(task, completed=share, step=step)
