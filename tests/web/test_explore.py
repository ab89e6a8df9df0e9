"""Explore: what the page draws is what the command prints and its Python gives; mistakes stand beside their field."""

from __future__ import annotations

import base64
import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import pytest

import fedsheet
from fedsheet.runs.explore import explore
from fedsheet.web.desk import Desk
from fedsheet.web.exports import Screen, export
from fedsheet.web.series import listed
from fedsheet.web.views import explore as view
from web.conftest import Workbench, running

LINES = "WRESBAL; SOFR - iorb | right"
PROGRAM = Path(sys.executable).with_name("fedsheet")


def shown(workbench: Workbench, **asked: object) -> dict[str, object]:
    answer = workbench.get(f"/api/v1/explore?{urlencode({'lang': 'en', **asked})}")
    assert answer.status_code == 200, answer.text[:300]
    found = answer.json()
    for one in found["blocks"]:
        for line in one.get("lines", []):
            if "days" in line:
                line["days"] = one["days"][line["days"]]
    return found


def block(workbench: Workbench, **asked: object) -> dict[str, object]:
    return next(one for one in shown(workbench, **asked)["blocks"] if one["type"] == "explorer")


def unpacked(line: dict[str, object]) -> dict[str, float]:
    """A line of the page by day, in the units of machines: USD bn, percent, bp."""
    days = pd.to_datetime(pd.Series(line["days"]).cumsum(), unit="D").dt.strftime("%Y-%m-%d")
    return dict(zip(days, [None if value is None else value / line["per"] for value in line["values"]], strict=True))


