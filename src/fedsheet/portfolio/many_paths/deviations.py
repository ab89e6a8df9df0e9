"""What a path departs by from the projection's lines: past errors, one past origin for all lines of two years.

    block   origin o ~ weight 0.5^(age / half-life), ordinary or rare; errors of all lines from o, as shares of GDP
    sign    ordinary errors either way, as often; a rare block as it came
    size    exp(jitter e), wider by the settings; Treasury's account by the root of its level, then and now

Lines move together as they did then, so the sheet's identity holds on every path. Only errors over at the opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.portfolio.many_paths.past_errors import LINES, MONTHS, PROGRAMMES, PastErrors
from fedsheet.portfolio.many_paths.way_back import Episode, WayBack, draw_way_back, let_go

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
YEAR = 12
STANDING = 1e-5  # a pace of less than this share of GDP a month is none
STOPPED = 0.1
FIRST_OPERATION = np.datetime64("2013-09-23")
LEAST_ORIGINS = 6


@dataclass(frozen=True)
class Pool:
    """What an opening may draw from.

    ordinary, rare   places of origins whose twenty-four months are over, and their weights;  on_rrp  those that had one
    rare_chance      of the first block that it is a rare one; `rare_chance_later` of those after it
    episodes         past ways back that were over
    tga_unit         (n,) the account's unit now over that of each origin
    """

    past: PastErrors
    ordinary: Places
    rare: Places
    on_rrp: Places
    weights: Floats
    rare_chance: float
    rare_chance_later: float
    tga_unit: Floats
    episodes: tuple[Episode, ...]

    def draw(self, rng: np.random.Generator, n_paths: int, chance: float) -> tuple[Places, NDArray[np.bool_]]:
        """(p,) origins and whether each is a rare one."""
        is_rare = rng.random(n_paths) < (chance if len(self.rare) else 0.0)
        picked = self._among(self.ordinary, rng, n_paths)
        if is_rare.any():
            picked[is_rare] = self._among(self.rare, rng, int(is_rare.sum()))
        return picked, is_rare

    def take_up_origins(self, picked: Places, is_rare: NDArray[np.bool_], rng: np.random.Generator) -> Places:
        """(p,) the same origins; one without an ON RRP facility gives way to one with it, if there is any."""
        early = (self.past.origins[picked] < FIRST_OPERATION) & ~is_rare
        found = picked.copy()
        if early.any() and len(self.on_rrp):
            found[early] = self._among(self.on_rrp, rng, int(early.sum()))
        return found

    def _among(self, places: Places, rng: np.random.Generator, n: int) -> Places:
        weights = self.weights[places]
        found: Places = rng.choice(places, n, p=weights / weights.sum())
        return found


def pool_known(past: PastErrors, opening: np.datetime64, tga_unit: Floats, growth_to_gdp: float) -> Pool:
    """What may be drawn at an opening; too few origins that are over raise `InputError`.

    tga_unit (n,) unit of the account now over each origin's;  growth_to_gdp  total assets' rise in half a year
    """
    now, settings = int(opening.astype("datetime64[M]").astype(np.int64)), past.settings
    over = (past.months + MONTHS <= now) & past.complete
    touched = np.zeros(len(past.origins), dtype=bool)
    for start, end in settings.rare:
        first, last = (int(d.astype("datetime64[M]").astype(np.int64)) for d in (start, end))
        touched |= (past.months <= last) & (past.months + MONTHS >= first)
    ordinary, rare = np.flatnonzero(over & ~touched), np.flatnonzero(over & touched)
    if len(ordinary) < LEAST_ORIGINS:
        need = past.origins[np.flatnonzero(~touched)[LEAST_ORIGINS - 1]].astype("datetime64[M]") + MONTHS
        raise InputError(
            "portfolio.fan_past_errors_few", opening=opening, n=len(ordinary), need=need, least=LEAST_ORIGINS
        )
    weights = 0.5 ** ((now - past.months) / YEAR / settings.half_life_years)
    on_rrp = ordinary[past.origins[ordinary] >= FIRST_OPERATION]
    later = _rare_chance(past, now)
    at_first = settings.inside_chance if growth_to_gdp > settings.inside_growth_to_gdp else later
    episodes = tuple(e for e in settings.way_back if e.runoff_end < opening)
    return Pool(past, ordinary, rare, on_rrp, weights, at_first, later, tga_unit, episodes)


def _rare_chance(past: PastErrors, now: int) -> float:
    """Of a block of twenty-four months; learnt from as many events as there were."""
    settings = past.settings
    seen = sum(int(start.astype("datetime64[M]").astype(np.int64)) < now for start, _ in settings.rare)
    a_year = (seen + 1.0) / (now / YEAR + 1970 - settings.rare_since)
    return float(1.0 - np.exp(-a_year * MONTHS / YEAR))


@dataclass(frozen=True)
class Deviations:
    """Departures (t, p) by line, US dollars, after each month.

    stopped, crisis  (t, p) whether the pace in force has ended, whether a crisis has come
    """

    lines: Mapping[str, Floats]
    stopped: NDArray[np.bool_]
    crisis: NDArray[np.bool_]


def draw_deviations(
    pool: Pool, rng: np.random.Generator, n_paths: int, gdp: Floats, paces: Mapping[str, Floats], free: Floats
) -> Deviations:
    """Departures on `n_paths` paths.

    gdp (t,) US dollars;  paces  programme -> (t,) pace in force, share of GDP a month
    free (t,) one in months whose policy is not given, else zero
    """
    blocks = [
        _block(pool, rng, n_paths, {k: v[rows] for k, v in paces.items()}, free[rows], later=rows.start > 0)
        for rows in _rows(len(gdp))
    ]
    kept = np.concatenate([block.kept for block in blocks])
    stopped = np.maximum.accumulate(kept < STOPPED, axis=0)
    crisis = np.maximum.accumulate(np.concatenate([block.crisis for block in blocks]), axis=0)
    return Deviations({line: _joined(pool, line, blocks, gdp) for line in LINES}, stopped, crisis)


def _rows(n_months: int) -> list[slice]:
    return [slice(start, min(start + MONTHS, n_months)) for start in range(0, n_months, MONTHS)]


def _joined(pool: Pool, line: str, blocks: list[_Block], gdp: Floats) -> Floats:
    """(t, p) US dollars: each block's own departure, and what is left of those before it."""
    if line in PROGRAMMES:
        return _held(line, blocks, gdp)
    parts: list[Floats] = []
    for block in blocks:
        own = block.shares[line]
        before = parts[-1][-1] if parts else np.zeros(own.shape[1])
        fade = pool.past.settings.kept_a_year[line] ** (np.arange(1, len(own) + 1) / YEAR)
        parts.append(own + fade[:, None] * before)
    return np.concatenate(parts) * gdp[:, None]


