"""Reserve demand: slopes by instrument and the states, as known each week since 2010."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

import fedsheet.store
from fedsheet.core.errors import DateRangeError
from fedsheet.market.regimes import (
    STATES,
    ReserveDemand,
    estimated,
    filtered,
    reserve_demand,
    signs_by_quarter,
    state_parameters,
)
from fedsheet.market.reserve_demand import IMPACT, SETTLED, responses, rolling, slope, slope_between
from fedsheet.record import load_path

NEW_YORK_FED = (date(2026, 7, 6), -0.439, -0.093)  # 68% band of its reserve demand elasticity on that day


@cache
def demand() -> ReserveDemand:
    return reserve_demand(fedsheet.store.vintage(), load_path())


def simulated(beta: float, weeks: int, seed: int) -> pd.DataFrame:
    """Weeks in which the Treasury moves reserves, and the rate answers with `beta`; a common trend hides it."""
    rng = np.random.default_rng(seed)
    z, trend = rng.normal(size=weeks), np.cumsum(rng.normal(size=weeks))
    q = np.cumsum(z) + 0.5 * trend
    s = beta * np.cumsum(z) + 0.8 * trend + rng.normal(scale=0.3, size=weeks)
    index = pd.date_range("2010-01-06", periods=weeks, freq="W-WED")
    return pd.DataFrame({"effr": s, "q": q, "z": z}, index)


def test_the_instrument_finds_a_slope_that_levels_miss() -> None:
    truth = -0.4
    hits, plain = [], []
    for seed in range(80):
        frame = simulated(truth, 400, seed)
        found = slope(responses(frame, "effr", IMPACT))
        assert found is not None
        low, high = found.band(1.645)
        hits.append(low <= truth <= high)
        plain.append(np.polyfit(frame["q"], frame["effr"], 1)[0])
    assert np.mean(hits) == pytest.approx(0.9, abs=0.1)  # three standard deviations of a share of 80
    assert np.mean(np.abs(np.array(plain) - truth)) > 0.2


def test_rolling_is_the_slope_of_each_window() -> None:
    frame = simulated(-0.3, 120, 3)
    found = rolling(frame, "effr", SETTLED, 52)
    moves = responses(frame, "effr", SETTLED).shift(3)
    alone = slope(moves.iloc[60:112])
    assert alone is not None
    assert found["value"].iloc[111] == pytest.approx(alone.value, rel=1e-9)
    assert found["error"].iloc[111] == pytest.approx(alone.standard_error, rel=1e-9)


@pytest.mark.parametrize(("start", "end"), [("2010-01-01", "2011-12-31"), ("2018-01-01", "2019-12-31"),
                                            ("2025-01-01", "2026-12-31")])  # fmt: skip
def test_effr_falls_in_the_week_in_which_news_adds_reserves(start: str, end: str) -> None:
    found = slope_between(demand().frame, "effr", date.fromisoformat(start), date.fromisoformat(end), IMPACT)
    assert found is not None
    assert found.value < 0.0


@pytest.mark.parametrize("year", [2018, 2025])
def test_repo_answers_more_strongly_than_effr(year: int) -> None:
    start, end = date(year, 1, 1), date(year + 1, 12, 31)
    repo, effr = (slope_between(demand().frame, rate, start, end) for rate in ("repo", "effr"))
    assert repo is not None
    assert effr is not None
    assert repo.value < effr.value < 0.0


def test_the_band_overlaps_the_new_york_feds() -> None:
    day, low, high = NEW_YORK_FED
    found = slope_between(demand().frame, "effr", date(2026, 1, 7), day)
    assert found is not None
    ours = found.band(1.0)
    assert ours[0] < high
    assert ours[1] > low


def test_states_by_year_are_those_agreed_about() -> None:
    chance = demand().not_abundant
    assert chance["2019-09"].min() > 0.8
    assert chance["2025-12"].min() > 0.8
    assert chance["2012":"2017"].mean() <= 0.2
    assert chance["2021"].mean() <= 0.2
    assert demand().chance["scarce"]["2019-09"].mean() > 0.5
    assert demand().chance["scarce"]["2025":"2026"].max() < 0.2


def test_a_band_holds_its_middle_and_a_day_knows_no_later_week() -> None:
    found = demand()
    assert bool((found.low <= found.not_abundant).all())
    assert bool((found.not_abundant <= found.high).all())
    assert found.newest_week(date(2025, 12, 31)) == pd.Timestamp("2025-12-24")
    assert found.newest_week(date(2026, 1, 1)) == pd.Timestamp("2025-12-31")
    daily = found.daily(pd.DatetimeIndex(["2025-12-31"]))
    assert daily.iloc[0].to_dict() == found.chance.loc["2025-12-24"].to_dict()
    with pytest.raises(DateRangeError):
        found.newest_week(date(2009, 1, 1))


def test_what_was_known_then_does_not_change_with_later_figures() -> None:
    then = reserve_demand(fedsheet.store.vintage(date(2024, 6, 28)), load_path())
    same = demand().chance.loc[then.chance.index]
    assert float(np.abs(then.chance - same).to_numpy().max()) < 0.02  # bank credit between two quarters is a line


def test_chances_sum_to_one_and_without_evidence_stay_at_the_chains_own() -> None:
    p = state_parameters()
    nothing = filtered(np.zeros((1, 3000, len(STATES))), p)
    assert np.allclose(nothing.sum(axis=2), 1.0)
    assert nothing[0, -1] == pytest.approx([0.25, 0.5, 0.25], abs=1e-6)


def test_the_shipped_levels_are_found_again() -> None:
    p = state_parameters()
    found, n = estimated(demand().frame, p)
    assert found.location == pytest.approx(p.location, rel=2e-3)
    assert found.width == pytest.approx(p.width, rel=2e-3)
    assert p.estimated_until <= date(2023, 12, 31)
    assert n.min() >= 6


def test_signs_of_the_next_quarters_are_those_the_states_expect() -> None:
    # 25 of 32 for EFFR over four weeks; raw negative signs are fewer (19 of 32), as slopes of 2020-24 were zero.
    found = signs_by_quarter(demand(), "effr").loc["2018Q1":"2025Q4"]
    assert len(found) == 32
    assert found["right"].sum() >= 24
    weak = set(found.index[~found["right"].astype(bool)])
    assert {"2019Q4", "2021Q1"} <= weak  # where the answer came late
