"""Exhibits of looking back: programmes on the statement, assets by phase, the report's assertions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import to_bp, to_pct
from fedsheet.present.charts import review as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table
from fedsheet.review.assertions import REACH, Assertion, DateGrid, sign_p_value
from fedsheet.review.assets import AssetMeasure

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.phases import PhaseRow, PhaseTable
    from fedsheet.review.programmes import AssetsToGdp, ProgrammeRow
    from fedsheet.review.results import ReviewResults
    from fedsheet.review.windows import Window

SIGNIFICANT = 0.05
PHASE_ASSETS = ("DGS10", "BREAKEVEN10", "DFII10", "SP500_ARCH")
KINDS = ("purchases", "maturity_extension", "taper", "gap", "runoff", "bills")
ITEMS = ("total_assets", "treasuries", "mbs", "reserves")
CHANGES = ("change", "annualised", "volatility", "drawdown", "change_low", "change_high")


# ---- names and units ---------------------------------------------------------------------------------------------


def window_name(window: str, words: Words) -> str:
    """A window as readers call it."""
    return words(f"review.window_{window.replace('-', '_')}")


def series_name(name: str, words: Words) -> str:
    """An asset as readers call it; its id where it has no name here."""
    key = f"review.series_{name.lower()}"
    return words(key) if key in words else name


def published(change: float | None, measure: AssetMeasure) -> float | None:
    """A change as it is published: basis points for rates, percent for prices."""
    if change is None:
        return None
    return to_bp(change) if measure is AssetMeasure.RATE else to_pct(change)


def unit_of(measure: AssetMeasure) -> str:
    """The unit of `published`."""
    return "bp" if measure is AssetMeasure.RATE else "%"


def _shown(change: float | None, measure: AssetMeasure, words: Words) -> str:
    return words.format(change, "bp" if measure is AssetMeasure.RATE else "pct1_signed")


# ---- programmes and windows --------------------------------------------------------------------------------------


@exhibit("review-programmes", of="programme rows")
def programmes(rows: Iterable[ProgrammeRow], words: Words) -> Exhibit:
    """One row a programme or part: announced and held, every ratio with its base date."""
    columns = (
        Column("id", "text", ""), Column("_programme"), Column("desk_name", "text", ""),
        Column("report_name", "text", ""), Column("base_date", "iso"), Column("end_date", "iso"),
        Column("announced_total", "money"), Column("announced", "text", ""),
        *(Column(f"{item}_change", "money_signed") for item in ITEMS), Column("total_assets_start", "money"),
        Column("total_assets_end", "money"), Column("growth_since_base", "pct1"), Column("assets_to_gdp_start", "pct2"),
        Column("gdp_quarter_start", "quarter"), Column("assets_to_gdp_end", "pct2"),
        Column("gdp_quarter_end", "quarter"), Column("is_open", "yesno"),
    )  # fmt: skip
    cells = [
        (
            r.window.id, window_name(r.window.id, words), r.desk_name, r.seed_name, r.start, r.end, r.planned_usd,
            r.planned_words, *(r.held[item].change_usd for item in ITEMS), r.held["total_assets"].start_usd,
            r.held["total_assets"].end_usd, r.growth, *_gdp(r.gdp_start), *_gdp(r.gdp_end), r.window.is_open,
        )
        for r in rows
    ]  # fmt: skip
    table = Table.of("review-programmes", words, columns, cells)
    brief = (
        "_programme", "base_date", "end_date", "announced_total", *(f"{item}_change" for item in ITEMS),
        "total_assets_end", "growth_since_base", "assets_to_gdp_end",
    )  # fmt: skip
    notes = (words("review.levels_note"), words("review.announced_note"))
    return Exhibit.of(words, table, "", source(words, "board", "bea", "fomc"), *notes).briefly(*brief)


def _gdp(found: AssetsToGdp | None) -> tuple[object, object]:
    return (None, None) if found is None else (found.ratio, found.quarter)


@exhibit("review-windows", of="windows")
def windows(found: Mapping[str, Window], words: Words) -> Exhibit:
    """Every window by id, on both clocks."""
    days = ("market_start", "market_end", "statement_start", "statement_end")
    columns = (
        Column("id"), Column("_window"), Column("kind", "name:review.kind_", "common.kind"),
        Column("part_of", "text", ""), Column("_part_of", "text", "terms.part_of"),
        *(Column(day, "iso") for day in days), Column("is_open", "yesno"),
    )  # fmt: skip
    rows = [
        (
            w.id, window_name(w.id, words), w.kind.value, w.variant_of or None,
            window_name(w.variant_of, words) if w.variant_of else None, w.market_start, w.market_end,
            w.statement_start, w.statement_end, w.is_open,
        )
        for w in found.values()
    ]  # fmt: skip
    table = Table.of("review-windows", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "fomc"), words("review.windows_note"))


# ---- phases ------------------------------------------------------------------------------------------------------


@exhibit("review-phase-table", of="phases")
def phases(found: PhaseTable, words: Words) -> Exhibit:
    """One row an asset and window, with placebo and bootstrap."""
    columns = (
        Column("window", "text", ""), Column("_window"), Column("kind", "name:review.kind_", "common.kind"),
        Column("series", "text", ""), Column("_series"), Column("unit", "text", ""), Column("start", "iso"),
        Column("end", "iso"), Column("days", "int"), *(Column(key, "num1", "") for key in CHANGES),
        *(Column(f"_{key}", "text", f"review.column_{key}") for key in CHANGES), Column("placebo_p", "p"),
        Column("adjusted_p", "p"), Column("detectable", "num1", ""), Column("_detectable"), Column("power", "num2"),
    )  # fmt: skip
    table = Table.of("review-phase-table", words, columns, [_phase(row, words) for row in found.rows])
    gaps = (
        words(
            "review.not_covered",
            window=window_name(w, words),
            asset=series_name(a, words),
            why=words(f"review.obstacle_{why.key}", **why.told),
        )
        for w, a, why in found.not_covered
    )
    notes = (words("review.placebo_how", n=found.n_draws, seed=found.seed), words("review.bootstrap_note"))
    brief = ("_window", "_series", "start", "end", "_change", "placebo_p", "adjusted_p", "_detectable")
    return Exhibit.of(
        words, table, "", source(words, "board"), *notes, *_power(found.rows, words), *gaps
    ).briefly(*brief)  # fmt: skip


def _phase(row: PhaseRow, words: Words) -> tuple[object, ...]:
    changes = [getattr(row, key) for key in CHANGES]
    return (
        row.window, window_name(row.window, words), row.kind.value, row.asset, series_name(row.asset, words),
        unit_of(row.measure), row.start, row.end, row.n_days, *(published(value, row.measure) for value in changes),
        *(_shown(value, row.measure, words) for value in changes), row.placebo_p, row.adjusted_p,
        published(row.detectable, row.measure), _shown(row.detectable, row.measure, words), row.power,
    )  # fmt: skip


def _power(rows: Sequence[PhaseRow], words: Words) -> list[str]:
    """How often the placebo would notice an effect of note, over the windows shown."""
    no_cause = words("review.not_a_cause")
    if not rows:
        return [no_cause]
    least, most = min(row.power for row in rows), max(row.power for row in rows)
    return [words("review.power_note", least=least, most=most), no_cause]


def phases_drawn(found: PhaseTable, asset: str, words: Words) -> Exhibit:
    """One asset over every window it covers, coloured by kind, with the band of the placebo."""
    from fedsheet.present.charts import web

    is_price = asset.startswith("SP500")
    to_unit = to_pct if is_price else to_bp
    bars = [
        {
            "window": window_name(row.window, words), "kind": words(f"review.kind_{row.kind.value}"),
            "value": round(to_unit(row.change), 2), "low": round(-to_unit(row.detectable), 2),
            "high": round(to_unit(row.detectable), 2),
        }
        for row in found.rows
    ]  # fmt: skip
    shown = phases(found, words).table.named("review-phase-bars")
    title, kinds = (
        words("common.unit_pct" if is_price else "common.unit_bp"),
        [words(f"review.kind_{k}") for k in KINDS],
    )
    unusual = sum(row.placebo_p < SIGNIFICANT for row in found.rows)
    caption = words("review.phases_caption", asset=series_name(asset, words), n=len(found.rows), unusual=unusual)
    sources = words("report.source_equities") if is_price else source(words, "board")
    note = words("review.phases_note", draws=found.n_draws)
    return Exhibit.of(words, web.bars_with_band(shown, bars, title, kinds), caption, sources, note)


@exhibit("review-phases", of="review")
def phase_summary(results: ReviewResults, words: Words) -> Exhibit:
    """Change and corrected p of each asset in each main window."""
    held = [a for a in PHASE_ASSETS if results.phases.of_asset(a)]
    forms = {a: "pct1_signed" if a == "SP500_ARCH" else "bp_num" for a in held}
    columns = (
        Column("window", "text", ""), Column("_window"), Column("start", "iso"), Column("end", "iso"),
        *(
            Column(f"{a.lower()}{part}", form, f"review.column_{a.lower()}{part}")
            for a in held
            for part, form in (("", forms[a]), ("_p", "p"))
        ),
    )  # fmt: skip
    rows = []
    for window in results.windows.values():
        found = {r.asset: r for r in results.phases.rows if r.window == window.id}
        if window.is_main and "DGS10" in found:
            pairs = [(found[a].change, found[a].adjusted_p) if a in found else (None, None) for a in held]
            name = window_name(window.id, words)
            rows.append((window.id, name, window.market_start, window.market_end, *(c for pair in pairs for c in pair)))
    table = Table.of("review-phases", words, columns, rows)
    note = words("review.phase_dash", assets="review-assets")
    return Exhibit.of(words, table, words("review.phase_table"), source(words, "board"), note)


@exhibit("review-placebo-dgs10", of="review")
def placebo_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """Each window's change of the ten-year yield on the band of random windows of its length."""
    rows = charts.main_rows(results, "DGS10")
    if not rows:
        raise DateRangeError("present.review_no_window")
    unusual = [window_name(r.window, words) for r in rows if r.adjusted_p < SIGNIFICANT]
    key = "review.placebo_caption" if unusual else "review.placebo_caption_none"
    caption = words(key, n=len(rows), unusual=len(unusual), names=unusual)
    note = words("review.placebo_note", n=results.phases.n_draws, level=1 - SIGNIFICANT, size=SIGNIFICANT)
    return Exhibit.of(words, charts.placebo_figure(results, words), caption, source(words, "board"), note)


