"""Liabilities other than reserves as the loop meets them: paths given or modelled, and ON RRP's step.

A scenario's own path stands before the model's (liabilities.ahead); reserves are what is left.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from fedsheet.core.errors import ModelError
from fedsheet.core.units import to_bn
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.known import published_by
from fedsheet.portfolio.liabilities.on_rrp import OnRrpStart

YEAR = 365.0


@dataclass(frozen=True)
class GivenPath:
    """A line whose path is given: dated levels in US dollars, linear in between, flat outside."""

    points: tuple[tuple[date, float], ...]

    def at(self, day: date) -> float:
        """The level on a day."""
        after = bisect_right(self._days, day)
        if not after:
            return self.points[0][1]
        if after == len(self.points):
            return self.points[-1][1]
        (d0, x0), (d1, x1) = self.points[after - 1 : after + 1]
        return x0 + (x1 - x0) * (day - d0).days / (d1 - d0).days

    @cached_property
    def _days(self) -> list[date]:
        return [day for day, _ in self.points]


def lowered(path: GivenPath, by: GivenPath) -> GivenPath:
    """A path less another, on the days of both; nothing below zero."""
    days = sorted({day for day, _ in (*path.points, *by.points)})
    return GivenPath(tuple((day, max(path.at(day) - by.at(day), 0.0)) for day in days))


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
    observed, usd = published_by(vintage, "GDP", day).base_last(day)
    return GdpPath(observed, usd, growth)


@dataclass(frozen=True)
class LiabilityPaths:
    """GDP, ON RRP's start, and the paths of liabilities and loans; a line without one stays where it is.

    released       reserves that banks do without as levers are pulled
    account_mean   the mean of Treasury's account over thirteen weeks, which bills follow
    fixed          lines whose path the scenario gives: known, not modelled
    """

    gdp: GdpPath
    on_rrp: OnRrpStart
    given: Mapping[str, GivenPath] = field(default_factory=dict)
    account_mean: GivenPath | None = None
    fixed: frozenset[str] = frozenset()
    released: GivenPath | None = None

    def level(self, line: str, day: date, otherwise: float) -> float:
        """The given level, or `otherwise`."""
        path = self.given.get(line)
        return path.at(day) if path else otherwise

    def kept(self, day: date) -> float:
        """Reserves that banks keep on a day, US dollars."""
        return self.on_rrp.model.banks_keep_to_gdp * self.gdp.at(day) - self.done_without(day)

    def done_without(self, day: date) -> float:
        """Reserves that levers have released by a day, US dollars."""
        return self.released.at(day) if self.released else 0.0

    def account_change(self, start: date, end: date) -> float:
        """Change of the account's thirteen-week mean between two days, US dollars."""
        mean = self.account_mean
        return mean.at(end) - mean.at(start) if mean else 0.0


def observed_path(vintage: Vintage, series_id: str, start: date, end: date) -> GivenPath:
    """What H.4.1 or the operation showed between two days, as a given path; the last level holds after it."""
    held = vintage[series_id].between(start, end)
    return GivenPath(tuple(zip(held.days.astype(date).tolist(), held.base_amounts().tolist(), strict=True)))


def require_reserves(reserves_usd: float, day: date) -> None:
    """Negative reserves stop the projection with advice: a residual below zero means the assumptions do not fit."""
    if reserves_usd < 0:
        raise ModelError(
            "portfolio.rules_reserve_balances_would_billion", where="projection", to_bn=to_bn(reserves_usd), day=day
        )
