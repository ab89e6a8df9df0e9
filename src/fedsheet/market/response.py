"""Who moves when policy moves: the same days under another policy, claim by claim and rate by rate.

Both courses start from the same sheets, so what differs between them is what the change brought about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fedsheet.core.errors import InputError
from fedsheet.core.shown import Shown
from fedsheet.core.units import from_bp
from fedsheet.market.clearing import clear
from fedsheet.market.demand import Behaviour, Conditions
from fedsheet.market.moves import MOVES, incidence
from fedsheet.market.rates import NAMES, rate_set
from fedsheet.market.scenario import AMOUNTS, Counterfactual
from fedsheet.market.simulate import Simulation

SEEN = from_bp(0.05)  # half of the last digit printed
QUANTITIES = ("reserves", "on_rrp", "standing_repo", "discount_window", "bank_lending", "fund_lending", "dealer_demand")
NOTHING = 5e7  # US dollars: half of the last digit printed, 0.1 bn
TRI_PARTY = "tri-party"


@dataclass(frozen=True)
class Moved:
    """By how much one kind owns and owes more of one instrument, US dollars, mean over days and paths."""

    sector: str
    item: str
    owned_usd: float
    owed_usd: float


@dataclass(frozen=True, repr=False)
class Response(Shown):
    """What a counterfactual moves: each rate (decimal; mean over days, and where it moved most), then each kind's book.

    rates        name → (mean change, largest change)
    moved        largest first
    biting_days  days of `n_days` on which a rate moves by what is printed, or a claim by what is shown
    held_fixed   what the change leaves alone although people might answer to it
    """

    rates: dict[str, tuple[float, float]]
    moved: tuple[Moved, ...]
    biting_days: int = 0
    n_days: int = 0
    held_fixed: tuple[str, ...] = ()


def bites(b: Behaviour, before: Conditions, after: Conditions) -> bool:
    """Whether the expected course clears otherwise by what is printed: a limit that nobody reaches does not bite."""
    one, other = (clear(b, each) for each in (before, after))
    rates, changed = (rate_set(cleared, b, each).rates for cleared, each in ((one, before), (other, after)))
    return any(np.abs(changed[name] - rates[name]).max() >= SEEN for name in NAMES) or any(
        np.abs(getattr(other, name) - getattr(one, name)).max() > NOTHING for name in QUANTITIES
    )


def response(base: Simulation, other: Simulation) -> Response:
    """How `other`, the same scenario under a counterfactual, differs from `base`."""
    if base.scenario.id != other.scenario.id or not base.days.equals(other.days):
        raise InputError("market.response_two_runs_different_days")
    gaps = {name: other.rates.rates[name] - base.rates.rates[name] for name in NAMES}
    gaps[TRI_PARTY] = other.cleared.tri_party - base.cleared.tri_party
    rates = {name: (float(gap.mean()), float(gap.flat[np.abs(gap).argmax()])) for name, gap in gaps.items()}
    bites = np.any([np.abs(gap).max(axis=0) >= SEEN for gap in gaps.values()], axis=0)
    for name in base.books.moved:
        change = np.abs(other.books.moved[name] - base.books.moved[name]).max(axis=0)
        bites = bites | (np.broadcast_to(change, bites.shape) > NOTHING)
    if other.counterfactual is not None and not bites.any():
        raise InputError(
            "market.response_cannot_bite_from_nothing",
            id=other.counterfactual.id,
            days=base.days[0].date(),
            days_2=base.days[-1].date(),
        )
    fixed = () if other.counterfactual is None else held_fixed(other.counterfactual)
    return Response(rates, _moved(base, other), int(bites.sum()), len(base.days), fixed)


def held_fixed(changed: Counterfactual) -> tuple[str, ...]:
    """The quantities that a counterfactual leaves as they were, and behaviour."""
    targets = {change.target for change in changed.changes}
    return (*(name for name in AMOUNTS if name not in targets), "behaviour")


def _moved(base: Simulation, other: Simulation) -> tuple[Moved, ...]:
    owned = np.zeros(base.books.opening.owned.shape)
    owed = np.zeros_like(owned)
    for name, movement in MOVES.items():
        change = float((other.books.moved[name] - base.books.moved[name]).mean())
        effect = incidence(movement, base.books.opening)
        for grid, cells in ((owned, effect.owned), (owed, effect.owed)):
            for cell, sign in cells.items():
                grid[cell] += sign * change
    size = np.maximum(np.abs(owned), np.abs(owed))
    sectors, items = base.books.opening.sectors, base.books.opening.items
    return tuple(
        Moved(sectors[s], items[i], float(owned[s, i]), float(owed[s, i]))
        for s, i in zip(*np.unravel_index(np.argsort(-size, axis=None), size.shape), strict=True)
        if size[s, i] > NOTHING
    )