@exhibit("review-grid", of="grid")
def grid(found: tuple[DateGrid, AssetMeasure], words: Words) -> Exhibit:
    """Change over one window for every start and end nearby."""
    held, measure = found
    columns = (
        Column("start", "iso"), Column("end", "iso"), Column("change", "num1", "", counts=unit_of(measure)),
        Column("_change"),
    )  # fmt: skip
    rows = [
        (start, end, published(float(held.change[i, j]), measure), _shown(float(held.change[i, j]), measure, words))
        for i, start in enumerate(held.start_days)
        for j, end in enumerate(held.end_days)
    ]
    rises, falls = (held.share_with_sign(sign) for sign in (1.0, -1.0))
    caption = words("review.grid_of", asset=series_name(held.asset, words), window=window_name(held.window, words))
    table = Table.of("review-grid", words, columns, rows)
    note = words("review.grid_signs", rises=rises, falls=falls)
    return Exhibit.of(words, table, caption, source(words, "board"), note)


@exhibit("review-grid-lsap2", of="review")
def grid_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """How what a window shows depends on the days on which it starts and ends."""
    if results.grid is None:
        raise DateRangeError("present.review_no_window")
    found = results.grid
    row = results.phases.row(found.window, found.asset)
    caption = words(
        "review.grid_caption", window=window_name(found.window, words), change=row.change,
        share=found.share_with_sign(row.change), reach=REACH,
    )  # fmt: skip
    note = words("review.grid_note")
    return Exhibit.of(words, charts.grid_figure(found, words), caption, source(words, "board"), note)


