"""投资要点: five paragraphs, one a chapter, the key figures in one table, and the risks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fedsheet.present import measures
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.charts import assets, qe
from fedsheet.present.charts.windows import ROUNDS
from fedsheet.present.exhibits import chapter_tables, normalisation, pandemic
from fedsheet.present.sections import ReportData, view
from fedsheet.present.sections import policy_outlook as section
from fedsheet.present.sections.parts import paragraph, row
from fedsheet.present.text import Words

D = date
BASES = (D(2007, 12, 26), D(2008, 9, 3), D(2008, 11, 19))


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Five paragraphs, the table of key figures, the risks."""
    return [
        Heading(
            1, words("view.history_title" if report.has_seen(view.BEGINS) else "report.summary_title"), numbered=False
        ),
        *paragraph(
            words,
            lambda: words("report.sum_growth", **_growth_facts(report)),
            lambda: words("report.sum_rounds", **_round_facts(report)),
            lead=words("report.lead_qe"),
        ),
        *(_pointed(report, words) if report.has_seen(view.BEGINS) else _told(report, words)),
        *row(report, words, chapter_tables.key_figures),
        *([] if report.has_seen(view.BEGINS) else view.freshness(report, words)),
        *([] if report.announced("runoff2") else [Note(words("report.later_left_out", day=report.vintage.as_of))]),
        Heading(2, words("report.risk_title"), numbered=False),
        Paragraph(words("report.risk_text")),
    ]


def _pointed(report: ReportData, words: Words) -> list[Block]:
    """Each later episode in one sentence, and the page on which it is told."""

    def runoffs() -> str:
        shares: dict[str, object] = {}
        for name, programme in (("first", "runoff1"), ("second", "runoff2")):
            facts = normalisation.runoff_facts(report, programme)
            shares |= {name: facts["treasuries_share"], f"{name}_mbs": facts["mbs_share"]}
        return words("follows.sum_norm", **shares)

    def pandemic_told() -> str:
        facts = {**pandemic.size_facts(report), **pandemic.fault_facts(report)}
        return words("follows.sum_pandemic", **facts)

    said = ((runoffs, "norm", "runoff2-treasuries"), (pandemic_told, "pandemic", "fault-line"))
    return [
        replace(block, refers=at)
        for sentence, lead, at in said
        for block in paragraph(words, sentence, lead=words(f"report.lead_{lead}"))
        if isinstance(block, Paragraph)
    ]


def _told(report: ReportData, words: Words) -> list[Block]:
    """Each later episode, of a day on which these paragraphs are the report's summary."""
    return [
        *paragraph(
            words,
            lambda: words("report.norm_lift_off", **normalisation.lift_off_facts(report)),
            lambda: words("report.sum_runoff", **normalisation.runoff_facts(report, "runoff1")),
            lead=words("report.lead_norm"),
        ),
        *paragraph(words, lambda: section.stance_text(report, words), lead=words("report.lead_outlook")),
    ]


def _title(report: ReportData) -> str:
    """Behind a view this is how it came to it; of an early day it is the summary."""
    return "view.history_title" if report.has_seen(view.BEGINS) else "report.summary_title"


def _growth_facts(report: ReportData) -> dict[str, object]:
    """Total assets at the end of the four rounds, their growth on three bases, and their share of GDP."""
    vintage, end = report.vintage, report.path.programmes["lsap3"].statement_window.end
    total = vintage["WALCL"].base_at(end)
    growth = {f"growth{n}": total / vintage["WALCL"].base_at(day) - 1 for n, day in enumerate(BASES)}
    bases = {f"base{n}": day for n, day in enumerate(BASES)}
    shares = {
        "share_before": measures.share_of_gdp(vintage, "WALCL", BASES[0], D(2007, 10, 1)),
        "share_after": measures.share_of_gdp(vintage, "WALCL", end, D(2014, 10, 1)),
        "quarter_before": D(2007, 10, 1),
        "quarter_after": D(2014, 10, 1),
    }
    return {"end": end, "assets": total, **growth, **bases, **shares}


def _round_facts(report: ReportData) -> dict[str, object]:
    changes = {name: qe.round_changes(report.vintage, report.path, name) for name in ROUNDS}
    yields = {
        name: assets.window_changes(report.vintage, assets.market_window(report.path, name))["DGS10"] for name in ROUNDS
    }
    facts: dict[str, object] = {}
    for name in ROUNDS:
        facts |= {
            f"{name}_treasuries": changes[name]["treasuries"],
            f"{name}_mbs": changes[name]["mbs"],
            f"{name}_yield": yields[name],
        }
    return facts
