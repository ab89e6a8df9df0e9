"""The facilities of 2020 as the record has them, and what an earlier day knew of them."""

from __future__ import annotations

from datetime import date

from fedsheet.record import load_path
from fedsheet.review.crisis_facilities import crisis_facilities
from support import snapshot_vintage


def test_main_street_closed_a_week_later_than_first_announced() -> None:
    # Federal Reserve press release of 29 December 2020: extended to 8 January 2021; limit of 600 bn on 9 April 2020.
    found = {row.instrument: row for row in crisis_facilities(snapshot_vintage(), load_path()).rows}
    assert found["mslp"].closed == date(2021, 1, 8)
    assert found["mslp"].limit_usd == 600e9
    assert found["pdcf"].opened == date(2020, 3, 20)


def test_a_day_of_2020_knows_no_later_limit_nor_closing() -> None:
    found = {row.instrument: row for row in crisis_facilities(snapshot_vintage("2020-06-30"), load_path()).rows}
    assert found["fima_repo"].limit_usd is None
    assert all(row.closed is None for row in found.values())


def test_a_facility_of_2020_has_no_limit_of_2009_or_2021_and_no_opening_that_is_not_on_record() -> None:
    # Federal Reserve press release of 9 April 2020: TALF up to 100 bn (its name stood for up to 1 trn in 2009); the
    # repo facility for foreign authorities had no aggregate limit before it became a standing one in July 2021.
    found = {row.instrument: row for row in crisis_facilities(snapshot_vintage(), load_path()).rows}
    assert found["talf"].limit_usd == 100e9
    assert found["fima_repo"].limit_usd is None
    assert found["corporate_credit"].limit_usd == 750e9
    assert found["fima_repo"].opened == date(2020, 4, 6)
    assert found["mslp"].opened is None
