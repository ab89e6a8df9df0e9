"""Holidays of the Reserve Banks and of the market of US government securities, by rule.

Reserve Banks: 5 U.S.C. 6103 as amended; a holiday on a Sunday is kept on Monday, one on a Saturday is not moved.
Government securities: what SIFMA (before November 2006 The Bond Market Association) recommends, and days of closure.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
ONE_DAY = timedelta(days=1)
MONDAYS_FROM = 1971  # the Uniform Monday Holiday Act of 1968
VETERANS_IN_OCTOBER = range(1971, 1978)
KING_FROM, JUNETEENTH_FROM = 1986, 2021
# SIFMA's archive begins in 1996; its market first closed on Juneteenth in 2022.
BONDS_FROM, BONDS_JUNETEENTH_FROM = 1996, 2022
# Good Fridays with an early close only, mostly as the employment report came out that day.
GOOD_FRIDAYS_OPEN = frozenset({1999, 2007, 2010, 2012, 2015, 2021, 2023, 2026})
# Closed after the attacks of 2001, by the storm of 2012, in mourning for Presidents Reagan and Bush.
CLOSED = (date(2001, 9, 12), date(2004, 6, 11), date(2012, 10, 30), date(2018, 12, 5))


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The `n`-th such weekday of a month, n >= 1."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Nature 1876)."""
    golden, (century, in_century) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    corrected = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - corrected + 15) % 30
    weekday = (32 + 2 * rest + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def reserve_bank_holidays(year: int) -> frozenset[date]:
    """Weekdays on which the Reserve Banks are closed."""
    kept = [*_floating(year), *(_after_sunday(day) for day in _fixed(year))]
    return frozenset(day for day in kept if day.weekday() < SATURDAY)


def bond_market_holidays(year: int) -> frozenset[date]:
    """Weekdays on which nothing settles in US government securities; none before the archive begins."""
    if year < BONDS_FROM:
        return frozenset()
    kept = [*_floating(year), *(day for day in CLOSED if day.year == year)]
    if year not in GOOD_FRIDAYS_OPEN:
        kept.append(easter(year) - 2 * ONE_DAY)
    kept += map(_after_sunday, (date(year, 1, 1), date(year, 11, 11)))
    moved = [date(year, 7, 4), date(year, 12, 25)]
    kept += map(_nearest, moved + ([date(year, 6, 19)] if year >= BONDS_JUNETEENTH_FROM else []))
    return frozenset(day for day in kept if day.weekday() < SATURDAY)


def _floating(year: int) -> Iterable[date]:
    """Holidays by their weekday: Labor Day, Thanksgiving, from 1971 also Washington's, Memorial and Columbus Day."""
    yield nth_weekday(year, 9, MONDAY, 1)
    yield nth_weekday(year, 11, THURSDAY, 4)
    if year >= KING_FROM:
        yield nth_weekday(year, 1, MONDAY, 3)
    if year >= MONDAYS_FROM:
        yield nth_weekday(year, 2, MONDAY, 3)
        yield nth_weekday(year, 6, MONDAY, 1) - 7 * ONE_DAY
        yield nth_weekday(year, 10, MONDAY, 2)
    if year in VETERANS_IN_OCTOBER:
        yield nth_weekday(year, 10, MONDAY, 4)


def _fixed(year: int) -> Iterable[date]:
    """Holidays by their date."""
    yield from (date(year, 1, 1), date(year, 7, 4), date(year, 12, 25))
    if year not in VETERANS_IN_OCTOBER:
        yield date(year, 11, 11)
    if year < MONDAYS_FROM:
        yield from (date(year, 2, 22), date(year, 5, 30), date(year, 10, 12))
    if year >= JUNETEENTH_FROM:
        yield date(year, 6, 19)


def _after_sunday(day: date) -> date:
    """Monday for a Sunday."""
    return day + ONE_DAY if day.weekday() == SUNDAY else day


def _nearest(day: date) -> date:
    """Monday for a Sunday, Friday for a Saturday."""
    return day - ONE_DAY if day.weekday() == SATURDAY else _after_sunday(day)
