"""The gallery: every notebook stands in both languages with its answers, and says today what it said."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from support import REPOSITORY

QUICK = (("01-what-moved-reserves", "en"), ("02-statement-as-of-a-day", "zh"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", REPOSITORY / "tools" / "gallery.py")
    made = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = made  # dataclasses look their module up
    spec.loader.exec_module(made)
    return made


gallery = _tool()
NAMES = gallery.names()
BOTH = [(name, lang) for name in NAMES for lang in gallery.LANGUAGES]


@cache
def held(name: str, lang: str) -> dict[str, Any]:
    return json.loads(gallery.written(name, lang).read_text("utf-8"))


def test_there_are_at_least_twelve_and_each_has_its_program() -> None:
    assert len(NAMES) >= 12
    for lang in gallery.LANGUAGES:
        assert sorted(path.stem for path in (gallery.GALLERY / lang).glob("*.ipynb")) == NAMES


def test_the_page_of_the_gallery_lists_each_by_its_title() -> None:
    page = (gallery.GALLERY / "README.md").read_text("utf-8")
    for name, lang in BOTH:
        title = gallery.cells(name, lang)[0].text.splitlines()[0].removeprefix("# ")
        assert f"[{title}]({lang}/{name}.ipynb)" in page


@pytest.mark.parametrize("name", NAMES)
def test_editions_are_the_program_with_the_prose_of_one_language(name: str) -> None:
    for lang in gallery.LANGUAGES:
        cells = held(name, lang)["cells"]
        assert ["".join(cell["source"]) for cell in cells] == [cell.text for cell in gallery.cells(name, lang)], (
            "python tools/gallery.py"
        )
        prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        assert prose[0].startswith("# ")
        assert all(bool(HAN.search(text)) is (lang == "zh") for text in prose)
    english, chinese = (held(name, lang)["cells"] for lang in ("en", "zh"))
    assert [one["cell_type"] for one in english] == [one["cell_type"] for one in chinese]


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_kept_figures_drawn_and_no_machine_named(name: str) -> None:
    for lang in gallery.LANGUAGES:
        text = gallery.written(name, lang).read_text("utf-8")
        assert len(text) < 400_000
        assert not re.search(r"/tmp/|/home/|/work/|Traceback", text)
        code = [cell for cell in held(name, lang)["cells"] if cell["cell_type"] == "code"]
        bundles = [one["data"] for cell in code for one in cell["outputs"] if "data" in one]
        assert any(cell["outputs"] for cell in code)
        for data in bundles:
            drawn = [kind for kind in data if kind.startswith("application/vnd.vegalite.v")]
            assert ("image/svg+xml" in data) is bool(drawn)
    counts = [len(cell["outputs"]) for lang in ("en", "zh") for cell in held(name, lang)["cells"] if "outputs" in cell]
    assert counts[: len(counts) // 2] == counts[len(counts) // 2 :]


@pytest.mark.parametrize(("name", "lang"), QUICK)
def test_quick_ones_say_what_they_said(name: str, lang: str) -> None:
    assert gallery.differences(held(name, lang), gallery.notebook(name, lang)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lang"), [one for one in BOTH if one not in QUICK])
def test_every_one_says_what_it_said(name: str, lang: str) -> None:
    assert gallery.differences(held(name, lang), gallery.notebook(name, lang)) == []


@pytest.mark.slow
def test_one_runs_in_a_kernel_of_jupyter(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kernel and client that a reader has: `!fedsheet` in a shell, answers by media type."""
    nbformat = pytest.importorskip("nbformat", reason="the extra docs is not installed")
    client = pytest.importorskip("nbclient", reason="the extra docs is not installed")
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEDSHEET_TODAY", gallery.TODAY)
    read = nbformat.read(gallery.written("10-excel-round-trip", "en"), as_version=4)
    for cell in read.cells:
        cell.update({"outputs": []} if cell.cell_type == "code" else {})
    ran = client.NotebookClient(read, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert gallery.differences(held("10-excel-round-trip", "en"), json.loads(nbformat.writes(ran))) == []


def test_another_number_or_word_is_found_out() -> None:
    def one(text: str) -> dict[str, Any]:
        return {"cells": [{"source": ["x"], "outputs": [{"text": [text]}]}]}

    assert gallery.differences(one("SOFR 4.31%"), one("SOFR  4.31%")) == []
    assert gallery.differences(one("SOFR 4.31%"), one("SOFR 4.41%"))
    assert gallery.differences(one("SOFR 4.31%"), one("EFFR 4.31%"))
    assert gallery.differences(one("rose 3,201.1"), one("rose 3,201.2")) == []
