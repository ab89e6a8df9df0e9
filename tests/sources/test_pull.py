"""A whole pull, against a server on this machine: one failing source never stops the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

import fedsheet
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.runs.data_check import data_check
from fedsheet.runs.pull import pull, questions_for
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.status import status
from fedsheet.sheet.h41_lines import STATEMENT
from fedsheet.sources.catalogue import catalogue, chosen, groups
from fedsheet.sources.transport import ClockError, Limits, Reply, Transport
from fedsheet.store.observations import open_store
from misbehaving import LINE_FAULTS, Server, reply
from specimens import BY_NAME

LIMITS = Limits(deadline=2.0, attempts=2, first_wait=0.001, longest_wait=0.01)
CANARY = "c4na7yc4na7yc4na7yc4na7yc4na7y11"
VINTAGES = {
    "count": 2,
    "observations": [
        {"date": "2025-01-01", "realtime_start": "2025-03-01", "realtime_end": "2025-03-31", "value": "7.0"},
        {"date": "2025-01-01", "realtime_start": "2025-04-01", "realtime_end": "9999-12-31", "value": "8.0"},
    ],
}
OBSERVATIONS = {"count": 1, "observations": [{"date": "2025-12-17", "value": "101.5"}]}


def answer(send: object, path: str) -> None:
    """FRED answers; the OFR is down; everyone else does not know the page."""
    if "/fred.stlouisfed.org/" in path:
        names = unquote(path.split("id=")[1].split("&")[0]).split(",")
        rows = [
            ("observation_date", names),
            ("2025-12-10", ["100.5"] * len(names)),
            ("2025-12-17", ["101.5"] * len(names)),
        ]
        reply(send, "".join(f"{day},{','.join(cells)}\n" for day, cells in rows).encode(), "application/csv")
    elif "/api.stlouisfed.org/" in path and CANARY in path:
        reply(send, json.dumps(VINTAGES if "realtime_start" in path else OBSERVATIONS).encode(), "application/json")
    elif "/data.financialresearch.gov/" in path:
        reply(send, b"", "text/html", status="500 Internal Server Error")
    else:
        reply(send, json.dumps({"message": "unknown"}).encode(), "application/json", status="404 Not Found")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    return tmp_path


@pytest.fixture
def publishers() -> Iterator[Transport]:
    server = Server(lambda send, _body, _type: answer(send, server.paths[-1]))
    yield Transport(LIMITS, loopback=server.address)
    server.close()


def test_good_sources_are_taken_in_beside_failing_ones(home: Path, publishers: Transport) -> None:
    heard: list[float] = []
    outcomes = pull(
        ["WSHOSHO", "WSHOBL", "OFR_DVP_OO_VOL"], transport=publishers, progress=lambda _w, s: heard.append(s)
    )
    assert {o.what: o.is_good for o in outcomes} == {"WSHOSHO,WSHOBL": True, "OFR_DVP_OO_VOL": False}
    assert "500" in next(o.note for o in outcomes if not o.is_good)
    assert heard[-1] == 1.0
    assert list(fedsheet.series("WSHOSHO").values) == [100.5, 101.5]
    failed = next(s for s in status() if s.group == "repo_markets")
    assert "OFR_DVP_OO_VOL" in failed.failures


def test_answers_of_an_unknown_page_do_not_make_a_host_dead(home: Path) -> None:
    def only_the_last(send: object, _body: bytes, _type: str) -> None:
        if "BC_" in server.paths[-1] or "=2025" in server.paths[-1]:
            reply(send, BY_NAME["treasury_curve.xml"].body, "application/xml")
        else:
            reply(send, b"", "text/html", status="404 Not Found")

    server = Server(only_the_last)
    outcomes = pull(["curve"], date(2020, 1, 1), transport=Transport(LIMITS, loopback=server.address))
    server.close()
    assert next(o for o in outcomes if o.what.endswith("2025")).is_good
    assert not any("not asked" in o.note for o in outcomes)


def test_a_silent_host_is_left_alone_and_the_way_out_is_told(home: Path) -> None:
    server = Server(LINE_FAULTS["silence"])
    quick = Limits(deadline=0.2, silence=0.1, attempts=1)
    outcomes = pull(["h41", "yields"], transport=Transport(quick, loopback=server.address))
    server.close()
    assert not any(o.is_good for o in outcomes)
    assert len([o for o in outcomes if "FRED_API_KEY" in o.note and "FEDSHEET_AGENT" in o.note]) == 3
    assert len([o for o in outcomes if "not asked" in o.note]) == len(outcomes) - 3


def test_a_table_of_several_series_that_is_refused_is_asked_one_by_one(home: Path) -> None:
    def one_by_one(send: object, _body: bytes, _type: str) -> None:
        name = unquote(server.paths[-1].split("id=")[1])
        if "," in name or name == "WSHOBL":
            reply(send, b"", "text/html", status="404 Not Found")
        else:
            reply(send, f"observation_date,{name}\n2025-12-17,101.5\n".encode(), "application/csv")

    server = Server(one_by_one)
    outcomes = pull(["WSHOSHO", "WSHOBL", "WORAL"], transport=Transport(LIMITS, loopback=server.address))
    server.close()
    assert {o.what: o.is_good for o in outcomes} == {"WSHOSHO": True, "WSHOBL": False, "WORAL": True}


def test_release_pages_are_named_by_the_boards_own_list(home: Path) -> None:
    from fedsheet.runs.pull import settle
    from fedsheet.store.raw import RawReplies

    specimen = BY_NAME["h41_dates.json"]
    entries = chosen(["h41_releases"])
    with open_store() as store:
        settle(store, RawReplies(home), specimen.request, Reply(specimen.body, "application/json"))
        found = [r.what.split()[-1] for r in questions_for(store, entries, date(2025, 12, 1), date(2026, 1, 12))]
    assert found == ["2025-12-04", "2025-12-11", "2025-12-18", "2025-12-29", "2026-01-02", "2026-01-08"]


def test_a_clock_days_off_the_publishers_ends_the_pull_and_nothing_is_kept(home: Path) -> None:
    from email.utils import format_datetime

    wrong = format_datetime(datetime.now(UTC) + timedelta(days=3), usegmt=True)
    body = b"observation_date,WSHOSHO\n2025-12-17,101.5\n"
    server = Server(lambda send, _b, _t: reply(send, body, "application/csv", f"Date: {wrong}"))
    with pytest.raises(ClockError, match="Set the clock"):
        pull(["WSHOSHO"], transport=Transport(LIMITS, loopback=server.address))
    server.close()
    with open_store() as store:
        assert [entry.batch for entry in store.ledger()] == [0]


def test_a_pull_before_a_day_already_seen_is_refused(home: Path, publishers: Transport) -> None:
    pull(["WSHOSHO"], transport=publishers)
    with open_store() as store, store.transaction():
        store.amend(replace(store.ledger()[1], seen_on=date(2099, 1, 1)))
    with pytest.raises(InputError, match="seen on 2099-01-01"):
        pull(["WSHOSHO"], transport=publishers)
    assert any("a day to come" in finding.what for finding in data_check())


def test_a_release_rule_dates_what_is_never_revised(home: Path, publishers: Transport) -> None:
    pull(["WSHOSHO"], transport=publishers)
    known = fedsheet.series("WSHOSHO", as_of="2025-12-17").values
    assert [stamp.date() for stamp in known.index] == [date(2025, 12, 10)]  # the 17th appears on Thursday the 18th
    assert set(fedsheet.vintages("WSHOSHO")["start_is"]) == {"release rule"}


def test_without_vintages_a_revised_series_is_known_since_it_was_first_seen(home: Path, publishers: Transport) -> None:
    pull(["JTSJOL"], transport=publishers)
    assert set(fedsheet.vintages("JTSJOL")["start_is"]) == {"first seen"}


def test_a_pull_can_be_repeated_and_rebuilt_bit_for_bit(home: Path, publishers: Transport) -> None:
    pull(["WSHOSHO", "WSHOBL"], transport=publishers)
    pull(["WSHOSHO"], transport=publishers)
    made = rebuild()
    assert made.n_replies == 2
    assert made.before == made.after
    assert list(fedsheet.series("WSHOSHO").values) == [100.5, 101.5]


def test_a_damaged_store_is_kept_aside_and_made_again(home: Path, publishers: Transport) -> None:
    pull(["WSHOSHO"], transport=publishers)
    (home / "fedsheet.sqlite").write_bytes(b"not a database at all" * 100)
    made = rebuild()
    assert made.before == ""
    assert Path(made.kept_aside).exists()
    assert list(fedsheet.series("WSHOSHO").values) == [100.5, 101.5]


def test_a_reply_that_was_kept_but_not_taken_in_is_taken_in_by_the_next_pull(home: Path, publishers: Transport) -> None:
    pull(["WSHOSHO"], transport=publishers)
    with open_store() as store, store.transaction():
        for table in ("ledger", "blocks", "definitions"):
            store.connection.execute(f"DELETE FROM {table} WHERE batch = 1")
    assert any("not taken in" in finding.what for finding in data_check())
    pull(["WSHOBL"], transport=publishers)
    assert list(fedsheet.series("WSHOSHO").values) == [100.5, 101.5]


def test_with_a_key_revised_series_come_with_their_vintages_and_the_key_is_in_no_file(
    home: Path, publishers: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", CANARY)
    outcomes = pull(["JTSJOL", "WSHOSHO"], transport=publishers)
    assert [(o.feed, o.is_good) for o in sorted(outcomes, key=lambda o: o.what)] == [
        ("fred.vintages", True), ("fred.observations", True)
    ]  # fmt: skip
    assert list(fedsheet.series("JTSJOL", as_of="2025-03-01").values) == [7.0]
    assert list(fedsheet.series("JTSJOL").values) == [8.0]
    assert set(fedsheet.vintages("JTSJOL")["start_is"]) == {"publisher"}
    assert not [path for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_every_entry_of_the_catalogue_is_asked_for(home: Path) -> None:
    with open_store() as store:
        today = date(2025, 12, 31)
        for group in groups():
            entries = chosen([group])
            found = questions_for(store, entries, None, today)
            needs_a_calendar = all(entry.feed == "fomc.statement" for entry in entries)
            assert found or needs_a_calendar, group
            assert all(request.url.startswith("https://") for request in found)
            assert len({request.what for request in found}) == len(found), group


def test_what_no_command_reads_is_marked_for_export() -> None:
    package = Path(fedsheet.__file__).parent
    texts = [
        path.read_text("utf-8") for path in package.rglob("*") if path.suffix in (".py", ".toml")
        and not {"sources", "messages", "snapshot"} & set(path.parts)
    ]  # fmt: skip
    everything = "\n".join(texts)
    for group in groups():
        entries = [entry for entry in catalogue().values() if entry.group == group]
        is_read = group == "statement" or any(entry.id in everything for entry in entries)
        assert is_read or all(entry.use == "export" for entry in entries), group


def test_the_catalogue_says_of_each_entry_what_the_store_holds() -> None:
    known = fedsheet.vintage()
    assert len(catalogue()) >= 150
    for series_id in known.keys() & catalogue().keys():
        entry, held = catalogue()[series_id], known[series_id].definition
        assert (entry.unit, entry.frequency, entry.timing) == (held.unit.name, held.frequency, held.timing), series_id
        assert held.revised == (not entry.known), series_id


def test_a_pulled_release_page_shows_the_factors_and_its_sum(home: Path) -> None:
    from fedsheet.runs.h41 import read_factors
    from fedsheet.runs.pull import settle
    from fedsheet.store.raw import RawReplies

    specimen = BY_NAME["h41_tables.html"]
    with open_store() as store:
        assert settle(store, RawReplies(home), specimen.request, Reply(specimen.body, "text/html")).is_good
    found = read_factors()
    assert found.day == date(2025, 12, 17)
    assert found.lines[-1] == ("Reserve balances with Federal Reserve Banks", 2_988_300e6, 2_988_600e6)
    assert found.difference_usd == 0
    with pytest.raises(DateRangeError, match="2025-12-17"):
        read_factors(date(2025, 12, 10))


def test_a_page_whose_factors_do_not_add_up_is_an_error(home: Path) -> None:
    from fedsheet.runs.pull import settle
    from fedsheet.store.raw import RawReplies

    specimen = BY_NAME["h41_tables.html"]
    wrong = specimen.body.replace(b"2,988,600", b"2,988,500")
    assert wrong != specimen.body
    with open_store() as store:
        settle(store, RawReplies(home), specimen.request, Reply(wrong, "text/html"))
    (found,) = [finding for finding in data_check() if finding.subject == "H.4.1 page 2025-12-17"]
    assert (found.severity, found.what) == (
        "error", "does not add up: Reserve balances = factors supplying - factors absorbing"
    )  # fmt: skip


def test_every_line_of_the_statement_is_in_the_catalogue_for_the_years_it_stood() -> None:
    for line in STATEMENT:
        entry = catalogue()[f"H41.{line.code}_N.WW"]
        assert bool(entry.ended) == (line.until != date.max), line.code
        assert line.since <= date.fromisoformat(entry.start) or line.since == date.min or not entry.ended, line.code
