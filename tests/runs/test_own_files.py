"""Files of one's own: every kind has a page, an example that its command takes, and a schema that says what is read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import jsonschema
import pytest

from fedsheet.claims.parse import parse_claims
from fedsheet.cli import main
from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.core.text import Text, told_apart
from fedsheet.market.scenario import parse_counterfactual
from fedsheet.market.scenario import parse_scenario as parse_shock
from fedsheet.portfolio.scenario.file import load_scenario, parse_scenario
from fedsheet.portfolio.scenario.grid import parse_grid
from fedsheet.present.exhibits.portfolio import doubt_lines
from fedsheet.present.text import Words
from fedsheet.record.parse import read_lever_file
from fedsheet.review.eventsets import parse_event_set
from fedsheet.runs.kinds import KINDS, kind_named, schema_of, write_new
from fedsheet.runs.project import doubts
from fedsheet.runs.watch import parse_watch
from support import REPOSITORY

TOML = [name for name, kind in KINDS.items() if kind.has_schema]
# A key of each kind without which there is no file.
NEEDED = {
    "claims": "published", "events": "date", "scenario": "opens", "shock": "start", "counterfactual": "id",
    "grid": "scenarios", "decisions": "announced_at", "watch": "id",
}  # fmt: skip


def whole(claims):
    if claims.unread:
        raise InputError(claims.unread[0].reason)
    return claims


READERS = {
    "claims": lambda text: whole(parse_claims(text.encode(), "x.toml")),
    "events": lambda text: parse_event_set(text, "x", "x.toml"),
    "scenario": lambda text: parse_scenario(text, "x"),
    "shock": lambda text: parse_shock(text, "x.toml"),
    "counterfactual": lambda text: parse_counterfactual(text, "x.toml"),
    "grid": lambda text: parse_grid(text, "x.toml"),
    "decisions": lambda text: read_lever_file("x.toml", text),
    "watch": lambda text: parse_watch(text, "x.toml"),
}
SHIPPED = {
    "claims": "claims/data/reports", "events": "review/data/events", "scenario": "portfolio/data/scenarios",
    "shock": "market/data/scenarios", "counterfactual": "market/data/counterfactuals",
}  # fmt: skip


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit) as left:
        main.run()
    return int(left.value.code or 0)


def plain(value: object) -> object:
    """As an editor sees a TOML document: days and hours are text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


@pytest.mark.parametrize("name", ["claims", "events", "scenario", "shock", "prices", "dots"])
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    kind = KINDS[name]
    file = tmp_path / kind.file
    assert typed(monkeypatch, "new", name, str(file)) == 0
    assert str(file) in capsys.readouterr().out
    command = [str(file) if word == "FILE" else word for word in kind.command.split()]
    code = typed(monkeypatch, *command)
    said = capsys.readouterr()
    assert code == 0, said.err
    assert said.out.count("\n") > 5
    assert "Mind" not in said.err


def test_the_grid_and_lists_of_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    grid = write_new(KINDS["grid"], tmp_path / "grid.toml")
    text = grid.read_text("utf-8").replace("paths = 20", "paths = 2").replace("2028-12-31", "2026-12-31")
    grid.write_text(text, "utf-8")
    assert typed(monkeypatch, "sweep", str(grid), "--engine", "one", "--out", str(tmp_path / "kept")) == 0
    lists = [str(write_new(KINDS[name], tmp_path / f"{name}.csv")) for name in ("holdings", "pools")]
    words = ("--from", "2022-02-16", "--until", "2022-04-30", "--holdings", lists[0], "--pools", lists[1])
    assert typed(monkeypatch, "project", "runoff-2022", *words) == 0
    told = capsys.readouterr().err
    assert "The list of holdings sums to" in told
    assert "The list of pools sums to" in told


def test_the_decision_of_the_example_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    file = write_new(KINDS["decisions"], tmp_path / "mine.toml")
    assert typed(monkeypatch, "policy", "add", str(file)) == 0
    assert typed(monkeypatch, "policy", "remove", "mine.toml") == 0


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="is there already"):
        write_new(KINDS["scenario"], file)
    assert file.read_text("utf-8") == "mine"
    with pytest.raises(InputError, match=r"ends in \.csv"):
        write_new(KINDS["holdings"], tmp_path / "x.toml")
    with pytest.raises(InputError, match="Known: claims"):
        kind_named("senario")


