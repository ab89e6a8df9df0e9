"""Every name of the record has its words in both languages."""

import pytest

from fedsheet.present.text import LANGUAGES, Words
from fedsheet.record import load_path
from fedsheet.record.levers import INSTRUMENTS, LEVERS
from fedsheet.record.model import GRADES
from fedsheet.record.rules import MEANING, REINVESTMENT_RULES

PATH = load_path()


@pytest.mark.parametrize("language", LANGUAGES)
def test_levers_instruments_rules_and_programmes_have_names(language):
    words = Words(language)
    keys = [f"lever_{name}" for name in LEVERS] + [f"instrument_{name}" for name in INSTRUMENTS]
    keys += [f"rule_{name}" for name in MEANING] + [f"grade_{grade}" for grade in GRADES]
    keys += [f"programme_{name}_{scheme}" for name in PATH.programmes for scheme in ("desk", "report")]
    assert all(words(f"record.{key}") for key in keys)


def test_every_rule_has_a_meaning():
    assert {rule for rules in REINVESTMENT_RULES.values() for rule in rules} == set(MEANING)
