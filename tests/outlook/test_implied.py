from datetime import date

import pytest

from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.outlook.implied import days_at_old_and_new, implied_path, split
from fedsheet.outlook.meetings import Meetings, meetings_known
from fedsheet.outlook.quotes import FuturesQuotes

DAY = date(2026, 9, 18)


def quotes(*prices, first=(2026, 9), day=DAY):
    months = [(first[0] + (first[1] - 1 + k) // 12, (first[1] - 1 + k) % 12 + 1) for k in range(len(prices))]
    return FuturesQuotes(day, dict(zip(months, prices, strict=True)), "prices.csv")


def test_flat_prices_leave_every_meeting_undecided_for_nothing():
    found = implied_path(quotes(96, 96, 96, 96, 96, 96), meetings_known(DAY))
    assert [odds.levels for odds in found.meetings] == [{0: 1.0}] * len(found.meetings)
    assert len(found.meetings) == 3


def test_cuts_are_counted_downwards():
    found = implied_path(quotes(96.10, 96.15, 96.35), meetings_known(DAY))
    odds = found.meetings[0]
    assert odds.expected_change < 0
    assert odds.cut == pytest.approx(1 - odds.levels.get(0, 0.0))
    assert odds.hike == 0


@pytest.mark.parametrize(("change", "odds"), [(0.005, {2: 1.0}), (-0.0025, {-1: 1.0}), (0.0, {0: 1.0})])
def test_whole_steps_are_certain(change, odds):
    assert split(change) == odds


def test_seven_tenths_of_a_cut():
    assert split(-0.00175) == pytest.approx({-1: 0.7, 0: 0.3})


def test_days_at_the_old_rate_under_both_conventions():
    assert days_at_old_and_new(date(2015, 9, 17), "meeting_day") == (16, 14)  # CME Group's example of 2015
    assert days_at_old_and_new(date(2015, 9, 17), "day_after") == (17, 13)
    with pytest.raises(UnknownNameError, match="day_after"):
        days_at_old_and_new(date(2015, 9, 17), "dayafter")


def test_a_meeting_on_the_last_day_prices_nothing_of_itself():
    # 31 January 2024: with the decision in force on 1 February the month is all at the old rate.
    assert days_at_old_and_new(date(2024, 1, 31), "day_after") == (31, 0)
    day = date(2024, 1, 2)
    found = implied_path(quotes(94.67, 94.67, 94.80, 95.00, first=(2024, 1), day=day), meetings_known(day))
    assert found.meetings[0].rate_before == pytest.approx(0.0533)
    assert found.meetings[0].rate_after == pytest.approx(0.0533)  # February, free of meetings, gives it


def test_prices_past_the_calendar_are_not_used():
    short = Meetings(DAY, (date(2026, 10, 28),))
    found = implied_path(quotes(96.25, 96.105, 95.975, 95.835), short)
    # November would be an anchor, but the calendar cannot vouch for it; September is none (its meeting is past).
    assert found.meetings[0].meeting == date(2026, 10, 28)
    assert found.horizon == date(2026, 10, 28)


def test_a_calendar_that_ends_before_the_prices_is_named():
    with pytest.raises(DateRangeError, match="2026-09-16"):
        implied_path(quotes(96.2, 96.1), Meetings(DAY, (date(2026, 9, 16),)))


def test_prices_that_end_before_the_next_meeting_are_named():
    with pytest.raises(InputError, match="2026-10"):
        implied_path(quotes(96.2525), meetings_known(DAY))


def test_meetings_without_an_anchor_are_named():
    # December 2026 and January 2027 both have meetings: nothing tells their rates apart.
    day = date(2026, 12, 1)
    with pytest.raises(InputError, match="told apart"):
        implied_path(quotes(95.8, 95.7, first=(2026, 12), day=day), meetings_known(day))
