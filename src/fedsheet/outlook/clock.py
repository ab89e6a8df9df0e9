"""The clock with its policy hand: the last decision whose outcome the record knows, and the meetings since."""

from __future__ import annotations

from datetime import date

from fedsheet.core.clock import POLICY, Hand, hands
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.meetings import meetings_known
from fedsheet.record import PolicyPath


def clock(vintage: Vintage, path: PolicyPath) -> tuple[Hand, ...]:
    """Policy first, then each class of figures, as of the vintage's day."""
    return (policy_hand(path, vintage.as_of), *hands(vintage))


def policy_hand(path: PolicyPath, as_of: date) -> Hand:
    """The newest decision on the target range known by `as_of`; stale where a meeting since has no known outcome."""
    decided = last_decision(path, as_of)
    coming = [day for day in meetings_known(as_of).dates if day > as_of]
    return Hand(
        POLICY, decided, "target_range", decided, "target_range", coming[0] if coming else None,
        (as_of - decided).days, bool(unknown_decisions(path, as_of)),
    )  # fmt: skip


def last_decision(path: PolicyPath, as_of: date) -> date:
    """The day of the newest decision on the target that the record knows by `as_of`."""
    steps = (action for name in ("lower", "point") for action in path.steps.get(name, ()))
    return max(action.announced_at for action in steps if action.announced_at <= as_of)


def unknown_decisions(path: PolicyPath, as_of: date) -> tuple[date, ...]:
    """Scheduled meetings up to `as_of` after the last known decision: what they decided is not in the record."""
    since = last_decision(path, as_of)
    return tuple(day for day in meetings_known(as_of).dates if since < day <= as_of)
