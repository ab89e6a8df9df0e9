"""Results of looking back as tables: billions, percent and basis points as printed, ISO dates, None where missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fedsheet.core.units import to_bn, to_bp, to_pct
from fedsheet.present.tables import Column, Table
from fedsheet.review.assertions import Assertion, DateGrid, sign_p_value
from fedsheet.review.assets import Measure
from fedsheet.review.events import EventStudy
from fedsheet.review.eventsets import load_event_sets
from fedsheet.review.identification import Identified
from fedsheet.review.phases import PhaseRow, PhaseTable
from fedsheet.review.programmes import AssetsToGdp, ProgrammeRow
from fedsheet.review.windows import Window

BN, BP, PCT = "USD bn", "bp", "%"
LONG_PROGRAMME_COLUMNS = (
    "announced",
    "desk_name",
    "is_open",
    "gdp_quarter_start",
    "gdp_quarter_end",
    "assets_to_gdp_start",
    "total_assets_start",
)
LONG_PHASE_COLUMNS = ("kind", "days", "change_low", "change_high", "power", "annualised")
NOT_A_CAUSE = "A placebo p-value says how unusual a change is, not what caused it."


def published(change: float | None, measure: Measure) -> float | None:
    """A change as it is printed: basis points for rates, percent for prices."""
    if change is None:
        return None
    return to_bp(change) if measure is Measure.RATE else to_pct(change)


def unit_of(measure: Measure) -> str:
    """The unit of `published`."""
    return BP if measure is Measure.RATE else PCT


def brief(table: Table, *left_out: str) -> Table:
    """The same table without some columns, for a terminal; CSV and JSON keep them all."""
    kept = [i for i, column in enumerate(table.columns) if column.key not in left_out]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return Table(table.name, tuple(table.columns[i] for i in kept), rows, table.notes)


def programmes(rows: Iterable[ProgrammeRow]) -> Table:
    """One row a programme or part: announced and held, every ratio with its base date."""
    items = ("total_assets", "treasuries", "mbs", "reserves")
    columns = [
        Column("id"),
        Column("desk_name"),
        Column("report_name"),
        Column("base_date"),
        Column("end_date"),
        Column("announced_total", BN, 1),
        Column("announced"),
        *(Column(f"{item}_change", BN, 1) for item in items),
        Column("total_assets_start", BN, 1),
        Column("total_assets_end", BN, 1),
        Column("growth_since_base", PCT, 1),
        Column("assets_to_gdp_start", PCT, 2),
        Column("gdp_quarter_start"),
        Column("assets_to_gdp_end", PCT, 2),
        Column("gdp_quarter_end"),
        Column("is_open"),
    ]
    cells = [_programme_cells(row, items) for row in rows]
    return Table.of(
        "Programmes on the H.4.1",
        columns,
        cells,
        "Levels of Wednesdays; reserves are week averages. growth_since_base is relative to total assets on base_date.",
        'announced_total adds first amounts and increments, and a later "about" replaces its instrument\'s sum; '
        "open-ended programmes have none. Assets/GDP uses GDP of the quarter shown.",
    )


def _programme_cells(row: ProgrammeRow, items: Sequence[str]) -> list[object]:
    assets = row.held["total_assets"]
    return [
        row.window.id,
        row.desk_name,
        row.seed_name,
        row.start,
        row.end,
        None if row.planned_usd is None else to_bn(row.planned_usd),
        row.planned_words,
        *(to_bn(row.held[item].change_usd) for item in items),
        to_bn(assets.start_usd),
        to_bn(assets.end_usd),
        to_pct(row.growth),
        *_gdp_cells(row.gdp_start),
        *_gdp_cells(row.gdp_end),
        row.window.is_open,
    ]


def _gdp_cells(found: AssetsToGdp | None) -> tuple[object, object]:
    return (None, None) if found is None else (to_pct(found.ratio), found.quarter)


def _phase_cells(row: PhaseRow) -> list[object]:
    changes = (row.change, row.annualised, row.volatility, row.drawdown, row.change_low, row.change_high)
    return [
        row.window,
        row.kind.value,
        row.asset,
        unit_of(row.measure),
        row.start,
        row.end,
        row.n_days,
        *(published(value, row.measure) for value in changes),
        row.placebo_p,
        row.adjusted_p,
        published(row.detectable, row.measure),
        row.power,
    ]


def phases(table: PhaseTable) -> Table:
    """One row an asset and window, with placebo and bootstrap."""
    measures = ("change", "annualised", "volatility", "drawdown", "change_low", "change_high")
    columns = [
        Column("window"),
        Column("kind"),
        Column("series"),
        Column("unit"),
        Column("start"),
        Column("end"),
        Column("days", "closes"),
        *(Column(name, "", 1) for name in measures),
        Column("placebo_p", "", 3),
        Column("adjusted_p", "", 3),
        Column("detectable", "", 1),
        Column("power", "", 2),
    ]
    missing = [f"Not covered: {window}, {asset} ({why})." for window, asset, why in table.not_covered]
    return Table.of(
        "Assets by phase, close to close",
        columns,
        [_phase_cells(row) for row in table.rows],
        f"Placebo: {table.n_draws:,} random windows of equal length that avoid the window, seed {table.seed}; "
        "adjusted_p corrects for their overlap. detectable is the change called unusual "
        "at 5%; power is for 100 bp or 10%.",
        "change_low and change_high: 95% stationary block bootstrap of the days inside the window.",
        *_power_notes(table.rows),
        *missing,
    )


def _power_notes(rows: Sequence[PhaseRow]) -> list[str]:
    """How often the placebo would notice an effect of note, over the windows shown."""
    if not rows:
        return [NOT_A_CAUSE]
    least, most = min(row.power for row in rows), max(row.power for row in rows)
    chance = f"{least:.2f}" if f"{least:.2f}" == f"{most:.2f}" else f"{least:.2f} to {most:.2f}"
    return [f"A true effect of 100 bp or 10% would be noticed with a probability of {chance}. {NOT_A_CAUSE}"]


def _sign_notes(found: Sequence[Assertion]) -> list[str]:
    """The smallest p a sign test could reach on as many windows as were judged, once a number of windows."""
    if not found:
        return ["Nothing to judge: by this day no buying window and gap of the report were both over."]
    floors = sorted({(a.n_windows, a.sign_floor) for a in found})
    return [
        f"Few episodes: a sign test on {n} windows cannot reach a two-sided p below {floor:.4g} "
        f"even if all signs agree; one that differs lifts it to {sign_p_value(n - 1, n):.4g}."
        for n, floor in floors
    ]


def assertions(found: Sequence[Assertion]) -> Table:
    """The report's three assertions about signs, judged."""
    columns = [
        Column("assertion"),
        Column("series"),
        Column("verdict"),
        Column("agreeing"),
        Column("windows"),
        Column("sign_p", "", 3),
        Column("smallest_sign_p", "", 3),
        Column("shift_p", "", 3),
        Column("least_grid_share", PCT, 0),
        Column("by_window"),
        Column("later"),
    ]
    rows = [
        [
            a.id,
            a.asset,
            a.bearing.value,
            a.agreeing,
            a.n_windows,
            a.sign_p,
            a.sign_floor,
            a.shift_p,
            to_pct(min(a.grid_share)),
            _by_window(a),
            "; ".join(f"{w} {'as' if ok else 'against'}" for w, _, ok in a.later),
        ]
        for a in found
    ]
    return Table.of(
        "Up while the Fed buys, down in the gaps?",
        columns,
        rows,
        "shift_p: the windows' calendar shifted along the sample. least_grid_share: share of start and end dates "
        "within 60 days that keep the asserted sign, for the window where it is smallest. "
        "later: episodes after the report.",
        *_sign_notes(found),
        NOT_A_CAUSE,
    )


