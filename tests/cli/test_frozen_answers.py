"""Heads, units and types of what commands print for machines stay as they are, or change by decision."""

from __future__ import annotations

import json
import math

import pytest

import frozen

HELD = json.loads(frozen.FILE.read_text(encoding="utf-8"))
SAME_SCALE = 50.0  # a unit that changed moves a number by a hundred (percent) or more; a model that learns, by less
SMALL = 0.2  # numbers as near to zero may come out of another model as anything


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> object:
    patch = pytest.MonkeyPatch()
    patch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()


@pytest.mark.parametrize("line", frozen.LINES, ids=frozen.name_of)
def test_heads_units_and_types_are_as_they_were(line: tuple[str, ...], home: object) -> None:
    held, now = HELD[frozen.name_of(line)], frozen.answer(line)
    assert [key for key in now["head"] if key in held["head"]] == held["head"], "keys go on answering, in their order"
    row = dict(zip(now["head"], now["row"], strict=True))
    for key, before in zip(held["head"], held["row"], strict=True):
        _same_kind(key, before, row[key])
    assert _lost(held["json"], now["json"]) == []


def _same_kind(key: str, before: str, after: str) -> None:
    """Both dates, texts, numbers of one unit; a missing cell may be anything."""
    kinds = {frozen.form_of(before), frozen.form_of(after)} - {"missing"}
    assert len(kinds) < 2, (key, before, after)
    if kinds == {"number"} and before and after and min(abs(float(before)), abs(float(after))) > SMALL:
        assert abs(math.log(abs(float(after) / float(before)))) < math.log(SAME_SCALE), (key, before, after)


def _lost(held: object, now: object, place: str = "") -> list[str]:
    """The keys of a JSON answer that answer no more; new ones may join."""
    if isinstance(held, dict) and isinstance(now, dict):
        gone = [f"{place}.{key}" for key in held.keys() - now.keys()]
        return gone + [
            lost for key in held.keys() & now.keys() for lost in _lost(held[key], now[key], f"{place}.{key}")
        ]
    if isinstance(held, list) and isinstance(now, list):
        return [lost for pair in zip(held, now, strict=False) for lost in _lost(*pair, f"{place}[]")]
    return [] if isinstance(held, dict | list) == isinstance(now, dict | list) or now == "missing" else [place]
