"""Medians of the SEP that a user lays over those that ship: made from facts, strict, one a variable and horizon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fedsheet.core.errors import RecordError
from fedsheet.core.units import from_pct
from fedsheet.record.levers import MEDIAN
from fedsheet.record.model import Fact
from fedsheet.record.published import LONGER_RUN, SepMedian, sep_medians

LEAST, MOST = -5.0, 20.0  # percent: beyond these a decimal or a sign was misread


def medians_of(facts: Iterable[Fact]) -> tuple[SepMedian, ...]:
    """The medians among `facts`, decimals; `RecordError` names the file, the line and what was possible."""
    own = [fact for fact in facts if fact.lever == MEDIAN.name]
    if not own:
        return ()
    shipped = sep_medians()
    variables = sorted({one.variable for one in shipped})
    found = tuple(_median(fact, variables) for fact in own)
    _once([*shipped, *found], own)
    return found


def _median(fact: Fact, variables: Sequence[str]) -> SepMedian:
    variable, horizon, median = (fact.details.get(key) for key in ("variable", "horizon", "median"))
    if variable not in variables:
        possible = ", ".join(variables)
        raise RecordError("record.medians_variable", where=fact.place, id=fact.id, variable=variable, possible=possible)
    if not isinstance(horizon, str) or not (horizon == LONGER_RUN or (horizon.isdigit() and len(horizon) == 4)):
        raise RecordError("record.medians_horizon", where=fact.place, id=fact.id, horizon=horizon)
    if isinstance(median, bool) or not isinstance(median, int | float) or not LEAST <= median <= MOST:
        raise RecordError("record.medians_value", where=fact.place, id=fact.id, median=median, least=LEAST, most=MOST)
    return SepMedian(fact.announced_at, horizon, str(variable), from_pct(float(median)), fact.source.en, fact.grade)


def _once(medians: Iterable[SepMedian], own: Sequence[Fact]) -> None:
    """No variable and horizon of one day is told twice."""
    seen: set[tuple[object, ...]] = set()
    for one in medians:
        key = (one.announced_at, one.variable, one.horizon)
        if key in seen:
            fact = next(f for f in own if (f.announced_at, f.details["variable"], f.details["horizon"]) == key)
            raise RecordError(
                "record.medians_twice", where=fact.place, id=fact.id, day=one.announced_at, variable=one.variable,
                horizon=one.horizon,
            )  # fmt: skip
        seen.add(key)
