"""One update fills every group from a publisher that serves every feed whole, tells what is new, and then rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import fedsheet
from fedsheet.cli import main
from fedsheet.cli.update import bring_up_to_date
from fedsheet.core.dates import h41_release_date
from fedsheet.core.news import Odd, Update
from fedsheet.outlook.meetings import meetings_known
from fedsheet.present import update_lines
from fedsheet.present.exhibits import log as log_exhibits
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.record.from_data import SHOWN_BY
from fedsheet.runs import due
from fedsheet.runs.import_file import import_file
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.record import rates_held, record
from fedsheet.runs.status import status
from fedsheet.runs.update import update
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import FACTORS, STATEMENT
from fedsheet.sources.catalogue import catalogue, of_feed
from fedsheet.sources.transport import Limits, Transport
from publisher import Publisher
from support import snapshot_vintage

A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=31)
FACTORS_TODAY = [line for line in FACTORS if line.stood_on(date.today())]
STATEMENT_TODAY = [line for line in STATEMENT if line.stood_on(date.today())]
RISE = date(2026, 10, 29)  # the day after a meeting whose outcome the record that ships does not know


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("updated")
    patch = pytest.MonkeyPatch()
    patch.setenv("FEDSHEET_HOME", str(folder))
    patch.delenv("FEDSHEET_TODAY")  # what is pulled was seen on the machine's day, whichever it is
    patch.delenv("FRED_API_KEY", raising=False)
    yield folder
    patch.undo()


@pytest.fixture(scope="module")
def publisher(home: Path) -> Iterator[Publisher]:
    made = Publisher(fedsheet.vintage(), date.today(), RISE)
    yield made
    made.server.close()


@pytest.fixture(scope="module")
def told(publisher: Publisher) -> Update:
    return update(transport=Transport(Limits(deadline=300), loopback=publisher.server.address))


def test_every_question_is_answered(told: Update) -> None:
    assert told.failed == []
    assert told.n_asked > 80


def test_every_group_is_filled(told: Update) -> None:
    for standing in status():
        assert standing.n_held > 0, standing.group
        assert standing.failures == "", standing.group


def test_what_is_new_is_told_with_the_value_before(told: Update) -> None:
    by_id = {item.definition.id: item for item in told.news}
    assert told.news[0].definition.id == "WALCL"
    assert by_id["WALCL"].before == by_id["WALCL"].now  # the publisher goes on with the last value
    assert by_id["WALCL"].day > by_id["WALCL"].day_before
    assert by_id["WALCL"].next_release > by_id["WALCL"].day
    assert by_id["PD_BILLS_NET"].before is None


def test_what_is_held_of_each_feed_is_what_it_served(told: Update, publisher: Publisher) -> None:
    """Whole: every series that goes on from its publisher's first day, every list as long as it was served."""
    known, today = fedsheet.vintage(), date.today()
    going_on = [entry for entry in catalogue().values() if entry.is_series and not entry.ended]
    assert [entry.id for entry in going_on if entry.id not in known] == []
    late = [
        entry.id for entry in going_on
        if entry.group != "curve" and known[entry.id].first_day > date.fromisoformat(entry.start) + A_MONTH
    ]  # fmt: skip
    assert late == []  # of the par curve the first question asks for this year and the last
    assert (told.n_questioned, told.n_errors, told.n_warnings) == (0, 0, 0)
    newest = {s.group: s.oldest for s in status() if s.oldest and s.group not in ("macro", "repo_markets", "repo")}
    assert min(newest.values()) >= today - timedelta(days=61)
    pages = known.table("h41_releases")
    released = [week for week in publisher.whole.weeks if today - 4 * A_WEEK <= h41_release_date(week) < today]
    assert days_of("h41_releases") == [str(week) for week in released]
    assert set(pages.groupby("date").size()) == {len(FACTORS_TODAY) + len(STATEMENT_TODAY)}
    assert len(known.table("mspd_securities")) > 250
    assert len(known.table("treasury_auctions")) == len(publisher.every_auction) > 11_000


