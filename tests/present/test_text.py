"""Words: numbers and dates as each language writes them; what is missing is an error."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.present.formats import FORMATS, decimal
from fedsheet.present.text import LANGUAGES, Words, flatten, messages, places, spaced

DAY = date(2008, 11, 25)

# Expected by the habits of Chinese reports: amounts in 亿 and 万亿, dates as 2008 年 11 月 25 日 in text.
CASES = [
    ("usd", 4.4868e12, "4.49 万亿美元", "$4.49 trn"),
    ("usd", 542.7e9, "5,427 亿美元", "$542.7 bn"),
    ("usd", 0.0, "0 美元", "$0"),
    ("usd", 4_000.0, "0 美元", "$0"),
    ("usd_signed", -4_000.0, "0 美元", "$0"),
    ("usd_signed", -2e6, "−200 万美元", "−$2 mn"),
    ("usd_bn1_signed", -142.2e9, "−1,422 亿美元", "−$142.2 bn"),
    ("usd_bn1", 1_579.6e9, "1.58 万亿美元", "$1.58 trn"),
    ("usd", 400e9, "4,000 亿美元", "$400 bn"),
    ("usd", 1.25e12, "1.25 万亿美元", "$1.25 trn"),
    ("held", -384.8e9, "减持 3,848 亿美元", "fell by $384.8 bn"),
    ("moved", 300.3e9, "增加 3,003 亿美元", "rose by $300.3 bn"),
    ("bp_moved", -0.0017, "下行 17 个基点", "down 17 bp"),
    ("pp1_above", 0.005, "高 0.5 个百分点", "0.5 pp above"),
    ("pct1", 0.0605, "6.0%", "6.0%"),
    ("pct2", 0.0237, "2.37%", "2.37%"),
    ("bp", 0.0049, "+49 个基点", "+49 bp"),
    ("bp", -0.0121, "−121 个基点", "−121 bp"),
    ("date", DAY, "2008 年 11 月 25 日", "25 November 2008"),
    ("month", DAY, "2008 年 11 月", "November 2008"),
    ("quarter", DAY, "2008 年四季度", "2008 Q4"),
    ("int", 1909, "1,909", "1,909"),
    ("money", 810.7e9, "8,107", "810.7"),
    ("persons", 9.74e6, "974 万人", "9.74 million"),
    ("text", "H.4.1", "H.4.1", "H.4.1"),
]


@pytest.mark.parametrize(("spec", "value", "zh", "en"), CASES)
def test_each_format_writes_as_its_language_does(spec: str, value: object, zh: str, en: str) -> None:
    assert Words("zh").format(value, spec) == zh
    assert Words("en").format(value, spec) == en


def test_both_languages_know_the_same_formats() -> None:
    assert FORMATS["zh"].keys() == FORMATS["en"].keys()


def test_missing_and_nan_show_as_a_dash_and_zero_does_not() -> None:
    words = Words("en")
    assert [words.format(value, "pct1") for value in (None, float("nan"), 0.0)] == ["—", "—", "0.0%"]


@given(st.floats(-1e15, 1e15), st.integers(0, 3))
def test_a_number_that_rounds_to_zero_carries_no_sign(value: float, digits: int) -> None:
    text = decimal(value, digits, signed=True)
    assert (text[0] in "+−") == (float(f"{abs(value):.{digits}f}") != 0 and round(value, digits) != 0)


@given(st.sampled_from(["money", "bp_num", "pct2"]), st.floats(-1e13, 1e13))
def test_chinese_and_english_show_money_to_the_same_precision(spec: str, value: float) -> None:
    """0.1 bn is 1 亿: the digits agree once the decimal point is moved."""
    zh, en = (Words(language).format(value, spec) for language in LANGUAGES)
    digits = [text.replace(",", "").replace(".", "").lstrip("−0%") for text in (zh, en)]
    assert digits[0] == digits[1]


def test_unknown_message_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"report\.title"):
        Words("zh")("report.titel")


def test_unknown_language_names_what_is_possible() -> None:
    with pytest.raises(UnknownNameError, match=r"en, zh"):
        Words("fr")


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(InputError, match="as_of"):
        Words("en")("report.dateline")


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="format"):
        Words("en").format(1.0, "percent")


def test_messages_must_be_text() -> None:
    with pytest.raises(InputError, match="not text"):
        flatten({"report": {"title": 3}})


def test_chinese_is_spaced_where_it_meets_latin_and_nowhere_else() -> None:
    assert spaced("2008 年 11 月 达到1,674 亿美元 的峰值") == "2008 年 11 月达到 1,674 亿美元的峰值"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_path_stays_as_it_is_in_a_sentence(language: str) -> None:
    """A space between Chinese characters, or none beside a letter, is part of a folder's name; so is a curly quote."""
    path = "/家/我的 文件/图a “旧”，2.csv"
    said = Words(language)("commands.rows_written", id="WALCL", n=2, file=path)
    assert path in said
    assert f"pip {path}" in Words(language)("data.kind_written", file="x", command=f"pip {path}")


def test_a_file_or_folder_is_told_as_a_path() -> None:
    """Or its name would be typeset as words of the sentence. What a source line names is typeset with it."""
    within = {"common.imported_one", "data.imported"}
    for language in LANGUAGES:
        told = messages(language)
        asked = {key: dict(places(told[key])) for key in told if not key.startswith("errors.")}
        wrong = {key for key, of in asked.items() if {of.get("file", "path"), of.get("folder", "path")} != {"path"}}
        assert not wrong - within, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_as_printed_is_the_number_that_a_reader_has(language: str) -> None:
    # A ratio of 22.4 stood beside 130.8 bp and 5.8 bp, which give 22.6.
    words = Words(language)
    sofr, effr = (words.as_printed(value, "bp1_abs") for value in (0.0130831, 0.000584))
    assert f"{sofr / effr:.1f}" == "22.6"
    assert words.as_printed(-6.2912e12, "usd") == pytest.approx(-6.29e12)
    assert words.as_printed(0.0, "usd") == 0.0


def test_an_exhibit_is_cited_by_a_page_that_does_not_show_it() -> None:
    """In a process that has read no exhibit yet: the market's page of the workbench could not be made."""
    asked = "import fedsheet.present.exhibits, fedsheet.present.text as t; print(t.Words('en').title_of('fault-line'))"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == (
        "DVP less tri-party, and reserves"
    )
