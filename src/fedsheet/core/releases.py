"""When figures that their publisher never revises became public: release calendars as named rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from fedsheet.core.dates import ONE_DAY, add_months, h41_release_date, month_end, next_business_day, next_settlement_day


def _same_day(day: date) -> date:
    return day


def _next_business_day(day: date) -> date:
    return next_business_day(day + ONE_DAY, 0)


def _after_week(day: date) -> date:
    return day + timedelta(days=7)


def _after_month(month: date) -> date:
    return next_business_day(add_months(month, 1), 0)


def _days_after_month(days: int) -> Callable[[date], date]:
    return lambda day: month_end(day) + timedelta(days=days)


def _fourth_business_day(day: date) -> date:
    return next_business_day(month_end(day) + ONE_DAY, 3)


# When the NBER's committee told the peaks before these months; later months of the same recession as they ended.
NBER_PEAKS = {
    date(2001, 4, 1): date(2001, 11, 26),
    date(2008, 1, 1): date(2008, 12, 1),
    date(2020, 3, 1): date(2020, 6, 8),
}


def _recession_month(month: date) -> date:
    told = [announced for first, announced in NBER_PEAKS.items() if first <= month]
    return max(max(told), month_end(month) + ONE_DAY)


# Observation date → first day on which the value was public.
RELEASE_RULES: Mapping[str, Callable[[date], date]] = {
    "h41": h41_release_date,
    "same day": _same_day,
    "next business day": _next_business_day,
    "next settlement day": next_settlement_day,
    "7 days": _after_week,
    "20 days after the month": _days_after_month(20),
    "fourth business day of the next month": _fourth_business_day,
    "vintage": _same_day,  # revised: every vintage carries its own day
    "announcement of the recession": _recession_month,
    "month end + 1 business day": _after_month,
}
