"""When runoff ends and reserve purchases begin: indicators day by day as they were public, flags, lead times.

    buffer     ON RRP at most its threshold and reserves/GDP at most theirs       the cushion is gone: plan the end
    pressure   SOFR at or above IORB on average and on most days of a month       reserves are no longer abundant
    standing   standing repo used on several days of a month                      the ceiling is at work

    end of runoff = buffer or pressure                       reserve purchases = pressure

Every indicator of day t uses only what had been published by t (releases.toml). Thresholds and episodes: those of
`record.adequacy`, the one home of what counts as enough; data/triggers.toml has the grids of the trade-off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fedsheet.core import spreads
from fedsheet.core.dates import ONE_DAY, add_months, next_business_day
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.releases import stale_after
from fedsheet.core.series import Series
from fedsheet.core.units import from_bn, from_bp
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.known import release_rule
from fedsheet.outlook.parameters import parameters
from fedsheet.record import PolicyPath
from fedsheet.record.adequacy import RunoffEpisode, episodes, gauge, window_days

Flags = npt.NDArray[np.bool_]
INDICATORS = (
    "sofr_minus_iorb", "share_above_iorb", "on_rrp", "standing_repo_days", "reserves", "reserves_to_gdp",
    "distance_to_satiation",
)  # fmt: skip


@dataclass(frozen=True)
class Thresholds:
    """Levels at which each indicator counts; US dollars, decimals, numbers of days."""

    reserves_to_gdp: float
    on_rrp_usd: float
    sofr_minus_iorb: float
    share_above: float
    standing_repo_usd: float
    standing_repo_days: int
    window: int


@dataclass(frozen=True)
class Flag:
    """How one rule did in one episode: its first day, days before the decision, and false alarms.

    lead_days     decision less first flag within a year of it; negative where the flag came after; None without one
    lasting       first day of the flag that was still on at the decision; None where it was off then
    on_share      share of business days from the first flag to the decision on which it was on; None without a lead
    false_days    business days flagged more than a year before the decision
    """

    rule: str
    episode: str
    decided: date
    first: date | None
    lead_days: int | None
    false_days: int
    lasting: date | None = None
    on_share: float | None = None

    @property
    def lasting_lead_days(self) -> int | None:
        """Days from the lasting signal to the decision."""
        return (self.decided - self.lasting).days if self.lasting else None


@dataclass(frozen=True)
class Triggers:
    """Indicators by business day (columns INDICATORS, decimals and dollars), flags by rule, scores by episode."""

    as_of: date
    thresholds: Thresholds
    indicators: pd.DataFrame
    flags: Mapping[str, Flags]
    scores: tuple[Flag, ...]


def days_flagged(found: Triggers, rule: str, year: int) -> int:
    """Business days of a year on which a rule was on."""
    return int(found.flags[rule][pd.DatetimeIndex(found.indicators.index).year == year].sum())


@dataclass(frozen=True)
class TradeOff:
    """One rule under other thresholds (None where it has no such leg): first flag of each episode, and its price."""

    rule: str
    reserves_to_gdp: float | None
    on_rrp_usd: float | None
    sofr_minus_iorb: float | None
    first_2018: date | None
    first_2025: date | None
    days_year_before: int
    days_in_year: int
    false_days: int


def shipped_thresholds() -> Thresholds:
    """The thresholds of the record's gauges."""
    repo, standing = gauge("repo_level"), gauge("standing_repo")
    return Thresholds(
        gauge("reserves_to_gdp").ample.value, gauge("on_rrp").ample.value, repo.ample.value,
        repo.extra["share_above"], from_bn(standing.extra["used_usd_bn"]), int(standing.ample.value), window_days(),
    )  # fmt: skip


def indicators(vintage: Vintage, path: PolicyPath, limits: Thresholds) -> pd.DataFrame:
    """Every indicator on each business day from the first runoff on, as public that day; NaN before a series begins."""
    days = business_days(episodes()[0].runoff_from, last_figures(vintage))
    n = limits.window
    spread = vintage.base("SOFR") - administered(path, vintage["SOFR"])
    above = spreads.above(spread).astype(float)
    reserves = on_release(vintage.base("WRESBAL"), vintage["WRESBAL"], days)
    to_gdp = reserves / on_release(vintage.base("GDP"), vintage["GDP"], days)
    kept = gauge("reserves_to_gdp").kept
    assert kept is not None  # the record's file has it
    columns = {
        "sofr_minus_iorb": on_release(spread.rolling(n).mean(), vintage["SOFR"], days),
        "share_above_iorb": on_release(above.rolling(n).mean(), vintage["SOFR"], days),
        "on_rrp": on_release(vintage.base("RRPONTSYD").rolling(n).median(), vintage["RRPONTSYD"], days),
        "standing_repo_days": standing_repo_days(vintage, limits, days),
        "reserves": reserves,
        "reserves_to_gdp": to_gdp,
        "distance_to_satiation": to_gdp - kept.value,
    }
    return pd.DataFrame(columns, index=days)


