"""Drivers of reserves: the statement closes on the key Wednesdays that ship and on the Board's download."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.errors import BalanceError, DateRangeError, InputError
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import USD_MN
from fedsheet.review.drivers import (
    LINES,
    RESERVES,
    TOTAL_ASSETS,
    TOTAL_LIABILITIES,
    cumulative_contributions,
    load_episodes,
    reserve_drivers,
    statement_drivers,
    week_drivers,
    weekly_factors,
)
from fedsheet.review.keydates import key_days
from support import shared, snapshot_vintage


def test_every_pair_of_key_wednesdays_closes():
    """README of the facts: assets equal liabilities plus capital within one million on all 24."""
    days = key_days(snapshot_vintage())
    assert len(days) == 24
    for start, end in pairwise(days):
        found = statement_drivers(snapshot_vintage(), start, end)
        assert abs(found.remainder_usd) <= 2e6


def test_levels_of_reserves():
    """H.4.1, week averages: reserves 1,394 in the week to 18 September 2019, 1,745 to 11 March 2020."""
    found = week_drivers(snapshot_vintage(), date(2019, 9, 18), date(2020, 3, 11))
    levels = (found.reserves_start_usd / 1e9, found.reserves_end_usd / 1e9)
    assert levels == pytest.approx((1394, 1745), abs=1)


def test_every_week_of_the_boards_download_closes():
    """The consolidated statement 2002–2023 as downloaded from the Board; every line of every Wednesday."""
    table = pd.read_csv(shared("data/h41/h41_table5_2002_2023.csv"), parse_dates=["date"])
    long = table.melt(id_vars="date", var_name="item", value_name="usd_mn").dropna()
    long["item"] = long["item"].str.replace(": Wednesday level", "", regex=False)
    vintage = replace(snapshot_vintage(), tables={"h41_key_dates": long})
    days = [stamp.date() for stamp in table["date"]][::26]
    closed = [statement_drivers(vintage, start, end) for start, end in pairwise(days)]
    assert len(closed) > 35
    assert all(abs(found.remainder_usd) <= found.tolerance_usd for found in closed)


def as_pulled(vintage):
    """The key Wednesdays as series, the way a pulled H.4.1 holds them, and no table."""
    table = vintage.table("h41_key_dates").pivot_table(index="date", columns="item", values="usd_mn")
    series = dict(vintage.series)
    for line in (*LINES, RESERVES, TOTAL_ASSETS, TOTAL_LIABILITIES):
        for item, code in zip(line.items, line.code, strict=True):
            definition = SeriesDefinition(f"H41.{code}", item, USD_MN, "W", "Wednesday level", "Board")
            series[definition.id] = Series(definition, table[item].astype(float))
    return replace(vintage, series=series, tables={})


def test_pulled_statements_give_the_same_account():
    start, end = date(2020, 3, 11), date(2020, 6, 10)
    by_table = statement_drivers(snapshot_vintage(), start, end)
    by_series = statement_drivers(as_pulled(snapshot_vintage()), start, end)
    assert by_series == by_table


def test_a_damaged_statement_is_refused():
    table = snapshot_vintage().table("h41_key_dates").copy()
    capital = table["item"] == "Liabilities and Capital: Capital: Total capital"
    table.loc[capital & (table["date"] == "2020-06-10"), "usd_mn"] += 1000
    vintage = replace(snapshot_vintage(), tables={"h41_key_dates": table})
    with pytest.raises(BalanceError, match="unexplained"):
        statement_drivers(vintage, date(2020, 3, 11), date(2020, 6, 10))


def test_the_repo_spike_of_2019_by_factor():
    """H.4.1 of 2017-10-04 and 2019-09-18: Treasuries −359.6, MBS −283.7, currency −178.8, reserves −843.1 billion."""
    found = reserve_drivers(snapshot_vintage(), date(2017, 10, 4), date(2019, 9, 18))
    by_id = {d.id: d.contribution_usd / 1e9 for d in found.drivers}
    assert found.depth == "statement"
    assert found.change_usd / 1e9 == pytest.approx(-843.1, abs=0.1)
    table = snapshot_vintage().table("h41_key_dates")
    pivot = table.pivot_table(index="date", columns="item", values="usd_mn") / 1e3
    change = pivot.loc["2019-09-18"] - pivot.loc["2017-10-04"]
    assert by_id["currency"] == pytest.approx(
        -change["Liabilities and Capital: Liabilities: Federal Reserve notes, net of F.R. Bank holdings"]
    )
    assert by_id["mbs"] == pytest.approx(change["Assets: Securities Held Outright: Mortgage-backed securities"])


def test_weeks_without_a_statement_name_the_nearest_held():
    """Held by H.4.1 key date: 2017-10-04 is the nearest to 2017-09-27, 2019-09-18 its own; as pulled or as shipped."""
    asked, nearest = (date(2017, 9, 27), date(2019, 9, 18)), (date(2017, 10, 4), date(2019, 9, 18))
    vintage = snapshot_vintage()
    assert reserve_drivers(vintage, *asked).near == nearest
    assert reserve_drivers(as_pulled(vintage), *asked).near == nearest
    assert reserve_drivers(replace(vintage, tables={}), *asked).near == ()


def test_episodes_have_an_account():
    """2018–19, 2020, 2021–22, 2023–25."""
    found = [reserve_drivers(snapshot_vintage(), e.start, e.end) for e in load_episodes()]
    assert [f.depth for f in found] == ["statement", "statement", "statement", "wednesday"]


def test_what_drained_reserves_in_the_second_half_of_2025():
    """H.4.1 of 2 July and 29 October 2025, table 5: reserves −428.6, Treasury's account −611.6, ON RRP +217.8 bn."""
    found = reserve_drivers(snapshot_vintage(), date(2025, 7, 2), date(2025, 10, 29))
    told = {d.id: round(d.contribution_usd / 1e9, 1) for d in found.largest[:4]}
    assert found.change_usd / 1e9 == pytest.approx(-428.6, abs=0.05)
    assert told == {"treasury_general_account": -611.6, "on_rrp": 217.8, "mbs": -68.5, "foreign_repo_pool": 45.9}
    assert found.remainder_usd == 0.0


