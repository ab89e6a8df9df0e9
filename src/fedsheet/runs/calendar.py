"""The release calendar: what comes when; the statement as projected a release before, SOFR as forecast a day before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from fedsheet.core.calendar import Calendar, LineExpectation, RateExpectation, Release
from fedsheet.core.clock import following, next_release
from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError, FedsheetError
from fedsheet.core.news import HEADLINES
from fedsheet.core.releases import release_moment
from fedsheet.core.units import Dimension, from_bp
from fedsheet.core.vintage import Vintage
from fedsheet.market.evaluation import Track
from fedsheet.outlook.clock import refuse_across_unknown
from fedsheet.portfolio.projection import Projection
from fedsheet.record import PolicyPath
from fedsheet.runs.forecast import track_of
from fedsheet.runs.project import near
from fedsheet.runs.read import AsOf, Beside, others_of, read

# A line of the projection → the series whose Wednesday levels it is held against.
LINES = {"total_assets": "WALCL", "reserve_balances": "WRBWFRBL", "treasuries": "TREAST", "mbs": "WSHOMCB",
         "tga": "WDTGAL", "on_rrp": "RRPONTSYD"}  # fmt: skip
DAYS = 20
LOW, HALF, HIGH = 0.05, 0.5, 0.95
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def calendar(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> Calendar:
    """The whole calendar of a day."""
    known, record = read(as_of, vintage, path)
    return Calendar(known.as_of, releases(known), statement(known, record, others_of(vintage)), rates(known, record))


def releases(known: Vintage) -> tuple[Release, ...]:
    """The headline series that go on, by the day of their next release."""
    found = [_release(known, name) for name in HEADLINES if name in known]
    return tuple(sorted(found, key=lambda one: (one.on, one.at)))


def _release(known: Vintage, name: str) -> Release:
    series = known[name]
    day, value = series.base_last(known.as_of)
    on = next_release(series)
    moment = release_moment(name, on)
    ahead = following(day, series.definition.frequency)
    return Release(name, form_of(series.unit.dimension), day, value, ahead, on, moment)


def form_of(dimension: Dimension) -> str:
    """How the field tells a value of this kind: money, rate, persons or a plain number."""
    if dimension in (Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW):
        return "money"
    return {Dimension.RATE: "rate", Dimension.COUNT: "persons"}.get(dimension, "number")


def statement(
    known: Vintage, record: PolicyPath, others: Beside, ahead: Projection | None = None
) -> tuple[LineExpectation, ...]:
    """Each line of the newest statement beside the projection of the day before its release; `ahead` where the baseline
    of the day is made already.
    """
    if "WALCL" not in known:
        return ()
    day = known["WALCL"].base_last(known.as_of)[0]
    following_day = day + WEEK
    before = _projected(lambda: near(others.vintage(h41_release_date(day) - DAY)))
    now = ahead or _projected(lambda: near(known, record))
    found = []
    for line, name in LINES.items():
        came = _on(known, name, day)
        if came is not None:
            expected, then = _at(before, line, day), _at(now, line, following_day)
            found.append(LineExpectation(line, day, expected, came, following_day, then, _on(known, name, day - WEEK)))
    return tuple(found)


def _projected(make: Callable[[], Projection]) -> Projection | None:
    """A projection; None where the figures of the day do not carry one."""
    try:
        return make()
    except FedsheetError:
        return None


def _at(found: Projection | None, line: str, day: date) -> float | None:
    """A line of a projection on one Wednesday after its opening, US dollars."""
    if found is None:
        return None
    days = [np.datetime64(one, "D").astype(date) for one in found.dates]
    return float(found.line(line)[days.index(day)]) if day in days[1:] else None


def _on(known: Vintage, name: str, day: date) -> float | None:
    try:
        return known[name].base_at(day) if name in known else None
    except DateRangeError:
        return None


def rates(known: Vintage, record: PolicyPath, n: int = DAYS) -> tuple[RateExpectation, ...]:
    """SOFR over IORB on the last `n` days, as the rule forecast each the day before, and the day ahead."""
    if "SOFR" not in known:
        return ()
    refuse_across_unknown(record, known, "SOFR")
    return told_rates(track_of(known, record), n)


def told_rates(made: Track, n: int = DAYS) -> tuple[RateExpectation, ...]:
    """The same of forecasts already made."""
    days, spread = made.filtered.days, made.filtered.spread
    found = []
    for place in made.forecasts.days[-n - 1 :]:
        told = made.forecasts.of(place).published()
        came = float(spread[place]) if place < len(spread) and np.isfinite(spread[place]) else None
        low, median, high = (from_bp(told.quantile(q)) for q in (LOW, HALF, HIGH))
        found.append(
            RateExpectation(days[place].date(), median, low, high, None if came is None else from_bp(round(came)))
        )
    return tuple(found)
