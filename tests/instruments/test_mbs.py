"""Mortgage arithmetic against the SIFMA standard formulas."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.instruments import mbs

MODEL = mbs.PrepaymentModel(0.1, 30.0, 0.2, (1.0,) * 12, 0.5, 0.005, 500.0, 5.0)


def test_six_percent_cpr_is_the_published_smm():
    # SIFMA Standard Formulas, SF-4: CPR 6% = SMM 0.5143%.
    assert float(mbs.smm_from_cpr(0.06)) == pytest.approx(0.005143, abs=5e-7)


def test_level_payments_amortise_the_loan_exactly():
    balance, payment = 1.0, None
    for left in range(360, 0, -1):
        scheduled = balance * float(mbs.scheduled_share(0.06, left))
        paid = scheduled + balance * 0.06 / 12
        payment = payment or paid
        assert paid == pytest.approx(payment, rel=1e-9)
        balance -= scheduled
    assert balance == pytest.approx(0.0, abs=1e-12)


def test_first_payment_of_a_thirty_year_loan():
    # The textbook loan: 100,000 at 6% for 30 years pays 599.55 a month, of which 99.55 is principal.
    assert 100_000 * float(mbs.scheduled_share(0.06, 360)) == pytest.approx(99.55, abs=0.005)


def test_principal_never_exceeds_the_balance():
    upb = np.array([[100.0, 50.0]])
    scheduled, prepaid = mbs.paydown(upb, np.array([[0.99, 0.0]]), np.array([0.05, 0.0]), np.array([1.0, 12.0]))
    assert ((scheduled + prepaid) <= upb + 1e-12).all()
    assert scheduled[0, 1] == pytest.approx(50 / 12)


def test_the_last_month_pays_everything_and_no_more():
    # r / ((1 + r) - 1) is one; some of these rates round it up, and a balance below zero has no power of its factor.
    rates = np.linspace(0.0001, 0.15, 150_000)
    scheduled, prepaid = mbs.paydown(np.full_like(rates, 1e9), np.zeros_like(rates), rates, np.ones_like(rates))
    assert (scheduled + prepaid <= 1e9).all()
    assert scheduled == pytest.approx(1e9, rel=1e-14)


def test_lock_in_slows_turnover_by_the_published_share():
    # FHFA Working Paper 24-03: each percentage point below the market lowers sales by 18.1%.
    model = mbs.PrepaymentModel(0.1, 30.0, -np.log(1 - 0.181), (1.0,) * 12, 0.0, 0.005, 500.0, 1.0)
    at, below = model.turnover_cpr(np.array([[0.0, -0.01]]), np.array([60.0, 60.0]), 1.0)[0]
    assert below / at == pytest.approx(1 - 0.181)


def test_prepayment_rises_with_incentive_and_falls_with_burnout():
    fresh = MODEL.refinancing_cpr(np.linspace(-0.02, 0.03, 50), np.ones(50))
    tired = MODEL.refinancing_cpr(np.linspace(-0.02, 0.03, 50), np.full(50, 0.5))
    assert (np.diff(fresh) >= 0).all()
    assert (tired <= fresh).all()


def test_a_season_needs_twelve_months():
    with pytest.raises(InputError, match="12 months"):
        mbs.PrepaymentModel(0.1, 30.0, 0.2, (1.0,) * 11, 0.5, 0.005, 500.0, 5.0)
