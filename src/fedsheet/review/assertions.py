"""Three assertions about QE and asset prices, each with a verdict, its placebo and its dependence on the dates chosen.

    yields       rise while the Fed buys, fall in the gaps
    breakevens   rise while the Fed buys, fall in the gaps ("re-inflation")
    equities     rise while the Fed buys, fall in the gaps

The joint placebo shifts the whole calendar of windows along the (circular) sample: lengths, gaps and order stay, only
the dates are wrong. That keeps the dependence between windows which a sign test ignores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import comb

import numpy as np
from numpy.typing import NDArray

from fedsheet.review.assets import Array, Asset
from fedsheet.review.placebo import rank_p_value, sign_test_floor
from fedsheet.review.windows import Window, WindowKind

BUYING = (WindowKind.PURCHASES, WindowKind.MATURITY_EXTENSION)
# The rounds and gaps the report speaks of; what came later is out of its sample and judged apart.
REPORTED = ("lsap1", "gap-lsap1-lsap2", "lsap2", "gap-lsap2-mep", "mep", "lsap3")
ASSERTIONS = {"yields": "DGS10", "breakevens": "BREAKEVEN10", "equities": "SP500_ARCH"}
SIGNIFICANT = 0.05
REACH = 60  # closes by which starts and ends are moved either way


class Bearing(StrEnum):
    """What the figures say of an assertion about signs."""

    BORNE_OUT = "borne out"
    DIRECTION_ONLY = "direction only"
    MIXED = "mixed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Assertion:
    """One assertion over the report's six windows, those that the asset covers.

    agreeing, n_windows   windows whose sign is as asserted, of how many
    sign_p                two-sided binomial p of that count; `sign_floor` is the smallest it could be
    difference            mean change a year while buying minus in gaps (summed scale: decimal rate or log price)
    shift_p               two-sided rank of `difference` among calendars shifted along the sample
    grid_share            share of nearby start and end dates (±60 days) that keep the asserted sign, per window
    later                 main buying windows and gaps after the report's: window, change, whether the sign holds
    """

    id: str
    asset: str
    windows: tuple[str, ...]
    changes: tuple[float, ...]
    agreeing: int
    n_windows: int
    sign_p: float
    sign_floor: float
    difference: float
    shift_p: float
    grid_share: tuple[float, ...]
    bearing: Bearing
    later: tuple[tuple[str, float, bool], ...]


@dataclass(frozen=True)
class DateGrid:
    """Change of one asset over one window as its start and end move.

    start_days (s,), end_days (e,)   closes used
    change     (s, e)                decimal rate or fraction; NaN where the end is not after the start
    """

    window: str
    asset: str
    start_days: tuple[date, ...]
    end_days: tuple[date, ...]
    change: Array

    def share_with_sign(self, sign: float) -> float:
        """Share of the pairs of dates whose change has this sign."""
        held = self.change[np.isfinite(self.change)]
        return float(np.mean(np.sign(held) == np.sign(sign)))


def date_grid(asset: Asset, window: Window, reach: int = REACH, step: int = 5) -> DateGrid:
    """The window's change for starts and ends moved by up to `reach` closes either way, every `step`."""
    moves = np.arange(-reach, reach + 1, step)
    starts = np.unique(np.clip(asset.position(window.market_start) + moves, 0, asset.level.size - 1))
    ends = np.unique(np.clip(asset.position(window.market_end) + moves, 0, asset.level.size - 1))
    change = asset.change(asset.scale[ends][None, :] - asset.scale[starts][:, None])
    change = np.where(ends[None, :] > starts[:, None], change, np.nan)
    days = [tuple(date.fromisoformat(str(d)) for d in asset.days[at]) for at in (starts, ends)]
    return DateGrid(window.id, asset.id, days[0], days[1], change)


def _yearly_difference(steps: Array, buying: NDArray[np.bool_], gap: NDArray[np.bool_]) -> float:
    """Mean daily step while buying minus in gaps, times 252."""
    return float((steps[buying].mean() - steps[gap].mean()) * 252)


def shifted_differences(steps: Array, buying: NDArray[np.bool_], gap: NDArray[np.bool_]) -> Array:
    """The same difference for every circular shift of the calendar but the true one; by FFT, (t − 1,)."""
    weights = buying / buying.sum() - gap / gap.sum()
    correlation = np.fft.irfft(np.conj(np.fft.rfft(weights)) * np.fft.rfft(steps), steps.size)
    return np.asarray(correlation[1:] * 252)


