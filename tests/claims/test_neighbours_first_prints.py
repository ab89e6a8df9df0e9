"""GDP as it was on the day: a user's first prints make the neighbour of a share that fails on today's GDP."""

import pytest

from claims.support_claims import evidence, series
from fedsheet.claims.check import check
from fedsheet.claims.model import Verdict
from fedsheet.claims.parse import parse_claims
from fedsheet.present import verdicts
from fedsheet.present.text import Words

FILE = """
[report]
id = "mine"
title = "Mine"
published = 2025-08-07
[[claim]]
id = "M1"
en = "21.9%% of GDP."
[[claim.reading]]
test = [{ %s, expected = 21.9, unit = "pct" }]
"""
# H.4.1 of 7 August 2025: 6,640.8 bn; GDP of the second quarter: 30,331.1 in the advance estimate, 30,485.7 as revised
ASSETS = series("WALCL", {"2025-07-30": 6642.6, "2025-08-06": 6640.8}, "Billions of USD", "W")
GDP = {"2025-01-01": 30042.1, "2025-04-01": 30485.7}
FIRST = {"2025-01-01": 29977.6, "2025-04-01": 30331.1}


@pytest.mark.parametrize(
    "question",
    [
        'quantity = "ratio_to_gdp", args = { series = "WALCL", on = 2025-08-06, quarter = 2025-04-01 }',
        'quantity = "measure", args = { of = "WALCL / GDP", answer = "at", on = 2025-08-06 }',
    ],
)
def test_a_share_of_gdp_that_holds_on_first_prints_says_so_and_still_fails(question: str) -> None:
    unit = "Billions of USD SAAR"
    world = [ASSETS, series("GDP", GDP, unit, "Q")]
    claims = parse_claims((FILE % question).encode(), "mine.toml")
    (alone,) = check(claims, evidence(*world))
    assert alone.neighbour is None
    (judged,) = check(claims, evidence(*world, series("GDP_FIRST", FIRST, unit, "Q")))
    assert judged.verdict is Verdict.FAILS
    assert judged.neighbour is not None
    assert judged.neighbour.kind == "first"
    for language, said in (("en", "on figures as first published"), ("zh", "按首次公布的数值")):
        assert said in verdicts.why(judged, Words(language))
        assert "21.89%" in verdicts.why(judged, Words(language))
