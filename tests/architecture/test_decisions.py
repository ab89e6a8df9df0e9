"""Decisions stand by room, each with its date, and the index lists them all."""

from __future__ import annotations

import importlib.util
import re

from support import REPOSITORY

DOCS = REPOSITORY / "docs"


def test_the_index_lists_every_decision_with_its_date() -> None:
    spec = importlib.util.spec_from_file_location("decisions_index", REPOSITORY / "tools" / "decisions_index.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "decisions.md").read_text("utf-8") == module.index()


def test_every_decision_is_dated() -> None:
    for path in (DOCS / "decisions").glob("*.md"):
        text = path.read_text("utf-8")
        assert len(re.findall(r"^## ", text, re.M)) == len(re.findall(r"^## .+\n\n2\d{3}-\d\d-\d\d\.$", text, re.M)), (
            path
        )


def test_the_newest_decision_of_a_room_is_the_last() -> None:
    """As the head of each file says, and once: a day beside the words again would be a second one."""
    for path in (DOCS / "decisions").glob("*.md"):
        text = path.read_text("utf-8")
        days = re.findall(r"^(2\d{3}-\d\d-\d\d)\.$", text, re.M)
        assert days == sorted(days), path
        assert not re.search(r"^\*[^*]*\d{4}\.\* \*\*What|\(2\d{3}-\d\d-\d\d\)$", text, re.M), path
