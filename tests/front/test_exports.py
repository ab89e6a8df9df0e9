"""The front door: which names it has, that they share their arguments, and that its page runs."""

from __future__ import annotations

import re
import subprocess
import sys
from inspect import signature

import pytest

import fedsheet
from support import REPOSITORY

NAMES = {
    "__version__", "chain", "check", "fan", "forecast", "market", "new", "outlook", "project", "record", "report",
    "review", "series", "show", "simulate", "statement", "vintage", "vintages",
}  # fmt: skip
RUNS = sorted(NAMES - {"__version__", "new", "record", "series", "show", "vintage", "vintages"})
# Names for one thing: an argument of another name would be another vocabulary.
OTHER_WORDS = {"day_known", "asof", "date", "language", "languages", "policy_spec", "random_state", "snapshot"}
PAGE = (REPOSITORY / "docs" / "api.md").read_text("utf-8")


def test_the_front_door_has_these_names_and_no_others() -> None:
    assert set(fedsheet.__all__) == NAMES
    assert fedsheet.__all__ == sorted(NAMES)
    assert set(dir(fedsheet)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES - {"__version__"}))
def test_every_name_can_be_called_and_says_what_it_does(name: str) -> None:
    found = getattr(fedsheet, name)
    assert callable(found)
    assert found.__doc__
    assert f"fedsheet.{name}(" in str(fedsheet.__doc__) or name == "fan"
    assert not set(signature(found).parameters) & OTHER_WORDS


@pytest.mark.parametrize("name", RUNS)
def test_every_run_takes_a_day_or_a_vintage(name: str) -> None:
    given = signature(getattr(fedsheet, name)).parameters
    assert given["as_of"].annotation == "AsOf"
    assert given["vintage"].annotation == "Vintage | None"
    assert name == "statement" or given["path"].annotation == "PolicyPath | None"


def test_a_package_of_a_public_name_is_called_and_still_a_package() -> None:
    import fedsheet.market.results as results

    assert fedsheet.market.results is results  # type: ignore[attr-defined]  # a package too
    assert str(signature(fedsheet.market)).startswith("(as_of")


def test_importing_it_loads_nothing_heavy() -> None:
    asked = "import sys, fedsheet; print(sorted(m for m in sys.modules if m.split('.')[0] in ('pandas', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_page_of_the_record_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Rates of 18 September 2019, announced on 31 July: IORB 2.10, top of the range 2.25 (FOMC implementation note)."""
    page = REPOSITORY.joinpath("docs", "record.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    exec(compile(code, "docs/record.md", "exec"), {})  # our own text, under test
    said = capsys.readouterr().out
    assert said.startswith("0.021 0.0225\n")
    assert "2019-11-01    0.0175" in said


def test_the_page_of_the_front_door_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.S))
    exec(compile(code, "docs/api.md", "exec"), {})  # our own text, under test
    said = capsys.readouterr().out
    assert "2019, 9, 11" in said
    assert "Nearest known: WALCL" in said
    for name in NAMES - {"__version__"}:
        assert f"fedsheet.{name}" in PAGE
