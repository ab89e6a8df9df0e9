"""What securities are worth on a curve, and one's own list of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.instruments.curve import curve_from_par
from fedsheet.portfolio.held.holdings import NOTE, TIPS, Holdings, holdings_from_rows
from fedsheet.portfolio.held.valuation import value_treasuries
from fedsheet.portfolio.mortgages.cohorts import Cohorts
from fedsheet.portfolio.mortgages.pool_list import pools_from_rows
from fedsheet.portfolio.mortgages.value import value_mortgages
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import load_path
from fedsheet.runs.own_tables import securities
from fedsheet.runs.project import project, setting_of
from portfolio.settings import AS_OF, projection, setting
from support import snapshot_vintage

DAY = date(2022, 2, 15)
TENORS = np.array([0.25, 2.0, 5.0, 10.0, 30.0])


def _note(coupon: float, maturity: str, par: int) -> Holdings:
    one, matures = np.array([1]), np.array([maturity], "datetime64[D]")
    return Holdings(DAY, ("a note",), one * NOTE, matures, one * coupon, one * par, one * 0, one * np.nan)


def test_a_ten_year_note_at_par_is_worth_its_face_and_is_its_own_equivalent():
    curve = curve_from_par(TENORS, np.full((1, 5), 0.03))
    value, ten_year_equivalents = value_treasuries(_note(0.03, "2032-02-15", 10**9), curve, 0.03, 0.0)
    assert value == pytest.approx(1e9, abs=3e5)  # coupon dates against years of 365 days
    assert ten_year_equivalents == pytest.approx(1e9, rel=0.02)


def test_values_hold_no_accrued_interest():
    curve = curve_from_par(TENORS, np.full((1, 5), 0.03))
    day = replace(_note(0.03, "2032-02-15", 10**9), as_of=date(2022, 7, 15))  # five of six months into the coupon
    assert value_treasuries(day, curve, 0.03, 0.0)[0] == pytest.approx(1e9, abs=1e6)


def test_a_shorter_note_carries_less_ten_year_risk():
    curve = curve_from_par(TENORS, np.full((1, 5), 0.03))
    two, ten = (value_treasuries(_note(0.03, d, 10**9), curve, 0.03, 0.0) for d in ("2024-02-15", "2032-02-15"))
    assert two[1] < 0.3 * ten[1]


def _pool(note_rate: float) -> Cohorts:
    one = np.ones(1)
    return Cohorts(1e9 * one, 1e9 * one, note_rate * one, 357.0 * one, 3.0 * one)


def _worth(note_rate: float, market_rate: float) -> float:
    of = setting("today", date(2027, 3, 31)).parameters
    return value_mortgages(_pool(note_rate), of.prepayment[-1].model, of.mortgage_pool, market_rate, 1)


def test_a_pool_of_the_market_s_own_rate_is_worth_par_however_fast_it_pays():
    assert _worth(0.06, 0.06) == pytest.approx(1e9, rel=1e-6)


def test_a_pool_below_the_market_is_worth_less_and_a_fast_one_gains_little():
    loss, gain = 1e9 - _worth(0.03, 0.06), _worth(0.09, 0.06) - 1e9
    assert loss > 1.5 * gain > 0  # three points either way


def test_nothing_held_is_worth_nothing():
    of = setting("today", date(2027, 3, 31)).parameters
    assert value_mortgages(Cohorts.none(), of.prepayment[-1].model, of.mortgage_pool, 0.06, 1) == 0.0


def test_gains_of_the_end_of_2021_had_become_losses_a_year_later():
    # Yields rose by more than two percentage points (H.15: ten-year 1.52% on 2021-12-31, 3.88% on 2022-12-30).
    early, late = (setting("runoff-2022", None, day).valuation for day in (date(2021, 12, 29), date(2022, 12, 28)))
    assert early.gain_usd > 0 > late.gain_usd
    assert late.mbs_value_usd < 0.9 * late.mbs_face_usd


def test_premiums_are_those_of_the_week():
    # H.4.1, 31 December 2025: premiums 224,800 and discounts -23,647 million; 16 February 2022: 330,139 net.
    later = setting("today", date(2026, 12, 31), date(2025, 12, 31)).opening
    assert later.statement.premium_usd == 224_800e6 - 23_647e6
    assert setting("runoff-2022").opening.statement.premium_usd == 330_139e6


def _mine(*arguments, **lists):
    return project_setting(setting_of(*arguments, **lists))


def test_one_s_own_list_opens_a_projection(tmp_path):
    table = snapshot_vintage(AS_OF).table("soma_treasury_2022-02-16")
    file = tmp_path / "mine.csv"
    table.to_csv(file, index=False)
    mine = _mine("runoff-2022", until=date(2022, 12, 31), holdings=str(file))
    shipped = project("runoff-2022", until=date(2022, 12, 31))
    assert np.array_equal(mine.line("treasuries"), shipped.line("treasuries"))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["cusip", "kind"]], "lacks maturity_date, coupon_percent, par_usd"),
        ([["cusip", "kind", "maturity_date", "coupon_percent", "par_usd", "note"]], "not known here: note"),
        ([["cusip", "kind", "maturity_date", "coupon_percent", "par_usd"], ["1"]], "row 2, column A: 1 cell "),
    ],
)
def test_a_list_of_another_shape_is_named(tmp_path, rows, words):
    file = tmp_path / "mine.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(rows)
    with pytest.raises(InputError, match=words):
        securities(file.read_bytes(), file.name, DAY)


def test_the_largest_share_of_an_issue_is_known_where_a_list_says_it_and_unknown_where_not(tmp_path):
    table = snapshot_vintage(AS_OF).table("soma_treasury_2022-02-16")
    share = np.where(table["kind"] == "agency_debt", 0.9, np.where(np.arange(len(table)) == 7, 0.61, np.nan))
    file = tmp_path / "mine.csv"
    table.assign(share_of_issue=share).to_csv(file, index=False)
    mine = _mine("runoff-2022", until=date(2022, 3, 31), holdings=str(file))
    assert mine.valuation.largest_share_of_issue == 0.61
    assert projection("runoff-2022").valuation.largest_share_of_issue is None


def test_a_share_of_more_than_the_issue_is_named():
    row = {"cusip": "912796L80", "kind": "bill", "maturity_date": "2022-02-17", "par_usd": "1", "share_of_issue": "70"}
    with pytest.raises(InputError, match="share_of_issue of 70"):
        holdings_from_rows([row], DAY)


def test_a_missing_list_and_a_list_without_its_day(tmp_path):
    with pytest.raises(InputError, match="is not a file"):
        _mine("runoff-2022", opens=DAY, holdings=str(tmp_path / "none.csv"))
    with pytest.raises(InputError, match="opens="):
        _mine("today", holdings=str(tmp_path / "none.csv"))


def _with_list(day: str):
    """The snapshot's vintage with a list of another Wednesday held, as a pull leaves it."""
    vintage = snapshot_vintage(AS_OF)
    shipped = vintage.table("soma_treasury_2022-02-16")
    later = shipped[(shipped["maturity_date"] > day) & (shipped["kind"] == "note_bond")]
    return replace(vintage, tables={**vintage.tables, f"soma_treasury_{day}": later}), int(later["par_usd"].sum())