def grid(found: DateGrid, measure: Measure) -> Table:
    """Change over one window for every start and end nearby."""
    columns = [Column("start"), Column("end"), Column("change", unit_of(measure), 1)]
    rows = [
        [start, end, published(float(found.change[i, j]), measure)]
        for i, start in enumerate(found.start_days)
        for j, end in enumerate(found.end_days)
    ]
    shares = [found.share_with_sign(sign) for sign in (1.0, -1.0)]
    return Table.of(
        f"{found.asset} over {found.window} by start and end",
        columns,
        rows,
        f"{shares[0]:.0%} of the pairs of dates show a rise, {shares[1]:.0%} a fall.",
    )


def windows(found: Iterable[Window]) -> Table:
    """Every window by id, on both clocks."""
    names = ("id", "kind", "part_of", "market_start", "market_end", "statement_start", "statement_end", "is_open")
    rows = [
        [
            w.id,
            w.kind.value,
            w.variant_of or None,
            w.market_start,
            w.market_end,
            w.statement_start,
            w.statement_end,
            w.is_open,
        ]
        for w in found
    ]
    return Table.of(
        "Windows",
        [Column(name) for name in names],
        rows,
        "part_of: the window that this one dates otherwise or is a part of. An open window ends with the figures held.",
    )


def _by_window(found: Assertion) -> str:
    measure = Measure.PRICE if found.asset.startswith("SP500") else Measure.RATE
    pairs = zip(found.windows, found.changes, strict=True)
    return "; ".join(f"{name} {published(change, measure):+.0f} {unit_of(measure)}" for name, change in pairs)


