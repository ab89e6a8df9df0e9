"""Phases: what yields, breakevens and shares did in every window, and how unusual that was.

Each number stands beside its placebo: the same change over random windows of the same length that avoid this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from fedsheet.core.errors import InputError
from fedsheet.review import placebo
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.bootstrap import Blocks, block_interval, draw_blocks, mean_block_length
from fedsheet.review.windows import Window, WindowKind

DAYS_A_YEAR = 365.25
TRADING_DAYS_A_YEAR = 252
NOTICEABLE = {AssetMeasure.RATE: 0.01, AssetMeasure.PRICE: 0.10}  # effects whose power is stated: 100 bp, 10 percent
LEAST_DRAWS = BOOTSTRAP_DRAWS = 1_000
LEAST_DAYS = 5  # a volatility of fewer daily changes is no volatility


@dataclass(frozen=True)
class PhaseRow:
    """One asset in one window.

    start, end        days whose closes were used
    change            decimal rate (0.01 = 100 bp) or fraction of the opening price
    annualised        change per year of calendar time; compounded for prices
    volatility        standard deviation of daily changes times √252, same unit
    drawdown          largest fall from an earlier high inside the window, ≤ 0, same unit
    change_low/high   95% stationary bootstrap interval of the change, from the days inside the window
    placebo_p         two-sided rank among windows of equal length that avoid this one
    adjusted_p        the same corrected for the overlap of the drawn windows
    placebo_low/high  95% band of the placebo changes
    detectable        change that the placebo test would call unusual (half width of its 95% band)
    power             probability of noticing a true effect of 100 bp or 10 percent
    """

    window: str
    kind: WindowKind
    asset: str
    measure: AssetMeasure
    start: date
    end: date
    n_days: int
    start_level: float
    end_level: float
    change: float
    annualised: float
    volatility: float
    drawdown: float
    change_low: float
    change_high: float
    placebo_p: float
    adjusted_p: float
    placebo_low: float
    placebo_high: float
    detectable: float
    power: float


@dataclass(frozen=True)
class Obstacle:
    """Why a pair cannot be measured: `held`, `no_room` or `too_short`, and the days or numbers of it."""

    key: str
    told: Mapping[str, str | int]


@dataclass(frozen=True)
class PhaseTable:
    """All rows, and the pairs of window and asset that could not be measured with the reason."""

    rows: tuple[PhaseRow, ...]
    not_covered: tuple[tuple[str, str, Obstacle], ...]
    n_draws: int
    seed: int

    def row(self, window: str, asset: str) -> PhaseRow:
        """The row of one window and one asset; KeyError where it is not covered."""
        for found in self.rows:
            if (found.window, found.asset) == (window, asset):
                return found
        raise KeyError(f"{asset} is not measured in window {window!r}")

    def of_asset(self, asset: str, kinds: Iterable[WindowKind] = tuple(WindowKind)) -> list[PhaseRow]:
        """Rows of one asset over windows of these kinds, in order of time."""
        wanted = set(kinds)
        return [r for r in self.rows if r.asset == asset and r.kind in wanted]


def annualise(asset: Asset, summed: float, days: int) -> float:
    """A summed change per year of calendar time; compounded for prices."""
    return float(asset.change(summed * DAYS_A_YEAR / days))


def worst_fall(asset: Asset, first: int, last: int) -> float:
    """The largest fall from an earlier high between two positions, ≤ 0: decimal rate, or fraction of the high."""
    scale = asset.scale[first : last + 1]
    return float(asset.change(float((scale - np.maximum.accumulate(scale)).min())))


def _day(asset: Asset, position: int) -> date:
    return date.fromisoformat(str(asset.days[position]))


@lru_cache(maxsize=2)
def _drawn(
    n_days: int, length: int, first: int, n_draws: int, key: tuple[int, int, int]
) -> tuple[placebo.Positions, Blocks]:
    """Placebo windows and bootstrap blocks of a window; assets with the same days, which follow each other, share."""
    rng = np.random.default_rng(key)
    starts = placebo.draw_starts(n_days, length, first, n_draws, rng)
    return starts, draw_blocks(length, mean_block_length(length), BOOTSTRAP_DRAWS, rng)


def measure(asset: Asset, window: Window, n_draws: int, seed: int) -> PhaseRow:
    """One asset in one window with placebo and bootstrap; `DateRangeError` where an end has no close."""
    first, last = asset.position(window.market_start), asset.position(window.market_end)
    length, start, end = last - first, _day(asset, first), _day(asset, last)
    key = seed, window.market_start.toordinal(), window.market_end.toordinal()
    scale = asset.scale
    starts, blocks = _drawn(scale.size, length, first, n_draws, key)
    summed = float(scale[last] - scale[first])
    draws = placebo.window_changes(scale, starts, length)
    steps = np.diff(scale[first : last + 1])
    low, high = block_interval(steps, blocks)
    p_value = placebo.rank_p_value(summed, draws)
    band = placebo.central_band(draws)
    effect = NOTICEABLE[asset.measure]
    return PhaseRow(
        window=window.id, kind=window.kind, asset=asset.id, measure=asset.measure, start=start, end=end, n_days=length,
        start_level=float(asset.level[first]), end_level=float(asset.level[last]), change=float(asset.change(summed)),
        annualised=annualise(asset, summed, (end - start).days),
        volatility=float(steps.std(ddof=1) * np.sqrt(TRADING_DAYS_A_YEAR)), drawdown=worst_fall(asset, first, last),
        change_low=float(asset.change(low * length)), change_high=float(asset.change(high * length)),
        placebo_p=p_value, adjusted_p=placebo.overlap_adjusted(p_value, scale.size, length, first),
        placebo_low=float(asset.change(band[0])), placebo_high=float(asset.change(band[1])),
        detectable=float(asset.change(placebo.detectable_change(band))), power=placebo.power(draws, effect, band),
    )  # fmt: skip


def _obstacle(asset: Asset, window: Window) -> Obstacle | None:
    """Why a pair cannot be measured; None where it can."""
    if not asset.covers(window.market_start, window.market_end):
        return Obstacle("held", {"first": str(asset.days[0]), "last": str(asset.days[-1])})
    first, last = asset.position(window.market_start), asset.position(window.market_end)
    if placebo.eligible_starts(asset.level.size, last - first, first).size == 0:
        return Obstacle("no_room", {})
    return None if last - first >= LEAST_DAYS else Obstacle("too_short", {"n": LEAST_DAYS})


def phase_table(
    assets: Sequence[Asset], windows: Iterable[Window], *, n_draws: int = LEAST_DRAWS, seed: int = 0
) -> PhaseTable:
    """Every asset in every window that its figures cover.

    n_draws   placebo windows a pair, at least 1,000 (fewer leave a 5% p-value too coarse): `InputError`
    seed      the same seed gives the same table, whatever other assets or windows are asked for
    Pairs without figures at an end are listed in `not_covered`, never dropped silently.
    """
    if n_draws < LEAST_DRAWS:
        raise InputError("review.phases_placebo_draws_too_few", n_draws=n_draws, least_draws=LEAST_DRAWS)
    rows, missing = [], []
    for window in windows:
        for asset in assets:
            why = _obstacle(asset, window)
            if why:
                missing.append((window.id, asset.id, why))
            else:
                rows.append(measure(asset, window, n_draws, seed))
    return PhaseTable(tuple(rows), tuple(missing), n_draws, seed)
