"""A thousand random bonds against QuantLib: prices, accrued interest, yields and durations to 1e-9 per 100."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from fedsheet.core.dates import month_end
from fedsheet.instruments import curve, treasury

ql = pytest.importorskip("QuantLib")
N_BONDS = 1_000
TOLERANCE = 1e-9


def _quantlib_date(day: date):
    return ql.Date(day.day, day.month, day.year)


def _random_bonds():
    rng = np.random.default_rng(20251203)
    settlement = date(2022, 2, 16)
    maturities = [settlement + timedelta(days=int(d)) for d in rng.integers(2, 30 * 365, N_BONDS)]
    maturities = [month_end(m) if i % 2 else m for i, m in enumerate(maturities)]
    coupons = np.round(rng.uniform(0, 0.09, N_BONDS) * 800) / 800
    return settlement, maturities, coupons, rng.uniform(-0.005, 0.12, N_BONDS)


def _quantlib_bond(settlement: date, maturity: date, coupon: float):
    start = _quantlib_date(settlement) - ql.Period(1, ql.Years)
    eom = maturity == month_end(maturity)
    dates = ql.Schedule(
        start,
        _quantlib_date(maturity),
        ql.Period(ql.Semiannual),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.DateGeneration.Backward,
        eom,
    )
    convention = ql.ActualActual(ql.ActualActual.ISMA, dates)
    return ql.FixedRateBond(0, 100.0, dates, [coupon], convention), convention


def _quantlib_numbers():
    settlement, maturities, coupons, yields = _random_bonds()
    day = _quantlib_date(settlement)
    ql.Settings.instance().evaluationDate = day
    rows = []
    for maturity, coupon, y in zip(maturities, coupons, yields, strict=True):
        bond, convention = _quantlib_bond(settlement, maturity, float(coupon))
        coupons_left = sum(flow.date() > day for flow in bond.cashflows()) - 1
        compounding = ql.Simple if coupons_left == 1 else ql.Compounded
        rate = ql.InterestRate(float(y), convention, compounding, ql.Semiannual)
        clean = ql.BondFunctions.cleanPrice(bond, rate, day)
        accrued = ql.BondFunctions.accruedAmount(bond, day)
        duration = ql.BondFunctions.duration(bond, rate, ql.Duration.Modified, day)
        rows.append((clean, accrued, duration))
    return np.array(rows)


def _ours():
    settlement, maturities, coupons, yields = _random_bonds()
    periods = treasury.schedule(treasury.days(maturities), np.datetime64(settlement))
    return coupons, yields, periods


def test_clean_prices_agree_for_a_thousand_random_bonds():
    coupons, yields, periods = _ours()
    gap = treasury.clean_price(coupons, yields, periods) - _quantlib_numbers()[:, 0]
    assert np.abs(gap).max() <= TOLERANCE


def test_accrued_interest_agrees():
    coupons, _, periods = _ours()
    gap = treasury.accrued_interest(coupons, periods) - _quantlib_numbers()[:, 1]
    assert np.abs(gap).max() <= TOLERANCE


def test_modified_durations_agree():
    coupons, yields, periods = _ours()
    gap = treasury.modified_duration(coupons, yields, periods) - _quantlib_numbers()[:, 2]
    assert np.abs(gap).max() <= TOLERANCE


def test_yield_from_price_returns_the_yield():
    coupons, yields, periods = _ours()
    found = treasury.yield_to_maturity(coupons, _quantlib_numbers()[:, 0], periods)
    assert np.abs(found - yields).max() <= TOLERANCE


def test_values_on_a_curve_agree():
    settlement, maturities, coupons, _ = _random_bonds()
    day = _quantlib_date(settlement)
    flat = ql.FlatForward(day, 0.03, ql.Actual365Fixed(), ql.Continuous)
    curve_handle = ql.YieldTermStructureHandle(flat)
    bonds = (_quantlib_bond(settlement, m, float(c))[0] for m, c in zip(maturities, coupons, strict=True))
    expected = [ql.CashFlows.npv(bond.cashflows(), curve_handle, False, day, day) for bond in bonds]
    periods = treasury.schedule(treasury.days(maturities), np.datetime64(settlement))
    found = treasury.value_on_curves(coupons, periods, lambda t: np.exp(-0.03 * t)[None, :])
    assert np.abs(found[0] - expected).max() <= TOLERANCE


def test_bootstrapped_curve_prices_its_par_bonds_at_par():
    tenors = np.array([0.5, 1, 2, 3, 5, 7, 10, 20, 30])
    yields = np.array([[0.01, 0.012, 0.015, 0.018, 0.02, 0.021, 0.022, 0.025, 0.026]])
    built = curve.curve_from_par(tenors, yields)
    assert np.abs(built.par(tenors) - yields).max() <= 1e-12
