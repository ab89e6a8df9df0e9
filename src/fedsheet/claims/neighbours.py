"""What lies beside a reading that fails, told and no more: the other official form, first prints, a week away, an older
vintage."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fedsheet.claims.evidence import Evidence
from fedsheet.claims.model import Neighbour, Outcome, ReadingResult, Test, TestResult
from fedsheet.core.dates import add_months
from fedsheet.core.formula import names as names_of
from fedsheet.core.formula import parse

Run = Callable[[Test, Evidence], TestResult]
WEEK = timedelta(days=7)
NAMING = ("series", "minus", "of", "higher", "lower", "gdp")  # arguments that name series
# What is counted from `start`.
FROM_START = (
    "change_between", "pct_change_between", "mean_change", "rank_of_change", "yoy_change", "statement_change",
    "change", "pct",
)  # fmt: skip
DAYS = ("on", "start", "end", "base")


@cache
def forms() -> Mapping[str, tuple[str, ...]]:
    """The other official forms of a series, by id, from `data/forms.toml`."""
    others: dict[str, tuple[str, ...]] = {}
    for one, other in _forms_file()["pairs"]:
        others[one] = (*others.get(one, ()), other)
        others[other] = (*others.get(other, ()), one)
    return others


@cache
def first_prints() -> Mapping[str, tuple[str, ...]]:
    """What the first prints of a revised series are called where a user brought them, by id."""
    return {one: (first,) for one, first in _forms_file()["first_prints"]}


def _forms_file() -> Mapping[str, Sequence[tuple[str, str]]]:
    return tomllib.loads((files("fedsheet.claims") / "data" / "forms.toml").read_text("utf-8"))


def neighbour(reading: ReadingResult, evidence: Evidence, older: Sequence[Evidence], run: Run) -> Neighbour | None:
    """The nearest way in which the one test that fails would have held, or None."""
    failing = [result.test for result in reading.tests if result.outcome is Outcome.FAILS]
    if len(failing) != 1:
        return None
    (test,) = failing
    beside = ((kind, run(other, evidence), day) for kind, other, day in _beside(test))
    vintages = (("vintage", run(test, one), one.label) for one in older)
    found = (Neighbour(*one) for one in (*beside, *vintages) if one[1].outcome is Outcome.HOLDS)
    return next(found, None)


def _beside(test: Test) -> Iterator[tuple[str, Test, date | None]]:
    """The same test in another form, on first prints, over the other span of an event, over another quarter's GDP, with
    its base and with all its days a week away."""
    for kind, others in (("form", forms()), ("first", first_prints())):
        for renamed in _renamed(test, others):
            yield kind, renamed, None
    if test.quantity == "event_change":  # of the day alone, or to the close after it
        yield "span", _with(test, {"days": 1 if test.arguments.get("days", 2) == 2 else 2}), None
    quarter = test.arguments.get("quarter")
    if isinstance(quarter, date):  # a share of GDP: the quarter before is the one that was public on the day
        for months in (-3, 3):
            yield "quarter", _with(test, {"quarter": add_months(quarter, months)}), None
    counted = test.arguments.get("answer") if test.quantity == "measure" else test.quantity
    bases = ("start", "base") if counted in FROM_START else ("base",)
    for kind, which in (("base", bases), ("week", DAYS)):
        for step in (-WEEK, WEEK):
            given = {name: test.arguments[name] for name in which if isinstance(test.arguments.get(name), date)}
            if given:
                moved = {name: day + step for name, day in given.items() if isinstance(day, date)}
                yield kind, _with(test, moved), next(iter(moved.values()))


def _renamed(test: Test, others: Mapping[str, Sequence[str]]) -> Iterator[Test]:
    """The test on another series of the same thing; GDP is what a share of it takes where none is named."""
    for name in NAMING:
        told = test.arguments.get(name, "GDP" if name == "gdp" and test.quantity == "ratio_to_gdp" else None)
        ids = [told] if isinstance(told, str) and name != "of" else list(names_of(parse(told))) if told else []  # type: ignore[arg-type]  # `of` is text
        for series in ids:
            for other in others.get(series, ()):
                yield _with(test, {name: re.sub(rf"\b{re.escape(series)}\b", other, str(told))})


def _with(test: Test, arguments: Mapping[str, object]) -> Test:
    return replace(test, arguments={**test.arguments, **arguments})
