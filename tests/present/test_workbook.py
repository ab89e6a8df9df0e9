"""The workbook, read by openpyxl: named tables in the report's units, a contents that tells, charts by kind."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import openpyxl
import pandas as pd
import pytest

from fedsheet.present import xlsx, xlsx_charts
from fedsheet.present.blocks import Figure, Heading, TableBlock, figures
from fedsheet.present.charts import style
from fedsheet.present.document import Document
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.present.xlsx_cells import HeldCells, columns_of, form_of, lines_of
from present.report_support import documents
from tables import headed


@cache
def some(language: str) -> Document:
    """The report's headings, its first figures and its tables that are not long."""
    blocks = documents()[language].blocks
    few = [block for block in blocks if any(figure.number in {1, 2, 6} for figure in figures([block]))]
    short = [block for block in blocks if isinstance(block, TableBlock) and len(block.table.rows) < 20]
    kept = [block for block in blocks if isinstance(block, Heading) or any(block is one for one in (*few, *short))]
    return replace(documents()[language], blocks=tuple(kept))


@cache
def book(language: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.workbook(some(language), Words(language))))


def chart_of(figure: Figure, language: str = "en") -> str:
    """The XML of the one chart of a workbook of one figure."""
    made = xlsx.workbook(replace(documents()[language], blocks=(figure,)), Words(language))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        return parts.read(charts[0]).decode() if charts else ""


def by_id(name: str) -> Figure:
    return next(figure for figure in figures(documents()["en"].blocks) if figure.id == name)


def test_every_sheet_has_one_table_and_both_languages_name_them_alike() -> None:
    names = [[name for sheet in book(language) for name in sheet.tables] for language in LANGUAGES]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])
    assert {"figure_qe1_purchases", "table_key_figures", "contents"} <= set(names[0])
    blocks = some("en").blocks
    expected = len(list(figures(blocks))) + sum(isinstance(block, TableBlock) for block in blocks)
    assert len(names[0]) == expected + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_lies_over_its_cells_and_its_headings_differ(language: str) -> None:
    for sheet in book(language):
        for table in sheet.tables.values():
            head = [cell.value for cell in sheet[table.ref][0]]
            assert head == [column.name for column in table.tableColumns]
            assert len({text.casefold() for text in head}) == len(head)
            assert table.autoFilter is not None


def test_sheets_are_named_in_the_language() -> None:
    assert {"目录", "图 1", "表 1", "说明"} <= set(book("zh").sheetnames)
    assert {"Contents", "Figure 1", "Table 1", "About"} <= set(book("en").sheetnames)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_known_to_read_a_figure_stands_over_its_numbers(language: str) -> None:
    """The remark that a page has under a figure (which days, which base, what is cut) went missing in its workbook."""
    noted = [one for one in figures(some(language).blocks) if one.note]
    assert noted
    said = {sheet["A3"].value for sheet in book(language)}
    for figure in noted:
        assert figure.note.replace("`", "") in said, figure.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_tell_chapter_unit_newest_day_and_status(language: str) -> None:
    sheet = book(language).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet[sheet.tables["contents"].ref]][1:]
    found = {row[6]: row for row in rows}
    bought = found["figure_qe1_purchases"]
    assert bought[2].endswith({"zh": "QE1–4 与资产表现", "en": "QE1–4 and asset performance"}[language])
    assert bought[3] == {"zh": "亿美元", "en": "USD bn"}[language]
    assert bought[4].year in {2010, 2011}
    assert bought[5] == {"zh": "超过 45 天", "en": "over 45 days"}[language]
    linked = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert len(linked) == len(rows)


def test_what_is_projected_from_a_day_before_the_reports_is_ahead() -> None:
    days = ((date(2026, 10, 7),), (date(2026, 11, 25),), (date(2036, 10, 1),))
    last = xlsx._last(headed("ahead", ("date",), ("iso",), days))
    assert xlsx._status(last, date(2026, 11, 30), Words("en")) == Words("en")("report.sheet_ahead")


@pytest.mark.parametrize(("language", "unit"), [("zh", 1e8), ("en", 1e9)])
def test_money_is_in_the_reports_unit_and_the_raw_dollars_stand_hidden_beside(language: str, unit: float) -> None:
    figure = next(one for one in figures(documents()[language].blocks) if one.id == "qe1-purchases")
    sheet = next(one for one in book(language) if "figure_qe1_purchases" in one.tables)
    head = [cell.value for cell in sheet[sheet.tables["figure_qe1_purchases"].ref][0]]
    shown, raw = head[1], next(text for text in head if text.startswith("treasuries"))
    for row, told in zip(sheet.iter_rows(min_row=5), figure.table.for_readers().rows, strict=False):
        cells = dict(zip(head, (cell.value for cell in row), strict=False))
        assert cells[shown] == pytest.approx(told[1] / unit, rel=1e-12)
        assert cells[raw] == pytest.approx(told[1], rel=1e-13)
    letter = openpyxl.utils.get_column_letter(head.index(raw) + 1)
    assert any(one.hidden and one.min <= head.index(raw) + 1 <= one.max for one in sheet.column_dimensions.values()), (
        letter
    )


