"""What held on a day and what was known of it; every expected value says where it is published."""

from datetime import date

import pytest

from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.record import assume, check, load_path


@pytest.fixture
def path():
    return load_path()


def test_lift_off_holds_from_the_day_after_its_announcement(path):
    # FOMC implementation note of 2015-12-16: effective 2015-12-17.
    assert path.at(date(2015, 12, 16)).target_upper == pytest.approx(0.0025)
    state = path.at(date(2015, 12, 17))
    assert (state.target_lower, state.target_upper) == pytest.approx((0.0025, 0.0050))
    assert (state.iorb, state.on_rrp_rate, state.primary_credit_rate) == pytest.approx((0.0050, 0.0025, 0.0100))


def test_day_of_the_last_purchase_decision(path):
    # FOMC statements of 2008-12-16, 2014-09-17 and 2014-10-29.
    state = path.at(date(2014, 10, 29))
    assert (state.target_lower, state.target_upper, state.iorb) == pytest.approx((0.0, 0.0025, 0.0025))
    assert dict(state.purchase_pace) == {"treasury": 10e9, "agency_mbs": 5e9}
    assert dict(path.at(date(2014, 11, 1)).purchase_pace) == {}
    assert state.treasury_cap_usd is None
    assert "2017-10-01" in state.reason("treasury_cap").en


def test_caps_announced_in_may_2022_for_september_are_known_at_once(path):
    # FOMC, Plans for Reducing the Size of the Balance Sheet, 2022-05-04.
    then = path.at(date(2022, 10, 1), known_at=date(2022, 5, 10))
    assert (then.treasury_cap_usd, then.agency_cap_usd) == (60e9, 35e9)
    before = path.at(date(2022, 10, 1), known_at=date(2022, 5, 3))
    assert before.treasury_cap_usd is None


def test_end_of_runoff_was_first_planned_for_the_end_of_september_2019(path):
    # FOMC statements of 2019-03-20 and 2019-07-31.
    planned = date(2019, 6, 1)
    assert path.at(date(2019, 9, 30), known_at=planned).treasury_cap_usd == 15e9
    assert path.at(date(2019, 10, 1), known_at=planned).treasury_cap_usd is None
    assert path.at(date(2019, 8, 1)).treasury_cap_usd is None
    assert "1 August" in path.at(date(2020, 1, 1)).reason("treasury_cap").en  # the plan of March no longer stands


def test_excess_reserve_rate_of_october_2008_follows_the_formulas(path):
    # Board press releases 2008-10-06 and 2008-10-22: lowest target of the maintenance period less 75, then 35 bp.
    assert path.at(date(2008, 10, 10)).iorb == pytest.approx(0.0150 - 0.0075)
    assert path.at(date(2008, 10, 25)).iorb == pytest.approx(0.0100 - 0.0035)
    assert path.at(date(2008, 10, 25), known_at=date(2008, 10, 25)).iorb == pytest.approx(0.0150 - 0.0035)
    assert path.at(date(2008, 11, 6)).iorb == pytest.approx(0.0100)
    assert path.at(date(2008, 10, 8)).iorb is None
    assert "not paid" in path.at(date(2008, 10, 8)).reason("iorb").en


def test_before_the_range_the_target_is_a_point(path):
    # FOMC statement of 2008-10-29: 1 percent.
    state = path.at(date(2008, 12, 15))
    assert state.target_lower is state.target_upper is None
    assert state.target_point == state.target_top == pytest.approx(0.01)
    assert "point" in state.reason("upper").en


@pytest.mark.parametrize(
    ("day", "treasury", "agency"),
    [
        (date(2009, 6, 1), "roll_over", "redeem"),
        (date(2010, 8, 10), "roll_over", "to_treasuries"),  # NY Fed programmes archive
        (date(2011, 10, 3), "roll_over", "to_agency_mbs"),  # NY Fed operating policy 2011-09-21
        (date(2012, 9, 1), "redeem", "to_agency_mbs"),  # FOMC 2012-06-20
        (date(2018, 1, 1), "above_cap_roll_over", "above_cap_to_agency_mbs"),  # FOMC 2017-09-20
        (date(2019, 8, 1), "roll_over", "first_20bn_to_treasuries_rest_to_agency_mbs"),  # FOMC 2019-03-20, 2019-07-31
        (date(2023, 1, 1), "above_cap_roll_over", "above_cap_to_agency_mbs"),  # FOMC 2022-05-04
        (date(2024, 6, 1), "above_cap_roll_over", "above_cap_to_treasuries"),  # FOMC 2024-05-01
        (date(2025, 12, 1), "roll_over", "to_bills"),  # NY Fed operating policy 2025-10-29
    ],
)
def test_reinvestment_rules(path, day, treasury, agency):
    state = path.at(day)
    assert (state.treasury_reinvestment, state.agency_reinvestment) == (treasury, agency)


