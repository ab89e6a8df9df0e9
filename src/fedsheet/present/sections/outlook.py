"""The outlook deepened: what rules prescribe, how far guidance was met, when runoff should stop, who foresaw what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.outlook.known import employment_situation
from fedsheet.outlook.triggers import days_flagged
from fedsheet.present.blocks import Block, DataTable, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts import outlook as charts
from fedsheet.present.outlook_tables import actual_events
from fedsheet.present.sections.telling import figure, source
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.chain.results import OutlookReport
    from fedsheet.chain.rounds import Chain
    from fedsheet.outlook.progress import Signal
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.outlook.scorecard import Score
    from fedsheet.outlook.triggers import Triggers

QUARTERS_SHOWN = 4
PANDEMIC_QUARTER = date(2020, 1, 1)  # after it the rules prescribe rates the axis does not show


PARTS = ("rules", "progress", "triggers", "chain", "scorecard")


def section(results: OutlookReport, words: Words) -> list[Block]:
    """All parts; one whose figures were not yet public is left out."""
    told = (block for name in PARTS for block in part(name, results, words))
    return [*told, Note(words("outlook.implied_note"))]


def part(name: str, results: OutlookReport, words: Words) -> list[Block]:
    """One of `PARTS` under its heading; empty where its figures were not yet public."""
    match name:
        case "rules":
            return _rules(results.rules, words)
        case "progress" if results.progress is not None and results.progress.shares:
            return _progress(results.progress, words)
        case "triggers" if results.triggers is not None:
            return _triggers(results.triggers, words)
        case "chain" if results.chains:
            return _chains(results.chains, words)
        case "scorecard" if results.scores:
            return _scorecard(results.scores, words)
    return []


# ---- rules -------------------------------------------------------------------------------------------------------


def _rules(result: RulesResult, words: Words) -> list[Block]:
    found = result.prescriptions
    t = found.last
    now = {name: float(rates[t]) for name, rates in found.rates.items()}
    lower, upper = result.actual_lower[t], result.actual_upper[t]
    quarter = found.inputs.quarters[t]
    middle = (lower + upper) / 2 if lower is not None and upper is not None else float(found.inputs.funds_rate[t])
    above = sum(rate > middle for rate in now.values())
    drawn = charts.rules_figure(result, words)
    note = "outlook.rules_note_cut" if quarter > PANDEMIC_QUARTER else "outlook.rules_note"
    caption = words(
        "outlook.rules_caption", quarter=quarter, above=above, n=len(now), low=min(now.values()),
        high=max(now.values()), actual=float(found.inputs.funds_rate[t]),
    )  # fmt: skip
    blocks: list[Block] = [
        Heading(2, words("outlook.rules_title")),
        Paragraph(words("outlook.rules_text", quarter=quarter, inflation=float(found.inputs.inflation[t]), **now)),
        figure(None, drawn, caption, source(words, "board", "bea", "bls"), words(note)),
        TableBlock(_recent(result, words), words("outlook.rules_table"), source(words, "board", "bea", "bls")),
    ]
    return [*blocks, *_reaction(result, words), Note(_known(result.known.real_time, result.known.values_as_of, words))]


def _recent(result: RulesResult, words: Words) -> DataTable:
    """The last quarters of every rule beside the range."""
    found, last = result.prescriptions, result.prescriptions.last
    names = tuple(found.rates)
    rows = tuple(
        (
            found.inputs.quarters[t], *(float(found.rates[name][t]) for name in names),
            result.actual_lower[t], result.actual_upper[t],
        )
        for t in range(max(last - QUARTERS_SHOWN + 1, 0), last + 1)
    )  # fmt: skip
    return DataTable(
        "outlook-rules-table",
        ("quarter", *names, "range_lower", "range_upper"),
        (
            words("outlook.quarter"), *(words(f"outlook.rule_{name}") for name in names),
            words("outlook.range_lower"), words("outlook.range_upper"),
        ),
        ("quarter", *("pct2" for _ in names), "pct2", "pct2"),
        rows,
    )  # fmt: skip


def _reaction(result: RulesResult, words: Words) -> list[Block]:
    """The estimated reaction function, where both regimes can be estimated."""
    if not result.reactions:
        return []
    keys = ("regime", "n", "persistence", "persistence_se", "inflation", "inflation_se", "gap", "gap_se")
    rows = tuple(
        (
            words(f"outlook.regime_{r.regime}"), r.n, r.persistence.value, r.persistence.standard_error,
            r.inflation.value, r.inflation.standard_error, r.gap.value, r.gap.standard_error,
        )
        for r in result.reactions
    )  # fmt: skip
    formats = ("text", "int", *("num2" for _ in keys[2:]))
    table = DataTable("outlook-reaction", keys, tuple(words(f"outlook.reaction_{k}") for k in keys), formats, rows)
    caption = words("outlook.reaction_caption")
    later = result.reactions[-1]
    if len(result.reactions) > 1:
        caption = words(
            "outlook.reaction_caption_both", n=later.n, value=later.inflation.value, se=later.inflation.standard_error
        )
    return [TableBlock(table, caption, source(words, "board", "bea", "bls"))]


# ---- progress ----------------------------------------------------------------------------------------------------


def _progress(result: ProgressResult, words: Words) -> list[Block]:
    report = next((s for s in result.signals if s.condition == "report"), None)
    episode = next((s for s in result.signals if s.condition == "substantial_improvement_2012"), None)
    decided = [day for day, _ in actual_events("2021")]
    shown = [*decided, *([report.meeting] if report and report.meeting else [])]
    blocks: list[Block] = [Heading(2, words("outlook.progress_title"))]
    if report is not None and report.meeting and report.met_on:
        blocks.append(Paragraph(words("outlook.progress_report", met=report.met_on, meeting=report.meeting)))
    if episode is not None and episode.meeting and episode.met_on:
        spoken = min(day for day, _ in actual_events("2013"))
        key = "outlook.progress_2013_before" if episode.meeting < spoken else "outlook.progress_2013_after"
        blocks.append(Paragraph(words(key, met=episode.met_on, meeting=episode.meeting, spoken=spoken)))
    plot = charts.progress_figure(result, words, sorted(set(shown)))
    taper = max(decided)
    public = {
        name: values[[employment_situation(m.date()) <= taper for m in values.index]]
        for name, values in result.shares.items()
    }
    caption = words(
        "outlook.progress_caption", day=taper, month=public["PAYEMS"].index[-1].date(),
        jobs=float(public["PAYEMS"].iloc[-1]), participation=float(public["CIVPART"].iloc[-1]),
    )  # fmt: skip
    blocks.append(figure(None, plot, caption, source(words, "bls"), words("outlook.progress_note")))
    blocks.append(
        TableBlock(_signals(result.signals, words), words("outlook.signals_caption"), source(words, "bls", "bea"))
    )
    return [*blocks, Note(words("outlook.not_real_time", day=result.values_as_of))]


def _signals(signals: tuple[Signal, ...], words: Words) -> DataTable:
    """Each condition, the day it was met and the meeting that could act."""
    rows = tuple(
        (words(f"outlook.condition_{s.condition}"), words.format(_parameter(s), "text"), s.met_on, s.meeting)
        for s in signals
    )
    keys = ("condition", "parameter", "met_on", "meeting")
    headings = tuple(words(f"outlook.signal_{key}") for key in keys)
    return DataTable("outlook-signals", keys, headings, ("text", "text", "iso", "iso"), rows)


def _parameter(found: Signal) -> str:
    if found.condition == "substantial_further_progress":
        return f"{100 * found.parameter:.0f}%"
    if found.condition == "thresholds_2012":
        return f"{found.parameter:g}%"
    return ""


# ---- triggers ----------------------------------------------------------------------------------------------------


def _triggers(result: TriggersResult, words: Words) -> list[Block]:
    found = result.triggers
    decided = sorted({score.decided for score in found.scores if score.decided <= found.as_of})
    src = source(words, "board", "nyfed", "bea")
    now = _now(found)
    cushion = "gone" if found.flags["buffer"][-1] else "left"
    return [
        Heading(2, words("outlook.triggers_title")),
        Paragraph(words("outlook.triggers_text", **now)),
        *_lead(found, words),
        figure(
            None, charts.buffer_figure(result, words, decided), words(f"outlook.buffer_caption_{cushion}", **now), src,
            words("outlook.buffer_note", threshold=found.thresholds.reserves_to_gdp, cash=found.thresholds.on_rrp_usd),
        ),
        figure(
            None, charts.pressure_figure(result, words, decided), words("outlook.pressure_caption", **now),
            source(words, "nyfed", "board"),
        ),
        *_when(result, words),
        TableBlock(_scores(result, words), words("outlook.scores_caption"), src),
        TableBlock(_trade_off(result, words), words("outlook.tradeoff_caption"), src),
        Note(_known(result.known.real_time, result.known.values_as_of, words)),
    ]  # fmt: skip


def _now(found: Triggers) -> dict[str, object]:
    """The last day's indicators by the names the messages use."""
    last = found.indicators.iloc[-1]
    names = {
        "share": "reserves_to_gdp", "cushion": "on_rrp", "spread": "sofr_minus_iorb",
        "distance": "distance_to_satiation",
    }  # fmt: skip
    day, window = found.indicators.index[-1].date(), found.thresholds.window
    return {"day": day, "window": window, **{name: float(last[column]) for name, column in names.items()}}


