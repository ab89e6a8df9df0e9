"""Differences of published rates, counted as they were published: two equal rates differ by zero, not by float noise.

Rates are published to a hundredth of a percent, averages of them to a few digits more. A difference of two decimals
(0.0531 − 0.0531 of two parsings) may be 7e-18; rounded first, such a day counts as neither above nor below.
"""

from __future__ import annotations

from fedsheet.core.lazy import pd

DIGITS = 7  # of a decimal rate: a thousandth of a basis point, below any published digit


def difference(upper: pd.Series[float], lower: pd.Series[float]) -> pd.Series[float]:
    """`upper` less `lower` on the days both have, decimal, rounded to `DIGITS`."""
    return (upper - lower).dropna().round(DIGITS)


def above(gap: pd.Series[float]) -> pd.Series[bool]:
    """On which days a difference is above zero, float noise apart; a missing day is not above."""
    return gap.round(DIGITS) > 0


def share_above(gap: pd.Series[float]) -> float | None:
    """The share of the days held on which a difference is above zero; None of no day."""
    held = gap.dropna()
    return float(above(held).mean()) if len(held) else None
