"""Neighbours of a claim that fails: GDP as first published, where a user brought it; the other span of an event."""

import pytest

from claims.support_claims import evidence, report_of, series
from fedsheet.claims.check import check
from fedsheet.claims.model import Verdict
from fedsheet.present import verdicts
from fedsheet.present.text import Words

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
    claims = report_of(f'{question}, expected = 21.9, unit = "pct"')
    (alone,) = check(claims, evidence(*world))
    assert alone.neighbour is None
    (judged,) = check(claims, evidence(*world, series("GDP_FIRST", FIRST, unit, "Q")))
    assert judged.verdict is Verdict.FAILS
    assert judged.neighbour is not None
    assert judged.neighbour.kind == "first"
    for language, said in (("en", "on figures as first published"), ("zh", "按首次公布的数值")):
        assert said in verdicts.why(judged, Words(language))
        assert "21.89%" in verdicts.why(judged, Words(language))


def test_a_move_of_the_day_alone_is_named_beside_the_two_days_that_fail() -> None:
    """SOFR of 15 September 2025: 4.42, 4.51 and 4.39 percent; up 9 bp on the day, down 3 over two."""
    question = 'quantity = "event_change", args = { series = "SOFR", on = 2025-09-15 }, expected = 9, unit = "bp"'
    rates = series("SOFR", {"2025-09-12": 4.42, "2025-09-15": 4.51, "2025-09-16": 4.39}, "Percent", "D")
    (judged,) = check(report_of(question), evidence(rates))
    assert judged.verdict is Verdict.FAILS
    assert judged.neighbour is not None
    assert judged.neighbour.kind == "span"
    assert "换用另一天数" in verdicts.why(judged, Words("zh"))
