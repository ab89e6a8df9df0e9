"""Newer figures without a network: a user's file brings a series up to date and makes way for its publisher."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import fedsheet
from fedsheet.core import notes
from fedsheet.core.errors import DataError, InputError
from fedsheet.present import series_words
from fedsheet.present.text import Words
from fedsheet.runs.import_file import import_file
from fedsheet.runs.intake import take_in
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.take_back import replace
from fedsheet.store.home import home
from fedsheet.store.observations import FILE_NAME, LedgerEntry, open_store
from fedsheet.store.raw import RawReplies, one_writer


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / FILE_NAME
    with open_store(path):
        pass
    return path


@pytest.fixture
def own(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "home").mkdir()
    shutil.copy(shipped, tmp_path / "home" / FILE_NAME)
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEDSHEET_TODAY", "2026-11-02")
    return tmp_path


def file_of(folder: Path, *rows: tuple[str, float], name: str = "desk.csv") -> Path:
    """The last shipped Wednesdays, then `rows`."""
    held = fedsheet.series("WALCL", "2026-10-09").values.iloc[-4:]
    lines = [f"{day.date()},{value:.0f}" for day, value in held.items()] + [f"{day},{value}" for day, value in rows]
    path = folder / name
    path.write_text("date,WALCL\n" + "\n".join(lines) + "\n")
    return path


def from_fred(body: str, seen_on: date) -> LedgerEntry:
    with one_writer(home()), open_store() as store:
        replies = RawReplies(home())
        request = {"what": "WALCL", "feed": "fred.graph"}
        kept = replies.keep("fred", request, seen_on, body.encode(), "text/csv")
        return take_in(store, kept, body.encode())


def test_later_days_are_taken_marked_and_public_by_the_calendar(own: Path) -> None:
    import_file("WALCL", file_of(own, ("2026-10-14", 6730000), ("2026-10-21", 6735000)), "", "", {})
    walcl = fedsheet.series("WALCL")
    assert walcl.latest() == (date(2026, 10, 21), 6735000.0)
    assert walcl.definition.is_imported
    assert walcl.definition.source == "imported from desk.csv"
    assert fedsheet.series("WALCL", "2026-10-21").latest()[0] == date(2026, 10, 14)  # its H.4.1 came on the 15th
    assert not fedsheet.series("WALCL", "2026-10-09").definition.is_imported
    assert set(fedsheet.vintages("WALCL")["start_is"]) == {"release rule", "imported"}
    for language, said in (("en", "imported from desk.csv"), ("zh", "据导入文件 desk.csv")):
        assert said in series_words.publisher(walcl.definition, Words(language))


def test_the_publishers_own_replace_it_and_differences_are_listed(own: Path) -> None:
    import_file("WALCL", file_of(own, ("2026-10-14", 6730000), ("2026-10-21", 6735000)), "", "", {})
    entry = from_fred("observation_date,WALCL\n2026-10-14,6730000\n2026-10-21,6736000\n", date(2026, 11, 2))
    assert entry.outcome == "taken in", entry.note
    assert "2026-10-21: 6,735,000 -> 6,736,000" in entry.note
    walcl = fedsheet.series("WALCL")
    assert walcl.latest() == (date(2026, 10, 21), 6736000.0)
    assert not walcl.definition.is_imported


def test_a_rebuild_makes_the_same_store(own: Path) -> None:
    import_file("WALCL", file_of(own, ("2026-10-14", 6730000)), "", "", {})
    from_fred("observation_date,WALCL\n2026-10-14,6730001\n", date(2026, 11, 2))
    made = rebuild()
    assert made.before == made.after


def test_another_unit_of_money_is_counted_in_the_publishers(own: Path) -> None:
    path = own / "bn.csv"
    path.write_text("date,value\n2026-10-14,6730.5\n2026-10-21,6735\n2026-10-28,6736\n")
    import_file("WALCL", path, "Billions of USD", "", {})
    assert fedsheet.series("WALCL").on("2026-10-14") == 6730500.0


@pytest.mark.parametrize(
    ("rows", "unit", "options", "error", "words"),
    [
        ((), "", {}, DataError, r"ends on 2026-10-07, WALCL is held to 2026-10-07"),
        ((("2026-10-14", 6730.0),), "Percent", {}, Exception, "Percent"),
        ((("2026-10-14", 6730000),), "", {"title": "mine"}, InputError, "not yours to say"),
        ((("2027-10-14", 6730000),), "", {}, InputError, "2027-10-14"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_stored(
    own: Path, rows: tuple[tuple[str, float], ...], unit: str, options: dict[str, str], error: type, words: str
) -> None:
    before = fedsheet.vintage().digest
    with pytest.raises(error, match=words):
        import_file("WALCL", file_of(own, *rows), unit, "", options)
    assert fedsheet.vintage().digest == before


def test_values_at_odds_with_the_publishers_are_refused_with_their_days(own: Path) -> None:
    path = own / "odd.csv"
    days = fedsheet.series("WALCL", "2026-10-09").values.iloc[-4:]
    path.write_text("date,value\n" + "".join(f"{day.date()},{value * 1.01:.0f}\n" for day, value in days.items())
                    + "2026-10-14,6730000\n")  # fmt: skip
    with pytest.raises(DataError, match=r"4 of 4 days differ.*2026-10-07"):
        import_file("WALCL", path, "", "", {})
    assert not fedsheet.series("WALCL").definition.is_imported


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_series_file_is_refused_by_its_heading_or_by_the_one_day_both_have(own: Path, language: str) -> None:
    before = fedsheet.vintage().digest
    path = own / "other.csv"
    path.write_text("date,WALCL\n2026-10-14,6760000\n")
    with pytest.raises(InputError) as headed:
        import_file("TREAST", path, "", "", {})
    path.write_text("date,value\n2026-10-07,6747560\n2026-10-14,6760000\n")
    with pytest.raises(DataError) as odd:
        import_file("TREAST", path, "", "", {})
    assert [word for word in ("WALCL", "TREAST") if word not in headed.value.said(language)] == []
    assert "2026-10-07: 4,566,384 ≠ 6,747,560" in odd.value.said(language)
    assert fedsheet.vintage().digest == before


def test_a_rate_at_odds_with_the_record_is_refused_with_both_values(own: Path) -> None:
    path = own / "rates.csv"
    path.write_text("date,IORB\n2026-09-16,3.65\n2026-09-17,4.00\n2026-09-18,4.00\n")
    with pytest.raises(DataError, match=r"IORB is 4\.00% on 2026-09-17, and the record of policy has 3\.90%"):
        import_file("IORB", path, "", "", {})
    assert "IORB" not in fedsheet.vintage()
    path.write_text("date,IORB\n2026-09-17,3.90\n2026-10-28,3.90\n2026-10-29,4.15\n")
    import_file("IORB", path, "", "", {})
    assert fedsheet.record().value_at("iorb", date(2026, 11, 2)) == pytest.approx(0.0415)


@pytest.mark.parametrize(
    ("values", "unit"),
    [((5310, 5320, 5310), "Percent"), ((6.31, 6.32, 6.31), "Percent"), ((5.31, 5.32, 5.31), "Index")],
)
def test_who_imported_wrong_figures_is_told_how_to_put_the_right_in_their_place(
    own: Path, values: tuple[float, ...], unit: str
) -> None:
    wrong, right = own / "wrong.csv", own / "right.csv"
    for file, of_days in ((wrong, values), (right, (5.31, 5.32, 5.33))):
        file.write_text("date,value\n" + "".join(f"2024-01-0{day},{v}\n" for day, v in enumerate(of_days, 2)))
    import_file("MY_RATE", wrong, unit, "me", {})
    with pytest.raises((DataError, InputError)) as refused:
        import_file("MY_RATE", right, "Percent", "me", {})
    for lang in ("en", "zh"):
        said = refused.value.said(lang, "cli")
        assert "`fedsheet data replace ID FILE`" in said
        assert "reply" not in said
        assert "回复" not in said
    replace("MY_RATE", right, "Percent", "", {})
    assert fedsheet.series("MY_RATE").latest() == (date(2024, 1, 4), 5.33)


def test_a_series_of_ones_own_still_says_unit_and_publisher(own: Path) -> None:
    with pytest.raises(InputError, match="No publisher"):
        import_file("MY_INDEX", file_of(own, ("2026-10-14", 1)), "Index", "", {})


def test_a_figure_that_can_hardly_be_true_is_kept_aside_unless_it_is_vouched_for(own: Path) -> None:
    file = file_of(own, ("2026-10-14", 6730000), ("2026-10-21", 67350000))
    entry = import_file("WALCL", file, "", "", {})
    assert "1 questioned, first WALCL of 2026-10-21" in entry.note
    assert fedsheet.series("WALCL").latest() == (date(2026, 10, 14), 6730000.0)
    made = rebuild()
    assert made.before == made.after
    import_file("WALCL", file, "", "", {"true_jump": "2026-10-21"})
    assert fedsheet.series("WALCL").latest() == (date(2026, 10, 21), 67350000.0)


def test_one_new_day_is_enough_a_gap_is_told_and_can_be_filled_later(own: Path) -> None:
    path = own / "one.csv"
    path.write_text("date,WALCL\n2026-10-28,6736000\n")
    import_file("WALCL", path, "", "", {})
    assert fedsheet.series("WALCL").latest() == (date(2026, 10, 28), 6736000.0)
    path.write_text("date,SOFR\n2026-10-30,3.9\n")
    assert "no value of SOFR between 2026-10-08 and 2026-10-30" in import_file("SOFR", path, "", "", {}).note
    path.write_text("date,SOFR\n2026-10-20,3.88\n")
    import_file("SOFR", path, "", "", {})
    assert [str(day.date()) for day in fedsheet.series("SOFR").values.index[-2:]] == ["2026-10-20", "2026-10-30"]


def plain(folder: Path, *rows: tuple[str, float]) -> Path:
    """A file whose heading names no series."""
    path = folder / "plain.csv"
    path.write_text("date,value\n" + "".join(f"{day},{value:.0f}\n" for day, value in rows))
    return path


def test_another_line_of_the_statement_is_told_by_its_level(own: Path) -> None:
    """Total assets taken for Treasuries: 48% too large, with no shared day and no heading to tell them apart."""
    last_day, last = fedsheet.series("TREAST").latest()
    assert str(last_day) == "2026-10-07"
    wrong = ("2026-10-14", 1.48 * last), ("2026-10-21", 1.481 * last)
    with pytest.raises(DataError, match=r"2026-10-14.*held of 2026-10-07.*true_jump") as refused:
        import_file("TREAST", plain(own, *wrong), "", "", {})
    assert "2026-10-07" in refused.value.said("zh", "cli")
    assert fedsheet.series("TREAST").latest() == (last_day, last)
    import_file("TREAST", plain(own, ("2026-10-14", last + 20_000)), "", "", {})
    import_file("TREAST", plain(own, *wrong), "", "", {"true_jump": "2026-10-14,2026-10-21"})
    assert fedsheet.series("TREAST").latest()[1] == pytest.approx(1.481 * last, abs=1)


@pytest.mark.parametrize(("wrong", "against"), [
    ("TREAST", "WSHOSHO = TREAST + FEDDT + WSHOMCB"), ("TREAST", "H41.RESPPALGUO_N.WW"),
    ("WSHOMCB", "WSHOSHO = TREAST + FEDDT + WSHOMCB"), ("WLRRAOL", "WLRRAL = WLRRAFOIAL + WLRRAOL"),
])  # fmt: skip
def test_a_line_that_the_others_of_its_day_contradict_is_refused(own: Path, wrong: str, against: str) -> None:
    names = ("TREAST", "FEDDT", "WSHOMCB", "WLRRAL", "WLRRAFOIAL", "WLRRAOL")
    last = {name: fedsheet.series(name).latest()[1] for name in names}
    lines = last | {"WSHOSHO": sum(last[name] for name in names[:3])}
    others = [name for name in lines if name not in (wrong, "H41.RESPPALGUO_N.WW")]
    if against.startswith("H41."):
        others, lines = [against], lines | {against: last["TREAST"]}
    lines |= {"WLRRAL": last["WLRRAFOIAL"] + last["WLRRAOL"]}
    for name in others:
        import_file(name, plain(own, ("2026-10-28", lines[name])), "", "", {})
    with pytest.raises(DataError, match="2026-10-28") as refused:
        import_file(wrong, plain(own, ("2026-10-28", lines[wrong] * 1.002 + 10)), "", "", {})
    assert against in str(refused.value)
    entry = import_file(wrong, plain(own, ("2026-10-28", lines[wrong])), "", "", {})
    assert entry.outcome == "taken in"


@pytest.mark.parametrize(("series_id", "unit", "publisher"), [("WALCL", "", ""), ("MY_LEVEL", "Millions of USD", "me")])
def test_a_later_file_tells_on_how_many_days_it_differs_from_the_one_before(
    own: Path, series_id: str, unit: str, publisher: str
) -> None:
    first = plain(own, ("2026-10-14", 6730000), ("2026-10-21", 6735000), ("2026-10-28", 6736000))
    assert "differ" not in import_file(series_id, first, unit, publisher, {}).note
    again = plain(own, ("2026-10-14", 6730000), ("2026-10-21", 6734000), ("2026-10-28", 6736500))
    entry = import_file(series_id, again, unit, publisher, {})
    told = f"days of {series_id} on which this file differs from the one imported before"
    assert f"{told}, and stands in its place: 2 (" in entry.note
    assert "2026-10-21: 6,735,000 -> 6,734,000; 2026-10-28: 6,736,000 -> 6,736,500" in entry.note
    assert fedsheet.series(series_id).latest()[1] == 6736500.0
    assert "有 2 天与此前导入的文件不同" in notes.said(entry.note, "zh")


def test_a_series_held_from_files_alone_is_still_its_publishers(own: Path) -> None:
    """IORB does not ship: a second file of it is judged as the first one was, and asks for no publisher."""
    iorb = own / "iorb.csv"
    iorb.write_text("date,IORB\n2026-09-17,3.90\n2026-09-18,3.90\n")
    import_file("IORB", iorb, "", "", {})
    iorb.write_text("date,IORB\n2026-09-18,3.90\n2026-10-29,4.15\n")
    import_file("IORB", iorb, "", "", {})
    assert fedsheet.series("IORB").latest() == (date(2026, 10, 29), 4.15)
    iorb.write_text("date,IORB\n2026-09-17,3.65\n2026-10-30,4.15\n")
    with pytest.raises(DataError, match=r"3\.65% on 2026-09-17"):
        import_file("IORB", iorb, "", "", {})
