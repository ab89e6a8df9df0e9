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
            raise RecordError(f"Id {fact.id!r} stands twice", where=fact.place, possible=f"First at {seen[fact.id]}")
        seen[fact.id] = fact.place


def check_programmes(read: Iterable[LeverFile], programmes: Mapping[str, Programme]) -> None:
    """Facts name known programmes; what a programme planned is found among the facts, with its date."""
    facts = {fact.id: fact for file in read for fact in file.facts}
    for fact in facts.values():
        if fact.programme and fact.programme not in programmes:
            known = ", ".join(programmes)
            raise RecordError(f"Unknown programme {fact.programme!r}", where=fact.place, possible=f"Known: {known}")
    for programme in programmes.values():
        for planned in programme.planned:
            fact_or_none = facts.get(planned.fact)
            if fact_or_none is None or fact_or_none.announced_at != planned.announced_at:
                raise RecordError(
                    f"{programme.id} plans {planned.instrument} after fact {planned.fact!r} of {planned.announced_at}, "
                    "which the record does not hold",
                    where=programme.place,
                    do="Correct the fact's id or its date",
                )


def check_announced_first(read: Iterable[LeverFile]) -> None:
    """Nothing holds before it is announced, unless it says which earlier entry it supersedes."""
    for file in read:
        for fact in file.facts:
            if fact.effective_date < fact.announced_at and fact.id not in file.supersedes:
                raise RecordError(
                    f"{fact.id} holds from {fact.effective_date} but is announced on {fact.announced_at}",
                    where=fact.place,
                    do='Correct a date, or name the entry it replaces with supersedes = "…"',
                )


def check_superseded(read: Iterable[LeverFile]) -> None:
    """What an entry supersedes is an entry of the same file, announced before it."""
    for file in read:
        facts = {fact.id: fact for fact in file.facts}
        for new, old in file.supersedes.items():
            if old not in facts or facts[old].announced_at >= facts[new].announced_at:
                raise RecordError(
                    f"{new} supersedes {old!r}, which is no earlier entry of this file",
                    where=facts[new].place,
                    do="Name the entry announced before it",
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
                f"{action.instrument} has two values for {action.effective_date}: {other.value} and {action.value}",
                where=action.place,
                possible=f"The other is at {other.place}",
                do=f'Keep one, or write supersedes = "{_entry(other)}" in the later announcement',
            )
        taken[action.instrument, action.effective_date] = action


def check_beginnings(steps: Mapping[str, Steps]) -> None:
    """Instruments that always exist hold a value from the day the record begins."""
    begins = _begins(steps)
    for name in (name for lever in LEVERS.values() for name in lever.always):
        first = steps[name][0] if steps[name] else None
        if first is None or first.effective_date > begins:
            raise RecordError(
                f"{name} has no value on {begins}, when the record begins",
                where=first.place if first else INSTRUMENTS[name].name,
                do="Add the value that held before, with its own dates",
            )


def check_target(steps: Mapping[str, Steps]) -> None:
    """On every day the target is a point or a range, and the range is in order."""
    turns = {a.effective_date: a.place for name in ("point", "lower", "upper") for a in steps[name]}
    for day, place in sorted(turns.items()):
        point, lower, upper = (value_on(steps[name], day) for name in ("point", "lower", "upper"))
        if (point is None) == (upper is None) or (lower is None) != (upper is None):
            raise RecordError(
                f"On {day} the target is both or neither of a point and a range",
                where=place,
                do="Give point, or lower and upper",
            )
        if lower is not None and upper is not None and lower > upper:
            raise RecordError(f"On {day} the bottom of the range is above its top", where=place, do="Swap the two")


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
                f"{fact.id} says {stated:+g} bp but the target moves {found:+g} bp",
                where=fact.place,
                do="Correct change_bp or the values of this or the decision before",
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
        raise RecordError("The record holds no target", where="target_range.toml", do="Add the first decision")
    return steps["point"][0].effective_date


def _entry(action: PolicyAction) -> str:
    return action.id.rpartition("/")[0]