def test_the_statement_came_whole_and_every_sum_of_it_holds(told: Update) -> None:
    known, lines = fedsheet.vintage(), [entry for entry in of_feed("board.ddp") if not entry.ended]
    assert len(lines) == 39
    assert {known[line.id].last_day for line in lines} == {known["H41.RESPPMA_N.WW"].last_day}
    of_today = h41.levels_on(known, known["H41.RESPPMA_N.WW"].last_day)
    checked = h41.check(of_today, known["H41.RESPPMA_N.WW"].last_day)
    assert [one.holds for one in checked] == [True] * len(h41.IDENTITIES)
    for code, series_id in (("RESPPALGUO", "TREAST"), ("RESPPALGASMO", "WSHOMCB"), ("RESPPLLDT", "WDTGAL")):
        shipped = snapshot_vintage("2026-11-30")[series_id].values
        assert (known[f"H41.{code}_N.WW"].values.loc[shipped.index] == shipped).all(), code


def days_of(table: str) -> list[str]:
    return sorted({str(row["date"])[:10] for row in fedsheet.vintage().rows(table)})


def test_the_calendar_came_whole_as_far_ahead_as_it_is_public(told: Update) -> None:
    today = date.today()
    public = [str(day) for day in meetings_known(today).dates if day.year >= 2021]
    assert days_of("fomc_meetings") == public
    assert public[-1] > f"{today.year + 1}-01-01"
    assert days_of("fomc_statements") == [day for day in public if day < str(today)]


def test_an_update_on_the_same_day_asks_nobody(told: Update, publisher: Publisher) -> None:
    n_heard = publisher.server.asked
    again = update(transport=Transport(Limits(deadline=300), loopback=publisher.server.address))
    assert (again.n_asked, again.news, again.failed) == (0, [], [])
    assert told.from_data
    assert again.from_data == ()  # told once
    assert publisher.server.asked == n_heard
    assert again.next_release is None or again.next_release > date.today()


def test_the_store_can_be_made_again_from_what_came(told: Update) -> None:
    made = rebuild()
    assert made.before == made.after


@pytest.mark.parametrize(("lang", "says"), [("en", "Nothing is due"), ("zh", "目前没有到期的数据")])
def test_the_command_says_that_nothing_is_due_and_a_timer_says_nothing(
    told: Update, lang: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up_to_date(Words(lang)) == 0
    assert says in capsys.readouterr().out
    assert bring_up_to_date(Words(lang), is_quiet=True) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("series_id", "newest", "released"), [
    ("WALCL", "2025-12-17", "2025-12-29"), ("SOFR", "2025-04-16", "2025-04-21"), ("DGS10", "2025-12-24", "2025-12-26"),
    ("UNRATE", "2026-09-01", "2026-11-01"), ("GDPC1", "2026-04-01", "2026-10-24"), ("ICSA", "2026-11-14", "2026-11-25"),
    ("OFR_MMF_TOTAL", "2026-07-31", "2026-09-20"), ("soma_treasury", "2026-11-18", "2026-11-28"),
    ("mspd_securities", "2026-09-30", "2026-11-08"), ("IORB", "2026-11-29", "2026-11-30"),
    # New York Fed: dealers on Thursdays with the week before, here the day after Thanksgiving; take-up by type of
    # counterparty at the end of a quarter for the quarter before.
    ("PD_BILLS_NET", "2026-11-11", "2026-11-27"), ("PD_BILLS_NET", "2026-11-04", "2026-11-19"),
    ("ON_RRP_MMF", "2026-06-30", "2026-12-31"), ("ON_RRP_MMF", "2026-03-31", "2026-09-30"),
])  # fmt: skip
def test_the_next_release_follows_the_calendar(series_id: str, newest: str, released: str) -> None:
    assert due.next_release(catalogue()[series_id], date.fromisoformat(newest)) == date.fromisoformat(released)


