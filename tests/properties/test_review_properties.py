"""What must hold of the review for any input."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.review.assertions import shifted_differences
from fedsheet.review.drivers import statement_drivers
from fedsheet.review.keydates import key_days
from fedsheet.review.ledger import Difference, _chain
from fedsheet.review.placebo import overlap_adjusted, rank_p_value
from support import snapshot_vintage

amounts = st.floats(-5e12, 5e12).map(lambda x: float(round(x)))


@given(announced=st.none() | amounts, traded=st.none() | amounts, held=amounts, known=st.lists(amounts, max_size=4))
def test_the_ledger_always_closes(announced, traded, held, known):
    steps = _chain(announced, traded, held, [Difference("x", usd, "") for usd in known], "treasury")
    first = announced if announced is not None else traded
    if first is None:
        assert steps == ()
    else:
        assert first + sum(step.usd for step in steps) == held


@settings(max_examples=30, deadline=None)
@given(pair=st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda p: p[0] < p[1]))
def test_reserves_close_between_any_two_key_wednesdays(pair):
    days = key_days(snapshot_vintage())
    found = statement_drivers(snapshot_vintage(), days[pair[0]], days[pair[1]])
    assert abs(found.remainder_usd) <= found.tolerance_usd
    back = sum(d.contribution_usd for d in found.drivers) + found.remainder_usd
    assert abs(back - found.change_usd) < 1.0


@given(
    observed=st.floats(-10, 10),
    draws=st.lists(st.floats(-10, 10), min_size=1, max_size=200).map(np.array),
)
def test_a_p_value_is_a_p_value(observed, draws):
    found = rank_p_value(observed, draws)
    assert 0 < found <= 1
    assert rank_p_value(-observed, -draws) == found


@settings(max_examples=40, deadline=None)
@given(p=st.floats(0.001, 1.0), length=st.sampled_from([1, 20, 150, 600]), first=st.integers(0, 3_000))
def test_the_correction_never_makes_a_p_value_smaller(p, length, first):
    assert p <= overlap_adjusted(p, 4_500, length, first) <= 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(2, 40), shift=st.integers(1, 99))
def test_a_shifted_calendar_by_transform_is_the_shifted_calendar_by_hand(seed, cut, shift):
    steps = np.random.default_rng(seed).standard_normal(100)
    buying, gap = np.arange(100) < cut, (np.arange(100) >= cut) & (np.arange(100) < cut + 20)
    moved = np.roll(buying, shift), np.roll(gap, shift)
    by_hand = (steps[moved[0]].mean() - steps[moved[1]].mean()) * 252
    assert abs(shifted_differences(steps, buying, gap)[shift - 1] - by_hand) < 1e-9


def test_key_days_are_wednesdays():
    assert all(day.weekday() == 2 for day in key_days(snapshot_vintage()))
    assert key_days(snapshot_vintage())[0] == date(2007, 12, 26)
