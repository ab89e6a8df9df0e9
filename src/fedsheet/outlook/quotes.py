"""A user's prices: lines of two shapes, taken whole or refused whole with the row and the reason.

    futures   quote_date,contract,price      2026-09-18,2026-10,96.105      (ZQV6 and FFV26 also name October 2026)
                                             2026-09-18,SR3Z26,96.02        (three-month SOFR: read as a forward swap)
    ois       quote_date,tenor,rate          2026-09-18,3M,4.02             (percent; a tenor is 1W, 3M, 2Y or a date)

All lines of one set of prices carry one quote date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fedsheet.core.dates import add_months, parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.units import from_pct
from fedsheet.outlook.parameters import parameters

Month = tuple[int, int]
MONTH_CODES = {code: n for n, code in enumerate("FGHJKMNQUVXZ", start=1)}
# Codes of contracts on another rate than the effective federal funds rate: the exchange's and Bloomberg's.
UNDERLYING = {"SR1": "sofr", "SER": "sofr"}
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# 2026-10, 2026/10, 2026年10月; the first of a month where a spreadsheet made a day of it.
YEAR_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月]?(?:0?1日?)?)?")
CODED = re.compile(r"(?:ZQ|FF|SR1|SER)([FGHJKMNQUVXZ])(20\d{2}|\d{1,2})(?: COMDTY)?")
QUARTERLY = re.compile(r"(?:SR3|SFR)([FGHJKMNQUVXZ])(20\d{2}|\d{1,2})(?: COMDTY)?")
NAMED = re.compile(r"([A-Z]{3})[- ]?(20)?(\d{2})")


@dataclass(frozen=True)
class FuturesQuotes:
    """Prices of one-month futures on one day; (year, month) → price in points of 100.

    underlying   effr (30-day federal funds) or sofr (one-month SOFR): the rate whose average of the month is priced
    """

    quote_date: date
    prices: Mapping[Month, float]
    where: str = ""
    underlying: str = "effr"

    def rate(self, month: Month) -> float:
        """The average rate the contract of this month implies, decimal a year; a missing month raises."""
        if month not in self.prices:
            raise InputError(
                "outlook.quotes_futures_price",
                where=self.where,
                name_of=name_of(month),
                name_of_2=name_of(min(self.prices)),
                name_of_3=name_of(max(self.prices)),
            )
        return from_pct(100 - self.prices[month])


@dataclass(frozen=True)
class OisQuotes:
    """Par rates of overnight index swaps on one day, decimal a year by end date; the swaps start on `quote_date`.

    starts   end → the day it starts, of three-month futures: their rate is compounded over the quarter to the end
    begun    ends of quarters that had begun, whose rate is part known: left out
    """

    quote_date: date
    rates: Mapping[date, float]
    where: str = ""
    starts: Mapping[date, date] = field(default_factory=dict)
    begun: tuple[date, ...] = ()


Quotes = FuturesQuotes | OisQuotes


@dataclass(frozen=True)
class QuoteLine:
    """One line of a user's file, with where it stands."""

    where: str
    quote_date: date
    name: str
    value: float


def quotes_of(shape: str, lines: list[QuoteLine], where: str) -> Quotes:
    """Prices of one day from lines of one shape, "futures" or "ois"; else `InputError` with the row."""
    return SHAPES[shape](lines, where)


def history_of(shape: str, lines: list[QuoteLine], where: str) -> tuple[Quotes, ...]:
    """The same of lines of several days: one set of prices a day, in order."""
    days = sorted({line.quote_date for line in lines})
    return tuple(quotes_of(shape, [line for line in lines if line.quote_date == day], where) for day in days)


def futures_quotes(lines: list[QuoteLine], where: str) -> Quotes:
    """Prices by month: no month twice, none missing between the first and the last, every price within 50 to 110;
    three-month contracts as forward swaps over their quarters."""
    quarterly = [line for line in lines if QUARTERLY.fullmatch(line.name.upper())]
    if len(quarterly) == len(lines):
        return quarter_quotes(lines, where)
    if quarterly:
        other = next(line for line in lines if line not in quarterly)
        raise InputError("outlook.quotes_two_rates", where=other.where, name=other.name, name_2=quarterly[0].name)
    limits = parameters("implied")["futures"]
    prices: dict[Month, float] = {}
    for line in lines:
        month = contract_month(line.name, line.quote_date, line.where)
        if month in prices:
            _one_day(lines)
            raise InputError("outlook.quotes_contract_appears_twice", where=line.where, name_of=name_of(month))
        if month < (line.quote_date.year, line.quote_date.month):
            raise InputError(
                "outlook.quotes_contract_had_expired",
                where=line.where,
                name_of=name_of(month),
                quote_date=line.quote_date,
            )
        _within(line.value, limits["price_lowest"], limits["price_highest"], "price", line.where)
        prices[month] = line.value
    _no_gaps(prices, where)
    return FuturesQuotes(_one_day(lines), dict(sorted(prices.items())), where, _underlying(lines))


