"""Treasuries and agency debt of many paths as bins over half-months: roll over, invest, what they are worth and pay.

What every path opens with is kept once; rows (p,) are made for what paths buy, slot by slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.held.holdings import AGENCY, BILL, FRN, LEAST_TIPS_COUPON, NOTE, TIPS
from fedsheet.portfolio.many_paths.bins import (
    SLOTS_A_MONTH,
    Bins,
    MonthIssues,
    Terms,
    interpolation,
    to_bins,
    years_to,
)
from fedsheet.portfolio.principal.month_policy import Swap
from fedsheet.portfolio.principal.new_issues import FRN_SPREAD, Lots
from fedsheet.portfolio.principal.sales import price

Floats = NDArray[np.float64]


@dataclass
class BinnedHoldings:
    """What is still to fall due, and its sums; TIPS in real units.

    opening              the bins that every path opens with, (kind, slot)
    bills_until          (p,) bills' yearly interest times the years from the first month to when each is due
    added, sum_*         (slot → principal and interest a year, (2, p)) by kind of what paths bought; sums (kind, p)
    """

    opening: Bins
    added: tuple[dict[int, Floats], ...]
    sum_amount: Floats
    sum_interest: Floats
    bills_until: Floats
    _room: Floats = field(default_factory=lambda: np.empty((0, 2, 0)))

    @classmethod
    def open(cls, lots: Lots, first_month: date, n_months: int, n_paths: int) -> BinnedHoldings:
        """The opening's securities, the same on every path."""
        bins = to_bins(lots, first_month, n_months)
        amount, interest = (np.repeat(x.sum(axis=1)[:, None], n_paths, axis=1) for x in (bins.amount, bins.interest))
        until = years_to(np.arange(bins.interest.shape[1])) @ bins.interest[BILL]
        return cls(bins, tuple({} for _ in bins.amount), amount, interest, np.full(n_paths, until))

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

    def bill_discount(self, t: int) -> Floats:
        """(p,) what bills still earn from the start of month t on: yearly interest times the time left to each."""
        left: Floats = self.bills_until - t / 12.0 * self.sum_interest[BILL]
        return left

    def take(self, kind: int, slot: int) -> Floats | float:
        """(p,) what falls due of a kind in a slot (one number where all paths have the same); it is held no more."""
        amount, interest = float(self.opening.amount[kind, slot]), float(self.opening.interest[kind, slot])
        self.opening.amount[kind, slot], self.opening.interest[kind, slot] = 0.0, 0.0
        if (own := self.added[kind].pop(slot, None)) is not None:
            amount, interest = amount + own[0], interest + own[1]
        self.sum_amount[kind] -= amount
        self.sum_interest[kind] -= interest
        if kind == BILL:
            self.bills_until -= years_to(np.array(slot)) * interest
        return amount

    def room(self, n: int) -> Floats:
        """(n, 2, p) for what is about to be put; the same memory every time."""
        if len(self._room) < n:
            self._room = np.empty((n, *self.sum_amount[:2].shape))
        return self._room[:n]

    def put(self, kind: int, slots: NDArray[np.int64], bought: Floats) -> None:
        """Add amounts and their yearly interest (n, 2, p) maturing in n slots (or later than all)."""
        amount, interest = bought.sum(axis=0)
        self.sum_amount[kind] += amount
        self.sum_interest[kind] += interest
        if kind == BILL:
            self.bills_until += years_to(slots) @ bought[:, 1]
        last, added = self.opening.amount.shape[1] - 1, self.added[kind]
        for slot, new in zip(np.minimum(slots, last).tolist(), bought, strict=True):
            own = added.get(slot)
            if own is None:
                added[slot] = new.copy()
            else:
                own += new

    def sell_long(self, t: int, swap: Swap, tenors: Floats, par_yields: Floats) -> tuple[Floats, Floats]:
        """Sell notes and bonds with more than so many years left, in proportion, at the par yields (m, p) of month t.

        Returns their face (p,) and what it was above what they brought; the bins must reach to the last maturity.
        """
        slots = np.arange(SLOTS_A_MONTH * t, self.opening.amount.shape[1])
        years = years_to(slots - SLOTS_A_MONTH * t)
        long = slots[years > swap.over_years]
        rows = np.stack([self._own(NOTE, int(slot)) for slot in long])
        amount, interest = rows[:, 0], rows[:, 1]
        held, left = amount.sum(axis=0), years[years > swap.over_years][:, None]
        yields = interpolation(tenors, left.ravel()) @ par_yields
        worth = amount * price(interest / np.where(amount > 0, amount, 1.0), yields, left)
        part = np.minimum(swap.usd / np.maximum(held, 1.0), 1.0)
        for slot, row in zip(long.tolist(), rows, strict=True):
            self.added[NOTE][slot] = row * (1.0 - part)
        self.sum_amount[NOTE] -= part * held
        self.sum_interest[NOTE] -= part * interest.sum(axis=0)
        return part * held, part * (held - worth.sum(axis=0))

    def _own(self, kind: int, slot: int) -> Floats:
        """(2, p) principal and interest in a slot as rows of each path's own; the opening's part becomes theirs."""
        bins, n = self.opening, self.sum_amount.shape[1]
        both = np.array([bins.amount[kind, slot], bins.interest[kind, slot]])
        bins.amount[kind, slot], bins.interest[kind, slot] = 0.0, 0.0
        found: Floats = np.repeat(both[:, None], n, axis=1) + self.added[kind].get(slot, 0.0)
        return found


