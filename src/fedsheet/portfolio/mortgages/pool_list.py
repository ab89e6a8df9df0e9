"""Agency MBS from a list of pools, where one is held: checked row by row, then added up by kind.

A list says what H.4.1 cannot: coupons, ages, how much has been prepaid. Pools that behave alike become one cohort.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from fedsheet.core.errors import InputError
from fedsheet.core.ids import cusip as checked_cusip
from fedsheet.core.units import PERCENT
from fedsheet.portfolio.held.number_cells import number_of
from fedsheet.portfolio.mortgages.cohorts import Cohorts, History

COLUMNS = ("cusip", "note_rate_percent", "months_left", "age_months", "pool_factor", "upb_usd")
LONGEST_TERM = 40 * 12


def pools_from_rows(rows: Iterable[Mapping[str, object]], *, where: str = "MBS list") -> Cohorts:
    """Cohorts of a list with one pool a row.

    note_rate_percent  borrowers' mean rate (WAC);  months_left, age_months  WAM and WALA
    pool_factor        balance over what scheduled payments alone would have left, in (0, 1]
    upb_usd            unpaid balance held, zero or more
    The first row that cannot be is named, with the value and what is possible.
    """
    found = [_pool(row, f"{where}, row {i}") for i, row in enumerate(rows, start=1)]
    if not found:
        raise InputError("portfolio.pool_list_list_holds_pool", where=where)
    upb, factor, rate, left, age = np.array(found).T
    return Cohorts(upb, upb / factor, rate, left, age).outstanding().collapsed()


def _pool(row: Mapping[str, object], where: str) -> tuple[float, float, float, float, float]:
    try:
        name = checked_cusip(str(row["cusip"]))
    except InputError as error:
        raise error.at(where) from None
    numbers = {column: number_of(row[column], f"{name}, {column}", where) for column in COLUMNS[1:]}
    limits = {
        "note_rate_percent": (0.0, 25.0),
        "months_left": (1.0, LONGEST_TERM),
        "age_months": (0.0, LONGEST_TERM),
        "pool_factor": (1e-6, 1.0),
        "upb_usd": (0.0, float("inf")),
    }
    for column, (low, high) in limits.items():
        if not low <= numbers[column] <= high:
            raise InputError(
                "portfolio.pool_list_has_a_of",
                where=where,
                name=name,
                column=column,
                numbers=numbers[column],
                low=low,
                high=high,
            )
    return (
        numbers["upb_usd"], numbers["pool_factor"], numbers["note_rate_percent"] * PERCENT.scale,
        round(numbers["months_left"]), round(numbers["age_months"]),
    )  # fmt: skip


def history_of_pools(pools: Cohorts, replayed: History, day: date) -> History:
    """The list in the place of the cohorts built from H.4.1; principal paid before the opening stays the replay's."""
    if pools.total_usd <= 0:
        raise InputError("portfolio.pool_list_pools_balance", where="MBS list", day=day)
    return replace(replayed, cohorts=pools)
