"""A record that contradicts itself stops with file, line and advice."""

from importlib.resources import files

import pytest

from fedsheet.core.errors import RecordError
from fedsheet.record import build_path

FOLDER = files("fedsheet.record") / "data"
SHIPPED = {f.name: f.read_text("utf-8") for f in FOLDER.iterdir() if f.name.endswith(".toml")}
SHIPPED.pop("relations.toml")


def changed(name, old, new, count=1):
    text = SHIPPED[name]
    assert old in text
    return {**SHIPPED, name: text.replace(old, new, count)}


def line_of(name, old):
    return SHIPPED[name][: SHIPPED[name].index(old)].count("\n") + 1


def refused(texts):
    with pytest.raises(RecordError) as caught:
        build_path(texts)
    return str(caught.value)


def test_the_shipped_record_loads():
    assert len(build_path(SHIPPED).facts) >= 257


def test_unknown_key_names_the_nearest_and_its_line():
    old = "point = 4.75"
    said = refused(changed("target_range.toml", old, "pointt = 4.75"))
    assert f"target_range.toml:{line_of('target_range.toml', old)}" in said
    assert "'pointt'" in said
    assert "point" in said.split("Known:")[1]


@pytest.mark.parametrize("key", ["source", "grade", "announced_at", "id"])
def test_missing_key_is_named_with_the_entry_s_line(key):
    text = SHIPPED["reserve_requirement.toml"]
    start = text.index("[[entry]]")
    lines = text[start:].splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{key} ="))
    without = text[:start] + "".join(line for i, line in enumerate(lines) if i != first)
    said = refused({**SHIPPED, "reserve_requirement.toml": without})
    assert f"has no '{key}'" in said
    assert f"reserve_requirement.toml:{line_of('reserve_requirement.toml', '[[entry]]')}" in said


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("target_range.toml", "point = 4.75", 'point = "4.75"', "not a number"),
        ("target_range.toml", "point = 4.75", "point = nan", "not a number"),
        ("target_range.toml", "point = 4.75", "point = true", "not a number"),
        ("target_range.toml", "announced_at = 2007-09-18", 'announced_at = "2007-09-18"', "not a date"),
        ("target_range.toml", 'source = "fomc"', 'source = ""', "not a text"),
        ("target_range.toml", 'grade = "A"', 'grade = "Z"', "Known: A, B, C, D"),
        ("target_range.toml", 'unit = "Percent"', 'unit = "Billions of USD"', "It is 'Percent'"),
        ("target_range.toml", 'lever = "target_range"', 'lever = "target"', "Known:"),
        ("target_range.toml", 'lever = "target_range"\n', "", "target_range.toml: file has no 'lever'"),
        ("target_range.toml", "[before]", "[befor]", "target_range.toml:16: Unknown key 'befor'"),
        ("target_range.toml", "change_bp = -50", "change_bp = -25", "moves -50 bp"),
        ("target_range.toml", "lower = 0.25\nupper = 0.50", "lower = 0.25", "moves +0 bp"),
        ("target_range.toml", 'point = "none"\n', "", "both or neither"),
        ("target_range.toml", "[before]\nlower", "[before]\nlowest", "Unknown key 'lowest'"),
        ("administered_rates.toml", 'supersedes = "2008-10-22', 'supersedes = "2008-10-21', "no earlier entry"),
        ("target_range.toml", "lower = 0.25\nupper = 0.50", "lower = 0.75\nupper = 0.50", "above its top"),
        ("target_range.toml", 'id = "2007-10-31-target"', 'id = "2007-09-18-target"', "stands twice"),
        ("redemption_caps.toml", "effective_date = 2018-04-01", "effective_date = 2018-01-01", "has two values"),
        ("redemption_caps.toml", 'programme = "runoff1"', 'programme = "runoff9"', "Unknown programme"),
        ("administered_rates.toml", 'supersedes = "2008-10-22-excess-formula"\n', "", "announced on"),
        ("reinvestment.toml", '"to_agency_mbs"', '"to_gold"', "Known:"),
        ("maturity_sectors.toml", "share = 32", "share = 33", "sum to 100"),
        ("maturity_sectors.toml", 'kind = "tips"', 'kind = "linker"', "Known: nominal, tips"),
        ("reserve_requirement.toml", "effective_date = 1992-04-02", "effective_date = 2012-04-02", "no value"),
        ("projections.toml", "projected = 9000", 'projected = "a lot"', "projected"),
        ("programmes.toml", 'fact = "2011-09-21-twist"', 'fact = "2011-09-21-twits"', "does not hold"),
        ("programmes.toml", "end = 2010-03-31\nmarket", "end = 2001-03-31\nmarket", "not after its start"),
        ("programmes.toml", 'seed_name = "QE1"', 'nickname = "QE1"', "Unknown key 'nickname'"),
        ("programmes.toml", 'kind = "era"', 'kind = "epoch"', "Known: era"),
        ("programmes.toml", "start = 2009-03-18, end", "start = 2009-03-01, end", "inside the phase before"),
    ],
)  # fmt: skip
def test_contradictions_stop_with_file_line_and_advice(name, old, new, words):
    said = refused(changed(name, old, new))
    assert said.startswith(f"{name}:") or name.removesuffix(".toml") in said
    assert words in said


def test_broken_toml_names_its_line():
    said = refused(changed("target_range.toml", "point = 4.75", "point = "))
    assert f"target_range.toml:{line_of('target_range.toml', 'point = 4.75')}" in said


def test_a_record_without_programmes_is_refused():
    texts = {name: text for name, text in SHIPPED.items() if name != "programmes.toml"}
    assert "no programmes" in refused(texts)
