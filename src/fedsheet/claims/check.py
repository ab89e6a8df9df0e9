"""The verdict rule: tests → readings → claim, on the current vintage and on every older one held.

all readings hold                      holds
some hold, others fail or are not held holds under stated naming/base
readings decidable in both vintages
  give another answer in an older one  vintage-sensitive
none holds, one fails                  fails
none can be decided                    not checkable from open data
a `limit` (cause, naming) turns holds into holds under stated naming/base
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from fedsheet.claims.evidence import Evidence, Found, NotHeldError
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
from fedsheet.claims.registry import quantity_named
from fedsheet.core.errors import DateRangeError, FedsheetError, InputError

ROUNDING = 1e-9  # of the number: float noise of a unit conversion, far below any published digit


def check(claims: Claims, evidence: Evidence, older: Sequence[Evidence] = ()) -> tuple[Judgement, ...]:
    """Judge every claim on `evidence`, and on each older vintage what it would have been."""
    return tuple(judge(claim, evidence, older) for claim in claims.claims)


def judge(claim: Claim, evidence: Evidence, older: Sequence[Evidence] = ()) -> Judgement:
    """One claim's verdict with the numbers behind it; a wrong question of the file raises with the claim's id."""
    try:
        current = _at(claim, evidence)
        before = tuple(_at(claim, one) for one in older)
    except FedsheetError as error:
        kind = DateRangeError if isinstance(error, DateRangeError) else InputError
        raise kind(error.what, where=f"claim {claim.id}", possible=error.possible, do=error.do) from None
    differing = tuple(one for one in before if _revised(current, one))
    return Judgement(claim, verdict(claim, current, differing), current, differing)


def verdict(claim: Claim, current: AtVintage, older: Sequence[AtVintage]) -> Verdict:
    """The claim's verdict from its readings on each vintage."""
    if any(_changes(current, one) for one in older):
        return Verdict.VINTAGE
    found = of_outcomes([reading.outcome for reading in current.readings])
    return Verdict.UNDER_STATED if found is Verdict.HOLDS and claim.limit else found


def of_outcomes(outcomes: Sequence[Outcome]) -> Verdict:
    """The verdict of readings taken together on one vintage."""
    kinds = set(outcomes)
    if kinds == {Outcome.HOLDS}:
        return Verdict.HOLDS
    if Outcome.HOLDS in kinds:
        return Verdict.UNDER_STATED
    return Verdict.FAILS if kinds == {Outcome.FAILS} else Verdict.NOT_CHECKABLE


def passes(test: Test, found: Found) -> bool:
    """Whether the found value stands to the expected one as the claim says, within its tolerance."""
    value = found.value.in_unit(test.unit)
    if isinstance(value, bool):
        return value is test.expected
    distance, size = _distance(value, test.expected)
    slack = test.tolerance + ROUNDING * max(1.0, size)
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
    return ReadingResult(reading, tuple(_run(test, evidence) for test in reading.tests))


def _run(test: Test, evidence: Evidence) -> TestResult:
    try:
        found = quantity_named(test.quantity)(evidence, test.arguments)
    except NotHeldError as gap:
        return TestResult(test, Outcome.NOT_HELD, None, gap.series_id, gap.last, gap.since)
    value = found.value.value
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"Quantity {test.quantity!r} has no finite value for these arguments", do="Choose other days")
    return TestResult(test, Outcome.HOLDS if passes(test, found) else Outcome.FAILS, found)


def _changes(current: AtVintage, older: AtVintage) -> bool:
    """Whether the readings that both vintages can decide give another answer in the older one."""
    both = [
        (now.outcome, then.outcome)
        for now, then in zip(current.readings, older.readings, strict=True)
        if Outcome.NOT_HELD not in (now.outcome, then.outcome)
    ]
    return bool(both) and of_outcomes([now for now, _ in both]) != of_outcomes([then for _, then in both])


def _revised(current: AtVintage, older: AtVintage) -> bool:
    """Whether a number that both vintages give differs between them."""
    pairs = zip(_tests(current), _tests(older), strict=True)
    return any(now.found and then.found and now.found.value != then.found.value for now, then in pairs)


def _tests(one: AtVintage) -> list[TestResult]:
    return [test for reading in one.readings for test in reading.tests]
