from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.outlook.implied import days_at_old_and_new, implied_path, split
from fedsheet.outlook.meetings import Meetings, meetings_known
from fedsheet.outlook.quotes import FuturesQuotes, QuoteLine, quotes_of
from fedsheet.record import load_path
from fedsheet.runs import own_tables

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


def test_after_the_emergency_cut_of_march_2020_the_cancelled_meeting_is_not_priced():
    # Plausible prices of 16 March 2020: the range was 0 to 0.25 percent from that day on.
    day = date(2020, 3, 16)
    march = quotes(99.375, 99.935, 99.94, 99.94, 99.94, first=(2020, 3), day=day)
    found = implied_path(march, meetings_known(day).with_moves(load_path()))
    assert [odds.meeting for odds in found.meetings] == [date(2020, 4, 29), date(2020, 6, 10)]
    assert found.moved.day == day
    assert found.meetings[0].levels[0] == pytest.approx(0.979, abs=0.001)
    assert found.meetings[0].cut < 0.03


@pytest.mark.parametrize("convention", ["day_after", "meeting_day"])
def test_a_meeting_on_the_last_day_multiplies_no_noise(convention):
    # 31 January 2018 was the last meeting known in 2017: a quarter of a basis point in January's price moves its change
    # by little, as February, free of meetings, tells the rate after it.
    day = date(2017, 9, 1)
    prices = [98.8425, 98.84, 98.83, 98.80, 98.77, 98.765]
    plain, moved = (
        implied_path(quotes(*prices[:4], january, prices[5], first=(2017, 9), day=day), meetings_known(day), convention)
        for january in (prices[4], prices[4] + 0.0025)
    )
    assert plain.meetings[-1].meeting == date(2018, 1, 31)
    change = moved.meetings[-1].expected_change - plain.meetings[-1].expected_change
    assert abs(change) <= 0.25e-4 * 1.1
    assert abs(plain.meetings[-1].expected_change) < 2e-4


def test_without_the_month_after_it_a_last_day_meeting_is_left_out_not_guessed():
    day = date(2017, 9, 1)
    found = implied_path(
        quotes(98.8425, 98.84, 98.83, 98.80, 98.77, first=(2017, 9), day=day), meetings_known(day), "meeting_day"
    )
    assert date(2018, 1, 31) in found.not_priced


def test_sofr_futures_price_the_same_changes_on_their_own_rate():
    content = b"quote_date,contract,price\n2026-09-18,SR1V26,96.105\n2026-09-18,SR1X26,95.975\n"
    found = own_tables.prices(content, "sofr.csv")
    assert found.underlying == "sofr"
    assert implied_path(found, meetings_known(DAY)).underlying == "sofr"
    with pytest.raises(InputError, match="two rates"):
        own_tables.prices(content + b"2026-09-18,ZQZ26,95.9\n", "mixed.csv")


def test_a_file_of_several_days_is_one_path_a_day():
    lines = (
        b"2026-09-17,2026-10,96.11\n2026-09-17,2026-11,95.99\n2026-09-18,2026-10,96.105\n2026-09-18,2026-11,95.975\n"
    )
    days = own_tables.price_history(b"quote_date,contract,price\n" + lines, "days.csv")
    assert [d.quote_date for d in days] == [date(2026, 9, 17), DAY]


def by_hand(prices, meetings, day, convention):
    """Change at each meeting after `day`, percent: the months as one linear system, solved by least squares.

    One unknown a stretch between meetings; each contract is the mean of its days. Where the prices do not tell all
    stretches apart (no solution is unique) the meeting is left out. Not the exchange's recursion: another way round.
    """
    first = [d + timedelta(days=1 if convention == "day_after" else 0) for d in meetings]
    rows = []
    for (year, month), _price in prices.items():
        days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
        at = [sum(d >= f for f in first) for d in days]
        rows.append([at.count(k) / len(days) for k in range(len(first) + 1)])
    A, b = np.array(rows), np.array([100 - price for price in prices.values()])
    rates = np.linalg.lstsq(A, b, rcond=None)[0]
    told = np.linalg.pinv(A) @ A
    known = [abs(told[k, k] - 1) < 1e-9 for k in range(len(first) + 1)]
    return {
        meeting: rates[k + 1] - rates[k]
        for k, meeting in enumerate(meetings)
        if meeting > day and known[k] and known[k + 1]
    }