# ---- assertions --------------------------------------------------------------------------------------------------


def bearing_told(found: Assertion, words: Words) -> str:
    """The verdict on an assertion; a rare size with a sign that fails is told as that."""
    rare = found.bearing.name == "DIRECTION_ONLY" and found.difference > 0 and found.shift_p < SIGNIFICANT
    return words("review.bearing_not_all_signs" if rare else f"review.bearing_{found.bearing.name.lower()}")


@exhibit("review-assertions", of="assertions")
def assertions(found: Sequence[Assertion], words: Words) -> Exhibit:
    """The report's three assertions about signs, judged."""
    columns = (
        Column("assertion", "name:review.asserted_"), Column("series", "text", ""), Column("_series"),
        Column("verdict", "text", ""), Column("_bearing"), Column("agreeing", "int"), Column("windows", "int"),
        Column("sign_p", "p"), Column("smallest_sign_p", "p"), Column("shift_p", "p"),
        Column("least_grid_share", "pct0"), Column("by_window", "text", ""), Column("_by_window"),
        Column("later", "text", ""),
    )  # fmt: skip
    rows = [
        (
            a.id, a.asset, series_name(a.asset, words), a.bearing.value,
            bearing_told(a, words), a.agreeing, a.n_windows, a.sign_p, a.sign_floor,
            a.shift_p, min(a.grid_share), _by_window(a), _by_window_told(a, words), _later(a),
        )
        for a in found
    ]  # fmt: skip
    borne = sum(a.bearing.name == "BORNE_OUT" for a in found)
    table = Table.of("review-assertions", words, columns, rows)
    notes = (words("review.shift_note"), *sign_notes(found, words), words("review.not_a_cause"))
    brief = ("assertion", "_bearing", "agreeing", "windows", "sign_p", "smallest_sign_p", "shift_p", "least_grid_share")
    caption = words("review.assertions_caption", n=len(found), borne=borne)
    return Exhibit.of(words, table, caption, source(words, "board"), *notes).briefly(*brief)


