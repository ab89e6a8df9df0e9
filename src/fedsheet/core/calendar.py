"""The release calendar as a result: what comes when, what was expected of the last releases and what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Release:
    """One headline series: the newest observation and the release of the next one.

    value   base units; `form` how the field tells it: money, rate, persons or number      at   the moment in New York
    """

    id: str
    form: str
    day: date
    value: float
    next_day: date
    on: date
    at: datetime


@dataclass(frozen=True)
class LineExpectation:
    """One line of the statement: what the projection before its release expected of its Wednesday, what came, and what
    the projection now expects of the next; US dollars, None where no projection reaches.

    before   the level on the Wednesday of the statement before: what no change would have said
    """

    id: str
    day: date
    expected: float | None
    came: float
    next_day: date
    next_expected: float | None
    before: float | None = None

    @property
    def missed(self) -> float | None:
        """What came less what was expected."""
        return None if self.expected is None else self.came - self.expected

    @property
    def moved(self) -> float | None:
        """What came less the level of the statement before: the miss of a forecast of no change."""
        return None if self.before is None else self.came - self.before


@dataclass(frozen=True)
class RateExpectation:
    """SOFR over IORB on one day, decimal: median and 90% band of the forecast of the day before, and what came.

    `came` is None of the day that is still ahead.
    """

    day: date
    median: float
    low: float
    high: float
    came: float | None

    @property
    def inside(self) -> bool | None:
        """Whether what came lay in the band."""
        return None if self.came is None else self.low <= self.came <= self.high


@dataclass(frozen=True)
class Calendar:
    """As of a day: releases by their next day, the statement's lines, the last days of SOFR."""

    as_of: date
    releases: tuple[Release, ...]
    statement: tuple[LineExpectation, ...]
    rates: tuple[RateExpectation, ...]
