"""Figures that came in wrong: forgotten, replaced, undone; remembered as seen, honoured by a rebuild, in the log."""

from __future__ import annotations

import math
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

import fedsheet
import kept_store as kept
from fedsheet.core.errors import DataError, DateRangeError, InputError, UnknownNameError
from fedsheet.runs.data_log import changes, data_log
from fedsheet.runs.import_file import import_file
from fedsheet.runs.intake import take_in
from fedsheet.runs.pull import questions_for
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.take_back import forget, replace, undo
from fedsheet.sources.catalogue import catalogue, chosen
from fedsheet.store import vintage_up_to
from fedsheet.store.home import home as home_folder
from fedsheet.store.observations import LedgerEntry, open_store
from fedsheet.store.raw import RawReplies
from fedsheet.store.soundness import unsound
from specimens import SPECIMENS

WRONG_DAY, SEEN, BACK, CORRECTED = date(2026, 10, 14), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 12)
RELEASED = date(2026, 10, 15)  # the Thursday after the Wednesday, by the calendar of the H.4.1


@pytest.fixture
def home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    on(monkeypatch, BACK)
    return shipped_home


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setenv("FEDSHEET_TODAY", str(day))


def walcl(seen_on: date, **values: float) -> LedgerEntry:
    """A reply about WALCL: what ships and some Wednesdays more (named w20261014), one percent off or not."""
    known = {stamp.date(): value for stamp, value in fedsheet.series("WALCL", "2026-10-09").values.items()}
    known |= {date.fromisoformat(f"{name[1:5]}-{name[5:7]}-{name[7:]}"): value for name, value in values.items()}
    body = "\n".join(["observation_date,WALCL", *(f"{day},{value!r}" for day, value in sorted(known.items())), ""])
    with open_store() as store:
        request = questions_for(store, chosen(["WALCL"]), None, seen_on)[0]
        reply = RawReplies(home_folder()).keep("fred", request.journal(), seen_on, body.encode(), "text/csv")
        return take_in(store, reply, body.encode())


def value(day: date, as_of: date | None = None) -> float:
    """The value of WALCL of a day as known on another; NaN where none was."""
    return float(fedsheet.series("WALCL", as_of).values.get(str(day), math.nan))


def sound() -> bool:
    with open_store() as store:
        return not [f for f in unsound(store, RawReplies(home_folder()), date.today()) if f.severity != "note"]


def same_after_a_rebuild(home: Path) -> bool:
    made = rebuild()
    return made.before == made.after and not made.lost


def test_a_forgotten_value_is_remembered_as_seen_and_never_as_true(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, right = 6_650_000.0, 6_620_000.0
    entry = walcl(SEEN, w20261014=wrong)
    assert value(WRONG_DAY, RELEASED) == wrong  # until somebody knows better
    forget(["batch", str(entry.batch)])
    assert math.isnan(value(WRONG_DAY))
    assert math.isnan(value(WRONG_DAY, RELEASED))  # it is no longer said to have been public since its release
    assert value(WRONG_DAY, SEEN) == value(WRONG_DAY, BACK - timedelta(days=1)) == wrong
    on(monkeypatch, CORRECTED)
    walcl(CORRECTED, w20261014=right)
    asked = {RELEASED: right, SEEN - timedelta(days=1): right, SEEN: wrong, BACK: right, CORRECTED: right}
    assert {day: value(WRONG_DAY, day) for day in asked} == asked
    frame = fedsheet.vintages("WALCL")
    of_day = frame[frame["observation_date"] == str(WRONG_DAY)]
    assert [(str(row.realtime_start.date()), row.value, row.start_is) for row in of_day.itertuples()] == [
        ("2026-10-15", right, "release rule"), ("2026-11-02", wrong, "taken back"),
        ("2026-11-09", right, "stands again"),
    ]  # fmt: skip
    assert sound()
    assert same_after_a_rebuild(home)


def test_all_that_came_since_a_day_and_one_after_the_other_undone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 30))
    walcl(date(2026, 10, 22), w20261014=6_610_000.0, w20261021=6_611_000.0)
    walcl(SEEN, w20261014=6_610_000.0, w20261021=6_611_000.0, w20261028=6_612_000.0)
    before = fedsheet.series("WALCL").values
    with pytest.raises(InputError, match="Nothing that counts came in on 2026-11-20"):
        forget(["since", "2026-11-20"])
    entry = forget(["since", "2026-11-01"])
    assert "no longer counts, in whole or in part: batch 2" in str(entry.note)
    assert fedsheet.series("WALCL").values.index[-1].date() == date(2026, 10, 21)
    undo()
    assert fedsheet.series("WALCL").values.equals(before)
    assert [undo().what for _ in range(2)] == ["undo 2", "undo 1"]
    assert fedsheet.series("WALCL").values.index[-1].date() == date(2026, 10, 7)  # what ships
    with pytest.raises(InputError, match="Nothing came in that could be undone"):
        undo()
    forget(["batch", "6"])  # an undoing is an event too, and can be taken back
    assert fedsheet.series("WALCL").values.index[-1].date() == date(2026, 10, 21)
    assert same_after_a_rebuild(home)
    assert sound()


