"""Official projections, made from their facts; one whose details are incomplete stops the load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from fedsheet.core.errors import RecordError
from fedsheet.core.text import Text
from fedsheet.core.units import from_bn
from fedsheet.record.levers import PROJECTION
from fedsheet.record.model import Fact, ProjectedValue

_NEEDED: Mapping[str, type | tuple[type, ...]] = {
    "quantity": str,
    "publication": str,
    "publication_zh": str,
    "target_date": date,
    "projected": (int, float),
}
_OUTCOME: Mapping[str, type | tuple[type, ...]] = {"outcome": (int, float), "outcome_date": date}


def projections_of(facts: Iterable[Fact]) -> tuple[ProjectedValue, ...]:
    """The official projections among `facts`, amounts in US dollars."""
    return tuple(_projection(fact) for fact in facts if fact.lever == PROJECTION.name)


def _projection(fact: Fact) -> ProjectedValue:
    details = fact.details
    needed = {**_NEEDED, **(_OUTCOME if _OUTCOME.keys() & details.keys() else {})}
    for key, kind in needed.items():
        if not isinstance(details.get(key), kind):
            raise RecordError("record.projections_valid", where=fact.place, id=fact.id, key_=key)
    outcome = details.get("outcome")
    return ProjectedValue(
        id=fact.id,
        quantity=str(details["quantity"]),
        announced_at=fact.announced_at,
        target_date=_date(details["target_date"]),
        value_usd=from_bn(_number(details["projected"])),
        source=fact.source,
        grade=fact.grade,
        publication=Text(zh=str(details["publication_zh"]), en=str(details["publication"])),
        outcome_usd=None if outcome is None else from_bn(_number(outcome)),
        outcome_date=None if outcome is None else _date(details["outcome_date"]),
    )


def _number(value: object) -> float:
    assert isinstance(value, (int, float))  # checked above
    return float(value)


def _date(value: object) -> date:
    assert isinstance(value, date)  # checked above
    return value
