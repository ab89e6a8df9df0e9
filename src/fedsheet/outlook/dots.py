"""A user's dots: the funds rate each participant thought right at the end of a year, taken whole or refused whole.

    announced,horizon,rate,participants      2026-09-16,2026,4.125,9      (percent; how many placed their dot there)

One projection is one day's dots; its median must be the one published, where that is held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from fedsheet.core.errors import InputError
from fedsheet.core.units import from_pct, to_pct
from fedsheet.record.medians import LEAST, MOST
from fedsheet.record.published import LONGER_RUN

STEP_PCT = 0.125  # the Board rounds every dot to an eighth of a point
SEATS = 19  # seven governors and twelve presidents
YEARS_AHEAD = 3  # the last year of a projection: the year after next, from September on one more
SET_ASIDE = 3  # highest and lowest dots that the central tendency leaves out
HALF_DIGIT = from_pct(0.05)  # medians are published to a tenth of a point


@dataclass(frozen=True)
class DotLine:
    """One line of a user's file, with where it stands; rate in percent."""

    where: str
    announced: date
    horizon: str
    rate_pct: float
    participants: float


@dataclass(frozen=True)
class Dots:
    """Dots of one projection for one year or the longer run: decimals, ascending, one a participant."""

    announced_at: date
    horizon: str
    rates: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle dot; of an even number the mean of the two in the middle."""
        return float(np.median(self.rates))

    @property
    def central(self) -> tuple[float, float] | None:
        """The central tendency: lowest and highest without the three of each end; None where nothing is left."""
        inner = self.rates[SET_ASIDE : len(self.rates) - SET_ASIDE]
        return (inner[0], inner[-1]) if inner else None

    @property
    def counted(self) -> tuple[tuple[float, int], ...]:
        """Each rate with how many dots stand there, the highest first."""
        return tuple((rate, len(list(same))) for rate, same in groupby(reversed(self.rates)))


def dots_of(
    lines: Sequence[DotLine], projections: Collection[date], medians: Mapping[tuple[date, str], float], where: str
) -> tuple[Dots, ...]:
    """Dots by projection and year from a user's lines; else `InputError` with the row.

    projections  days on which a projection was or may have been published
    medians      (day, horizon) → median of the funds rate held, decimal
    """
    rates: dict[tuple[date, str], dict[float, int]] = {}
    for line in lines:
        _may_be(line, projections)
        placed = rates.setdefault((line.announced, line.horizon), {})
        if line.rate_pct in placed:
            raise InputError("outlook.dots_twice", where=line.where, rate=line.rate_pct, horizon=line.horizon)
        placed[line.rate_pct] = int(line.participants)
        if sum(placed.values()) > SEATS:
            n = sum(placed.values())
            raise InputError("outlook.dots_too_many", where=line.where, n=n, day=line.announced, horizon=line.horizon)
    found = tuple(Dots(day, horizon, _each(placed)) for (day, horizon), placed in sorted(rates.items()))
    for one in found:
        _agrees(one, medians.get((one.announced_at, one.horizon)), where)
    return found


def _each(placed: Mapping[float, int]) -> tuple[float, ...]:
    return tuple(from_pct(rate) for rate, n in sorted(placed.items()) for _ in range(n))


def _may_be(line: DotLine, projections: Collection[date]) -> None:
    if line.announced not in projections:
        near = min(projections, key=lambda one: abs(one - line.announced), default="-")
        raise InputError("outlook.dots_no_projection", where=line.where, day=line.announced, near=near)
    year = line.announced.year
    years = [str(y) for y in range(year, year + YEARS_AHEAD + 1)]
    if line.horizon not in (*years, LONGER_RUN):
        raise InputError(
            "outlook.dots_horizon", where=line.where, horizon=line.horizon, first=years[0], last=years[-1],
            longer_run=LONGER_RUN,
        )  # fmt: skip
    if not LEAST <= line.rate_pct <= MOST or line.rate_pct % STEP_PCT:
        raise InputError("outlook.dots_grid", where=line.where, rate=line.rate_pct, least=LEAST, most=MOST)
    if not 1 <= line.participants <= SEATS or line.participants % 1:
        raise InputError("outlook.dots_participants", where=line.where, n=line.participants, most=SEATS)


def _agrees(found: Dots, published: float | None, where: str) -> None:
    """The median of the dots is the one published, to its last digit."""
    if published is not None and abs(found.median - published) > HALF_DIGIT + 1e-9:
        raise InputError(
            "outlook.dots_median", where=where, day=found.announced_at, horizon=found.horizon, n=len(found.rates),
            median=round(to_pct(found.median), 4), published=round(to_pct(published), 2),
        )  # fmt: skip
