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
    assert now["head"] == held["head"]
    assert _json_kinds(now["json"]) == _json_kinds(held["json"])
    for key, before, after in zip(held["head"], held["row"], now["row"], strict=True):
        if "missing" not in (kinds := {frozen.form_of(before), frozen.form_of(after)}):
            assert len(kinds) == 1, (key, before, after)
        if kinds == {"number"} and min(abs(float(before)), abs(float(after))) > SMALL:
            assert abs(math.log(abs(float(after) / float(before)))) < math.log(SAME_SCALE), (key, before, after)


def _json_kinds(shape: object) -> object:
    """The shape with whole and broken numbers alike, and a missing value as anything."""
    if isinstance(shape, dict):
        return {key: _json_kinds(held) for key, held in shape.items()}
    if isinstance(shape, list):
        return [_json_kinds(held) for held in shape]
    return "scalar"