def quarter_quotes(lines: list[QuoteLine], where: str) -> OisQuotes:
    """Three-month SOFR futures: 100 less the rate compounded from the third Wednesday of the contract's month to that
    of the third month after (CME rulebook, chapter 460)."""
    limits = parameters("implied")["futures"]
    quote_date, rates, starts, begun = _one_day(lines), dict[date, float](), dict[date, date](), list[date]()
    for line in lines:
        match = QUARTERLY.fullmatch(line.name.upper())
        assert match is not None
        year, month = _coded_month(match, line.quote_date)
        start, end = third_wednesday(year, month), third_wednesday(*_later(year, month, 3))
        if end in rates or end in begun:
            raise InputError("outlook.quotes_contract_appears_twice", where=line.where, name_of=name_of((year, month)))
        _within(line.value, limits["price_lowest"], limits["price_highest"], "price", line.where)
        if start < quote_date:
            begun.append(end)
            continue
        rates[end], starts[end] = from_pct(100 - line.value), start
    if not rates:
        raise InputError("outlook.quotes_quarters_begun", where=where, quote_date=quote_date)
    return OisQuotes(quote_date, dict(sorted(rates.items())), where, starts, tuple(sorted(begun)))


def third_wednesday(year: int, month: int) -> date:
    """The day on which a reference quarter starts and the one before it ends."""
    first = date(year, month, 1)
    return first + timedelta(days=(2 - first.weekday()) % 7 + 14)


def _later(year: int, month: int, months: int) -> Month:
    later = add_months(date(year, month, 1), months)
    return later.year, later.month


def _underlying(lines: list[QuoteLine]) -> str:
    """The rate that all contracts are on; two in one day's prices raise."""
    first, *others = ((line, UNDERLYING.get(line.name.upper()[:3], "effr")) for line in lines)
    for line, rate in others:
        if rate != first[1]:
            raise InputError("outlook.quotes_two_rates", where=line.where, name=line.name, name_2=first[0].name)
    return first[1]


def ois_quotes(lines: list[QuoteLine], where: str) -> OisQuotes:
    """Par rates by end date, none twice."""
    limits = parameters("implied")["ois"]
    rates: dict[date, float] = {}
    for line in lines:
        end = tenor_end(line.name, line.quote_date, line.where)
        if end in rates:
            raise InputError("outlook.quotes_two_quotes_end", where=line.where, end=end)
        _within(line.value, limits["lowest_pct"], limits["highest_pct"], "rate in percent", line.where)
        rates[end] = from_pct(line.value)
    return OisQuotes(_one_day(lines), dict(sorted(rates.items())), where)


def contract_month(name: str, quote_date: date, where: str) -> Month:
    """`2026-10`, `Oct-26`, `ZQV26`, `FFV6 Comdty` or `SR1V26` as (year, month); V6: the next October that ends in 6."""
    upper = name.upper()
    if match := YEAR_MONTH.fullmatch(name):
        if 1 <= int(match[2]) <= 12:
            return int(match[1]), int(match[2])
    elif match := CODED.fullmatch(upper):
        return _coded_month(match, quote_date)
    elif (match := NAMED.fullmatch(upper)) and match[1] in MONTHS:
        return 2000 + int(match[3]), MONTHS.index(match[1]) + 1
    raise InputError("outlook.quotes_names_contract", where=where, name=name)


def _coded_month(match: re.Match[str], quote_date: date) -> Month:
    """The year and month of a code; of a year's last digit the next such year."""
    digits, month = match[2], MONTH_CODES[match[1]]
    if len(digits) > 1:
        return 2000 + int(digits) % 100, month
    years = range(quote_date.year, quote_date.year + 10)
    return next((y, month) for y in years if y % 10 == int(digits))


def tenor_end(name: str, quote_date: date, where: str) -> date:
    """The end date of a swap that starts on the quote date: `1W`, `3M`, `2Y`, or a date."""
    if match := re.fullmatch(r"(\d{1,3})([WMY])", name.upper()):
        n, unit = int(match[1]), match[2]
        longest = {"W": 520, "M": 120, "Y": 10}[unit]
        if 1 <= n <= longest:
            months = {"M": n, "Y": 12 * n}
            return quote_date + timedelta(weeks=n) if unit == "W" else add_months(quote_date, months[unit])
    else:
        try:
            end = parse_date(name)
        except InputError:
            end = None
        if end is not None and end > quote_date:
            return end
    raise InputError("outlook.quotes_tenor", where=where, name=name)


def name_of(month: Month) -> str:
    """A month as 2026-10."""
    return f"{month[0]:04d}-{month[1]:02d}"


def next_month(month: Month) -> Month:
    """The month after."""
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def _within(value: float, lowest: float, highest: float, what: str, where: str) -> None:
    if not lowest <= value <= highest:
        raise InputError("outlook.quotes_outside", where=where, what_=what, value=value, lowest=lowest, highest=highest)


def _one_day(lines: list[QuoteLine]) -> date:
    first = lines[0]
    for line in lines:
        if line.quote_date != first.quote_date:
            raise InputError(
                "outlook.quotes_two_quote_dates",
                where=line.where,
                quote_date=first.quote_date,
                quote_date_2=line.quote_date,
            )
    return first.quote_date


def _no_gaps(prices: Mapping[Month, float], where: str) -> None:
    month = min(prices)
    while month < max(prices):
        month = next_month(month)
        if month not in prices:
            raise InputError(
                "outlook.quotes_futures_price_2",
                where=where,
                name_of=name_of(month),
                name_of_2=name_of(min(prices)),
                name_of_3=name_of(max(prices)),
            )


SHAPES: Mapping[str, Callable[[list[QuoteLine], str], Quotes]] = {"futures": futures_quotes, "ois": ois_quotes}
