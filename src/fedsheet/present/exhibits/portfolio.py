"""Exhibits of the projection: the sheet line by line, the fan over paths, scenarios, sweeps, the backtest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from fedsheet.core.dates import month_end
from fedsheet.core.units import to_bn, to_pct
from fedsheet.portfolio.many_paths.past_errors import MONTHS
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.chain import assumed_rates, scenario_title
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.core.manifest import Manifest
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.projection import Projection
    from fedsheet.portfolio.scenario.doubts import ScenarioDoubt
    from fedsheet.portfolio.scenario.file import Scenario
    from fedsheet.portfolio.scenario.grid import SweepPlan
    from fedsheet.portfolio.scoring.backtest import Backtest, BacktestMeasure, BacktestScore, OfficialScore
    from fedsheet.present.text import Words

LINES = (
    "total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset",
    "net_income", "wam_years", "bills", "agency_debt", "inflation_compensation", "premium", "loans", "other_assets",
    "foreign_repo", "other_deposits", "other_liabilities", "repos", "tips", "frns", "ten_year_equivalents",
    "realised_loss",
)  # fmt: skip
SHORT = (
    "total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset", "wam_years",
)  # fmt: skip
ENDS = ("total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset")
FANNED = ("total_assets", "mbs", "reserve_balances", "deferred_asset")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PUBLISHERS = ("board", "nyfed", "treasury")
SHOWN_MONTHS = (12, 24, 36)


# ---- one path ----------------------------------------------------------------------------------------------------


def _column(line: str) -> Column:
    if line == "wam_years":
        return Column(line, "num2", "terms.wam")
    return Column(f"{line}_usd_bn", "money", f"terms.{line}")


@exhibit("projection", of="projection")
def projection(found: Projection, words: Words) -> Exhibit:
    """Every line on every Wednesday and month-end; net income is that of the period since the row before."""
    columns = (Column("date", "iso"), *map(_column, LINES))
    days = found.dates.astype("datetime64[D]").tolist()
    rows = list(zip(days, *(found.line(line).tolist() for line in LINES), strict=True))
    m = found.manifest
    made = words("portfolio.made_from", as_of=m.as_of, data=m.data_digest[:12], policy=m.policy_digest[:12])
    notes = (*assumed_rates(m, words), *_given_lines(m, words), made, *_worth(found, words))
    table, caption = (
        Table.of("projection", words, columns, rows),
        words("portfolio.projection_of", name=scenario_title(found.name, words)),
    )
    brief = ("date", *(_column(line).key for line in SHORT))
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), *notes).briefly(*brief)


def _given_lines(made: Manifest, words: Words) -> tuple[str, ...]:
    """Which lines the scenario gives as levels, and that they are points joined by straight lines."""
    given = made.assumptions.get("given")
    names = [words(f"terms.{line}") for line in str(given).split(", ")] if given else []
    return (words("portfolio.given_lines", names=names),) if names else ()


def quarters(shown: Exhibit, words: Words) -> Exhibit:
    """The opening, the quarter-ends and the last date."""
    days = [row[0] for row in shown.table.rows]
    ends = {day for day in days if day.month % 3 == 0 and day == month_end(day)}  # type: ignore[union-attr,arg-type]  # a column of dates
    kept = shown.table.where(lambda row: row["date"] in {*ends, days[0], days[-1]})
    note = words("portfolio.quarters_note")
    return shown.showing(kept).noting(note, *shown.notes)


def _worth(found: Projection, words: Words) -> tuple[str, ...]:
    """The gain or loss not realised, with its base, in words."""
    if found.valuation is None:
        return ()
    v, share = found.valuation, found.valuation.largest_share_of_issue
    base = v.treasuries_face_usd + v.mbs_face_usd + v.premium_usd
    held = words("portfolio.share_unknown") if share is None else words("portfolio.share_held", share=share)
    return held, words("portfolio.not_realised", gain=v.gain_usd, base=base)


def record(found: Projection, words: Words) -> dict[str, object]:
    """The projection whole, for machines: what it was made from, the rows, and the flows of each month."""
    manifest = found.manifest
    flows = [
        {
            "month": f.month,
            "treasury_redeemed_usd_bn": to_bn(f.treasury_redeemed_usd),
            "treasury_rolled_over_usd_bn": to_bn(f.treasury_rolled_usd),
            "agency_principal_usd_bn": to_bn(f.agency_principal_usd),
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
        "rows": projection(found, words).table.records(),
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


@exhibit("projection-scenarios", of="scenarios")
def scenarios(found: Sequence[Scenario], words: Words) -> Exhibit:
    """The scenarios that ship, with their titles in both languages."""
    columns = (
        Column("scenario"), Column("opens", "text", ""), Column("_opens"), Column("until", "text", ""),
        Column("_until"), Column("en", "text", ""), Column("zh", "text", ""), Column("_title"),
    )  # fmt: skip
    rows = [
        (
            s.name, str(s.spec.opens), words("portfolio.latest") if s.spec.opens == "latest" else str(s.spec.opens),
            f"{s.spec.until} years" if isinstance(s.spec.until, int) else str(s.spec.until),
            words("portfolio.years_on", n=s.spec.until) if isinstance(s.spec.until, int) else str(s.spec.until),
            s.spec.title.en, s.spec.title.zh, str(getattr(s.spec.title, words.language)),
        )
        for s in found
    ]  # fmt: skip
    return Exhibit.of(words, Table.of("projection-scenarios", words, columns, rows))


# ---- many paths --------------------------------------------------------------------------------------------------


def line_name(line: str, words: Words) -> str:
    """A line of the projection as readers call it."""
    return words(f"terms.{'wam' if line == 'wam_years' else line}")


@exhibit("projection-paths", of="paths")
def paths(found: PathResult, words: Words) -> Exhibit:
    """Quantiles of every line at month-ends."""
    columns = (
        Column("date", "iso"), Column("line", "name:terms."),
        *(
            Column(f"q{round(100 * q):02d}_usd_bn", "money", label=words("portfolio.quantile", level=q))
            for q in QUANTILES
        ),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for line in found.lines:
        values = found.quantiles(line, QUANTILES)
        rows += [(day, line, *values[:, t]) for t, day in enumerate(found.days)]
    table, caption = Table.of("projection-paths", words, columns, rows), _fan_of(found, words)
    notes = (*_trigger_notes(found, words), *beyond_scores(found, words))
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), *notes)


def _fan_of(found: PathResult, words: Words) -> str:
    return words("portfolio.fan_of", name=scenario_title(found.name, words), n=found.n_paths, seed=found.seed)


def beyond_scores(found: PathResult, words: Words) -> tuple[str, ...]:
    """From which day on no score stands behind the bands, and what crises do there; nothing where all are within it."""
    if len(found.days) <= MONTHS + 1:
        return ()
    said, middle = words("portfolio.fan_beyond", day=found.days[MONTHS]), found.without_crisis("total_assets")
    if middle is None or found.crisis is None:
        return (said,)
    share = found.crisis[:, -1].mean()
    return said, words("portfolio.fan_crisis", share=share, day=found.days[-1], middle=middle)


def year_ends(found: PathResult, words: Words) -> Exhibit:
    """The middle nine tenths and the median at year-ends, for a screen."""
    levels = (QUANTILES[0], 0.5, QUANTILES[-1])
    last = len(found.days) - 1
    shown = [t for t, day in enumerate(found.days) if t in (0, last) or day.month == 12]
    quantiles = {line: found.quantiles(line, levels) for line in FANNED}
    columns = (Column("date", "iso"), *(Column(f"_{line}", "text", f"terms.{line}") for line in FANNED))
    rows = [
        (found.days[t], *(" / ".join(words.format(q, "money") for q in quantiles[line][:, t]) for line in FANNED))
        for t in shown
    ]
    table = Table.of("projection-paths", words, columns, rows)
    notes = (words("portfolio.year_ends_note"), *_trigger_notes(found, words), *beyond_scores(found, words))
    return Exhibit.of(words, table, _fan_of(found, words), source(words, *PUBLISHERS), *notes)


def trigger_name(what: str, words: Words) -> str:
    """An event that ends or turns a runoff as readers call it."""
    if what.startswith("reserves below "):
        return words("portfolio.trigger_reserves", level=float(what.split()[2].rstrip("%")) / 100)
    starts = {"ON RRP": "on_rrp", "deferred": "deferred", "purchases": "stopped", "a crisis": "crisis"}
    key = next((key for start, key in starts.items() if what.startswith(start)), "losses")
    return words(f"portfolio.trigger_{key}")


def _trigger_notes(found: PathResult, words: Words) -> tuple[str, ...]:
    return tuple(
        words("portfolio.trigger_share", what=trigger_name(w.what, words), share=w.share) for w in found.triggers()
    )


@exhibit("projection-triggers", of="paths")
def triggers(found: PathResult, words: Words) -> Exhibit:
    """On which share of the paths the events that end or turn a runoff come to pass."""
    columns = (Column("event", "text", ""), Column("_event"), Column("share", "pct0", "terms.probability"))
    rows = [(one.what, trigger_name(one.what, words), one.share) for one in found.triggers()]
    caption = words("portfolio.triggers_caption", n=found.n_paths)
    table = Table.of("projection-triggers", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS))


def paths_record(found: PathResult, words: Words) -> dict[str, object]:
    """The paths for machines: quantiles and the probability of each trigger."""
    told = [{"trigger": w.what, "probability": w.share} for w in found.triggers()]
    return {
        "scenario": found.name, "paths": found.n_paths, "seed": found.seed, "triggers": told,
        "quantiles": paths(found, words).table.records(),
    }  # fmt: skip


def _amounts(heads: Mapping[str, str]) -> list[Column]:
    """Columns of rows that are money or shares: for machines in USD bn or percent, for readers in their unit."""
    machines = [Column("unit", "text", ""), *(Column(key, "num1", "") for key in heads)]
    return [*machines, Column("_unit"), *(Column(f"_{key}", "num1", label=label) for key, label in heads.items())]


def _in_units(unit: str, values: Iterable[float | None], words: Words) -> list[object]:
    """The cells of one row under `_amounts`, of values in base units; `unit` "usd" or another for a share."""
    held = [None if value is None else float(value) for value in values]
    own: tuple[tuple[str, Callable[[float], float]], ...] = (("%", to_pct), ("%", to_pct))
    if unit == "usd":
        own = ("USD bn", to_bn), (words("common.unit_money"), lambda amount: amount / words.money_unit)
    return [cell for name, way in own for cell in (name, *(None if v is None else way(v) for v in held))]


def sweep(found: Iterable[PathResult], words: Words) -> Exhibit:
    """Quantiles of each scenario's lines at its last month-end, and the probability of each trigger."""
    columns = (
        Column("scenario"), Column("line", "text", ""), Column("_line"),
        *_amounts({f"q{round(100 * q):02d}": words("portfolio.quantile", level=q) for q in QUANTILES}),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for result in found:
        for line in result.lines:
            values = result.quantiles(line, QUANTILES)[:, -1]
            rows.append((result.name, line, line_name(line, words), *_in_units("usd", values, words)))
        for w in result.triggers():
            at_median = (None, None, w.share, None, None)
            rows.append((result.name, w.what, trigger_name(w.what, words), *_in_units("%", at_median, words)))
    table = Table.of("projection-sweep", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, *PUBLISHERS))


