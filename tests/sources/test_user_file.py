"""A user's file is taken whole or refused whole, with the row and the reason."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from fedsheet.core.errors import DataError, InputError, UnitError, UnknownNameError
from fedsheet.core.units import unit
from fedsheet.sources.reply import Parsed
from fedsheet.sources.users import imports, many
from fedsheet.sources.users.grid import grid_of_bytes
from fedsheet.sources.users.series import UserSeries, series_of_grid
from specimens import workbook

TODAY = date(2026, 11, 23)


def read(raw: bytes, unit_name: str = "Index", **options: object) -> UserSeries:
    return series_of_grid(grid_of_bytes(raw, "file"), unit(unit_name), today=TODAY, **options)


WIND = "指标名称,美国:ISM:制造业PMI\n频率,月\n单位,%\n来源,ISM\n2020-01-31,50.9\n2020-02-29,50.1\n\n数据来源：Wind,\n"
PLAIN = "date,value\n2020-01-01,1.5\n2020-01-02,1.6\n2020-01-03,1.7\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_wind_export_with_labels_and_source_line_reads_in_every_encoding_wind_writes(encoding: str) -> None:
    found = read(WIND.encode(encoding), "Percent")
    assert found.days == (date(2020, 1, 31), date(2020, 2, 29))
    assert found.values == (50.9, 50.1)
    assert found.labels["指标名称"] == "美国:ISM:制造业PMI"
    assert found.frequency == "M"


@pytest.mark.parametrize(
    "text", ["日期,數值\n2020-01-31,1.5\n2020-02-29,1.6\n", f"{PLAIN}資料來源：中央銀行\n", f"{PLAIN}注：季調\n"]
)
def test_big5_is_told_by_the_encodings_tried_and_not_quoted_as_another(text: str) -> None:
    with pytest.raises(InputError, match=r"not UTF-8, and read as GB 18030 .* Big5") as told:
        read(text.encode("big5"))
    assert not re.search("[\ue000-\uf8ff]", f"{told.value} {told.value.said('zh', 'cli')}")


def test_bloomberg_workbook_with_px_last_and_excel_serials_reads_newest_first() -> None:
    # Excel's day 43831 is 2020-01-01 (Microsoft, DATEVALUE documentation: 39448 is 2008-01-01; 4,383 days later).
    rows = [["Security", "SPX Index"], ["Period", "D"], [None, None], ["Date", "PX_LAST"]]
    found = read(workbook([*rows, [43833, 3257.85], [43832, "#N/A N/A"], [43831, 3230.78]]))
    assert found.days == (date(2020, 1, 1), date(2020, 1, 3))
    assert found.values == (3230.78, 3257.85)
    assert found.missing == 1


@pytest.mark.parametrize("header", ["DATE,SP500", "observation_date,SP500"])
def test_fred_export_reads_with_either_header_and_its_dot_is_missing_not_zero(header: str) -> None:
    found = read(f"{header}\n2020-01-01,.\n2020-01-02,3257.85\n2020-01-03,\n2020-01-06,3246.28\n".encode())
    assert found.values == (3257.85, 3246.28)
    assert found.missing == 2


def test_zero_is_a_value() -> None:
    assert read(b"d,v\n2020-01-01,0\n2020-01-02,0.0\n").values == (0.0, 0.0)


def test_dates_written_month_first_are_read_when_some_day_is_past_the_twelfth() -> None:
    found = read(b"Date,PX_LAST\n01/30/2020,1\n02/03/2020,2\n")
    assert found.days == (date(2020, 1, 30), date(2020, 2, 3))


REFUSALS = {
    "text among numbers": ("d,v\n2020-01-01,1\n2020-01-02,n.m.\n2020-01-03,3\n", "row 3, column B: 'n.m.' is text"),
    "impossible date": ("d,v\n2020-01-01,1\n2020-02-30,2\n2020-03-01,3\n", "column A: '2020-02-30' is not a date"),
    "duplicate date": ("d,v\n2020-01-01,1\n2020-01-02,2\n2020-01-02,2\n", "column A: 2020-01-02 stands in row 3"),
    "date in the future": ("d,v\n2020-01-01,1\n2027-01-01,2\n", "row 3, column A: 2027-01-01 is in the future"),
    "date out of order": ("d,v\n2020-01-01,1\n2020-01-05,2\n2002-01-03,3\n2020-01-07,3\n", "column A: 2002-01-03 is"),
    "unit sign of another unit": ("d,v\n2020-01-01,1\n2020-01-02,2.5%\n2020-01-03,2\n", "column B: '2.5%' carries"),
    "thousandfold jump": ("d,v\n2020-01-01,4.5\n2020-01-02,4512\n2020-01-03,9\n", "'4512.0' is about 1,003 times"),
    "infinity": ("d,v\n2020-01-01,1\n2020-01-02,inf\n2020-01-03,3\n", "row 3, column B: 'inf' is text"),
    "month or day first cannot be told": ("d,v\n01/02/2020,1\n03/04/2020,2\n", "month/day or as day/month"),
    "two columns of numbers": ("d,a,b\n2020-01-01,1,2\n2020-01-02,1,2\n", "Columns: a, b"),
    "a formula in the first row": ("d,v\n2020-01-01,=1+1\n2020-01-02,2\n2020-01-03,3\n", "B: '=1+1' is a formula"),
    "text alone": ("d,v\n2020-01-01,a\n2020-01-02,b\n", "row 2, column B: 'a' is text"),
    "decimal commas": ("d;v\n01.02.2020;1,523\n01.03.2020;1,61\n", "row 2: '1,523' may have a decimal comma"),
    "decimal commas between tabs": ("d\tv\n2024-01-02\t0,250\n2024-01-03\t0,500\n", "'0,250' may have a decimal comma"),
    "another country's money": ("指标名称,x\n单位,亿元\n2020-01-31,1\n2020-02-29,2\n", "单位 '亿元', and money is"),
    "no data": ("hello,world\n", "no row of a date and a number"),
    "one value": ("d,v\n2020-01-01,1\n", "1 value found"),
    "blank line then data": ("d,v\n2020-01-01,1\n,\n2020-01-03,3\n", "row 3, column A: an empty cell is not a date"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_refused_with_row_and_reason(name: str) -> None:
    text, reason = REFUSALS[name]
    with pytest.raises(InputError) as caught:
        read(text.encode())
    assert reason in str(caught.value)


@pytest.mark.parametrize("raw", [b"\xef", b"\xef\xbb", b"\xef\xbb\xbf"])
def test_a_mark_of_utf_8_alone_is_no_table(raw: bytes) -> None:
    with pytest.raises(InputError, match="file"):
        read(raw)


# The New York Fed's export of a reference rate; figures made up.
RATES = """Effective Date,Rate Type,Rate (%),1st Percentile (%),99th Percentile (%),Volume ($Billions),Footnote ID
01/16/2024,SOFR,5.32,5.29,5.40,1800,
01/12/2024,SOFR,5.31,5.28,5.39,1790,
"Source: Federal Reserve Bank of New York",,,,,,
"""


def test_the_new_york_feds_export_of_a_rate_reads_by_the_column_named() -> None:
    found = read(RATES.encode(), "Percent", column="Rate (%)")
    assert (found.days, found.values) == ((date(2024, 1, 12), date(2024, 1, 16)), (5.31, 5.32))
    assert read(RATES.encode(), "Billions of USD", column="Volume ($Billions)").values == (1790.0, 1800.0)
    with pytest.raises(InputError, match="unit= says 'Millions of USD'"):
        read(RATES.encode(), "Millions of USD", column="Volume ($Billions)")


def test_a_sheet_with_an_empty_margin_is_read_and_its_columns_keep_their_letters() -> None:
    rows = [[], [None, "Security", "SPX Index"], [None, "Date", "PX_LAST"], [None, date(2024, 1, 2), 4742.83]]
    assert read(workbook([*rows, [None, date(2024, 1, 3), 4704.81]])).values == (4742.83, 4704.81)
    with pytest.raises(InputError, match=r"row 5, column C: 'n\.m\.' is text"):
        read(workbook([*rows, [None, date(2024, 1, 3), "n.m."]]))


def test_the_units_row_of_the_file_must_be_the_unit_named() -> None:
    with pytest.raises(InputError, match="单位 '%'"):
        read(WIND.encode(), "Index")


def test_a_true_jump_can_be_vouched_for() -> None:
    found = read(b"d,v\n2020-01-01,4.5\n2020-01-02,4512\n", true_jumps=frozenset({date(2020, 1, 2)}))
    assert found.values == (4.5, 4512.0)


def test_one_of_several_columns_is_chosen_by_its_header() -> None:
    assert read(b"d,a,b\n2020-01-01,1,2\n2020-01-02,1,3\n", column="b").values == (2.0, 3.0)


def test_formula_cells_are_refused() -> None:
    with pytest.raises(InputError, match=r"row 3, column B: '=1\+1' is a formula"):
        read(workbook([["d", "v"], [date(2020, 1, 1), 1], [date(2020, 1, 2), "=1+1"]]))


def test_two_sheets_need_a_choice() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Second")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(InputError, match="Sheets: Sheet, Second"):
        read(out.getvalue())


def repacked(raw: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, content if member.filename == name else old.read(member))
    return out.getvalue()


def test_a_workbook_with_entities_is_refused_before_any_of_it_is_parsed() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    with pytest.raises(InputError, match="declares XML entities"):
        read(repacked(workbook([["d", "v"]]), "xl/worksheets/sheet1.xml", bomb))


def test_a_zip_bomb_is_refused_by_its_unpacked_size() -> None:
    with pytest.raises(InputError, match="unpacks to 300 MiB"):
        read(repacked(workbook([["d", "v"]]), "xl/worksheets/sheet1.xml", bytes(300 * 2**20)))


@pytest.mark.parametrize("raw", [b"PK\x03\x04 nonsense", b"\xd0\xcf\x11\xe0 old", b"\x00\x01\x02\x03", b'a,"b\n1'])
def test_what_is_no_table_is_a_named_error(raw: bytes) -> None:
    with pytest.raises(InputError):
        read(raw)


def test_import_stores_nothing_when_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsheet.runs.import_file import import_file
    from fedsheet.store import open_store

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    bad = tmp_path / "bad.csv"
    bad.write_text(REFUSALS["duplicate date"][0])
    with pytest.raises(InputError):
        import_file("PMI", bad, "Index", "ISM", {})
    assert not (tmp_path / "home" / "raw").exists()
    with open_store() as store:
        assert "PMI" not in store.ids()


def test_imported_values_are_known_since_the_import_or_by_the_lag_the_user_vouches_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fedsheet
    from fedsheet.core.errors import DateRangeError
    from fedsheet.runs.import_file import import_file

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    (tmp_path / "x.csv").write_text(PLAIN)
    import_file("SEEN_TODAY", tmp_path / "x.csv", "Index", "Someone", {})
    import_file("SAME_DAY", tmp_path / "x.csv", "Index", "Someone", {"published_after": "0"})
    with pytest.raises(DateRangeError):
        fedsheet.series("SEEN_TODAY", as_of="2020-01-02")
    assert list(fedsheet.series("SAME_DAY", as_of="2020-01-02").values) == [1.5, 1.6]
    assert set(fedsheet.vintages("SEEN_TODAY")["start_is"]) == {"first seen"}


def test_an_import_never_replaces_a_publishers_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsheet.runs.import_file import import_file

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    (tmp_path / "x.csv").write_text(PLAIN)
    with pytest.raises(DataError, match="WALCL is held to"):
        import_file("WALCL", tmp_path / "x.csv", "Millions of USD", "Someone", {})


def parsed(text: str, **options: str) -> tuple[list[date], list[float], str]:
    """Days, values and what reading changed, of a file imported under the id TEST."""
    request = {
        "what": "TEST", "feed": "user.file", "file": "t.csv", "unit": "Index", "publisher": "Us",
        "seen_on": str(TODAY), **options,
    }  # fmt: skip
    found = imports.parse(text.encode(), request)
    return list(found.series[0].days), list(found.series[0].values), found.said


MONTHS = ("2010-01", "2010-02", "2010-03", "2010-04")


def test_months_dated_by_their_end_are_the_months_dated_by_their_beginning() -> None:
    at_start = parsed("date,x\n" + "".join(f"{m}-01,{n}\n" for n, m in enumerate(MONTHS)))
    at_end = parsed("date,x\n" + "".join(f"{m}-{28 if m.endswith('2') else 30},{n}\n" for n, m in enumerate(MONTHS)))
    assert at_start[:2] == at_end[:2]
    assert (at_start[2], at_end[2]) == ("", "dated to month starts")
    quarters = parsed("date,x\n2010-03-31,1\n2010-06-30,2\n2010-09-30,3\n")
    assert quarters[0] == [date(2010, 1, 1), date(2010, 4, 1), date(2010, 7, 1)]


def test_an_import_is_held_to_the_unit_that_claims_want_of_its_id(tmp_path: Path) -> None:
    from fedsheet.runs.import_file import own_request

    file = tmp_path / "pmi.csv"
    with pytest.raises(InputError, match="ISM_PMI is wanted in 'Index' by the claims, unit= says 'Percent'"):
        own_request("ISM_PMI", file, "Percent", "ISM", TODAY, {})
    request = own_request("ISM_PMI", file, "Index", "ISM", TODAY, {})
    assert list(imports.parse(WIND.encode(), request).series[0].values) == [50.9, 50.1]
    with pytest.raises(InputError, match="单位 '%'"):
        imports.parse(WIND.encode(), own_request("MY_PMI", file, "Index", "ISM", TODAY, {}))


def test_a_second_date_in_a_month_is_refused() -> None:
    with pytest.raises(InputError, match="2010-02-28 is the second date of its month"):
        parsed("date,x\n2010-01-01,1\n2010-02-01,2\n2010-02-28,2\n2010-03-31,3\n", frequency="M")


@pytest.mark.parametrize(
    "text", ["d\tv\n2024-01-02\t0,250\n2024-01-03\t0,500\n", "d;v\n02.01.2024;5,31\n03.01.2024;5,32\n"]
)
def test_a_decimal_comma_is_told_with_the_option_that_reads_it(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parsed(text)
    assert "--commas decimal" in refused.value.said("en", "cli")
    assert "--commas decimal" in refused.value.said("zh", "cli")
    assert len(parsed(text, commas="decimal")[0]) == 2


def test_a_month_left_out_does_not_make_quarters_of_months() -> None:
    """FRED's "." is no value, and the month before it none the less."""
    assert parsed("date,x\n2010-03-01,58.8\n2010-04-01,58.1\n2010-05-01,.\n2010-06-01,56.4\n")[0] == [
        date(2010, month, 1) for month in (3, 4, 6)
    ]
    assert read(b"date,x\n2010-03-01,58.8\n2010-04-01,58.1\n2010-06-01,56.4\n").frequency == "M"