def test_basis_points_are_basis_points_and_shares_are_percent() -> None:
    table = headed("t", ("a", "b"), ("bp1_num", "pct2"), ((0.00125, 0.0543),))
    columns = columns_of(table, Words("en"))
    assert [column.cells[0] for column in columns] == [12.5, 0.0543, 0.00125]
    assert [column.heading for column in columns] == ["a (bp)", "b", "a (raw)"]
    assert columns[1].pattern == "0.00%"
    assert form_of("pp1_signed", Words("en")).convert(0.012) == pytest.approx(1.2)


KINDS = [
    ("qe1-purchases", "<c:barChart>", 'grouping val="stacked"', 1),
    ("qe1-unemployment", "<c:lineChart>", "<c:dateAx>", 1),
    ("qe2-inflation", "<c:lineChart>", "<c:dateAx>", 2),
    ("qe4-labour", "<c:barChart>", "<c:lineChart>", 2),
    ("mbs-plan", "<c:barChart>", "<c:lineChart>", 1),
    ("twist", "<c:barChart>", "<c:catAx>", 1),
    ("composition", "<c:areaChart>", 'grouping val="stacked"', 1),
    ("fault-line", "<c:lineChart>", "<c:dateAx>", 2),
    ("facilities", "<c:lineChart>", "<c:marker>", 2),
]


@pytest.mark.parametrize(("name", "kind", "also", "axes"), KINDS)
def test_a_chart_is_of_the_figures_kind_and_has_its_axes(name: str, kind: str, also: str, axes: int) -> None:
    drawn = chart_of(by_id(name))
    assert kind in drawn
    assert also in drawn
    assert drawn.count("<c:valAx>") == axes


def dated(spec: dict[str, object], *columns: str) -> Figure:
    rows = tuple((date(2024, 1, 1) + timedelta(days=n), *(1.0 * n for _ in columns)) for n in range(3))
    keys = ("date", *(f"k{n}" for n in range(len(columns))))
    return Figure(
        "f", 1, spec, "c", "s", headed("f", keys, ("iso", *["num1"] * len(columns)), rows, ("date", *columns))
    )


def test_a_band_is_a_pale_area_on_an_unseen_one() -> None:
    days = pd.date_range("2024-01-01", periods=3)
    low, high = pd.Series([-2.0, -1.0, 0.0], days), pd.Series([1.0, 2.0, 3.0], days)
    frame = style.Frame(date(2024, 1, 1), date(2024, 1, 3))
    line = style.lines({"middle": low}, title="bp")
    figure = dated(style.chart(frame, style.band(low, high, "90% band", title="bp"), line), "middle")
    drawn = chart_of(figure)
    assert 'grouping val="stacked"' in drawn
    assert "<c:areaChart>" in drawn
    assert "<a:noFill/>" in drawn
    assert 'alpha val="35000"' in drawn
    made = xlsx.workbook(replace(documents()["en"], blocks=(figure,)), Words("en"))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Figure 1"]
    assert [[row[3].value, row[4].value] for row in sheet.iter_rows(min_row=5, max_row=7)] == [[-2, 3], [-1, 3], [0, 3]]


def bands(*ends: tuple[float, float]) -> Figure:
    days, frame = pd.date_range("2024-01-01", periods=3), style.Frame(date(2024, 1, 1), date(2024, 1, 3))
    drawn = [
        style.band(pd.Series([low] * 3, days), pd.Series([high] * 3, days), f"band {n}", title="bp")
        for n, (low, high) in enumerate(ends)
    ]
    return dated(style.chart(frame, *drawn, style.lines({"middle": pd.Series([0.0] * 3, days)}, title="bp")), "middle")


def first_cells(figure: Figure) -> list[object]:
    made = xlsx.workbook(replace(documents()["en"], blocks=(figure,)), Words("en"))
    return [cell.value for cell in openpyxl.load_workbook(io.BytesIO(made))["Figure 1"][5]][3:]


def test_bands_within_one_another_each_lie_in_their_place() -> None:
    assert first_cells(bands((-3, 5), (-1, 2))) == [-3, 2, 3, 3]  # up to -3, -1, 2, 5: areas stand on one another
    drawn = chart_of(bands((-3, 5), (-1, 2)))
    assert drawn.count("<c:areaChart>") == 1
    assert re.findall(r'legendEntry><c:idx val="(\d)"', drawn) == ["0", "3"]


