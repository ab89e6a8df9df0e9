"""Assets by window: yields, shares, dollar, oil, financial conditions, and what a user brings, to the newest figure.

Every pair of a window and an asset has a change beside its placebo, or the reason why it has none:

    not_begun, ended   figures begin after the window's start, or end before its last day (the day is told)
    owner              the owner does not let it ship: `fedsheet data import` takes a user's own
    too_short          fewer than three observations of the asset in the window
    no_room            no window of the same length fits beside it

Month-end figures are measured between the month-ends before both days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.vintage import Vintage
from fedsheet.review import placebo
from fedsheet.review.assets import BREAKEVEN_10, Array, Asset, AssetMeasure, asset
from fedsheet.review.windows import Window

LEAST_STEPS = 3
N_DRAWS = 1_000
OLDEST_DAYS = {"D": 5, "D7": 5, "W": 9, "M": 31}  # a figure older than this does not stand for a day
SIGNIFICANT = 0.05
MOST = 0.75  # of a window: figures that end later in it stand for it, with their own last day told


@dataclass(frozen=True)
class ShownAsset:
    """An asset of the table: the first of `series` that is held stands for it; `owner` where none may ship.

    counted   "rate" (difference, decimal), "price" (fraction) or "index" (difference in index points)
    """

    id: str
    series: tuple[str, ...]
    counted: str
    owner: str = ""


# Order of the table: yields and their parts, then prices, then conditions; last what only a user can bring.
SHOWN = (
    ShownAsset("two_year", ("DGS2",), "rate"),
    ShownAsset("ten_year", ("DGS10",), "rate"),
    ShownAsset("thirty_year", ("DGS30",), "rate"),
    ShownAsset("breakeven", (BREAKEVEN_10,), "rate"),
    ShownAsset("real_yield", ("DFII10",), "rate"),
    ShownAsset("shares", ("SP500", "SP500_ARCH"), "price", "S&P Dow Jones Indices"),
    ShownAsset("dollar", ("DTWEXBGS",), "price"),
    ShownAsset("oil", ("DCOILWTICO",), "price"),
    ShownAsset("conditions", ("NFCI",), "index"),
    ShownAsset("mortgage_rate", ("MORTGAGE30US",), "rate", "Freddie Mac"),
    ShownAsset("credit_spread", ("BAA10Y", "BAMLC0A0CM"), "rate", "Moody's, ICE"),
)


@dataclass(frozen=True)
class AssetCell:
    """One asset in one window: a change with its placebo, or a reason.

    change, low, high   decimal rate, fraction or index points; 95% band of random windows of the same length
    p_value             two-sided rank, corrected for the overlap of the drawn windows
    reason, detail      why there is no change, and the day, owner or series it is about
    """

    window: str
    asset: str
    series: str
    counted: str
    start: date | None = None
    end: date | None = None
    change: float | None = None
    p_value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    detail: str = ""

    @property
    def is_unusual(self) -> bool:
        """Whether a window without the Fed would rarely have moved as much."""
        return self.p_value is not None and self.p_value < SIGNIFICANT


@dataclass(frozen=True)
class AssetTable:
    """Cells window by window, assets in the order of `SHOWN`."""

    windows: tuple[Window, ...]
    cells: tuple[AssetCell, ...]
    n_draws: int
    seed: int

    def cell(self, window: str, asset_id: str) -> AssetCell:
        """One cell; KeyError for an unknown pair."""
        return {(c.window, c.asset): c for c in self.cells}[window, asset_id]


@dataclass(frozen=True)
class _Held:
    """A series as held: how a change is counted, and how old a figure may be for a day."""

    series: str
    values: Asset
    oldest: int

    def at(self, day: date) -> int | None:
        """Where the last figure up to a day stands; None where it is too old or there is none."""
        place = int(np.searchsorted(self.values.days, np.datetime64(day), side="right")) - 1
        if place < 0 or (np.datetime64(day) - self.values.days[place]).astype(int) > self.oldest:
            return None
        return place

    def ends(self, window: Window) -> tuple[int | None, int | None]:
        """Where both ends of a window stand; the newest figure where it reaches over most of the window."""
        first, last = self.at(window.market_start), self.at(window.market_end)
        newest = self.day(-1)
        if last is None and first is not None and window.market_start < newest < window.market_end:
            reached = (newest - window.market_start) / (window.market_end - window.market_start)
            last = self.values.days.size - 1 if reached >= MOST else None
        return first, last

    def day(self, place: int) -> date:
        """The day of a figure."""
        return date.fromisoformat(str(self.values.days[place]))


def _held(vintage: Vintage, one: ShownAsset) -> _Held | None:
    """The first of an asset's series that the vintage holds."""
    for name in one.series:
        if name != BREAKEVEN_10 and name not in vintage:
            continue
        found = asset(vintage, name)
        frequency = "D" if name == BREAKEVEN_10 else vintage[name].definition.frequency
        measure = AssetMeasure.PRICE if one.counted == "price" else AssetMeasure.RATE
        return _Held(name, Asset(name, measure, found.days, found.level), OLDEST_DAYS.get(frequency, 31))
    return None


