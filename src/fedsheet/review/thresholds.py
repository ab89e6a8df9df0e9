"""A threshold on what is published: `SOFR - iorb > 10 bp`, `WRESBAL < 2.9 trn`, `SRF_USAGE > 10 bn`, `decision`.

    threshold = line sign number [unit]        line as in `review.lines`, by the grammar of `core.formula`
    sign      = > | < | >= | <=                unit = bp | % | mn | bn | trn | 亿 | 万亿

Nothing is run as code. One that can never be met is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Literal, get_args

from fedsheet.core.errors import DateRangeError, InputError, UnitError
from fedsheet.core.formula import Name, parse
from fedsheet.core.largest import MEASURED, refuse_unmeant
from fedsheet.core.units import BASIS_POINTS, PERCENT, USD_BN, USD_MN, Dimension
from fedsheet.core.vintage import Vintage
from fedsheet.review.lines import Drawn, Failed, How, LookLine, make, parse_line

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath

DECISION = "decision"
LONGEST = 200  # characters of one threshold
MOST = 20  # thresholds of one reader
ENDED_DAYS = 400  # a series without a figure for so long tells nothing new
BELOW, ABOVE = ("<", "<="), (">", ">=")
# Between which a rate lies, decimal: of interest on dollars, a year (the funds rate stood at 22.4% on 22 July 1981,
# bills a little below zero in March 2020); of people, who are a part of all.
INTEREST, PEOPLE = (-0.05, 0.25), (0.0, 1.0)
# Words of those who publish rates of one kind only.
OF_INTEREST = ("New York", "H.15", "Office of Financial Research")
OF_PEOPLE = ("Labor Statistics",)
TRN = USD_BN.scale * 1_000
YI = 1e8
UNITS = {"bp": BASIS_POINTS.scale, "%": PERCENT.scale, "mn": USD_MN.scale, "bn": USD_BN.scale, "trn": TRN,
         "亿": YI, "万亿": YI * 1e4}  # fmt: skip
RATES = ("bp", "%")
_SIGNS = str.maketrans("−×÷≥≤＞＜", "-*/≥≤><")
_WRITTEN = re.compile(r"^(.+?)\s*(>=|<=|>|<)\s*([-+]?\d+(?:\.\d+)?)\s*(bp|%|mn|bn|trn|亿|万亿)?$")
Sign = Literal[">", "<", ">=", "<="]
SIGNS: tuple[Sign, ...] = get_args(Sign)


@dataclass(frozen=True)
class UserThreshold:
    """A line held against a number: `limit` in the unit written, which is empty for the line's own."""

    text: str
    line: LookLine
    sign: Sign
    limit: float
    unit: str


@dataclass(frozen=True)
class ThresholdStanding:
    """Where a threshold stands: the newest value and its day, the limit in base units, whether it is met.

    since   the first day of the present run in which it is met or not
    met_days   of the line's days it was met on how many, of `days`
    """

    threshold: UserThreshold
    drawn: Drawn
    day: date
    value: float
    limit: float
    is_met: bool
    since: date
    met_days: int
    days: int


def parse_threshold(text: str) -> UserThreshold:
    """The threshold of a text; a mistake raises `InputError` with what is possible."""
    if len(text) > LONGEST:
        raise InputError("review.threshold_long", n=len(text), most=LONGEST)
    written = text.translate(_SIGNS).replace("≥", ">=").replace("≤", "<=").strip()
    found = _WRITTEN.match(written)
    if found is None:
        raise InputError("review.threshold_form", text=text[:60])
    formula, written_sign, number, unit = found.groups()
    sign = next(one for one in SIGNS if one == written_sign)
    return UserThreshold(text.strip(), parse_line(formula), sign, float(number), unit or "")