def last_figures(vintage: Vintage) -> date:
    """The last day the indicators can speak of: reserves or ON RRP were published then; nothing is carried past it."""
    ends = [release_rule(vintage[n])(vintage[n].last_day) for n in ("WRESBAL", "RRPONTSYD")]
    return min(vintage.as_of, max(ends))


def business_days(start: date, end: date) -> pd.DatetimeIndex:
    """Business days of the Reserve Banks from `start` to `end`."""
    days = [next_business_day(start, 0)]
    while (following := next_business_day(days[-1])) <= end:
        days.append(following)
    return pd.DatetimeIndex(days)


def administered(path: PolicyPath, series: Series) -> pd.Series[float]:
    """Interest on reserve balances on each day of `series`, decimal."""
    return path.on_days("iorb", pd.DatetimeIndex(series.values.index))


def standing_repo_days(vintage: Vintage, limits: Thresholds, days: pd.DatetimeIndex) -> pd.Series[float]:
    """Days of the window on which standing repo was used; missing before the facility (2021-07-29) was reported."""
    if "SRF_USAGE" not in vintage:
        return pd.Series(np.nan, days)
    used = (vintage.base("SRF_USAGE") > limits.standing_repo_usd).astype(float)
    return on_release(used.rolling(limits.window).sum(), vintage["SRF_USAGE"], days)


def on_release(values: pd.Series[float], series: Series, days: pd.DatetimeIndex) -> pd.Series[float]:
    """`values` by the day they became public, carried over `days` until the next one is overdue: then NaN."""
    first = days[0] - pd.Timedelta(days=200)
    recent = values.loc[first:]
    rule = release_rule(series)
    public = pd.DatetimeIndex([pd.Timestamp(rule(stamp.date())) for stamp in recent.index])
    dated = pd.Series(recent.to_numpy(), public).groupby(level=0).last()
    everything = dated.reindex(dated.index.union(days))
    since = pd.Series(everything.index, everything.index).where(everything.notna()).ffill()
    age = everything.index.to_series() - since
    carried = everything.ffill().where(age <= pd.Timedelta(stale_after(series.definition.frequency)))
    return carried.reindex(days)


def flags(frame: pd.DataFrame, limits: Thresholds) -> dict[str, Flags]:
    """Which rule is on, day by day; an indicator that is not known turns nothing on."""
    low_reserves = frame["reserves_to_gdp"] <= limits.reserves_to_gdp
    exhausted = frame["on_rrp"] <= limits.on_rrp_usd
    high = frame["sofr_minus_iorb"] >= limits.sofr_minus_iorb
    persistent = frame["share_above_iorb"] >= limits.share_above
    buffer, pressure = low_reserves & exhausted, high & persistent
    standing = frame["standing_repo_days"] >= limits.standing_repo_days
    rules = {
        "buffer": buffer,
        "pressure": pressure,
        "standing_repo": standing,
        "end_of_runoff": buffer | pressure,
        "reserve_purchases": pressure,
    }
    return {name: rule.to_numpy(dtype=bool) for name, rule in rules.items()}


def triggers(vintage: Vintage, path: PolicyPath, limits: Thresholds | None = None) -> Triggers:
    """Indicators and flags as known on `vintage.as_of`, each rule scored on the episodes that had begun."""
    chosen = limits or shipped_thresholds()
    begun = [e for e in episodes() if e.judged_from <= vintage.as_of]
    if not begun:
        raise DateRangeError(
            "outlook.triggers_runoff_had_begun", as_of=vintage.as_of, runoff_from=episodes()[0].runoff_from
        )
    frame = indicators(vintage, path, chosen)
    on = flags(frame, chosen)
    return Triggers(
        vintage.as_of, chosen, frame, on, tuple(_scores(pd.DatetimeIndex(frame.index), on, begun, vintage.as_of))
    )


