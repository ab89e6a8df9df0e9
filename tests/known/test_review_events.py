"""Event studies against Krishnamurthy–Vissing-Jorgensen (2011) and Gagnon et al. (2011)."""

from __future__ import annotations

import pytest

from fedsheet.review.assets import asset
from fedsheet.review.events import event_study
from fedsheet.review.eventsets import event_set, load_event_sets
from support import snapshot_vintage

# Krishnamurthy–Vissing-Jorgensen (2011) and Gagnon et al. (2011), or H.15 itself: dates, changes in basis points
KVJ_10_YEAR = {"2008-11-25": -36, "2008-12-01": -25, "2008-12-16": -33, "2009-01-28": 28, "2009-03-18": -41}
KVJ_30_YEAR = {"2008-11-25": -24, "2008-12-01": -27, "2008-12-16": -32, "2009-01-28": 31, "2009-03-18": -21}
QE2_10_YEAR = {"2010-08-10": -14, "2010-09-21": -16, "2010-11-03": -10}
GAGNON_10_YEAR = {
    "2008-11-25": -24, "2008-12-01": -21, "2008-12-16": -16, "2009-01-28": 12, "2009-03-18": -51, "2009-08-12": 1,
    "2009-09-23": -2, "2009-11-04": 7,
}  # fmt: skip


def study(set_id, series, window_days=None):
    return event_study(event_set(set_id), [asset(snapshot_vintage(), series)], window_days=window_days)


@pytest.mark.parametrize(
    ("set_id", "series", "changes"),
    [
        ("kvj2011_qe1", "DGS10", KVJ_10_YEAR), ("kvj2011_qe1", "DGS30", KVJ_30_YEAR),
        ("kvj2011_qe2", "DGS10", QE2_10_YEAR), ("gagnon2011", "DGS10", GAGNON_10_YEAR),
    ],
)  # fmt: skip
def test_changes_by_date(set_id, series, changes):
    rows = study(set_id, series).rows
    assert {str(row.date): round(row.change * 1e4) for row in rows} == changes


@pytest.mark.parametrize(
    ("set_id", "series", "total", "published", "tolerance"),
    [
        ("kvj2011_qe1", "DGS10", -107, -107, 1),
        ("kvj2011_qe1", "DGS30", -73, -73, 1),
        ("gagnon2011", "DGS10", -94, -91, 5),
    ],
)
def test_sums_against_the_papers(set_id, series, total, published, tolerance):
    found = study(set_id, series).sum_of(series)
    assert found.change * 1e4 == pytest.approx(total, abs=0.01)
    assert found.change * 1e4 == pytest.approx(published, abs=tolerance)
    assert found.published * 1e4 == pytest.approx(published)


def test_the_first_programme_is_unusual_by_placebo():
    """The papers' conclusion: so large a fall does not come about on random days of the same year."""
    assert study("kvj2011_qe1", "DGS10").sum_of("DGS10").placebo_p < 0.01


def test_confounded_dates_are_shown_with_and_without():
    """December 1 (ISM, NBER) and December 16 (CPI, target range cut) left out: −36 + 28 − 41."""
    assert study("kvj2011_qe1", "DGS10").sum_of("DGS10").clear_change * 1e4 == pytest.approx(-49)


def test_named_sets_are_there():
    """Sets of the literature and of later announcements."""
    assert {
        "gagnon2011", "kvj2011_qe1", "kvj2011_qe2", "mep2011", "lsap3_2012", "taper2013", "covid2020", "taper2021",
        "runoff2022", "runoff_end_2025",
    } <= set(load_event_sets())  # fmt: skip


@pytest.mark.parametrize("set_id", sorted(load_event_sets()))
def test_every_set_runs_on_the_shipped_figures(set_id):
    for days in (1, 2):
        found = study(set_id, "DGS10", days)
        assert len(found.rows) == len(event_set(set_id).events)
        assert 0 < found.sums[0].placebo_p <= 1
