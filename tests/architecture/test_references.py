"""What texts of the repository refer to exists: names in the package, files, commands and their options.

Read are the documents, and of programs and TOML files their comments and docstrings; of messages every text.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
import tokenize
from functools import cache
from pathlib import Path

import click
import pytest

from fedsheet.cli.main import COMMANDS, _load
from support import REPOSITORY

SOURCE = REPOSITORY / "src" / "fedsheet"
PACKAGES = sorted(module.name for module in pkgutil.iter_modules([str(SOURCE)]))
ROOTS = (REPOSITORY, REPOSITORY / "src", SOURCE)  # a path may be told from any of them
TICKED = re.compile(r"`([^`\n]+)`")
FULL_NAME = re.compile(r"\bfedsheet(?!\.local\b)((?:\.[a-z_]\w*)+)", re.IGNORECASE)
SHORT_NAME = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)(?:\([^`]*\))?`")
PATH = re.compile(rf"(?<![\w/.-])(?:src|docs|tests|tools|bench|fedsheet|{'|'.join(PACKAGES)})/[\w./*-]*[\w*]", re.ASCII)
COMMAND = re.compile(rf"\bfedsheet (?:{'|'.join(COMMANDS)})\b(?: [^\s`\"]+)*")
ENDINGS = {"toml", "csv", "md", "py", "json", "xlsx", "html", "pdf", "parquet", "xz", "png", "svg", "sqlite", "txt"}
STRINGS = {number for number, name in tokenize.tok_name.items() if name in ("COMMENT", "STRING", "FSTRING_MIDDLE")}


def files() -> list[Path]:
    """Documents, programs and data files that are written by hand; the changelog tells of names that were."""
    found = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), REPOSITORY / "Makefile"]
    for folder in ("src", "tests", "tools", "bench"):
        found += [p for kind in ("*.py", "*.toml") for p in (REPOSITORY / folder).rglob(kind)]
    unfinished = ("CHANGELOG.md", Path(__file__).name, "test_completion.py")  # the last begins words that a shell ends
    return sorted(p for p in found if p.name not in unfinished)


@cache
def told(path: Path) -> str:
    """What a file tells its reader: of a program its comments and strings, of any other file everything."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    return "\n".join(t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type in STRINGS)


def said(pattern: re.Pattern[str], paths: list[Path], group: int = 0) -> list[tuple[str, str]]:
    """Every match of a pattern with the file it stands in, each once a file."""
    return sorted(
        {(str(p.relative_to(REPOSITORY)), match[group]) for p in paths for match in pattern.finditer(told(p))}
    )


def resolves(name: str) -> bool:
    """Whether a dotted name under the package is a module or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), -1, -1):
        try:
            found: object = importlib.import_module(".".join(["fedsheet", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return part in getattr(found, "__annotations__", {})
            found = getattr(found, part)
        return True
    return False


def test_every_name_of_the_package_is_there() -> None:
    names = [(place, name.lstrip(".")) for place, name in said(FULL_NAME, files(), 1)] + said(SHORT_NAME, files(), 1)
    names = [(place, name) for place, name in names if name.rpartition(".")[2] not in ENDINGS]
    assert len(names) > 40
    assert [one for one in names if not resolves(one[1])] == []


def exists(path: str) -> bool:
    return any(any(root.glob(path)) if "*" in path else (root / path).exists() for root in ROOTS)


def test_every_path_is_there() -> None:
    found = [
        (place, path) for place, path in said(PATH, files()) if path.rpartition(".")[2] in ENDINGS or "." not in path
    ]
    assert len(found) > 60
    assert [one for one in found if not exists(one[1])] == []


@cache
def command(name: str) -> click.Command:
    module, attribute, line = COMMANDS[name]
    return _load(name, module, attribute, line)  # type: ignore[return-value]


def unknown(line: str) -> str:
    """The first subcommand or option of a command line that is not there; empty where all are."""
    _, room, *rest = line.split()
    found = command(room)
    if rest and isinstance(getattr(found, "commands", None), dict) and rest[0].isidentifier():
        if rest[0] not in found.commands:
            return rest[0]
        found = found.commands[rest[0]]
    known = {name for p in found.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    options = re.findall(r"--[a-z][a-z-]*", " ".join(rest))
    return next((option for option in options if option not in known), "")


def test_every_command_and_option_is_there() -> None:
    lines = said(COMMAND, files())
    assert len(lines) > 100
    assert [(place, line, unknown(line)) for place, line in lines if unknown(line)] == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("market.calibrate", True),
        ("store.vintage", True),
        ("market.calibrate.reestimate_everything", False),
        ("made.up", False),
    ],
)
def test_a_name_that_is_not_there_is_found_out(name: str, there: bool) -> None:
    assert resolves(name) is there


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("fedsheet data pull GROUP --since 2020-01-01", ""),
        ("fedsheet data pulled", "pulled"),
        ("fedsheet outlook rules --as-off 2020-01-01", "--as-off"),
    ],
)
def test_a_command_or_option_that_is_not_there_is_found_out(line: str, word: str) -> None:
    assert unknown(line) == word
