"""What could lower the demand for reserves and other liabilities: fifteen options, their ranges, their sum.

    released = overlap * sum of the levers pulled, each low, mid or high, after what they do to one another
    a draw   = each lever triangular on (low, mid, high), all with a common part; the sum as above

Source and grades: data/levers.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.units import from_bn

Floats = NDArray[np.float64]
Place = Literal["low", "mid", "high"]
WINDOW, STRESS, STIGMA = "lcr_window", "lcr_stress", "standing_repo_stigma"
N_DRAWS, LEVELS = 20_000, (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True)
class ReleaseOption:
    """One option: what it could release, US dollars; `acts_on` reserves, tga or foreign_repo."""

    id: str
    option: int
    acts_on: str
    low: float
    mid: float
    high: float
    grade: str


@dataclass(frozen=True)
class Levers:
    """All of them and what they do to one another; amounts US dollars, the rest shares."""

    levers: tuple[ReleaseOption, ...]
    overlap: float
    correlation: float
    alone: float
    together: float
    without_nsfr: float

    def named(self, ids: Collection[str]) -> tuple[ReleaseOption, ...]:
        """The levers of these names; an unknown one raises `UnknownNameError` with the nearest."""
        known = {lever.id: lever for lever in self.levers}
        for name in ids:
            if name not in known:
                raise UnknownNameError("lever", name, known)
        return tuple(lever for lever in self.levers if lever.id in ids)

    def released(self, ids: Collection[str], at: Place = "mid", nsfr: bool = True) -> dict[str, float]:
        """What the levers pulled release, by what they act on, US dollars."""
        pulled = self.named(ids)
        amounts = self._together({lever.id: float(getattr(lever, at)) for lever in pulled}, nsfr)
        found: dict[str, float] = {}
        for lever in pulled:
            found[lever.acts_on] = found.get(lever.acts_on, 0.0) + self.overlap * float(amounts[lever.id])
        return found

    def _together(self, amounts: Mapping[str, Any], nsfr: bool) -> dict[str, Any]:
        """Amounts by lever, numbers or (p,), after interactions."""
        found = dict(amounts)
        if WINDOW in found and STIGMA in found:
            found[WINDOW] = found[WINDOW] + self.together
        else:
            found |= {name: found[name] * self.alone for name in (WINDOW, STIGMA) if name in found}
        if not nsfr:
            found |= {name: found[name] * self.without_nsfr for name in (WINDOW, STRESS) if name in found}
        return found

    def drawn(self, ids: Collection[str], seed: int = 1, nsfr: bool = True) -> Floats:
        """(p,) draws of the sum of the levers pulled, US dollars."""
        rng, pulled = np.random.default_rng(seed), self.named(ids)
        common, own = rng.standard_normal(N_DRAWS), rng.standard_normal((len(pulled), N_DRAWS))
        mixed = np.sqrt(self.correlation) * common + np.sqrt(1.0 - self.correlation) * own
        amounts = {lever.id: _triangular(lever, _normal(x)) for lever, x in zip(pulled, mixed, strict=True)}
        total: Floats = self.overlap * sum(self._together(amounts, nsfr).values(), np.zeros(N_DRAWS))
        return total


def _normal(x: Floats) -> Floats:
    """Normal probabilities, by the logistic that stays within 0.01 of them (Bowling and others, 2009)."""
    p: Floats = 1.0 / (1.0 + np.exp(-(0.07056 * x**3 + 1.5976 * x)))
    return p


def _triangular(lever: ReleaseOption, p: Floats) -> Floats:
    """(p,) quantiles of the triangle on the lever's range."""
    width = lever.high - lever.low
    if width == 0:
        return np.full_like(p, lever.mid)
    peak = (lever.mid - lever.low) / width
    left = lever.low + np.sqrt(p * width * (lever.mid - lever.low))
    right = lever.high - np.sqrt((1.0 - p) * width * (lever.high - lever.mid))
    return np.where(p < peak, left, right)


@dataclass(frozen=True)
class LeversResult:
    """The levers beside the sheet they would lower: total assets and GDP, US dollars, and draws (p,) of their sum."""

    levers: Levers
    day: date
    total_assets_usd: float
    gdp_usd: float
    drawn: Floats

    @property
    def middle(self) -> float:
        """The sum of all at their middles."""
        return sum(self.levers.released([lever.id for lever in self.levers.levers]).values())


def levers_beside(levers: Levers, day: date, total_assets_usd: float, gdp_usd: float, seed: int = 1) -> LeversResult:
    """All levers and the distribution of their sum, beside the sheet of a day."""
    drawn = levers.drawn([lever.id for lever in levers.levers], seed)
    return LeversResult(levers, day, total_assets_usd, gdp_usd, drawn)


@cache
def load_levers() -> Levers:
    """The shipped levers."""
    raw = tomllib.loads(files("fedsheet.portfolio").joinpath("data/levers.toml").read_text("utf-8"))
    found = tuple(_lever(entry) for entry in raw["lever"])
    rules = raw["sum"]
    return Levers(found, **{**rules, "together": from_bn(rules["together"])})


def _lever(raw: Mapping[str, Any]) -> ReleaseOption:
    low, mid, high = (from_bn(raw[name]) for name in ("low", "mid", "high"))
    return ReleaseOption(raw["id"], raw["option"], raw["acts_on"], low, mid, high, raw["grade"])
