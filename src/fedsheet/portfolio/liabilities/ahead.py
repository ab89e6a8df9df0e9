"""Every liability's path from an opening: what was known that day in, levels on the days asked for out.

weeks known -> one small model a line -> Ahead: account, currency, foreign pool, other deposits, capital
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import ONE_DAY, is_business_day
from fedsheet.portfolio.held.statement import OpeningStatement
from fedsheet.portfolio.liabilities.currency import WEEKS, currency_growth
from fedsheet.portfolio.liabilities.foreign_pool import standing_level
from fedsheet.portfolio.liabilities.known_weeks import Weeks
from fedsheet.portfolio.liabilities.parameters import LiabilityModels
from fedsheet.portfolio.liabilities.rules import GdpPath, GivenPath
from fedsheet.portfolio.liabilities.slow_growth import slow_growth
from fedsheet.portfolio.liabilities.treasury_account import KnownAccount, account_path, quarter_end

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
DAY, WEEK = np.timedelta64(1, "D"), 7.0
WEEK_STEP = np.timedelta64(7, "D")
LINES = ("tga", "currency", "foreign_repo", "other_deposits", "other_liabilities")
MEAN_WEEKS = 13


def account_known(weeks: Weeks, models: LiabilityModels) -> KnownAccount:
    """What Treasury's account is projected from."""
    rare = np.zeros(len(weeks.days), dtype=bool)
    for start, end in models.rare:
        rare |= (weeks.days >= start) & (weeks.days <= end)
    return KnownAccount(weeks.days, weeks.line("tga"), weeks.gdp, models.assumptions, models.episodes, rare)


@dataclass(frozen=True)
class Ahead:
    """Paths of the liabilities from one opening; levels in US dollars on any days after it."""

    weeks: Weeks
    models: LiabilityModels
    gdp: GdpPath

    @property
    def opening(self) -> np.datetime64:
        """The last Wednesday known."""
        last: np.datetime64 = self.weeks.days[-1]
        return last

    def tga(self, days: Days) -> Floats:
        """(t,) Treasury's account."""
        gdp = np.array([self.gdp.at(d) for d in days.astype("datetime64[D]").astype(date)])
        return account_path(account_known(self.weeks, self.models), days, gdp, self.models.account)

    def currency(self, days: Days) -> Floats:
        """(t,) currency; at the last year's growth where fewer years than the shape wants are held."""
        held = self.weeks.line("currency")
        logs = np.log(held[~np.isnan(held)])
        years = min(self.models.currency_years, (len(logs) - 1) // WEEKS)
        if not years:
            return np.full(len(days), held[-1])
        grown: Floats = float(np.exp(logs[-1])) * np.exp(currency_growth(logs, self._weeks_to(days), years))
        return grown

    def foreign_repo(self, days: Days) -> Floats:
        """(t,) the foreign pool."""
        level = standing_level(
            self.weeks.line("foreign_repo"), self.on_quarter_end and self.opening.astype(date).month == 12
        )
        return np.full(len(days), level)

    def other_deposits(self, days: Days) -> Floats:
        """(t,) deposits of clearing houses and others; NaN where the line is not held."""
        return slow_growth(self.weeks.line("other_deposits"), self._weeks_to(days), self.models.other_deposits_share)

    def other_liabilities(self, days: Days) -> Floats:
        """(t,) capital and what no other line names; NaN where a line it is the rest of is not held."""
        rest = self.weeks.line("other_liabilities")
        return slow_growth(rest, self._weeks_to(days), self.models.other_liabilities_share)

    def line(self, name: str, days: Days) -> Floats:
        """(t,) one of `LINES`."""
        found: Floats = getattr(self, name)(days)
        return found

    def until(self, place: int, gdp: GdpPath) -> Ahead:
        """The same models from an earlier Wednesday."""
        return replace(self, weeks=self.weeks.until(place), gdp=gdp)

    def _weeks_to(self, days: Days) -> Floats:
        found: Floats = np.asarray((days - self.opening) / DAY, dtype=np.float64) / WEEK
        return found

    @property
    def on_quarter_end(self) -> bool:
        """Whether the opening is one of the last business days of its quarter."""
        day, last = self.opening.astype(date), quarter_end(self.weeks.days[-1:])[0].astype(date)
        left = sum(is_business_day(day + ONE_DAY * n) for n in range(1, (last - day).days + 1))
        return left < self.models.last_days_of_quarter


def liability_paths(ahead: Ahead, statement: OpeningStatement, end: date) -> dict[str, GivenPath]:
    """Every modelled line as a path from the statement's own level; a line whose past is not held stays there."""
    first = ahead.opening.astype("datetime64[D]")
    days = np.arange(first + WEEK_STEP, np.datetime64(end) + WEEK_STEP, WEEK_STEP)
    return {line: _from_statement(ahead, statement, line, days) for line in LINES}


def _from_statement(ahead: Ahead, statement: OpeningStatement, line: str, days: Days) -> GivenPath:
    """Currency in proportion, as notes and coin grow alike; the account as it is; other lines by what they move."""
    opening, path = float(getattr(statement, f"{line}_usd")), ahead.line(line, days)
    held = ahead.weeks.line(line)
    held = held[~np.isnan(held)]
    if not len(held) or np.isnan(path).any():
        return GivenPath(((statement.day, opening),))
    if line == "currency":
        path = opening * path / float(held[-1])
    elif line != "tga":
        path = np.maximum(opening + path - float(held[-1]), 0.0)
    return given_path(statement.day, opening, days, path)


def given_path(day: date, opening: float, days: Days, path: Floats) -> GivenPath:
    """A path that begins with the opening's level."""
    later = [(d, float(x)) for d, x in zip(days.astype(date), path, strict=True) if d > day]
    return GivenPath(((day, opening), *later))


def ordinary_on_rrp(ahead: Ahead, statement: OpeningStatement) -> float:
    """Take-up of an ordinary day: on a quarter's last day the middle of the last Wednesdays, if that is less."""
    if not ahead.on_quarter_end:
        return float(statement.on_rrp_usd)
    return min(float(statement.on_rrp_usd), float(np.median(ahead.weeks.line("on_rrp")[-MEAN_WEEKS:])))


def account_mean(ahead: Ahead, account: GivenPath, end: date) -> GivenPath:
    """The account's thirteen-week mean: Wednesdays held, then its path."""
    held = ahead.weeks.line("tga")[-MEAN_WEEKS:]
    first = ahead.opening.astype("datetime64[D]")
    days = np.arange(first, np.datetime64(end) + 2 * WEEK_STEP, WEEK_STEP)
    levels = np.concatenate([held, [account.at(d) for d in days[1:].astype(date)]])
    means = np.convolve(levels, np.full(MEAN_WEEKS, 1.0 / MEAN_WEEKS), "valid")
    return GivenPath(tuple(zip(days.astype(date).tolist(), means.tolist(), strict=True)))
