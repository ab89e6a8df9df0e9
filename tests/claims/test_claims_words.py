"""Every quantity has its sentence in both languages, and the JSON has the documented shape."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import get_args

import pytest

from claims.support_claims import evidence, older, report_of, series, shipped
from fedsheet.claims.check import check, judge
from fedsheet.claims.measures import CLAIM_UNITS, measure
from fedsheet.claims.model import Claims, Judgement, Outcome, Verdict
from fedsheet.claims.parse import load_shipped, parse_claims
from fedsheet.claims.quantities.measured import FORM, NONE, Answer
from fedsheet.claims.registry import quantities
from fedsheet.claims.results import Judged
from fedsheet.claims.sources import definitions
from fedsheet.present import verdicts
from fedsheet.present.exhibits.claims import judged as judged_table
from fedsheet.present.exhibits.claims import one as one_claim
from fedsheet.present.exhibits.claims import records
from fedsheet.present.sections.claims import section
from fedsheet.present.table import to_json
from fedsheet.present.text import Words, places
from fedsheet.record import load_path
from fedsheet.runs.kinds import kind_named

LANGUAGES = ("zh", "en")
TRUTHS = ("fact_says", "statement_says", "statement_clause_says", "rate_has_party")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quantity_has_a_sentence(language: str) -> None:
    words = Words(language)
    answers = [*(FORM.get(answer, answer) for answer in get_args(Answer)), *NONE.values()]
    several = {"measure": answers, "share_recovered": ["loss", "rise"]}
    forms = {name: [f".{form}" for form in asked] for name, asked in several.items()} | {
        name: ["_yes", "_no"] for name in TRUTHS
    }
    keys = [f"claims.quantity.{name}{form}" for name in quantities() for form in forms.get(name, [""])]
    assert [key for key in keys if key not in words] == []


@pytest.mark.parametrize(
    ("peak", "trough", "on", "en", "zh"),
    [
        ("2019-08-28", "2022-04-13", "2025-12-03", "gained $5.21 trn", "增加 5.21 万亿美元"),
        ("2019-08-28", "2022-04-13", "2025-12-03", "46.7% of it was given back", "已回吐 46.7%"),
        ("2022-04-13", "2025-12-03", "2026-10-07", "lost $2.43 trn", "减少 2.43 万亿美元"),
    ],
)
def test_a_rise_is_given_back_and_a_loss_made_good(peak: str, trough: str, on: str, en: str, zh: str) -> None:
    asks = f'series = "WALCL", peak = {peak}, trough = {trough}, on = {on}'
    text = f"""
[report]
id = "m"
title = "M"
published = 2026-01-10
[[claim]]
id = "A"
en = "a part"
[[claim.reading]]
test = [{{ quantity = "share_recovered", args = {{ {asks} }}, expected = 50, unit = "pct" }}]
"""
    judged = Judged(claims := parse_claims(text.encode(), "m.toml"), check(claims, shipped()))
    for language, said in (("en", en), ("zh", zh)):
        assert said in str(one_claim(judged, Words(language), "A").table.records())


def test_chapters_of_the_report_that_ships_name_no_place_of_another_text() -> None:
    """A claim of section 1.1 of one's own text stands in 1.1; what its file leaves out is no empty row."""
    files = (parse_claims(kind_named("claims").example.encode(), "mine.toml"), load_shipped("seed-2021"))
    mine, ours = (Judged(claims, check(claims, shipped())) for claims in files)
    for language, chapter in (("en", "1.3 QE3 (Twist)"), ("zh", "1.3 QE3（扭转操作）")):
        told = {row["item"]: row["told"] for row in one_claim(mine, Words(language), "A1").table.records()}
        assert list(told) == ["place", "claim", "verdict", "why", "because"]
        assert told["place"] == "1.1"
        assert one_claim(ours, Words(language), "C60").table.records()[0]["told"] == chapter


def test_every_unit_can_be_told() -> None:
    for unit in CLAIM_UNITS.keys() - {"yes_no"}:  # told in sentences of its own
        value = date(2020, 1, 2) if unit == "date" else 0.0123
        for language in LANGUAGES:
            assert verdicts.amount(measure(value, unit), Words(language))