@pytest.mark.parametrize("convention", ["day_after", "meeting_day"])
def test_sixty_random_days_equal_an_independent_computation(convention):
    """Exact prices of random courses of policy on 60 random days of 2015 to 2026: both ways find the course."""
    draw, differences = np.random.default_rng(17), []
    for _ in range(60):
        day = date(2015, 12, 1) + timedelta(days=int(draw.integers(0, 3900)))
        calendar = meetings_known(day)
        ahead = calendar.after(day)[:4]
        if len(ahead) < 2:
            continue
        months = [(day.year + (day.month - 1 + k) // 12, (day.month - 1 + k) % 12 + 1) for k in range(14)]
        months = [m for m in months if m <= (calendar.vouched.year, calendar.vouched.month)]
        met = [d for d in calendar.dates if months[0] <= (d.year, d.month) <= months[-1]]
        level, course = 4.0, []
        for _meeting in met:
            level += 0.25 * int(draw.integers(-2, 3)) * draw.uniform(0, 1)
            course.append(level)
        shift = 1 if convention == "day_after" else 0
        prices = {}
        for year, month in months:
            days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
            at = [([4.0, *course])[sum(d >= m + timedelta(days=shift) for m in met)] for d in days]
            prices[year, month] = 100 - float(np.mean(at))
        found = implied_path(FuturesQuotes(day, prices), calendar, convention).meetings
        other = by_hand(prices, met, day, convention)
        differences += [1e4 * o.expected_change - 100 * other[o.meeting] for o in found if o.meeting in other]
    assert len(differences) > 150
    assert np.median(np.abs(differences)) <= 0.2
    assert np.max(np.abs(differences)) <= 0.2


def averages(course, day, n):
    """Prices of n months from a course {first day: percent}: the mean of each month's days."""
    steps, prices = sorted(course), []
    for k in range(n):
        year, month = day.year + (day.month - 1 + k) // 12, (day.month - 1 + k) % 12 + 1
        days = [date(year, month, d) for d in range(1, monthrange(year, month)[1] + 1)]
        prices.append(100 - float(np.mean([course[max(s for s in steps if s <= d)] for d in days])))
    return quotes(*prices, first=(day.year, day.month), day=day)


MOVED = {date(2020, 1, 1): 1.58, date(2020, 3, 4): 1.08, date(2020, 3, 19): 0.33, date(2020, 4, 30): 0.08}


def test_a_meeting_of_a_month_in_which_the_range_was_moved_is_told_through_the_move():
    # Quoted on 13 March 2020: the cut of 3 March leaves the month of the meeting of the 18th with three rates; April's
    # meeting and May, free of meetings, tell the last of them, the record the size of the first step.
    day = date(2020, 3, 13)
    found = implied_path(averages(MOVED, day, 3), meetings_known(day).with_moves(load_path()))
    assert [round(1e4 * odds.expected_change, 6) for odds in found.meetings] == [-75, -25]
    assert found.meetings[0].rate_before == pytest.approx(0.0108)
    assert found.moved_read


def test_where_no_other_month_tells_the_rate_the_month_of_a_move_does():
    # Quoted on 17 March 2020 up to April: the meeting of the 18th is cancelled, and no month free of meetings follows.
    day = date(2020, 3, 17)
    course = {date(2020, 1, 1): 1.58, date(2020, 3, 4): 1.08, date(2020, 3, 16): 0.08, date(2020, 4, 30): -0.17}
    calendar = meetings_known(day).with_moves(load_path())
    found = implied_path(averages(course, day, 3), calendar)
    assert not found.moved_read  # May tells it
    assert found.meetings[0].expected_change == pytest.approx(-0.0025)
    course = {**course, date(2020, 4, 16): -0.17}
    last = replace(calendar, dates=(*(d for d in calendar.dates if d < day), date(2020, 4, 15)))
    found = implied_path(averages(course, day, 2), last)
    assert found.moved_read
    assert found.meetings[0].rate_before == pytest.approx(0.0008)
    assert found.meetings[0].expected_change == pytest.approx(-0.0025)


def test_a_month_of_a_move_without_any_free_month_after_it_is_still_named():
    day = date(2020, 3, 13)
    with pytest.raises(InputError, match="Add contracts after 2020-03"):
        implied_path(averages(MOVED, day, 2), meetings_known(day).with_moves(load_path()))


def test_a_file_of_two_days_is_told_how_several_are_read():
    lines = [QuoteLine("a:1", date(2026, 9, 17), "2026-10", 96.1), QuoteLine("a:2", date(2026, 9, 18), "2026-10", 96.1)]
    with pytest.raises(InputError, match=r"Two quote dates.*history"):
        quotes_of("futures", lines, "a")
