"""What must hold of every projection, whatever the caps, holdings and their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.portfolio.held.holdings import scaled_to
from fedsheet.portfolio.principal.auction_calendar import coupon_issues
from fedsheet.portfolio.principal.new_issues import Purchase, issued
from fedsheet.portfolio.principal.redemptions import redeem, split_agency_principal, spread_in_proportion
from fedsheet.portfolio.scenario.file import scenario_names
from fedsheet.portfolio.scenario.resolve import project_setting
from fedsheet.record.rules import REINVESTMENT_RULES
from fedsheet.sheet.accounts import identities
from portfolio.settings import projection, setting

amounts = st.lists(st.integers(0, 10**11), min_size=1, max_size=30).map(lambda x: np.array(x, dtype=np.int64))
caps = st.floats(0, 2e11)
UNTIL = date(2023, 8, 31)


@given(caps, amounts, amounts)
def test_redeemed_never_exceeds_the_cap_nor_what_is_due(cap, coupons, bills):
    found = redeem(cap, coupons, bills)
    assert found.coupons_usd.sum() + found.bills_usd.sum() <= round(cap)
    assert (found.coupons_usd <= coupons).all()
    assert (found.bills_usd <= bills).all()
    assert (found.coupons_usd >= 0).all()
    assert (found.bills_usd >= 0).all()


@given(caps, amounts, amounts)
def test_bills_are_redeemed_only_when_coupons_leave_room(cap, coupons, bills):
    found = redeem(cap, coupons, bills)
    if found.bills_usd.sum() > 0:
        assert found.coupons_usd.sum() == coupons.sum()


@given(caps, caps, amounts, amounts)
def test_a_higher_cap_redeems_at_least_as_much(one, two, coupons, bills):
    low, high = sorted((one, two))
    less, more = redeem(low, coupons, bills), redeem(high, coupons, bills)
    assert less.coupons_usd.sum() + less.bills_usd.sum() <= more.coupons_usd.sum() + more.bills_usd.sum()


@given(amounts, st.integers(0, 10**12))
def test_a_split_adds_up_to_the_dollar(weights, total):
    if weights.sum() > 0:
        assert spread_in_proportion(total, weights).sum() == total


@given(st.floats(0, 1e11), st.sampled_from(REINVESTMENT_RULES["agency_principal"]), caps)
def test_agency_principal_is_conserved_and_reinvested_at_most_in_full(principal, rule, cap):
    split = split_agency_principal(principal, rule, cap)
    reinvested = split.to_mbs_usd + split.to_treasuries_usd + split.to_bills_usd
    assert reinvested <= principal * (1 + 1e-12)
    assert reinvested + split.redeemed_usd == pytest.approx(principal)
    assert split.redeemed_usd <= (principal if rule == "redeem" else cap) * (1 + 1e-12)


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_new_issues_cost_what_was_reinvested(amount):
    of = setting("runoff-2022")
    issues = coupon_issues(of.parameters.auctions, date(2023, 1, 1), False)
    assert issued([Purchase(date(2023, 1, 31), amount, issues)], of.rates).lots.par_usd.sum() == amount


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_balances_to_the_dollar_on_every_date(name):
    found = projection(name)
    assert identities(found.sheets) == []
    fed = found.sheets.sectors[0]
    for line, item in (
        ("reserve_balances", "reserves"),
        ("tga", "tga"),
        ("on_rrp", "on_rrp"),
        ("currency", "currency"),
    ):
        assert np.array_equal(found.sheets.owes(fed, item), found.line(line)), line
    assert np.array_equal(found.sheets.owns(fed, "treasuries"), found.line("treasuries"))
    assert np.array_equal(found.sheets.owes(fed, "net_worth"), -found.line("deferred_asset"))
    assert np.array_equal(found.sheets.owned[:, 0].sum(axis=-1), found.line("total_assets"))


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 1.2e11), st.floats(0, 1.2e11), st.floats(0, 6e10))
def test_a_higher_cap_never_raises_later_holdings(one, two, agency):
    low, high = sorted((one, two))
    more, less = (_with_caps(cap, agency) for cap in (low, high))
    assert (less.line("treasuries") <= more.line("treasuries") + 1.0).all()


def _with_caps(treasury, agency):
    of = setting("runoff-2022", UNTIL)
    changed = {"treasury_cap_usd": treasury, "agency_cap_usd": agency}
    policies = [replace(p, **changed) if p.treasury_cap_usd else p for p in of.policies]
    return project_setting(replace(of, policies=policies))


def test_the_order_of_securities_does_not_matter():
    of = setting("runoff-2022", UNTIL)
    holdings = of.opening.holdings
    order = np.random.default_rng(1).permutation(len(holdings))
    moved = replace(
        holdings,
        name=tuple(holdings.name[i] for i in order),
        kind=holdings.kind[order],
        maturity_date=holdings.maturity_date[order],
        coupon=holdings.coupon[order],
        par_usd=holdings.par_usd[order],
        compensation_usd=holdings.compensation_usd[order],
    )
    shuffled = project_setting(replace(of, opening=replace(of.opening, holdings=moved)))
    plain = projection("runoff-2022", UNTIL)
    # The split of a month's cap in whole dollars may move single dollars between securities, no more.
    assert np.abs(shuffled.line("treasuries") - plain.line("treasuries")).max() < 1_000
    assert shuffled.line("wam_years") == pytest.approx(plain.line("wam_years"), abs=1e-9)


def test_the_same_run_twice_gives_the_same_numbers():
    of = setting("taper-2021")
    one, two = project_setting(of), project_setting(of)
    assert all(np.array_equal(one.lines[k], two.lines[k]) for k in one.lines)
    assert one.manifest.as_json() == two.manifest.as_json()


def test_redemptions_of_every_month_stay_within_the_cap():
    for flow in projection("faster-caps").flows:
        assert flow.treasury_redeemed_usd <= flow.treasury_cap_usd + 0.5
        assert flow.agency_redeemed_usd <= flow.agency_cap_usd + 0.5


@given(st.integers(10**12, 10**13))
def test_scaled_holdings_hit_their_total_to_the_dollar(total):
    assert scaled_to(setting("runoff-2022").opening.holdings, total).treasuries_usd == total
