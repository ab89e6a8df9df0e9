"""The market of a date: what behaviour fitted to 2023 has to be moved by to print the rates of the weeks before it.

    figures public before the day ─ 250 days ┬ level      median of the last 20 days of tri-party, by the calendar
                                             ├ calendar   ridge on 16 marks of a day
                                             ├ slope      on reserves over bank credit, with the band by instrument
                                             ├ funds      the spread at which they leave cash at ON RRP
                                             └ spreads    EFFR, DVP, GCF and SOFR over what behaviour makes of them

From 2024 on, days are anchored on the first day of a run and again each quarter, so that no day knows what came after
its quarter began. Days to 2023 are those the parameters were fitted on and take no anchor.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.core.units import from_bp, to_bp
from fedsheet.core.vintage import Vintage
from fedsheet.market import demand
from fedsheet.market.clearing import Cleared, clear
from fedsheet.market.conditions import FIRST_DAY, MarketDays, observed_days
from fedsheet.market.daycount import MarketCalendar
from fedsheet.market.demand import Array, Behaviour, Conditions
from fedsheet.market.parameters import calibration
from fedsheet.market.rates import rate_set
from fedsheet.market.regimes import ReserveDemand, reserve_demand
from fedsheet.market.reserve_demand import SERIES
from fedsheet.record.path import PolicyPath

FIRST_ANCHOR = date(2024, 1, 2)  # parameters of behaviour end with 2023
WINDOW_DAYS, RECENT, SPREAD_DAYS = 250, 20, 60
HALF_LIFE = 125.0  # days in which a day's weight halves
RIDGE = 3.0  # of the calendar's marks, in bp and weighted days
YEAR_AND_MORE = timedelta(days=380)
MARKS = 16
LAST = 0  # among the marks: the last day of a month
STEPS = 8  # secant steps: a lean passes whole into the rate where ON RRP is empty, by a tenth where it is full
LEAST_PASSING = 0.02
MOST_LEAN = 0.01
LEAST_LENT = 0.05  # of what banks can lend: where less is left, dealers' rate is standing repo's and no lean moves it
FORTNIGHT = 10
DOUBT_STREAM = 97  # of a seed, beside those of the quantities
SHARP = 0.1  # of the width of standing repo's chance: on a path dealers come or do not
DEVIATIONS = 1.645  # to either side of a 90% band


@dataclass(frozen=True)
class Anchor:
    """What was known on `day`, decimals: `level` and `calendar` (16,) of tri-party, `spreads` name → (level, marks).

    slope, slope_band              rise of repo for reserves lower by 1% on those days, and a band that holds the slope
                                   by instrument as well; none below zero
    reference                      log of reserves over bank credit on the days of the level
    funds                          shift of the spread at which funds leave half of their cash: (level, marks)
    noise, highest                 what days leave unexplained, and SOFR − IORB of the highest day
    on_rrp_usd                     what they leave there on an ordinary day: cash that is theirs whatever rates do
    """

    day: date
    level: float
    calendar: Array
    spreads: dict[str, tuple[float, Array]]
    slope: float
    slope_band: tuple[float, float]
    reference: float
    funds: tuple[float, Array]
    on_rrp_usd: float
    noise: AnchorNoise
    highest: float


def marks_of_days(calendar: MarketCalendar) -> Array:
    """(t, 16) what kind of day each is: first and last three of a month, mid-month, quarter, year, tax date,
    Monday, and a wave over the month."""
    month, rank, left = calendar.month, calendar.rank, calendar.left
    mid = np.asarray(calendar.mid)
    turn = (rank == 1) & np.isin(month, (1, 4, 7, 10))
    within = 2.0 * np.pi * (rank - 1) / np.maximum(rank + left - 1, 1)
    columns = [
        left == 0, left == 1, left == 2, rank == 1, rank == 2, rank == 3, mid, np.roll(mid, 1), np.roll(mid, 2),
        calendar.quarter_end, turn, calendar.quarter_end & (month == 12), calendar.tax_date,
        calendar.days.day_of_week == 0, np.sin(within), np.cos(within),
    ]  # fmt: skip
    return np.column_stack([np.asarray(c, dtype=np.float64) for c in columns])


def anchor(vintage: Vintage, path: PolicyPath, b: Behaviour, day: date, states: ReserveDemand) -> Anchor:
    """The market of `day` by what was published before it."""
    sample = observed_days(vintage, path, b, max(FIRST_DAY, day - YEAR_AND_MORE), day - timedelta(days=1))
    sample = last_days(sample, WINDOW_DAYS)
    seen = published_rates(vintage, sample)
    take_up = np.asarray(vintage.base("RRPONTSYD").reindex(sample.days).fillna(0.0), dtype=np.float64)
    funds = funds_lean(sample, take_up, seen["tri-party"], b)
    marks = marks_of_days(sample.calendar)
    c = replace(sample.conditions, fund_lean=funds.level + marks @ funds.calendar)
    cleared = clear(b, replace(c, srf_rate=np.full_like(c.iorb, np.inf)))
    share = np.log((c.liquidity - take_up) / c.bank_assets)
    reference = float(np.mean(share[-RECENT:]))
    fit = level_calendar_slope(seen["tri-party"] - c.iorb, marks, 100.0 * (share - reference))
    return Anchor(
        day=day,
        level=fit.level,
        calendar=fit.calendar,
        spreads=spreads_known(cleared, seen, c, b, marks),
        slope=max(0.0, -fit.slope),
        slope_band=joined_band(fit, slope_known(states, day)),
        reference=reference,
        funds=(funds.level, funds.calendar),
        on_rrp_usd=float(np.median(take_up[-RECENT:])),
        noise=fit.noise,
        highest=float(np.nanmax(seen["SOFR"] - c.iorb)),
    )


def last_days(sample: MarketDays, n: int) -> MarketDays:
    """The last `n` days of a sample."""
    from fedsheet.market.conditions import pick

    rows = np.arange(max(0, len(sample.days) - n), len(sample.days))
    calendar = sample.calendar
    kept = replace(calendar, days=calendar.days[rows], rank=calendar.rank[rows], left=calendar.left[rows],
                   mid=calendar.mid[rows])  # fmt: skip
    return MarketDays(sample.days[rows], kept, pick(sample.conditions, rows))


def slope_known(states: ReserveDemand, day: date) -> tuple[float, float]:
    """The 90% band of repo's rise for 1% fewer reserves by instrument, decimals, as known on `day`; none below zero."""
    week, table = states.newest_week(day), states.slopes["repo"]
    flat, steep = (max(0.0, -from_bp(float(table[name].loc[week]))) for name in ("high", "low"))
    return flat, steep


