"""What follows is said of what is held: two values a year apart, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.present.sections.follows import NotHeldError, a_year_apart


def test_a_year_apart_is_the_newest_that_is_a_year_older() -> None:
    rows = [{"date": date(2025, month, 1)} for month in (8, 9, 10)] + [{"date": date(2026, 9, 2)}]
    assert a_year_apart(rows) == (rows[1], rows[3])


def test_less_than_a_year_is_not_held() -> None:
    with pytest.raises(NotHeldError):
        a_year_apart([{"date": date(2026, 1, 1)}, {"date": date(2026, 9, 1)}])
