"""Both languages are complete: the same keys, the same placeholders, no number typed by hand."""

from __future__ import annotations

import re
import string
import tomllib

import pytest

from support import REPOSITORY

MESSAGES = REPOSITORY / "src" / "fedsheet" / "present" / "messages"
FILES = sorted(p.name for p in (MESSAGES / "en").glob("*.toml"))


def entries(language: str, room: str) -> dict[str, str]:
    """Every message of one file, nested tables joined by dots."""
    found: dict[str, str] = {}

    def walk(prefix: str, table: dict[str, object]) -> None:
        for key, value in table.items():
            name = f"{prefix}.{key}" if prefix else key
            if isinstance(value, dict):
                walk(name, value)
            else:
                found[name] = str(value)

    walk("", tomllib.loads((MESSAGES / language / room).read_text(encoding="utf-8")))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_files() -> None:
    assert sorted(p.name for p in (MESSAGES / "zh").glob("*.toml")) == FILES


@pytest.mark.parametrize("room", FILES)
def test_both_languages_have_the_same_keys_and_placeholders(room: str) -> None:
    zh, en = entries("zh", room), entries("en", room)
    assert zh.keys() == en.keys()
    assert {k for k in zh if placeholders(zh[k]) != placeholders(en[k])} == set()


@pytest.mark.parametrize("room", FILES)
def test_chinese_messages_are_written_in_chinese_punctuation(room: str) -> None:
    half_width = re.compile(r"[一-鿿]\s*[,;?!]|[,;?!]\s*[一-鿿]")
    wrong = {k: v for k, v in entries("zh", room).items() if half_width.search(v)}
    assert wrong == {}
