"""Everything a path draws, together: rates, prices, mortgage spread, prepayment's parameters, departures of lines.

fan   = Fan.of(setting)              what is estimated on the months before the opening; once
draws = fan.draw(seed, part)         a block of paths; path i is the same whatever part is drawn
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import month_end
from fedsheet.portfolio.liabilities.known_weeks import Weeks
from fedsheet.portfolio.many_paths.deviations import Deviations, Pool, draw_deviations, pool_known
from fedsheet.portfolio.many_paths.past_errors import PROGRAMMES, FanSettings, PastErrors, load_past_errors
from fedsheet.portfolio.many_paths.rate_draws import PATHS_A_SEED, RateDraws, draw, known_dynamics, rate_draws
from fedsheet.portfolio.mortgages.paths import PathSpeed
from fedsheet.portfolio.parameters import CurveDynamics
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.scenario.resolve import Setting

Floats = NDArray[np.float64]
# Agency principal that a cap lets go is what is paid, about 0.07% of GDP a month, where the cap is not reached.
PRINCIPAL_TO_GDP = 0.0007
YEAR_OF_WEEKS, HALF_YEAR_OF_WEEKS, MID_MONTH = 53, 26, 15
OF_SPEED, OF_LINES = 1, 2  # streams of a block's seed beside that of rates


@dataclass(frozen=True)
class JointDraws:
    """One block of paths: rates, departures of prepayment, departures of lines (None where only rates are drawn)."""

    rates: RateDraws
    speed: PathSpeed
    deviations: Deviations | None = None

    @property
    def n_paths(self) -> int:
        """How many paths."""
        return self.rates.n_paths


def rates_alone(rates: RateDraws) -> JointDraws:
    """Paths that differ by nothing but rates."""
    return JointDraws(rates, PathSpeed.as_estimated(rates.n_paths))


def drawn_rates(setting: Setting, seed: int, part: slice) -> RateDraws:
    """Rates, prices and the mortgage spread of the paths of `part`, from what preceded the opening."""
    opening, n_months = setting.opening.day, len(setting.policies)
    dynamics = known_dynamics(setting.rates, opening, setting.parameters.curve_dynamics)
    return rate_draws(setting.rates, opening, n_months, dynamics, draw(seed, part, n_months))


@dataclass(frozen=True)
class Fan:
    """What the draws of one setting come from; `late` where the opening's own month has no departure yet."""

    setting: Setting
    dynamics: CurveDynamics
    pool: Pool
    gdp: Floats
    paces: Mapping[str, Floats]
    free: Floats
    late: int

    @classmethod
    def of(cls, setting: Setting, past: PastErrors | None = None) -> Fan:
        """Estimated on what preceded the opening; too little of it raises `InputError`."""
        table = past or load_past_errors()
        weeks, day = setting.known, setting.opening.day
        late = int(day.day > MID_MONTH)
        policies = setting.policies[late:]
        gdp = np.array([setting.gdp.at(month_end(p.month)) for p in policies])
        free = np.array([float(p.month > setting.policy_known) for p in policies])
        pool = pool_known(table, np.datetime64(day), _account_unit(weeks, table.origins), _growth(weeks))
        dynamics = known_dynamics(setting.rates, day, setting.parameters.curve_dynamics)
        return cls(setting, dynamics, pool, gdp, paces_in_force(policies, setting.gdp.at(day)), free, late)

    def draw(self, seed: int, part: slice) -> JointDraws:
        """The paths of `part`."""
        setting, n_months = self.setting, len(self.setting.policies)
        shocks = draw(seed, part, n_months)
        rates = rate_draws(setting.rates, setting.opening.day, n_months, self.dynamics, shocks)
        first, last = part.start // PATHS_A_SEED, -(-part.stop // PATHS_A_SEED)
        blocks = [self._block(seed, block) for block in range(first, last)]
        inside = slice(part.start - first * PATHS_A_SEED, part.stop - first * PATHS_A_SEED)
        return JointDraws(rates, _speeds([s for s, _ in blocks], inside), self._whole([d for _, d in blocks], inside))

    def _block(self, seed: int, block: int) -> tuple[PathSpeed, Deviations]:
        """One block's prepayment and lines, from seeds of their own."""
        of_speed, of_lines = (
            np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, stream)))
            for stream in (OF_SPEED, OF_LINES)
        )
        speed = draw_speed(self.pool.past.settings, of_speed, PATHS_A_SEED)
        return speed, draw_deviations(self.pool, of_lines, PATHS_A_SEED, self.gdp, self.paces, self.free)

    def _whole(self, blocks: list[Deviations], inside: slice) -> Deviations:
        """The blocks side by side, rows for every month of the setting."""
        before = np.zeros((self.late, inside.stop - inside.start))

        def joined(parts: list[NDArray[np.float64]]) -> Floats:
            return np.concatenate([before, np.concatenate(parts, axis=1)[:, inside]])

        lines = {line: joined([b.lines[line] for b in blocks]) for line in blocks[0].lines}
        stopped, crisis = (
            joined([event.astype(np.float64) for event in events]) > 0
            for events in zip(*((b.stopped, b.crisis) for b in blocks), strict=True)
        )
        return Deviations(lines, stopped, crisis)


def draw_speed(settings: FanSettings, rng: np.random.Generator, n_paths: int) -> PathSpeed:
    """Parameters of prepayment on every path, by their estimate's covariance."""
    errors = settings.prepayment_errors
    scale = np.linalg.cholesky(settings.prepayment_correlations * np.outer(errors, errors))
    turnover, refinancing, midpoint = scale @ rng.standard_normal((3, n_paths))
    return PathSpeed(np.exp(turnover), np.exp(refinancing), midpoint)


def paces_in_force(policies: list[MonthPolicy], gdp: float) -> dict[str, Floats]:
    """Programme -> (t,) net purchases a month as a share of GDP: bought less what a cap lets go."""
    bought = {
        "treasuries": [p.purchases_usd["treasury"] + p.purchases_usd["bills"] for p in policies],
        "mbs": [p.purchases_usd["agency_mbs"] for p in policies],
    }
    gone = {
        "treasuries": [p.treasury_cap_usd or 0.0 for p in policies],
        "mbs": [min(p.agency_cap_usd or 0.0, PRINCIPAL_TO_GDP * gdp) for p in policies],
    }
    return {line: (np.array(bought[line]) - np.array(gone[line])) / gdp for line in PROGRAMMES}


def _account_unit(weeks: Weeks, origins: NDArray[np.datetime64]) -> Floats:
    """(n,) root of the account's mean level over a year, share of GDP, now over each origin's."""
    share = weeks.line("tga") / weeks.gdp
    places = np.searchsorted(weeks.days, origins, side="right") - 1
    levels = np.array([share[max(p - YEAR_OF_WEEKS + 1, 0) : p + 1].mean() for p in places])
    unit: Floats = np.sqrt(share[-YEAR_OF_WEEKS:].mean() / levels)
    return unit


def _growth(weeks: Weeks) -> float:
    """Rise of total assets in half a year, share of GDP."""
    total = weeks.line("total_assets")
    return float((total[-1] - total[-1 - HALF_YEAR_OF_WEEKS]) / weeks.gdp[-1])


def _speeds(parts: list[PathSpeed], inside: slice) -> PathSpeed:
    columns = (np.concatenate([getattr(p, name) for p in parts])[inside] for name in vars(parts[0]))
    return PathSpeed(*columns)
