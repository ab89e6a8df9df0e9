"""What is kept and when it is made again: pages and results, the store's state, uploads, the scenario form."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.portfolio.principal.month_policy import monthly_policy
from fedsheet.portfolio.scenario.file import load_scenario, parse_scenario, scenario_names
from fedsheet.record import load_path
from fedsheet.runs.import_file import import_file
from fedsheet.web.desk import Desk
from fedsheet.web.serving import vintages
from fedsheet.web.serving.memo import Memo
from fedsheet.web.serving.uploads import KEPT, MOST_CHARACTERS, Uploads
from fedsheet.web.serving.vintages import Vintages
from fedsheet.web.views import VIEWS
from fedsheet.web.views.scenario_form import Sliders, laid_over, written


def test_what_many_ask_for_is_made_once() -> None:
    shelf, made, go = Memo(4), [], threading.Event()

    def make() -> str:
        go.wait(5)
        made.append(1)
        return "it"

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(shelf.get, "key", make) for _ in range(8)]
        go.set()
        assert {one.result() for one in asked} == {"it"}
    assert len(made) == 1


def test_a_failed_making_is_tried_again_and_the_oldest_goes() -> None:
    shelf = Memo(2)
    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: 1 / 0)
    assert shelf.get("a", lambda: 1) == 1
    shelf.get("b", lambda: 2)
    shelf.get("c", lambda: 3)
    assert not shelf.holds("a")
    assert shelf.holds("c")


def test_what_weighs_too_much_goes_and_the_newest_stays() -> None:
    shelf = Memo(9, budget=10, weigh=lambda value: float(value))
    for key, value in (("a", 4), ("b", 5), ("c", 3)):
        shelf.get(key, lambda value=value: value)
    assert [shelf.holds(key) for key in "abc"] == [False, True, True]
    shelf.get("d", lambda: 99)
    assert shelf.values() == [99]
    shelf.keep(lambda key: key != "d")
    assert shelf.held("d") is None


@dataclass
class Ledger:
    """A clock and a ledger that the test moves; `remade` are the states that pages were made again from."""

    now: float = 100.0
    state: tuple[int, int] = (1, 1)
    remade: list[tuple[int, int]] = field(default_factory=list)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    held = Ledger()
    monkeypatch.setattr(vintages.time, "monotonic", lambda: held.now)
    monkeypatch.setattr(vintages, "_ledger_state", lambda: held.state)
    monkeypatch.setattr(vintages.threading, "Thread", AtOnce)
    return held


class AtOnce:
    """A thread whose work is done when it starts: what it takes up is shown to the next one who asks."""

    def __init__(self, target: Callable[[], None], daemon: bool) -> None:
        self._later, self.daemon = target, daemon

    def start(self) -> None:
        waiting.append(self._later)


waiting: list[Callable[[], None]] = []


def asked(held: Vintages) -> tuple[int, int]:
    """The state shown; work begun by asking is done before the next one asks."""
    shown = held._state()
    while waiting:
        waiting.pop()()
    return shown[:2]


def test_a_pull_is_taken_up_once_it_rests(ledger: Ledger) -> None:
    held = Vintages(lambda _: ledger.remade.append(ledger.state))
    assert asked(held) == (1, 1)
    for step in range(2, 6):  # replies come in, one every second and a half
        ledger.now += 1.5
        ledger.state = (step, step)
        assert asked(held) == (1, 1)
    ledger.now += vintages.REST_SECONDS
    assert asked(held) == (1, 1)  # the pages in use are made first
    assert ledger.remade == [(5, 5)]
    assert asked(held) == (5, 5)


def test_what_is_shown_is_never_far_behind_a_pull_that_does_not_rest(ledger: Ledger) -> None:
    """Its figures of one moment are shown at the latest half a minute after the first of them came in."""
    held = Vintages(lambda _: None)
    asked(held)
    for step in range(2, 90):
        ledger.now += 1.5
        ledger.state = (step, step)
        behind = (step - asked(held)[0]) * 1.5
        assert behind <= vintages.LONGEST_SECONDS + 2 * vintages.LOOK_SECONDS


def test_the_newest_state_is_shown_at_once_where_nobody_was_looking(ledger: Ledger) -> None:
    held = Vintages(lambda _: ledger.remade.append(ledger.state))
    asked(held)
    ledger.now, ledger.state = ledger.now + vintages.LONGEST_SECONDS, (7, 7)
    assert asked(held) == (7, 7)
    assert not ledger.remade


def test_what_is_shown_at_once_is_not_replaced_by_an_older_state_that_was_being_made(ledger: Ledger) -> None:
    """A person's own file comes in while the pages of a pull are still made: it stays, though they are done later."""

    def remake(_: object) -> None:
        ledger.state = (3, 3)
        held.show_newest()

    held = Vintages(remake)
    asked(held)
    ledger.state = (2, 2)
    held.take_up()
    assert asked(held) == (3, 3)