@pytest.mark.parametrize(
    ("value", "said"), [(0.057, "5.7%"), (0.25287, "25.29%"), (1.05143, "105.1%"), (0.06, "6%"), (-0.0095, "−0.95%")]
)
def test_percentages_take_the_decimals_they_need(value: float, said: str) -> None:
    assert verdicts.amount(measure(value, "pct"), Words("en")) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_truth_is_answered_with_a_bare_yes_or_no(language: str) -> None:
    """C32, C38 to C40, C59, C62, C64: what is so, or is not, stands in the sentence and in the word of the table."""
    claims, words = load_shipped("seed-2021"), Words(language)
    bare = re.compile(r"(?:: |；|：|“)(?:yes|no|是|否)(?:\b|”|，|；|（|$)")
    for one in check(claims, shipped()):
        told = (verdicts.why(one, words), verdicts.shown(one, words), *verdicts.all_found(one, words).split("; "))
        assert not any(bare.search(text) or text in ("yes", "no", "是", "否") for text in told), one.claim.id


def test_formulas_are_read_with_the_names_of_their_series() -> None:
    """A reader is told no ids; a label that is no formula stays as it is."""
    words = Words("en")
    assert verdicts.series_name("TREAST + WSHOMCB", words) == "the Fed's Treasuries + the Fed's MBS"
    told = verdicts.series_name("(WRBWFRBL + WLRRAL) / GDP", words)
    assert told == "(“Reserve balances (Wednesday)” + Reverse repurchase agreements) ÷ nominal GDP"
    assert verdicts.series_name("a share of GDP", words) == "a share of GDP"
    assert verdicts.series_name("MINE", words) == "MINE"


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_is_strict_and_has_six_keys(language: str) -> None:
    claims = load_shipped("seed-2021")
    judged = Judged(claims, tuple(check(claims, shipped(), [older()])))
    told = json.loads(to_json(records(judged_table(judged, Words(language)))))
    assert len(told) == 93
    assert all(list(one) == ["id", "verdict", "found", "expected", "unit", "why"] for one in told)
    english = {verdict.value for verdict in Verdict} - {"not judged"}
    assert {one["verdict"] for one in told} == english  # machine words, whatever the language of the reasons
    assert all((one["found"] is None) == (one["verdict"] == "not checkable from open data") for one in told)


def test_verdicts_and_numbers_do_not_depend_on_the_language() -> None:
    claims = load_shipped("seed-2021")
    judged = Judged(claims, tuple(check(claims, shipped(), [older()])))
    zh, en = (records(judged_table(judged, Words(language))) for language in LANGUAGES)
    assert [{**one, "why": ""} for one in zh] == [{**one, "why": ""} for one in en]
    assert all(a["why"] != b["why"] for a, b in zip(zh, en, strict=True))


def test_the_reason_of_a_gap_says_how_to_bring_the_series_in() -> None:
    pmi = next(one for one in load_shipped("seed-2021").claims if one.id == "C47")
    reason = verdicts.why(judge(pmi, evidence()), Words("en"))
    assert "fedsheet data import ISM_PMI FILE" in reason
    assert "Institute for Supply Management" in reason


def test_a_users_own_series_and_words_are_told_as_they_are() -> None:
    text = """
    [report]
    id = "mine"
    title = { zh = "我的报告" }
    published = 2024-01-02
    [[claim]]
    id = "M1"
    zh = "甲为五。"
    [[claim.reading]]
    test = [{ quantity = "level_at", args = { series = "MINE", on = 2020-01-01 }, expected = 5, unit = "pct" }]
    """
    judged = check(parse_claims(text.encode(), "mine.toml"), evidence(series("MINE", {"2020-01-01": 5.0})))
    assert verdicts.why(judged[0], Words("zh")) == (
        "成立：MINE 在 2020 年 1 月 1 日为 5%，按原文应为 5%（容差 0.5 个百分点）。"
    )


def test_the_appendix_tells_every_claim_once_in_both_languages() -> None:
    claims = load_shipped("seed-2021")
    checked = Judged(claims, check(claims, shipped(), [older()]))
    told = []
    for language in LANGUAGES:
        blocks = section(checked, Words(language))
        tables = [block.table for block in blocks if hasattr(block, "table") and not hasattr(block, "spec")]
        told.append([row[0] for table in tables for row in table.rows])
        assert len({table.id for table in tables}) == len(tables)
    assert told[0] == told[1]
    assert sorted(told[0]) == sorted(one.id for one in claims.claims)