@pytest.mark.parametrize("name", KINDS)
def test_an_example_is_explained_in_the_readers_language_and_says_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    kind, file = KINDS[name], tmp_path / f"我的 {name}{Path(KINDS[name].file).suffix}"
    assert typed(monkeypatch, "new", name, str(file), "--lang", "zh") == 0
    assert f'"{file}"' in capsys.readouterr().out, "a path with a space is typed between quotation marks"
    chinese, english = file.read_text("utf-8"), kind.example
    remarks = re.compile(r"(?:^|(?<=\s))#(?!:)(.*)$", re.M)
    told = [one for one in remarks.findall(chinese) if not re.fullmatch(r" *(\[.*|\w+ = [^#]*)", one)]
    assert told
    assert all(re.search('[\u4e00-\u9fff]|mailto|"(zh|en)"', one) for one in told), told
    assert not any(re.search("[\u4e00-\u9fff]", one) for one in remarks.findall(english))
    if kind.has_schema:
        mine, theirs = tomllib.loads(chinese), tomllib.loads(english)
        assert {**mine, "lang": ""} == {**theirs, "lang": ""}
    else:
        assert remarks.sub("", chinese) == remarks.sub("", english)


@pytest.mark.parametrize("name", TOML)
@pytest.mark.parametrize(
    "text", ["x = " + "9" * 5_000, "x = " + "[" * 5_000, "x = 1\nx = 2"], ids=["long", "deep", "twice"]
)
def test_what_is_no_toml_is_refused_by_name_in_both_languages(name: str, text: str) -> None:
    with pytest.raises(FedsheetError) as refused:
        READERS[name](text)
    assert "Error" not in refused.value.said("en")
    assert refused.value.said("zh") != refused.value.said("en")


NUMBER = re.compile(r"(?<![\w.\-:\"#])\d+(\.\d+)?(?![\w\-:\"])")


@pytest.mark.parametrize("name", TOML)
@pytest.mark.parametrize("value", ["1" + "0" * 400, "-1" + "0" * 400, "1e400", "-inf", "nan"])
def test_a_number_of_any_size_in_the_place_of_any_other_is_refused_by_name_or_read(name: str, value: str) -> None:
    text = KINDS[name].example
    for found in NUMBER.finditer(text):
        with suppress(FedsheetError):
            READERS[name](text[: found.start()] + value + text[found.end() :])


@pytest.mark.parametrize("name", TOML)
def test_schema_and_reader_take_the_example_and_refuse_the_same_mistakes(name: str) -> None:
    text, schema = KINDS[name].example, schema_of(KINDS[name])
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(plain(tomllib.loads(text)))
    READERS[name](text)
    READERS[name]("﻿" + text)  # a mark before the text, as editors on Windows write it
    without = re.sub(rf"^{NEEDED[name]} = .*\n", "", text, count=1, flags=re.M)
    assert without != text
    for wrong in ("mistyped = 1\n" + text, without, text.rstrip() + "\nmistyped = 1\n"):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(plain(tomllib.loads(wrong)))
        with pytest.raises(FedsheetError):
            READERS[name](wrong)


@pytest.mark.parametrize("name", SHIPPED)
def test_schemas_take_every_file_that_ships(name: str) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(KINDS[name]))
    folder = REPOSITORY / "src" / "fedsheet" / SHIPPED[name]
    texts = [file.read_text("utf-8") for file in folder.glob("*.toml")]
    assert texts
    for text in texts:
        validator.validate(plain(tomllib.loads(text)))


def test_pages_and_schemas_are_up_to_date() -> None:
    asked = [sys.executable, str(REPOSITORY / "tools" / "file_pages.py"), "--check"]
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.returncode == 0, f"make schemas: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", TOML)
def test_a_page_explains_every_key(name: str) -> None:
    page = (REPOSITORY / "docs" / "files" / f"{name}.md").read_text("utf-8")
    schema = schema_of(KINDS[name])
    parts = {part: one for part, one in schema.get("$defs", {}).items() if part not in ("Entry", "Both", "Sentences")}
    keys = {key for one in (schema, *parts.values()) for key in one.get("properties", {})}
    older = {key for key in keys if key.endswith(("_zh", "_en")) and key not in ("sources_zh", "before_zh")}
    named = set(re.findall(r"\w+", page.split("```")[-1]))
    assert keys - older <= named, sorted(keys - older - named)


def test_texts_are_written_one_way_in_every_kind() -> None:
    both = 'title = { en = "Mine", zh = "我的" }'
    one = 'title = "Mine"'
    for name in ("claims", "events", "scenario", "shock", "counterfactual"):
        text = re.sub(r"^title = .*$", both, KINDS[name].example, flags=re.M)
        assert READERS[name](text)
        assert READERS[name](text.replace(both, one))
    events = parse_event_set(re.sub(r"^title = .*$", both, KINDS["events"].example, flags=re.M), "x", "x.toml")
    assert (events.title, events.title_zh) == ("Mine", "我的")
    assert events.events[0].what == Text("4 月起国债每月缩减上限由 250 亿美元降至 50 亿美元",
                                         "Treasury cap lowered from 25 to 5 billion a month from April")  # fmt: skip
    assert told_apart({"what": {"zh": "甲"}}) == {"what": "甲", "what_zh": "甲"}


