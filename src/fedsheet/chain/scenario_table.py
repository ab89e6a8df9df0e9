"""Scenarios beside each other: the sheet, reserves over GDP, SOFR over IORB, income, and the ten-year yield.

scenario → projection → reserves over GDP → SOFR − IORB on the curve of the last day known, at the same share
                     └→ ten-year equivalents less the first scenario's, over GDP × published elasticities → a range
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fedsheet.core.text import Text
from fedsheet.market.curve import ReserveCurve
from fedsheet.portfolio.projection import Line, Projection
from fedsheet.portfolio.scenario.assumed import Assumption
from fedsheet.review.supply_effect import slopes

YEAR = timedelta(days=365)
Curve = Callable[[tuple[float, ...]], ReserveCurve | None]


@dataclass(frozen=True)
class Sided:
    """A scenario's projection, its title, GDP at the opening and on the day it is told of, US dollars; what it assumes:
    the first scenario all of it, each other what sets it apart.
    """

    name: str
    title: Text
    projection: Projection
    gdp_now_usd: float
    gdp_then_usd: float
    assumed: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class ScenarioRow:
    """Where a scenario stands on a day: US dollars, shares, decimals.

    sofr_over_iorb   None where no curve holds        income_usd   of the year before
    effect           (2,) on the ten-year yield against the first scenario, weak and strong published elasticity
    """

    name: str
    title: Text
    day: date
    total_assets_usd: float
    reserves_usd: float
    reserves_to_gdp: float
    sofr_over_iorb: float | None
    income_usd: float
    effect: tuple[float, float]
    assumed: tuple[Assumption, ...] = ()


def scenario_table(sides: Sequence[Sided], day: date, curve: Curve) -> tuple[ScenarioRow, ...]:
    """Every scenario on the day; effects are those beside the first."""
    base = sides[0].projection.at(Line.TEN_YEAR_EQUIVALENTS, day)
    shares = [one.projection.at(Line.RESERVE_BALANCES, day) / one.gdp_then_usd for one in sides]
    found = curve(tuple(share * one.gdp_now_usd for share, one in zip(shares, sides, strict=True)))
    spreads = [point.middle for point in found.points] if found else [None] * len(sides)
    return tuple(_row(one, day, base, share, spread) for one, share, spread in zip(sides, shares, spreads, strict=True))


def _row(one: Sided, day: date, base: float, share: float, spread: float | None) -> ScenarioRow:
    found = one.projection
    less = (base - found.at(Line.TEN_YEAR_EQUIVALENTS, day)) / one.gdp_then_usd
    weak, strong = (less * slope for slope in slopes())
    return ScenarioRow(
        one.name, one.title, day, found.at(Line.TOTAL_ASSETS, day), found.at(Line.RESERVE_BALANCES, day), share, spread,
        _income(found, day), (weak, strong), one.assumed,
    )  # fmt: skip


def _income(found: Projection, day: date) -> float:
    """Net income of the year to the day."""
    days = found.dates
    within = (days > np.datetime64(day - YEAR)) & (days <= np.datetime64(day))
    within[0] = False
    return float(found.line(Line.NET_INCOME)[within].sum())
