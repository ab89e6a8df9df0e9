"""Spring 2020 as the figures held show it: lines of the statement at their peaks, unsecured rates and conditions."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.record import load_path
from fedsheet.review.crisis_facilities import crisis_facilities
from fedsheet.review.strain_2020 import strain
from support import snapshot_vintage


def test_each_line_of_the_statement_has_its_peak_and_day():
    found = {one.line: one for one in crisis_facilities(snapshot_vintage(), load_path()).lines}
    # H.4.1 of 28 May 2020 (swaps 448.9), 19 March 2020 (repo 441.9), 9 April 2020 (loans 129.6), 26 March 2020
    # (primary credit 50.8); USD bn.
    peaks = {
        "swaps": (448.9, date(2020, 5, 27)), "repo": (441.9, date(2020, 3, 18)), "loans": (129.6, date(2020, 4, 8)),
        "primary_credit": (50.8, date(2020, 3, 25)),
    }  # fmt: skip
    assert {name: (round(one.peak_usd / 1e9, 1), one.peak_on) for name, one in found.items()} == peaks
    assert [one.peak_on for one in found.values()] == sorted(one.peak_on for one in found.values())
    assert found["swaps"].before_usd is None  # held from 18 March 2020


def test_unsecured_rates_rose_for_days_and_conditions_for_weeks():
    found = {one.id: one for one in strain(snapshot_vintage(), load_path())}
    # EFFR was 0.25% on 16 March 2020, the day interest on reserves fell to 0.10%; 1.58% less 1.60% on 28 February.
    assert (found["effr"].worst, found["effr"].worst_on) == (pytest.approx(15e-4), date(2020, 3, 16))
    assert found["effr"].before == pytest.approx(-2e-4)
    assert found["obfr"].worst == pytest.approx(10e-4)
    assert found["effr"].back < found["nfci"].back
    assert not found["nfci"].is_rate


def test_before_the_spring_there_is_nothing_to_tell():
    early = snapshot_vintage("2020-02-01")
    assert strain(early, load_path()) == ()
    assert crisis_facilities(early, load_path()).lines == ()
