"""Pages on R, Julia, Stata, EViews: their commands write what the page reads; R reads it where R is installed."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import fedsheet
from fedsheet.cli import main
from support import REPOSITORY

PAGES = ("r", "julia", "stata", "eviews")
RSCRIPT = shutil.which("Rscript")


def page(name: str) -> str:
    return (REPOSITORY / "docs" / f"{name}.md").read_text("utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page(name), re.S)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every command of the pages was run, each once."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in dict.fromkeys("".join(one for name in PAGES[::-1] for one in blocks(name, "sh")).splitlines()):
            patch.setattr(sys, "argv", shlex.split(line))
            with pytest.raises(SystemExit) as left:
                main.run()
            assert left.value.code == 0, line
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_every_file_a_page_reads_is_written_by_its_commands(name: str, written: Path) -> None:
    read = set(re.findall(r"\b\w+\.(?:csv|dta|arrow|parquet)\b(?!\()", "".join(blocks(name, name))))
    assert read
    assert all(one in "".join(blocks(name, "sh")) for one in read)
    assert read <= {path.name for path in written.iterdir()}


@cache
def has(package: str) -> bool:
    asked = [str(RSCRIPT), "-e", f'quit(status = !requireNamespace("{package}", quietly = TRUE))']
    return subprocess.run(asked, capture_output=True, timeout=60).returncode == 0


def r(code: str, folder: Path) -> str:
    done = subprocess.run(
        [str(RSCRIPT), "--vanilla", "-e", code], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(RSCRIPT is None, reason="R is not installed")
def test_r_reads_what_its_page_says(written: Path) -> None:
    read, wide, labelled, *_ = blocks("r", "r")
    said = r(read + wide, written)
    day, value = fedsheet.series("WALCL").latest()
    assert f"{day} {value:.0f}" in re.sub(r" +", " ", said)
    assert "value.SOFR_MINUS_IORB" in said
    assert "public domain" in said
    if has("haven"):
        assert '"Date"' in r(labelled, written)
    held = pd.read_stata(written / "fed.dta")
    assert len(held) == len(pd.read_csv(written / "fed.csv"))
