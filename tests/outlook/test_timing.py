"""When the buffer is used up: drains known beforehand, and the record of the runoff of 2022-25."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.outlook.known import as_known
from fedsheet.outlook.timing import first_weeks, timing, timings
from fedsheet.outlook.triggers import triggers
from fedsheet.record import load_path
from support import snapshot_vintage


def steady(change, weeks=120, start=0.20):
    days = pd.date_range("2022-06-01", periods=weeks, freq="W-WED")
    pool = pd.Series(start + change * np.arange(weeks), days)
    return pool, pd.Series(0.11, days)


def test_a_steady_drain_is_dated_exactly():
    # 0.1 point a week: from 14.0 percent after sixty weeks it takes thirty more to 11.
    pool, threshold = steady(-0.001)
    found = timing(pool, threshold, pool.index[60].date(), seed=1)
    assert found.pool == pytest.approx(0.14)
    assert (found.dates[2] - found.dates[0]).days <= 7  # rounding of a sum of thirty equal steps
    assert abs((found.dates[1] - pool.index[90].date()).days) <= 7
    assert found.within == {26: 0.0, 52: 1.0, 104: 1.0}
    assert found.covered


def test_a_growing_pool_never_gets_there():
    found = timing(*steady(0.001), date(2023, 9, 1), seed=1)
    assert found.dates == (None, None, None)
    assert found.within[104] == 0.0
    assert found.covered is None


def test_the_same_seed_draws_the_same_weeks():
    changes = np.random.default_rng(3).normal(-0.001, 0.003, 104)
    draws = [first_weeks(0.14, 0.11, changes, np.random.default_rng(seed)) for seed in (5, 5, 6)]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])


def test_more_noise_widens_the_interval():
    quiet, loud = (
        first_weeks(0.14, 0.11, np.random.default_rng(3).normal(-0.001, sd, 104), np.random.default_rng(0))
        for sd in (0.0005, 0.004)
    )
    spread = [np.quantile(w, 0.9, method="higher") - np.quantile(w, 0.1, method="higher") for w in (quiet, loud)]
    assert spread[1] > spread[0]


def test_too_short_a_history_is_refused():
    pool, threshold = steady(-0.001, weeks=6)
    with pytest.raises(DateRangeError, match="Too few weeks"):
        timing(pool, threshold, pool.index[-1].date(), seed=0)


def test_from_the_end_of_2023_on_every_interval_held_what_came():
    found = [t for t in timings(triggers(snapshot_vintage(), load_path())) if t.as_of >= date(2023, 12, 31)]
    assert len(found) >= 6
    assert sum(bool(t.covered) for t in found) >= 0.8 * len(found)  # eighty-percent intervals


def test_nothing_after_the_day_is_looked_at():
    day = date(2024, 6, 30)
    late = {t.as_of: t for t in timings(triggers(snapshot_vintage(), load_path()))}[day]
    cut = as_known(snapshot_vintage(), date(2024, 7, 31)).vintage
    then = {t.as_of: t for t in timings(triggers(cut, load_path()))}[day]
    assert (then.pool, then.within, then.dates) == (late.pool, late.within, late.dates)
    assert then.actual is None
