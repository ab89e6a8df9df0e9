"""Every command takes a language and answers wholly in it, its mistakes included."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedsheet.cli.help import paragraphs, said
from fedsheet.cli.main import COMMANDS, _load, run

HAN = re.compile(r"[\u4e00-\u9fff]")
# Two English words beside each other; names, options, paths and titles as published are marked by what they hold.
ENGLISH = re.compile(r"(?<![\w./-])[a-z]{2,} [a-z]{2,}(?![\w./-])")
SAID = [
    ("policy check", 0), ("policy remove none.toml", 2), ("policy add none.toml", 2), ("data rebuild", 0),
    ("data accept 3", 2), ("data pull nothing", 2), ("data import X none.csv --unit Percent --publisher Me", 2),
    ("data export NONE --to x.csv", 2), ("data check", 0), ("data questions", 0), ("serve --share nowhere", 2),
    ("check seed-2021 --lint", 0), ("h41 --table factors 2001-01-03", 2), ("series GDPC1 --as-of 1900-01-01", 2),
    ("project today --backtest", 2), ("nothing", 2), ("series WALCL --frm x", 2), ("policy at", 2),
    ("market map --as-of yesterday", 2), ("show none", 2), ("update --if-due nothing", 2),
    ("outlook path", 2), ("data chek", 2), ("project today --paths x", 2), ("h41 2019-09-18 2020-01-01 2021-01-01", 2),
    ("project today --share 2", 2), ("review", 2), ("project --until", 2),
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of its own, in a folder without files."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command of the tree with its options."""
    for name, (module, attribute, line) in COMMANDS.items():
        command = _load(name, module, attribute, line)
        below = getattr(command, "commands", None)
        for part, one in below.items() if below else [("", command)]:
            yield f"{name} {part}".strip(), {option for held in one.params for option in held.opts}


def test_every_command_takes_a_language() -> None:
    assert [name for name, options in commands() if "--lang" not in options] == []


@pytest.mark.parametrize(("line", "code"), SAID)
def test_what_a_command_says_is_in_the_language(
    line: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fedsheet", *line.split(), "--lang", "zh"])
    with pytest.raises(SystemExit) as left:
        run()
    said = "".join(capsys.readouterr())
    assert left.value.code == code, said
    assert HAN.search(said), said
    assert ENGLISH.findall(re.sub(r"[“`].*?[”`]|fedsheet review", "", said)) == []


def test_a_language_that_is_none_is_refused_in_the_readers_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEDSHEET_LANG", "zh")
    monkeypatch.setattr(sys, "argv", ["fedsheet", "h41", "--lang", "fr"])
    with pytest.raises(SystemExit):
        run()
    assert "没有名为“fr”的语言" in "".join(capsys.readouterr())


def test_every_help_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [line for _, _, line in COMMANDS.values()]
    for name, (module, attribute, line) in COMMANDS.items():
        command = _load(name, module, attribute, line)
        for one in (command, *getattr(command, "commands", {}).values()):
            texts += [one.help, *(getattr(held, "help", "") or "" for held in one.params)]
    assert sorted({part for text in texts for part in paragraphs(text) if said(part) == part}) == []
    monkeypatch.setenv("FEDSHEET_LANG", "en")  # what the command sets is taken back
    for line in ("review --help --lang zh", "--lang zh project --help", "--lang=zh --help"):
        monkeypatch.setattr(sys, "argv", ["fedsheet", *line.split()])
        with pytest.raises(SystemExit) as left:
            run()
        shown = capsys.readouterr().out
        assert left.value.code == 0
        assert "用法" in shown
        assert ENGLISH.findall(re.sub(r"<[^>]*>|`.*?`|fedsheet \w+", "", shown)) == []