def _held(line: str, blocks: list[_Block], gdp: Floats) -> Floats:
    """(t, p) what programmes hold beyond policy: each block's holdings stay in dollars, then run off."""
    total = np.concatenate([block.shares[line] for block in blocks]) * gdp[:, None]
    quiet = ~np.concatenate([block.crisis for block in blocks])
    for rows, block in zip(_rows(len(gdp)), blocks, strict=True):
        end = block.shares[line][-1] * gdp[rows.stop - 1]
        gone = let_go(block.way, quiet[rows.stop :], gdp[rows.stop :])[line]
        total[rows.stop :] += np.maximum(end - gone, np.minimum(end, 0.0))
    return total


@dataclass(frozen=True)
class _Block:
    """(t, p) shares of GDP by line in one block, what is kept of the pace, if its crisis has come; its way back."""

    shares: dict[str, Floats]
    kept: Floats
    crisis: NDArray[np.bool_]
    way: WayBack


def _block(
    pool: Pool, rng: np.random.Generator, n_paths: int, paces: Mapping[str, Floats], free: Floats, *, later: bool
) -> _Block:
    """One block of twenty-four months, or its first months; `later` where it is not the first."""
    settings, n_months = pool.past.settings, len(free)
    # By the whole block also where it is cut short: a crisis may come after the cut, and a path is the same up to it.
    picked, is_rare = pool.draw(rng, n_paths, pool.rare_chance_later if later else pool.rare_chance)
    jitter = np.where(is_rare, settings.rare_jitter, settings.jitter)
    size = np.exp(jitter * rng.standard_normal(n_paths))
    sign = np.where(is_rare, 1.0, rng.choice([-1.0, 1.0], n_paths))
    of_policy = np.where(is_rare, 1.0, rng.choice([-1.0, 1.0], n_paths)) * settings.policy_widen
    take_up = pool.take_up_origins(picked, is_rare, rng)
    found = {}
    for line, errors in pool.past.errors.items():
        past = errors[take_up if line == "on_rrp" else picked, :n_months].T
        unit = pool.tga_unit[picked] if line == "tga" else 1.0
        ordinary = settings.widen[line] * (1.0 if line in PROGRAMMES else size)
        own = np.where(is_rare, size, ordinary)
        found[line] = past * (sign * own * unit)
    kept = np.ones((n_months, n_paths))
    for line, pace in paces.items():
        told, came = (paths[line][picked, :n_months].T for paths in (pool.past.told, pool.past.came))
        stays, anew = stops_and_starts(told, came)
        drawn = pace[:, None] * stays + anew * of_policy - pace[:, None]
        found[line] = found[line] + np.cumsum(drawn * free[:, None], axis=0)
        if np.abs(pace).max() > STANDING:
            kept = np.minimum(kept, np.where(free[:, None] > 0, stays, 1.0))
    way = draw_way_back(pool.episodes, settings.rare_jitter, rng, PROGRAMMES, n_paths)
    come = pool.past.months[picked] + np.arange(1, n_months + 1)[:, None] >= pool.past.crisis_months[picked]
    return _Block(found, kept, is_rare & come, way)


def stops_and_starts(told: Floats, came: Floats) -> tuple[Floats, Floats]:
    """What was kept of an announced pace, 0 to 1, and what came on top of it; 1 where no pace was announced."""
    in_force = np.abs(told) > STANDING
    kept = np.clip(np.divide(came, told, out=np.ones_like(came), where=in_force), 0.0, 1.0)
    return kept, came - told * kept
