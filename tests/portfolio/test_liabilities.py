"""ON RRP fills while reserves exceed what banks keep and empties below; a scenario may set what they keep."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.portfolio.liabilities.rules import on_rrp_after
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.results import project_setting
from fedsheet.portfolio.scenario.file import parse_scenario
from fedsheet.portfolio.scenario.resolve import resolve
from fedsheet.record import load_path
from fedsheet.sheet.accounts import require_identities
from portfolio.settings import AS_OF
from support import snapshot_vintage

RULE = load_parameters().on_rrp_known(date(2022, 2, 16))
GDP = 25e12
KEPT = RULE.banks_keep_to_gdp * GDP
amounts = st.floats(0.0, 6e12)
HEAD = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2022-02-16\nuntil = 2023-02-15\nrates = "flat"\n'


def test_a_year_moves_the_share_of_the_speed():
    # By hand: exp(-1.235) = 0.2908, so 70.9% of 100 bn above what banks keep has moved after a year.
    after = on_rrp_after(50e9, KEPT + 100e9, GDP, 1.0, RULE)
    assert after == pytest.approx(50e9 + 70.9e9, abs=0.1e9)


@given(amounts, amounts, st.floats(0.002, 2.0))
def test_it_moves_towards_what_banks_keep_and_never_below_zero(on_rrp, reserves, years):
    after = float(on_rrp_after(on_rrp, reserves, GDP, years, RULE))
    assert after >= 0.0
    assert (after - on_rrp) * (reserves - KEPT) >= 0.0
    assert abs(after - on_rrp) <= abs(reserves - KEPT) * (1.0 - math.exp(-RULE.speed_a_year * years)) + 1.0


@given(amounts, st.floats(3e12, 6e12))
def test_two_half_years_are_a_year(on_rrp, reserves):
    # With the pool and GDP unmoved; above zero only, where nothing is cut off.
    pool = on_rrp + reserves
    half = float(on_rrp_after(on_rrp, reserves, GDP, 0.5, RULE))
    twice = float(on_rrp_after(half, pool - half, GDP, 0.5, RULE))
    if min(half, twice) > 0.0:
        assert twice == pytest.approx(float(on_rrp_after(on_rrp, reserves, GDP, 1.0, RULE)), abs=10.0)


def test_numbers_and_arrays_agree():
    on_rrp, reserves = np.array([0.0, 1e9, 900e9]), np.array([5e12, 2e12, 3e12])
    each = [float(on_rrp_after(o, r, GDP, 0.25, RULE)) for o, r in zip(on_rrp, reserves, strict=True)]
    assert np.array_equal(on_rrp_after(on_rrp, reserves, GDP, 0.25, RULE), each)


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
    (date(2017, 10, 4), date(2021, 5, 19)),  # before the first the first, then in sample
    (date(2022, 2, 15), date(2021, 5, 19)),
    (date(2022, 2, 16), date(2022, 2, 16)),
    (date(2025, 12, 31), date(2025, 12, 4)),
])  # fmt: skip
def test_no_opening_knows_an_estimate_made_on_later_months(opens, known_from):
    assert load_parameters().on_rrp_known(opens).known_from == known_from
