"""Event studies: what a window is, what a bad set says, and the size of their placebo."""

from __future__ import annotations

from datetime import date, time, timedelta

import numpy as np
import pytest

from fedsheet.cli import main
from fedsheet.core.errors import DateRangeError, InputError, RecordError, UnknownNameError
from fedsheet.review.assets import Asset, AssetMeasure
from fedsheet.review.events import event_study
from fedsheet.review.eventsets import Event, EventSet, event_set, parse_event_set


def an_asset(level, start=date(2010, 1, 4)):
    """Closes on weekdays."""
    days, day = [], start
    while len(days) < len(level):
        if day.weekday() < 5:
            days.append(np.datetime64(day))
        day += timedelta(days=1)
    return Asset("X", AssetMeasure.RATE, np.array(days), np.asarray(level, dtype=float))


def a_set(*days, confounded=()):
    return EventSet("s", "s", "", 1, tuple(Event(d, "x", confounded=d in confounded) for d in days))


def random_asset(n=700, seed=0):
    return an_asset(np.cumsum(np.random.default_rng(seed).standard_normal(n)) / 1e4)


def test_windows():
    """One day: close before to close of the day. Two days: to the close of the day after."""
    asset = an_asset([0, 1, 3, 7, 15, 31] + [31] * 600)
    day = date(2010, 1, 6)  # Wednesday, third close
    assert event_study(a_set(day), [asset], window_days=1).rows[0].change == 2
    assert event_study(a_set(day), [asset], window_days=2).rows[0].change == 6


def test_touching_windows_count_each_day_once_and_say_so():
    asset = random_asset()
    first, second = date(2011, 3, 1), date(2011, 3, 2)
    found = event_study(a_set(first, second), [asset], window_days=2)
    assert "overlap" in found.findings[0]
    span = asset.level[asset.position(date(2011, 3, 3))] - asset.level[asset.position(date(2011, 2, 28))]
    assert found.sums[0].change == pytest.approx(span)


def test_confounded_dates_stand_apart():
    asset = random_asset()
    one, two = date(2011, 3, 1), date(2011, 6, 1)
    found = event_study(a_set(one, two, confounded=(two,)), [asset])
    assert found.sums[0].clear_change == pytest.approx(found.rows[0].change)
    every = event_study(a_set(one, two, confounded=(one, two)), [asset])
    assert every.sums[0].clear_change is None


@pytest.mark.parametrize(
    ("day", "error", "words"),
    [
        (date(2005, 1, 3), DateRangeError, "is held from"),
        (date(2040, 1, 3), DateRangeError, "is held from"),
        (date(2011, 3, 5), InputError, "not a day with a close"),
    ],
)
def test_days_without_figures(day, error, words):
    with pytest.raises(error, match=words):
        event_study(a_set(day), [random_asset()])


def test_a_holiday_among_other_days_is_left_out_and_listed():
    """5 March 2011 is a Saturday; the sum is that of the days that have a close."""
    asset, days = random_asset(), (date(2011, 3, 1), date(2011, 3, 5), date(2011, 3, 9))
    found = event_study(a_set(*days), [asset])
    without = event_study(a_set(days[0], days[2]), [asset])
    assert found.sums == without.sums
    assert [row.date for row in found.rows] == [days[0], days[2]]
    assert found.left_out == {days[1]: (asset.id,)}
    assert found.findings[0].startswith("2011-03-05 has no close of")


def test_a_thousand_dates_with_a_holiday_are_taken():
    """Every second weekday of 2,100; the holiday is the one weekday on which the series has no close."""
    whole = random_asset(2_100)
    gap = 401
    asset = Asset("X", whole.measure, np.delete(whole.days, gap), np.delete(whole.level, gap))
    days = [date.fromisoformat(str(day)) for day in whole.days[1:2_001:2]]
    assert len(days) == 1_000
    found = event_study(a_set(*days), [asset], n_draws=50)
    holiday = date.fromisoformat(str(whole.days[gap]))
    assert found.left_out == {holiday: ("X",)}
    assert [row.date for row in found.rows] == [day for day in days if day != holiday]


def test_a_file_of_a_thousand_dates_is_a_command(tmp_path, monkeypatch, capsys):
    """Every fourth weekday from 2010 on; Christmas Day of 2012, without a close, is listed and not refused."""
    weekdays = [day for n in range(6_000) if (day := date(2010, 1, 4) + timedelta(days=n)).weekday() < 5]
    days = weekdays[::4][:1_000]
    assert date(2012, 12, 25) in days
    events = "".join(f"[[event]]\ndate = {day}\nwhat = 'x'\n" for day in days)
    file = tmp_path / "mine.toml"
    file.write_text(f"title = 't'\nsource = 's'\n{events}")
    monkeypatch.setattr("sys.argv", ["fedsheet", "review", "events", str(file), "--series", "DGS10"])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == 0
    assert "2012-12-25 is a day without a close of DGS10: left out of the sum." in capsys.readouterr().out


