"""Rigobon–Sack recovers a response that an ordinary regression on event days gets wrong."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.eventsets import Event, EventSet
from fedsheet.review.identification import bootstrap_responses, identify, responses


def simulate(n, policy_deviation, rng, response=0.6):
    """Policy news moves the asset by `response`; other news moves both by one."""
    policy = rng.standard_normal(n) * policy_deviation
    common = rng.standard_normal(n)
    return np.column_stack([policy + common, response * policy + common + 0.5 * rng.standard_normal(n)])


def test_known_response_is_recovered():
    rng = np.random.default_rng(1)
    event, other = simulate(4_000, 3.0, rng), simulate(4_000, 0.5, rng)
    beta, added = responses(event, other)
    assert beta[1] == pytest.approx(0.6, abs=0.03)
    assert added == pytest.approx(9.0 - 0.25, rel=0.1)
    regression = np.cov(event.T)[0, 1] / event[:, 0].var(ddof=1)
    assert abs(regression - 0.6) > abs(beta[1] - 0.6)


def test_bootstrap_interval_covers_the_response():
    """90% intervals over 150 small samples: nominal coverage within what 150 trials can tell."""
    rng = np.random.default_rng(2)
    inside = 0
    for _ in range(150):
        event, other = simulate(60, 3.0, rng), simulate(400, 0.5, rng)
        draws, _ = bootstrap_responses(event, other, 300, rng)
        low, high = np.quantile(draws[:, 1], [0.05, 0.95])
        inside += low <= 0.6 <= high
    assert 0.82 <= inside / 150 <= 0.97


def an_asset(name, changes):
    days = np.array([np.datetime64(date(2010, 1, 1) + timedelta(days=i)) for i in range(changes.size + 1)])
    return Asset(name, AssetMeasure.RATE, days, np.concatenate([[0.0], np.cumsum(changes)]))


def a_set(days):
    return EventSet("test", "test", "", 1, tuple(Event(d, "x") for d in days))


def test_a_set_on_series_of_days():
    rng = np.random.default_rng(3)
    changes = simulate(600, 0.3, rng)
    at = np.arange(40, 590, 25)
    changes[at - 1] = simulate(at.size, 6.0, rng)
    policy, other = an_asset("p", changes[:, 0]), an_asset("o", changes[:, 1])
    days = [date.fromisoformat(str(policy.days[i])) for i in at]
    found = identify(a_set(days), policy, [other])
    assert found.is_identified
    assert found.policy_share > 0.8
    assert found.responses[0].low <= 0.6 <= found.responses[0].high
    at_events, apart = changes[at - 1, 0], np.delete(changes[:, 0], at - 1)
    assert found.variance_ratio == pytest.approx(at_events.var(ddof=1) / apart.var(ddof=1), rel=0.15)
    assert found.respond() == found.responses  # drawn when asked for, and the same whenever that is


def test_ordinary_days_identify_nothing():
    """Event days as variable as others: the variance test says so in about 95 of 100 samples."""
    rng = np.random.default_rng(4)
    called = 0
    for _ in range(100):
        changes = simulate(400, 1.0, rng)
        policy, other = an_asset("p", changes[:, 0]), an_asset("o", changes[:, 1])
        days = [date.fromisoformat(str(policy.days[i])) for i in (100, 160, 220, 280, 340)]
        called += identify(a_set(days), policy, [other], n_draws=400).is_identified
    assert called <= 11


def test_too_few_events():
    asset = an_asset("p", np.random.default_rng(5).standard_normal(100))
    with pytest.raises(InputError, match="2 events"):
        identify(a_set([date(2010, 2, 1), date(2010, 3, 1)]), asset, [asset])
