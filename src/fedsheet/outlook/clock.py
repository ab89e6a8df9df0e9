"""The clock with its policy hand: the last decision whose outcome the record knows, and the meetings since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fedsheet.core.clock import POLICY, Hand, hands, newest_day
from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.meetings import meetings_known
from fedsheet.record import PolicyPath
from fedsheet.record.from_data import range_moved_alone

RANGE = ("DFEDTARU", "DFEDTARL")


def clock(vintage: Vintage, path: PolicyPath) -> tuple[Hand, ...]:
    """Policy first, then each class of figures, as of the vintage's day."""
    return (policy_hand(path, vintage), *hands(vintage))


def policy_hand(path: PolicyPath, vintage: Vintage) -> Hand:
    """The newest decision on the target range known by `as_of`; stale where a meeting since has no known outcome."""
    as_of = vintage.as_of
    decided = last_decision(path, as_of)
    coming = [day for day in meetings_known(as_of).dates if day > as_of]
    return Hand(
        POLICY, decided, "target_range", decided, "target_range", coming[0] if coming else None,
        (as_of - decided).days, bool(unknown_decisions(path, vintage)),
    )  # fmt: skip


def last_decision(path: PolicyPath, as_of: date) -> date:
    """The day of the newest decision on the target that is known by `as_of`, holds included: the record keeps a hold
    only where something was said, so that every scheduled meeting it reaches and does not call unknown was decided.
    """
    steps = (action for name in ("lower", "point") for action in path.steps.get(name, ()))
    acted = (action.announced_at for action in steps if action.announced_at <= as_of)
    is_unknown = _unknown(path)
    met = (day for day in meetings_known(as_of).dates if day <= as_of and not is_unknown(day))
    return max([*acted, *met])


def unknown_decisions(path: PolicyPath, vintage: Vintage) -> tuple[date, ...]:
    """Scheduled meetings up to the vintage's day whose outcome neither record nor a published rate tells.

    A target range published for a later day tells it: where it changed, the record is filled from it.
    """
    told = max((newest_day(vintage[name]) for name in RANGE if name in vintage), default=date.min)
    met = (day for day in meetings_known(vintage.as_of).dates if day <= vintage.as_of)
    is_unknown = _unknown(path)
    return tuple(day for day in met if told <= day and is_unknown(day))


def _unknown(path: PolicyPath) -> Callable[[date], bool]:
    """Whether a meeting is one that the record calls unknown, or lies after everything it knows."""
    acted = {action.announced_at for name in ("lower", "point") for action in path.steps.get(name, ())}
    told = {f.announced_at for f in path.facts if f.lever == "target_range" and f.grade == "unknown"}
    known_to = max(fact.announced_at for fact in path.facts if fact.grade != "unknown")
    return lambda meeting: meeting not in acted and (meeting in told or meeting > known_to)


def policy_told_to(path: PolicyPath, vintage: Vintage) -> date:
    """The last day on which the target range is told: the vintage's, or the first meeting of unknown outcome."""
    return next(iter(unknown_decisions(path, vintage)), vintage.as_of)


def told_until(path: PolicyPath, vintage: Vintage) -> date | None:
    """The first meeting after which no one tells IORB: neither record nor a published range or IORB tells its outcome,
    or the record moves the range and leaves IORB where it was. None where all are told.
    """
    told = newest_day(vintage["IORB"]) if "IORB" in vintage else date.min
    untold = {*unknown_decisions(path, vintage), *range_moved_alone(path, vintage.as_of)}
    return next((day for day in sorted(untold) if told <= day), None)


def refuse_across_unknown(path: PolicyPath, vintage: Vintage, series_id: str) -> None:
    """A spread over IORB past a meeting of unknown outcome would be no spread: `DateRangeError` says what to bring."""
    last, unknown = newest_day(vintage[series_id]), told_until(path, vintage)
    if unknown is None or unknown >= last:
        return
    if unknown in range_moved_alone(path, vintage.as_of):
        raise DateRangeError("outlook.clock_range_without_iorb", series_id=series_id, last=last, unknown=unknown)
    raise DateRangeError(
        "outlook.clock_held_but_what_meeting",
        series_id=series_id,
        last=last,
        unknown=unknown,
        last_decision=last_decision(path, vintage.as_of),
    )
