"""Chapter 2: lift-off, two runoffs against their caps, September 2019, and where the money went."""

from __future__ import annotations

from fedsheet.present.blocks import Block, Heading
from fedsheet.present.exhibits import normalisation as exhibits
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import paragraph, row
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Total assets and reserves; lift-off and the first runoff, September 2019, the second runoff, as far as begun."""
    begun = [
        *(_first(report, words) if exhibits.has_lifted_off(report) else []),
        *(_scarce(report, words) if exhibits.has_spiked(report) else []),
        *(_second(report, words) if report.announced("runoff2") else []),
    ]
    return [
        Heading(1, words("report.norm_title" if begun else "report.norm_title_early")),
        *row(report, words, exhibits.assets),
        *begun,
    ]


def _first(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(
            2, words("report.norm_first_title" if report.announced("runoff2") else "report.norm_first_title_early")
        ),
        *paragraph(
            words,
            lambda: words("report.norm_lift_off", **exhibits.lift_off_facts(report)),
            lambda: words("report.norm_runoff", **exhibits.runoff_facts(report, "runoff1")),
        ),
        *row(report, words, exhibits.lift_off),
        *(row(report, words, *exhibits.runoff1_against_caps) if report.announced("runoff1") else []),
    ]


def _scarce(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.norm_september_title", month=exhibits.SPIKE)),
        *paragraph(words, lambda: words("report.norm_september", **exhibits.september_facts(report))),
        *row(report, words, exhibits.september),
    ]


def _second(report: ReportData, words: Words) -> list[Block]:
    ended = report.has_seen(report.path.programmes["runoff2"].statement_window.end)
    return [
        Heading(2, words("report.norm_second_title" if ended else "report.norm_second_title_early")),
        *paragraph(
            words,
            lambda: words("report.norm_runoff", **exhibits.runoff_facts(report, "runoff2")),
            lambda: words("report.norm_drain", **exhibits.drain_facts(report)),
        ),
        *row(report, words, *exhibits.runoff2_against_caps),
        *row(report, words, exhibits.drain),
    ]
