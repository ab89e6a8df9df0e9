"""ON RRP fills while reserves exceed what banks keep and empties below; a scenario may set what they keep."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.portfolio.liabilities.on_rrp import rule_step, take_up
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import parse_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import load_path
from fedsheet.sheet.accounts import require_identities
from portfolio.settings import AS_OF
from support import snapshot_vintage

MODELS = load_parameters().owed
RULE = MODELS.on_rrp_known(np.datetime64("2022-02-16")).model
GDP = 25e12
KEPT = RULE.banks_keep_to_gdp * GDP
amounts = st.floats(0.0, 6e12)
HEAD = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2022-02-16\nuntil = 2023-02-15\nrates = "flat"\n'


def step(on_rrp, liquidity, years, change=0.0):
    return rule_step(on_rrp, liquidity, KEPT, change, years, RULE)


def test_a_year_moves_the_share_of_the_speed():
    # By hand: exp(-0.938) = 0.3914, so 60.9% of 100 bn above what banks keep has moved after a year.
    after = step(50e9, KEPT + 150e9, 1.0)
    assert after == pytest.approx(50e9 + 60.9e9, abs=0.1e9)


def test_a_refill_of_the_account_is_bought_out_of_on_rrp():
    assert step(800e9, KEPT + 800e9, 0.1, 100e9) == pytest.approx(800e9 - RULE.bills_share * 100e9)


@given(amounts, amounts, st.floats(0.002, 2.0))
def test_it_moves_towards_what_banks_keep_and_stays_within_liquidity(on_rrp, reserves, years):
    after = float(step(on_rrp, on_rrp + reserves, years))
    assert 0.0 <= after <= on_rrp + reserves
    assert (after - on_rrp) * (reserves - KEPT) >= 0.0
    assert abs(after - on_rrp) <= abs(reserves - KEPT) * (1.0 - math.exp(-RULE.speed_a_year * years)) + 1.0


@given(amounts, st.floats(3e12, 6e12))
def test_two_half_years_are_a_year(on_rrp, reserves):
    # With the pool and GDP unmoved; above zero only, where nothing is cut off.
    pool = on_rrp + reserves
    half = float(step(on_rrp, pool, 0.5))
    twice = float(step(half, pool, 0.5))
    if min(half, twice) > 0.0:
        assert twice == pytest.approx(float(step(on_rrp, pool, 1.0)), abs=10.0)


def test_numbers_and_arrays_agree():
    on_rrp, liquidity = np.array([0.0, 1e9, 900e9]), np.array([5e12, 2e12, 3e12])
    each = [float(step(o, r, 0.25)) for o, r in zip(on_rrp, liquidity, strict=True)]
    assert np.array_equal(step(on_rrp, liquidity, 0.25), each)


def test_the_residual_leaves_reserves_where_they_are_while_there_is_take_up():
    # 100 bn less liquidity come out of take-up alone; 900 bn less than there is leave none.
    assert take_up(0.0, 500e9, 3.4e12, 3.5e12, 1.0) == pytest.approx(400e9)
    assert take_up(0.0, 500e9, 2.6e12, 3.5e12, 1.0) == 0.0


def _projected(extra: str):
    mine = parse_scenario(HEAD + extra, "mine")
    return project_setting(resolve(mine, snapshot_vintage(AS_OF), load_path(), load_parameters()))


def test_a_scenario_sets_what_banks_keep_and_only_the_split_and_its_interest_move():
    shipped, less = _projected(""), _projected("banks_keep_to_gdp = 0.10\n")
    end = date(2023, 2, 15)
    assert less.at("on_rrp", end) > shipped.at("on_rrp", end) + 100e9
    for line in ("treasuries", "mbs", "tga", "currency", "other_assets", "premium"):
        assert np.array_equal(less.line(line), shipped.line(line)), line
    # The Fed pays ON RRP less than reserves: what is remitted or owed differs by that interest, 10 basis points.
    assert abs(less.at("deferred_asset", end) - shipped.at("deferred_asset", end)) < 0.002 * 800e9
    require_identities(less.sheets, where="mine")


@pytest.mark.parametrize(("opens", "known_from"), [
    ("2013-06-26", "2014-01-01"),  # before the first the first, then in sample
    ("2014-01-01", "2014-01-01"),
    ("2021-12-31", "2021-01-01"),
    ("2022-02-16", "2022-01-01"),
    ("2026-10-07", "2026-01-01"),
])  # fmt: skip
def test_no_opening_knows_an_estimate_made_on_later_months(opens, known_from):
    assert MODELS.on_rrp_known(np.datetime64(opens)).known_from == np.datetime64(known_from)
