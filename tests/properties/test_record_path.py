"""The path of policy as a step function: what must hold for every day, every knowledge date, every overlay."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.record import assume, load_path
from fedsheet.record.levers import INSTRUMENTS

PATH = load_path()
DAYS = st.dates(PATH.begins, date(2027, 12, 31))
INSTRUMENT = st.sampled_from(sorted(INSTRUMENTS))
NUMERIC = st.sampled_from(sorted(name for name, lever in INSTRUMENTS.items() if lever.base))


@given(INSTRUMENT, DAYS)
def test_a_value_holds_until_the_next_effective_date(instrument, day):
    turns = [a.effective_date for a in PATH.steps[instrument]]
    last_turn = max((turn for turn in turns if turn <= day), default=PATH.begins)
    assert PATH.value_at(instrument, max(last_turn, PATH.begins)) == PATH.value_at(instrument, day)


@given(DAYS, DAYS)
def test_a_later_knowledge_date_never_knows_less(one, other):
    earlier, later = sorted((one, other))
    assert set(PATH.known(earlier)) <= set(PATH.known(later))


@given(INSTRUMENT, DAYS, DAYS)
def test_nothing_is_used_before_it_is_announced(instrument, day, known_at):
    action = PATH.action_at(instrument, day, known_at)
    assert action is None or (action.announced_at <= known_at and action.effective_date <= day)


@given(INSTRUMENT, DAYS)
def test_knowing_everything_is_the_same_as_no_knowledge_date(instrument, day):
    assert PATH.action_at(instrument, day, PATH.recorded_to) == PATH.action_at(instrument, day)


@given(DAYS)
def test_every_empty_value_has_its_reason_and_no_other(day):
    state = PATH.at(day)
    for instrument in INSTRUMENTS:
        assert (state.value(instrument) is None) == bool(state.reason(instrument))


@given(DAYS)
def test_the_target_is_a_point_or_a_range(day):
    state = PATH.at(day)
    assert (state.target_point is None) != (state.target_upper is None)
    assert (state.target_lower is None) == (state.target_upper is None)
    assert state.target_top >= (state.target_lower or 0.0)


def test_overlay_of_nothing_is_the_same_path():
    assert PATH.overlay([]) is PATH


@given(NUMERIC, DAYS, st.floats(0, 1), DAYS)
def test_overlay_changes_one_instrument_from_its_day_on(instrument, day, value, asked):
    other = PATH.overlay([assume(instrument, day, value)])
    expected = value if asked >= day else PATH.value_at(instrument, asked)
    assert other.value_at(instrument, asked) == expected
    for name in INSTRUMENTS:
        assert name == instrument or other.value_at(name, asked) == PATH.value_at(name, asked)


@given(INSTRUMENT, DAYS)
def test_overlay_of_the_recorded_course_is_the_recorded_course(instrument, day):
    future = [a for a in PATH.steps[instrument] if a.effective_date >= day and a.announced_at <= a.effective_date]
    whole = [a for a in future if sum(b.effective_date == a.effective_date for b in future) == 1]
    assert PATH.overlay(whole).value_at(instrument, date(2027, 1, 1)) == PATH.value_at(instrument, date(2027, 1, 1))


@settings(max_examples=25, deadline=None)  # the first call imports pandas
@given(NUMERIC, DAYS, st.integers(0, 400))
def test_the_series_is_the_value_of_each_day(instrument, start, length):
    end = start + timedelta(days=length)
    series = PATH.series(instrument, start, end)
    assert len(series) == length + 1
    for stamp, value in series.iloc[:: max(1, length // 20)].items():
        expected = PATH.value_at(instrument, stamp.date())
        assert value == expected or (value != value and expected is None)
