"""`fedsheet series ID`: one series as known on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Answer, AsOf, answers, day_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words


@answers
def series(
    words: Words,
    series_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", autocompletion=completions.series, help="FRED's id where one exists, for example WALCL."
        ),
    ] = "",
    as_of: AsOf = "",
    start: Annotated[str, typer.Option("--from", help="First observation date.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last observation date.")] = "",
    list_all: Annotated[bool, typer.Option("--list", help="List every series held.")] = False,
) -> Answer:
    """Print one series in its published unit, with publisher and timing; --list shows all that are held."""
    import fedsheet
    from fedsheet.core.errors import DateRangeError, InputError
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.runs.front import series_between

    if list_all:
        from fedsheet.runs.ready import every

        known = fedsheet.vintage(as_of or None)
        if not known:
            raise DateRangeError("cli.series_series_known", as_of=known.as_of, values=min(known.first_known.values()))
        return exhibits.held(every(known), words.on(known.as_of))
    if not series_id:
        raise InputError("cli.series_series_named")
    first, last = day_of(start, "from"), day_of(end, "to")
    found = series_between(series_id, as_of, first, last)
    definition = found.definition
    shape = {
        "id": definition.id,
        "unit": definition.unit.name,
        **({"newest_days": definition.source} if definition.is_imported else {}),
        **({"formula": definition.formula} if definition.formula else {}),
        "observations": exhibits.one(found, words).table.records(),
    }
    return exhibits.one(found, words), shape
