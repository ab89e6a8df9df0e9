"""The report on the shipped figures: fourteen figures, the same in both languages, every one with source and unit."""

from __future__ import annotations

import calendar
import json
import re
from itertools import chain

import pytest

from fedsheet.present.blocks import Figure, Heading, TableBlock, figures, tables
from fedsheet.present.document import Document, with_section_numbers
from fedsheet.present.packing import packed
from fedsheet.present.text import LANGUAGES, Words, messages, sentence_case
from present.report_support import documents

# What may carry digits in a message; every other number must be a placeholder.
MONTH = "|".join(calendar.month_name[1:])
NAMES_WITH_DIGITS = re.compile(
    "|".join(
        [
            r"\{[^}]*\}",
            # Levels of bands and tests, windows, buckets, days of a sample: choices of a method that its text names
            r"2018–2023|2023-12-31|2021-03-22|2024—25|FEDS 2026-019|0\.05|0\.1 bn|\$10 bn|\(\d\)|（\d）",
            r"\d+ (to|至) \d+ (天|年|days|years?)|第 ?\d+|\d+(st|th)|(与|至|为) ?\d+(?=[ ）])",
            r"(?<![\d.])(1|5|10|50|70|75|80|90|95|99|100)%|25%(?= 至 75%)|25–54|= (0|100)(?!\d)",
            r"(?<!\d)(250|100|60|5|1|10|90|91|15|16)( ?(days?|draws|bp|bn|year|日|天|个基点|亿|年|次)| to \d+)",
            r"QE\d(–\d)?",  # programmes
            r"H\.4\.1|S&P 500|标普 500|U-2",  # releases and series
            r"(over )?(\d+ to )?(27|10|30|2|5|3)[ -](years?|weeks|month)\b",  # maturities and spells in names of series
            r"(超过)?(\d+( 至 |–))?(27|10|30|2|5|3) ?(年期|年以上|年的|至|个月|周)",
            rf"(\d{{1,2}} )?({MONTH})( (19|20)\d\d| \d{{1,2}}(?!\d))?",  # dates that name an event
            r"(?<!\d)(19|20)\d\d-\d\d(?!\d)",
            r"(?<!\d)(19|20)\d\d(?!\d)(–\d\d)?( 年)?( ?\d{1,2} 月)?( ?\d{1,2} 日)?|(?<!\d)\d{1,2} 月( \d{1,2} 日)?",
            r"the 16th",  # of September 2019, the day before the crisis day
            r"^1\.\d ",  # the original's own chapters
            r"^(\$0|0 美元)$",  # nothing, written as an amount
        ]
    )
)
TOLD_IN_THE_REPORT = ("report", "common", "claims", "outlook", "review", "portfolio", "market", "follows")


def series_in(spec: object) -> list[float]:
    """Every number drawn, in order."""
    if isinstance(spec, dict):
        own = [spec["value"]] if {"date", "value"} <= spec.keys() else []
        return own + [x for value in spec.values() for x in series_in(value)]
    return [x for value in spec for x in series_in(value)] if isinstance(spec, list) else []