@given(st.integers(1, 1031), st.integers(1, 1031))
def test_the_account_closes_between_any_two_wednesdays_of_reserves_since_2007(one, other):
    vintage = snapshot_vintage()
    days = [stamp.date() for stamp in vintage["WRESBAL"].values.index]
    start, end = sorted((days[one], days[other]))
    if start == end:
        return
    found = reserve_drivers(vintage, start, end)
    assert abs(found.remainder_usd) <= found.tolerance_usd
    total = sum(d.end_usd if d.supplies else -d.end_usd for d in found.drivers)
    assert total == pytest.approx(found.reserves_end_usd, abs=found.tolerance_usd)


def test_what_is_not_held_by_line_is_what_the_statement_has_of_it():
    """H.4.1 of 2014-10-29 and 2017-10-04: liabilities and capital but reserves, currency, the Treasury's account and
    ON RRP; the factor differs by averages, notes against all currency, and term deposits, no more than a tenth."""
    days = date(2014, 10, 29), date(2017, 10, 4)
    found = week_drivers(snapshot_vintage(), *days)
    whole = {d.id: d for d in statement_drivers(snapshot_vintage(), *days).drivers}
    left = found.drivers[-1]
    assert left.id == "liabilities_and_capital_not_by_line"
    names = (
        "reverse_repos", "foreign_official_deposits", "other_deposits", "term_deposits", "deferred_availability",
        "other_liabilities", "capital", "treasury_contribution", "supplementary_financing_and_unlisted",
    )  # fmt: skip
    on_rrp = next(d for d in found.drivers if d.id == "on_rrp")
    assert left.end_usd + on_rrp.end_usd == pytest.approx(sum(whole[n].end_usd for n in names), rel=0.1)


def test_the_first_week_has_no_average_of_assets_and_says_so():
    with pytest.raises(DateRangeError, match="2007-01-10"):
        reserve_drivers(snapshot_vintage(), date(2007, 1, 3), date(2007, 6, 6))


@given(st.integers(0, 450), st.integers(0, 450))
def test_the_account_closes_between_any_two_wednesdays_that_ship(one, other):
    vintage = snapshot_vintage()
    days = [stamp.date() for stamp in vintage["WRBWFRBL"].values.index]
    start, end = sorted((days[one], days[other]))
    if start == end:
        return
    found = reserve_drivers(vintage, start, end)
    assert found.depth in ("statement", "wednesday")
    assert abs(found.remainder_usd) <= found.tolerance_usd


def test_weekly_contributions_add_up_every_week():
    table = cumulative_contributions(snapshot_vintage(), date(2021, 1, 6), date(2025, 12, 31))
    parts = table.drop(columns="reserves").sum(axis=1)
    assert len(table) > 250
    assert (parts - table["reserves"]).abs().max() < 1.0


def test_days_that_are_no_wednesdays_are_refused():
    with pytest.raises(DateRangeError, match="2022-12-28"):
        reserve_drivers(snapshot_vintage(), date(2022, 12, 27), date(2025, 10, 29))
    with pytest.raises(InputError, match="not before"):
        reserve_drivers(snapshot_vintage(), date(2022, 12, 28), date(2022, 12, 28))


def test_no_factor_is_lost_to_a_series_that_ends_some_weeks_early():
    vintage = snapshot_vintage()
    found = cumulative_contributions(vintage, date(2016, 1, 6), date(2026, 10, 7))
    assert {"treasuries", "mbs", "other_assets", "treasury_general_account", "on_rrp", "currency"} <= set(found.columns)
    assert found.index[-1].date() == date(2026, 9, 23)  # currency is held to then, reserves two weeks longer
    short = {**vintage.series, "TREAST": vintage["TREAST"].between(end=date(2026, 9, 9))}
    table = cumulative_contributions(replace(vintage, series=short), date(2025, 1, 1), date(2026, 10, 7))
    assert table.index[-1].date() == date(2026, 9, 9)
    assert "treasuries" in table


def test_nothing_is_known_of_on_rrp_after_its_last_operation():
    vintage = snapshot_vintage()
    held = {**vintage.series, "RRPONTSYD": vintage["RRPONTSYD"].between(end=date(2026, 6, 30))}
    on_rrp = weekly_factors(replace(vintage, series=held))["on_rrp"]
    assert on_rrp.loc["2026-06-24"] > 0
    assert on_rrp.loc["2026-07-15":].isna().all()
