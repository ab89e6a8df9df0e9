"""Strain of spring 2020 outside repo, as far as the figures held show it: overnight unsecured rates, conditions.

strain(vintage, path)    each measure before, at its worst, and the first day it was back

Rates of commercial paper and of Libor, in which term funding showed, are not among the figures that ship.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath

FROM, BEFORE, UNTIL, LOOKED_UNTIL = date(2020, 1, 1), date(2020, 2, 28), date(2020, 4, 30), date(2021, 3, 31)
SATURDAY = 5
RATES = {"effr": "DFF", "obfr": "OBFR"}  # unsecured, overnight; told over interest on reserves
INDICES = {"nfci": "NFCI"}
ROUNDED = 7  # decimals of a difference of published rates: below lies float noise


@dataclass(frozen=True)
class StrainRow:
    """One measure: over interest on reserves as a decimal where `is_rate`, else in points of its index.

    back    the first day after the worst on which it was no higher than before; None where none is held
    """

    id: str
    is_rate: bool
    before: float
    before_on: date
    worst: float
    worst_on: date
    back: date | None


def strain(vintage: Vintage, path: PolicyPath) -> tuple[StrainRow, ...]:
    """Every measure that is held over the spring of 2020, in the order of `RATES` and `INDICES`."""
    names = {**RATES, **INDICES}
    held = ((key, name) for key, name in names.items() if name in vintage and vintage[name].last_day >= UNTIL)
    rows = (_row(key, vintage.base(name), path) for key, name in held)
    return tuple(row for row in rows if row is not None)


def _row(key: str, values: pd.Series[float], path: PolicyPath) -> StrainRow | None:
    days = [day.date() for day in pd.DatetimeIndex(values.index)]
    held = {day: float(value) for day, value in zip(days, values, strict=True) if FROM <= day <= LOOKED_UNTIL}
    if key in RATES:
        working = {day: value for day, value in held.items() if day.weekday() < SATURDAY}
        held = {day: round(value - _iorb(path, day), ROUNDED) for day, value in working.items()}
    before = max((day for day in held if day <= BEFORE), default=None)
    spring = [day for day in held if BEFORE < day <= UNTIL]
    if before is None or not spring:
        return None
    worst = max(spring, key=lambda day: held[day])
    back = min((day for day, value in held.items() if day > worst and value <= held[before]), default=None)
    return StrainRow(key, key in RATES, held[before], before, held[worst], worst, back)


def _iorb(path: PolicyPath, day: date) -> float:
    value = path.value_at("iorb", day)
    assert isinstance(value, float)  # paid since 2008
    return value
