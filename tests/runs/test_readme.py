"""The README's Python runs as it stands there, and every command it shows exists."""

from __future__ import annotations

import re

import pytest

from fedsheet.cli.main import COMMANDS, run
from support import REPOSITORY

TEXT = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    exec(compile(code, "README.md", "exec"), {})  # our own text, under test
    lines = capsys.readouterr().out.splitlines()
    assert "2019-09-11" in lines[1]  # the last Wednesday public on 17 September 2019
    assert lines[-1].endswith("True")


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"^fedsheet (\w+)", TEXT, re.M))
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("line", re.findall(r"^fedsheet (?!serve|data pull|update)(.*?)\s+#", TEXT, re.M))
def test_the_commands_of_the_readme_answer(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fedsheet", *line.split()])
    with pytest.raises(SystemExit) as left:
        run()
    assert left.value.code == 0, capsys.readouterr().err
    assert capsys.readouterr().out.count("\n") > 5


def test_it_fits_on_a_screen_or_little_more() -> None:
    assert TEXT.count("\n") <= 70
