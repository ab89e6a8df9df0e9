"""Which kind of day it is in the money market: period ends, month starts, mid-month settlements, known in advance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import bond_holidays
from fedsheet.core.lazy import pd

QUARTER_ENDS = (3, 6, 9, 12)
TAX_MONTHS = (1, 4, 6, 9)  # quarterly corporate and individual dates fall on the 15th
MID_MONTH = 15  # notes and bonds settle on the 15th and at month end
MARGIN = timedelta(days=45)


class DayClass(IntEnum):
    """Classes whose surprises differ in size."""

    PERIOD_END = 0
    MONTH_START = 1
    MID_MONTH = 2
    OTHER = 3


@dataclass(frozen=True)
class MarketCalendar:
    """Settlement days and what each is.

    days      (t,) DatetimeIndex
    rank      (t,) 1 on the first settlement day of the month
    left      (t,) 0 on the last settlement day of the month
    mid       (t,) True on the first settlement day from the 15th
    """

    days: pd.DatetimeIndex
    rank: NDArray[np.int64]
    left: NDArray[np.int64]
    mid: NDArray[np.bool_]

    @property
    def month(self) -> NDArray[np.int64]:
        """(t,) month of the year, 1 to 12."""
        return np.asarray(self.days.month, dtype=np.int64)

    @property
    def period_end(self) -> NDArray[np.bool_]:
        """Last settlement day of a month."""
        return np.asarray(self.left == 0, dtype=np.bool_)

    @property
    def quarter_end(self) -> NDArray[np.bool_]:
        """Last settlement day of a quarter."""
        return np.asarray(self.period_end & np.isin(self.month, QUARTER_ENDS), dtype=np.bool_)

    @property
    def tax_date(self) -> NDArray[np.bool_]:
        """Quarterly tax dates, on or after the 15th."""
        return np.asarray(self.mid & np.isin(self.month, TAX_MONTHS), dtype=np.bool_)

    @property
    def after_mid(self) -> NDArray[np.bool_]:
        """The settlement day after mid-month."""
        return np.concatenate(([False], self.mid[:-1]))

    def classes(self) -> NDArray[np.int64]:
        """(t,) `DayClass` of each day."""
        of_day = np.full(len(self.days), int(DayClass.OTHER), dtype=np.int64)
        of_day[self.mid | self.after_mid] = DayClass.MID_MONTH
        of_day[self.rank <= 2] = DayClass.MONTH_START
        of_day[self.period_end] = DayClass.PERIOD_END
        return of_day

    def plain_classes(self) -> NDArray[np.int64]:
        """(t,) period end, first, second day of a month, mid-month, other: the classes simple forecasts draw by."""
        conditions = [self.period_end, self.rank == 1, self.rank == 2, self.mid]
        return np.select(conditions, [0, 1, 2, 3], default=4).astype(np.int64)


def settlement_days(start: date, end: date) -> pd.DatetimeIndex:
    """Days from `start` to `end` on which US government securities settle, both included."""
    closed = sorted(day for year in range(start.year, end.year + 1) for day in bond_holidays(year))
    days = np.arange(np.datetime64(start), np.datetime64(end) + 1)
    return pd.DatetimeIndex(days[np.is_busday(days, holidays=closed)])


def following_days(day: date, n: int) -> pd.DatetimeIndex:
    """The next `n` settlement days after `day`."""
    ahead = settlement_days(day + timedelta(days=1), day + timedelta(days=2 * n + 10))
    return ahead[:n]


def market_calendar(days: pd.DatetimeIndex) -> MarketCalendar:
    """What each of `days` is; days on which rates printed although securities did not settle are kept as they are."""
    around = settlement_days(days[0].date() - MARGIN, days[-1].date() + MARGIN).union(days)
    months = around.to_numpy("datetime64[M]")
    place = np.arange(len(around))
    rank = place - np.searchsorted(months, months, side="left") + 1
    left = np.searchsorted(months, months, side="right") - 1 - place
    late = np.asarray(around.day >= MID_MONTH)
    mid = late & ~np.concatenate(([True], late[:-1]))
    asked = around.get_indexer(days)
    return MarketCalendar(days=days, rank=rank[asked], left=left[asked], mid=mid[asked])
