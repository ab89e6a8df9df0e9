"""What is installed with fedsheet is what it imports, and the other way round."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import fedsheet
from fedsheet.core.extras import ALONG, EXTRAS
from support import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
INSTALLED = packages_distributions()
BY_NAME = {"brotli": "woff2"}  # a library is told to use it; where that is written


def named(requirements: list[str]) -> set[str]:
    """Distributions of requirement lines, names normalised."""
    return {plain(re.split(r"[<>=!~;\[ ]", line)[0]) for line in requirements}


def plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def imported() -> dict[str, str]:
    """Every top-level module that the source imports from elsewhere, with one file that does."""
    found = {}
    for path in sorted((REPOSITORY / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
                whole = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
                found |= {name.partition(".")[0]: str(path.relative_to(REPOSITORY)) for name in whole}
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, "fedsheet"}}


def distributions(module: str) -> set[str]:
    """What brings a module; one that is not installed is taken to be called as its module."""
    return {plain(name) for name in INSTALLED.get(module, [module])}


def test_every_extra_brings_the_modules_it_is_asked_for() -> None:
    for extra, lines in PROJECT["optional-dependencies"].items():
        if extra in EXTRAS:
            asked = set().union(*(distributions(module) for module in EXTRAS[extra]))
            assert asked <= named(lines), extra
            assert named(lines) - asked <= {"fedsheet", "anyio"}, f"{extra}: brought and never asked for"


def test_what_an_extra_installs_along_is_what_it_asks_for() -> None:
    lines = {name: " ".join(one) for name, one in PROJECT["optional-dependencies"].items()}
    brought = {name: {other for other in EXTRAS if f"fedsheet[{other}]" in told} for name, told in lines.items()}
    whole = {name: own | {far for near in own for far in brought[near]} for name, own in brought.items()}
    assert {name: set(along) for name, along in ALONG.items()} == {name: whole[name] for name in EXTRAS if whole[name]}


def test_no_room_but_the_doors_imports_an_extra_as_it_is_read() -> None:
    """Base commands run without any extra; the doors of the web and of agents are asked for before they are read."""
    optional = {module for modules in EXTRAS.values() for module in modules}
    for path in sorted((REPOSITORY / "src/fedsheet").rglob("*.py")):
        if path.relative_to(REPOSITORY / "src/fedsheet").parts[0] not in {"web", "api", "mcp"}:
            assert not read_at_once(path) & optional, path


def read_at_once(path: Path) -> set[str]:
    """Top-level modules that a file imports as it is read itself."""
    body = ast.parse(path.read_text()).body
    by_name = {name.name for node in body if isinstance(node, ast.Import) for name in node.names}
    found = by_name | {node.module or "" for node in body if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in found}


def test_every_base_dependency_is_imported() -> None:
    used = set().union(*(distributions(module) for module in imported()))
    source = "".join(path.read_text() for path in (REPOSITORY / "src").rglob("*.py"))
    by_name = {name for name, written in BY_NAME.items() if written in source}
    assert named(PROJECT["dependencies"]) - used - by_name == set()


def test_every_import_is_declared() -> None:
    extras = [line for name, lines in PROJECT["optional-dependencies"].items() if name != "test" for line in lines]
    declared = named(PROJECT["dependencies"] + extras)
    assert {name: path for name, path in imported().items() if not distributions(name) & declared} == {}


def test_the_citation_names_this_version() -> None:
    cited = Path(REPOSITORY / "CITATION.cff").read_text()
    assert f"version: {fedsheet.__version__}\n" in cited
    assert PROJECT["version"] == fedsheet.__version__