def _later(a: Assertion) -> str:
    return "; ".join(f"{w} {'as' if ok else 'against'}" for w, _, ok in a.later)


def _by_window(found: Assertion) -> str:
    measure = AssetMeasure.PRICE if found.asset.startswith("SP500") else AssetMeasure.RATE
    pairs = zip(found.windows, found.changes, strict=True)
    return "; ".join(f"{name} {published(change, measure):+.0f} {unit_of(measure)}" for name, change in pairs)


def _by_window_told(found: Assertion, words: Words) -> str:
    """The same for readers: windows and units as they are called elsewhere."""
    measure = AssetMeasure.PRICE if found.asset.startswith("SP500") else AssetMeasure.RATE
    pairs = zip(found.windows, found.changes, strict=True)
    told = (f"{window_name(window, words)} {_shown(change, measure, words)}" for window, change in pairs)
    return words("common.semicolon").join(told)


def sign_notes(found: Sequence[Assertion], words: Words) -> list[str]:
    """The smallest p a sign test could reach on as many windows as were judged, once a number of windows."""
    if not found:
        return [words("review.nothing_to_judge")]
    floors = sorted({(a.n_windows, a.sign_floor) for a in found})
    return [words("review.sign_floor", n=n, p=floor, one=sign_p_value(n - 1, n)) for n, floor in floors]
