"""The verdict rule, and that a verdict follows the data: poisoned figures must change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from claims.support_claims import evidence, series, shipped
from fedsheet.claims.check import judge, of_outcomes
from fedsheet.claims.evidence import Evidence, Found
from fedsheet.claims.measures import CLAIM_UNITS
from fedsheet.claims.model import Claim, Limit, Outcome, Reading, ReadingResult, Relation, Test, Verdict
from fedsheet.claims.parse import load_shipped
from fedsheet.core.errors import InputError
from fedsheet.core.series import Series
from fedsheet.core.text import Text

NONE = Text("", "")
HOLDS, FAILS, NOT_HELD, NOT_JUDGED = Outcome.HOLDS, Outcome.FAILS, Outcome.NOT_HELD, Outcome.NOT_JUDGED
DAY = date(2020, 1, 1)


def level_test(series_id: str, expected: float, tolerance: float = 0.0, relation: Relation = Relation.ABOUT) -> Test:
    arguments = {"series": series_id, "on": DAY}
    return Test("level_at", arguments, expected, CLAIM_UNITS["pct"], relation, tolerance)


def claim(*readings: tuple[Test, ...], limit: Limit | None = None) -> Claim:
    return Claim("X1", "", NONE, tuple(Reading(NONE, tests) for tests in readings), NONE, NONE, NONE, limit)


def world(value: float) -> Evidence:
    return evidence(series("A", {"2020-01-01": value}))


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ([HOLDS], Verdict.HOLDS),
        ([HOLDS, HOLDS], Verdict.HOLDS),
        ([HOLDS, FAILS], Verdict.OWN_BASE),
        ([HOLDS, NOT_HELD], Verdict.OWN_BASE),
        ([FAILS, HOLDS], Verdict.OTHER_BASE),
        ([NOT_HELD, HOLDS], Verdict.OTHER_BASE),
        ([FAILS], Verdict.FAILS),
        ([FAILS, FAILS], Verdict.FAILS),
        ([FAILS, NOT_HELD], Verdict.FAILS),
        ([NOT_HELD, FAILS], Verdict.NOT_CHECKABLE),
        ([NOT_JUDGED, HOLDS], Verdict.NOT_JUDGED),
        ([HOLDS, NOT_JUDGED], Verdict.OWN_BASE),
        ([NOT_HELD], Verdict.NOT_CHECKABLE),
        ([NOT_HELD, NOT_HELD], Verdict.NOT_CHECKABLE),
    ],
)
def test_readings_taken_together(outcomes: list[Outcome], verdict: Verdict) -> None:
    assert of_outcomes(outcomes) is verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [(5.0, Verdict.HOLDS), (5.05, Verdict.HOLDS), (5.06, Verdict.FAILS), (4.94, Verdict.FAILS)]
)
def test_a_tolerance_is_a_closed_interval(value: float, verdict: Verdict) -> None:
    assert judge(claim((level_test("A", 5.0, 0.05),)), world(value)).verdict is verdict


def test_relations_have_a_direction() -> None:
    low, high = level_test("A", 5.0, relation=Relation.AT_LEAST), level_test("A", 5.0, relation=Relation.AT_MOST)
    assert judge(claim((low,)), world(4.9)).verdict is Verdict.FAILS
    assert judge(claim((low,)), world(5.1)).verdict is Verdict.HOLDS
    assert judge(claim((high,)), world(4.9)).verdict is Verdict.HOLDS
    assert judge(claim((high,)), world(5.1)).verdict is Verdict.FAILS


def test_all_tests_of_a_reading_must_pass() -> None:
    assert judge(claim((level_test("A", 5.0), level_test("A", 6.0))), world(5.0)).verdict is Verdict.FAILS


def test_a_limit_takes_a_plain_holds_away_and_leaves_a_failure() -> None:
    limited = claim((level_test("A", 5.0),), limit=Limit.CAUSE)
    assert judge(limited, world(5.0)).verdict is Verdict.OWN_BASE
    assert judge(limited, world(9.0)).verdict is Verdict.FAILS


def test_another_answer_on_an_older_vintage_makes_it_sensitive() -> None:
    now, then = world(5.0), replace(world(7.0), label=date(2019, 1, 1))
    assert judge(claim((level_test("A", 5.0),)), now, [then]).verdict is Verdict.VINTAGE
    assert judge(claim((level_test("A", 6.0, 2.0),)), now, [then]).verdict is Verdict.HOLDS


def test_an_older_vintage_without_the_series_changes_nothing() -> None:
    now, then = world(5.0), evidence(series("B", {"2020-01-01": 1.0}))
    held_later = replace(then, data=replace(then.data, first_known={"A": date(2021, 1, 1)}))
    judged = judge(claim((level_test("A", 5.0),)), now, [held_later])
    assert (judged.verdict, judged.older) == (Verdict.HOLDS, ())


def test_a_unit_of_another_kind_is_a_named_mistake() -> None:
    test = replace(level_test("A", 5.0), unit=CLAIM_UNITS["usd_bn"])
    judged = judge(claim((test,)), world(5.0))
    assert judged.verdict is Verdict.NOT_JUDGED
    assert "Fitting units: pct, pp, bp" in judged.deciding.reason


def test_an_imported_series_decides_what_was_not_checkable() -> None:
    pmi = next(one for one in load_shipped("seed-2021").claims if one.id == "C47")
    assert judge(pmi, evidence()).verdict is Verdict.NOT_CHECKABLE
    months = ["2008-11-01", "2009-12-01", "2010-03-01", "2010-04-01", "2010-05-01", "2010-06-01", "2010-07-01",
              "2010-08-01", "2010-09-01", "2010-10-01"]  # fmt: skip
    later_factors = [36.2, 55.0, 58.8, 58.1, 57.8, 55.8, 55.5, 56.3, 54.4, 56.9]
    first_prints = [36.2, 54.9, 59.6, 60.4, 59.7, 56.2, 55.5, 56.3, 54.4, 56.9]
    held = evidence(series("ISM_PMI", dict(zip(months, later_factors, strict=True)), "Index", "M"))
    assert judge(pmi, held).verdict is Verdict.HOLDS
    first = evidence(series("ISM_PMI", dict(zip(months, first_prints, strict=True)), "Index", "M"))
    assert judge(pmi, first).verdict is Verdict.FAILS


def poisoned(clean: Evidence) -> Evidence:
    """The same world with every series reversed in time: levels, changes, orderings and dates all differ."""
    turned = {
        name: Series(held.definition, pd.Series(held.values.to_numpy()[::-1], index=held.values.index))
        for name, held in clean.data.items()
    }
    return replace(clean, data=replace(clean.data, series=turned))


def to_2025(world: Evidence) -> Evidence:
    """The same figures to the end of 2025: what reversal turns a level into depends on where its series ends."""
    cut = {name: Series(one.definition, one.values.loc[:"2025-12-31"]) for name, one in world.data.series.items()}
    return replace(world, data=replace(world.data, series=cut))


def survived(one: Claim, dirty: Evidence) -> tuple[ReadingResult, ...]:
    """The readings on poisoned figures; empty where no answer exists (reversed figures may never turn positive)."""
    try:
        return judge(one, dirty).current.readings
    except InputError:
        return ()


def from_data(readings: tuple[ReadingResult, ...]) -> list[Found]:
    return [test.found for reading in readings for test in reading.tests if test.found and test.found.series]


def test_poisoned_figures_change_what_is_found_for_every_claim_that_rests_on_them() -> None:
    clean = shipped()
    dirty = poisoned(clean)
    unmoved = []
    for one in load_shipped("seed-2021").claims:
        before = from_data(judge(one, clean).current.readings)
        if before and before == from_data(survived(one, dirty)):
            unmoved.append(one.id)
    assert unmoved == []


def test_poisoned_figures_flip_most_of_the_verdicts_that_hold() -> None:
    clean = to_2025(shipped())
    dirty = poisoned(clean)
    still, flipped = [], []
    for one in load_shipped("seed-2021").claims:
        before = judge(one, clean)
        if before.verdict is Verdict.HOLDS and from_data(before.current.readings):
            after = survived(one, dirty)
            holds = bool(after) and of_outcomes([reading.outcome for reading in after]) is Verdict.HOLDS
            (still if holds else flipped).append(one.id)
    assert len(flipped) >= 4 * len(still), still
