"""What a parser says of a reply or a file is a key with values; none of them is an English sentence, ours or not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fedsheet.sources
from fedsheet.core.errors import SourceError
from fedsheet.core.notes import Remark, kept, read
from fedsheet.sources import strict

ROOM = Path(fedsheet.sources.__file__).parent


def is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.split()) > 1


def is_told(function: ast.expr) -> bool:
    """`system`, which says an error of the system in our own words."""
    return isinstance(function, ast.Name) and function.id == "system"


def said_in(file: Path) -> Iterator[str]:
    """Values of errors and remarks that are English: literal, of a constant, or what an exception says."""
    tree = ast.parse(file.read_text("utf-8"))
    constants = {
        target.id for node in tree.body if isinstance(node, ast.Assign) and is_sentence(node.value)
        for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip
    caught = {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        if not (name.endswith("Error") or name == "Remark.of"):
            continue
        for value in (part.value for part in call.keywords if part.arg != "where"):
            inside = set(map(id, (n.value for n in ast.walk(value) if isinstance(n, ast.Attribute))))
            inside |= {id(n.args[0]) for n in ast.walk(value) if isinstance(n, ast.Call) and is_told(n.func)}
            for node in ast.walk(value):
                is_name = isinstance(node, ast.Name) and id(node) not in inside and node.id in constants | caught
                if is_sentence(node) or is_name:
                    yield f"{file.name}:{call.lineno} {name} {ast.unparse(node)}"


def test_no_refusal_of_a_reply_or_a_file_carries_a_sentence_of_its_own() -> None:
    assert [said for file in sorted(ROOM.rglob("*.py")) for said in said_in(file)] == []


@pytest.mark.parametrize(
    ("body", "read_it"),
    [
        (b'{"a": 1', strict.json_of), (b'{"a": 1, "a": 2}', strict.json_of), (b'{"a": NaN}', strict.json_of),
        (b"<a><b></a>", strict.xml_of), (b'a,"b', strict.csv_of),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_reply_is_told_whole_in_chinese(body: bytes, read_it: Callable[[bytes, str], Any]) -> None:
    with pytest.raises(SourceError) as caught:
        read_it(body, "x")
    said = caught.value.said("zh", "cli")
    assert {word for word in said.split() if word.isascii() and word.isalpha()} <= {"JSON", "XML", "CSV", "NaN"}, said


def test_a_note_kept_before_its_sentence_changed_is_still_told() -> None:
    old = kept(Remark.of("sources.strict_not_whole_json", error="Expecting value"))
    assert "JSON" in read(old)
