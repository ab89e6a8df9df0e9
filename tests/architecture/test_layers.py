"""The floors of the house: imports go down only, computation touches no IO, every room is known by its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from support import REPOSITORY

SOURCE = REPOSITORY / "src" / "fedsheet"
MODULES = sorted(SOURCE.rglob("*.py"))


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_module_opens_with_its_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "a module says in its first line what it is"


def test_every_room_is_on_a_floor() -> None:
    rooms = {p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    text = (REPOSITORY / "pyproject.toml").read_text()
    missing = {room for room in rooms if f"fedsheet.{room}" not in text}
    assert not missing, f"rooms without a floor in the import contracts: {missing}"
