"""What the report tells of the rounds: why and what came of each, effects on the economy, assets, premia."""

from __future__ import annotations

from dataclasses import dataclass

from fedsheet.review.assettable import AssetTable
from fedsheet.review.premium_panel import PanelEstimate
from fedsheet.review.rounds import RoundTold
from fedsheet.review.transmission import Effect, Transmission


@dataclass(frozen=True)
class RoundsReport:
    """`transmission` is None, and `premiums` empty, where their figures were not held on the day."""

    rounds: tuple[tuple[RoundTold, ...], tuple[Effect, ...]]
    transmission: Transmission | None
    assets: AssetTable
    premiums: tuple[PanelEstimate, ...]
