"""`fedsheet project` as a user calls it."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from fedsheet.cli.output import ALWAYS_READ
from fedsheet.cli.project import READS, SCORE, STUDIES, _write_xlsx, project
from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.portfolio.scenario.file import scenario_names
from fedsheet.present.text import Words

MEASURED = (
    "total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset",
    "net_income",
)  # fmt: skip
WANTED = ["date", *(f"{name}_usd_bn" for name in MEASURED), "wam_years"]


def _run(*arguments: str):
    import typer

    app = typer.Typer()
    app.command()(project)
    return CliRunner().invoke(app, list(arguments))


def test_csv_has_the_columns_of_the_issue_and_every_wednesday():
    result = _run("runoff-2022", "--until", "2022-12-31", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0])[: len(WANTED)] == WANTED
    assert rows[0]["date"] == "2022-02-16"
    assert {"2022-06-01", "2022-12-28", "2022-12-31"} <= {row["date"] for row in rows}


def test_csv_is_the_same_twice():
    arguments = ("taper-2021", "--format", "csv")
    assert _run(*arguments).stdout == _run(*arguments).stdout


def test_a_projection_says_which_rates_it_is_on():
    # Forwards of the opening's day, whatever the record holds of 2026; what came needs no such word.
    assert "not the record" in _run("today", "--until", "2027-03-31").stdout
    assert "not the record" not in _run("taper-2021").stdout


@pytest.mark.parametrize("until", ["2200-01-01", "9999-12-31"])
def test_an_end_out_of_reach_is_a_named_error(until):
    assert isinstance(_run("today", "--until", until).exception, DateRangeError)


def test_json_names_what_it_was_made_from():
    found = json.loads(_run("taper-2021", "--format", "json").stdout)
    assert set(found) == {"scenario", "made_from", "opening_valuation", "rows", "months"}
    assert found["made_from"]["data_digest"]


def test_paths_are_quantiles_and_triggers():
    found = json.loads(_run("today", "--paths", "20", "--until", "2026-12-31", "--format", "json").stdout)
    assert found["paths"] == 20
    row = found["quantiles"][-1]
    assert row["q05_usd_bn"] <= row["q50_usd_bn"] <= row["q95_usd_bn"]


def test_a_workbook_is_written(tmp_path):
    import openpyxl

    file = tmp_path / "projection.xlsx"
    assert _run("taper-2021", "--format", "xlsx", "--out", str(file)).exit_code == 0
    sheet = openpyxl.load_workbook(file).active
    assert [cell.value for cell in sheet[1]][: len(WANTED)] == WANTED


def test_a_full_disk_leaves_no_part_of_a_workbook(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    monkeypatch.setattr("fedsheet.present.xlsx.numbers_alone", lambda _table: b"PK")
    file = tmp_path / "projection.xlsx"
    with pytest.raises(InputError, match=r"the disk is full.*a folder with room"):
        _write_xlsx(SimpleNamespace(table=None), Words("en"), str(file))
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_scenario_is_a_named_error():
    assert isinstance(_run("runoff").exception, UnknownNameError)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--backtest", "--paths", "5"), "scenarios of its own"),
        (("today", "--backtest"), "scenarios of its own"),
        (("today", "--accelerator"), "n_paths= N"),
        (("today", "--paths", "5", "--policy-path", "rule:taylor_1993"), "its own rates"),
        (("today", "--policy-path", "rule:taylor_1993", "--pools", "mine.csv"), "policy= opens"),
        (("taper-2021", "--format", "xlsx", "--out", "/no/such/folder/x.xlsx"), "cannot be written"),
        (("today", "--format", "csv", "--out", "x.csv"), "--out is for --format xlsx"),
        (("--list", "--format", "xlsx"), "not written as xlsx"),
        (("sizing", "--of", "bank_credit"), "without the share of it"),
        (("sizing", "--from", "2026-01-07", "--from", "2026-01-14"), "Several --from"),
        (("today", "--paths", "5", "--from", "2022-02-16", "--holdings", "none.csv"), "'none.csv' is not a file"),
    ],
)
def test_no_option_is_left_aside_in_silence(options, words):
    found = _run(*options).exception
    assert isinstance(found, InputError)
    assert words in str(found)


WAYS = {
    "sizing": ["sizing"], "levers": ["levers"], "score": ["score"], "--backtest": ["--backtest"], "--list": [],
    "score --kept": ["score", "--kept"], "score --coverage": ["score", "--coverage"],
    "score --liabilities": ["score", "--liabilities"], "score --official": ["score", "--official"],
    "SCENARIO": ["today"], "SCENARIO --paths N": ["today", "--paths", "5"],
}  # fmt: skip
GIVEN = {
    "opens": ("--from", "2026-01-07"), "until": ("--until", "2026-12-31"), "seed": ("--seed", "3"),
    "holdings": ("--holdings", "mine.csv"), "pools": ("--pools", "mine.csv"), "share": ("--share", "0.1"),
    "of": ("--of", "gdp"), "keep": ("--keep",),
}  # fmt: skip
UNREAD = [(way, name) for way, read in READS.items() for name in GIVEN if name not in read]


@pytest.mark.parametrize(("way", "name"), UNREAD)
def test_an_option_a_way_of_asking_does_not_read_is_refused(way, name):
    found = _run(*WAYS[way], *GIVEN[name]).exception
    assert isinstance(found, InputError)
    assert f"{GIVEN[name][0]} would change nothing with `fedsheet project {way}`" in str(found)


def test_no_scenario_that_ships_is_hidden_by_another_way_of_asking():
    assert not {SCORE, *STUDIES} & set(scenario_names())


def test_every_option_belongs_to_some_way_of_asking():
    import inspect

    read = {name for names in READS.values() for name in names}
    assert read == set(inspect.signature(project).parameters) - {"ctx", "scenario", *ALWAYS_READ}


def test_a_negative_seed_is_refused():
    assert _run("today", "--paths", "5", "--seed", "-1").exit_code != 0


def test_scenarios_are_listed():
    listed = _run("--list", "--format", "csv").stdout
    for name in ("runoff-2017", "runoff-2022", "taper-2013", "taper-2021", "no-runoff", "faster-caps",
                 "higher-for-longer", "recession", "sell-mbs", "today"):  # fmt: skip
        assert f"\n{name}," in listed


@pytest.mark.parametrize("option", [("--until", "soon"), ("--format", "yaml")])
def test_wrong_options_are_named(option):
    assert _run("today", *option).exception is not None


def test_past_openings_are_scored_from_the_command():
    result = _run("score", "--from", "2025-04-02", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"opening", "line", "months", "day", "actual", "model", "flat", "pace", "low", "high", "pinball"} <= set(
        rows[0]
    )
    assert {row["opening"] for row in rows} == {"2025-04-02"}
    assert {row["months"] for row in rows} == {"1", "3", "6", "9", "12"}


def test_a_day_without_a_statement_is_refused_by_itself():
    # The scenario behind a score is ours; whoever asks has named a day.
    refused = _run("score", "--from", "2024-12-31").exception
    assert isinstance(refused, DateRangeError)
    assert refused.said().startswith("No statement is of 2024-12-31. The nearest are of 2024-12-25 and 2025-01-01.")
    assert refused.said("zh").startswith("2024-12-31")


def test_what_the_bands_covered_is_shown_at_once_and_in_chinese():
    result = _run("score", "--coverage", "--lang", "zh")
    assert "90% 区间" in result.stdout
    assert "总资产" in result.stdout


@pytest.mark.parametrize("arguments", [
    ("score", "--keep"), ("today", "--kept"), ("today", "--from", "2025-01-01", "--from", "2025-02-05"),
    ("score", "--kept", "--pooled"),
])  # fmt: skip
def test_options_of_scores_stay_with_scores(arguments):
    assert isinstance(_run(*arguments).exception, InputError)


def test_a_projection_is_kept_and_listed(tmp_path, monkeypatch):
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    assert "Kept as projection 1" in _run("taper-2021", "--keep", "--format", "csv").stderr
    rows = list(csv.DictReader(io.StringIO(_run("score", "--kept", "--format", "csv").stdout)))
    assert {row["scenario"] for row in rows} == {"taper-2021"}
    assert {row["in_time"] for row in rows} == {"late"}
