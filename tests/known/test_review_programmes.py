"""Levels and programme deltas on the H.4.1, computed from the Board's published Wednesdays."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.record import load_path
from fedsheet.review.programmes import assets_to_gdp, growth_since, held_between, programme_table
from fedsheet.review.windows import all_windows
from support import snapshot_vintage

# H.4.1, total assets of that Wednesday, USD bn
LEVELS = {
    "2007-12-26": 890.7, "2008-09-03": 905.3, "2008-11-19": 2187.1, "2010-03-31": 2307.2, "2010-11-03": 2300.4,
    "2011-06-29": 2865.3, "2012-09-12": 2823.4, "2014-10-29": 4486.8, "2017-10-04": 4460.4, "2020-06-10": 7168.9,
    "2022-04-13": 8965.5, "2025-12-03": 6535.8, "2025-12-31": 6640.6,
}  # fmt: skip
# H.4.1, change between the Wednesdays of a window, USD bn: window → Treasuries, MBS
DELTAS = {
    "lsap1": (300.3, 1068.7), "lsap2": (775.1, -142.2), "mep-first-leg": (3.4, -24.3), "mep": (-6.2, 47.3),
    "lsap3": (810.7, 874.2), "lsap3-2013": (542.7, 570.3), "covid": (3230.4, 1319.5), "runoff1": (-384.8, -256.4),
    "runoff2": (-1579.6, -653.8),
}  # fmt: skip


def table():
    vintage = snapshot_vintage()
    path = load_path()
    windows = all_windows(path, vintage["DGS10"].values.index[-1].date())
    return {row.window.id: row for row in programme_table(vintage, path.programmes, windows.values())}


@pytest.mark.parametrize(("day", "level"), LEVELS.items())
def test_total_assets(day, level):
    assert snapshot_vintage()["WALCL"].base_at(date.fromisoformat(day)) / 1e9 == pytest.approx(level, abs=0.051)


@pytest.mark.parametrize("window", DELTAS)
def test_programme_deltas(window):
    held = table()[window].held
    found = (held["treasuries"].change_usd / 1e9, held["mbs"].change_usd / 1e9)
    assert found == pytest.approx(DELTAS[window], abs=0.1)


@pytest.mark.parametrize(
    ("wednesday", "quarter", "percent"),
    [("2007-12-26", "2007-10-01", 6.05), ("2014-10-29", "2014-07-01", 25.20), ("2014-10-29", "2014-10-01", 25.05)],
)
def test_assets_to_gdp(wednesday, quarter, percent):
    """H.4.1 over BEA nominal GDP: 2007Q4 6.05%; 2014Q3 25.20%, 2014Q4 25.05%."""
    found = assets_to_gdp(snapshot_vintage(), date.fromisoformat(wednesday), date.fromisoformat(quarter))
    assert found.ratio * 100 == pytest.approx(percent, abs=0.006)
    assert found.quarter.isoformat() == quarter


def test_the_same_level_is_two_percentages():
    """H.4.1: the level of 2014 is +396% on pre-Lehman and +105% on the eve of QE1."""
    vintage, end = snapshot_vintage(), date(2014, 10, 29)
    found = [growth_since(vintage, date.fromisoformat(base), end) for base in ("2008-09-03", "2008-11-19")]
    assert [round(g * 100) for g in found] == [396, 105]


def test_2013_monthly_pace():
    """H.4.1: 45.2 and 47.5 billion a month in calendar 2013."""
    held = held_between(snapshot_vintage(), date(2013, 1, 2), date(2013, 12, 25))
    assert [round(held[i].change_usd / 12e9, 1) for i in ("treasuries", "mbs")] == [45.2, 47.5]


def test_announced_totals():
    """Board 2008-11-25; FOMC 2009-03-18, 2009-11-04 (agency debt about 175), 2010-11-03, 2011-09-21, 2012-06-20."""
    rows = table()
    announced = [rows[w].planned_usd for w in ("lsap1", "lsap2", "mep", "lsap3", "mep-first-leg")]
    assert announced == [1_725e9, 600e9, 667e9, None, None]


def test_an_open_programme_ends_with_the_figures():
    row = table()["rmp"]
    assert row.window.is_open
    assert row.end == date(2026, 9, 30)  # the last Wednesday by the end of its market window