def _lead(found: Triggers, words: Words) -> list[Block]:
    """How early the end of the last runoff was flagged, once it had been decided."""
    score = next((s for s in found.scores if (s.rule, s.episode) == ("end_of_runoff", "2022-25")), None)
    if score is None or score.first is None or score.decided > found.as_of:
        return []
    year = score.decided.year - 1
    alarms = days_flagged(found, "end_of_runoff", year)
    text = words(
        "outlook.triggers_2025",
        first=score.first,
        decided=score.decided,
        lead=score.lead_days,
        alarms=alarms,
        year=year,
    )
    return [Paragraph(text)]


def _when(result: TriggersResult, words: Words) -> list[Block]:
    """When the buffer was expected to be used up at each quarter end, and what came."""
    told = [t for t in result.timings if t.dates[1] is not None]
    if not told:
        return []
    keys = ("as_of", "pool", "year", "early", "median", "late", "actual")
    rows = tuple((t.as_of, t.pool, t.within[52], *t.dates, t.actual) for t in told)
    headings = tuple(words(f"outlook.when_{key}") for key in keys)
    table = DataTable("outlook-when", keys, headings, ("iso", "pct1", "pct0", "iso", "iso", "iso", "iso"), rows)
    judged = [t for t in told if t.covered is not None]
    key = "outlook.when_caption" if judged else "outlook.when_caption_open"
    caption = words(key, n=len(judged), covered=sum(bool(t.covered) for t in judged))
    return [TableBlock(table, caption, source(words, "board", "nyfed", "bea"))]


