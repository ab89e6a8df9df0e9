"""What was known on a day, answered from arrays, equals a replay of every print, one by one."""

from __future__ import annotations

import math
import sqlite3
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fedsheet.core.errors import DateRangeError
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.store import prints as p
from fedsheet.store.observations import Store, make_tables

ZERO = date(2020, 1, 1)
NAN = float("nan")
DEFINITION = SeriesDefinition("X", "x", unit("Index"), "D", "daily", "test")

values = st.sampled_from([0.0, 1.0, 2.0])
small_days = st.integers(0, 4)
publisher = st.tuples(
    st.just("publisher"), st.integers(0, 9),
    st.lists(st.tuples(small_days, st.integers(0, 9), values | st.just(NAN)), max_size=8, unique_by=lambda t: t[:2]),
)  # fmt: skip
others = st.tuples(
    st.sampled_from(["first seen", "release rule"]), st.integers(0, 9),
    st.lists(st.tuples(small_days, st.integers(0, 9), values), max_size=5, unique_by=lambda t: t[0]),
)  # fmt: skip
batches = st.lists(publisher | others, min_size=1, max_size=6)

Print = tuple[int, int, float]


def known(replay: list[Print], day: int) -> dict[int, float]:
    """Of each day the print with the latest start; of equal starts the one said last."""
    found: dict[int, tuple[int, float]] = {}
    for observed, start, value in replay:
        if start <= day and (observed not in found or start >= found[observed][0]):
            found[observed] = (start, value)
    return {observed: value for observed, (_, value) in found.items() if not math.isnan(value)}


def replayed(said: list[tuple[str, int, list[Print]]]) -> list[Print]:
    """Every print that was said, by the rule of its kind, in the order of coming."""
    replay: list[Print] = []
    for kind, seen, rows in said:
        before = list(replay)
        for observed, start, value in rows:
            ever = {d: v for d, s, v in sorted(before, key=lambda row: row[1]) if d == observed}
            if kind == "publisher":
                replay.append((observed, start, value))
            elif kind == "first seen":
                if known(before, seen).get(observed, NAN) != value:
                    replay.append((observed, seen, value))
            elif observed not in ever:
                replay.append((observed, min(start, seen), value))
            elif ever[observed] != value and known(before, seen).get(observed, NAN) != value:
                replay.append((observed, seen, value))
    return replay


def stored(said: list[tuple[str, int, list[Print]]]) -> Store:
    store = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(store.connection)
    for batch, (kind, seen, rows) in enumerate(said):
        days = [p.day_number(ZERO) + row[0] for row in rows]
        starts = [p.day_number(ZERO) + (seen if kind == "first seen" else row[1]) for row in rows]
        given_ = p.prints(days, starts, [row[2] for row in rows])
        store.append(DEFINITION, given_, batch, kind, ZERO + timedelta(days=seen))
    return store


QUESTIONS = 2_000
A_STORE = 5  # questions asked of each store


@settings(max_examples=QUESTIONS // A_STORE, deadline=None)
@given(batches, st.lists(st.integers(-1, 10), min_size=A_STORE, max_size=A_STORE))
@example([("publisher", 0, [(0, 5, 1.0), (0, 7, 1.0)]), ("publisher", 0, [(0, 6, 2.0)])], [8, 7, 6, 5, 4])
def test_as_of_equals_a_brute_force_replay(said: list[tuple[str, int, list[Print]]], asked: list[int]) -> None:
    store, replay = stored(said), replayed(said)
    try:
        for day in asked:
            assert answer(store, day) == known(replay, day)
    finally:
        store.connection.close()


def answer(store: Store, day: int) -> dict[int, float]:
    try:
        found = store.series("X", ZERO + timedelta(days=day)).values
    except DateRangeError:
        return {}
    return {(stamp.date() - ZERO).days: value for stamp, value in found.items()}


@settings(max_examples=100, deadline=None)
@given(batches)
def test_intervals_of_one_day_neither_overlap_nor_leave_gaps(said: list[tuple[str, int, list[Print]]]) -> None:
    store = stored(said)
    frame = store.vintages("X")
    store.connection.close()
    for _, of_day in frame.groupby("observation_date"):
        shown = of_day[of_day["realtime_end"] >= of_day["realtime_start"]]
        starts, ends = list(shown["realtime_start"]), list(shown["realtime_end"])
        assert all(end + timedelta(days=1) == start for end, start in zip(ends, starts[1:], strict=False))
        assert not ends or ends[-1].year == 9999


@settings(max_examples=100, deadline=None)
@given(batches)
def test_what_was_said_once_is_never_changed(said: list[tuple[str, int, list[Print]]]) -> None:
    first, whole = stored(said[:-1]), stored(said)
    blocks = "SELECT series_id, block, prints FROM blocks ORDER BY 1, 2"
    before, after = first.connection.execute(blocks).fetchall(), whole.connection.execute(blocks).fetchall()
    first.connection.close()
    whole.connection.close()
    assert after[: len(before)] == before