def test_every_date_outside_a_series_is_named_at_once():
    early = [date(2001, 1, 2) + timedelta(days=one) for one in range(12)]
    with pytest.raises(DateRangeError, match=r"12 of 13 dates: 2001-01-02, .*2001-01-11 …"):
        event_study(a_set(*early, date(2011, 3, 1)), [random_asset()])


def test_dates_that_leave_no_other_days_are_refused():
    asset = random_asset(40)
    with pytest.raises(InputError, match="leave no day"):
        event_study(a_set(*(date.fromisoformat(str(day)) for day in asset.days[1:])), [asset])


def test_a_window_that_runs_out_of_the_figures():
    asset = random_asset()
    last = date.fromisoformat(str(asset.days[-1]))
    with pytest.raises(DateRangeError, match="2-day window"):
        event_study(a_set(last), [asset], window_days=2)


@pytest.mark.parametrize("days", [-1, 0, 3, 400])
def test_only_windows_of_the_literature_are_measured(days):
    """`--window 1|2`."""
    with pytest.raises(InputError, match=f"window of {days} days is not measured"):
        event_study(a_set(date(2011, 3, 1)), [random_asset()], window_days=days)


TEXT = """
title = "t"
window_days = 1
[[event]]
date = 2010-11-03
what = "a"
[[event]]
date = {second}
what = "b"
{extra}
"""


def test_a_users_own_set():
    found = parse_event_set(TEXT.format(second="2010-08-10", extra="time = 14:15:00"), "mine", "mine.toml")
    assert found.dates == (date(2010, 8, 10), date(2010, 11, 3))
    assert found.events[0].time == time(14, 15)


@pytest.mark.parametrize(
    ("second", "extra", "error", "words"),
    [
        ("2010-11-03", "", InputError, "stands twice"),
        ('"2010-11-04"', "", RecordError, "not a date"),
        ("2010-11-04", "colour = 3", RecordError, "Unknown key 'colour'"),
        ("2010-11-04", "[published]\nDGS10 = -5e18", RecordError, "At most 2,000 either way"),
        ("2010-11-04", "others = 3", RecordError, "not a list of texts"),
        ("2010-11-04", "others = ['a', 3]", RecordError, "not a list of texts"),
        ("2010-11-04", "confounded = 'no'", RecordError, "true or false"),
        ("2010-11-04", "announced = 'then'", RecordError, "not a date"),
        ("2010-11-04", "grade = 3", RecordError, "not a text"),
        ("2010-11-04", "grade = 'Z'", RecordError, "Known: A, B"),
        ("2010-11-04", "time = 'noon'", RecordError, "without quotes"),
        ("2010-11-04T10:00:00", "", RecordError, "has an hour"),
        ("nonsense", "", RecordError, "Not valid TOML"),
    ],
)
def test_bad_sets(second, extra, error, words):
    with pytest.raises(error, match=words) as caught:
        parse_event_set(TEXT.format(second=second, extra=extra), "mine", "mine.toml")
    assert "mine.toml" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "event = 3", "event = []", "window_days = 3\n[[event]]\ndate=2010-01-05\nwhat='a'"]
)
def test_sets_without_events_or_sense(text):
    with pytest.raises(RecordError):
        parse_event_set(text, "mine", "mine.toml")


def test_deep_and_large_files_are_refused():
    with pytest.raises(RecordError):
        parse_event_set("a = " + "[" * 5_000, "mine", "mine.toml")
    with pytest.raises(RecordError, match="megabyte"):
        parse_event_set("#" * 1_100_000, "mine", "mine.toml")


def test_unknown_set_names_the_nearest():
    with pytest.raises(UnknownNameError, match="gagnon2011"):
        event_set("gagnon")


def test_pooled_sets_hold_every_date_once():
    """Five dates of QE1, three of QE2, three of the extension, three of LSAP3."""
    found = event_set("qe_2008_2012")
    assert len(found.dates) == 14
    assert list(found.dates) == sorted(set(found.dates))


def test_size_of_the_placebo():
    """5% ± 1.5 in 1,000 draws; sums of two-day windows on six random dates."""
    rng = np.random.default_rng(11)
    rejected = 0
    for trial in range(1_000):
        asset = an_asset(np.cumsum(rng.standard_t(5, 600)))
        at = np.sort(rng.choice(np.arange(100, 500, 5), 6, replace=False))
        days = tuple(date.fromisoformat(str(asset.days[i])) for i in at)
        found = event_study(a_set(*days), [asset], window_days=2, n_draws=1_000, seed=trial)
        rejected += found.sums[0].placebo_p <= 0.05
    assert abs(rejected / 1_000 - 0.05) <= 0.015


def test_a_known_effect_is_found():
    rng = np.random.default_rng(12)
    level = np.cumsum(rng.standard_normal(700)) / 1e4 * 5
    for at in (200, 300, 400, 500):
        level[at:] -= 0.0015
    asset = an_asset(level)
    days = tuple(date.fromisoformat(str(asset.days[i])) for i in (200, 300, 400, 500))
    found = event_study(a_set(*days), [asset]).sums[0]
    assert found.change == pytest.approx(-0.006, abs=0.0025)
    assert found.placebo_p < 0.01
    assert found.hac_p < 0.01
