"""What securities pay of which only the maturity is known: the yields at which those maturing then were issued.

A note due in four years is a five-year of last year, a seven-year of three years ago, a ten-year of six, a thirty-year
of twenty-six: each at the yield of its own month, weighted by what the Treasury offers of each term. Months before
constant maturities are held follow the fitted ten-year yield and the terms' usual distance from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.vintage import Vintage
from fedsheet.instruments.treasury import Days
from fedsheet.portfolio.parameters import Auctions

Floats = NDArray[np.float64]
SERIES = {2: "GS2", 3: "GS3", 5: "GS5", 7: "GS7", 10: "GS10", 30: "GS30"}  # H.15, monthly means
BEFORE = "ACMY10"  # Adrian, Crump and Moench: fitted ten-year yield, from 1990
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class PastIssues:
    """What may mature on dates (k,): how much SOMA has of it, as weights, and its mean yield at issue, decimal."""

    weight: Floats
    coupon: Floats


def past_issues(vintage: Vintage, maturity: Days, day: date, auctions: Auctions) -> PastIssues:
    """Issues of every term that mature on these dates and were sold before `day`."""
    weights, yields = np.zeros((len(SERIES), len(maturity))), np.zeros((len(SERIES), len(maturity)))
    matures: Days = maturity.astype("datetime64[M]")
    for row, term in enumerate(SERIES):
        issued = matures - np.timedelta64(MONTHS_A_YEAR * term, "M")
        years = issued.astype("datetime64[Y]").astype(np.int64) + 1970
        weights[row] = np.where(issued < np.datetime64(day, "M"), auctions.issued(f"note_{term}", years), 0.0)
        yields[row] = _yields(vintage, term, issued)
    total = weights.sum(axis=0)
    known = np.where(total > 0, total, 1.0)
    return PastIssues(total, np.where(total > 0, (weights * yields).sum(axis=0) / known, yields[-1]))


def _yields(vintage: Vintage, term: int, months: NDArray[np.datetime64]) -> Floats:
    """(k,) yields of a term in these months; before its series the fitted ten-year's and the usual distance."""
    own, ten = _monthly(vintage, SERIES[term]), _monthly(vintage, BEFORE)
    both = np.intersect1d(own[0], ten[0])
    distance = float(np.mean(_at(own, both) - _at(ten, both)))
    found: Floats = np.where(months >= own[0][0], _at(own, months), _at(ten, months) + distance)
    return found


def _monthly(vintage: Vintage, series_id: str) -> tuple[NDArray[np.datetime64], Floats]:
    held = vintage[series_id]
    months: NDArray[np.datetime64] = held.days.astype("datetime64[M]")
    return months, held.base_amounts()


def _at(series: tuple[NDArray[np.datetime64], Floats], months: NDArray[np.datetime64]) -> Floats:
    """(k,) the series in these months, its ends beyond them."""
    return np.interp(months.astype(np.float64), series[0].astype(np.float64), series[1])
