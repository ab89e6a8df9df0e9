from datetime import date

import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.core.releases import employment_situation
from fedsheet.outlook.known import as_known, release_rule
from support import snapshot_vintage


@pytest.mark.parametrize(
    ("month", "published"),
    [  # BLS archive of Employment Situation releases
        (date(2020, 12, 1), date(2021, 1, 8)),
        (date(2021, 6, 1), date(2021, 7, 2)),
        (date(2021, 8, 1), date(2021, 9, 3)),
        (date(2021, 9, 1), date(2021, 10, 8)),
        (date(2021, 10, 1), date(2021, 11, 5)),
        (date(2013, 3, 1), date(2013, 4, 5)),
        (date(2014, 4, 1), date(2014, 5, 2)),
    ],
)
def test_jobs_reports_appear_when_they_did(month, published):
    assert employment_situation(month) == published


def test_a_cut_vintage_holds_nothing_published_later():
    vintage, day = snapshot_vintage("2022-10-31"), date(2021, 9, 22)
    cut = as_known(vintage, day).vintage
    for series in cut.values():
        rule = release_rule(vintage[series.id])
        assert rule(series.values.index[-1].date()) <= day


def test_the_first_missing_release_is_really_later():
    vintage, day = snapshot_vintage("2022-10-31"), date(2021, 9, 22)
    cut = as_known(vintage, day).vintage
    for name in ("UNRATE", "PCECTPI", "SOFR", "WRESBAL"):
        following = vintage[name].values.index[len(cut[name].values)]
        assert release_rule(vintage[name])(following.date()) > day


def test_what_kind_of_as_of_it_is_is_said():
    vintage = snapshot_vintage("2022-10-31")
    assert not as_known(vintage, date(2021, 9, 22)).real_time
    assert as_known(vintage, date(2022, 10, 31)).real_time


def test_a_series_not_yet_public_names_its_first_day():
    cut = as_known(snapshot_vintage("2022-10-31"), date(2018, 4, 2)).vintage
    with pytest.raises(DateRangeError, match="2018-04-04"):
        cut["SOFR"]  # first published by the New York Fed on 2018-04-03 for 2018-04-02; held from 2018-04-03


def test_projections_are_held_whole():
    cut = as_known(snapshot_vintage("2022-10-31"), date(2021, 9, 22)).vintage
    assert cut["GDPPOT"].values.index[-1].year == 2032
