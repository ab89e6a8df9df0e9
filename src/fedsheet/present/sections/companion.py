"""The companion of the report: the chapter that the claims fill."""

from __future__ import annotations

from fedsheet.present.blocks import Block, Heading
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Its title, where the original's claims could be judged."""
    return [Heading(1, words("claims.heading"), numbered=False)] if report.results.get("claims") is not None else []