def test_a_refusal_of_dates_and_headings_speaks_the_readers_language() -> None:
    with pytest.raises(InputError) as twice:
        parsed("date,x\n2010-03-01,58.8\n2010-03-31,58.9\n2010-04-30,58.1\n", frequency="M")
    assert twice.value.part("what", "zh") == "2010-03-31 是其所在月份的第二个日期"
    with pytest.raises(InputError) as heading:
        read("日期,美国:隔夜逆回购(十亿美元)\n2024-01-02,704.9\n2024-01-03,719.9\n".encode(), "Millions of USD")
    assert heading.value.part("what", "en").startswith("the file says in a heading '美国:隔夜逆回购(十亿美元)'")
    assert "日期写作" not in heading.value.part("what", "zh")


@pytest.mark.parametrize("text", ["2024-01,1\n2024-02,2\n2024-03,3\n", "2024年1月,1\n2024年2月,2\n2024年3月,3\n"])
def test_months_without_a_day_begin_on_their_first(text: str) -> None:
    assert parsed("date,x\n" + text)[0] == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]


def test_quarters_and_stamps_with_a_z_are_read_and_other_labels_are_shown() -> None:
    assert parsed("date,x\n2024Q1,1\n2024Q2,2\n2024Q3,3\n")[0][1] == date(2024, 4, 1)
    assert parsed("date,x\n2024-01-02T00:00:00Z,1\n2024-01-03T00:00:00Z,2\n")[0][0] == date(2024, 1, 2)
    with pytest.raises(InputError, match="first column begins 'date', 'Jan-24', 'Feb-24'"):
        read(b"date,x\nJan-24,1\nFeb-24,2\n")


