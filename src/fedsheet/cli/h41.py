"""`fedsheet h41 [DATE] [--compare DATE]`: the Fed's weekly statement, with its sums checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli.output import Answer, AsOf, answers, day_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words


@answers
def h41(
    words: Words,
    day: Annotated[str, typer.Argument(metavar="[DATE]", help="A Wednesday, YYYY-MM-DD; the newest where none.")] = "",
    compare: Annotated[str, typer.Option(help="An earlier Wednesday to set beside it.")] = "",
    as_of: AsOf = "",
    table_name: Annotated[
        str, typer.Option("--table", help="statement, or factors: what supplies and absorbs reserves (pulled pages).")
    ] = "statement",
) -> Answer:
    """Assets, liabilities and capital of the Reserve Banks in millions of dollars, as a statement that balances."""
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.present.exhibits import statement as exhibits
    from fedsheet.runs.h41 import read, read_factors

    wanted = parse_date(day) if day else None
    if table_name not in ("statement", "factors"):
        raise UnknownNameError("table", table_name, ("statement", "factors"), where="--table")
    if table_name == "factors":
        return exhibits.factors(read_factors(wanted, as_of or None), words)
    found = read(wanted, day_of(compare, "compare"), as_of or None)
    return exhibits.lines(found, words), exhibits.record(found, words)
