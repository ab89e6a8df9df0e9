"""The outlook deepened: what rules prescribe, how far guidance was met, when runoff should stop, who foresaw what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fedsheet.outlook.triggers import days_flagged
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import chain as chain_exhibits
from fedsheet.present.exhibits import outlook as exhibits
from fedsheet.present.exhibits import triggers as trigger_exhibits
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.chain.results import OutlookReport
    from fedsheet.chain.rounds import Chain
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.outlook.scorecard import Score
    from fedsheet.outlook.triggers import Triggers
    from fedsheet.present.table import Table

QUARTERS_SHOWN = 4
PARTS = ("progress", "rules", "triggers", "chain", "scorecard")


def section(results: OutlookReport, words: Words) -> list[Block]:
    """All parts; one whose figures were not yet public is left out."""
    told = (block for name in PARTS for block in part(name, results, words))
    return [*told, Note(words("outlook.implied_note"))]


def part(name: str, results: OutlookReport, words: Words) -> list[Block]:
    """One of `PARTS` under its heading (the first: the conditions'); empty where its figures were not yet public."""
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
    quarter, inflation = found.inputs.quarters[t], float(found.inputs.inflation[t])
    recent = exhibits.rules(result, words)
    shown = recent.showing(_recent(recent.table, list(found.rates)), words("outlook.rules_table"))
    return [
        Heading(2, words("outlook.rules_title")),
        Paragraph(words("outlook.rules_text", quarter=quarter, inflation=inflation, **now)),
        exhibits.rules_drawn(result, words).figure,
        shown.block,
        *_reaction(result, words),
        Note(exhibits.known_note(result.known.real_time, result.known.values_as_of, words)),
    ]


def _reaction(result: RulesResult, words: Words) -> list[Block]:
    """The estimated reaction function, where a regime can be estimated."""
    if not result.reactions:
        return []
    found = exhibits.reactions(result, words)
    dates = ("first", "last", "residual_sd")
    shown = found.showing(found.table.pick(*(key for key in found.table.keys if key not in dates)))
    return [shown.block, *shown.notes_block]


def _recent(table: Table, rules: list[str]) -> Table:
    """The last quarters of every rule beside the range."""
    return table.pick("quarter", *rules, "range_lower", "range_upper").last(QUARTERS_SHOWN)


# ---- progress ----------------------------------------------------------------------------------------------------


def _progress(result: ProgressResult, words: Words) -> list[Block]:
    report = next((s for s in result.signals if s.condition == "report"), None)
    episode = next((s for s in result.signals if s.condition == "substantial_improvement_2012"), None)
    blocks: list[Block] = []
    if report is not None and report.meeting and report.met_on:
        blocks.append(Paragraph(words("outlook.progress_report", met=report.met_on, meeting=report.meeting)))
    if episode is not None and episode.meeting and episode.met_on:
        spoken = min(exhibits.actual_events("2013"))
        key = "outlook.progress_2013_before" if episode.meeting < spoken else "outlook.progress_2013_after"
        blocks.append(Paragraph(words(key, met=episode.met_on, meeting=episode.meeting, spoken=spoken)))
    signals = exhibits.signals(result.signals, words)
    shown = signals.showing(signals.table.pick("condition", "_parameter", "met_on", "meeting"))
    return [
        *blocks,
        exhibits.progress_drawn(result, words).figure,
        shown.block,
        *shown.dash_block,
        Note(words("outlook.not_real_time", day=result.values_as_of)),
    ]


# ---- triggers ----------------------------------------------------------------------------------------------------


def _triggers(result: TriggersResult, words: Words) -> list[Block]:
    found = result.triggers
    scored = trigger_exhibits.scores(result, words)
    others = trigger_exhibits.near_chosen(trigger_exhibits.trade_off(result, words), found.thresholds.reserves_to_gdp)
    return [
        Heading(2, words("outlook.triggers_title")),
        Paragraph(words("outlook.triggers_text", **trigger_exhibits.latest(found))),
        *_lead(found, words),
        trigger_exhibits.buffer_drawn(result, words).figure,
        trigger_exhibits.pressure_drawn(result, words).figure,
        *_when(result, words),
        scored.block,
        *scored.notes_block,
        others.block,
        *others.notes_block,
        Note(exhibits.known_note(result.known.real_time, result.known.values_as_of, words)),
    ]


def _lead(found: Triggers, words: Words) -> list[Block]:
    """How early the end of the last runoff was flagged, once it had been decided."""
    score = next((s for s in found.scores if (s.rule, s.episode) == ("end_of_runoff", "2022-25")), None)
    if score is None or score.first is None or score.decided > found.as_of:
        return []
    year = score.decided.year - 1
    alarms = days_flagged(found, "end_of_runoff", year)
    said = [
        words("outlook.triggers_2025", first=score.first, decided=score.decided, lead=score.lead_days, alarms=alarms,
              year=year, others="outlook-trade-off")
    ]  # fmt: skip
    if score.lasting is not None and score.lasting != score.first:
        lead = (score.decided - score.lasting).days
        said.append(words("follows.on_and_off", share=score.on_share, since=score.lasting, lead=lead))
    return [Paragraph(words("common.sentence_gap").join(said))]


def _when(result: TriggersResult, words: Words) -> list[Block]:
    """When the buffer was expected to be used up at each quarter end, and what came."""
    found = trigger_exhibits.when(result, words)
    told = found.table.where(lambda row: row["median"] is not None)
    if not told.rows:
        return []
    shown = told.pick("as_of", "pool_to_gdp", "within_52_weeks", "early_10", "median", "late_90", "actual")
    judged = found.showing(shown)
    return [judged.block, *judged.notes_block]


# ---- chains ------------------------------------------------------------------------------------------------------


def _chains(chains: Mapping[str, Chain], words: Words) -> list[Block]:
    """If the Fed followed a rule from here: reserves, SOFR and income on three courses."""
    recorded = chains[""].projection
    text = words(
        "outlook.chain_text", day=recorded.dates[-1].astype(object),
        reserves=float(recorded.line("reserve_balances")[-1]),
    )  # fmt: skip
    table = chain_exhibits.courses(chains, words)
    return [
        Heading(2, words("outlook.chain_title")),
        Paragraph(text),
        chain_exhibits.courses_drawn(chains, words).figure,
        table.block,
        *table.notes_block,
    ]


# ---- projections -------------------------------------------------------------------------------------------------


def _scorecard(scores: tuple[Score, ...], words: Words) -> list[Block]:
    known = [s for s in scores if s.official_error is not None]
    found = exhibits.scorecard(scores, words)
    keys = (
        "_quantity", "published", "for_date", "projected", "outcome", "error", "error_unchanged", "error_trend",
        "error_ours",
    )  # fmt: skip
    blocks: list[Block] = [Heading(2, words("outlook.scorecard_title"))]
    if known:
        worst = max(known, key=lambda s: abs(s.official_error or 0.0))
        facts = {
            "n": len(known), "day": worst.projection.announced_at, "projected": worst.projection.value_usd,
            "outcome": worst.outcome_usd, "error": worst.official_error, "target": worst.projection.target_date,
            "what": exhibits.quantity_name(worst.projection.quantity, words),
        }  # fmt: skip
        blocks.append(Paragraph(words("outlook.scorecard_text", **facts)))
    shown = found.showing(found.table.pick(*keys))
    return [*blocks, shown.block, *shown.dash_block]
