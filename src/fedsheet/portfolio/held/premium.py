"""What was paid above face, security by security: written off in a straight line over the life left to each.

H.4.1 publishes one sum. It is spread over the securities of the newest list by what each was worth above face at the
yields of the time of purchase, and runs off as they do. Bills stand below face by what is still to be earned on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments.treasury import Days
from fedsheet.portfolio.held.holdings import NOTE, TIPS, Holdings
from fedsheet.portfolio.parameters import PremiumRules

Floats = NDArray[np.float64]
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class PremiumPath:
    """Net premiums of coupon securities as of `day`, US dollars, (k,), with the day (k,) on which each is gone.

    mbs_share  net premiums of agency MBS over their principal: they leave with it
    """

    day: date
    usd: Floats
    gone_on: Days
    mbs_share: float

    def at(self, day: date) -> float:
        """Net premiums of coupon securities left on a day."""
        if day not in self._levels:
            self._levels[day] = float((self._a_day * _left(self.gone_on, day)).sum())
        return self._levels[day]

    @cached_property
    def _levels(self) -> dict[date, float]:
        """Those asked for so far: the end of one period is the start of the next."""
        return {}

    @cached_property
    def _a_day(self) -> Floats:
        """(k,) what is written off of each a day, until it is gone."""
        fading: Floats = self.usd / _left(self.gone_on, self.day)
        return fading


def _left(gone_on: Days, day: date) -> Floats:
    return np.maximum((gone_on - np.datetime64(day)).astype(np.float64), 0.0)


def premium_path(listed: Holdings, day: date, net_usd: float, mbs_usd: float, rules: PremiumRules) -> PremiumPath:
    """The premiums of a sheet: `net_usd` published, the discount on bills added back, `listed` the newest list."""
    alive = listed.select(np.isin(listed.kind, (NOTE, TIPS)) & (listed.maturity_date > np.datetime64(day)))
    weight = _worth(alive, rules) * _left(alive.maturity_date, day) / _left(alive.maturity_date, listed.as_of)
    if weight.sum() <= 0:
        weight = alive.par_usd.astype(np.float64)
    of_mbs = rules.mbs_share_known(day)
    coupons = net_usd - of_mbs * mbs_usd
    return PremiumPath(day, coupons * weight / weight.sum(), alive.maturity_date, of_mbs)


def _worth(listed: Holdings, rules: PremiumRules) -> Floats:
    """(k,) value above face at the yields of the time of purchase, US dollars; nothing where it was below."""
    years = _left(listed.maturity_date, listed.as_of) / DAYS_A_YEAR
    bought_at = rules.short_yield + (rules.long_yield - rules.short_yield) * (1.0 - np.exp(-years / rules.slope_years))
    annuity = (1.0 - np.exp(-rules.discount_rate * years)) / rules.discount_rate
    worth: Floats = listed.par_usd * np.maximum(np.nan_to_num(listed.coupon) - bought_at, 0.0) * annuity
    return worth
