"""Whether a new value can be true, judged by the past of its own series: jumps, places in week and month, scale.

    past values → the range of the last 20, the largest change of the last years → how far outside a new value may lie
Bounds are wide enough for September 2008, 17 September 2019, March 2020, reverse repo in 2021 and quarter-ends, and
narrow enough for a value a power of ten away: over all shipped history fewer than one value in 10,000 is doubted.
What is doubted is no error: it is kept aside until its publisher repeats it otherwise or a reader takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.units import Dimension

Days = NDArray[np.int64]
Values = NDArray[np.float64]

FEWEST = 24  # values before one can be judged
RECENT = 20  # values whose range is where a series lives now
LONGEST_PAST = 3_000
MONEY = frozenset({Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW})
# By frequency: how many changes count as lately (about two years), and the largest gap in days within a whole series.
LATELY = {"D": 500, "D7": 700, "W": 104, "M": 36, "Q": 12, "A": 6, "irregular": 12}
LARGEST_GAP = {"D": 10, "D7": 10, "W": 21, "M": 70, "Q": 200, "A": 400, "irregular": 400}
STEP = {"D": 1, "D7": 1, "W": 7, "M": 31, "Q": 92, "A": 365, "irregular": 30}
TIMES_CHANGE = 2.5  # of the largest change lately
TIMES_LARGEST = 1.2  # of the largest change ever
RATE_FLOOR = {"D": 0.006, "D7": 0.006}
SLOW_RATE_FLOOR = 0.01
# Overnight rates: 17 September 2019 took the 99th percentile of SOFR up 6.4 points in a day; cuts came to one point.
OVERNIGHT_UP, OVERNIGHT_DOWN = 0.065, 0.011
SLOW_FACTOR = 6.0  # monthly and slower: unemployment of losers of jobs rose 5.1 times in April 2020
MONEY_FACTOR = 2.5  # the sheet grew by half in six weeks of 2008
MONEY_FLOOR, LEAST_MONEY_FLOOR = 80e9, 45e9  # US dollars
QUIET = 0.15  # of its size: a line whose range and changes stay within it is judged by its factor alone
INDEX_FLOOR, OTHER_FLOOR = 1.0, 0.15
SCALED_FEWEST, NEAR_POWER, WIDE_POWER = 4, 0.06, 0.15
CONFIRMED_BY = 3
SAME_PLACE = 0.98


@dataclass(frozen=True)
class SeriesKind:
    """What a series counts, how often, and whether it is a rate of overnight money."""

    dimension: Dimension
    frequency: str
    is_overnight: bool = False


def jumps(kind: SeriesKind, days: Days, values: Values, is_new: NDArray[np.bool_]) -> list[int]:
    """Places of the new values that lie further outside the past than the series has ever moved.

    days, values  (n,) in order of day, held and new together, base units;   is_new  (n,)
    A doubted value is no past for those after it, unless they confirm it: then the series itself has moved.
    """
    places, is_sure = np.arange(len(days)), ~is_new
    found: list[int] = []
    while True:
        over = np.flatnonzero(outside(kind, days[places], values[places]) & ~is_sure[places])
        if not len(over):
            return found
        if _is_confirmed(values[places], int(over[0])):
            is_sure[places[over[0]]] = True
        else:
            found.append(int(places[over[0]]))
            places = np.delete(places, over[0])


def _is_confirmed(values: Values, at: int) -> bool:
    """Whether the next values stay with this one, and it is no power of ten away from the one before."""
    following = values[at + 1 : at + 1 + CONFIRMED_BY]
    before, here = values[at - 1], values[at]
    stays = len(following) == CONFIRMED_BY and bool(np.all(np.abs(following - here) < 0.5 * abs(here - before)))
    return stays and not _is_power(before, here)


def _is_power(before: float, here: float) -> bool:
    if not before or not here or (before > 0) != (here > 0):
        return False
    power = float(np.log10(here / before))
    return round(power) != 0 and abs(power - round(power)) < NEAR_POWER


def outside(kind: SeriesKind, days: Days, values: Values) -> NDArray[np.bool_]:
    """Of each value, whether it is out of bounds by all that stand before it; the first ones are never."""
    if len(values) <= FEWEST:
        return np.zeros(len(values), dtype=bool)
    gaps = np.diff(days, prepend=days[0])
    whole = gaps <= LARGEST_GAP[kind.frequency]
    changes = np.where(whole, np.abs(np.diff(values, prepend=values[0])), 0.0)
    lately = _before(_rolling(changes, LATELY[kind.frequency], np.maximum), 0.0)
    largest = _before(_rolling(changes, LONGEST_PAST, np.maximum), 0.0)
    low = _before(_rolling(values, RECENT, np.minimum), np.nan)
    high = _before(_rolling(values, RECENT, np.maximum), np.nan)
    over = np.fmax(np.fmax(values - high, low - values), 0.0)
    wider = np.maximum(1.0, gaps / LARGEST_GAP[kind.frequency])
    bound = _bound(kind, values, low, high, lately, largest) * wider
    return (np.arange(len(values)) >= FEWEST) & (over > bound)


def _bound(kind: SeriesKind, values: Values, low: Values, high: Values, lately: Values, largest: Values) -> Values:
    """How far outside the recent range each value may lie; without end where it is within a factor of the range."""
    before = _before(values, np.nan)
    slow = kind.frequency not in ("D", "D7", "W")
    is_signed = np.minimum.accumulate(np.nan_to_num(low, nan=0.0)) < 0
    if kind.dimension in MONEY:
        largest_yet = _before(np.maximum.accumulate(np.abs(values)), 0.0)
        floor = np.clip(0.5 * largest_yet, LEAST_MONEY_FLOOR, MONEY_FLOOR)
        bound = np.maximum.reduce([TIMES_CHANGE * lately, TIMES_LARGEST * largest, floor])
        is_quiet = np.fmax(high - low, lately) < QUIET * np.minimum(np.abs(low), np.abs(high))
        is_near = _within(MONEY_FACTOR, values, low, high)
        return np.where(is_near, np.inf, np.where(is_quiet, 0.0, bound))
    if kind.dimension == Dimension.RATE and kind.is_overnight and not slow:
        side = np.where(values > high, OVERNIGHT_UP, OVERNIGHT_DOWN)
        return np.maximum(side, TIMES_CHANGE * lately)
    if kind.dimension == Dimension.RATE:
        bound = np.maximum(RATE_FLOOR.get(kind.frequency, SLOW_RATE_FLOOR), TIMES_CHANGE * lately)
    else:
        floor = np.where(is_signed, INDEX_FLOOR, OTHER_FLOOR * np.abs(before))
        bound = np.maximum.reduce([floor, TIMES_CHANGE * lately, TIMES_LARGEST * largest])
    return np.where(slow & _within(SLOW_FACTOR, values, before, before), np.inf, bound)


def _within(factor: float, values: Values, low: Values, high: Values) -> NDArray[np.bool_]:
    """Whether a value has the sign of the range and lies within a factor of it."""
    size, small, large = np.abs(values), np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high))
    same = (np.sign(low) == np.sign(high)) & (np.sign(values) == np.sign(high)) & (values != 0)
    found: NDArray[np.bool_] = same & (size <= factor * large) & (size >= small / factor)
    return found


def _rolling(values: Values, width: int, pick: np.ufunc) -> Values:
    """The largest (or smallest) of the last `width` values at each place."""
    found, reach = values.copy(), 1
    while reach < min(width, len(values)):  # doubling: each step joins two windows side by side or overlapping
        shift = min(reach, width - reach)
        found[shift:] = pick(found[shift:], found[:-shift].copy())
        reach += shift
    return found


def _before(values: Values, first: float) -> Values:
    return np.concatenate([[first], values[:-1]])


def misplaced(frequency: str, held: Days, new: Days) -> list[int]:
    """Places in `new` that are no day of this series: another weekday, another day of the month than nearly all held.

    Weekly: the weekday; daily: Saturdays and Sundays where none is held; monthly and slower: first, last or other day.
    """
    if len(held) < FEWEST or not len(new):
        return []
    own = _place(frequency, held)
    if own is None:
        return []
    counts = {int(place): float(np.mean(own == place)) for place in np.unique(own)}
    usual = {place for place, share in counts.items() if share > 1 - SAME_PLACE}
    where = _place(frequency, new)
    assert where is not None
    return [n for n, place in enumerate(where) if int(place) not in usual]


def _place(frequency: str, days: Days) -> Days | None:
    weekday = (days + 3) % 7  # day 0 was a Thursday
    if frequency == "W":
        return weekday
    if frequency == "D":
        return (weekday >= 5).astype(np.int64)
    if frequency in ("M", "Q", "A"):
        dates = days.astype("datetime64[D]")
        is_first = (dates == dates.astype("datetime64[M]")).astype(np.int64)
        is_last = (dates + 1 == (dates + 1).astype("datetime64[M]")).astype(np.int64)
        late = ((dates - dates.astype("datetime64[M]")).astype(np.int64) >= 24).astype(np.int64)
        return np.where(is_first == 1, 0, np.where((is_last == 1) | (late == 1), 1, 2))
    return None


def scaled(before: Sequence[float], after: Sequence[float]) -> int:
    """The power of ten by which a whole row of four numbers or more moved, each by about the same; 0: it did not.

    What was zero and is zero says nothing: half the lines of a statement are facilities that lend nothing.
    """
    told = [(a, b) for a, b in zip(before, after, strict=True) if a or b]
    pairs = [(a, b) for a, b in told if a and b and (a > 0) == (b > 0)]
    if len(pairs) < SCALED_FEWEST or len(pairs) < 0.8 * len(told):
        return 0
    powers = np.log10([abs(b / a) for a, b in pairs])
    nearest = round(float(np.median(powers)))
    is_near = abs(float(np.median(powers)) - nearest) < NEAR_POWER
    together = float(np.mean(np.abs(powers - nearest) < WIDE_POWER))
    return nearest if nearest and is_near and together >= 0.8 else 0


def gaps(frequency: str, days: Days) -> Days:
    """Places in sorted `days` after which the next day is further than the frequency allows."""
    return np.flatnonzero(np.diff(days) > LARGEST_GAP.get(frequency, np.inf))


def holes(frequency: str, days: Days, first: int, last: int) -> list[int]:
    """Days from which a series lacks values: its start, its end, or inside, where a gap exceeds its frequency's.

    first, last  the days on which it should begin and end, as day numbers
    """
    if not len(days) or frequency == "irregular":
        return []
    most = LARGEST_GAP[frequency]
    found = [first] if days[0] - first > most else []
    found += [int(days[n]) + STEP[frequency] for n in gaps(frequency, days)]
    return found + ([int(days[-1]) + STEP[frequency]] if last - days[-1] > most else [])
