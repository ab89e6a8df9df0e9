"""Formulas over series: the grammar, the units, the days on which two series meet; each expected value by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.errors import FedsheetError, InputError, UnitError
from fedsheet.core.formula import DEEPEST, STEPS, Term, evaluate, names, parse
from fedsheet.core.units import Dimension


def term(name: str, values: dict[str, float], dimension: Dimension, frequency: str = "D") -> Term:
    index = pd.DatetimeIndex(pd.to_datetime(list(values)))
    return Term(pd.Series(list(values.values()), index=index, dtype="float64"), dimension, frequency, (name,))


TERMS = {
    "A": term("A", {"2025-01-02": 0.04, "2025-01-03": 0.05}, Dimension.RATE),
    "B": term("B", {"2025-01-03": 0.01, "2025-01-06": 0.02}, Dimension.RATE),
    "iorb": term("iorb", {"2025-01-01": 0.03, "2025-01-02": 0.03, "2025-01-03": 0.035}, Dimension.RATE, STEPS),
    "RES": term("RES", {"2025-01-01": 300.0, "2025-04-02": 200.0, "2026-01-07": 100.0}, Dimension.MONEY, "W"),
    "GDP": term("GDP", {"2025-01-01": 3000.0, "2025-04-01": 4000.0}, Dimension.MONEY_FLOW, "Q"),
    "JOBS": term("JOBS", {"2025-01-01": 5.0}, Dimension.COUNT, "M"),
}


def values(formula: str) -> list[float]:
    return [pytest.approx(one) for one in evaluate(parse(formula), TERMS.__getitem__).values]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A - B", [0.04]),  # the one day both have
        ("A − iorb", [0.01, 0.015]),  # a level set by decision stands on every day
        ("(A + A) / 2", [0.04, 0.05]),
        ("RES / GDP", [0.1, 0.05]),  # 300/3000, 200/4000; nine months on the last quarter is too old to stand
        ("2 * A - A * 1", [0.04, 0.05]),
        ("-A + A", [0.0, 0.0]),
        ("RES ÷ RES × 100", [100.0, 100.0, 100.0]),
    ],
)
def test_values_by_hand(formula: str, expected: list[float]) -> None:
    assert values(formula) == expected


def test_days_on_which_the_divisor_is_zero_have_no_value_and_are_counted() -> None:
    gone = term("Z", {"2025-01-02": 0.0, "2025-01-03": 0.01}, Dimension.RATE)
    found = evaluate(parse("A / Z - A / Z"), (TERMS | {"Z": gone}).__getitem__)
    assert list(found.values.index) == [pd.Timestamp("2025-01-03")]
    assert found.zero == 2  # one day in each quotient


def test_what_a_formula_counts_follows_from_its_parts() -> None:
    assert evaluate(parse("RES / GDP"), TERMS.__getitem__).dimension is Dimension.RATE
    assert evaluate(parse("RES * A"), TERMS.__getitem__).dimension is Dimension.MONEY
    assert list(names(parse('"X-1" / (A + B)'))) == ["X-1", "A", "B"]


@pytest.mark.parametrize("formula", ["A - RES", "RES + JOBS", "A / RES", "RES * RES", "A + 1", "1 / A"])
def test_unlike_units_are_refused_by_name(formula: str) -> None:
    with pytest.raises(UnitError, match="cannot be"):
        evaluate(parse(formula), TERMS.__getitem__)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("A -", "ends too early"), ("A B", "'B' at character 3"), ("A ** B", r"'\*' at character 4"),
        ("__import__", "'_'"),
        ("A; B", "';'"), ("(A", "ends too early"), ("A)", r"'\)'"), ("1/0 * A", "divides by zero"),
        ("A / 0", "A cannot be divided by zero"), ("B / (A - A)", "a term of A that is zero"), ("A" * 400, "400"),
        ("(" * (DEEPEST + 2) + "A" + ")" * (DEEPEST + 2), "brackets"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(formula: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        evaluate(parse(formula), TERMS.__getitem__)


@given(st.text(alphabet="AB+-*/() .0123456789\"'iorb", max_size=60))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        tree = parse(text)
    except FedsheetError:
        return
    assert all(isinstance(name, str) for name in names(tree))