def test_a_band_that_leaves_the_one_before_is_two_lines() -> None:
    assert first_cells(bands((-3, 5), (-1, 6))) == [-3, 8, -1, 6]
    assert chart_of(bands((-3, 5), (-1, 6))).count('prstDash val="dash"') == 2


def test_an_axis_that_is_cut_has_round_numbers_and_shares_are_percent_at_either_side() -> None:
    assert xlsx_charts._cut(29667.03, 31467.0) == {"min": 29500, "max": 31500, "major_unit": 500, "num_format": "#,##0"}
    values = pd.Series([1.0, 2.0, 3.0], pd.date_range("2024-01-01", periods=3))
    frame, name = style.Frame(date(2024, 1, 1), date(2024, 1, 3)), "rate (adjusted)"
    left = style.lines({"jobs": values}, title="mn")
    right = style.lines({f"{name} (right)": values}, title="%", axis="right")
    figure = dated(style.chart(frame, left, right), "jobs", name)
    forms = (replace(column, form="pct1") if column.label == name else column for column in figure.table.columns)
    made = chart_of(replace(figure, table=replace(figure.table, columns=tuple(forms))))
    axes = re.findall(r"<c:valAx>.*?</c:valAx>", made)
    assert [re.findall('formatCode="(.*?)"', axis) for axis in axes] == [["General"], ["0.0%"]]


def test_dots_over_two_quantities_are_a_scatter_and_a_waterfall_stands_on_unseen_bars() -> None:
    rows = [{"x": 1.0, "y": 2.0, "series": "calm"}, {"x": 2.0, "y": 3.0, "series": "scarce"}]
    axes = {name: {"field": name, "type": "quantitative", "axis": {"title": name}} for name in ("x", "y")}
    spec = {"width": 10, "height": 10, "data": {"values": rows}, "mark": {"type": "point"}, "encoding": axes}
    assert chart_of(dated(spec, "a")).count("<c:ser>") == 2
    assert "<c:scatterChart>" in chart_of(dated(spec, "a"))
    steps = [
        {"name": "start", "low": 0.0, "high": 5.0, "kind": "level"},
        {"name": "fall", "low": 5.0, "high": 3.0, "kind": "down"},
    ]
    flat = {
        "x": {"field": "low", "type": "quantitative"},
        "x2": {"field": "high"},
        "y": {"field": "name", "type": "nominal"},
    }
    fallen = chart_of(
        dated({"width": 10, "height": 10, "data": {"values": steps}, "mark": {"type": "bar"}, "encoding": flat}, "a")
    )
    assert 'barDir val="bar"' in fallen
    assert re.findall(r"<c:v>([0-9.]+)</c:v>", fallen) == ["0", "3", "5", "2"]


def test_an_interval_is_a_pale_bar_of_the_cells_beside_and_the_axis_holds_it() -> None:
    rows = [{"name": "QE1", "low": -193.0, "high": 219.0, "change": 49.0}]
    flat = {"y": {"field": "name", "type": "nominal"}}
    values = {"type": "quantitative", "axis": {"title": "bp"}}
    bar = {"x": {"field": "low", **values}, "x2": {"field": "high"}, **flat}
    dot = {"x": {"field": "change", **values}, **flat}
    layers = [{"mark": {"type": "bar"}, "encoding": bar}, {"mark": {"type": "point"}, "encoding": dot}]
    made = chart_of(dated({"width": 10, "height": 10, "data": {"values": rows}, "layer": layers}, "a"))
    reach = re.search(r"<c:plus><c:numRef><c:f>(.*?)</c:f>", made)
    assert reach is not None, "a list would be taken for the numbers themselves"
    assert "$5" in reach[1]
    ends = {name: float(value) for name, value in re.findall(r'<c:(max|min) val="([-\d.]+)"', made)}
    assert ends == {"max": 300, "min": -200}


def test_a_figure_in_basis_points_over_a_table_with_shares_is_not_divided() -> None:
    rows = [
        {"date": "2022-03-30", "series": name, "value": value} for name, value in (("high", -158.0), ("low", -98.0))
    ]
    axis = {"field": "value", "type": "quantitative", "axis": {"title": "bp"}}
    encoding = {"x": {"field": "date", "type": "temporal"}, "y": axis, "color": {"field": "series"}}
    spec = {"width": 10, "height": 10, "data": {"values": rows}, "mark": {"type": "line"}, "encoding": encoding}
    table = headed("f", ("date", "of_gdp"), ("iso", "pct1"), ((date(2022, 3, 30), 0.24),), ("date", "of GDP"))
    made = chart_of(replace(dated(spec, "high"), spec=spec, table=table))
    assert {"-158", "-98"} <= set(re.findall(r"<c:v>([^<]*)</c:v>", made))
    as_share = {**encoding, "y": {**axis, "axis": {"title": "%"}}}
    made = chart_of(replace(dated(spec, "high"), spec={**spec, "encoding": as_share}, table=table))
    assert {"-1.58", "-0.98"} <= set(re.findall(r"<c:v>([^<]*)</c:v>", made))