def _cell(one: ShownAsset, held: _Held | None, window: Window, n_draws: int, seed: int) -> AssetCell:
    """A change with its placebo, or the reason why there is none."""
    blank = AssetCell(window.id, one.id, held.series if held else one.series[0], one.counted)
    why = _obstacle(one, held, window)
    if held is None or why:
        return AssetCell(
            **{**vars(blank), "reason": why[0] if why else "owner", "detail": why[1] if why else one.owner}
        )
    first, last = held.ends(window)
    assert first is not None
    assert last is not None
    key = seed, window.market_start.toordinal(), window.market_end.toordinal()  # as `phases`: one p-value, not two
    summed, p_value, draws = _ranked(held.values.scale, first, last, key, n_draws)
    low, high = np.quantile(draws, [0.025, 0.975])
    told = [float(held.values.change(value)) for value in (summed, low, high)]
    return AssetCell(
        window.id, one.id, held.series, one.counted, held.day(first), held.day(last), told[0], p_value, told[1], told[2]
    )  # fmt: skip


def _ranked(scale: Array, first: int, last: int, key: tuple[int, int, int], n_draws: int) -> tuple[float, float, Array]:
    """The change, its corrected p and the changes of random windows beside it."""
    length, rng = last - first, np.random.default_rng(key)
    summed = float(scale[last] - scale[first])
    draws = placebo.window_changes(scale, placebo.draw_starts(scale.size, length, first, n_draws, rng), length)
    p_value = placebo.rank_p_value(summed, draws)
    return summed, placebo.overlap_adjusted(p_value, scale.size, length, first), draws


def _obstacle(one: ShownAsset, held: _Held | None, window: Window) -> tuple[str, str] | None:
    """Why a pair has no change, and the day or name to tell; None where it has one."""
    if held is None:
        return ("owner", one.owner) if one.owner else ("not_begun", one.series[0])
    first, last = held.ends(window)
    if first is None:
        day = held.day(0) if np.datetime64(window.market_start) < held.values.days[0] else held.day(-1)
        return "not_begun" if day == held.day(0) else "ended", str(day)
    if last is None:
        return "ended", str(held.day(-1))
    if last - first < LEAST_STEPS:
        return "too_short", str(last - first)
    room = placebo.eligible_starts(held.values.level.size, last - first, first).size
    return None if room else ("no_room", str(last - first))


def asset_table(vintage: Vintage, windows: Iterable[Window], *, n_draws: int = N_DRAWS, seed: int = 0) -> AssetTable:
    """Every main window × every asset of `SHOWN`; no pair is left out."""
    chosen = tuple(w for w in windows if w.is_main)
    held: Mapping[str, _Held | None] = {one.id: _held(vintage, one) for one in SHOWN}
    cells = tuple(_cell(one, held[one.id], w, n_draws, seed) for w in chosen for one in SHOWN)
    return AssetTable(chosen, cells, n_draws, seed)
