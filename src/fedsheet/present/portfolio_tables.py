"""Projections, fans and backtests as tables: amounts in USD bn, as the command line and files show them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.core.dates import month_end
from fedsheet.core.manifest import Manifest
from fedsheet.core.units import USD_BN, to_bn, to_pct
from fedsheet.portfolio.many_paths.project_paths import PathResult
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import Scenario
from fedsheet.portfolio.scoring.backtest import Backtest, Measure, OfficialScore, Score
from fedsheet.present.tables import Column, Table, type_of_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (
    "total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset",
    "net_income", "bills", "agency_debt", "inflation_compensation", "premium", "loans", "other_assets",
    "foreign_repo", "other_deposits", "other_liabilities", "repos", "tips", "frns", "ten_year_equivalents",
    "realised_loss",
)  # fmt: skip
SHORT = {
    "total_assets": "assets", "treasuries": "UST", "mbs": "MBS", "reserve_balances": "reserves", "on_rrp": "ON RRP",
    "tga": "TGA", "currency": "currency", "deferred_asset": "deferred",
}  # fmt: skip
AFTER_INCOME = COLUMNS.index("net_income") + 1


def projection_table(found: Projection) -> Table:
    """One row a date; `net_income` is that of the period since the row before."""
    keys = [*COLUMNS[:AFTER_INCOME], "wam_years", *COLUMNS[AFTER_INCOME:]]
    columns = [Column("date"), *(_column(key) for key in keys)]
    days = found.dates.astype("datetime64[D]").tolist()
    values = [found.line(key) if key == "wam_years" else found.line(key) / USD_BN.scale for key in keys]
    rows = [(day, *(round(float(v[i]), 6) for v in values)) for i, day in enumerate(days)]
    return Table.of(f"Projection {found.name}", columns, rows, *assumed_rates(found.manifest), _footnote(found))


def projection_text_table(found: Projection) -> Table:
    """The main lines at quarter-ends, for a terminal; CSV and JSON carry every date and line."""
    days = found.dates.astype("datetime64[D]").tolist()
    last = len(days) - 1
    shown = [i for i, d in enumerate(days) if i in (0, last) or (d.month % 3 == 0 and d == month_end(d))]
    columns = [Column("date"), *(Column(short, "", 1) for short in SHORT.values()), Column("WAM", "years", 2)]
    rows = [(days[i], *(found.line(key)[i] / USD_BN.scale for key in SHORT), found.line("wam_years")[i]) for i in shown]
    notes = (
        "USD bn; every Wednesday and month-end, and every line: --format csv",
        *assumed_rates(found.manifest),
        _footnote(found),
    )
    return Table.of(f"Projection {found.name}", columns, rows, *notes, *_worth(found))


def _worth(found: Projection) -> tuple[str, ...]:
    """The gain or loss not realised, with its base, in words."""
    if found.valuation is None:
        return ()
    v, share = found.valuation, found.valuation.largest_share_of_issue
    held = "unknown, as no amount outstanding is held" if share is None else f"{share:.0%}"
    return (f"Largest share of a Treasury issue at the opening (SOMA's limit: 70%): {held}.",
            f"Not realised at the opening: {to_bn(v.gain_usd):+,.0f}, market value less face and net premiums "
            f"({to_bn(v.treasuries_face_usd + v.mbs_face_usd + v.premium_usd):,.0f}).",)  # fmt: skip


def _column(key: str) -> Column:
    return Column(key, "years", 2) if key == "wam_years" else Column(f"{key}_usd_bn", "USD bn", 1)


def assumed_rates(manifest: Manifest) -> tuple[str, ...]:
    """What the rates after the opening are, where neither observed nor those of a course of policy asked for."""
    rates, opens = manifest.assumptions.get("rates"), manifest.assumptions.get("opens")
    if "policy_path" in manifest.assumptions or rates not in ("forwards", "flat"):
        return ()
    curve = "the forward curve" if rates == "forwards" else "the curve"
    return (f"Rates after {opens}, interest on reserves included, follow {curve} of that day, not the record.",)


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
            "largest_share_of_issue": round(f.largest_share_of_issue, 4),
        }
        for f in found.flows
    ]
    made_from = {
        "as_of": manifest.as_of, "data_digest": manifest.data_digest, "policy_digest": manifest.policy_digest,
        "assumptions": dict(manifest.assumptions), "seed": manifest.seed,
    }  # fmt: skip
    return {
        "scenario": found.name,
        "made_from": made_from,
        "opening_valuation": _valuation(found),
        "rows": projection_table(found).records(),
        "months": flows,
    }


def _valuation(found: Projection) -> dict[str, object] | None:
    """What the opening's securities were worth, USD bn; the gain's base is amortised cost: face and premiums."""
    worth = found.valuation
    if worth is None:
        return None
    return {
        "treasuries_face_usd_bn": to_bn(worth.treasuries_face_usd),
        "treasuries_market_value_usd_bn": to_bn(worth.treasuries_value_usd),
        "mbs_face_usd_bn": to_bn(worth.mbs_face_usd),
        "mbs_market_value_usd_bn": to_bn(worth.mbs_value_usd),
        "net_premium_usd_bn": to_bn(worth.premium_usd),
        "gain_over_amortised_cost_usd_bn": to_bn(worth.gain_usd),
        "treasuries_ten_year_equivalents_usd_bn": to_bn(worth.ten_year_equivalents_usd),
        "largest_share_of_a_treasury_issue": worth.largest_share_of_issue,
    }


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


def _write(sheet: Worksheet, i: int, j: int, cell: type_of_cell) -> None:
    if cell is not None:
        sheet.write(i, j, cell)


BACKTEST_NOTES = (
    "Given, not projected, in the episodes: market yields, what the Fed pays, mortgage rates, the Treasury's account "
    "and, but for runoff-2022, ON RRP, all as they came. The errors judge the securities, not a forecast of rates.",
    "Rows of official projections use what was known on their day: forwards and policy announced by then.",
    "other_than_securities: premiums, loans and the rest; loans made after an opening (to banks in spring 2023) are "
    "not foreseen and make most of the miss of total assets. A scenario can give a path of loans ([given], SCHEMA.md).",
    "reserve_balances: where ON RRP is not given, it fills while reserves exceed what banks keep, a share of GDP, and "
    "empties below that; rates do not move it. Estimated on months before the opening.",
    "naive: caps used in full; the deferred asset of the opening; the mean of the last three months' principal.",
)


def backtest_table(found: Backtest) -> Table:
    """Errors by test, line and horizon, then the measures and the official projections; shares in percent."""
    columns = (
        Column("test"), Column("what"), Column("horizon_months"), Column("day"), Column("unit"),
        Column("actual", digits=1), Column("model", digits=1), Column("official", digits=1),
        Column("naive", digits=1), Column("error_pct", "%", 2),
        Column("caps_bind_error_pct", "%", 2), Column("recent_pace_error_pct", "%", 2),
    )  # fmt: skip
    rows = [
        *(_score_row(s) for s in found.scores),
        *(_measure_row(m) for m in found.measures),
        *(_official_row(o) for o in found.official),
    ]
    return Table.of("Backtests", columns, rows, *BACKTEST_NOTES)


def _score_row(s: Score) -> tuple[object, ...]:
    rivals = [None if r is None else to_pct(r / s.actual - 1.0) for r in (s.caps_bind, s.recent_pace)]
    error = to_pct(s.relative_error)
    return (
        s.test,
        s.line,
        s.horizon_months,
        s.day,
        "USD bn",
        to_bn(s.actual),
        to_bn(s.model),
        None,
        None,
        error,
        *rivals,
    )


def _measure_row(m: Measure) -> tuple[object, ...]:
    show = to_bn if m.unit == "usd" else to_pct
    unit = "USD bn" if m.unit == "usd" else "%"
    error = None if m.expected is None else to_pct(m.found / m.expected - 1.0)
    naive = None if m.naive is None else show(m.naive)
    expected = None if m.expected is None else show(m.expected)
    return (m.test, m.what, None, None, unit, expected, show(m.found), None, naive, error, None, None)


def _official_row(o: OfficialScore) -> tuple[object, ...]:
    outcome = None if o.outcome is None else to_bn(o.outcome)
    error = None if o.outcome is None else to_pct(o.model / o.outcome - 1.0)
    found = (to_bn(o.model), to_bn(o.official), None)
    return (o.publication.en, o.quantity, None, o.target, "USD bn", outcome, *found, error, None, None)


FANNED = ("total_assets", "mbs", "reserve_balances", "deferred_asset")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def path_table(found: PathResult) -> Table:
    """Quantiles of every line at month-ends, USD bn."""
    columns = [
        Column("date"),
        Column("line"),
        *(Column(f"q{round(100 * q):02d}_usd_bn", "USD bn", 1) for q in QUANTILES),
    ]
    rows: list[tuple[object, ...]] = []
    for line in found.lines:
        values = to_bn(1.0) * found.quantiles(line, QUANTILES)
        rows += [(day, line, *map(float, values[:, t])) for t, day in enumerate(found.days)]
    notes = _trigger_notes(found)
    return Table.of(f"Fan of {found.name}, {found.n_paths} paths, seed {found.seed}", columns, rows, *notes)


def path_text_table(found: PathResult) -> Table:
    """The middle nine tenths and the median at year-ends, for a terminal; CSV and JSON carry every month-end."""
    levels = (QUANTILES[0], 0.5, QUANTILES[-1])
    columns = [Column("date"), *(Column(f"{SHORT[line]}", "5% / 50% / 95%") for line in FANNED)]
    last = len(found.days) - 1
    shown = [t for t, day in enumerate(found.days) if t in (0, last) or day.month == 12]
    quantiles = {line: found.quantiles(line, levels) / USD_BN.scale for line in FANNED}
    rows = [
        (found.days[t], *(" / ".join(f"{q:,.0f}" for q in quantiles[line][:, t]) for line in FANNED)) for t in shown
    ]
    notes = ("USD bn; every month-end and line: --format csv", *_trigger_notes(found))
    return Table.of(f"Fan of {found.name}, {found.n_paths} paths, seed {found.seed}", columns, rows, *notes)


def _trigger_notes(found: PathResult) -> tuple[str, ...]:
    return tuple(f"{w.what}: {to_pct(w.share):.0f}% of paths" for w in found.triggers())


def path_shape(found: PathResult) -> dict[str, object]:
    """The JSON form: quantiles and the probability of each trigger."""
    triggers = [{"trigger": w.what, "probability": w.share} for w in found.triggers()]
    return {
        "scenario": found.name, "paths": found.n_paths, "seed": found.seed, "triggers": triggers,
        "quantiles": path_table(found).records(),
    }  # fmt: skip


def sweep_table(found: Sequence[PathResult]) -> Table:
    """Quantiles of each scenario's lines at its last month-end, and the probability of each trigger."""
    columns = [
        Column("scenario"),
        Column("line"),
        Column("unit"),
        *(Column(f"q{round(100 * q):02d}", "", 1) for q in QUANTILES),
    ]
    rows: list[tuple[object, ...]] = []
    for result in found:
        for line in result.lines:
            values = to_bn(1.0) * result.quantiles(line, QUANTILES)[:, -1]
            rows.append((result.name, line, "USD bn", *map(float, values)))
        rows += [
            (result.name, w.what, "% of paths", None, None, to_pct(w.share), None, None) for w in result.triggers()
        ]
    return Table.of("Sweep: the last month-end", columns, rows)