@pytest.mark.parametrize(("series_id", "earliest", "told"), [
    ("UNRATE", "2026-11-01", "2026-11-06"), ("CPIAUCSL", "2026-10-01", "2026-10-16"),
    ("WALCL", "2026-10-15", "2026-10-15"), ("FEDFUNDS", "2026-11-02", "2026-11-02"),
])  # fmt: skip
def test_the_release_told_is_the_publishers_own_day_and_not_the_earliest_possible(
    series_id: str, earliest: str, told: str
) -> None:
    entry, held = catalogue()[series_id], snapshot_vintage("2026-11-30")[series_id]
    assert due.next_release(entry, held.last_day) == date.fromisoformat(earliest)
    assert due.told_release(entry, held) == date.fromisoformat(told)


def test_every_group_of_series_says_when_its_next_release_is(told: Update) -> None:
    assert [s.group for s in status() if s.oldest and (s.next_release is None or s.days_late is None)] == []
    assert set(told.next_ids) & set(SHOWN_BY.values()) == set()


def test_what_was_answered_today_is_not_due_again_and_what_was_not_asked_for_a_week_is() -> None:
    entry, held, today = catalogue()["WALCL"], date(2026, 11, 18), date(2026, 11, 27)
    assert due.Due(entry, held, date(2026, 11, 27), None).is_due(today)
    assert due.Due(entry, held, date(2026, 11, 27), datetime(2026, 11, 26, 22)).is_due(today)
    assert not due.Due(entry, held, date(2026, 11, 27), datetime(2026, 11, 27, 8)).is_due(today)
    assert not due.Due(entry, held, date(2026, 12, 3), datetime(2026, 11, 26, 22)).is_due(today)
    assert due.Due(entry, held, date(2026, 12, 3), datetime(2026, 11, 20, 8)).is_due(today)


def test_five_lines_tell_figure_before_now_and_next_release(told: Update) -> None:
    plain = replace(told, from_data=(), at_odds=())
    english = list(update_lines.news(plain, date.today(), Words("en")))
    assert english[0].startswith("Total assets: $6.")
    assert "→" in english[0]
    assert english[4].startswith(f"And {len(told.news) - 4} other series. ")
    chinese = list(update_lines.news(plain, date.today(), Words("zh")))
    assert chinese[0].startswith("总资产：6.")
    assert chinese[4].startswith(f"另有 {len(told.news) - 4} 个序列有更新。")
    assert len(english) == len(chinese) == 5


def test_every_rate_the_fed_sets_is_held_against_the_record_filled_and_told(told: Update) -> None:
    assert told.at_odds == ()
    path = record(rates_held())
    for instrument in SHOWN_BY:
        action = path.action_at(instrument, RISE)
        assert (action.grade, action.effective_date) == ("data", RISE), instrument
    assert path.value_at("srf", RISE) - load_path().value_at("srf", RISE) == pytest.approx(0.0025)
    told_of = {
        "en": "filled from the data from 29 October 2026: Bottom of",
        "zh": "据数据补入（2026 年 10 月 29 日起）：目标",
    }
    for language, said in told_of.items():
        first, second, *others = update_lines.news(told, date.today(), Words(language))
        assert said in first
        assert all(f"{before} → {now}" in first for before, now in (("3.90%", "4.15%"), ("4.00%", "4.25%")))
        assert second.startswith(Words(language)("update.name_WALCL"))
        assert len(others) == 3


def test_however_much_the_record_lacks_the_figures_keep_their_lines(told: Update) -> None:
    odd = [Odd("SRF_RATE", date(2026, month, 17), 0.04, 0.0425) for month in range(1, 10)]
    lines = list(update_lines.news(replace(told, at_odds=tuple(odd), replaced={"WALCL": 3}), RISE, Words("en")))
    assert len(lines) == 5
    assert lines[1] == "And 9 other lines about the policy record; see `fedsheet policy check`."
    assert lines[3].startswith("Total assets: ")


