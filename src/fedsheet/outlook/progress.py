"""Outcome-based guidance as tracked indices: what had been recovered, by which meeting, and who would have signalled.

    guidance ──► figures appear ──► condition holds ──► first scheduled meeting on or after: the signal

Conditions, their words and their parameters: data/progress.toml. A signal is dated by the meeting at which the
figures then public meet the condition; nothing published later is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

import numpy as np

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.lazy import pd
from fedsheet.core.units import from_pct
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.known import Known, as_known, release_rule
from fedsheet.outlook.meetings import Meetings, meetings_known
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.rules import goal, longer_run, price_index, quarterly

LABOUR = ("UNRATE", "PAYEMS", "SRVPRD", "EMRATIO", "LNS12300060", "CIVPART")
PRICES = ("PCEPI", "PCECTPI")
JOBS = ("UNRATE",)  # the labour market's figures all appear with it, in one report
BOTH = (*JOBS, *PRICES)
# Decimals of a change that count: the least published one is a third of 0.1 points (0.0003) or of a thousand jobs
# (333); means of equal numbers differ by up to 1e-8 as floats.
DECIMALS = 6
BETTER = {"UNRATE": -1.0}  # the sign of a change for the better; +1 where not named


@dataclass(frozen=True)
class Recovered:
    """How much of one labour-market shortfall was made up: shortfall at the guidance against before the pandemic.

    before, at_guidance, now   as base units of the series (persons, decimals)
    share                      (now - at_guidance) / (before - at_guidance); NaN where there was no shortfall
    """

    series_id: str
    month: date
    before: float
    at_guidance: float
    now: float

    @property
    def share(self) -> float:
        """Share of the shortfall recovered since the guidance."""
        shortfall = self.before - self.at_guidance
        return (self.now - self.at_guidance) / shortfall if shortfall else float("nan")


@dataclass(frozen=True)
class InflationRecord:
    """Headline PCE: four-quarter rate and the annualised mean since the framework or the goal, decimals."""

    quarter: date
    four_quarters: float
    mean_since: float
    since: date


@dataclass(frozen=True)
class Progress:
    """The state of every index as known on a day."""

    as_of: date
    real_time: bool
    labour: tuple[Recovered, ...]
    inflation: InflationRecord
    quarters_better: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Signal:
    """When a condition would have called for a taper (or lift-off): the figures' month, their release, the meeting.

    met_on      the first day on which published figures met the condition; None if they had not by `looked_until`
    meeting     the first scheduled FOMC meeting on or after that day
    """

    condition: str
    episode: str
    parameter: float
    met_on: date | None
    meeting: date | None
    looked_until: date
    real_time: bool


def condition(name: str) -> dict[str, object]:
    """Words and parameters of one condition."""
    table = parameters("progress")["conditions"]
    if name not in table:
        raise InputError("outlook.progress_unknown_condition", name=name, table=", ".join(table))
    return dict(table[name])


def recovered(vintage: Vintage, series_id: str, since: date, before: date) -> Recovered:
    """Share of the shortfall of `series_id` at `since` against `before` that is made up in the last month held."""
    values = vintage.base(series_id)
    last = values.index[-1].date()
    if last < since:
        raise DateRangeError(
            "outlook.progress_ends_before_guidance", series_id=series_id, as_of=vintage.as_of, last=last, since=since
        )
    series = vintage[series_id]
    return Recovered(series_id, last, series.base_at(before), series.base_at(since), series.base_at(last))


def share_recovered(vintage: Vintage, series_id: str, since: date, before: date) -> pd.Series[float]:
    """Share of the shortfall made up, month by month from the guidance on; 0 at the guidance, 1 when all is."""
    series = vintage[series_id]
    shortfall = series.base_at(before) - series.base_at(since)
    return (series.base().loc[pd.Timestamp(since) :] - series.base_at(since)) / shortfall


def better_quarters(vintage: Vintage, series_ids: Sequence[str], since: date) -> int:
    """Full quarters in a row, ending with the last one held, in which every series was better than the quarter before.

    Counted from the first full quarter after the month `since`: quarters the guidance already knew do not count.
    """
    averages = {name: quarterly(vintage.base(name), 3) for name in series_ids}
    return _run(averages, pd.Timestamp(since) + pd.offsets.QuarterBegin(startingMonth=1))


def better_months(vintage: Vintage, series_ids: Sequence[str], since: date) -> int:
    """Months in a row, ending with the last one held, in which every series was better than the month before."""
    return _run({name: vintage.base(name) for name in series_ids}, pd.Timestamp(since) + pd.offsets.MonthBegin(1))


def _run(values: Mapping[str, pd.Series[float]], first: pd.Timestamp) -> int:
    """Length of the run of joint improvements, each period on the one before, that ends with the last period."""
    changes = [series.diff() * BETTER.get(name, 1.0) for name, series in values.items()]
    better = (pd.concat(changes, axis=1, sort=True).dropna().round(DECIMALS) > 0).all(axis=1).loc[first:].to_numpy()
    worse = np.flatnonzero(~better)
    return len(better) - (int(worse[-1]) + 1 if len(worse) else 0)


def shares(vintage: Vintage) -> dict[str, pd.Series[float]]:
    """`share_recovered` of every labour series held, since December 2020; none where that was still ahead."""
    since, before = guidance_and_eve()
    reached = [n for n in LABOUR if n in vintage and vintage[n].last_day >= since]
    return {name: share_recovered(vintage, name, since, before) for name in reached}


def guidance_and_eve() -> tuple[date, date]:
    """The month of the guidance of December 2020, and the last month before the pandemic."""
    since = condition("substantial_further_progress")["since"]
    return _day(since), _day(parameters("progress")["before_pandemic"]["month"])


def inflation_record(vintage: Vintage, since: date) -> InflationRecord:
    """Headline PCE inflation over four quarters and on average since the quarter of `since`."""
    index = price_index(vintage, "headline").dropna()
    last = index.index[-1]
    base = index.loc[: pd.Timestamp(since)].iloc[-1]
    years = len(index.loc[pd.Timestamp(since) :]) / 4
    mean = (index.iloc[-1] / base) ** (1 / years) - 1 if years > 0 else float("nan")
    return InflationRecord(last.date(), float(index.iloc[-1] / index.iloc[-5] - 1), float(mean), since)


def progress(known: Known, since: date | None = None) -> Progress:
    """Every index as known; series that are not held by then are named in `missing`, never filled."""
    guidance, before = guidance_and_eve()
    start = since or guidance
    vintage = known.vintage
    held = [name for name in LABOUR if name in vintage]
    if not held:
        raise DateRangeError("outlook.progress_figure_labour_market_public", as_of=known.as_of)
    labour = tuple(recovered(vintage, name, start, before) for name in held)
    report = condition("report")
    run = better_quarters(vintage, [name for name in _names(report) if name in vintage], start)
    missing = tuple(name for name in LABOUR if name not in vintage)
    return Progress(known.as_of, known.real_time, labour, inflation_record(vintage, start), run, missing)


# The conditions: what published figures say, as yes or no. ------------------------------------------------------------


def report_condition(vintage: Vintage) -> bool:
    """Services and labour better for more than one quarter since December 2020."""
    rule = condition("report")
    return better_quarters(vintage, _names(rule), _day(rule["since"])) >= _number(rule["consecutive_quarters"])


def report_condition_by_months(vintage: Vintage) -> bool:
    """The report's condition read month by month: better for four months in a row, one flat month starts it anew."""
    rule = condition("report_by_months")
    names = _names(condition("report"))
    return better_months(vintage, names, _day(rule["since"])) >= _number(rule["consecutive_months"])


