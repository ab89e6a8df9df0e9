"""The whole journey on the shipped figures: files, the same bytes twice, mistakes of the caller in one line."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.present.text import Words
from fedsheet.runs.report import report

DAY = date(2026, 11, 22)


def quiet(_step: str, _share: float) -> None:
    """Progress nobody watches."""


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def fedsheet(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from fedsheet.cli.main import run; run()"
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


def test_two_runs_in_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    seen: list[float] = []
    files = report(tmp_path / "one", ("zh",), as_of=DAY, progress=lambda _step, share: seen.append(share))
    ran = fedsheet("report", "--lang", "zh", "--as-of", DAY.isoformat(), "--out", str(tmp_path / "two"))
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "two" / "report-zh.pdf") in ran.stdout
    first, second = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert first == second
    assert {"report-zh.pdf", "report-zh.html", "report-zh.xlsx", "manifest.json"} <= first.keys()
    assert sum(name.endswith(".svg") for name in first) >= 14
    assert len(files) == len(first)
    seeds = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))["seed"]
    assert seeds.keys() == {"placebo", "rate_paths", "buffer", "bootstrap"}
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--lang", "fr"), "Unknown language 'fr'"),
        (("--as-of", "1990-01-01"), "Nothing to report as of 1990-01-01"),
        # A Wednesday's assets are known on Thursday; the first Wednesday that ships is 2007-01-03.
        (("--as-of", "2007-01-03"), "Use --as-of 2007-01-04 or later"),
        (("--as-of", "2222-01-01"), "2222-01-01 is still to come"),
        (("--as-of", "yesterday"), "'yesterday' is not a --as-of date"),
        (("--out", "/proc/nowhere"), "Cannot write into '/proc/nowhere'"),
    ],
)
def test_a_mistake_of_the_caller_is_one_line_and_exit_code_2(arguments: tuple[str, ...], says: str) -> None:
    ran = fedsheet("report", *arguments)
    assert ran.returncode == 2
    *age, said = ran.stderr.strip().splitlines()  # a report as of today says first how old the figures are
    assert says in said
    assert len(age) <= ("--as-of" not in arguments)
    assert "Traceback" not in ran.stderr


def test_an_unknown_language_stops_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        report(tmp_path / "out", ("xx",), as_of=DAY, progress=quiet)
    assert not (tmp_path / "out").exists()


def test_a_day_before_the_record_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DateRangeError, match="Use as_of= 2007-01-04"):
        report(tmp_path / "out", ("en",), as_of=date(1999, 1, 1), progress=quiet)
    assert not (tmp_path / "out").exists()


def test_a_day_without_a_report_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work began")

    for name in ("RendererPool", "gather", "build"):
        monkeypatch.setattr(f"fedsheet.runs.report.{name}", work)
    for day in (date(1980, 1, 1), date(2222, 1, 1)):
        with pytest.raises(DateRangeError):
            report(tmp_path / "out", ("en",), as_of=day, progress=quiet)


def test_the_first_day_named_has_a_report(tmp_path: Path) -> None:
    files = report(tmp_path / "out", ("en",), as_of=date(2007, 1, 4), progress=quiet)
    assert tmp_path / "out" / "report-en.pdf" in files


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="Cannot write"):
        report(tmp_path / "out", ("en",), as_of=DAY, progress=quiet)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work began")

    monkeypatch.setattr("fedsheet.runs.read.store.vintage", work)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="Cannot write"):
        report(tmp_path / "file" / "out", ("en",), as_of=DAY, progress=quiet)


def test_a_failure_in_the_middle_leaves_the_last_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report-en.pdf").write_text("the last one")

    def fail(*_: object) -> bytes:
        raise RuntimeError("the renderer stopped")

    monkeypatch.setattr("fedsheet.present.pdf.compile_pdf", fail)
    with pytest.raises(RuntimeError):
        report(tmp_path, ("en",), as_of=date(2008, 6, 30), progress=quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["report-en.pdf"]
    assert (tmp_path / "report-en.pdf").read_text() == "the last one"


EARLY = [date(2007, 1, 15), date(2015, 1, 5), date(2018, 6, 1), date(2020, 3, 16), date(2021, 5, 1), date(2022, 11, 30)]


@pytest.mark.parametrize("day", [date(2009, 3, 18), *(pytest.param(day, marks=pytest.mark.slow) for day in EARLY)])
def test_a_report_can_be_made_as_of_any_day(day: date) -> None:
    """No figure or sentence stops the report on a day on which its data were not yet known."""
    from fedsheet import store
    from fedsheet.record import load_path
    from fedsheet.runs.report import documents_of

    for document in documents_of(store.vintage(day), load_path(), ("zh", "en")):
        assert document.as_of == day
        assert Words(document.language)("report.summary_title") in [
            getattr(block, "text", "") for block in document.blocks
        ]
