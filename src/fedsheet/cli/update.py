"""`fedsheet update`: everything that is due, brought, checked, and what is new in five lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli.output import Language, progress_bar, words_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words


def update(
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP…]", help="Groups or series; all where none is named.")
    ] = None,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="For timers: say nothing and leave with 0 where nothing is due.")
    ] = False,
    lang: Language = "en",
) -> None:
    """Bring what is due by the release calendar, check it, and say in five lines what is new.

    Exit code 1 where a source failed: the last good figures stay.
    """
    if bring_up_to_date(words_of(lang), groups or (), is_quiet=if_due):
        raise typer.Exit(1)


def bring_up_to_date(words: Words, groups: Iterable[str] = (), *, is_quiet: bool = False) -> int:
    """The update itself, told as it goes; how many questions failed. `is_quiet`: silent where none was due."""
    from fedsheet.present.update_lines import failures, news
    from fedsheet.runs.update import update as run

    def begun(n: int, seconds: float) -> None:
        typer.echo(words("update.begins", n=n, seconds=seconds), err=True)

    with progress_bar(words("commands.pulling")) as progress:
        told = run(groups, progress=progress, begun=begun)
    for line in failures(told, words):
        typer.echo(line, err=True)
    if told.n_asked or not is_quiet:
        for line in news(told, date.today(), words):
            typer.echo(line)
    return len(told.failed)
