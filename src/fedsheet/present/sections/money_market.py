"""Chapter 5: three classes and nine kinds of participants, the hierarchy of rates, and what the figures show of it."""

from __future__ import annotations

from datetime import date

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Heading, Paragraph
from fedsheet.present.exhibits import chapter_tables
from fedsheet.present.exhibits import money_market as exhibits
from fedsheet.present.exhibits.china import box, china_text
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import paragraph, row
from fedsheet.present.text import Words
from fedsheet.review.china import china_lines

ORIGINAL = date(2021, 5, 1)  # the month of the report whose three classes and nine kinds these are


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Who trades, at which rates, and in what order the rates stood; nothing before SOFR was published."""
    if not exhibits.has_begun(report):
        return []
    return [
        Heading(1, words("report.money_title")),
        Heading(2, words("report.hierarchy_title")),
        *paragraph(words, lambda: words(exhibits.with_standing_repo(report, "report.hierarchy_text"))),
        *row(report, words, exhibits.rates),
        *row(report, words, exhibits.corridor),
        *row(report, words, exhibits.spreads),
        Heading(2, words("report.order_title")),
        *paragraph(words, lambda: words("report.order_text", **exhibits.order_facts(report))),
        *row(report, words, exhibits.wedge, exhibits.gcf),
        *row(report, words, exhibits.orderings),
        *row(report, words, exhibits.facilities),
        *_china(report, words),
        Heading(2, words("report.participants_title")),
        *paragraph(words, lambda: participants_text(report, words)),
        chapter_tables.participants(report, words).block,
    ]


def _china(report: ReportData, words: Words) -> list[Block]:
    """The box for readers in China."""
    try:
        lines = china_lines(report.vintage)
    except DateRangeError:
        return []
    shown, said = box(lines, words), china_text(lines, words)
    return [Heading(2, shown.title), *([Paragraph(said)] if said else []), shown.block, *shown.notes_block]


def participants_text(report: ReportData, words: Words) -> str:
    """Whose definition the table is; what the original left open, once it was published."""
    said = ["report.participants_original"] if report.has_seen(ORIGINAL) else []
    return words("common.sentence_gap").join(words(key) for key in [*said, "report.participants_text"])
