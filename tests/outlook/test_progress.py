"""Conditions and their signals; expected dates are those of the public record or counted by hand from the figures."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.known import as_known, release_rule
from fedsheet.outlook.progress import LABOUR, _run, better_quarters, progress, recovered, searches, signal, signals
from support import snapshot_vintage

OCTOBER_2022 = "2022-10-31"


def invented(**columns):
    """Monthly series from December 2020 on, as a vintage."""
    series = {}
    for name, values in columns.items():
        days = pd.date_range("2020-10-01", periods=len(values), freq="MS")
        kind = unit("Percent") if name == "UNRATE" else unit("Thousands")
        series[name] = Series(
            SeriesDefinition(name, name, kind, "M", "month", "test"), pd.Series(values, days, dtype=float)
        )
    return Vintage(date(2022, 1, 1), series)


def found(condition, parameter=None):
    for s in signals(snapshot_vintage(OCTOBER_2022)):
        if s.condition == condition and parameter in (None, s.parameter):
            return s
    raise AssertionError(condition)


def test_the_reports_condition_signals_in_the_window_the_report_named():
    # Issue of this room: between 2021-07-28 and 2021-11-03; the statement of 2021-09-22 gave notice of the taper.
    s = found("report")
    assert date(2021, 7, 28) <= s.meeting <= date(2021, 11, 3)
    assert s.met_on == date(2021, 7, 2)  # jobs report for June 2021, the end of the second full quarter
    assert not s.real_time  # values are as revised by October 2022, and it says so


def test_the_same_machinery_on_2013_comes_before_the_testimony_of_may():
    s = found("substantial_improvement_2012")
    assert s.met_on == date(2013, 4, 5)  # jobs report for March 2013
    assert s.meeting == date(2013, 5, 1) <= date(2013, 5, 22)


def test_unemployment_first_fell_to_six_and_a_half_percent_in_april_2014():
    # BLS: 6.7 percent in March 2014, 6.3 in April (published 2 May); on this vintage 6.2.
    assert found("thresholds_2012").met_on == date(2014, 5, 2)


def test_a_higher_share_to_recover_signals_later():
    meetings = [
        s.met_on for s in signals(snapshot_vintage(OCTOBER_2022)) if s.condition == "substantial_further_progress"
    ]
    assert meetings == sorted(meetings)


def test_half_of_the_shortfall_by_hand():
    # Payrolls, thousands, vintage of 2022-10-31: 152,504 before, 142,497 at the guidance, 146,904 in August 2021.
    known = as_known(snapshot_vintage(OCTOBER_2022), date(2021, 9, 22))
    state = {r.series_id: r for r in progress(known).labour}
    assert state["PAYEMS"].month == date(2021, 8, 1)
    assert state["PAYEMS"].share == pytest.approx((146_904 - 142_497) / (152_504 - 142_497))
    assert state["UNRATE"].share == pytest.approx((6.7 - 5.2) / (6.7 - 3.5))


def test_lift_off_conditions_were_met_before_the_lift_off_of_march_2022():
    s = found("outcome_based_rate")
    assert date(2021, 12, 16) < s.met_on <= date(2022, 3, 16)


def test_a_worse_quarter_breaks_the_run():
    jobs = [100, 100, 100, 101, 101, 101, 102, 102, 102, 101, 101, 101]
    better = {"PAYEMS": jobs, "SRVPRD": jobs, "UNRATE": [6, 6, 6, 5.9, 5.9, 5.9, 5.8, 5.8, 5.8, 5.7, 5.7, 5.7]}
    full = invented(**better)
    assert better_quarters(full, list(better), date(2020, 12, 1)) == 0
    two = invented(**{name: values[:9] for name, values in better.items()})
    assert better_quarters(two, list(better), date(2020, 12, 1)) == 2


def test_falling_unemployment_is_better_and_rising_is_not():
    up = [6.0] * 3 + [6.1] * 3
    assert better_quarters(invented(UNRATE=up), ["UNRATE"], date(2020, 12, 1)) == 0
    assert better_quarters(invented(UNRATE=up[::-1]), ["UNRATE"], date(2020, 12, 1)) == 1


def test_an_unfinished_quarter_does_not_count():
    jobs = [100.0] * 3 + [101.0] * 2
    assert better_quarters(invented(PAYEMS=jobs), ["PAYEMS"], date(2020, 12, 1)) == 0


def test_a_condition_never_met_says_how_far_it_was_looked_for():
    search = next(s for s in searches() if s.condition == "report")
    early = as_known(snapshot_vintage(OCTOBER_2022), date(2021, 6, 30)).vintage
    s = signal(early, search)
    assert s.met_on is None
    assert s.meeting is None
    assert s.looked_until == date(2021, 6, 30)


def test_no_shortfall_gives_no_share():
    from math import isnan

    vintage = invented(PAYEMS=[100.0] * 6)
    assert isnan(recovered(vintage, "PAYEMS", date(2020, 12, 1), date(2020, 11, 1)).share)


def test_read_by_months_one_flat_month_starts_the_count_anew():
    # Unemployment, percent, vintage of 2022-10-31: 6.0 in March and April 2021, 5.8 in May, 5.9 in June, then 5.4, 5.2,
    # 4.7, 4.6: four better months in a row only with October, published on 5 November.
    assert found("report_by_months").met_on == date(2021, 11, 5)


def test_the_labour_market_appears_in_one_report():
    """Conditions on jobs are looked at on the days unemployment appears: all their figures come with it."""
    vintage, months = snapshot_vintage(OCTOBER_2022), [date(2013, 9, 1), date(2021, 6, 1), date(2022, 2, 1)]
    published = {name: [release_rule(vintage[name])(month) for month in months] for name in LABOUR if name in vintage}
    assert len(published) > 1
    assert all(days == published["UNRATE"] for days in published.values())


def test_a_flat_quarter_is_not_a_better_one():
    quarters = pd.date_range("2021-01-01", periods=3, freq="QS")
    flat_as_float = [0.05, 0.06, np.nextafter(0.06, 1.0)]  # two means of equal months may differ in the last place
    least_step = [0.05, 0.06, 0.06 + 0.001 / 3]  # one month of three higher by the published 0.1 point
    runs = [_run({"EMRATIO": pd.Series(v, quarters)}, quarters[1]) for v in (flat_as_float, least_step)]
    assert runs == [0, 2]
