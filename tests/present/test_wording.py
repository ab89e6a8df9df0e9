"""How the finished reports are worded: patterns no desk would print, searched in every text a reader is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import fedsheet
from fedsheet.present.abbreviations import SHORT
from fedsheet.present.blocks import Bullets, Figure, Heading, Note, Paragraph, TableBlock, figures
from fedsheet.present.counts import said_whole
from fedsheet.present.text import LANGUAGES, Words, messages, slug
from present.report_support import documents

# What is wrong -> why. In Chinese a change has a verb; a trillion has two decimals; brackets match.
ZH = {
    r"变动 ?[+−]": "a change without a direction",
    r"(?<!\d 个基点)(较|相差|影响为) ?[A-Z]* ?[+−]\d[^至、）]*[。；]": "a distance without a direction",
    r"[一二三四五六七八九]成(路径|概率|区间)": "a share in words",
    r"\d\.\d{3,} ?万亿": "false decimals",
    r"\d{2},\d{3} ?亿美元": "a trillion in hundred millions",
    r"\([^()（）]*）|（[^()（）]*\)": "mixed brackets",
    r"[\u4e00-\u9fff]\([\u4e00-\u9fff]": "half-width brackets in Chinese",
    r"[，。；：）] \S": "a space after a full-width mark",
    r"裁决|亮起|[一二三四五六七八九]成分位|八成区间|朴素|不变法|趋势法": "not a term of the field",
    r"黄金年龄|二〇|指纹|运行清单": "nor are these",
    r"国库券|短债|付息国债": "another name for what is called 短期国债 or 附息国债",
}
EN = {
    r"changed by [+−]": "a change without a direction",
    r"[+−]\$?[\d.]+ (bp|pp|bn|trn) (from|off|above|below|over)\b": "a distance with a sign and a side, or with no side",
    r"\b(averaged|lay|lies|stood) (at )?[+−][\d.]+ bp against": "above or below",
    r"\b(moves|add up to|difference of) \S* ?(by )?[+−]\$?\d": "up or down",
    r"\bnot held\b(?!:)": "what the data lack, said in the words of the store",
    r"\$\d{1,2},\d{3}(\.\d)? bn": "a trillion in billions",
    r"\$\d+\.\d{3,} trn": "false decimals",
    r"\bgrew the sheet\b|\bthe sheet (grew|pauses)\b": "the balance sheet",
    r"[“”]": "curly quotes",
}


@cache
def texts(language: str) -> tuple[str, ...]:
    return tuple(_texts(language))


def _texts(language: str) -> Iterator[str]:
    for block in documents()[language].blocks:
        match block:
            case Paragraph():
                yield from (block.lead, block.text)
            case Heading() | Note():
                yield block.text
            case Bullets():
                yield from block.items
            case TableBlock():
                yield block.caption
            case _:
                yield from (part for one in figures([block]) for part in (one.caption, one.note))


@pytest.mark.parametrize("pattern", ZH)
def test_no_chinese_text_has_a_pattern_that_no_desk_would_print(pattern: str) -> None:
    assert [text for text in texts("zh") if re.search(pattern, text)] == [], ZH[pattern]


@pytest.mark.parametrize("pattern", EN)
def test_no_english_text_has_a_pattern_that_no_desk_would_print(pattern: str) -> None:
    assert [text for text in texts("en") if re.search(pattern, text)] == [], EN[pattern]


def test_no_chinese_message_uses_a_word_that_is_not_the_fields() -> None:
    words = re.compile(
        r"亮起|亮得|[一八九]成分位|朴素|不变法|趋势法|黄金年龄|二〇|抽水|有污名|爽快|付息国债|十年期等价|\d—\d"
        r"|变动 ?\{[a-z_]+:(bp[12]?|[a-z0-9_]*_signed)\}"
    )
    found = {key: text for key, text in messages("zh").items() if words.search(text)}
    assert {key for key in found if not key.startswith(("claims.", "errors."))} == set()


# Another name for a thing -> its one name in Chinese, in every message and every text of the record.
ONE_NAME = {
    "短缺": "稀缺", "流通中现金": "流通中货币", "流通现钞": "流通中货币", "流通现金": "流通中货币",
    "外国回购池": "外国官方逆回购", "外国逆回购池": "外国官方逆回购", "境外回购池": "外国官方逆回购",
    "操作台": "交易台", "净收益": "净收入", "中值": "中位数", "百分位": "分位", "打分": "评分", "事件集": "事件组",
    "混杂日": "受干扰日", "次轮": "第二轮", "十年期": "10 年期", "短债": "短期国债", "破折号": "短横",
}  # fmt: skip


def _kept_texts() -> Iterator[tuple[str, str]]:
    """Chinese texts that ship beside code: the record's, the event sets', the market's names and terms."""
    for room in ("record", "review", "market", "outlook", "portfolio"):
        for path in sorted(Path(fedsheet.__file__).parent.joinpath(room, "data").rglob("*.toml")):
            for line in path.read_text("utf-8").splitlines():
                if not line.lstrip().startswith("#"):
                    yield path.name, line


