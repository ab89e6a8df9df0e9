"""The rounds told: why, through what and what came of it; effects on the economy; assets by window; the premium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.blocks import Block, Heading
from fedsheet.present.exhibits.assets import assets_drawn
from fedsheet.present.exhibits.effects import transmission
from fedsheet.present.exhibits.premium import panel
from fedsheet.present.exhibits.rounds import rounds
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.review.rounds_report import RoundsReport


def section(results: RoundsReport, words: Words) -> list[Block]:
    """What could be told on the report's day."""
    told, effects = results.rounds, results.transmission
    blocks: list[Block] = []
    if told[0]:
        shown = rounds(told, words)
        blocks += [Heading(2, words("effects.rounds_title")), shown.block, *shown.notes_block]
    if effects is not None and effects.effects:
        found = transmission(effects, words)
        blocks += [found.block, *found.notes_block]
    if results.assets.cells:
        tested = [cell for cell in results.assets.cells if cell.change is not None]
        title = words("effects.assets_title", n=sum(cell.is_unusual for cell in tested), of=len(tested))
        blocks += [Heading(2, title), assets_drawn(results.assets, words).figure]
    if results.premiums:
        found = panel(results.premiums, words)
        blocks += [Heading(2, found.title), found.block, *found.notes_block]
    return blocks
