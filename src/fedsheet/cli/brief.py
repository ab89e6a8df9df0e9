"""`fedsheet brief`: the week's statement in two pages, as PDF, page, Markdown for mail and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def brief(
    week: Annotated[str, typer.Option(help="Wednesday of a statement, YYYY-MM-DD; else the newest.")] = "",
    lang: Annotated[str, typer.Option(help="zh, en or both.")] = "both",
    out: Annotated[Path, typer.Option(help="Folder for the files; made where absent.")] = Path("out"),
    as_of: Annotated[str, typer.Option(help="Only what was public on this day, YYYY-MM-DD.")] = "",
    pptx: Annotated[bool, typer.Option("--pptx", help="Also as slides; needs the extra `office`.")] = False,
    dashboard: Annotated[bool, typer.Option("--dashboard", help="Also one page, as PDF and PNG.")] = False,
    template: Annotated[Path | None, typer.Option(help="Presentation whose master the slides take.")] = None,
    house_style: Annotated[Path | None, typer.Option(help="TOML: author, logo, colours, licence, disclaimer.")] = None,
    author: Annotated[str, typer.Option(help="Who signs.")] = "",
    colours: Annotated[str, typer.Option(help="Of rise and fall: chinese (red rises) or western (green).")] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Bring what is due first, as `fedsheet update` does.")
    ] = False,
) -> None:
    """The weekly brief: what the statement changed and why, rates, purchases, what comes next.

    For example `fedsheet brief --lang zh`, or of a week as it was known then: `--week 2025-10-29`.
    """
    from fedsheet.cli.documents import prepared
    from fedsheet.cli.output import day_of, progress_bar
    from fedsheet.runs.brief import brief as run

    on, day = day_of(week, "week"), day_of(as_of)
    languages, words = prepared(lang, has_office=pptx, is_updated=update, is_present=not (as_of or week))
    with progress_bar(words("commands.brief")) as progress:
        files = run(
            out, languages, progress, week=on, as_of=day,
            pptx=pptx, dashboard=dashboard, template=template, style=house_style, author=author, colours=colours,
        )  # fmt: skip
    for file in files:
        typer.echo(file)
