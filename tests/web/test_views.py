"""Every view: in both languages, strict JSON, exports that open, Python that runs, days on which little was known."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fedsheet.core.errors import FedsheetError
from fedsheet.present.blocks import Figure, Note, TableBlock, figures
from fedsheet.present.table import Table
from fedsheet.runs import market
from fedsheet.web.exports import export
from fedsheet.web.page import Tiles, View
from fedsheet.web.views import VIEWS
from web.conftest import Workbench

BY_NAME = {view.name: view for view in VIEWS}
NAMES = list(BY_NAME)
DRAWN = [name for name in NAMES if name != "boards"]  # a board's figures are those a reader pins
PROGRAM = Path(sys.executable).with_name("fedsheet")


def page_of(workbench: Workbench, view: View, **parameters: object) -> object:
    return workbench.desk.page(view, view.params.model_validate(parameters, strict=False))


def test_the_views_are_those_of_the_menu() -> None:
    assert NAMES == [
        "overview", "daily", "reserves", "explore", "statement", "programmes", "assets", "market", "project",
        "scenarios", "simulate", "outlook", "claims", "alerts", "boards",
    ]  # fmt: skip


def table(page: object, table_id: str) -> Table:
    return next(b.table for b in page.blocks if isinstance(b, TableBlock) and b.table.id == table_id)


def test_a_sheet_of_the_market_is_the_one_the_command_prints(workbench: Workbench) -> None:
    """`fedsheet market sheets 2025-09-15`: both take published volumes, not what the model would clear."""
    page = page_of(workbench, BY_NAME["market"], lang="en", day=date(2025, 9, 15), kind="dealers")
    found = market.sheets(date(2025, 9, 15))
    place = found.sectors.index("dealers")
    pairs = [tuple(map(float, pair)) for pair in zip(found.owned[place], found.owed[place], strict=True)]
    assert [row[-2:] for row in table(page, "market-sheet").rows] == [pair for pair in pairs if any(pair)]


def test_a_size_of_a_later_day_is_not_shown_on_an_early_one(workbench: Workbench) -> None:
    early = date(2019, 9, 17)
    page = page_of(workbench, BY_NAME["market"], lang="en", as_of=early)
    kinds = table(page, "market-kinds")
    size, day = (kinds.keys.index(key) for key in ("size", "size_date"))
    assert {row[size] is None for row in kinds.rows} == {True, False}
    assert all(row[day] is None if row[size] is None else row[day] <= early for row in kinds.rows)
    now = page_of(workbench, BY_NAME["market"], lang="en")
    foreign = next(row for row in table(now, "market-kinds").rows if row[1] == "foreign_branches")
    maps = [json.dumps(next(figures(one.report_blocks)).spec) for one in (page, now)]
    told = f"${foreign[size] / 1e9:,.1f}".removesuffix(".0") + " bn"  # a round amount is printed without its zero
    assert [told in drawn for drawn in maps] == [False, True]


def test_principal_by_month_is_that_of_the_projection_and_no_cap_is_passed(workbench: Workbench) -> None:
    """`runoff-resumed` caps Treasuries at 25 and agency MBS at 35 USD bn a month from January 2027 (its TOML file)."""
    page = page_of(workbench, BY_NAME["project"], lang="en", scenario="runoff-resumed")
    drawn = {figure.id: figure.table for figure in figures(page.report_blocks)}
    for name, cap in (("project-flows", 25e9), ("project-agency", 35e9)):
        assert drawn[name].keys == ("date", "rolled_over", "redeemed", "cap")
        rows = {row[0]: row[1:] for row in drawn[name].rows}
        assert next(month for month, row in rows.items() if row[2] is not None) == date(2027, 1, 1)
        assert {row[2] for row in rows.values()} == {None, cap}
        assert all(row[1] <= (row[2] or 0.0) for row in rows.values())
    paid = {month["month"]: 1e9 * month["agency_principal_usd_bn"] for month in page.data["months"]}
    parts = {row[0]: row[1] + row[2] for row in drawn["project-agency"].rows}
    assert parts == pytest.approx(paid)


@pytest.mark.parametrize("name", ["market", "simulate"])
def test_no_cell_of_a_market_view_tells_a_source_in_english_on_a_chinese_page(workbench: Workbench, name: str) -> None:
    page = page_of(workbench, BY_NAME[name], lang="zh")
    told = table(page, {"market": "market-kinds", "simulate": "simulate-shocks"}[name])
    columns = [told.keys.index(key) for key in ("source", "size_of", "event", "friction") if key in told.keys]
    assert all(re.search("[一-鿿]", row[n]) for row in told.rows for n in columns)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_view_is_strict_json_with_caption_source_and_numbers(workbench: Workbench, name: str, lang: str) -> None:
    answer = workbench.get(f"/api/v1/{name}?lang={lang}")
    assert answer.status_code == 200, answer.text[:300]

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    page = json.loads(answer.content, parse_constant=refuse)
    shown = [b for b in page["blocks"] if b["type"] in ("figure", "table", "row")]
    flat = [one for block in shown for one in block.get("figures", [block])]
    drawn = [one for one in page["blocks"] if one["type"] == "explorer"]
    assert drawn or any(one["type"] == "figure" for one in flat)
    for one in (*flat, *drawn):
        assert one["caption"]
        assert one["source"]
    for one in flat:
        if one["type"] == "figure":  # its numbers stand in its spec; the table is asked for when it is read
            assert one["table"]["n"], one["id"]
        else:
            assert len(one["table"]["shown"]) == len(one["table"]["rows"]) > 0
    numbers = [one["number"] for one in flat if one["type"] == "figure"]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)
    ids = [one["id"] if one["type"] == "figure" else one["table"]["id"] for one in flat]
    assert len(set(ids)) == len(ids)  # an export is found by its id


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_draw_the_same_numbers(workbench: Workbench, name: str) -> None:
    zh, en = (page_of(workbench, BY_NAME[name], lang=lang) for lang in ("zh", "en"))
    for one, other in zip(figures(zh.report_blocks), figures(en.report_blocks), strict=True):
        assert one.id == other.id
        numbers = [[c for c in row if isinstance(c, int | float)] for row in one.table.rows]
        assert numbers == [[c for c in row if isinstance(c, int | float)] for row in other.table.rows]


ALL_RUN = """
import contextlib, io, json, sys, traceback
told = {}
for name, text in json.load(sys.stdin).items():
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            exec(text, {"__name__": "__main__"})
        except Exception:
            printed.write("Traceback" + traceback.format_exc())
    told[name] = printed.getvalue()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def printed(workbench: Workbench) -> dict[str, str]:
    """What every view's snippet prints: each as it is, in names of its own, all in one fresh Python."""
    texts = {name: page_of(workbench, BY_NAME[name], lang="en").python for name in NAMES}
    asked = json.dumps(texts)
    done = subprocess.run(
        [sys.executable, "-c", ALL_RUN], input=asked, capture_output=True, text=True, timeout=240, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_copy_as_python_runs(printed: dict[str, str], name: str) -> None:
    assert printed[name].strip()
    assert "Traceback" not in printed[name], printed[name][-500:]


@pytest.mark.parametrize("name", NAMES)
def test_copy_as_python_is_the_same_in_both_languages(workbench: Workbench, name: str) -> None:
    zh, en = (page_of(workbench, BY_NAME[name], lang=lang).python for lang in ("zh", "en"))
    assert zh == en


def test_a_shock_set_in_the_form_is_in_the_python(workbench: Workbench) -> None:
    page = page_of(
        workbench, BY_NAME["simulate"], lang="en", quantity="liquidity", usd=-200, counterfactual="higher-tga"
    )
    done = subprocess.run([sys.executable, "-c", page.python], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert "-200000000000.0" in page.python


@pytest.mark.parametrize("name", NAMES)
def test_the_command_beside_a_view_exists(workbench: Workbench, name: str) -> None:
    """The program knows the command and every option used: --help is answered only where all of it parses."""
    words = page_of(workbench, BY_NAME[name], lang="en").command.split()
    assert words[0] == "fedsheet"
    done = subprocess.run([PROGRAM, *words[1:], "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-300:]


@pytest.mark.parametrize("name", DRAWN)
def test_figures_and_tables_can_be_taken_away(workbench: Workbench, name: str) -> None:
    page = page_of(workbench, BY_NAME[name], lang="zh")
    words = workbench.desk.words("zh")
    figure = next(figures(page.report_blocks))
    assert export(page, figure.id, "png", words).startswith(b"\x89PNG")
    assert export(page, figure.id, "svg", words).startswith(b"<svg")
    rows = list(csv.reader(io.StringIO(export(page, figure.id, "csv", words).decode("utf-8-sig"))))
    assert rows[0] == list(figure.table.for_machines().keys)
    assert len(rows) == len(figure.table.rows) + 1
    table = next((b for b in page.report_blocks if isinstance(b, TableBlock)), None)
    for block_id in (figure.id, *([table.table.id] if table else [])):
        book = openpyxl.load_workbook(io.BytesIO(export(page, block_id, "xlsx", words)))
        assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_figure_taken_away_has_a_native_chart(workbench: Workbench) -> None:
    import zipfile

    page = page_of(workbench, BY_NAME["overview"], lang="en")
    line = next(f for f in figures(page.report_blocks) if isinstance(f, Figure))
    body = export(page, line.id, "xlsx", workbench.desk.words("en"))
    assert any("charts/chart" in name for name in zipfile.ZipFile(io.BytesIO(body)).namelist())


EARLY = [date(2007, 2, 1), date(2008, 11, 26), date(2013, 6, 30), date(2019, 9, 18)]


@pytest.mark.parametrize("day", EARLY, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_an_early_day_is_a_page_or_advice(workbench: Workbench, name: str, day: date) -> None:
    """What was not yet known is left out or refused with advice; never an error of ours."""
    try:
        page = page_of(workbench, BY_NAME[name], lang="en", as_of=day.isoformat())
    except FedsheetError:  # refused by a named error, which the page shows with its advice
        return
    assert page.as_of == day
    for figure in figures(page.report_blocks):
        days = [cell for row in figure.table.rows for cell in row[:1] if isinstance(cell, date)]
        if name not in ("project", "scenarios", "simulate", "outlook", "alerts"):  # these look ahead by design
            assert all(one <= day for one in days), figure.id


WRONG = [
    ("overview", "lang=xx"), ("overview", "as_of=tomorrow"), ("overview", "nothing=1"),
    ("overview", "since=2007-13-01"),
    ("statement", "day=2020-01-02"), ("statement", "line=NOPE"), ("statement", "compare=1999-01-06"),
    ("programmes", "programme=qe9"), ("programmes", "measure=gold"), ("programmes", "weeks=9999"),
    ("assets", "asset=BTC"), ("assets", "events=../../etc/passwd"), ("assets", "window_days=0"),
    ("market", "kind=hedgefund"), ("market", "horizon=9"),
    ("project", "scenario=/etc/passwd"), ("project", "treasury_cap=NaN"), ("project", "treasury_cap=-1"),
    ("project", "shift_bp=1e9"), ("project", "compare=x.toml"), ("project", "file=nothing"),
    ("simulate", "scenario=x.toml"), ("simulate", "counterfactual=x"), ("simulate", "paths=5000000"),
    ("simulate", "quantity=gold"), ("simulate", "usd=inf"), ("simulate", "day=0"), ("simulate", "file=nothing"),
    ("outlook", "part=zz"), ("outlook", "file=nothing"), ("claims", "claim=Z99"), ("claims", "file=nothing"),
    ("claims", "verdict=maybe"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query"), WRONG, ids=lambda value: str(value))
def test_a_wrong_parameter_is_refused_with_advice(workbench: Workbench, name: str, query: str) -> None:
    answer = workbench.get(f"/api/v1/{name}?{query}")
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert answer.json()["error"]["what"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("statement", "day=2010-03-31&compare=2008-11-19&line=RESPPALGUO"),
        ("programmes", "programme=covid&measure=dgs10&weeks=52"),
        ("assets", "asset=SP500_ARCH&events=taper2013&window_days=1"),
        ("market", "day=2019-09-17&kind=dealers&horizon=5"),
        ("project", "treasury_cap=60&agency_cap=35&purchases=20&taper_months=6&shift_bp=100&tga=600&compare=recession"),
        ("project", "scenario=runoff-2022&compare=faster-caps"),
        ("simulate", "scenario=march-2020&counterfactual=standing-repo-2019&quantity=liquidity&usd=-150&day=9&days=3"),
        ("claims", "claim=C03&verdict=holds"),
    ],
)
def test_the_controls_of_a_view_lead_to_pages(workbench: Workbench, name: str, query: str) -> None:
    assert workbench.get(f"/api/v1/{name}?lang=en&{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "command"),
    [("claims", "check seed-2021 --lang en"), ("market", "market map"), ("project", "project today")],
)
def test_the_data_of_a_view_are_the_commands_json(workbench: Workbench, name: str, command: str) -> None:
    """The same shapes, and the same values, as the command line prints."""
    done = subprocess.run(
        [PROGRAM, *command.split(), "--format", "json"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-300:]
    told, printed = workbench.get(f"/api/v1/{name}/data?lang=en").json(), json.loads(done.stdout)
    if name == "project":  # the manifest also names the day the command ran on
        told, printed = ({key: found[key] for key in ("scenario", "rows", "months")} for found in (told, printed))
    assert told == printed


def test_a_slider_says_where_it_stands_in_the_readers_words(workbench: Workbench) -> None:
    """The same place of the same slider: 60 bn a month is 600 亿 (1 bn = 10 亿)."""
    for lang, told in (("zh", "每月 600 亿美元"), ("en", "$60 bn a month")):
        page = page_of(workbench, BY_NAME["project"], lang=lang)
        cap = next(one for one in page.controls if one.key == "treasury_cap")
        assert dict(cap.options)["60"] == told
        assert len(cap.options) == 1 + (cap.high - cap.low) / cap.step
    shift = next(one for one in page.controls if one.key == "shift_bp")
    assert dict(shift.options)["100"] == "+100 bp"


def end_of(page: object, line: str) -> list[float]:
    figure = next(one for one in figures(page.report_blocks) if one.id == f"project-{line}")
    place = figure.table.keys.index("central")
    return [row[place] for row in figure.table.rows if row[place] is not None]


def test_an_agency_cap_of_the_form_lets_principal_go(workbench: Workbench) -> None:
    """Today's rule turns all agency principal into bills, whatever the cap: a cap brings a rule that knows it."""
    view = BY_NAME["project"]
    alone, both = (
        page_of(workbench, view, lang="en", treasury_cap=60, end_share=6, **more) for more in ({}, {"agency_cap": 35})
    )
    assert min(end_of(both, "total-assets")[:40]) < min(end_of(alone, "total-assets")[:40]) - 5e9
    assert "above_cap_to_treasuries" in both.python


def test_a_cap_of_the_form_leaves_the_floor_of_reserves_where_the_scenario_has_it(workbench: Workbench) -> None:
    """`today` keeps reserves at 9.3% of GDP (its file, "ample"): a cap moves no floor. The lowest week of ten years,
    September 2019 (H.4.1 of 18 September 2019), is told beside it and chosen by the slider alone."""
    plain, capped, low = (
        page_of(workbench, BY_NAME["project"], lang="en", **asked)
        for asked in ({}, {"treasury_cap": 60}, {"treasury_cap": 60, "end_share": 6})
    )
    notes = [block.text for block in capped.blocks if isinstance(block, Note)]
    assert any("9.3% of GDP" in note and "18 September 2019" in note for note in notes)
    assert "reserves_to_gdp = 0.093" in capped.python
    assert "reserves_to_gdp = 0.06" in low.python
    assert not any(isinstance(block, Note) for block in low.blocks)
    assert all("as changed" in one.caption for one in list(figures(capped.report_blocks))[:6])
    ends = [end_of(one, "reserve-balances")[-1] for one in (plain, capped, low)]
    assert ends[1] == pytest.approx(ends[0], rel=0.01)
    assert ends[2] < 0.75 * ends[0]  # 6 of 9.3


def test_the_file_taken_away_is_the_one_the_command_names(workbench: Workbench) -> None:
    page = page_of(workbench, BY_NAME["project"], lang="en", treasury_cap=60)
    (name,) = page.texts
    assert page.command.split()[2] == name == "today-changed.toml"
    answer = workbench.get(f"/api/v1/project/files/{name}?lang=en&treasury_cap=60")
    assert f'filename="{name}"' in answer.headers["content-disposition"]


def test_a_path_of_rates_and_the_levers_are_the_scenarios_own(workbench: Workbench) -> None:
    asked = {"rates": "2027-06:3.25, 2028-01:3", "levers": "mid"}
    page = page_of(workbench, BY_NAME["project"], lang="en", **asked)
    assert "iorb = [{ day = 2027-06-01, percent = 3.25 }, { day = 2028-01-01, percent = 3.0 }]" in page.python
    plain = page_of(workbench, BY_NAME["project"], lang="en")
    assert end_of(page, "reserve-balances")[-1] < end_of(plain, "reserve-balances")[-1] - 5e11
    for wrong in ("2027-13:3", "2027-06:x", "soon"):
        assert workbench.get(f"/api/v1/project?lang=zh&rates={wrong}").status_code == 422


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_counterfactual_kept_from_another_scenario_is_left_out_and_said(workbench: Workbench, lang: str) -> None:
    """Standing repo was set up in July 2021 (FOMC): in March 2020 there was nothing to take away."""
    view, kept = BY_NAME["simulate"], {"lang": lang, "scenario": "march-2020", "paths": "1"}
    plain, page = (page_of(workbench, view, **kept, counterfactual=name) for name in ("", "no-standing-repo"))
    said, *others = page.blocks
    assert isinstance(said, Note)
    assert {"zh": "若无常备回购", "en": "Without standing repo"}[lang] in said.text
    assert page.python == plain.python
    assert page.command == plain.command
    assert len(others) == len(plain.blocks)
    offered = next(one for one in page.controls if one.key == "counterfactual")
    assert offered.value == ""
    assert "no-standing-repo" not in dict(offered.options)


def test_the_overview_begins_with_what_a_desk_asks_first(workbench: Workbench) -> None:
    """SOFR over IORB on SOFR's own day, the next meeting of the calendar, and how old the figures are."""
    page = page_of(workbench, BY_NAME["overview"], lang="en", as_of="2026-01-10")
    tiles = {tile.label: tile for block in page.blocks if isinstance(block, Tiles) for tile in block.items}
    assert tiles["Next FOMC meeting"].shown == "2026-01-28"  # federalreserve.gov, calendar of 2026
    over = tiles["SOFR less IORB"]
    assert (over.shown, over.detail) == (
        "−1 bp",
        "2026-01-08",
    )  # SOFR 3.64 (New York Fed), IORB 3.65 (FOMC, 10 December)
    notes = [block.text for block in page.blocks if isinstance(block, Note)]
    assert not any("statement" in text or "yields" in text for text in notes)  # macro vintages of 2023-25 are not held
    old = page_of(workbench, BY_NAME["overview"], lang="en", as_of="2026-11-30")
    told = " ".join(block.text for block in old.blocks if isinstance(block, Note))
    assert "the Fed's statement to 7 October 2026" in told.replace("’", "'")
    assert "fedsheet update" in told
    assert "28 October 2026" in told  # the meeting whose outcome is not in the record


def test_numbers_of_figures_begin_at_one(workbench: Workbench) -> None:
    """Only the view that holds the original's fourteen counts on after them."""
    for name in DRAWN:
        page = page_of(workbench, BY_NAME[name], lang="en")
        assert sorted(one.number for one in figures(page.report_blocks))[0] == 1, name


def test_the_market_says_whether_reserves_are_enough(workbench: Workbench) -> None:
    blocks = page_of(workbench, BY_NAME["market"], lang="en").blocks
    assert any("gauges agree" in getattr(block, "text", "") for block in blocks)
    assert "market-adequacy" in {getattr(block, "id", "") for block in blocks}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_none_is_told_in_one_language(workbench: Workbench, lang: str, method: str) -> None:
    where = "/api/v1/nothing" if method == "GET" else "/api/v1/market"
    with workbench.client() as client:
        answer = client.request(method, where, params={"lang": lang}, json={} if method == "POST" else None)
    assert answer.status_code == (404 if method == "GET" else 405)
    told = answer.json()["error"]
    assert {bool(re.search("[\u4e00-\u9fff]", told[part])) for part in ("what", "do")} == {lang == "zh"}