@dataclass(frozen=True)
class Issuing:
    """What a month issues and at which rates: terms, price index (p,), par yields (m, p), inflation ahead (p,)."""

    issues: MonthIssues
    reference_cpi: Floats
    par_yields: Floats
    inflation: Floats
    _known: dict[int, Floats] = field(default_factory=dict)

    def rates(self, terms: Terms) -> Floats:
        """(n, p) coupons of these terms: par yields, less inflation for TIPS, the spread for FRNs; computed once."""
        found = self._known.get(id(terms))
        if found is None:
            found = self._known[id(terms)] = self._rates(terms)
        return found

    def _rates(self, terms: Terms) -> Floats:
        if terms.kind == FRN:
            return np.full((len(terms.slots), 1), FRN_SPREAD)
        nominal: Floats = terms.weights @ self.par_yields
        return np.maximum(nominal - self.inflation, LEAST_TIPS_COUPON) if terms.kind == TIPS else nominal


def roll_over(held: BinnedHoldings, t: int, cap: Floats, month: Issuing, into_bills: Floats) -> Floats:
    """Redeem month t's maturities up to the cap (p,), coupons first, roll the rest; returns agency debt due (p,).

    into_bills  (p,) the part of coupons due that buys bills instead of the day's auctions
    """
    slots = (SLOTS_A_MONTH * t, SLOTS_A_MONTH * t + 1)
    coupons = [held.take(NOTE, s) + held.take(FRN, s) + held.take(TIPS, s) * month.reference_cpi for s in slots]
    bills = [held.take(BILL, s) for s in slots]
    agency: Floats = held.take(AGENCY, slots[0]) + held.take(AGENCY, slots[1]) + np.zeros_like(cap)
    limit = np.nan_to_num(cap, nan=0.0)
    let_go = _share(limit, coupons[0] + coupons[1])
    room = limit - let_go * (coupons[0] + coupons[1])
    bills_go = _share(room, bills[0] + bills[1])
    auctions = (month.issues.mid_month, month.issues.month_end)
    for slot, coupon_due, bill_due, terms in zip(slots, coupons, bills, auctions, strict=True):
        kept = (1.0 - let_go) * coupon_due
        if into_bills.any():
            invest(held, SLOTS_A_MONTH * t, into_bills * kept, month.issues.bought_bills, month)
            kept = (1.0 - into_bills) * kept
        invest(held, slot, kept, terms, month)
        invest(held, slot, (1.0 - bills_go) * bill_due, month.issues.bills, month)
    return agency


def _share(limit: Floats, due: Floats | float) -> Floats:
    """The part of what is due that a limit lets go, at most all."""
    return np.minimum(limit / np.maximum(due, 1.0), 1.0)


def invest(held: BinnedHoldings, slot: int, amount: Floats, terms: tuple[Terms, ...], month: Issuing) -> None:
    """Buy new issues of these terms in proportion, at the month's rates."""
    if not amount.any():
        return
    for group in terms:
        unit = month.reference_cpi if group.kind == TIPS else 1.0
        bought = held.room(len(group.slots))
        np.multiply(group.shares[:, None], amount / unit, out=bought[:, 0])
        np.multiply(bought[:, 0], month.rates(group), out=bought[:, 1])
        held.put(group.kind, slot + group.slots, bought)
