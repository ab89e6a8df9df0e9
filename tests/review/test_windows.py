"""Windows come from the record; what goes beyond the figures ends with them and says so."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.core.errors import UnknownNameError
from fedsheet.record import load_path
from fedsheet.review.windows import WindowKind, all_windows, chosen


def test_main_windows_are_the_records():
    path = load_path()
    windows = all_windows(path, date(2025, 12, 31))
    for name, programme in path.programmes.items():
        assert windows[name].market_start == programme.market_window.start
        assert windows[name].is_main


def test_order_of_time():
    starts = [w.market_start for w in all_windows(load_path(), date(2025, 12, 31)).values()]
    assert starts == sorted(starts)


def test_a_window_is_cut_where_the_figures_end():
    windows = all_windows(load_path(), date(2013, 6, 14))
    assert windows["lsap3"].market_end == date(2013, 6, 14)
    assert windows["lsap3"].statement_end == date(2013, 6, 12)
    assert windows["lsap3"].is_open
    assert "covid" not in windows


def test_kinds_are_kept_apart():
    windows = all_windows(load_path(), date(2025, 12, 31))
    assert windows["mep"].kind is WindowKind.MATURITY_EXTENSION
    assert windows["lsap3-taper"].kind is WindowKind.TAPER
    assert not windows["lsap3-taper"].is_main


def test_unknown_window():
    with pytest.raises(UnknownNameError, match="lsap3"):
        chosen(all_windows(load_path(), date(2025, 12, 31)), ["lsap-3"])
