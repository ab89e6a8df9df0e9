"""`fedsheet series ID`: one series as known on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import AsOf, Format, check_format, emit_table


def series(
    series_id: Annotated[str, typer.Argument(metavar="ID", help="FRED's id where one exists, for example WALCL.")] = "",
    as_of: AsOf = "",
    start: Annotated[str, typer.Option("--from", help="First observation date.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last observation date.")] = "",
    format_name: Format = "table",
    list_all: Annotated[bool, typer.Option("--list", help="List every series held.")] = False,
) -> None:
    """Print one series in its published unit, with publisher and timing; --list shows all that are held."""
    import fedsheet
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import DateRangeError, InputError
    from fedsheet.present.tables import Column, Table

    check_format(format_name)
    if list_all:
        known = fedsheet.vintage(as_of or None)
        if not known:
            raise DateRangeError("cli.series_series_known", as_of=known.as_of, values=min(known.first_known.values()))
        columns = [Column(k) for k in ("id", "title", "unit", "frequency", "timing", "first", "last", "publisher")]
        rows = [
            (s.id, s.definition.title, s.unit.name, s.definition.frequency, s.definition.timing,
             s.values.index[0].date(), s.values.index[-1].date(), s.definition.publisher)
            for s in known.values()
        ]  # fmt: skip
        emit_table(Table.of("Series held", columns, rows), format_name)
        return
    if not series_id:
        raise InputError("cli.series_series_named")
    first = parse_date(start, what="--from date") if start else None
    last = parse_date(end, what="--to date") if end else None
    if first and last and first > last:
        raise InputError("cli.series_from_lies_after", first=first, last=last)
    whole = fedsheet.series(series_id, as_of or None)
    found = whole.between(first, last)
    if found.values.empty:
        runs = f"It runs from {whole.values.index[0].date()} to {whole.values.index[-1].date()}"
        span = f"from {start or 'its start'} to {end or 'its end'}"
        raise DateRangeError("cli.series_observation", series_id=series_id, span=span, runs=runs)
    definition = found.definition
    rows_ = [(stamp.date(), value) for stamp, value in zip(found.values.index, found.values, strict=True)]
    table = Table.of(
        f"{definition.id}: {definition.title}",
        [Column("date", definition.timing), Column("value", definition.unit.name)],
        rows_,
        f"Source: {definition.publisher}{'; newest days ' + definition.source if definition.is_imported else ''}",
    )
    shape = {
        "id": definition.id,
        "unit": definition.unit.name,
        **({"newest_days": definition.source} if definition.is_imported else {}),
        "observations": [{"date": day, "value": value} for day, value in rows_],
    }
    emit_table(table, format_name, shape)