@pytest.mark.parametrize("text", ["0,250\n", "0,500\n"])
def test_a_nought_before_a_comma_is_never_a_group_of_thousands(text: str) -> None:
    with pytest.raises(InputError):
        read(f"d\tx\n2024-01-02\t{text}2024-01-03\t{text}".encode(), "Percent")


def test_a_comma_that_can_be_both_is_refused_until_the_user_says() -> None:
    raw = b'd,x\n2024-01-02,"5,400"\n2024-01-03,"5,410"\n'
    for name in ("Percent", "Index"):
        with pytest.raises(InputError, match=r"'5,400' can be 5400 or 5\.400"):
            read(raw, name)
    assert read(raw, "Index", commas="thousands").values == (5400.0, 5410.0)
    assert read(raw, "Percent", commas="decimal").values == (5.4, 5.41)
    mixed = b'd,x\n2024-01-02,"5,400"\n2024-01-03,"1,005,410"\n'
    assert read(mixed, "Index").values == (5400.0, 1005410.0)
    german = b"d;x\n2024-01-02;1.523,40\n2024-01-03;1.524,00\n"
    found = series_of_grid(grid_of_bytes(german, "f", commas="decimal"), unit("Index"), today=TODAY, commas="decimal")
    assert found.values == (1523.4, 1524.0)
    two = b"d;a;b\n2024-01-02;1,5;2\n2024-01-03;1,6;3\n"
    with pytest.raises(InputError, match="2 columns hold numbers"):
        series_of_grid(grid_of_bytes(two, "f", commas="decimal"), unit("Index"), today=TODAY, commas="decimal")


