"""Treasuries by the Treasury's own rules and examples."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.instruments import treasury
from fedsheet.instruments.treasury import days


def test_month_end_coupons_stay_on_month_ends():
    # 31 CFR 356 Appendix B, I.A: a note maturing on 31 August pays on the last day of February.
    moved = treasury.shift_months(days(["2025-08-31", "2024-02-29", "2025-08-15"]), np.array([-6, 12, 1]))
    assert moved.astype(str).tolist() == ["2025-02-28", "2025-02-28", "2025-09-15"]


def test_what_falls_due_on_a_sunday_is_paid_on_monday():
    # H.4.1: notes of 31 July 2022, a Sunday, left SOMA on 1 August.
    assert treasury.payment_days(days(["2022-07-31", "2022-08-15"])).astype(str).tolist() == [
        "2022-08-01",
        "2022-08-15",
    ]


def test_schedule_counts_coupons_back_from_maturity():
    found = treasury.schedule(days(["2024-08-15", "2022-05-31"]), np.datetime64("2022-02-16"))
    assert found.left.tolist() == [5, 1]
    assert found.previous.astype(str).tolist() == ["2022-02-15", "2021-11-30"]
    assert np.isnat(found.dates[1, 1])


def test_on_a_coupon_date_nothing_has_accrued():
    periods = treasury.schedule(days(["2024-08-15"]), np.datetime64("2022-02-15"))
    assert treasury.accrued_interest(np.array([0.03]), periods)[0] == 0.0


def test_a_first_period_counts_each_part_against_the_regular_period_it_lies_in():
    """A 3% note due 28 February 2026, settled 29 June 2017: long, short, regular; and against `accrued_interest`."""
    dated = days(["2017-01-17", "2017-04-03", "2017-02-28"])
    due, first, settled = days(["2026-02-28"] * 3), days(["2017-08-31"] * 3), np.datetime64("2017-06-29")
    found = treasury.accrued_in_first_period(np.full(3, 0.03), due, dated, first, settled)
    assert found == pytest.approx([1.5 * (42 / 181 + 121 / 184), 1.5 * 87 / 184, 1.5 * 121 / 184])
    assert found[2] == pytest.approx(
        treasury.accrued_interest(np.array([0.03]), treasury.schedule(due[:1], settled))[0]
    )
    with pytest.raises(InputError, match=r"2017-06-29 lies outside .* from 2017-07-03 to 2017-08-31"):
        treasury.accrued_in_first_period(np.array([0.03]), due[:1], days(["2017-07-03"]), first[:1], settled)


def test_a_matured_security_is_named():
    with pytest.raises(InputError, match="2022-02-15"):
        treasury.schedule(days(["2022-02-15"]), np.datetime64("2022-02-16"))


def test_par_bond_costs_100_on_a_coupon_date():
    # A bond whose coupon is its yield costs par on a coupon date: identity of the annuity formula.
    periods = treasury.schedule(days(["2032-02-15"]), np.datetime64("2022-02-15"))
    assert treasury.dirty_price(np.array([0.025]), np.array([0.025]), periods)[0] == pytest.approx(100.0, abs=1e-12)


def test_a_bond_at_zero_yield_costs_the_sum_of_its_payments():
    periods = treasury.schedule(days(["2032-02-15"]), np.datetime64("2022-02-15"))
    assert treasury.dirty_price(np.array([0.02]), np.array([0.0]), periods)[0] == pytest.approx(120.0, abs=1e-9)


def test_bill_at_a_discount_of_five_percent_for_ninety_days():
    # Bank discount (31 CFR 356 Appendix B, IV): 100 (1 - 0.05 * 90 / 360) = 98.75.
    assert treasury.bill_price(np.array([0.05]), 90)[0] == pytest.approx(98.75)


def test_short_bill_investment_rate_is_simple_interest():
    # (100 / 98.75 - 1) * 365 / 90
    rate = treasury.bill_investment_rate(np.array([98.75]), np.array([90.0]))
    assert rate[0] == pytest.approx((100 / 98.75 - 1) * 365 / 90)


def test_long_bill_investment_rate_solves_the_regulation_s_equation():
    # 31 CFR 356 Appendix B, III.B: P (1 + (r - y/2) i / y)(1 + i/2) = 100 with r days left, y in the year.
    price, left = 95.0, 300.0
    i = treasury.bill_investment_rate(np.array([price]), np.array([left]))[0]
    assert price * (1 + (left / 365 - 0.5) * i) * (1 + i / 2) == pytest.approx(100.0, abs=1e-9)


def test_reference_cpi_of_the_regulation_s_example():
    # 31 CFR 356 Appendix B, I.B: CPI 154.40 (January 1996) and 154.90 (February 1996) give 154.63333 on 15 April.
    found = treasury.reference_cpi(np.datetime64("1996-04-15"), np.datetime64("1996-01"), np.array([154.4, 154.9]))
    assert float(found) == pytest.approx(154.63333, abs=5e-6)


def test_reference_cpi_outside_the_months_held_is_refused():
    with pytest.raises(InputError, match="three months before"):
        treasury.reference_cpi(np.datetime64("1996-02-15"), np.datetime64("1996-01"), np.array([154.4, 154.9]))


def test_a_floating_rate_note_never_pays_less_than_nothing():
    assert treasury.frn_interest(np.array([0.001]), -0.002, 30)[0] == 0.0
    assert treasury.frn_interest(np.array([0.05]), 0.001, 90)[0] == pytest.approx(100 * 0.051 / 4)


def test_a_ladder_is_the_schedule_row_by_row():
    maturity, coupon = days(["2024-08-15", "2022-05-31", "2051-11-15"]), np.array([0.03, 0.0, 0.01875])
    periods = treasury.schedule(maturity, np.datetime64("2022-02-16"))
    found = treasury.ladder(maturity, coupon, np.datetime64("2022-02-16"))
    alive = ~np.isnat(periods.dates)
    assert np.array_equal(found.due, periods.dates[alive])
    assert np.array_equal(found.amount, treasury.cash_flows(coupon, periods)[alive])
    assert np.array_equal(found.paid, treasury.payment_days(found.due))
