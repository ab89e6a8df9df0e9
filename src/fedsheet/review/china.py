"""What a reader in China asks for first, as far as official figures are held: dollar assets, the exchange rate, yields.

Each line with its newest figure and the change over a year; a line whose figures are not held says which to bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fedsheet.core.clock import age
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage

CHINA_TEN_YEAR = "CN10Y"  # a user's own: no public source lets it ship
US_TEN_YEAR = "DGS10"
YEAR, NEAR = timedelta(days=365), timedelta(days=16)


@dataclass(frozen=True)
class ChinaLine:
    """One line: `day` None where nothing is held; `year_before` None where the figures are too short.

    series   what it is from, or what to bring        counted   money, rate or yuan
    """

    id: str
    series: str
    counted: str
    day: date | None = None
    value: float | None = None
    year_before: float | None = None
    is_stale: bool = False

    @property
    def change(self) -> float | None:
        """Over the year: a difference; of the exchange rate a fraction."""
        if self.value is None or self.year_before is None:
            return None
        return self.value / self.year_before - 1 if self.counted == "yuan" else self.value - self.year_before


LINES = (
    ("china_holdings", "TIC_MFH_CHINA", "money"), ("official_holdings", "TIC_MFH_OFFICIAL", "money"),
    ("foreign_pool", "WLRRAFOIAL", "money"), ("yuan", "DEXCHUS", "yuan"), ("us_ten_year", US_TEN_YEAR, "rate"),
)  # fmt: skip


def china_lines(vintage: Vintage) -> tuple[ChinaLine, ...]:
    """Holdings, the foreign repo pool, the exchange rate and the spread of ten-year yields; none where none is held."""
    found = [_line(vintage, *each) for each in LINES]
    if not any(one.day for one in found):
        raise DateRangeError("review.china_nothing", as_of=vintage.as_of)
    return (*found, _spread(vintage))


def _line(vintage: Vintage, name: str, series: str, counted: str) -> ChinaLine:
    if series not in vintage:
        return ChinaLine(name, series, counted)
    values = vintage.base(series)
    day, value = values.index[-1], float(values.iloc[-1])
    old = _a_year_before(values, day)
    return ChinaLine(name, series, counted, day.date(), value, old, age(vintage[series], vintage.as_of).is_stale)


def _a_year_before(values: pd.Series[float], day: pd.Timestamp) -> float | None:
    """The figure nearest to a year before: that of the same month where one comes a month; None where none is near."""
    near = values.loc[day - YEAR - NEAR : day - YEAR + NEAR]
    by_distance = sorted(
        (abs(stamp - (day - YEAR)), amount) for stamp, amount in zip(pd.DatetimeIndex(near.index), near, strict=True)
    )
    return by_distance[0][1] if by_distance else None


def _spread(vintage: Vintage) -> ChinaLine:
    """The ten-year yield of the US less China's, on the last day on which both are held."""
    if CHINA_TEN_YEAR not in vintage or US_TEN_YEAR not in vintage:
        return ChinaLine("spread", CHINA_TEN_YEAR, "rate")
    both = (vintage.base(US_TEN_YEAR) - vintage.base(CHINA_TEN_YEAR)).dropna()
    if both.empty:
        return ChinaLine("spread", CHINA_TEN_YEAR, "rate")
    day = both.index[-1]
    old = _a_year_before(both, day)
    is_stale = age(vintage[CHINA_TEN_YEAR], vintage.as_of).is_stale
    return ChinaLine("spread", CHINA_TEN_YEAR, "rate", day.date(), float(both.iloc[-1]), old, is_stale)
