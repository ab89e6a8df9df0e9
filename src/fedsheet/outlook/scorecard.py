"""Official projections against what came, with a naive one and ours made on the same day.

    error = projected less realised, US dollars      horizon = years from publication to the date projected

A projection whose date has not been reached, or whose outcome is not held, is listed without an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import numpy as np

from fedsheet.core.errors import FedsheetError
from fedsheet.core.series import Days, Floats, Series
from fedsheet.core.vintage import Vintage
from fedsheet.record import ProjectedValue

DAYS_A_YEAR = 365.25
# What each quantity of the record is on the H.4.1; holdings are Treasuries and agency MBS (agency debt left: 2.3 bn).
SERIES: Mapping[str, tuple[str, ...]] = {
    "reserve balances": ("WRESBAL",),
    "SOMA holdings": ("TREAST", "WSHOMCB"),
    "total assets": ("WALCL",),
    "Treasury securities": ("TREAST",),
    "agency MBS": ("WSHOMCB",),
    "Treasury general account": ("WTREGEN",),
}


@dataclass(frozen=True)
class ScoreNote:
    """How ours was made, or why it was not: a key with what its sentence needs, written in the reader's language.

    made (name, opens) · not_come · failed (opens, error) · no_line
    """

    key: str
    opens: date | None = None
    name: str = ""
    error: FedsheetError | None = None


@dataclass(frozen=True)
class Score:
    """One projection of one number; US dollars, None where it does not exist.

    unchanged   the level on the day of publication, carried on
    trend       the change over the year before publication, carried on
    ours        this model's projection from the same day's information, with the reason where there is none
    """

    projection: ProjectedValue
    horizon_years: float
    outcome_date: date | None
    outcome_usd: float | None
    unchanged_usd: float | None
    trend_usd: float | None
    ours_usd: float | None = None
    ours_note: ScoreNote | None = None

    def error(self, projected_usd: float | None) -> float | None:
        """Projected less realised."""
        return None if projected_usd is None or self.outcome_usd is None else projected_usd - self.outcome_usd

    @property
    def official_error(self) -> float | None:
        """The official projection's error."""
        return self.error(self.projection.value_usd)


@dataclass(frozen=True)
class Ours:
    """What this model said from the same information, or why it said nothing; US dollars."""

    value_usd: float | None
    note: ScoreNote | None = None


@dataclass(frozen=True)
class Horizon:
    """Mean absolute error of each forecaster over projections of one span of years; None where none is scored."""

    years: str
    n: int
    official_usd: float | None
    unchanged_usd: float | None
    trend_usd: float | None
    ours_usd: float | None


Levels = Mapping[str, tuple[Days, Floats]]


def levels(vintage: Vintage, quantities: Iterable[str]) -> Levels:
    """Days and weekly levels of each quantity, US dollars, summed once; one that lacks a series is left out."""
    held = {quantity: SERIES.get(quantity, ()) for quantity in sorted(set(quantities))}
    return {
        quantity: _total([vintage[name] for name in names])
        for quantity, names in held.items()
        if names and all(name in vintage for name in names)
    }


def _total(parts: Sequence[Series]) -> tuple[Days, Floats]:
    """The days that every part has, and the sum of the parts on them."""
    days = reduce(np.intersect1d, (part.days for part in parts))
    return days, np.sum([part.base_amounts()[np.isin(part.days, days)] for part in parts], axis=0)


def level(held: Levels, quantity: str, day: date) -> tuple[date, float] | None:
    """The last weekly level of a quantity on or before `day`, within a week; None where not held."""
    if quantity not in held:
        return None
    days, usd = held[quantity]
    known = int(np.searchsorted(days, np.datetime64(day), side="right"))
    found = days[:known].tolist()[-1:]
    return (found[0], float(usd[known - 1])) if found and (day - found[0]).days <= 7 else None


def scored(held: Levels, projection: ProjectedValue, ours: Ours | None = None) -> Score:
    """One projection with its outcome and the two naive ones."""
    outcome = level(held, projection.quantity, projection.target_date)
    now = level(held, projection.quantity, projection.announced_at)
    before = level(held, projection.quantity, projection.announced_at - timedelta(days=365))
    years = (projection.target_date - projection.announced_at).days / DAYS_A_YEAR
    trend = now[1] + (now[1] - before[1]) * years if now and before else None
    return Score(
        projection, years, outcome[0] if outcome else None, outcome[1] if outcome else None,
        now[1] if now else None, trend, ours.value_usd if ours else None, ours.note if ours else None,
    )  # fmt: skip


def scorecard(
    vintage: Vintage, projections: Sequence[ProjectedValue], ours: Mapping[str, Ours] | None = None
) -> tuple[Score, ...]:
    """Every official projection scored, in order of publication and date projected."""
    own = ours or {}
    ordered = sorted(projections, key=lambda p: (p.announced_at, p.target_date, p.id))
    held = levels(vintage, (p.quantity for p in ordered))
    return tuple(scored(held, projection, own.get(projection.id)) for projection in ordered)


def by_horizon(scores: Sequence[Score]) -> tuple[Horizon, ...]:
    """Mean absolute errors by whole years ahead, over projections whose outcome is held."""
    known = [score for score in scores if score.outcome_usd is not None]
    spans = sorted({int(score.horizon_years) for score in known})
    return tuple(_horizon(span, [s for s in known if int(s.horizon_years) == span]) for span in spans)


def _horizon(span: int, scores: Sequence[Score]) -> Horizon:
    official = _mean([score.official_error for score in scores])
    naive = [_mean([s.error(s.unchanged_usd) for s in scores]), _mean([s.error(s.trend_usd) for s in scores])]
    own = _mean([s.error(s.ours_usd) for s in scores])
    return Horizon(f"{span}-{span + 1}", len(scores), official, naive[0], naive[1], own)


def _mean(errors: Sequence[float | None]) -> float | None:
    known = [abs(error) for error in errors if error is not None]
    return sum(known) / len(known) if known else None
