"""Programme windows in basis points, close to close, from the Board's H.15."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.record import load_path
from fedsheet.review.assets import asset, measured_assets
from fedsheet.review.phases import phase_table
from fedsheet.review.windows import all_windows
from support import snapshot_vintage

# H.15, close to close, bp: 10-year, breakeven, real 10-year, and for QE1 2-year and 30-year
WINDOWS = {
    "lsap1": {"DGS10": 49, "BREAKEVEN10": 200, "DFII10": -151, "DGS2": -29, "DGS30": 94},
    "lsap1-from-treasuries": {"DGS10": 82, "BREAKEVEN10": 112, "DFII10": -30},
    "gap-lsap1-lsap2": {"DGS10": -121, "BREAKEVEN10": -10, "DFII10": -111},
    "gap-lsap1-jackson-hole": {"DGS10": -134, "BREAKEVEN10": -69, "DFII10": -65},
    "lsap2": {"DGS10": 55, "BREAKEVEN10": 29, "DFII10": 26},
    "gap-lsap2-mep": {"DGS10": -123, "BREAKEVEN10": -52, "DFII10": -71},
    "mep": {"DGS10": -17, "BREAKEVEN10": 54, "DFII10": -71},
    "lsap3": {"DGS10": 57, "BREAKEVEN10": -46, "DFII10": 103},
    "lsap3-taper": {"DGS10": -51, "BREAKEVEN10": -26, "DFII10": -25},
    "covid": {"DGS10": 100, "BREAKEVEN10": 194, "DFII10": -94},
    "runoff1": {"DGS10": -31, "BREAKEVEN10": -8, "DFII10": -23},
    "runoff2": {"DGS10": 117, "BREAKEVEN10": -41, "DFII10": 158},
}


@pytest.fixture(scope="module")
def table():
    vintage = snapshot_vintage()
    windows = all_windows(load_path(), vintage["DGS10"].values.index[-1].date())
    return phase_table(measured_assets(vintage), windows.values())


@pytest.mark.parametrize("window", WINDOWS)
def test_changes(table, window):
    found = {name: table.row(window, name).change * 1e4 for name in WINDOWS[window]}
    assert found == pytest.approx(WINDOWS[window], abs=1.0)


def test_nominal_is_real_plus_breakeven(table):
    """An identity of the definition: DGS10 − DFII10 is the breakeven."""
    for window in WINDOWS:
        nominal, real, breakeven = (table.row(window, a).change for a in ("DGS10", "DFII10", "BREAKEVEN10"))
        assert nominal == pytest.approx(real + breakeven, abs=1e-12)


def test_days_used_are_the_days_named(table):
    assert (table.row("lsap1", "DGS10").start, table.row("lsap1", "DGS10").end) == (
        date(2008, 11, 24),
        date(2010, 3, 31),
    )


def test_shares_end_where_the_series_ends(table):
    """The S&P 500 of the arch package ends in 2018: later windows are listed as not covered, not dropped."""
    if "SP500_ARCH" not in snapshot_vintage():
        pytest.skip("the arch package is not installed")
    assert ("covid", "SP500_ARCH") in {(w, a) for w, a, _ in table.not_covered}
    # Index levels of the two days (S&P 500 closes): 1,110.69 on 2012-08… are checked through the ratio of the closes.
    shares = asset(snapshot_vintage(), "SP500_ARCH")
    row = table.row("lsap2", "SP500_ARCH")
    ratio = shares.level[shares.position(date(2011, 6, 30))] / shares.level[shares.position(date(2010, 11, 2))]
    assert row.change == pytest.approx(ratio - 1)
