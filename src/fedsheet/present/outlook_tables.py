"""The outlook's results as tables: published units out, one row a quarter, condition, rule, meeting or projection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import BASIS_POINTS, from_pct, to_bn, to_bp, to_pct
from fedsheet.outlook.scorecard import by_horizon
from fedsheet.present.tables import Column, Table

if TYPE_CHECKING:
    from fedsheet.outlook.implied import ImpliedPath
    from fedsheet.outlook.ois import SteppedPath
    from fedsheet.outlook.progress import Signal
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.outlook.scorecard import Score

STEP = from_pct(0.25)


def known_note(real_time: bool, values_as_of: date) -> str:
    """What kind of as-of the figures are."""
    if real_time:
        return f"Figures as published by {values_as_of}."
    return f"Timing of releases real; values as revised by {values_as_of} (day-by-day vintages are not held)."


def rules(result: RulesResult, start: date) -> Table:
    """Percent a year, one row a quarter from `start`."""
    found = result.prescriptions
    names = list(found.rates)
    columns = [Column("quarter"), *(Column(name, "percent", 2) for name in names)]
    columns += [
        Column(k, "percent", 2) for k in ("inflation", "output_gap", "funds_rate", "range_lower", "range_upper")
    ]
    x = found.inputs
    rows = [
        (
            quarter, *(to_pct(found.rates[name][t]) for name in names), to_pct(x.inflation[t]), to_pct(x.gap[t]),
            to_pct(x.funds_rate[t]), _pct(result.actual_lower[t]), _pct(result.actual_upper[t]),
        )
        for t, quarter in enumerate(x.quarters) if quarter >= start
    ]  # fmt: skip
    if not rows:
        raise DateRangeError(f"No quarter from {start} on is held", possible=f"The last is that of {x.quarters[-1]}")
    taken = found.assumptions
    assumed = (
        f"Slack: {taken.slack}; inflation: {taken.inflation} PCE, four quarters; average over {taken.window} quarters; "
        f"r*: {_given(taken.neutral_rate)}; longer-run unemployment: {_given(taken.longer_run_unemployment)}."
    )
    note = known_note(result.known.real_time, result.known.values_as_of)
    return Table.of("Prescriptions of simple rules", columns, rows, assumed, note)


def assumed() -> Table:
    """Everything the rules take as given, with its source: coefficients, goal, bound, dated longer-run values."""
    from fedsheet.outlook.parameters import parameters

    file = parameters("rules")
    columns = [Column(k) for k in ("what", "parameter", "value", "since", "grade", "source")]
    rows: list[tuple[object, ...]] = [
        (name, key, value, None, None, table["source"])
        for name, table in {
            **{k: file[k] for k in ("goal", "okun", "lower_bound", "averaging")},
            **file["rules"],
        }.items()
        for key, value in table.items()
        if key != "source"
    ]
    rows += [
        ("longer_run", key, entry[key], entry["announced_at"], entry["grade"], entry["source"])
        for entry in file["longer_run"]
        for key in ("funds_rate_pct", "unemployment_pct")
    ]
    note = "r* is the longer-run funds rate less the goal; --neutral-rate and --longer-run-unemployment replace both."
    return Table.of("What the rules take as given", columns, rows, note)


def _given(rate: float | None) -> str:
    return "Summary of Economic Projections, dated" if rate is None else f"{to_pct(rate):g} percent, constant"


def _pct(rate: float | None) -> float | None:
    return None if rate is None else to_pct(rate)


def reactions(result: RulesResult) -> Table:
    """The estimated reaction function by regime, long-run responses with Newey-West standard errors."""
    keys = ("persistence", "persistence_se", "inflation", "inflation_se", "gap", "gap_se")
    columns = [Column("regime"), Column("first"), Column("last"), Column("quarters"), *(Column(k, "", 2) for k in keys)]
    columns.append(Column("residual_sd", "bp", 0))
    rows = [
        (
            r.regime, r.first, r.last, r.n, r.persistence.value, r.persistence.standard_error,
            r.inflation.value, r.inflation.standard_error, r.gap.value, r.gap.standard_error, to_bp(r.residual_sd),
        )
        for r in result.reactions
    ]  # fmt: skip
    note = (
        "Quarters at the lower bound left out. inflation: response of the rate to inflation above the goal, long run."
    )
    return Table.of("Estimated reaction function", columns, rows, note)


def progress(result: ProgressResult) -> Table:
    """Share of each labour shortfall recovered since December 2020, percent."""
    columns = [Column("series"), Column("month"), Column("before"), Column("at_guidance"), Column("now")]
    columns.append(Column("share_recovered", "percent", 1))
    rows = [
        (r.series_id, r.month, _count(r.before), _count(r.at_guidance), _count(r.now), 100 * r.share)
        for r in result.state.labour
    ]
    prices = result.state.inflation
    notes = [
        f"PCE inflation, four quarters to {prices.quarter}: {to_pct(prices.four_quarters):.2f} percent; mean since "
        f"{prices.since}: {to_pct(prices.mean_since):.2f} percent a year.",
        f"Full quarters in a row with services and labour better since the guidance: {result.state.quarters_better}.",
        known_note(result.known.real_time, result.known.values_as_of),
    ]
    if result.state.missing:
        notes.insert(0, f"Not held by then: {', '.join(result.state.missing)}.")
    return Table.of("Progress since December 2020", columns, rows, *notes)


def _count(value: float) -> str:
    return f"{value / 1e3:,.0f} thousand" if value > 1 else f"{to_pct(value):.1f} percent"


_PARAMETER = (
    "parameter: quarters (report, substantial_improvement_2012) or months (report_by_months) in a row, share of the "
    "payroll shortfall recovered (substantial_further_progress), unemployment in percent (thresholds_2012)."
)


def signals(found: Sequence[Signal]) -> Table:
    """When each condition was first met on published figures, and the meeting that could have acted on it."""
    columns = [
        Column(k) for k in ("condition", "episode", "parameter", "met_on", "meeting", "looked_until", "real_time")
    ]
    rows = [(s.condition, s.episode, s.parameter, s.met_on, s.meeting, s.looked_until, s.real_time) for s in found]
    notes = [f"{day}: {what}." for day, what in actual_events(*{s.episode for s in found})]
    return Table.of("Signals", columns, rows, _PARAMETER, *notes)


def actual_events(*chosen: str) -> list[tuple[date, str]]:
    """What was said and done, for comparison: of the episodes chosen, or of all."""
    from fedsheet.outlook.parameters import parameters

    entries = parameters("progress")["actual"]
    return [(entry["date"], entry["what"]) for entry in entries if not chosen or entry["episode"] in chosen]


def triggers(result: TriggersResult) -> Table:
    """Indicators at the end of each month and on the last day, with the flags."""
    frame, flags = result.triggers.indicators, result.triggers.flags
    days = [stamp.date() for stamp in pd.DatetimeIndex(frame.index)]
    last = [t for t, day in enumerate(days) if t + 1 == len(days) or days[t + 1].month != day.month]
    units = {
        "sofr_minus_iorb": ("bp", 1, 1 / BASIS_POINTS.scale), "share_above_iorb": ("percent of days", 0, 100.0),
        "on_rrp": ("USD bn", 1, 1e-9), "standing_repo_days": ("days of 20", 0, 1.0), "reserves": ("USD bn", 0, 1e-9),
        "reserves_to_gdp": ("percent", 2, 100.0), "distance_to_satiation": ("percent of GDP", 2, 100.0),
    }  # fmt: skip
    columns = [Column("date"), *(Column(k, u[0], u[1]) for k, u in units.items()), *(Column(k) for k in flags)]
    rows = [
        (
            days[t],
            *(frame[k].iloc[t] * u[2] for k, u in units.items()),
            *(bool(f[t]) for f in flags.values()),
        )
        for t in last
    ]
    trailing = (
        f"Over the last {result.triggers.thresholds.window} business days public by the date: SOFR - IORB in the mean, "
        "ON RRP in the median; reserves of the last week."
    )
    note = known_note(result.known.real_time, result.known.values_as_of)
    return Table.of("End of runoff: indicators and flags", columns, rows, trailing, note)


def scores(result: TriggersResult) -> Table:
    """First useful flag of each rule, its lead on the decision in days, business days of false alarm."""
    columns = [Column(k) for k in ("rule", "episode", "decided", "first_flag", "lead_days", "false_alarm_days")]
    rows = [(s.rule, s.episode, s.decided, s.first, s.lead_days, s.false_days) for s in result.triggers.scores]
    return Table.of("Triggers scored", columns, rows, "A flag more than a year before the decision is a false alarm.")


def trade_off(result: TriggersResult) -> Table:
    """Buffer and pressure under the thresholds of their grids."""
    columns = [
        Column("rule"), Column("reserves_to_gdp", "percent", 1), Column("on_rrp", "USD bn", 0),
        Column("sofr_minus_iorb", "bp", 0), Column("first_2017_19"), Column("first_2022_25"),
        Column("days_flagged_2024"), Column("false_alarm_days"),
    ]  # fmt: skip
    rows = [
        (
            t.rule, _scaled(t.reserves_to_gdp, 100.0), _bn(t.on_rrp_usd), _scaled(t.sofr_minus_iorb, 1e4),
            t.first_2018, t.first_2025, t.days_2024, t.false_days,
        )
        for t in result.trade_off
    ]  # fmt: skip
    return Table.of("Earlier flags against false alarms", columns, rows)


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def when(result: TriggersResult) -> Table:
    """When the buffer is used up, as drawn at each quarter end of a runoff, beside what came."""
    spans = sorted({weeks for t in result.timings for weeks in t.within})
    columns = [Column("as_of"), Column("pool_to_gdp", "percent", 2), Column("threshold", "percent", 2)]
    columns += [Column(f"within_{weeks}_weeks", "percent", 0) for weeks in spans]
    columns += [Column(k) for k in ("early_10", "median", "late_90", "actual", "covered")]
    rows = [
        (t.as_of, 100 * t.pool, 100 * t.threshold, *(100 * t.within[w] for w in spans), *t.dates, t.actual, t.covered)
        for t in result.timings
    ]
    return Table.of(
        "When the buffer is used up", columns, rows, "Reserves and ON RRP over GDP, drained as in the two years before."
    )


def implied(path: ImpliedPath, lower: float | None) -> Table:
    """Odds of the target range after each meeting, percent; steps of 25 bp where the record does not know today's."""
    reached = sorted({step for odds in path.meetings for step in odds.levels})
    labels = [_range_label(lower, step) for step in reached]
    columns = [Column("meeting"), Column("rate_before", "percent", 3), Column("rate_after", "percent", 3)]
    columns += [Column("cut", "percent", 1), Column("hike", "percent", 1), *(Column(k, "percent", 1) for k in labels)]
    rows = [
        (
            odds.meeting, to_pct(odds.rate_before), to_pct(odds.rate_after), 100 * odds.cut, 100 * odds.hike,
            *(100 * odds.levels.get(step, 0.0) for step in reached),
        )
        for odds in path.meetings
    ]  # fmt: skip
    notes = [f"Prices of {path.quote_date}; last meeting known then: {path.horizon}; convention {path.convention}."]
    if path.not_priced:
        notes.append(f"Not priced: {', '.join(str(day) for day in path.not_priced)}.")
    return Table.of("Implied path by meeting", columns, rows, *notes)


