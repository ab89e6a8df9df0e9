"""Implied path beside a package of others: sixty random days, prices of random courses settled to a quarter of a
basis point, the first two meetings of each day; median and largest difference of the change at a meeting.

pip install pyfedwatch==1.2.0     no part of the bench's extra: it asks for what pandas 3 cannot load
python bench/implied.py           appends to bench/results/implied.csv; where the package is not there, says so
"""

from __future__ import annotations

import sys
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import version
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import pandas as pd
from results import append

from fedsheet.outlook.implied import implied_path
from fedsheet.outlook.meetings import Meetings, all_schedules, meetings_known
from fedsheet.outlook.quotes import FuturesQuotes, Month

DAYS, MEETINGS, SEED = 60, 2, 17
FIRST, SPAN = date(2015, 12, 1), 3900  # days of the meetings known then, to 2026
CONVENTION = "meeting_day"  # the package counts the meeting's own day at the new rate
TICK = 0.0025  # of a price
MONTHS = 12  # contracts priced; as many again lie before the day, for the package starts at a month without a meeting
BAR_BP = 0.2  # of the median


def main() -> None:
    if find_spec("pyfedwatch") is None:
        print("implied: pyfedwatch is not installed; nothing compared")
        return
    draw, apart, days = np.random.default_rng(SEED), [], 0
    while days < DAYS:
        day = FIRST + timedelta(days=int(draw.integers(0, SPAN)))
        found = differences(day, meetings_known(day), draw)
        days += bool(found)
        apart += found
    name = f"pyfedwatch {version('pyfedwatch')}, {days} days, {len(apart)} meetings"
    append("implied", f"change at a meeting less that of {name}: median", float(np.median(apart)), "bp", f"{BAR_BP}")
    append("implied", f"change at a meeting less that of {name}: largest", float(np.max(apart)), "bp")


def differences(day: date, calendar: Meetings, draw: np.random.Generator) -> list[float]:
    """Basis points between the two at the first meetings of a day; empty where either cannot tell that many."""
    met = [m for _, dates in all_schedules() for m in dates if m <= calendar.horizon]
    months = [month_after((day.year, day.month), k) for k in range(-MONTHS, MONTHS + 1)]
    prices = {month: price for month, price in settled(months, met, draw).items() if month <= last(calendar)}
    if len(calendar.after(day)) <= MEETINGS:
        return []
    ahead = {month: price for month, price in prices.items() if month >= (day.year, day.month)}
    ours = implied_path(FuturesQuotes(day, ahead), calendar, CONVENTION).meetings
    theirs = changes_by_the_package(day, met, prices)
    return [abs(1e4 * one.expected_change - theirs[one.meeting]) for one in ours[:MEETINGS] if one.meeting in theirs]


def settled(months: list[Month], met: list[date], draw: np.random.Generator) -> dict[Month, float]:
    """Prices of the months' contracts on one random course of moves at the meetings."""
    inside = [m for m in met if months[0] <= (m.year, m.month) <= months[-1]]
    moves = np.array([0.25 * draw.integers(-2, 3) * draw.uniform() for _ in inside])
    course = 3.0 + np.concatenate([[0.0], moves.cumsum()])
    prices = {}
    for year, month in months:
        days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
        average = np.mean([course[sum(d >= m for m in inside)] for d in days])
        prices[year, month] = round((100 - average) / TICK) * TICK
    return prices


def changes_by_the_package(day: date, met: list[date], prices: Mapping[Month, float]) -> dict[date, float]:
    """Its change at each meeting, basis points."""
    sys.modules["pandas_datareader"] = ModuleType("pandas_datareader")  # its way to the network, which is not asked
    from pyfedwatch.fedwatch import FedWatch

    contracts: dict[str, float] = {}

    def settlements(symbol: str) -> pd.DataFrame:
        return pd.DataFrame({"Close": contracts[symbol]}, pd.DatetimeIndex([datetime(2000, 1, 1)], name="Date"))

    dates = [datetime(m.year, m.month, m.day) for m in met]
    package = FedWatch(datetime(day.year, day.month, day.day), MEETINGS, dates, settlements)
    listed = package.fomc_data
    named = zip(listed.contract_list, listed.month_list, strict=True)
    contracts |= {symbol: prices[int(month[:4]), int(month[5:])] for symbol, month in named}
    before, _, after = package.fill_price_data()
    rows = zip(listed.meeting_list, before, after, strict=True)
    return {date.fromisoformat(m): 100 * (b - a) for m, b, a in rows if m != "No FOMC"}


def month_after(month: Month, n: int) -> Month:
    """The month so many later."""
    return month[0] + (month[1] - 1 + n) // 12, (month[1] - 1 + n) % 12 + 1


def last(calendar: Meetings) -> Month:
    """The last month the calendar can vouch for."""
    return calendar.vouched.year, calendar.vouched.month


if __name__ == "__main__":
    main()
