"""Supply effect: what the duration taken out of the market does to the ten-year yield by published elasticities.

    effect = −elasticity × (ten-year equivalents / GDP − the same before the crisis), shown as a range

The second runoff is told in two parts, what left the portfolio and how GDP grew past it, and beside what others found.
A portfolio of bills alone is what today's would be were all Treasuries bills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from fedsheet.core.vintage import Vintage
from fedsheet.review.assets import Array
from fedsheet.review.equivalents import Equivalents
from fedsheet.review.events import EventStudy
from fedsheet.review.keydates import key_days
from fedsheet.review.supply import RunoffStudy, assumptions
from fedsheet.review.windows import Window

BASE_DATE = date(2007, 12, 26)
QUARTER_MONTHS = (3, 6, 9, 12)
ANNOUNCEMENTS, ANNOUNCED_YIELD = "runoff2022", "DGS10"
RUNOFF = "runoff2"


@dataclass(frozen=True)
class SupplyEffect:
    """One day: ten-year equivalents over GDP and the range of effects on the ten-year yield, decimals.

    effect_low, effect_high   most and least negative: across elasticities and MBS durations
    published                 the literature's figure for the day, where it has one
    basis                     how Treasuries are known, see `Equivalents`
    """

    day: date
    treasuries_usd: float
    mbs_low_usd: float
    mbs_high_usd: float
    to_gdp_low: float
    to_gdp_high: float
    effect_low: float
    effect_high: float
    published: float | None
    basis: str


@dataclass(frozen=True)
class Move:
    """A change of ten-year equivalents and its effect on the ten-year yield, decimals: low to high.

    equivalents_low, _high   US dollars, by the range of MBS durations
    to_gdp_low, _high        of GDP at the end
    effect_low, _high        smallest to largest, over durations and elasticities; a smaller portfolio is positive
    """

    id: str
    start: date
    end: date
    equivalents_low: float
    equivalents_high: float
    to_gdp_low: float
    to_gdp_high: float
    effect_low: float
    effect_high: float


@dataclass(frozen=True)
class Compared:
    """A published effect and ours of the nearest thing we measure, basis points as decimals; None where ours is not."""

    study: RunoffStudy
    ours_low: float | None
    ours_high: float | None
    ours_of: str


def slopes() -> tuple[float, float]:
    """Weakest and strongest published elasticity: decimals of yield per one of GDP in ten-year equivalents."""
    found = sorted(e.bp_per_percent_of_gdp / 100.0 for e in assumptions().elasticities)
    return found[0], found[-1]


def _days_shown(vintage: Vintage, weekly: Equivalents) -> list[date]:
    """Key Wednesdays, after the last of them the last Wednesday of each quarter, and the newest statement."""
    keys = [d for d in key_days(vintage) if np.datetime64(d) in weekly.days]
    keys = [d for d in keys if weekly.basis[weekly.at(d)] in ("buckets", "list")]
    later = [date.fromisoformat(str(d)) for d in weekly.days if d > np.datetime64(keys[-1])]
    ends = [a for a, b in pairwise(later) if a.month != b.month and a.month in QUARTER_MONTHS]
    return sorted({*keys, *ends, *later[-1:]})


def supply_effects(vintage: Vintage, weekly: Equivalents) -> tuple[SupplyEffect, ...]:
    """Key Wednesdays and quarter-ends to the newest statement, relative to the last Wednesday of 2007."""
    published = {p.date: p.bp / 1e4 for p in assumptions().published}
    base = weekly.at(BASE_DATE)
    before = (weekly.treasuries + weekly.mbs_mid)[base] / weekly.gdp[base]
    weak, strong = slopes()
    rows = []
    for day in _days_shown(vintage, weekly):
        i = weekly.at(day)
        low, high = ((weekly.treasuries + mbs)[i] / weekly.gdp[i] for mbs in (weekly.mbs_low, weekly.mbs_high))
        effects = -weak * (low - before), -strong * (high - before)
        rows.append(
            SupplyEffect(
                day, float(weekly.treasuries[i]), float(weekly.mbs_low[i]), float(weekly.mbs_high[i]), float(low),
                float(high), float(min(effects)), float(max(effects)), published.get(day), weekly.basis[i],
            )
        )  # fmt: skip
    return tuple(rows)


def _range(id_: str, start: date, end: date, low_usd: float, high_usd: float, gdp: float) -> Move:
    """A move whose ten-year equivalents lie between two figures, at the weakest and strongest elasticity."""
    weak, strong = slopes()
    effects = [-slope * usd / gdp for slope in (weak, strong) for usd in (low_usd, high_usd)]
    low, high = sorted((low_usd, high_usd), key=abs)
    return Move(id_, start, end, low, high, low / gdp, high / gdp, min(effects, key=abs), max(effects, key=abs))


def _mortgages(weekly: Equivalents) -> tuple[Array, Array]:
    """MBS at the lowest and the highest durations."""
    return weekly.mbs_low, weekly.mbs_high


def change_between(weekly: Equivalents, id_: str, start: date, end: date) -> Move:
    """What holdings moved between two Wednesdays, over GDP at the end."""
    i, j = weekly.at(start), weekly.at(end)
    low, high = ((weekly.treasuries + mbs)[j] - (weekly.treasuries + mbs)[i] for mbs in _mortgages(weekly))
    return _range(id_, start, end, float(low), float(high), float(weekly.gdp[j]))


def growth_between(weekly: Equivalents, id_: str, start: date, end: date) -> Move:
    """What GDP's growth did to the share of the holdings of `start`, as if they had changed."""
    i, j = weekly.at(start), weekly.at(end)
    ratio = float(weekly.gdp[j] / weekly.gdp[i]) - 1.0
    low, high = (-float((weekly.treasuries + mbs)[i]) * ratio for mbs in _mortgages(weekly))
    return _range(id_, start, end, low, high, float(weekly.gdp[j]))


