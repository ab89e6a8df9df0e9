"""`fedsheet data …`: bring figures up to date, see where they stand, check, import, export and rebuild them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions, keep
from fedsheet.cli.output import (
    Answer,
    AsOf,
    Format,
    Language,
    answers,
    check_format,
    day_of,
    emit,
    progress_bar,
    words_of,
)
from fedsheet.core.notes import said

if TYPE_CHECKING:
    from fedsheet.present.text import Words

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


BY_HELP = "Header of the column that names the series of each row, where one long table holds many; ID names the table."


@app.command("import")
def import_(
    series_id: Annotated[str, typer.Argument(metavar="ID", help="The series' id, for example ISM_PMI.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX as exported by Wind, Bloomberg or FRED.")],
    unit: Annotated[
        str, typer.Option(help="Unit of the figures, for example Percent; an official series has its own.")
    ] = "",
    publisher: Annotated[str, typer.Option(help="Who publishes them; left out for an official series.")] = "",
    title: Annotated[str, typer.Option(help="What the series is.")] = "",
    frequency: Annotated[str, typer.Option(help="D, D7, W, M, Q or A; read from the dates where left out.")] = "",
    column: Annotated[str, typer.Option(help="Header of the column of values, where there are several.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of the workbook, where there are several.")] = "",
    published_after: Annotated[
        str, typer.Option(help="Days from the date of a value to its release; else known since today.")
    ] = "",
    commas: Annotated[
        str, typer.Option(help="What a comma in a number is, where the file does not say: thousands or decimal.")
    ] = "",
    true_jump: Annotated[str, typer.Option(help="Dates (comma between) whose thousandfold jump is true.")] = "",
    by: Annotated[str, typer.Option(help=BY_HELP)] = "",
    lang: Language = "en",
) -> None:
    """Import one series from your own file: taken whole, or refused with the rows and the reasons.

    `fedsheet data import SOFR file.csv` brings an official series up to date: days after the publisher's are taken,
    marked as imported, and replaced when the publisher's own come.
    """
    from fedsheet.runs.import_file import import_file

    options = {
        "title": title, "frequency": frequency, "column": column, "sheet": sheet,
        "published_after": published_after, "true_jump": true_jump, "commas": commas, "by": by,
    }  # fmt: skip
    words = words_of(lang)
    with progress_bar(words("commands.importing")) as progress:
        entry = import_file(series_id, file, unit, publisher, options, progress)
    typer.echo(words("commands.imported", id=series_id, note=said(entry.note, lang)))


EXPORT_HELP = "Series to write, or one table such as soma_treasury_2022-02-16."
GROUPS_HELP = "Groups or series of the catalogue, for example rates soma WALCL; all where none is named."


@app.command()
def pull(
    groups: Annotated[list[str] | None, typer.Argument(metavar="[GROUP…]", help=GROUPS_HELP)] = None,
    since: Annotated[str, typer.Option(help="Ask for observations since this day, YYYY-MM-DD.")] = "",
    lang: Language = "en",
) -> None:
    """Bring figures up to date from the publishers; no key needed (FRED_API_KEY adds FRED's vintages)."""
    from fedsheet.core.errors import DateRangeError
    from fedsheet.present.update_lines import reasons
    from fedsheet.runs.pull import pull as run
    from fedsheet.sources.catalogue import chosen

    words, start = words_of(lang), day_of(since, "since")
    if start and start > date.today():
        raise DateRangeError("cli.data_lies_ahead", where="--since", start=start)
    chosen(groups or ())
    with progress_bar(words("commands.pulling")) as progress:
        outcomes = run(groups or (), start, progress=progress)
    failed = [(outcome.what, outcome.note) for outcome in outcomes if not outcome.is_good]
    for line in reasons(failed, words):
        typer.echo(line, err=True)
    typer.echo(words("commands.pulled", good=len(outcomes) - len(failed), n=len(outcomes)))
    if failed:
        raise typer.Exit(1)


@app.command()
@answers
def status(words: Words) -> Answer:
    """Where each group of figures stands: last fetch, newest and oldest figure, next release, lateness, failures."""
    from dataclasses import astuple

    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.status import status as run

    return exhibits.status(map(astuple, run()), words)


@app.command()
@answers
def clock(words: Words, as_of: AsOf = "") -> Answer:
    """How recent each class of figures is (policy, statement, market rates, yields, macro), and the next release."""
    from fedsheet.outlook.clock import clock as run
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.read import read

    return exhibits.clock(run(*read(as_of or None)), words)


@app.command()
def check(
    format_name: Format = "table",
    lang: Language = "en",
) -> None:
    """Hold the figures against themselves and each other; exit code 1 where something is wrong."""
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.data_check import data_check

    check_format(format_name)
    words = words_of(lang)
    found = [(f.severity, f.subject, said(f.what, lang)) for f in data_check()]
    emit(exhibits.findings(found, words), format_name, words)
    if any(severity == "error" for severity, _, _ in found):
        raise typer.Exit(1)


@app.command()
@answers
def questions(words: Words) -> Answer:
    """Values kept aside because they can hardly be true, with the reason; `data accept N` takes them in."""
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.questioned import open_questions

    rows = [(q.n, q.series_id, q.day, q.value, q.reason) for q in open_questions()]
    return exhibits.questions(rows, words)


@app.command()
def accept(
    numbers: Annotated[list[int], typer.Argument(metavar="N…", help="Numbers of `fedsheet data questions`.")],
    lang: Language = "en",
) -> None:
    """Take in values that were kept aside: kept as your decision, which a rebuild honours."""
    from fedsheet.runs.questioned import accept as run

    words, entry = words_of(lang), run(numbers)
    typer.echo(words("commands.imported", id=entry.what, note=said(entry.note, lang)))


@app.command()
def export(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", autocompletion=completions.series, help=EXPORT_HELP)],
    to: Annotated[Path, typer.Option(help="FILE.csv, .json, .xlsx, .parquet, .arrow, .dta (Stata) or .sdmx.csv.")],
    as_of: AsOf = "",
    lang: Language = "en",
) -> None:
    """Write series, or one table, to a file; amounts in published units, each with publisher and licence."""
    from fedsheet.sources.catalogue import licence
    from fedsheet.store import vintage
    from fedsheet.store.export import export as run
    from fedsheet.store.export import export_table

    words, known = words_of(lang), vintage(as_of or None)
    if len(ids) == 1 and ids[0] in known.tables:
        n = export_table(known.table(ids[0]), to)
        typer.echo(words("commands.rows_written", n=n, id=ids[0], file=to))
        return
    n = run([known[series_id] for series_id in ids], to, licence)
    typer.echo(words("commands.values_written", n=n, series=len(ids), file=to))


@app.command()
def workbook(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…", autocompletion=completions.series, help="Series of the workbook, for example WALCL SOFR."
        ),
    ],
    to: Annotated[Path, typer.Option(help="FILE.xlsx to write.")],
    start: Annotated[str, typer.Option("--from", help="First observation date.")] = "2018-01-01",
    lang: Language = "en",
) -> None:
    """Write an Excel workbook of series that refreshes itself from `fedsheet api`; docs/excel.md says how."""
    from fedsheet.runs.workbook import write

    n = write(ids, to, start, words_of(lang))
    typer.echo(words_of(lang)("data.workbook_written", n=n, file=str(to)))


@app.command()
@answers
def vintages(
    words: Words,
    series_id: Annotated[
        str, typer.Argument(metavar="ID", autocompletion=completions.series, help="The series, for example GDPC1.")
    ],
) -> Answer:
    """First print against current value: what each observation was when first known, and what it is now."""
    import fedsheet
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.store.first_prints import first_and_current

    rows = list(first_and_current(fedsheet.vintages(series_id)))
    return exhibits.first_prints(rows, words, series_id)


for kept in (keep.log, keep.forget, keep.replace, keep.undo, keep.rebuild, keep.backup, keep.restore, keep.compact):
    app.command()(kept)
