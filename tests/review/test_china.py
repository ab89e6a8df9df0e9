"""The yuan a year before is that of the same month's end, not of the month before it."""

from __future__ import annotations

from fedsheet.review.china import china_lines
from support import snapshot_vintage


def test_a_monthly_rate_is_compared_with_the_same_month_of_the_year_before() -> None:
    # H.10: 7.0176 yuan a dollar on 30 September 2024, 7.1328 on 26 September 2025, the last month-end held.
    yuan = next(one for one in china_lines(snapshot_vintage()) if one.id == "yuan")
    assert yuan.year_before == 7.0176
    assert yuan.change is not None
    assert round(yuan.change, 4) == round(7.1328 / 7.0176 - 1, 4)
