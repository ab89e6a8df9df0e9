"""Events through a user's own surprises: what yields do per unit of an intraday surprise, and what that makes of a set.

    change(d) = a + b · surprise(d) + e(d)     over every day of the user's table that has a close

The surprise is measured in minutes around the announcement, the change over a day or two: b is the response to policy
news, free of what else happened on the day. A set's part accounted for is b times the sum of its surprises. Days of
the set that the table does not cover are named; fewer than three covered are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np

from fedsheet.core.errors import InputError
from fedsheet.review.assets import Array, Asset, publishers_of
from fedsheet.review.events import event_changes
from fedsheet.review.eventsets import EventSet
from fedsheet.review.surprises import Surprises

LEAST_COVERED = 3
LEAST_DAYS = 10
BAND = NormalDist().inv_cdf(0.95)  # of a 90% band


@dataclass(frozen=True)
class InstrumentedRow:
    """One series: its response to a surprise of one, and the set's part of it, decimals.

    slope, low, high   response with a 90% band (HC3 errors); error its standard error
    first_stage        t² of the slope: how much the surprise says of the day's change
    n_days             days of the table with a close
    summed             change over the covered days of the set
    accounted          slope × the sum of their surprises
    """

    series: str
    slope: float
    error: float
    low: float
    high: float
    first_stage: float
    n_days: int
    summed: float
    accounted: float


@dataclass(frozen=True)
class Instrumented:
    """A set read through an instrument: which of its days are covered, which are not, a row a series."""

    event_set: EventSet
    surprises: Surprises
    window_days: int
    covered: tuple[date, ...]
    missing: tuple[date, ...]
    surprise_sum: float
    without_close: tuple[date, ...]
    rows: tuple[InstrumentedRow, ...]
    publishers: tuple[str, ...] = ()


def _positions(asset: Asset, days: Sequence[date], window_days: int) -> tuple[list[int], list[date]]:
    """Where the closes of days stand, and the days that have none with the window around them."""
    found, without = [], []
    for day in days:
        place = int(np.searchsorted(asset.days, np.datetime64(day)))
        last = place + window_days - 1
        if 0 < place <= last < asset.days.size and asset.days[place] == np.datetime64(day):
            found.append(place)
        else:
            without.append(day)
    return found, without


def _slope(change: Array, surprise: Array) -> tuple[float, float]:
    """Least squares with a constant, and the HC3 error of the slope."""
    x = surprise - surprise.mean()
    weight = float(x @ x)
    slope = float(x @ change) / weight
    errors = change - change.mean() - slope * x
    leverage = 1.0 / x.size + x**2 / weight
    return slope, float(np.sqrt(x**2 @ (errors / (1.0 - leverage)) ** 2)) / weight


def _row(asset: Asset, surprises: Surprises, covered: Sequence[date], window_days: int) -> InstrumentedRow:
    """One series over the whole table, then over the covered days of the set."""
    days = list(surprises.by_day)
    places, without = _positions(asset, days, window_days)
    if len(places) < LEAST_DAYS:
        raise InputError("review.instrumented_too_few_days", id=asset.id, n=len(places), least=LEAST_DAYS)
    held = np.array([surprises.by_day[day] for day in days if day not in set(without)])
    if float(np.ptp(held)) == 0.0:
        raise InputError("review.instrumented_constant", name=surprises.name)
    change = event_changes(asset.scale, np.array(places, dtype=np.intp), window_days)
    slope, error = _slope(change, held)
    of_set, _ = _positions(asset, covered, window_days)
    summed = float(event_changes(asset.scale, np.array(of_set, dtype=np.intp), window_days).sum())
    total = sum(surprises.by_day[day] for day in covered)
    return InstrumentedRow(
        asset.id, slope, error, slope - BAND * error, slope + BAND * error, (slope / error) ** 2, len(places), summed,
        slope * total,
    )  # fmt: skip


def instrumented(study: EventSet, assets: Sequence[Asset], surprises: Surprises, window_days: int = 1) -> Instrumented:
    """A set through an instrument; `InputError` where fewer than three of its days are covered, naming the others."""
    missing = surprises.missing(study.dates)
    covered = tuple(day for day in study.dates if day in surprises.by_day)
    if len(covered) < LEAST_COVERED:
        raise InputError(
            "review.instrumented_not_covered", name=surprises.name, id=study.id, n=len(covered),
            n_events=len(study.dates), missing=", ".join(map(str, missing)), least=LEAST_COVERED,
            first=min(surprises.by_day), last=max(surprises.by_day),
        )  # fmt: skip
    rows = tuple(_row(asset, surprises, covered, window_days) for asset in assets)
    within = [d for d in surprises.by_day if assets[0].days[0] <= np.datetime64(d) <= assets[0].days[-1]]
    _, without = _positions(assets[0], within, window_days)
    total = float(sum(surprises.by_day[day] for day in covered))
    return Instrumented(
        study, surprises, window_days, covered, missing, total, tuple(without), rows, publishers_of(assets)
    )
