"""What fedsheet stands on is written down: versions with hashes in lock/, licences in NOTICE."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from functools import cache
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support import REPOSITORY


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences = tool("licences")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
AGAIN = "pyproject.toml asks for something else: `make lock`"
LOCKED = {"report": "report,equities", "web": "web,equities", "all": "test,docs,bench"}
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0",
    "NCSA", "OFL-1.1", "PSF-2.0", "Zlib",
}  # fmt: skip


@cache
def locked(name: str) -> dict[str, set[str]]:
    """Versions by distribution in one lock; several where they differ by Python."""
    text = (REPOSITORY / "lock" / f"{name}.txt").read_text()
    found: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^#.*\n", "", text)):
        pinned, *hashes = (part.strip(" \\") for part in entry.strip().splitlines())
        assert hashes, pinned
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), pinned
        (one,) = Requirement(pinned).specifier
        assert one.operator == "=="
        found.setdefault(canonicalize_name(Requirement(pinned).name), set()).add(one.version)
    return found


def asked(lines: list[str]) -> list[Requirement]:
    """Requirements with those of our own extras in their place."""
    _, extras = licences.declared()
    found = []
    for one in map(Requirement, lines):
        found += asked([line for extra in one.extras for line in extras[extra]]) if one.name == "fedsheet" else [one]
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_has_all_that_is_asked_for_and_nothing_that_is_not_allowed(name: str) -> None:
    base, _ = licences.declared()
    for one in asked([*base, f"fedsheet[{LOCKED[name]}]", "hatchling", "editables"]):
        versions = locked(name).get(canonicalize_name(one.name), set())
        assert versions, f"{one.name}: {AGAIN}"
        assert all(one.specifier.contains(version) for version in versions), f"{one}: {AGAIN}"


@pytest.mark.parametrize("name", ["report", "web"])
def test_locks_agree(name: str) -> None:
    assert {one: versions for one, versions in locked(name).items() if not versions <= locked("all")[one]} == {}


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in (REPOSITORY / "lock" / f"{name}.txt").read_text()


def test_notice_names_the_licence_of_every_library_that_is_installed_with_us() -> None:
    told = dict(re.findall(r"^- ([a-z0-9-]+): (.+)$", licences.NOTICE.read_text().partition(licences.HEAD)[2], re.M))
    known = {name: f"{of} ({extra})" if extra else of for name, (of, extra) in licences.table().items()}
    assert {name: (of, told.get(name)) for name, of in known.items() if told.get(name) != of} == {}
    assert set(told) <= set(locked("all")), "NOTICE names what is installed no more: python tools/licences.py"
    of_each = {part for of in told.values() for part in re.split(r" AND | OR ", of.partition(" (")[0])}
    assert of_each <= PERMISSIVE


def test_the_recipe_of_conda_asks_for_the_base() -> None:
    recipe = yaml.safe_load((REPOSITORY / "recipe" / "meta.yaml").read_text())
    base, _ = licences.declared()
    python, *run = recipe["requirements"]["run"]
    assert {one.replace(" ", "") for one in run} == {line.lower() for line in base}
    assert python.replace(" ", "").removeprefix("python") == PROJECT["requires-python"]
    assert str(recipe["package"]["version"]) == PROJECT["version"]


def test_hooks_are_of_this_repository_alone() -> None:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    assert {one["repo"] for one in hooks["repos"]} == {"local"}
    for hook in hooks["repos"][0]["hooks"]:
        assert all(
            (REPOSITORY / word).exists() for word in hook["entry"].split() if word.startswith(("tools/", "tests/"))
        )


def test_the_container_installs_what_is_locked_and_carries_all_it_copies() -> None:
    lines = (REPOSITORY / "Dockerfile").read_text().splitlines()
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    let_in = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {name for names in copies for name in names} == let_in
    assert any("--require-hashes --requirement lock/web.txt" in line for line in lines)
    assert "USER 1000" in lines


def test_the_weekly_look_ahead_runs_on_every_python_that_is_named() -> None:
    jobs = yaml.safe_load((REPOSITORY / ".github/workflows/checks.yml").read_text())["jobs"]
    named = {line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line}
    assert set(jobs["newest"]["strategy"]["matrix"]["python"]) == named
    assert "3.11" in jobs["locked"]["strategy"]["matrix"]["python"]
    uses = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in uses), "an action is named by its digest"
