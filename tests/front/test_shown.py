"""What a last line in a notebook shows: ten lines at most, no arrays, and the numbers as a frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from fedsheet.core.shown import MOST_LINES, WIDTH, Shown
from fedsheet.record import load_path
from fedsheet.runs import chain, check, forecast, market, outlook, project, review, simulate
from support import snapshot_vintage

UNTIL = date(2022, 12, 31)
RESULTS: dict[str, Callable[[], Shown]] = {
    "projection": lambda: project.project("runoff-2022", until=UNTIL, vintage=snapshot_vintage()),
    "chain": lambda: chain.chain("runoff-2022", until=UNTIL, vintage=snapshot_vintage()),
    "simulation": lambda: simulate.simulate("september-2019", n_days=3, vintage=snapshot_vintage()),
    "map": lambda: market.market_map(vintage=snapshot_vintage()),
    "forecast": lambda: forecast.forecast(1, vintage=snapshot_vintage()),
    "rules": lambda: outlook.rules(vintage=snapshot_vintage()),
    "outlook": lambda: outlook.outlook(vintage=snapshot_vintage()),
    "progress": lambda: outlook.progress(vintage=snapshot_vintage()),
    "triggers": lambda: outlook.triggers(vintage=snapshot_vintage()),
    "review": lambda: _some(review.review(vintage=snapshot_vintage())),
    "check": lambda: check.check("seed-2021", vintage=snapshot_vintage()),
    "record": load_path,
}
WITHOUT_FRAME = {"forecast", "progress", "triggers"}


def _some(found: Any) -> Any:
    assert found is not None
    return found


@cache
def made(name: str) -> Shown:
    return RESULTS[name]()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_prints_what_it_is(name: str) -> None:
    lines = repr(made(name)).splitlines()
    assert 3 <= len(lines) <= MOST_LINES
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[-1].startswith("Ask: ")
    assert "array([" not in repr(made(name))
    assert "<table>" in made(name)._repr_html_()


@pytest.mark.parametrize("name", RESULTS)
def test_a_card_is_wholly_chinese_where_that_is_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    english = repr(made(name)).splitlines()
    monkeypatch.setenv("FEDSHEET_LANG", "zh")
    lines = repr(made(name)).splitlines()
    assert len(lines) == len(english)
    assert all(re.search("[一-鿿]", line) for line in (lines[0], lines[-1]))
    assert not re.search(r"USD bn|as of|\bto\b|\bof\b", "\n".join(lines[:-1]))


@pytest.mark.parametrize("name", sorted(set(RESULTS) - WITHOUT_FRAME))
def test_a_result_gives_its_numbers_as_a_frame(name: str) -> None:
    assert not made(name).frame().empty


def test_a_projection_says_its_lines() -> None:
    found = made("projection")
    assert repr(found).splitlines()[0].startswith("Projection runoff-2022, 2022-02-16 to 2022-12-31, as of ")
    assert found.frame()["reserve_balances"].iloc[0] > 3e12


def test_a_line_too_long_for_a_card_says_that_it_goes_on() -> None:
    """A name cut short is no name: `overlay(` stood at the end of the record's."""
    ask = repr(made("record")).splitlines()[-1]
    assert (len(ask), ask[-1]) == (WIDTH, "…")
    assert not repr(made("check")).splitlines()[-1].endswith("…")


def test_the_record_of_a_day_holds_nothing_announced_later() -> None:
    path = load_path()
    then = path.announced_by(date(2019, 9, 17))
    assert then.at(date(2019, 9, 17)) is not None
    assert max(action.announced_at for action in then.actions) <= date(2019, 9, 17)
    for day in (date(2019, 9, 17), date(2022, 1, 5), date(2025, 6, 2)):
        known = path.announced_by(day)
        assert {n: known.value_at(n, day) for n in known.steps} == {n: path.value_at(n, day, day) for n in known.steps}
