"""Effects on the economy: published figures come back for the programmes they are about; ours says what it can tell."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.review.transmission import OUTCOMES, multipliers
from fedsheet.runs import review
from fedsheet.runs.own_tables import surprises


@cache
def _found():
    return review.transmission(review.read())


def _sum(found, outcome, names, end):
    return sum(getattr(e, end) for e in found.effects if e.outcome == outcome and e.programme in names)


def test_every_published_effect_has_source_address_and_grade():
    for one in multipliers():
        assert one.outcome in OUTCOMES
        assert one.source
        assert one.address.startswith("http")
        assert one.grade in "ABCD"
        assert one.in_range or one.how


@pytest.mark.parametrize(
    ("name", "rounds", "effect"),
    [
        ("engen_laubach_reifschneider_2015_unemployment", ("lsap1", "lsap2", "mep", "lsap3"), -0.0125),
        ("chung_et_al_2011_unemployment", ("lsap1", "lsap2"), -0.015),
        ("bernanke_2012_output", ("lsap1", "lsap2"), 0.03),
    ],
)
def test_a_published_effect_comes_back_for_its_own_programmes(name, rounds, effect):
    """FEDS 2015-005, FRBSF 2011-01, Jackson Hole 2012: the multiplier times the same doses is the authors' figure."""
    found = _found()
    per_dose, doses = found.per_dose[name], {d.programme: d for d in found.doses}
    low, high = (sum(getattr(doses[r], end) for r in rounds) for end in ("low", "high"))
    large, small = sorted(per_dose, key=abs, reverse=True)
    assert large * low == pytest.approx(effect, rel=1e-9)
    assert small * high == pytest.approx(effect, rel=1e-9)


def test_five_hundred_billion_weigh_what_the_three_programmes_weighed():
    """FEDS 2020-047r1: 500 billion lower unemployment by half a point; QE1 to QE4 bought 4 to 8 times as much."""
    found = _found()
    doses = {d.programme: d for d in found.doses}
    dose = sum(doses[r].low for r in ("lsap1", "lsap2", "lsap3"))
    whole = abs(min(found.per_dose["kim_laubach_wei_2023_unemployment"])) * dose
    assert 4 * 0.005 < whole < 9 * 0.005


def test_ranges_run_from_small_to_large_and_runoff_has_the_other_sign():
    found = _found()
    for effect in found.effects:
        assert abs(effect.low) <= abs(effect.high)
    first = ("lsap1", "lsap2", "lsap3")
    assert _sum(found, "unemployment", first, "high") < 0 < _sum(found, "unemployment", ("runoff2",), "low")
    assert _sum(found, "output", ("runoff2",), "low") < 0 < _sum(found, "output", first, "low")


def test_what_cannot_be_told_is_called_so():
    """On the record's announcements no programme's effect after two years can be told: the band holds zero."""
    found = _found()
    assert {o.outcome for o in found.own} == {"unemployment", "jobs", "output", "prices"}
    assert not any(o.is_told for o in found.own_programmes)
    assert all((o.response.detectable > 0).all() for o in found.own)


def test_the_sample_ends_in_2025_and_the_same_seed_gives_the_same_bands():
    found, again = _found(), review.transmission(review.read())
    assert max(o.last for o in found.own).year == 2025
    np.testing.assert_array_equal(found.own[0].response.low, again.own[0].response.low)


def test_before_the_list_by_cusip_there_is_no_dose():
    with pytest.raises(DateRangeError):
        review.transmission(review.read("2021-06-30"))


# ---- a user's surprises ------------------------------------------------------------------------------------------

GOOD = "Date,UST10Y,MP1\n2008-11-25 08:15:00,-0.24,\n2008-12-01,NA,0.01\n2009-03-18,-0.47,0.0\n"


def test_a_column_is_read_in_percentage_points_and_blanks_are_days_not_known():
    found = surprises(GOOD.encode(), "mine.csv", "UST10Y")
    assert {str(day): round(x, 6) for day, x in found.by_day.items()} == {"2008-11-25": -0.0024, "2009-03-18": -0.0047}
    assert found.missing([date(2008, 12, 1), date(2009, 3, 18)]) == (date(2008, 12, 1),)


def test_two_windows_of_a_day_add_up_and_are_named():
    found = surprises(b"date,x\n2008-11-25,1\n2008-11-25,2\n", "mine.csv", "x")
    assert found.by_day == {date(2008, 11, 25): pytest.approx(0.03)}
    assert found.added == (date(2008, 11, 25),)


@pytest.mark.parametrize(
    ("text", "column", "error", "says"),
    [
        (GOOD, "UST10", InputError, "reads Date, UST10Y, MP1; of the columns wanted it lacks UST10"),
        ("when,UST10Y\n2008-11-25,1\n", "UST10Y", InputError, "lacks date"),
        ("date,x\n2008-11-25,1\n2008-11-25,1\n", "x", InputError, "twice"),
        ("date,x\n2008-11-25,high\n", "x", InputError, "row 2, column B: 'high' is text"),
        ("date,x\n2008-13-25,1\n", "x", InputError, "row 2, column A: '2008-13-25' is not a date"),
        ("date,x\n2008-11-25,\n", "x", InputError, "no number"),
        ("date,x\n2008-11-25,inf\n", "x", InputError, "'inf' is text"),
    ],
)
def test_a_bad_table_is_refused_by_name(text, column, error, says):
    with pytest.raises(error, match=says):
        surprises(text.encode(), "mine.csv", column)
