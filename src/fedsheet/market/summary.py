"""Many paths of the money market in little room: quantiles over paths by day, and the paths that were chosen.

    draws (p, t), once ─ some days at a time ─▶ clear ─ rates ─ books ─▶ quantiles (q, t), chosen paths (k, t)

Quantiles over paths need every path of a day and no other day, so that days may follow one another; what a day leaves
behind is its quantiles, the chosen paths and the largest imbalance of its books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.market.anchor import Doubt, autoregressive, on_wave
from fedsheet.market.clearing import Cleared, clear, require_cleared
from fedsheet.market.conditions import FIRST_DAY, check, pick
from fedsheet.market.demand import Array, Behaviour, Conditions
from fedsheet.market.rates import NAMES, PERCENTILES, RateSet, rate_set
from fedsheet.market.scenario import Counterfactual, MarketScenario
from fedsheet.market.shocks import ShockDraws, with_draws
from fedsheet.market.simulate import Simulation, SimulationSetting, at_least_two_axes, claims, keep_books

Rows = NDArray[np.int64]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
AMOUNTS = ("on_rrp", "standing_repo", "reserves", "discount_window")
CELLS_AT_ONCE = 500_000  # days × paths that clear together: about 300 MB
MOST_CELLS = 20_000_000  # days × paths of a summary: 55 bytes each


@dataclass(frozen=True)
class SimulationSummary:
    """What many paths say by day, lines by name: rates, percentiles of trades, volumes, amounts, `wedge`,
    `sofr_minus_iorb`.

    quantiles   line → (q, t) over paths at `LEVELS`;   chosen   line → (k, t), the paths numbered `numbers`
    """

    scenario: MarketScenario
    counterfactual: Counterfactual | None
    days: pd.DatetimeIndex
    n_paths: int
    quantiles: Mapping[str, Array]
    numbers: tuple[int, ...]
    chosen: Mapping[str, Array]
    clearing_residual_usd: float
    identity_residual_usd: int
    manifest: Manifest = field(repr=False, default_factory=lambda: Manifest("simulate", FIRST_DAY, ""))

    def middle(self, line: str) -> Array:
        """(t,) median over paths; the path itself where there is one."""
        found: Array = self.quantiles[line][LEVELS.index(0.5)]
        return found


def lines_of(cleared: Cleared, rates: RateSet, iorb: Array) -> dict[str, Array]:
    """Every line of a summary, (p, t); `iorb` is (t,) or (p, t), decimal."""
    lines: dict[str, Array] = {name.lower(): rates.rates[name] for name in NAMES}
    lines |= {"tri_party": cleared.tri_party} | {name: getattr(cleared, name) for name in AMOUNTS}
    lines |= {f"{name.lower()}_p{which}": rates.percentile(name, which) for name in NAMES for which in PERCENTILES}
    lines |= {f"{name.lower()}_volume": rates.volumes_usd[name] for name in NAMES}
    return lines | {"wedge": rates.rates["DVP"] - cleared.tri_party, "sofr_minus_iorb": rates.rates["SOFR"] - iorb}


def over_paths(values: Array) -> Array:
    """(q, t) quantiles of (p, t); one path is all of its quantiles."""
    table = np.atleast_2d(values)
    if len(table) == 1:
        return np.repeat(table, len(LEVELS), axis=0)
    found: Array = np.quantile(table, LEVELS, axis=0)
    found[LEVELS.index(0.5)] = np.median(table, axis=0)
    return found


def summary_of(found: Simulation | SimulationSummary, numbers: Sequence[int] = ()) -> SimulationSummary:
    """A simulation held whole, as its summary; a summary as it is."""
    if isinstance(found, SimulationSummary):
        return found
    check_numbers(numbers, found.n_paths)
    lines = lines_of(found.cleared, found.rates, found.conditions.iorb)
    return SimulationSummary(
        found.scenario, found.counterfactual, found.days, found.n_paths,
        {name: over_paths(_whole(values, found.n_paths, len(found.days))) for name, values in lines.items()},
        tuple(numbers),
        {name: _whole(values, found.n_paths, len(found.days))[list(numbers)] for name, values in lines.items()},
        float(np.abs(found.cleared.residual_usd).max()), found.identity_residual_usd, found.manifest,
    )  # fmt: skip


def _whole(values: Array, n_paths: int, n_days: int) -> Array:
    return np.broadcast_to(np.atleast_2d(values), (n_paths, n_days))


def check_numbers(numbers: Sequence[int], n_paths: int) -> None:
    """Chosen paths are numbered from 0; another number raises `InputError`."""
    for number in numbers:
        if not 0 <= number < n_paths:
            raise InputError("market.summary_path_number", number=number, last=n_paths - 1)


def summarise(
    setting: SimulationSetting, b: Behaviour, draws: ShockDraws, manifest: Manifest | None = None,
    numbers: Sequence[int] = (),
) -> SimulationSummary:  # fmt: skip
    """Run the days on every path of `draws`, some days at a time, and keep the summary of each.

    Numbers are those of `simulate`. Days that cannot clear raise `NoClearingError`.
    """
    check_numbers(numbers, draws.n_paths)
    parts = [_lines_kept(setting, b, part, numbers) for part in _by_days(setting, draws)]
    quantiles, chosen, residuals, gaps = zip(*parts, strict=True)
    return SimulationSummary(
        setting.scenario, setting.counterfactual, setting.days.days, draws.n_paths,
        _joined(quantiles), tuple(numbers), _joined(chosen), max(residuals), max(gaps),
        manifest or Manifest("simulate", setting.scenario.start, "", seed=draws.seed),
    )  # fmt: skip


def _joined(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


@dataclass(frozen=True)
class _Part:
    """Some days: their setting, draws and the wave of every lender's ask on them."""

    setting: SimulationSetting
    draws: ShockDraws
    wave: Array | None


