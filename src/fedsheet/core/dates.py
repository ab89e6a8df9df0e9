"""Calendars of the field: Fed and SIFMA holidays, H.4.1 Wednesdays, settlement days, parsing of dates.

Every date in fedsheet says in its name which date it is: `observation_date`, `announced_at`, `effective_date`,
`trade_date`, `settlement_date`, `maturity_date`, `as_of`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache

from fedsheet.core.errors import InputError
from fedsheet.core.holidays import bond_market_holidays, reserve_bank_holidays

ONE_DAY = timedelta(days=1)
WEDNESDAY = 2
FOREVER = date(9999, 12, 31)


def parse_date(text: str | date, *, where: str = "") -> date:
    """`2019-09-17` as a date; anything else raises `InputError` that shows the wanted form."""
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("core.dates_is_not_a", where=where, text=text) from None


@cache
def fed_holidays(year: int) -> frozenset[date]:
    """Days on which the Federal Reserve Banks are closed (Fedwire); a Saturday holiday is not moved to Friday."""
    return reserve_bank_holidays(year)


@cache
def bond_holidays(year: int) -> frozenset[date]:
    """Days on which SIFMA recommends that the market of US government securities stays closed: nothing settles.

    On a Good Friday with the employment report it only closes early; a Saturday holiday is kept on Friday, when
    the Reserve Banks are open.
    """
    return bond_market_holidays(year)


def is_business_day(day: date) -> bool:
    """Whether the Federal Reserve Banks are open on `day`."""
    return day.weekday() < 5 and day not in fed_holidays(day.year)


def is_settlement_day(day: date) -> bool:
    """Whether US government securities settle on `day`."""
    return day.weekday() < 5 and day not in bond_holidays(day.year)


def next_business_day(day: date, n: int = 1) -> date:
    """The `n`-th business day after `day`, n >= 0; `n = 0` is `day` itself or the first business day after it."""
    while not is_business_day(day):
        day += ONE_DAY
    for _ in range(n):
        day += ONE_DAY
        while not is_business_day(day):
            day += ONE_DAY
    return day


def wednesday_on_or_before(day: date) -> date:
    """The last H.4.1 Wednesday not after `day`."""
    return day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)


def next_settlement_day(day: date) -> date:
    """The first day after `day` on which US government securities settle."""
    day += ONE_DAY
    while not is_settlement_day(day):
        day += ONE_DAY
    return day


# Weeks whose H.4.1 appeared on another day than the holidays say (the Board's list of release dates, to July 2026):
# offices closed by order (24 or 26 December), a day of mourning, and 2016-11-16 without a reason given.
H41_OTHER_DAYS = {
    date(2008, 12, 24): date(2008, 12, 29),
    date(2009, 12, 23): date(2009, 12, 28),
    date(2014, 12, 24): date(2014, 12, 29),
    date(2016, 11, 16): date(2016, 11, 18),
    date(2020, 12, 23): date(2020, 12, 28),
    date(2025, 1, 8): date(2025, 1, 10),
    date(2025, 12, 24): date(2025, 12, 29),
}


def h41_release_date(wednesday: date) -> date:
    """The day the H.4.1 of this Wednesday appears: Thursday, or the next business day (Board of Governors)."""
    return H41_OTHER_DAYS.get(wednesday) or next_business_day(wednesday + ONE_DAY, 0)


def month_end(day: date) -> date:
    """The last calendar day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """`day` moved by calendar months, held at the month's last day where it would run over (ISDA convention)."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
