"""The examples in the docstrings that the reference shows: each is there, and each says what it says."""

from __future__ import annotations

import doctest
import sys
from datetime import date
from inspect import getdoc
from pathlib import Path

import pytest

import fedsheet
from fedsheet.core.errors import FedsheetError
from support import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tools"))
import docs_reference as reference

sys.path.pop(0)

SHOWN = {**reference.functions(), **reference.classes()}
WITHOUT = {"fedsheet.report"}  # writes for half a minute; tests/runs/test_report_run.py walks it


def test_everything_the_reference_shows_has_an_example() -> None:
    assert {name for name, found in SHOWN.items() if ">>> " not in (getdoc(found) or "")} == WITHOUT


@pytest.mark.parametrize("name", sorted(set(SHOWN) - WITHOUT))
def test_an_example_answers_what_it_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"fedsheet": fedsheet, "date": date, "FedsheetError": FedsheetError}
    example = doctest.DocTestParser().get_doctest(getdoc(SHOWN[name]) or "", names, name, None, 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert not said, "".join(said)