def test_taper_steps_of_2021_by_instrument(path):
    # FOMC 2021-11-03, 2021-12-15, 2022-01-26; Desk schedules from mid-month.
    paces = [dict(path.at(day).purchase_pace) for day in (date(2021, 11, 14), date(2021, 11, 15), date(2021, 12, 14))]
    paces += [dict(path.at(day).purchase_pace) for day in (date(2022, 1, 14), date(2022, 2, 14), date(2022, 3, 10))]
    treasury = [pace.get("treasury", 0.0) / 1e9 for pace in paces]
    mbs = [pace.get("agency_mbs", 0.0) / 1e9 for pace in paces]
    assert treasury == [80, 70, 60, 40, 20, 0]
    assert mbs == [40, 35, 30, 20, 10, 0]


def test_mep_sectors_sum_to_one_and_lie_beyond_six_years(path):
    # NY Fed operating policy 2011-09-21: 32, 32, 4, 29 and 3 percent.
    sectors = path.at(date(2012, 3, 1)).maturity_sectors
    assert [round(s.share * 100) for s in sectors] == [32, 32, 4, 29, 3]
    assert min(s.from_years for s in sectors) == 6


def test_facilities_open_in_october_2008_and_none_of_them_in_2012(path):
    # Board press releases; AMLF, CPFF, PDCF and TSLF expired on 2010-02-01.
    crisis = path.at(date(2008, 10, 31)).open_facilities
    assert {"taf", "tslf", "pdcf", "aig", "amlf", "cpff", "mmiff"} <= set(crisis)
    assert crisis["tslf"].limit_usd == 200e9
    assert not path.at(date(2012, 7, 1)).open_facilities


def test_standing_limits(path):
    # NY Fed statements 2014-09-17; FOMC 2021-03-17, 2021-09-22; aggregate repo limit removed 2025-12-10.
    days = (date(2014, 9, 22), date(2021, 3, 18), date(2021, 9, 23))
    assert [path.at(day).on_rrp_counterparty_limit_usd for day in days] == [30e9, 80e9, 160e9]
    assert path.at(date(2025, 12, 10)).srf_limit_usd == 500e9
    assert path.at(date(2025, 12, 11)).srf_limit_usd is None


def test_reserve_requirement_fell_to_zero_and_zero_is_a_value(path):
    # Board press release 2020-03-15, effective 2020-03-26.
    assert path.at(date(2020, 3, 25)).reserve_requirement == pytest.approx(0.10)
    assert path.at(date(2020, 3, 26)).reserve_requirement == 0.0


def test_unknown_outcome_of_a_meeting_is_a_caveat(path):
    assert not path.at(date(2026, 10, 28)).caveats
    state = path.at(date(2026, 11, 2))
    assert any("2026-10-28" in caveat.en for caveat in state.caveats)
    assert state.target_upper == pytest.approx(0.04)


def test_days_before_the_record_say_what_is_recorded(path):
    with pytest.raises(DateRangeError, match="2006-06-29 to 2026-10-28"):
        path.at(date(1999, 1, 1))
    with pytest.raises(DateRangeError):
        path.series("iorb", date(1999, 1, 1), date(2010, 1, 1))


def test_series_is_the_step_function_of_the_values(path):
    rates = path.series("upper", date(2008, 12, 14), date(2008, 12, 18))
    assert rates.isna().tolist() == [True, True, False, False, False]
    assert rates.dropna().tolist() == pytest.approx([0.0025] * 3)
    assert (
        len(path.series("treasury_cap", date(2017, 9, 1), date(2019, 9, 1)).dropna())
        == (date(2019, 8, 1) - date(2017, 10, 1)).days
    )
    with pytest.raises(UnknownNameError, match="with numbers"):
        path.series("agency_principal", date(2017, 9, 1), date(2019, 9, 1))


