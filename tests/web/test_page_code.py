"""The page's own modules: typed by their comments, linted and formatted, and tested where node is at hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fedsheet.web.serving.assets import LATER, MODULES
from support import REPOSITORY

STATIC = REPOSITORY / "src" / "fedsheet" / "web" / "static"
OWN = sorted(STATIC.glob("*.js"))
MOST_LINES, WIDEST = 500, 160


def tool(name: str) -> str:
    """A program of `npm install`; the test skips where it was not run."""
    found = REPOSITORY / "node_modules" / ".bin" / name
    if not found.exists():
        pytest.skip(f"{name} is not installed: run npm install in the repository")
    return str(found)


def ran(*command: str) -> None:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_modules_keep_to_their_types() -> None:
    ran(tool("tsc"), "-p", str(STATIC))


def test_modules_and_styles_are_linted_and_formatted() -> None:
    ran(tool("biome"), "check", "--error-on-warnings", "src/fedsheet/web/static", "tests/web/js")


def test_what_modules_compute_is_right() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    ran(node, "--test", *(str(file) for file in sorted((Path(__file__).parent / "js").glob("*.test.js"))))


def test_every_module_is_served_and_says_what_it_is() -> None:
    assert {file.stem for file in OWN} == {*MODULES, *LATER}
    for file in OWN:
        if file.stem != "uplot":
            lines = file.read_text(encoding="utf-8").splitlines()
            assert lines[0] == "// @ts-check" or lines[0].startswith("// "), file.name
            assert len(lines) <= MOST_LINES, file.name


def test_no_spec_is_edited_as_text() -> None:
    for file in OWN:
        if file.stem != "uplot":
            assert "JSON.stringify(spec" not in file.read_text(encoding="utf-8"), file.name


def test_the_library_that_draws_lines_comes_with_its_licence() -> None:
    notice = (REPOSITORY / "NOTICE").read_text(encoding="utf-8")
    assert "uPlot" in notice
    assert "MIT License" in notice
    assert "Leon Sorokin" in notice
    assert (STATIC / "uplot.js").read_text(encoding="utf-8").startswith("/*! https://github.com/leeoniya/uPlot")
