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
    """The verdicts, from what stands on any footing to what could not be read."""

    HOLDS = "holds"
    OWN_BASE = "holds on the report's own naming/base"
    OTHER_BASE = "would hold only on another naming/base"
    VINTAGE = "vintage-sensitive"
    FAILS = "fails"
    NOT_CHECKABLE = "not checkable from open data"
    NOT_JUDGED = "not judged"


class Relation(StrEnum):
    """How the found value must stand to the expected one."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    NOT = "not"


class Limit(StrEnum):
    """Why passing tests cannot make a claim simply hold."""

    CAUSE = "cause"
    NAMING = "naming"


class Outcome(StrEnum):
    """What became of a test or a reading."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_HELD = "not held"
    NOT_JUDGED = "not judged"


__all__ = [
    "AtVintage", "Claim", "Claims", "Judgement", "Limit", "Neighbour", "Outcome", "Reading", "ReadingResult",
    "Relation", "Test", "TestResult", "Unread", "Verdict",
]  # fmt: skip


@dataclass(frozen=True)
class Test:
    """`quantity(arguments)` must be `relation` `expected` in `unit`, within `tolerance` of that unit (dates: days).

    upper   the other end of a span, where the relation is "between"
    least   fewest observations on which it may be judged; None is the quantity's own
    """

    __test__ = False  # pytest takes anything called Test* for one of its own

    quantity: str
    arguments: Mapping[str, object]
    expected: Scalar
    unit: ClaimUnit
    relation: Relation = Relation.ABOUT
    tolerance: float = 0.0
    upper: Scalar | None = None
    least: int | None = None


@dataclass(frozen=True)
class Reading:
    """One way to understand the words; `name` says which base or naming it takes.

    The verdict follows the `primary` one; the others say on what footing the words would (or would not) hold.
    """

    name: Text
    tests: tuple[Test, ...]
    primary: bool = False


@dataclass(frozen=True)
class Claim:
    """One assertion of a text: its `place` in it, its `wording`, its readings, of which one is declared primary.

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

    @property
    def primary(self) -> int:
        """The place of the reading that the verdict follows: the one declared, else the first."""
        return next((place for place, reading in enumerate(self.readings) if reading.primary), 0)


@dataclass(frozen=True)
class Unread:
    """A claim of the file that could not be read, and why; the others are judged all the same."""

    id: str
    reason: str


@dataclass(frozen=True)
class Claims:
    """The claims of one report, and those of its file that could not be read."""

    id: str
    title: Text
    published: date
    claims: tuple[Claim, ...]
    digest: str
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class TestResult:
    """A test with what was found; `missing` names the series that would decide it and why it is not there.

    pull     the group of the catalogue that a pull brings it with    few   observations there are, and least needed
    held_from   the first day held, where a pull brings earlier ones
    reason   why the question itself has no answer
    """

    __test__ = False

    test: Test
    outcome: Outcome
    found: Found | None = None
    missing: str = ""
    last_known: date | None = None
    known_since: date | None = None
    held_from: date | None = None
    pull: str = ""
    few: tuple[int, int] | None = None
    reason: str = ""


@dataclass(frozen=True)
class ReadingResult:
    """A reading with its tests; it holds if all do, and is not held if one is not and none fails."""

    reading: Reading
    tests: tuple[TestResult, ...]

    @property
    def outcome(self) -> Outcome:
        """Fails if one test fails, else not judged or not held if one is not, else holds."""
        outcomes = {test.outcome for test in self.tests}
        order = (Outcome.FAILS, Outcome.NOT_JUDGED, Outcome.NOT_HELD, Outcome.HOLDS)
        return next(o for o in order if o in outcomes)

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
class Neighbour:
    """Where a reading that fails would have held: in the other official form, a week away, on the GDP of the day."""

    kind: str
    result: TestResult
    day: date | None = None


@dataclass(frozen=True)
class FalseHold:
    """How often a reading's form holds on random windows; `share` is None where that cannot be told.

    n          windows on which the figures reach
    has_days   whether the reading names a day that can be moved
    """

    share: float | None
    n: int = 0
    has_days: bool = True


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict and everything behind it; `older` are the vintages whose values differ.

    neighbour    what lies beside a primary reading that fails, and holds; the verdict does not follow it
    false_hold   how often the primary reading's form holds on random windows; None where nobody asked
    """

    claim: Claim
    verdict: Verdict
    current: AtVintage
    older: tuple[AtVintage, ...] = ()
    neighbour: Neighbour | None = None
    false_hold: FalseHold | None = None

    @property
    def primary(self) -> ReadingResult:
        """The reading that the verdict follows."""
        return self.current.readings[self.claim.primary]

    @property
    def deciding(self) -> TestResult:
        """The test shown first: of the primary reading, or where that waits of the one that holds."""
        waits = self.primary.outcome not in (Outcome.HOLDS, Outcome.FAILS)
        holding = (one for one in self.current.readings if waits and one.outcome is Outcome.HOLDS)
        return next(holding, self.primary).deciding