def standing(asked: UserThreshold, known: Vintage, path: PolicyPath) -> ThresholdStanding:
    """Where the threshold stands on the vintage's day; one that can never be met raises `InputError`."""
    made = make(asked.line, How(), lambda _: known, path)
    if isinstance(made, Failed):
        raise made.error
    scale = _scale(asked, made)
    refuse_unmeant(asked.limit, MEASURED[made.dimension] / scale, asked.line.formula, asked.text)
    limit = asked.limit * scale
    met = _compared(made, asked.sign, limit)
    _refuse_impossible(asked, made, limit, known, is_met=bool(met.any()))
    newest = bool(met.iloc[-1])
    turned = met.index[met != newest]
    run = met.index[met.index > turned[-1]] if len(turned) else met.index
    day = made.values.index[-1].date()
    return ThresholdStanding(
        asked, made, day, float(made.values.iloc[-1]), limit, newest, run[0].date(), int(met.sum()), len(met)
    )


def _compared(made: Drawn, sign: str, limit: float):  # type: ignore[no-untyped-def]  # a pandas Series of bool
    values = made.values.round(9) if made.dimension is Dimension.RATE else made.values
    level = round(limit, 9) if made.dimension is Dimension.RATE else limit
    return {">": values.gt, "<": values.lt, ">=": values.ge, "<=": values.le}[sign](level)


def _scale(asked: UserThreshold, made: Drawn) -> float:
    """How many base units one of the limit's is; a unit that does not go with the line raises `UnitError`."""
    if not asked.unit:
        return _own_scale(made)
    is_rate = made.dimension is Dimension.RATE
    if (asked.unit in RATES) != is_rate or (not is_rate and made.dimension not in MONEY):
        raise UnitError("review.threshold_unit", unit=asked.unit, formula=asked.line.formula, kind=made.counts)
    return UNITS[asked.unit]


MONEY = (Dimension.MONEY, Dimension.MONEY_FLOW)


def _own_scale(made: Drawn) -> float:
    """What a number without a unit counts: basis points of a spread, percent of a rate, USD bn of money."""
    if made.dimension is Dimension.RATE:
        return BASIS_POINTS.scale if made.spread else PERCENT.scale
    return USD_BN.scale if made.dimension in MONEY else 1.0


def _refuse_impossible(asked: UserThreshold, made: Drawn, limit: float, known: Vintage, *, is_met: bool) -> None:
    """A threshold that no coming figure can meet: amounts below zero, values that never move, series that ended."""
    last = made.values.index[-1].date()
    if not made.held and (known.as_of - last).days > ENDED_DAYS:
        raise DateRangeError("review.threshold_ended", formula=asked.line.formula, last=last)
    if is_met:
        return
    lowest, highest = float(made.values.min()), float(made.values.max())
    if len(made.values) > 1 and highest - lowest < 1e-12 * max(1.0, abs(highest)):
        raise InputError("review.threshold_constant", formula=asked.line.formula)
    single = isinstance(parse(asked.line.formula), Name) and asked.line.move == "level"
    if single and made.dimension in MONEY and asked.sign in BELOW and limit <= 0 <= lowest:
        raise InputError("review.threshold_below_zero", formula=asked.line.formula)
    low, high = _lies_between(made, known, single=single)
    if (asked.sign in ABOVE and limit > high) or (asked.sign in BELOW and limit < low):
        raise InputError("review.threshold_beyond", formula=asked.line.formula, low=_pct(low), high=_pct(high))


def _lies_between(made: Drawn, known: Vintage, *, single: bool) -> tuple[float, float]:
    """What a rate taken alone, or a difference of two rates of interest, lies between; endless for all else."""
    publishers = [known[name].definition.publisher for name in made.names if name in known]
    if made.line.move != "level" or made.dimension is not Dimension.RATE:
        return -inf, inf
    if single and _all_of(publishers, OF_PEOPLE) and publishers:
        return PEOPLE
    if (single or (made.spread and len(made.names) == 2)) and _all_of(publishers, OF_INTEREST):
        return INTEREST if single else (INTEREST[0] - INTEREST[1], INTEREST[1] - INTEREST[0])
    return -inf, inf


def _all_of(publishers: Iterable[str], kind: tuple[str, ...]) -> bool:
    return all(any(word in publisher for word in kind) for publisher in publishers)


def _pct(rate: float) -> str:
    return f"{rate / PERCENT.scale:.0f}%".replace("-", "−")
