"""Treasuries and agency debt of many paths as bins over half-months: roll over, invest, what they are worth and pay.

Arrays are (kind, slot, p) with paths last, so that each step reads and writes whole rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.held.holdings import AGENCY, BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.many_paths.bins import SLOTS_A_MONTH, SLOTS_A_YEAR, MonthIssues, Terms, to_bins, years_to
from fedsheet.portfolio.principal.new_issues import FRN_SPREAD, LEAST_TIPS_COUPON, Lots

Floats = NDArray[np.float64]


@dataclass
class BinnedHoldings:
    """Bins still to fall due and their sums; TIPS in real units."""

    amount: Floats
    interest: Floats
    sum_amount: Floats
    sum_interest: Floats

    @classmethod
    def open(cls, lots: Lots, first_month: date, n_months: int, n_paths: int) -> BinnedHoldings:
        """The opening's securities, the same on every path."""
        bins = to_bins(lots, first_month, n_months)
        amount = np.repeat(bins.amount[:, :, None], n_paths, axis=2)
        interest = np.repeat(bins.interest[:, :, None], n_paths, axis=2)
        return cls(amount, interest, amount.sum(axis=1), interest.sum(axis=1))

    @property
    def bills(self) -> Floats:
        """(p,) bills, dollars."""
        held: Floats = self.sum_amount[BILL].copy()
        return held

    @property
    def agency(self) -> Floats:
        """(p,) agency debt, dollars."""
        held: Floats = self.sum_amount[AGENCY].copy()
        return held

    @property
    def units(self) -> Floats:
        """(p,) TIPS in real units."""
        held: Floats = self.sum_amount[TIPS].copy()
        return held

    def value(self, reference_cpi: Floats) -> Floats:
        """(p,) Treasuries with inflation compensation, dollars."""
        s = self.sum_amount
        worth: Floats = s[BILL] + s[NOTE] + s[FRN] + s[TIPS] * reference_cpi
        return worth

    def coupons(self, bill_rate: Floats, reference_cpi: Floats) -> Floats:
        """(p,) interest a year."""
        i = self.sum_interest
        floating = i[FRN] + self.sum_amount[FRN] * bill_rate
        paid: Floats = i[BILL] + i[NOTE] + i[AGENCY] + floating + i[TIPS] * reference_cpi
        return paid

    def bill_discount(self, slot: int) -> Floats:
        """(p,) what bills still earn from the start of a slot on: their yearly interest times the time left to each."""
        ahead = self.interest[BILL, slot : slot + SLOTS_A_YEAR]
        left: Floats = np.einsum("s,sp->p", years_to(np.arange(len(ahead))), ahead)
        return left

    def take(self, kind: int, slot: int) -> Floats:
        """(p,) what falls due of a kind in a slot; it leaves what is held."""
        due: Floats = self.amount[kind, slot].copy()
        interest = self.interest[kind, slot]
        self.sum_amount[kind] -= due
        self.sum_interest[kind] -= interest
        self.amount[kind, slot], self.interest[kind, slot] = 0.0, 0.0
        return due

    def put(self, kind: int, slots: NDArray[np.int64], amounts: Floats, interest: Floats) -> None:
        """Add amounts (n, p) maturing in n slots (or later than all), with their yearly interest."""
        last = self.amount.shape[1] - 1
        for slot, amount, coupon in zip(np.minimum(slots, last), amounts, interest, strict=True):
            self.amount[kind, slot] += amount
            self.interest[kind, slot] += coupon
        self.sum_amount[kind] += amounts.sum(axis=0)
        self.sum_interest[kind] += interest.sum(axis=0)


@dataclass(frozen=True)
class Issuing:
    """What a month issues and at which rates: terms, price index (p,), par yields (p, m), inflation ahead (p,)."""

    issues: MonthIssues
    reference_cpi: Floats
    par_yields: Floats
    inflation: Floats

    def rates(self, terms: Terms) -> Floats:
        """(n, p) coupons of these terms: par yields, less inflation for TIPS, the spread for FRNs."""
        if terms.kind == FRN:
            return np.full((len(terms.slots), len(self.par_yields)), FRN_SPREAD)
        nominal = terms.weights @ self.par_yields.T
        return np.maximum(nominal - self.inflation, LEAST_TIPS_COUPON) if terms.kind == TIPS else nominal


def roll_over(held: BinnedHoldings, t: int, cap: Floats, month: Issuing, into_bills: Floats) -> Floats:
    """Redeem month t's maturities up to the cap (p,), coupons first, roll the rest; returns agency debt due (p,).

    into_bills  (p,) the part of coupons due that buys bills instead of the day's auctions
    """
    slots = (SLOTS_A_MONTH * t, SLOTS_A_MONTH * t + 1)
    coupons = [held.take(NOTE, s) + held.take(FRN, s) + held.take(TIPS, s) * month.reference_cpi for s in slots]
    bills = [held.take(BILL, s) for s in slots]
    agency: Floats = held.take(AGENCY, slots[0]) + held.take(AGENCY, slots[1])
    limit = np.nan_to_num(cap, nan=0.0)
    let_go = _share(limit, coupons[0] + coupons[1])
    room = limit - let_go * (coupons[0] + coupons[1])
    bills_go = _share(room, bills[0] + bills[1])
    auctions = (month.issues.mid_month, month.issues.month_end)
    for slot, coupon_due, bill_due, terms in zip(slots, coupons, bills, auctions, strict=True):
        kept = (1.0 - let_go) * coupon_due
        invest(held, slot, (1.0 - into_bills) * kept, terms, month)
        invest(held, SLOTS_A_MONTH * t, into_bills * kept, month.issues.bought_bills, month)
        invest(held, slot, (1.0 - bills_go) * bill_due, month.issues.bills, month)
    return agency


def _share(limit: Floats, due: Floats) -> Floats:
    """The part of what is due that a limit lets go, at most all."""
    return np.minimum(limit / np.maximum(due, 1.0), 1.0)


def invest(held: BinnedHoldings, slot: int, amount: Floats, terms: tuple[Terms, ...], month: Issuing) -> None:
    """Buy new issues of these terms in proportion, at the month's rates."""
    if not amount.any():
        return
    for group in terms:
        unit = month.reference_cpi if group.kind == TIPS else 1.0
        parts = group.shares[:, None] * (amount / unit)
        held.put(group.kind, slot + group.slots, parts, parts * month.rates(group))
