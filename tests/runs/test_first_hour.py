"""The first hour, in both languages: commands in order, the edits made as the page says, the Python at its end."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from fedsheet.cli import main
from support import REPOSITORY

PAGES = {"en": "first-hour.md", "zh": "first-hour.zh.md"}
SAID = {"en": ("fails", "2.36", "USD bn"), "zh": ("不成立", "2.36", "亿美元")}
BLOCK = re.compile(r"```(sh|diff|python)(?: (\S+))?\n(.*?)```", re.S)
# Walked in English alone: the same commands on the same figures.
ONCE = re.compile(r"check seed-2021|--list$|--list |project today|--paths|reserve-moves|--as-of")


def typed(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    with pytest.raises(SystemExit) as left:
        main.run()
    out = capsys.readouterr()
    assert left.value.code == 0, f"{line}: {out.err}"
    return out.out


def edited(file: Path, diff: str) -> None:
    text = file.read_text("utf-8")
    for old, new in re.findall(r"^-(.*)\n\+(.*)$", diff, re.M):
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("language", PAGES)
def test_a_newcomer_gets_to_a_scenario_and_a_claim(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (REPOSITORY / "docs" / PAGES[language]).read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    said = ""
    for kind, name, text in BLOCK.findall(page):
        if kind == "diff":
            edited(Path(name), text)
        elif kind == "sh":
            for line in text.splitlines():
                if not (language == "zh" and ONCE.search(line)):
                    said += typed(line, monkeypatch, capsys)
        elif language == "en":
            exec(compile(text, page, "exec"), {})  # our own text, under test
            assert "fails" in capsys.readouterr().out
    for one in SAID[language]:
        assert one in said, one
    assert Path("rates.csv").stat().st_size > 100
    assert "mine" in Path("mine.json").read_text("utf-8")