def formatted(value: object, number_format: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["date", "rate"])
    for day in (2, 3, 4):
        book.active.append([date(2024, 1, day), value])
        book.active.cell(book.active.max_row, 2).number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_percent_format_is_read_as_it_shows() -> None:
    assert read(formatted(0.054, "0.00%"), "Percent").values == (5.4, 5.4, 5.4)
    with pytest.raises(InputError, match="carries the unit '%'"):
        read(formatted(0.054, "0.00%"), "Index")
    assert read(formatted(6_500_000, "#,##0"), "Index").values == (6_500_000.0,) * 3
    for scaled in ("#,##0,", "0.0,,", '#,##0.0,,"M"'):
        with pytest.raises(InputError, match="shows another number"):
            read(formatted(6_500_000, scaled), "Index")


@pytest.mark.parametrize(("said", "unit_name"), [
    ("Units,Billions of US Dollars", "Millions of USD"), ("Units,Billions of Dollars", "Millions of USD"),
    ("指标名称,美国:隔夜逆回购(十亿美元)", "Millions of USD"), ("单位,亿美元", "Billions of USD"),
])  # fmt: skip
def test_the_words_of_fred_and_wind_for_units_are_known(said: str, unit_name: str) -> None:
    with pytest.raises(InputError, match="Give the unit of the file"):
        read(f"{said}\ndate,x\n2024-01-02,704.9\n2024-01-03,705.9\n".encode(), unit_name)


