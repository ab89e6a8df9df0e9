"""An opening of a past day knows GDP, prices and mortgage spreads as far as they were public on it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.series import Series
from fedsheet.outlook.known import published
from fedsheet.portfolio.known import published_by
from fedsheet.portfolio.liabilities.rules import gdp_path
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.rates import rate_path
from fedsheet.record import load_path
from support import snapshot_vintage

LATE = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [  # Bureau of Economic Analysis, advance estimates: 2022-01-27 and 2021-04-29; here by the latest usual day
        (date(2022, 2, 16), date(2021, 10, 1)),
        (date(2021, 5, 19), date(2021, 1, 1)),
        (date(2022, 1, 26), date(2021, 7, 1)),
        (date(2025, 12, 31), date(2025, 7, 1)),
    ],
)
def test_gdp_of_a_quarter_under_way_is_not_known(day, quarter):
    path = gdp_path(snapshot_vintage(LATE), day, 0.04)
    assert path.day == quarter
    assert path.usd == snapshot_vintage(LATE)["GDP"].base_at(quarter)


@pytest.mark.parametrize("series_id", ["GDP", "CPIAUCSL"])
def test_the_calendar_is_the_one_walk_forward_uses(series_id):
    vintage = snapshot_vintage(LATE)
    days = np.arange(np.datetime64("2019-01-01"), np.datetime64("2025-12-01"), 5).astype(object)
    for day in days:
        last = published(vintage[series_id], day).values.index[-1]
        assert published_by(vintage, series_id, day).values.index[-1] == last, day


def test_a_vintage_of_the_openings_own_statement_is_taken_whole():
    day = date(2022, 1, 26)
    vintage = replace(snapshot_vintage(LATE), as_of=date(2022, 1, 27))  # the Thursday of GDP's advance estimate
    assert published_by(vintage, "GDP", day).values.index[-1].date() == date(2022, 1, 1)


def test_rates_ahead_do_not_change_with_what_was_not_public():
    day, vintage = date(2021, 5, 19), snapshot_vintage(LATE)

    def spoil(series, public):
        late = series.values.index > str(public)
        return Series(series.definition, series.values.where(~late, series.values * 3))

    public = {"CPIAUCSL": date(2021, 4, 1)}  # April's index appeared on 2021-05-12 (BLS), May's on 2021-06-10
    spoilt = replace(vintage, series={n: spoil(s, public.get(n, day)) for n, s in vintage.series.items()})
    paths = [
        rate_path(v, load_path(), load_parameters(), date(2008, 1, 1), date(2023, 1, 1), given_until=day)
        for v in (vintage, spoilt)
    ]
    assert paths[0].digest == paths[1].digest


def test_the_spread_of_a_quarter_under_way_is_not_known():
    parameters, day = load_parameters(), date(2021, 5, 19)
    path = rate_path(
        snapshot_vintage(LATE), load_path(), parameters, date(2008, 1, 1), date(2022, 1, 1), given_until=day
    )
    spread = path.mortgage - path.par_yields[:, 3]
    first_quarter, second_quarter = parameters.mortgage_rate.at(np.array(["2021-02", "2021-05"], "M8[M]"))
    assert first_quarter != second_quarter
    assert spread[path.at(day) :] == pytest.approx(first_quarter, abs=1e-12)
    assert spread[path.at(date(2020, 2, 1))] == pytest.approx(
        parameters.mortgage_rate.at(np.array(["2020-02"], "M8[M]"))[0], abs=1e-12
    )
