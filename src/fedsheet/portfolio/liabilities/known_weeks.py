"""What H.4.1 showed, Wednesday by Wednesday up to an opening, one array a line; NaN where a line is not held.

Where a Wednesday level is not held, the week's average or the operation of the day stands in, named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.income.deferred_asset import deferred_on
from fedsheet.portfolio.known import published_by
from fedsheet.portfolio.liabilities.rules import YEAR

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
# First the Wednesday level, then what stands in for it.
SERIES: Mapping[str, tuple[str, ...]] = {
    "total_assets": ("WALCL",),
    "treasuries": ("TREAST",),
    "mbs": ("WSHOMCB",),
    "reserve_balances": ("WRBWFRBL", "WRESBAL"),
    "tga": ("WDTGAL", "WTREGEN"),
    "currency": ("WCURCIR",),
    "foreign_repo": ("WLRRAFOIAL",),
}
MONTHLY_CURRENCY, RRP, ALL_RRP = "CURRCIR", "RRPONTSYD", "WLRRAL"


@dataclass(frozen=True)
class Weeks:
    """Wednesdays `days` (n,), rising by seven, and `lines` name -> (n,) US dollars; `gdp` (n,) as known at the end."""

    days: Days
    lines: Mapping[str, Floats]
    gdp: Floats

    def line(self, name: str) -> Floats:
        """(n,) one line."""
        return self.lines[name]

    def until(self, place: int) -> Weeks:
        """The weeks up to and with a place."""
        upto = slice(place + 1)
        return Weeks(self.days[upto], {k: v[upto] for k, v in self.lines.items()}, self.gdp[upto])

    def place(self, day: date | np.datetime64) -> int:
        """The place of the last Wednesday on or before a day."""
        return int(np.searchsorted(self.days, np.datetime64(day), side="right")) - 1


def weeks_known(vintage: Vintage, day: date, growth: float) -> Weeks:
    """Every Wednesday held up to `day`; GDP as published by then and grown at `growth` a year after."""
    days = vintage["WALCL"].between(end=day).days
    lines = {name: _joined(vintage, ids, days) for name, ids in SERIES.items()}
    lines["on_rrp"] = _operations(vintage, days)
    lines["currency"] = _with_months(vintage, lines["currency"], days)
    total = _joined(vintage, (ALL_RRP,), days)
    lines["foreign_repo"] = np.where(np.isnan(lines["foreign_repo"]), total - lines["on_rrp"], lines["foreign_repo"])
    lines["other_deposits"] = _other_deposits(vintage, days)
    lines["other_liabilities"] = _rest(lines, days)
    return Weeks(days, lines, _gdp(vintage, days, day, growth))


def _joined(vintage: Vintage, ids: tuple[str, ...], days: Days) -> Floats:
    """(n,) the first series that holds the Wednesday."""
    found = np.full(len(days), np.nan)
    for held in (vintage[series_id] for series_id in ids if series_id in vintage):
        place = np.searchsorted(held.days, days)
        is_held = np.concatenate([held.days, [np.datetime64("NaT", "D")]])[place] == days
        wanted = np.isnan(found) & is_held
        found[wanted] = held.base_amounts()[place[wanted]]
    return found


def _operations(vintage: Vintage, days: Days) -> Floats:
    """(n,) ON RRP of the day or the last operation before; zero before the first, as there was none."""
    held = vintage[RRP]
    return np.concatenate([[0.0], held.base_amounts()])[np.searchsorted(held.days, days, side="right")]


def _with_months(vintage: Vintage, weekly: Floats, days: Days) -> Floats:
    """(n,) weekly currency; where it is not held, monthly means laid through the middle of their months."""
    if MONTHLY_CURRENCY not in vintage:
        return weekly
    months = vintage[MONTHLY_CURRENCY].between(end=str(days[-1]))
    middle = (months.days + np.timedelta64(14, "D")).astype(float)
    inside = np.interp(days.astype(float), middle, months.base_amounts(), left=np.nan, right=np.nan)
    found: Floats = np.where(np.isnan(weekly), inside, weekly)
    return found


def _other_deposits(vintage: Vintage, days: Days) -> Floats:
    """(n,) deposits other than reserves less Treasury's and foreign officials'; the line itself where it is held."""
    line, all_of_them, treasury, foreign = (
        _joined(vintage, (series_id,), days) for series_id in ("WLODL", "WOFDRBORBL", "WDTGAL", "WDFOL")
    )
    found: Floats = np.where(np.isnan(line), all_of_them - treasury - foreign, line)
    return found


def _rest(lines: Mapping[str, Floats], days: Days) -> Floats:
    """(n,) what assets and the deferred asset leave of all lines named: capital, payables, less Treasury's currency."""
    named = ("reserve_balances", "tga", "currency", "on_rrp", "foreign_repo", "other_deposits")
    deferred = np.array([deferred_on(day) for day in days.tolist()])
    found: Floats = lines["total_assets"] + deferred - np.sum([lines[name] for name in named], axis=0)
    return found


def _gdp(vintage: Vintage, days: Days, day: date, growth: float) -> Floats:
    """(n,) nominal GDP at a yearly rate, linear in logs between quarters known, grown at a rate after the last."""
    quarters = published_by(vintage, "GDP", day)
    at, held = days.astype(float), quarters.days.astype(float)
    years = np.maximum(at - held[-1], 0.0) / YEAR
    found: Floats = np.exp(np.interp(at, held, np.log(quarters.base_amounts()))) * (1.0 + growth) ** years
    return found
