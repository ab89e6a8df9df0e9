"""Terminals of other encodings: no answer fails, a minus stays a minus, data are UTF-8."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fedsheet.cli import main, streams


def said(monkeypatch: pytest.MonkeyPatch, encoding: str, *words: str) -> bytes:
    """The bytes of a command on a terminal of that encoding, which must end well."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert not left.value.code
    screen.flush()
    held = screen.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "big5", "cp1252", "ascii"])
def test_a_table_is_printed_with_its_minus_signs(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    printed = said(monkeypatch, encoding, "review", "phases").decode(encoding)
    assert any(word.startswith("-") and word[1:].isdigit() for word in printed.split())
    assert "\N{MINUS SIGN}" not in printed


@pytest.mark.parametrize("words", [("policy", "at", "2014-10-29"), ("show", "policy-state", "--as-of", "2014-10-29")])
def test_chinese_is_whole_where_the_terminal_speaks_it(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert "联邦基金" in said(monkeypatch, "gbk", *words, "--lang", "zh").decode("gbk")
    assert b"2008-12-16" in said(monkeypatch, "ascii", *words, "--lang", "zh")


@pytest.mark.parametrize("encoding", ["gbk", "big5", "cp1252", "ascii"])
def test_a_message_and_a_help_text_are_in_the_terminals_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str, tmp_path: Path
) -> None:
    """What the terminal has no sign for is plain there as in a table; UTF-8 would be bytes that it cannot show."""
    export = ("data", "export", "WALCL", "--to", str(tmp_path / "fed.csv"), "--lang", "zh")
    told = said(monkeypatch, encoding, *export).decode(encoding)
    helped = said(monkeypatch, encoding, "series", "--help", "--lang", "zh").decode(encoding)
    assert "fed.csv" in told
    assert "--as-of" in helped
    if encoding == "gbk":
        assert "序列" in told
        assert "选项" in helped
    else:
        assert "?" in told
        assert "?" in helped


@pytest.mark.parametrize("form", ["csv", "json"])
def test_data_are_utf_8_on_every_terminal(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    found = said(monkeypatch, "ascii", "policy", "at", "2014-10-29", "--lang", "zh", "--format", form)
    told = "杠杆率" if form == "json" else "4–4.75y"
    assert told in found.decode("utf-8")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_without_a_screen_a_command_does_its_work(closed: str, tmp_path: Path) -> None:
    """As a scheduled task without a console, or pythonw: nothing to print on, and the file is written."""
    to = tmp_path / "fed.csv"
    program = shlex.quote(sys.executable)
    for line in ("series WALCL --from 2026-09-01", f"data export WALCL --to {shlex.quote(str(to))}"):
        done = subprocess.run(["/bin/sh", "-c", f"{program} -m fedsheet {line} {closed}"], capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
    assert to.read_text("utf-8").startswith("id,date,value")


def test_only_what_cannot_be_encoded_is_made_plain() -> None:
    assert streams.plainly(UnicodeEncodeError("ascii", "a\N{MINUS SIGN}汉b", 1, 3, "")) == ("-?", 3)
