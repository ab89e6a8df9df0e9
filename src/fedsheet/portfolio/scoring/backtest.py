"""The model judged: projections opened in the past, held against H.4.1, beside the naive alternatives.

Naive rivals, both free: "caps bind" (from the opening every month's cap is used in full, and where there is no cap
every month's announced net purchases are made) and "recent pace" (the change of the last thirteen weeks goes on).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months, month_end, wednesday_on_or_before
from fedsheet.core.shown import Shown
from fedsheet.core.text import Text
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.mortgages.cohorts import build_cohorts, month_levels, pay_month
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.resolve import Setting
from fedsheet.record import PolicyPath
from fedsheet.record.model import ProjectedValue as OfficialProjection

SECURITIES = {"treasuries": "TREAST", "mbs": "WSHOMCB"}
TOTAL, REST = "total_assets", "other_than_securities"
OBSERVED = {**SECURITIES, TOTAL: "WALCL", "reserve_balances": "WRESBAL"}
HORIZONS = (3, 6, 12, 18, 24, 36)
THIRTEEN_WEEKS, SIX_DAYS = timedelta(weeks=13), timedelta(days=6)
NAIVE_MONTHS = 3


@dataclass(frozen=True)
class BacktestScore:
    """One line at one horizon: what was projected, what came, and what the rivals would have said; US dollars.

    Rivals are None where they have nothing to say of the line.
    """

    test: str
    line: str
    horizon_months: int
    day: date
    actual: float
    model: float
    caps_bind: float | None
    recent_pace: float | None

    @property
    def relative_error(self) -> float:
        """Model less actual, over actual."""
        return self.model / self.actual - 1.0


MEASURED = {
    "caps": "{line}: share of caps used {first} to {last}",
    "principal": "agency MBS: mean absolute error of monthly principal, {n} months from {first}",
    "deferred": "deferred asset {day} ({source})",
}


@dataclass(frozen=True)
class BacktestMeasure:
    """One number that the model must reproduce: found, expected, and the naive's where there is one."""

    test: str
    key: str
    told: Mapping[str, object]
    found: float
    expected: float | None
    naive: float | None
    unit: str

    @property
    def what(self) -> str:
        """What the number is of, for machines."""
        return MEASURED[self.key].format(**self.told)


@dataclass(frozen=True, repr=False)
class Backtest(Shown):
    """Everything `fedsheet project --backtest` shows, with the projections scored by the scenario's name."""

    scores: tuple[BacktestScore, ...]
    measures: tuple[BacktestMeasure, ...]
    official: tuple[OfficialScore, ...]
    projections: Mapping[str, Projection]


@dataclass(frozen=True)
class OfficialScore:
    """An official projection beside ours on the same information and what came; US dollars."""

    publication: Text
    quantity: str
    target: date
    official: float
    model: float
    outcome: float | None


def score_projection(
    test: str, found: Projection, policies: Sequence[MonthPolicy], vintage: Vintage
) -> tuple[BacktestScore, ...]:
    """Errors by line and horizon, and at the last Wednesday projected.

    `other_than_securities` is what total assets leave after Treasuries and MBS: a miss of the total has its line.
    """
    opening, last = _day(found.dates[0]), _day(found.dates[-1])
    targets = [add_months(opening, h) for h in HORIZONS if add_months(opening, h) <= last]
    scores: list[BacktestScore] = []
    for target in dict.fromkeys([*targets, last]):
        day = wednesday_on_or_before(target)
        months = round((target - opening).days / 30.4375)
        of_day = [_score(test, found, policies, vintage, line, day, months) for line in OBSERVED]
        scores += [*of_day, _rest(of_day)]
    return tuple(scores)


def _score(
    test: str,
    found: Projection,
    policies: Sequence[MonthPolicy],
    vintage: Vintage,
    line: str,
    day: date,
    months: int,
) -> BacktestScore:
    opening = _day(found.dates[0])
    start, series_id = found.at(line, opening), OBSERVED[line]
    announced = start + _announced(policies, line, opening, day) if line in SECURITIES else None
    pace = start + _recent_pace(vintage, series_id, opening, day)
    return BacktestScore(
        test, line, months, day, vintage[series_id].base_last(day)[1], found.at(line, day), announced, pace
    )


def _rest(of_day: Sequence[BacktestScore]) -> BacktestScore:
    """Total assets less Treasuries and MBS, on which neither rival has a say."""
    total = next(s for s in of_day if s.line == TOTAL)
    parts = [s for s in of_day if s.line in SECURITIES]
    actual, model = total.actual - sum(s.actual for s in parts), total.model - sum(s.model for s in parts)
    return replace(total, line=REST, actual=actual, model=model, caps_bind=None, recent_pace=None)


def _announced(policies: Sequence[MonthPolicy], line: str, opening: date, day: date) -> float:
    """Net purchases less caps in full, from the opening to a day, months in proportion to their days."""
    buys, cap = ("treasury", "treasury_cap_usd") if line == "treasuries" else ("agency_mbs", "agency_cap_usd")
    total = 0.0
    for policy in policies:
        following = add_months(policy.month, 1)
        inside = (min(day, following) - max(opening, policy.month)).days / (following - policy.month).days
        bills = policy.purchases_usd["bills"] if line == "treasuries" else 0.0
        total += max(inside, 0.0) * (policy.purchases_usd[buys] + bills - (getattr(policy, cap) or 0.0))
    return total


