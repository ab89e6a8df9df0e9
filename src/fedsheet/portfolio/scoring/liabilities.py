"""Liability models at quarterly openings of the past, beside flat and the pace of thirteen weeks.

Openings: last Wednesdays of quarters 2013-12 to 2025-09, targets to the end of 2025; each sees what preceded it. ON RRP
and reserves are given the liquidity, or the account, or neither; assets as they happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.ahead import MEAN_WEEKS, Ahead
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.liabilities.on_rrp import OnRrpModel, rule_step, take_up
from fedsheet.portfolio.liabilities.rules import gdp_path
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.scoring.fan_coverage import quarterly

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
WEEKS = (4, 13, 26, 39, 52, 78, 104)
LINES = ("tga", "currency", "foreign_repo", "other_deposits", "other_liabilities")
FIRST, LAST, END = date(2013, 12, 31), date(2025, 9, 30), date(2025, 12, 31)
PACE, WEEK = 13, 7.0 / 365.0
RARE = (np.datetime64("2020-01-01"), np.datetime64("2021-12-31"))


@dataclass(frozen=True)
class LiabilityScore:
    """One line, opening and horizon: what came, and what model and rivals said; US dollars.

    given   for ON RRP and reserves: "liquidity", "account" or nothing beside assets;  rare  2020-21 is in the way
    """

    line: str
    given: str
    opening: date
    weeks: int
    actual: float
    model: float
    flat: float
    pace: float
    rare: bool


def score_liabilities(
    vintage: Vintage, parameters: Parameters, first: date = FIRST, last: date = LAST, end: date = END
) -> tuple[LiabilityScore, ...]:
    """Every opening and horizon that is over by `end`."""
    growth = parameters.liabilities.gdp_growth
    after = weeks_known(vintage, end, growth)
    scores: list[LiabilityScore] = []
    for day in quarterly(first, last):
        known = weeks_known(vintage, day, growth)
        scores += _opening(Ahead(known, parameters.owed, gdp_path(vintage, day, growth)), after)
    return tuple(scores)


def _opening(ahead: Ahead, after: Weeks) -> Iterator[LiabilityScore]:
    start = len(ahead.weeks.days) - 1
    days = after.days[start + 1 : start + 1 + max(WEEKS)]
    paths = {line: ahead.line(line, days) for line in LINES}
    for line, path in paths.items():
        yield from _scores(line, "", after, start, after.line(line), path)
    came = after.line("tga")[start + 1 :][: len(days)]
    beside = _beside_the_account(after, paths, start)
    for given, liquidity, account in (
        ("liquidity", (after.line("on_rrp") + after.line("reserve_balances"))[start + 1 :][: len(days)], came),
        ("account", beside - came, came),
        ("", beside - paths["tga"], paths["tga"]),
    ):
        path = on_rrp_path(ahead, liquidity, account, days)
        yield from _scores("on_rrp", given, after, start, after.line("on_rrp"), path)
        yield from _scores("reserve_balances", given, after, start, after.line("reserve_balances"), liquidity - path)


def _beside_the_account(after: Weeks, paths: Mapping[str, Floats], start: int) -> Floats:
    """Assets as they happened less every liability's path but the account's: account, ON RRP and reserves together."""
    total, ahead = after.line("total_assets"), paths["currency"]
    rest = total[start] - sum(float(after.line(n)[start]) for n in ("on_rrp", "reserve_balances", "tga", "currency"))
    held = [n for n in ("foreign_repo", "other_deposits") if not np.isnan(paths[n]).any()]
    moved = [paths[n] - float(after.line(n)[start]) for n in held if not np.isnan(after.line(n)[start])]
    left: Floats = total[start + 1 :][: len(ahead)] - rest - ahead - np.sum(moved, axis=0)
    return left


def on_rrp_path(
    ahead: Ahead, liquidity: Floats, account: Floats, days: Days, model: OnRrpModel | None = None
) -> Floats:
    """(t,) take-up week by week on liquidity and the account; the estimate known at the opening, or another."""
    own, weeks = model or ahead.models.on_rrp_known(ahead.opening).model, ahead.weeks
    held = np.concatenate([weeks.line("tga")[-MEAN_WEEKS:], account])
    means = np.convolve(held, np.full(MEAN_WEEKS, 1.0 / MEAN_WEEKS), "valid")
    change = np.diff(means)
    opening = float(weeks.line("on_rrp")[-1])
    at_opening = opening + float(weeks.line("reserve_balances")[-1])
    rule, path = opening, []
    for t, day in enumerate(days.astype("datetime64[D]").astype(date)):
        kept = own.banks_keep_to_gdp * ahead.gdp.at(day)
        rule = rule_step(rule, float(liquidity[t]), kept, float(change[t]), WEEK, own)
        path.append(take_up(rule, opening, float(liquidity[t]), at_opening, own.weight((t + 1) * WEEK)))
    return np.array(path)


def _scores(line: str, given: str, after: Weeks, start: int, values: Floats, path: Floats) -> Iterator[LiabilityScore]:
    opening = after.days[start]
    for weeks in WEEKS:
        place = start + weeks
        if weeks > len(path) or np.isnan(values[[start, place]]).any() or np.isnan(path[weeks - 1]):
            continue
        pace = values[start] + (values[start] - values[start - PACE]) * weeks / PACE
        rare = any(RARE[0] <= d <= RARE[1] for d in (opening, after.days[place]))
        yield LiabilityScore(
            line, given, opening.astype(date), weeks, float(values[place]), float(path[weeks - 1]),
            float(values[start]), float(pace), rare,
        )  # fmt: skip


def mean_absolute(
    scores: Sequence[LiabilityScore], line: str, weeks: int, forecaster: str = "model", rare: bool = True
) -> float:
    """Mean absolute error, US dollars; `rare` keeps 2020-21 in."""
    own = [s for s in scores if (s.line, s.given, s.weeks) == (line, "", weeks) and (rare or not s.rare)]
    return float(np.nanmean([abs(getattr(s, forecaster) - s.actual) for s in own]))


def root_mean_square(
    scores: Sequence[LiabilityScore], line: str, given: str, forecaster: str = "model", relative: bool = False,
    rare: bool = True,
) -> float:  # fmt: skip
    """Over all horizons from thirteen weeks on, pooled: US dollars, or relative to what came; `rare` as above."""
    own = [s for s in scores if (s.line, s.given) == (line, given) and s.weeks >= PACE and (rare or not s.rare)]
    missed = np.array([getattr(s, forecaster) - s.actual for s in own])
    return float(np.sqrt(np.mean((missed / np.array([s.actual for s in own]) if relative else missed) ** 2)))
