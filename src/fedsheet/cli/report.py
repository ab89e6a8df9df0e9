"""`fedsheet report`: the whole research report, in Chinese and English, as page, PDF and workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    lang: Annotated[str, typer.Option(help="zh, en or both.")] = "both",
    out: Annotated[Path, typer.Option(help="Folder for the files; made where absent.")] = Path("out"),
    as_of: Annotated[str, typer.Option(help="Only what was public on this day, YYYY-MM-DD.")] = "",
    docx: Annotated[bool, typer.Option("--docx", help="Also as Word files; needs the extra `office`.")] = False,
    template: Annotated[Path | None, typer.Option(help="Word file whose styles the Word files take.")] = None,
    house_style: Annotated[Path | None, typer.Option(help="TOML: author, logo, colours, licence, disclaimer.")] = None,
    author: Annotated[str, typer.Option(help="Who signs.")] = "",
    colours: Annotated[str, typer.Option(help="Of rise and fall: chinese (red rises) or western (green).")] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Bring what is due first, as `fedsheet update` does.")
    ] = False,
) -> None:
    """The whole research report, in Chinese and English: HTML and PDF, with every figure and its numbers.

    For example `fedsheet report --lang zh --docx --house-style house.toml`.
    """
    from fedsheet.cli.documents import prepared
    from fedsheet.cli.output import day_of, progress_bar
    from fedsheet.runs.report import report as run

    day = day_of(as_of)
    languages, words = prepared(lang, has_office=docx, is_updated=update, is_present=not as_of)
    with progress_bar(words("commands.report")) as progress:
        files = run(
            out, languages, progress, as_of=day,
            docx=docx, template=template, style=house_style, author=author, colours=colours,
        )  # fmt: skip
    for file in files:
        if file.parent == out:
            typer.echo(file)
    others = len(files) - sum(1 for file in files if file.parent == out)
    typer.echo(words("commands.report_written", n=others, folder=out))
