"""Decisions after the record: a user's own file by the same schema, published rates, and no silent crossing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError, InputError, RecordError
from fedsheet.core.manifest import Manifest
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import clock, last_decision, unknown_decisions
from fedsheet.present.blocks import Note
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.view import freshness
from fedsheet.present.text import Words
from fedsheet.record import PolicyPath, load_path
from fedsheet.record.from_data import at_odds, filled
from fedsheet.record.parse import read_lever_file
from fedsheet.runs import front
from fedsheet.runs import record as runs_record
from fedsheet.runs.chain import chain
from fedsheet.runs.forecast import forecast
from fedsheet.runs.project import fan, project
from fedsheet.runs.simulate import respond, simulate
from support import snapshot_vintage

HIKE = """
lever = "target_range"
unit = "Percent"

[[entry]]
id = "2026-10-28-mine"
announced_at = 2026-10-28T14:00:00
effective_date = 2026-10-29
lower = 4.00
upper = 4.25
change_bp = 25
what = "Raised 25 bp to 4.00-4.25"
what_zh = "上调 25 个基点至 4.00%–4.25%"
source = "own note"
source_zh = "自有记录"
grade = "B"
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    return tmp_path


def written(folder: Path, text: str, name: str = "october.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rate(series_id: str, values: dict[str, float]) -> Series:
    index = pd.DatetimeIndex(pd.to_datetime(list(values)))
    held = pd.Series(list(values.values()), index=index, dtype=float)
    return Series(SeriesDefinition(series_id, series_id, unit("Percent"), "D", "daily", "test"), held)


def after_october(iorb: float | None, upper: float | None = None) -> Vintage:
    """The shipped figures with SOFR 25 bp higher from 29 October on, and what IORB and the range said then."""
    shipped = snapshot_vintage("2026-11-30")
    days = {str(d.date()): 4.12 for d in pd.bdate_range("2026-10-29", "2026-11-20")}
    sofr = pd.concat([shipped["SOFR"].values, pd.Series(4.12, pd.to_datetime(list(days)))])
    series = {**shipped.series, "SOFR": Series(shipped["SOFR"].definition, sofr)}
    span = [str(d.date()) for d in pd.bdate_range("2026-09-17", "2026-11-20")]
    if iorb is not None:
        series["IORB"] = rate("IORB", {day: 3.90 if day < "2026-10-29" else iorb for day in span})
    if upper is not None:
        series["DFEDTARU"] = rate("DFEDTARU", {day: 4.00 if day < "2026-10-29" else upper for day in span})
    return replace(shipped, series=series)


def test_a_file_of_decisions_is_laid_over_the_record_and_taken_away(own: Path) -> None:
    (fact,) = runs_record.add(written(own, HIKE))
    path = front.record()
    assert path.value_at("upper", date(2026, 11, 2)) == 0.0425
    assert path.fact(fact.id).what.en == "Raised 25 bp to 4.00-4.25"
    assert not any("outcome not known" in text.en for text in path.at(date(2026, 11, 2)).caveats)
    assert last_decision(path, date(2026, 11, 30)) == date(2026, 10, 28)
    runs_record.remove("october.toml")
    assert front.record().value_at("upper", date(2026, 11, 2)) == 0.04
    with pytest.raises(InputError, match=r"october\.toml"):
        runs_record.remove("october.toml")


RATES = (
    HIKE.replace("target_range", "administered_rate")
    .replace("-mine", "-rates")
    .replace("lower = 4.00\nupper = 4.25\nchange_bp = 25", "iorb = 4.15\non_rrp = 4.00")
)


def test_a_range_alone_is_told_until_the_rates_set_with_it_are_added(own: Path) -> None:
    runs_record.add(written(own, HIKE))
    assert runs_record.range_alone() == (date(2026, 10, 28),)
    runs_record.add(written(own, RATES, "rates.toml"))
    assert runs_record.range_alone() == ()
    assert front.record().value_at("iorb", date(2026, 11, 2)) == pytest.approx(0.0415)


AHEAD = {"until": "2027-03-31"}


@pytest.mark.parametrize(
    "run",
    [partial(project, **AHEAD), partial(chain, **AHEAD), partial(fan, n_paths=2, **AHEAD)],
    ids=["project", "chain", "fan"],
)
def test_no_projection_goes_on_at_the_old_rate_past_a_range_alone(run: Callable[..., object], own: Path) -> None:
    runs_record.add(written(own, HIKE))
    known = after_october(None)
    with pytest.raises(DateRangeError, match=r"2026-10-28.*target range alone.*administered_rate"):
        run("today", vintage=known, path=runs_record.record(known))
    runs_record.add(written(own, RATES, "rates.toml"))
    assert run("today", vintage=known, path=runs_record.record(known))


@pytest.mark.parametrize(("lang", "said"), [("en", "balance sheet ahead"), ("zh", "资产负债表前瞻")])
def test_the_report_says_which_chapters_a_range_alone_leaves_out(lang: str, said: str, own: Path) -> None:
    runs_record.add(written(own, HIKE))
    known = after_october(None)
    path = runs_record.record(known)
    told = [block.text for block in freshness(report_on(known, path), Words(lang)) if isinstance(block, Note)]
    assert any(said in text and "2026-10-28" in text and "fedsheet policy add" in text for text in told)
    runs_record.add(written(own, RATES, "rates.toml"))
    path = runs_record.record(known)
    told = [block.text for block in freshness(report_on(known, path), Words(lang)) if isinstance(block, Note)]
    assert not any(said in text for text in told)


def report_on(known: Vintage, path: PolicyPath) -> ReportData:
    return ReportData(known, path, Manifest("report", known.as_of, known.digest))


SEPTEMBER = """
id = "crossing"
title_en = "Across the September meeting"
title_zh = "越过九月会议"
start = 2026-09-09
end = 2026-09-18
base = "observed"
notes_en = ["A test."]
notes_zh = ["测试。"]
"""


@pytest.mark.parametrize("run", [simulate, partial(respond, counterfactual="wider-corridor")])
def test_no_simulation_goes_on_at_the_old_rate_past_a_range_alone(run: Callable[..., object], own: Path) -> None:
    recorded, known = load_path(), snapshot_vintage("2026-11-30")
    before = tuple(a for a in recorded.steps["iorb"] if a.announced_at < date(2026, 9, 16))
    alone = replace(recorded, steps={**recorded.steps, "iorb": before})
    scenario = str(written(own, SEPTEMBER, "crossing.toml"))
    with pytest.raises(DateRangeError, match=r"2026-09-16.*target range alone.*administered_rate"):
        run(scenario, vintage=known, path=alone)
    assert run(scenario, vintage=known, path=recorded)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lower = 4.00", "lowr = 4.00", "lowr"),
        ("lower = 4.00", "lower = 350000", "At most 100 either way"),
        ("change_bp = 25", "change_bp = 2.5e18", "At most 2,000 either way"),
        ("change_bp = 25", "change_bp = 50", "2026-10-28-mine"),
        ('lever = "target_range"', 'lever = "target_rate"', "target_range"),
        ("effective_date = 2026-10-29", "effective_date = 2026-10-27", "is announced on 2026-10-28"),
        ('id = "2026-10-28-mine"', 'id = "2026-09-16-target"', "stands twice"),
        ("[[entry]]", "[[entry", "TOML"),
    ],
)
def test_what_contradicts_the_record_is_refused_and_nothing_is_kept(own: Path, old: str, new: str, said: str) -> None:
    before = front.record().digest
    with pytest.raises(RecordError, match=said):
        runs_record.add(written(own, HIKE.replace(old, new)))
    assert front.record().digest == before
    assert runs_record.own_texts() == {}


