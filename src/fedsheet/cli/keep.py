"""`fedsheet data …` for what is kept: made anew, taken back, told line by line, copied and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli.output import Answer, Language, answers, words_of
from fedsheet.core.notes import said

if TYPE_CHECKING:
    from fedsheet.present.text import Words

FORGOTTEN = "A series or table (WALCL), `batch N` of `data log`, or `since YYYY-MM-DD`."


def rebuild(lang: Language = "en") -> None:
    """Make the store again from the shipped figures and every reply held; the file before is always kept."""
    from fedsheet.present.update_lines import asked_for
    from fedsheet.runs.rebuild import rebuild as run

    words, made = words_of(lang), run()
    same = "same" if made.before == made.after else "other" if made.before else "unread"
    typer.echo(words(f"commands.rebuilt_{same if made.kept_aside else 'first'}", n=made.n_replies))
    for key, whats in (("commands.rebuilt_carried", made.carried), ("commands.rebuilt_lost", made.lost)):
        if whats:
            typer.echo(words(key, whats=[name for what in whats for name in asked_for(what, words)]))
    if made.kept_aside:
        typer.echo(words("commands.kept_aside", file=made.kept_aside))


def forget(
    what: Annotated[list[str], typer.Argument(metavar="ID | batch N | since DAY", help=FORGOTTEN)],
    lang: Language = "en",
) -> None:
    """Take back what came in: it no longer counts, and is remembered as seen; `data undo` lets it stand again."""
    from fedsheet.runs.take_back import forget as run

    words, entry = words_of(lang), run(what)
    typer.echo(words("commands.imported", id=entry.what, note=said(entry.note, lang)))


def replace(
    series_id: Annotated[str, typer.Argument(metavar="ID", help="The series whose figures are wrong.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with the right ones, read as `data import` reads it.")],
    unit: Annotated[str, typer.Option(help="Unit of the figures; that of the series where left out.")] = "",
    publisher: Annotated[str, typer.Option(help="Who publishes them; as held where left out.")] = "",
    frequency: Annotated[str, typer.Option(help="D, D7, W, M, Q or A; read from the dates where left out.")] = "",
    column: Annotated[str, typer.Option(help="Header of the column of values, where there are several.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of the workbook, where there are several.")] = "",
    published_after: Annotated[str, typer.Option(help="Days from the date of a value to its release.")] = "",
    commas: Annotated[str, typer.Option(help="What a comma in a number is: thousands or decimal.")] = "",
    true_jump: Annotated[str, typer.Option(help="Dates (comma between) whose thousandfold jump is true.")] = "",
    lang: Language = "en",
) -> None:
    """Put a file's figures in the place of those held: of a series of your own all, of an official one its days."""
    from fedsheet.runs.take_back import replace as run

    options = {"frequency": frequency, "column": column, "sheet": sheet, "published_after": published_after,
               "commas": commas, "true_jump": true_jump}  # fmt: skip
    words, entry = words_of(lang), run(series_id, file, unit, publisher, options)
    typer.echo(words("commands.imported", id=entry.what, note=said(entry.note, lang)))


def undo(lang: Language = "en") -> None:
    """Take back the last thing that came in or was decided; again, the one before it."""
    from fedsheet.runs.take_back import undo as run

    words, entry = words_of(lang), run()
    typer.echo(words("commands.imported", id=entry.what, note=said(entry.note, lang)))


@answers
def log(
    words: Words,
    batch: Annotated[int | None, typer.Option(help="Every value that this batch changed.")] = None,
    last: Annotated[int, typer.Option(help="How many batches, the newest first; 0 for all.")] = 20,
) -> Answer:
    """What came in when, from whom, and what it changed, with values before and after."""
    from fedsheet.present.exhibits import log as exhibits
    from fedsheet.runs import data_log

    if batch is None:
        return exhibits.log(data_log.data_log(last or None), words)
    return exhibits.changes(data_log.changes(batch), words)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, for example fedsheet-backup.zip.")],
    lang: Language = "en",
) -> None:
    """Everything you have into one file, checked: store, replies, decisions, forecasts; others may go on meanwhile."""
    from fedsheet.runs.backups import back_up

    words, made = words_of(lang), back_up(file)
    typer.echo(words("commands.backed_up", n=made.n_replies, mb=made.n_bytes / 1e6, file=file))
    if made.left_out:
        typer.echo(words("commands.left_out", whats=made.left_out))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `data backup` wrote.")],
    lang: Language = "en",
) -> None:
    """Put a backup in the place of what is held, which is kept beside; a damaged backup changes nothing."""
    from fedsheet.runs.backups import restore as run

    words, made = words_of(lang), run(file)
    typer.echo(words("commands.restored", n=made.n_batches, replies=made.n_replies))
    for path in made.kept:
        typer.echo(words("commands.kept_aside", file=path))


def compact(lang: Language = "en") -> None:
    """Give back the room of what nothing can reach any more; copies of other states of the store stay."""
    from fedsheet.runs.backups import compacted

    words, made = words_of(lang), compacted()
    typer.echo(words("commands.compacted", before=made.before / 1e6, after=made.after / 1e6))
    if made.copies:
        typer.echo(words("commands.copies_stay", whats=made.copies))
