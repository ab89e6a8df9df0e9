"""Many agents: the same rules, so the same rate where they are alike and near it where they differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fedsheet.core.errors import InputError, NoClearingError
from fedsheet.market.agents import draw_agents, run_agents
from fedsheet.market.clearing import clear
from fedsheet.market.scenario import load_counterfactual, load_scenario
from fedsheet.market.simulate import prepare
from market.market_support import held


@pytest.mark.parametrize(
    ("name", "changed"),
    [("september-2019", ""), ("september-2019", "standing-repo-2019"), ("drain-2022-2025", "on-rrp-cap")],
)
def test_agents_that_are_all_alike_clear_at_the_models_rate(name: str, changed: str) -> None:
    vintage, path, b = held()
    days = prepare(vintage, path, b, load_scenario(name), 11, load_counterfactual(changed) if changed else None).days
    drawn = draw_agents(200, 1)
    alike = replace(
        drawn,
        lean={kind: np.zeros_like(own) for kind, own in drawn.lean.items()},
        odds={kind: np.ones_like(own) for kind, own in drawn.odds.items()},
    )
    assert run_agents(alike, b, days).tri_party == pytest.approx(clear(b, days.conditions).tri_party, abs=5e-8)


def test_what_agents_do_adds_up_to_a_cleared_market() -> None:
    vintage, path, b = held()
    days = prepare(vintage, path, b, load_scenario("october-2025"), 5).days
    found = run_agents(draw_agents(3000, 2), b, days)
    lent = days.conditions.fund_cash - found.on_rrp.sum(axis=1) + found.standing_repo + found.bank_lending.sum(axis=1)
    assert lent == pytest.approx(found.borrowing.sum(axis=1), abs=1e6)
    assert (found.on_rrp >= 0.0).all()
    assert (found.borrowing > 0.0).all()


def test_different_agents_clear_near_the_model() -> None:
    vintage, path, b = held()
    days = prepare(vintage, path, b, load_scenario("october-2025"), 5).days
    found = run_agents(draw_agents(10_000, 3), b, days)
    assert found.tri_party == pytest.approx(clear(b, days.conditions).tri_party, abs=1e-4)


def test_sizes_follow_zipfs_law_and_sum_to_one() -> None:
    sizes = np.sort(draw_agents(1000, 4).size["banks"])[::-1]
    assert sizes.sum() == pytest.approx(1.0)
    assert sizes[0] / sizes[9] == pytest.approx(10.0)


def test_the_same_seed_draws_the_same_agents() -> None:
    one, two = draw_agents(100, 5), draw_agents(100, 5)
    assert all(np.array_equal(one.lean[kind], two.lean[kind]) for kind in one.lean)


def test_silly_numbers_of_agents_are_refused() -> None:
    with pytest.raises(InputError, match="20 to 2,000,000"):
        draw_agents(3, 0)


def test_agents_without_cash_say_who_is_short() -> None:
    vintage, path, b = held()
    days = prepare(vintage, path, b, load_scenario("september-2019"), 1).days
    poor = replace(days, conditions=replace(days.conditions, fund_cash=days.conditions.fund_cash * 0.1))
    with pytest.raises(NoClearingError, match="On 2019-09-13 among 100 agents borrowers stay short by"):
        run_agents(draw_agents(100, 6), b, poor)
