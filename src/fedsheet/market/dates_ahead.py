"""Chances on the days a desk plans for: tomorrow, in a week, month-end, quarter-end, the tax date, year-end.

Each is a forecast by the filter at its own distance; where that is a day or a week, pooled as the forecast itself is.
Beside each stands what the same rule said from the same distance before past days of the kind, and what came: on how
many such days a chance was learnt and tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.market.daycount import MarketCalendar, following_days, market_calendar
from fedsheet.market.evaluation import BAND, THRESHOLDS_BP, Forecasts, SecondOpinion
from fedsheet.market.forecast import FilterParameters, filter_spreads

NAMED = ("next day", "week", "month-end", "tax date", "quarter-end", "year-end")
WEEK = 5  # settlement days
AHEAD = 270  # settlement days that hold one of each


@dataclass(frozen=True)
class PastChance:
    """Past days of the kind, forecast from the same distance: chances of a threshold summed, and how often it came."""

    threshold_bp: float
    expected: float
    happened: int


@dataclass(frozen=True)
class DateAhead:
    """One named day; basis points over IORB.

    days_ahead   settlement days from the origin        exceeds   threshold → probability that the rate is higher
    band         the central 90%                        past      the record on `n_past` earlier days of the kind
    held         share of those whose outcome lay in the band of its forecast; NaN where there is none
    """

    name: str
    day: date
    days_ahead: int
    median: float
    band: tuple[float, float]
    exceeds: dict[float, float]
    n_past: int
    held: float
    past: tuple[PastChance, ...]


def dates_ahead(
    spread: pd.Series[float], parameters: FilterParameters, second: Mapping[int, SecondOpinion]
) -> tuple[DateAhead, ...]:
    """The named days after the last observation of `spread` (decimal), nearest first; second opinions by horizon."""
    named = named_days(spread.index[-1].date())
    made = filter_spreads(spread, parameters, sorted(set(named.values())))
    return tuple(
        _date_ahead(name, Forecasts(made[ahead], parameters, second.get(ahead)))
        for name, ahead in sorted(named.items(), key=lambda item: (item[1], NAMED.index(item[0])))
    )


def named_days(origin: date) -> dict[str, int]:
    """Name → how many settlement days after `origin` it falls: the next of its kind."""
    calendar = market_calendar(following_days(origin, AHEAD))
    kinds = {name: of_kind(name, calendar) for name in NAMED}
    return {"next day": 1, "week": WEEK} | {
        name: int(np.argmax(found)) + 1 for name, found in kinds.items() if name not in ("next day", "week")
    }


def of_kind(name: str, calendar: MarketCalendar) -> NDArray[np.bool_]:
    """(t,) which days are of the kind; every day is somebody's next day and in somebody's week."""
    found: dict[str, NDArray[np.bool_]] = {
        "month-end": calendar.period_end,
        "quarter-end": calendar.quarter_end,
        "year-end": calendar.quarter_end & (calendar.month == 12),
        "tax date": calendar.tax_date,
    }
    return found.get(name, np.ones(len(calendar.days), dtype=np.bool_))


def _date_ahead(name: str, forecasts: Forecasts) -> DateAhead:
    filtered = forecasts.filtered
    target = len(filtered.days) - 1
    found = forecasts.of(target)
    past = _past_days(name, forecasts)
    outcomes = filtered.spread[past]
    inside, chances = np.full(len(past), np.nan), np.zeros((len(THRESHOLDS_BP), len(past)))
    for n, (day, outcome) in enumerate(zip(past.tolist(), outcomes, strict=True)):
        then = forecasts.of(day)
        inside[n], chances[:, n] = then.holds(outcome, 1.0 - BAND), [then.exceeds(k) for k in THRESHOLDS_BP]
    return DateAhead(
        name=name,
        day=filtered.days[target].date(),
        days_ahead=filtered.horizon,
        median=found.quantile(0.5),
        band=(found.quantile((1.0 - BAND) / 2.0), found.quantile((1.0 + BAND) / 2.0)),
        exceeds={k: found.exceeds(k) for k in THRESHOLDS_BP},
        n_past=len(past),
        held=float(np.mean(inside)) if len(inside) else float("nan"),
        past=tuple(
            PastChance(k, sum(by_day.tolist()), int((outcomes > k).sum()))
            for k, by_day in zip(THRESHOLDS_BP, chances, strict=True)
        ),
    )


def _past_days(name: str, forecasts: Forecasts) -> NDArray[np.int64]:
    """Numbers of the days of the kind that have an outcome and could be forecast from this distance."""
    filtered, p = forecasts.filtered, forecasts.parameters
    kind = of_kind(name, market_calendar(filtered.days)) & np.isfinite(filtered.spread)
    kind[: 2 * filtered.horizon + 2 * p.residual_warm_up] = False
    return np.flatnonzero(kind)
