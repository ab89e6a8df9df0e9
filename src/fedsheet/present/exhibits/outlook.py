"""Exhibits of the outlook: rules, the reaction function, progress under guidance, official projections scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import DateRangeError
from fedsheet.core.releases import employment_situation
from fedsheet.core.units import from_pct, to_pct
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.rules import MEDIANS, longer_run_told
from fedsheet.outlook.scorecard import by_horizon
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.ahead import rule_name
from fedsheet.present.exhibits.chain import scenario_title
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.outlook.progress import Signal
    from fedsheet.outlook.results import ProgressResult, RulesResult
    from fedsheet.outlook.rules import Prescriptions
    from fedsheet.outlook.scorecard import Score, ScoreNote
    from fedsheet.present.text import Words

AS_KNOWN = "as-known"  # the scenario of an opening that follows what was announced by then
GIVEN = ("goal", "okun", "lower_bound", "averaging")  # tables of rules.toml beside the rules themselves
ON_BOUND = 1e-9  # decimals
PANDEMIC_QUARTER = date(2020, 1, 1)  # after it the rules prescribe rates the axis does not show


def known_note(real_time: bool, values_as_of: date, words: Words) -> str:
    """What kind of as-of the figures are."""
    return words("outlook.known_real_time" if real_time else "outlook.known_cut", day=values_as_of)


# ---- rules -------------------------------------------------------------------------------------------------------


@exhibit("outlook-rules", of="rules")
def rules_drawn(result: RulesResult, words: Words) -> Exhibit:
    """Four rules and the funds rate since 2007."""
    from fedsheet.present.charts import outlook as charts

    found, t = result.prescriptions, result.prescriptions.last
    now = [float(found.rates[name][t]) for name in charts.SHOWN_RULES]
    lower, upper = result.actual_lower[t], result.actual_upper[t]
    actual, quarter = float(found.inputs.funds_rate[t]), found.inputs.quarters[t]
    middle = (lower + upper) / 2 if lower is not None and upper is not None else actual
    caption = words(
        "outlook.rules_caption", quarter=quarter, above=sum(rate > middle for rate in now), n=len(now),
        low=min(now), high=max(now), actual=actual,
    )  # fmt: skip
    note = words("outlook.rules_note_cut" if quarter > PANDEMIC_QUARTER else "outlook.rules_note")
    return Exhibit.of(words, charts.rules_figure(result, words), caption, source(words, "board", "bea", "bls"), note)


@exhibit("outlook-rules-table", of="rules")
def rules(result: RulesResult, words: Words) -> Exhibit:
    """Every rule, its inputs and the actual range, quarter by quarter."""
    found, x = result.prescriptions, result.prescriptions.inputs
    named = (Column(name, "pct2", label=rule_name(name, found.assumptions.own, words)) for name in found.rates)
    columns = (
        Column("quarter", "quarter"), *named,
        Column("inflation", "pct2", "outlook.inflation"), Column("output_gap", "pct2"), Column("funds_rate", "pct2"),
        Column("range_lower", "pct2"), Column("range_upper", "pct2"),
    )  # fmt: skip
    rows = zip(
        x.quarters, *found.rates.values(), x.inflation, x.gap, x.funds_rate, result.actual_lower, result.actual_upper,
        strict=True,
    )  # fmt: skip
    taken = found.assumptions
    assumed = words(
        "outlook.rules_assumed", slack=words(f"outlook.slack_{taken.slack}"),
        inflation=words(f"outlook.pce_{taken.inflation}"), window=taken.window,
        neutral=taken.neutral_series or _given(taken.neutral_rate, words),
        unemployment=_given(taken.longer_run_unemployment, words),
    )  # fmt: skip
    note = known_note(result.known.real_time, result.known.values_as_of, words)
    table = Table.of("outlook-rules-table", words, columns, rows)
    return Exhibit.of(
        words, table, "", source(words, "board", "bea", "bls"), assumed, *_at_the_bound(found, words), note
    )


def _at_the_bound(found: Prescriptions, words: Words) -> tuple[str, ...]:
    """Why the rule that makes up for the lower bound stays on it long after the others have left."""
    bound = from_pct(parameters("rules")["lower_bound"]["rate_pct"])
    on = [
        quarter
        for quarter, rate in zip(found.inputs.quarters, found.rates["elb_adjusted"], strict=True)
        if abs(rate - bound) < ON_BOUND
    ]
    return (words("outlook.rules_at_bound", rate=bound, n=len(on), first=on[0], last=on[-1]),) if on else ()


def since(shown: Exhibit, start: date) -> Exhibit:
    """The quarters from `start` on; where none is held, `DateRangeError` with the last that is."""
    table = shown.table.where(lambda row: row["quarter"] >= start)  # type: ignore[operator]  # a column of dates
    if not table.rows:
        last = shown.table.rows[-1][0]
        raise DateRangeError("present.outlook_quarter_from_held", start=start, last=last)
    return shown.showing(table)


def _given(rate: float | None, words: Words) -> str:
    return words("outlook.given_dated") if rate is None else words("outlook.given_constant", rate=rate)


def _source(told: Mapping[str, Any], words: Words) -> str:
    """The source of a number in the reader's language."""
    return str(told["source_zh" if words.language == "zh" else "source"])


