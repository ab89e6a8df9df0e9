"""Claims, their readings and tests, and what judging them gives.

Claim ── readings, one or more ways to understand the words (a base, a naming, a series)
  └── Reading ── tests that must all pass
        └── Test ── a quantity, what the text expects of it, a tolerance
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fedsheet.claims.evidence import Found
from fedsheet.claims.measures import ClaimUnit, Scalar
from fedsheet.core.text import Text


class Verdict(StrEnum):
    """The five verdicts."""

    HOLDS = "holds"
    UNDER_STATED = "holds under stated naming/base"
    VINTAGE = "vintage-sensitive"
    FAILS = "fails"
    NOT_CHECKABLE = "not checkable from open data"


class Relation(StrEnum):
    """How the found value must stand to the expected one."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Limit(StrEnum):
    """Why passing tests cannot make a claim simply hold."""

    CAUSE = "cause"
    NAMING = "naming"


class Outcome(StrEnum):
    """What became of a test or a reading."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_HELD = "not held"


__all__ = [
    "AtVintage", "Claim", "Claims", "Judgement", "Limit", "Outcome", "Reading", "ReadingResult", "Relation", "Test",
    "TestResult", "Verdict",
]  # fmt: skip


@dataclass(frozen=True)
class Test:
    """`quantity(arguments)` must be `relation` `expected` in `unit`, within `tolerance` of that unit (dates: days)."""

    __test__ = False  # pytest takes anything called Test* for one of its own

    quantity: str
    arguments: Mapping[str, object]
    expected: Scalar
    unit: ClaimUnit
    relation: Relation = Relation.ABOUT
    tolerance: float = 0.0


@dataclass(frozen=True)
class Reading:
    """One way to understand the words; `name` says which base or naming it takes."""

    name: Text
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Claim:
    """One assertion of a text: its `place` in it, its `wording`, its readings, the literal one first.

    because   where the tolerances come from     changes   what would change the verdict
    note      a remark beside the numbers        limit     why passing tests cannot make it simply hold
    """

    id: str
    place: str
    wording: Text
    readings: tuple[Reading, ...]
    changes: Text
    because: Text
    note: Text
    limit: Limit | None = None


@dataclass(frozen=True)
class Claims:
    """The claims of one report."""

    id: str
    title: Text
    published: date
    claims: tuple[Claim, ...]
    digest: str


@dataclass(frozen=True)
class TestResult:
    """A test with what was found; `missing` names the series that would decide it and why it is not there."""

    __test__ = False

    test: Test
    outcome: Outcome
    found: Found | None = None
    missing: str = ""
    last_known: date | None = None
    known_since: date | None = None


@dataclass(frozen=True)
class ReadingResult:
    """A reading with its tests; it holds if all do, and is not held if one is not and none fails."""

    reading: Reading
    tests: tuple[TestResult, ...]

    @property
    def outcome(self) -> Outcome:
        """Fails if one test fails, else not held if one is not held, else holds."""
        outcomes = {test.outcome for test in self.tests}
        return next(o for o in (Outcome.FAILS, Outcome.NOT_HELD, Outcome.HOLDS) if o in outcomes)

    @property
    def deciding(self) -> TestResult:
        """The first test with the reading's own outcome."""
        return next(test for test in self.tests if test.outcome is self.outcome)


@dataclass(frozen=True)
class AtVintage:
    """The readings evaluated on one vintage; `label` is the date it goes by."""

    label: date
    readings: tuple[ReadingResult, ...]


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict and everything behind it; `older` are the vintages whose values differ."""

    claim: Claim
    verdict: Verdict
    current: AtVintage
    older: tuple[AtVintage, ...] = ()

    @property
    def deciding(self) -> TestResult:
        """The test shown first: of the first reading that bears the verdict out, else of the literal one."""
        outcomes = _BEARING[self.verdict]
        bearing = (r for r in self.current.readings if r.outcome in outcomes)
        return next(bearing, self.current.readings[0]).deciding


_BEARING = {
    Verdict.HOLDS: (Outcome.HOLDS,),
    Verdict.UNDER_STATED: (Outcome.HOLDS,),
    Verdict.VINTAGE: (Outcome.HOLDS, Outcome.FAILS),
    Verdict.FAILS: (Outcome.FAILS,),
    Verdict.NOT_CHECKABLE: (Outcome.NOT_HELD,),
}
