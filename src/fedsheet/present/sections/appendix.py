"""Appendix: whose series stand behind the report, and what it was made from; every series ends the companion."""

from __future__ import annotations

from fedsheet.present.abbreviations import glossary
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import chapter_tables
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Abbreviations, the manifest and the sources."""
    return [
        Heading(1, words("report.appendix_title"), numbered=False),
        Heading(2, words("glossary.title"), numbered=False),
        glossary(words),
        Heading(2, words("report.manifest_title"), numbered=False),
        Paragraph(words("report.manifest_text")),
        chapter_tables.manifest(report, words).block,
        *_sources(report, words),
    ]


def _sources(report: ReportData, words: Words) -> list[Block]:
    """Publishers with their series counted; every series where there is no companion to hold them."""
    if report.results.get("claims") is None:
        return every_series(report, words, level=2)
    return [
        Heading(2, words("report.data_title"), numbered=False),
        chapter_tables.series_by_publisher(report, words).block,
        Note(words("report.series_companion")),
    ]


def every_series(report: ReportData, words: Words, level: int = 1) -> list[Block]:
    """Every series the report asked for, under a heading."""
    return [
        Heading(level, words("report.data_title"), numbered=False),
        chapter_tables.series_used(report, words).block,
    ]
