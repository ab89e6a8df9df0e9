"""Every message can be found from the code that says it, and every word of the field is spelled once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from fedsheet.present.exhibits import entries
from fedsheet.present.text import LANGUAGES, messages
from support import REPOSITORY

SOURCE = REPOSITORY / "src" / "fedsheet"
FIRST_KEYS = sorted({key.partition(".")[0] for key in messages("en")} - {"errors"})
NAMED = re.compile(rf"""(?<![\w./])(f?)["'](name:)?((?:{"|".join(FIRST_KEYS)})\.[a-zA-Z0-9_.\-]*)(\{{|["'])""")
ENDED = re.compile(rf"""f["']((?:{"|".join(FIRST_KEYS)})\.)\{{[^{{}}]+\}}(\w+)["']""")
TERMS = (
    "sofr", "effr", "obfr", "tgcr", "bgcr", "gcf", "dvp", "iorb", "tri_party", "on_rrp", "standing_repo",
    "primary_credit", "discount_window", "total_assets", "mbs", "currency", "deferred_asset", "net_income", "tips",
)  # fmt: skip

ALL = ("terms.", "exhibits.", "dashes.")  # every column and table may be headed by one, a dash of every table told


@cache
def said() -> tuple[frozenset[str], frozenset[str]]:
    """Keys named whole in code and templates, and the beginnings of keys that are built from a name."""
    whole, beginnings = set(), {*ALL}
    for place in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.js")):
        for built, name, key, end in NAMED.findall(place.read_text(encoding="utf-8")):
            if name or (built and end == "{") or key.endswith("_"):
                beginnings.add(key)
            else:
                whole.add(key)
    return frozenset(whole), frozenset(beginnings)


def test_the_beginning_of_every_built_key_is_that_of_a_message() -> None:
    _, beginnings = said()
    assert [
        start for start in beginnings if not any(key.startswith((start, f"errors.{start}")) for key in messages("en"))
    ] == []


def test_every_message_is_named_in_the_code_whole_or_by_its_parts() -> None:
    """Of a key that is built from its room alone, the rest stands in the code, or how it ends.

    One of two messages by a sign (`_up`, `_down`) is named by what both begin with.
    """
    whole, beginnings = said()
    starts = tuple(start for start in beginnings if start in ALL or start.partition(".")[2])
    code = "\n".join(place.read_text(encoding="utf-8") for place in SOURCE.rglob("*.py"))
    words, ends = frozenset(re.findall(r"""["']([\w.-]+)["']""", code.replace("-", "_"))), ENDED.findall(code)
    lost = [
        key for key in messages("en")
        if not {key, key.rpartition("_")[0]} & whole and not key.startswith((*starts, "errors."))
        and key.partition(".")[2] not in words
        and not any(key.startswith(room) and key.endswith(end) for room, end in ends)
    ]  # fmt: skip
    assert lost == []


def test_what_a_dash_means_is_said_of_an_exhibit_there_is() -> None:
    assert {key.partition(".")[2] for key in messages("en") if key.startswith("dashes.")} <= set(entries())


def test_a_word_of_the_field_is_spelled_one_way() -> None:
    """A message that is a term in English is the same term in Chinese, wherever it stands."""
    english, chinese = messages("en"), messages("zh")
    for term in TERMS:
        name, wanted = english[f"terms.{term}"], chinese[f"terms.{term}"]
        same = [key for key, text in english.items() if text.lower() == name.lower()]
        assert {key: chinese[key] for key in same if chinese[key] != wanted} == {}, term


def test_a_term_has_one_line() -> None:
    for language in LANGUAGES:
        text = (Path(SOURCE) / "present" / "messages" / language / "terms.toml").read_text(encoding="utf-8")
        keys = re.findall(r"^([\w-]+) = ", text, re.MULTILINE)
        assert [key for key, n in Counter(keys).items() if n > 1] == []
