"""The forms of amounts, rates, dates and lists, as each language writes them: a number in base units → its text.

FORMATS[language][form](value), in messages `{name:form}` and in columns of tables (`present/text.py` adds `name:`):

    usd          4.49 万亿美元 / $4.49 trn; the scale follows the size     usd_signed   +5,427 亿美元 / +$542.7 bn
                 (0 美元 / $0 for what would round to no 万 or mn)
    money        5,427 / 542.7; the number alone, in 亿 or bn: `unit_of` says which            money_signed
    usd_bn1      5,427 亿美元 / $542.7 bn; to 0.1 bn = 1 亿 below a trillion               usd_bn1_signed
    held         增持 5,427 亿美元 / rose by $542.7 bn           moved        增加 / 减少 …, rose by / fell by …
    bp_moved     上行 49 个基点 / up 49 bp (bp1_moved: 49.0)    jobs_moved   增加 974 万人 / rose by 9.74 million
    pct0_moved   下降 66% / down 66% (pct1_moved: 66.1%)    num2_moved   上升 1.00 / up 1.00
    thousands_moved   增加 13.6 万人 / up 136 thousand
    pp1_above    高 0.5 个百分点 / 0.5 pp above      usd_above    高出 1,088 亿美元 / $108.8 bn above
    held_ahead, moved_ahead   the same of a projection: rise by / fall by
    bp_few, pct_few   as many decimals as a number has, 2 or 1 at most; usd_few   4 at most
    pct0 pct1 pct2   6.1%                    pct1_signed                   pp1_signed   +0.4 个百分点 / +0.4 pp
    bp           +49 个基点 / +49 bp          bp_abs   49 个基点            bp1          +2.4 个基点
    int num1 num2    1,234.5                             times1   3.6 倍 / 3.6 times   months, days, years1
    num2_signed, pp2_signed   +1.00, +0.25 个百分点 / +0.25 pp
    p            0.035, < 0.001; p_is with the sign of equality: p {p:p_is}
    date         2008 年 11 月 25 日 / 25 November 2008                     month        2008 年 11 月 / November 2008
    quarter      2013 年四季度 / 2013 Q4      year   2013                    iso          2008-11-25
    general      2, 0.5, or text as it is                labour   persons or pct1, by size
    text         as it is                    list   a、b 和 c / a, b and c  thousands    +25.6 万人 / +256 thousand
    path         as it is, whatever the sentence around it does
    names        a、b、c / a, b, c           persons   974 万人 / 9.74 million   millions  the same, signed
    yesno        是 / yes                    usd_mn    542,734; the number alone, in millions of US dollars
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from fedsheet.core.units import USD_MN, to_bn, to_bp, to_pct

MINUS = "\N{MINUS SIGN}"
# fmt: off
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
_QUARTERS_ZH = "一二三四"


def decimal(value: float, digits: int, *, signed: bool = False) -> str:
    """A number with thousands separators, a real minus sign, and no minus before a rounded zero."""
    rounded = round(value, digits) + 0.0
    text = f"{abs(rounded):,.{digits}f}"
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def _digits(number: float, most: int) -> int:
    """How many decimals a number has, at most so many: an announced 400 is not 400.0."""
    return next((n for n in range(most) if abs(number - round(number, n)) < WHOLE), most)


WHOLE = 1e-9


def _zh_usd(usd: float, *, signed: bool = False) -> str:
    size = abs(usd)
    if size >= 1e12:
        return decimal(usd / 1e12, _digits(usd / 1e12, 2), signed=signed) + " 万亿美元"
    if size >= 1e8:
        return decimal(usd / 1e8, 0 if size >= 1e10 else _digits(usd / 1e8, 1), signed=signed) + " 亿美元"
    number = decimal(usd / 1e4, 0, signed=signed)
    return "0 美元" if number == "0" else f"{number} 万美元"


# From which size a unit is used, the unit, its decimals and its name: as many digits as 亿 and 万亿 show.
_EN_SCALES = ((1e12, 1e12, 2, "trn"), (1e9, 1e9, 1, "bn"), (1e8, 1e9, 2, "bn"), (0.0, 1e6, 0, "mn"))


def _en_usd(usd: float, *, signed: bool = False) -> str:
    size = abs(usd)
    scale, digits, name = next((s, d, n) for least, s, d, n in _EN_SCALES if size >= least)
    number = decimal(usd / scale, _digits(usd / scale, digits), signed=signed)
    return "$0" if number == "0" else f"{_dollars(number)} {name}"


def _zh_usd_few(usd: float) -> str:
    if abs(usd) < 1e8:
        return _zh_usd(usd)
    scale, name = (1e12, " 万亿美元") if abs(usd) >= 1e12 else (1e8, " 亿美元")
    return decimal(usd / scale, _digits(usd / scale, 4)) + name


def _en_usd_few(usd: float) -> str:
    size = abs(usd)
    scale, _, name = next((s, d, n) for least, s, d, n in _EN_SCALES if size >= least)
    return f"{_dollars(decimal(usd / scale, _digits(usd / scale, 4)))} {name}"


def _en_bn1(usd: float, *, signed: bool = False) -> str:
    if abs(usd) >= 1e12:
        return _en_usd(usd, signed=signed)
    return f"{_dollars(decimal(to_bn(usd), _digits(to_bn(usd), 1), signed=signed))} bn"


def _zh_bn1(usd: float, *, signed: bool = False) -> str:
    if abs(usd) >= 1e12:
        return _zh_usd(usd, signed=signed)
    return decimal(usd / 1e8, 0, signed=signed) + " 亿美元"


def _either(up: str, down: str, shown: Callable[[float], str]) -> Format:
    """A change told by a verb for its direction and its size without a sign."""
    return lambda number: f"{up if number >= 0 else down} {shown(abs(number))}"


def _dollars(number: str) -> str:
    """The number with its dollar sign behind the sign."""
    sign = number[0] if number[0] in f"+{MINUS}" else ""
    return f"{sign}${number.removeprefix(sign)}"


def _join(items: Iterable[str], comma: str, last: str) -> str:
    names = list(items)
    return names[0] if len(names) == 1 else comma.join(names[:-1]) + last + names[-1] if names else ""


Format = Callable[[Any], str]


def _plain(number: float) -> float:
    return number


def _per(unit: float) -> Callable[[float], float]:
    """How many of a unit there are: hundreds of millions, thousands."""
    return lambda number: number / unit


def _shown(convert: Callable[[float], float], digits: int, unit: str = "", *, signed: bool = False) -> Format:
    """A format: the number in its unit, to so many digits, and the unit after it."""
    return lambda number: decimal(convert(number), digits, signed=signed) + unit


def _few(convert: Callable[[float], float], unit: str, most: int, *, signed: bool = False) -> Format:
    """A format with as many decimals as the number has, at most so many."""
    return lambda number: decimal(convert(number), _digits(convert(number), most), signed=signed) + unit


def _size(convert: Callable[[float], float], digits: int, unit: str) -> Format:
    """A format of the number without its sign."""
    return lambda number: decimal(abs(convert(number)), digits) + unit


# Things counted in English sentences; a Chinese one says its own measure word.
def _counted(one: str, many: str) -> Format:
    return lambda number: decimal(number, 0) + (one if round(number) == 1 else many)


LEAST_P = 0.001  # a chance is never printed as zero


def _general(number: float) -> str:
    return (MINUS if number < 0 else "") + f"{abs(number):,.10g}"


def _is_told(p: float) -> bool:
    return p >= LEAST_P / 2.0


def _p_value(p: float) -> str:
    return decimal(p, 3) if _is_told(p) else f"< {LEAST_P:g}"


_BOTH: dict[str, Format] = {
    "p": _p_value,
    "p_is": lambda p: f"{'= ' if _is_told(p) else ''}{_p_value(p)}",
    "pct0": _shown(to_pct, 0, "%"),
    "pct1": _shown(to_pct, 1, "%"),
    "pct2": _shown(to_pct, 2, "%"),
    "pct3": _shown(to_pct, 3, "%"),
    "pct_few": _few(to_pct, "%", 1),
    "general": lambda value: _general(value) if isinstance(value, int | float) else str(value),
    "pct0_signed": _shown(to_pct, 0, "%", signed=True),
    "pct1_signed": _shown(to_pct, 1, "%", signed=True),
    "pct2_signed": _shown(to_pct, 2, "%", signed=True),
    "int": _shown(_plain, 0),
    "int_signed": _shown(_plain, 0, signed=True),
    "num1": _shown(_plain, 1),
    "num2": _shown(_plain, 2),
    "num2_signed": _shown(_plain, 2, signed=True),
    "num3": _shown(_plain, 3),
    "num4": _shown(_plain, 4),
    "usd_whole": _shown(_plain, 0),
    "usd_mn": _shown(_per(USD_MN.scale), 0),
    "usd_mn4": _shown(_per(USD_MN.scale), 4),
    "bp4_num": _shown(to_bp, 4),
    "bp_num": _shown(to_bp, 0, signed=True),
    "bp1_num": _shown(to_bp, 1, signed=True),
    "bp2_num": _shown(to_bp, 2, signed=True),
    "bp3_num": _shown(to_bp, 3, signed=True),
    "iso": lambda d: d.isoformat(),
    "year": lambda d: str(d.year if isinstance(d, date) else d),
    "text": str,
    "path": str,
}
_ZH: dict[str, Format] = {
    "usd": _zh_usd,
    "usd_few": _zh_usd_few,
    "usd_signed": lambda x: _zh_usd(x, signed=True),
    "money": _shown(_per(1e8), 0),
    "money_signed": _shown(_per(1e8), 0, signed=True),
    "usd_bn1": _zh_bn1,
    "usd_bn1_signed": lambda x: _zh_bn1(x, signed=True),
    "held": _either("增持", "减持", _zh_bn1),
    "moved": _either("增加", "减少", _zh_bn1),
    "held_ahead": _either("增持", "减持", _zh_bn1),
    "moved_ahead": _either("增加", "减少", _zh_bn1),
    "jobs_moved": _either("增加", "减少", _shown(_per(1e4), 0, " 万人")),
    "pp1_above": _either("高", "低", _size(to_pct, 1, " 个百分点")),
    "usd_above": _either("高出", "低", _zh_bn1),
    "bp_above": _either("高", "低", _size(to_bp, 0, " 个基点")),
    "bp1_above": _either("高", "低", _size(to_bp, 1, " 个基点")),
    "bp_moved": _either("上行", "下行", _size(to_bp, 0, " 个基点")),
    "bp1_moved": _either("上行", "下行", _size(to_bp, 1, " 个基点")),
    "pct0_moved": _either("上升", "下降", _size(to_pct, 0, "%")),
    "pct1_moved": _either("上升", "下降", _size(to_pct, 1, "%")),
    "num2_moved": _either("上升", "下降", _size(_plain, 2, "")),
    "thousands_moved": _either("增加", "减少", _shown(_per(1e4), 1, " 万人")),
    "bp": _shown(to_bp, 0, " 个基点", signed=True),
    "bp_abs": _size(to_bp, 0, " 个基点"),
    "bp1": _shown(to_bp, 1, " 个基点", signed=True),
    "bp2": _shown(to_bp, 2, " 个基点", signed=True),
    "bp_few": _few(to_bp, " 个基点", 2, signed=True),
    "bp1_abs": _size(to_bp, 1, " 个基点"),
    "bp2_abs": _size(to_bp, 2, " 个基点"),
    "pp1_signed": _shown(to_pct, 1, " 个百分点", signed=True),
    "pp2_signed": _shown(to_pct, 2, " 个百分点", signed=True),
    "pp1_abs": _size(to_pct, 1, " 个百分点"),
    "times1": _shown(_plain, 1, " 倍"),
    "months": _shown(_plain, 0, " 个月"),
    "quarters": _shown(_plain, 0, " 个季度"),
    "days": _shown(_plain, 0, " 天"),
    "years1": _shown(_plain, 1, " 年"),
    "thousands": _shown(_per(1e4), 1, " 万人", signed=True),
    "millions": _shown(_per(1e4), 0, " 万人", signed=True),
    "persons": _shown(_per(1e4), 0, " 万人"),
    "names": "、".join,
    "yesno": lambda is_so: "是" if is_so else "否",
    "date": lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    "month": lambda d: f"{d.year} 年 {d.month} 月",
    "quarter": lambda d: f"{d.year} 年{_QUARTERS_ZH[(d.month - 1) // 3]}季度",
    "list": lambda items: _join(items, "、", "和"),
}
_EN: dict[str, Format] = {
    "usd": _en_usd,
    "usd_few": _en_usd_few,
    "usd_signed": lambda x: _en_usd(x, signed=True),
    "money": _shown(to_bn, 1),
    "money_signed": _shown(to_bn, 1, signed=True),
    "usd_bn1": _en_bn1,
    "usd_bn1_signed": lambda x: _en_bn1(x, signed=True),
    "held": _either("rose by", "fell by", _en_bn1),
    "moved": _either("rose by", "fell by", _en_bn1),
    "held_ahead": _either("rise by", "fall by", _en_bn1),
    "moved_ahead": _either("rise by", "fall by", _en_bn1),
    "jobs_moved": _either("rose by", "fell by", _shown(_per(1e6), 2, " million")),
    "usd_above": lambda usd: _en_bn1(abs(usd)) + (" above" if usd >= 0 else " below"),
    "pp1_above": lambda x: _size(to_pct, 1, " pp above" if x >= 0 else " pp below")(x),
    "bp_above": lambda x: _size(to_bp, 0, " bp above" if x >= 0 else " bp below")(x),
    "bp1_above": lambda x: _size(to_bp, 1, " bp above" if x >= 0 else " bp below")(x),
    "bp_moved": _either("up", "down", _size(to_bp, 0, " bp")),
    "bp1_moved": _either("up", "down", _size(to_bp, 1, " bp")),
    "pct0_moved": _either("up", "down", _size(to_pct, 0, "%")),
    "pct1_moved": _either("up", "down", _size(to_pct, 1, "%")),
    "num2_moved": _either("up", "down", _size(_plain, 2, "")),
    "thousands_moved": _either("up", "down", _shown(_per(1e3), 0, " thousand")),
    "bp": _shown(to_bp, 0, " bp", signed=True),
    "bp_abs": _size(to_bp, 0, " bp"),
    "bp1": _shown(to_bp, 1, " bp", signed=True),
    "bp2": _shown(to_bp, 2, " bp", signed=True),
    "bp_few": _few(to_bp, " bp", 2, signed=True),
    "bp1_abs": _size(to_bp, 1, " bp"),
    "bp2_abs": _size(to_bp, 2, " bp"),
    "pp1_signed": _shown(to_pct, 1, " pp", signed=True),
    "pp2_signed": _shown(to_pct, 2, " pp", signed=True),
    "pp1_abs": _size(to_pct, 1, " pp"),
    "times1": _shown(_plain, 1, " times"),
    "months": _counted(" month", " months"),
    "quarters": _counted(" quarter", " quarters"),
    "days": _counted(" day", " days"),
    "years1": _shown(_plain, 1, " years"),
    "thousands": _shown(_per(1e3), 0, " thousand", signed=True),
    "millions": _shown(_per(1e6), 2, " million", signed=True),
    "persons": _shown(_per(1e6), 2, " million"),
    "names": ", ".join,
    "yesno": lambda is_so: "yes" if is_so else "no",
    "date": lambda d: f"{d.day} {_MONTHS[d.month - 1]} {d.year}",
    "month": lambda d: f"{_MONTHS[d.month - 1]} {d.year}",
    "quarter": lambda d: f"{d.year} Q{(d.month - 1) // 3 + 1}",
    "list": lambda items: _join(items, ", ", " and "),
}
FORMATS: dict[str, dict[str, Format]] = {"zh": _BOTH | _ZH, "en": _BOTH | _EN}
for _formats in FORMATS.values():  # a labour measure: persons, or a share of them
    _formats["labour"] = lambda x, held=_formats: held["persons" if x > 1 else "pct1"](x)  # type: ignore[misc]
# Formats that print a number alone, with the message that names its unit.
UNIT_OF_FORMAT = {
    "money": "common.unit_money",
    "money_signed": "common.unit_money",
    "bp_num": "common.unit_bp",
    "bp1_num": "common.unit_bp",
    "bp2_num": "common.unit_bp",
    "bp3_num": "common.unit_bp",
    "bp4_num": "common.unit_bp",
    "usd_whole": "common.unit_usd",
    "usd_mn": "common.unit_usd_mn",
    "usd_mn4": "common.unit_usd_mn",
}