@pytest.mark.parametrize(("word", "name"), [
    ("Millions of U.S. Dollars", "Millions of USD"), ("%", "Percent"), ("percent", "Percent"), ("百分比", "Percent"),
    ("Billions of Dollars", "Billions of USD"), ("基点", "Basis points"), ("Mil. of $", "Millions of USD"),
    ("千美元", "Thousands of USD"), ("万美元", "Tens of thousands of USD"), ("百万美元", "Millions of USD"),
    ("亿美元", "Hundreds of millions of USD"), ("万亿美元", "Trillions of USD"), ("USD bn", "Billions of USD"),
])  # fmt: skip
def test_other_words_for_a_unit_are_that_unit(word: str, name: str) -> None:
    assert unit(word).name == name


def test_hundred_millions_of_dollars_are_read_from_a_file_and_counted_as_such() -> None:
    assert read("单位,亿美元\ndate,x\n2024-01-02,67000.5\n2024-01-03,66990\n".encode(), "亿美元").values[0] == 67000.5
    assert unit("亿美元").factor_to(unit("Billions of USD")) == 0.1


@pytest.mark.parametrize("word", ["亿元", "万亿元", "元", "亿人民币", "百万欧元", "CNY", "EUR mn"])
def test_other_money_is_refused_as_a_unit_and_told_why(word: str) -> None:
    with pytest.raises(UnitError) as refused:
        unit(word)
    assert f"the unit {word!r} is not of US dollars" in refused.value.said("en", "cli")
    assert f"单位“{word}”不是美元" in refused.value.said("zh", "cli")