def test_work_under_way_keeps_its_state(ledger: Ledger) -> None:
    held = Vintages(lambda _: None)
    seen = []
    held._vintages.get = lambda key, make: seen.append(key[1][:2])  # type: ignore[method-assign]
    with held.one_state():
        held.vintage(None)
        ledger.now, ledger.state = ledger.now + 60, (9, 9)
        held.take_up()
        held.vintage(None)
    held.vintage(None)
    assert seen == [(1, 1), (1, 1), (9, 9)]


def test_a_decision_of_the_users_is_taken_up_like_new_figures(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    remade: list[str] = []
    held = Vintages(lambda _: remade.append(held.record()))
    asked(held)
    of_figures_alone = held.made_from()
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "october.toml").write_text("# a decision\n", encoding="utf-8")
    for _ in range(3):
        ledger.now += vintages.REST_SECONDS
        asked(held)
    assert held.own() == {"october.toml": "# a decision\n"}
    assert remade == [held.record()]
    assert held.made_from() != of_figures_alone
    (tmp_path / "policy" / "october.toml").unlink()
    for _ in range(3):
        ledger.now += vintages.REST_SECONDS
        asked(held)
    assert held.made_from() == of_figures_alone


def test_a_new_day_is_taken_up_like_new_figures(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that stays open over midnight counts its days anew, once; what it is told then is what it is shown."""
    remade: list[date] = []
    held = Vintages(lambda _: remade.append(held.day()))
    monkeypatch.setattr(vintages, "today", lambda: date(2026, 11, 30))
    asked(held)
    before = held.made_from()
    monkeypatch.setattr(vintages, "today", lambda: date(2026, 12, 1))
    days = []
    for _ in range(3):
        ledger.now += vintages.REST_SECONDS
        asked(held)
        days.append((held.day().day, held.made_from() == before))
    assert days == [(30, True), (1, False), (1, False)]
    assert remade == [date(2026, 12, 1)]


def test_uploads_are_bounded_and_of_one_kind() -> None:
    uploads = Uploads()
    with pytest.raises(InputError, match="At most"):
        uploads.put("claims", "x", "a" * (MOST_CHARACTERS + 1))
    first = uploads.put("claims", "x", "a")
    with pytest.raises(UnknownNameError):
        uploads.get(first.id, "scenario")
    for _ in range(KEPT):
        uploads.put("claims", "x", "a")
    with pytest.raises(UnknownNameError, match="Choose the file again"):
        uploads.get(first.id, "claims")


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_written_is_the_scenario_read(name: str) -> None:
    spec = load_scenario(name).spec
    assert parse_scenario(written(spec), name).spec == spec


def test_text_in_a_scenario_file_stays_text() -> None:
    """Quotes, backslashes, control characters and line breaks cannot end a string."""
    spec = load_scenario("today").spec
    hostile = 'a"\n[[action]]\\ \x00\x1f\x7f é 表'
    changed = spec.model_copy(update={"title": spec.title.model_copy(update={"en": hostile})})
    assert parse_scenario(written(changed), "x").spec.title.en == hostile


def test_sliders_become_dated_actions() -> None:
    base = load_scenario("today")
    opening = monthly_policy(load_path(), date(2025, 12, 1), date(2025, 12, 31))[0]
    assert laid_over(base, Sliders(), opening) is base
    sliders = Sliders(treasury_cap=60, purchases=30, taper_months=3)
    spec = laid_over(base, sliders, opening).spec
    caps = [(a.effective_date, a.value) for a in spec.action if a.instrument == "treasury_cap"]
    assert caps == [(date(2026, 1, 1), 60)]
    assert spec.end is not None
    assert spec.reserve_management is not None
    # Runoff ends where bills are then bought: the 9.3% of GDP of today.toml ("ample"), which a cap does not move.
    assert spec.end.reserves_to_gdp == spec.reserve_management.share == 0.093
    assert parse_scenario(written(spec), "x").spec == spec
    pace = [(a.effective_date, a.value) for a in spec.action if a.instrument == "treasury"]
    assert pace == [(date(2026, 1 + n, 1), v) for n, v in enumerate((30.0, 20.0, 10.0, 0.0))]


def test_older_figures_are_let_go_once_newer_ones_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vintages, "_ledger_state", lambda: (1, 1))
    desk = Desk()
    view = next(view for view in VIEWS if view.name == "project")
    desk.body(view, view.params(lang="en"))
    before = weakref.ref(desk.vintage(None))
    assert before() is not None
    monkeypatch.setattr(vintages, "_ledger_state", lambda: (2, 2))
    desk.take_up(lambda _: None)
    gc.collect()
    assert before() is None


def test_a_page_is_made_from_the_state_it_is_shown_under_whatever_came_in_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a pull is taken up, a page of the older figures may still be asked for: it shows no newer ones."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    desk = Desk()
    view = next(view for view in VIEWS if view.name == "overview")
    before = desk.vintage(None).digest
    with desk._vintages.one_state():
        file = tmp_path / "own.csv"
        file.write_text("date,OWN\n2026-10-01,1\n2026-10-08,2\n", encoding="utf-8")
        import_file("OWN", file, "Index", "me", {})
        desk._vintages._vintages.keep(lambda _: False)  # as the making of newer pages does
        assert json.loads(desk.body(view, view.params(lang="en")))["digest"] == before
    desk.show_newest()
    assert desk.vintage(None).digest != before
