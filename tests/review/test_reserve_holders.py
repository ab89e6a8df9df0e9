"""Who holds reserves, on the shipped figures."""

from __future__ import annotations

from fedsheet.review.reserve_holders import LARGE, reserve_holders
from support import snapshot_vintage


def test_the_newest_month_stands_last_and_shares_are_of_both() -> None:
    vintage = snapshot_vintage()
    found = reserve_holders(vintage)
    day, large = vintage[LARGE].base_last(vintage.as_of)
    assert (found[-1].day, found[-1].large_usd) == (day, large)
    assert all(0.5 < one.large_share < 1 for one in found)
    assert [one.day for one in found] == sorted(one.day for one in found)
