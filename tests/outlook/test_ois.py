"""The stepped path: what it must reprice, and a path known beforehand that it must find again."""

from datetime import date

import numpy as np
import pytest

from fedsheet.core.dates import next_business_day
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.outlook.meetings import effective, meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.quotes import OisQuotes
from fedsheet.runs.own_tables import prices

DAY = date(2026, 9, 18)


def compounded(end, rate_on):
    """Par rate of one payment swap, day by day in plain Python: an independent computation."""
    growth, day = 1.0, next_business_day(DAY, 0)
    last = next_business_day(end, 0)
    while day < last:
        following = next_business_day(day)
        growth *= 1 + rate_on(day) * (following - day).days / 360
        day = following
    return (growth - 1) / ((last - next_business_day(DAY, 0)).days / 360)


def compounded_between(start, end, rate_on):
    """The rate of a quarter: every calendar day at the rate of the business day on or before it."""
    growth, day = 1.0, start
    while day < end:
        following = min(next_business_day(day), end)
        growth *= 1 + rate_on(day) * (following - day).days / 360
        day = following
    return (growth - 1) / ((end - start).days / 360)


def sr3(*names):
    """A file of three-month futures, each a tenth of a point dearer than the one before."""
    rows = (f"2026-09-18,{name},{95.8 + 0.1 * k:.2f}\n" for k, name in enumerate(names))
    return "quote_date,contract,price\n" + "".join(rows)


def steps(day):
    """3.90 percent, 4.15 after October's meeting, 4.40 after December's."""
    return 0.0390 + 0.0025 * (day >= date(2026, 10, 29)) + 0.0025 * (day >= date(2026, 12, 10))


def test_one_swap_between_two_meetings_each_finds_the_path_again():
    ends = [date(2026, 10, 19), date(2026, 11, 30), date(2027, 1, 15)]
    found = stepped_path(OisQuotes(DAY, {end: compounded(end, steps) for end in ends}), meetings_known(DAY))
    assert found.starts == (DAY, date(2026, 10, 29), date(2026, 12, 10))
    assert found.rates == pytest.approx([0.0390, 0.0415, 0.0440], abs=1e-9)
    assert found.at(date(2026, 12, 9)) == pytest.approx(0.0415)
    assert found.at(date(2026, 12, 10)) == pytest.approx(0.0440)


def test_steps_fall_on_the_day_after_meetings_only():
    found = stepped_path(OisQuotes(DAY, {date(2027, 9, 17): 0.042}), meetings_known(DAY))
    assert found.starts[1:] == tuple(effective(m) for m in found.meetings)
    assert found.rates == pytest.approx(np.full(len(found.rates), found.rates[0]))  # no reason for any step


def test_contradicting_quotes_show_their_misses():
    # Two swaps inside one stretch with different rates: no path reprices both.
    found = stepped_path(OisQuotes(DAY, {date(2026, 10, 2): 0.0390, date(2026, 10, 9): 0.0420}), meetings_known(DAY))
    assert np.abs(found.misses_bp).max() > 5


def test_swaps_past_the_calendar_are_set_aside_or_refused():
    found = stepped_path(OisQuotes(DAY, {date(2027, 9, 17): 0.042, date(2036, 9, 18): 0.045}), meetings_known(DAY))
    assert found.not_used == (date(2036, 9, 18),)
    with pytest.raises(DateRangeError, match="2028-01-26"):
        stepped_path(OisQuotes(DAY, {date(2036, 9, 18): 0.045}), meetings_known(DAY))


def test_three_month_futures_find_the_path_by_simple_compounding_over_their_quarters():
    """100 less the rate compounded from third Wednesday to third Wednesday, day by day in plain Python."""
    found = prices(sr3("SR3U26", "SFRZ6 Comdty", "SR3H27", "SR3M27").encode(), "prices.csv")
    assert found.begun == (date(2026, 12, 16),)  # September's quarter began on the 16th, two days before
    wednesdays = [date(2026, 12, 16), date(2027, 3, 17), date(2027, 6, 16), date(2027, 9, 15)]
    assert dict(found.starts) == dict(zip(wednesdays[1:], wednesdays, strict=False))
    path = stepped_path(found, meetings_known(DAY))
    assert np.abs(path.misses_bp).max() < 1e-6
    assert path.not_used == found.begun
    for end, start in found.starts.items():
        assert compounded_between(start, end, path.at) == pytest.approx(found.rates[end], abs=1e-10)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (("SR3Z26", "2026-12"), "contracts on two rates"),
        (("SR3Z26", "SR1Z26"), "contracts on two rates"),
        (("SR3U26",), "had begun by 2026-09-18"),
        (("SR3Z26", "SFRZ6"), "appears twice"),
        (("SR3A26",), "names no contract"),
    ],
)
def test_three_month_futures_that_cannot_be_read_are_named(text, says):
    with pytest.raises(InputError, match=says):
        prices(sr3(*text).encode(), "prices.csv")
