"""Rules ahead and under doubt, the base case, dots, votes and strategies, on the figures that ship."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from fedsheet.cli import outlook as commands
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.series import Series
from fedsheet.core.units import from_pct
from fedsheet.outlook.base_case import chances_after, from_prices
from fedsheet.outlook.bridge import implied_course
from fedsheet.outlook.forward import between, own_neutral
from fedsheet.outlook.implied import OFF_RANGE, implied_path, off_range
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.quotes import FuturesQuotes
from fedsheet.outlook.results import range_on
from fedsheet.outlook.rules import RuleAssumptions
from fedsheet.present.exhibits import ahead
from fedsheet.present.exhibits import implied as exhibits
from fedsheet.present.text import Words
from fedsheet.runs import outlook
from fedsheet.runs.kinds import KINDS
from fedsheet.runs.record import record_now
from support import snapshot_vintage

DAY = date(2026, 9, 30)


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()


@cache
def doubt():
    return outlook.doubt(DAY)


def test_rules_forward_end_on_the_committees_projection():
    # SEP of 2026-09-16, end of 2029: core inflation 2.0, unemployment 4.1 (longer run 4.2), funds rate 3.6 (3.2):
    # Taylor = 3.2 + 0.5 x 2 x (4.2 - 4.1) = 3.3.
    found = outlook.forward(DAY)
    assert found.announced_at == date(2026, 9, 16)
    assert found.quarters[-1] == date(2029, 10, 1)
    assert found.inflation[-1] == pytest.approx(0.02)
    assert found.gap[-1] == pytest.approx(0.002)
    assert found.committee[-1] == pytest.approx(0.036)
    assert found.rates["taylor_1993"][-1] == pytest.approx(0.033)


def test_between_fourth_quarters_lie_straight_lines():
    import pandas as pd

    quarters = pd.DatetimeIndex(["2026-07-01", "2026-10-01", "2028-10-01"])
    found = between(date(2026, 4, 1), 0.03, {2025: 0.9, 2026: 0.04, 2027: 0.02}, quarters)
    assert found == pytest.approx([0.03 + 0.01 * 91 / 183, 0.04, 0.02])


def test_the_grid_moves_taylor_one_for_one_with_r_and_by_half_with_the_gap():
    cells = {(c.gap, c.neutral_rate): c.rate for c in doubt().cells if c.rule == "taylor_1993"}
    assert cells[0.0, 0.02] - cells[0.0, 0.01] == pytest.approx(0.01)
    assert cells[0.02, 0.01] - cells[0.0, 0.01] == pytest.approx(0.01)


def test_the_r_that_fits_the_range_makes_the_rule_prescribe_its_middle():
    # FOMC 2026-09-16: 3.75 to 4.00 percent. Longer-run medians since 2012: 2.4 (2019) to 4.3 (2012).
    rows = {row.rule: row for row in doubt().rows}
    taylor = rows["taylor_1993"]
    assert taylor.now + (taylor.even - (from_pct(3.2) - 0.02)) == pytest.approx(0.03875)
    assert taylor.high - taylor.low == pytest.approx(0.019)
    assert rows["first_difference"].even is None


def test_the_base_case_of_prices_is_the_exchanges_table():
    # CME FedWatch for the settlement of 18 September 2026: a rise on 28 October 57.6 percent.
    prices = {(2026, 9): 96.2525, (2026, 10): 96.1050, (2026, 11): 95.9750, (2026, 12): 95.8350, (2027, 1): 95.7700,
              (2027, 2): 95.6800}  # fmt: skip
    day = date(2026, 9, 18)
    found = from_prices(implied_path(FuturesQuotes(day, prices), meetings_known(day)), 0.03875)
    assert 100 * found.chances[0].hike == pytest.approx(57.6, abs=0.1)
    assert all(one.cut + one.hold + one.hike == pytest.approx(1) for one in found.chances)


EXCHANGE = {(2026, 9): 96.2525, (2026, 10): 96.1050, (2026, 11): 95.9750, (2026, 12): 95.8350, (2027, 1): 95.7700,
            (2027, 2): 95.6800}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "middle"),
    [
        (date(2026, 9, 15), 0.03625),  # the eve of the rise
        (date(2026, 9, 16), 0.03875),  # FOMC: raised to 3.75-4.00 percent at two o'clock, in force the day after
        (date(2026, 9, 17), 0.03875),
        (date(2020, 3, 15), 0.00125),  # a Sunday: cut to 0-0.25 percent, in force on Monday
        (date(2008, 12, 15), 0.01),  # a point target
        (date(2008, 12, 16), 0.00125),
    ],
)
def test_prices_of_a_decisions_day_start_from_what_was_decided(day, middle):
    assert outlook.middle_of(record_now(), day) == pytest.approx(middle)


def test_the_same_prices_say_the_same_on_the_day_of_a_decision_and_two_days_later(tmp_path):
    # Settlements of 16 September 2026 come after the statement: a rise in October goes to 4.00-4.25, not to 3.75-4.00.
    told = {}
    for day in (date(2026, 9, 16), date(2026, 9, 18)):
        file = tmp_path / f"{day}.csv"
        rows = "".join(f"{day},{year}-{month:02},{price}\n" for (year, month), price in EXCHANGE.items())
        file.write_text("quote_date,contract,price\n" + rows)
        answer = CliRunner().invoke(commands.app, ["implied", str(file), "--format", "json"])
        found = outlook.base_case(file)
        course = implied_course(FuturesQuotes(day, EXCHANGE), record_now())
        told[day] = json.loads(answer.output)[0], [one.middle for one in found.chances], course.midpoints
    first, second = told.values()
    assert list(first[0]) == list(second[0])
    assert first[0]["4.00-4.25"] == pytest.approx(57.6, abs=0.1)
    assert first[1] == pytest.approx(second[1])
    assert first[2] == pytest.approx(second[2])
    assert first[1][0] == pytest.approx(0.03875 + 0.576 * 0.0025, abs=1e-5)


def test_prices_off_the_range_of_the_record_say_that_a_decision_is_lacking(tmp_path):
    # 28 October 2026 is not on record; futures of November stand at 4.13 percent, off 3.75-4.00 and on 4.00-4.25.
    day = date(2026, 11, 20)
    prices = {(2026, 11): 95.87, (2026, 12): 95.80, (2027, 1): 95.76, (2027, 2): 95.68}
    path = implied_path(FuturesQuotes(day, prices), meetings_known(day))
    assert off_range(path, 0.0375, 0.04) == pytest.approx(0.0413)
    assert off_range(path, 0.04, 0.0425) is None
    held = implied_path(FuturesQuotes(date(2026, 9, 18), EXCHANGE), meetings_known(date(2026, 9, 18)))
    for language, said in (("en", "it lacks a decision"), ("zh", "记录缺少一次决定")):
        words = Words(language)
        known, unknown = (exhibits.implied(one, words, 0.0375).notes for one in (held, path))
        assert any(said in note and "4.13%" in note for note in unknown)
        assert not any(said in note for note in known)
        assert any(said in note for note in ahead.base_case(from_prices(path, 0.03875), words).notes)
        assert not any(said in note for note in ahead.base_case(from_prices(path, 0.04125), words).notes)


def test_no_day_was_farther_off_its_range_than_prices_may_be_and_no_months_average_off_it():
    effective = snapshot_vintage(str(DAY)).base("DFF")["2008-12-17":]
    ends = np.array([range_on(record_now(), day.date()) for day in effective.index], dtype=float)
    held = pd.DataFrame({"rate": effective, "lower": ends[:, 0], "upper": ends[:, 1]})
    off, off_month = (
        np.maximum(one["lower"] - one["rate"], one["rate"] - one["upper"])
        for one in (held, held.groupby(held.index.to_period("M")).mean())
    )
    assert off.max() == pytest.approx(OFF_RANGE)  # 31 December 2015 and 17 September 2019
    assert off_month.max() < 0


def test_the_base_case_by_rules_is_one_at_every_meeting_ahead():
    found = outlook.base_case(as_of=DAY)
    assert found.source == "rules"
    assert found.chances[0].meeting == date(2026, 10, 28)
    assert all(one.cut + one.hold + one.hike == pytest.approx(1) for one in found.chances)
    assert all(min(one.cut, one.hold, one.hike) >= 0 for one in found.chances)


def test_what_followed_is_counted_with_one_observation_spread():
    assert chances_after(np.array([[6.0, 2.0, 0.0]] * 3), 0) == pytest.approx([19 / 27, 7 / 27, 1 / 27])


def test_dots_strategies_and_votes_stand_in_both_languages():
    for language in ("en", "zh"):
        words = Words(language)
        framework = ahead.framework(outlook.strategies(DAY), words)
        since = [row["since"] for row in framework.table.records(base=True)]
        # Statement on longer-run goals 2012-01-25, average inflation 2020-08-27, ended 2025-08-22
        assert [str(day)[:10] for day in since] == ["2012-01-25", "2020-08-27", "2025-08-22"]
        assert "2025-10-29" in framework.caption or ahead.votes(outlook.facts_known(DAY), words).table.rows
        assert ahead.dots(outlook.dots(DAY), words).caption
        assert ahead.base_case(outlook.base_case(as_of=DAY), words).notes
        assert ahead.neutral(doubt(), words).table.rows
        assert ahead.grid(doubt(), words).table.rows


def test_the_drift_of_a_years_median_is_its_last_less_its_first():
    # SEP medians for the end of 2026: 2.5 in September 2023 (the first), 4.1 in September 2026.
    told = [one.median for one in outlook.dots(DAY) if one.horizon == "2026"]
    assert told[-1] - told[0] == pytest.approx(0.016, abs=0.005)


def test_a_meeting_that_is_over_without_an_outcome_is_told():
    # the record knows the range of 16 September 2026 and not what 28 October brought
    found = outlook.base_case(as_of=date(2026, 11, 20))
    assert [one.meeting for one in found.passed] == [date(2026, 10, 28)]
    assert found.chances[0].meeting > date(2026, 11, 20)
    assert found.passed[0].middle == pytest.approx(found.middle + 0.0025 * (found.passed[0].hike - found.passed[0].cut))
    for language, said in (
        ("en", "The outcome of 28 October 2026 is not in the record"),
        ("zh", "2026 年 10 月 28 日"),
    ):
        assert any(said in note for note in ahead.base_case(found, Words(language)).notes)
    assert outlook.base_case(as_of=DAY).passed == ()


def test_a_rule_of_ones_own_is_called_by_its_title_everywhere(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('title = "House rule"\nform = "level"\ninflation_gap = 0.5\noutput_gap = 0.7\n')
    own = RuleAssumptions(own=(outlook.own_rule_from(file),))
    forward, doubtful, words = outlook.forward(DAY, own), outlook.doubt(DAY, own), Words("en")
    told = [ahead.forward(forward, words), ahead.grid(doubtful, words), ahead.neutral(doubtful, words)]
    for shown in told:
        cells = [str(cell) for row in shown.table.rows for cell in row]
        assert "House rule" in [*(column.label for column in shown.table.columns), *cells]


def test_an_r_star_by_file_has_its_column_with_unit_and_source(tmp_path, monkeypatch):
    """By hand: Taylor moves one for one with r*, the inertial rule by (1 - 0.85); first difference not at all."""
    from fedsheet.cli import data

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    file = tmp_path / "rstar.csv"
    file.write_text("date,value\n2025-10-01,1.10\n2026-01-01,1.23\n")
    given = ("--unit", "Percent", "--publisher", "New York Fed", "--title", "r* of HLW")
    brought = CliRunner().invoke(data.app, ["import", "RSTAR_HLW", str(file), *given])
    assert brought.exit_code == 0, brought.output

    def rows(*asked):
        words = ["rules", *asked, "--neutral-rate", "RSTAR_HLW", "--format", "json"]
        answer = CliRunner().invoke(commands.app, words)
        return json.loads(answer.output)

    at = {row["rule"]: row for row in rows("--neutral")}
    moved = {rule: row["at_own"] - row["at_newest"] for rule, row in at.items()}  # the newest median: 3.2 less 2
    assert moved["taylor_1993"] == pytest.approx(0.03)
    assert moved["inertial"] == pytest.approx(0.0045)
    assert moved["first_difference"] == pytest.approx(0.0)
    cells = {(row["rule"], row["output_gap"]): row for row in rows("--grid")}
    assert cells["taylor_1993", -1.0]["at_own"] - cells["taylor_1993", -1.0]["at_1.0"] == pytest.approx(0.23)
    for language, heading, whose in (
        ("en", "At your r* of 1.23%", "RSTAR_HLW of 2026 Q1 (r* of HLW; New York Fed)"),
        ("zh", "r* 取自定的 1.23%", "RSTAR_HLW 在 2026 年一季度的值（r* of HLW；New York Fed）"),
    ):
        asked = RuleAssumptions(neutral_series="RSTAR_HLW")
        for view in (ahead.neutral, ahead.grid):
            shown = view(outlook.doubt(None, asked), Words(language))
            assert shown.table.columns[-1].label == heading
            assert any(whose in note for note in shown.notes)


def test_a_constant_of_ones_own_stands_beside_the_grids_and_an_estimate_that_ended_is_refused():
    # 0.5 is a rate of the grid too: its column stays, one's own has the same numbers.
    shown = ahead.grid(outlook.doubt(DAY, RuleAssumptions(neutral_rate=0.005)), Words("en")).table
    assert all(row["at_own"] == row["at_0.5"] for row in shown.records())
    assert "at_own" not in [column.key for column in ahead.grid(doubt(), Words("en")).table.columns]
    vintage = doubt().prescriptions
    known = outlook.known_as_of(DAY).vintage
    whole = known["DGS10"]
    cut = replace(known, series={**known.series, "DGS10": Series(whole.definition, whole.values[:"2025-09-30"])})
    with pytest.raises(DateRangeError) as refused:
        own_neutral(cut, vintage.inputs.quarters[vintage.last], RuleAssumptions(neutral_series="DGS10"))
    assert "has no r* for the quarter of 2026-04-01" in refused.value.said("en")
    assert "2025-07-01" in refused.value.said("zh")
    reaching = replace(known, series={**known.series, "DGS10": Series(whole.definition, whole.values[:"2025-12-31"])})
    taken = own_neutral(reaching, date(2026, 4, 1), RuleAssumptions(neutral_series="DGS10"))
    assert taken.rate == pytest.approx(float(known.base("DGS10")[:"2025-12-31"].iloc[-1]))
    assert taken.quarter == date(2025, 10, 1)


def test_medians_have_the_digits_they_are_published_with():
    rows = ahead.dots(outlook.dots(DAY), Words("en")).table
    column = next(one for one in rows.columns if one.key == "median")
    assert column.form == "pct1"


def test_a_users_dots_show_where_they_stand_and_how_the_middle_moved(tmp_path):
    file = tmp_path / "dots.csv"
    file.write_text(KINDS["dots"].example, "utf-8")
    shown = ahead.single_dots(outlook.single_dots(file), Words("en"))
    assert [row["moved"] for row in shown.table.records()] == [None, None, 37.5, 6.25]
    assert "4.125 × 10" in str(shown.table.records()[2]["each"])
    with pytest.raises(InputError, match="nearest day with projections is 2026-06-17"):
        outlook.single_dots(file, date(2026, 8, 1))
