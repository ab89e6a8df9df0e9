"""One day: the tri-party rate at which cash lent equals cash borrowed; one bracketed root, all days and paths at once.

    lent      funds' cash not left in ON RRP + banks' lending + standing repo       rises in the rate
              (of what a cap on ON RRP turns away, less what branches take)
    borrowed  dealers' demand                                                       falls in the rate

Reserves are what is left of the Fed's liquidity after ON RRP, so a higher rate pulls cash out of ON RRP into reserves,
lowers what a reserve is worth, and so raises banks' lending: every term has the same sign and the root is unique.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import NoClearingError
from fedsheet.core.units import from_bp, to_bn
from fedsheet.market import demand
from fedsheet.market.demand import Array, Behaviour, Conditions

BELOW_FLOOR = from_bp(60.0)  # tri-party printed 1 to 3 bp under ON RRP at its lowest; the bracket leaves room
BELOW_FLOOR_CAPPED = from_bp(300.0)  # where ON RRP is capped it is no floor
ABOVE_IORB = from_bp(1500.0)  # the 99th percentile of SOFR on 2019-09-17 was 690 bp above IORB
TOLERANCE = from_bp(1e-4)  # a hundredth of the last digit published would be 1e-2 bp
MAX_STEPS = 60
PATHS_AND_DAYS = 2  # axes
CELLS = 16_384  # cleared at once: their working arrays stay in a core's cache
STRAIGHT = from_bp(0.05)  # in a bracket so narrow a straight line finds the root
NEAR, WIDER = from_bp(1.0), 8.0  # paths lie near the middle one; a bracket that holds no root is made so much wider


class Status(IntEnum):
    """How a day ended."""

    CLEARED = 0
    BORROWERS_SHORT = 1
    LENDERS_SHORT = 2


@dataclass(frozen=True)
class Cleared:
    """The day's outcome, each (p, t): rate and quantities; `residual_usd` is cash lent minus borrowed at the root."""

    tri_party: Array
    reserve_value: Array
    reserves: Array
    on_rrp: Array
    standing_repo: Array
    discount_window: Array
    bank_lending: Array
    fund_lending: Array
    branch_intake: Array
    dealer_demand: Array
    status: NDArray[np.int8]
    residual_usd: Array


def excess_cash(r: Array, b: Behaviour, c: Conditions) -> Array:
    """Cash offered minus cash wanted in tri-party at rate `r`, US dollars; rises in `r` and in liquidity."""
    on_rrp, intake = fund_placement(r, b, c)
    repo = demand.standing_repo(r, b, c)
    bank = bank_offer(r, c.liquidity - on_rrp + repo, b, c)
    return c.fund_cash - on_rrp - intake + bank + repo - demand.dealer_demand(r, b, c)


def fund_placement(r: Array, b: Behaviour, c: Conditions) -> tuple[Array, Array]:
    """What funds leave at ON RRP, and what of the cash its cap turns away foreign branches take; both fall in `r`."""
    wanted = demand.on_rrp_wanted(r, b, c)
    if np.isinf(c.on_rrp_cap).all():
        return wanted, np.zeros_like(wanted)
    on_rrp = np.minimum(wanted, c.on_rrp_cap)
    return on_rrp, demand.branch_intake(r, wanted - on_rrp, b, c)


def bank_offer(r: Array, reserves: Array, b: Behaviour, c: Conditions) -> Array:
    """Banks' lending where `reserves` are left after ON RRP and standing repo; rises in both arguments."""
    value = demand.reserve_value(reserves, b, c)
    return demand.bank_lending(r, value, demand.lending_capacity(reserves, b, c), b)


def clear(b: Behaviour, c: Conditions) -> Cleared:
    """Clear every day and path of `c`; days without a root keep the nearer end of the bracket and say who is short."""
    shape = np.broadcast_shapes(*(np.shape(getattr(c, name)) for name in c.__dataclass_fields__))
    below = np.where(np.isinf(c.on_rrp_cap), BELOW_FLOOR, BELOW_FLOOR_CAPPED)
    low = np.broadcast_to(c.on_rrp_rate - below, shape)
    high = np.broadcast_to(c.iorb + ABOVE_IORB, shape)
    if len(shape) < PATHS_AND_DAYS or shape[0] == 1:
        rate, status = bracketed_root(lambda r: excess_cash(r, b, c), low, high)
    else:
        rate, status = _roots_of_paths(b, c, low, high)
    return outcome(rate, status, b, c)


