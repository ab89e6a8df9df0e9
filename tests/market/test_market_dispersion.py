"""Percentiles: the shipped slopes are found again in the New York Fed's figures, where they lie beside the checkout."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest

from fedsheet.market.rates import dispersion
from market.market_support import held
from support import REPOSITORY, shared


def test_sofrs_dispersion_is_found_again() -> None:
    folder = shared("recordings/nyfed/rates_secured_sofr_search_2018.json").parent
    spec = importlib.util.spec_from_file_location("fit_dispersion", REPOSITORY / "tools" / "fit_dispersion.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tool
    spec.loader.exec_module(tool)
    vintage, path, _ = held()
    found, shipped = tool.fit(tool.published(folder), vintage, path), dispersion()["SOFR"]
    assert found["base"] == pytest.approx(np.array(shipped.base), abs=0.01)
    assert found["stress"] == pytest.approx(np.array(shipped.stress), abs=0.01)
    assert found["period_end"] == pytest.approx(np.array(shipped.period_end), abs=0.01)
