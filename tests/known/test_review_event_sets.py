"""The ten event sets to the basis point: sums of H.15 closes over their own windows, every day once."""

from functools import cache

import pytest

from fedsheet.review.eventsets import load_event_sets
from fedsheet.runs import review
from support import snapshot_vintage

# Ten-year yield, basis points, set by set: published sums are -91 (Gagnon et al.) and -107 (Krishnamurthy and
# Vissing-Jorgensen); the rest are differences of H.15 closes.
SUMS = {
    "gagnon2011": -94, "kvj2011_qe1": -107, "kvj2011_qe2": -40, "mep2011": -19, "lsap3_2012": 15, "taper2013": 28,
    "covid2020": -39, "taper2021": 8, "runoff2022": 35, "runoff_end_2025": 3,
}  # fmt: skip


@cache
def _sources():
    return review.read()


def _recounted(chosen):
    """The same from the closes themselves: each day's step once, over the union of the windows."""
    closes = snapshot_vintage()["DGS10"].values.dropna()
    steps = closes.diff()
    places = {closes.index.get_loc(str(day)) + n for day in chosen.dates for n in range(chosen.window_days)}
    return float(steps.iloc[sorted(places)].sum()) * 100


@pytest.mark.parametrize("name", SUMS)
def test_a_set_is_what_the_closes_say_and_has_not_moved(name):
    chosen = load_event_sets()[name]
    study, _ = review.events(_sources(), name)
    found = study.sum_of("DGS10").change * 1e4
    assert found == pytest.approx(_recounted(chosen), abs=1e-6)
    assert round(found) == SUMS[name]


def test_every_set_has_placebo_hac_and_a_least_detectable_effect():
    for name in SUMS:
        for row in review.events(_sources(), name)[0].sums:
            assert 0 < row.placebo_p <= 1
            assert 0 <= row.hac_p <= 1
            assert row.detectable > 0