def _roots_of_paths(b: Behaviour, c: Conditions, low: Array, high: Array) -> tuple[Array, NDArray[np.int8]]:
    """Roots (p, t) some paths at a time, each looked for around the root of the middle path of its day."""
    middle = clear(b, on_paths(c, slice(None), lambda values: np.mean(values, axis=0, keepdims=True))).tri_party
    rate, status = np.empty(low.shape), np.empty(low.shape, dtype=np.int8)
    step = max(1, CELLS // low.shape[1])
    for first in range(0, len(low), step):
        rows = slice(first, first + step)
        excess = partial(excess_cash, b=b, c=on_paths(c, rows))
        rate[rows], status[rows] = bracketed_root(excess, low[rows], high[rows], middle)
    return rate, status


def on_paths(c: Conditions, rows: slice, of: Callable[[Array], Array] = lambda values: values) -> Conditions:
    """Some paths of (p, t) conditions, or what `of` makes of them; what is the same on every path stays as it is."""

    def one(values: Array) -> Array:
        return of(values[rows]) if values.ndim == PATHS_AND_DAYS and len(values) > 1 else values

    return Conditions(**{name: one(getattr(c, name)) for name in c.__dataclass_fields__})


def outcome(rate: Array, status: NDArray[np.int8], b: Behaviour, c: Conditions) -> Cleared:
    """Every quantity at the clearing rate."""
    on_rrp, intake = fund_placement(rate, b, c)
    repo = demand.standing_repo(rate, b, c)
    reserves = c.liquidity - on_rrp + repo
    value = demand.reserve_value(reserves, b, c)
    bank, wanted = bank_offer(rate, reserves, b, c), demand.dealer_demand(rate, b, c)
    return Cleared(
        tri_party=rate,
        reserve_value=value,
        reserves=reserves,
        on_rrp=on_rrp,
        standing_repo=repo,
        discount_window=demand.discount_window(value, b, c),
        bank_lending=bank,
        fund_lending=c.fund_cash - on_rrp - intake,
        branch_intake=intake,
        dealer_demand=wanted,
        status=status,
        residual_usd=c.fund_cash - on_rrp - intake + bank + repo - wanted,
    )


def bracketed_root(
    f: Callable[[Array], Array], low: Array, high: Array, near: Array | None = None
) -> tuple[Array, NDArray[np.int8]]:
    """Where increasing `f` crosses zero in [low, high], element by element: Chandrupatla (1997).

    `near` is where to look first. Returns the root and a `Status` for each element (no sign change: the end of the
    bracket). An element found stays as it is, so that none depends on the others.
    """
    a, fa, b, fb = (low, f(low), high, f(high)) if near is None else _around(f, low, high, near)
    status = np.zeros(a.shape, dtype=np.int8)
    status[fb < 0.0] = Status.BORROWERS_SHORT
    status[fa > 0.0] = Status.LENDERS_SHORT
    t = np.full(a.shape, 0.5) if near is None else _between(fa, fb)
    for _ in range(MAX_STEPS):
        x = a + t * (b - a)
        fx = f(x)
        same = np.sign(fx) == np.sign(fa)
        third, fthird = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        width, left = np.abs(b - a), np.abs(fa)
        straight = (width < STRAIGHT) & (left * width < 0.1 * TOLERANCE * np.abs(fb - fa))
        found = (width < TOLERANCE) | straight | (left == 0.0) | (status != 0)
        if found.all():
            break
        t = np.where(found, 0.0, _next_fraction(a, b, third, fa, fb, fthird))
    root = a + _between(fa, fb) * (b - a)
    root = np.where(status == Status.BORROWERS_SHORT, high, np.where(status == Status.LENDERS_SHORT, low, root))
    return root, status


def _between(fa: Array, fb: Array) -> Array:
    """How far from a to b a straight line crosses zero."""
    return np.where(fa == fb, 0.5, fa / np.where(fa == fb, 1.0, fa - fb))


def _around(f: Callable[[Array], Array], low: Array, high: Array, near: Array) -> tuple[Array, Array, Array, Array]:
    """A bracket about `near` that holds the root, with its values: made wider until it does or is [low, high]."""
    reach = NEAR
    a, b = np.maximum(near - reach, low), np.minimum(near + reach, high)
    fa, fb = f(a), f(b)
    while True:
        under, over = (fa > 0.0) & (a > low), (fb < 0.0) & (b < high)
        if not (under | over).any():
            return a, fa, b, fb
        reach *= WIDER
        x = np.where(under, np.maximum(near - reach, low), np.minimum(near + reach, high))
        fx = f(x)
        a, b = np.where(under, x, np.where(over, b, a)), np.where(under, a, np.where(over, x, b))
        fa, fb = np.where(under, fx, np.where(over, fb, fa)), np.where(under, fa, np.where(over, fx, fb))


def _next_fraction(a: Array, b: Array, third: Array, fa: Array, fb: Array, fthird: Array) -> Array:
    """Where to look next between a and b: inverse quadratic interpolation where it is safe, the middle elsewhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        xi, phi = (a - b) / (third - b), (fa - fb) / (fthird - fb)
        safe = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        guess = fa / (fb - fa) * fthird / (fb - fthird) + (third - a) / (b - a) * fa / (fthird - fa) * fb / (
            fthird - fb
        )
        edge = 0.5 * TOLERANCE / np.abs(b - a)
    t = np.where(safe & np.isfinite(guess), guess, 0.5)
    return np.clip(t, np.minimum(edge, 0.5), np.maximum(1.0 - edge, 0.5))


def require_cleared(cleared: Cleared, days: Sequence[object], where: str) -> None:
    """Raise `NoClearingError` for the worst day that did not clear: which side stays short and by how much."""
    if not cleared.status.any():
        return
    gap = np.where(cleared.status != 0, np.abs(cleared.residual_usd), 0.0)
    worst = np.unravel_index(int(gap.argmax()), gap.shape)
    side = "borrowers" if cleared.status[worst] == Status.BORROWERS_SHORT else "lenders"
    bound = to_bn(float(gap[worst]))
    verb = "find no cash for" if side == "borrowers" else "cannot place"
    raise NoClearingError(
        "market.clearing_market_does_clear_bn",
        where=where,
        days=days[int(worst[-1])],
        side=side,
        verb=verb,
        bound=bound,
        sum=int((cleared.status != 0).sum()),
        size=cleared.status.size,
    )