def plan(found: SweepPlan, words: Words) -> Exhibit:
    """What a sweep would take: parts, workers, hours, room in GB; hours missing where none was tried."""
    columns = (
        Column("what", "text", ""), Column("_what", "text", "terms.what"), Column("value", "general"),
        Column("unit", "text", ""), Column("_unit", "text", "terms.unit"),
    )  # fmt: skip
    hours = None if found.seconds is None else round(found.seconds / 3600, 2)
    values = (
        ("parts", found.n_parts, "parts"), ("kept", found.n_kept, "parts"), ("workers", found.n_workers, "workers"),
        ("hours", hours, "hours"), ("room", round(found.room / 1e9, 2), "gb"), ("free", round(found.free / 1e9), "gb"),
    )  # fmt: skip
    rows = [
        (key, words(f"portfolio.plan_{key}"), value, unit, words(f"portfolio.plan_unit_{unit}"))
        for key, value, unit in values
    ]
    counts = {"scenarios": found.n_scenarios, "paths": found.n_paths, "parts": found.n_parts}
    note = words("portfolio.plan_note", bytes=found.bytes_a_row)
    table = Table.of("projection-plan", words, columns, rows)
    return Exhibit.of(words, table, words("portfolio.sweep_plan_caption", **counts), "", note)


