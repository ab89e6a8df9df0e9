"""`fedsheet data …` and `fedsheet h41` as a user types them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import fedsheet
from fedsheet.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of one command line."""
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    try:
        main.run()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_import_then_series_then_rebuild(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "pmi.csv").write_bytes(
        "指标名称,PMI\n单位,%\n2020-01-31,50.9\n2020-02-29,50.1\n数据来源：Wind,\n".encode("gb18030")
    )
    words = ("data", "import", "PMI", str(home / "pmi.csv"), "--unit", "Percent", "--publisher", "ISM")
    assert typed(monkeypatch, *words) == 0
    assert "new values 2" in capsys.readouterr().out
    assert typed(monkeypatch, "series", "PMI", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["observations"][0] == {"date": "2020-01-01", "value": 50.9}
    assert typed(monkeypatch, "data", "rebuild") == 0
    assert "the same rows as before" in capsys.readouterr().out


def test_a_refused_import_is_one_line_and_exit_code_2(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "bad.csv").write_text("date,value\n2020-01-01,1\n2020-01-02,abc\n2020-01-03,3\n")
    words = ("data", "import", "BAD", str(home / "bad.csv"), "--unit", "Index", "--publisher", "X")
    assert typed(monkeypatch, *words) == 2
    said = capsys.readouterr().err
    assert "row 3, column B: 'abc' is text" in said
    assert "nothing was stored" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("data", "import", "X1", "absent.csv", "--unit", "Index", "--publisher", "X"), "is not a file"),
        (("data", "import", "x 1", "absent.csv", "--unit", "Index", "--publisher", "X"), "cannot be the id"),
        (("data", "import", "X1", "absent.csv", "--unit", "Furlongs", "--publisher", "X"), "Unknown unit"),
        (("data", "import", "X1", "absent.csv", "--unit", "Index", "--publisher", " "), "No publisher"),
        (("data", "pull", "nonsense"), "Unknown group or series"),
        (("data", "pull", "rates", "--since", "yesterday"), "--since: 'yesterday' is not a date"),
        (("data", "export", "WALCL", "--to", "x.doc"), "Unknown form of file"),
        (("data", "export", "WALC", "--to", "x.csv"), "Nearest known"),
        (("data", "status", "--format", "yaml"), "Unknown format"),
        (("h41", "2019-09-20"), "Nearest: "),
        (("h41", "not-a-date"), "'not-a-date' is not a date"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_and_exit_code_2(
    words: tuple[str, ...], part: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, *words) == 2
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1


def test_the_statement_as_json_balances(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "h41", "2019-09-18", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    amounts = {row["line"].strip(): row["usd_mn"] for row in found["lines"]}
    assert amounts["Total assets"] == amounts["Total liabilities"] + amounts["Total capital"]
    assert all(identity["holds"] for identity in found["identities"])


def test_two_days_side_by_side(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "h41", "2014-10-29", "--compare", "2012-09-12", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    change = {row["line"].strip(): row["change_since_2012-09-12"] for row in found["lines"]}
    # H.4.1, between the Wednesdays of the programme: LSAP3 Treasuries +810.7, MBS +874.2 billion
    assert round(change["U.S. Treasury securities"] / 1e3, 1) == 810.7
    assert round(change["Mortgage-backed securities"] / 1e3, 1) == 874.2


def test_check_status_vintages_and_export(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "data", "check") == 0
    assert "All that could be checked holds" in capsys.readouterr().out
    assert typed(monkeypatch, "data", "status", "--format", "json") == 0
    assert {row["group"] for row in json.loads(capsys.readouterr().out)} >= {"h41", "rates", "macro"}
    assert typed(monkeypatch, "data", "vintages", "UNRATE", "--format", "csv") == 0
    assert capsys.readouterr().out.startswith("date,first_known,first_value")
    assert typed(monkeypatch, "data", "export", "WALCL", "--to", str(home / "walcl.csv")) == 0
    assert (home / "walcl.csv").read_text().startswith("id,date,value,unit,publisher,licence\nWALCL,2007-01-03,")


def test_a_pull_without_a_network_says_so_and_leaves_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from fedsheet.sources import transport

    monkeypatch.setattr(transport.Transport, "_address", lambda _self, _url: "http://127.0.0.1:9/")
    assert typed(monkeypatch, "data", "pull", "WSHOSHO") == 1
    heard = capsys.readouterr()
    assert "cannot be reached" in heard.err
    assert "the last good figures stay" in heard.out
    assert typed(monkeypatch, "series", "WALCL", "--from", "2025-12-31") == 0


def test_an_older_file_of_the_same_series_is_an_error_and_changes_nothing(home, monkeypatch, capsys) -> None:
    new, old = home / "new.csv", home / "old.csv"
    new.write_text("date,value\n2020-01-01,1\n2020-02-01,2\n2020-03-01,3\n")
    old.write_text("date,value\n2020-01-01,1\n2020-02-01,2\n")
    words = ("--unit", "Index", "--publisher", "X")
    assert typed(monkeypatch, "data", "import", "AGE", str(new), *words) == 0
    capsys.readouterr()
    assert typed(monkeypatch, "data", "import", "AGE", str(old), *words) == 2
    said = capsys.readouterr()
    assert "its newest date is 2020-02-01, and 2020-03-01 was seen before" in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
    assert len(fedsheet.series("AGE").values) == 3


def test_since_a_day_to_come_asks_nobody(home, monkeypatch, capsys) -> None:
    assert typed(monkeypatch, "data", "pull", "h41", "--since", "2090-01-01") == 2
    assert "2090-01-01 lies ahead" in capsys.readouterr().err


def test_a_pull_without_a_network_says_each_reason_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nobody listens at the discard port
    assert typed(monkeypatch, "data", "pull", "rates", "copies") == 1
    told = capsys.readouterr()
    assert "None of 7 replies taken in; the last good figures stay." in told.out
    reasons = [line.partition(": ")[2].partition(": ")[2] for line in told.err.splitlines()]
    assert len(reasons) == len(set(reasons)) == 3
    assert not any("SOFR: SOFR" in line for line in told.err.splitlines())
    assert typed(monkeypatch, "data", "status") == 0
    assert "SOFR: SOFR" not in " ".join(capsys.readouterr().out.split())


def test_an_unknown_group_is_told_the_groups(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "data", "pull", "rate") == 2
    assert "Groups: h41, statement, yields, rates," in capsys.readouterr().err


def test_a_span_without_observations_says_what_is_held(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "series", "WALCL", "--from", "2200-01-01") == 2
    assert "It runs from 2007-01-03 to" in capsys.readouterr().err
    assert typed(monkeypatch, "series", "--list", "--as-of", "1950-01-01") == 2
    assert "No series was known as of 1950-01-01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("2019-09-18", "--as-of", "2019-09-18"), "was not public as of 2019-09-18. Use --as-of 2019-09-19 or later"),
        (("--as-of", "1990-01-01"), "Use --as-of 2007-12-27 or later"),
    ],
)
def test_a_statement_not_yet_public_says_since_when_it_is(
    words: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "h41", *words) == 2
    assert says in capsys.readouterr().err
