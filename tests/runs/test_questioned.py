"""A wrong figure is kept aside with its reason, the last good stay, a reader may take it in, a rebuild honours both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

import fedsheet
from fedsheet.core.dates import is_business_day
from fedsheet.core.errors import UnknownNameError
from fedsheet.core.series import Series
from fedsheet.runs.data_check import data_check
from fedsheet.runs.intake import take_in
from fedsheet.runs.pull import questions_for, settle
from fedsheet.runs.questioned import accept, open_questions
from fedsheet.runs.rebuild import rebuild
from fedsheet.runs.take_back import forget
from fedsheet.sources.catalogue import chosen
from fedsheet.sources.reply import Request
from fedsheet.sources.transport import Reply
from fedsheet.store.observations import LedgerEntry, open_store
from fedsheet.store.raw import RawReplies
from publisher import Publisher
from whole_statement import package

DAY = timedelta(days=1)
TODAY = date.today()


@pytest.fixture
def home(shipped_home: Path) -> Path:
    return shipped_home


def came(home: Path, request: Request, body: bytes) -> LedgerEntry:
    """One reply, kept and taken in as a pull does."""
    with open_store() as store:
        replies = RawReplies(home)
        return take_in(store, replies.keep(request.source, request.journal(), TODAY, body, "text/csv"), body)


def asked(name: str, today: date = TODAY) -> Request:
    with open_store() as store:
        return questions_for(store, chosen([name]), None, today)[0]


def graph(series: Series, values: Mapping[date, float]) -> bytes:
    lines = [f"observation_date,{series.id}"] + [f"{day},{value!r}" for day, value in sorted(values.items())]
    return ("\n".join(lines) + "\n").encode()


def held(name: str) -> tuple[Series, dict[date, float]]:
    series = fedsheet.series(name)
    return series, {stamp.date(): float(value) for stamp, value in series.values.items()}


def following(series: Series, values: Mapping[date, float]) -> date:
    day = max(values) + (7 if series.definition.frequency == "W" else 1) * DAY
    while series.definition.frequency == "D" and not is_business_day(day):
        day += DAY
    return day


@pytest.mark.parametrize("name", ["WALCL", "WRESBAL", "DGS10", "DFF"])
@pytest.mark.parametrize("factor", [1000.0, 10.0, 0.001, 0.0, -1.0])
def test_one_wrong_figure_is_kept_aside_and_the_last_good_stays(home: Path, name: str, factor: float) -> None:
    series, values = held(name)
    day = following(series, values)
    wrong = values[max(values)] * factor
    entry = came(home, asked(name), graph(series, {**values, day: wrong}))
    assert entry.outcome == "taken in"
    assert "1 questioned" in entry.note
    assert held(name)[1] == values
    (question,) = open_questions()
    assert (question.series_id, question.day, question.value) == (name, day, wrong)
    assert any("is questioned (1)" in finding.what for finding in data_check())


def test_the_publishers_correction_closes_the_question(home: Path) -> None:
    series, values = held("WALCL")
    day = following(series, values)
    came(home, asked("WALCL"), graph(series, {**values, day: values[max(values)] * 1000}))
    came(home, asked("WALCL"), graph(series, {**values, day: values[max(values)] + 1}))
    assert open_questions() == []
    assert held("WALCL")[1][day] == values[max(values)] + 1
    assert fedsheet.vintages("WALCL").tail(1)["value"].item() == values[max(values)] + 1


def test_the_same_doubt_is_asked_once(home: Path) -> None:
    series, values = held("WALCL")
    body = graph(series, {**values, following(series, values): 6_715_000_000.0})
    for _ in range(2):
        came(home, asked("WALCL"), body)
    assert [question.n for question in open_questions()] == [1]


def test_what_a_reader_accepts_is_held_and_a_rebuild_honours_it(home: Path) -> None:
    series, values = held("WALCL")
    day = following(series, values)
    came(home, asked("WALCL"), graph(series, {**values, day: 46_715_000.0}))
    with pytest.raises(UnknownNameError, match="question"):
        accept([7])
    entry = accept([1])
    assert entry.outcome == "taken in"
    assert open_questions() == []
    assert held("WALCL")[1][day] == 46_715_000.0
    assert fedsheet.vintages("WALCL").tail(1)["realtime_start"].item().date() == day + DAY
    made = rebuild()
    assert made.before == made.after
    came(home, asked("WALCL"), graph(series, {**values, day: 46_715_000.0}))
    assert open_questions() == []


def test_a_moved_level_that_stays_is_taken_in_by_itself(home: Path) -> None:
    series, values = held("DFF")
    days = [max(values) + n * DAY for n in range(1, 8)]
    came(home, asked("DFF"), graph(series, {**values, **dict.fromkeys(days, values[max(values)] - 2.0)}))
    assert open_questions() == []
    assert held("DFF")[1][days[-1]] == values[max(values)] - 2.0


def test_dates_moved_by_a_day_refuse_the_reply(home: Path) -> None:
    for name in ("WALCL", "WRESBAL"):
        series, values = held(name)
        entry = came(home, asked(name), graph(series, {day + DAY: value for day, value in values.items()}))
        assert entry.outcome == "refused"
        assert "other days of the week" in entry.note
        assert held(name)[1] == values


def test_a_reply_doubted_in_many_places_is_refused_whole(home: Path) -> None:
    series, values = held("DGS10")
    days = [d for n in range(1, 60) if is_business_day(d := max(values) + n * DAY)]
    by_ten = dict.fromkeys(days, values[max(values)] * 10)
    assert came(home, asked("DGS10", TODAY), graph(series, {**values, **by_ten})).outcome == "refused"
    assert held("DGS10")[1] == values


def rates(kind: str, rows: Mapping[date, tuple[float, ...]]) -> bytes:
    names = ("percentRate", "percentPercentile1", "percentPercentile25", "percentPercentile75", "percentPercentile99",
             "volumeInBillions")  # fmt: skip
    found = [
        {"effectiveDate": str(day), "type": kind, **dict(zip(names, row, strict=True))} for day, row in rows.items()
    ]
    return json.dumps({"refRates": found}).encode()


def rows_of(days: list[date]) -> dict[date, tuple[float, ...]]:
    """Rows of BGCR: the rate as held, percentiles at it, one volume."""
    own = held("BGCR")[1]
    last = own[max(own)]
    return {day: (*[own.get(day, last)] * 5, 1000.0) for day in days}


QUIET = (0.05, 0.01, 0.04, 0.06, 0.09, 1000.0)


@pytest.mark.parametrize(("last", "said"), [
    (tuple(10 * value for value in QUIET), "10^1 times"), ((0.05, 0.01, 0.07, 0.06, 0.09, 1000.0), "not in order"),
    ((0.05, 0.01, 0.04, 0.06, 0.09, 1_000_000.0), "further than"),
])  # fmt: skip
def test_a_row_of_a_rate_that_cannot_be_true_is_kept_aside(home: Path, last: tuple[float, ...], said: str) -> None:
    days = [d for n in range(60, 0, -1) if is_business_day(d := TODAY - n * DAY)]
    rows = {day: tuple(value * (1 + 0.02 * (n % 2)) for value in QUIET) for n, day in enumerate(days[:-1])}
    request = asked("BGCR")
    assert came(home, request, rates("BGCR", rows)).outcome == "taken in"
    entry = came(home, request, rates("BGCR", {**rows, days[-1]: last}))
    assert said in entry.note
    assert days[-1] not in held("BGCRVOL" if "further" in said else "BGCR")[1]


def test_lines_of_the_statement_that_do_not_add_up_are_kept_aside(home: Path) -> None:
    names = ("TREAST", "WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOICL")
    days = [date(2026, 11, 18) - 7 * n * DAY for n in range(2)]
    rows = {days[1]: (4_300_000.0, 500_000.0, 3_500_000.0, 200_000.0, 100_000.0)}
    rows[days[0]] = (4_300_000.0, 500_000.0, 3_450_000.0, 200_000.0, 100_000.0)
    lines = ["observation_date," + ",".join(names)]
    lines += [f"{day},{','.join(str(cell) for cell in rows[day])}" for day in sorted(rows)]
    request = Request("fred", ",".join(names), "https://fred.stlouisfed.org/", about={"feed": "fred.graph"})
    entry = came(home, request, ("\n".join(lines) + "\n").encode())
    assert "TREAST is 4,300,000 and its parts 4,250,000" in entry.note
    assert {question.day for question in open_questions() if "parts" in question.reason} == {days[0]}


MBS, JUMP = "H41.RESPPALGASMO_N.WW", date(2009, 2, 18)  # 7,377 to 65,292 million in a week, as it was


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_a_jump_that_the_statements_sums_bear_out_is_taken_in_and_one_they_do_not_is_kept_aside(
    home: Path, factor: float
) -> None:
    publisher = Publisher(fedsheet.vintage(), TODAY)
    publisher.server.close()
    weeks, levels = publisher.whole
    told = levels["RESPPALGASMO"].copy()
    told[weeks.index(JUMP)] *= factor
    entry = came(home, asked("H41.RESPPMA_N.WW"), package(levels | {"RESPPALGASMO": told}, weeks))
    assert entry.outcome == "taken in"
    aside = {(question.series_id, question.day) for question in open_questions()}
    assert aside == ({(MBS, JUMP)} if factor > 1 else set())
    shown = fedsheet.series("WSHOMCB").values.loc[str(JUMP)]
    assert fedsheet.series(MBS).values.get(str(JUMP)) == (None if factor > 1 else shown)


def list_of(day: date, par: float) -> bytes:
    from fedsheet.core.ids import cusip_check_digit

    rows = []
    for n in range(60):
        stem = f"91282C{n:02d}"
        rows.append({
            "asOfDate": str(day), "cusip": f"{stem}{cusip_check_digit(stem)}", "maturityDate": "2030-01-31",
            "securityType": "NotesBonds", "parValue": f"{par / 60:.2f}", "coupon": "4.0",
        })  # fmt: skip
    return json.dumps({"soma": {"holdings": rows}}).encode()


def test_a_list_that_is_not_its_summary_is_refused(home: Path) -> None:
    day = date(2026, 2, 25)
    total = float(fedsheet.series("SOMA_NOTESBONDS").values[str(day)])
    what = f"SOMA Treasuries {day}"
    request = Request("nyfed", what, "https://markets.newyorkfed.org/", about={"feed": "nyfed.soma_tsy"})
    assert "the summary of the day says" in came(home, request, list_of(day, total / 2)).note
    assert came(home, request, list_of(day, total)).outcome == "taken in"


def halves(days: list[date]) -> Iterator[tuple[str, list[date], date | None]]:
    n = len(days)
    yield "without its oldest half", days[n // 2 :], days[0]
    yield "with a hole", days[: n // 3] + days[2 * n // 3 :], days[n // 3]
    yield "whole", days, None


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_first_reply_that_is_short_is_taken_as_a_part_and_asked_for_again(home: Path, which: int) -> None:
    days = [d for n in range((TODAY - date(2018, 4, 2)).days) if is_business_day(d := date(2018, 4, 2) + n * DAY)]
    _, given, hole = list(halves(days))[which]
    request = asked("BGCR")
    body = rates("BGCR", rows_of(given))
    with open_store() as store:
        outcome = settle(store, RawReplies(home), request, Reply(body, "application/json"))
    assert outcome.is_good
    assert ("partial: BGCR lacks figures from" in outcome.note) == (hole is not None)
    again = asked("BGCR").params["startDate"]
    assert again <= str(hole) if hole else again > str(TODAY - timedelta(days=60))


def test_a_hole_asked_about_three_times_is_the_publishers_own(home: Path) -> None:
    days = [d for n in range((TODAY - date(2018, 4, 2)).days) if is_business_day(d := date(2018, 4, 2) + n * DAY)]
    body = rates("BGCR", rows_of([d for d in days if d.year != 2021]))
    starts = []
    for _ in range(4):
        request = asked("BGCR")
        starts.append(request.params["startDate"])
        rows = [row for row in json.loads(body)["refRates"] if row["effectiveDate"] >= starts[-1]]
        with open_store() as store:
            settle(store, RawReplies(home), request, Reply(json.dumps({"refRates": rows}).encode(), "application/json"))
    assert starts[0] == "2018-04-02"
    assert starts[1] == starts[2] < "2021-01-10"
    assert starts[3] > "2026"


Maker = Callable[[], bytes]


def test_a_users_own_file_is_taken_at_its_word(home: Path) -> None:
    from fedsheet.runs.import_file import import_file

    path = home / "pmi.csv"
    lines = [f"{2015 + n // 12}-{n % 12 + 1:02d}-01,{50 + n % 3}" for n in range(60)]
    path.write_text("date,PMI\n" + "\n".join([*lines, "2020-01-01,12"]) + "\n")
    assert import_file("ISM_PMI", path, "Index", "ISM", {}).outcome == "taken in"
    assert open_questions() == []


def operations(day: date, accepted: float, n: int = 40) -> bytes:
    """Outright operations of `n` days before `day`, and one on it."""
    rows = [
        {"operationId": f"OR {n} 25", "auctionStatus": "Results", "operationType": "Outright Bill Purchase",
         "operationDate": str(day - n * DAY), "settlementDate": "", "operationDirection": "P",
         "totalParAmtSubmitted": "9000000000", "totalParAmtAccepted": f"{8e9 if n else accepted:.0f}"}
        for n in range(n, -1, -1) if not n or is_business_day(day - n * DAY)
    ]  # fmt: skip
    return json.dumps({"treasury": {"auctions": rows}}).encode()


def test_operations_of_weekends_are_refused(home: Path) -> None:
    with open_store() as store:
        request = questions_for(store, chosen(["nyfed_treasury_operations"]), TODAY - 60 * DAY, TODAY)[-1]
    last = date.fromisoformat(request.params["endDate"])
    body = json.loads(operations(last, 8e9))
    for n, row in enumerate(body["treasury"]["auctions"]):
        row["operationDate"] = str(last - n * DAY)
    assert "Saturday" in came(home, request, json.dumps(body).encode()).note


@pytest.mark.parametrize("factor", [1000.0, 100.0, -1.0])
def test_a_row_far_from_its_table_is_kept_aside_or_refused(home: Path, factor: float) -> None:
    with open_store() as store:
        request = questions_for(store, chosen(["nyfed_treasury_operations"]), TODAY - 60 * DAY, TODAY)[-1]
    day = date.fromisoformat(request.params["endDate"])
    assert came(home, request, operations(day - DAY, 8e9)).outcome == "taken in"
    entry = came(home, request, operations(day, 8e9 * factor))
    assert entry.outcome == "refused" or "1 questioned" in entry.note
    assert came(home, request, operations(day, 8.2e9)).outcome == "taken in"
    before = purchases()
    came(home, request, operations(day, 8.2e9 / 100))
    assert purchases() == before


def test_daily_figures_moved_by_a_day_fall_on_saturdays_and_are_refused(home: Path) -> None:
    series, values = held("DGS10")
    new = [d for n in range(1, 30) if is_business_day(d := max(values) + n * DAY)]
    shifted = {day + DAY: values[max(values)] for day in new}
    entry = came(home, asked("DGS10"), graph(series, {**values, **shifted}))
    assert entry.outcome == "refused"


def test_all_ten_times_as_large_is_another_unit(home: Path) -> None:
    series, values = held("DGS10")
    entry = came(home, asked("DGS10"), graph(series, {day: round(10 * value, 2) for day, value in values.items()}))
    assert "the unit has changed" in entry.note


def outright(n: int, wrong: Mapping[int, float] = MappingProxyType({})) -> bytes:
    """`n` purchases, the accepted par of those in `wrong` times a factor."""
    days = [date(2025, 1, 2) + k * DAY for k in range(2 * n) if (date(2025, 1, 2) + k * DAY).weekday() < 5][:n]
    rows = [
        {"operationId": f"OR{k}", "operationDate": str(day), "operationType": "Purchase", "operationDirection": "P",
         "classType": "x", "auctionStatus": "Results", "totalParAmtSubmitted": (900 + 7 * k) * 10**7,
         "totalParAmtAccepted": (300 + 2 * k) * 10**6 * wrong.get(k, 1)}
        for k, day in enumerate(days)
    ]  # fmt: skip
    return json.dumps({"treasury": {"auctions": rows}}).encode()


def purchases() -> dict[str, float]:
    table = fedsheet.vintage().table("nyfed_treasury_operations")
    return dict(zip(table["operation_id"], table["accepted_usd"], strict=True))


def test_a_questioned_row_is_kept_aside_taken_in_by_a_reader_and_taken_back(home: Path) -> None:
    window = {"startDate": "2025-01-01", "endDate": "2025-12-31"}
    request = Request("nyfed", "nyfed_treasury_operations 2025", "https://x", window, about={"feed": "nyfed.tsy"})
    assert came(home, request, outright(30)).outcome == "taken in"
    good = purchases()
    entry = came(home, request, outright(32, {30: 8.0, 5: 8.0}))
    assert entry.outcome == "taken in"
    assert "2 questioned" in entry.note
    assert purchases() == {**good, "OR31": 362e6}
    assert [(q.key.split()[1], q.value) for q in open_questions()] == [("OR5", 2_480e6), ("OR30", 2_880e6)]
    came(home, request, outright(32, {30: 8.0}))  # the publisher corrects one and repeats the other
    (question,) = open_questions()
    assert "far from what is held" in question.reason
    decision = accept([question.n])
    assert (decision.outcome, open_questions()) == ("taken in", [])
    accepted = {**good, "OR31": 362e6, "OR30": 2_880e6}
    assert purchases() == accepted
    assert "2 questioned" not in came(home, request, outright(32, {30: 8.0})).note
    made = rebuild()
    assert made.before == made.after
    forget(["batch", str(decision.batch)])
    assert purchases() == {**good, "OR31": 362e6}
