"""MBS bought in the course of many paths: one pool a path, whose rate, age and term are those of its balance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments.mbs import PrepaymentModel, scheduled_share, smm_from_cpr
from fedsheet.portfolio.cohorts import MOST_CPR, THIRTY_YEARS

Floats = NDArray[np.float64]


@dataclass
class NewProduction:
    """(p,) each: balance, balance had nobody prepaid, and balance-weighted rate, term and age in months."""

    upb_usd: Floats
    amortised_usd: Floats
    note_rate: Floats
    months_left: Floats
    age_months: Floats

    @classmethod
    def none(cls, n_paths: int) -> NewProduction:
        """Nothing bought yet."""
        zero = np.zeros(n_paths)
        return cls(zero, zero.copy(), zero.copy(), np.full(n_paths, float(THIRTY_YEARS)), zero.copy())

    def pay(self, model: PrepaymentModel, market_rate: Floats, month: int) -> Floats:
        """One month: (p,) principal paid; the pool is a month older after it."""
        factor = self.upb_usd / np.where(self.amortised_usd > 0, self.amortised_usd, 1.0)
        cpr = model.cpr(self.note_rate - market_rate, self.age_months, month, factor)
        share = scheduled_share(self.note_rate, self.months_left)
        scheduled = self.upb_usd * share
        paid: Floats = scheduled + (self.upb_usd - scheduled) * smm_from_cpr(np.clip(cpr, 0.0, MOST_CPR))
        self.upb_usd = self.upb_usd - paid
        self.amortised_usd = self.amortised_usd * (1.0 - share)
        self.months_left = np.maximum(self.months_left - 1.0, 1.0)
        self.age_months = self.age_months + 1.0
        return paid

    def buy(self, amount_usd: Floats, mortgage_rate: Floats, age_months: float) -> None:
        """Add a purchase at its month's rate; rate, term and age become the weighted means."""
        after = self.upb_usd + amount_usd
        weight = np.where(after > 0, amount_usd / np.where(after > 0, after, 1.0), 0.0)
        self.note_rate = self.note_rate + weight * (mortgage_rate - self.note_rate)
        self.months_left = self.months_left + weight * (THIRTY_YEARS - age_months - self.months_left)
        self.age_months = self.age_months + weight * (age_months - self.age_months)
        self.upb_usd, self.amortised_usd = after, self.amortised_usd + amount_usd
