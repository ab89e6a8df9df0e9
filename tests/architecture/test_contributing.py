"""CONTRIBUTING names places that exist, so that who adds a thing finds where it goes."""

from __future__ import annotations

import re

import pytest

from support import REPOSITORY

TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
# Names in backticks with a folder in them or a file's ending; commands hold spaces and are passed over.
PLACES = sorted(set(re.findall(r"`((?:src|tests|tools|bench|docs)/[^`\s]+|[\w.-]+\.(?:toml|md))`", TEXT)))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_exists(place: str) -> None:
    assert (REPOSITORY / place).exists()


def test_every_row_of_the_table_names_a_place() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 9
    assert all(re.search(r"`src/", row) for row in rows)
