"""Holdings of a day no list is held for: the last list before it, carried forward by the recorded policy.

What a projection says of the past is what it says of the future: the same month step, on observed rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.few import Few
from fedsheet.core.manifest import digest_of
from fedsheet.instruments.treasury import payment_days
from fedsheet.portfolio.held.holdings import TIPS, Holdings
from fedsheet.portfolio.mortgages.cohorts import History
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.principal.month_step import Portfolio, advance_month, lots_from
from fedsheet.portfolio.principal.new_issues import Lots
from fedsheet.portfolio.rates import MONTHS, RatePath


def roll_forward(
    holdings: Holdings,
    mbs: History,
    policies: list[MonthPolicy],
    rates: RatePath,
    parameters: Parameters,
    until: date,
) -> Holdings:
    """The list carried from its own day to `until`; `policies` are those of its months, `mbs` the cohorts then."""
    waiting = (0.0,) * parameters.mortgage_pool.settlement_lag_months
    portfolio = Portfolio(lots_from(holdings, rates), mbs.cohorts, waiting)
    so_far = _fingerprint(portfolio, parameters)
    for policy in policies:
        to_come = _still_to_pay(portfolio.lots, policy, until)
        so_far = digest_of(so_far.encode(), repr(policy).encode(), _rates_read(rates, policy), to_come.tobytes())
        kept = _CARRIED.get(so_far)
        if kept is None:
            later = _month_later(portfolio, to_come, policy, rates, parameters, holdings.as_of)
            kept = _Carried(later, parameters)
            _CARRIED.keep(so_far, kept)
        portfolio = kept.portfolio
    return _as_holdings(portfolio.lots, until, float(rates.reference_cpi(until)))


def _still_to_pay(lots: Lots, policy: MonthPolicy, until: date) -> NDArray[np.bool_]:
    """(n,) what matures in the month and is paid after `until`."""
    later = payment_days(lots.maturity_date) > np.datetime64(until)
    of_month = lots.maturity_date.astype("datetime64[M]") == np.datetime64(policy.month, "M")
    found: NDArray[np.bool_] = later & of_month
    return found


def _month_later(
    portfolio: Portfolio, to_come: NDArray[np.bool_], policy: MonthPolicy, rates: RatePath, parameters: Parameters,
    listed: date,
) -> Portfolio:  # fmt: skip
    """The portfolio a month on; what is still to be paid stays."""
    lots = portfolio.lots
    now = Portfolio(lots.select(~to_come), portfolio.cohorts, portfolio.commitments)
    later, _, _ = advance_month(now, policy, rates, parameters, listed)
    return Portfolio(Lots.join([later.lots, lots.select(to_come)]), later.cohorts, later.commitments)


@dataclass(frozen=True)
class _Carried:
    """A month carried, with the parameters it was made with: while they are held no others have their identity."""

    portfolio: Portfolio
    parameters: Parameters


# Days carried from one list share its first months; a month is known by everything it was made from.
MONTHS_KEPT = 240
_CARRIED = Few[str, _Carried](MONTHS_KEPT)


def _fingerprint(portfolio: Portfolio, parameters: Parameters) -> str:
    """What the first month starts from."""
    parts = (*vars(portfolio.lots).values(), *vars(portfolio.cohorts).values())
    arrays = [part.tobytes() for part in parts if isinstance(part, np.ndarray)]
    return digest_of(*arrays, repr((portfolio.commitments, id(parameters))).encode())


def _rates_read(rates: RatePath, policy: MonthPolicy) -> bytes:
    """The rates a month may read: to the month after it, prices a year on."""
    place = rates.at(policy.month)
    parts = (rates.par_yields, rates.mortgage, rates.iorb, rates.on_rrp)
    ahead = rates.consumer_prices[: place + MONTHS + 1]
    return b"".join(part[: place + 2].tobytes() for part in parts) + ahead.tobytes()


def _as_holdings(lots: Lots, day: date, reference_cpi: float) -> Holdings:
    """Lots as a list; equal securities are added up."""
    alive = lots.select(payment_days(lots.maturity_date) > np.datetime64(day))
    principal = np.where(alive.kind == TIPS, np.rint(alive.units * reference_cpi), alive.par_usd).astype(np.int64)
    names = tuple(f"{m} {c:.5f}" for m, c in zip(alive.maturity_date, alive.coupon, strict=True))
    compensation, unknown = principal - alive.par_usd, np.full(len(names), np.nan)
    return Holdings(
        day, names, alive.kind, alive.maturity_date, alive.coupon, alive.par_usd, compensation, unknown
    )  # fmt: skip
