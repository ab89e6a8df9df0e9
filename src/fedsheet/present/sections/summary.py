"""Chapter."""

from __future__ import annotations

from fedsheet.present.blocks import Block
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Blocks."""
    return []
