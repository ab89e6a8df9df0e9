"""What must stay true of any claim: tolerance only helps, units do not matter, scans find the best pair."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.support_claims import evidence, number, series
from fedsheet.claims.check import of_outcomes, passes
from fedsheet.claims.evidence import Found
from fedsheet.claims.measures import CLAIM_UNITS, measure
from fedsheet.claims.model import Outcome, Relation, Test, Verdict

NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 6))
START = date(2020, 1, 1)
# Relations that a wider tolerance can only help; "between" has two ends of its own.
HELPED = (Relation.ABOUT, Relation.AT_LEAST, Relation.AT_MOST, Relation.MORE_THAN, Relation.LESS_THAN)
WALKS = st.lists(st.integers(-1000, 1000), min_size=4, max_size=12)


def weekly(values: list[int]) -> dict[str, float]:
    return {(START + timedelta(weeks=n)).isoformat(): float(v) for n, v in enumerate(values)}


def told(expected: float, tolerance: float, relation: Relation, unit: str = "usd_bn") -> Test:
    return Test("level_at", {}, expected, CLAIM_UNITS[unit], relation, tolerance)


@given(NUMBERS, NUMBERS, st.floats(0, 100), st.floats(0, 100), st.sampled_from(HELPED))
def test_a_wider_tolerance_never_breaks_a_claim(
    value: float, expected: float, tolerance: float, more: float, relation: Relation
) -> None:
    found = Found(measure(value * 1e9, "usd_bn"))
    if passes(told(expected, tolerance, relation), found):
        assert passes(told(expected, tolerance + more, relation), found)


@given(NUMBERS, NUMBERS, st.floats(0, 100))
def test_about_is_at_least_and_at_most_together(value: float, expected: float, tolerance: float) -> None:
    found = Found(measure(value * 1e9, "usd_bn"))
    about, least, most, apart = (
        passes(told(expected, tolerance, relation), found)
        for relation in (Relation.ABOUT, Relation.AT_LEAST, Relation.AT_MOST, Relation.NOT)
    )
    assert about == (least and most)
    assert apart is not about


@given(NUMBERS)
def test_the_unit_a_claim_is_told_in_does_not_matter(value: float) -> None:
    found = Found(measure(value * 1e9, "usd_bn"))
    for unit, factor in (("usd", 1e9), ("usd_bn", 1.0), ("usd_trn", 1e-3)):
        assert passes(told(value * factor, 0.0, Relation.ABOUT, unit), found)


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=5), st.randoms())
def test_the_order_of_readings_does_not_decide_which_is_primary_does(outcomes: list[Outcome], random) -> None:
    order = list(range(len(outcomes)))
    random.shuffle(order)
    shuffled = [outcomes[place] for place in order]
    for primary in range(len(outcomes)):
        assert of_outcomes(outcomes, primary) is of_outcomes(shuffled, order.index(primary))
    assert (of_outcomes(outcomes) is Verdict.HOLDS) == (set(outcomes) == {Outcome.HOLDS})


@given(WALKS, WALKS, st.integers(-500, 500), st.integers(-500, 500))
def test_the_scan_of_windows_finds_the_best_pair(one: list[int], two: list[int], target: int, other: int) -> None:
    n = min(len(one), len(two))
    world = evidence(
        series("ONE", weekly(one[:n]), "Billions of USD", "W"), series("TWO", weekly(two[:n]), "Billions of USD", "W")
    )
    end = START + timedelta(weeks=n - 1)
    arguments = {"series": "ONE", "target": target * 1e9, "other": "TWO", "other_target": other * 1e9}
    found = number("closest_window", world, **arguments, start=START, end=end)
    pairs = itertools.combinations(range(n), 2)
    best = min(max(abs(one[j] - one[i] - target), abs(two[j] - two[i] - other)) for i, j in pairs)
    assert found == pytest.approx(best)


@given(WALKS)
def test_the_rank_of_a_change_counts_windows(walk: list[int]) -> None:
    world = evidence(series("ONE", weekly(walk), "Billions of USD", "W"))
    end = START + timedelta(weeks=2)
    found = number("rank_of_change", world, series="ONE", start=START, end=end)
    changes = [b - a for a, b in zip(walk, walk[2:], strict=False)]
    assert found == pytest.approx(100 * sum(c < changes[0] for c in changes) / len(changes))


@given(WALKS)
def test_levels_and_changes_agree(walk: list[int]) -> None:
    world = evidence(series("ONE", weekly(walk), "Billions of USD", "W"))
    end = START + timedelta(weeks=len(walk) - 1)
    first, last = (number("level_at", world, series="ONE", on=day) for day in (START, end))
    change = number("change_between", world, series="ONE", start=START, end=end)
    assert change == pytest.approx(last - first)
    mean = number("mean_change", world, series="ONE", start=START, end=end)
    assert mean * (len(walk) - 1) == pytest.approx(change)
