"""Scenarios beside each other, at the end of the chapter on the years ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.blocks import Block, Heading, Paragraph
from fedsheet.present.exhibits.wall import scenarios, scenarios_text
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.chain.scenario_table import ScenarioRow


def section(results: Sequence[ScenarioRow], words: Words) -> list[Block]:
    """The table with what is left out of it."""
    shown = scenarios(results, words)
    return [Heading(2, shown.title), Paragraph(scenarios_text(results, words)), shown.block, *shown.notes_block]
