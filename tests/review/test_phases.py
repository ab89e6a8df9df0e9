"""Phases: numbers by hand, what is not covered, and independence from what else is asked for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.phases import phase_table, worst_fall
from fedsheet.review.windows import Window, WindowKind


def an_asset(level, name="X", measure=AssetMeasure.RATE):
    days = np.array([np.datetime64(date(2010, 1, 1) + timedelta(days=i)) for i in range(len(level))])
    return Asset(name, measure, days, np.asarray(level, dtype=float))


def window(start, end, name="w"):
    return Window(
        name,
        WindowKind.PURCHASES,
        date(2010, 1, 1) + timedelta(days=start),
        date(2010, 1, 1) + timedelta(days=end),
        "t",
    )


def random_asset(name="X", measure=AssetMeasure.RATE, n=1_200, seed=1):
    steps = np.random.default_rng(seed).standard_normal(n) * 1e-3
    return an_asset(np.exp(np.cumsum(steps)) if measure is AssetMeasure.PRICE else np.cumsum(steps), name, measure)


def test_changes_and_year_rates_by_hand():
    prices = random_asset(measure=AssetMeasure.PRICE)
    row = phase_table([prices], [window(100, 300)]).rows[0]
    ratio = prices.level[300] / prices.level[100]
    assert row.change == pytest.approx(ratio - 1)
    assert row.annualised == pytest.approx(ratio ** (365.25 / 200) - 1)
    assert row.volatility == pytest.approx(np.diff(np.log(prices.level[100:301])).std(ddof=1) * np.sqrt(252))


def test_worst_fall_by_hand():
    """Highs 5 and 6: falls from 5 to 2 and from 6 to 4; the larger is 3."""
    assert worst_fall(an_asset([1, 5, 2, 6, 4]), 0, 4) == -3
    assert worst_fall(an_asset([1, 2, 3]), 0, 2) == 0
    assert worst_fall(an_asset([100, 120, 90], measure=AssetMeasure.PRICE), 0, 2) == pytest.approx(90 / 120 - 1)


def test_a_row_does_not_depend_on_its_company():
    asset, other = random_asset(), random_asset("Y", seed=2)
    alone = phase_table([asset], [window(100, 300)], seed=5).rows[0]
    together = phase_table([other, asset], [window(50, 80, "v"), window(100, 300)], seed=5).row("w", "X")
    assert alone == together


def test_what_is_not_covered_is_listed():
    short = random_asset("S", n=150)
    found = phase_table([short], [window(100, 300), window(10, 140, "long"), window(20, 23, "brief")])
    why = {name: obstacle.key for name, _, obstacle in found.not_covered}
    assert why == {"w": "held", "long": "no_room", "brief": "too_short"}
    assert found.rows == ()
    with pytest.raises(KeyError, match="not measured"):
        found.row("w", "S")


def test_a_close_older_than_a_long_weekend_does_not_count():
    asset = an_asset([1.0, 2.0, 3.0])
    assert asset.position(date(2010, 1, 7)) == 2
    with pytest.raises(DateRangeError, match="no close"):
        asset.position(date(2010, 1, 20))


def test_too_few_draws():
    with pytest.raises(InputError, match="too few"):
        phase_table([random_asset()], [window(100, 200)], n_draws=100)
