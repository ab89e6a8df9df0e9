"""A figure as it stands on a screen, put into a picture and cited: nothing outside its days, nothing switched off."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pandas as pd
import pytest

from fedsheet.present.charts import style
from fedsheet.present.charts.on_screen import between, rows_between, without
from fedsheet.present.citation import Cited, bibtex, sentence
from fedsheet.present.figures import draw
from fedsheet.present.framed import framed, wrapped
from fedsheet.present.text import Words
from tables import headed


@pytest.fixture(scope="module")
def spec() -> dict[str, object]:
    days = pd.date_range("2020-01-01", "2020-12-31")
    one, other = (pd.Series(range(n, n + len(days)), index=days, dtype=float) for n in (0, 5))
    frame = style.Frame(date(2020, 1, 1), date(2020, 12, 31))
    window = style.shade([style.ShadedSpan(date(2020, 2, 1), date(2020, 6, 30), "QE")])
    held = style.lines({"set": pd.Series([1.0, 2.0], index=days[[0, 200]])}, title="%", step=True)
    return style.chart(frame, window, style.lines({"one": one, "other": other}, title="%"), held)


def layers(spec: dict[str, object]) -> list[dict[str, object]]:
    return [layer for group in spec["layer"] for layer in group["layer"]]


def test_a_span_keeps_its_rows_and_what_leads_into_them(spec: dict[str, object]) -> None:
    made = between(spec, date(2020, 4, 1), date(2020, 4, 30))
    rows = [row for layer in layers(made) for row in layer["data"]["values"]]
    lines = [row for row in rows if row.get("series") == "one"]
    assert [lines[0]["date"], lines[1]["date"], lines[-2]["date"], lines[-1]["date"]] == [
        "2020-03-31", "2020-04-01", "2020-04-30", "2020-05-01",
    ]  # fmt: skip
    assert [row["date"] for row in rows if row.get("series") == "set"] == ["2020-01-01", "2020-07-19"]
    (window,) = [row for row in rows if "until" in row]
    assert (window["date"], window["until"]) == ("2020-04-01", "2020-04-30")
    assert "2020-04-01" in draw(made).svg or "2020-04" in draw(made).svg


def test_a_window_that_is_not_seen_is_gone_with_its_name(spec: dict[str, object]) -> None:
    made = between(spec, date(2020, 9, 1), date(2020, 9, 30))
    assert "QE" not in draw(made).svg
    assert "QE" in draw(spec).svg


def test_a_name_switched_off_is_neither_drawn_nor_in_the_legend(spec: dict[str, object]) -> None:
    made = without(spec, ("other",))
    assert not any(row.get("series") == "other" for layer in layers(made) for row in layer["data"]["values"])
    drawn = draw(made).svg
    assert ">Other<" not in drawn
    assert ">One<" in drawn
    assert without(spec, ()) is spec


def test_rows_of_a_table_follow_the_span() -> None:
    days = [date(2020, month, 1) for month in range(1, 13)]
    table = headed("t", ("date", "v"), ("iso", "num1"), [(day, 1.0) for day in days])
    assert [row[0] for row in rows_between(table, date(2020, 3, 15), date(2020, 5, 1)).rows] == days[3:5]
    named = headed("t", ("name",), ("text",), [("a",)])
    assert rows_between(named, date(2020, 1, 1), None) is named


def test_a_picture_carries_title_and_source_within_its_width(spec: dict[str, object]) -> None:
    drawing = draw(spec)
    made = framed(drawing, "A finding < of some length & more " * 6, ["Source: somebody " * 12, "", "as of"])
    assert made.height > drawing.height + 60
    assert "A finding &lt; of" in made.svg
    texts = re.findall(r'font-size="(13|9\.5)"[^>]*>([^<]*)</text>', made.svg)
    assert all(style.text_width(unescape(text), float(size)) <= drawing.width for size, text in texts)
    assert "".join(wrapped("资产负债表" * 30, 13, 200)) == "资产负债表" * 30


@pytest.mark.parametrize("wide", range(60, 400, 7))
def test_no_line_of_a_picture_tears_a_day_or_an_amount_or_begins_with_a_comma(wide: int) -> None:
    chinese = "2026 年 7 月 8 日至 2026 年 10 月 7 日，减少 1,153 亿美元，至 3.02 万亿美元：“MBS”（机构）为 −3 个基点。"
    english = "From 8 July 2026 to 7 October 2026 reserves fell by $115.3 bn (to $3.02 trn), 3 bp below."
    lines = [line for text in (chinese, english) for line in wrapped(text, 13, wide)]
    assert not [line for line in lines if line[0] in "，。；：、）”" or line[-1] in "（“"]
    for whole in (
        "2026 年 7 月 8 日",
        "2026 年 10 月 7 日",
        "1,153 亿美元",
        "3.02 万亿美元",
        "−3 个基点",
        "8 July 2026",
        "$115.3 bn",
    ):
        assert [line for line in lines if whole in line] or style.text_width(whole, 13) > wide, (whole, lines)


def test_a_citation_says_what_of_when_and_where() -> None:
    cited = Cited("corridor", "9% of days.", "NY Fed", date(2026, 11, 30), "a" * 64, "0.1.0", "http://x/?a=1#f")
    assert sentence(cited, Words("en")) == (
        "9% of days. NY Fed. Figures as of 2026-11-30, vintage aaaaaaaaaaaa. fedsheet 0.1.0. http://x/?a=1#f"
    )
    assert "按 2026-11-30 所知的数据" in sentence(cited, Words("zh"))
    entry = bibtex(cited)
    assert entry.startswith("@misc{fedsheet-corridor-2026-11-30,\n")
    assert r"9\% of days" in entry
    assert entry.count("{") == entry.count("}")
