"""What the model must reproduce of the past, and the rivals it must beat; expected values are H.4.1's or published."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from fedsheet.core.dates import h41_release_date
from fedsheet.outlook.official import scored
from fedsheet.portfolio.income.deferred_asset import deferred_on, published_last
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.results import BACKTESTS, INFORMATION, backtests
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scoring.backtest import HORIZONS, Backtest, BacktestScore
from fedsheet.present.exhibits.portfolio import backtest
from fedsheet.present.text import Words
from fedsheet.record import load_path
from portfolio.settings import AS_OF, projection
from support import snapshot_vintage


@cache
def found() -> Backtest:
    return backtests(snapshot_vintage(AS_OF), load_path(), load_parameters())


def _score(test: str, line: str, months: int) -> BacktestScore:
    return next(s for s in found().scores if (s.test, s.line, s.horizon_months) == (test, line, months))


def _measure(words: str):
    return next(m for m in found().measures if words in m.what)


@pytest.mark.parametrize("test", ["runoff-2022", "runoff-2017"])
def test_treasuries_twelve_months_ahead_within_half_a_percent_of_holdings(test):
    # Issue: "Treasury runoff 12 months ahead within 0.5% of holdings given announced caps"; actual: H.4.1 (TREAST).
    assert abs(_score(test, "treasuries", 12).relative_error) < 0.005


@pytest.mark.parametrize("test", ["runoff-2022", "runoff-2017"])
@pytest.mark.parametrize("line", ["treasuries", "mbs"])
def test_the_model_beats_both_rivals_a_year_ahead(test, line):
    score = _score(test, line, 12)
    error = abs(score.model - score.actual)
    assert error < abs(score.caps_bind - score.actual)
    assert error < abs(score.recent_pace - score.actual)


def test_share_of_caps_used_2022_to_2025():
    # H.4.1 over the sums of announced caps: 96% of 1,640 and 46% of 1,417.5; reproduced within 2 and 5 points.
    treasuries, mbs = _measure("treasuries: share of caps used 2022"), _measure("mbs: share of caps used 2022")
    assert treasuries.expected == pytest.approx(0.96, abs=0.005)
    assert mbs.expected == pytest.approx(0.46, abs=0.005)
    assert abs(treasuries.found - 0.96) < 0.02
    assert abs(mbs.found - 0.46) < 0.05


def test_share_of_caps_used_2017_to_2019():
    # H.4.1: 88% and 80% of the sum of caps.
    assert _measure("treasuries: share of caps used 2017").expected == pytest.approx(0.88, abs=0.006)
    assert _measure("treasuries: share of caps used 2017").found == pytest.approx(0.88, abs=0.02)
    assert _measure("mbs: share of caps used 2017").found == pytest.approx(0.80, abs=0.05)


def test_the_windows_are_those_of_the_caps_in_the_record():
    # Facts, runoff_caps: caps from 1 June 2022 to the end of November 2025 and from October 2017 to July 2019; the
    # Wednesdays within. The months of mortgages are those in which no purchase settles any more: October 2022 on.
    words = [m.what for m in found().measures]
    assert sum("2022-06-01 to 2025-11-26" in w for w in words) == 2
    assert sum("2017-10-04 to 2019-07-31" in w for w in words) == 2
    assert any("38 months from 2022-10-05" in w for w in words)


def test_reserves_split_from_on_rrp_better_than_by_the_rule_before():
    # H.4.1 (WRESBAL), 15 February 2023: 3,041.0 bn. docs/decisions.md: the rule before missed 3 to 36 months ahead by
    # 18.6% (root mean square), a year ahead by 31%, fitted to these very months; this one was fitted to earlier ones.
    assert _score("runoff-2022", "reserve_balances", 12).actual == pytest.approx(3_041.0e9, abs=0.1e9)
    errors = [_score("runoff-2022", "reserve_balances", h).relative_error for h in HORIZONS]
    # The first estimate of the rule missed by 12.7%; this one, on data to the end of 2021, by less, though more at a
    # year (14.7% against 5.5%): it knew a slower move and what banks keep as 14.1% of GDP.
    assert np.sqrt(np.mean(np.square(errors))) < 0.127
    assert abs(errors[HORIZONS.index(12)]) < 0.15


def test_on_rrp_stays_too_long_in_2023():
    # The known miss: money funds left for bills within months, and the rule takes a year (docs/decisions.md).
    assert _score("runoff-2022", "reserve_balances", 24).relative_error < -0.10


def test_errors_of_the_lines_add_up_to_that_of_total_assets():
    for test, months in (("runoff-2022", 18), ("runoff-2017", 12)):
        missed = {line: (s := _score(test, line, months)).model - s.actual
                  for line in ("treasuries", "mbs", "other_than_securities", "total_assets")}  # fmt: skip
        assert missed["total_assets"] == pytest.approx(sum(missed.values()) - missed["total_assets"], abs=1.0)


def test_lending_of_2023_is_what_total_assets_miss():
    # H.4.1: WALCL less TREAST and WSHOMCB rises from 397 bn (15 February 2023, loans 15.7 bn) to 622 bn (16 August).
    rest, total = (_score("runoff-2022", line, 18) for line in ("other_than_securities", "total_assets"))
    assert rest.actual - rest.model > 0.9 * (total.actual - total.model) > 0


def test_monthly_mortgage_principal_on_the_runoff_it_was_not_estimated_on():
    # Issue: MAPE at most 10% and below the naive (the mean of the last three months, a month ahead).
    measure = _measure("mean absolute error of monthly principal")
    assert measure.found <= 0.10
    assert measure.found < measure.naive


def test_deferred_asset_given_rates():
    # 133.3 bn at the end of 2023: Reserve Banks' combined financial statements 2023, published 26 March 2024.
    # Found when written: 0.1% below; two percent is about a week of the loss of 2023 (128 bn a year).
    measure = _measure("deferred asset 2023-12-31")
    assert measure.expected == pytest.approx(133.3e9, rel=1e-12)
    assert measure.found == pytest.approx(133.3e9, rel=0.02)


def test_deferred_asset_twelve_months_after_april_2023():
    # 133.3 bn at the end of 2023 plus three months of 2024's loss: SOMA net income 2024 of -74.7 bn (New York Fed)
    # and costs and dividends of 10.7 bn (statements 2023), 94 of 366 days: 155.2 bn. Three percent, as the loss was not
    # even: rates were cut from September 2024 on, so the first months lost more than their share. Found: 1.3% above.
    expected = 133.3e9 + (74.7e9 + 10.7e9) * 94 / 366
    assert projection("income-2023").at("deferred_asset", date(2024, 4, 3)) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("day", "usd_mn"), [
    (date(2022, 6, 1), 88_410), (date(2022, 12, 28), 102_707), (date(2023, 2, 15), 100_920),
])  # fmt: skip
def test_inflation_compensation_follows_prices_with_the_treasurys_lag(day, usd_mn):
    # H.4.1 of these Wednesdays, "Inflation compensation". Ours follows the seasonally adjusted CPI, as held: hence 4%.
    assert projection("runoff-2022").at("inflation_compensation", day) == pytest.approx(usd_mn * 1e6, rel=0.04)


def test_a_week_of_indexation_is_a_week_of_the_months_inflation():
    # CPI rose 0.7% from November to December 2021 (BLS, seasonally adjusted; the lag of February): on 385 bn of TIPS
    # and 75 bn of compensation a week of 28 days is about 0.8 bn.
    found = projection("runoff-2022")
    week = found.at("inflation_compensation", date(2022, 2, 23)) - found.at("inflation_compensation", date(2022, 2, 16))
    assert week == pytest.approx(0.8e9, abs=0.2e9)


def test_the_taper_of_2014_within_a_percent_of_holdings():
    for line in ("treasuries", "mbs"):
        assert abs(_score("taper-2013", line, 10).relative_error) < 0.01


def test_official_projections_are_scored_beside_ours():
    by_name = {(o.publication.en[-4:], o.quantity): o for o in found().official}
    reserves = by_name["2020", "reserve balances"]
    # Open Market Operations during 2020, H.4.1: official 6,200 against 3,020.
    assert reserves.official == 6.2e12
    assert reserves.outcome == pytest.approx(3.02e12, rel=0.001)
    assert abs(reserves.model - reserves.outcome) < abs(reserves.official - reserves.outcome)
    holdings = next(o for o in found().official if o.target == date(2025, 6, 30))
    assert abs(holdings.model - holdings.outcome) < abs(holdings.official - holdings.outcome)


def test_ours_beside_an_official_projection_is_the_scorecards():
    # One question, one answer: both open on the last statement public on the official projection's day.
    vintage, record = snapshot_vintage(AS_OF), load_path()
    ours = {(s.projection.publication, s.projection.quantity, s.projection.target_date): s.ours_usd
            for s in scored(vintage, record, load_parameters(), record.projections)}  # fmt: skip
    shown = found().official
    assert len(shown) >= 4
    for o in shown:
        assert o.model == pytest.approx(ours[o.publication, o.quantity, o.target], rel=1e-9)


@pytest.mark.parametrize("name", INFORMATION)
def test_no_scenario_of_an_information_date_opens_on_a_statement_not_yet_public(name):
    # 24 May 2021 and 11 April 2023: the days of the official projections they stand beside (record, projections).
    published = {p.announced_at.year: p.announced_at for p in load_path().projections}
    opens = load_scenario(name).spec.opens
    assert h41_release_date(opens) <= published[opens.year]


def test_the_table_gives_each_number_its_cell_and_says_what_was_given():
    shown = backtest(found(), Words("en"))
    table = shown.table
    places = {c.key: i for i, c in enumerate(table.columns)}
    principal = next(r for r in table.rows if "monthly principal" in r[places["what"]])
    # A naive of three months misses by 8.7% (measured here before the model was): its own cell, no number in a label.
    assert principal[places["naive"]] == pytest.approx(8.7, abs=0.05)
    assert "8.7" not in principal[places["what"]]
    reserves = next(r for r in table.rows if r[places["what"]] == "reserve balances")
    assert reserves[places["official"]] == pytest.approx(6_200)  # Open Market Operations during 2020
    assert any("not a forecast of rates" in note for note in shown.notes)


@pytest.mark.parametrize("name", BACKTESTS)
def test_what_the_tables_note_calls_given_is_given(name):
    given = load_scenario(name).spec
    assert given.rates == "observed"
    assert given.given.tga == "observed"
    assert given.given.on_rrp == (None if name == "runoff-2022" else "observed")


def test_cusip_list_is_the_statement_of_its_day():
    # H.4.1 of 16 February 2022: 5,738,619 million of Treasuries, 8,911,033 million of assets.
    opening = projection("runoff-2022")
    assert opening.line("treasuries")[0] == pytest.approx(5_738_619e6, abs=1e6)
    assert opening.line("total_assets")[0] == 8_911_033e6
    assert opening.line("reserve_balances")[0] == 3_796_720e6


def test_between_two_published_levels_lies_a_straight_line_and_after_the_last_none():
    # Reserve Banks' statements: 133.3 bn at the end of 2023, 216.0 of 2024; 182 of 366 days lie before 30 June 2024.
    assert deferred_on(date(2024, 6, 30)) == pytest.approx(1e9 * (133.3 + (216.0 - 133.3) * 182 / 366))
    assert deferred_on(date(2030, 1, 2)) == pytest.approx(235.6e9)
    assert deferred_on(date(2022, 6, 1)) == 0.0
    vintage = snapshot_vintage()
    assert published_last(date(2026, 10, 7), vintage) == date(2026, 7, 15)  # H.4.1's last Wednesday held
    assert published_last(date(2022, 6, 1), vintage) is None
