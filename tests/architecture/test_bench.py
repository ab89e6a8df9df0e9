"""Programs that measure the product name what the product has: a name that is gone would be found when nobody waits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

BENCH = sorted((Path(__file__).parents[2] / "bench").glob("*.py"))


def held(module: str, name: str) -> object | None:
    """What a module has under a name, a module below it included."""
    try:
        return getattr(import_module(module), name)
    except AttributeError:
        pass
    try:
        return import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return None


def gone(tree: ast.Module) -> Iterator[str]:
    """Names taken from the product that it has not: imported, or asked of what was imported."""
    taken: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fedsheet":
            for alias in node.names:
                found = taken[alias.asname or alias.name] = held(str(node.module), alias.name)
                if found is None:
                    yield f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = taken.get(node.value.id)
            if type(owner).__name__ == "module" and not hasattr(owner, node.attr):
                yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("program", BENCH, ids=lambda program: program.stem)
def test_a_program_that_measures_names_what_there_is(program: Path) -> None:
    assert list(gone(ast.parse(program.read_text("utf-8")))) == []


def test_a_name_that_is_gone_is_found() -> None:
    assert list(gone(ast.parse("from fedsheet.present import verdicts\nverdicts.records()"))) == ["verdicts.records"]