def test_a_chance_has_three_digits() -> None:
    assert form_of("p", Words("en")).pattern == "#,##0.000"


def test_a_map_of_changes_says_and_tints_each_cell() -> None:
    cells = [
        {"window": "QE1", "asset": name, "text": said, "strength": strength, "up": way}
        for name, said, strength, way in (("10-year", "+49", 1.0, "up"), ("S&P 500", "—a", 0.0, "down"))
    ]
    scale = {"domain": ["up", "down"], "range": ["#2a8271", "#b5312b"]}
    encoding = {
        "x": {"field": "window", "type": "ordinal", "sort": ["QE1"]},
        "y": {"field": "asset", "type": "ordinal", "sort": ["10-year", "S&P 500"]},
        "opacity": {"field": "strength", "type": "quantitative"},
        "color": {"field": "up", "type": "nominal", "scale": scale},
    }
    spec = {
        "width": 10, "height": 10, "data": {"values": cells},
        "layer": [{"mark": {"type": "rect"}, "encoding": encoding}],
    }  # fmt: skip
    made = xlsx.workbook(replace(documents()["en"], blocks=(dated(spec, "a"),)), Words("en"))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Figure 1"]
    found = {cell.value: cell.fill.fgColor.rgb[2:] for row in sheet.iter_rows() for cell in row
             if cell.value in ("+49", "—a")}  # fmt: skip
    assert found == {"+49": "2A8271", "—a": "FFFFFF"}


def test_a_map_of_values_is_a_grid_in_colours() -> None:
    cells = [{"start": a, "end": b, "change": 1.0} for a in ("2010-01", "2010-02") for b in ("2011-01", "2011-02")]
    scale = {"domain": [-1, 0, 1], "range": ["#b5312b", "#f4f4f4", "#1f4e8c"]}
    encoding = {
        "x": {"field": "start", "type": "ordinal"}, "y": {"field": "end", "type": "ordinal"},
        "color": {"field": "change", "type": "quantitative", "scale": scale},
    }  # fmt: skip
    spec = {
        "width": 10,
        "height": 10,
        "data": {"values": cells},
        "layer": [{"mark": {"type": "rect"}, "encoding": encoding}],
    }
    made = xlsx.workbook(replace(documents()["en"], blocks=(dated(spec, "a"),)), Words("en"))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Figure 1"]
    rules = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    assert [rule.type for rule in rules] == ["colorScale"]
    assert [colour.rgb[2:] for colour in rules[0].colorScale.color] == ["B5312B", "F4F4F4", "1F4E8C"]


def test_sheets_print_on_a4_across_and_repeat_their_head() -> None:
    for sheet in book("zh").worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book("zh")["表 1"].print_title_rows == "$4:$4"


def test_days_stand_clear_of_the_words_beside_them() -> None:
    days = [cell for sheet in book("en") for row in sheet.iter_rows(min_row=5) for cell in row if cell.is_date]
    assert len(days) > 100
    assert {cell.alignment.horizontal for cell in days} == {"left"}
    in_tables = [cell for cell in days if cell.parent is not book("en").worksheets[0] and cell.column > 1]
    assert {cell.alignment.indent for cell in in_tables} == {1.0}  # and of the numbers


def test_a_text_that_wraps_has_its_room() -> None:
    assert lines_of("short", 20) == 1
    assert lines_of("w" * 100, 50) == 3
    assert lines_of(3.0, 50) == 1


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("money_signed", "[>=0.05]+#,##0.0;[<=-0.05]-#,##0.0;#,##0.0"),
        ("pct1_signed", "[>=0.0005]+0.0%;[<=-0.0005]-0.0%;0.0%"),
    ],
)
def test_what_rounds_to_nothing_has_no_sign(form: str, shown: str) -> None:
    """A minus before a nought is no number a reader expects: −0.3 under a format of whole numbers is 0."""
    assert form_of(form, Words("en")).pattern == shown


def test_a_heading_with_its_unit_stands_in_one_line() -> None:
    """A closing bracket alone on the second line, where a program wraps Chinese anywhere."""
    column = HeldCells("大型内资银行（亿美元）", "#,##0", (19_713.0, 14_608.0))
    assert lines_of(column.heading, column.width - 2) == 1
