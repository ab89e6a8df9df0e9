"""Assets: the market series that are measured in every window, with what a change of each means.

A yield's change is a difference of decimal rates; a share price's change is a fraction of the opening price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage

Array = NDArray[np.float64]
BREAKEVEN_10 = "BREAKEVEN10"
TOLERATED_DAYS = timedelta(days=5)  # a long weekend: a close older than this does not stand for the day asked for


class AssetMeasure(StrEnum):
    """How a change is counted: rates by difference, prices in proportion."""

    RATE = "rate"
    PRICE = "price"


@dataclass(frozen=True)
class Asset:
    """One measured asset: `level` in decimal rates or index points on `days`, never filled.

    days    (t,)  datetime64[D], strictly increasing
    level   (t,)  decimal rate, or price
    publisher     whose figures they are, as their definition says it; empty where nothing says so
    """

    id: str
    measure: AssetMeasure
    days: NDArray[np.datetime64]
    level: Array
    publisher: str = ""

    @property
    def scale(self) -> Array:
        """What is added up along time: the rate itself, or the logarithm of the price."""
        return self.level if self.measure is AssetMeasure.RATE else np.log(self.level)

    def change(self, summed: Array | float) -> Array:
        """A difference of `scale` as a change: itself for rates, a fraction of the opening price for prices."""
        differences = np.asarray(summed, dtype=float)
        return differences if self.measure is AssetMeasure.RATE else np.expm1(differences)

    def position(self, day: date) -> int:
        """Where the last close on or before `day` stands; `DateRangeError` if it is older than a long weekend."""
        place = int(np.searchsorted(self.days, np.datetime64(day), side="right")) - 1
        if place < 0 or np.datetime64(day) - self.days[place] > np.timedelta64(TOLERATED_DAYS.days, "D"):
            raise DateRangeError(
                "review.assets_close_or_shortly_before", id=self.id, day=day, days=self.days[0], days_2=self.days[-1]
            )
        return place

    def covers(self, start: date, end: date) -> bool:
        """Whether both ends of a window have a close."""
        try:
            return self.position(start) < self.position(end)
        except DateRangeError:
            return False


# Order of every table and chart: yields from short to long, then what they are made of, then shares.
MEASURES = {
    "DGS2": AssetMeasure.RATE,
    "DGS5": AssetMeasure.RATE,
    "DGS10": AssetMeasure.RATE,
    "DGS30": AssetMeasure.RATE,
    BREAKEVEN_10: AssetMeasure.RATE,
    "DFII10": AssetMeasure.RATE,
    "SP500_ARCH": AssetMeasure.PRICE,
}


def _asset(asset_id: str, measure: AssetMeasure, values: pd.Series[float], publisher: str) -> Asset:
    held = values.dropna()
    days = held.index.to_numpy().astype("datetime64[D]")
    return Asset(asset_id, measure, days, np.asarray(held.to_numpy(), dtype=np.float64), publisher)


def breakeven_10(vintage: Vintage) -> pd.Series[float]:
    """Ten-year breakeven inflation, decimal: DGS10 − DFII10 on days that have both."""
    return (vintage.base("DGS10") - vintage.base("DFII10")).dropna()


def asset(vintage: Vintage, asset_id: str) -> Asset:
    """One asset: a series of the vintage by its id, or BREAKEVEN10; unknown ids raise with the nearest."""
    if asset_id == BREAKEVEN_10:
        return _asset(asset_id, AssetMeasure.RATE, breakeven_10(vintage), vintage["DGS10"].definition.publisher)
    series = vintage[asset_id]
    is_rate = series.unit.dimension.value == "rate"
    measure = AssetMeasure.RATE if is_rate else AssetMeasure.PRICE
    return _asset(asset_id, measure, series.base(), series.definition.publisher)


def publishers_of(assets: Sequence[Asset]) -> tuple[str, ...]:
    """Whose figures they are, each once, as the definitions say it."""
    return tuple(dict.fromkeys(one.publisher for one in assets if one.publisher))


def measured_assets(vintage: Vintage) -> list[Asset]:
    """The assets of `MEASURES` that the vintage holds, in that order."""
    held = [name for name in MEASURES if name == BREAKEVEN_10 or name in vintage]
    return [asset(vintage, name) for name in held]
