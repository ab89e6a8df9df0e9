"""Treasury's account: the cash Treasury said it would hold, the calendar's shape around it, and the debt limit.

    path = line through (last quarter end, assumption + usual excess, next assumption + usual excess, then level)
         + GDP * shape(day) + gap * fading^weeks,         gap = what today's level leaves of line and shape

Sources: Treasury's quarterly marketable borrowing estimates (end-of-quarter cash), H.4.1 Wednesdays, the statutory debt
limit's suspensions. Estimated on nothing but what was known at the opening; settings in data/liabilities.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
WEEK, YEAR = 7.0, 365.25
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class AccountRules:
    """Settings of the model; weeks, years and shares as their names say (data/liabilities.toml)."""

    excess_usd: float
    kernel_days: float
    pull_to_quarter: float
    half_life_years: float
    gap_kept_a_week: float
    miss_to_gdp: float
    miss_kept_a_week: float
    after_impasse_days: int
    low_share: float
    run_down_weeks: float
    least_run_down_weeks: float
    refill_weeks: float
    low_share_after_suspension: float
    no_number_weeks: float


@dataclass(frozen=True)
class Assumption:
    """Cash at a quarter's end as Treasury announced it on a day, US dollars."""

    announced: np.datetime64
    quarter_end: np.datetime64
    usd: float


@dataclass(frozen=True)
class DebtLimitEpisode:
    """A suspension or an impasse of the debt limit; a suspension's end is known from its start."""

    start: np.datetime64
    end: np.datetime64
    status: str


@dataclass(frozen=True)
class KnownAccount:
    """What a day knew: Wednesdays up to it with the account's level and GDP, the numbers and episodes announced.

    days (n,);  tga, gdp (n,) US dollars, no gaps;  left_out (n,) weeks of a rare state, no guide to the calendar
    """

    days: Days
    tga: Floats
    gdp: Floats
    assumptions: Sequence[Assumption]
    episodes: Sequence[DebtLimitEpisode]
    left_out: NDArray[np.bool_]

    @property
    def opening(self) -> np.datetime64:
        """The last day."""
        last: np.datetime64 = self.days[-1]
        return last

    def level(self, days: Days) -> Floats:
        """The account on these days, linear between Wednesdays."""
        found: Floats = np.interp(days.astype(float), self.days.astype(float), self.tga)
        return found


def account_path(known: KnownAccount, days: Days, gdp: Floats, rules: AccountRules) -> Floats:
    """(t,) projected level on `days`, all after the opening, US dollars, never below zero; gdp (t,) of those days."""
    both = np.concatenate([[known.opening], days])
    own = np.concatenate([[known.gdp[-1]], gdp])
    base = (line(known, both, rules) + own * shape(known, both, rules)) * suspension(known, both, rules)
    gap = fading(float(known.tga[-1] - base[0]), known.gdp[-1] * rules.miss_to_gdp, _days(both - known.opening), rules)
    free = np.maximum(base + gap, 0.0)[1:]
    limit = impasse(known, days, rules)
    return free if limit is None else limit


def fading(gap_usd: float, ordinary_usd: float, days: Floats, rules: AccountRules) -> Floats:
    """(t,) what is left of today's gap: an ordinary one is gone in weeks, what is beyond it has outrun the numbers."""
    ordinary = float(np.clip(gap_usd, -ordinary_usd, ordinary_usd))
    weeks = days / WEEK
    left: Floats = ordinary * rules.gap_kept_a_week**weeks + (gap_usd - ordinary) * rules.miss_kept_a_week**weeks
    return left


def line(known: KnownAccount, days: Days, rules: AccountRules) -> Floats:
    """Straight between the last quarter's end and the cash announced for the next; without a number, today's level.

    On a quarter's own last day its number still stands: the line runs through it, as it did the day before.
    """
    announced = assumptions_known(known)
    later = sorted(q for q in announced if q >= known.opening)
    before = quarter_start(known.days[-1:])[0] - DAY
    if not later:
        fallback: Floats = np.full(len(days), _mean_level(known, rules))
        return fallback
    at = np.array([before, *later])
    usd = np.array([known.level(at[:1])[0], *(announced[q] + rules.excess_usd for q in later)])
    found: Floats = np.interp(_days(days - before), _days(at - before), usd)
    return found


def _mean_level(known: KnownAccount, rules: AccountRules) -> float:
    """Today's level without the shape of its day."""
    today = np.array([known.opening])
    return float(known.tga[-1] - known.gdp[-1] * shape(known, today, rules)[0])


def assumptions_known(known: KnownAccount) -> dict[np.datetime64, float]:
    """Quarter end to the newest number announced by the opening."""
    told = [a for a in known.assumptions if a.announced <= known.opening]
    return {a.quarter_end: a.usd for a in sorted(told, key=lambda a: a.announced)}