def plan_record(found: SweepPlan) -> dict[str, object]:
    """The same as JSON: seconds and bytes."""
    return asdict(found)


def ends(name: str, main: Projection, beside: tuple[str, Projection] | None, words: Words) -> Exhibit:
    """Every line at the opening and at the end; beside it where another projection ends, and the difference."""
    other = beside[1] if beside else None
    columns = (
        Column("line", "name:terms."), Column("opening", "money", "portfolio.opening"),
        Column("projected", "money", "portfolio.at_end"),
        Column("beside", "money", "portfolio.beside" if other else ""),
        Column("gap", "money_signed", "terms.difference" if other else ""),
    )  # fmt: skip
    rows = []
    for line in ENDS:
        values = main.line(line)
        then = None if other is None else float(other.line(line)[-1])
        rows.append((line, values[0], values[-1], then, None if then is None else float(values[-1]) - then))
    caption = words("web.ends_caption", name=name)
    if beside is not None:
        caption = words("web.ends_caption_two", name=name, other=beside[0])
    table = Table.of("project-ends", words, columns, rows)
    return Exhibit.of(words, table, caption, words("web.source_project"))


# ---- the backtest ------------------------------------------------------------------------------------------------


@exhibit("projection-backtest", of="backtest")
def backtest(found: Backtest, words: Words) -> Exhibit:
    """Errors by test, line and horizon, then the measures and the official projections."""
    columns = (
        Column("test", "text", ""), Column("_test", "text", "portfolio.head_test"), Column("what", "text", ""),
        Column("_what"),
        Column("horizon_months", "int"), Column("day", "iso", "terms.date"),
        *_amounts({key: words(f"terms.{key}") for key in ("actual", "model", "official", "naive")}),
        Column("error_pct", "pct2", "terms.error"),
        Column("caps_bind_error_pct", "pct2", "portfolio.head_caps_bind"),
        Column("recent_pace_error_pct", "pct2", "portfolio.head_recent_pace"),
    )  # fmt: skip
    rows = [
        *(_score_row(s, words) for s in found.scores), *(_measure_row(m, words) for m in found.measures),
        *(_official_row(o, words) for o in found.official),
    ]  # fmt: skip
    table = Table.of("projection-backtest", words, columns, rows)
    notes = (words(f"portfolio.backtest_{key}") for key in ("given", "official", "other", "reserves", "naive"))
    caption = words("portfolio.backtest_caption")
    return Exhibit.of(words, table, caption, source(words, "board", "nyfed"), *notes)


