"""The ten-year term premium by every estimate held: ours, its second version, the New York Fed's, the Board's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.review.decomposition import PremiumHistory

PUBLISHED = (("acm", "ACMTP10_2026_09"), ("acm_before", "ACMTP10"), ("kim_wright", "THREEFYTP10"))
TEN_YEARS = 120  # months
LEAST = 24  # month-ends in common, below which no mean distance is told


@dataclass(frozen=True)
class PanelEstimate:
    """One estimate, decimals: its newest value and that of a year before; None where not held.

    from_ours   (mean, standard deviation) of it less ours on the month-ends of both
    """

    id: str
    series: str
    day: date | None = None
    value: float | None = None
    year_before: float | None = None
    from_ours: tuple[float, float] | None = None


def premium_panel(history: PremiumHistory | None, vintage: Vintage) -> tuple[PanelEstimate, ...]:
    """Ours first, empty where the curves tell none; what is published but not held keeps its row, with the series."""
    ours, own = (None, None) if history is None else _ours(history)
    held = [(name, series, vintage.base(series) if series in vintage else None) for name, series in PUBLISHED]
    rows = [("ours", "", ours), ("ours_short", "", own), *held]
    return tuple(_estimate(name, series, values, ours) for name, series, values in rows)


def _ours(history: PremiumHistory) -> tuple[pd.Series[float], pd.Series[float]]:
    at, days = history.column(TEN_YEARS), pd.DatetimeIndex(history.days.astype("datetime64[ns]"))
    return pd.Series(history.premium[:, at], days), pd.Series(history.own_premium[:, at], days)


def _estimate(name: str, series: str, values: pd.Series[float] | None, ours: pd.Series[float] | None) -> PanelEstimate:
    if values is None:
        return PanelEstimate(name, series)
    known = values.dropna()
    day = known.index[-1]
    before = known.loc[: day - pd.DateOffset(years=1)]
    year_before = float(before.iloc[-1]) if len(before) else None
    from_ours = None if ours is None or name == "ours" else _distance(known, ours)
    return PanelEstimate(name, series, day.date(), float(known.iloc[-1]), year_before, from_ours)


def apart(history: PremiumHistory) -> float:
    """How far our two estimates lie apart on average, on the month-ends of both."""
    ours, own = _ours(history)
    return float(abs((_month_ends(own) - _month_ends(ours)).mean()))


def _distance(known: pd.Series[float], ours: pd.Series[float]) -> tuple[float, float] | None:
    gap = (_month_ends(known) - _month_ends(ours)).dropna()
    return None if len(gap) < LEAST else (float(gap.mean()), float(gap.std()))


def _month_ends(values: pd.Series[float]) -> pd.Series[float]:
    return values.groupby(pd.DatetimeIndex(values.index).to_period("M")).last()
