"""What the market's files tell a reader stands in Chinese too, in full-width punctuation, with the same numbers."""

import re

import pytest

from fedsheet.core.text import Text
from fedsheet.market.participants import participants
from fedsheet.market.scenario import (
    counterfactual_names,
    load_counterfactual,
    load_scenario,
    parse_scenario,
    scenario_names,
)
from fedsheet.market.sizes import load_sizes

HAN = re.compile(r"[一-鿿]")
HALF_WIDTH = re.compile(r"[一-鿿]\s*[,;:?!()]|[,;:?!()]\s*[一-鿿]")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SHOCKS = [(name, shock) for name in scenario_names() for shock in load_scenario(name).shocks]
TEXTS = {
    **{f"{p.id} {part}": getattr(p, part) for p in participants() for part in ("size_of", "size_label", "size_source")},
    **{f"{s.id} {part}": getattr(s, part) for s in load_sizes().values() for part in ("title", "source")},
    **{f"{name} {n} {part}": getattr(s, part) for n, (name, s) in enumerate(SHOCKS) for part in ("what", "source")},
    **{name: Text(**load_scenario(name).title) for name in scenario_names()},
    **{name: Text(**load_counterfactual(name).title) for name in counterfactual_names()},
}
MINE = """
id = "mine"
title_zh = "缴税"
title_en = "Taxes"
start = 2024-01-02
end = 2024-01-12
base = "observed"
[[shock]]
quantity = "liquidity"
participant = "treasury"
start = 2024-01-03
add_usd_bn = -50
what = "Taxes"
what_zh = "缴税"
source = "My guess"
grade = "C"
"""
ALIKE = {"treasury size_label"}  # TGA is its name in both languages


def numbers(text: str) -> list[float]:
    return [float(n.replace(",", "")) for n in NUMBER.findall(text)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_chinese_in_full_width_punctuation_with_the_same_numbers(name: str) -> None:
    text = TEXTS[name]
    assert HAN.search(text.zh) or name in ALIKE
    assert not HALF_WIDTH.search(text.zh)
    told = {number / scale for number in numbers(text.zh) for scale in (1, 10)}  # as it is, or bn as 亿
    assert set(numbers(text.en)) <= told


def test_a_file_of_ones_own_may_tell_its_shocks_in_one_language() -> None:
    (shock,) = parse_scenario(MINE, "mine").shocks
    assert (shock.what, shock.source) == (Text("缴税", "Taxes"), Text("My guess", "My guess"))
