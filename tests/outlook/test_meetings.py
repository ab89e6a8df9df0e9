import csv
import json
from datetime import date

import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.outlook.meetings import all_schedules, effective, meetings_known
from support import shared


def test_the_calendar_grows_only_by_announcement():
    # Board press release of 2025-09-05: schedule of 2027 and January 2028.
    assert meetings_known(date(2025, 9, 4)).horizon == date(2027, 1, 27)
    assert meetings_known(date(2025, 9, 5)).horizon == date(2028, 1, 26)


def test_a_month_past_the_calendar_is_refused_not_called_free_of_meetings():
    calendar = meetings_known(date(2026, 9, 18))
    assert calendar.in_month(2026, 11) is None
    assert calendar.in_month(2026, 10) == date(2026, 10, 28)
    with pytest.raises(DateRangeError, match="2028-01-26"):
        calendar.in_month(2028, 2)
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