def test_a_rate_at_odds_is_told_first() -> None:
    odd = Odd("SRF_RATE", date(2026, 9, 17), 0.04, 0.0425)
    told = Update(1, [], [], 0, 0, 0, None, (), (), (odd,))
    said = " ".join(update_lines.news(told, date(2026, 11, 30), Words("en")))
    assert "Standing repo rate is 4.25% on 17 September 2026, the record has 4.00%" in said
    said = " ".join(update_lines.news(told, date(2026, 11, 30), Words("zh")))
    assert "常备回购利率为 4.25%，记录为 4.00%" in said


def test_where_every_source_failed_nothing_is_said_to_be_new_or_checked() -> None:
    told = Update(2, [("a", "down."), ("b", "down.")], [], 0, 0, 0, date(2026, 12, 3), ("WALCL",))
    assert list(update_lines.news(told, date(2026, 11, 30), Words("en"))) == ["Next: Total assets on 3 December 2026."]


def test_figures_of_a_file_that_gave_way_to_the_publishers_own_are_told(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEDSHEET_HOME", str(tmp_path))
        known = fedsheet.vintage()
        file = tmp_path / "desk.csv"
        file.write_text("date,SOFR\n2026-10-09,3.87\n2026-10-13,3.91\n")
        import_file("SOFR", file, "", "", {})
        served = Publisher(known, date.today())  # which goes on with the last value held, 3.87
        told = update(["SOFR"], transport=Transport(Limits(deadline=300), loopback=served.server.address))
        served.server.close()
    assert told.replaced == {"SOFR": 1}
    said = {language: " ".join(update_lines.news(told, date.today(), Words(language))) for language in ("en", "zh")}
    assert "in place of a file's: SOFR; 1 day differed" in said["en"]
    assert "取代文件导入的数据：SOFR；其中 1 天" in said["zh"]


def test_a_failure_is_told_once_a_reason() -> None:
    failed = [(f"series {n}", "the host is down.") for n in range(5)]
    told = Update(9, failed, [], 0, 0, 0, None, ())
    first, last = update_lines.failures(told, Words("en"))
    assert first == "failed: series 0, series 1, series 2 and 2 more: the host is down."
    assert last == "5 of 9 questions failed; the last good figures stay."
    assert "另 2 个" in next(update_lines.failures(told, Words("zh")))


def test_the_log_names_replies_in_the_readers_words() -> None:
    line = (9, date(2026, 1, 15), "nyfed", "nyfed_dollar_swaps 2025", "taken in", 0, 0, 0, 1, "", "")
    for language, name in (("en", "dollar swaps 2025"), ("zh", "美元互换 2025")):
        assert log_exhibits.log([line], Words(language)).table.records()[0]["what"] == name


def test_what_failed_is_named_in_the_readers_words_and_never_by_thirty_ids() -> None:
    failed = [(",".join(["WALCL", "TREAST", "WSHOMCB", *(f"S{n}" for n in range(27))]), "the host is down.")]
    told = Update(2, [*failed, ("Treasury auctions page 3", "cut.")], [], 0, 0, 0, None, ())
    ids, page, _ = update_lines.failures(told, Words("zh"))
    assert ids.startswith("失败：WALCL、TREAST、WSHOMCB 等另 27 个")
    assert page.startswith("失败：国债拍卖，页 3：")


# What reads the pulled groups, on a store that one pull has filled with all of them.
LINES: tuple[tuple[str, ...], ...] = (
    ("data", "status"), ("data", "clock"), ("policy", "check"), ("series", "SRF_RATE"), ("h41",), ("outlook", "rules"),
    ("outlook", "triggers"), ("review", "ledger"),
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_reader_answers_on_a_store_that_one_pull_filled(
    line: tuple[str, ...], told: Update, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fedsheet", *line])
    with pytest.raises(SystemExit) as left:
        main.run()
    answer = capsys.readouterr()
    assert left.value.code == 0, answer.err
    assert answer.out