def _by_days(setting: SimulationSetting, draws: ShockDraws) -> Iterator[_Part]:
    """The days, as many at a time as clear together."""
    doubt, n_days = setting.doubt, len(setting.days.days)
    drawn = None if doubt is None or draws.doubt is None else draws.doubt
    course = None if drawn is None or doubt is None else autoregressive(drawn.noise, doubt.persistence, settled=True)
    step = max(1, CELLS_AT_ONCE // draws.n_paths)
    for start in range(0, n_days, step):
        rows = np.arange(start, min(start + step, n_days))
        wave = None if course is None or doubt is None else _on(doubt.noise, rows) * course[:, rows]
        yield _Part(_setting_on(setting, rows), _draws_on(draws, rows), wave)


def _on(values: Array, rows: Rows) -> Array:
    """Some days of what is (t,), (p, t), or one value for all days."""
    return values if values.shape[-1] == 1 else values[..., rows]


def _setting_on(setting: SimulationSetting, rows: Rows) -> SimulationSetting:
    days, doubt = setting.days, setting.doubt
    cut = replace(days, days=days.days[rows], conditions=pick(days.conditions, rows))
    low_high = None
    if doubt is not None:
        low, high, noise = (_on(v, rows) for v in (doubt.slope_low, doubt.slope_high, doubt.noise))
        low_high = Doubt(low, high, noise, doubt.persistence)
    legs = {name: _on(values, rows) for name, values in setting.liquidity_legs.items()}
    return replace(setting, days=cut, liquidity_legs=legs, doubt=low_high)


def _draws_on(draws: ShockDraws, rows: Rows) -> ShockDraws:
    usd, share = ({name: _on(v, rows) for name, v in values.items()} for values in (draws.usd, draws.share))
    doubt = draws.doubt
    if doubt is not None:
        doubt = replace(
            doubt, noise=_on(doubt.noise, rows), comes=_on(doubt.comes, rows), amount=_on(doubt.amount, rows)
        )
    return replace(draws, usd=usd, share=share, doubt=doubt)


def _lines_kept(
    setting: SimulationSetting, b: Behaviour, part: _Part, numbers: Sequence[int]
) -> tuple[dict[str, Array], dict[str, Array], float, int]:
    """Quantiles and chosen paths of some days; the largest residual of clearing and the largest gap of the books."""
    own, n_paths = part.setting, part.draws.n_paths
    conditions = _conditions(part, b)
    cleared = at_least_two_axes(clear(b, conditions), n_paths)
    require_cleared(cleared, [day.date() for day in own.days.days], setting.scenario.id)
    rates = rate_set(cleared, b, conditions)
    books = keep_books(own, part.draws, claims(cleared, rates), n_paths)
    shape = n_paths, len(own.days.days)
    lines = {name: _whole(values, *shape) for name, values in lines_of(cleared, rates, conditions.iorb).items()}
    quantiles = {name: over_paths(values) for name, values in lines.items()}
    chosen = {name: values[list(numbers)].copy() for name, values in lines.items()}
    return quantiles, chosen, float(np.abs(cleared.residual_usd).max()), books.worst_gap_usd()


def _conditions(part: _Part, b: Behaviour) -> Conditions:
    conditions = check(with_draws(part.setting.days.conditions, part.draws))
    doubt, draws = part.setting.doubt, part.draws.doubt
    if doubt is None or draws is None or part.wave is None:
        return conditions
    return on_wave(conditions, doubt, b, draws, part.wave)
