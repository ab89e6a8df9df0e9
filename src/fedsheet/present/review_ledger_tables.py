"""Ledger, drivers of reserves, split of yields, supply effect and the economy as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from fedsheet.core.units import to_bn, to_bp, to_pct
from fedsheet.present.tables import Column, Table
from fedsheet.review.composition import Composition
from fedsheet.review.decomposition import PremiumHistory, SplitRow
from fedsheet.review.ledger import CapsUse, LedgerLine, PaceMonth
from fedsheet.review.macro import MacroPanel, MacroRow
from fedsheet.review.reserve_drivers import ReserveDrivers
from fedsheet.review.supply import HoldingsMeasure, SupplyAssumptions, SupplyEffect

BN, BP, PCT = "USD bn", "bp", "%"


def _bn(usd: float | None) -> float | None:
    return None if usd is None else to_bn(usd)


def ledger(lines: Iterable[LedgerLine]) -> Table:
    """One row a step: announced, each named difference, traded, settled, held."""
    columns = [
        Column("programme"),
        Column("instrument"),
        Column("step"),
        Column("amount", BN, 1),
        Column("how"),
        Column("start"),
        Column("end"),
    ]
    rows: list[list[object]] = []
    for line in lines:
        own: list[tuple[str, float | None, str]] = [("announced", line.announced_usd, line.announced_how.en)]
        own += [
            ("traded", line.traded_usd, line.traded_how.en),
            ("settled", line.settled_usd, "operations by settlement date"),
        ]
        own += [(f"  {d.name}", d.usd, d.how.en) for d in line.differences]
        own += [("held", line.held_usd, line.held_how.en)]
        rows += [[line.programme, line.instrument, step, _bn(usd), how, line.start, line.end] for step, usd, how in own]
    return Table.of(
        "Programmes: announced, traded, settled, held",
        columns,
        rows,
        "held is the change on the H.4.1 between start and end; announced plus the indented differences gives held.",
        "An empty amount is one that no source held covers. Operation results: sales since 2008, purchases since "
        "2021-03-22; before that traded is the Desk's total as recorded.",
    )


def caps(found: Iterable[CapsUse]) -> Table:
    """Both runoffs against their caps."""
    columns = [
        Column("programme"),
        Column("instrument"),
        Column("start"),
        Column("end"),
        Column("months"),
        Column("sum_of_caps", BN, 1),
        Column("decline", BN, 1),
        Column("share_used", PCT, 1),
    ]
    rows = [
        [
            c.programme,
            c.instrument,
            c.start,
            c.end,
            c.n_months,
            to_bn(c.caps_usd),
            to_bn(c.decline_usd),
            to_pct(c.share),
        ]
        for c in found
    ]
    return Table.of("Runoff against caps", columns, rows, "Decline between the H.4.1 Wednesdays start and end.")


def composition(found: Composition) -> Table:
    """Levels and changes by kind and by maturity of Treasuries."""
    columns = [Column("part"), Column("name"), *(Column(n, BN, 1) for n in ("start_level", "end_level", "change"))]
    groups = (("kind", found.kinds), ("treasury_maturity", found.maturities))
    rows = [
        [part, name, to_bn(before), to_bn(after), to_bn(after - before)]
        for part, levels in groups
        for name, (before, after) in levels.items()
    ]
    note = "" if found.maturities else "Maturities are not held on both days."
    return Table.of(f"Holdings, {found.start} to {found.end}", columns, rows, *([note] if note else []))


def monthly(rows: Iterable[PaceMonth]) -> Table:
    """Planned and done by month."""
    columns = [
        Column("month"),
        Column("instrument"),
        *(Column(name, BN, 1) for name in ("planned", "traded", "held_change")),
    ]
    cells = [[r.month, r.instrument, _bn(r.planned_usd), _bn(r.traded_usd), to_bn(r.held_usd)] for r in rows]
    return Table.of(
        "Pace a month, planned and done",
        columns,
        cells,
        "held_change is between the last Wednesdays of the month before and of the month; traded is empty before "
        "April 2021, when purchases are not in the operations held.",
    )


def split(rows: Iterable[SplitRow], history: PremiumHistory, title: str) -> Table:
    """Changes of the ten-year yield and its parts."""
    names = ("nominal", "expected", "premium", "unexplained", "breakeven", "real", "own_premium")
    columns = [Column("id"), Column("start"), Column("end"), *(Column(name, BP, 1) for name in names)]
    cells = [[r.id, r.start, r.end, *(to_bp(getattr(r, name)) for name in names)] for r in rows]
    return Table.of(
        title,
        columns,
        cells,
        f"Zero curve: {history.method}, error {to_bp(history.fit_rmse):.1f} bp in par yields. expected + premium is "
        "the model's ten-year zero yield; unexplained is what the par yield did besides.",
        "own_premium: the premium by parameters of the days held alone. Their distance is a measure of the model's "
        f"uncertainty. Largest eigenvalue of the factors a month: {history.persistence:.4f}.",
    )


def history(found: PremiumHistory, every: str) -> Table:
    """Yield, expected path and premium by day or last day of the month, percent, for 2, 5 and 10 years."""
    last_of_month = np.append(found.days[1:].astype("datetime64[M]") != found.days[:-1].astype("datetime64[M]"), True)
    chosen = np.arange(found.days.size) if every == "daily" else np.flatnonzero(last_of_month)
    parts = {"fitted": found.fitted, "expected": found.expected, "premium": found.premium, "own": found.own_premium}
    names = [f"{name}_{months}m" for months in found.months for name in parts]
    values = np.stack([parts[name][:, i] for i in range(len(found.months)) for name in parts], axis=1) * 100.0
    days = [date.fromisoformat(str(day)) for day in found.days[chosen]]
    rows = [[day, *map(float, row)] for day, row in zip(days, values[chosen], strict=True)]
    columns = [Column("date"), *(Column(name, PCT, 3) for name in names)]
    return Table.of("Zero yields, expected paths and premia", columns, rows, f"Zero curve: {found.method}.")


def episodes(found: Iterable[ReserveDrivers]) -> Table:
    """Every episode's drivers in one table, the remainder and the change last."""
    columns = [Column("start"), Column("end"), Column("depth"), Column("factor"), Column("contribution", BN, 1)]
    rows: list[list[object]] = []
    for one in found:
        told = [(d.id, d.contribution_usd) for d in one.drivers]
        told += [("remainder", one.remainder_usd), ("reserves", one.change_usd)]
        rows += [[one.start, one.end, one.depth, name, to_bn(usd)] for name, usd in told]
    notes = () if rows else ("None of the episodes was over by this day.",)
    return Table.of("What moved reserves, episode by episode", columns, rows, *notes)


