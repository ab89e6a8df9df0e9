"""BLS and BEA: unemployment, inflation and growth around the programmes, current vintage of the shipped figures."""

from __future__ import annotations

import pandas as pd
import pytest

from fedsheet.record import load_path
from fedsheet.review.macro import indicator, indicator_values, macro_panel
from fedsheet.review.windows import all_windows
from support import snapshot_vintage


def value(indicator_id, period):
    return indicator_values(snapshot_vintage(), indicator(indicator_id))[pd.Timestamp(period)] * 100


@pytest.mark.parametrize(
    ("month", "percent"),
    [("2010-03", 9.9), ("2010-11", 9.8), ("2011-03", 9.0), ("2012-09", 7.8), ("2014-10", 5.7)],
)
def test_unemployment(month, percent):
    """BLS, unemployment rate."""
    assert value("unemployment", month) == pytest.approx(percent, abs=0.05)


@pytest.mark.parametrize(("month", "percent"), [("2010-03", 2.37), ("2010-11", 1.31), ("2011-09", 3.02)])
def test_pce_inflation(month, percent):
    """BEA, PCE price index, over a year."""
    assert value("pce_inflation", month) == pytest.approx(percent, abs=0.006)


def test_mean_pce_inflation_during_the_third_programme():
    """BEA, PCE price index: mean 1.45% over 2012-09..2014-10, so not "held at two percent"."""
    months = indicator_values(snapshot_vintage(), indicator("pce_inflation"))["2012-09":"2014-10"]
    assert len(months) == 26
    assert months.mean() * 100 == pytest.approx(1.45, abs=0.006)


def test_growth_in_the_first_quarter_of_2011():
    """BEA, real GDP: −0.9% annualised in the current vintage."""
    assert value("gdp_growth", "2011-01") == pytest.approx(-0.9, abs=0.05)


def test_both_vintages_stand_side_by_side():
    """The older vintage (2022-10-31) is in chained dollars of 2012: growth is comparable, levels are not."""
    now, before = snapshot_vintage(), snapshot_vintage("2022-11-30")
    windows = all_windows(load_path(), now["DGS10"].values.index[-1].date())
    panel = macro_panel(now, before, windows.values())
    row = panel.value("lsap3", "gdp_over_year", "end")
    assert row.current is not None
    assert row.earlier == pytest.approx(row.current, abs=0.01)
    assert panel.value("runoff2", "pce_inflation", "end").earlier is None  # November 2025 was unknown then
