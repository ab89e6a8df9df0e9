"""Duration held and its effect, against the CUSIP list's totals and the literature."""

from __future__ import annotations

from datetime import date

from fedsheet.review.supply import assumptions, bucket_weights, holdings_measures, supply_effects
from support import snapshot_vintage


def test_par_by_kind():
    """README of the figures: bills, notes and bonds, TIPS, FRNs held on 2022-02-16."""
    par = {m.kind: m.par_usd for m in holdings_measures(snapshot_vintage())}
    assert par["bill"] == 326_044_000_000
    assert par["note_bond"] == 4_923_673_451_700
    assert par["tips"] == 385_089_412_300
    assert par["frn"] == 29_152_660_900


def test_published_effects_lie_near_the_range():
    """Li and Wei 2013, Ihrig et al. 2018, Bonis et al. 2017: −100, −100, −85; ours within 25 bp of the range's ends."""
    found = {e.day: e for e in supply_effects(snapshot_vintage())}
    for day in (date(2012, 12, 26), date(2014, 10, 29), date(2017, 10, 4)):
        effect = found[day]
        assert effect.effect_low - 0.0025 <= effect.published <= effect.effect_high + 0.0025


def test_the_extension_took_out_duration_without_growing():
    """Between 2011-09-21 and 2012-12-26 total assets hardly moved; ten-year equivalents rose by more than half."""
    found = {e.day: e.treasuries_usd for e in supply_effects(snapshot_vintage())}
    assert found[date(2012, 12, 26)] > 1.5 * found[date(2011, 9, 21)]


def test_base_day_has_no_effect():
    first = supply_effects(snapshot_vintage())[0]
    assert first.day == date(2007, 12, 26)
    assert (first.effect_low, first.effect_high) == (0.0, 0.0)


def test_longer_buckets_weigh_more():
    weights = list(bucket_weights(snapshot_vintage()).values())
    assert weights == sorted(weights)


def test_every_assumption_has_a_source():
    held = assumptions()
    assert all(e.source and e.grade in "ABCD" for e in held.elasticities)
    assert all(p.source and p.grade in "ABCD" for p in held.published)