def _scores(result: TriggersResult, words: Words) -> DataTable:
    keys = ("rule", "episode", "decided", "first", "lead", "false")
    rows = tuple(
        (words(f"outlook.trigger_{s.rule}"), s.episode, s.decided, s.first, s.lead_days, s.false_days)
        for s in result.triggers.scores
    )
    headings = tuple(words(f"outlook.score_{key}") for key in keys)
    return DataTable("outlook-trigger-scores", keys, headings, ("text", "text", "iso", "iso", "int", "int"), rows)


def _trade_off(result: TriggersResult, words: Words) -> DataTable:
    """The buffer rule along the ON RRP threshold, at the share of GDP chosen and one tighter."""
    chosen = result.triggers.thresholds.reserves_to_gdp
    shares = {t.reserves_to_gdp for t in result.trade_off if t.reserves_to_gdp is not None}
    tighter = max((share for share in shares if share < chosen), default=chosen)
    keys = ("share", "on_rrp", "first_2018", "first_2025", "days_2024", "false")
    rows = tuple(
        (t.reserves_to_gdp, t.on_rrp_usd, t.first_2018, t.first_2025, t.days_2024, t.false_days)
        for t in result.trade_off
        if t.reserves_to_gdp in (tighter, chosen)
    )
    headings = tuple(words(f"outlook.tradeoff_{key}") for key in keys)
    return DataTable("outlook-trade-off", keys, headings, ("pct1", "money", "iso", "iso", "int", "int"), rows)


# ---- chains ------------------------------------------------------------------------------------------------------


