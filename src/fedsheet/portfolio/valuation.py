"""What the Treasuries held are worth on a curve, and how much ten-year risk they carry.

Notes, bonds and bills are discounted on the curve; TIPS at a flat real yield on indexed principal; FRNs stand at par.
Mortgages are not valued: that needs a model of rates under prepayment, which a curve alone is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.instruments import treasury
from fedsheet.instruments.curve import Curve
from fedsheet.portfolio.holdings import BILL, FRN, NOTE, TIPS, Holdings

Floats = NDArray[np.float64]
TEN_YEARS = 10.0
BASIS_POINT = 1e-4


@dataclass(frozen=True)
class Valuation:
    """Treasuries of one day, US dollars.

    market_value_usd          with accrued interest
    face_usd                  principal, inflation compensation included
    ten_year_equivalents_usd  par of ten-year notes at par that would lose as much for a small rise of the curve
    """

    day: date
    market_value_usd: float
    face_usd: float
    ten_year_equivalents_usd: float

    @property
    def gain_usd(self) -> float:
        """Market value less face value: negative after yields have risen."""
        return self.market_value_usd - self.face_usd


def value_treasuries(holdings: Holdings, curve: Curve, ten_year: float, real_yield: float) -> Valuation:
    """Value and risk of the Treasuries in `holdings` on one curve.

    ten_year    ten-year par yield, decimal: what a ten-year equivalent is made of
    real_yield  flat real yield for TIPS, decimal
    """
    day = np.datetime64(holdings.as_of)
    parts = [_nominal(holdings, curve, day), _indexed(holdings, real_yield, day), _floating(holdings)]
    value, risk = (float(sum(part[i] for part in parts)) for i in (0, 1))
    ten = treasury.schedule(treasury.days([day + np.timedelta64(3652, "D")]), day)
    of_ten = treasury.modified_duration(np.array([ten_year]), np.array([ten_year]), ten)[0]
    return Valuation(holdings.as_of, value, float(holdings.treasuries_usd), risk / of_ten)


def _nominal(holdings: Holdings, curve: Curve, day: np.datetime64) -> tuple[float, float]:
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
    return here, (here - up) / BASIS_POINT


def _moved(curve: Curve, shift: float) -> treasury.Discount:
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
    price = treasury.dirty_price(held.coupon, flat, periods) / treasury.PAR
    value = price * held.principal_usd
    return float(value.sum()), float((value * treasury.modified_duration(held.coupon, flat, periods)).sum())


def _floating(holdings: Holdings) -> tuple[float, float]:
    return float(holdings.par_usd[holdings.kind == FRN].sum()), 0.0
