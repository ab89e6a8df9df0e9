"""A change of reserve balances and the factors that made it: what each way of counting gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Driver:
    """One factor: levels at both ends and what its change added to reserves, US dollars."""

    id: str
    supplies: bool
    start_usd: float
    end_usd: float

    @property
    def contribution_usd(self) -> float:
        """Change with the sign with which it moves reserves."""
        return (self.end_usd - self.start_usd) * (1.0 if self.supplies else -1.0)


@dataclass(frozen=True)
class ReserveDrivers:
    """Change of reserve balances between two Wednesdays and its drivers.

    remainder_usd   change less the sum of the drivers; within `tolerance_usd`
    depth           "statement" (all lines, Wednesday levels), "wednesday" (the weekly lines, Wednesday levels; what
                    total assets leave closes it) or "week" (the same in week averages, with fewer lines held)
    near            at depth "week": the Wednesdays nearest to start and end whose statement is held and would close
    """

    start: date
    end: date
    reserves_start_usd: float
    reserves_end_usd: float
    drivers: tuple[Driver, ...]
    tolerance_usd: float
    depth: str
    near: tuple[date, ...] = ()

    @property
    def change_usd(self) -> float:
        """Reserves at the end minus at the start."""
        return self.reserves_end_usd - self.reserves_start_usd

    @property
    def largest(self) -> tuple[Driver, ...]:
        """The factors by the size of what they did, the largest first."""
        return tuple(sorted(self.drivers, key=lambda driver: -abs(driver.contribution_usd)))

    @property
    def remainder_usd(self) -> float:
        """What the drivers leave unexplained."""
        return self.change_usd - sum(driver.contribution_usd for driver in self.drivers)