def _recent_pace(vintage: Vintage, series_id: str, opening: date, day: date) -> float:
    """The change of the thirteen weeks before the opening, gone on with."""
    series = vintage[series_id]
    change = series.base_last(opening)[1] - series.base_last(opening - THIRTEEN_WEEKS)[1]
    return change * ((day - opening) / THIRTEEN_WEEKS)


def _day(stamp: np.datetime64) -> date:
    day: date = stamp.astype("datetime64[D]").astype(date)
    return day


def caps_used(found: Projection, vintage: Vintage) -> tuple[BacktestMeasure, ...]:
    """Share of the caps used between the first and the last Wednesday under a Treasury cap, by H.4.1 and projected."""
    capped = [f for f in found.flows if f.treasury_cap_usd]
    first = wednesday_on_or_before(capped[0].month + SIX_DAYS)
    last = wednesday_on_or_before(month_end(capped[-1].month))
    total = {"treasuries": sum(f.treasury_cap_usd for f in capped), "mbs": sum(f.agency_cap_usd for f in capped)}
    return tuple(_cap_used(found, vintage, line, usd, first, last) for line, usd in total.items())


def _cap_used(
    found: Projection, vintage: Vintage, line: str, cap_usd: float, first: date, last: date
) -> BacktestMeasure:
    series = vintage[OBSERVED[line]]
    actual = -(series.base_last(last)[1] - series.base_last(first)[1]) / cap_usd
    model = -(found.at(line, last) - found.at(line, first)) / cap_usd
    told = {"line": line, "first": first, "last": last}
    return BacktestMeasure(found.name, "caps", told, model, actual, 1.0, "share")


def mortgage_principal(setting: Setting, vintage: Vintage, months: NDArray[np.datetime64]) -> BacktestMeasure:
    """Monthly principal from one opening, mortgage rates given: mean absolute error beside the naive a month ahead.

    months  (t,) consecutive, without purchases, so that H.4.1 falls by principal alone
    """
    opening = wednesday_on_or_before(_day(months[0]) + SIX_DAYS)
    held, levels = month_levels(vintage, _day(months[-1] + np.timedelta64(1, "M")) + SIX_DAYS)
    actual = dict(zip(held[:-1], -np.diff(levels), strict=True))
    model, pool = setting.parameters.prepayment_known(opening).model, setting.parameters.mortgage_pool
    cohorts = build_cohorts(vintage, setting.rates, model, pool, opening).cohorts
    errors, naive = [], []
    for place, month in enumerate(months):
        cohorts, paid = pay_month(cohorts, model, setting.rates, month)
        errors.append(paid / actual[month] - 1.0)
        if place >= NAIVE_MONTHS:
            before = [actual[m] for m in months[place - NAIVE_MONTHS : place]]
            naive.append(float(np.mean(before)) / actual[month] - 1.0)
    told = {"n": len(errors), "first": opening}
    return BacktestMeasure(setting.name, "principal", told, _mean_abs(errors), None, _mean_abs(naive), "share")


def _mean_abs(errors: Sequence[float]) -> float:
    return float(np.abs(np.array(errors)).mean())


def deferred_asset(found: Projection, known: Sequence[tuple[date, float, str]]) -> tuple[BacktestMeasure, ...]:
    """The deferred asset on days for which it is known; the naive is the opening's amount."""
    opening = found.line("deferred_asset")[0]
    return tuple(
        BacktestMeasure(
            found.name, "deferred", {"day": day, "source": source}, found.at("deferred_asset", day), usd, opening, "usd"
        )
        for day, usd, source in known
    )


def official_scores(
    record: PolicyPath, projections: dict[date, Projection], vintage: Vintage
) -> tuple[OfficialScore, ...]:
    """Each official projection beside ours; `projections` by the day whose information they share."""
    scores = []
    for official in record.projections:
        ours = _nearest(projections, official.announced_at)
        if ours is not None and _day(ours.dates[-1]) >= official.target_date:
            scores.append(_official(official, ours, vintage))
    return tuple(scores)


def _nearest(projections: dict[date, Projection], announced_at: date) -> Projection | None:
    near = [day for day in projections if abs((day - announced_at).days) <= 31]
    return projections[near[0]] if near else None


def _official(official: OfficialProjection, ours: Projection, vintage: Vintage) -> OfficialScore:
    day = official.target_date
    if official.quantity == "SOMA holdings":
        model = ours.at("treasuries", day) + ours.at("mbs", day)
        outcome = _known(vintage, "TREAST", day) + _known(vintage, "WSHOMCB", day)
    else:
        model, outcome = ours.at("reserve_balances", day), _known(vintage, "WRESBAL", day)
    return OfficialScore(
        official.publication, official.quantity, day, official.value_usd, model,
        outcome if np.isfinite(outcome) else None,
    )  # fmt: skip


def _known(vintage: Vintage, series_id: str, day: date) -> float:
    series = vintage[series_id]
    last: NDArray[np.datetime64] = series.values.index.to_numpy()[-1:]
    if np.datetime64(day) > last[0] + np.timedelta64(7, "D"):
        return float("nan")
    return series.base_last(day)[1]
