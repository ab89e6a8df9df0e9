"""Our normal distribution and logistic are scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from fedsheet.core.normal import logistic, normal_share

X = np.linspace(-40.0, 40.0, 20_001)


def test_shares_are_those_of_scipy_to_the_last_digit_of_one() -> None:
    assert np.abs(normal_share(X) - special.ndtr(X)).max() <= 2.3e-16
    assert np.abs(logistic(X) - special.expit(X)).max() <= 2.3e-16


def test_ends_and_gaps() -> None:
    ends = np.array([-np.inf, np.inf, np.nan])
    assert normal_share(ends)[:2].tolist() == pytest.approx([0.0, 1.0], abs=1e-300)
    assert np.isnan(normal_share(ends)[2])
    assert logistic(np.array([-1e4, 1e4])).tolist() == [0.0, 1.0]
    assert normal_share(np.array(0.0)) == 0.5
