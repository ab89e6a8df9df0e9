"""Units: what a number is counted in, and the only place that multiplies by 10⁶ or divides by 100.

In memory models count US dollars, decimal rates and plain numbers ("base"); publishers count millions, percent,
basis points. A `Unit` knows its dimension and how many base units one of it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from fedsheet.core.errors import UnitError, UnknownNameError


class Dimension(StrEnum):
    """What kind of thing is counted; only like dimensions may be converted into one another."""

    MONEY = "money"
    MONEY_FLOW = "money a year"
    REAL_FLOW = "real money a year"
    RATE = "rate"
    INDEX = "index"
    COUNT = "count"
    PRICE = "price"
    TIME = "time"


@dataclass(frozen=True)
class Unit:
    """`name` as published; one is `scale` base units of its `dimension`; `base` tells the index or price year."""

    name: str
    dimension: Dimension
    scale: float = 1.0
    base: str = ""

    def __str__(self) -> str:
        return self.name

    def factor_to(self, other: Unit) -> float:
        """What to multiply a number in this unit by to have it in `other`; unlike dimensions raise `UnitError`."""
        if (self.dimension, self.base) != (other.dimension, other.base):
            raise UnitError(
                "core.units_cannot_become",
                name=self,
                kind=self.dimension,
                name_2=other,
                kind_2=other.dimension,
            )
        return self.scale / other.scale


M, Y, R, D = Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW, Dimension
_KNOWN = (
    Unit("US dollars", M),
    Unit("Thousands of USD", M, 1e3),
    Unit("Tens of thousands of USD", M, 1e4),
    Unit("Millions of USD", M, 1e6),
    Unit("Hundreds of millions of USD", M, 1e8),
    Unit("Billions of USD", M, 1e9),
    Unit("Trillions of USD", M, 1e12),
    Unit("Millions of USD SAAR", Y, 1e6),
    Unit("Billions of USD SAAR", Y, 1e9),
    Unit("Billions of chained 2012 USD SAAR", R, 1e9, "2012"),
    Unit("Billions of chained 2017 USD SAAR", R, 1e9, "2017"),
    Unit("Decimal", D.RATE),
    Unit("Percent", D.RATE, 1e-2),
    Unit("Basis points", D.RATE, 1e-4),
    Unit("Index", D.INDEX),
    Unit("Index 1982-84=100", D.INDEX, 1.0, "1982-84"),
    Unit("Index 2012=100", D.INDEX, 1.0, "2012"),
    Unit("Index 2017=100", D.INDEX, 1.0, "2017"),
    Unit("Index Jan 2006=100", D.INDEX, 1.0, "2006-01"),
    Unit("Persons", D.COUNT),
    Unit("Thousands", D.COUNT, 1e3),
    Unit("Thousands SAAR", D.COUNT, 1e3, "a year"),
    Unit("Weeks", D.TIME),
    Unit("Years", D.TIME, 1.0, "years"),
    Unit("USD per barrel", D.PRICE, 1.0, "barrel"),
    Unit("Yuan per USD", D.PRICE, 1.0, "yuan"),
    Unit("Number", D.COUNT, 1.0, "plain"),
)
UNITS = {unit.name: unit for unit in _KNOWN}
# The same units in the words of FRED, Wind and Excel, in small letters.
ALIASES = {
    "%": "Percent", "％": "Percent", "percent": "Percent", "percent per annum": "Percent", "百分比": "Percent",
    "百分点": "Percent", "bp": "Basis points", "bps": "Basis points", "基点": "Basis points", "个基点": "Basis points",
    "美元": "US dollars", "dollars": "US dollars", "u.s. dollars": "US dollars", "us dollars": "US dollars",
    "index": "Index", "点": "Index", "指数": "Index", "百万美元": "Millions of USD", "十亿美元": "Billions of USD",
    "万亿美元": "Trillions of USD", "千美元": "Thousands of USD", "万美元": "Tens of thousands of USD",
    "亿美元": "Hundreds of millions of USD", "usd mn": "Millions of USD", "usd bn": "Billions of USD",
    "usd trn": "Trillions of USD", "百万美元，季调年率": "Millions of USD SAAR",
    "十亿美元，季调年率": "Billions of USD SAAR", "十亿 2012 年链式美元，季调年率": "Billions of chained 2012 USD SAAR",
    "十亿 2017 年链式美元，季调年率": "Billions of chained 2017 USD SAAR", "小数": "Decimal",
    "指数，1982–84=100": "Index 1982-84=100", "指数，2012=100": "Index 2012=100", "指数，2017=100": "Index 2017=100",
    "指数，2006 年 1 月=100": "Index Jan 2006=100", "人": "Persons", "千人": "Thousands",
    "千套，季调年率": "Thousands SAAR", "周": "Weeks", "年": "Years", "美元/桶": "USD per barrel",
    "人民币元/美元": "Yuan per USD", "个": "Number",
    **{f"{size} of {money}": f"{size.capitalize()} of USD"
       for size in ("thousands", "millions", "billions", "trillions")
       for money in ("usd", "dollars", "us dollars", "u.s. dollars", "us$", "u.s. $", "$")},
    **{f"{short} of {money}": f"{size} of USD"
       for short, size in (("thous.", "Thousands"), ("mil.", "Millions"), ("bil.", "Billions"))
       for money in ("$", "us $", "u.s. $")},
}  # fmt: skip
# Money that is not US dollars, in the words of the same vendors: no number in it can be read as one of ours.
OTHER_MONEY = re.compile(
    r"^(千|万|百万|千万|亿|十亿|万亿)?(元|人民币|欧元|日元|英镑|港元)$|\b(CNY|RMB|EUR|JPY|GBP|HKD)\b(?!\s*(?:/|per\b))"
)

USD = UNITS["US dollars"]
USD_MN = UNITS["Millions of USD"]
USD_BN = UNITS["Billions of USD"]
PERCENT = UNITS["Percent"]
BASIS_POINTS = UNITS["Basis points"]
DECIMAL = UNITS["Decimal"]


def unit(name: str) -> Unit:
    """The unit of this published name, or of another word for it.

    Unknown: `UnknownNameError` with the nearest, in Chinese where asked so; money other than US dollars: `UnitError`.
    """
    known = UNITS.get(ALIASES.get(name.strip().lower(), name))
    if known:
        return known
    if OTHER_MONEY.search(name.strip()):
        raise UnitError("core.units_other_money", name=name)
    raise UnknownNameError("unit", name, UNITS if name.isascii() else [word for word in ALIASES if not word.isascii()])


def to_bn(usd: float) -> float:
    """US dollars in billions."""
    return usd / USD_BN.scale


def to_bp(rate: float) -> float:
    """A decimal rate in basis points."""
    return rate / BASIS_POINTS.scale


def to_pct(rate: float) -> float:
    """A decimal rate in percent."""
    return rate / PERCENT.scale


def from_bn(usd_bn: float) -> float:
    """Billions of US dollars in US dollars."""
    return usd_bn * USD_BN.scale


def from_pct(percent: float) -> float:
    """Percent as a decimal rate."""
    return percent * PERCENT.scale


def from_bp(basis_points: float) -> float:
    """Basis points as a decimal rate."""
    return basis_points * BASIS_POINTS.scale