def test_a_list_that_was_pulled_opens_a_projection_of_its_day():
    vintage, par = _with_list("2025-12-31")
    day, until = date(2025, 12, 31), date(2027, 3, 31)
    opening = resolve(load_scenario("today"), vintage, load_path(), load_parameters(), day, until).opening
    assert opening.holdings.treasuries_usd == par
    assert all(len(name) == 9 for name in opening.holdings.name)


def test_the_newest_list_before_the_day_is_carried_forward():
    # An invented list of notes alone: what opens four weeks later holds no TIPS but those rolled into since.
    vintage, _ = _with_list("2025-12-03")
    day, until = date(2025, 12, 31), date(2027, 3, 31)
    invented, of_2022 = (
        resolve(load_scenario("today"), v, load_path(), load_parameters(), day, until).opening.holdings
        for v in (vintage, snapshot_vintage(AS_OF))
    )
    assert (invented.kind == TIPS).sum() < 3 < (of_2022.kind == TIPS).sum()
    assert invented.total(TIPS) == of_2022.total(TIPS)  # at the kinds H.4.1 publishes
    assert invented.treasuries_usd == of_2022.treasuries_usd


def test_holdings_are_complete_when_built():
    held = _note(0.03, "2032-02-15", 5)
    assert replace(held, par_usd=np.array([7])).treasuries_usd == 7


POOL = {
    "cusip": "3138ABCD9", "note_rate_percent": "3.5", "months_left": "300", "age_months": "60",
    "pool_factor": "0.6", "upb_usd": "1000000",
}  # fmt: skip


def test_pools_of_one_kind_become_one_cohort():
    found = pools_from_rows([POOL] * 50)
    assert found.upb_usd.tolist() == pytest.approx([5e7])
    assert found.pool_factor.tolist() == pytest.approx([0.6])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cusip": "3138ABCD4"}, "check digit"),
        ({"pool_factor": "1.2"}, "pool_factor of 1.2"),
        ({"upb_usd": "-1"}, "upb_usd of -1"),
        ({"months_left": "0"}, "months_left of 0"),
        ({"note_rate_percent": "x"}, "not a number"),
    ],
)
def test_a_pool_that_cannot_be_is_named(change, words):
    with pytest.raises(InputError, match=words):
        pools_from_rows([POOL | change])


def test_one_s_own_pools_open_a_projection(tmp_path):
    file = tmp_path / "pools.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(POOL))
        writer.writeheader()
        writer.writerow(POOL | {"upb_usd": "2700000000000"})
    found = _mine("runoff-2022", until=date(2022, 6, 30), pools=str(file))
    assert found.line("mbs")[0] == 2.7e12


def test_the_manifest_names_one_s_own_list(tmp_path):
    table = snapshot_vintage(AS_OF).table("soma_treasury_2022-02-16")
    file = tmp_path / "mine.csv"
    table.to_csv(file, index=False)
    mine = _mine("runoff-2022", until=date(2022, 3, 31), holdings=str(file)).manifest.assumptions
    assert mine["lists"]
    assert projection("runoff-2022").manifest.assumptions["lists"] == ""
    assert mine["parameters"] == projection("runoff-2022").manifest.assumptions["parameters"] != ""
