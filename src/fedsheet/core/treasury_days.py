"""Days on which cash goes to the Treasury: tax dates, and settlements of notes and bonds.

Taxes: 15 April, June and September (individuals' and corporations'), 15 December (corporations'), 15 January
(individuals'); the next business day where that is none. Coupons settle on the 15th and on the last day of a month, or
the next day on which securities settle. Sources: Internal Revenue Service; Treasury, general auction timing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fedsheet.core.dates import ONE_DAY, add_months, month_end, next_business_day, next_settlement_day

TAX_MONTHS = (1, 4, 6, 9, 12)
MIDDLE = 15


def tax_dates(after: date, until: date) -> list[date]:
    """The days after one up to another on which quarterly taxes are due."""
    middles = (first.replace(day=MIDDLE) for first in _months(after, until) if first.month in TAX_MONTHS)
    due = (next_business_day(day, 0) for day in middles)
    return [day for day in due if after < day <= until]


def coupon_settlements(after: date, until: date) -> list[date]:
    """The days after one up to another on which notes and bonds settle."""
    planned = (day for first in _months(after, until) for day in (first.replace(day=MIDDLE), month_end(first)))
    settle = (next_settlement_day(day - ONE_DAY) for day in planned)
    return [day for day in settle if after < day <= until]


def _months(after: date, until: date) -> Iterator[date]:
    """First days of the months from the one before `after` to that of `until`."""
    month = add_months(after.replace(day=1), -1)
    while month <= until:
        yield month
        month = add_months(month, 1)
