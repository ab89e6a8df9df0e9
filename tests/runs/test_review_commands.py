"""The review's commands as a user calls them: shapes, formats, and one line for every mistake."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from fedsheet.cli.review import app
from fedsheet.core.errors import FedsheetError

RUN = CliRunner()


def output(*arguments: str) -> str:
    found = RUN.invoke(app, list(arguments), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def strict(text: str) -> object:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


COMMANDS = [
    ("programmes",),
    ("phases", "--window", "lsap2"),
    ("assertions",),
    ("events",),
    ("events", "kvj2011_qe1"),
    ("ledger", "lsap3"),
    ("ledger", "lsap3", "--monthly"),
    ("ledger", "mep", "--composition"),
    ("ledger", "--caps"),
    ("termpremium",),
    ("termpremium", "--events", "gagnon2011"),
    ("supply",),
    ("supply", "--holdings"),
    ("reserves", "--from", "2017-10-04", "--to", "2019-09-18"),
    ("macro",),
    ("grid",),
    ("grid", "lsap2"),
    ("reserves",),
    ("termpremium", "--history", "monthly"),
    ("transmission",),
    ("transmission", "--own"),
    ("transmission", "--published"),
    ("assets",),
    ("rounds",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_in_every_format(arguments):
    assert strict(output(*arguments, "--format", "json"))
    rows = list(csv.reader(io.StringIO(output(*arguments, "--format", "csv"))))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert output(*arguments)


def test_shape_of_an_event_study():
    """{"set","window_days","rows":[{date,series,change_bp}],"sums":[{series,change_bp,placebo_p}]}.

    Rows and sums have these keys and no others; inference and what else was released stand beside them.
    """
    found = strict(output("events", "kvj2011_qe1", "--series", "DGS10", "--window", "2", "--format", "json"))
    assert (found["set"], found["window_days"]) == ("kvj2011_qe1", 2)
    assert found["rows"][0] == {"date": "2008-11-25", "series": "DGS10", "change_bp": -36.0}
    assert {frozenset(row) for row in found["rows"]} == {frozenset(("date", "series", "change_bp"))}
    (total,) = found["sums"]
    assert set(total) == {"series", "change_bp", "placebo_p"}
    assert (total["series"], total["change_bp"]) == ("DGS10", -107.0)
    assert 0 < total["placebo_p"] < 0.01
    assert [event["date"] for event in found["events"]] == [row["date"] for row in found["rows"]]
    assert [one["series"] for one in found["inference"]] == ["DGS10"]


def test_the_smallest_p_of_a_sign_test_is_told_for_as_many_windows_as_were_judged():
    """2 / 2ⁿ for the n of the column beside it."""
    rows = strict(output("assertions", "--format", "json"))
    (n,) = {row["windows"] for row in rows}
    told = " ".join(output("assertions").split())
    assert f"all signs of {n} windows agreed, a two-sided sign test could not go below p = {2 / 2**n:.3f}" in told


def test_lines_not_held_come_with_the_days_that_would_close_line_by_line():
    """H.4.1 statements of 2017-10-04 and 2019-09-18 are held; that of 2017-09-27 is not, nor lines of its week."""
    told = " ".join(output("reserves", "--from", "2017-09-27", "--to", "2019-09-18").split())
    advised = "reserves --from 2017-10-04 --to 2019-09-18"
    assert f"`fedsheet review {advised}` closes line by line" in told
    rows = {row["factor"]: row for row in strict(output(*advised.split(), "--format", "json"))}
    assert abs(rows["remainder"]["contribution"]) < 0.01  # billions


def test_the_earlier_vintage_is_called_by_its_own_day():
    """The older vintage of the revised series that ship is of 2022-10-31, the first day it can be asked for."""
    assert "the vintage known on 31 October 2022" in " ".join(output("macro").split())
    with pytest.raises(FedsheetError, match="2022-10-31"):
        output("macro", "--earlier", "2022-10-30")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("assertions", "--as-of", "2008-12-31"), "no buying window and gap of the report were both over"),
        (("reserves", "--as-of", "2009-01-15"), "None of the episodes was over"),
    ],
)
def test_an_empty_table_says_why(arguments, reason):
    """LSAP1 was the only round under way; the first episode of reserves begins in 2017."""
    assert strict(output(*arguments, "--format", "json")) == []
    assert reason in " ".join(output(*arguments).split())


def test_every_window_listed_can_be_asked_for():
    ids = [row["id"] for row in strict(output("grid", "--format", "json"))]
    assert len(ids) == len(set(ids)) > 10
    found = strict(
        output("phases", "--series", "DGS10", *(w for i in ids for w in ("--window", i)), "--format", "json")
    )
    assert {row["window"] for row in found} == set(ids)


def test_the_same_seed_gives_the_same_table():
    arguments = ("phases", "--window", "lsap1", "--seed", "7", "--format", "csv")
    assert output(*arguments) == output(*arguments)


def test_a_day_in_the_past_knows_nothing_later():
    rows = strict(output("programmes", "--as-of", "2012-01-15", "--format", "json"))
    assert {row["id"] for row in rows} == {"lsap1", "lsap2", "mep", "mep-first-leg"}
    assert all(row["end_date"] <= "2012-01-11" for row in rows)
    assert next(row for row in rows if row["id"] == "mep")["announced_total"] == 400.0  # 267 came in June 2012


def test_a_users_own_event_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('window_days = 1\n[[event]]\ndate = 2011-08-09\nwhat = "guidance to mid-2013"\n')
    found = strict(output("events", str(path), "--series", "DGS2", "--format", "json"))
    assert found["set"] == "mine"
    assert len(found["rows"]) == 1


@pytest.mark.parametrize(
    ("series", "source"),
    [
        (("SOFR",), "Federal Reserve Bank of New York; fedsheet calculations"),
        (("SOFR", "DGS10"), "Federal Reserve Bank of New York, Federal Reserve Board; fedsheet calculations"),
        (("DGS10",), "Federal Reserve Board; fedsheet calculations"),
    ],
)
def test_the_source_is_that_of_the_series_asked_for(tmp_path, series, source):
    path = tmp_path / "mine.toml"
    path.write_text('window_days = 1\n[[event]]\ndate = 2025-10-14\nwhat = "a speech"\n')
    asked = [part for name in series for part in ("--series", name)]
    assert f"Source: {source}" in output("events", str(path), *asked)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("phases", "--window", "lsap9"), "Unknown window"),
        (("phases", "--draws", "10"), "too few"),
        (("phases", "--series", "NOPE"), "Unknown series"),
        (("events", "gagnon"), "gagnon2011"),
        (("events", "gagnon2011", "--window", "30"), "window of 30 days"),
        (("events", "kvj2011_qe1", "--window", "3"), "Use window_days= 1 or 2"),
        (("events", "kvj2011_qe1", "--window", "0"), "window of 0 days"),
        (("events", "nowhere.toml"), "cannot be read"),
        (("ledger", "nope"), "Unknown window"),
        (("ledger", "--monthly"), "needs a programme"),
        (("ledger", "covid-taper", "--composition"), "key Wednesdays"),
        (("reserves", "--from", "2019-09-17", "--to", "2020-03-11"), "2019-09-18"),
        (("reserves", "--from", "2020-03-11", "--to", "2019-09-18"), "not before"),
        (("reserves", "--from", "2019-09-18"), "Give both --from and --to"),
        (("reserves", "--from", "yesterday", "--to", "2019-09-18"), "'yesterday' is not a date"),
        (("programmes", "--format", "xml"), "Unknown format"),
        (("supply", "--as-of", "2015-01-01"), "not public"),
        (("grid", "lsap9"), "Unknown window"),
        (("termpremium", "--history", "hourly"), "Unknown history"),
    ],
)
def test_mistakes_are_named(arguments, words):
    with pytest.raises(FedsheetError, match=words):
        RUN.invoke(app, list(arguments), catch_exceptions=False)


def told(*arguments: str) -> list[dict[str, str]]:
    found = strict(output(*arguments, "--format", "json"))
    return found if isinstance(found, list) else found["rows"]


@pytest.mark.parametrize("view", ["--own", "--published"])
def test_effects_on_rates_are_told_in_points_and_on_levels_in_percent(view):
    """A rate that moves by 2.6 points has not moved by 2.6 percent."""
    lines = output("transmission", view).splitlines()
    of_rates = [line for line in lines if line.strip().startswith(("unemployment", "inflation"))]
    of_levels = [line for line in lines if line.strip().startswith(("output", "price level"))]
    assert len(of_rates) >= 4
    assert len(of_levels) >= 4
    for line in of_rates:
        assert " pp" in line
        assert not re.search(r"[+\u2212]\d+\.\d+%", line)
    assert not any(" pp" in line for line in of_levels)


def test_the_count_of_cases_is_that_of_programmes_and_outcomes():
    found = re.search(
        r"any of (\d+) cases \((\d+) programmes by (\d+) outcomes", " ".join(output("transmission").split())
    )
    assert found is not None
    all_, programmes, outcomes = map(int, found.groups())
    assert all_ == programmes * outcomes == 28


def table_of(tmp_path, sizes):
    days = [f"{year}-{month:02d}-17" for year in range(2004, 2020) for month in (2, 5, 8, 11)]
    file = tmp_path / "mine.csv"
    file.write_text("date,MINE\n" + "".join(f"{day},{size:.3f}\n" for day, size in zip(days, sizes, strict=True)))
    return file


def test_surprises_of_which_one_is_like_the_other_are_refused_by_name(tmp_path):
    with pytest.raises(FedsheetError, match="repeat so regularly"):
        output("transmission", "--instrument", str(table_of(tmp_path, [0.05, -0.05] * 32)), "--column", "MINE")


def test_ours_by_another_instrument_says_which(tmp_path):
    file = table_of(tmp_path, np.random.default_rng(1).normal(0, 0.05, 64))
    text = " ".join(output("transmission", "--instrument", str(file), "--column", "MINE").split())
    assert "Ours: MINE of mine.csv, 64 days" in text
    assert "10-year yield's moves" not in text


def test_premiums_of_two_kinds_of_days_are_told_apart():
    rows = {row["id"]: row for row in told("termpremium")}
    qe1, bills = rows["lsap1"], rows["bills2019"]
    # the New York Fed's month-ends before 24 November 2008 and 31 March 2010
    assert (qe1["month_end_start"], qe1["month_end_end"]) == ("2008-10-31", "2010-03-31")
    assert qe1["month_end_premium"] is None
    assert abs(bills["month_end_premium"] - bills["published_premium"]) <= 15
    assert "In 12 of 17 windows in which both are published, premium or path differ by more than 15 bp" in " ".join(
        output("termpremium").split()
    )


def test_a_line_of_the_statement_is_not_said_to_be_none():
    """Bills stand on the H.4.1; what is missing is the figure of a day."""
    rows = [row for row in told("ledger") if row["instrument"] == "bills"]
    assert rows
    assert all("not a line" not in str(row) for row in rows)


def test_the_account_of_reserves_names_three_reasons_and_what_closes_it():
    text = " ".join(output("reserves", "--from", "2025-07-02", "--to", "2025-10-29").split())
    assert (
        "the Treasury's account rose and drained $611.6 bn; ON RRP fell and released $217.8 bn; MBS fell and took out "
        "$68.5 bn." in text
    )
    assert "What total assets leave stands in other liabilities and capital" in text


def test_changes_of_an_index_have_a_sign():
    cells = [row for row in told("assets", "--cells") if row["asset"] == "conditions" and row["change"]]
    assert cells
    shown = output("assets").splitlines()
    assert any("+0.48" in line for line in shown)  # the conditions index over the gap between QE2 and Twist
