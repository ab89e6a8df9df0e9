"""What the record is made of: facts as their sources tell them, the actions they put into force, programmes, bands.

announced_at        effective_date
     │  known, not yet in force  │  in force until the next action of the same instrument
─────┴───────────────────────────┴──────────────────────────────────────────────────────▶
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from fedsheet.core.text import Text


@dataclass(frozen=True, slots=True)
class Sector:
    """A maturity sector of purchases: remaining years from–to, nominal or inflation-indexed, share as a decimal."""

    from_years: float
    to_years: float
    kind: str
    share: float


Value = float | str | tuple[Sector, ...] | None
GRADES = {
    "A": "read at the source or computed",
    "B": "widely documented",
    "C": "detail uncertain",
    "D": "secondary report",
    "data": "from data: not in the record, read off a published rate",
    "unknown": "outcome not known to the record",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact: `amount` in `amount_unit`, both as published; `place` is file and line of the record.

    announced_at     New York date; `announced_time` New York time where the record knows it
    effective_date   the first day on which it held; the announcement's day for facts about a level or a change
    grade            A read or computed, B widely documented, C detail uncertain, D secondary, unknown
    """

    id: str
    lever: str
    kind: str
    announced_at: date
    effective_date: date
    what: Text
    source: Text
    grade: str
    amount: float | None = None
    amount_unit: str = ""
    programme: str = ""
    announced_time: time | None = None
    confirmed_at: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class PolicyAction:
    """One instrument set to one value from `effective_date` on; a later announcement for the same day supersedes it.

    value       base units (US dollars, decimal rates), words for a rule, sectors, None where the instrument stops
    limit_usd   size of a facility or of the limited swap lines
    superseded_at   when a later announcement put another course in its place; None while it stands
    """

    id: str
    lever: str
    instrument: str
    announced_at: date
    effective_date: date
    value: Value
    unit: str
    source: Text
    grade: str
    what: Text
    programme: str = ""
    announced_time: time | None = None
    limit_usd: float | None = None
    superseded_at: date | None = None
    place: str = ""

    def stands(self, known_at: date | None) -> bool:
        """Whether it was announced, and not superseded, by the end of `known_at`; None knows everything."""
        if known_at is None:
            return self.superseded_at is None
        return self.announced_at <= known_at and (self.superseded_at is None or known_at < self.superseded_at)


@dataclass(frozen=True, slots=True)
class WindowDates:
    """From `start` to `end`, both days' values used; `why` these days."""

    start: date
    end: date
    why: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a programme: kind is start, extension, change, taper or end."""

    id: str
    kind: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Planned:
    """An amount announced for one instrument, US dollars; `basis` is total, increment, minimum, a month or about."""

    instrument: str
    usd: float
    basis: str
    announced_at: date
    fact: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A round of purchases or runoff under both naming schemes.

    start, end          first and last day in force (settled statement dates differ: see the windows)
    market_window       close-to-close days for yields: the eve of the announcement to the last day
    statement_window    Wednesdays of the H.4.1 between which holdings are compared
    """

    id: str
    kind: str
    desk_name: str
    popular_name: str
    seed_name: str
    announced_at: date
    start: date
    end: date | None
    market_window: WindowDates
    statement_window: WindowDates
    phases: tuple[Phase, ...]
    planned: tuple[Planned, ...]
    source: str
    grade: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A dated stretch for charts and phases: kind is recession, era, gap or window."""

    id: str
    kind: str
    start: date
    end: date
    source: str
    grade: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProjectedValue:
    """An official projection: `value_usd` of `quantity` for `target_date`, as announced; what came is held apart."""

    id: str
    quantity: str
    announced_at: date
    target_date: date
    value_usd: float
    source: Text
    grade: str
    publication: Text
    outcome_usd: float | None = None
    outcome_date: date | None = None
