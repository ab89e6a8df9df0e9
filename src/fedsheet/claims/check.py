"""The verdict rule: tests → readings → claim. The verdict follows the one reading declared primary.

primary holds, so does every other that can be decided    holds
primary holds, another fails or waits; or a `limit`       holds on the report's own naming/base
primary fails or waits, another holds                     would hold only on another naming/base
primary fails, none holds                                 fails
primary waits, none holds                                 not checkable from open data
primary has no answer as it is asked                      not judged
another answer of the primary in an older vintage         vintage-sensitive
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fedsheet.claims.evidence import BeforeHeldError, Evidence, Found, NotHeldError
from fedsheet.claims.measures import Scalar
from fedsheet.claims.model import (
    AtVintage,
    Claim,
    Claims,
    Judgement,
    Outcome,
    Reading,
    ReadingResult,
    Relation,
    Test,
    TestResult,
    Verdict,
)  # fmt: skip
from fedsheet.claims.neighbours import neighbour
from fedsheet.claims.random_windows import false_holds
from fedsheet.claims.registry import quantity_named
from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.core.notes import Remark

ROUNDING = 1e-9  # of the number: float noise of a unit conversion, far below any published digit
# Observations of which a share of days, a correlation or a slope may be judged: a month of business days.
LEAST = {"share_of_days": 20, "correlation": 20, "slope": 20}


def check(claims: Claims, evidence: Evidence, older: Sequence[Evidence] = ()) -> tuple[Judgement, ...]:
    """Judge every claim on `evidence`, and on each older vintage what it would have been."""
    return tuple(judge(claim, evidence, older) for claim in claims.claims)


def judge(claim: Claim, evidence: Evidence, older: Sequence[Evidence] = ()) -> Judgement:
    """One claim's verdict with the numbers behind it; a question without an answer is "not judged", with the reason."""
    current = _at(claim, evidence)
    before = tuple(_at(claim, one) for one in older)
    differing = tuple(one for one in before if _revised(current, one))
    judged = Judgement(claim, verdict(claim, current, differing), current, differing)
    if judged.primary.outcome is Outcome.FAILS:
        return replace(judged, neighbour=neighbour(judged.primary, evidence, older, run))
    return judged


def with_false_holds(judgements: Sequence[Judgement], evidence: Evidence) -> tuple[Judgement, ...]:
    """The same judgements, each with how often its primary reading's form holds on random windows."""
    return tuple(replace(one, false_hold=false_holds(one.primary, evidence, run)) for one in judgements)


def verdict(claim: Claim, current: AtVintage, older: Sequence[AtVintage]) -> Verdict:
    """The claim's verdict from its readings on each vintage."""
    primary = current.readings[claim.primary].outcome
    if any(_changes(primary, one.readings[claim.primary].outcome) for one in older):
        return Verdict.VINTAGE
    found = of_outcomes([reading.outcome for reading in current.readings], claim.primary)
    return Verdict.OWN_BASE if found is Verdict.HOLDS and claim.limit else found


def of_outcomes(outcomes: Sequence[Outcome], primary: int = 0) -> Verdict:
    """The verdict of readings on one vintage, of which one is primary."""
    first, holding = outcomes[primary], Outcome.HOLDS in outcomes
    if first is Outcome.NOT_JUDGED:
        return Verdict.NOT_JUDGED
    if first is Outcome.HOLDS:
        return Verdict.HOLDS if set(outcomes) == {Outcome.HOLDS} else Verdict.OWN_BASE
    if holding:
        return Verdict.OTHER_BASE
    return Verdict.FAILS if first is Outcome.FAILS else Verdict.NOT_CHECKABLE


def passes(test: Test, found: Found) -> bool:
    """Whether the found value stands to the expected one as the claim says, within its tolerance."""
    value = found.value.in_unit(test.unit)
    if isinstance(value, bool):
        return (value is test.expected) is not (test.relation is Relation.NOT)
    distance, size = _distance(value, test.expected)
    noise = ROUNDING * max(1.0, size)
    slack = test.tolerance + noise
    if test.relation is Relation.BETWEEN:
        assert test.upper is not None
        return distance >= -slack and _distance(value, test.upper)[0] <= slack
    if test.relation is Relation.NOT:
        return abs(distance) > slack
    if test.relation in (Relation.MORE_THAN, Relation.LESS_THAN):
        return distance > noise if test.relation is Relation.MORE_THAN else distance < -noise
    if test.relation is Relation.AT_LEAST:
        return distance >= -slack
    return distance <= slack if test.relation is Relation.AT_MOST else abs(distance) <= slack


