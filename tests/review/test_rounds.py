"""Each round in words: figures as published, sentences whole in both languages, what is not held named."""

from functools import cache

import pytest

from fedsheet.present.exhibits.rounds import rounds as shown
from fedsheet.present.text import Words
from fedsheet.review.rounds import load_rounds
from fedsheet.runs import review


@cache
def _told(as_of=None):
    return review.rounds(review.read(as_of))


def _round(name):
    return {one.id: one for one in _told()[0]}[name]


def test_every_round_the_report_gives_a_reason_for_is_there():
    """Seed outline: housing rescue, deflation after Greece, Europe, fiscal cliff; oil and easing elsewhere in 2015."""
    wanted = ("lsap1", "lsap2", "mep", "lsap3", "liftoff2015", "runoff1", "covid", "runoff2", "rmp")
    assert tuple(one.id for one in load_rounds()) == wanted
    assert all(one.source.en and one.source.zh for one in load_rounds())


def test_figures_behind_the_purposes():
    """Known: unemployment 6.5 in October 2008 (BLS), 43 months of 8% or more to August 2012, Brent 26.01 on 2016-01-20
    (EIA), breakevens -69 bp from the end of QE1 to the eve of Jackson Hole (known answers)."""
    assert _round("lsap1").purpose["unemployment"] == pytest.approx(0.065)
    assert _round("lsap3").purpose["months"] == 43
    assert _round("liftoff2015").purpose["oil"] == pytest.approx(26.01 / 112.36 - 1, abs=0.02)
    assert _round("lsap2").purpose["breakeven"] == pytest.approx(-0.0069, abs=5e-5)


def test_channel_is_the_windows_yield_and_parts_add_up():
    """Known answers: QE2 +55, breakevens +29; premium and expected path add up to the yield between month-ends."""
    channel = _round("lsap2").channel
    assert channel["nominal"] == pytest.approx(0.0055, abs=5e-5)
    assert channel["breakeven"] == pytest.approx(0.0029, abs=5e-5)
    assert channel["months"] == pytest.approx(channel["premium"] + channel["expected"])


def test_outcomes_are_the_published_rates():
    """BLS: 9.9 in March 2010, 5.7 in October 2014."""
    assert _round("lsap1").outcome["unemployment_end"] == pytest.approx(0.099)
    assert _round("lsap3").outcome["unemployment_end"] == pytest.approx(0.057)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_is_whole(language):
    table = shown(_told(), Words(language)).table
    for row in table.records():
        assert all(row[name] and "{" not in row[name] for name in ("purpose", "channel", "happened", "source"))


def test_what_was_not_held_is_named_not_dropped():
    table = shown(_told("2012-06-30"), Words("en")).table
    first = {row["round"]: row for row in table.records()}
    assert "the unemployment rate" in first["lsap1"]["happened"]
    assert "liftoff2015" not in first
