"""`Text`: the same words in Chinese and English, kept side by side where they are written.

In every file of one's own a text is written one way: `title = "…"`, or `title = { en = "…", zh = "…" }`; where one
language is left out the other's words stand for both. The older spelling with two keys is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What a text of a file may be, as a JSON Schema.
WORDS = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object", "minProperties": 1, "additionalProperties": False,
            "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
        },
    ],
    "description": 'words in one language, or { en = "…", zh = "…" }',
}  # fmt: skip

COMPUTED = re.compile(r"[=@\t\r]|[+-][^\d\s.]")


def uncomputed(text: str) -> str:
    """A text that a spreadsheet which opens a CSV shows and does not compute: an apostrophe before what begins as a
    formula (OWASP, CSV injection); any other as it is.
    """
    return f"'{text}" if COMPUTED.match(text) else text


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The words in one language, `zh` or `en`."""
        return self.zh if language == "zh" else self.en


def is_both(value: object) -> bool:
    """Whether a value of a file is words by language, `{ en = …, zh = … }`, one of them at least."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= {"en", "zh"}


def told_apart(row: Mapping[str, Any]) -> dict[str, Any]:
    """A table of a file with its texts by language under two keys, `what` and `what_zh`.

    A language left out has the other's words.
    """
    found: dict[str, Any] = {}
    for key, value in row.items():
        if not is_both(value):
            found[key] = value
            continue
        found[key] = value.get("en", value.get("zh"))
        found[f"{key}_zh"] = value.get("zh", value.get("en"))
    return found
