"""How often a statement of the same form holds on random windows: what a "holds" is worth.

Every day of the reading is moved together by a random number of weeks, so that lengths and weekdays stay; the same
expected value and tolerance are asked. Windows on which the figures do not reach are left out of the count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from fedsheet.claims.evidence import Evidence
from fedsheet.claims.model import FalseHold, Outcome, ReadingResult, Test, TestResult

Run = Callable[[Test, Evidence], TestResult]
DRAWS = 60
FEWEST = 20  # windows of which a share may be told
FARTHEST = 520  # weeks: ten years to either side
SEED = 20211130


def false_holds(reading: ReadingResult, evidence: Evidence, run: Run) -> FalseHold:
    """The share of random windows on which all tests of the reading hold; no share without days or windows enough."""
    import numpy as np

    if not any(_days(test.arguments) for test in reading.reading.tests):
        return FalseHold(None, has_days=False)
    weeks = np.random.default_rng(SEED).permutation(np.r_[-FARTHEST:0, 1 : FARTHEST + 1])[:DRAWS]
    outcomes = [_moved(reading, timedelta(weeks=int(week)), evidence, run) for week in weeks]
    decided = [one for one in outcomes if one is not None]
    return FalseHold(sum(decided) / len(decided) if len(decided) >= FEWEST else None, len(decided))


def _moved(reading: ReadingResult, step: timedelta, evidence: Evidence, run: Run) -> bool | None:
    results = [run(_at(test, step), evidence).outcome for test in reading.reading.tests]
    if any(one not in (Outcome.HOLDS, Outcome.FAILS) for one in results):
        return None
    return all(one is Outcome.HOLDS for one in results)


def _at(test: Test, step: timedelta) -> Test:
    return replace(test, arguments={name: _shift(value, step) for name, value in test.arguments.items()})


def _shift(value: object, step: timedelta) -> object:
    if isinstance(value, list):
        return [_shift(one, step) for one in value]
    return value + step if isinstance(value, date) else value


def _days(arguments: Mapping[str, object]) -> bool:
    """Whether a question names days: without them there is nothing to move."""
    flat = [one for value in arguments.values() for one in (value if isinstance(value, list) else [value])]
    return any(isinstance(one, date) for one in flat)
