"""The calendars by rule against QuantLib's and those of the package `holidays`."""

from __future__ import annotations

from datetime import date

import holidays
import QuantLib

from fedsheet.core.dates import ONE_DAY, bond_holidays, fed_holidays, is_settlement_day


def test_settlement_days_are_quantlibs_from_2003_to_2027() -> None:
    calendar = QuantLib.UnitedStates(QuantLib.UnitedStates.GovernmentBond)
    day, differing = date(2003, 1, 1), []
    while day < date(2028, 1, 1):
        if is_settlement_day(day) != calendar.isBusinessDay(QuantLib.Date(day.day, day.month, day.year)):
            differing.append(day)
        day += ONE_DAY
    assert differing == []


def test_reserve_banks_close_as_federal_offices_do_but_for_saturday_holidays_from_1971_to_2060() -> None:
    for year in range(1971, 2061):
        named = holidays.country_holidays("US", years=(year, year + 1), observed=False)
        fridays_before = {day - ONE_DAY for day in named if day.weekday() == 5} - set(named)
        kept = {day for day in holidays.country_holidays("US", years=year) if day.year == year and day.weekday() < 5}
        assert fed_holidays(year) == kept - fridays_before, year


def test_bonds_close_as_sifma_lists_from_1996_to_2060() -> None:
    for year in range(1996, 2061):
        listed = holidays.financial_holidays("SIFMA", years=year)
        assert bond_holidays(year) == {day for day in listed if day.weekday() < 5}, year