def joined_band(fit: Fit, by_instrument: tuple[float, float]) -> tuple[float, float]:
    """From the lower of both lower ends to the higher of both upper ends: days' own slope, and that by instrument."""
    own = (max(0.0, -fit.slope - DEVIATIONS * fit.slope_error), max(0.0, -fit.slope + DEVIATIONS * fit.slope_error))
    return min(own[0], by_instrument[0]), max(own[1], by_instrument[1])


def published_rates(vintage: Vintage, sample: MarketDays) -> dict[str, Array]:
    """(t,) each rate of the sample's days; tri-party by OFR, or TGCR at its usual distance where OFR's is missing."""

    def on(name: str) -> pd.Series[float]:
        held = vintage.base(name) if name in vintage else pd.Series(dtype=np.float64)
        return held.reindex(sample.days)

    tri, tgcr, effr = on("OFR_TRI_OO_RATE"), on("TGCR"), on("DFF")
    effr = effr.fillna(on("EFFR"))
    tri = tri.fillna(tgcr + float((tri - tgcr)[-SPREAD_DAYS:].median()) if tri.notna().any() else tgcr)
    dvp, gcf, sofr = on("OFR_DVP_OO_RATE"), on("OFR_GCF_OO_RATE"), on("SOFR")
    rates = {"tri-party": tri, "EFFR": effr, "DVP": dvp, "GCF": gcf, "SOFR": sofr}
    return {name: np.asarray(values, dtype=np.float64) for name, values in rates.items()}


def funds_lean(sample: MarketDays, take_up: Array, tri: Array, b: Behaviour) -> Fit:
    """By how much funds' preference has moved: from the share they left at ON RRP on the last days and the spread."""
    c = sample.conditions
    share = np.clip(take_up / c.fund_cash, 1e-4, 1.0 - 1e-4)
    spread = tri - c.on_rrp_rate
    lean = spread + b.fund_sensitivity * np.log(share / (1.0 - share)) - b.fund_preference
    return level_calendar_slope(lean, marks_of_days(sample.calendar), recent=SPREAD_DAYS)


@dataclass(frozen=True)
class Fit:
    """A residual's level on the last days, what each mark of the calendar adds (16,), and its slope per percent."""

    level: float
    calendar: Array
    slope: float = 0.0
    slope_error: float = 0.0
    noise: AnchorNoise = field(default_factory=lambda: AnchorNoise(0.0, 0.0, 1.0))


