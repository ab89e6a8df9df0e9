"""Events through a user's surprises: the slope is found, days not covered are named, public tables are read."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.present.exhibits.events import through_instrument
from fedsheet.present.text import Words
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.eventsets import Event, EventSet
from fedsheet.review.instrumented import instrumented
from fedsheet.review.surprises import Surprises
from fedsheet.runs import own_tables, review

PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "events"
SLOPE = 1.5


def _planted(noise=0.0):
    """Four hundred weekdays; every tenth has a surprise that moves the asset by half as much again."""
    rng = np.random.default_rng(4)
    days = [d for n in range(600) if (d := date(2015, 1, 1) + timedelta(n)).weekday() < 5][:400]
    steps, by_day = noise * rng.standard_normal(400), {}
    for place in range(10, 400, 10):
        by_day[days[place]] = float(rng.normal(0, 0.001))
        steps[place] += SLOPE * by_day[days[place]]
    asset = Asset("X", AssetMeasure.RATE, np.array(days, dtype="datetime64[D]"), 0.03 + np.cumsum(steps))
    return asset, Surprises("mine", "mine.csv", by_day)


def _set(days):
    return EventSet("s", "s", "", 1, tuple(Event(day, "x") for day in days))


def test_slope_and_sum_accounted_for():
    asset, surprises = _planted()
    days = list(surprises.by_day)[:5]
    found = instrumented(_set(days), [asset], surprises)
    row = found.rows[0]
    assert row.slope == pytest.approx(SLOPE, rel=1e-9)
    assert row.accounted == pytest.approx(row.summed, rel=1e-6)
    assert found.missing == ()


def test_bands_hold_the_slope_under_noise():
    asset, surprises = _planted(noise=0.0005)
    row = instrumented(_set(list(surprises.by_day)[:5]), [asset], surprises).rows[0]
    assert row.low < SLOPE < row.high


def test_days_not_covered_are_named_never_dropped():
    asset, surprises = _planted()
    other = date(2015, 3, 3)
    days = [*list(surprises.by_day)[:3], other]
    found = instrumented(_set(days), [asset], surprises)
    assert found.missing == (other,)
    for language in ("en", "zh"):
        assert str(other) in " ".join(through_instrument(found, Words(language)).notes)


def test_an_instrument_that_does_not_cover_the_events_is_refused_with_their_days():
    asset, surprises = _planted()
    days = [*list(surprises.by_day)[:2], date(2015, 3, 3), date(2015, 3, 4)]
    with pytest.raises(InputError, match="2015-03-03, 2015-03-04"):
        instrumented(_set(days), [asset], surprises)


def test_a_constant_column_identifies_nothing():
    asset, surprises = _planted()
    same = Surprises("mine", "mine.csv", dict.fromkeys(surprises.by_day, 0.001))
    with pytest.raises(InputError, match="same on every day"):
        instrumented(_set(list(surprises.by_day)[:5]), [asset], same)


# ---- public tables -----------------------------------------------------------------------------------------------


def _public(name):
    path = PUBLIC / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout")
    return path


@pytest.mark.parametrize(
    ("name", "column"),
    [("usmpd_monetary_events.csv", "UST10Y"), ("usmpd_statements.csv", "UST2Y"),
     ("bauer_swanson_fomc_update2023.csv", "MPS_ORTH"), ("abj2024_path_target_ns.csv", "GSS_path")],
)  # fmt: skip
def test_public_tables_are_read_whole(name, column):
    """As many days as the table has numbers in the column, less those that share a day."""
    path = _public(name)
    with path.open(encoding="utf-8") as text:
        cells = [(row["Date"][:10], row[column]) for row in csv.DictReader(text)]
    found = own_tables.surprises(path.read_bytes(), path.name, column)
    assert len(found.by_day) == len({day for day, cell in cells if cell.strip() and cell.upper() != "NA"})


def test_ten_year_surprises_move_the_ten_year_yield_one_for_one():
    """San Francisco Fed's database: a move of the ten-year note within the hour is still there two days later."""
    path = _public("usmpd_monetary_events.csv")
    found = review.instrument(review.read(), "qe_2008_2012", str(path), "UST10Y", None)
    row = {r.series: r for r in found.rows}["DGS10"]
    assert row.low < 1.0 < row.high
    assert row.first_stage > 10
    assert [str(day) for day in found.missing] == ["2008-11-25", "2008-12-01", "2011-08-26", "2012-08-31"]
