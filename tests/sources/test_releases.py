"""When the H.4.1 is public: the calendar's rule, the weeks it does not hold in, and the Board's own list."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from fedsheet.core.dates import H41_OTHER_DAYS, h41_release_date, next_business_day
from support import shared

# The Board's list shows a Saturday and Thanksgiving itself; the page of the latter is dated the day after.
SLIPS_OF_THE_LIST = {date(2005, 3, 2), date(2019, 11, 27)}


@pytest.mark.parametrize(("wednesday", "released"), [
    ("2008-12-24", "2008-12-29"), ("2009-12-23", "2009-12-28"), ("2014-12-24", "2014-12-29"),
    ("2016-11-16", "2016-11-18"), ("2020-12-23", "2020-12-28"), ("2025-01-08", "2025-01-10"),
    ("2025-12-24", "2025-12-29"), ("2025-12-31", "2026-01-02"), ("2019-11-27", "2019-11-29"),
    ("2024-07-03", "2024-07-05"), ("2026-07-01", "2026-07-02"),
])  # fmt: skip
def test_the_day_of_release(wednesday: str, released: str) -> None:
    assert h41_release_date(date.fromisoformat(wednesday)) == date.fromisoformat(released)


def test_a_week_listed_as_late_is_later_than_the_calendar_says() -> None:
    for wednesday, released in H41_OTHER_DAYS.items():
        assert wednesday.weekday() == 2
        assert next_business_day(wednesday + timedelta(days=1), 0) < released <= wednesday + timedelta(days=5)


def test_every_week_since_1996_is_as_the_board_lists_it() -> None:
    years = json.loads(shared("recordings/board/h41_releaseDates.json").read_bytes())
    texts = [text for year in years for month in year["Months"] for text in month["Dates"]]
    listed = {date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}") for text in texts}
    wednesday, differ = date(1996, 6, 26), set()
    while wednesday <= date(2026, 7, 15):
        if h41_release_date(wednesday) not in listed:
            differ.add(wednesday)
        wednesday += timedelta(days=7)
    assert len(listed) == 1_569
    assert differ == SLIPS_OF_THE_LIST
