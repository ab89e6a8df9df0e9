"""Refusals reach a reader in the page's language, with advice in the page's terms."""

from __future__ import annotations

import re

import pytest

from fedsheet.core.errors import FedsheetError, InputError, SourceError
from fedsheet.present.refusals import filled
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.web.refusals import refusal
from fedsheet.web.serving.uploads import Uploads
from fedsheet.web.views import READERS
from web.conftest import Workbench

TERMINAL = re.compile(r"--as-of|--slack|fedsheet data")
HEADER = "quote_date,contract,price\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("view", "as_of", "since"),
    [("market", "2009-03-10", "2018-04-04"), ("overview", "1990-01-01", ""), ("simulate", "2009-03-10", ""),
     ("claims", "1990-01-01", ""), ("outlook", "1990-01-01", ""), ("statement", "2150-01-01", "")],
)  # fmt: skip
def test_an_as_of_day_that_cannot_be_is_told_in_the_pages_words(
    workbench: Workbench, language: str, view: str, as_of: str, since: str
) -> None:
    said = workbench.get(f"/api/v1/{view}?lang={language}&as_of={as_of}").json()["error"]
    box = {"zh": "“信息截至”框", "en": "as-of box"}[language]
    assert box in said["said"]
    assert not TERMINAL.search(said["said"])
    assert said["since"] == since


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "part"),
    [("project?rates=2027-6:abc", "2027-06:3.25"), ("project?scenario=a!", {"zh": "下划线", "en": "underscores"}),
     ("explore?marks=A", {"zh": "格式", "en": "form"})],
)  # fmt: skip
def test_a_parameter_of_another_form_is_told_in_words(
    workbench: Workbench, language: str, query: str, part: str | dict[str, str]
) -> None:
    """The pattern of a program stood where its form should be said."""
    said = workbench.get(f"/api/v1/{query}&lang={language}").json()["error"]["said"]
    assert (part if isinstance(part, str) else part[language]) in said
    assert not set(said) & set("^$\\[]"), said


@pytest.mark.parametrize(
    ("kind", "text", "part"),
    [
        ("scenario", "x = [", "到文件末尾仍未写完"), ("claims", "x = = 1", "第 1 行有语法错误"),
        ("market", "x = = 1", "第 1 行有语法错误"), ("scenario", "title = 1", "缺少键"), ("claims", "x = 1", "缺少键"),
        ("quotes", "a,b\n1,2", "列：quote_date"), ("quotes", HEADER + "2026-01-02,2026-02", "B 列：有 2 格"),
        ("quotes", HEADER + "2026-01-02,2026-02,nan", "第 2 行 C 列：没有 price"),
        ("market", "id = 1", "应为 2019-09-17 这样的日期"),
    ],
)  # fmt: skip
def test_a_refused_file_says_in_chinese_where_and_what_to_do(kind: str, text: str, part: str) -> None:
    with pytest.raises(FedsheetError) as refused:
        READERS[kind](text, "mine")
    assert part in refusal(refused.value, Words("zh")).said


def test_a_file_too_large_or_gone_and_a_pull_without_answer_are_told() -> None:
    said = [_refusal(lambda: Uploads().put("quotes", "x", "1" * 3000)), _refusal(lambda: Uploads().get("x", "quotes"))]
    said.append(
        refusal(SourceError("web.pulls_none_replies_could_taken", n_outcomes=3, note="offline"), Words("zh")).said
    )
    said.append(refusal(InputError("web.jobs_jobs_waiting", waiting=8), Words("zh")).said)
    assert [part in one for part, one in zip(("文件有一行长", "重新选择", "检查网络", "已满"), said, strict=True)] == [
        True
    ] * 4


def test_an_edited_address_is_told_with_the_parameters_name(workbench: Workbench) -> None:
    said = [workbench.get(f"/api/v1/market?lang={one}&nope=1").json()["error"]["said"] for one in LANGUAGES]
    assert "参数 nope 不是" in said[0]
    assert "parameter nope in" in said[1]


def _refusal(act: object) -> str:
    assert callable(act)
    with pytest.raises(FedsheetError) as refused:
        act()
    return refusal(refused.value, Words("zh")).said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_names_the_pages_button_as_it_is_written_there(lang: str) -> None:
    """English refusals spoke of a button “Update data”, which the page does not have."""
    assert f"“{Words(lang)('web.pull')}”" in filled("<run data pull statement>", lang, "page")