@dataclass(frozen=True)
class AnchorNoise:
    """What days leave unexplained: standard deviation (decimal), share kept from day to day, and how many times as
    large it is on the last day of a month."""

    size: float
    persistence: float
    at_ends: float


def noise_of(left_out_bp: Array, weight: Array, ends: NDArray[np.bool_]) -> AnchorNoise:
    """The noise of what each day was missed by when left out of the fit (t,), bp; on ordinary days the largest count
    as five ordinary ones, at the ends of months as they came: they are the risk."""
    ordinary = 1.4826 * float(np.median(np.abs(left_out_bp)))
    kept = np.clip(left_out_bp, -5.0 * ordinary, 5.0 * ordinary)
    calm, at_ends = (
        float(np.sqrt(np.average(values[rows] ** 2, weights=weight[rows])))
        for values, rows in ((kept, ~ends), (left_out_bp, ends))
    )
    persistence = float(np.corrcoef(kept[1:], kept[:-1])[0, 1])
    return AnchorNoise(from_bp(calm), min(max(persistence, 0.0), 0.95), max(at_ends / calm, 1.0))


def level_calendar_slope(residual: Array, marks: Array, fall: Array | None = None, recent: int = RECENT) -> Fit:
    """Ridge of a residual (t,), decimal, on marks and `fall` (t,) by recency; the level is the last days' median.

    The slope's error is clustered by fortnights. Too few days: the median alone.
    """
    held = np.isfinite(residual)
    none = np.zeros(marks.shape[1])
    if held.sum() < 3 * MARKS:
        return Fit(float(np.median(residual[held][-recent:])) if held.any() else 0.0, none)
    more = marks if fall is None else np.column_stack([marks, fall])
    y, X = to_bp(1.0) * residual[held], np.column_stack([np.ones(int(held.sum())), more[held]])
    weight = 0.5 ** (np.arange(len(residual))[::-1][held] / HALF_LIFE)
    inverse = np.linalg.inv((X.T * weight) @ X + RIDGE * np.diag([0.0, *np.ones(more.shape[1])]))
    beta = inverse @ ((X.T * weight) @ y)
    left_over = y - X @ beta
    score = X * (weight * left_over)[:, None]
    blocks = np.add.reduceat(score, np.arange(0, len(score), FORTNIGHT), axis=0)
    error = np.sqrt(np.diag(inverse @ (blocks.T @ blocks) @ inverse))
    level = from_bp(float(np.median((y - X[:, 1:] @ beta[1:])[-recent:])))
    unit = from_bp(1.0)
    if fall is None:
        return Fit(level, np.asarray(beta[1:] * unit))
    leverage = weight * np.einsum("ti,ij,tj->t", X, inverse, X)
    noise = noise_of(left_over / (1.0 - leverage), weight, marks[held][:, LAST] > 0.0)
    return Fit(level, np.asarray(beta[1:-1] * unit), float(beta[-1]) * unit, float(error[-1]) * unit, noise)


def spreads_known(
    cleared: Cleared, seen: dict[str, Array], c: Conditions, b: Behaviour, marks: Array
) -> dict[str, tuple[float, Array]]:
    """What EFFR, DVP, GCF and SOFR stood over the model's, given tri-party as it was: (level, marks) of each."""
    tri = np.where(np.isfinite(seen["tri-party"]), seen["tri-party"], cleared.tri_party)
    leaned = replace(cleared, tri_party=tri, reserve_value=cleared.reserve_value + tri - cleared.tri_party)
    found: dict[str, tuple[float, Array]] = {}
    for name, key in (("EFFR", "effr_lean"), ("DVP", "dvp_lean"), ("GCF", "gcf_lean"), ("SOFR", "sofr_lean")):
        c = replace(c, **{k: np.asarray(level + marks @ rest) for k, (level, rest) in found.items()})
        made = rate_set(leaned, b, c).rates[name]
        fit = level_calendar_slope(seen[name] - made, marks, recent=SPREAD_DAYS)
        found[key] = fit.level, fit.calendar
    return found


