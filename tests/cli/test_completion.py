"""A shell completes commands, their parts, options and names; what it asks stands in the environment."""

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
        ("series SOFR_MIN", {"SOFR_MINUS_IORB"}),
        ("series sofr_min", {"sofr_minus_iorb"}),
        ("data export WALCL WRBW", {"WRBWFRBL"}),
        ("data vintages GDPC", {"GDPC1"}),
        ("show reserve-b", {"reserve-bridge", "reserve-bridge-ahead"}),
        ("check seed", {"seed-2021"}),
        ("project runoff-2", {"runoff-2017", "runoff-2022"}),
        ("project si", {"sizing"}),
        ("chain to", {"today", "to-bills"}),
        ("simulate september", {"september-2019"}),
        ("simulate september-2019 --counterfactual standing", {"standing-repo-2019"}),
        ("market response higher-i", {"higher-iorb"}),
        ("review events taper2", {"taper2013", "taper2021"}),
        ("review ledger lsap", {"lsap1", "lsap2", "lsap3"}),
        ("policy list --programme lsap", {"lsap1", "lsap2", "lsap3"}),
        ("new sh", {"shock"}),
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