def _chains(chains: Mapping[str, Chain], words: Words) -> list[Block]:
    """If the Fed followed a rule from here: reserves, SOFR and income on three courses."""
    names = {spec: words(f"outlook.course_{spec.partition(':')[2] or 'recorded'}") for spec in chains}
    recorded = chains[""]
    ends = {spec: float(chain.projection.line("net_income").sum()) for spec, chain in chains.items()}
    best, worst = max(ends, key=lambda s: ends[s]), min(ends, key=lambda s: ends[s])
    last = recorded.projection.dates[-1].astype(object)
    caption = words(
        "outlook.chain_caption", day=last, best=names[best], high=ends[best], worst=names[worst], low=ends[worst]
    )
    text = words(
        "outlook.chain_text", rounds=max(len(chain.rounds) for chain in chains.values()),
        moved=max(chain.rounds[-1].reserves_usd for chain in chains.values()), day=last,
        reserves=float(recorded.projection.line("reserve_balances")[-1]),
    )  # fmt: skip
    src = source(words, "board", "nyfed", "treasury")
    return [
        Heading(2, words("outlook.chain_title")),
        Paragraph(text),
        figure(None, charts.chain_figure(chains, names, words), caption, src, words("outlook.chain_note")),
        TableBlock(_chain_table(chains, names, words), words("outlook.chain_table"), src),
    ]


def _chain_table(chains: Mapping[str, Chain], names: Mapping[str, str], words: Words) -> DataTable:
    """Each course at the end of each year: reserves, SOFR, its gap to interest on reserves, income so far."""
    keys = ("course", "day", "reserves", "iorb", "sofr", "gap", "income")
    rows = [
        (
            names[spec], chain.projection.dates[t].astype(object), float(chain.projection.line("reserve_balances")[t]),
            float(chain.market.conditions.iorb[t]), float(chain.market.rates["SOFR"][t]),
            float(chain.market.sofr_minus_iorb[t]), float(chain.projection.line("net_income")[: t + 1].sum()),
        )
        for spec, chain in chains.items()
        for t in _year_ends(chain)
    ]  # fmt: skip
    headings = tuple(words(f"outlook.chain_{key}") for key in keys)
    formats = ("text", "iso", "money", "pct2", "pct2", "bp1_num", "money_signed")
    return DataTable("outlook-chain", keys, headings, formats, tuple(rows))


def _year_ends(chain: Chain) -> list[int]:
    """Positions of the last date of each year after the opening's."""
    years = chain.projection.dates.astype("datetime64[Y]")
    return [t for t in range(1, len(years)) if t + 1 == len(years) or years[t + 1] != years[t]]


# ---- projections -------------------------------------------------------------------------------------------------


def _scorecard(scores: tuple[Score, ...], words: Words) -> list[Block]:
    known = [s for s in scores if s.official_error is not None]
    keys = ("projection", "published", "for_date", "projected", "outcome", "error", "unchanged", "trend", "ours")
    rows = tuple(
        (
            words(f"outlook.quantity_{s.projection.quantity.replace(' ', '_').lower()}"), s.projection.announced_at,
            s.projection.target_date, s.projection.value_usd, s.outcome_usd, s.official_error,
            s.error(s.unchanged_usd), s.error(s.trend_usd), s.error(s.ours_usd),
        )
        for s in scores
    )  # fmt: skip
    headings = tuple(words(f"outlook.scorecard_{key}") for key in keys)
    formats = ("text", "iso", "iso", "money", "money", "money_signed", "money_signed", "money_signed", "money_signed")
    table = DataTable("outlook-scorecard", keys, headings, formats, rows)
    blocks: list[Block] = [Heading(2, words("outlook.scorecard_title"))]
    if known:
        worst = max(known, key=lambda s: abs(s.official_error or 0.0))
        blocks.append(
            Paragraph(
                words(
                    "outlook.scorecard_text", n=len(known), day=worst.projection.announced_at,
                    projected=worst.projection.value_usd, outcome=worst.outcome_usd, error=worst.official_error,
                )
            )
        )  # fmt: skip
    return [*blocks, TableBlock(table, words("outlook.scorecard_caption"), source(words, "nyfed", "board"))]


def _known(real_time: bool, values_as_of: date, words: Words) -> str:
    return words("outlook.known_real_time" if real_time else "outlook.known_cut", day=values_as_of)
