"""When figures that their publisher never revises became public: release calendars as named rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from fedsheet.core.dates import ONE_DAY, add_months, h41_release_date, next_business_day


def _same_day(day: date) -> date:
    return day


def _next_business_day(day: date) -> date:
    return next_business_day(day + ONE_DAY, 0)


def _after_week(day: date) -> date:
    return day + timedelta(days=7)


def _after_month(month: date) -> date:
    return next_business_day(add_months(month, 1), 0)


# Observation date → first day on which the value was public.
RELEASE_RULES: Mapping[str, Callable[[date], date]] = {
    "h41": h41_release_date,
    "same day": _same_day,
    "next business day": _next_business_day,
    "7 days": _after_week,
    "month end + 1 business day": _after_month,
}
