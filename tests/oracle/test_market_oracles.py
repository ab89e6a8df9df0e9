"""The market's statistics against statsmodels and SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.stats import t as student

from fedsheet.market.calibrate import clustered
from fedsheet.market.clearing import bracketed_root
from fedsheet.market.reserve_demand import LAGS, slope
from fedsheet.market.scores import diebold_mariano


def test_diebold_mariano_is_a_hac_regression_on_a_constant() -> None:
    rng = np.random.default_rng(1)
    ours, rival = rng.exponential(size=500), rng.exponential(1.05, size=500)
    lags = round(500 ** (1 / 3))
    fitted = sm.OLS(ours - rival, np.ones(500)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    correction = np.sqrt((500 + 1 - 2) / 500)  # Harvey, Leybourne and Newbold (1997), one step ahead
    assert diebold_mariano(ours, rival).statistic == pytest.approx(float(fitted.tvalues[0]) * correction, rel=1e-9)


def test_the_chance_of_so_large_a_difference_is_students() -> None:
    rng = np.random.default_rng(5)
    found = diebold_mariano(rng.exponential(size=60), rng.exponential(1.2, size=60))
    assert found.p_value == pytest.approx(2.0 * student.sf(abs(found.statistic), 59), rel=1e-12)


def test_clustered_errors_are_statsmodels_clustered_errors() -> None:
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(40), 12)
    X = np.column_stack([np.ones(480), rng.standard_normal(480)])
    y = X @ [1.0, 2.0] + rng.standard_normal(40)[groups] + rng.standard_normal(480)
    fitted = sm.OLS(y, X).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    assert clustered(X, np.asarray(fitted.resid), groups, f_scale=np.inf) == pytest.approx(fitted.bse, rel=1e-9)


def test_the_slope_by_instrument_is_two_stage_least_squares_with_hac_errors() -> None:
    # With one instrument the second stage's score is z times the residual: HAC of s - beta q on the instrument.
    rng = np.random.default_rng(3)
    z, hidden = rng.standard_normal(200), rng.standard_normal(200)
    q = z + 0.5 * hidden
    s = -0.4 * q + 0.8 * hidden
    found = slope(pd.DataFrame({"s": s, "q": q, "z": z}))
    assert found is not None
    first = sm.OLS(q, sm.add_constant(z)).fit()
    second = sm.OLS(s, sm.add_constant(first.fittedvalues)).fit()
    assert found.value == pytest.approx(float(second.params[1]), rel=1e-9)
    residual = s - s.mean() - found.value * (q - q.mean())
    centred = z - z.mean()
    score = sm.OLS(residual, centred).fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": False})
    scale = float(centred @ centred) / abs(float(centred @ (q - q.mean())))
    assert found.standard_error == pytest.approx(float(score.bse[0]) * scale, rel=1e-9)


def test_the_root_search_agrees_with_brent() -> None:
    rng = np.random.default_rng(4)
    shift, slope = rng.normal(size=50), rng.uniform(0.5, 40.0, size=50)

    def f(x: np.ndarray) -> np.ndarray:
        return np.tanh(slope * (x - shift)) + 0.1 * (x - shift) ** 3 + 0.02

    root, status = bracketed_root(f, np.full(50, -9.0), np.full(50, 9.0))
    assert not status.any()
    for k in range(50):
        exact = brentq(lambda x, k=k: np.tanh(slope[k] * (x - shift[k])) + 0.1 * (x - shift[k]) ** 3 + 0.02, -9.0, 9.0)
        assert root[k] == pytest.approx(exact, abs=2e-8)
