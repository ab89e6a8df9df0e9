"""Files of users that are wrong: one line that says what and where, never a guess and never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from fedsheet.core.errors import FedsheetError
from fedsheet.market.scenario import load_scenario, parse_counterfactual, parse_scenario

HEAD = 'id = "own"\ntitle_zh = "甲"\ntitle_en = "Own"\n'
SCENARIO = HEAD + 'start = 2024-01-02\nend = 2024-01-12\nbase = "observed"\n'
SHOCK = (
    '[[shock]]\nquantity = "liquidity"\nparticipant = "treasury"\nstart = 2024-01-03\n'
    'what = "w"\nsource = "s"\ngrade = "C"\n'
)
SHARE = SHOCK.replace("liquidity", "dealer_capacity")
NOISE = '[[noise]]\nquantity = "liquidity"\npersistence = 0.5\n'


def change(*lines: str) -> str:
    return HEAD + "[[change]]\n" + "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SCENARIO.replace("2024-01-02", "2024-01-02T10:00:00"), "'start' must be a date"),
        (SCENARIO.replace("2024-01-12", "2024-01-12T10:00:00Z"), "'end' must be a date"),
        (SCENARIO + SHOCK, "changes nothing"),
        (SCENARIO + SHOCK + "add_usd_bn = nan", "'add_usd_bn' must be a number, not nan"),
        (SCENARIO + SHOCK + "add_usd_bn = inf", "not inf"),
        (SCENARIO + SHOCK + "times = -1.0", "at least 0, not -1.0"),
        (SCENARIO + SHOCK + "add_usd_bn = 1.0\nhalf_life_days = nan", "'half_life_days' must be"),
        (SCENARIO + SHOCK + "add_usd_bn = 1.0\nend = 2024-01-08\nramp_days = 5", "to 2024-01-08 has 4 business days"),
        (SCENARIO + SHOCK + "add_usd_bn = 1.0\nramp_days = 2", "ramp_days is 2"),
        (SCENARIO + SHARE + "add_usd_bn = 5.0", "dealer_capacity: 'add_usd_bn'"),
        (SCENARIO + NOISE + "sd_usd_bn = 1.0\n" + NOISE + "sd_usd_bn = 2.0", "liquidity is given twice"),
        (SCENARIO + NOISE.replace("0.5", "1.0"), "below 1"),
        (SCENARIO + NOISE + "sd_usd_bn = -1.0", "at least 0"),
        (SCENARIO + NOISE + "sd_usd_bn = 9e8", "'sd_usd_bn' is 900000000.0, which nobody can mean. At most 100,000"),
        (SCENARIO + SHOCK + "add_usd_bn = 100001.0", "At most 100,000 either way"),
        (SCENARIO + SHOCK + "times = 1e6", "At most 1,000 either way"),
        (SCENARIO.replace('"own"', '"own\\u001b[31m"'), "'id' must be a text"),
        (SCENARIO.replace('"Own"', f'"{"x" * 2000}"'), "'title_en' must be a text, not 'xxx"),
        ('notes_en = ["one"]\n' + SCENARIO, "As many notes in Chinese"),
        ('notes_en = [1]\n' + SCENARIO, "'notes_en' must be a list"),
        ("shock = " + "[" * 5000 + "]" * 5000, "too deep"),
        (SCENARIO + "[[shock]]\n" * 600, "at most 500 tables"),
        (SCENARIO + "colour = 1", "Unknown keys in the file: 'colour'"),
    ],
)  # fmt: skip
def test_a_wrong_scenario_is_named(text: str, says: str) -> None:
    with pytest.raises(FedsheetError) as refused:
        parse_scenario(text, "here.toml")
    assert says in str(refused.value)
    assert str(refused.value).startswith("here.toml: ")
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "at least one [[change]]"),
        (change('target = "on_rrp_cap"', "set = nan"), "'set' must be a number"),
        (change('target = "on_rrp_cap"', "set = -5.0"), "at least 0, not -5.0"),
        (change('target = "on_rrp_cap"', "set = 9e8"), "'set' is 900000000.0, which nobody can mean. At most 100,000"),
        (change('target = "standing_repo"', "set = 900000"), "At most 2,000 either way"),
        (change('target = "iorb"', "add_bp = -2001.0"), "At most 2,000 either way"),
        (change('target = "liquidity"', "add_usd_bn = 9e8"), "At most 100,000 either way"),
        (change('target = "liquidity"', "add_usd_bn_a_month = -9e8"), "At most 100,000 either way"),
        (change('target = "on_rrp_cap"', "set = true"), "not True"),
        (change('target = "on_rrp_cap"'), "not None"),
        (change('target = "standing_repo"', "set = nan"), "'set' must be a number, not nan"),
        (change('target = "standing_repo"', 'set = "off"'), "'none', or basis points above IORB, not 'off'"),
        (change('target = "iorb"', "add_usd_bn = 5.0"), "'add_bp' must be"),
        (change('target = "standing_repo_use"', "set = 5.0"), "'add_bp' must be"),
        (change('target = "iorb"', "add_bp = 5.0", 'from = "soon"'), "'from' must be a date"),
        (change('target = "iorb"', "add_bp = 5.0", "months = 3.0"), "change of iorb: 'months'"),
        (change('target = "liquidity"', "add_bp = 5.0"), "change of liquidity: 'add_bp'"),
        (change('target = "liquidity"', "set = 5.0"), "change of liquidity: 'set'"),
        (change('target = "liquidity"', "add_usd_bn = 5.0", 'until = "soon"'), "'until' must be a date"),
        (change('target = "liquidity"', "add_usd_bn = 5.0", "until = 2024-01-05T10:00:00Z"), "'until' must be a date"),
        (change('target = "liquidity"', "add_usd_bn = 5.0", 'months = "three"'), "'months' must be"),
        (change('target = "liquidity"', "add_usd_bn = 5.0", "months = nan"), "'months' must be"),
        (change('target = "liquidity"', "add_usd_bn = 5.0", 'participant = "dealers"'), "participant 'dealers'"),
        (change('target = "dealer_capacity"', "add_usd_bn = 5.0"), "Unknown target 'dealer_capacity'"),
        (change('target = "sofr"', "add_bp = 5.0"), "Unknown target 'sofr'"),
    ],
)  # fmt: skip
def test_a_wrong_counterfactual_is_named(text: str, says: str) -> None:
    with pytest.raises(FedsheetError) as refused:
        parse_counterfactual(text, "here.toml")
    assert says in str(refused.value)
    assert str(refused.value).startswith("here.toml: ")


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe\x00", "not text in UTF-8"), (b"# " + b"x" * 60_000, "larger than 50,000 bytes")]
)
def test_a_file_that_is_no_page_of_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(FedsheetError, match=says):
        load_scenario(str(path))


def test_a_file_changed_on_disk_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert load_scenario(str(path)).id == "own"
    path.write_text(SCENARIO.replace('"own"', '"other"'), encoding="utf-8")
    assert load_scenario(str(path)).id == "other"


def test_days_that_are_not_held_are_refused_and_not_cut_off() -> None:
    from fedsheet.market.simulate import prepare
    from market.market_support import held

    late = parse_scenario(SCENARIO.replace("end = 2024-01-12", "end = 2031-02-02"), "here.toml")
    with pytest.raises(FedsheetError, match="own runs from 2024-01-02 to 2031-02-02"):
        prepare(*held(), late)
