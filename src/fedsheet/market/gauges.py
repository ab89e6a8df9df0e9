"""Every gauge of "enough reserves" day by day as it was public, its state, its leads and its false alarms; one verdict.

    values      gauge → series on business days, each day with what had been published by then
    Reading     a gauge's value, what it says, since when, and how it did in the runoffs of 2017-19 and 2022-25
    Verdict     abundant, turning, ample or scarce, by the model of states; which gauges agree, which do not

Definitions and thresholds are those of `record.adequacy`; none stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from fedsheet.core.dates import fed_holidays, h41_release_date
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.market.regimes import PUBLIC_AFTER, ReserveDemand
from fedsheet.market.reserve_demand import FIRST_WEEK, RATES, joined
from fedsheet.record.adequacy import Gauge, RunoffEpisode, calm_spans, cuts, episodes, gauge, gauges, window_days
from fedsheet.record.path import PolicyPath

YEAR_OF_DAYS = 250
ADVANCE_GDP = timedelta(days=121)  # from a quarter's first day to its advance estimate, 30 days after its end
STALE = timedelta(days=45)  # a figure older than this says nothing about today
EARLY = timedelta(days=365)  # a flag more than a year before a decision could not have served as its signal


class GaugeState(StrEnum):
    """What a gauge or the verdict says."""

    ABUNDANT = "abundant"
    TURNING = "turning"
    AMPLE = "ample"
    SCARCE = "scarce"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Lead:
    """How a gauge did in one runoff: first day past its threshold within a year of the decision to buy, and its lead
    in days (negative: after it); None without one, or where the gauge's figures begin later."""

    episode: str
    decided: date
    first: date | None
    lead_days: int | None


@dataclass(frozen=True)
class GaugeReading:
    """One gauge on a day: `value` and the day it was public, its state, the day since which it has said so, leads, and
    the days on which it was wrong (flagged in agreed abundance or more than a year ahead) of those judged."""

    gauge: Gauge
    value: float | None
    dated: date | None
    state: GaugeState
    since: date | None
    leads: tuple[Lead, ...]
    false_days: int
    judged_days: int


@dataclass(frozen=True)
class AdequacyVerdict:
    """One answer: `state` by the model's chances (`chance` of ample or scarcer with its 90% band, `scarce`), and which
    gauges agree, disagree or cannot say."""

    day: date
    state: GaugeState
    chance: float
    low: float
    high: float
    scarce: float
    agree: tuple[str, ...]
    disagree: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Every gauge on one day, and the verdict; `values` are the histories behind it, columns by gauge id."""

    day: date
    readings: tuple[GaugeReading, ...]
    verdict: AdequacyVerdict
    values: pd.DataFrame
    demand: ReserveDemand


def panel(vintage: Vintage, path: PolicyPath, demand: ReserveDemand, day: date) -> Panel:
    """All gauges on `day`, each by what was public; `DateRangeError` before the first week of states."""
    week = demand.newest_week(day)
    told = histories(vintage, path, demand)
    values = gauge_values(told, day)
    readings = tuple(reading(g, values[g.id], day, public_by(told[g.id], day)) for g in gauges())
    chance, low, high = (float(x.loc[week]) for x in (demand.not_abundant, demand.low, demand.high))
    scarce = float(demand.chance["scarce"].loc[week])
    state = state_of(chance, scarce)
    short = state in (GaugeState.AMPLE, GaugeState.SCARCE, GaugeState.TURNING)

    def those(kept: Callable[[GaugeReading], bool]) -> tuple[str, ...]:
        return tuple(r.gauge.id for r in readings if r.gauge.id != "states" and kept(r))

    verdict = AdequacyVerdict(
        day, state, chance, low, high, scarce,
        agree=those(lambda r: r.state is not GaugeState.UNKNOWN and (r.state is not GaugeState.ABUNDANT) == short),
        disagree=those(lambda r: r.state is not GaugeState.UNKNOWN and (r.state is not GaugeState.ABUNDANT) != short),
        unknown=those(lambda r: r.state is GaugeState.UNKNOWN),
    )  # fmt: skip
    return Panel(day, readings, verdict, values, demand)


def state_of(chance: float, scarce: float) -> GaugeState:
    """The verdict from the chances of not abundant and of scarce."""
    limit = cuts()
    if scarce >= limit.scarce:
        return GaugeState.SCARCE
    if chance >= limit.ample:
        return GaugeState.AMPLE
    return GaugeState.ABUNDANT if chance <= limit.abundant else GaugeState.TURNING


def business_days(end: date) -> pd.DatetimeIndex:
    """Business days of the Reserve Banks from the first week of states to `end`."""
    closed = np.array(
        sorted(day for year in range(FIRST_WEEK.year, end.year + 1) for day in fed_holidays(year)), "datetime64[D]"
    )
    days = np.arange(np.datetime64(FIRST_WEEK), np.datetime64(end) + np.timedelta64(1, "D"))
    return pd.DatetimeIndex(days[np.is_busday(days, holidays=closed)])


def histories(vintage: Vintage, path: PolicyPath, demand: ReserveDemand) -> dict[str, pd.Series[float]]:
    """Each gauge's values by the day they were public; empty where its figures are not held."""
    empty: pd.Series[float] = pd.Series(dtype=np.float64, index=pd.DatetimeIndex([]))
    return {
        g.id: HISTORIES[g.id](vintage, path, demand, g)["value"].dropna() if g.is_held and g.id in HISTORIES else empty
        for g in gauges()
    }