TWO_MEANINGS = """schema = 1
title = "Two meanings"
opens = 2025-12-31
until = 2026-06-30
[given]
currency = [{ day = 2025-12-31, usd_bn = 2490 }, { day = 2026-12-31, usd_bn = 2540 }]
[[action]]
instrument = "treasury_cap"
effective_date = 2025-06-01
value = 40
"""
END = "[end]\nreserves_to_gdp = 0.08\nkeep_share = false\n[reserve_management]\nshare = 'ample'\n"


def test_a_file_that_means_two_things_is_told() -> None:
    """H.4.1 of 31 December 2025: Federal Reserve notes 2,392.5 bn; bills of 40 bn a Desk period (December decision),
    of which a third of the first (to 8 January) and half of the second (from 20 January) settle in January."""
    found = doubts(parse_scenario(TWO_MEANINGS, "x"))
    assert [one.key for one in found] == ["early", "level", "beside_runoff", "endless"]
    level = found[1].values
    assert level["held"] == pytest.approx(2_392.5e9, abs=0.1e9)
    assert level["step"] == pytest.approx(2_490e9 - level["held"])
    assert (found[2].values["instrument"], found[2].values["usd"]) == ("bills", pytest.approx(40e9 / 3 + 40e9 / 2))
    assert [one.key for one in doubts(parse_scenario(TWO_MEANINGS + END, "x"))][-1] == "twice"
    for language in ("en", "zh"):
        lines = doubt_lines(found, Words(language))
        assert all(str(len(lines)) and "{" not in line for line in lines)


@pytest.mark.parametrize("command", ["project", "chain", "sweep"])
def test_every_command_that_takes_the_file_tells_it(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    mine, grid = tmp_path / "two.toml", tmp_path / "grid.toml"
    mine.write_text(TWO_MEANINGS, "utf-8")
    grid.write_text(f'schema = 1\nscenarios = ["{mine.as_posix()}"]\npaths = 2\nuntil = 2026-06-30\n', "utf-8")
    more = [str(grid), "--engine", "one", "--out", str(tmp_path / "kept")] if command == "sweep" else [str(mine)]
    for lang, mind in (("en", "Mind:"), ("zh", "请注意：")):
        assert typed(monkeypatch, command, *more, "--lang", lang) == 0
        assert capsys.readouterr().err.count(mind) == 4


def test_scenarios_that_ship_and_a_quiet_file_raise_no_doubt() -> None:
    assert doubts("today") == ()
    assert doubts("runoff-2022") == ()
    assert doubts(parse_scenario(KINDS["scenario"].example, "x")) == ()


def test_runoff_ends_at_the_share_of_end_and_purchases_keep_their_own() -> None:
    from dataclasses import replace

    from fedsheet.portfolio.scenario.file import End
    from fedsheet.runs.project import setting_of

    mine = parse_scenario(KINDS["scenario"].example, "x")
    setting = setting_of(mine)
    month = setting.policies[-1]
    gdp = setting.paths.gdp
    assert setting.rule.end_share == 0.085
    assert setting.rule.threshold(month) == pytest.approx(0.085 * gdp.at(month.month) * (1 + gdp.growth / 12))
    spec = mine.spec.model_copy(update={"end": End(reserves_to_gdp=0.07)})
    later = setting_of(replace(mine, spec=spec))
    assert later.rule.threshold(month) < setting.rule.threshold(month)
    assert later.rule.target(month.month) == setting.rule.target(month.month)


def test_instruments_and_quantities_are_listed_by_name(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    assert typed(monkeypatch, "policy", "list", "--instruments", "--format", "json") == 0
    rows = {row["instrument"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["iorb"]["unit"] == "Percent"
    assert rows["treasury_cap"]["unit"] == "Billions of USD"
    assert typed(monkeypatch, "check", "--list-quantities", "measure", "--format", "json") == 0
    arguments = {row["argument"]: row for row in json.loads(capsys.readouterr().out)}
    assert "lowest_since" in arguments["answer"]["kind"]
    assert arguments["periods"]["default"] == "1"
    assert typed(monkeypatch, "check", "--list-quantities", "mesure") == 2
    assert "measure" in capsys.readouterr().err


def test_load_scenario_reads_a_file_with_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + KINDS["scenario"].example.encode())
    assert load_scenario(str(file)).spec.title.zh.startswith("2027")
