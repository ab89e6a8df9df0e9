"""The daily board of the money market, and what moved reserves over the last weeks: figures read, one result each."""

from __future__ import annotations

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.market.daily import Daily
from fedsheet.market.daily import daily as computed
from fedsheet.outlook.clock import unknown_decisions
from fedsheet.record import PolicyPath
from fedsheet.review.drivers import latest_drivers
from fedsheet.review.reserve_drivers import ReserveDrivers
from fedsheet.runs.read import AsOf, figures, read

SPANS = (1, 4, 13)  # weeks


def daily(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> Daily:
    """The last 20 days of the overnight market."""
    known, record = read(as_of, vintage, path)
    return daily_of(known, record)


def daily_of(known: Vintage, record: PolicyPath) -> Daily:
    """The same of figures and a record already read."""
    unknown = unknown_decisions(record, known)
    return computed(known, record, unknown[0] if unknown else None)


def moves(as_of: AsOf = None, *, vintage: Vintage | None = None) -> tuple[ReserveDrivers, ...]:
    """What moved reserves over the last 1, 4 and 13 weeks of the statement."""
    return moves_of(figures(as_of, vintage))


def moves_of(known: Vintage) -> tuple[ReserveDrivers, ...]:
    """The same of figures already read; spans that are not held yet are left out."""
    found = []
    for weeks in SPANS:
        try:
            found.append(latest_drivers(known, weeks))
        except DateRangeError:
            continue
    return tuple(found)
