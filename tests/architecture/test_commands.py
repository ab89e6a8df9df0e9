"""Every command answers `--help`, is listed in its order, and mistakes end with one line and exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fedsheet.cli.main import COMMANDS


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from fedsheet.cli.main import run; run()", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command_without_loading_it() -> None:
    answer = call("--help")
    assert answer.returncode == 0
    assert all(f"  {name} " in answer.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    answer = call(name, "--help")
    assert answer.returncode == 0, answer.stderr
    assert "Usage:" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("series", "WALLCL"), "WALCL"),
        (("series", "WALCL", "--as-of", "17.9.2019"), "YYYY-MM-DD"),
        (("series", "WALCL", "--format", "xml"), "table"),
        (("series",), "--list"),
        (("nothing",), "fedsheet --help"),
        (("policy", "at"), "Missing argument 'DATE'. See `fedsheet policy at --help`"),
        (("policy", "at", "2014-10-29", "--formt", "csv"), "--format"),
        (("series", "GDPC1", "--as-of", "2019-09-17"), "2022-10-31"),
    ],
)
def test_mistakes_end_with_one_line_and_code_2(arguments: tuple[str, ...], says: str) -> None:
    answer = call(*arguments)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""