def report_condition_2013(vintage: Vintage) -> bool:
    """The report's reading applied to the guidance of September 2012."""
    rule = condition("substantial_improvement_2012")
    names = _names(condition("report"))
    return better_quarters(vintage, names, _day(rule["since"])) >= _number(rule["consecutive_quarters"])


def employment_recovered(share: float) -> Callable[[Vintage], bool]:
    """Payroll shortfall recovered since December 2020 by at least `share`, and inflation at the goal."""
    since, before = guidance_and_eve()

    def met(vintage: Vintage) -> bool:
        if vintage.base("PAYEMS").index[-1].date() < since:
            return False
        jobs = recovered(vintage, "PAYEMS", since, before).share >= share
        return jobs and inflation_record(vintage, since).four_quarters >= goal()

    return met


def maximum_employment(vintage: Vintage) -> bool:
    """The rate guidance of September 2020: unemployment at its longer-run level, inflation at 2 percent and over."""
    unemployment = vintage.base("UNRATE")
    quarter = pd.DatetimeIndex([unemployment.index[-1]]).to_period("Q").to_timestamp()
    normal = longer_run(pd.DatetimeIndex(quarter), "unemployment_pct")[0]
    record = inflation_record(vintage, _day(condition("outcome_based_rate")["since"]))
    return bool(unemployment.iloc[-1] <= normal and record.four_quarters >= goal() and record.mean_since >= goal())