def _score_row(s: BacktestScore, words: Words) -> tuple[object, ...]:
    rivals = [None if r is None else r / s.actual - 1.0 for r in (s.caps_bind, s.recent_pace)]
    return (
        s.test, _test_name(s.test, words), s.line, words(f"portfolio.{s.line}"), s.horizon_months, s.day,
        *_in_units("usd", (s.actual, s.model, None, None), words), s.relative_error, *rivals,
    )  # fmt: skip


def _test_name(test: str, words: Words) -> str:
    """A test as the report calls it; else the title of the scenario it opens."""
    key = f"portfolio.test_{test.replace('-', '_')}"
    return words(key) if key in words else scenario_title(test, words)


def _measured(m: BacktestMeasure, words: Words) -> str:
    """What a measure is of, as readers call it."""
    told = dict(m.told)
    if "line" in told:
        told["line"] = words(f"portfolio.{told['line']}")
    return words(f"portfolio.measure_{m.key}", **told)


def _measure_row(m: BacktestMeasure, words: Words) -> tuple[object, ...]:
    error = None if m.expected is None else m.found / m.expected - 1.0
    amounts = _in_units(m.unit, (m.expected, m.found, None, m.naive), words)
    return (m.test, _test_name(m.test, words), m.what, _measured(m, words), None, None, *amounts, error, None, None)


