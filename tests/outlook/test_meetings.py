import csv
import json
from datetime import date
from itertools import pairwise

import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.outlook.meetings import all_schedules, effective, meetings_known
from fedsheet.record import load_path
from support import shared


def test_the_calendar_grows_only_by_announcement():
    # Board press release of 2025-09-05: schedule of 2027 and January 2028.
    assert meetings_known(date(2025, 9, 4)).horizon == date(2027, 1, 27)
    assert meetings_known(date(2025, 9, 5)).horizon == date(2028, 1, 26)


def test_a_month_past_the_calendar_is_refused_not_called_free_of_meetings():
    calendar = meetings_known(date(2026, 9, 18))
    assert calendar.in_month(2026, 11) is None
    assert calendar.in_month(2026, 10) == date(2026, 10, 28)
    assert calendar.in_month(2028, 2) is None  # no meeting comes within five weeks of that of 26 January
    with pytest.raises(DateRangeError, match="2028-01-26"):
        calendar.in_month(2028, 3)
    with pytest.raises(DateRangeError, match="2028-01-26"):
        calendar.on_or_after(date(2028, 3, 1))


def test_scheduled_meetings_are_those_with_minutes():
    # Board, historical materials: minutes exist for each meeting; 2020-03-18 was replaced by 2020-03-15, and the
    # minutes of 2012 also carry the first day of the October meeting.
    documents = json.loads(shared("recordings/derived/fomc_document_urls_2007-2024.json").read_text())
    held = {date.fromisoformat(d["date"]) for d in documents if d["doc_type"] == "minutes"}
    scheduled = {d for _, days in all_schedules() for d in days if d.year <= 2024}
    assert scheduled - held == {date(2020, 3, 18)}
    assert {d for d in held if d.year >= 2007} - scheduled == {date(2012, 10, 23), date(2020, 3, 15)}


def test_eight_meetings_a_year():
    days = [d for _, schedule in all_schedules() for d in schedule]
    assert all(sum(d.year == year for d in days) == 8 for year in range(2007, 2028))


def test_rate_changes_take_effect_the_day_after_a_meeting():
    with shared("facts/iorb_rate_changes.csv").open() as file:
        rows = [
            (date.fromisoformat(r["announcement_date"]), date.fromisoformat(r["effective_date"]))
            for r in csv.DictReader(file)
        ]
    scheduled = {d for _, days in all_schedules() for d in days}
    checked = [(a, e) for a, e in rows if a in scheduled]
    assert len(checked) > 20
    assert all(effective(a) == e for a, e in checked)


def test_a_cancelled_meeting_is_none_from_the_day_that_was_told():
    # FOMC minutes of 15 March 2020: held in the place of the meeting of 17-18 March.
    assert date(2020, 3, 18) in meetings_known(date(2020, 3, 14)).dates
    assert date(2020, 3, 18) not in meetings_known(date(2020, 3, 15)).dates


def test_no_meeting_since_2007_follows_another_within_the_days_assumed():
    days = [d for _, schedule in all_schedules() for d in schedule]
    assert min((b - a).days for a, b in pairwise(days)) >= 35


def test_ranges_set_between_meetings_are_read_from_the_record():
    # FOMC statements of 2008-01-22, 2008-10-08, 2020-03-03 (in force on the 4th) and 2020-03-15 (on the 16th)
    found = meetings_known(date(2026, 9, 18)).with_moves(load_path()).moves
    by_day = {date(2008, 1, 22): -75, date(2008, 10, 8): -50, date(2020, 3, 4): -50, date(2020, 3, 16): -100}
    assert {move.day: round(1e4 * move.change) for move in found} == by_day
    assert meetings_known(date(2020, 3, 10)).with_moves(load_path()).moves[-1].day == date(2020, 3, 4)
