"""A formula over series, `SOFR - iorb` or `(TREAST + WSHOMCB) / GDP`: parsed by a closed grammar, never run as code.

    sum      = product { ("+" | "-") product }
    product  = factor  { ("*" | "/") factor }
    factor   = number | name | "quoted name" | "(" sum ")" | "-" factor

Units are computed: like plus like stays, like over like is a share, money over money a year is a share of it, a number
or a share scales anything; everything else is refused by name. Two series meet on the days both have; a monthly,
quarterly or yearly one is carried forward within its own period and the one after, a level set by decision until it is
changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fedsheet.core.errors import InputError, UnitError
from fedsheet.core.lazy import pd
from fedsheet.core.units import Dimension

LONGEST = 300  # characters of a formula
DEEPEST = 20  # brackets inside brackets
MOST_NAMES = 12
STEPS = "steps"  # the frequency of a level set by decision: it holds on every day until it is changed
# Days for which one observation may stand in a formula beside a more frequent series: its own period and the next,
# in which it is the newest that can have been published.
CARRIED_DAYS = {"M": 62, "Q": 184, "A": 731, "Y": 731}
SIGNS = str.maketrans("−×÷", "-*/")
_TOKEN = re.compile(r"""\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_.]*)|["'`]([^"'`]{1,60})["'`]|([-+*/()]))""")


@dataclass(frozen=True)
class Number:
    """A plain number."""

    value: float


@dataclass(frozen=True)
class Name:
    """A series, by its id, or a level set by decision, by its instrument."""

    id: str


@dataclass(frozen=True)
class Binary:
    """`left` `sign` `right`, the sign one of + - * /."""

    sign: str
    left: Node
    right: Node


Node = Number | Name | Binary


@dataclass(frozen=True)
class Term:
    """What a formula stands for: `values` in base units by date, what they count, how often, from which names.

    `dimension` is None of a plain number, whose only value stands in `number`; `zero` counts the days left without a
    value because what divides is zero on them.
    """

    values: pd.Series[float]
    dimension: Dimension | None
    frequency: str
    names: tuple[str, ...]
    base: str = ""
    number: float | None = None
    zero: int = 0


def parse(text: str) -> Node:
    """The tree of a formula; a mistake raises `InputError` with its place."""
    if len(text) > LONGEST:
        raise InputError("core.formula_formula_characters", n_text=len(text), longest=LONGEST)
    tokens = list(_tokens(text.translate(SIGNS)))
    node, rest = _sum(tokens, text, 0)
    if rest:
        raise _wrong(text, rest[0])
    if len(set(names(node))) > MOST_NAMES:
        raise InputError("core.formula_formula_names_more_than", text=text, most_names=MOST_NAMES)
    return node


def names(node: Node) -> Iterator[str]:
    """Every name of a formula, from left to right."""
    if isinstance(node, Name):
        yield node.id
    elif isinstance(node, Binary):
        yield from names(node.left)
        yield from names(node.right)


def evaluate(node: Node, resolve: Callable[[str], Term]) -> Term:
    """A formula's values, each name given by `resolve`; unlike units raise `UnitError`."""
    if isinstance(node, Number):
        return _plain(node.value)
    if isinstance(node, Name):
        return resolve(node.id)
    left, right = evaluate(node.left, resolve), evaluate(node.right, resolve)
    return (_added if node.sign in "+-" else _scaled)(node.sign, left, right)


_Token = tuple[str, str, int]  # kind, text, place


def _tokens(text: str) -> Iterator[_Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise InputError(
                "core.formula_character_means_nothing_formula", text=text[start], start=start + 1, text_2=text
            )
        kind = ("number", "name", "name", "sign")[(found.lastindex or 1) - 1]
        yield kind, found[found.lastindex or 1], found.start(found.lastindex or 1)
        place = found.end()


def _wrong(text: str, token: _Token | None) -> InputError:
    if token is None:
        return InputError("core.formula_formula_ends_early", text=text)
    return InputError("core.formula_formula_out_place", token=token[1], start=token[2] + 1, text=text)


def _sum(tokens: list[_Token], text: str, depth: int) -> tuple[Node, list[_Token]]:
    return _chain(tokens, text, depth, "+-", _product)


def _product(tokens: list[_Token], text: str, depth: int) -> tuple[Node, list[_Token]]:
    return _chain(tokens, text, depth, "*/", _factor)


_Rule = Callable[[list[_Token], str, int], tuple[Node, list[_Token]]]


def _chain(tokens: list[_Token], text: str, depth: int, signs: str, part: _Rule) -> tuple[Node, list[_Token]]:
    node, rest = part(tokens, text, depth)
    while rest and rest[0][0] == "sign" and rest[0][1] in signs:
        sign = rest[0][1]
        right, rest = part(rest[1:], text, depth)
        node = Binary(sign, node, right)
    return node, rest


def _factor(tokens: list[_Token], text: str, depth: int) -> tuple[Node, list[_Token]]:
    if depth > DEEPEST:
        raise InputError("core.formula_formula_more_than_brackets", deepest=DEEPEST)
    if not tokens:
        raise _wrong(text, None)
    (kind, value, _), rest = tokens[0], tokens[1:]
    if kind == "number":
        return Number(float(value)), rest
    if kind == "name":
        return Name(value), rest
    if value == "-":
        node, rest = _factor(rest, text, depth + 1)
        return Binary("*", Number(-1.0), node), rest
    if value != "(":
        raise _wrong(text, tokens[0])
    node, rest = _sum(rest, text, depth + 1)
    if not rest or rest[0][1] != ")":
        raise _wrong(text, rest[0] if rest else None)
    return node, rest[1:]


def _plain(value: float) -> Term:
    return Term(pd.Series([value], dtype="float64"), None, STEPS, (), number=value)


def _added(sign: str, left: Term, right: Term) -> Term:
    """Sum or difference of like and like."""
    if (left.dimension, left.base) != (right.dimension, right.base):
        raise _unlike("plus" if sign == "+" else "minus", right, left)
    if left.number is not None and right.number is not None:
        return _plain(left.number + (right.number if sign == "+" else -right.number))
    one, other, frequency = met(left, right)
    values = one + other if sign == "+" else one - other
    zero = left.zero + right.zero
    return Term(values, left.dimension, frequency, left.names + right.names, left.base, zero=zero)


def _scaled(sign: str, left: Term, right: Term) -> Term:
    """Product or quotient: what is counted follows from the two."""
    dimension, base = _dimension(sign, left, right)
    if left.number is not None and right.number is not None:
        if sign == "/" and right.number == 0:
            raise InputError("core.formula_formula_divides_zero")
        return _plain(left.number * right.number if sign == "*" else left.number / right.number)
    if sign == "/" and right.number == 0:
        raise InputError("core.formula_by_zero", called=_called(left))
    one, other, frequency = met(left, right)
    by_zero = int((other == 0).sum()) if sign == "/" else 0
    if by_zero and by_zero == len(other):
        raise InputError("core.formula_always_by_zero", called=_called(left), called_2=_called(right))
    product = one * other if sign == "*" else one / other.where(other != 0)
    zero = left.zero + right.zero + by_zero
    return Term(product.dropna(), dimension, frequency, left.names + right.names, base, zero=zero)


_SHARES = {(Dimension.MONEY, Dimension.MONEY_FLOW), (Dimension.MONEY_FLOW, Dimension.MONEY)}


def _dimension(sign: str, left: Term, right: Term) -> tuple[Dimension | None, str]:
    """What a product or a quotient counts; `UnitError` where the field has no word for it."""
    if right.number is not None:
        return left.dimension, left.base
    if sign == "*" and left.number is not None:
        return right.dimension, right.base
    if sign == "*" and Dimension.RATE in (left.dimension, right.dimension):
        whole = left if right.dimension is Dimension.RATE else right
        return whole.dimension, whole.base
    pair = (left.dimension, right.dimension)
    alike = (left.dimension, left.base) == (right.dimension, right.base)
    if sign == "/" and left.dimension is not None and (alike or pair in _SHARES):
        return Dimension.RATE, ""
    raise _unlike("times" if sign == "*" else "over", left, right)


def _unlike(verb: str, one: Term, other: Term) -> UnitError:
    kinds = {"kind": _kind(one), "kind_2": _kind(other)}
    return UnitError(f"core.formula_cannot_{verb}", called=_called(one), called_2=_called(other), **kinds)


def _called(term: Term) -> str:
    base = f" [{term.base}]" if term.base else ""
    return f"{term.number:g}" if term.number is not None else f"{', '.join(dict.fromkeys(term.names))}{base}"


def _kind(term: Term) -> str:
    return "number" if term.number is not None else str(term.dimension)


_RANK = {"D7": 0, "D": 0, "W": 1, "M": 2, "Q": 3, "A": 4, "Y": 4}


def met(left: Term, right: Term) -> tuple[pd.Series[float], pd.Series[float], str]:
    """Two terms on the days on which they can be compared, and how often those come."""
    for one, other, turned in ((left, right, False), (right, left, True)):
        if one.number is not None:
            values = _constant(one.number, other)
            return (other.values, values, other.frequency) if turned else (values, other.values, other.frequency)
    if _slower(left, right):
        right_values, left_values = _carried(right, left)
        return left_values, right_values, right.frequency
    if _slower(right, left):
        left_values, right_values = _carried(left, right)
        return left_values, right_values, left.frequency
    both = left.values.index.intersection(right.values.index)
    frequency = left.frequency if _RANK.get(left.frequency, 0) >= _RANK.get(right.frequency, 0) else right.frequency
    return left.values.loc[both], right.values.loc[both], frequency


def _constant(number: float, like: Term) -> pd.Series[float]:
    return pd.Series(number, index=like.values.index, dtype="float64")


def _slower(one: Term, other: Term) -> bool:
    """Whether `one` is to be carried forward onto the days of `other`."""
    if STEPS in (one.frequency, other.frequency):
        return one.frequency == STEPS and other.frequency != STEPS
    return one.frequency in CARRIED_DAYS and _RANK[one.frequency] > _RANK.get(other.frequency, 0)


def _carried(fast: Term, slow: Term) -> tuple[pd.Series[float], pd.Series[float]]:
    """The faster term and the slower one on its days, as long as one observation may stand."""
    limit = pd.Timedelta(days=1 if slow.frequency == STEPS else CARRIED_DAYS[slow.frequency])  # steps come day by day
    placed = slow.values.index.searchsorted(fast.values.index, side="right") - 1
    since = fast.values.index - slow.values.index[placed.clip(0)]
    fits = (placed >= 0) & (since < limit)
    days = fast.values.index[fits]
    carried = pd.Series(slow.values.to_numpy()[placed[fits]], index=days)
    return fast.values.loc[days], carried