def _official_row(o: OfficialScore, words: Words) -> tuple[object, ...]:
    error = None if o.outcome is None else o.model / o.outcome - 1.0
    amounts = _in_units("usd", (o.outcome, o.model, o.official, None), words)
    name = words.format(o.quantity, "name:portfolio.quantity_")
    published = o.publication.of(words.language)
    head = (published, published, o.quantity, name, None, o.target)
    return (*head, *amounts, error, None, None)


@exhibit("portfolio-backtest", of="backtest")
def backtest_shown(found: Backtest, words: Words) -> Exhibit:
    """Errors of the model and its two rivals by test, line and horizon, each test's last day included."""
    last = {s.test: s.horizon_months for s in found.scores}
    forms = {
        "months": "int", "actual": "money", "model": "money", "error": "pct1_signed", "caps_bind": "pct1_signed",
        "recent_pace": "pct1_signed",
    }  # fmt: skip
    columns = (
        Column("test", "name:portfolio.test_", "portfolio.head_test"),
        Column("line", "name:portfolio.", "portfolio.head_line"),
        *(Column(key, form, f"portfolio.head_{key}") for key, form in forms.items()),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            s.test, s.line, s.horizon_months, s.actual, s.model, s.relative_error, _rival(s.caps_bind, s.actual),
            _rival(s.recent_pace, s.actual),
        )
        for s in found.scores
        if s.horizon_months in (*SHOWN_MONTHS, last[s.test])
    ]  # fmt: skip
    table = Table.of("portfolio-backtest", words, columns, rows)
    note = words("portfolio.backtest_note")
    return Exhibit.of(words, table, words("portfolio.backtest_caption"), source(words, "board"), note)


def _rival(value: float | None, actual: float) -> float | None:
    return None if value is None else value / actual - 1.0


@exhibit("portfolio-official", of="backtest")
def official(found: Backtest, words: Words) -> Exhibit:
    """Official projections beside ours on the same information, and what came."""
    columns = (
        Column("publication", "text", "portfolio.head_publication"),
        Column("quantity", "name:portfolio.quantity_", "portfolio.head_quantity"),
        Column("target", "iso", "portfolio.head_target"),
        *(Column(key, "money", f"portfolio.head_{key}") for key in ("official", "model", "outcome")),
    )
    rows = [
        (o.publication.of(words.language), o.quantity, o.target, o.official, o.model, o.outcome) for o in found.official
    ]
    table = Table.of("portfolio-official", words, columns, rows)
    return Exhibit.of(words, table, words("portfolio.official_caption"), source(words, "nyfed", "board"))


def doubt_lines(found: Iterable[ScenarioDoubt], words: Words) -> list[str]:
    """Each doubt about a scenario of one's own as a sentence."""
    return [words(f"portfolio.doubt_{one.key}", **one.values, **_of_list(one, words)) for one in found]


def _of_list(one: ScenarioDoubt, words: Words) -> dict[str, str]:
    """Which list of one's own a doubt is about, in words."""
    return {"of_list": words(f"portfolio.list_{one.values['list']}")} if "list" in one.values else {}
