"""What moved reserves between any two Wednesdays, from the weekly lines of the statement that ship: it always closes.

    reserves = total assets − currency − reverse repos − Treasury's account − other deposits
                            − other liabilities and capital

Every line is a Wednesday level but currency, which is published as the average of the week. Lines that are not held on
both days stay inside the last factor, which is what total assets leave: other liabilities and capital.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.review.reserve_drivers import Driver, ReserveDrivers

TOTAL, RESERVES = "WALCL", "WRBWFRBL"
NEEDED = (TOTAL, RESERVES, "WDTGAL", "WLRRAL")
OTHER_ASSETS, OTHER_LIABILITIES = "other_assets", "other_liabilities_and_capital"
UNHELD = "currency_other_liabilities_and_capital"  # what is left where currency is not held on both days


@dataclass(frozen=True)
class Factor:
    """One factor: series added (`plus`) and taken off (`minus`); the first choice of several that is held is taken."""

    id: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


ASSETS = (
    Factor("treasuries", ("TREAST",)),
    Factor("mbs", ("WSHOMCB",)),
    Factor("agency_debt", ("FEDDT",)),
    Factor("premiums_less_discounts", ("WUPSHO", "WUDSHO")),  # discounts are published below zero
    Factor("repurchase_agreements", ("WORAL",)),
    Factor("loans", ("WLCFLL",)),
)
LIABILITIES = (
    (Factor("treasury_general_account", ("WDTGAL",)),),
    (Factor("currency", ("WCURCIR",)),),
    (Factor("on_rrp", ("WLRRAOL",)), Factor("reverse_repos", ("WLRRAL",))),
    (Factor("foreign_repo_pool", ("WLRRAFOIAL",)),),
    (Factor("other_deposits", ("WOFDRBORBL",), ("WDTGAL",)),),
)


def _level(vintage: Vintage, factor: Factor, day: date) -> float | None:
    """A factor on one Wednesday, US dollars; None where a series of it is not held that day."""
    stamp = pd.Timestamp(day)
    names = (*factor.plus, *factor.minus)
    if not all(name in vintage and stamp in vintage[name].values.index for name in names):
        return None
    return sum(vintage[n].base_at(day) for n in factor.plus) - sum(vintage[n].base_at(day) for n in factor.minus)


def _driver(vintage: Vintage, factor: Factor, supplies: bool, start: date, end: date) -> Driver | None:
    before, after = _level(vintage, factor, start), _level(vintage, factor, end)
    return None if before is None or after is None else Driver(factor.id, supplies, before, after)


def _held(vintage: Vintage, start: date, end: date) -> Iterator[Driver]:
    """Every factor that is held on both days; of alternatives the first, and what goes with it."""
    for factor in ASSETS:
        if (found := _driver(vintage, factor, True, start, end)) is not None:
            yield found
    whole_reverse_repos = False
    for choices in LIABILITIES:
        if whole_reverse_repos and choices[0].id == "foreign_repo_pool":
            continue
        found = next((d for f in choices if (d := _driver(vintage, f, False, start, end)) is not None), None)
        if found is not None:
            whole_reverse_repos |= found.id == "reverse_repos"
            yield found


def wednesday_drivers(vintage: Vintage, start: date, end: date) -> ReserveDrivers | None:
    """Every factor between two Wednesdays; None where total assets, reserves or the main lines are not held on both."""
    needed = [_driver(vintage, Factor(name, (name,)), False, start, end) for name in NEEDED]
    total, reserves = needed[:2]
    if total is None or reserves is None or None in needed:
        return None
    factors = tuple(_held(vintage, start, end))
    rest = _rest(OTHER_ASSETS, True, total, [d for d in factors if d.supplies])
    absorbed = [d for d in factors if not d.supplies] + [reserves]
    left = OTHER_LIABILITIES if any(d.id == "currency" for d in factors) else UNHELD
    other = _rest(left, False, total, absorbed)
    tolerance = 2 * (len(factors) + 2) * 0.5 * USD_MN.scale
    return ReserveDrivers(
        start, end, reserves.start_usd, reserves.end_usd, (*factors, rest, other), tolerance, "wednesday"
    )


def _rest(name: str, supplies: bool, total: Driver, parts: list[Driver]) -> Driver:
    """What the total leaves beside the parts, on both days."""
    before = total.start_usd - sum(part.start_usd for part in parts)
    after = total.end_usd - sum(part.end_usd for part in parts)
    return Driver(name, supplies, before, after)
