"""statsmodels and arch as oracles of the review's statistics, QuantLib of its bond arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.review.bootstrap import stationary_means
from fedsheet.review.hac import hac_fit
from fedsheet.review.supply import bond_value_and_duration


@pytest.mark.parametrize("lags", [0, 3, 8])
def test_hac_errors_are_those_of_statsmodels(lags):
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(400), (rng.random(400) < 0.1).astype(float)])
    y = x @ np.array([0.1, -2.0]) + np.convolve(rng.standard_normal(402), [1, 0.5, 0.2], "valid")
    theirs = api.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    ours = hac_fit(y, x, lags)
    np.testing.assert_allclose(ours.beta, theirs.params, rtol=1e-9)
    np.testing.assert_allclose(ours.standard_error, theirs.bse, rtol=1e-9)
    np.testing.assert_allclose(ours.p_values(), theirs.pvalues, rtol=1e-7, atol=1e-12)


def test_stationary_bootstrap_spreads_as_archs():
    """Standard error of a mean under memory: ours and arch's, 4,000 samples each, within 5%."""
    bootstrap = pytest.importorskip("arch.bootstrap")
    rng = np.random.default_rng(2)
    values = np.convolve(rng.standard_normal(503), [1, 0.6, 0.3, 0.1], "valid")
    theirs = bootstrap.StationaryBootstrap(8, values, seed=3).apply(np.mean, 4_000)
    ours = stationary_means(values, 8, 4_000, np.random.default_rng(4))
    assert ours.std() == pytest.approx(float(np.std(theirs)), rel=0.05)
    assert ours.mean() == pytest.approx(values.mean(), abs=0.01)


def test_price_and_duration_are_quantlibs():
    """A seven-year 3% bond on a flat continuously compounded curve of 2.5%."""
    ql = pytest.importorskip("QuantLib")
    zero_years, zero = np.array([0.1, 10.0]), np.array([0.025, 0.025])
    price, duration = bond_value_and_duration(np.array([7.0]), np.array([0.03]), zero_years, zero)
    times = np.arange(1, 15) / 2
    flows = np.full(14, 0.015) + (times == 7.0)
    rate = ql.InterestRate(0.025, ql.SimpleDayCounter(), ql.Continuous, ql.Annual)
    discount = np.array([rate.discountFactor(float(t)) for t in times])
    assert price[0] == pytest.approx(float(flows @ discount), rel=1e-12)
    assert duration[0] == pytest.approx(float((flows * times) @ discount / (flows @ discount)), rel=1e-12)
