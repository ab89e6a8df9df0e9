"""What stands on the screen: every language whole, no number broken, no line longer than it must be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from fedsheet.cli import main, output
from fedsheet.cli.output import emit
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.table import Column, Table
from fedsheet.present.terminal import folded
from fedsheet.present.text import Words

RUN = (sys.executable, "-c", "from fedsheet.cli.main import run; run()")
POLICY_ZH = ("policy", "at", "2014-10-29", "--lang", "zh")


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of one command line."""
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit) as left:
        main.run()
    return int(left.value.code or 0)


def on_a_screen(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """As if standard output were a terminal of so many columns; its styles are left out."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(output, "PIPE_WIDTH", columns)


@pytest.mark.parametrize("words", [POLICY_ZH, ("check", "seed-2021", "--claim", "C03", "--lang", "zh")])
def test_chinese_fits_a_narrow_screen(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_screen(monkeypatch, 60)
    assert typed(monkeypatch, *words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 60
    assert not [line for line in lines if re.match(r"\s*[，。；：、！？）》”]", line)]


def test_no_number_or_date_is_broken_on_a_screen_too_narrow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_screen(monkeypatch, 20)
    columns = (Column("day", label="day"), Column("assets", "usd_mn", label="assets"), Column("why", label="why"))
    table = Table("one", columns, (("2014-10-29", 4_486_827e6, "assets as of the last purchase"),))
    emit(Exhibit("One", table, "One"), "table", Words("en"))
    shown = capsys.readouterr().out
    assert "2014-10-29" in shown
    assert "4,486,827" in shown
    assert "USD mn" in shown


def test_a_fold_keeps_the_indentation_and_every_word() -> None:
    text = "  Securities, unamortized premiums and discounts"
    lines = folded(text, 24).splitlines()
    assert all(line.startswith("  S") or line.startswith("  ") for line in lines)
    assert len(lines) == 3
    assert " ".join(" ".join(lines).split()) == text.strip()


def test_a_fold_of_chinese_loses_no_character() -> None:
    text = "自 2008-12-16 起：下调 75 个基点，目标区间降至 0.00%–0.25%（此前单一目标为 1.00%）。"
    for width in range(12, 60):
        lines = folded(text, width).splitlines()
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
        assert all(cell_len(line) <= width for line in lines)


def test_the_map_in_chinese_has_no_english_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "market", "map", "--lang", "zh") == 0
    shown = capsys.readouterr().out
    codes = r"\b(?:A|B|C|GCF|FHLB|DVP|MBS|SOFR|EFFR|OBFR|TGCR|BGCR|IORB|fedsheet)\b"
    assert not re.search("[A-Za-z]", re.sub(codes, "", shown))
    assert not re.search("[\u4e00-\u9fff][,;:()]", shown)


def test_a_pipe_gets_no_spaces_at_the_end_of_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, *POLICY_ZH) == 0
    assert not re.search(r" \n", capsys.readouterr().out)


def test_a_mistyped_command_is_told_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "simulat") == 2
    assert "Unknown command 'simulat'. Nearest known: simulate." in capsys.readouterr().err


def test_lists_of_commands_are_whole_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for group in ("policy", "review", "market", "outlook", "data"):
        assert typed(monkeypatch, group, "--help") == 0
        assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


def test_a_reader_that_leaves_a_pipe_is_no_fault() -> None:
    asked = subprocess.Popen([*RUN, "policy", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert asked.stdout
    assert asked.stderr
    asked.stdout.close()
    assert asked.wait() == 0
    assert asked.stderr.read() == b""
    asked.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_full_disk_under_the_answer_is_said_in_one_line(form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(
            [*RUN, "policy", "programmes", "--format", form], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert answer.returncode == 2
    assert answer.stderr.decode() == "fedsheet: the disk is full. Nothing more was written.\n"


@pytest.mark.parametrize("command", [("show", "statement"), ("explore", "WALCL", "--from", "2026-09-01")])
def test_the_ending_of_a_file_says_its_form(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def made(name: str, *more: str) -> bytes:
        assert typed(monkeypatch, *command, "--out", str(tmp_path / name), *more) == 0
        return (tmp_path / name).read_bytes()

    assert b"," in made("a.csv").splitlines()[0]
    assert json.loads(made("a.JSON"))["rows"]
    assert made("a.xlsx").startswith(b"PK")
    assert made("b.txt") == made("c") == made("d.csv", "--format", "text")
    assert typed(monkeypatch, *command, "--out", str(tmp_path / "a.docx")) == 2
    assert "Known: csv, html, json, png, svg, text, xlsx" in capsys.readouterr().err
    assert not (tmp_path / "a.docx").exists()
