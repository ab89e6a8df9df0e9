"""Rows of tables: by key, corrected since they were seen, withdrawn where a whole list lacks them."""

from __future__ import annotations

import sqlite3

import pytest

from fedsheet.store import tables
from fedsheet.store.observations import Store, make_tables


@pytest.fixture
def connection() -> sqlite3.Connection:
    store = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(store.connection)
    return store.connection


def held(connection: sqlite3.Connection, day: int) -> dict[str, str]:
    return tables.in_force(connection, "t", day)


def test_a_row_that_a_corrected_list_lacks_is_withdrawn_since_it_was_seen(connection: sqlite3.Connection) -> None:
    tables.append(connection, "t", [("m1 a", {"x": 1}), ("m1 b", {"x": 2})], 10, 1, seen=10, whole="m1 ")
    n = tables.append(connection, "t", [("m1 a", {"x": 1})], 10, 2, seen=15, whole="m1 ")
    assert n == 1
    assert list(held(connection, 20)) == ["m1 a"]
    assert list(held(connection, 12)) == ["m1 a", "m1 b"]
    assert tables.packed(connection, tables.blocks(connection, 20, "t"))().to_dict("records") == [{"x": 1}]
    tables.append(connection, "t", [("m1 b", {"x": 2})], 10, 3, seen=18, whole=None)
    assert list(held(connection, 20)) == ["m1 a", "m1 b"]


def test_a_corrected_row_is_known_since_it_was_seen_and_a_new_one_since_its_release(
    connection: sqlite3.Connection,
) -> None:
    tables.append(connection, "t", [("a", {"x": 1})], 10, 1, seen=12)
    tables.append(connection, "t", [("a", {"x": 9}), ("b", {"x": 2})], 10, 2, seen=20)
    assert held(connection, 19) == {"a": '{"x": 1}', "b": '{"x": 2}'}
    assert held(connection, 20) == {"a": '{"x": 9}', "b": '{"x": 2}'}


def test_another_part_of_a_table_is_left_alone(connection: sqlite3.Connection) -> None:
    tables.append(connection, "t", [("m1 a", {"x": 1}), ("m2 a", {"x": 2})], 10, 1)
    tables.append(connection, "t", [("m2 b", {"x": 3})], 11, 2, whole="m2 ")
    assert list(held(connection, 11)) == ["m1 a", "m2 b"]
