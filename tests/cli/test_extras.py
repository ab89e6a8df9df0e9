"""A door whose libraries are not installed says in one sentence which extra brings them, before any work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from fedsheet.cli import main
from fedsheet.core import extras
from fedsheet.core.errors import InputError
from fedsheet.market.forest import Growing, forest_quantiles
from fedsheet.runs import notifiers
from fedsheet.runs.sweep_engines import client_of

# (command, the extra that is missing); --lang is added where the command takes it
DOORS = [
    (["report", "--out", "x"], "report"),
    (["report", "--out", "x"], "forecast"),
    (["report", "--docx", "--out", "x"], "office"),
    (["brief", "--out", "x"], "report"),
    (["brief", "--pptx", "--out", "x"], "office"),
    (["serve", "--port", "0"], "web"),
    (["serve", "--port", "0"], "report"),
    (["api", "--port", "0"], "web"),
    (["mcp"], "agents"),
    (["mcp", "--http", "--port", "0"], "web"),
    (["show", "outlook-rules", "--format", "png", "--out", "x"], "report"),
    (["show", "outlook-rules", "--format", "html"], "report"),
    (["explore", "SOFR", "--format", "svg"], "report"),
    (["data", "export", "SOFR", "--to", "x.parquet"], "parquet"),
    (["data", "export", "SOFR", "--to", "x.arrow"], "parquet"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("command", "extra"), DOORS, ids=lambda part: part if isinstance(part, str) else part[0])
def test_a_missing_extra_is_one_sentence_with_the_line_that_brings_it(
    command: list[str], extra: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in extras.EXTRAS[extra] else find_spec(name))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["fedsheet", *command, "--lang", lang])
    with pytest.raises(SystemExit) as left:
        main.run()
    said = capsys.readouterr()
    told = said.err.splitlines()
    assert (left.value.code, said.out, len(told)) == (2, "", 1), "one sentence: no age, nothing brought before it"
    assert f'pip install "fedsheet[{extra}]"' in told[0]
    assert ("未安装附加项" in told[0]) == (lang == "zh")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("asked", "wanted"), [
    (("report", "forecast"), "report"), (("report", "forecast", "office"), "office"), (("agents", "web"), "agents,web"),
])  # fmt: skip
def test_one_line_brings_all_that_a_bare_installation_lacks(
    asked: tuple[str, ...], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second refusal after the first was obeyed is one too many: an extra that brings another stands for both."""
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=rf"fedsheet\[{wanted}\]"):
        extras.need(*asked)


def test_an_import_that_fails_further_in_is_told_the_same_way() -> None:
    refusal = extras.missing(ModuleNotFoundError("No module named 'typst._core'", name="typst._core"))
    assert isinstance(refusal, InputError)
    assert refusal.values == {"extra": "report", "module": "typst", "wanted": "report"}
    assert extras.missing(ModuleNotFoundError("No module named 'numpy'", name="numpy")) is None


def test_what_is_reached_further_in_refuses_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    one = np.ones((3, 1))
    reached: dict[str, Callable[[], object]] = {
        "forecast": lambda: forest_quantiles(one, one[:, 0], one[:, 0], one, one[0], Growing(1, 1, 1.0, 0)),
        "cluster": lambda: client_of("tcp://127.0.0.1:1").__enter__(),
        "notify": lambda: notifiers._notify("json://127.0.0.1:1", {"title": "", "text": ""}),
    }
    for extra, call in reached.items():
        hidden = extras.EXTRAS[extra]
        monkeypatch.setattr(
            extras, "find_spec", lambda name, hidden=hidden: None if name in hidden else find_spec(name)
        )
        with pytest.raises(InputError, match=rf"fedsheet\[{extra}\]"):
            call()
