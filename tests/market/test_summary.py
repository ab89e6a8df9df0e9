"""The summary of many paths, some days at a time, is that of the simulation held whole."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.market import summary
from fedsheet.market.parameters import behaviour
from fedsheet.market.scenario import load_scenario
from fedsheet.market.simulate import draws_of, prepare, simulate
from fedsheet.market.summary import LEVELS, summarise, summary_of
from fedsheet.record import load_path
from support import snapshot_vintage


def test_days_in_parts_say_what_the_whole_run_says(monkeypatch):
    monkeypatch.setattr(summary, "CELLS_AT_ONCE", 60)  # 20 paths: three days at a time
    b = behaviour()
    setting = prepare(snapshot_vintage("2026-11-23"), load_path(), b, load_scenario("drain-2022-2025"), 8)
    draws = draws_of(setting, 20, 7)
    whole = summary_of(simulate(setting, b, draws), (3, 0))
    found = summarise(setting, b, draws, numbers=(3, 0))
    assert set(found.quantiles) == set(whole.quantiles)
    for line, values in whole.quantiles.items():
        assert values.shape == (len(LEVELS), 8)
        np.testing.assert_allclose(found.quantiles[line], values, rtol=1e-12, atol=1e-15, err_msg=line)
        np.testing.assert_allclose(found.chosen[line], whole.chosen[line], rtol=1e-12, atol=1e-15, err_msg=line)
    assert found.identity_residual_usd == whole.identity_residual_usd == 0
    assert found.clearing_residual_usd == pytest.approx(whole.clearing_residual_usd, abs=1.0)
    with pytest.raises(InputError, match="no path 20"):
        summarise(setting, b, draws, numbers=(20,))
    alone = summarise(setting, b, draws_of(setting), numbers=(0,))
    assert np.array_equal(alone.middle("sofr"), alone.chosen["sofr"][0])