def test_every_relation_between_levers_holds(path):
    assert check(path) == []


@pytest.mark.parametrize(
    ("instrument", "value", "relation"),
    [
        ("iorb", 0.0500, "interest on reserves over the top"),
        ("on_rrp", 0.0500, "ON RRP over the bottom"),
        ("srf", 0.0500, "standing repo over the top"),
        ("primary_credit", 0.0100, "primary credit over the target"),
        ("primary_credit", 0.0100, "floor below ceiling"),
        ("treasury_cap", None, "caps go with their rule"),
        ("agency_cap", 10e9, "caps meet their plan"),
    ],
)
def test_a_broken_relation_is_found(path, instrument, value, relation):
    broken = path.overlay([assume(instrument, date(2022, 8, 1), value)])
    assert relation in {finding.relation for finding in check(broken)}


def test_overlay_replaces_one_instrument_from_its_first_day_and_shares_the_rest(path):
    slower = path.overlay([assume("treasury_cap", date(2022, 9, 1), 30e9)])
    assert slower.at(date(2022, 8, 31)).treasury_cap_usd == 30e9
    assert slower.at(date(2024, 7, 1)).treasury_cap_usd == 30e9
    assert path.at(date(2024, 7, 1)).treasury_cap_usd == 25e9
    assert slower.at(date(2024, 7, 1)).agency_cap_usd == 35e9
    assert slower.facts is path.facts
    assert slower.steps["iorb"] is path.steps["iorb"]
    assert slower.digest != path.digest


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: assume("treasury_cup", date(2022, 9, 1), 30e9), "treasury_cap"),
        (lambda: assume("treasury_cap", date(2022, 9, 1), -1.0), "cannot be negative"),
        (lambda: assume("treasury_cap", date(2022, 9, 1), "thirty"), "not a number"),
        (lambda: assume("iorb", date(2022, 9, 1), float("nan")), "not a number"),
        (lambda: assume("iorb", date(1990, 9, 1), 0.01), "record begins"),
        (lambda: assume("agency_principal", date(2022, 9, 1), "to_gold"), "to_bills"),
        (lambda: assume("iorb", date(2022, 9, 1), 0.01, announced_at=date(2022, 9, 2)), "announced"),
    ],
)
def test_impossible_overlays_say_why(path, make, words):
    with pytest.raises(InputError, match=words):
        path.overlay([make()])


def test_two_assumed_values_for_one_day_are_refused(path):
    with pytest.raises(InputError, match="Two values"):
        path.overlay([assume("iorb", date(2022, 9, 1), 0.01), assume("iorb", date(2022, 9, 1), 0.02)])


def test_facts_by_programme_lever_and_span(path):
    tapers = [f for f in path.list_facts(programme="lsap3") if f.kind == "taper_step"]
    assert len(tapers) == 7  # 2013-12-18 to 2014-09-17, FOMC statements
    caps = path.list_facts(lever="redemption_cap", start=date(2022, 1, 1), end=date(2022, 12, 31))
    assert sorted(f.amount for f in caps) == [17.5, 30, 35, 60]
    with pytest.raises(UnknownNameError, match="lsap1"):
        path.list_facts(programme="lsap9")
    with pytest.raises(UnknownNameError):
        path.fact("nonsense")


def test_official_projections(path):
    # Open Market Operations, 2020, 2022; FRED: May 2021 6,200 (3,020) and 9,000; April 2023: 6,000 (6,350).
    values = {p.id: (p.value_usd / 1e9, p.outcome_usd and p.outcome_usd / 1e9) for p in path.projections}
    assert values["2021-05-24-reserves"] == (6200, 3020)
    assert values["2021-05-24-holdings"] == (9000, None)
    assert values["2023-04-11-holdings-2025"] == (6000, 6350)


def test_an_extension_supersedes_one_facility_of_an_earlier_entry(path):
    # Treasury letter of 2020-11-19; Board press release 2020-12-29: Main Street until 2021-01-08.
    day = date(2021, 1, 4)
    assert "mslp" in path.at(day).open_facilities
    assert "mslp" not in path.at(day, known_at=date(2020, 12, 1)).open_facilities
    assert not {"talf", "mlf", "corporate_credit"} & set(path.at(day).open_facilities)
    assert "mslp" not in path.at(date(2021, 1, 8)).open_facilities