def test_page_command_and_python_give_the_same_numbers(workbench: Workbench) -> None:
    asked = {"lines": LINES, "every": "month", "each": "mean", "start": "2019-01-01", "end": "2020-12-31"}
    page = shown(workbench, **asked)
    lines = {line["text"]: unpacked(line) for line in page["blocks"][0]["lines"]}
    found = explore(LINES, every="month", each="mean", start="2019-01-01", end="2020-12-31").frame()
    for text, scale in (("WRESBAL", 1e9), ("SOFR - iorb | right", 1e-4)):
        for stamp, value in found[text].dropna().items():
            assert lines[text][f"{stamp:%Y-%m-%d}"] == pytest.approx(value / scale, rel=1e-12)
    command = page["command"].removeprefix("fedsheet explore ")
    assert command == f'"{LINES}" --every month --each mean --from 2019-01-01 --to 2020-12-31'
    done = subprocess.run(
        [PROGRAM, "explore", LINES, *command.rpartition('" ')[2].split(), "--format", "csv"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["date"] for row in rows] == [f"{stamp:%Y-%m-%d}" for stamp in found.index]
    assert [float(row["WRESBAL"]) for row in rows] == [lines["WRESBAL"][row["date"]] for row in rows]
    names: dict[str, object] = {}
    exec(page["python"].replace("print(", "result = ("), names)  # the page's own lines of Python
    pd.testing.assert_frame_equal(names["found"].frame(), found)


def test_a_series_alone_has_the_numbers_of_its_publisher(workbench: Workbench) -> None:
    line = block(workbench, lines="SOFR")["lines"][0]
    held = fedsheet.series("SOFR").values
    drawn = unpacked(line)
    assert len(drawn) == len(held)
    assert all(drawn[f"{day:%Y-%m-%d}"] == pytest.approx(value, abs=1e-9) for day, value in held.items())


def test_a_monthly_mean_is_that_of_the_days_of_the_month() -> None:
    daily = fedsheet.series("SOFR").between("2024-03-01", "2024-03-31").values
    made = explore("SOFR", every="month", each="mean").frame()["SOFR"]
    assert made[pd.Timestamp("2024-03-01")] == pytest.approx(float(daily.mean()) / 100, abs=1e-9)
    last = explore("SOFR", every="month", each="last").frame()["SOFR"]
    assert last[pd.Timestamp("2024-03-01")] == pytest.approx(float(daily.iloc[-1]) / 100)


def test_growth_index_and_change_are_what_they_say() -> None:
    level = fedsheet.series("WALCL").values
    yoy = explore("WALCL | yoy").frame()["WALCL | yoy"]
    assert yoy[pd.Timestamp("2020-06-03")] == pytest.approx(
        level[pd.Timestamp("2020-06-03")] / level[pd.Timestamp("2019-05-29")] - 1
    )
    index = explore("WALCL | index", base="2020-01-01").frame()["WALCL | index"]
    assert index[pd.Timestamp("2020-01-01")] == 100
    change = explore("DGS10 | change").frame()["DGS10 | change"]
    assert change.iloc[-1] == pytest.approx(float(fedsheet.series("DGS10").values.diff().iloc[-1]) / 100, abs=1e-9)
    over = explore("SOFR | over_iorb; SOFR - iorb").frame()
    pd.testing.assert_series_equal(over.iloc[:, 0], over.iloc[:, 1], check_names=False)


def test_two_vintages_of_a_line_stand_side_by_side(workbench: Workbench) -> None:
    text = "GDP; GDP | 2024-06-01"
    now, then = block(workbench, lines=text)["lines"]
    assert then["label"].endswith("(as known on 2024-06-01)")
    assert unpacked(then) == {
        f"{day:%Y-%m-%d}": value for day, value in fedsheet.series("GDP", as_of="2024-06-01").values.items()
    }
    assert max(unpacked(then)) < max(unpacked(now))


def test_what_is_set_by_decision_holds_from_its_day_on(workbench: Workbench) -> None:
    line = block(workbench, lines="iorb")["lines"][0]
    assert line["held"]
    cut = explore("iorb", start="2022-02-01", end="2022-02-10").frame()
    assert cut.index[0] == pd.Timestamp("2022-02-01")  # the level in force, carried to the first day shown
    assert cut.iloc[0, 0] == pytest.approx(0.0015)


@pytest.mark.parametrize(
    ("lines", "lang", "said"),
    [
        ("SOFR + WALCL", "en", "WALCL (money) cannot be added to SOFR (rate)"),
        ("SOFR + WALCL", "zh", "WALCL（金额）不能与 SOFR（利率或占比）相加"),
        ("NOPE", "en", "Unknown series 'NOPE'"),
        ("NOPE", "zh", "没有名为“NOPE”的序列"),
        ("SOFR * ", "en", "ends too early"),
        ("__import__('os')", "en", "means nothing in a formula"),
        ("SOFR - iorb | index", "en", "cannot be an index"),
        ("SOFR | sideways", "en", "Unknown word of a line 'sideways'"),
        ("3 + 4", "en", "names no series"),
        ("SOFR | 1999-01-01", "en", "1999-01-01"),
        ("(" * 40 + "SOFR" + ")" * 40, "en", "brackets"),
    ],
)  # fmt: skip
def test_a_mistake_stands_beside_its_field_in_the_readers_language(
    workbench: Workbench, lines: str, lang: str, said: str
) -> None:
    one, other = block(workbench, lines=f"{lines}; DGS10", lang=lang)["lines"]
    assert said in one["error"]
    assert "error" not in other


def test_a_third_unit_is_refused_and_unlike_ones_take_an_axis_each(workbench: Workbench) -> None:
    lines = block(workbench, lines="SOFR; WALCL; PAYEMS")["lines"]
    assert [line["right"] for line in lines[:2]] == [False, True]
    assert "third kind" in lines[2]["error"]


def test_asking_too_much_is_refused(workbench: Workbench) -> None:
    def status(**asked: object) -> int:
        return workbench.get(f"/api/v1/explore?{urlencode({'lang': 'en', **asked})}").status_code

    assert status(lines="; ".join(["SOFR"] * 7)) == 400
    assert status(lines="S" * 2_001) == 422
    assert status(lines="") == 400
    assert status(marks="sideways") in (400, 404)
    assert status(every="decade") == 422


def test_what_is_taken_away_is_what_is_shown(workbench: Workbench) -> None:
    params = view.ExploreParams(lang="en", lines=LINES, start=date(2024, 1, 1), end=date(2024, 6, 30))
    page, words = workbench.desk.page(view.VIEW, params), workbench.desk.words("en")
    rows = list(csv.DictReader(io.StringIO(export(page, "explore", "csv", words).decode("utf-8-sig"))))
    assert rows[0]["date"] >= "2024-01-01"
    assert rows[-1]["date"] <= "2024-06-30"
    drawn = export(page, "explore", "svg", words, Screen()).decode()
    assert "Days shown: 2024-01-02 to 2024-06-28" in drawn
    assert "Figures as of" in drawn or "figures as of" in drawn
    assert export(page, "explore", "png", words).startswith(b"\x89PNG")
    label = next(iter(page.blocks)).data["lines"][0]["label"]  # one line switched off in the legend
    off = list(
        csv.DictReader(io.StringIO(export(page, "explore", "csv", words, Screen(without=(label,))).decode("utf-8-sig")))
    )
    assert [len(one) for one in (off, off[0])] == [len(rows), len(rows[0]) - 1]
    assert f">{label}<" in drawn
    assert f">{label}<" not in export(page, "explore", "svg", words, Screen(without=(label,))).decode()
    book = openpyxl.load_workbook(io.BytesIO(export(page, "explore", "xlsx", words)))
    days = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if hasattr(cell.value, "year")]
    assert any(day.year == 2024 for day in days)
    assert not any(day.year < 2024 for day in days)


