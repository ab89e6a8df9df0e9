"""The largest number that is taken as meant, by what it counts: beyond it a digit, a sign or a unit was misread.

cell       of a reply or a file of figures, whatever it counts
measured   that a claim or a watch sets a figure against, in base units
level      that somebody sets or adds: a rate, an amount, in the unit it is written in
times      that something is multiplied by
listed     whatever else a file of facts counts
"""

from __future__ import annotations

from fedsheet.core.errors import InputError
from fedsheet.core.units import BASIS_POINTS, PERCENT, USD_BN, Dimension

CELL = 10**18  # all the world's dollars are less
AMOUNT_USD = 1e15  # a thousand trillion: beyond any balance sheet, within whole dollars
TIMES = 1_000.0
LISTED = 1e6  # months, votes, counterparties
LEVEL = {PERCENT: 100.0, BASIS_POINTS: 2_000.0, USD_BN: 100_000.0}
MEASURED = {
    Dimension.MONEY: AMOUNT_USD,
    Dimension.MONEY_FLOW: AMOUNT_USD,
    Dimension.REAL_FLOW: AMOUNT_USD,
    Dimension.RATE: 1e4,  # a million percent: reserves grew four hundredfold in 2008
    Dimension.INDEX: 1e9,
    Dimension.COUNT: 1e12,
    Dimension.PRICE: 1e6,
    Dimension.TIME: 1e6,  # weeks, months, years or days
}


def refuse_unmeant(value: float, most: float, name: str, where: str) -> None:
    """Raise `InputError` where a number is larger than anybody can mean; `most` is in the unit it is written in."""
    if not abs(value) <= most:
        raise InputError("core.largest_unmeant", where=where, name=name, value=value, most=most)