def holdings(measures: Iterable[HoldingsMeasure]) -> Table:
    """Weighted average maturity, duration and ten-year equivalents by kind."""
    columns = [
        Column("date"),
        Column("kind"),
        Column("par", BN, 1),
        Column("wam", "years", 2),
        Column("duration", "years", 2),
        Column("ten_year_equivalents", BN, 1),
    ]
    rows = [
        [m.day, m.kind, to_bn(m.par_usd), m.wam_years, m.duration_years, to_bn(m.ten_year_equivalents_usd)]
        for m in measures
    ]
    return Table.of("Treasuries held, by CUSIP", columns, rows)


def supply(effects: Iterable[SupplyEffect], assumed: SupplyAssumptions) -> Table:
    """Ten-year equivalents over GDP and the range of effects."""
    columns = [
        Column("date"),
        Column("treasury_equivalents", BN, 0),
        Column("mbs_equivalents_low", BN, 0),
        Column("mbs_equivalents_high", BN, 0),
        Column("to_gdp_low", PCT, 1),
        Column("to_gdp_high", PCT, 1),
        Column("effect_low", BP, 0),
        Column("effect_high", BP, 0),
        Column("published", BP, 0),
    ]
    rows = [
        [
            e.day,
            to_bn(e.treasuries_usd),
            to_bn(e.mbs_low_usd),
            to_bn(e.mbs_high_usd),
            to_pct(e.to_gdp_low),
            to_pct(e.to_gdp_high),
            to_bp(e.effect_low),
            to_bp(e.effect_high),
            None if e.published is None else to_bp(e.published),
        ]
        for e in effects
    ]
    sources = [
        f"{e.id}: {e.bp_per_percent_of_gdp} bp per percent of GDP [{e.grade}]. {e.how}. {e.source}."
        for e in assumed.elasticities
    ]
    papers = [f"published {p.date}: {p.bp:.0f} bp, {p.what}. {p.source} [{p.grade}]." for p in assumed.published]
    return Table.of(
        "Effect of holdings on the ten-year yield, relative to 2007-12-26",
        columns,
        rows,
        "MBS durations of {low:g} to {high:g} years are an assumption.".format(**assumed.mbs_duration_years),
        *sources,
        *papers,
    )


def macro(panel: MacroPanel) -> Table:
    """The economy at the start, the end and a year after each programme, in both vintages."""
    columns = [
        Column("programme"),
        Column("indicator"),
        Column("unit"),
        Column("moment"),
        Column("period"),
        Column("current", "", 2),
        Column("earlier_vintage", "", 2),
    ]
    earlier = (
        f"earlier vintage as known on {panel.earlier_as_of}" if panel.earlier_as_of else "no earlier vintage asked for"
    )
    return Table.of(
        "The economy around each programme",
        columns,
        [_macro_cells(row) for row in panel.rows],
        f"Current vintage as known on {panel.current_as_of}; {earlier}. First prints are not held. Payroll gains are "
        "averages of three months.",
    )


def _macro_cells(row: MacroRow) -> list[object]:
    unit, scale = ("%", 100.0) if row.unit == "rate" else ("thousand a month", 1e-3)
    values = [None if value is None else value * scale for value in (row.current, row.earlier)]
    return [row.window, row.indicator, unit, row.moment, row.period, *values]