def bills_only(weekly: Equivalents, day: date) -> Move:
    """What it would do to hold the same Treasuries all in bills, and the MBS as they are."""
    i = weekly.at(day)
    moved = float(weekly.bills_only[i] - weekly.treasuries[i])
    shown = date.fromisoformat(str(weekly.days[i]))
    return _range("bills_only", shown, shown, moved, moved, float(weekly.gdp[i]))


def runoff_days(windows: Mapping[str, Window]) -> tuple[date, date] | None:
    """The Wednesdays of the second runoff; None where it has none yet."""
    window = windows.get(RUNOFF)
    if window is None or window.statement_start is None or window.statement_end is None:
        return None
    return window.statement_start, window.statement_end


def runoff_moves(weekly: Equivalents, runoff: tuple[date, date] | None) -> tuple[Move, ...]:
    """The second runoff, GDP's growth past it, both together; what is left of all purchases; bills alone."""
    last = date.fromisoformat(str(weekly.days[-1]))
    moves = []
    if runoff is not None:
        own, growth = change_between(weekly, "runoff", *runoff), growth_between(weekly, "gdp_growth", *runoff)
        moves = [own, growth, _sum("runoff_and_growth", own, growth)]
    since = change_between(weekly, "since_2007", BASE_DATE, last)
    return (*moves, since, bills_only(weekly, last))


def _sum(id_: str, first: Move, second: Move) -> Move:
    numbers = ("equivalents_low", "equivalents_high", "to_gdp_low", "to_gdp_high", "effect_low", "effect_high")
    return Move(id_, first.start, first.end, *(getattr(first, n) + getattr(second, n) for n in numbers))


def beside_published(moves: Sequence[Move], studies: Iterable[EventStudy]) -> tuple[Compared, ...]:
    """Every published effect of a smaller portfolio beside ours: of the runoff, or of its announcements' mean."""
    runoff = next((m for m in moves if m.id == "runoff_and_growth"), None)
    announced = next((s for s in studies if s.event_set.id == ANNOUNCEMENTS), None)
    rows = []
    for study in assumptions().studies:
        if study.measure == "announcement" and announced is not None:
            mean = announced.sum_of(ANNOUNCED_YIELD).change / len(announced.event_set.events)
            rows.append(Compared(study, mean, mean, "announcements"))
        elif study.measure != "announcement" and runoff is not None:
            rows.append(Compared(study, runoff.effect_low, runoff.effect_high, "runoff_and_growth"))
        else:
            rows.append(Compared(study, None, None, "not_held"))
    return tuple(rows)
