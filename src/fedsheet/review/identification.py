"""Identification through heteroskedasticity: announcement days differ only in how much policy news they carry.

On announcement days the variance of the policy shock is higher, everything else is as on other days (Rigobon and Sack
2004; Wright 2012). Then the change of the covariance matrix is of rank one,

    Σ_event − Σ_other = λ · b b' ,

and b, normalised on the policy asset, is each asset's response to policy news; other news need not be absent from the
window, as the event study assumes. λ over the event variance is the share of the movement that was policy's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import InputError
from fedsheet.review.assets import Array, Asset
from fedsheet.review.events import _pool, event_changes, event_positions, with_closes
from fedsheet.review.eventsets import EventSet

LEAST_EVENTS = 3


@dataclass(frozen=True)
class AssetResponse:
    """An asset's response to policy news that moves the policy asset by one, with a 90% bootstrap interval."""

    series: str
    response: float
    low: float
    high: float


@dataclass(frozen=True)
class Identified:
    """Rigobon–Sack estimates for one set.

    policy_share     share of the event-day variance of the policy asset that the extra variance makes up, in [0, 1]
    is_identified    whether event days are more variable at the 5% level; otherwise the responses mean nothing
    variance_p       bootstrap p-value of "event days are no more variable"
    variance_ratio   variance of the policy asset on event days over that on the others: what is identified, with the
                     responses; a signed sum of policy's part is not, since the share is one of variance
    respond          makes `responses`: called when they are first asked for, as the redrawing is nearly all the work
    """

    event_set: str
    policy_asset: str
    window_days: int
    n_events: int
    n_others: int
    policy_share: float
    variance_p: float
    is_identified: bool
    summed: float
    variance_ratio: float
    respond: Callable[[], tuple[AssetResponse, ...]] = field(repr=False, compare=False)

    @cached_property
    def responses(self) -> tuple[AssetResponse, ...]:
        """Every other asset's response to the policy news."""
        return self.respond()


def responses(event: Array, other: Array) -> tuple[Array, float]:
    """Responses (k,) normalised on column 0 and the variance added on event days; event (e, k), other (o, k).

    bⱼ = (cov_e(x₀, xⱼ) − cov_o(x₀, xⱼ)) / (var_e(x₀) − var_o(x₀)); second moments about the days' own means.
    """
    added = _moments(event) - _moments(other)
    return added / added[0], float(added[0])


def _moments(changes: Array) -> Array:
    """Covariances (k,) of every column with column 0; changes (n, k)."""
    centred = changes - changes.mean(axis=0)
    return np.asarray(centred[:, 0] @ centred / (changes.shape[0] - 1))


def _redrawn_moments(changes: Array, n_draws: int, rng: np.random.Generator) -> Array:
    """The same (d, k) on days redrawn with replacement: how often each day is drawn weighs its moments."""
    n = changes.shape[0]
    counts = rng.multinomial(n, np.full(n, 1.0 / n), size=n_draws).astype(float)
    means, products = counts @ changes / n, counts @ (changes[:, :1] * changes)
    return np.asarray((products - n * means[:, :1] * means) / (n - 1))


def bootstrap_responses(event: Array, other: Array, n_draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Responses (d, k) and added variances (d,) on days redrawn with replacement within each kind."""
    added = _redrawn_moments(event, n_draws, rng) - _redrawn_moments(other, n_draws, rng)
    return added / added[:, :1], added[:, 0]


def _variance_p(event: Array, other: Array, n_draws: int, rng: np.random.Generator) -> float:
    """Share of equally many random other days at least as variable as the event days."""
    draws = other[rng.integers(0, other.size, (n_draws, event.size))].var(axis=1, ddof=1)
    return float((1 + np.count_nonzero(draws >= event.var(ddof=1))) / (n_draws + 1))


def _with_intervals(
    names: Sequence[str], event: Array, other: Array, n_draws: int, rng: np.random.Generator
) -> tuple[AssetResponse, ...]:
    """The response of each asset but the first, the policy asset; `names` are theirs. `rng` stays where it stands."""
    beta, _ = responses(event, other)
    draws, _ = bootstrap_responses(event, other, n_draws, deepcopy(rng))
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return tuple(map(AssetResponse, names, *(one[1:].tolist() for one in (beta, low, high))))


def _common(assets: Sequence[Asset]) -> tuple[NDArray[np.datetime64], Array]:
    """Days on which every asset has a close, and their scales (t, k)."""
    days = reduce(partial(np.intersect1d, assume_unique=True), [asset.days for asset in assets])
    return days, np.column_stack([asset.scale[np.searchsorted(asset.days, days)] for asset in assets])


def identify(
    study: EventSet,
    policy: Asset,
    others: Sequence[Asset],
    *,
    window_days: int = 1,
    n_draws: int = 2_000,
    seed: int = 0,
) -> Identified:
    """Responses of `others` to the policy news of a set that moves `policy`, against days within a year of it.

    Fewer than three events leave no variance to compare: `InputError`.
    """
    days, scale = _common([policy, *others])
    aligned = Asset(policy.id, policy.measure, days, policy.level[np.searchsorted(policy.days, days)])
    study = with_closes(aligned, study)
    if len(study.events) < LEAST_EVENTS:
        raise InputError(
            "review.identification_set_events", id=study.id, n_events=len(study.events), least_events=LEAST_EVENTS
        )
    positions = event_positions(aligned, study.events, window_days)
    event = event_changes(scale, positions, window_days)
    other = event_changes(scale, _pool(days.size, positions, window_days), window_days)
    rng = np.random.default_rng([seed, len(study.events), window_days])
    _, added = responses(event, other)
    share = float(np.clip(added / event[:, 0].var(ddof=1), 0.0, 1.0))
    p_value = _variance_p(event[:, 0], other[:, 0], n_draws, rng)
    summed = float(event[:, 0].sum())
    return Identified(
        study.id,
        policy.id,
        window_days,
        len(study.events),
        other.shape[0],
        share,
        p_value,
        p_value < 0.05,
        summed,
        float(event[:, 0].var(ddof=1) / other[:, 0].var(ddof=1)),
        partial(_with_intervals, [a.id for a in others], event, other, n_draws, rng),
    )