def leaning(c: Conditions, a: Anchor, marks: Array, b: Behaviour) -> Conditions:
    """Conditions (t,) in the market of the anchor, with what its calendar makes of each day.

    The lean is found in `STEPS` steps so that days as they are print the anchor's rate: its level, its calendar, and
    its slope on the reserves of the day. Whatever is changed about a day then moves it. Where banks have all but
    stopped lending it is raised no further: standing repo makes the rate.
    """
    spreads = {key: level + marks @ rest for key, (level, rest) in a.spreads.items()}
    one = np.ones(len(marks))
    moved = replace(
        c,
        fund_lean=a.funds[0] + marks @ a.funds[1],
        slope=a.slope * one,
        reference=a.reference * one,
        lean=0.0 * one,
        **spreads,
    )
    premium = demand.dvp_premium(np.zeros(1), c.liquidity, b, moved)
    moved = replace(moved, sofr_over=b.sofr_base + b.sofr_dvp_weight * premium + moved.sofr_lean)
    ordinary = c.iorb + a.level + marks @ a.calendar
    low, high, lean, step, before = -MOST_LEAN * one, MOST_LEAN * one, 0.0 * one, 0.0 * one, 0.0 * one
    for _ in range(STEPS):
        cleared = clear(b, moved)
        gap = ordinary + demand.bend(cleared.reserves, b, moved) - cleared.tri_party  # falls as the lean rises
        stopped = cleared.bank_lending < LEAST_LENT * demand.lending_capacity(cleared.reserves, b, moved)
        under = np.where(stopped, np.maximum(low, np.minimum(lean, 0.0)), lean)
        low, high = np.where(gap > 0.0, under, low), np.where((gap < 0.0) | stopped, lean, high)
        passing = np.maximum(np.divide(before - gap, step, out=one.copy(), where=step != 0.0), LEAST_PASSING)
        wanted = lean + gap / passing
        wanted = np.where((wanted < low) | (wanted > high), (low + high) / 2.0, wanted)
        before, step, lean = gap, wanted - lean, wanted
        moved = replace(moved, lean=lean)
    return moved


@dataclass(frozen=True)
class Doubt:
    """What paths draw about the market of a date, (t,): the band of the slope, and the noise of tri-party."""

    slope_low: Array
    slope_high: Array
    noise: Array
    persistence: float


def anchored(
    days: MarketDays, anchors: list[Anchor], b: Behaviour, own_cash: bool = False
) -> tuple[MarketDays, Doubt | None]:
    """Days each in the market of the last anchor before or on it, and what is in doubt about it; days before the first
    as they are. Funds' cash holds what they left at ON RRP when the anchor was taken, not what they left on the day;
    `own_cash` leaves it as the days have it, from bills and fund assets."""
    if not anchors:
        return days, None
    marks, c, n = marks_of_days(days.calendar), days.conditions, len(days.days)
    names = ("lean", "slope", "reference", "fund_lean", "effr_lean", "dvp_lean", "gcf_lean", "sofr_lean", "sofr_over")
    parts: dict[str, Array] = {name: np.zeros(n) for name in names} | {"fund_cash": c.fund_cash}
    low, high, noise = np.zeros(n), np.zeros(n), np.zeros(n)
    at_ends = marks[:, LAST] > 0.0
    for a in anchors:
        later = days.days >= pd.Timestamp(a.day)
        made = leaning(c if own_cash else replace(c, fund_cash=cash_of_funds(c, a, b)), a, marks, b)
        parts = {name: np.where(later, getattr(made, name), held) for name, held in parts.items()}
        sizes = a.noise.size * np.where(at_ends, a.noise.at_ends, 1.0)
        low, high, noise = (
            np.where(later, new, old) for new, old in ((a.slope_band[0], low), (a.slope_band[1], high), (sizes, noise))
        )
    moved = replace(days, conditions=replace(c, **parts))
    return moved, Doubt(low, high, noise, anchors[0].noise.persistence)


def cash_of_funds(c: Conditions, a: Anchor, b: Behaviour) -> Array:
    """Funds' overnight cash from private tri-party and what they left at the Fed when the anchor was taken."""
    by_banks = b.bank_share * c.repo_demand * np.maximum(1.0 - a.on_rrp_usd / c.repo_demand, 0.0)
    return c.repo_demand - by_banks + a.on_rrp_usd


@dataclass(frozen=True)
class DoubtDraws:
    """Unit draws behind what is in doubt: a path's slope (p, 1); a day's noise, coming and amount (p, t); the errors of
    standing repo's amount, of any day and of quarter ends (p, 2)."""

    slope: Array
    noise: Array
    comes: Array
    amount: Array
    errors: Array


