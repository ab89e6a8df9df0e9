"""Numbers that figures draw and sentences quote: simple transforms of published series, base units in and out.

Each takes the vintage and answers with pandas Series or floats; a day that was not yet observed or not yet public
raises `DateRangeError`, so that a report as of an early day leaves out what nobody could know then.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.record import PolicyPath

MONTHS_A_YEAR = 12


def days(values: pd.Series[float]) -> pd.DatetimeIndex:
    """The dates of a series."""
    return pd.DatetimeIndex(values.index)


def years(values: pd.Series[float]) -> pd.Index[int]:
    """The calendar year of each date of a series."""
    return days(values).year


def need(vintage: Vintage, until: date, *series_ids: str) -> None:
    """Refuse to draw a window of which something lies after the vintage: each series must reach `until`."""
    for series_id in series_ids:
        index = vintage[series_id].values.index
        if index.empty or index[-1].date() < until:
            last = index[-1].date() if len(index) else "nothing"
            raise DateRangeError(
                "present.measures_known_up_2", series_id=series_id, until=until, as_of=vintage.as_of, last=last
            )


def span(values: pd.Series[float], start: str, end: str) -> pd.Series[float]:
    """The part from month `start` to month `end` (YYYY-MM); `DateRangeError` where it does not reach that month."""
    part = values.loc[start:end]
    if part.empty or part.index[-1].to_period("M") < pd.Period(end, "M") - 2:
        raise DateRangeError("present.measures_known_up", name=values.name or "The series", end=end)
    return part


def yoy(vintage: Vintage, series_id: str) -> pd.Series[float]:
    """Change on the same month or quarter a year before, decimal; a gap in either leaves the date out."""
    series = vintage[series_id]
    values = series.base()
    before = pd.Series(values.to_numpy(), index=days(values) + pd.DateOffset(years=1))
    return (values / before.reindex(values.index) - 1).dropna()


def month_ends(values: pd.Series[float]) -> pd.Series[float]:
    """The last observation of each complete calendar month, dated on the first day of that month."""
    months = days(values).to_period("M")
    last = values.groupby(months).last()
    if len(values) and values.index[-1] < months[-1].end_time.normalize() - pd.Timedelta(days=6):
        last = last.iloc[:-1]
    return pd.Series(last.to_numpy(), index=pd.PeriodIndex(last.index).to_timestamp())


def monthly_change(vintage: Vintage, series_id: str) -> pd.Series[float]:
    """Last Wednesday of the month less the last Wednesday of the month before: settled, net of paydowns; US dollars."""
    return month_ends(vintage.base(series_id)).diff().dropna()


def change(vintage: Vintage, series_id: str, start: date, end: date) -> float:
    """Value on `end` less value on `start`, both observed on those very days."""
    return vintage[series_id].base_at(end) - vintage[series_id].base_at(start)


def breakeven(vintage: Vintage) -> pd.Series[float]:
    """Ten-year breakeven inflation, DGS10 − DFII10, on the days both are published; decimal."""
    return (vintage.base("DGS10") - vintage.base("DFII10")).dropna()


def spread(vintage: Vintage, first: str, second: str) -> pd.Series[float]:
    """`first` − `second` on the days both are published; decimal."""
    return (vintage.base(first) - vintage.base(second)).dropna()


def share_of_gdp(vintage: Vintage, series_id: str, day: date, quarter: date) -> float:
    """The level on `day` over nominal GDP (annual rate) of the quarter that begins on `quarter`."""
    return vintage[series_id].base_at(day) / vintage["GDP"].base_at(quarter)


def ratio_to_gdp(vintage: Vintage, series_id: str) -> pd.Series[float]:
    """The level over nominal GDP of its quarter (the last published quarter where later), by observation date."""
    level, gdp = vintage.base(series_id), vintage.base("GDP")
    return level / gdp.reindex(level.index, method="ffill")


def statement_item(vintage: Vintage, day: date, item: str) -> float:
    """One line of the consolidated statement or the maturity distribution on a key Wednesday; US dollars."""
    if day > vintage.as_of:
        raise DateRangeError("present.measures_statement_known", day=day, as_of=vintage.as_of)
    table = vintage.table("h41_key_dates")
    found = table.loc[(pd.to_datetime(table["date"]) == pd.Timestamp(day)) & (table["item"] == item)]
    if found.empty:
        raise DateRangeError("present.measures_line_statement_held", item=item, day=day, as_of=vintage.as_of)
    return float(found["usd_mn"].iloc[0]) * 1e6


TREASURIES = "Assets: Securities Held Outright: U.S. Treasury securities"
BUCKETS = {
    "up_to_1": ("within 15 days", "in 16 days to 90 days", "in 91 days to 1 year"),
    "1_to_5": ("in over 1 year to 5 years",),
    "5_to_10": ("in over 5 years to 10 years",),
    "over_10": ("in over 10 years",),
}


def maturity_change(vintage: Vintage, start: date, end: date) -> dict[str, float]:
    """Change in Treasuries held by remaining maturity between two key Wednesdays, by bucket; US dollars."""
    return {
        bucket: sum(
            statement_item(vintage, end, f"{TREASURIES}: Maturing {span}")
            - statement_item(vintage, start, f"{TREASURIES}: Maturing {span}")
            for span in spans
        )
        for bucket, spans in BUCKETS.items()
    }


def monthly_fall(vintage: Vintage, series_id: str, start: date, end: date) -> pd.Series[float]:
    """Runoff by month, positive where holdings fell, for whole months from `start` to `end`; US dollars."""
    change_by_month = -monthly_change(vintage, series_id)
    return change_by_month.loc[pd.Timestamp(start) : pd.Timestamp(end)]


def day_of(stamp: object) -> date:
    """A pandas label as a date."""
    return pd.Timestamp(stamp).date()  # type: ignore[arg-type]  # pandas types labels as Hashable


def weekly(values: pd.Series[float]) -> pd.Series[float]:
    """Every week's last value, dated on its own day: enough for a chart of years."""
    held = values.dropna()
    return held.loc[~days(held).to_period("W").duplicated(keep="last")]


def sum_of_caps(path: PolicyPath, instrument: str, start: date, end: date) -> float:
    """Sum of the monthly caps in force on the first days of the months from `start` to `end`; US dollars."""
    firsts = pd.date_range(start, end, freq="MS")
    caps = (path.value_at(instrument, day_of(first)) for first in firsts)
    return math.fsum(cap for cap in caps if isinstance(cap, float))


def steps(path: PolicyPath, instrument: str, start: date, end: date, known_at: date) -> pd.Series[float]:
    """A lever at its turns between two days, as known on a third, and at its ends: enough to draw it as steps."""
    return turns(path.series(instrument, start, min(end, known_at), known_at=known_at))


def turns(values: pd.Series[float]) -> pd.Series[float]:
    """A daily step function on the days it turns and the days before, and at its ends."""
    held = values.dropna()
    return held[held.ne(held.shift(1)) | held.ne(held.shift(-1))]


def yearly_means(values: pd.Series[float]) -> pd.Series[float]:
    """Mean of the observations of each calendar year, by year number."""
    return values.groupby(years(values)).mean()
