"""English words of the record tell what their numbers are: amounts in dollars, rates in percent, as the Chinese do."""

import re

import pytest

from fedsheet.record import load_path

AMOUNT = re.compile(r"\d\s*万?亿")
FACTS = [fact for fact in load_path().facts if AMOUNT.search(fact.what.zh)]


def test_most_amounts_of_the_record_are_looked_at() -> None:
    assert len(FACTS) > 100


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_an_amount_has_its_unit_in_english_as_it_has_in_chinese(fact) -> None:
    """Dollars with bn or trn where the Chinese names 亿, and no number with thousands stands bare."""
    assert re.search(r"\$-?[\d.,]+(?:-[\d.,]+)? (?:bn|trn)", fact.what.en), fact.what.en
    bare = re.sub(r"\$-?[\d.,]+(?:-[\d.,]+)?", "", fact.what.en)
    assert not re.search(r"(?<![\w.,-])[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w%])", bare), fact.what.en