def thresholds_2012(vintage: Vintage) -> bool:
    """Unemployment no longer above 6.5 percent (the inflation leg never bound: no projection passed 2.5 percent)."""
    limit = from_pct(float(_number(condition("thresholds_2012")["unemployment_pct"])))
    return bool(np.round(vintage.base("UNRATE").iloc[-1], 4) <= limit)


@dataclass(frozen=True)
class Search:
    """One condition looked for over one episode: from the guidance to the end, at every release of its `figures`."""

    condition: str
    episode: str
    parameter: float
    start: date
    end: date
    figures: tuple[str, ...]
    met: Callable[[Vintage], bool]


def searches() -> tuple[Search, ...]:
    """Every condition of 2013 and 2021 with its alternatives, in the order they are shown."""
    shares = condition("substantial_further_progress")["alternatives"]
    assert isinstance(shares, list)
    first_2021, last_2021 = date(2020, 12, 16), date(2022, 6, 30)
    first_2013, last_2013 = date(2012, 9, 13), date(2014, 12, 31)
    return (
        Search("report", "2021", 2, first_2021, last_2021, JOBS, report_condition),
        Search("report_by_months", "2021", 4, first_2021, last_2021, JOBS, report_condition_by_months),
        *(Search("substantial_further_progress", "2021", s, first_2021, last_2021, BOTH, employment_recovered(s))
          for s in shares),
        Search("outcome_based_rate", "2021", float("nan"), date(2020, 9, 16), last_2021, BOTH, maximum_employment),
        Search("substantial_improvement_2012", "2013", 2, first_2013, last_2013, JOBS, report_condition_2013),
        Search("thresholds_2012", "2013", 6.5, date(2012, 12, 12), last_2013, JOBS, thresholds_2012),
    )  # fmt: skip


def signal(vintage: Vintage, search: Search) -> Signal:
    """Walk forward through the releases a condition looks at; the first day it is met and that day's meeting."""
    return _walk(vintage, search, partial(as_known, vintage))


def _walk(vintage: Vintage, search: Search, cut_to: Callable[[date], Known]) -> Signal:
    """The same with `as_known` of the vintage given, which searches over the same days share."""
    last = min(search.end, vintage.as_of)
    for day in release_days(vintage, search.figures, search.start, last):
        known = cut_to(day)
        if search.met(known.vintage):
            return Signal(
                search.condition, search.episode, search.parameter, day, next_meeting(day), last, known.real_time
            )
    return Signal(search.condition, search.episode, search.parameter, None, None, last, False)


def release_days(vintage: Vintage, series_ids: Sequence[str], start: date, end: date) -> list[date]:
    """`start`, and the days up to `end` on which one of the series was published."""
    days = {start}
    for name in series_ids:
        if name in vintage:
            rule = release_rule(vintage[name])
            days |= {rule(stamp.date()) for stamp in vintage[name].values.loc[: pd.Timestamp(end)].index}
    return sorted(day for day in days if start <= day <= end)


def next_meeting(day: date) -> date | None:
    """The first scheduled meeting on or after `day` in the calendar public by then or within the next half year."""
    calendar: Meetings = meetings_known(day + 180 * ONE_DAY)
    upcoming = calendar.after(day - ONE_DAY)
    return upcoming[0] if upcoming else None


def signals(vintage: Vintage) -> tuple[Signal, ...]:
    """Every condition's signal, as far as the figures of `vintage` reach."""
    needed = {name: vintage[name] for name in (*LABOUR, *PRICES) if name in vintage}
    narrowed = replace(vintage, series=needed)
    cut_to = cache(partial(as_known, narrowed))
    return tuple(_walk(narrowed, search, cut_to) for search in searches() if search.start <= vintage.as_of)


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _names(rule: dict[str, object]) -> list[str]:
    names = rule["series"]
    assert isinstance(names, list)
    return names


__all__ = ["LABOUR", "Progress", "Recovered", "Signal", "progress", "signals"]
