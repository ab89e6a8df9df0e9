"""Liabilities other than reserves: trend, given path, or what banks do not keep; reserves are what is left.

ON RRP: deposits that banks' balance sheets do not want go to money funds, and these to the Fed's facility. The move is
slow, so that reserves take swings of the Treasury's account first; below what banks keep it turns round.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import ModelError
from fedsheet.core.units import to_bn
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.known import known_on
from fedsheet.portfolio.parameters import LiabilityRules, OnRrpRule

if TYPE_CHECKING:
    import pandas as pd

YEAR = 365.0
Level = TypeVar("Level", float, NDArray[np.float64])


@dataclass(frozen=True)
class GivenPath:
    """A line whose path is given: dated levels in US dollars, linear in between, flat outside."""

    points: tuple[tuple[date, float], ...]

    def at(self, day: date) -> float:
        """The level on a day."""
        before = [p for p in self.points if p[0] <= day]
        after = [p for p in self.points if p[0] > day]
        if not before:
            return after[0][1]
        if not after:
            return before[-1][1]
        (d0, x0), (d1, x1) = before[-1], after[0]
        return x0 + (x1 - x0) * ((day - d0) / ONE_DAY) / ((d1 - d0) / ONE_DAY)


@dataclass(frozen=True)
class GdpPath:
    """Nominal GDP at a yearly rate: the last quarter known, grown at a constant rate, US dollars."""

    day: date
    usd: float
    growth: float

    def at(self, day: date) -> float:
        """GDP on a day."""
        grown: float = self.usd * (1.0 + self.growth) ** ((day - self.day).days / YEAR)
        return grown


def gdp_path(vintage: Vintage, day: date, growth: float) -> GdpPath:
    """GDP of the last quarter published by `day`, then at its trend."""
    observed, usd = known_on(vintage, "GDP", day).last(day)
    return GdpPath(observed, usd, growth)


@dataclass(frozen=True)
class LiabilityPaths:
    """GDP, ON RRP's rule, and what is given of liabilities and loans; a line not among them follows its rule."""

    gdp: GdpPath
    on_rrp: OnRrpRule
    given: Mapping[str, GivenPath] = field(default_factory=dict)

    def level(self, line: str, day: date, otherwise: float) -> float:
        """The given level, or `otherwise`."""
        path = self.given.get(line)
        return path.at(day) if path else otherwise


def observed_path(vintage: Vintage, series_id: str, start: date, end: date) -> GivenPath:
    """What H.4.1 or the operation showed between two days, as a given path; the last level holds after it."""
    values = vintage[series_id].between(start, end).base()
    return GivenPath(tuple((day, float(v)) for day, v in zip(_days(values), values, strict=True)))


def _days(values: pd.Series[float]) -> list[date]:
    days: list[date] = values.index.to_numpy().astype("datetime64[D]").astype(date).tolist()
    return days


def currency_after(currency_usd: Level, years: float, rules: LiabilityRules) -> Level:
    """Currency in circulation after some time at its trend."""
    after: Level = currency_usd * float((1.0 + rules.currency_growth) ** years)
    return after


def on_rrp_after(on_rrp_usd: Level, reserves_usd: Level, gdp_usd: float, years: float, rule: OnRrpRule) -> Level:
    """ON RRP take-up after some time; numbers or arrays.

    on_rrp' = max(0, on_rrp + (1 - exp(-speed dt)) (reserves - kept gdp))
    `reserves_usd` are those of the period's end if ON RRP stays. Estimated by tools/estimate_on_rrp.py.
    """
    moved = 1.0 - math.exp(-rule.speed_a_year * years)
    after: Level = np.maximum(0.0, on_rrp_usd + moved * (reserves_usd - rule.banks_keep_to_gdp * gdp_usd))
    return after


def require_reserves(reserves_usd: float, day: date) -> None:
    """Negative reserves stop the projection with advice: a residual below zero means the assumptions do not fit."""
    if reserves_usd < 0:
        raise ModelError(
            f"Reserve balances would be {to_bn(reserves_usd):,.1f} billion dollars on {day}",
            where="projection",
            possible="Reserves are the residual of the sheet and cannot be negative",
            do="Lower the caps, end the runoff earlier ([end] in the scenario), or lower TGA, currency or ON RRP",
        )
