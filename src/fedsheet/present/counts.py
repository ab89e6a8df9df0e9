"""Counts in sentences: one is no plural; all of so many, or none of them, is said in words and not by a number twice.

singular("{n:int} replies are held", {"n": 1})   {n:int} reply is held
said_whole("6 of 6 rules lie above", "en")      all 6 rules lie above
said_whole("6 条规则中 6 条高于中点", "zh")       6 条规则全部高于中点
said_whole("2024 年共触发 0 天", "zh")           2024 年未触发
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from numbers import Number

# What messages count; a test holds that no other noun stands behind a count.
_PLURALS = (
    "actions agents assumptions batches brackets bytes cases cells changes characters claims classes closes colours "
    "columns conditions contracts counts courses dates days decisions digits dollars dots draws effects episodes "
    "errors estimates events facilities facts fields figures gaps gauges jobs kinds lags levels lines meetings "
    "months numbers observations openings orders outcomes pages parts paths points programmes projections "
    "publishers quarters questions rates regimes relations replies requests responses results rounds routes rows "
    "rules runoffs scenarios seconds sectors series sets settlements sheets shocks statements sums surprises tables "
    "terms tests texts titles tokens values votes warnings ways wednesdays weeks windows words workers years yields"
)
NOUNS = frozenset(_PLURALS.split())
_VERBS = {"are": "is", "were": "was", "have": "has", "do": "does"} | {
    verb: f"{verb}s" for verb in ("lie", "sum", "differ", "come", "agree", "listen", "hold", "run", "keep", "fall")
}
_COUNTED = re.compile(
    r"(?P<count>\{(?P<name>\w+)(?::(?:int|text|general|,))?\}(?: (?!(?:of|and|or|in|on|to|by|as)\b)[a-z-]+){0,2}?) "
    rf"(?P<noun>{'|'.join(sorted(NOUNS))})\b(?: (?P<verb>{'|'.join(_VERBS)})\b)?",
    re.IGNORECASE,
)


def singular(template: str, values: Mapping[str, object]) -> str:
    """An English template whose counts of one stand before a singular, and its verb."""
    ones = {name for name, value in values.items() if isinstance(value, Number | str) and value in (1, "1")}
    return (
        _COUNTED.sub(lambda found: _one(found) if found["name"] in ones else found[0], template) if ones else template
    )


def _one(found: re.Match[str]) -> str:
    verb = f" {_VERBS[found['verb']]}" if found["verb"] else ""
    return f"{found['count']} {_thing(found['noun'])}{verb}"


def _thing(plural: str) -> str:
    if plural == "series":
        return plural
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural[:-2] if plural.endswith(("sses", "tches")) else plural[:-1]


_SEVERAL = r"(?P<all>(?:[2-9]|\d[\d,]*\d))"
_UNIT = r"(?:个月|[个条轮次项种例组天日份行])"
_GOES_ON = r"(?![，。；：、）个条轮次项种例组天日份行])"
_ZH_PLACE = rf"(?<![\d.,−–-])(?P<within>在 ?)?{_SEVERAL} (?P<of>[\u4e00-\u9fff]{{1,14}}?)中(?:仅|只)?有? ?"
_ZH_ALL = re.compile(rf"{_ZH_PLACE}(?P=all) {_UNIT}{_GOES_ON}(?P<own>的)?")
_ZH_NONE = re.compile(rf"{_ZH_PLACE}0 {_UNIT}{_GOES_ON}(?!的)")
_ZH_NEVER = (
    (re.compile(rf"(?<!中)(?:只|仅)?有 0 ({_UNIT})(?!的)"), r"没有一\1"),
    (re.compile(rf"共([\u4e00-\u9fff]{{2}}) 0 {_UNIT}"), r"未\1"),
)
_EN_NEVER = re.compile(r"\b(for|on|in) 0 (?=(?:business |trading )?(?:days|weeks|months|cases)\b)")
_EN_ALL = re.compile(rf"(?<![\w.,]){_SEVERAL} of (?:the )?(?P=all)(?![\d.,%]*\d|%)(?= )")
_EN_NONE = re.compile(rf"(?<![\w.,])0 of (?P<the>the )?{_SEVERAL}(?![\d.,%]*\d|%)(?= )")


def said_whole(sentence: str, language: str) -> str:
    """The sentence with `n of n` as all and `0 of n` as none; anything else, and one of one, as it is."""
    if language == "zh":
        for pattern, said in _ZH_NEVER if " 0 " in sentence else ():
            sentence = pattern.sub(said, sentence)
        return _ZH_NONE.sub(_zh_none, _ZH_ALL.sub(_zh_all, sentence)) if "中" in sentence else sentence
    sentence = _EN_NEVER.sub(r"\1 no ", sentence)
    if " of " not in sentence:
        return sentence
    return _EN_NONE.sub(_en_none, _EN_ALL.sub(_en_all, sentence))


def _zh_all(found: re.Match[str]) -> str:
    things = f"{found['all']} {found['of']}"
    if found["own"]:
        return f"{found['within'] or ''}全部 {things}的"
    return f"{found['within']}{things}中全部" if found["within"] else f"{things}全部"


def _zh_none(found: re.Match[str]) -> str:
    return f"{found['within'] or ''}{found['all']} {found['of']}中无一"


def _en_all(found: re.Match[str]) -> str:
    return f"{_begun('all', found)} {found['all']}"


def _en_none(found: re.Match[str]) -> str:
    return f"{_begun('none', found)} of {found['the'] or ''}{found['all']}"


def _begun(word: str, found: re.Match[str]) -> str:
    """The word with a capital where a sentence begins with it."""
    before = found.string[: found.start()].rstrip()
    return word.capitalize() if not before or before[-1] in ".?!" else word
