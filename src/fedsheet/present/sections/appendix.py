"""Appendix: every series behind the report, and what it was made from; the claims stand in their own section."""

from __future__ import annotations

from fedsheet.present.abbreviations import glossary
from fedsheet.present.blocks import Block, Heading, Paragraph
from fedsheet.present.exhibits import chapter_tables
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The table of series and the manifest."""
    return [
        Heading(1, words("report.appendix_title"), numbered=False),
        Heading(2, words("glossary.title"), numbered=False),
        glossary(words),
        Heading(2, words("report.manifest_title"), numbered=False),
        Paragraph(words("report.manifest_text")),
        chapter_tables.manifest(report, words).block,
        Heading(2, words("report.data_title"), numbered=False),
        chapter_tables.series_used(report, words).block,
    ]