def like_the_last(rate: str) -> str:
    """The fields of one day of a rate, as they stand at the end of what ships."""
    fields = {"percentRate": rate, "volumeInBillions": f"{rate}VOL"}
    fields |= {f"percentPercentile{part}": f"{rate}{part}" for part in (1, 25, 75, 99)}
    told = [f'"{name}": {fedsheet.series(of, "2026-10-09").values.iloc[-1]}' for name, of in fields.items()]
    return ", ".join([f'"type": "{rate}"', *told])


def test_what_was_forgotten_is_asked_for_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = date(2026, 11, 30)
    on(monkeypatch, today)
    rates = {"what": "SOFR", "feed": "nyfed.rates"}
    with open_store() as store:
        store.connection.execute("INSERT INTO attempts VALUES ('SOFR', 'nyfed.rates', '2026-11-02', 'taken in', '')")
    for seen, days in ((SEEN, ("2026-10-09", "2026-10-13")), (today, ("2026-11-24", "2026-11-25"))):
        rows = ", ".join(f'{{"effectiveDate": "{day}", {like_the_last("SOFR")}}}' for day in days)
        with open_store() as store:
            body = f'{{"refRates": [{rows}]}}'.encode()
            request = {**rates, "startDate": days[0], "endDate": days[-1], "since": days[0], "until": days[-1]}
            take_in(store, RawReplies(home).keep("nyfed", request, seen, body, "application/json"), body)
    with open_store() as store:
        assert [e.outcome for e in store.ledger()] == ["taken in"] * 3, store.ledger()
        (before,) = [r for r in questions_for(store, chosen(["SOFR"]), None, today) if r.what == "SOFR"]
        assert before.params["startDate"] == "2026-10-26"  # a month before the newest
    forget(["batch", "1"])
    with open_store() as store:
        (after,) = [r for r in questions_for(store, chosen(["SOFR"]), None, today) if r.what == "SOFR"]
        assert after.params["startDate"] in ("2026-10-09", "2026-10-13")  # the first of its days that is new


def csv(home: Path, name: str, *values: float) -> Path:
    file = home / name
    file.write_text("date,value\n" + "".join(f"2024-{n:02d}-01,{value}\n" for n, value in enumerate(values, 1)))
    return file


def test_an_import_under_a_wrong_unit_is_replaced_or_forgotten_and_imported_again(home: Path) -> None:
    import_file("PMI", csv(home, "wrong.csv", 50.9, 50.1), "Percent", "ISM", {})
    replace("PMI", csv(home, "right.csv", 50.9, 50.1, 51.0), "Index", "", {})
    held = fedsheet.series("PMI")
    assert (held.unit.name, held.definition.publisher, list(held.values)) == ("Index", "ISM", [50.9, 50.1, 51.0])
    forget(["pmi"])
    with pytest.raises(UnknownNameError):
        fedsheet.series("PMI")
    with pytest.raises(InputError, match="Nothing of PMI counts any more"):
        forget(["PMI"])
    import_file("PMI", csv(home, "shorter.csv", 1.5, 1.6), "Percent", "ISM", {})
    assert list(fedsheet.series("PMI").values) == [1.5, 1.6]
    assert same_after_a_rebuild(home)


def test_a_replacement_that_cannot_be_read_changes_nothing(home: Path) -> None:
    import_file("PMI", csv(home, "a.csv", 50.9, 50.1), "Index", "ISM", {})
    (home / "bad.csv").write_text("date,value\n2024-01-01,abc\n")
    with pytest.raises(InputError):
        replace("PMI", home / "bad.csv", "", "", {})
    assert list(fedsheet.series("PMI").values) == [50.9, 50.1]
    with pytest.raises(InputError, match="is not held"):
        replace("NEW_ONE", csv(home, "b.csv", 1.0), "Index", "me", {})


