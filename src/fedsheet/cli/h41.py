"""`fedsheet h41 [DATE] [--compare DATE]`: the Fed's weekly statement, with its sums checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli.output import AsOf, Format, check_format, emit_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fedsheet.present.tables import Table
    from fedsheet.runs.h41 import Read
    from fedsheet.sheet.h41 import Checked


def h41(
    day: Annotated[str, typer.Argument(metavar="[DATE]", help="A Wednesday, YYYY-MM-DD; the newest where none.")] = "",
    compare: Annotated[str, typer.Option(help="An earlier Wednesday to set beside it.")] = "",
    as_of: AsOf = "",
    table_name: Annotated[
        str, typer.Option("--table", help="statement, or factors: what supplies and absorbs reserves (pulled pages).")
    ] = "statement",
    format_name: Format = "table",
) -> None:
    """Assets, liabilities and capital of the Reserve Banks in millions of dollars, as a statement that balances."""
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.runs.h41 import read

    check_format(format_name)
    wanted = parse_date(day, what="Wednesday") if day else None
    if table_name not in ("statement", "factors"):
        raise UnknownNameError("table", table_name, ("statement", "factors"), where="--table")
    if table_name == "factors":
        emit_table(_factors(wanted, as_of or None), format_name)
        return
    earlier = parse_date(compare, what="--compare date") if compare else None
    found = read(wanted, earlier, as_of or None)
    notes = [_said(result) for result in found.checked]
    table = _table(found, notes)
    emit_table(table, format_name, {
        "date": found.day, "unit": "Millions of USD", "compared_with": list(found.beside),
        "lines": table.records(), "identities": [_record(result) for result in found.checked],
    })  # fmt: skip


def _factors(day: date | None, as_of: str | None) -> Table:
    from fedsheet.present.tables import Column, Table
    from fedsheet.runs.h41 import read_factors

    wednesday, rows, difference = read_factors(day, as_of)
    columns = [Column("line"), Column("week_average_usd_mn", "USD mn", 0), Column("wednesday_usd_mn", "USD mn", 0)]
    note = f"Supplying less absorbing less reserve balances: {difference:,.0f} million (rounding allows 1.5)"
    return Table.of(f"H.4.1 factors affecting reserve balances, week to {wednesday}", columns, rows, note)


def _table(found: Read, notes: Sequence[str]) -> Table:
    from fedsheet.present.tables import Column, Table

    columns = [Column("line"), Column("usd_mn", "USD mn", 0), Column("share_percent", "% of assets", 1)]
    for day in found.beside:
        columns += [Column(f"on_{day}", "USD mn", 0), Column(f"change_since_{day}", "USD mn", 0)]
    title = f"H.4.1 statement of condition, {found.day:%A} {found.day}"
    return Table.of(title, columns, found.rows, *notes)


def _said(result: Checked) -> str:
    from fedsheet.core.units import USD_MN

    off, bound = abs(result.difference_usd) / USD_MN.scale, result.bound_usd / USD_MN.scale
    if result.holds is None:
        return f"not checkable: {result.identity.name} ({len(result.not_held)} of its lines are not in this table)"
    verdict = "holds" if result.holds else "FAILS"
    return f"{verdict}: {result.identity.name} (off by {off:,.0f}, rounding allows {bound:,.1f} million)"


def _record(result: Checked) -> dict[str, object]:
    return {
        "identity": result.identity.name, "holds": result.holds, "difference_usd": result.difference_usd,
        "bound_usd": result.bound_usd, "not_held": list(result.not_held),
    }  # fmt: skip