def event_sets() -> Table:
    """The sets that ship."""
    columns = [
        Column("id"),
        Column("title"),
        Column("first"),
        Column("last"),
        Column("events"),
        Column("window_days"),
        Column("source"),
    ]
    found = load_event_sets().values()
    rows = [[s.id, s.title, s.dates[0], s.dates[-1], len(s.events), s.window_days, s.source] for s in found]
    return Table.of("Event sets", columns, rows)


def events(study: EventStudy, second: Identified | None) -> Table:
    """Rows by date and series, then the sums with their inference."""
    columns = [
        Column("series"),
        Column("date"),
        Column("change", BP, 1),
        Column("clear_change", BP, 1),
        Column("confounded"),
        Column("placebo_p", "", 3),
        Column("clear_p", "", 3),
        Column("hac_p", "", 3),
        Column("detectable", BP, 1),
        Column("power", "", 2),
        Column("published", BP, 0),
    ]
    rows: list[list[object]] = []
    for total in study.sums:
        own = [r for r in study.rows if r.series == total.series]
        rows += [[r.series, r.date, to_bp(r.change), None, r.confounded, *[None] * 6] for r in own]
        rows.append(
            [
                total.series,
                "sum",
                to_bp(total.change),
                None if total.clear_change is None else to_bp(total.clear_change),
                None,
                total.placebo_p,
                total.clear_p,
                total.hac_p,
                to_bp(total.detectable),
                total.power,
                None if total.published is None else to_bp(total.published),
            ]
        )
    notes = [
        f"{study.event_set.title}. Source of the dates: {study.event_set.source}.",
        f"Window: {study.window_days} day(s), from the close before. Placebo: {study.n_draws:,} sets of random days "
        "within a year. clear_change leaves out confounded dates. power: of noticing 5 bp per event.",
        *study.findings,
    ]
    return Table.of(f"Event study {study.event_set.id}", columns, rows, *notes, *_second_notes(second))


def _second_notes(second: Identified | None) -> list[str]:
    """The heteroskedasticity-based estimate in words."""
    if second is None:
        return []
    if not second.is_identified:
        return [
            f"Heteroskedasticity (Rigobon–Sack): not identified, event days are no more variable than "
            f"{second.n_others} other days (p = {second.variance_p:.3f})."
        ]
    parts = ", ".join(f"{r.series} {r.response:+.2f} [{r.low:+.2f}, {r.high:+.2f}]" for r in second.responses)
    return [
        f"Heteroskedasticity (Rigobon–Sack): {second.policy_share:.0%} of the variance of {second.policy_asset} "
        f"on event days is policy's (p = {second.variance_p:.3f}); of {to_bp(second.summed):+.0f} bp that leaves "
        f"{to_bp(second.policy_sum):+.0f}. "
        f"Responses to 1 bp of {second.policy_asset}, 90% interval: {parts}."
    ]


def events_json(study: EventStudy, second: Identified | None) -> dict[str, object]:
    """The documented rows and sums; inference, what else was released, findings and the second estimate beside them."""
    return {
        "set": study.event_set.id,
        "window_days": study.window_days,
        "rows": [{"date": r.date, "series": r.series, "change_bp": round(to_bp(r.change), 6)} for r in study.rows],
        "sums": [
            {"series": s.series, "change_bp": round(to_bp(s.change), 6), "placebo_p": s.placebo_p} for s in study.sums
        ],
        "inference": [
            {
                "series": s.series,
                "clear_change_bp": None if s.clear_change is None else round(to_bp(s.clear_change), 6),
                "clear_p": s.clear_p,
                "hac_p": s.hac_p,
                "detectable_bp": to_bp(s.detectable),
                "power": s.power,
                "published_bp": None if s.published is None else to_bp(s.published),
            }
            for s in study.sums
        ],
        "events": [
            {
                "date": e.date,
                "time": e.time.isoformat("minutes") if e.time else None,
                "announced": e.announced or e.date,
                "what": e.what.en,
                "others": list(e.others),
                "confounded": e.confounded,
            }
            for e in study.event_set.events
        ],
        "findings": list(study.findings),
        "heteroskedasticity": None if second is None else _second_json(second),
    }


def _second_json(second: Identified) -> dict[str, object]:
    responses = [{"series": r.series, "response": r.response, "low": r.low, "high": r.high} for r in second.responses]
    return {
        "policy_series": second.policy_asset,
        "is_identified": second.is_identified,
        "variance_p": second.variance_p,
        "policy_share": second.policy_share,
        "policy_sum_bp": to_bp(second.policy_sum),
        "responses": responses if second.is_identified else [],
    }
