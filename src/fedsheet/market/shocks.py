"""What disturbs a course of days: the scenario's dated shocks, draws from a seed, and counterfactual policy.

`draw` makes all randomness from one seed, so that the same draws serve two policies; nothing else is random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.market.anchor import DoubtDraws, autoregressive, draw_doubt
from fedsheet.market.conditions import MarketDays, pick
from fedsheet.market.demand import Array, Conditions
from fedsheet.market.scenario import (
    LIMITS,
    QUANTITIES,
    RATES,
    USE,
    Base,
    Change,
    Counterfactual,
    MarketScenario,
    Noise,
    Shock,
)
from fedsheet.market.sheets import TREASURY

DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class ShockDraws:
    """Random parts of quantities, each (p, t): `usd` is added, `share` multiplies as 1 + share; `doubt` of the market.

    The same draws serve two policies, two settings of the same days, a test; one path has none.
    """

    usd: Mapping[str, Array]
    share: Mapping[str, Array]
    doubt: DoubtDraws | None = None
    n_paths: int = 1
    seed: int = 0


def draw(noise: tuple[Noise, ...], n_days: int, n_paths: int, seed: int, in_doubt: bool = True) -> ShockDraws:
    """Autoregressive draws; each quantity has a stream of its own, so adding one leaves the others as they were.

    `in_doubt` draws what is in doubt about the market of a date, which days before 2024 do not have.
    """
    usd, share = {}, {}
    for entry in noise:
        stream = np.random.default_rng([seed, QUANTITIES.index(entry.quantity)])
        course = autoregressive(stream.standard_normal((n_paths, n_days)), entry.persistence)
        if entry.usd > 0.0:
            usd[entry.quantity] = entry.usd * course
        if entry.share > 0.0:
            share[entry.quantity] = entry.share * course
    doubt = draw_doubt(n_days, n_paths, seed) if in_doubt else None
    return ShockDraws(usd, share, doubt, n_paths, seed)


def no_draws() -> ShockDraws:
    """The expected path."""
    return ShockDraws({}, {})


def cut(days: MarketDays, scenario: MarketScenario, start_row: int, n_days: int | None = None) -> MarketDays:
    """The scenario's days cut from `days`, before its shocks; a held base keeps quantities as on the first day."""
    inside = days.days[start_row:] <= pd.Timestamp(scenario.end)
    rows = start_row + np.flatnonzero(inside)[:n_days]
    conditions = pick(days.conditions, rows)
    if scenario.base is Base.HELD:
        conditions = replace(
            conditions, **{name: getattr(conditions, name)[0].repeat(len(rows)) for name in QUANTITIES}
        )
    calendar = replace(
        days.calendar, days=days.days[rows], rank=days.calendar.rank[rows], left=days.calendar.left[rows],
        mid=days.calendar.mid[rows],
    )  # fmt: skip
    return MarketDays(days.days[rows], calendar, conditions)


def shocked(days: MarketDays, scenario: MarketScenario, start_row: int, n_days: int | None = None) -> MarketDays:
    """The scenario's days cut from `days` with its dated shocks."""
    return with_shocks(cut(days, scenario, start_row, n_days), scenario)


def with_shocks(days: MarketDays, scenario: MarketScenario) -> MarketDays:
    """The same days with the scenario's dated shocks, one after the other."""
    conditions = days.conditions
    for shock in scenario.shocks:
        conditions = apply_shock(conditions, shock, days.days)
    return replace(days, conditions=conditions)


def apply_shock(c: Conditions, shock: Shock, days: pd.DatetimeIndex) -> Conditions:
    """One shock: rising to full over `ramp_days` from `start`, full to `end`, then halving every `half_life_days`."""
    strength = course(shock, days)
    before = getattr(c, shock.quantity)
    after = before * (1.0 + (shock.times - 1.0) * strength) + shock.usd * strength
    return replace(c, **{shock.quantity: after})


def course(shock: Shock, days: pd.DatetimeIndex) -> Array:
    """(t,) how much of the shock is there on each day, 0 to 1."""
    first, last = days.searchsorted([pd.Timestamp(shock.start), pd.Timestamp(shock.end) + pd.Timedelta(days=1)])
    position = np.arange(len(days))
    since = np.maximum(position - (last - 1), 0)
    half_life = max(shock.half_life_days, 1e-3)  # zero ends at once: a thousandth of a day leaves nothing by the next
    risen = np.minimum((position - first + 1) / max(shock.ramp_days, 1.0), 1.0)
    return np.where(position >= first, risen * 0.5 ** (since / half_life), 0.0)


def with_draws(c: Conditions, draws: ShockDraws) -> Conditions:
    """Conditions (t,) with random parts become (p, t)."""
    changed = {}
    for name in QUANTITIES:
        value = getattr(c, name)
        if name in draws.share:
            value = value * np.maximum(1.0 + draws.share[name], 0.05)
        if name in draws.usd:
            value = value + draws.usd[name]
        changed[name] = value
    return replace(c, **changed)


def counterfactual(c: Conditions, changed: Counterfactual, days: pd.DatetimeIndex) -> Conditions:
    """Conditions under another policy or supply."""
    for change in changed.changes:
        made = _apply_change(c, change, days)
        c = made if change.start is None else later_on(c, made, days >= pd.Timestamp(change.start))
    return replace(c, ceiling=np.where(np.isinf(c.srf_rate), c.primary_credit_rate, c.srf_rate))


def later_on(before: Conditions, after: Conditions, later: NDArray[np.bool_]) -> Conditions:
    """One course on the days of `later` (t,), the other on those before."""
    if not later.any():
        return before
    moved = {n: (getattr(before, n), getattr(after, n)) for n in before.__dataclass_fields__}
    return replace(before, **{n: np.where(later, new, old) for n, (old, new) in moved.items() if new is not old})


def _apply_change(c: Conditions, change: Change, days: pd.DatetimeIndex) -> Conditions:
    if change.target == "standing_repo":
        over = np.inf if isinstance(change.switch, str) else change.switch
        return replace(c, srf_rate=np.asarray(c.iorb + over))
    if change.target in LIMITS:
        return replace(c, **{change.target: np.full_like(c.iorb, float(change.switch))})
    if change.target == USE:
        return replace(c, srf_shift=c.srf_shift + change.add)
    more = change.add if change.target in RATES else added(change, days)
    return replace(c, **{change.target: getattr(c, change.target) + more})


def through_account(changed: Counterfactual, days: pd.DatetimeIndex) -> Array:
    """(t,) US dollars of liquidity that a counterfactual pays out of the Treasury's account; below zero, into it."""
    rows = [added(x, days) for x in changed.changes if x.target == "liquidity" and x.participant == TREASURY]
    return np.asarray(sum(rows, np.zeros(len(days))))


def added(change: Change, days: pd.DatetimeIndex) -> Array:
    """(t,) US dollars added: at once, growing by the month up to `months`, and gone after `until`."""
    first = days[0] if change.start is None else max(days[0], pd.Timestamp(change.start))
    months = np.asarray((days - first).days, dtype=np.float64) / DAYS_A_MONTH
    if change.months is not None:
        months = np.minimum(months, change.months)
    held = (days >= first) & (True if change.until is None else days <= pd.Timestamp(change.until))
    return np.where(held, change.add + change.by_month_usd * months, 0.0)
