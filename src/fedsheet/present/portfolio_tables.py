"""Projections, fans and backtests as tables: amounts in USD bn, as the command line and files show them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from fedsheet.core.units import to_bn
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario import Scenario
from fedsheet.present.tables import Column, Table, type_of_cell

COLUMNS = (
    "total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset",
    "net_income", "bills", "agency_debt", "inflation_compensation", "premium", "loans", "other_assets",
    "foreign_repo", "other_deposits", "other_liabilities",
)  # fmt: skip
AFTER_INCOME = COLUMNS.index("net_income") + 1


def projection_table(found: Projection) -> Table:
    """One row a date; `net_income` is that of the period since the row before."""
    keys = [*COLUMNS[:AFTER_INCOME], "wam_years", *COLUMNS[AFTER_INCOME:]]
    columns = [Column("date"), *(_column(key) for key in keys)]
    days = found.dates.astype("datetime64[D]").tolist()
    values = [found.line(key) if key == "wam_years" else to_bn(found.line(key)) for key in keys]
    rows = [(day, *(round(float(v[i]), 6) for v in values)) for i, day in enumerate(days)]
    return Table.of(f"Projection {found.name}", columns, rows, _footnote(found))


def _column(key: str) -> Column:
    return Column(key, "years", 2) if key == "wam_years" else Column(f"{key}_usd_bn", "USD bn", 1)


def _footnote(found: Projection) -> str:
    m = found.manifest
    return f"Data as of {m.as_of}, digest {m.data_digest[:12]}; policy {m.policy_digest[:12]}; every date balances."


def projection_shape(found: Projection) -> dict[str, object]:
    """The JSON form: what it was made from, the rows, and the flows of each month."""
    manifest = found.manifest
    flows = [
        {
            "month": f.month,
            "treasury_redeemed_usd_bn": to_bn(f.treasury_redeemed_usd),
            "treasury_rolled_over_usd_bn": to_bn(f.treasury_rolled_usd),
            "agency_principal_usd_bn": to_bn(f.mbs_paid_usd),
            "agency_redeemed_usd_bn": to_bn(f.agency_redeemed_usd),
            "treasury_cap_usd_bn": to_bn(f.treasury_cap_usd),
            "agency_cap_usd_bn": to_bn(f.agency_cap_usd),
        }
        for f in found.flows
    ]
    made_from = {
        "as_of": manifest.as_of, "data_digest": manifest.data_digest, "policy_digest": manifest.policy_digest,
        "assumptions": dict(manifest.assumptions), "seed": manifest.seed,
    }  # fmt: skip
    return {"scenario": found.name, "made_from": made_from, "rows": projection_table(found).records(), "months": flows}


def scenario_table(scenarios: Sequence[Scenario]) -> Table:
    """The scenarios that ship, with their titles in both languages."""
    columns = [Column(key) for key in ("scenario", "opens", "until", "en", "zh")]
    rows = [
        (s.name, str(s.spec.opens), f"{s.spec.until} years" if isinstance(s.spec.until, int) else str(s.spec.until),
         s.spec.title.en, s.spec.title.zh)
        for s in scenarios
    ]  # fmt: skip
    return Table.of("Scenarios", columns, rows)


def to_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet; cells are values, never formulas."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("projection")
        for j, column in enumerate(table.columns):
            sheet.write_string(0, j, column.key)
            sheet.set_column(j, j, max(12, len(column.key)))
        for i, row in enumerate(table.rows, start=1):
            for j, cell in enumerate(row):
                _write(sheet, i, j, cell)
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def _write(sheet: object, i: int, j: int, cell: type_of_cell) -> None:
    if cell is not None:
        sheet.write(i, j, cell)  # type: ignore[attr-defined]