@pytest.mark.parametrize(
    ("word", "nearest"), [("亿", "亿美元"), ("千亿美元", "亿美元"), ("CNY per USD", "Yuan per USD")]
)
def test_a_size_that_is_no_unit_names_the_nearest(word: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=nearest):
        unit(word)


def test_several_lines_of_notes_may_stand_below() -> None:
    body = "date,x\n2024-01-02,5.31\n2024-01-03,5.32\n数据来源：Wind\n\n注：按日\n更新时间：2024-01-04\n"
    assert read(body.encode()).values == (5.31, 5.32)


def test_full_width_digits_the_printed_minus_and_other_marks_of_missing_are_read() -> None:
    raw = "date,x\n2024-01-02,５．３１\n2024-01-03,−0.40\n2024-01-04,ND\n2024-01-05,#N/A Field Not Applicable\n"
    found = read(raw.encode())
    assert (found.values, found.missing) == ((5.31, -0.4), 2)


def test_swollen_parts_that_are_read_end_the_reading_and_others_stay_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.sources.users.package.MAX_ELEMENTS", 1_000)
    book = workbook([["date", "x"], [date(2024, 1, 2), 1.0], [date(2024, 1, 3), 2.0]])
    deep = b"<a>" * 100
    for part, swollen in (
        ("xl/styles.xml", b"<a>" + b"<b/>" * 2_000), ("xl/workbook.xml", deep),
        ("xl/worksheets/sheet1.xml", b"<a b='" + b"x" * 3 * 2**20),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"more in .* than any table does"):
            grid_of_bytes(repacked(book, part, swollen), "bomb.xlsx")
    assert read(repacked(book, "xl/theme/theme1.xml", b"<a>" + b"<b/>" * 100_000)).values == (1.0, 2.0)