def gauge_values(told: dict[str, pd.Series[float]], day: date) -> pd.DataFrame:
    """(t, gauge) each gauge's value on every business day to `day`, as public then; NaN where not held."""
    days = business_days(day)
    if len(days) == 0:
        raise DateRangeError("market.gauges_gauge_reserves", day=day, first_week=FIRST_WEEK)
    return pd.DataFrame({name: carried(values, days) for name, values in told.items()}, index=days)


def public_by(told: pd.Series[float], day: date) -> date | None:
    """The day on which a gauge's last value known on `day` was public."""
    place = int(told.index.searchsorted(pd.Timestamp(day), side="right")) - 1
    return told.index[place].date() if place >= 0 else None


def carried(values: pd.Series[float], days: pd.DatetimeIndex) -> pd.Series[float]:
    """Values dated by when they were public, carried forward over `days` for at most `STALE`."""
    held = values.dropna()
    if len(held) == 0:
        return pd.Series(np.nan, days)
    held = held.groupby(level=0).last()
    place = held.index.searchsorted(days, side="right") - 1
    known = place >= 0
    age = np.where(known, (days - held.index[np.maximum(place, 0)]).days, 10**6)
    fresh = known & (age <= STALE.days)
    return pd.Series(np.where(fresh, held.to_numpy()[np.maximum(place, 0)], np.nan), days)


def reading(g: Gauge, values: pd.Series[float], day: date, dated: date | None) -> GaugeReading:
    """One gauge's state on `day` and its record; `dated` is the day its value was public."""
    held = values.dropna()
    last = float(values.iloc[-1]) if len(values) else np.nan
    state = state_by(g, last)
    flagged = held.map(lambda v: g.passed(v, g.ample)) if len(held) else pd.Series(dtype=bool)
    same = held.map(lambda v: state_by(g, v) is state) if len(held) else pd.Series(dtype=bool)
    broken = held.index[~same.to_numpy(dtype=bool)] if len(held) else held.index
    since = held.index[held.index > broken[-1]][0] if len(broken) and state is not GaugeState.UNKNOWN else None
    wrong, judged = false_days(flagged)
    return GaugeReading(
        gauge=g,
        value=None if np.isnan(last) else last,
        dated=None if np.isnan(last) else dated,
        state=state,
        since=None if since is None else since.date(),
        leads=tuple(lead(flagged, e, day) for e in episodes()),
        false_days=wrong,
        judged_days=judged,
    )


def state_by(g: Gauge, value: float) -> GaugeState:
    """What a gauge says at a value."""
    if np.isnan(value):
        return GaugeState.UNKNOWN
    if g.scarce is not None and g.passed(value, g.scarce):
        return GaugeState.SCARCE
    return GaugeState.AMPLE if g.passed(value, g.ample) else GaugeState.ABUNDANT


def lead(flagged: pd.Series[bool], episode: RunoffEpisode, day: date) -> Lead:
    """The first flag within a year before the decision to buy, or up to half a year after it."""
    decided = episode.purchases_decided
    last = min(pd.Timestamp(decided) + pd.Timedelta(days=182), pd.Timestamp(day))
    inside = flagged.loc[pd.Timestamp(decided - EARLY) : last]
    on = inside.index[inside.to_numpy(dtype=bool)]
    if decided > day or len(on) == 0:
        return Lead(episode.id, decided, None, None)
    first = on[0].date()
    return Lead(episode.id, decided, first, (decided - first).days)


def false_days(flagged: pd.Series[bool]) -> tuple[int, int]:
    """Days flagged in agreed abundance, or in a runoff more than a year before its decision; and the days judged."""
    spans = [*calm_spans(), *((e.judged_from, e.purchases_decided - EARLY - timedelta(days=1)) for e in episodes())]
    parts = [flagged.loc[pd.Timestamp(a) : pd.Timestamp(b)] for a, b in spans]
    return sum(int(p.sum()) for p in parts), sum(len(p) for p in parts)


# ---- each gauge's history, by the day its value was public -----------------------------------------------------------

History = Callable[[Vintage, PolicyPath, ReserveDemand, Gauge], "pd.DataFrame"]


