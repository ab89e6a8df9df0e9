"""Replies that are whole in form but short, and rows of lists in another order, doubled, left out or damaged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

import fedsheet
from fedsheet.core.errors import StoreError
from fedsheet.runs.data_check import data_check
from fedsheet.runs.pull import PullOutcome, questions_for, settle
from fedsheet.sources.catalogue import chosen
from fedsheet.sources.reply import Request
from fedsheet.sources.transport import Limits, Reply, Transport
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import RawReplies
from publisher import Publisher
from whole_lists import mspd_rows, treasuries

TODAY = date.today()
MONTH = date(2026, 10, 31)
Rows = list[dict[str, str]]


@pytest.fixture
def home(shipped_home: Path) -> Path:
    return shipped_home


def asked(name: str) -> list[Request]:
    with open_store() as store:
        return questions_for(store, chosen([name]), None, TODAY)


def came(home: Path, request: Request, document: object) -> PullOutcome:
    """One reply, settled as a pull does."""
    with open_store() as store:
        return settle(store, RawReplies(home), request, Reply(json.dumps(document).encode(), "application/json"))


def test_a_first_reply_of_the_newest_rows_alone_is_told_and_its_days_come_with_the_next(home: Path) -> None:
    publisher = Publisher(fedsheet.vintage(), TODAY)
    (first,) = asked("EFFR")
    answer = Transport(Limits(deadline=60), loopback=publisher.server.address).fetch(first)
    document = json.loads(answer.body)
    rows = sorted(document["refRates"], key=lambda row: row["effectiveDate"])
    outcome = came(home, first, {**document, "refRates": rows[-500:]})
    assert f"partial: EFFR lacks figures from {first.params['startDate']} on" in outcome.note
    assert [f.subject for f in data_check() if "partial: EFFR lacks" in f.what] == ["EFFR"]
    (again,) = asked("EFFR")
    assert again.params["startDate"] == first.params["startDate"]
    came(home, again, document)
    held = [str(stamp.date()) for stamp in fedsheet.series("EFFR").values.index]
    assert held == [row["effectiveDate"] for row in rows if row["effectiveDate"] <= held[-1]]
    assert not [f for f in data_check() if "partial" in f.what]
    (last,) = asked("EFFR")
    assert last.params["startDate"] > str(TODAY - timedelta(days=60))


def statement() -> Rows:
    return mspd_rows(treasuries(fedsheet.vintage(), MONTH), MONTH)


def of(rows: Rows) -> dict[str, object]:
    return {"data": rows, "meta": {"count": len(rows), "total-count": len(rows), "total-pages": 1}}


def outstanding() -> dict[str, float]:
    rows = fedsheet.vintage().rows("mspd_securities")
    assert len({row["cusip"] for row in rows}) == len(rows)
    return {str(row["cusip"]): float(str(row["outstanding_usd"])) for row in rows}


def question() -> Request:
    return Request(
        "treasury",
        f"Treasury securities {MONTH}",
        "https://api.fiscaldata.treasury.gov/",
        about={"feed": "treasury.mspd"},
    )


def test_the_same_securities_in_another_order_are_the_same_and_one_that_is_gone_is_withdrawn(home: Path) -> None:
    rows = statement()
    came(home, question(), of(rows))
    held = outstanding()
    again = came(home, question(), of(rows[::-1]))
    assert "new rows 0" in again.note
    assert outstanding() == held
    gone = next(row for row in rows if row["maturity_date"] != "null" and row["security_class1_desc"] == "Notes")
    less = [row for row in rows if row["security_class2_desc"] != gone["security_class2_desc"]]
    came(home, question(), of(less))
    assert outstanding() == {cusip: usd for cusip, usd in held.items() if cusip != gone["security_class2_desc"]}


@pytest.mark.parametrize("repeated", [lambda rows: rows + rows, lambda rows: [*rows, rows[0]]])
def test_a_page_repeated_inside_a_reply_is_refused(home: Path, repeated: Callable[[Rows], Rows]) -> None:
    outcome = came(home, question(), of(repeated(statement())))
    assert not outcome.is_good
    assert "mspd_securities" not in fedsheet.vintage().tables


def test_a_damaged_row_of_a_table_is_named_and_never_shown(home: Path) -> None:
    came(home, question(), of(statement()))
    held = outstanding()
    with closing(sqlite3.connect(home / FILE_NAME)) as store:
        n = store.execute("SELECT length(content) FROM table_blocks WHERE name = 'mspd_securities'").fetchone()[0]
        whole = store.execute("SELECT content FROM table_blocks WHERE name = 'mspd_securities'").fetchone()[0]
    for place in range(0, n, n // 12):
        flipped = whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
        with closing(sqlite3.connect(home / FILE_NAME)) as store:
            store.execute("UPDATE table_blocks SET content = ? WHERE name = 'mspd_securities'", (flipped,))
            store.commit()
        assert [f for f in data_check() if f.severity == "error" and f.subject == "mspd_securities"]
        with pytest.raises(StoreError, match="mspd_securities"):
            outstanding()
    with closing(sqlite3.connect(home / FILE_NAME)) as store:
        store.execute("UPDATE table_blocks SET content = ? WHERE name = 'mspd_securities'", (whole,))
        store.commit()
    assert outstanding() == held


def test_total_assets_that_end_on_a_thursday_are_refused_before_anything_projects_from_them(home: Path) -> None:
    values = fedsheet.series("WALCL").values
    days = [(stamp.date(), value) for stamp, value in values.items()]
    moved = [(day + timedelta(days=1), value) for day, value in days[-30:]]
    text = "\n".join(["observation_date,WALCL", *(f"{day},{value!r}" for day, value in moved), ""]).encode()
    (request,) = asked("WALCL")
    with open_store() as store:
        outcome = settle(store, RawReplies(home), request, Reply(text, "text/csv"))
    assert not outcome.is_good
    assert fedsheet.series("WALCL").last_day == days[-1][0]