def _range_label(lower: float | None, steps: int) -> str:
    if lower is None:
        return f"{steps:+d} x 25bp"
    bottom = to_pct(lower + steps * STEP)
    return f"{bottom:.2f}-{bottom + 0.25:.2f}"


def stepped(path: SteppedPath) -> Table:
    """The overnight rate between meetings, percent, and the step at each."""
    columns = [Column("from"), Column("rate", "percent", 3), Column("step", "bp", 1)]
    steps = [None, *(to_bp(step) for step in np.diff(path.rates))]
    rows = [(day, to_pct(rate), step) for day, rate, step in zip(path.starts, path.rates, steps, strict=True)]
    notes = [f"Quotes of {path.quote_date}; largest miss {np.abs(path.misses_bp).max():.4f} bp."]
    if path.not_used:
        notes.append(f"Past the last meeting known, not used: {', '.join(str(day) for day in path.not_used)}.")
    return Table.of("Overnight path with steps at meetings", columns, rows, *notes)


def scorecard(found: tuple[Score, ...]) -> Table:
    """Projection, outcome and errors, USD bn; projected less realised."""
    columns = [Column(k) for k in ("projection", "quantity", "published", "for_date")]
    columns += [Column("horizon", "years", 1), *(Column(k, "USD bn", 0) for k in ("projected", "ours", "outcome"))]
    columns += [Column(k, "USD bn", 0) for k in ("error", "error_ours", "error_unchanged", "error_trend")]
    rows = [
        (
            s.projection.id, s.projection.quantity, s.projection.announced_at, s.projection.target_date,
            s.horizon_years, to_bn(s.projection.value_usd), _bn(s.ours_usd), _bn(s.outcome_usd),
            _bn(s.official_error), _bn(s.error(s.ours_usd)), _bn(s.error(s.unchanged_usd)), _bn(s.error(s.trend_usd)),
        )
        for s in found
    ]  # fmt: skip
    notes = [
        "Error: projected less realised.",
        *(f"Ours, {s.projection.id}: {s.ours_note}." for s in found if s.ours_note),
    ]
    return Table.of("Official projections and what happened", columns, rows, *notes)


def horizons(found: tuple[Score, ...]) -> Table:
    """Mean absolute errors by whole years ahead, USD bn, of projections whose outcome is held."""
    columns = [Column("years_ahead"), Column("projections")]
    columns += [Column(k, "USD bn", 0) for k in ("official", "ours", "unchanged", "trend")]
    rows = [
        (h.years, h.n, _bn(h.official_usd), _bn(h.ours_usd), _bn(h.unchanged_usd), _bn(h.trend_usd))
        for h in by_horizon(found)
    ]
    return Table.of("Mean absolute error by horizon", columns, rows)


def _bn(usd: float | None) -> float | None:
    return None if usd is None else to_bn(usd)
