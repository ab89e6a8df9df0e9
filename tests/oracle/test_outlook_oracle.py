"""Against outside libraries: swaps over a year against QuantLib, Newey-West errors against statsmodels."""

from datetime import date

import numpy as np
import pytest

from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.quotes import OisQuotes
from fedsheet.outlook.reaction import automatic_lags, newey_west


def test_a_two_payment_swap_reprices_in_quantlib():
    ql = pytest.importorskip("QuantLib")
    day, end = date(2026, 1, 30), date(2027, 7, 30)
    found = stepped_path(OisQuotes(day, {end: 0.0400}), meetings_known(day))
    # One quote moves no step: a flat overnight rate. Price the same swap on it with QuantLib's day counts.
    rate = float(found.rates[0])
    start = ql.Date(30, 1, 2026)
    pays = [ql.Date(1, 2, 2027), ql.Date(30, 7, 2027)]  # 30 January 2027 is a Saturday
    act360 = ql.Actual360()
    holidays = ql.UnitedStates(ql.UnitedStates.FederalReserve)

    def discount(to):
        growth, at = 1.0, start
        while at < to:
            following = holidays.advance(at, 1, ql.Days)
            growth *= 1 + rate * act360.yearFraction(at, following)
            at = following
        return 1 / growth

    annuity = sum(act360.yearFraction(a, b) * discount(b) for a, b in zip([start, pays[0]], pays, strict=True))
    assert (1 - discount(pays[1])) / annuity == pytest.approx(0.0400, abs=1e-9)


def test_newey_west_is_that_of_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    draw = np.random.default_rng(7)
    X = np.column_stack([np.ones(60), draw.normal(size=(60, 2))])
    noise = np.convolve(draw.normal(size=64), np.ones(5), "valid")
    y = X @ np.array([1.0, -0.5, 2.0]) + noise
    lags = automatic_lags(60)
    fit = sm.OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    assert newey_west(X, np.asarray(fit.resid), lags) == pytest.approx(np.asarray(fit.cov_params()), rel=1e-9)
