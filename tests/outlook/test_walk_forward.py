"""No look-ahead: the future is poisoned and nothing known before it changes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.series import Series
from fedsheet.outlook.known import as_known, release_rule
from fedsheet.outlook.progress import progress, searches, signal
from fedsheet.outlook.rules import prescriptions
from fedsheet.outlook.triggers import triggers
from fedsheet.record import load_path
from support import snapshot_vintage

PROJECTIONS = {"GDPPOT"}


def poisoned(vintage, day):
    """Every value not yet public on `day` replaced by nonsense that grows."""

    def spoil(series):
        rule = release_rule(series)
        late = np.array([rule(stamp.date()) > day for stamp in series.values.index])
        nonsense = pd.Series(np.where(late, 1e6 + np.arange(len(late)) ** 2.0, series.values), series.values.index)
        return Series(series.definition, nonsense)

    spoilt = {name: s if name in PROJECTIONS else spoil(s) for name, s in vintage.series.items()}
    return replace(vintage, series=spoilt)


@pytest.mark.parametrize(("held", "day"), [("2022-10-31", date(2021, 9, 22)), (None, date(2025, 8, 31))])
def test_a_poisoned_future_changes_nothing(held, day):
    honest = as_known(snapshot_vintage(held), day)
    spoilt = as_known(poisoned(snapshot_vintage(held), day), day)
    before, after = prescriptions(honest.vintage), prescriptions(spoilt.vintage)
    for rule, rates in before.rates.items():
        np.testing.assert_array_equal(rates, after.rates[rule])
    assert progress(honest) == progress(spoilt)


def test_the_poison_would_be_seen():
    day = date(2021, 9, 22)
    spoilt = poisoned(snapshot_vintage("2022-10-31"), day)
    assert spoilt["UNRATE"].values.iloc[-1] > 1e5


def test_flags_of_a_day_do_not_know_the_next():
    day = date(2025, 8, 31)
    later = triggers(as_known(snapshot_vintage(), date(2025, 12, 31)).vintage, load_path())
    then = triggers(as_known(poisoned(snapshot_vintage(), day), day).vintage, load_path())
    n = len(then.indicators)
    for rule, on in then.flags.items():
        np.testing.assert_array_equal(on, later.flags[rule][:n])
    pd.testing.assert_frame_equal(then.indicators, later.indicators.iloc[:n])


def test_a_signal_found_stays_where_it_is_as_time_passes():
    vintage = snapshot_vintage("2022-10-31")
    search = next(s for s in searches() if s.condition == "report")
    dates = {signal(as_known(vintage, until).vintage, search).met_on for until in (date(2021, 8, 1), date(2022, 2, 1))}
    assert dates == {date(2021, 7, 2)}