def test_the_fourteen_figures_of_the_original_stand_under_their_numbers() -> None:
    for document in documents().values():
        numbers = [figure.number for figure in figures(document.blocks)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        others = [number for number in numbers if number > 14]
        assert others == sorted(others)  # the original's stand in their chapter, all others count on
        ids = {figure.number: figure.id for figure in figures(document.blocks)}
        assert ids[1] == "qe1-purchases"
        assert ids[9] == "twist"
        assert ids[14] == "qe4-labour"


def test_both_languages_have_the_same_figures_and_the_same_numbers() -> None:
    zh, en = (list(figures(documents()[language].blocks)) for language in LANGUAGES)
    assert [(figure.id, figure.number) for figure in zh] == [(figure.id, figure.number) for figure in en]
    for one, other in zip(zh, en, strict=True):
        assert one.table.keys == other.table.keys
        numbers = [[[c for c in row if not isinstance(c, str)] for row in figure.table.rows] for figure in (one, other)]
        assert numbers[0] == numbers[1], one.id


def test_both_languages_have_the_same_kinds_of_blocks_in_the_same_order() -> None:
    zh, en = ([type(block).__name__ for block in documents()[language].blocks] for language in LANGUAGES)
    assert zh == en


def test_tables_hold_the_same_numbers_in_both_languages() -> None:
    zh, en = (list(tables(documents()[language].blocks)) for language in LANGUAGES)
    for one, other in zip(zh, en, strict=True):
        assert (one.id, one.keys, one.formats, len(one.rows)) == (other.id, other.keys, other.formats, len(other.rows))


def numbers_in(text: str) -> list[str]:
    """Digits of a sentence with powers of ten taken out: 5,427 亿 and 542.7 bn are the same number."""
    for number, name in enumerate(calendar.month_name[1:], 1):
        text = text.replace(name, str(number))
    found = re.findall(r"\d[\d,.]*\d|\d", text)
    return sorted(n.replace(",", "").replace(".", "").strip("0") for n in found)


def test_captions_tell_the_same_numbers_in_both_languages() -> None:
    zh, en = (list(figures(documents()[language].blocks)) for language in LANGUAGES)
    strip_names = re.compile(r"QE\d(–\d)?|S&P 500|标普 500|10-year|10 年期|Q\d|\b[一二三四]季度")
    for one, other in zip(zh, en, strict=True):
        a, b = (numbers_in(strip_names.sub("", figure.caption)) for figure in (one, other))
        assert a == b, (one.caption, other.caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_caption_source_and_a_unit_on_its_axes(language: str) -> None:
    for figure in figures(documents()[language].blocks):
        assert figure.caption
        assert figure.source
        titles = re.findall(r'"title": "([^"]*)", "orient"', json.dumps(figure.spec, ensure_ascii=False))
        assert titles, figure.id
        assert all(titles), figure.id


def test_heads_of_tables_are_in_sentence_case() -> None:
    shown = [table.for_readers() for table in tables(documents()["en"].blocks)]
    small = {head for table in shown for head in table.heads(Words("en")) if head[:1].islower()}
    assert {head.split(" (")[0] for head in small} <= {"fedsheet", "p", "s.e."}
    assert sentence_case("tri-party < GCF") == "Tri-party < GCF"
    assert [sentence_case(kept) for kept in ("p", "s.e.", "fedsheet", "10-year")] == [
        "p",
        "s.e.",
        "fedsheet",
        "10-year",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_dated_figures_shade_programme_windows(language: str) -> None:
    undated = {"twist", "rounds-compared", "dvp-tri"}
    for figure in figures(documents()[language].blocks):
        shaded = '"style": "easing"' in json.dumps(figure.spec) or '"style": "runoff"' in json.dumps(figure.spec)
        assert shaded == (figure.id not in undated), figure.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_specs_are_strict_json_and_their_numbers_are_in_the_table(language: str) -> None:
    for figure in figures(documents()[language].blocks):
        json.dumps(figure.spec, allow_nan=False)
        assert figure.table.rows, figure.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_in_a_message_is_typed_by_hand(language: str) -> None:
    own = {key: text for key, text in messages(language).items() if key.partition(".")[0] in TOLD_IN_THE_REPORT}
    typed = {key: text for key, text in own.items() if re.search(r"\d", NAMES_WITH_DIGITS.sub("", text))}
    assert typed == {}


def test_headings_of_chapters_and_sections_are_numbered() -> None:
    blocks = [Heading(1, "a", numbered=False), Heading(1, "b"), Heading(2, "c"), Heading(2, "d"), Heading(1, "e")]
    assert [b.text for b in with_section_numbers(blocks)] == ["a", "1  b", "1.1  c", "1.2  d", "2  e"]


def all_text(document: Document, words: Words) -> str:
    fields = chain.from_iterable(
        vars(block).values() for block in document.blocks if not isinstance(block, Figure | TableBlock)
    )
    return " ".join(str(value) for value in fields)


# H.4.1, H.15, OFR and New York Fed; tests/known holds the same numbers one by one.
@pytest.mark.parametrize(
    "expected",
    ["$4.49 trn", "396%", "105%", "$300.3 bn", "$1.07 trn", "$775.1 bn", "fell by $6.2 bn", "$810.7 bn", "$874.2 bn",
     "up 49 bp", "up 55 bp", "down 17 bp", "up 57 bp",
     "88%", "80%", "96%", "46%", "$1.58 trn", "$653.8 bn", "12 bp below tri-party", "it stood 9 bp above",
     "5.25%", "5.04%", "4.86%", "2.30%", "$1.39 trn", "$3.23 trn", "$1.32 trn"],
)  # fmt: skip
def test_the_text_says_the_known_answers(expected: str) -> None:
    assert expected in all_text(documents()["en"], Words("en"))


# H.4.1 (Twist's maturities, 2013 by month), BLS and BEA; tests/known holds them one by one.
@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "$1.07 trn"), (4, "9.9%"), (7, "9.8%"), (7, "9.0%"), (8, "3.02%"), (8, "September 2011"), (9, "$510.4 bn"),
     (9, "$516.5 bn"), (10, "$47.5 bn"), (11, "$45.2 bn"), (13, "1.45%"), (14, "7.8%"), (14, "5.7%")],
)  # fmt: skip
def test_captions_say_the_known_answers(number: int, expected: str) -> None:
    caption = next(f.caption for f in figures(documents()["en"].blocks) if f.number == number)
    assert expected in caption


def test_an_early_day_leaves_out_what_nobody_knew() -> None:
    document = documents("2010-06-30")["en"]
    numbers = {figure.number for figure in figures(document.blocks)}
    assert not numbers & {6, 9, 10, 11, 12}
    text = all_text(document, Words("en"))
    assert "is left out" in text
    for later in ("2011", "2012", "2014", "2020", "2025"):
        assert not re.search(rf"\b{later}\b", text), later


def test_a_packed_figure_holds_each_set_of_rows_once_and_nothing_is_lost() -> None:
    rows = [{"date": f"2020-01-{n % 28 + 1:02d}", "series": "ab"[n % 2], "value": n / 4, "piece": 0} for n in range(60)]
    spec = {"layer": [{"data": {"values": rows}}, {"data": {"values": list(rows)}}, {"data": {"values": [{}]}}]}
    lean = packed(spec)
    assert [layer["data"] for layer in lean["layer"]] == [{"name": "d0"}, {"name": "d0"}, {"values": [{}]}]
    (held,) = lean["packed"].values()
    assert held["n"] == 60
    assert held["columns"]["piece"] == {"all": 0}
    assert held["columns"]["series"] == {"of": ["a", "b"], "at": [n % 2 for n in range(60)]}
    assert held["columns"]["value"] == [row["value"] for row in rows]
