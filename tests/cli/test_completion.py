"""A shell completes commands, their parts and their options; what it asks stands in the environment."""

from __future__ import annotations

import sys

import pytest

from fedsheet.cli import main


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("re", {"report", "review"}),
        ("market fo", {"forecast"}),
        ("brief --da", {"--dashboard"}),
        ("data export --t", {"--to"}),
        ("nothing --", set()),
    ],
)
def test_a_shell_completes(
    line: str, expected: set[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fedsheet"])
    monkeypatch.setenv("_FEDSHEET_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"fedsheet {line}")
    monkeypatch.setenv("COMP_CWORD", str(len(line.split())))
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert expected <= set(told.out.split())
    if expected:
        assert expected == set(told.out.split())
