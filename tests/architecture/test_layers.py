"""The floors of the house: imports go down only, computation touches no IO, every room is known by its sentence."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

from support import REPOSITORY

SOURCE = REPOSITORY / "src" / "fedsheet"
MODULES = sorted(SOURCE.rglob("*.py"))


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_no_module_needs_itself_by_way_of_others() -> None:
    # Typing imports count: a name that is only needed for its type still says who must be understood first.
    graph = grimp.build_graph("fedsheet", cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    nodes = TopologicalSorter(needs)
    try:
        nodes.prepare()
    except CycleError as error:
        pytest.fail(f"modules that import each other: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_module_opens_with_its_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "a module says in its first line what it is"


def test_every_room_is_on_a_floor() -> None:
    rooms = {p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    text = (REPOSITORY / "pyproject.toml").read_text()
    missing = {room for room in rooms if f"fedsheet.{room}" not in text}
    assert not missing, f"rooms without a floor in the import contracts: {missing}"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=str)
def test_every_package_lists_its_modules(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    inside = [p.stem for p in path.parent.glob("*.py") if p.name != "__init__.py"]
    inside += [p.parent.name for p in path.parent.glob("*/__init__.py")]
    assert [name for name in sorted(inside) if not re.search(rf"\b{name}\b", told)] == []


def test_only_the_store_speaks_to_the_database() -> None:
    asking = {p.relative_to(SOURCE).parts[0] for p in MODULES if re.search(r"\.execute(many|script)?\(", p.read_text())}
    assert asking == {"store"}


DOORS = {"runs", "cli", "web", "mcp", "api"}
# What only runs and doors read: the record that ships, the parameters, the user's store.
READS = {"load_path": {"record"}, "load_parameters": {"portfolio"}, "open_store": {"store"}}


@pytest.mark.parametrize("name", READS)
def test_only_runs_and_doors_read(name: str) -> None:
    """A run is a pure function of what it is handed: below the doors nothing is read again."""
    at_home = DOORS | READS[name]
    others = [path for path in MODULES if path.parent != SOURCE and path.relative_to(SOURCE).parts[0] not in at_home]
    calls = [path for path in others if re.search(rf"\b{name}\(", path.read_text("utf-8"))]
    assert [str(path.relative_to(SOURCE)) for path in calls] == []
