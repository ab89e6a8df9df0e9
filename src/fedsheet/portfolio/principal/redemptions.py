"""Principal due in a month, and how much of it the caps let go: coupons first, bills fill the gap, agency apart.

Source: FOMC, Plans for Reducing the Size of the Federal Reserve's Balance Sheet (4 May 2022); NY Fed, Operating
Policy: a month's redemptions are spread over its maturity dates in proportion to what matures on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from fedsheet.record.rules import TO_BILLS

Dollars = NDArray[np.int64]
Amount = TypeVar("Amount", float, NDArray[np.float64])


@dataclass(frozen=True)
class Redeemed:
    """What is let go of each security maturing in the month, whole dollars, (k,); the rest is reinvested."""

    coupons_usd: Dollars
    bills_usd: Dollars


def redeem(cap_usd: float, coupon_principal_usd: Dollars, bill_principal_usd: Dollars) -> Redeemed:
    """Redemptions of one calendar month under its cap.

    cap_usd                the month's Treasury cap, US dollars, >= 0
    coupon_principal_usd   (k,) principal of notes, bonds, TIPS (with compensation) and FRNs maturing in the month
    bill_principal_usd     (j,) bills maturing in the month
    Coupons are redeemed up to the cap; bills fill what is left of it. Each in proportion to principal.
    """
    coupons = spread_in_proportion(min(round(cap_usd), int(coupon_principal_usd.sum())), coupon_principal_usd)
    room = round(cap_usd) - int(coupons.sum())
    bills = spread_in_proportion(min(room, int(bill_principal_usd.sum())), bill_principal_usd)
    return Redeemed(coupons, bills)


def spread_in_proportion(total_usd: int, weights_usd: Dollars) -> Dollars:
    """`total_usd` split over the weights in whole dollars: adds up exactly, none above its weight where it allows."""
    whole = int(weights_usd.sum())
    if whole == 0:
        return np.zeros_like(weights_usd)
    if total_usd == whole:
        return weights_usd.copy()
    parts = parts_of(np.array([total_usd]), weights_usd)[0]
    return _within(parts, weights_usd) if total_usd <= whole else parts


def parts_of(totals_usd: Dollars, weights: Dollars) -> Dollars:
    """(d, n) each of the totals (d,) split over the weights (n,) in whole dollars; each row adds up exactly.

    Cumulative shares are rounded down, so that each part lies within a dollar of its exact share.
    """
    cumulative: Dollars = np.floor(np.cumsum(weights) * (totals_usd / weights.sum())[:, None]).astype(np.int64)
    cumulative[:, -1] = totals_usd
    cumulative[:, 1:] -= cumulative[:, :-1].copy()
    return cumulative


def parts_in_turn(totals_usd: Sequence[int], weights: Sequence[Dollars]) -> Dollars:
    """Each of the totals split over weights of its own as `parts_of` splits it, one after the other."""
    lengths = np.array([len(w) for w in weights])
    ends = np.cumsum(lengths) - 1
    summed = np.cumsum(np.concatenate(weights))
    before = np.concatenate([[0], summed[ends[:-1]]])
    whole = np.array(totals_usd)
    share = np.repeat(whole / (summed[ends] - before), lengths)
    cumulative: Dollars = np.floor((summed - np.repeat(before, lengths)) * share).astype(np.int64)
    cumulative[ends] = whole
    parts: Dollars = np.diff(cumulative, prepend=0)
    parts[ends[:-1] + 1] = cumulative[ends[:-1] + 1]
    return parts


def _within(parts: Dollars, limits: Dollars) -> Dollars:
    """Parts clipped to their limits; the few dollars clipped go to parts with room."""
    clipped = np.minimum(parts, limits)
    left = int((parts - clipped).sum())
    for i in np.flatnonzero(clipped < limits):
        if left == 0:
            break
        move = min(left, int(limits[i] - clipped[i]))
        clipped[i] += move
        left -= move
    return clipped


@dataclass(frozen=True)
class AgencySplit(Generic[Amount]):
    """Agency principal of a month by where it goes, US dollars, one number or (p,)."""

    redeemed_usd: Amount
    to_mbs_usd: Amount
    to_treasuries_usd: Amount
    to_bills_usd: Amount


FIRST_20_LIMIT_USD = 20e9  # part of the rule's own name: FOMC, 20 March 2019


def split_agency_principal(principal_usd: Amount, rule: str, cap_usd: Amount) -> AgencySplit[Amount]:
    """Where a month's agency principal goes under the reinvestment rule of the day (`record.rules`).

    cap_usd  zero where there is none
    Under an "above cap" rule principal up to the cap is redeemed; under the others nothing is, except `redeem`.
    """
    none = 0.0 * principal_usd
    if rule == "redeem":
        return AgencySplit(principal_usd, none, none, none)
    redeemed = np.minimum(principal_usd, cap_usd) if rule.startswith("above_cap") else none
    rest = principal_usd - redeemed
    if rule == "first_20bn_to_treasuries_rest_to_agency_mbs":
        first = np.minimum(rest, FIRST_20_LIMIT_USD)
        return AgencySplit(redeemed, rest - first, first, none)
    if rule.endswith("to_agency_mbs"):
        return AgencySplit(redeemed, rest, none, none)
    if rule == TO_BILLS:
        return AgencySplit(redeemed, none, none, rest)
    return AgencySplit(redeemed, none, rest, none)