def _distance(value: Scalar, expected: Scalar) -> tuple[float, float]:
    """Found minus expected, of dates in days; and how large the numbers are, which says how large noise may be."""
    if isinstance(value, date) and isinstance(expected, date):
        return float((value - expected).days), 0.0
    assert not isinstance(value, date)
    assert not isinstance(expected, date)
    return float(value) - float(expected), max(abs(float(value)), abs(float(expected)))


def _at(claim: Claim, evidence: Evidence) -> AtVintage:
    return AtVintage(evidence.label, tuple(_read(reading, evidence) for reading in claim.readings))


def _read(reading: Reading, evidence: Evidence) -> ReadingResult:
    return ReadingResult(reading, tuple(_shared(test, evidence) for test in reading.tests))


def _shared(test: Test, evidence: Evidence) -> TestResult:
    """A test's result; two that ask for one quantity of the same arguments compute it once."""
    key = "found", test.quantity, repr(sorted(test.arguments.items()))
    return run(test, evidence, key)


def run(test: Test, evidence: Evidence, key: tuple[str, ...] = ()) -> TestResult:
    """One test on one vintage: holds, fails, waits for figures, or has no answer as it is asked; what was found is
    kept for other tests under `key`."""
    try:
        found: Found = evidence.shared.get(key) or quantity_named(test.quantity)(evidence, test.arguments)
        if key:
            evidence.shared[key] = found
        return _held(test, found) or TestResult(test, Outcome.HOLDS if passes(test, found) else Outcome.FAILS, found)
    except NotHeldError as gap:
        pull = gap.pull or evidence.group(gap.series_id, gap.last)
        return TestResult(test, Outcome.NOT_HELD, None, gap.series_id, gap.last, gap.since, pull=pull, few=gap.few)
    except BeforeHeldError as gap:
        if group := _brings_earlier(gap, evidence):
            return TestResult(test, Outcome.NOT_HELD, missing=gap.label, held_from=gap.first, pull=group)
        return TestResult(test, Outcome.NOT_JUDGED, reason=Remark(gap))
    except FedsheetError as error:
        return TestResult(test, Outcome.NOT_JUDGED, reason=Remark(error))


def _brings_earlier(gap: BeforeHeldError, evidence: Evidence) -> str:
    """The group whose pull brings the day asked; empty where a publisher's own figures begin after it."""
    brought = evidence.brought(gap.label)
    short = [held for name, held in brought.items() if evidence.data[name].first_day > gap.day]
    return short[0].group if short and all(held.start <= gap.day for held in short) else ""


def _held(test: Test, found: Found) -> TestResult | None:
    """Why what was found cannot be judged: no finite value, or fewer observations than the reading needs."""
    value = found.value.value
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError("claims.check_quantity_finite_value_these", quantity=test.quantity)
    usual = LEAST.get(test.quantity, LEAST.get(str(test.arguments.get("answer")), 0))
    n, least = found.told.get("n"), usual if test.least is None else test.least
    if isinstance(n, int) and n < least:
        name = " − ".join(found.series)
        return TestResult(test, Outcome.NOT_HELD, None, name, few=(n, least))
    return None


def _changes(now: Outcome, then: Outcome) -> bool:
    """Whether both vintages decide, and differ."""
    decided = (Outcome.HOLDS, Outcome.FAILS)
    return now in decided and then in decided and now is not then


def _revised(current: AtVintage, older: AtVintage) -> bool:
    """Whether a number that both vintages give differs between them."""
    pairs = zip(_tests(current), _tests(older), strict=True)
    return any(now.found and then.found and now.found.value != then.found.value for now, then in pairs)


def _tests(one: AtVintage) -> list[TestResult]:
    return [test for reading in one.readings for test in reading.tests]