def test_every_series_can_be_found_in_both_languages(workbench: Workbench) -> None:
    rows = listed(workbench.desk)
    assert {"SOFR", "WRESBAL", "iorb", "ICSA"} <= {row["id"] for row in rows}
    for row in rows:
        assert row["title"]["zh"]
        assert row["title"]["en"]
        assert any("一" <= c <= "鿿" for c in row["title"]["zh"]) or row["title"]["zh"].isascii()
    assert sum(row["title"]["zh"] == row["title"]["en"] for row in rows) == 0
    assert workbench.get("/api/v1/series").json()["series"][0]["id"] == rows[0]["id"]


def test_a_file_dropped_becomes_a_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    text = "date,value\n" + "".join(f"2024-0{n}-15,{n}.5\n" for n in range(1, 7))
    whole = {
        "id": "MINE", "unit": "Percent", "publisher": "own", "title": "My own rate", "name": "mine.csv",
        "base64": base64.b64encode(text.encode()).decode(),
    }  # fmt: skip
    with running() as bench:
        assert bench.post("/api/v1/imports", whole).json()["id"] == "MINE"
        line = block(bench, lines="MINE; SOFR")["lines"][0]
        assert unpacked(line)["2024-03-15" if "2024-03-15" in unpacked(line) else "2024-03-01"] == 3.5
        two = base64.b64encode("d;a;b\n2024-01-15;1,5;2\n2024-02-15;1,6;3\n".encode("utf-16")).decode()
        asked = {**whole, "id": "OTHER", "base64": two}
        assert bench.post("/api/v1/imports", {**asked, "commas": "decimal"}).status_code == 400
        assert bench.post("/api/v1/imports", {**asked, "commas": "decimal", "column": "a"}).json()["id"] == "OTHER"
        for wrong in ({"name": "mine.exe"}, {"base64": "§"}, {"id": "no lower"}, {"unit": "parsec"}, {"id": 3}):
            refused = bench.post("/api/v1/imports", {**whole, **wrong})
            assert refused.status_code in (400, 404), wrong
            assert json.loads(refused.content)["error"]["what"]
        bad = base64.b64encode(b"date,value\n2024-01-15,one\n").decode()
        for name, told in (
            ("我的 rate.csv", "我的 rate.csv"),
            ("../../etc/passwd.csv", "passwd.csv"),
            ("\0<.csv", "__.csv"),
        ):
            said = bench.post("/api/v1/imports", {**whole, "name": name, "base64": bad}).json()["error"]
            assert said["where"].startswith(told) or told in said["what"], said


def test_lines_are_made_once_for_the_same_figures() -> None:
    desk = Desk()
    first = desk.body(view.VIEW, view.ExploreParams(lang="en", lines="SOFR"))
    assert desk.body(view.VIEW, view.ExploreParams(lang="en", lines="SOFR")) is first
    desk.jobs.close()