def _dated(values: pd.Series[float], after: timedelta) -> pd.DataFrame:
    return pd.DataFrame({"value": values.to_numpy(np.float64)}, index=pd.DatetimeIndex(values.index) + after)


def _weekly_dates(values: pd.Series[float]) -> pd.Series[float]:
    public = pd.DatetimeIndex([h41_release_date(stamp.date()) for stamp in values.index])
    return pd.Series(values.to_numpy(np.float64), public)


def _states(_v: Vintage, _p: PolicyPath, demand: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    return _dated(demand.not_abundant, PUBLIC_AFTER)


def _reserves_to_gdp(vintage: Vintage, _p: PolicyPath, _d: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    reserves = _weekly_dates(vintage.base("WRESBAL").loc[pd.Timestamp(FIRST_WEEK) :])
    gdp = vintage.base("GDP")
    known = pd.Series(gdp.to_numpy(), pd.DatetimeIndex(gdp.index) + ADVANCE_GDP)
    output = known.reindex(known.index.union(reserves.index)).ffill().reindex(reserves.index)
    return _dated(reserves / output, timedelta(0))


def _reserves_to_credit(_v: Vintage, _p: PolicyPath, demand: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    return _dated(demand.frame["share"], PUBLIC_AFTER)


def _elasticity(_v: Vintage, _p: PolicyPath, demand: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    return _dated(demand.slopes["effr"]["high"] * 1e-4, PUBLIC_AFTER)


def spread(vintage: Vintage, path: PolicyPath, names: tuple[str, ...]) -> pd.Series[float]:
    """A rate less IORB on business days, decimal."""
    values = joined(vintage, names).loc[pd.Timestamp(FIRST_WEEK) :]
    if len(values) == 0:
        return values
    iorb = path.on_days("iorb", pd.DatetimeIndex(values.index))
    over = (values - iorb).dropna()
    return over[over.index.isin(business_days(over.index[-1].date()))]


def _effr_drift(vintage: Vintage, path: PolicyPath, _d: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    mean = spread(vintage, path, RATES["effr"]).rolling(window_days()).mean()
    return _dated((mean - mean.rolling(YEAR_OF_DAYS).min()).round(8), timedelta(days=1))


def _repo_level(vintage: Vintage, path: PolicyPath, _d: ReserveDemand, g: Gauge) -> pd.DataFrame:
    """The mean; where it is at or over the threshold but on too few days, a hair under it."""
    over = spread(vintage, path, ("SOFR",))
    n = window_days()
    mean, days = over.rolling(n).mean(), (over > 0.0).astype(float).rolling(n).mean()
    few = (mean >= g.ample.value) & (days < g.extra["share_above"])
    return _dated(mean.where(~few, g.ample.value - 1e-6), timedelta(days=1))


def _repo_dispersion(vintage: Vintage, path: PolicyPath, _d: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    over = spread(vintage, path, ("SOFR75",))
    return _dated((over > 0.0).astype(float).rolling(window_days()).mean(), timedelta(days=1))


def _standing_repo(vintage: Vintage, _p: PolicyPath, _d: ReserveDemand, g: Gauge) -> pd.DataFrame:
    if "SRF_USAGE" not in vintage:
        return _dated(pd.Series(dtype=np.float64, index=pd.DatetimeIndex([])), timedelta(0))
    used = (vintage.base("SRF_USAGE") > g.extra["used_usd_bn"] * 1e9).astype(float)
    return _dated(used.rolling(window_days()).sum(), timedelta(0))


def _on_rrp(vintage: Vintage, _p: PolicyPath, _d: ReserveDemand, _g: Gauge) -> pd.DataFrame:
    """From the facility's first hundred billion on: before there was a buffer, none was used up."""
    take_up = vintage.base("RRPONTSYD")
    middle = take_up.rolling(window_days()).median()
    return _dated(middle.where(middle.cummax() > gauge("on_rrp").ample.value), timedelta(0))


def _desk_survey(vintage: Vintage, _p: PolicyPath, _d: ReserveDemand, g: Gauge) -> pd.DataFrame:
    reserves = _weekly_dates(vintage.base("WRESBAL"))
    return _dated(reserves.loc[pd.Timestamp(g.ample.announced_at) :], timedelta(0))


HISTORIES: dict[str, History] = {
    "states": _states,
    "reserves_to_gdp": _reserves_to_gdp,
    "reserves_to_credit": _reserves_to_credit,
    "banks_keep": _reserves_to_gdp,
    "elasticity": _elasticity,
    "effr_drift": _effr_drift,
    "repo_level": _repo_level,
    "repo_dispersion": _repo_dispersion,
    "standing_repo": _standing_repo,
    "on_rrp": _on_rrp,
    "desk_survey": _desk_survey,
}