@pytest.mark.parametrize("other", ONE_NAME)
def test_one_thing_has_one_name_in_chinese(other: str) -> None:
    said = [key for key, text in messages("zh").items() if other in text and not key.startswith("errors.")]
    kept = [f"{name}: {line}" for name, line in _kept_texts() if other in line]
    assert (said, kept) == ([], []), ONE_NAME[other]


def test_dollars_of_the_record_have_their_sign() -> None:
    bare = re.compile(r"(?<![$\d.,–A-Za-z-])\d[\d,.]* (bn|trn)\b")
    assert [
        line for _, line in _kept_texts() if re.match(r"(what|terms|title_en|title) = ", line) and bare.search(line)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_abbreviation_is_spelt_out_at_its_first_use(language: str) -> None:
    words = Words(language)
    running = [text for text in texts(language) if text]
    for short in SHORT:
        full = words(f"glossary.full_{slug(short)}")
        uses = [text for text in running if re.search(rf"(?<![A-Za-z0-9_]){re.escape(short)}(?![A-Za-z0-9_])", text)]
        told = next((n for n, text in enumerate(uses) if full in text), None)
        bare = [text for text in uses[:told] if not _excused(text, short)]
        assert bare == [], short


def _excused(text: str, short: str) -> bool:
    """A heading, which stays short, or a use within brackets or in a compound."""
    headings = {block.text for one in documents().values() for block in one.blocks if isinstance(block, Heading)}
    leads = {block.lead for one in documents().values() for block in one.blocks if isinstance(block, Paragraph)}
    return text in headings | leads or bool(
        re.search(rf"[(（][^)）]*{re.escape(short)}|{re.escape(short)}[-/(（]", text)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_abbreviations_has_what_the_report_uses(language: str) -> None:
    (listed,) = [b for b in documents()[language].blocks if isinstance(b, TableBlock) and b.table.id == "glossary"]
    assert {"SOFR", "IORB", "MBS"} <= {row[0] for row in listed.table.rows}


def test_figures_are_numbered_and_so_are_tables() -> None:
    for document in documents().values():
        numbers = [block.number for block in document.blocks if isinstance(block, TableBlock)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(one.number is not None for one in figures(document.blocks) if isinstance(one, Figure))


@pytest.mark.parametrize(
    ("language", "counted", "said"),
    [
        ("zh", "6 条规则中 6 条高于中点", "6 条规则全部高于中点"),
        ("zh", "11 组公告中 11 组的反应", "全部 11 组公告的反应"),
        ("zh", "不变预测在 19 例中有 19 例更接近", "不变预测在 19 例中全部更接近"),
        ("zh", "12 个月中有 0 个月达到", "12 个月中无一达到"),
        ("zh", "2024 年共触发 0 天。", "2024 年未触发。"),
        ("zh", "10 个指标中 7 个同向；1 个窗口中 1 个同号", "10 个指标中 7 个同向；1 个窗口中 1 个同号"),
        ("en", "6 of 6 rules lie above", "All 6 rules lie above"),
        ("en", "inside in 0 of the 8 cases", "inside in none of the 8 cases"),
        ("en", "12 of 12,000 rows, 1 of 1 case, 5 of 5.5 bn", "12 of 12,000 rows, 1 of 1 case, 5 of 5.5 bn"),
    ],
)
def test_all_and_none_are_said_as_such(language: str, counted: str, said: str) -> None:
    assert said_whole(counted, language) == said
