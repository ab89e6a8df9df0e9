"""The balance sheet ahead: the chapter that the portfolio fills."""

from __future__ import annotations

from fedsheet.present.blocks import Block, Heading
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Its title, where there is something to project."""
    return [Heading(1, words("view.ahead_title"))] if report.results.get("portfolio") is not None else []
