"""What the securities held are worth, the gain or loss not realised, and how much ten-year risk the Treasuries carry.

Notes, bonds and bills are discounted on the curve; TIPS at a flat real yield on indexed principal; FRNs stand at par;
mortgages as in `mortgages.value`. Values are without accrued interest, as the Fed's fair values are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments import treasury
from fedsheet.instruments.curve import DiscountCurve
from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS, Holdings

Floats = NDArray[np.float64]
TEN_YEARS = 10.0
BASIS_POINT = 1e-4


@dataclass(frozen=True)
class Valuation:
    """Securities of one day, US dollars; face is principal, inflation compensation included.

    ten_year_equivalents_usd  par of ten-year notes at par that would lose as much as the Treasuries for a small rise
    premium_usd               net unamortised premiums of Treasuries and MBS together: what was paid above face
    largest_share_of_issue    of a Treasury issue, None where no amount outstanding is held
    """

    day: date
    treasuries_value_usd: float
    treasuries_face_usd: float
    ten_year_equivalents_usd: float
    mbs_value_usd: float
    mbs_face_usd: float
    premium_usd: float
    largest_share_of_issue: float | None

    @property
    def gain_usd(self) -> float:
        """Value less amortised cost (face and premiums), the base of the Fed's own figure: a loss is negative."""
        cost = self.treasuries_face_usd + self.mbs_face_usd + self.premium_usd
        return self.treasuries_value_usd + self.mbs_value_usd - cost


def value_treasuries(
    holdings: Holdings, curve: DiscountCurve, ten_year: float, real_yield: float
) -> tuple[float, float]:
    """Value and ten-year equivalents of the Treasuries in `holdings` on one curve, US dollars.

    ten_year    ten-year par yield, decimal: what a ten-year equivalent is made of
    real_yield  flat real yield for TIPS, decimal
    """
    day = np.datetime64(holdings.as_of)
    parts = [_nominal(holdings, curve, day), _indexed(holdings, real_yield, day), _floating(holdings)]
    value, risk = (float(sum(part[i] for part in parts)) for i in (0, 1))
    ten = treasury.schedule(treasury.days([day + np.timedelta64(3652, "D")]), day)
    of_ten = treasury.modified_duration(np.array([ten_year]), np.array([ten_year]), ten)[0]
    return value, risk / of_ten


def _nominal(holdings: Holdings, curve: DiscountCurve, day: np.datetime64) -> tuple[float, float]:
    """Value and value times modified duration of bills, notes and bonds; duration by moving the curve a basis point."""
    held = holdings.select(np.isin(holdings.kind, (BILL, NOTE)))
    if len(held) == 0:
        return 0.0, 0.0
    coupon = np.where(held.kind == BILL, 0.0, np.nan_to_num(held.coupon))
    periods = treasury.schedule(held.maturity_date, day)
    here, up = (
        float((treasury.value_on_curves(coupon, periods, _moved(curve, shift))[0] * held.par_usd).sum() / treasury.PAR)
        for shift in (0.0, BASIS_POINT)
    )
    accrued = float((treasury.accrued_interest(coupon, periods) * held.par_usd).sum() / treasury.PAR)
    return here - accrued, (here - up) / BASIS_POINT


def _moved(curve: DiscountCurve, shift: float) -> treasury.Discount:
    """The curve's discount factors with all zero rates `shift` higher."""

    def factors(years: Floats) -> Floats:
        moved: Floats = curve.discount(years) * np.exp(-shift * years)
        return moved

    return factors


def _indexed(holdings: Holdings, real_yield: float, day: np.datetime64) -> tuple[float, float]:
    held = holdings.select(holdings.kind == TIPS)
    if len(held) == 0:
        return 0.0, 0.0
    periods = treasury.schedule(held.maturity_date, day)
    flat = np.full(len(held), real_yield)
    dirty, clean = (price(held.coupon, flat, periods) for price in (treasury.dirty_price, treasury.clean_price))
    units = held.principal_usd / treasury.PAR
    risk = dirty * units * treasury.modified_duration(held.coupon, flat, periods)
    return float((clean * units).sum()), float(risk.sum())


def _floating(holdings: Holdings) -> tuple[float, float]:
    return float(holdings.par_usd[holdings.kind == FRN].sum()), 0.0
