"""The estimated reaction function: found again where it is known, and silent where nothing can be learnt."""

from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import ModelError
from fedsheet.outlook.reaction import estimate, regimes
from fedsheet.outlook.rules import DEFAULTS, RuleInputs, rule_inputs
from support import snapshot_vintage


def invented(n=400, seed=3):
    """Quarters in which the Committee follows rho 0.8, response 1.5 to inflation, 0.5 to the gap, with small errors."""
    draw = np.random.default_rng(seed)
    inflation, gap = 0.02 + 0.01 * draw.normal(size=n), 0.02 * draw.normal(size=n)
    rates = [0.04]
    for p, y in zip(inflation[1:], gap[1:], strict=True):
        rates.append(0.8 * rates[-1] + 0.2 * (0.04 + 1.5 * (p - 0.02) + 0.5 * y) + 1e-4 * draw.normal())
    quarters = tuple(date(1900 + t // 4, 1 + 3 * (t % 4), 1) for t in range(n))
    return RuleInputs(quarters, inflation, inflation, gap, np.full(n, 0.02), np.array(rates))


def test_a_known_rule_is_found_within_its_errors():
    found = estimate("invented", invented(), np.ones(400, dtype=bool))
    for part, true in ((found.persistence, 0.8), (found.inflation, 1.5), (found.gap, 0.5)):
        assert abs(part.value - true) < 4 * part.standard_error
        assert 0 < part.standard_error < 0.1
    assert found.residual_sd == pytest.approx(1e-4, rel=0.15)


def test_too_few_quarters_are_refused():
    with pytest.raises(ModelError, match="needs 12"):
        estimate("short", invented(40), np.arange(40) < 11)


def test_quarters_at_the_bound_are_left_out_and_regimes_do_not_overlap():
    before, after = regimes(rule_inputs(snapshot_vintage(), DEFAULTS))
    assert before.last < date(2020, 8, 27) < after.first
    assert after.first == date(2022, 4, 1)  # first quarter whose average rate was above 0.25 percent
    assert (after.last, after.n) == (date(2026, 4, 1), 17)


def test_the_later_regime_is_known_less_well():
    before, after = regimes(rule_inputs(snapshot_vintage(), DEFAULTS))
    assert after.inflation.standard_error > 3 * before.inflation.standard_error
