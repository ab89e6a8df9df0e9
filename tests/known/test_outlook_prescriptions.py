"""Prescriptions against published ones, and six quarters worked out by hand from the published figures.

Published: Taylor 1993; John B. Taylor, "The Fed should raise rates to 5%", Project Syndicate, 12 August 2021.
By hand: BEA core PCE index (monthly, averaged by quarter) and BLS unemployment as shipped; r* and longer-run
unemployment from the Summary of Economic Projections of the day, written out beside each quarter.
"""

import csv
from datetime import date

import pytest

from fedsheet.outlook.known import as_known
from fedsheet.outlook.rules import RULES, RuleAssumptions, coefficients, level, prescriptions
from support import shared, snapshot_vintage

# quarter: real neutral rate and longer-run unemployment, percent (SEP in force at the quarter's end)
BY_HAND = {
    date(2010, 1, 1): (2.0, 5.1),  # November 2009
    date(2014, 10, 1): (1.8, 5.35),  # funds rate: median of December 2014, 3.8 as published; unemployment: June 2014
    date(2018, 10, 1): (0.8, 4.4),  # December 2018
    date(2021, 4, 1): (0.5, 4.0),  # March 2021
    date(2022, 10, 1): (0.5, 4.0),
    date(2024, 10, 1): (1.0, 4.2),  # December 2024
}


def column(relative):
    with shared(relative).open() as file:
        return {row["date"][:7]: float(row["value"]) for row in csv.DictReader(file)}


def quarter_mean(values, quarter, years_back=0):
    months = [f"{quarter.year - years_back}-{quarter.month + k:02d}" for k in range(3)]
    return sum(values[m] for m in months) / 3


@pytest.mark.parametrize("quarter", BY_HAND)
def test_six_quarters_by_hand(quarter):
    prices, unemployment = column("figures/PCEPILFE.csv"), column("figures/UNRATE.csv")
    neutral, normal = BY_HAND[quarter]
    inflation = 100 * (quarter_mean(prices, quarter) / quarter_mean(prices, quarter, 1) - 1)
    slack = normal - quarter_mean(unemployment, quarter)
    # Board of Governors: Okun's law doubles the unemployment gap, Taylor halves it again, the balanced approach not.
    expected = {
        "taylor_1993": neutral + inflation + 0.5 * (inflation - 2) + slack,
        "balanced_approach": neutral + inflation + 0.5 * (inflation - 2) + 2 * slack,
    }
    found = prescriptions(snapshot_vintage())
    t = found.inputs.quarters.index(quarter)
    for rule, percent in expected.items():
        assert 100 * found.rates[rule][t] == pytest.approx(percent, abs=1e-6)
    funds = column("figures/FEDFUNDS.csv") if quarter.year < 2022 else None
    if funds:
        before = date(quarter.year - (quarter.month == 1), (quarter.month - 4) % 12 + 1, 1)
        lagged_rate = quarter_mean(funds, before)
        inertial = 0.85 * lagged_rate + 0.15 * expected["balanced_approach"]
        assert 100 * found.rates["inertial"][t] == pytest.approx(inertial, abs=0.02)  # monthly against daily average


def test_taylors_own_calculation_of_august_2021():
    # "about 4" percent inflation, gap "about -2", target 2, equilibrium rate 1: "5%"; at 2 percent and no gap "3%".
    c = coefficients("taylor_1993")
    assert level(c, 0.01, 0.04, -0.02) == pytest.approx(0.05)
    assert level(c, 0.01, 0.02, 0.0) == pytest.approx(0.03)


def test_taylors_calculation_on_figures_as_known_then():
    known = as_known(snapshot_vintage("2022-10-31"), date(2021, 8, 12))
    taken = RuleAssumptions(slack="output", inflation="headline", neutral_rate=0.01)
    found = prescriptions(known.vintage, taken)
    t = found.inputs.quarters.index(date(2021, 4, 1))
    assert found.inputs.inflation[t] == pytest.approx(0.04, abs=0.003)
    assert found.rates["taylor_1993"][t] == pytest.approx(0.05, abs=0.006)  # the gap is as revised by October 2022


def test_every_rule_of_the_boards_table_is_there():
    # Board of Governors, Policy Rules: Taylor, balanced approach, ELB-adjusted, inertial, first difference.
    assert {"taylor_1993", "balanced_approach", "elb_adjusted", "inertial", "first_difference"} <= set(RULES)
