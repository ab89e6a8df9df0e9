"""What must hold for any prices, steps and paths."""

from contextlib import suppress
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.core.errors import FedsheetError
from fedsheet.outlook.bridge import to_range
from fedsheet.outlook.implied import convolve, implied_path, split
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.quotes import FuturesQuotes, OisQuotes
from fedsheet.runs import own_tables

DAY = date(2026, 9, 18)
PRICES = st.lists(st.integers(9_000, 9_950).map(lambda n: n / 100), min_size=3, max_size=16)


@given(PRICES, st.sampled_from(["day_after", "meeting_day"]))
@settings(deadline=None, max_examples=60)
def test_odds_sum_to_one_at_every_meeting_and_agree_with_the_priced_change(prices, convention):
    months = [(2026 + (8 + k) // 12, (8 + k) % 12 + 1) for k in range(len(prices))]
    found = implied_path(FuturesQuotes(DAY, dict(zip(months, prices, strict=True))), meetings_known(DAY), convention)
    reached = 0.0
    for odds in found.meetings:
        assert sum(odds.levels.values()) == pytest.approx(1, abs=1e-9)
        assert sum(odds.moves.values()) == pytest.approx(1, abs=1e-9)
        assert min(odds.levels.values()) >= 0
        reached += odds.expected_change
        mean = sum(steps * p for steps, p in odds.levels.items())
        assert mean * 0.0025 == pytest.approx(reached, abs=1e-8)


@given(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_convolution_adds_expected_steps(a, b):
    total = convolve(split(a), split(b))
    assert sum(total.values()) == pytest.approx(1)
    assert sum(k * p for k, p in total.items()) * 0.0025 == pytest.approx(a + b, abs=1e-9)


@given(st.lists(st.floats(0.001, 0.08), min_size=1, max_size=5))
@settings(deadline=None, max_examples=25)
def test_a_swap_in_every_stretch_is_repriced(rates):
    ends = [date(2026, 10, 19), date(2026, 11, 30), date(2027, 1, 15), date(2027, 3, 1), date(2027, 4, 20)]
    found = stepped_path(OisQuotes(DAY, dict(zip(ends, rates, strict=False))), meetings_known(DAY))
    assert np.abs(found.misses_bp).max() < 1e-4


@given(st.floats(-0.1, 0.2))
def test_a_range_is_a_quarter_wide_on_the_grid_and_nearest(rate):
    middle = to_range(rate)
    assert middle >= 0.00125
    assert (middle - 0.00125) / 0.0025 == pytest.approx(round((middle - 0.00125) / 0.0025), abs=1e-6)
    assert abs(middle - max(rate, 0.00125)) <= 0.00125 + 1e-9


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda s: ("quote_date,contract,price\n" + s).encode()))
def test_hostile_bytes_are_read_or_refused_by_name(content):
    with suppress(FedsheetError):  # anything else would be a traceback in a user's face
        own_tables.prices(content, "hostile.csv")


@given(st.integers(0, 2_000))
def test_meetings_known_only_grow(days):
    earlier = meetings_known(date(2021, 1, 1) + timedelta(days=days))
    later = meetings_known(date(2021, 1, 1) + timedelta(days=days + 30))
    assert set(earlier.dates) <= set(later.dates)
