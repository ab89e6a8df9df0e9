"""Figures of rows that cannot be, by their nature: the highest that were true pass, and each that is not is told."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

import fedsheet
from fedsheet.core.errors import SourceError
from fedsheet.runs.doubtful_bounds import refuse_impossible
from fedsheet.runs.doubtful_rows import sifted
from fedsheet.sources.reply import RowsOf
from fedsheet.sources.treasury import parse_auctions
from fedsheet.store import prints as p
from fedsheet.store import tables
from fedsheet.store.observations import Store, make_tables
from support import shared

SEEN = date(2026, 1, 15)
FACTORS = (1e3, 1e2, 10.0, 0.1, 0.01, 1e-3, 0.0, -1.0)
AUCTIONS, BUYBACKS = "treasury_auctions", "treasury_buybacks"


@pytest.fixture
def store() -> Iterator[Store]:
    held = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(held.connection)
    yield held
    held.connection.close()


def said(table: str, **row: str | float | None) -> tuple[str, str]:
    """What is said of one row in both languages, or nothing."""
    try:
        refuse_impossible(table, "row", row, {})
    except SourceError as error:
        return error.said("en", "cli"), error.said("zh", "cli")
    return "", ""


def auction(cover: float | None, day: str = "1984-11-14") -> tuple[str, tables.Row]:
    row = {"auction_date": day, "cusip": "912794GW0", "issue_date": day, "kind": "Bill", "accepted_usd": 5e9,
           "bid_to_cover": cover}  # fmt: skip
    return f"{day} 912794GW0 {day}", row


def buyback(day: date, most: float, accepted: float | None) -> tuple[str, tables.Row]:
    row = {"operation_date": str(day), "operation_type": "Liquidity Support", "security_type": "TIPS",
           "bucket": "1Y to 10Y", "most_usd": most, "offered_usd": None if accepted is None else 3 * accepted,
           "accepted_usd": accepted}  # fmt: skip
    return f"{day} Liquidity Support TIPS 1Y to 10Y", row


def listed(day: str, coupon: float, kind: str = "note_bond", cusip: str = "31359MGK3") -> RowsOf:
    row = {"cusip": cusip, "kind": kind, "coupon_percent": coupon, "amount_usd": 382e6}
    return RowsOf(f"soma_agency_{day}", [(cusip, row)], whole="")


@pytest.mark.parametrize(("table", "row"), [
    (AUCTIONS, {"kind": "Note", "coupon_percent": 16.25}), ("mspd_securities", {"class": "Bonds", "coupon_percent": 0}),
    (AUCTIONS, {"auction_date": "2017-07-20", "bid_to_cover": 1.98}),
    (AUCTIONS, {"auction_date": "2020-12-17", "bid_to_cover": 6.53}),
    (AUCTIONS, {"bid_to_cover": None}), (AUCTIONS, {"auction_date": "1984-11-14", "bid_to_cover": 0.0}),
    (AUCTIONS, {"bid_to_cover": 1.0}),
    (BUYBACKS, {"most_usd": 12.5e9, "accepted_usd": 12.5e9}), (BUYBACKS, {"most_usd": 0.0, "accepted_usd": 1e9}),
    ("soma_agency", {"kind": "cmbs", "coupon_percent": 3.56}), ("soma_treasury", {"kind": "bill", "par_usd": 0.0}),
    ("mspd_securities", {"redeemed_usd": -11_606.2e6}), ("soma_treasury", {"change_from_prior_week_usd": -4e9}),
])  # fmt: skip
def test_what_was_true_once_passes(table: str, row: dict[str, str | float | None]) -> None:
    assert said(table, **row) == ("", "")


@pytest.mark.parametrize(("row", "english", "chinese"), [
    ({"most_usd": -5e8}, "most_usd of row is -500,000,000: it cannot be below zero", "不可能小于零"),
    ({"soma_accepted_usd": -1.0}, "it cannot be below zero", "不可能小于零"),
    ({"bid_to_cover": 0.99}, "bid_to_cover of row is 0.99: it can lie from 1 to 15", "应在 1 与 15 之间"),
    ({"bid_to_cover": 19.8}, "it can lie from 1 to 15", "应在 1 与 15 之间"),
    ({"bid_to_cover": 0.0, "auction_date": "2026-01-13"}, "it can lie from 1 to 15", "应在 1 与 15 之间"),
    ({"coupon_percent": 41.25, "kind": "note_bond"}, "it can lie from 0 to 20", "应在 0 与 20 之间"),
    ({"coupon_percent": -4.125, "class": "Notes"}, "it can lie from 0 to 20", "应在 0 与 20 之间"),
    ({"most_usd": 2e9, "accepted_usd": 2.1e9}, "row: 2,100,000,000 were taken, of at most 2,000,000,000", "超过上限"),
])  # fmt: skip
def test_what_cannot_be_is_told_in_both_languages(row: dict[str, float], english: str, chinese: str) -> None:
    in_english, in_chinese = said("some_table", **row)
    assert english in in_english
    assert chinese in in_chinese


@pytest.mark.parametrize("factor", FACTORS)
def test_a_cover_that_is_held_is_not_moved_by_a_power_of_ten(store: Store, factor: float) -> None:
    tables.append(store.connection, AUCTIONS, [auction(2.8)], p.day_number(SEEN), 1)
    assert [one.key for one in sifted(store, RowsOf(AUCTIONS, [auction(2.8 * factor)]), SEEN)[1]] == [auction(2.8)[0]]
    assert sifted(store, RowsOf(AUCTIONS, [auction(2.81)]), SEEN)[1] == []


@pytest.mark.parametrize("factor", FACTORS)
def test_what_an_announced_buyback_may_take_is_held_against_its_like(store: Store, factor: float) -> None:
    days = [date(2025, 9, 2) + timedelta(weeks=n) for n in range(10)]
    held = [buyback(day, 500e6, 500e6) for day in days]
    tables.append(store.connection, BUYBACKS, held, p.day_number(SEEN), 1)
    (question,) = sifted(store, RowsOf(BUYBACKS, [*held, buyback(date(2026, 1, 20), 500e6 * factor, None)]), SEEN)[1]
    assert question.key.startswith("2026-01-20")
    doubled = buyback(date(2026, 1, 20), 1e9, None)
    assert sifted(store, RowsOf(BUYBACKS, [*held, doubled]), SEEN)[1] == []


@pytest.mark.parametrize("factor", FACTORS)
def test_the_coupon_of_a_security_does_not_change(store: Store, factor: float) -> None:
    before = listed("2026-01-07", 6.25)
    tables.append(store.connection, before.name, before.rows, p.day_number(SEEN), 1)
    with pytest.raises(SourceError, match=r"coupon"):
        sifted(store, listed("2026-01-14", 6.25 * factor), SEEN)
    assert sifted(store, listed("2026-01-14", 6.25), SEEN)[1] == []
    assert sifted(store, listed("2026-01-14", 4.0, cusip="31359MFJ7"), SEEN)[1] == []


def test_the_average_of_a_pool_may_change(store: Store) -> None:
    before = listed("2026-01-07", 3.56, "cmbs")
    tables.append(store.connection, before.name, before.rows, p.day_number(SEEN), 1)
    assert sifted(store, listed("2026-01-14", 3.5, "cmbs"), SEEN)[1] == []


def test_a_publisher_who_stays_by_another_coupon_for_five_weeks_is_believed(store: Store) -> None:
    before = listed("2025-11-05", 6.25)
    tables.append(store.connection, before.name, before.rows, p.day_number(SEEN), 1)
    with pytest.raises(SourceError, match=r"is 7%, the list before says 6.25%"):
        sifted(store, listed("2025-12-10", 7.0), SEEN)
    assert sifted(store, listed("2025-12-17", 7.0), SEEN)[1] == []


def test_a_month_of_the_debt_is_held_against_the_month_before(store: Store) -> None:
    def month(day: str, coupon: float) -> RowsOf:
        row = {"cusip": "912810RR1", "class": "Inflation-Protected Securities", "coupon_percent": coupon}
        return RowsOf("mspd_securities", [(f"{day} 912810RR1", row)], whole=f"{day} ")

    tables.append(store.connection, "mspd_securities", month("2025-11-30", 1.0).rows, p.day_number(SEEN), 1)
    assert sifted(store, month("2025-12-31", 1.0), SEEN)[1] == []
    with pytest.raises(SourceError, match="a coupon is set once"):
        sifted(store, month("2025-12-31", 10.0), SEEN)


def test_a_row_that_stands_as_it_is_given_is_not_judged_again(store: Store) -> None:
    tables.append(store.connection, AUCTIONS, [auction(17.0)], p.day_number(SEEN), 1)  # taken in at somebody's word
    assert sifted(store, RowsOf(AUCTIONS, [auction(17.0)]), SEEN)[1] == []


def test_every_list_and_auction_that_ships_passes() -> None:
    known = fedsheet.vintage()
    n = 0
    for table in ("soma_treasury_2022-02-16", "treasury_auctions_2022_2026", "treasury_operations"):
        for row in known.rows(table):
            numbers = {name: None if value != value else value for name, value in row.items()}
            refuse_impossible(table, "row", numbers, {})
            n += 1
    assert n > 800


def test_ten_years_of_auctions_pass(store: Store) -> None:
    rows = []
    for page in (1, 0):
        packed = shared(f"recordings/treasury/treasurydirect_jqsearch_page{page}_full.json.gz").read_bytes()
        asked = {"what": "auctions", "pagenum": str(page), "pagesize": "2000"}
        rows += parse_auctions(gzip.decompress(packed), asked).tables[0].rows
    assert len(rows) == 4_000
    assert sifted(store, RowsOf(AUCTIONS, rows), date(2026, 11, 1))[1] == []
