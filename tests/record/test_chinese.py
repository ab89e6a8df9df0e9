"""Everything of the record that a reader sees stands in Chinese too, with the English wording's numbers."""

import json
import re

import pytest
from typer.testing import CliRunner

from fedsheet.claims.held import importable
from fedsheet.claims.sources import definitions
from fedsheet.cli.policy import app
from fedsheet.core.errors import RecordError, UnknownNameError
from fedsheet.present.text import Words
from fedsheet.record import build_path, load_path
from fedsheet.review.eventsets import load_event_sets
from fedsheet.review.ledger import NAMES
from record.test_parse import SHIPPED

HAN = re.compile(r"[一-鿿]")
HALF_WIDTH = re.compile(r"[一-鿿]\s*[,;:?!()]|[,;:?!()]\s*[一-鿿]")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|(?<=\.\.)\d{2}-\d{2}")
PUBLICATION = 'publication_zh = "2020 年公开市场操作年报"'
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FACTS = [pytest.param(fact.what, id=fact.id) for fact in load_path().facts]
EVENTS = [
    pytest.param(event.what, id=f"{found.id} {event.date}")
    for found in load_event_sets().values()
    for event in found.events
]


def numbers(text):
    return [float(n.replace(",", "")) for n in NUMBER.findall(DATE.sub(" ", text))]


def is_told(number, by):
    """Whether a number stands in Chinese as it is, in 亿 (ten to the billion) or in 万亿 (from billions)."""
    return any(abs(number * scale - other) < 1e-9 for scale in (1, 10, 1e-3) for other in by)


@pytest.mark.parametrize("what", [*FACTS, *EVENTS])
def test_a_wording_is_chinese_in_full_width_punctuation_with_the_same_numbers(what):
    assert HAN.search(what.zh)
    assert not HALF_WIDTH.search(what.zh)
    assert [n for n in numbers(what.en) if not is_told(n, numbers(what.zh))] == []
    assert set(DATE.findall(what.en)) <= set(DATE.findall(what.zh)) | {"10-28"}


def test_sources_reasons_and_caveats_stand_in_chinese():
    path = load_path()
    state = path.at(path.recorded_to)
    texts = [*path.before.values(), *state.reasons.values(), *state.caveats, *(f.source for f in path.facts)]
    texts += [one.publisher_title for one in importable().values()] + [one.source for one in definitions().values()]
    assert all(text.zh and not HALF_WIDTH.search(text.zh) for text in texts)
    # FRED series and two names of web sites are written alike in both languages.
    alike = {text.en for text in texts if not HAN.search(text.zh)}
    assert all(re.match(r"FRED |themoneyunlock|aztecjournal|FEDS Notes", text) for text in alike), alike


def test_official_projections_name_their_publication_in_chinese():
    assert all(HAN.search(one.publication.zh) for one in load_path().projections)
    text = SHIPPED["projections.toml"]
    with pytest.raises(RecordError, match="no valid 'publication_zh'"):
        build_path({**SHIPPED, "projections.toml": text.replace(PUBLICATION, "", 1)})


def test_steps_of_the_ledger_have_names_in_both_languages():
    assert all(Words(language)(f"review.difference_{key}") for language in ("zh", "en") for key in NAMES)


def test_a_fact_without_its_chinese_wording_stops_the_load():
    text = SHIPPED["swap_price.toml"]
    without = "\n".join(line for line in text.splitlines() if not line.startswith('what_zh = "固定利率'))
    assert without.count("what_zh") == text.count("what_zh") - 1
    with pytest.raises(RecordError, match=r"swap_price\.toml:\d+: entry 2008-10-13-swap-price has no 'what_zh'"):
        build_path({**SHIPPED, "swap_price.toml": without})


def test_a_source_or_reason_in_one_language_stops_the_load():
    text = SHIPPED["swap_price.toml"]
    with pytest.raises(RecordError, match=r"'board' stands in one of \[sources\] and \[sources_zh\] only"):
        build_path({**SHIPPED, "swap_price.toml": text.replace("[sources_zh]\nboard", "[sources_zh]\nbord")})


def call(*words):
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_policy_of_a_day_in_chinese():
    shown = " ".join(call("at", "2014-10-29", "--lang", "zh").split())
    assert "2014 年 10 月 29 日的政策" in shown
    assert "目标区间上限 0.25%" in shown  # FOMC statement of 2008-12-16
    assert "到期国债在拍卖中续作" in shown
    assert "2017-10-01 之前未缩表" in shown
    reasons = json.loads(call("at", "2014-10-29", "--lang", "zh", "--format", "json"))["reasons"]
    assert reasons["srf"] == "常备回购便利始于 2021-07-29"


def test_facts_and_programmes_in_chinese():
    rows = json.loads(call("list", "--programme", "lsap3", "--lang", "zh", "--format", "json"))
    assert all(HAN.search(row["what"]) for row in rows)
    caps = " ".join(call("list", "--lever", "redemption_cap", "--from", "2022-01-01", "--lang", "zh").split())
    assert "国债每月缩减上限 600 亿美元" in caps  # FOMC 2022-05-04: 60 a month from September
    assert "USD" not in caps
    assert "开放式购买机构 MBS" in call("list", "--programme", "lsap3", "--lang", "zh")
    assert "期限延长" in call("programmes", "--lang", "zh")


def test_an_unknown_language_is_named():
    with pytest.raises(UnknownNameError, match="zh"):
        call("list", "--lang", "fr")