@exhibit("outlook-rules-assumed", of="nothing")
def assumed(_nothing: object, words: Words) -> Exhibit:
    """Everything the rules take as given, with its source: coefficients, goal, bound, dated longer-run values."""
    file = parameters("rules")
    given = {name: (words(f"outlook.assumed_{name}"), file[name]) for name in GIVEN}
    tables = given | {name: (words(f"outlook.rule_{name}"), table) for name, table in file["rules"].items()}
    rows: list[tuple[Cell, ...]] = [
        (name, title, key, value, _counted(key), None, None, _source(table, words))
        for name, (title, table) in tables.items()
        for key, value in table.items()
        if not key.startswith("source")
    ]
    longer = words("outlook.assumed_longer_run")
    rows += [
        (
            "longer_run", longer, key, to_pct(told.value), "Percent", told.announced_at, told.grade,
            told.source.of(words.language),
        )
        for key in MEDIANS
        for told in longer_run_told(key)
    ]  # fmt: skip
    columns = (
        Column("what", "text", ""), Column("_what"), Column("parameter", "name:outlook.parameter_"),
        Column("value", "general"), Column("unit", "text", ""), Column("since", "iso"), Column("grade"),
        Column("source"),
    )  # fmt: skip
    table = Table.of("outlook-rules-assumed", words, columns, rows)
    return Exhibit.of(words, table, "", "", words("outlook.assumed_note"))


def _counted(parameter: str) -> str:
    """The unit of a rule's parameter, which its name tells."""
    return "Percent" if parameter.endswith("_pct") else "quarters" if parameter == "quarters" else "Number"


