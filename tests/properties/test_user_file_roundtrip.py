"""Whatever series a user has comes back from a file as it was: values, dates, gaps; or is refused whole."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date, timedelta

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.core.errors import InputError
from fedsheet.core.units import PERCENT, unit
from fedsheet.sources.users.grid import grid_of_bytes
from fedsheet.sources.users.series import UserSeries, series_of_grid
from fedsheet.sources.users.table import DAY, NUMBER, TEXT, TableField, TableShape, read_table

TODAY = date(2026, 11, 23)
amounts = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6))
cells = st.none() | amounts
series = st.lists(cells, min_size=3, max_size=40).filter(lambda found: sum(v is not None for v in found) >= 2)
steps = st.integers(1, 40)


def read(raw: bytes) -> UserSeries:
    return series_of_grid(grid_of_bytes(raw, "file"), unit("Percent"), today=TODAY)


def days(n: int, step: int) -> list[date]:
    return [date(2015, 1, 1) + timedelta(days=step * k) for k in range(n)]


@settings(deadline=None)
@given(series, steps, st.booleans())
def test_csv_comes_back_as_it_was(values: list[float | None], step: int, newest_first: bool) -> None:
    rows = list(zip(days(len(values), step), values, strict=True))
    lines = [f"{day},{'' if value is None else repr(value)}" for day, value in (rows[::-1] if newest_first else rows)]
    found = read(("date,value\n" + "\n".join(lines) + "\n").encode())
    told = [(day, value) for day, value in rows if value is not None]
    assert list(zip(found.days, found.values, strict=True)) == told


@settings(deadline=None, max_examples=40)
@given(st.lists(amounts, min_size=2, max_size=20), steps)
def test_a_workbook_comes_back_as_it_was(values: list[float], step: int) -> None:
    book = openpyxl.Workbook()
    book.active.append(["date", "value"])
    for row in zip(days(len(values), step), values, strict=True):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).values == tuple(values)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(raw: bytes) -> None:
    with suppress(InputError):
        assert isinstance(read(raw), UserSeries)


TABLE = TableShape("any", (
    TableField("day", DAY, ("date",), is_filled=True), TableField("name", TEXT, is_filled=True),
    TableField("rate", NUMBER, ("px_last",), unit=PERCENT),
), ("*",))  # fmt: skip
names = st.text(st.characters(categories=("L", "N"), max_codepoint=0x9FFF), min_size=1, max_size=8)
lines = st.lists(st.tuples(names, cells), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(lines, steps, st.sampled_from(",\t;"), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_a_table_comes_back_as_it_was_in_any_encoding(
    rows: list[tuple[str, float | None]], step: int, mark: str, encoding: str
) -> None:
    told = [(day, name, value) for day, (name, value) in zip(days(len(rows), step), rows, strict=True)]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["Date", "Name", "PX_LAST", "note"], *((*row, "") for row in told)])
    _, found = read_table(out.getvalue().encode(encoding), "t.csv", TABLE)
    assert [(row.cells["day"], row.cells["name"], row.cells["rate"]) for row in found] == told


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=6) | st.floats().map(repr), max_size=4), max_size=6))
def test_any_table_is_read_or_refused_by_name(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["day", "name", "rate"], *rows])
    with suppress(InputError):
        read_table(out.getvalue().encode("utf-8", "replace"), "t.csv", TABLE)
