"""Reference facts of the statement (FRED WALCL, TREAST, WSHOMCB, WRESBAL, RRPONTSYD) against the shipped figures."""

from datetime import date

import pytest

from fedsheet.core.units import to_bn
from fedsheet.record import load_path
from support import snapshot_vintage

FACTS = [fact for fact in load_path().list_facts(lever="balance_sheet") if "series" in fact.details]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_the_shipped_figures_bear_the_fact_out(fact):
    vintage = snapshot_vintage()
    found = 0.0
    for series in str(fact.details["series"]).split(" + "):
        held_to, _ = vintage[series].base_last(date(2100, 1, 1))
        if fact.details["observed_on"] > held_to:
            pytest.skip(f"the shipped figures of {series} end on {held_to}")
        level = vintage[series].base_at(fact.details["observed_on"])
        start = fact.details.get("from_date")
        found += level - (vintage[series].base_at(start) if start else 0.0)
    assert to_bn(found) == pytest.approx(fact.amount, abs=0.06)  # published to 0.1 bn