def shape(known: KnownAccount, days: Days, rules: AccountRules) -> Floats:
    """(t,) share of GDP above the straight line between quarter ends, by the day of the year.

    Kernel mean of past Wednesdays, newer ones weighing more, pulled towards the mean of all quarters at that place.
    """
    past, value = deviations(known, rules)
    if not len(past):
        nothing: Floats = np.zeros(len(days))
        return nothing
    fresh = 0.5 ** (_days(known.opening - past) / YEAR / rules.half_life_years)
    of_year = _kernel(_day_of_year(days), _day_of_year(past), YEAR, rules.kernel_days) * fresh
    of_quarter = _kernel(_day_of_quarter(days), _day_of_quarter(past), np.inf, rules.kernel_days) * fresh
    mean = (of_quarter @ value) / np.maximum(of_quarter.sum(axis=1), 1e-9)
    pull = rules.pull_to_quarter
    found: Floats = (of_year @ value + pull * mean) / (of_year.sum(axis=1) + pull)
    return found


def deviations(known: KnownAccount, rules: AccountRules) -> tuple[Days, Floats]:
    """Past Wednesdays of whole, undisturbed quarters and what the account stood above the line of its quarter."""
    first, last = quarter_start(known.days), quarter_end(known.days)
    whole = (last <= known.opening) & (first > known.days[0])
    undisturbed = whole & ~_touched(known, first, last, rules)
    days, start, end = known.days[undisturbed], first[undisturbed] - DAY, last[undisturbed]
    share = _days(days - start) / _days(end - start)
    between = known.level(start) * (1 - share) + known.level(end) * share
    return days, (known.tga[undisturbed] - between) / known.gdp[undisturbed]


def _touched(known: KnownAccount, first: Days, last: Days, rules: AccountRules) -> NDArray[np.bool_]:
    """Quarters in which an impasse, the refill after it or a rare state fell."""
    found = np.zeros(len(first), dtype=bool)
    for episode in known.episodes:
        if episode.status == "impasse" and episode.start <= known.opening:
            found |= (first <= episode.end + rules.after_impasse_days * DAY) & (last >= episode.start)
    rare = set(quarter_start(known.days[known.left_out]).tolist())
    found |= np.array([quarter in rare for quarter in first.tolist()], dtype=bool)
    return found


def suspension(known: KnownAccount, days: Days, rules: AccountRules) -> Floats:
    """Multiplier after the end of a suspension already enacted: down to the low share and up again; 1 before."""
    now = [e for e in known.episodes if e.status == "suspended" and e.start <= known.opening < e.end]
    if not now:
        ones: Floats = np.ones(len(days))
        return ones
    weeks = _days(days - now[-1].end) / WEEK
    low = rules.run_down_weeks
    found: Floats = np.interp(weeks, [0, low, low + rules.refill_weeks], [1, rules.low_share_after_suspension, 1])
    return found


def impasse(known: KnownAccount, days: Days, rules: AccountRules) -> Floats | None:
    """Inside an impasse: down to the low share of the last number, then a refill; None outside one."""
    now = [e for e in known.episodes if e.status == "impasse" and e.start <= known.opening < e.end]
    if not now:
        return None
    told = assumptions_known(known)
    recent = sorted(q for q in told if q >= known.opening - DAY * round(rules.no_number_weeks * WEEK))
    full = told[recent[-1]] if recent else _level_before(known, now[-1])
    now_usd = float(known.tga[-1])
    low = min(rules.low_share * full, now_usd)
    since = float(_days(known.opening - now[-1].start)) / WEEK
    turn = max(rules.run_down_weeks, since + rules.least_run_down_weeks)
    weeks = _days(days - now[-1].start) / WEEK
    found: Floats = np.interp(weeks, [since, turn, turn + rules.refill_weeks], [now_usd, low, full])
    return found


def _level_before(known: KnownAccount, episode: DebtLimitEpisode) -> float:
    """Mean of the thirteen Wednesdays before an impasse began."""
    return float(known.tga[known.days < episode.start][-13:].mean())


def quarter_start(days: Days) -> Days:
    """The first day of each day's quarter."""
    months = days.astype("datetime64[M]").astype(np.int64)
    found: Days = (months - months % 3).astype("datetime64[M]").astype("datetime64[D]")
    return found


def quarter_end(days: Days) -> Days:
    """The last day of each day's quarter."""
    months = quarter_start(days).astype("datetime64[M]").astype(np.int64) + 3
    following: Days = months.astype("datetime64[M]").astype("datetime64[D]")
    return days_before(following)


def days_before(days: Days) -> Days:
    """The day before each."""
    found: Days = (days.astype("datetime64[D]").astype(np.int64) - 1).astype("datetime64[D]")
    return found


def _days(gap: NDArray[np.timedelta64] | np.timedelta64) -> Floats:
    found: Floats = np.asarray(gap / DAY, dtype=np.float64)
    return found


def _day_of_year(days: Days) -> Floats:
    return _days(days - days.astype("datetime64[Y]").astype("datetime64[D]"))


def _day_of_quarter(days: Days) -> Floats:
    """Days from the nearer end of the quarter: from its start in the first half, negative from its end after."""
    from_start, to_end = _days(days - quarter_start(days)), _days(quarter_end(days) - days)
    return np.where(from_start <= to_end, from_start, -1.0 - to_end)


def _kernel(wanted: Floats, held: Floats, period: float, width: float) -> Floats:
    """(t, n) Gaussian weights of distances, round the period."""
    gap = np.abs(wanted[:, None] - held)
    gap = np.minimum(gap, period - gap) if np.isfinite(period) else gap
    found: Floats = np.exp(-0.5 * (gap / width) ** 2)
    return found
