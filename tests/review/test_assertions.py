"""Assertions about signs: their joint placebo keeps its size and finds a rhythm where one is; verdicts follow rules."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from fedsheet.review.assertions import Bearing, date_grid, judge, shifted_differences, sign_p_value
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.placebo import rank_p_value
from fedsheet.review.windows import Window, WindowKind

FIRST = date(2008, 1, 1)
SPANS = {
    "lsap1": (100, 400, WindowKind.PURCHASES),
    "gap-lsap1-lsap2": (400, 520, WindowKind.GAP),
    "lsap2": (520, 700, WindowKind.PURCHASES),
    "gap-lsap2-mep": (700, 780, WindowKind.GAP),
    "mep": (780, 1_100, WindowKind.MATURITY_EXTENSION),
    "lsap3": (1_100, 1_600, WindowKind.PURCHASES),
}


def day(n):
    return FIRST + timedelta(days=n)


def windows():
    return [Window(name, kind, day(a), day(b), "test") for name, (a, b, kind) in SPANS.items()]


def an_asset(steps):
    days = np.array([np.datetime64(day(i)) for i in range(len(steps) + 1)])
    return Asset("X", AssetMeasure.RATE, days, np.concatenate([[0.0], np.cumsum(steps)]))


def masks(n):
    buying, gap = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for a, b, kind in SPANS.values():
        (gap if kind is WindowKind.GAP else buying)[a:b] = True
    return buying, gap


def test_size_of_the_shifted_calendar():
    """5% ± 1.5 in 1,000 samples on which nothing happened: a circular shift is exact whatever the windows' lengths."""
    rng = np.random.default_rng(1)
    buying, gap = masks(4_500)
    rejected = 0
    for _ in range(1_000):
        steps = rng.standard_t(5, 4_500)
        difference = steps[buying].mean() - steps[gap].mean()
        rejected += rank_p_value(difference * 252, shifted_differences(steps, buying, gap)) <= 0.05
    assert abs(rejected / 1_000 - 0.05) <= 0.015


def test_a_rhythm_that_is_there_is_borne_out():
    rng = np.random.default_rng(2)
    buying, gap = masks(4_500)
    steps = rng.standard_normal(4_500) * 1e-4 + 5e-5 * buying - 2e-4 * gap
    found = judge("x", an_asset(steps), windows())
    assert found.agreeing == 6
    assert found.shift_p < 0.01
    assert found.bearing is Bearing.BORNE_OUT


def test_the_opposite_is_contradicted():
    buying, gap = masks(4_500)
    steps = np.random.default_rng(3).standard_normal(4_500) * 1e-5 - 5e-5 * buying + 5e-5 * gap
    assert judge("x", an_asset(steps), windows()).bearing is Bearing.CONTRADICTED


def test_sign_test():
    """Binomial: six of six 2/64; five of six 14/64; three of six 1."""
    assert [sign_p_value(k, 6) for k in (6, 5, 3)] == pytest.approx([2 / 64, 14 / 64, 1.0])


def test_a_grid_of_dates():
    """A straight line: the change is the slope times the days between, whatever the start and end."""
    asset = an_asset(np.full(1_000, 1e-4))
    grid = date_grid(asset, Window("w", WindowKind.PURCHASES, day(200), day(300), "test"), reach=20, step=10)
    assert grid.change.shape == (5, 5)
    for i, start in enumerate(grid.start_days):
        for j, end in enumerate(grid.end_days):
            assert grid.change[i, j] == pytest.approx(1e-4 * (end - start).days)
    assert grid.share_with_sign(1.0) == 1.0


def test_a_grid_leaves_out_ends_before_starts():
    asset = an_asset(np.ones(200))
    grid = date_grid(asset, Window("w", WindowKind.PURCHASES, day(100), day(105), "test"), reach=20, step=5)
    assert np.isnan(grid.change).any()
    assert grid.share_with_sign(1.0) == 1.0