def test_a_row_of_a_csv_has_room_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.sources.users.grid.MAX_ROW_TEXT", 40)
    assert grid_of_bytes(b"d,v\r2020-01-01,1\n" * 9, "f.csv").rows[17] == ("2020-01-01", "1")
    for row in (b"x," * 30, b'"' + b"x\n" * 30 + b'",1'):
        with pytest.raises(InputError, match="a row of more than 40 characters"):
            grid_of_bytes(b"d,v\n" + row, "f.csv")


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="2"><c r="A2" t="inlineStr"><is><t>da</t><rPh><t>spoken</t></rPh><r><t>te</t></r></is></c>
<c t="str"><v>x</v></c></row>
<row><c r="A3" t="d"><v>2024-01-02T00:00:00</v></c><c r="B3" s="9"><v>1.5</v></c></row>
<row r="6"><c r="A6"><v>20240103</v></c><c r="B6" t="e"><v>#N/A</v></c><c r="D6" t="b"><v>1</v></c></row>
</sheetData></worksheet>"""


def test_the_forms_in_which_a_workbook_may_write_a_cell_are_read() -> None:
    raw = repacked(workbook([["a"]]), "xl/worksheets/sheet1.xml", SHEET.encode())
    rows = ((), ("date", "x"), (date(2024, 1, 2), 1.5), (), (), (20240103, "#N/A", None, "True"))
    assert grid_of_bytes(raw, "f.xlsx").rows == rows


def test_days_from_1904_and_moments_are_what_a_workbook_shows() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(2024, 1, 2), datetime(2024, 1, 2, 9, 30)])
    out = io.BytesIO()
    book.save(out)
    assert grid_of_bytes(out.getvalue(), "f.xlsx").rows == ((date(2024, 1, 2), "2024-01-02 09:30:00"),)


def test_of_several_sheets_the_one_that_holds_numbers_is_read_as_fred_exports_them() -> None:
    book = openpyxl.Workbook()
    book.active.append(["FRED Graph Observations"])
    daily = book.create_sheet("Daily, Close")
    for row in (["observation_date", "SOFR"], [date(2024, 1, 2), 5.31], [date(2024, 1, 3), 5.32]):
        daily.append(row)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue(), "Percent").values == (5.31, 5.32)
    assert grid_of_bytes(out.getvalue(), "f.xlsx", "Sheet").rows == (("FRED Graph Observations",),)
    with pytest.raises(InputError, match="has no sheet 'Weekly'"):
        grid_of_bytes(out.getvalue(), "f.xlsx", "Weekly")


LONG = "series,date,value\n" + "".join(
    f"DESK_{name},2020-01-0{n},{n}.5\n" for name in "AB" for n in (1, 2, 3)
)  # fmt: skip


def long_table(text: str, **options: str) -> Parsed:
    request = imports.request_of("DESK", "long.csv", "Percent", "Desk", TODAY, by="series", **options)
    return imports.parse(text.encode(), request)


def test_long_table_brings_every_series_it_names_each_as_its_own_file_would() -> None:
    found = long_table(LONG)
    assert [part.definition.id for part in found.series] == ["DESK_A", "DESK_B"]
    alone = imports.parse(
        b"date,value\n2020-01-01,1.5\n2020-01-02,2.5\n2020-01-03,3.5\n",
        imports.request_of("DESK_A", "long.csv", "Percent", "Desk", TODAY),
    )
    assert found.series[0] == alone.series[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LONG.replace("2020-01-02,2.5", "2020-01-01,2.5", 1), "stands in row 2"),
        (LONG.replace("1.5", "=A1"), "formula"),
        (LONG.replace("DESK_B", "desk b"), "id of a series"),
        (LONG.replace("2020-01-03", "2020-02-30"), "2020-02-30"),
        (LONG.replace("1.5", '"5,400"'), "5,400"),
        (LONG.replace(",date,", ",when,"), "columns are"),
    ],
)
def test_long_table_is_refused_whole_for_what_one_of_its_series_cannot_be(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        long_table(text)


@pytest.mark.parametrize("limit", ["MAX_ROWS", "MAX_SERIES"])
def test_long_table_ends_at_its_limits_before_it_is_read_whole(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, limit, 1)
    with pytest.raises(InputError, match="more than 1 "):
        long_table(LONG)
    monkeypatch.setattr(many, limit, 6)
    assert len(long_table(LONG).series) == 2


A_BALANCE_SHEET = "2024-01-03,7681.0\n2024-01-10,7686.5\n2024-01-17,7673.9\n"


@pytest.mark.parametrize("head", [
    'Date,"Total assets, Mil. of U.S. $"', "Date,Assets ($ millions)", "Date,Assets (USD m)", "Date,Assets (US$ mn)",
    "日期,总资产：百万美元", "日期,总资产（单位：百万美元）", "日期,总资产(亿美元)",
    "Date,Assets [Millions of U.S. Dollars]", "Date,Assets - $mm", "Title,Assets\nUnits: Millions of Dollars,\nDate,v",
    "单位：百万美元\n日期,数值",
    "Date,Assets\n,Millions of USD", "Date,Assets in thousands",
])  # fmt: skip
def test_a_word_of_size_in_a_heading_is_held_against_the_unit(head: str) -> None:
    text = f"{head}\n{A_BALANCE_SHEET}".encode()
    with pytest.raises(InputError, match=r"the file says .* says 'Billions of USD'") as told:
        read(text, "Billions of USD")
    assert "--unit 写作“十亿美元”" in told.value.said("zh", "cli")


@pytest.mark.parametrize("head", [
    'Date,"Assets, Bil. of $"', "Date,Assets in $bn", "日期,总资产：十亿美元",
    "Date,Banks with over $250 million in assets", "Date,5-million sample", "Date,Assets of Mbank",
    'Date,"Millions of Dollars, here in billions"', "Date,Assets",
])  # fmt: skip
def test_the_same_size_another_amount_or_no_word_decides_nothing(head: str) -> None:
    assert read(f"{head}\n{A_BALANCE_SHEET}".encode(), "Billions of USD").values == (7681.0, 7686.5, 7673.9)


def test_numbers_with_and_without_a_percent_sign_in_one_column_are_refused() -> None:
    with pytest.raises(InputError, match=r"'5.31%' carries a percent sign and '0.0532' does not"):
        read(b"Date,v\n2024-01-02,5.31%\n2024-01-03,0.0532\n", "Percent")
    assert read(b"Date,v\n2024-01-02,5.31%\n2024-01-03,.\n2024-01-04,0\n", "Percent").values == (5.31, 0.0)


@pytest.mark.parametrize(("shown_as", "value", "read_as"), [
    ('[=0]"-";0.00%', 0.0531, 5.31), ("0.0%;[Red]-0.0%;0", 0.053, 5.3), ('0.00"%"', 5.31, 5.31),
    ("#,##0.0_);[Red](#,##0.0)", -2.5, -2.5), ('[<1000]0.0;0.0,"K"', 5310.0, None), ("[>1]0.00;0.00%", 0.05, None),
])  # fmt: skip
def test_a_number_is_what_its_format_shows_in_every_section(shown_as: str, value: float, read_as: float | None) -> None:
    book = openpyxl.Workbook()
    for day in (2, 3):
        book.active.append([date(2024, 1, day), value])
        book.active.cell(day - 1, 2).number_format = shown_as
    out = io.BytesIO()
    book.save(out)
    if read_as is None:
        with pytest.raises(InputError, match="shows another number"):
            read(out.getvalue(), "Percent")
    else:
        assert read(out.getvalue(), "Percent").values == pytest.approx((read_as, read_as))


def test_a_hidden_row_among_the_figures_is_refused_and_one_above_them_is_not() -> None:
    book = openpyxl.Workbook()
    for row in (["made by", "a template"], ["Date", "v"], [date(2024, 1, 2), 5.31], [date(2024, 1, 3), 5.32]):
        book.active.append(row)
    for hidden, refused in ((1, False), (4, True)):
        book.active.row_dimensions[hidden].hidden = True
        out = io.BytesIO()
        book.save(out)
        if refused:
            with pytest.raises(InputError, match=r"row 4, column A: row is hidden"):
                read(out.getvalue(), "Percent")
        else:
            assert read(out.getvalue(), "Percent").values == (5.31, 5.32)


def test_notes_below_the_figures_are_no_rows_and_a_total_is() -> None:
    notes = "* preliminary,\n制图：本机构\n\nNote: revised\n"
    assert read(f"{PLAIN}{notes}".encode()).values == (1.5, 1.6, 1.7)
    with pytest.raises(InputError, match=r"row 5, column A: 'Total' is not a date"):
        read(f"{PLAIN}Total,4.8\n".encode())


@pytest.mark.parametrize(("first", "second"), [
    ("31-Jan-2024", "29-Feb-2024"), ("31 January 2024", "29 February 2024"), ('"Jan 31, 2024"', '"Feb 29, 2024"'),
])  # fmt: skip
def test_days_with_the_name_of_their_month_are_read(first: str, second: str) -> None:
    found = read(f"Date,v\n{first},1\n{second},2\n".encode())
    assert found.days == (date(2024, 1, 31), date(2024, 2, 29))
    assert read(b"Date,v\nJanuary 2024,1\nFeb-2024,2\n").days == (date(2024, 1, 1), date(2024, 2, 1))
    for wrong in ("30-Feb-2024", "1-Foo-2024", "Jan-24"):
        with pytest.raises(InputError, match="no row of a date"):
            read(f"Date,v\n{wrong},1\n{wrong},2\n".encode())
