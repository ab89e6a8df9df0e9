"""Parameters: recovered from the model's own data, complete in their file, and found again from the figures (slow)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.normal import logistic
from fedsheet.market import demand
from fedsheet.market.calibrate import (
    FITTED,
    SET,
    calibrate,
    fit_clearing,
    fit_standing_repo,
    ridge_logit,
    starting_behaviour,
)
from fedsheet.market.clearing import clear
from fedsheet.market.conditions import observed_days
from fedsheet.market.demand import Behaviour
from fedsheet.market.funds import fit_fund_cash, fund_allocation
from fedsheet.market.parameters import calibration
from market.market_support import held


def test_every_parameter_says_how_it_was_found() -> None:
    found = calibration().parameters
    assert set(found) == {f.name for f in fields(Behaviour)}
    assert all(p.how for p in found.values())
    assert all(p.standard_error is not None and p.standard_error > 0.0 for n, p in found.items() if n in FITTED)
    assert all(p.standard_error is None for n, p in found.items() if n in SET)


def test_the_fit_ends_before_the_test_period() -> None:
    assert calibration().fitted_until == date(2023, 12, 31)


def test_parameters_are_recovered_from_the_models_own_data() -> None:
    vintage, path, _ = held()
    truth = calibration().behaviour
    sample = observed_days(vintage, path, truth, date(2018, 4, 3), date(2023, 12, 31))
    cleared = clear(truth, sample.conditions)
    rng = np.random.default_rng(8)
    noise = 0.5e-4 * rng.standard_normal((2, len(sample.days)))
    effr = demand.fed_funds_rate(cleared.tri_party, cleared.reserve_value, truth, sample.conditions)
    start = replace(starting_behaviour(), lending_need=truth.lending_need)
    fit = fit_clearing(sample, cleared.tri_party + noise[0], effr + noise[1], start)
    found, error = fit.values, fit.standard_errors
    for name in FITTED:
        assert abs(found[name] - getattr(truth, name)) < 4.0 * error[name] + 0.02 * abs(getattr(truth, name)), name


def test_the_chance_of_standing_repo_is_recovered_from_days_of_a_known_one() -> None:
    rng = np.random.default_rng(4)
    hits = []
    for _ in range(40):
        x = rng.normal(-8.0, 5.0, size=1000)
        came = rng.random(1000) < logistic(0.5 * (x + 2.0))
        (a, slope), covariance = ridge_logit(x, came, 0.5)
        gradient = np.array([-1.0 / slope, a / slope**2])
        hits.append(abs(-a / slope + 2.0) <= 1.645 * np.sqrt(gradient @ covariance @ gradient))
        assert slope == pytest.approx(0.5, abs=0.2)
    assert np.mean(hits) >= 0.75  # 90% nominal, 40 samples


def test_standing_repos_shipped_parameters_are_found_again() -> None:
    vintage, path, _ = held()
    values, errors = fit_standing_repo(vintage, path)
    shipped = calibration().parameters
    for name, value in values.items():
        assert shipped[name].value == pytest.approx(value, rel=1e-4)
        assert shipped[name].standard_error == pytest.approx(errors[name], rel=0.01)


@pytest.mark.slow
def test_the_shipped_parameters_are_found_again() -> None:
    vintage, path, _ = held()
    again, shipped = calibrate(vintage, path), calibration().parameters
    for name, value in again.values.items():
        error = shipped[name].standard_error or 0.0
        assert value == pytest.approx(shipped[name].value, abs=0.1 * error + 1e-4 * abs(value) + 1e-12), name


@pytest.mark.slow
def test_the_shipped_fund_allocation_is_found_again() -> None:
    vintage, path, _ = held()
    b = calibration().behaviour
    days = observed_days(vintage, path, b, date(2021, 4, 1), date(2023, 12, 31))
    again, _ = fit_fund_cash(days, days.conditions.fund_cash, np.ones(len(days.days), dtype=bool))
    shipped = fund_allocation()
    for name in FITTED_FUNDS:
        assert getattr(again, name) == pytest.approx(getattr(shipped, name), rel=1e-3)


FITTED_FUNDS = ("others_usd", "others_slope_usd", "quarter_end_return")