def score(rule: str, episode: RunoffEpisode, decided: date, days: pd.DatetimeIndex, on: Flags) -> Flag:
    """First flag within a year before the decision (or after it), its lead, and days flagged earlier than that."""
    early = int(parameters("triggers")["false_alarm"]["days_early"])
    inside = on & within(days, episode.judged_from, episode.purchases_decided)
    useful = inside & (days.to_numpy() > np.datetime64(decided - early * ONE_DAY))
    first = days[int(useful.argmax())].date() if useful.any() else None
    lead = (decided - first).days if first else None
    lasting, share = _until(decided, first, days, on)
    return Flag(rule, episode.id, decided, first, lead, int((inside & ~useful).sum()), lasting, share)


def _until(decided: date, first: date | None, days: pd.DatetimeIndex, on: Flags) -> tuple[date | None, float | None]:
    """Since when the flag on the eve of the decision had been on; share of days on since the first flag."""
    before = days < pd.Timestamp(decided)
    if first is None or first >= decided or not before.any():
        return None, None
    since = before & (days >= pd.Timestamp(first))
    held, when = on[since], days[since]
    off = np.flatnonzero(~held)
    start = int(off[-1]) + 1 if len(off) else 0
    return (when[start].date() if start < len(held) else None), float(held.mean())


def within(days: pd.DatetimeIndex, start: date, end: date) -> Flags:
    """Which days lie from `start` to `end`, both included."""
    held = days.to_numpy()
    return (held >= np.datetime64(start)) & (held <= np.datetime64(end))


def _scores(days: pd.DatetimeIndex, on: Mapping[str, Flags], begun: Sequence[RunoffEpisode], as_of: date) -> list[Flag]:
    """Each rule against the decision it should announce, in each episode."""
    scores = []
    for episode in begun:
        for rule in on:
            decided = episode.purchases_decided if rule == "reserve_purchases" else episode.end_decided
            known = days <= pd.Timestamp(as_of)
            scores.append(score(rule, episode, decided, days[known], on[rule][known]))
    return scores


def trade_off(found: Triggers) -> tuple[TradeOff, ...]:
    """Buffer and pressure under every threshold of their grids: what an earlier flag costs in false alarms."""
    table, limits, frame = parameters("triggers")["thresholds"], found.thresholds, found.indicators
    buffers = [
        _buffer(frame, float(share), from_bn(amount))
        for share in table["reserves_to_gdp"]["grid"]
        for amount in table["on_rrp"]["grid_bn"]
    ]
    pressures = [_pressure(frame, from_bp(gap), limits.share_above) for gap in table["sofr_minus_iorb"]["grid_bp"]]
    return (*buffers, *pressures)


def _buffer(frame: pd.DataFrame, share: float, on_rrp_usd: float) -> TradeOff:
    on = (frame["reserves_to_gdp"] <= share) & (frame["on_rrp"] <= on_rrp_usd)
    return TradeOff("buffer", share, on_rrp_usd, None, *_price(frame, on.to_numpy(dtype=bool)))


def _pressure(frame: pd.DataFrame, gap: float, share_above: float) -> TradeOff:
    """A gap under zero cannot also ask for most days above zero: the share of days is asked for from zero on."""
    on = frame["sofr_minus_iorb"] >= gap
    if gap >= 0:
        on &= frame["share_above_iorb"] >= share_above
    return TradeOff("pressure", None, None, gap, *_price(frame, on.to_numpy(dtype=bool)))


def _price(frame: pd.DataFrame, on: Flags) -> tuple[date | None, date | None, int, int, int]:
    """First flag of each episode, days flagged and all days in the year to the last decision, false days of both."""
    index = pd.DatetimeIndex(frame.index)
    first = [_first(index, on, e) for e in episodes()]
    early = sum(score("", e, e.end_decided, index, on).false_days for e in episodes())
    decided = episodes()[-1].end_decided
    year = within(index, add_months(decided, -12), decided)
    return first[0], first[1], int(on[year].sum()), int(year.sum()), early


def _first(index: pd.DatetimeIndex, on: Flags, episode: RunoffEpisode) -> date | None:
    inside = on & within(index, episode.judged_from, episode.purchases_decided)
    return index[int(inside.argmax())].date() if inside.any() else None
