"""`fedsheet explore "SOFR - iorb; WRESBAL | right"`: any formulas of series side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fedsheet.cli.output import AsOf, ExhibitFormat, Language, day_of, form_of, words_of, write


def explore(
    lines: Annotated[
        str,
        typer.Argument(
            metavar="LINES", help="Formulas with semicolons between; after bars: yoy, index, over_iorb, right, a day."
        ),
    ],
    every: Annotated[str, typer.Option(help="observation, week, month or quarter.")] = "observation",
    each: Annotated[str, typer.Option(help="What stands for a period: last, mean or sum.")] = "last",
    base: Annotated[str, typer.Option(help="The day on which an index is 100.")] = "",
    start: Annotated[str, typer.Option("--from", help="First day shown.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day shown.")] = "",
    log: Annotated[bool, typer.Option("--log", help="Logarithmic axes in a drawing.")] = False,
    marks: Annotated[
        str, typer.Option(help="What stands behind the lines: recession, programmes, decisions; commas between.")
    ] = "recession,programmes",
    as_of: AsOf = "",
    format_name: ExhibitFormat = "",
    out: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None,
    lang: Language = "en",
) -> None:
    """Set up to six series or formulas side by side, as the page's Explore does; the numbers or the drawing.

    A formula may add, take, multiply and divide series and instruments of policy: `SOFR - iorb`,
    `(TREAST + WSHOMCB) / GDP`; units are checked.
    """
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.present.exhibits.explore import explored
    from fedsheet.review.lines import EACH, EVERY, MARKS, Failed
    from fedsheet.runs.explore import look_at

    format_name = form_of(format_name, out)
    words, day = words_of(lang), day_of(as_of)
    shown = tuple(mark for mark in marks.split(",") if mark)
    given = [(every, EVERY, "period"), (each, EACH, "way of counting"), *((mark, MARKS, "mark") for mark in shown)]
    for word, known, what in given:
        if word not in known:
            raise UnknownNameError(what, word[:40], known)
    found = look_at(
        lines, as_of=day, every=every, each=each, base=day_of(base, "base"), start=day_of(start, "from"),
        end=day_of(end, "to"), log=log, marks=shown,
    )  # fmt: skip
    failed = next((one for one in found.lines.all if isinstance(one, Failed)), None)
    if failed is not None:
        raise failed.error
    write(explored(found, words), format_name, out, words, day)
