"""What a claim's numbers are counted in: a closed set of short unit names over base units, dates and yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fedsheet.core.errors import UnitError, UnknownNameError
from fedsheet.core.largest import MEASURED
from fedsheet.core.units import Dimension


class Kind(StrEnum):
    """What is measured; a found value and an expected one must be of one kind."""

    MONEY = "money"
    FLOW = "money a year"
    RATE = "rate or ratio"
    INDEX = "index"
    COUNT = "count"
    PRICE = "price"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    DAYS = "days"
    DATE = "date"
    TRUTH = "yes or no"


KIND_OF = {
    Dimension.MONEY: Kind.MONEY,
    Dimension.MONEY_FLOW: Kind.FLOW,
    Dimension.REAL_FLOW: Kind.FLOW,
    Dimension.RATE: Kind.RATE,
    Dimension.INDEX: Kind.INDEX,
    Dimension.COUNT: Kind.COUNT,
    Dimension.PRICE: Kind.PRICE,
    Dimension.TIME: Kind.WEEKS,
}
# In base units; of a date the days beside it.
LARGEST = {KIND_OF[counted]: most for counted, most in MEASURED.items()} | dict.fromkeys(
    (Kind.MONTHS, Kind.YEARS, Kind.DAYS, Kind.DATE, Kind.TRUTH), MEASURED[Dimension.TIME]
)


@dataclass(frozen=True)
class ClaimUnit:
    """`scale` base units of `kind` make one of this unit: one usd_bn is 1e9 US dollars."""

    name: str
    kind: Kind
    scale: float = 1.0

    @property
    def largest(self) -> float:
        """The largest number that is taken as meant in this unit."""
        return LARGEST[self.kind] / self.scale


_ALL = (
    ClaimUnit("usd", Kind.MONEY),
    ClaimUnit("usd_bn", Kind.MONEY, 1e9),
    ClaimUnit("usd_trn", Kind.MONEY, 1e12),
    ClaimUnit("usd_bn_a_year", Kind.FLOW, 1e9),
    ClaimUnit("pct", Kind.RATE, 1e-2),
    ClaimUnit("pp", Kind.RATE, 1e-2),
    ClaimUnit("bp", Kind.RATE, 1e-4),
    ClaimUnit("index", Kind.INDEX),
    ClaimUnit("number", Kind.COUNT),
    ClaimUnit("thousands", Kind.COUNT, 1e3),
    ClaimUnit("usd_per_barrel", Kind.PRICE),
    ClaimUnit("weeks", Kind.WEEKS),
    ClaimUnit("months", Kind.MONTHS),
    ClaimUnit("years", Kind.YEARS),
    ClaimUnit("days", Kind.DAYS),
    ClaimUnit("date", Kind.DATE),
    ClaimUnit("yes_no", Kind.TRUTH),
)
CLAIM_UNITS = {unit.name: unit for unit in _ALL}
DISCRETE = ("number", "weeks", "months", "years", "days", "date", "yes_no")  # a whole number of these is meant exactly

Scalar = float | date | bool
DAYS_A_YEAR = 365.25


def claim_unit(name: str, where: str = "") -> ClaimUnit:
    """The unit of this short name; an unknown one raises `UnknownNameError` with the nearest."""
    if name not in CLAIM_UNITS:
        raise UnknownNameError("claim unit", name, CLAIM_UNITS, where=where)
    return CLAIM_UNITS[name]


@dataclass(frozen=True)
class Measure:
    """A value in base units (or a date, or yes/no) and the unit it is told in."""

    value: Scalar
    unit: ClaimUnit

    def in_unit(self, other: ClaimUnit, where: str = "") -> Scalar:
        """The number counted in `other`; another kind raises `UnitError`."""
        if self.unit.kind is not other.kind:
            raise UnitError(
                "claims.measures_quantity_gives_claim_asks",
                where=where,
                kind=self.unit.kind,
                name=other.name,
                kind_2=other.kind,
                all=", ".join(u.name for u in _ALL if u.kind is self.unit.kind),
            )
        if isinstance(self.value, date | bool):
            return self.value
        return float(self.value) / other.scale

    @property
    def number(self) -> Scalar:
        """The value counted in its own unit."""
        return self.in_unit(self.unit)


def measure(value: Scalar, unit_name: str) -> Measure:
    """A base value told in the unit of this name."""
    return Measure(value, CLAIM_UNITS[unit_name])


_LEVEL = {
    Kind.MONEY: "usd_bn",
    Kind.FLOW: "usd_bn_a_year",
    Kind.RATE: "pct",
    Kind.INDEX: "index",
    Kind.COUNT: "thousands",
    Kind.PRICE: "usd_per_barrel",
    Kind.WEEKS: "weeks",
}


def level(value: float, kind: Kind) -> Measure:
    """A level of this kind in its usual unit: billions, percent, thousands (small counts as they are)."""
    if kind is Kind.COUNT and abs(value) < 1e3:
        return measure(value, "number")
    return measure(value, _LEVEL[kind])


def change(value: float, kind: Kind) -> Measure:
    """A change of this kind: rates in basis points, anything else as its level."""
    return measure(value, "bp") if kind is Kind.RATE else level(value, kind)
