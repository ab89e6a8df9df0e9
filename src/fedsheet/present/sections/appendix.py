"""Appendix: whose series stand behind the report, and what it was made from; every series ends the companion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from fedsheet.present import series_words
from fedsheet.present.abbreviations import glossary
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import chapter_tables, wall
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.chain.scenario_table import ScenarioRow


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The glossary, the manifest and the sources."""
    return [
        Heading(1, words("report.appendix_title"), numbered=False),
        Heading(2, words("glossary.title"), numbered=False),
        *glossary(words),
        *_assumptions(report, words),
        Heading(2, words("report.manifest_title"), numbered=False),
        Paragraph(words("report.manifest_text")),
        chapter_tables.manifest(report, words).block,
        *_sources(report, words),
    ]


def _assumptions(report: ReportData, words: Words) -> list[Block]:
    """What the base case and the scenarios assume, where some could be projected."""
    found = cast("Sequence[ScenarioRow] | None", report.results.get("scenarios"))
    if not found:
        return []
    shown = wall.assumptions(found, words)
    title = Heading(2, words("assumed.title"), numbered=False)
    return [title, Paragraph(wall.assumptions_text(found, words)), shown.block, *shown.notes_block]


def _sources(report: ReportData, words: Words) -> list[Block]:
    """Publishers with their series counted; every series where there is no companion to hold them."""
    if report.results.get("claims") is None:
        return every_series(report, words, level=2)
    return [
        Heading(2, words("report.data_title"), numbered=False),
        _opening(report, words),
        chapter_tables.series_by_publisher(report, words).block,
        Note(words("report.series_companion")),
    ]


def every_series(report: ReportData, words: Words, level: int = 1) -> list[Block]:
    """Every series the report asked for, under a heading."""
    return [
        Heading(level, words("report.data_title"), numbered=False),
        _opening(report, words),
        chapter_tables.series_used(report, words).block,
    ]


def _opening(report: ReportData, words: Words) -> Paragraph:
    """How many series of how many publishers' releases, and the newest day that is not ahead of the report's."""
    held = [report.vintage[name] for name in sorted(report.used & report.vintage.keys())]
    publishers = {series_words.publisher(series.definition, words) for series in held}
    days = (series.last_day for series in held)
    newest = max(day for day in days if day <= report.vintage.as_of)
    return Paragraph(words("report.data_text", n=len(held), publishers=len(publishers), newest=newest))
