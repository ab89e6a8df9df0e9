"""`fedsheet data …`: bring figures up to date, see where they stand, check, import, export and rebuild them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("import")
def import_(
    series_id: Annotated[str, typer.Argument(metavar="ID", help="The series' id, for example ISM_PMI.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX as exported by Wind, Bloomberg or FRED.")],
    unit: Annotated[str, typer.Option(help="Unit of the figures, for example Percent or Index.")],
    publisher: Annotated[str, typer.Option(help="Who publishes them.")],
    title: Annotated[str, typer.Option(help="What the series is.")] = "",
    frequency: Annotated[str, typer.Option(help="D, D7, W, M, Q or A; read from the dates where left out.")] = "",
    column: Annotated[str, typer.Option(help="Header of the column of values, where there are several.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of the workbook, where there are several.")] = "",
    published_after: Annotated[
        str, typer.Option(help="Days from the date of a value to its release; else known since today.")
    ] = "",
    true_jump: Annotated[str, typer.Option(help="Dates (comma between) whose thousandfold jump is true.")] = "",
) -> None:
    """Import one series from your own file: taken whole, or refused with the rows and the reasons."""
    from fedsheet.runs.import_file import import_file

    options = {
        "title": title, "frequency": frequency, "column": column, "sheet": sheet,
        "published_after": published_after, "true_jump": true_jump,
    }  # fmt: skip
    entry = import_file(series_id, file, unit, publisher, options)
    typer.echo(f"{series_id}: {entry.outcome}, {entry.note}")


@app.command()
def rebuild() -> None:
    """Make the store again from the shipped figures and every reply held."""
    from fedsheet.runs.rebuild import rebuild as run

    made = run()
    same = {"": "the file before could not be read", made.after: "the same rows as before"}
    typer.echo(f"{made.n_replies} replies read again; {same.get(made.before, 'the rows differ from before')}")
    if made.kept_aside:
        typer.echo(f"The damaged file is kept: {made.kept_aside}")
