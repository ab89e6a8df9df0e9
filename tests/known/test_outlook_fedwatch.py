"""The exchange's own worked examples and published table, to a tenth of a point.

CME Group, FedWatch methodology: example of the meeting of 17 September 2015 (FFQ5 99.8675, FFU5 99.805 → 53.6%);
sheet "FedWatch calculation examples", settlements of 12 September 2022 (changes 0.7613 and 0.5276; 0.1103 over two
steps); "Aggregated enhancement explained" (2024), June and July 2024 at 50% each. CME FedWatch as shown on
20 September 2026 for the settlement of 18 September 2026.
"""

from datetime import date

import pytest

from fedsheet.outlook.implied import convolve, implied_path, split
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.quotes import FuturesQuotes

SEPTEMBER_2026 = {
    (2026, 9): 96.2525, (2026, 10): 96.1050, (2026, 11): 95.9750, (2026, 12): 95.8350, (2027, 1): 95.7700,
    (2027, 2): 95.6800, (2027, 3): 95.6000, (2027, 4): 95.5100, (2027, 5): 95.4400,
}  # fmt: skip
SHOWN_2026 = {  # percent by steps of 25 bp over the range 3.75-4.00
    date(2026, 10, 28): {0: 42.4, 1: 57.6},
    date(2026, 12, 9): {0: 9.9, 1: 46.0, 2: 44.1},
    date(2027, 1, 27): {0: 5.8, 1: 31.1, 2: 44.9, 3: 18.2},
    date(2027, 3, 17): {0: 2.0, 1: 14.4, 2: 35.8, 3: 35.8},
}


def path(day, prices, convention):
    return implied_path(FuturesQuotes(day, prices), meetings_known(day), convention)


def test_september_2015():
    found = path(date(2015, 8, 3), {(2015, 8): 99.8675, (2015, 9): 99.8050}, "meeting_day")
    assert found.meetings[0].rate_after == pytest.approx(0.0026643, abs=5e-8)
    assert 100 * found.meetings[0].hike == pytest.approx(53.6, abs=0.1)
    assert 100 * found.meetings[0].moves[0] == pytest.approx(46.4, abs=0.1)


def test_september_and_november_2022():
    prices = {(2022, 9): 97.4475, (2022, 10): 96.9400, (2022, 11): 96.4300}
    september, november = path(date(2022, 9, 12), prices, "meeting_day").meetings
    assert 100 * september.rate_before == pytest.approx(2.2987, abs=5e-5)
    assert 100 * september.expected_change == pytest.approx(0.7613, abs=5e-5)
    assert 100 * november.rate_after == pytest.approx(3.5876, abs=5e-5)
    assert 100 * november.expected_change == pytest.approx(0.5276, abs=5e-5)
    assert 100 * november.moves[2] == pytest.approx(88.97, abs=0.1)
    assert 100 * november.moves[3] == pytest.approx(11.03, abs=0.1)


def test_june_and_july_2024_of_the_exchanges_article():
    # Half a step each, conditional: none 25, one 50, two 25 percent.
    levels = convolve(split(0.00125), split(0.00125))
    assert levels == pytest.approx({0: 0.25, 1: 0.5, 2: 0.25})


@pytest.mark.parametrize("meeting", SHOWN_2026)
def test_the_table_shown_for_18_september_2026(meeting):
    found = {odds.meeting: odds for odds in path(date(2026, 9, 18), SEPTEMBER_2026, "day_after").meetings}
    for steps, percent in SHOWN_2026[meeting].items():
        assert 100 * found[meeting].levels[steps] == pytest.approx(percent, abs=0.1)


def test_the_older_convention_would_miss_that_table():
    # The exchange counted the meeting's day as old in 2026 and as new in 2015 and 2022: the choice is a parameter.
    old = path(date(2026, 9, 18), SEPTEMBER_2026, "meeting_day").meetings[0]
    assert abs(100 * old.hike - 57.6) > 1
