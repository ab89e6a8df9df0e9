"""The rules as functions: each equation on numbers small enough to do in the head."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.series import Series
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.rules import (
    MEDIANS,
    RULES,
    RuleAssumptions,
    RuleInputs,
    coefficients,
    lagged,
    longer_run,
    longer_run_told,
    prescriptions,
)
from fedsheet.record.published import LONGER_RUN, sep_medians
from support import snapshot_vintage


def inputs(inflation, gap, funds=0.02, neutral=0.02, average=None):
    n = len(inflation)
    quarters = tuple(date(2000 + t // 4, 1 + 3 * (t % 4), 1) for t in range(n))
    as_array = [np.broadcast_to(np.asarray(x, dtype=float), n).copy() for x in (inflation, average or inflation, gap)]
    return RuleInputs(quarters, as_array[0], as_array[1], as_array[2], np.full(n, neutral), np.full(n, funds))


def test_taylor_at_target_with_no_gap_is_four_percent():
    # Taylor 1993, p. 202: two percent real plus two percent inflation.
    assert RULES["taylor_1993"](inputs([0.02], [0.0]))[0] == pytest.approx(0.04)


def test_balanced_approach_differs_from_taylor_by_half_the_gap():
    x = inputs([0.03], [-0.04])
    assert RULES["taylor_1993"](x)[0] - RULES["balanced_approach"](x)[0] == pytest.approx(0.02)


def test_inertial_moves_fifteen_hundredths_of_the_way():
    x = inputs([0.02, 0.02], [0.0, 0.0], funds=0.0)
    assert RULES["inertial"](x)[1] == pytest.approx(0.15 * 0.04)
    assert np.isnan(RULES["inertial"](x)[0])


def test_first_difference_adds_half_the_inflation_gap_and_the_change_in_the_unemployment_gap():
    # Monetary Policy Report, February 2021: one point less unemployment than a year before (two of output) adds one.
    x = inputs([0.03] * 5, [0.0, 0.0, 0.0, 0.0, 0.02], funds=0.01)
    assert RULES["first_difference"](x)[4] == pytest.approx(0.01 + 0.5 * 0.01 + 0.01)


def test_average_inflation_ignores_a_hot_labour_market():
    cold, hot = inputs([0.02], [-0.01]), inputs([0.02], [0.03])
    neutral = inputs([0.02], [0.0])
    rule = RULES["average_inflation"]
    assert rule(hot)[0] == rule(neutral)[0]
    assert rule(cold)[0] == pytest.approx(rule(neutral)[0] - 0.01)


def test_elb_adjusted_pays_back_what_the_bound_withheld():
    # Two quarters at -2 percent wanted, then 4 percent wanted: the bound is 0.125, so 4.25 points are owed.
    x = inputs([0.02] * 6, [-0.06, -0.06, 0.0, 0.0, 0.0, 0.0])
    rates = RULES["elb_adjusted"](x)
    assert rates[:3] == pytest.approx([0.00125] * 3)
    owed_after_three = 2 * (0.00125 + 0.02) - (0.04 - 0.00125)
    assert rates[3] == pytest.approx(0.04 - owed_after_three)
    assert rates[4] == pytest.approx(0.04)


def test_without_a_binding_bound_elb_adjusted_is_the_balanced_approach():
    x = inputs([0.02, 0.03, 0.04], [0.0, 0.01, -0.005])
    assert RULES["elb_adjusted"](x) == pytest.approx(RULES["balanced_approach"](x))


def test_lagged_has_nothing_before_the_first():
    assert np.isnan(lagged(np.array([1.0, 2.0]), 1)[0])
    assert lagged(np.array([1.0, 2.0]), 1)[1] == 1.0


def test_no_rule_names_a_coefficient_without_a_source():
    from fedsheet.outlook.parameters import parameters

    assert all(table["source"] for table in parameters("rules")["rules"].values())
    assert coefficients("inertial")["persistence"] == 0.85  # Board of Governors, Policy Rules


def test_unknown_names_are_refused_with_what_is_known():
    with pytest.raises(UnknownNameError, match="inertial"):
        coefficients("inertia")
    with pytest.raises(UnknownNameError, match="unemployment"):
        RuleAssumptions(slack="unemploymnt")
    with pytest.raises(InputError, match="-5 to 10 percent"):
        RuleAssumptions(neutral_rate=0.5)
    with pytest.raises(InputError, match="0 to 30 percent"):
        RuleAssumptions(longer_run_unemployment=4.2)
    with pytest.raises(InputError, match="4 to 40"):
        RuleAssumptions(averaging_quarters=2)


def test_the_output_gap_is_refused_where_price_bases_differ():
    # GDPPOT is held in 2012 dollars only (vintage 2022-10-31), today's GDPC1 in 2017 dollars.
    with pytest.raises(InputError, match="2022-10-31"):
        prescriptions(snapshot_vintage(), RuleAssumptions(slack="output"))


def test_constants_given_replace_the_dated_ones():
    base = prescriptions(snapshot_vintage(), RuleAssumptions(neutral_rate=0.01))
    higher = prescriptions(snapshot_vintage(), RuleAssumptions(neutral_rate=0.02))
    t = base.last
    assert higher.rates["taylor_1993"][t] - base.rates["taylor_1993"][t] == pytest.approx(0.01)


def test_an_estimate_of_the_neutral_rate_stands_quarter_by_quarter_and_two_after_its_last():
    """Any series held may be r*: here the ten-year yield by quarter, cut a year before the last figures."""
    vintage = snapshot_vintage()
    whole = vintage["DGS10"]
    cut = Series(whole.definition, whole.values[:"2025-06-30"])
    known = replace(vintage, series={**vintage.series, "DGS10": cut})
    told = prescriptions(known, RuleAssumptions(neutral_series="DGS10"))
    r = dict(zip(told.inputs.quarters, told.inputs.neutral_rate, strict=True))
    assert r[date(2024, 10, 1)] == pytest.approx(float(vintage.base("DGS10")[:"2024-12-31"].iloc[-1]))
    assert r[date(2025, 10, 1)] == r[date(2025, 4, 1)]
    assert np.isnan(r[date(2026, 1, 1)])
    assert told.inputs.quarters[told.last] == date(2025, 10, 1)
    assert told.rates["first_difference"][-1] == prescriptions(vintage).rates["first_difference"][-1]  # knows no r*


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("RSTAR", "Bring it in"),
        ("WALCL", "Millions of USD, and r"),
        ("DGS10", "DGS10 is 18 percent on 2025-01-02"),
    ],
)
def test_what_cannot_be_r_star_is_refused_with_what_to_do(name, error):
    """A series not held, one in dollars (prescriptions of 10^14 percent came of it), and values no r* has."""
    vintage = snapshot_vintage()
    whole = vintage["DGS10"]
    high = Series(whole.definition, whole.values["2025-01-02":"2025-01-02"] * 0.0 + 18.0)
    known = replace(vintage, series={**vintage.series, "DGS10": high})
    with pytest.raises(InputError) as refused:
        prescriptions(known, RuleAssumptions(neutral_series=name))
    assert error in refused.value.said("en")
    assert refused.value.said("zh") != refused.value.said("en")


def test_the_last_quarter_is_the_last_with_every_input():
    found = prescriptions(snapshot_vintage())
    assert found.inputs.quarters[found.last] == date(2026, 4, 1)  # output ends with the second quarter of 2026


def test_the_longer_run_goes_on_with_the_medians_of_2025_and_2026():
    import pandas as pd

    quarters = pd.DatetimeIndex(["2024-10-01", "2026-04-01", "2026-07-01"])
    june, september = (
        next(
            m.median
            for m in sep_medians()
            if (m.announced_at, m.horizon, m.variable) == (day, LONGER_RUN, "federal_funds_rate")
        )
        for day in (date(2026, 6, 17), date(2026, 9, 16))
    )
    assert list(longer_run(quarters, "funds_rate_pct")) == [0.03, june, september]


@pytest.mark.parametrize("column", MEDIANS)
def test_a_longer_run_value_has_one_home(column: str) -> None:
    held = {m.announced_at for m in sep_medians() if m.horizon == LONGER_RUN and m.variable == MEDIANS[column]}
    told = {one["announced_at"] for one in parameters("rules")["longer_run"] if column in one}
    assert len(held) > 20
    assert len(told) > 0
    assert not held & told
    assert [one.announced_at for one in longer_run_told(column)] == sorted(held | told)
