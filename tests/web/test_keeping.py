"""What is kept and when it is made again: pages and results, the store's state, uploads, the scenario form."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.portfolio.scenario import load_scenario, parse_scenario, scenario_names
from fedsheet.web import vintages
from fedsheet.web.shelf import Shelf
from fedsheet.web.uploads import KEPT, MOST_CHARACTERS, Uploads
from fedsheet.web.views.scenario_form import Sliders, laid_over, written


def test_what_many_ask_for_is_made_once() -> None:
    shelf, made, go = Shelf(4), [], threading.Event()

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
    shelf = Shelf(2)
    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: 1 / 0)
    assert shelf.get("a", lambda: 1) == 1
    shelf.get("b", lambda: 2)
    shelf.get("c", lambda: 3)
    assert not shelf.holds("a")
    assert shelf.holds("c")


def test_a_pull_is_taken_up_once_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, ledger = [100.0], [(1, 1)]
    monkeypatch.setattr(vintages.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(vintages, "_ledger_state", lambda: ledger[0])
    held = vintages.Vintages()
    assert held._settled() == (1, 1)
    for step in range(2, 6):  # replies come in, one every second and a half
        clock[0] += 1.5
        ledger[0] = (step, step)
        assert held._settled() == (1, 1)
    clock[0] += vintages.REST_SECONDS
    assert held._settled() == (5, 5)


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
    assert laid_over(base, Sliders(), date(2025, 12, 31)) is base
    spec = laid_over(base, Sliders(treasury_cap=60, purchases=30, taper_months=3), date(2025, 12, 31)).spec
    caps = [(a.effective_date, a.value) for a in spec.action if a.instrument == "treasury_cap"]
    assert caps == [(date(2026, 1, 1), 60)]
    pace = [(a.effective_date, a.value) for a in spec.action if a.instrument == "treasury"]
    assert pace == [(date(2026, 1 + n, 1), v) for n, v in enumerate((30.0, 20.0, 10.0, 0.0))]
