"""The Reserve Banks' net income of past years, projected from each year's first Wednesdays on the rates that came.

Sources: Board of Governors, press releases and combined financial statements: 2014 about 101.3 (remitted 98.7), 2015
100.2, 2018 63.1, 2019 55.5, 2021 107.9, 2023 -114.3, 2024 -77.6; interest income of securities 2015 113.6, 2019 102.8,
2021 122.4, 2023 163.8; USD bn. Before February 2022 no list of securities is held: coupons are those of past issues.
"""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import parse_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import load_path
from portfolio.settings import AS_OF
from support import snapshot_vintage

FILE = """schema = 1
title = {{ zh = "一", en = "one" }}
opens = {opens}
until = {year}-12-31
rates = "observed"
[given]
tga = "observed"
on_rrp = "observed"
"""
# year: opening, net income, interest income of securities (2014, 2018, 2024: of the year nearest held)
YEARS = {
    2014: ("2013-12-25", 101.3, 113.6), 2015: ("2014-12-31", 100.2, 113.6), 2018: ("2018-01-03", 63.1, 102.8),
    2019: ("2019-01-02", 55.5, 102.8), 2021: ("2021-01-06", 107.9, 122.4),
    2023: ("2023-01-04", -114.3, 163.8), 2024: ("2024-01-03", -77.6, 163.8),
}  # fmt: skip


def _projected(year: int, opens: str) -> Projection:
    scenario = parse_scenario(FILE.format(opens=opens, year=year), "mine")
    return project_setting(resolve(scenario, snapshot_vintage(AS_OF), load_path(), load_parameters()))


def _net_income(year: int, opens: str) -> float:
    found = _projected(year, opens)
    days = int((found.dates[-1] - found.dates[0]).astype(int))
    return float(found.line("net_income")[1:].sum()) / 1e9 * 365 / days


@pytest.mark.parametrize("year", list(YEARS))
def test_net_income_of_a_year_within_five_percent_of_its_interest_income(year):
    opens, published, interest = YEARS[year]
    assert abs(_net_income(year, opens) - published) < 0.05 * interest


@pytest.mark.parametrize(("opens", "day", "published"), [
    ("2013-12-25", date(2014, 10, 29), 190.4), ("2021-01-06", date(2021, 6, 30), 351.4 - 14.3),
    ("2021-01-06", date(2021, 12, 29), 352.9 - 18.0),
])  # fmt: skip
def test_net_premiums_grow_with_mbs_bought_and_leave_with_what_is_paid_down(opens, day, published):
    # H.4.1. Bought at par, the projection of 2021 ended 41 bn below.
    assert abs(_projected(day.year, opens).at("premium", day) / 1e9 - published) < 13


@pytest.mark.parametrize(("day", "percent"), [
    (date(2020, 11, 29), 3.0), (date(2020, 11, 30), 3.447), (date(2021, 3, 31), 3.444), (date(2026, 1, 7), 2.245),
])  # fmt: skip
def test_mbs_stand_above_face_by_the_newest_statement_that_was_public(day, percent):
    assert load_parameters().premium.mbs_share_known(day) == pytest.approx(percent / 100, abs=5e-6)
