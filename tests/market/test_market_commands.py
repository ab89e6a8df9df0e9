"""What the commands print: the documented JSON, strict; errors in one line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fedsheet.cli.main import app
from fedsheet.core.errors import InputError

RUN = CliRunner()


def printed(*arguments: str) -> str:
    found = RUN.invoke(app, list(arguments), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture(autouse=True)
def _asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["fedsheet", "market", "simulate"])


def test_simulate_prints_the_documented_object() -> None:
    found = json.loads(printed("simulate", "september-2019", "--format", "json"))
    assert found["identity_residual_usd"] == 0
    assert len(found["dates"]) == len(found["rates"]["sofr"]) == 11
    assert set(found["rates"]) >= {"effr", "obfr", "tgcr", "bgcr", "sofr", "dvp", "gcf"}
    assert set(found["percentiles"]["sofr"]) == {"1", "25", "75", "99"}
    row = found["dates"].index("2019-09-17")
    assert found["rates"]["effr"][row] == pytest.approx(2.30, abs=0.05)


def test_simulate_repeats_itself_to_the_byte() -> None:
    arguments = ("simulate", "october-2025", "--days", "5", "--paths", "7", "--seed", "3", "--format", "json")
    assert printed(*arguments) == printed(*arguments)


def test_simulate_with_agents_clears_near_the_model() -> None:
    table = printed("simulate", "september-2019", "--agents", "500", "--days", "1", "--format", "csv")
    rate = float(table.splitlines()[1].split(",")[1])
    assert rate == pytest.approx(2.17, abs=0.05)


def test_map_speaks_both_languages() -> None:
    assert "Money market funds" in printed("market", "map", "--format", "csv")
    assert "货币市场基金" in printed("market", "map", "--lang", "zh", "--format", "csv")


def test_map_json_holds_kinds_flows_and_orderings() -> None:
    found = json.loads(printed("market", "map", "--as-of", "2019-09-17", "--format", "json"))
    assert len(found["kinds"]) == 9
    assert found["flows"]
    assert found["orderings"]


@pytest.mark.parametrize("day", ["2018-07-02", "2019-09-17", "2021-03-31", "2023-03-30", "2025-10-30"])
def test_the_map_as_of_a_day_has_no_later_date(day: str) -> None:
    kinds = json.loads(printed("market", "map", "--as-of", day, "--format", "json"))["kinds"]
    assert all(k["size_date"] <= day for k in kinds if k["size_date"])
    fields = ("size_usd", "size_date", "source", "grade")
    assert {tuple(k[f] is None for f in fields) for k in kinds} == {(True,) * 4, (False,) * 4}
    note = {"en": "is left empty", "zh": "均留空"}
    assert all(text in printed("market", "map", "--as-of", day, "--lang", lang) for lang, text in note.items())


def test_forecast_json_has_quantiles_and_chances() -> None:
    found = json.loads(printed("market", "forecast", "--horizon", "5", "--format", "json"))
    assert found["horizon"] == 5
    assert set(found["probability_above_bp"]) == {"5", "10", "20", "50"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("market", "hierarchy"), ("market", "sheets", "2022-12-30"), ("market", "rates", "--from", "2025-12-29"),
        ("market", "adequacy", "--last", "3"), ("market", "response", "higher-iorb", "--days", "20"),
    ],
)  # fmt: skip
def test_the_other_commands_answer_in_json(arguments: tuple[str, ...]) -> None:
    assert json.loads(printed(*arguments, "--format", "json"))


@pytest.mark.parametrize(
    ("lang", "titles"),
    [("en", ("IORB 5 bp higher", "The drain of 2022–25")), ("zh", ("IORB 高 5 个基点", "2022–25 年缩表与逆回购退潮"))],
)
def test_a_caption_calls_scenarios_by_their_titles(lang: str, titles: tuple[str, str]) -> None:
    head = printed("market", "response", "higher-iorb", "--days", "3", "--lang", lang).splitlines()[0]
    assert all(title in head for title in titles)
    assert "higher-iorb" not in head


def test_mistakes_are_fedsheet_errors() -> None:
    from fedsheet.core.errors import FedsheetError

    for wrong in (
        ("simulate", "september-2019", "--days", "100000"),
        ("simulate", "october-2025", "--days", "70"),
        ("simulate", "september-2019", "--days", "1" + "0" * 17),
        ("simulate", "nonsense"),
        ("market", "forecast", "--horizon", "3"),
        ("market", "map", "--lang", "fr"),
    ):
        with pytest.raises(FedsheetError):
            RUN.invoke(app, list(wrong), catch_exceptions=False)


@pytest.mark.parametrize("day", ["1990-01-01", "2030-01-01"])
def test_sheets_of_a_day_not_held_name_the_day_and_the_span(day: str) -> None:
    from fedsheet.core.errors import DateRangeError

    with pytest.raises(DateRangeError, match=rf"on {day}.*2018-04-03 to 20") as refused:
        RUN.invoke(app, ["market", "sheets", day], catch_exceptions=False)
    assert "1990-01-28" not in str(refused.value)


def test_a_mistake_prints_nothing_before_its_line() -> None:
    found = RUN.invoke(app, ["simulate", "september-2019", "--counterfactual", "nope"])
    assert found.exit_code != 0
    assert found.stderr == ""  # the line itself is main's to print


def test_every_view_can_be_asked_for_as_of_a_day() -> None:
    found = json.loads(printed("market", "forecast", "--as-of", "2025-10-30", "--format", "json"))
    assert found["origin"] == "2025-10-29"  # the SOFR of a day is published on the next
    assert found["date"] == "2025-10-30"
    rows = printed("market", "rates", "--from", "2025-10-20", "--as-of", "2025-10-30", "--format", "csv").splitlines()
    assert rows[-1].startswith("2025-10-29")
    shares = json.loads(printed("market", "hierarchy", "--as-of", "2023-01-03", "--format", "json"))
    assert {row["days"] for row in shares if row["regime"] == "draining"} == {0}
    assert "2022-12-2" not in printed("market", "adequacy", "--as-of", "2022-12-15", "--format", "csv")


def test_orderings_say_that_ties_count() -> None:
    assert "ties count" in printed("market", "hierarchy")


def test_scores_say_what_they_rest_on_and_no_chance_is_zero() -> None:
    text = " ".join(printed("market", "forecast", "--scored").split())
    assert "no parameter of behaviour" in text
    assert "0.000 " not in text.partition("DM statistic")[2].partition("The scores use")[0]
    assert "< 0.001" in text
    assert "Not assessable" in text


def test_any_span_that_is_held_can_be_scored() -> None:
    found = json.loads(printed("market", "forecast", "--score", "2026-01-02", "2026-10-08", "--format", "json"))
    told = found["evaluation"]
    assert (told["days"], str(told["start"]), str(told["end"])) == (193, "2026-01-02", "2026-10-08")
    assert [part["part"] for part in told["by_year"]] == ["2026"]
    assert {skill["threshold_bp"]: skill["skill"] for skill in told["brier_skill"]}[10.0] is None
    assert found["as_issued"]["scored"] == 0


@pytest.mark.parametrize(
    "span", [("2026-10-08", "2026-01-02"), ("2019-01-02", "2026-01-02"), ("2026-01-02", "2030-01-02"),
             ("2026-10-10", "2026-10-11")],
)  # fmt: skip
def test_a_span_that_is_not_held_is_refused_by_name(span: tuple[str, str]) -> None:
    from fedsheet.core.errors import DateRangeError

    with pytest.raises(DateRangeError, match=r"cannot be scored.*Days from 2020-04-02 to 2026-10-08"):
        RUN.invoke(app, ["market", "forecast", "--score", *span], catch_exceptions=False)


def test_named_days_come_with_chances_and_their_record() -> None:
    found = json.loads(printed("market", "forecast", "--dates", "--format", "json"))["dates"]
    assert {one["name"] for one in found} == {
        "next day", "week", "month-end", "quarter-end", "tax date", "year-end"
    }  # fmt: skip
    assert next(one for one in found if one["name"] == "year-end")["past"]["days"] == 8
    assert "年末" in printed("market", "forecast", "--dates", "--lang", "zh")


def test_a_forecast_is_kept_once_and_the_first_issue_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsheet.core.errors import DataError, InputError
    from fedsheet.runs.forecast import kept_issues

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    first = RUN.invoke(app, ["market", "forecast", "--keep"], catch_exceptions=False)
    again = RUN.invoke(app, ["market", "forecast", "--keep"], catch_exceptions=False)
    five = RUN.invoke(app, ["market", "forecast", "--keep", "--horizon", "5"], catch_exceptions=False)
    assert "Kept as number 1" in first.stderr
    assert "the first issue stands" in again.stderr
    assert "Kept as number 2" in five.stderr
    kept = kept_issues()
    assert [(one.day, one.horizon) for one in kept] == [("2026-10-09", 1), ("2026-10-16", 5)]
    assert sum(kept[0].chances) == pytest.approx(1.0, abs=1e-6)
    with pytest.raises(InputError, match="as of an earlier day"):
        RUN.invoke(app, ["market", "forecast", "--keep", "--as-of", "2025-10-30"], catch_exceptions=False)
    place = tmp_path / "forecasts.jsonl"
    place.write_text(place.read_text().replace('"horizon": 5', '"horizon": 1'))
    with pytest.raises(DataError, match="not as it was issued"):
        RUN.invoke(app, ["market", "forecast", "--scored"], catch_exceptions=False)


def test_each_column_of_a_forecast_has_its_own_unit() -> None:
    rows = [line.split(",") for line in printed("market", "forecast", "--format", "csv").splitlines()]
    assert rows[0] == ["what", "level", "spread", "chance"]
    assert [float(row[2]) for row in rows if row[0] == "above"] == [5.0, 10.0, 20.0, 50.0]
    assert all(0.0 <= float(row[3]) <= 100.0 for row in rows if row[0] == "above")
    assert {row[3] for row in rows if row[0] == "quantile"} == {""}


@pytest.mark.slow
def test_reserves_may_come_from_a_projected_balance_sheet() -> None:
    found = json.loads(printed("simulate", "drain-2022-2025", "--supply", "runoff-2022", "--format", "json"))
    assert found["identity_residual_usd"] == 0
    # H.4.1: reserve balances of 2,895 bn in the week to 2025-11-26; the projection opens in 2022.
    assert found["amounts_usd"]["reserves"][-1] == pytest.approx(2.9e12, rel=0.15)


def test_csv_has_every_rates_percentiles_and_volumes() -> None:
    head, *rows = (line.split(",") for line in printed("simulate", "march-2020", "--format", "csv").splitlines())
    for name in ("effr", "obfr", "tgcr", "bgcr", "sofr", "dvp", "gcf"):
        assert {name, f"{name}_volume", *(f"{name}_p{k}" for k in (1, 25, 75, 99))} <= set(head)
    assert all(len(row) == len(head) and all(row) for row in rows)


def test_sheets_hold_what_was_published() -> None:
    # New York Fed: ON RRP 2,553.716 bn on Friday 2022-12-30, which Saturday keeps; standing repo 50.35 on 2025-10-31.
    def owes(day: str, item: str) -> dict[str, int]:
        rows = json.loads(printed("market", "sheets", day, "--format", "json"))
        return {row["sector"]: row["owes"] for row in rows if row["item"] == item and row["owes"]}

    assert owes("2022-12-30", "on_rrp") == owes("2022-12-31", "on_rrp") == {"federal_reserve": 2_553_716_000_000}
    assert owes("2025-10-31", "srf") == {"dealers": 50_350_000_000}
    assert abs(owes("2022-12-30", "net_worth").get("money_funds", 0)) <= 2  # funds have shares, no equity


def test_adequacy_of_a_few_weeks_is_that_of_all() -> None:
    few = json.loads(printed("market", "adequacy", "--from", "2025-12-20", "--to", "2025-12-31", "--format", "json"))
    rows = json.loads(printed("market", "adequacy", "--last", "0", "--format", "json"))
    assert few == [row for row in rows if "2025-12-20" <= row["date"] <= "2025-12-31"]
    assert few[-1]["ample_or_scarcer_low"] <= few[-1]["ample"] + few[-1]["scarce"] <= few[-1]["ample_or_scarcer_high"]


@pytest.mark.parametrize(("lang", "says"), [("en", "reserves were ample"), ("zh", "准备金充足而不再充裕")])
def test_reserves_are_told_in_one_sentence(lang: str, says: str) -> None:
    assert says in " ".join(printed("market", "reserves", "--on", "2025-12-31", "--lang", lang).split())


def test_reserves_json_has_the_verdict_and_every_gauge() -> None:
    found = json.loads(printed("market", "reserves", "--on", "2025-12-31", "--format", "json"))
    assert found["state"] == "ample"
    assert found["band_90"][0] <= found["chance_ample_or_scarcer"] <= found["band_90"][1]
    assert {g["id"] for g in found["gauges"]} >= {"reserves_to_gdp", "elasticity", "standing_repo", "late_payments"}


def test_agents_follow_a_counterfactual_and_refuse_what_they_cannot_follow() -> None:
    from fedsheet.core.errors import InputError

    asked = ("simulate", "september-2019", "--agents", "500", "--days", "3", "--format", "csv")
    plain, changed = (printed(*asked, *more) for more in ((), ("--counterfactual", "standing-repo-2019")))
    rates = [float(table.splitlines()[3].split(",")[1]) for table in (plain, changed)]
    assert rates[0] - rates[1] > 1.0  # percent, 17 September 2019
    with pytest.raises(InputError, match="--agents runs one path"):
        RUN.invoke(app, [*asked, "--paths", "5"], catch_exceptions=False)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    # scipy costs a quarter of a second, which the map, a sheet and the next day's forecast need not wait for.
    asked = "import sys, fedsheet.runs.market; print([m for m in sys.modules if m.startswith('scipy')])"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("asked", "option"), [
    (("simulate", "september-2019", "--seed", "3"), "--seed"),
    (("simulate", "september-2019", "--paths", "3", "--path", "1"), "--path"),
    (("market", "forecast", "--dates", "--horizon", "5"), "--horizon"),
])  # fmt: skip
def test_an_option_that_would_change_nothing_is_refused(asked, option):
    found = RUN.invoke(app, list(asked)).exception
    assert isinstance(found, InputError)
    assert f"{option} would change nothing" in str(found)


def test_the_account_up_by_400_is_answered_with_a_band():
    # What is asked of this scenario: a band of SOFR less IORB that holds +4 to +12 bp on its last day.
    told = printed("simulate", "tga-up-400", "--paths", "100", "--seed", "1")
    line = next(one for one in told.splitlines() if one.startswith("SOFR less IORB"))
    *_, middle, low, high = (float(x.replace("−", "-")) for x in re.findall(r"([+−][\d.]+) bp", line))
    assert low < 4 < middle < 12 < high


@pytest.mark.parametrize(("scenario", "day"), [("september-2019", "2019-09-27"), ("october-2025", "2025-12-31")])
def test_a_limit_that_nobody_reaches_is_not_told_as_a_counterfactual(scenario, day):
    # ON RRP stood at a few billion on every one of these days, far below a cap of 300.
    found = RUN.invoke(app, ["simulate", scenario, "--counterfactual", "on-rrp-cap"]).exception
    assert isinstance(found, InputError)
    assert "on-rrp-cap changes nothing" in str(found)
    assert day in str(found)


def test_a_limit_that_was_reached_bites():
    assert "ON RRP capped" in printed("simulate", "drain-2022-2025", "--days", "5", "--counterfactual", "on-rrp-cap")
