"""What the Desk redeemed in 2022, month by month.

Source: Board of Governors, 109th Annual Report 2022, Statistical Tables, Table G.1, "Redemptions": bills 16,357
(September), 13,627 (October), 0 (November), 6,535 (December); Treasuries in all 30,000, 29,996, 30,000 and 60,000 a
month from September; USD millions.
"""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.core.dates import month_end
from portfolio.settings import projection

BILLS = {9: 16_357e6, 10: 13_627e6, 11: 0.0, 12: 6_535e6}
ALL = {6: 30_000e6, 7: 29_996e6, 8: 30_000e6, 9: 60_000e6, 10: 60_000e6, 11: 60_000e6, 12: 60_000e6}
LAST = {8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


@pytest.mark.parametrize("month", list(BILLS))
def test_bills_fill_the_gap_that_coupons_leave_under_the_cap(month):
    found = projection("runoff-2022")
    ends = [date(2022, m, LAST[m]) for m in (month - 1, month)]
    redeemed = found.at("bills", ends[0]) - found.at("bills", ends[1])
    assert redeemed == pytest.approx(BILLS[month], abs=0.5e9)


@pytest.mark.parametrize("month", list(ALL))
def test_treasuries_redeemed_in_all(month):
    flow = next(f for f in projection("runoff-2022").flows if f.month == date(2022, month, 1))
    assert flow.treasury_redeemed_usd == pytest.approx(ALL[month], abs=10e6)


BILLS_2024 = {1: 6_616e6, 2: 0.0, 3: 15_210e6, 4: 0.0, 5: 0.0}


@pytest.mark.parametrize("month", list(BILLS_2024))
def test_bills_redeemed_in_2024_by_month_of_maturity(month):
    # Bills mature on Tuesdays and Thursdays: those of a month are paid within it.
    found = projection("runoff-2022")
    before, after = (month_end(date(2024, m, 1)) if m else date(2023, 12, 31) for m in (month - 1, month))
    assert found.at("bills", before) - found.at("bills", after) == pytest.approx(BILLS_2024[month], abs=0.5e9)
