"""What fedsheet stands on is written down: versions with hashes in lock/, licences in NOTICE."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from types import ModuleType

import pytest
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
AGAIN = "pyproject.toml asks for something else: `make lock`"
LOCKS = {"report": ["fedsheet[report,equities]"], "web": ["fedsheet[web,equities]"], "all": []}
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


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_all_that_is_asked_for_and_nothing_that_is_not_allowed(name: str) -> None:
    base, extras = licences.declared()
    lines = [*base, *(LOCKS[name] or [line for extra in extras.values() for line in extra]), "hatchling", "editables"]
    for one in asked(lines):
        versions = locked(name).get(canonicalize_name(one.name), set())
        assert versions, f"{one.name}: {AGAIN}"
        assert all(one.specifier.contains(version) for version in versions), f"{one}: {AGAIN}"


@pytest.mark.parametrize("name", ["report", "web"])
def test_locks_agree(name: str) -> None:
    assert {one: versions for one, versions in locked(name).items() if not versions <= locked("all")[one]} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in (REPOSITORY / "lock" / f"{name}.txt").read_text()


def test_notice_names_the_licence_of_every_library_that_is_installed_with_us() -> None:
    told = dict(re.findall(r"^- ([a-z0-9-]+): (.+)$", licences.NOTICE.read_text().partition(licences.HEAD)[2], re.M))
    known = {name: f"{of} ({extra})" if extra else of for name, (of, extra) in licences.table().items()}
    assert {name: (of, told.get(name)) for name, of in known.items() if told.get(name) != of} == {}
    assert set(told) <= set(locked("all")), "NOTICE names what is installed no more: python tools/licences.py"
    of_each = {part for of in told.values() for part in re.split(r" AND | OR ", of.partition(" (")[0])}
    assert of_each <= PERMISSIVE
