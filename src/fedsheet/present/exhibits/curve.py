"""Exhibit of reserves to rates: SOFR over interest on reserves as reserves fall, on the curve of a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.units import from_bp
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.market.curve import ReserveCurve
    from fedsheet.present.text import Words

COLUMNS = (
    Column("reserves", "money"), Column("share_of_credit", "pct1"), Column("spread_low", "bp1_num"),
    Column("sofr_minus_iorb", "bp1_num"), Column("spread_high", "bp1_num"), Column("over_5bp", "pct0"),
    Column("over_10bp", "pct0"), Column("over_20bp", "pct0"), Column("outside_experience", "yesno"),
)  # fmt: skip


@exhibit("market-curve", of="curve")
def curve(found: ReserveCurve, words: Words) -> Exhibit:
    """One row a level of reserves: the spread on an ordinary day with its band, and chances of exceeding thresholds."""
    rows = [(p.reserves_usd, p.share, p.low, p.middle, p.high, *p.exceeds.values(), p.outside) for p in found.points]
    first, last = found.points[0], found.points[-1]
    most = max(last.exceeds)
    caption = words(
        "market.curve_caption", day=found.curve_of, reserves=first.reserves_usd, spread=first.middle,
        least=last.reserves_usd, higher=last.middle, chance=last.exceeds[most], most=from_bp(most),
    )  # fmt: skip
    low, high = found.slope_band
    slope = words("market.curve_slope", slope=found.slope, low=low, high=high)
    table = Table.of("market-curve", words, COLUMNS, rows)
    return Exhibit.of(words, table, caption, source(words, "nyfed", "ofr", "board"), slope, words("market.curve_fixed"))
