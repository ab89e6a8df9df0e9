"""Rows of a reply against their own past: what contradicts it is refused, what may lack rows is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fedsheet.core.errors import SourceError
from fedsheet.runs.doubtful_rows import sifted, silence
from fedsheet.sources.reply import RowsOf
from fedsheet.store import prints as p
from fedsheet.store import tables
from fedsheet.store.observations import Store, make_tables

SEEN = date(2026, 1, 15)
NAME = "nyfed_treasury_operations"


def operation(day: date, submitted: float, accepted: float) -> tuple[str, tables.Row]:
    row = {"operation_date": str(day), "operation_type": "Purchase", "direction": "P", "submitted_usd": submitted,
           "accepted_usd": accepted}  # fmt: skip
    return f"{day} OR", row


def weekdays(first: date, n: int) -> list[date]:
    days = (first + timedelta(days=k) for k in range(2 * n + 10))
    return [day for day in days if day.weekday() < 5][:n]


def operations(n: int) -> list[tuple[str, tables.Row]]:
    return [
        operation(day, (900 + 7 * k) * 1e6, (300 + 2 * k) * 1e6) for k, day in enumerate(weekdays(date(2025, 1, 2), n))
    ]


@pytest.fixture
def store() -> Iterator[Store]:
    held = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(held.connection)
    tables.append(held.connection, NAME, operations(240), p.day_number(date(2025, 12, 31)), 1)
    yield held
    held.connection.close()


@pytest.mark.parametrize(("submitted", "accepted", "reason"), [
    (1_234e6, 411e6, ""), (1_234e6, 0.0, ""), (1.234e6, 0.411e6, "of its like are multiples of 1,000,000"),
    (12_340e6, 411e6, "bids are 30.0 times what was taken; of its like at most"),
    (123_400e6, 41_100e6, "far from what is held"),
])  # fmt: skip
def test_a_new_operation_is_held_against_its_like(store: Store, submitted: float, accepted: float, reason: str) -> None:
    rows = RowsOf(NAME, [*operations(240)[-30:], operation(date(2026, 1, 14), submitted, accepted)])
    kept, asked = sifted(store, rows, SEEN)
    assert [(question.key, reason in question.reason) for question in asked] == (
        [(rows.rows[-1][0], True)] if reason else []
    )
    assert kept.rows == (rows.rows[:-1] if reason else rows.rows)


def test_one_far_above_its_like_of_a_year_is_doubted_and_two_believe_one_another(store: Store) -> None:
    known = [operation(day, 900e6, 300e6) for day in weekdays(date(2025, 1, 2), 240)]
    tables.append(store.connection, NAME, known, p.day_number(date(2025, 12, 31)), 2)
    new = [operation(date(2026, 1, n), 2_300e6, 800e6) for n in (13, 14)]  # more than twice, each
    assert [question.key for question in sifted(store, RowsOf(NAME, new[:1]), SEEN)[1]] == ["2026-01-13 OR"]
    assert sifted(store, RowsOf(NAME, new), SEEN)[1] == []


def auction(day: str, accepted: float | None = 5e10) -> tuple[str, tables.Row]:
    row = {"auction_date": day, "cusip": "912797PV3", "issue_date": "2025-12-11", "accepted_usd": accepted}
    return f"{day} 912797PV3", row


def test_the_same_thing_is_not_held_under_two_days(store: Store) -> None:
    tables.append(store.connection, "treasury_auctions", [auction("2025-12-08")], p.day_number(SEEN), 2)
    assert sifted(store, RowsOf("treasury_auctions", [auction("2025-12-08", 6e10)]), SEEN)[1] == []
    (question,) = sifted(store, RowsOf("treasury_auctions", [auction("2025-12-09")]), SEEN)[1]
    assert "row 2025-12-09 912797PV3: the same is held as 2025-12-08 912797PV3" in question.reason


def test_of_a_list_that_is_always_whole_no_row_is_kept_aside(store: Store) -> None:
    rows = RowsOf(NAME, [operation(date(2026, 1, 14), 123_400e6, 41_100e6)], whole="2026-01")
    with pytest.raises(SourceError, match="far from what is held"):
        sifted(store, rows, SEEN)


def test_an_auction_that_is_put_off_before_it_has_results_is_taken(store: Store) -> None:
    tables.append(store.connection, "treasury_auctions", [auction("2025-12-08", None)], p.day_number(SEEN), 2)
    assert sifted(store, RowsOf("treasury_auctions", [auction("2025-12-09", None)]), SEEN)[1] == []


def test_a_long_silence_among_the_rows_of_a_window_is_told_and_a_short_one_is_not() -> None:
    rows = operations(250)
    window = (date(2025, 1, 1), date(2025, 12, 31))
    assert silence(RowsOf(NAME, rows), *window, SEEN) is None
    assert silence(RowsOf(NAME, rows[:120]), *window, SEEN) == date(2025, 6, 19)
    assert silence(RowsOf(NAME, rows[120:]), *window, SEEN) == date(2025, 1, 1)
    assert silence(RowsOf(NAME, rows[:80] + rows[160:]), *window, SEEN) == date(2025, 4, 24)
    assert silence(RowsOf("unknown", rows[:120]), *window, SEEN) is None


def test_a_page_of_auctions_tells_a_silence_inside_it_and_none_at_its_ends() -> None:
    days = [date(2020, 1, 6) + timedelta(days=7 * n) for n in range(200)]
    page = [auction(str(day)) for day in days]
    assert silence(RowsOf("treasury_auctions", page), None, None, SEEN) is None
    assert silence(RowsOf("treasury_auctions", page[:80] + page[120:]), None, None, SEEN) == date(2021, 7, 13)


def test_buybacks_are_told_to_lack_their_first_or_those_since_they_are_weekly_and_not_the_years_without_any() -> None:
    early = [date(2000, 3, 9) + timedelta(days=14 * n) for n in range(45)]
    weekly = [date(2024, 5, 29) + timedelta(days=7 * n) for n in range(80)]
    seen, window = date(2025, 12, 15), (date(2000, 3, 9), None)

    def told(days: list[date], since: date | None = window[0]) -> date | None:
        rows = [(str(day), {"operation_date": str(day)}) for day in days]
        return silence(RowsOf("treasury_buybacks", rows), since, None, seen)

    assert told(early + weekly) is None
    assert told(weekly) == told((early + weekly)[60:]) == date(2000, 3, 9)
    assert told(early + weekly[:20] + weekly[40:]) == weekly[19] + timedelta(days=1)
    assert told(early + weekly[:40]) == weekly[39] + timedelta(days=1)
    assert told(weekly[30:], since=weekly[30]) is None
