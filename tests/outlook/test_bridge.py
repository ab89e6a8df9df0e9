from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.outlook.bridge import implied_course, overlay, parse_spec, rule_course, to_range
from fedsheet.outlook.quotes import FuturesQuotes, OisQuotes
from fedsheet.outlook.rules import RULES
from fedsheet.record import load_path
from support import snapshot_vintage

START, END = date(2022, 2, 16), date(2027, 12, 31)


def test_specs():
    assert parse_spec("rule:inertial") == ("rule", "inertial")
    assert parse_spec("implied:a/b.csv") == ("implied", "a/b.csv")
    with pytest.raises(UnknownNameError, match="inertial"):
        parse_spec("rule:inertia")
    for spec in ("", "implied:", "market", "inertial"):
        with pytest.raises(InputError, match="rule:NAME"):
            parse_spec(spec)


@pytest.mark.parametrize(("rate", "middle"), [(0.0, 0.00125), (-0.03, 0.00125), (0.0112, 0.01125), (0.0512, 0.05125)])
def test_a_rate_becomes_the_nearest_range(rate, middle):
    assert to_range(rate) == pytest.approx(middle)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_gives_a_course(rule):
    course = rule_course(rule, snapshot_vintage(), START, END)
    assert course.days[0] == START
    assert list(course.days) == sorted(set(course.days))
    assert min(course.midpoints) >= 0.00125
    assert course.days[-1] <= END


def test_inertial_feeds_on_its_own_rate_not_the_actual_one():
    # First quarter by hand: 0.85 of the actual 2021Q4 average 0.08, 0.15 of the balanced approach 8.04 percent.
    first = rule_course("inertial", snapshot_vintage(), START, END).midpoints[0]
    assert first == to_range(0.85 * 0.0008 + 0.15 * 0.0804)


def test_gaps_close_and_the_course_ends_at_neutral():
    course = rule_course("taylor_1993", snapshot_vintage(), date(2026, 1, 1), date(2045, 1, 1))
    # Longer-run funds rate 3.0 percent (SEP December 2024): one percent real plus the goal.
    assert abs(course.midpoints[-1] - 0.03) < 0.0013  # the nearest range of 25 basis points


def test_the_overlay_moves_every_rate_together_and_leaves_the_record_alone():
    path = load_path()
    course = rule_course("inertial", snapshot_vintage(), START, END)
    moved = overlay(path, course)
    eve = path.at(date(2022, 2, 15))
    for day, middle in zip(course.days, course.midpoints, strict=True):
        state = moved.at(day)
        assert (state.target_lower + state.target_upper) / 2 == pytest.approx(middle)
        assert state.iorb - state.target_lower == pytest.approx(eve.iorb - eve.target_lower)
        assert state.srf_rate - state.target_upper == pytest.approx(eve.srf_rate - eve.target_upper)
    assert moved.at(date(2022, 2, 15)) == eve
    assert path.at(date(2023, 6, 1)).iorb == 0.0515  # FOMC implementation note 2023-05-03
    assert moved.digest != path.digest
    assert moved.at(date(2023, 6, 1)).treasury_cap_usd == path.at(date(2023, 6, 1)).treasury_cap_usd


def test_a_priced_course_moves_by_the_priced_changes():
    day = date(2026, 9, 18)
    prices = {(2026, 9): 96.2525, (2026, 10): 96.105, (2026, 11): 95.975}
    course = implied_course(FuturesQuotes(day, prices), load_path())
    assert course.days == (date(2026, 10, 29),)
    # CME FedWatch, 18 September 2026: 57.6 percent of 25 basis points over the middle of 3.75-4.00.
    assert course.midpoints[0] == pytest.approx(0.03875 + 0.576 * 0.0025, abs=1e-5)


def test_swaps_give_a_course_too():
    day = date(2026, 9, 18)
    course = implied_course(OisQuotes(day, {date(2026, 10, 19): 0.039, date(2026, 12, 1): 0.040}), load_path())
    assert course.days == (date(2026, 10, 29),)
    assert course.midpoints[0] > 0.03875


def test_a_start_outside_the_figures_is_refused():
    with pytest.raises(InputError, match="outside"):
        rule_course("inertial", snapshot_vintage(), date(1990, 1, 1), date(1991, 1, 1))
    with pytest.raises(InputError, match="forty-one years"):
        rule_course("inertial", snapshot_vintage(), START, date(2090, 1, 1))


def test_average_inflation_past_the_figures_goes_to_the_goal():
    from fedsheet.outlook.bridge import extended
    from fedsheet.outlook.rules import DEFAULTS, rule_inputs

    x = extended(rule_inputs(snapshot_vintage(), DEFAULTS), DEFAULTS, date(2040, 1, 1))
    assert x.average_inflation[-1] == pytest.approx(0.02, abs=5e-4)
    assert np.all(np.diff(x.inflation[-20:]) <= 0)