@exhibit("outlook-reaction", of="rules")
def reactions(result: RulesResult, words: Words) -> Exhibit:
    """The estimated reaction function by regime, long-run responses with Newey-West standard errors."""
    if not result.reactions:
        raise DateRangeError("present.outlook_regime_quarters_enough_estimate")
    errors = [
        Column(key, "num2", f"outlook.reaction_{key}")
        for name in ("persistence", "inflation", "gap")
        for key in (name, f"{name}_se")
    ]
    columns = (
        Column("regime", "name:outlook.regime_", "outlook.reaction_regime"), Column("first", "quarter"),
        Column("last", "quarter"), Column("quarters", "int"), *errors, Column("residual_sd", "bp_num"),
    )  # fmt: skip
    rows = [
        (
            r.regime, r.first, r.last, r.n, r.persistence.value, r.persistence.standard_error, r.inflation.value,
            r.inflation.standard_error, r.gap.value, r.gap.standard_error, r.residual_sd,
        )
        for r in result.reactions
    ]  # fmt: skip
    later = result.reactions[-1]
    caption = words("outlook.reaction_caption")
    if len(result.reactions) > 1:
        errors_of = {"value": later.inflation.value, "se": later.inflation.standard_error}
        caption = words("outlook.reaction_caption_both", n=later.n, **errors_of)
    table = Table.of("outlook-reaction", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board", "bea", "bls"), words("outlook.reaction_note"))


# ---- progress ----------------------------------------------------------------------------------------------------


def actual_events(*chosen: str) -> list[date]:
    """The days on which something was said and done, for comparison: of the episodes chosen, or of all."""
    entries = parameters("progress")["actual"]
    return [entry["date"] for entry in entries if not chosen or entry["episode"] in chosen]


@exhibit("outlook-progress", of="progress")
def progress_drawn(result: ProgressResult, words: Words) -> Exhibit:
    """Share of each labour shortfall recovered, month by month, and the meetings that matter."""
    from fedsheet.present.charts import outlook as charts

    report = next((s for s in result.signals if s.condition == "report"), None)
    decided = actual_events("2021")
    shown = sorted({*decided, *([report.meeting] if report and report.meeting else [])})
    taper = max(decided)
    public = {
        name: values[[employment_situation(m.date()) <= taper for m in values.index]]
        for name, values in result.shares.items()
    }
    caption = words(
        "outlook.progress_caption", day=taper, month=public["PAYEMS"].index[-1].date(),
        jobs=float(public["PAYEMS"].iloc[-1]), participation=float(public["CIVPART"].iloc[-1]),
    )  # fmt: skip
    plot = charts.progress_figure(result, words, shown)
    note = words("outlook.progress_note", day=result.values_as_of)
    return Exhibit.of(words, plot, caption, source(words, "bls"), note)


@exhibit("outlook-progress-table", of="progress")
def progress(result: ProgressResult, words: Words) -> Exhibit:
    """Each labour measure before the pandemic, at the guidance and now; persons, or shares as decimals."""
    columns = (
        Column("series", "text", ""), Column("unit", "text", ""), Column("_series"), Column("month", "month"),
        Column("before", "labour"), Column("at_guidance", "labour"), Column("now", "labour"),
        Column("share_recovered", "pct1"),
    )  # fmt: skip
    rows = [
        (
            r.series_id,
            "Persons" if r.before > 1 else "Decimal",
            _labour_name(r.series_id, words),
            r.month,
            r.before,
            r.at_guidance,
            r.now,
            r.share,
        )
        for r in result.state.labour
    ]
    prices, missing = result.state.inflation, result.state.missing
    notes = (
        words("outlook.progress_missing", names=missing) if missing else "",
        words(
            "outlook.progress_prices", quarter=prices.quarter, now=prices.four_quarters, since=prices.since,
            mean=prices.mean_since,
        ),
        words("outlook.progress_better", n=result.state.quarters_better),
        known_note(result.known.real_time, result.known.values_as_of, words),
    )  # fmt: skip
    return Exhibit.of(
        words, Table.of("outlook-progress-table", words, columns, rows), "", source(words, "bls", "bea"), *notes
    )


def _labour_name(series: str, words: Words) -> str:
    """A labour measure as readers call it."""
    return words(f"outlook.labour_{series}") if f"outlook.labour_{series}" in words else series


@exhibit("outlook-signals", of="signals")
def signals(found: Sequence[Signal], words: Words) -> Exhibit:
    """When each condition was first met on published figures, and the meeting that could have acted on it."""
    columns = (
        Column("condition", "name:outlook.condition_"), Column("episode"), Column("parameter", "general", ""),
        Column("unit", "text", ""),
        Column("_parameter"), Column("met_on", "iso"), Column("meeting", "iso"),
        Column("looked_until", "iso"), Column("real_time", "yesno"),
    )  # fmt: skip
    rows = [
        (
            s.condition,
            s.episode,
            s.parameter,
            TRIED_IN.get(s.condition, "quarters"),
            _parameter(s, words),
            s.met_on,
            s.meeting,
            s.looked_until,
            s.real_time,
        )
        for s in found
    ]
    days = actual_events(*{s.episode for s in found})
    events = (words("outlook.event", day=day, what=words(f"outlook.event_{day}")) for day in days)
    table = Table.of("outlook-signals", words, columns, rows)
    return Exhibit.of(words, table, words("outlook.signals_caption"), source(words, "bls", "bea"), *events)


# What the parameter of a condition is counted in; of all others in quarters in a row.
TRIED_IN = {"substantial_further_progress": "Decimal", "thresholds_2012": "Percent", "report_by_months": "months"}


def _parameter(found: Signal, words: Words) -> str:
    """What the condition was tried with: quarters or months in a row, a share, a rate of unemployment."""
    forms = {
        "substantial_further_progress": (found.parameter, "pct0"),
        "thresholds_2012": (from_pct(found.parameter), "pct1"),
        "report_by_months": (found.parameter, "months"),
    }
    return words.format(*forms.get(found.condition, (found.parameter, "quarters")))


# ---- official projections ----------------------------------------------------------------------------------------


@exhibit("outlook-scorecard", of="scores")
def scorecard(found: tuple[Score, ...], words: Words) -> Exhibit:
    """Every official projection, its outcome and its errors: projected less realised."""
    columns = (
        Column("projection", "text", ""), Column("quantity", "text", ""),
        Column("_quantity", "text", "outlook.scorecard_projection"), Column("published", "iso"),
        Column("for_date", "iso"),
        Column("horizon", "num1"), *(Column(key, "money") for key in ("projected", "ours", "outcome")),
        *(Column(key, "money_signed") for key in ("error", "error_ours", "error_unchanged", "error_trend")),
    )  # fmt: skip
    rows = [
        (
            s.projection.id, s.projection.quantity, quantity_name(s.projection.quantity, words),
            s.projection.announced_at, s.projection.target_date, s.horizon_years, s.projection.value_usd, s.ours_usd,
            s.outcome_usd, s.official_error, s.error(s.ours_usd), s.error(s.unchanged_usd), s.error(s.trend_usd),
        )
        for s in found
    ]  # fmt: skip
    notes = (_ours(s, s.ours_note, words) for s in found if s.ours_note)
    return Exhibit.of(
        words, Table.of("outlook-scorecard", words, columns, rows), words("outlook.scorecard_caption"),
        source(words, "nyfed", "board"), *notes,
    )  # fmt: skip


def _ours(score: Score, note: ScoreNote, words: Words) -> str:
    """How ours was made, or why there is none; the projection by its day, what it is of and for when."""
    told = score.projection
    key = "as_known" if note.name == AS_KNOWN else note.key
    what = note.error.part("what", words.language) if note.error else ""
    said = words(f"outlook.ours_{key}", name=scenario_title(note.name, words), day=note.opens, what=what)
    name = quantity_name(told.quantity, words)
    return words("outlook.ours_note", published=told.announced_at, name=name, target=told.target_date, note=said)


def quantity_name(quantity: str, words: Words) -> str:
    """What an official projection is of, in the reader's words."""
    return words(f"outlook.quantity_{quantity.replace(' ', '_').lower()}")


@exhibit("outlook-scorecard-horizons", of="scores")
def horizons(found: tuple[Score, ...], words: Words) -> Exhibit:
    """Mean absolute errors by whole years ahead, of projections whose outcome is held."""
    columns = (
        Column("years_ahead", "text", ""), Column("_years_ahead"), Column("projections", "int"),
        *(Column(key, "money", f"outlook.forecaster_{key}") for key in ("official", "ours", "unchanged", "trend")),
    )  # fmt: skip
    rows = [
        (h.years, h.years.replace("-", "–"), h.n, h.official_usd, h.ours_usd, h.unchanged_usd, h.trend_usd)
        for h in by_horizon(found)
    ]
    table = Table.of("outlook-scorecard-horizons", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "nyfed", "board"))
