"""Chapter 4: outcome-based guidance, progress since December 2020, when the taper came, and where policy stands."""

from __future__ import annotations

from fedsheet.outlook.clock import unknown_decisions
from fedsheet.present.blocks import Block, Heading
from fedsheet.present.exhibits import policy_outlook as exhibits
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import paragraph, row
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The conditions and how far they were met."""
    return [
        Heading(1, words("report.outlook_title")),
        *(_conditions(report, words) if exhibits.has_condition(report) else []),
    ]


def _conditions(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.conditions_title")),
        *paragraph(
            words,
            lambda: words("report.outlook_condition", **exhibits.progress_facts(report)),
            lambda: words("report.outlook_taper", **exhibits.taper_facts(report)),
            lambda: words("report.outlook_prices", **exhibits.price_facts(report)),
        ),
        *row(report, words, exhibits.prices, exhibits.jobs),
    ]


def stance_text(report: ReportData, words: Words) -> str:
    """The stance by the last decision, whether one after it is not on record, and the last total assets."""
    facts = exhibits.stance_facts(report)
    said = ["report.outlook_stance" if facts["on_rrp"] is not None else "report.outlook_stance_early"]
    said += ["report.outlook_stance_open"] if unknown_decisions(report.path, report.vintage) else []
    return words("common.sentence_gap").join(words(key, **facts) for key in [*said, "report.outlook_stance_assets"])