def draw_doubt(n_days: int, n_paths: int, seed: int) -> DoubtDraws:
    """Normal draws, and uniform ones of who comes to standing repo."""
    rng = np.random.default_rng([seed, DOUBT_STREAM])
    shape = n_paths, n_days
    slope, noise = rng.standard_normal((n_paths, 1)), rng.standard_normal(shape)
    comes, amount = np.clip(rng.random(shape), 1e-6, 1.0 - 1e-6), rng.standard_normal(shape)
    return DoubtDraws(slope, noise, comes, amount, rng.standard_normal((n_paths, 2)))


def with_doubt(c: Conditions, doubt: Doubt | None, b: Behaviour, draws: DoubtDraws | None) -> Conditions:
    """Conditions (p, t) on drawn paths: one slope a path, a day's noise in what every lender asks, who comes to
    standing repo."""
    if doubt is None or draws is None:
        return c
    return on_wave(c, doubt, b, draws, doubt.noise * autoregressive(draws.noise, doubt.persistence, settled=True))


def on_wave(c: Conditions, doubt: Doubt, b: Behaviour, draws: DoubtDraws, wave: Array) -> Conditions:
    """The same where the noise of all days, (p, t), is at hand: a day's own does not tell its course."""
    known = calibration().parameters
    of_amount, at_ends = known["srf_amount"], known["srf_quarter_end"]
    any_day = (of_amount.standard_error or 0.0) / of_amount.value * draws.errors[:, :1]
    errors = any_day + (at_ends.standard_error or 0.0) * draws.errors[:, 1:] * c.quarter_end
    spread = np.where(draws.slope > 0.0, doubt.slope_high - c.slope, c.slope - doubt.slope_low) / DEVIATIONS
    return replace(
        c,
        slope=np.maximum(c.slope + draws.slope * np.maximum(spread, 0.0), 0.0),
        lean=c.lean + wave,
        fund_lean=c.fund_lean + wave,
        srf_shift=c.srf_shift + b.srf_width * np.log(draws.comes / (1.0 - draws.comes)),
        srf_log=b.srf_spread * draws.amount + errors,
        srf_sharp=np.full(1, SHARP),
    )


def autoregressive(z: Array, persistence: float, settled: bool = False) -> Array:
    """(p, t) unit-variance first-order autoregression from unit normals, begun at zero disturbance, or `settled`: in
    full size from the first day on."""
    course: Array = np.sqrt(1.0 - persistence**2) * z
    if settled:
        course[..., 0] = z[..., 0]
    for t in range(1, course.shape[-1]):
        course[..., t] += persistence * course[..., t - 1]
    return course


def doubt_of(a: Anchor, n_days: int) -> Doubt:
    """What is in doubt about ordinary days in the market of one anchor."""
    one = np.ones(n_days)
    return Doubt(a.slope_band[0] * one, a.slope_band[1] * one, a.noise.size * one, a.noise.persistence)


def ordinary_marks(n_days: int) -> Array:
    """(t, 16) marks of days that are nothing in particular."""
    return np.zeros((n_days, MARKS))


def anchor_known(vintage: Vintage, path: PolicyPath, b: Behaviour, day: date) -> Anchor | None:
    """The market of `day`, or None before 2024, when behaviour stands for itself."""
    return None if day < FIRST_ANCHOR else anchor(vintage, path, b, day, known_states(vintage, path))


def anchor_days(start: date, end: date) -> list[date]:
    """The first day of a run and the first of each quarter after it, from 2024 on."""
    if end < FIRST_ANCHOR:
        return []
    first = max(start, FIRST_ANCHOR)
    quarters = (date(y, m, 1) for y in range(first.year, end.year + 1) for m in (1, 4, 7, 10))
    return [first, *(day for day in quarters if first < day <= end)]


def anchors_for(vintage: Vintage, path: PolicyPath, b: Behaviour, start: date, end: date) -> list[Anchor]:
    """Every anchor of a run; the states of reserves are worked out once."""
    wanted = anchor_days(start, end)
    if not wanted:
        return []
    states = known_states(vintage, path)
    return [anchor(vintage, path, b, day, states) for day in wanted]


_STATES: dict[tuple[str, date, str], ReserveDemand] = {}


def known_states(vintage: Vintage, path: PolicyPath) -> ReserveDemand:
    """The states of reserves of a vintage, kept for the next run on the same figures and record."""
    key = vintage.digest, vintage.as_of, path.digest
    if not vintage.digest:
        return reserve_demand(vintage, path)
    if key not in _STATES:
        if len(_STATES) > 8:
            _STATES.clear()
        _STATES[key] = reserve_demand(vintage, path)
    for name in filter(vintage.__contains__, SERIES):
        vintage[name]  # who watches what is asked for sees the figures behind what was kept
    return _STATES[key]
