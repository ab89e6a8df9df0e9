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
    from fedsheet.cli.output import progress_bar
    from fedsheet.cli.update import bring_up_to_date, say_age
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.core.extras import need
    from fedsheet.present.text import LANGUAGES, Words
    from fedsheet.runs.brief import brief as run

    if lang not in (*LANGUAGES, "both"):
        raise UnknownNameError("language", lang, (*LANGUAGES, "both"), where="--lang")
    on = parse_date(week, where="<week>") if week else None
    day = parse_date(as_of, where="<as_of>") if as_of else None
    words = Words("zh" if lang == "zh" else "en")
    need(
        "report", "forecast", *(("office",) if pptx else ())
    )  # before figures are brought for minutes, and an age is told
    if update:
        bring_up_to_date(words)
    if not as_of and not week:
        say_age(words)
    with progress_bar(words("commands.brief")) as progress:
        files = run(
            out, LANGUAGES if lang == "both" else lang, progress, week=on, as_of=day,
            pptx=pptx, dashboard=dashboard, template=template, style=house_style, author=author, colours=colours,
        )  # fmt: skip
    for file in files:
        typer.echo(file)
