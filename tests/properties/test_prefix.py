"""Where a path is cut says nothing about what comes before: a shorter run is the beginning of a longer one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fedsheet.core.dates import add_months
from fedsheet.portfolio.many_paths.project_paths import LINES, project_paths
from fedsheet.portfolio.projection import Line
from fedsheet.portfolio.scenario.file import scenario_names
from fedsheet.runs.chain import chain
from portfolio.settings import projection, setting

CUT = date(2028, 2, 14)


@pytest.mark.parametrize("name", scenario_names())
def test_a_projection_is_the_beginning_of_a_longer_one(name):
    whole = projection(name)
    cut = min(add_months(setting(name).opening.day, 8), setting(name).until)
    short = projection(name, cut)
    same = whole.dates <= np.datetime64(cut)
    assert set(short.dates) <= set(whole.dates)
    for line in Line:
        assert np.array_equal(whole.line(line)[same], short.line(line)), line


def test_the_rule_on_purchases_buys_to_the_end_as_if_the_run_went_on():
    # Cut at the year's end it bought 25.7 bn less by then: it looked for the year's need up to the cut alone.
    to_year_end, ten_years = projection("today", date(2026, 12, 31)), projection("today")
    assert to_year_end.at(Line.BILLS, date(2026, 12, 31)) == ten_years.at(Line.BILLS, date(2026, 12, 31))


@pytest.mark.parametrize("name", ["today", "runoff-resumed", "short-for-long"])
@pytest.mark.parametrize("months", [8, 24, 31])
def test_a_fan_is_the_beginning_of_a_longer_one(name, months):
    whole = project_paths(setting(name), 60, 3)
    short = project_paths(setting(name, add_months(setting(name).opening.day, months)), 60, 3)
    for line in LINES:
        assert np.array_equal(whole.lines[line][:, : len(short.days)], short.lines[line]), line
    assert np.array_equal(whole.stopped[:, : len(short.days)], short.stopped)
    assert np.array_equal(whole.crisis[:, : len(short.days)], short.crisis)


@pytest.mark.parametrize("policy", ["", "rule:inertial"])
def test_a_chain_is_the_beginning_of_a_longer_one(policy):
    whole, short = chain("today", policy), chain("today", policy, until=CUT)
    same = whole.projection.dates <= np.datetime64(CUT)
    for line in Line:
        assert np.array_equal(whole.projection.line(line)[same], short.projection.line(line)), line
    for name, rate in short.market.rates.items():
        assert whole.market.rates[name][same] == pytest.approx(rate, abs=1e-12), name


def test_a_chain_that_goes_round_differs_by_what_a_round_may_differ():
    # What the market moves after the cut is not known there and counts as staying.
    whole, short = chain("today", "", iterate=True), chain("today", "", iterate=True, until=CUT)
    same = whole.projection.dates <= np.datetime64(CUT)
    apart = {line: np.abs(whole.projection.line(line)[same] - short.projection.line(line)).max() for line in Line}
    assert apart[Line.RESERVE_BALANCES] < 5e7
    assert apart[Line.MBS] < 2e8
    assert np.abs(whole.market.rates["SOFR"][same] - short.market.rates["SOFR"]).max() < 1e-7