def test_an_official_value_is_replaced_until_its_publisher_says_something_else(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, right, later = 6_650_000.0, 6_620_000.0, 6_625_000.0
    walcl(SEEN, w20261014=wrong, w20261021=6_611_000.0)
    (home / "fix.csv").write_text(f"date,value\n{WRONG_DAY},{right}\n")
    replace("WALCL", home / "fix.csv", "", "", {})
    on(monkeypatch, CORRECTED)
    walcl(CORRECTED, w20261014=wrong, w20261021=6_611_000.0, w20261028=6_612_000.0)  # the publisher says it again
    assert {day: value(WRONG_DAY, day) for day in (RELEASED, SEEN, BACK, CORRECTED)} == {
        RELEASED: right, SEEN: wrong, BACK: right, CORRECTED: right,
    }  # fmt: skip
    assert value(date(2026, 10, 28)) == 6_612_000.0
    walcl(date(2026, 11, 12), w20261014=later, w20261021=6_611_000.0, w20261028=6_612_000.0)
    assert value(WRONG_DAY) == later
    assert same_after_a_rebuild(home)


def test_the_log_tells_what_each_changed_before_and_after(home: Path) -> None:
    entry = walcl(SEEN, w20261014=6_650_000.0)
    back = forget(["batch", str(entry.batch)])
    newest, came, shipped = data_log(3)
    assert newest[:9] == (back.batch, BACK, "user", "forget batch 1", "taken in", 0, 0, 1, 0)
    assert came[:9] == (1, SEEN, "fred", "WALCL", "taken back", 1, 0, 0, 0)
    assert (newest[9], came[9]) == ("WALCL 2026-10-14: 6,650,000 → –", "WALCL 2026-10-14: – → 6,650,000")
    assert shipped[0] == 0
    assert changes(back.batch) == [("WALCL", WRONG_DAY, 6_650_000.0, None)]
    assert changes(1) == [("WALCL", WRONG_DAY, None, 6_650_000.0)]
    with pytest.raises(UnknownNameError, match="data log"):
        changes(99)


def test_a_table_is_forgotten_too_and_a_rebuild_without_replies_knows_it(home: Path) -> None:
    entry = kept.came(home, next(s for s in SPECIMENS if s.feed == "nyfed.soma_tsy"), seen_on=SEEN)
    name = "soma_treasury_2025-12-17"
    assert name in fedsheet.vintage().tables
    forget([name])
    assert name not in fedsheet.vintage().tables
    assert name in fedsheet.vintage(SEEN).tables
    assert name not in fedsheet.vintage("2025-12-31").tables
    before = kept.digest(home)
    shutil.rmtree(home / "raw")
    assert rebuild().carried == (entry.what,)
    assert kept.digest(home) == before


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (["nonsense words"], UnknownNameError, "brought"), (["a", "b"], InputError, "nothing that can be forgotten"),
        (["batch", "77"], UnknownNameError, "batch '77'"), (["batch", "x"], InputError, "nothing that can be"),
        (["since", "tomorrow"], DateRangeError, "'tomorrow' is not"), (["WALCL"], InputError, "ships with fedsheet"),
        (["GDPC1"], InputError, "data replace GDPC1"),
    ],
)  # fmt: skip
def test_what_cannot_be_forgotten_is_named(home: Path, words: list[str], error: type[Exception], says: str) -> None:
    with pytest.raises((error, InputError, DataError), match=says):
        forget(words)
    assert catalogue()["WALCL"].id == "WALCL"
    assert len(data_log(None)) == 1


def test_the_store_is_read_as_it_was_when_a_line_had_come_in(home: Path) -> None:
    """Values, what was taken back and what stands again: every line of the ledger gives its own vintage for good."""
    told: dict[int, str] = {}

    def remember() -> None:
        with open_store() as store:
            _, batch = store.ledger_reaches()
        told[batch] = fedsheet.vintage().digest

    remember()
    walcl(BACK, w20261014=6_700_000.0)
    remember()
    entry = walcl(BACK, w20261014=6_700_000.0, w20261021=6_800_000.0)
    remember()
    forget(["batch", str(entry.batch)])
    remember()
    undo()
    remember()
    assert len(set(told.values())) >= 3
    assert {batch: vintage_up_to(batch).digest for batch in told} == told


def test_a_value_of_ones_own_that_is_ten_times_its_neighbours_is_told_and_taken_in(home: Path) -> None:
    """A figure that one typed wrongly goes in as the file has it, with a word; a series that only moves has none."""
    rates = {date(2026, 7, 1) + timedelta(days=n): 5.3 + n % 7 / 100 for n in range(60)}
    wrong = {**rates, date(2026, 8, 10): 53.2}
    for name, given in (("SOUND", rates), ("WRONG", wrong)):
        (home / f"{name}.csv").write_text("date,x\n" + "".join(f"{day},{x:.2f}\n" for day, x in given.items()))
    sound, odd = (import_file(name, home / f"{name}.csv", "Percent", "Me", {}) for name in ("SOUND", "WRONG"))
    assert "far from" not in str(sound.note)
    assert "1 far from the values before, first WRONG of 2026-08-10: 53.2 after 5.34" in str(odd.note)
    assert fedsheet.series("WRONG").on("2026-08-10") == 53.2
    vouched = import_file("VOUCHED", home / "WRONG.csv", "Percent", "Me", {"true_jump": "2026-08-10"})
    assert "far from" not in str(vouched.note)
    assert same_after_a_rebuild(home)
