"""One day: the root, its status, and who is short where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fedsheet.core.errors import InputError, NoClearingError
from fedsheet.market import demand
from fedsheet.market.clearing import Status, bracketed_root, clear, require_cleared
from fedsheet.market.conditions import check
from fedsheet.market.parameters import behaviour
from market.market_support import one_day

B = behaviour()


def test_the_root_of_known_functions_is_found() -> None:
    # x³ = 2 and exp(x) = 3: 2^(1/3) and ln 3.
    targets = np.array([2.0, 3.0])
    root, status = bracketed_root(
        lambda x: np.where([True, False], x**3, np.exp(x)) - targets, np.zeros(2), np.full(2, 5.0)
    )
    assert root == pytest.approx([2.0 ** (1 / 3), np.log(3.0)], abs=2e-8)
    assert not status.any()


def test_without_a_sign_change_the_end_of_the_bracket_and_a_status_are_given() -> None:
    root, status = bracketed_root(lambda x: x + np.array([10.0, -10.0]), np.zeros(2), np.ones(2))
    assert list(root) == [0.0, 1.0]
    assert list(status) == [Status.LENDERS_SHORT, Status.BORROWERS_SHORT]


def test_paths_cleared_together_are_each_as_if_alone() -> None:
    # 90 paths of 200 days: more than are cleared at once, some far from the middle path, one day without a root
    shares = np.random.default_rng(1).normal(1.0, 0.05, (90, 200))
    shares[7, 3], shares[8, 4] = 0.5, 1e-3
    day = one_day()
    together = clear(B, replace(day, fund_cash=day.fund_cash * shares))
    assert together.status[8, 4] == Status.BORROWERS_SHORT
    for p, t in ((0, 0), (7, 3), (8, 4), (89, 199), (40, 100)):
        alone = clear(B, replace(day, fund_cash=day.fund_cash * shares[p, t]))
        assert alone.tri_party[0] == pytest.approx(together.tri_party[p, t], abs=1e-9)
    assert np.abs(np.where(together.status == 0, together.residual_usd, 0.0)).max() < 1e6


def test_cash_lent_equals_cash_borrowed_at_the_rate() -> None:
    found = clear(B, one_day())
    lent = found.fund_lending + found.bank_lending + found.standing_repo
    assert float((lent - found.dealer_demand)[0]) == pytest.approx(float(found.residual_usd[0]), abs=1.0)
    assert abs(float(found.residual_usd[0])) < 1e8  # 0.01% of what is borrowed


def test_a_day_that_cannot_clear_says_who_is_short_and_by_how_much() -> None:
    c = one_day(fund_cash=1e11, bank_willingness=0.0, srf_rate=np.inf, ceiling=0.045)
    found = clear(B, c)
    assert found.status[0] == Status.BORROWERS_SHORT
    with pytest.raises(NoClearingError, match=r"on Monday: borrowers find no cash for \$[\d,.]+ bn"):
        require_cleared(found, ["Monday"], "a test")


def test_with_on_rrp_capped_lenders_can_be_short() -> None:
    found = clear(B, one_day(fund_cash=9e12, on_rrp_cap=1e11))
    assert found.status[0] == Status.LENDERS_SHORT
    with pytest.raises(NoClearingError, match="lenders cannot place"):
        require_cleared(found, ["Monday"], "a test")


def test_an_upside_down_corridor_is_named() -> None:
    with pytest.raises(InputError, match="corridor is upside down"):
        check(one_day(on_rrp_rate=0.05))


@pytest.mark.parametrize("name", ["liquidity", "fund_cash", "repo_demand", "dealer_capacity"])
def test_negative_stocks_are_named(name: str) -> None:
    with pytest.raises(InputError, match=name):
        check(one_day(**{name: -1.0}))


def test_reserves_are_worth_iorb_when_ample_and_the_ceiling_when_gone() -> None:
    c = one_day(ceiling=0.05)
    assert demand.reserve_value(np.array([9e12]), B, c)[0] == pytest.approx(0.044, abs=1e-7)
    assert demand.reserve_value(np.array([-9e12]), B, c)[0] == pytest.approx(0.05, abs=1e-7)
    middle = B.reserve_need * c.bank_assets
    assert demand.reserve_value(middle, B, c)[0] == pytest.approx((0.044 + 0.05) / 2)


def test_funds_leave_half_at_the_fed_at_their_preferred_spread() -> None:
    c = one_day()
    at = c.on_rrp_rate + B.fund_preference
    assert demand.on_rrp_wanted(at, B, c)[0] == pytest.approx(c.fund_cash[0] / 2)


def test_without_a_facility_nobody_draws_on_it() -> None:
    assert demand.standing_repo(np.array([0.2]), B, one_day(srf_rate=np.inf))[0] == 0.0


def test_standing_repo_stops_at_its_limit() -> None:
    assert demand.standing_repo(np.array([0.2]), B, one_day(srf_limit=1e9))[0] == 1e9


def test_the_discount_window_is_used_above_its_rate_and_stigma_only() -> None:
    c = one_day()
    below = np.array([c.primary_credit_rate[0] + B.window_stigma])
    assert demand.discount_window(below, B, c)[0] == pytest.approx(0.0, abs=1.0)
    assert demand.discount_window(below + 0.001, B, c)[0] > 1e9


def test_full_dealers_widen_their_margin_and_the_wedge() -> None:
    calm, full = one_day(), one_day(dealer_capacity=0.5)
    assert demand.dealer_margin(B, full)[0] == pytest.approx(demand.dealer_margin(B, calm)[0] * 2**B.dealer_convexity)
    on_rrp, reserves = np.array([1e11]), np.array([3e12])
    assert demand.dvp_premium(on_rrp, reserves, B, full)[0] > demand.dvp_premium(on_rrp, reserves, B, calm)[0]


def test_cash_that_a_cap_turns_away_goes_to_branches_below_iorb() -> None:
    free = clear(B, one_day(fund_cash=2.5e12))
    capped = clear(B, one_day(fund_cash=2.5e12, on_rrp_cap=3e11))
    assert free.on_rrp[0] > 6e11
    assert capped.on_rrp[0] == pytest.approx(3e11)
    assert capped.tri_party[0] < free.tri_party[0]
    # Branches take their ordinary volume once more for each discount below IORB: the rule of branch_arbitrage.
    discounts = (0.044 - capped.tri_party[0]) / B.fed_funds_discount
    assert capped.branch_intake[0] == pytest.approx(B.branch_scale * 1.8e13 * discounts)
    assert free.branch_intake[0] == 0.0
    assert abs(capped.residual_usd[0]) < 1e6
