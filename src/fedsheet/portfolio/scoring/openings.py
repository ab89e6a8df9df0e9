"""Projections opened in the past and scored: every line and horizon beside what came, flat, and the 13-week pace.

score_day     one opening: model, rivals, band        score_days   several, and what they say together
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.many_paths.joint_draws import Fan
from fedsheet.portfolio.many_paths.project_paths import path_days, project_draws
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import as_known
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.portfolio.scoring.fan_coverage import LEVELS, LINES
from fedsheet.record import PolicyPath

Floats = NDArray[np.float64]
MONTHS = (1, 3, 6, 9, 12, 24)
PACE_WEEKS, N_PATHS, SEED = 13, 300, 1


@dataclass(frozen=True)
class LineScore:
    """One line some months after an opening; US dollars. `band` are the quantiles of `LEVELS`, None without a fan."""

    opening: date
    line: str
    months: int
    day: date
    actual: float
    model: float
    flat: float
    pace: float
    band: Floats | None

    @property
    def in_half(self) -> bool | None:
        """Whether what came lies in the band of one half."""
        return None if self.band is None else bool(self.band[1] - 1.0 <= self.actual <= self.band[3] + 1.0)

    @property
    def in_nine_tenths(self) -> bool | None:
        """Whether it lies in the band of nine tenths."""
        return None if self.band is None else bool(self.band[0] - 1.0 <= self.actual <= self.band[4] + 1.0)

    @property
    def pinball(self) -> float | None:
        """Mean loss over the quantiles."""
        if self.band is None:
            return None
        missed, levels = self.actual - self.band, np.array(LEVELS)
        return float(np.maximum(levels * missed, (levels - 1.0) * missed).mean())


@dataclass(frozen=True)
class PooledScore:
    """One line at one horizon over openings: mean absolute errors, share in the bands, mean pinball; US dollars."""

    line: str
    months: int
    n: int
    model: float
    flat: float
    pace: float
    in_half: float | None
    in_nine_tenths: float | None
    pinball: float | None


@dataclass(frozen=True)
class OpeningScores:
    """Everything `fedsheet project score` shows."""

    scores: tuple[LineScore, ...]
    pooled: tuple[PooledScore, ...]


def score_days(
    vintage: Vintage, record: PolicyPath, parameters: Parameters, days: Sequence[date], n_paths: int = N_PATHS
) -> OpeningScores:
    """The openings of these days and what they say together."""
    end = vintage["WALCL"].last_day
    after = weeks_known(vintage, end, parameters.liabilities.gdp_growth)
    scores = [s for day in days for s in score_day(vintage, record, parameters, day, after, n_paths)]
    return OpeningScores(tuple(scores), pooled(scores))


def score_day(
    vintage: Vintage, record: PolicyPath, parameters: Parameters, day: date, after: Weeks, n_paths: int
) -> list[LineScore]:
    """One opening at every horizon that is over; without enough past errors there is no band."""
    try:
        setting = resolve(as_known(), vintage, record, parameters, day, add_months(day, max(MONTHS) + 1))
    except DateRangeError as refused:
        raise refused.at("") from None  # whoever asked named a day, not our scenario
    found = project_setting(setting)
    try:
        drawn = project_draws(setting, Fan.of(setting).draw(SEED, slice(0, n_paths)))
    except InputError:
        drawn = None
    ends, scores = np.array(path_days(setting), dtype="datetime64[D]"), []
    start = after.place(day)
    for months in MONTHS:
        place = after.place(add_months(day, months))
        if place >= len(after.days) - 1 and after.days[-1] < np.datetime64(add_months(day, months)):
            continue
        wednesday = after.days[place]
        row = int(np.argmin(np.abs(ends - wednesday)))
        for line in LINES:
            band = None if drawn is None else np.quantile(drawn[line][row], LEVELS)
            if one := _line(found, after, line, start, place, months, band):
                scores.append(one)
    return scores


def _line(
    found: Projection, after: Weeks, line: str, start: int, place: int, months: int, band: Floats | None
) -> LineScore | None:
    """One score; None where H.4.1 is not held on one of the days. Currency is notes and coin, the model's in step."""
    values = after.line(line)
    wednesday = after.days[place].astype(date)
    model = found.at(line, wednesday)
    unit = values[start] / found.line(line)[0] if line == "currency" else 1.0
    if np.isnan(values[[start, place]]).any():
        return None
    pace = values[start] + (values[start] - values[start - PACE_WEEKS]) * (place - start) / PACE_WEEKS
    return LineScore(
        after.days[start].astype(date), line, months, wednesday, float(values[place]), model * unit,
        float(values[start]), float(pace), None if band is None else band * unit,
    )  # fmt: skip


def pooled(scores: Sequence[LineScore]) -> tuple[PooledScore, ...]:
    """Over openings, by line and horizon."""
    keys = dict.fromkeys((s.line, s.months) for s in scores)
    return tuple(
        _pooled(line, months, [s for s in scores if (s.line, s.months) == (line, months)]) for line, months in keys
    )


def _pooled(line: str, months: int, own: Sequence[LineScore]) -> PooledScore:
    def missed(name: str) -> float:
        return float(np.mean([abs(getattr(s, name) - s.actual) for s in own]))

    banded = [s for s in own if s.band is not None]
    halves, tenths, losses = (
        float(np.mean([getattr(s, name) for s in banded])) if banded else None
        for name in ("in_half", "in_nine_tenths", "pinball")
    )
    return PooledScore(line, months, len(own), missed("model"), missed("flat"), missed("pace"), halves, tenths, losses)
