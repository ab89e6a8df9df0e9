"""One of a kind is no plural, in any sentence that counts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from fedsheet.core.errors import FedsheetError
from fedsheet.present.counts import NOUNS, singular
from fedsheet.present.text import Words, flatten

PLACE = re.compile(r"\{[\w.]+(?::(?:,|int|text|general))?\}((?: (?!of\b)[a-z-]+){0,2}?) ([a-z-]+s)\b")
# Words in -s behind a place that are no plural of what is counted there: verbs of a name or a day, and small words.
_OTHERS = (
    "address adds always answers appears as asks assets begins belongs brings business carries comes covers "
    "declares does ends gives has holds is its lacks less lies moves names offers others plans reaches reads redirects "
    "replaces runs says settles ships shows stands starts supersedes takes this times unpacks uses was"
)
NO_PLURALS = frozenset(_OTHERS.split())


def templates() -> Iterator[tuple[str, str]]:
    for file in (files("fedsheet.present") / "messages" / "en").iterdir():
        yield from flatten(tomllib.loads(file.read_text("utf-8"))).items()


def test_every_noun_behind_a_count_has_its_singular() -> None:
    behind = {(found[2], key) for key, text in templates() for found in PLACE.finditer(text)}
    assert len(behind) > 200
    assert {one for one in behind if one[0] not in NOUNS | NO_PLURALS} == set()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{n:int} replies are held", "{n:int} reply is held"),
        ("{n:int} random windows", "{n:int} random window"),
        ("{n} batches and {n:,} series have", "{n} batch and {n:,} series has"),
        ("{n:int} classes, {n:int} cases lie", "{n:int} class, {n:int} case lies"),
        ("{n:int} of the rounds", "{n:int} of the rounds"),
        ("{many:int} replies are held", "{many:int} replies are held"),
        ("On 1 {n:date} values are", "On 1 {n:date} values are"),
    ],
)
def test_one_thing_is_told_as_one(template: str, said: str) -> None:
    assert singular(template, {"n": 1, "many": 21, "none": None, "list": [1]}) == said


def test_at_every_door_one_is_one() -> None:
    assert Words("en")("update.nothing_new", n=1).startswith("1 reply, ")
    assert Words("en")("update.nothing_new", n=2).startswith("2 replies, ")
    assert Words("en")("web.pulled", n="1").startswith("1 reply taken in")
    told = str(FedsheetError("store.lost_replies_are_kept", file="f", n=1))
    assert "while 1 reply is kept beside it" in told
