"""The store: opens, shares, refuses what is damaged, never lies about what was known."""

from __future__ import annotations

import csv
import json
import pickle
import shutil
import sqlite3
import threading
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pyarrow import feather, parquet

import fedsheet
from fedsheet.core.errors import DateRangeError, InputError, StoreError, UnitError, UnknownNameError
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.runs.data_check import data_check
from fedsheet.runs.status import status
from fedsheet.sources.catalogue import catalogue, licence
from fedsheet.store import prints as p
from fedsheet.store import reading, tables
from fedsheet.store.export import export, export_table
from fedsheet.store.observations import FILE_NAME, LedgerEntry, Store, damaged, open_store
from fedsheet.store.raw import RawReplies, one_writer

DEFINITION = SeriesDefinition("X", "x", unit("Millions of USD"), "W", "Wednesday level", "test")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / FILE_NAME
    with open_store(path):
        pass
    return path


@pytest.fixture
def home(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    shutil.copy(shipped, tmp_path / FILE_NAME)
    return tmp_path


def test_a_day_still_to_come_is_refused_and_says_what_is_known(home: Path) -> None:
    with pytest.raises(DateRangeError, match=r"2222-01-01 is still to come.*known on 2026-10-09"):
        fedsheet.vintage("2222-01-01")
    with pytest.raises(DateRangeError, match="still to come"):
        fedsheet.series("WALCL", date(2222, 1, 1))
    newest = fedsheet.vintage().as_of  # the newest day held may lie ahead of a clock that is wrong
    assert fedsheet.vintage(newest).digest == fedsheet.vintage().digest


@pytest.mark.parametrize("words", ["database or disk is full", "disk I/O error"])
def test_a_full_disk_is_not_told_as_a_damaged_store(words: str) -> None:
    said = str(damaged(Path("x.sqlite"), words))
    assert "room" in said
    assert "rebuild" not in said


def test_a_first_use_on_a_full_disk_says_that_the_disk_is_full(tmp_path: Path) -> None:
    """The file was made before the disk was found full: empty, it is of no other version."""
    (tmp_path / FILE_NAME).touch()
    with pytest.raises(StoreError) as full:
        reading.connect(tmp_path / FILE_NAME, sqlite3.OperationalError("database or disk is full"))
    assert full.value.key == "store.observations_disk_full"
    with pytest.raises(StoreError, match="readonly"):
        reading.connect(tmp_path / FILE_NAME)


def test_days_may_come_from_numpy_and_pandas(home: Path) -> None:
    expected = fedsheet.series("WALCL", "2019-09-17").values
    for day in (np.datetime64("2019-09-17"), pd.Timestamp("2019-09-17 08:00")):
        pd.testing.assert_series_equal(fedsheet.series("WALCL", day).values, expected)  # type: ignore[arg-type]  # as users do


def some(*rows: tuple[str, str, float]) -> p.Prints:
    days = [p.day_number(date.fromisoformat(row[0])) for row in rows]
    starts = [p.day_number(date.fromisoformat(row[1])) for row in rows]
    return p.prints(days, starts, [row[2] for row in rows])


def test_first_print_and_current_value_of_real_gdp_stand_side_by_side(home: Path) -> None:
    # Both from the shipped figures: 2014Q4 was 17,141.235 bn in 2012 dollars on 2022-10-31; the base is 2017 today.
    frame = fedsheet.vintages("GDPC1")
    quarter = frame[frame["observation_date"] == "2014-10-01"]
    assert list(quarter["start_is"]) == ["publisher", "publisher"]
    assert fedsheet.series("GDPC1", as_of="2022-12-31").unit.base == "2012"
    assert fedsheet.series("GDPC1").unit.base == "2017"
    first, current = quarter["value"]
    assert first != current


def test_a_new_price_base_withdraws_what_it_does_not_restate(home: Path) -> None:
    assert fedsheet.series("GDPC1", as_of="2022-12-31").values.index[0] == pd.Timestamp("2003-01-01")
    assert fedsheet.series("GDPC1").values.index[0] == pd.Timestamp("2007-01-01")


def test_a_wednesday_is_known_on_thursday(home: Path) -> None:
    assert fedsheet.series("WALCL", as_of="2019-09-18").values.index[-1] == pd.Timestamp("2019-09-11")
    assert fedsheet.series("WALCL", as_of="2019-09-19").values.index[-1] == pd.Timestamp("2019-09-18")


def test_a_changed_value_of_a_series_that_is_not_revised_is_known_since_it_was_seen(home: Path) -> None:
    with open_store() as store:
        store.append(DEFINITION, some(("2025-01-01", "2025-01-02", 1.0)), 1, "release rule", date(2025, 6, 1))
        store.append(DEFINITION, some(("2025-01-01", "2025-01-02", 2.0)), 2, "release rule", date(2025, 7, 1))
        assert store.series("X", date(2025, 6, 30)).values.iloc[0] == 1.0
        assert store.series("X", date(2025, 7, 1)).values.iloc[0] == 2.0


def test_another_dimension_is_refused(home: Path) -> None:
    with open_store() as store:
        store.append(DEFINITION, some(("2025-01-01", "2025-01-02", 1.0)), 1, "publisher", date(2025, 6, 1))
        percent = SeriesDefinition("X", "x", unit("Percent"), "W", "Wednesday level", "test")
        with pytest.raises(UnitError, match="is held in 'Millions of USD'"):
            store.append(percent, some(("2025-01-08", "2025-01-09", 1.0)), 2, "publisher", date(2025, 6, 1))


def test_unknown_series_names_the_nearest(home: Path) -> None:
    with pytest.raises(UnknownNameError, match="WALCL"):
        fedsheet.series("WALC")
    with pytest.raises(UnknownNameError):
        fedsheet.vintages("WALC")


@pytest.mark.parametrize("damage", ["text", "cut", "zeros"])
def test_a_damaged_file_is_one_line_of_advice(home: Path, damage: str) -> None:
    whole = (home / FILE_NAME).read_bytes()
    middle = len(whole) // 2
    false = {"text": b"nonsense" * 1000, "cut": whole[:middle], "zeros": whole[:100] + bytes(len(whole) - 100)}[damage]
    (home / FILE_NAME).write_bytes(false)
    with pytest.raises(StoreError) as caught:
        fedsheet.vintage()
    assert "fedsheet data rebuild" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_flipped_bit_inside_the_figures_is_found(home: Path) -> None:
    with open_store() as store:
        blob = bytearray(store.connection.execute("SELECT prints FROM blocks WHERE series_id = 'WALCL'").fetchone()[0])
        blob[1000] ^= 1
        store.connection.execute("UPDATE blocks SET prints = ? WHERE series_id = 'WALCL'", (bytes(blob),))
    with pytest.raises(StoreError, match="'WALCL' in the store are damaged"):
        fedsheet.series("WALCL")
    assert any(f.severity == "error" and f.subject == "WALCL" for f in data_check())


def test_readers_go_on_beside_a_writer(home: Path) -> None:
    with open_store() as writer, open_store() as reader, writer.transaction():
        writer.append(DEFINITION, some(("2025-01-01", "2025-01-02", 1.0)), 1, "publisher", date(2025, 6, 1))
        assert "X" not in reader.ids()
        assert len(reader.series("WALCL", date(2026, 1, 31)).values) == 996  # Wednesdays 2007-01-03 to 2026-01-28


def append_and_fail(store: Store) -> None:
    with store.transaction():
        store.append(DEFINITION, some(("2025-01-01", "2025-01-02", 1.0)), 1, "publisher", date(2025, 6, 1))
        raise RuntimeError


def test_a_transaction_that_fails_leaves_nothing(home: Path) -> None:
    with open_store() as store:
        before = store.digest()
        with pytest.raises(RuntimeError):
            append_and_fail(store)
        assert store.digest() == before


def test_ten_readers_see_whole_batches_while_one_writes(home: Path) -> None:
    torn: list[int] = []
    stop = threading.Event()

    def read() -> None:
        with open_store() as store:
            while not stop.is_set():
                held = store.connection.execute("SELECT count(*) FROM blocks WHERE series_id LIKE 'PAIR%'").fetchone()[
                    0
                ]
                if held % 2:
                    torn.append(held)

    threads = [threading.Thread(target=read) for _ in range(10)]
    for thread in threads:
        thread.start()
    with open_store() as store:
        for n in range(20):
            day = (f"2025-01-{n + 1:02d}", f"2025-02-{n + 1:02d}", float(n))
            with store.transaction():
                for name in ("PAIR1", "PAIR2"):
                    made = SeriesDefinition(name, "x", unit("Index"), "D", "daily", "test")
                    store.append(made, some(day), n + 1, "publisher", date(2025, 6, 1))
    stop.set()
    for thread in threads:
        thread.join()
    assert torn == []


def test_two_writers_at_once_are_refused_and_the_lock_dies_with_its_holder(home: Path) -> None:
    with one_writer(home), pytest.raises(StoreError, match="Another fedsheet is writing"), one_writer(home):
        pass
    with one_writer(home):
        pass


def test_two_processes_may_build_the_store_at_the_same_moment(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def build() -> None:
        try:
            with open_store(tmp_path / FILE_NAME) as store:
                assert len(store.ids()) > 60
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with open_store(tmp_path / FILE_NAME) as store:
        assert len(store.ledger()) == 1


def test_a_store_of_an_older_format_without_replies_is_made_anew(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
    connection.execute("CREATE TABLE observations (a)")
    connection.execute("INSERT INTO meta VALUES ('snapshot', 'x')")
    connection.commit()
    connection.close()
    with open_store(tmp_path / FILE_NAME) as store:
        assert "WALCL" in store.ids()


def test_rows_of_tables_have_vintages_too(home: Path) -> None:
    with open_store() as store:
        early, late = p.day_number(date(2025, 1, 2)), p.day_number(date(2025, 2, 2))
        assert tables.append(store.connection, "t", [("a", {"n": 1}), ("b", {"n": 2})], early, 1) == 2
        assert tables.append(store.connection, "t", [("a", {"n": 1}), ("b", {"n": 3})], late, 2) == 1
        assert list(store.vintage(date(2025, 1, 15)).table("t")["n"]) == [1, 2]
        assert list(store.vintage(date(2025, 2, 15)).table("t")["n"]) == [1, 3]
        assert "t" not in store.vintage(date(2025, 1, 1)).tables


def test_a_torn_line_of_the_journal_was_never_acknowledged(tmp_path: Path) -> None:
    replies = RawReplies(tmp_path)
    replies.keep("x", {"what": "a"}, date(2025, 1, 1), b"one", "text/plain")
    with replies.journal.open("ab") as stream:
        stream.write(b'{"n": 2, "torn')
    assert [entry.n for entry in replies.entries()] == [1]
    replies = RawReplies(tmp_path)
    replies.keep("x", {"what": "b"}, date(2025, 1, 2), b"two", "text/plain")
    assert [(entry.n, replies.body(entry)) for entry in replies.entries()] == [(1, b"one"), (2, b"two")]


def test_a_reply_changed_on_disk_is_found(tmp_path: Path) -> None:
    replies = RawReplies(tmp_path)
    received = replies.keep("x", {"what": "a"}, date(2025, 1, 1), b"one", "text/plain")
    replies.place(received.digest).write_bytes(b"two")
    with pytest.raises(StoreError, match="SHA-256 differs"):
        replies.body(received)


def test_what_ships_has_no_finding_but_says_how_much_was_checked(home: Path) -> None:
    (note,) = data_check()
    assert note.severity == "note"
    assert note.what.startswith("362 statements, 1,892 sums: ")  # 24 key dates, eight sums of the release each


@pytest.mark.parametrize(
    ("said", "severity", "part"),
    [
        ({"SOFR1": 4.0, "SOFR25": 3.0}, "warning", "percentiles are not in order"),
        ({"TGCRVOL": 900.0, "BGCRVOL": 800.0}, "warning", "exceeds BGCRVOL"),
        ({"SOMA_BILLS": 1.0}, "error", "326,044,000,000.00 against 1.00"),
        ({"H41.RESPPMA_N.WW": 1.0}, "warning", "against 1 in H41.RESPPMA"),
    ],
)
def test_figures_that_contradict_each_other_are_found(
    home: Path, said: dict[str, float], severity: str, part: str
) -> None:
    with open_store() as store, store.transaction():
        for n, (series_id, value) in enumerate(said.items(), 1):
            made = some(("2022-02-16", "2022-02-17", value))
            store.append(catalogue()[series_id].definition(), made, n, "publisher", date(2022, 2, 17))
            store.record(LedgerEntry(n, "test", series_id, "", date(2022, 2, 17), "taken in", "2022-02-16", ""))
    assert any(f.severity == severity and part in f.what for f in data_check()), data_check()


def test_findings_name_what_is_wrong(home: Path) -> None:
    rate = SeriesDefinition("FRED.SOFR", "copy", unit("Percent"), "D", "daily", "test")
    with open_store() as store, store.transaction():
        store.append(rate, some(("2025-10-31", "2025-11-03", 9.99)), 1, "publisher", date(2025, 11, 3))
        store.record(LedgerEntry(1, "fred", "FRED.SOFR", "", date(2025, 11, 3), "taken in", "2025-10-31", ""))
    odd = [f for f in data_check() if f.severity != "note"]
    (finding,) = [f for f in odd if f.subject != "reply 1"]  # written without a reply, which is told besides
    assert (finding.severity, finding.subject) == ("warning", "SOFR")
    assert "4.22 against 9.99" in finding.what  # New York Fed: SOFR 4.22 on 2025-10-31


def test_status_says_how_late_each_group_is(home: Path) -> None:
    (h41,) = [s for s in status(date(2026, 10, 20)) if s.group == "h41"]
    assert (h41.newest, h41.newest_id) == (date(2026, 10, 7), "WALCL")
    assert (h41.oldest, h41.oldest_id) == (date(2026, 5, 6), "H41RESPPALDKNWW")  # the closed facility's last loans
    assert h41.next_release == date(2026, 5, 14)  # of the least advanced: the Thursday after 2026-05-13
    assert h41.days_late == 159
    assert h41.last_fetch == "never"


READERS = {
    ".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet, ".arrow": pd.read_feather,
    ".dta": pd.read_stata, ".json": lambda path: pd.DataFrame(json.loads(path.read_text("utf-8"))),
}  # fmt: skip


@pytest.mark.parametrize("ending", READERS)
def test_exports_hold_every_value(home: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    known = fedsheet.vintage()
    n = export([known["WALCL"], known["SOFR"]], path, licence)
    read = READERS[ending](path)
    assert len(read) == n == len(known["WALCL"].values) + len(known["SOFR"].values)
    assert list(read.columns) == ["id", "date", "value", "unit", "publisher", "licence"]
    assert pd.to_datetime(read["date"]).to_list() == [*known["WALCL"].values.index, *known["SOFR"].values.index]
    assert read["licence"].iloc[-1] == "New York Fed terms of use: free with attribution"
    assert read["value"].to_list() == [*known["WALCL"].values, *known["SOFR"].values]
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".writing")]


def test_stata_keeps_what_each_column_holds(home: Path, tmp_path: Path) -> None:
    export([fedsheet.vintage()["WALCL"]], tmp_path / "a.dta", licence)
    with pd.read_stata(tmp_path / "a.dta", iterator=True) as told:
        assert told.variable_labels()["date"] == "Day of the observation"
        assert all(told.variable_labels().values())


def test_days_in_arrow_are_dates_that_no_time_zone_moves(home: Path, tmp_path: Path) -> None:
    export([fedsheet.vintage()["WALCL"]], tmp_path / "a.arrow", licence)
    export([fedsheet.vintage()["WALCL"]], tmp_path / "a.parquet", licence)
    kinds = {feather.read_table(tmp_path / "a.arrow").schema, parquet.read_schema(tmp_path / "a.parquet")}
    assert {str(kind.field("date").type) for kind in kinds} == {"date32[day]"}


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_a_missing_package_is_told_by_the_name_of_its_extra(
    home: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedsheet.core.extras.find_spec", lambda name: None)
    path = tmp_path / f"out{ending}"
    with pytest.raises(InputError, match=r"fedsheet\[parquet\]"):
        export([fedsheet.vintage()["WALCL"]], path)
    assert not path.exists()


@pytest.mark.parametrize("ending", READERS)
def test_a_table_is_exported_row_by_row(home: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"soma{ending}"
    assert export_table(fedsheet.vintage().table("soma_treasury_2022-02-16"), path) == 424
    read = READERS[ending](path)
    assert len(read) == 424
    assert read["par_usd"].sum() == fedsheet.vintage().table("soma_treasury_2022-02-16")["par_usd"].sum()


def test_tables_show_only_what_was_public(home: Path) -> None:
    before, after = fedsheet.vintage("2022-02-16"), fedsheet.vintage("2022-02-17")
    assert "soma_treasury_2022-02-16" not in before.tables
    assert "soma_treasury_2022-02-16" in after.tables
    assert before.table("treasury_operations")["operation_date"].max() <= pd.Timestamp("2022-02-16")
    assert before.table("h41_key_dates")["date"].max() == pd.Timestamp("2021-05-26")
    assert before.digest != after.digest


def test_a_vintage_can_be_sent_to_another_process(home: Path) -> None:
    known = pickle.loads(pickle.dumps(fedsheet.vintage()))
    assert len(known.table("soma_treasury_2022-02-16")) == 424
    assert known["WALCL"].values.equals(fedsheet.series("WALCL").values)


def test_text_in_a_workbook_is_never_a_formula(home: Path, tmp_path: Path) -> None:
    evil = SeriesDefinition(
        "X", '=HYPERLINK("http://example.org")', unit("Index"), "D", "daily", "+1+1", source="@SUM(1)"
    )
    with open_store() as store:
        store.append(evil, some(("2025-01-01", "2025-01-02", 1.0)), 1, "publisher", date(2025, 6, 1))
    export([fedsheet.series("X")], tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["definitions"]
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 7


def test_an_unknown_form_of_export_and_an_unwritable_folder_are_named(home: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv"):
        export([fedsheet.series("WALCL")], home / "x.doc")
    (home / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        export([fedsheet.series("WALCL")], home / "file" / "x.csv")


def test_a_store_is_one_file_that_any_sqlite_reads(home: Path) -> None:
    with open_store() as store:
        assert isinstance(store, Store)
    connection = sqlite3.connect(home / FILE_NAME)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT count(*) FROM ledger").fetchone() == (1,)
    connection.close()


def test_sdmx_csv_is_read_by_its_users_library(tmp_path: Path) -> None:
    """pysdmx, the reference library, reads periods, values and units; by hand the same."""
    known = fedsheet.vintage()
    path = tmp_path / "fed.sdmx.csv"
    n = export([known["WALCL"], known["GDP"], known["UNRATE"], known["SOFR"]], path, licence)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == n
    last = {row["SERIES"]: row for row in rows}
    assert (last["WALCL"]["FREQ"], last["WALCL"]["UNIT_MEASURE"], last["WALCL"]["UNIT_MULT"]) == ("W", "USD", "6")
    assert float(last["WALCL"]["OBS_VALUE"]) == known["WALCL"].latest()[1]
    assert last["GDP"]["TIME_PERIOD"] == "2026-Q2"
    assert len(last["UNRATE"]["TIME_PERIOD"]) == 7
    assert (last["SOFR"]["FREQ"], last["SOFR"]["UNIT_MEASURE"]) == ("B", "PT")
    pysdmx = pytest.importorskip("pysdmx.io", reason="pysdmx is not installed")
    (data,) = pysdmx.read_sdmx(str(path), validate=False).data
    assert len(data.data) == n


def test_many_days_in_one_read_are_each_day_alone():
    """Days of rest, of releases and backwards: the same figures, definitions and digest."""
    days = ["2019-09-18", "2019-09-19", "2019-09-19", "2024-03-01", "2008-12-10", "2026-11-23"]
    for day, known in zip(days, fedsheet.store.vintages_on(days), strict=True):
        alone = fedsheet.vintage(day)
        assert known.digest == alone.digest
        assert list(known) == list(alone)
        assert all(
            known[name].values.equals(alone[name].values) for name in ("WALCL", "GDPC1", "SOFR") if name in alone
        )
        assert known.first_known == alone.first_known
    assert [str(known.as_of) for known in fedsheet.store.vintages_on(days[:2])] == days[:2]
