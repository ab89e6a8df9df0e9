"""Curves: gaps are refused, factors come back, forwards agree with discount factors."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.instruments import curve

TENORS = np.array([0.25, 2.0, 5.0, 10.0, 30.0])


def test_a_gap_is_named_with_its_tenor():
    with pytest.raises(InputError, match="no yield at 5 years"):
        curve.curve_from_par(TENORS, np.array([[0.01, 0.02, np.nan, 0.03, 0.03]]))


def test_tenors_out_of_order_are_refused():
    with pytest.raises(InputError, match="rising"):
        curve.curve_from_par(TENORS[::-1], np.full((1, 5), 0.02))


def test_factors_of_a_curve_made_of_factors_come_back():
    wanted = np.array([[0.04, -0.02, 0.01]])
    yields = wanted @ curve.nelson_siegel_loadings(TENORS).T
    assert np.abs(curve.nelson_siegel_factors(TENORS, yields) - wanted).max() < 1e-12


def test_forwards_chain_to_the_discount_factor():
    built = curve.curve_from_par(TENORS, np.array([[0.01, 0.015, 0.02, 0.022, 0.025]]))
    one, two = np.array([1.0]), np.array([2.0])
    chained = built.discount(one) * np.exp(-built.forward(one, two))
    assert chained[0, 0] == pytest.approx(built.discount(two)[0, 0], abs=1e-14)


def test_a_flat_par_curve_stays_flat_forward():
    built = curve.curve_from_par(TENORS, np.full((1, 5), 0.03))
    assert built.forward(np.array([5.0]), np.array([6.0]))[0, 0] == pytest.approx(2 * np.log(1.015), abs=1e-12)