def test_sentences_ask_for_the_same_values_in_both_languages() -> None:
    zh, en = (Words(language)._messages for language in LANGUAGES)
    keys = [key for key in zh if key.startswith("claims.")]
    assert keys == [key for key in en if key.startswith("claims.")]
    for key in keys:
        if not key.startswith("claims.quantity."):  # a sentence may leave out what its language does not need
            assert places(zh[key]) == places(en[key]), key


@pytest.mark.parametrize(
    ("claim", "zh", "en"),
    [  # counts name their unit, price changes their sign
        ("C35", "连续 21 个月上升", "21 months running"),
        ("C29", "13 周内的最大升幅", "over 13 weeks"),
        ("C74", "+37.3%", "+37.3%"),
    ],
)
def test_counts_have_units_and_moves_signs(claim: str, zh: str, en: str) -> None:
    one = next(c for c in load_shipped("seed-2021").claims if c.id == claim)
    judged = judge(one, shipped())
    assert zh in verdicts.why(judged, Words("zh"))
    assert en in verdicts.why(judged, Words("en"))


def test_reasons_in_chinese_tell_no_fact_or_source_in_english() -> None:
    told = [verdicts.why(one, Words("zh")) for one in check(load_shipped("seed-2021"), shipped(), [older()])]
    facts = load_path().facts
    english = {text.en for fact in facts for text in (fact.what, fact.source) if len(text.en) > 12}
    english |= {one.source.en for one in definitions().values()}
    assert [(text, one) for text in english for one in told if text in one] == []
    assert any("“上调 25 个基点，目标区间升至 0.25%–0.50%”" in one for one in told)
    assert not any("““" in one or "””" in one for one in told)  # quotations inside quotations take the inner marks


DAYS = series("DAYS", {f"2024-03-{day:02d}": float(day) for day in range(25, 30)})
WORTH = series("WORTH", {"2023-10-01": 90.0, "2024-01-01": 100.0}, "Billions of USD", "Q")
PAID = series("PAID", {"2024-01-03": 6.751, "2024-01-10": 9.0, "2024-01-17": 8.0}, "Billions of USD", "W")


def _asked(question: str) -> Claims:
    return report_of(f'quantity = "measure", args = {question}')


def _of(question: str) -> Judgement:
    return check(_asked(question), evidence(DAYS, PAID, WORTH))[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ('{ of = "DAYS", answer = "at", on = 2024-03-25 }, expected = 25, unit = "pct"', Outcome.HOLDS),
        ('{ of = "DAYS", answer = "at", on = 2024-03-25 }, expected = 26, unit = "pct"', Outcome.FAILS),
        ('{ of = "DAYS", answer = "at", on = 2024-06-25 }, expected = 25, unit = "pct"', Outcome.NOT_HELD),
        ('{ of = "DAYS - PAID", answer = "at", on = 2024-03-25 }, expected = 2, unit = "bp"', Outcome.NOT_JUDGED),
    ],
)
def test_every_outcome_of_a_named_reading_has_its_row(language: str, question: str, outcome: Outcome) -> None:
    judged = _of(question)
    assert judged.primary.outcome is outcome
    claims = _asked(question)
    assert len(judged_table(Judged(claims, (judged,)), Words(language)).table.rows) == 1
    assert "as written" in verdicts.all_found(judged, Words(language))


@pytest.mark.parametrize(
    ("question", "said"),
    [  # what was done before the question is told, and no number loses the digit that decides
        ('{ of = "DAYS", answer = "max", start = 2024-03-25, end = 2024-03-29, leave = ["quarter_end"] }, '
         'expected = 28, unit = "pct"', "of DAYS, without quarter-ends, from 25 March 2024 to 28 March 2024 is 28%"),
        ('{ of = "PAID", every = "week", answer = "max" }, expected = 9, unit = "usd_bn"',
         "(the week of 8 January 2024)"),
        ('{ of = "PAID", answer = "at", on = 2024-01-03 }, expected = 6.75, unit = "usd_bn"',
         "stood at $6.751 bn (3 January 2024); the text asks for $6.75 bn, give or take $5 mn"),
        ('{ of = "DAYS - DAYS", answer = "at", on = 2024-03-25 }, expected = 0.2, unit = "bp"',
         "the text asks for +0.2 bp, give or take 0.05 bp"),
        ('{ of = "PAID", answer = "highest_since", on = 2024-01-10 }, expected = 2000-01-01, unit = "date"',
         "is the highest since the figures begin (3 January 2024)"),
        ('{ of = "PAID", answer = "first_day", above = 1e10 }, expected = 2000-01-01, unit = "date"',
         "PAID stood above $10 bn on no day from 3 January 2024 to 17 January 2024"),
        ('{ of = "PAID / WORTH", answer = "at", on = 2024-01-10 }, expected = 9, unit = "pct"',
         "PAID ÷ WORTH, with WORTH of 2024 Q1, stood at 9% (10 January 2024)"),
    ],
)  # fmt: skip
def test_a_reason_tells_every_step_and_the_digit_that_decides(question: str, said: str) -> None:
    assert said in verdicts.why(_of(question), Words("en"))


