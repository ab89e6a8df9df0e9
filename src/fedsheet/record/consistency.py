"""What stops a load when files of the record contradict each other: doubled ids, overlaps, gaps, wrong steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import RecordError
from fedsheet.core.units import to_bp
from fedsheet.record.levers import INSTRUMENTS, LEVERS
from fedsheet.record.model import PolicyAction, Programme
from fedsheet.record.parse import LeverFile

Steps = tuple[PolicyAction, ...]


def check_files(read: Sequence[LeverFile], programmes: Mapping[str, Programme]) -> None:
    """Every check between entries and between files, in the order in which a reader would want to hear of them."""
    check_ids(read)
    check_programmes(read, programmes)
    check_announced_first(read)
    check_superseded(read)
    check_overlaps(read)
    steps = ordered_steps(read)
    check_beginnings(steps)
    check_target(steps)
    check_changes(read, steps)


def ordered_steps(read: Iterable[LeverFile]) -> dict[str, Steps]:
    """Instrument → actions by the day in force, of the same day the later announcement last."""
    actions = [action for file in read for action in _with_successors(file)]
    actions.sort(key=lambda a: (a.effective_date, a.announced_at))
    return {name: tuple(a for a in actions if a.instrument == name) for name in INSTRUMENTS}


def _with_successors(file: LeverFile) -> Iterable[PolicyAction]:
    """The actions of a file; one that a later entry supersedes for its instrument knows when."""
    superseded_at = {
        (file.supersedes[_entry(action)], action.instrument): action.announced_at
        for action in file.actions
        if _entry(action) in file.supersedes
    }
    for action in file.actions:
        day = superseded_at.get((_entry(action), action.instrument))
        yield replace(action, superseded_at=day) if day else action


def check_ids(read: Iterable[LeverFile]) -> None:
    """No id stands twice."""
    seen: dict[str, str] = {}
    for fact in (fact for file in read for fact in file.facts):
        if fact.id in seen:
            raise RecordError("record.consistency_id_stands_twice", where=fact.place, id=fact.id, seen=seen[fact.id])
        seen[fact.id] = fact.place


def check_programmes(read: Iterable[LeverFile], programmes: Mapping[str, Programme]) -> None:
    """Facts name known programmes; what a programme planned is found among the facts, with its date."""
    facts = {fact.id: fact for file in read for fact in file.facts}
    for fact in facts.values():
        if fact.programme and fact.programme not in programmes:
            known = ", ".join(programmes)
            raise RecordError(
                "record.consistency_unknown_programme", where=fact.place, programme=fact.programme, known=known
            )
    for programme in programmes.values():
        for planned in programme.planned:
            fact_or_none = facts.get(planned.fact)
            if fact_or_none is None or fact_or_none.announced_at != planned.announced_at:
                raise RecordError(
                    "record.consistency_plans_after_fact_which",
                    where=programme.place,
                    id=programme.id,
                    instrument=planned.instrument,
                    fact=planned.fact,
                    announced_at=planned.announced_at,
                )


def check_announced_first(read: Iterable[LeverFile]) -> None:
    """Nothing holds before it is announced, unless it says which earlier entry it supersedes."""
    for file in read:
        for fact in file.facts:
            if fact.effective_date < fact.announced_at and fact.id not in file.supersedes:
                raise RecordError(
                    "record.consistency_holds_from_but_announced",
                    where=fact.place,
                    id=fact.id,
                    effective_date=fact.effective_date,
                    announced_at=fact.announced_at,
                )


def check_superseded(read: Iterable[LeverFile]) -> None:
    """What an entry supersedes is an entry of the same file, announced before it."""
    for file in read:
        facts = {fact.id: fact for fact in file.facts}
        for new, old in file.supersedes.items():
            if old not in facts or facts[old].announced_at >= facts[new].announced_at:
                raise RecordError(
                    "record.consistency_supersedes_which_earlier_entry", where=facts[new].place, new=new, old=old
                )


def check_overlaps(read: Iterable[LeverFile]) -> None:
    """One value for one instrument and day, unless the later announcement says which entry it supersedes."""
    supersedes = {new: old for file in read for new, old in file.supersedes.items()}
    actions = sorted((action for file in read for action in file.actions), key=lambda a: a.announced_at)
    taken: dict[tuple[str, date], PolicyAction] = {}
    for action in actions:
        other = taken.get((action.instrument, action.effective_date))
        if other and supersedes.get(_entry(action)) != _entry(other):
            raise RecordError(
                "record.consistency_two_values",
                where=action.place,
                instrument=action.instrument,
                effective_date=action.effective_date,
                value=other.value,
                value_2=action.value,
                place=other.place,
                entry=_entry(other),
            )
        taken[action.instrument, action.effective_date] = action


def check_beginnings(steps: Mapping[str, Steps]) -> None:
    """Instruments that always exist hold a value from the day the record begins."""
    begins = _begins(steps)
    for name in (name for lever in LEVERS.values() for name in lever.always):
        first = steps[name][0] if steps[name] else None
        if first is None or first.effective_date > begins:
            raise RecordError(
                "record.consistency_value_when_record_begins",
                where=first.place if first else INSTRUMENTS[name].name,
                name=name,
                begins=begins,
            )


def check_target(steps: Mapping[str, Steps]) -> None:
    """On every day the target is a point or a range, and the range is in order."""
    turns = {a.effective_date: a.place for name in ("point", "lower", "upper") for a in steps[name]}
    for day, place in sorted(turns.items()):
        point, lower, upper = (value_on(steps[name], day) for name in ("point", "lower", "upper"))
        if (point is None) == (upper is None) or (lower is None) != (upper is None):
            raise RecordError("record.consistency_target_both_or_neither", where=place, day=day)
        if lower is not None and upper is not None and lower > upper:
            raise RecordError("record.consistency_bottom_range_above_top", where=place, day=day)


def check_changes(read: Iterable[LeverFile], steps: Mapping[str, Steps]) -> None:
    """`change_bp` of each decision equals the difference between the tops of the range before and after."""
    decisions = [(fact, file.changes[fact.id]) for file in read for fact in file.facts if fact.id in file.changes]
    for fact, stated in decisions:
        top_before, top = (top_on(steps, day) for day in (fact.effective_date - ONE_DAY, fact.effective_date))
        if top_before is None or top is None:
            continue
        found = round(to_bp(top - top_before), 6)
        if found != stated:
            raise RecordError(
                "record.consistency_says_bp_but_target", where=fact.place, id=fact.id, stated=stated, found=found
            )


def top_on(steps: Mapping[str, Steps], day: date) -> float | None:
    """The top of the range or the point target on `day`."""
    upper, point = (value_on(steps[name], day) for name in ("upper", "point"))
    return point if upper is None else upper


def value_on(steps: Steps, day: date) -> float | None:
    """The numeric value in force on `day`."""
    held = [action for action in steps if action.stands(None) and action.effective_date <= day]
    value = held[-1].value if held else None
    return value if isinstance(value, float) else None


def _begins(steps: Mapping[str, Steps]) -> date:
    if not steps["point"]:
        raise RecordError("record.consistency_record_holds_target", where="target_range.toml")
    return steps["point"][0].effective_date


def _entry(action: PolicyAction) -> str:
    return action.id.rpartition("/")[0]
