"""What the report of 2021 got right, got wrong, and left open: one page; every verdict stands in the companion."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import claims as exhibits
from fedsheet.present.sections import ReportData
from fedsheet.present.sections import claims as section
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.claims.results import Judged


def chapter(report: ReportData, words: Words) -> list[Block]:
    """How many claims hold, the verdicts by chapter, and those that fail with what was found."""
    found = cast("Judged | None", report.results.get("claims"))
    if found is None:
        return []
    return [
        Heading(1, words("view.scored_title")),
        Paragraph(section.lead(found, words)),
        exhibits.by_chapter(found, words).figure,
        exhibits.failed(found, words).block,
        Note(words("view.scored_companion")),
    ]
