"""`fedsheet policy …` as a user types it."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from fedsheet.cli.policy import app
from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.record import load_path


def call(*words):
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_policy_on_a_day_as_json_in_published_units():
    found = json.loads(call("at", "2014-10-29", "--format", "json"))
    # FOMC statements of 2008-12-16 and 2014-09-17.
    assert (found["values"]["upper"], found["values"]["treasury"]) == (0.25, 10)
    assert found["units"]["treasury"] == "Billions of USD"
    assert found["values"]["srf"] is None
    assert "2021-07-29" in found["reasons"]["srf"]


def test_what_was_known_in_may_2022_about_october():
    found = json.loads(call("at", "2022-10-01", "--known-at", "2022-05-10", "--format", "json"))
    assert (found["values"]["treasury_cap"], found["values"]["agency_cap"]) == (60, 35)  # FOMC 2022-05-04
    assert found["values"]["upper"] == 1.0  # the last range known then


def test_the_table_names_the_day_and_why_rates_are_missing():
    shown = " ".join(call("at", "2014-10-29").split())
    assert "Policy on 2014-10-29" in shown
    assert "treasury_cap: No runoff before 2017-10-01" in shown


def test_list_of_a_programme_as_csv_has_source_and_grade_on_each_row():
    rows = list(csv.DictReader(io.StringIO(call("list", "--programme", "lsap3", "--format", "csv"))))
    assert len(rows) == len(load_path().list_facts(programme="lsap3"))
    assert all(row["source"] and row["grade"] for row in rows)


def test_list_by_lever_and_span():
    words = ("list", "--lever", "redemption_cap", "--from", "2022-01-01", "--to", "2022-12-31", "--format", "json")
    assert sorted(row["amount"] for row in json.loads(call(*words))) == [17.5, 30, 35, 60]


def test_programmes_give_both_names():
    rows = {row["id"]: row for row in json.loads(call("programmes", "--format", "json"))}
    assert (rows["lsap3"]["popular"], rows["lsap3"]["report"]) == ("QE3", "QE4")
    assert rows["mep"]["market_from"] == "2011-09-20"
    assert "Twist" in call("programmes")


def test_check_says_the_record_is_sound():
    assert "sound" in call("check")


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("at", "1999-01-01"), DateRangeError, "2006-06-29"),
        (("at", "soon"), InputError, "YYYY-MM-DD"),
        (("at", "2014-10-29", "--known-at", "then"), InputError, "YYYY-MM-DD"),
        (("at", "2014-10-29", "--format", "yaml"), UnknownNameError, "json"),
        (("list", "--programme", "qe9"), UnknownNameError, "lsap1"),
        (("list", "--lever", "redemtion_cap"), UnknownNameError, "redemption_cap"),
    ],
)
def test_mistakes_are_named_errors(words, error, said):
    with pytest.raises(error, match=said):
        call(*words)
