"""Counterfactual courses: actions that are assumed, checked, and put in the place of what the record holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.text import Text
from fedsheet.record.levers import lever_of
from fedsheet.record.model import PolicyAction, Value
from fedsheet.record.rules import REINVESTMENT_RULES

ASSUMPTION = Text("假设", "assumption")


def assume(
    instrument: str, effective_date: date, value: Value, *, announced_at: date | None = None, what: str = ""
) -> PolicyAction:
    """An assumed action: `value` in base units, words for a rule, None to stop; known from `announced_at` on."""
    lever = lever_of(instrument)
    return PolicyAction(
        id=f"assumed-{effective_date}/{instrument}",
        lever=lever.name,
        instrument=instrument,
        announced_at=announced_at or effective_date,
        effective_date=effective_date,
        value=value,
        unit=lever.base.name if lever.base else "words",
        source=ASSUMPTION,
        grade="assumed",
        what=Text(what or f"假设：{instrument} {value}", what or f"assumed: {instrument} {value}"),
    )


def checked(actions: Iterable[PolicyAction], begins: date) -> tuple[PolicyAction, ...]:
    """The actions, or the first mistake among them: instrument, type, day, two values for one day."""
    seen: set[tuple[str, date]] = set()
    accepted = tuple(actions)
    for action in accepted:
        _check_value(action)
        if action.effective_date < begins:
            raise DateRangeError(
                "record.overlay_cannot_change",
                instrument=action.instrument,
                effective_date=action.effective_date,
                begins=begins,
            )
        if action.announced_at > action.effective_date:
            raise InputError(
                "record.overlay_holds_from_but_announced",
                instrument=action.instrument,
                effective_date=action.effective_date,
                announced_at=action.announced_at,
            )
        key = (action.instrument, action.effective_date)
        if key in seen:
            raise InputError(
                "record.overlay_two_values", instrument=action.instrument, effective_date=action.effective_date
            )
        seen.add(key)
    return accepted


def merged(recorded: tuple[PolicyAction, ...], assumed: tuple[PolicyAction, ...]) -> tuple[PolicyAction, ...]:
    """The recorded actions before the first assumed one, then the assumed."""
    first = min(action.effective_date for action in assumed)
    kept = tuple(action for action in recorded if action.effective_date < first)
    return (*kept, *sorted(assumed, key=lambda a: a.effective_date))


def _check_value(action: PolicyAction) -> None:
    """A number for a rate or amount (amounts of stock not negative), a known rule for a reinvestment lever."""
    lever = lever_of(action.instrument)
    if action.lever != lever.name:
        raise InputError(
            "record.overlay_belongs_lever", instrument=action.instrument, name=lever.name, lever=action.lever
        )
    if action.value is None:
        return
    if lever.base is not None:
        if isinstance(action.value, bool) or not isinstance(action.value, (int, float)) or action.value != action.value:
            raise InputError(
                "record.overlay_number", instrument=action.instrument, value=action.value, name=lever.base.name
            )
        if lever.name in ("redemption_cap", "standing_limit") and action.value < 0:
            raise InputError("record.overlay_cap_cannot_negative", instrument=action.instrument, value=action.value)
    elif action.instrument in REINVESTMENT_RULES and action.value not in REINVESTMENT_RULES[action.instrument]:
        known = ", ".join(REINVESTMENT_RULES[action.instrument])
        raise InputError("record.overlay_unknown_rule", value=action.value, instrument=action.instrument, known=known)