def test_a_rise_that_the_record_lacks_is_filled_from_the_rates(own: Path) -> None:
    held = after_october(4.15, 4.25)
    path = filled(load_path(), held)
    action = path.action_at("iorb", date(2026, 11, 2))
    assert (action.value, action.announced_at, action.grade) == (0.0415, date(2026, 10, 28), "data")
    assert "IORB" in action.source.en
    assert "据数据" in action.source.zh
    assert path.value_at("upper", date(2026, 11, 2)) == 0.0425
    assert unknown_decisions(path, held) == ()
    assert filled(load_path(), snapshot_vintage("2026-11-30")) is load_path()
    assert at_odds(load_path(), held.series) == ()


def test_a_rate_at_odds_with_the_record_is_named_with_day_and_both_values() -> None:
    wrong = {"IORB": rate("IORB", {"2026-09-15": 3.65, "2026-09-16": 3.65, "2026-09-17": 3.95, "2026-09-18": 3.95})}
    (one,) = at_odds(load_path(), wrong)
    assert (one.day, one.recorded, one.published) == (date(2026, 9, 17), pytest.approx(0.039), pytest.approx(0.0395))
    assert filled(load_path(), wrong) is load_path()  # a contradiction is no decision of the next day


def test_a_hold_is_told_by_a_range_that_did_not_move() -> None:
    held = after_october(3.90, 4.00)
    assert filled(load_path(), held) is load_path()
    assert unknown_decisions(load_path(), held) == ()
    assert not clock(held, load_path())[0].is_stale


def test_a_forecast_past_a_meeting_of_unknown_outcome_is_refused_and_made_once_it_is_known() -> None:
    with pytest.raises(DateRangeError, match=r"held to 2026-11-20.*meeting of 2026-10-28.*policy add"):
        forecast(1, vintage=after_october(None))
    found = forecast(1, vintage=after_october(4.15, 4.25))
    assert found.outlook.mean == pytest.approx(
        -3.0, abs=2.0
    )  # SOFR is 3 bp under the filled IORB, not 22 bp over the old one


@pytest.mark.parametrize("count", ["70", "-1", "7.5"])
def test_votes_are_whole_members(count: str) -> None:
    text = (
        f'lever = "vote"\n[[entry]]\nid = "x"\nannounced_at = 2019-09-18\nvotes_for = {count}\nvotes_against = 3\n'
        'what = "to cut"\nwhat_zh = "降息"\nsource = "statement"\nsource_zh = "声明"\ngrade = "A"\n'
    )
    with pytest.raises(RecordError, match="from 0 to 12"):
        read_lever_file("mine.toml", text)
