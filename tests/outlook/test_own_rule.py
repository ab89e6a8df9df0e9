"""A user's own rule: it computes what its equation says, and refuses what it does not know by name."""

import numpy as np
import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.outlook.bridge import parse_spec
from fedsheet.outlook.own_rule import own_rule
from fedsheet.outlook.rules import RULES, RuleInputs


def inputs(n=8):
    t = np.arange(n)
    quarters = tuple(np.datetime64("2020-01", "M").astype(object).replace(year=2020 + k // 4) for k in range(n))
    return RuleInputs(
        quarters, 0.02 + 0.001 * t, np.full(n, 0.022), 0.01 - 0.003 * t, np.full(n, 0.01), 0.03 + 0.001 * t
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("inflation_gap = 0.5\noutput_gap = 0.5", "taylor_1993"),
        ("inflation_gap = 0.5\noutput_gap = 1", "balanced_approach"),
        ("inflation_gap = 0.5\noutput_gap = 1\npersistence = 0.85", "inertial"),
        ('form = "change"\ninflation_gap = 0.5\ngap_change = 0.5', "first_difference"),
        (
            "inflation_gap = 0.5\noutput_gap = 1\naverage_inflation = true\nshortfalls_only = true",
            "average_inflation",
        ),
    ],
)
def test_the_published_rules_written_as_ones_own_are_the_published_rules(text, rule):
    x = inputs()
    assert own_rule(text.encode(), "mine.toml")(x) == pytest.approx(RULES[rule](x), nan_ok=True)


def test_a_neutral_rate_of_ones_own_takes_the_place_of_the_committees():
    x = inputs()
    own = own_rule(b"inflation_gap = 0.5\noutput_gap = 0.5\nneutral_rate_pct = 2.0", "mine.toml")
    assert own(x) - RULES["taylor_1993"](x) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("inflation_gap = 0.5\noutputgap = 1", UnknownNameError, "outputgap"),
        ('form = "change"\ninflation_gap = 0.5\noutput_gap = 1', UnknownNameError, "output_gap"),
        ('form = "log"\ninflation_gap = 0.5', UnknownNameError, "log"),
        ("output_gap = 1", InputError, "inflation_gap"),
        ("inflation_gap = nan", InputError, "from -5 to 5"),
        ("inflation_gap = 0.5\npersistence = 1.0", InputError, "persistence"),
        ("inflation_gap = true", InputError, "inflation_gap"),
        ("inflation_gap = 0.5\nshortfalls_only = 1", InputError, "true or false"),
        ("inflation_gap 0.5", InputError, "TOML"),
        ("e=" + "9" * 4301, InputError, "TOML"),
        ("e=" + "[" * 1000, InputError, "TOML"),
        ("#" * 30_000, InputError, "too large"),
        ('title = ""\ninflation_gap = 0.5', InputError, "title"),
    ],
)
def test_what_is_not_known_is_named_with_the_file(text, error, words):
    with pytest.raises(error, match=words) as found:
        own_rule(text.encode(), "mine.toml")
    assert "mine.toml" in str(found.value)


def test_a_rule_that_is_no_file_and_no_name_is_unknown():
    assert parse_spec("rule:mine.toml") == ("rule", "mine.toml")
    with pytest.raises(UnknownNameError, match="tayler"):
        parse_spec("rule:tayler")