@pytest.mark.parametrize(("usd", "zh", "en"), [
    (2.9337e12, "2.9337 万亿美元", "$2.9337 trn"), (6.751e9, "67.51 亿美元", "$6.751 bn"), (5e6, "500 万美元", "$5 mn"),
])  # fmt: skip
def test_an_exact_amount_keeps_its_digits(usd: float, zh: str, en: str) -> None:
    assert (Words("zh").format(usd, "usd_few"), Words("en").format(usd, "usd_few")) == (zh, en)


def test_a_correlation_of_few_observations_is_not_judged() -> None:
    judged = _of('{ of = "DAYS", against = "DAYS", answer = "correlation" }, expected = 1, unit = "index"')
    assert judged.primary.outcome is Outcome.NOT_HELD
    assert "5 observations, and at least 20 are needed" in verdicts.why(judged, Words("en"))


def test_a_window_has_no_base_to_move() -> None:
    """A mean from a day on is a week away, not on another base."""
    judged = _of('{ of = "PAID", answer = "max", start = 2024-01-03, end = 2024-01-03 }, expected = 9, unit = "usd_bn"')
    assert judged.neighbour is not None
    assert judged.neighbour.kind == "week"


def test_the_gdp_of_the_quarter_before_is_a_neighbour() -> None:
    # 9 bn on 10 January 2024 are 9% of the first quarter's 100 and 10% of the last quarter's 90
    question = """
    [report]
    id = "mine"
    title = "Mine"
    published = 2024-01-12
    [[claim]]
    id = "M1"
    en = "A tenth of GDP."
    [[claim.reading]]
    test = [{ quantity = "ratio_to_gdp", args = { series = "PAID", gdp = "GDP", on = 2024-01-10, quarter = 2024-01-01 },
      expected = 10, unit = "pct", tolerance = 0.1 }]
    """.replace(",\n      expected", ", expected")
    gdp = series("GDP", {"2023-10-01": 90.0, "2024-01-01": 100.0}, "Billions of USD SAAR", "Q")
    judged = check(parse_claims(question.encode(), "mine.toml"), evidence(PAID, gdp))[0]
    assert judged.verdict is Verdict.FAILS
    assert judged.neighbour is not None
    assert judged.neighbour.kind == "quarter"
    for language, said in (("en", "over another quarter"), ("zh", "换用相邻季度")):
        assert said in verdicts.why(judged, Words(language))


def test_a_reason_from_an_error_calls_the_series_by_name_and_speaks_one_language() -> None:
    world = evidence(series("RRPONTSYD", {"2024-03-25": 1.0, "2024-03-26": 2.0}))
    question = '{ of = "RRPONTSYD", answer = "at", on = 2010-01-04 }, expected = 1, unit = "pct"'
    judged = check(_asked(question), world)[0]
    assert judged.primary.outcome is Outcome.NOT_JUDGED
    assert "ON RRP take-up has no value on or before 2010-01-04. It runs from 2024-03-25" in verdicts.why(
        judged, Words("en")
    )
    zh = verdicts.why(judged, Words("zh")).replace("as written", "").replace("ON RRP", "")
    assert not re.search("[A-Za-z]{2,}", zh), zh


@pytest.mark.parametrize("test", [
    '{ of = "DAYS", above = "PAID", answer = "share" }, expected = 5, unit = "pct"',
    '{ of = "DAYS", answer = "mean" }, expected = 5, unit = "usd_bn"',
])  # fmt: skip
def test_kinds_of_numbers_are_named_in_chinese(test: str) -> None:
    zh = verdicts.why(_of(test), Words("zh"))
    assert "利率或占比" in zh
    assert "金额" in zh
    assert "rate or ratio" not in zh
