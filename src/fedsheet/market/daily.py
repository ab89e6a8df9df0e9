"""The market of the last days, day by day: overnight rates over IORB, percentiles, volumes, facilities, kinds of day.

Nothing is thinned: a row is every day on which SOFR or the funds rate was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.clock import is_present
from fedsheet.core.dates import month_end, next_business_day, next_settlement_day
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.market.daycount import MID_MONTH, market_calendar

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath

RATES = ("SOFR", "TGCR", "BGCR", "EFFR", "OBFR")
BEFORE = {"EFFR": "DFF"}  # what has the rate's days before its own series begins
PERCENTILES = (1, 25, 75, 99)
DAYS = 20
SAME = 1e-9
SATURDAY = 5
ON_RRP, STANDING_REPO = "RRPONTSYD", "SRF_USAGE"


@dataclass(frozen=True)
class Quote:
    """One rate on one day, decimal.

    over_iorb     less interest on reserves; None where a meeting since has no known outcome
    percentiles   percentile → rate, those that are held of the day       volume_usd   None where it is not held
    """

    rate: str
    day: date
    level: float
    over_iorb: float | None
    percentiles: dict[int, float]
    volume_usd: float | None


@dataclass(frozen=True)
class Day:
    """One day: its quotes by rate, take-up of the two facilities in US dollars, interest on reserves, its kinds."""

    day: date
    quotes: dict[str, Quote]
    on_rrp_usd: float | None
    standing_repo_usd: float | None
    iorb: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Newest:
    """A rate's newest quote beside the one before and the mean of its distance from IORB over `n` days.

    is_stale   the next one is overdue by more than a delay;   is_imported   a user's file brought it
    """

    quote: Quote
    before: Quote | None
    mean_over_iorb: float | None
    n: int
    is_stale: bool = False
    is_imported: bool = False


@dataclass(frozen=True)
class Daily:
    """The last days, the oldest first, and the newest quote of each rate."""

    days: tuple[Day, ...]
    newest: tuple[Newest, ...]


def daily(vintage: Vintage, path: PolicyPath, unknown_since: date | None = None, n: int = DAYS) -> Daily:
    """The last `n` days on which SOFR or the funds rate was published.

    unknown_since   the first meeting whose outcome is not known: nothing later is told as a distance from IORB
    """
    held = {rate: values for rate in RATES if len(values := rate_held(vintage, rate))}
    if not held:
        raise DateRangeError("market.daily_no_rates", as_of=vintage.as_of)
    every = pd.DatetimeIndex(sorted({stamp for values in held.values() for stamp in values.index}))
    iorb = path.on_days("iorb", every)
    told = iorb if unknown_since is None else iorb.where(every <= pd.Timestamp(unknown_since))
    quoted = {rate: _quotes(vintage, rate, values, told) for rate, values in held.items()}
    leading = quoted.keys() & {"SOFR", "EFFR"} or quoted.keys()
    days = sorted({day for rate in leading for day in quoted[rate]})[-n:]
    flags = flagged(days)
    decided = _moved(iorb)
    rows = tuple(_day(vintage, d, quoted, told, (*flags[d], *(("decision",) if d in decided else ()))) for d in days)
    return Daily(rows, tuple(_newest(vintage, list(quotes.values()), n) for quotes in quoted.values()))


def rate_held(vintage: Vintage, rate: str) -> pd.Series[float]:
    """A rate on its business days, decimal; before a series begins, the one that has its earlier days."""
    parts = [vintage.base(name).dropna() for name in (BEFORE.get(rate, ""), rate) if name in vintage]
    if not parts:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    joined = pd.concat(parts)
    newest = joined[~joined.index.duplicated(keep="last")].sort_index()
    held: pd.Series[float] = newest[pd.DatetimeIndex(newest.index).day_of_week < SATURDAY]
    return held


def _quotes(vintage: Vintage, rate: str, values: pd.Series[float], iorb: pd.Series[float]) -> dict[date, Quote]:
    """The quotes of the last days by day, a few more than are shown so that each has one before it."""
    shares = {p: _by_day(vintage, f"{rate}{p}") for p in PERCENTILES}
    volume, paid = _by_day(vintage, f"{rate}VOL"), _days(iorb.dropna())
    found = {}
    for day, level in _days(values.iloc[-3 * DAYS :]).items():
        percentiles = {p: held[day] for p, held in shares.items() if day in held}
        over = level - paid[day] if day in paid else None
        found[day] = Quote(rate, day, level, over, percentiles, volume.get(day))
    return found


def _by_day(vintage: Vintage, name: str) -> dict[date, float]:
    """A series' last values by day, base units; empty where it is not held."""
    return _days(vintage.base(name).dropna().iloc[-4 * DAYS :]) if name in vintage else {}


def _days(values: pd.Series[float]) -> dict[date, float]:
    days = (stamp.date() for stamp in pd.DatetimeIndex(values.index))
    return dict(zip(days, map(float, values), strict=True))


def _newest(vintage: Vintage, quotes: list[Quote], n: int) -> Newest:
    """The newest quote with the one before it and the mean of the last `n` distances."""
    overs = [quote.over_iorb for quote in quotes[-n:] if quote.over_iorb is not None]
    mean = sum(overs) / len(overs) if overs else None
    series = vintage.series.get(quotes[-1].rate) or vintage[BEFORE[quotes[-1].rate]]
    is_stale, is_imported = not is_present(series, vintage.as_of), series.definition.is_imported
    return Newest(quotes[-1], quotes[-2] if len(quotes) > 1 else None, mean, len(overs), is_stale, is_imported)


def _day(
    vintage: Vintage, day: date, quoted: dict[str, dict[date, Quote]], iorb: pd.Series[float], flags: tuple[str, ...]
) -> Day:
    paid = _days(iorb.dropna()).get(day)
    quotes = {rate: held[day] for rate, held in quoted.items() if day in held}
    on_rrp, standing_repo = (_by_day(vintage, name).get(day) for name in (ON_RRP, STANDING_REPO))
    return Day(day, quotes, on_rrp, standing_repo, paid, flags)


def _moved(iorb: pd.Series[float]) -> set[date]:
    """The days on which interest on reserves was another than the day before."""
    return set(_days(iorb[iorb.diff().abs() > SAME]))


def flagged(days: list[date]) -> dict[date, tuple[str, ...]]:
    """What each day is: year-end, quarter-end, month-end, month start, tax date, settlement of notes and bonds."""
    calendar = market_calendar(pd.DatetimeIndex(days))
    settles = settlements(days[0], days[-1])
    found: dict[date, tuple[str, ...]] = {}
    for n, day in enumerate(days):
        kinds = (
            ("year_end", calendar.quarter_end[n] and calendar.month[n] == 12),
            ("quarter_end", calendar.quarter_end[n] and calendar.month[n] != 12),
            ("month_end", calendar.period_end[n] and not calendar.quarter_end[n]),
            ("month_start", calendar.rank[n] == 1),
            ("tax_date", calendar.tax_date[n]),
            ("settlement", day in settles),
        )
        found[day] = tuple(name for name, is_so in kinds if is_so)
    return found


def settlements(start: date, end: date) -> set[date]:
    """The days on which Treasury notes and bonds settle: the 15th and the month's last day, or the next that does."""
    found = set()
    day = (start - timedelta(days=40)).replace(day=1)
    while day <= end:
        for due in (day.replace(day=MID_MONTH), month_end(day)):
            found.add(next_settlement_day(next_business_day(due, 0) - timedelta(days=1)))
        day = month_end(day) + timedelta(days=1)
    return {day for day in found if start <= day <= end}
