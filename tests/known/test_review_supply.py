"""Duration held and its effect, against the CUSIP list's totals and the literature."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.record import load_path
from fedsheet.review.equivalents import mbs_durations, weekly_equivalents
from fedsheet.review.supply import assumptions, bucket_weights, holdings_measures
from fedsheet.review.supply_effect import bills_only, runoff_moves, supply_effects
from support import snapshot_vintage


@cache
def _weekly():
    return weekly_equivalents(snapshot_vintage(), load_path(), load_parameters())


@cache
def _effects():
    return supply_effects(snapshot_vintage(), _weekly())


def test_par_by_kind():
    """README of the figures: bills, notes and bonds, TIPS, FRNs held on 2022-02-16."""
    par = {m.kind: m.par_usd for m in holdings_measures(snapshot_vintage())}
    assert par["bill"] == 326_044_000_000
    assert par["note_bond"] == 4_923_673_451_700
    assert par["tips"] == 385_089_412_300
    assert par["frn"] == 29_152_660_900


def test_published_effects_lie_near_the_range():
    """Li and Wei 2013, Ihrig et al. 2018, Bonis et al. 2017: −100, −100, −85; ours within 25 bp of the range's ends."""
    found = {e.day: e for e in _effects()}
    for day in (date(2012, 12, 26), date(2014, 10, 29), date(2017, 10, 4)):
        effect = found[day]
        assert effect.effect_low - 0.0025 <= effect.published <= effect.effect_high + 0.0025


def test_the_extension_took_out_duration_without_growing():
    """Between 2011-09-21 and 2012-12-26 total assets hardly moved; ten-year equivalents rose by more than half."""
    found = {e.day: e.treasuries_usd for e in _effects()}
    assert found[date(2012, 12, 26)] > 1.5 * found[date(2011, 9, 21)]


def test_base_day_has_no_effect():
    first = _effects()[0]
    assert first.day == date(2007, 12, 26)
    assert (first.effect_low, first.effect_high) == (0.0, 0.0)


def test_longer_buckets_weigh_more():
    weights = list(bucket_weights(snapshot_vintage()).values())
    assert weights == sorted(weights)


def test_every_assumption_has_a_source():
    held = assumptions()
    assert all(e.source and e.grade in "ABCD" for e in held.elasticities)
    assert all(p.source and p.grade in "ABCD" for p in held.published)
    assert all(s.source and s.address.startswith("http") and s.grade in "ABCD" for s in held.studies)


def test_equivalents_run_to_the_newest_statement():
    weekly, vintage = _weekly(), snapshot_vintage()
    assert weekly.days[-1] == np.datetime64(vintage["TREAST"].values.index[-1], "D")
    assert all(np.isfinite(x).all() for x in (weekly.treasuries, weekly.mbs_low, weekly.mbs_high, weekly.gdp))
    assert (weekly.mbs_low <= weekly.mbs_mid).all()
    assert (weekly.mbs_mid <= weekly.mbs_high).all()


def test_the_carried_list_joins_the_list_by_cusip():
    """2022-02-16 by CUSIP and a week later carried forward: within 1%, as Treasuries held moved by less."""
    weekly = _weekly()
    i = weekly.at(date(2022, 2, 16))
    assert (weekly.basis[i], weekly.basis[i + 1]) == ("list", "carried")
    assert abs(weekly.treasuries[i + 1] / weekly.treasuries[i] - 1) < 0.01


def test_average_maturity_stands_behind_the_carried_list():
    """New York Fed: 8.26 years of average maturity on 2026-08-26. Duration × par of ten-year equivalents fits it: a
    dollar of Treasuries weighs less than the list's dollar of February 2022, when bills were a smaller share."""
    weekly = _weekly()
    held = snapshot_vintage().base("TREAST")
    then, now = (weekly.treasuries[weekly.at(d)] / held[str(d)] for d in (date(2022, 2, 16), date(2026, 8, 26)))
    assert 0.9 < now / then < 1.2


def test_duration_of_mortgages_follows_rates():
    """Shortest at the lowest mortgage rates (2012, 2020), longest when nobody can refinance (2022-24); 3 to 7 years."""
    days, years = mbs_durations()
    middle = dict(zip(days.astype("datetime64[Y]").astype(int) + 1970, years[:, 1], strict=True))
    assert max(middle[2010], middle[2020]) < middle[2023]
    assert 3.0 < years.min() < years.max() < 7.0


def test_second_runoff_in_parts():
    """What left and what GDP outgrew add up; both raise the yield; bills alone would raise it more than the runoff."""
    moves = {m.id: m for m in runoff_moves(_weekly(), (date(2022, 6, 1), date(2025, 11, 26)))}
    both, parts = moves["runoff_and_growth"], (moves["runoff"], moves["gdp_growth"])
    assert both.effect_high == sum(m.effect_high for m in parts)
    assert all(m.effect_low > 0 for m in parts)
    assert bills_only(_weekly(), date(2025, 11, 26)).effect_low > both.effect_low
    effects = {e.day: e for e in _effects()}
    peak = min(effects.values(), key=lambda e: e.effect_low)
    assert peak.day.year == 2022
