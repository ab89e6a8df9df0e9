"""Programmes: both naming schemes, windows of the known answers, phases inside their programme."""

from datetime import date

import pytest

from fedsheet.core.dates import WEDNESDAY, add_months, is_settlement_day
from fedsheet.core.units import to_bn
from fedsheet.record import load_path

# Windows of H.15 and Wednesdays of H.4.1.
MARKET = {
    "lsap1": ("2008-11-24", "2010-03-31"),
    "lsap2": ("2010-11-02", "2011-06-30"),
    "mep": ("2011-09-20", "2012-12-31"),
    "lsap3": ("2012-09-12", "2014-10-29"),
    "covid": ("2020-03-13", "2022-03-09"),
    "runoff1": ("2017-09-29", "2019-07-31"),
    "runoff2": ("2022-05-31", "2025-11-28"),
}
STATEMENT = {
    "lsap1": ("2008-11-19", "2010-03-31"),
    "lsap2": ("2010-11-03", "2011-06-29"),
    "mep": ("2011-09-21", "2012-12-26"),
    "lsap3": ("2012-09-12", "2014-10-29"),
    "covid": ("2020-03-11", "2022-03-09"),
    "runoff1": ("2017-10-04", "2019-07-31"),
    "runoff2": ("2022-06-01", "2025-11-26"),
}
BANDS = {
    "gap-lsap1-lsap2": ("2010-03-31", "2010-11-02"),
    "gap-lsap1-jackson-hole": ("2010-03-31", "2010-08-26"),
    "gap-lsap2-mep": ("2011-06-30", "2011-09-20"),
    "lsap1-from-treasuries": ("2009-03-17", "2010-03-31"),
    "lsap3-taper": ("2013-12-17", "2014-10-29"),
}


def span(window):
    return window.start.isoformat(), window.end.isoformat()


def test_windows_are_those_of_the_known_answers():
    programmes = load_path().programmes
    assert {name: span(programmes[name].market_window) for name in MARKET} == MARKET
    assert {name: span(programmes[name].statement_window) for name in STATEMENT} == STATEMENT
    assert {name: span(load_path().bands[name]) for name in BANDS} == BANDS


def test_all_nine_programmes_in_order_of_announcement():
    names = list(load_path().programmes)
    assert names == ["lsap1", "lsap2", "mep", "lsap3", "runoff1", "bills2019", "covid", "runoff2", "rmp"]
    days = [p.announced_at for p in load_path().programmes.values()]
    assert days == sorted(days)


def test_two_naming_schemes_side_by_side():
    # The research report calls Twist QE3 and LSAP3 QE4.
    names = {p.id: (p.popular_name, p.seed_name) for p in load_path().programmes.values()}
    assert [names[i][1] for i in ("lsap1", "lsap2", "mep", "lsap3")] == ["QE1", "QE2", "QE3", "QE4"]
    assert [names[i][0] for i in ("lsap1", "lsap2", "mep", "lsap3")] == ["QE1", "QE2", "Twist", "QE3"]


@pytest.mark.parametrize("programme", load_path().programmes.values(), ids=lambda p: p.id)
def test_windows_stand_on_days_that_have_values(programme):
    market, statement = programme.market_window, programme.statement_window
    assert is_settlement_day(market.start)
    assert is_settlement_day(market.end)
    assert {statement.start.weekday(), statement.end.weekday()} == {WEDNESDAY}


@pytest.mark.parametrize("programme", load_path().programmes.values(), ids=lambda p: p.id)
def test_phases_begin_with_the_announcement_or_the_start_and_follow_each_other(programme):
    assert programme.phases[0].start in (programme.announced_at, programme.start)
    for before, after in zip(programme.phases, programme.phases[1:], strict=False):
        assert (after.start - before.end).days == 1


def test_zero_rate_era_lasted_84_months():
    # Policy fact 2015-12-16: "exactly 84 months after 2008-12-16".
    era = load_path().bands["zero-rates"]
    assert (era.end.year - era.start.year) * 12 + era.end.month - era.start.month == 84
    assert load_path().fact("2015-12-16-lift-off").amount == 84


def test_recessions_are_those_of_the_nber():
    # NBER: peak December 2007, trough June 2009; peak February 2020, trough April 2020.
    found = {b.id: (b.start, b.end) for b in load_path().bands.values() if b.kind == "recession"}
    assert found == {
        "recession-2007": (date(2007, 12, 1), date(2009, 6, 30)),
        "recession-2020": (date(2020, 2, 1), date(2020, 4, 30)),
    }


@pytest.mark.parametrize(
    ("instrument", "programme", "total"),
    [
        # Sums of announced caps, and the facts of 2019-07-31 for the sums of 2017–19.
        ("treasury_cap", "runoff1", 435),
        ("agency_cap", "runoff1", 320),
        ("treasury_cap", "runoff2", 1_640),
        ("agency_cap", "runoff2", 1_417.5),
    ],
)
def test_monthly_caps_sum_to_the_published_totals(instrument, programme, total):
    path, runoff = load_path(), load_path().programme(programme)
    months = (runoff.end.year - runoff.start.year) * 12 + runoff.end.month - runoff.start.month + 1
    days = [add_months(runoff.start, month) for month in range(months)]
    assert to_bn(sum(path.value_at(instrument, day) for day in days)) == total


def test_announced_amounts_of_lsap1_and_twist():
    # Board press release 2008-11-25, FOMC statements 2009-03-18, 2011-09-21, 2012-06-20.
    lsap1 = load_path().programme("lsap1").planned
    mbs = sum(p.usd for p in lsap1 if p.instrument == "agency_mbs" and p.basis in ("total", "increment"))
    assert mbs == 1_250e9
    assert sum(p.usd for p in load_path().programme("mep").planned) == 667e9
