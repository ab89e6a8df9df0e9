"""The outlook's commands on the shipped figures: what they print, in which shape, and how they refuse."""

import csv
import io
import json
from datetime import date

import pytest
from typer.testing import CliRunner

from fedsheet.cli.outlook import app
from fedsheet.core.errors import DateRangeError, FedsheetError, InputError, UnknownNameError

PRICES = "quote_date,contract,price\n" + "".join(
    f"2026-09-18,{month},{price}\n"
    for month, price in (("2026-09", 96.2525), ("2026-10", 96.105), ("2026-11", 95.975), ("2026-12", 95.835),
                         ("2027-01", 95.77), ("2027-02", 95.68))
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()


def ask(*words):
    result = CliRunner().invoke(app, [*words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*words):
    return list(csv.DictReader(io.StringIO(ask(*words, "--format", "csv"))))


def test_rules_begin_in_2007_and_stand_beside_the_range():
    found = rows("rules")
    assert found[0]["quarter"] == "2007-01-01"
    last = next(r for r in found if r["quarter"] == "2025-10-01")
    assert [float(last["range_lower"]), float(last["range_upper"])] == pytest.approx([3.5, 3.75])  # FOMC 2025-12-10
    point = next(r for r in found if r["quarter"] == "2007-01-01")
    assert [float(point["range_lower"]), float(point["range_upper"])] == pytest.approx([5.25, 5.25])  # point target


def test_rules_as_of_an_early_day_end_early_and_say_how():
    found = rows("rules", "--as-of", "2021-09-22")
    assert found[-1]["quarter"] == "2021-04-01"
    assert "values are as revised by 31 October 2022" in ask("rules", "--as-of", "2021-09-22")


def test_the_estimated_reaction_function_comes_with_its_errors():
    found = {r["regime"]: r for r in rows("rules", "--estimated")}
    assert float(found["after_2020_08"]["inflation_se"]) > float(found["before_2020_08"]["inflation_se"]) > 0


def test_what_the_rules_take_as_given_is_shown_with_its_source():
    found = rows("rules", "--assumed")
    assert all(r["source"] for r in found)
    inertial = next(r for r in found if (r["what"], r["parameter"]) == ("inertial", "persistence"))
    assert float(inertial["value"]) == 0.85  # Board of Governors, Policy Rules


def test_constants_on_the_command_line_are_percent():
    base = rows("rules", "--neutral-rate", "1", "--from", "2025-10-01")[0]
    higher = rows("rules", "--neutral-rate", "2", "--from", "2025-10-01")[0]
    assert float(higher["taylor_1993"]) - float(base["taylor_1993"]) == pytest.approx(1.0)


def test_signals_are_json_with_iso_dates():
    found = json.loads(ask("progress", "--signals", "--format", "json"))
    report = next(r for r in found if r["condition"] == "report")
    assert (report["met_on"], report["meeting"]) == ("2021-07-02", "2021-07-28")


def test_progress_names_the_month_of_each_figure():
    found = {r["series"]: r for r in rows("progress", "--as-of", "2021-09-22")}
    assert found["PAYEMS"]["month"] == "2021-08-01"


def test_triggers_in_three_views():
    assert rows("triggers", "--as-of", "2025-08-31")[-1]["end_of_runoff"] == "True"
    assert {r["episode"] for r in rows("triggers", "--scores")} == {"2017-19", "2022-25"}
    assert {r["rule"] for r in rows("triggers", "--trade-off")} == {"buffer", "pressure"}


def test_triggers_never_carry_figures_past_their_last_day():
    assert rows("triggers")[-1]["date"] <= "2026-10-13"  # figures end on 8 October 2026


def test_implied_shows_ranges_by_their_bounds(tmp_path):
    file = tmp_path / "prices.csv"
    file.write_text(PRICES)
    found = rows("implied", str(file))
    assert found[0]["meeting"] == "2026-10-28"
    assert float(found[0]["4.00-4.25"]) == pytest.approx(57.6, abs=0.1)  # CME FedWatch, 2026-09-18


def test_implied_from_swaps(tmp_path):
    file = tmp_path / "swaps.csv"
    file.write_text("quote_date,tenor,rate\n2026-09-18,1M,3.88\n2026-09-18,6M,4.10\n")
    found = rows("implied", str(file))
    assert found[0]["from"] == "2026-09-18"
    assert float(found[1]["step"]) > 0


@pytest.mark.parametrize(
    ("words", "error", "reason"),
    [
        (("--until", "2029-01-01"), DateRangeError, "2028-01-26"),
        (("--as-of", "2023-06-01"), DateRangeError, "2023-12-13"),
        (("--convention", "sideways"), UnknownNameError, "day_after"),
        (("--format", "xml"), UnknownNameError, "csv"),
    ],
)
def test_implied_refuses_by_name(tmp_path, words, error, reason):
    file = tmp_path / "prices.csv"
    file.write_text(PRICES)
    with pytest.raises(error, match=reason):
        ask("implied", str(file), *words)


def test_a_missing_or_enormous_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a file"):
        ask("implied", str(tmp_path / "none.csv"))
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 1_000_001)
    with pytest.raises(InputError, match="400,000 characters"):
        ask("implied", str(large))


def test_the_scorecard_lists_what_has_no_outcome_yet():
    found = {r["projection"]: r for r in rows("scorecard")}
    assert found["2023-04-11-holdings-2030"]["outcome"] == ""
    assert float(found["2021-05-24-reserves"]["error"]) == pytest.approx(3_180, abs=5)  # 6,200 against 3,020 (H.4.1)


def test_ours_stands_beside_every_official_projection_on_the_same_information():
    found = {r["projection"]: r for r in rows("scorecard")}
    ahead = {"2022-05-24-agency-mbs-2030-12-31", "2026-01-28-reserve-balances-2026-12-31"}  # their dates are to come
    assert {name for name, row in found.items() if not row["ours"]} == ahead
    # In May 2021 no runoff was in sight: ours, like the official one, has more reserves than came; what banks do not
    # keep goes to ON RRP, so that ours has fewer of them than the official one.
    reserves = found["2021-05-24-reserves"]
    assert 0 < float(reserves["error_ours"]) < float(reserves["error"])
    assert abs(float(found["2023-04-11-holdings-2025"]["error_ours"])) < abs(
        float(found["2023-04-11-holdings-2025"]["error"])
    )
    assert "opened 2021-05-19" in ask("scorecard")  # the H.4.1 of 20 May was the last before the 24th


def test_the_same_information_means_nothing_later_is_looked_at():
    from dataclasses import replace

    from fedsheet import store
    from fedsheet.core.series import Series
    from fedsheet.outlook.official import made_on
    from fedsheet.portfolio.parameters import load_parameters
    from fedsheet.record import load_path

    vintage, path = store.vintage(), load_path()
    chosen = [p for p in path.projections if p.announced_at == date(2023, 4, 11)]
    after = [a for a in path.actions if a.announced_at > date(2023, 4, 11)]
    assert after

    def spoil(series):
        late = series.values.index > "2023-04-11"
        return Series(series.definition, series.values.where(~late, series.values * 3))

    spoilt = replace(vintage, series={name: spoil(s) for name, s in vintage.series.items()})
    parameters = load_parameters()
    assert made_on(spoilt, path, parameters, chosen) == made_on(vintage, path, parameters, chosen)


def test_errors_by_horizon():
    assert {r["years_ahead"] for r in rows("scorecard", "--by-horizon")} == {
        "0-1",
        "1-2",
        "2-3",
        "3-4",
    }  # 27 projections


def test_dates_that_are_none_are_refused():
    with pytest.raises(FedsheetError, match="YYYY-MM-DD"):
        ask("rules", "--as-of", "yesterday")


def test_the_report_section_is_written_on_an_early_and_a_late_day_in_both_languages():
    from fedsheet import store
    from fedsheet.present.blocks import Figure, Heading
    from fedsheet.present.sections.outlook import section
    from fedsheet.present.text import Words
    from fedsheet.record import load_path
    from fedsheet.runs.outlook import for_report

    path = load_path()
    for day, headings in ((None, 4), (date(2016, 1, 4), 2)):
        found = for_report(store.vintage(day), path)
        zh, en = (section(found, Words(language)) for language in ("zh", "en"))
        assert [type(b) for b in zh] == [type(b) for b in en]
        assert sum(isinstance(b, Heading) for b in zh) == headings
        assert "NaN" not in json.dumps([b.spec for b in zh if isinstance(b, Figure)], allow_nan=False)


def test_the_policy_path_of_a_rule_and_of_prices(tmp_path):
    from fedsheet.outlook.bridge import policy_path
    from fedsheet.record import load_path
    from fedsheet.runs.outlook import known_as_of, quotes_of

    file = tmp_path / "prices.csv"
    file.write_text(PRICES)
    path, known = load_path(), known_as_of()
    by_rule = policy_path("rule:taylor_1993", path, known, date(2026, 1, 1), date(2028, 1, 1))
    priced = f"implied:{file}"
    by_price = policy_path(priced, path, known, date(2026, 9, 18), date(2028, 1, 1), quotes=quotes_of(priced))
    assert by_rule.at(date(2027, 1, 1)).target_lower != path.at(date(2027, 1, 1)).target_lower
    assert by_price.at(date(2027, 2, 1)).iorb > path.at(date(2027, 2, 1)).iorb


def test_a_rule_of_one_s_own_carries_a_projection(tmp_path):
    import fedsheet

    file = tmp_path / "mine.toml"
    file.write_text("inflation_gap = 0.5\noutput_gap = 0.7\npersistence = 0.8\nneutral_rate_pct = -1.0\n")
    by_rule = fedsheet.project("today", f"rule:{file}", until="2027-03-31")
    as_decided = fedsheet.project("today", until="2027-03-31")
    income = [run.frame()["net_income"].iloc[-1] for run in (by_rule, as_decided)]
    assert income[0] > income[1] > 0  # lower rates on reserves leave more
    with pytest.raises(InputError, match="There is no file"):
        fedsheet.project("today", f"rule:{tmp_path / 'none.toml'}")


def test_the_episode_of_2013_is_told_before_there_was_one_of_2021():
    found = rows("progress", "--signals", "--as-of", "2013-12-31")
    assert {r["episode"] for r in found} == {"2013"}
    with pytest.raises(DateRangeError, match="signals= for the episode of 2013"):
        ask("progress", "--as-of", "2013-12-31")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("progress", "--as-of", "1990-01-01"), "labour market"),
        (("progress", "--as-of", "1990-01-01", "--signals"), "2012-09-13"),  # FOMC statement of that day
        (("rules", "--from", "2030-01-01"), "2026-04-01"),
        (("triggers", "--when", "--scores"), "--scores and --when"),
        (("rules", "--estimated", "--assumed"), "--estimated and --assumed"),
        (("triggers", "--as-of", "soon"), "'soon' is not a date"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_name(words, said):
    with pytest.raises(InputError, match=said):
        ask(*words)


def test_a_lead_just_inside_the_line_of_false_alarms_is_said_to_be():
    """The first runoff: flagged on 22 March 2018, 363 days before 20 March 2019; the line is 365."""
    assert (date(2019, 3, 20) - date(2018, 3, 22)).days == 363
    told = " ".join(ask("triggers", "--scores").split())
    assert "Cushion used up, 2017-19: a lead of 363 days lies 2 days inside that line" in told
    assert "2022-25: a lead of" not in told
