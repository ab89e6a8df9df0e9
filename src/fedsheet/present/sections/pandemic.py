"""Chapter 3: cuts, the reserve requirement and purchases in one sweep; banks flooded while non-banks went short."""

from __future__ import annotations

from fedsheet.present.blocks import Block, Heading, Paragraph
from fedsheet.present.exhibits import facilities
from fedsheet.present.exhibits import pandemic as exhibits
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import paragraph, row
from fedsheet.present.text import Words
from fedsheet.review.crisis_facilities import crisis_facilities
from fedsheet.review.strain_2020 import strain


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The sweep of March 2020, the liquidity fault line, and what was bought; nothing before the first cut."""
    if not exhibits.has_begun(report):
        return []
    return [
        Heading(1, words("report.pandemic_title")),
        Heading(2, words("report.sweep_title")),
        *paragraph(
            words,
            lambda: words("report.sweep_cuts", **exhibits.cut_facts(report)),
            lambda: words("report.sweep_size", **exhibits.size_facts(report)),
        ),
        *row(report, words, exhibits.cuts, exhibits.shock),
        *row(report, words, exhibits.composition),
        *_facilities(report, words),
        Heading(2, words("report.fault_title")),
        *paragraph(words, lambda: words("report.fault_text", **exhibits.fault_facts(report))),
        *row(report, words, exhibits.fault_line),
        *_strain(report, words),
        Heading(2, words("report.covid_purchases_title")),
        *paragraph(words, lambda: words("report.covid_held", **exhibits.held_facts(report))),
        *row(report, words, exhibits.purchases),
    ]


def _facilities(report: ReportData, words: Words) -> list[Block]:
    """When each facility of the year was announced, open and closed."""
    found = crisis_facilities(report.vintage, report.path)
    shown = [facilities.facilities(found, words), facilities.lines(found, words)]
    blocks: list[Block] = []
    for one in shown:
        blocks += [one.block, *one.notes_block] if one.table.rows else []
    return blocks


def _strain(report: ReportData, words: Words) -> list[Block]:
    """Unsecured funding and financial conditions, where they are held over that spring."""
    found = strain(report.vintage, report.path)
    if not any(one.is_rate for one in found):
        return []
    shown = facilities.strain(found, words)
    opening = Paragraph(facilities.strain_text(found, words))
    return [Heading(2, facilities.strain_title(found, words)), opening, shown.block, *shown.notes_block]
