"""The calendar of US government securities against QuantLib's."""

from __future__ import annotations

from datetime import date

import QuantLib

from fedsheet.core.dates import ONE_DAY, is_settlement_day


def test_settlement_days_are_quantlibs_from_2003_to_2027() -> None:
    calendar = QuantLib.UnitedStates(QuantLib.UnitedStates.GovernmentBond)
    day, differing = date(2003, 1, 1), []
    while day < date(2028, 1, 1):
        if is_settlement_day(day) != calendar.isBusinessDay(QuantLib.Date(day.day, day.month, day.year)):
            differing.append(day)
        day += ONE_DAY
    assert differing == []