def _mask(asset: Asset, windows: Sequence[Window]) -> NDArray[np.bool_]:
    """Daily steps (t − 1,) that lie inside any of the windows."""
    inside = np.zeros(asset.level.size - 1, dtype=bool)
    for window in windows:
        inside[asset.position(window.market_start) : asset.position(window.market_end)] = True
    return inside


def sign_p_value(agreeing: int, n: int) -> float:
    """Two-sided binomial p-value of `agreeing` equal signs of `n` at even odds: twice the smaller tail, at most one."""
    smaller = min(agreeing, n - agreeing)
    return min(1.0, 2.0 * 0.5**n * sum(comb(n, i) for i in range(smaller + 1)))


def _bearing(agreeing: int, n: int, difference: float, shift_p: float) -> Bearing:
    """All signs and the placebo agree; most signs do; about half; fewer than half."""
    if agreeing == n and shift_p < SIGNIFICANT and difference > 0:
        return Bearing.BORNE_OUT
    if agreeing * 4 >= n * 3:
        return Bearing.DIRECTION_ONLY
    return Bearing.MIXED if agreeing * 2 >= n else Bearing.CONTRADICTED


def _asserted_sign(window: Window) -> float:
    """Up while buying, down in gaps."""
    return 1.0 if window.kind in BUYING else -1.0


def _changes(asset: Asset, windows: Sequence[Window]) -> Array:
    ends = [(asset.position(w.market_start), asset.position(w.market_end)) for w in windows]
    return asset.change(np.array([asset.scale[last] - asset.scale[first] for first, last in ends]))


def _later(asset: Asset, windows: Sequence[Window]) -> tuple[tuple[str, float, bool], ...]:
    kinds = (*BUYING, WindowKind.GAP)
    after = [w for w in windows if w.is_main and w.kind in kinds and w.id not in REPORTED]
    covered = [w for w in after if asset.covers(w.market_start, w.market_end)]
    changes = _changes(asset, covered)
    return tuple((w.id, float(c), bool(np.sign(c) == _asserted_sign(w))) for w, c in zip(covered, changes, strict=True))


def judge(assertion_id: str, asset: Asset, windows: Sequence[Window]) -> Assertion:
    """An assertion of "up while buying, down in gaps" judged on the report's windows that the asset covers."""
    judged = [w for w in windows if w.id in REPORTED and asset.covers(w.market_start, w.market_end)]
    signs = np.array([_asserted_sign(w) for w in judged])
    changes = _changes(asset, judged)
    agreeing = int(np.count_nonzero(np.sign(changes) == signs))
    in_buying = _mask(asset, [w for w in judged if w.kind in BUYING])
    in_gaps = _mask(asset, [w for w in judged if w.kind is WindowKind.GAP])
    steps = np.diff(asset.scale)
    difference = _yearly_difference(steps, in_buying, in_gaps)
    shift_p = rank_p_value(difference, shifted_differences(steps, in_buying, in_gaps))
    shares = (date_grid(asset, w).share_with_sign(s) for w, s in zip(judged, signs, strict=True))
    return Assertion(
        id=assertion_id,
        asset=asset.id,
        windows=tuple(w.id for w in judged),
        changes=tuple(map(float, changes)),
        agreeing=agreeing,
        n_windows=len(judged),
        sign_p=sign_p_value(agreeing, len(judged)),
        sign_floor=sign_test_floor(len(judged)),
        difference=difference,
        shift_p=shift_p,
        grid_share=tuple(shares),
        bearing=_bearing(agreeing, len(judged), difference, shift_p),
        later=_later(asset, windows),
    )


def judge_all(assets: Sequence[Asset], windows: Sequence[Window]) -> tuple[Assertion, ...]:
    """The three assertions, on the assets that are held."""
    by_id = {asset.id: asset for asset in assets if _can_judge(asset, windows)}
    return tuple(judge(name, by_id[asset_id], windows) for name, asset_id in ASSERTIONS.items() if asset_id in by_id)


def _can_judge(asset: Asset, windows: Sequence[Window]) -> bool:
    """Whether at least one buying window and one gap of the report are over and covered."""
    kinds = {w.kind for w in windows if w.id in REPORTED and asset.covers(w.market_start, w.market_end)}
    return WindowKind.GAP in kinds and bool(kinds & set(BUYING))
