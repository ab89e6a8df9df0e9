"""A run is a pure function of what it is handed: no store is opened, and another figure gives another result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from fedsheet.core.errors import InputError
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.record import load_path
from fedsheet.runs import chain, check, forecast, h41, market, outlook, project, review, simulate
from support import REPOSITORY, snapshot_vintage

UNTIL = date(2022, 12, 31)


def _reserves(found: object) -> object:
    return found.line("reserve_balances").tolist()  # type: ignore[attr-defined]


# What is run, the series that is doubled, and what of the result must then be another.
RUNS: dict[str, tuple[Callable[[Vintage], object], str, Callable[[object], object]]] = {
    "review": (lambda v: review.review(vintage=v), "DGS10", lambda r: r.phases.rows),  # type: ignore[attr-defined]
    "market map": (lambda v: market.market_map(vintage=v), "SOFR", lambda r: r.rates["SOFR"]),  # type: ignore[attr-defined]
    "forecast": (lambda v: forecast.forecast(1, vintage=v), "SOFR", lambda r: str(r.outlook)),  # type: ignore[attr-defined]
    "rules": (lambda v: outlook.rules(vintage=v), "UNRATE", lambda r: str(r.prescriptions.rates)),  # type: ignore[attr-defined]
    "triggers": (lambda v: outlook.triggers(vintage=v), "SOFR", lambda r: str(r.triggers)),  # type: ignore[attr-defined]
    "project": (lambda v: project.project("runoff-2022", until=UNTIL, vintage=v), "GDP", _reserves),
    "chain": (
        lambda v: chain.chain("runoff-2022", until=UNTIL, vintage=v), "GDP",
        lambda r: _reserves(r.projection),  # type: ignore[attr-defined]
    ),
    "simulate": (
        lambda v: simulate.simulate("september-2019", n_days=2, vintage=v), "WRESBAL",
        lambda r: r.rates.rates["SOFR"].tolist(),  # type: ignore[attr-defined]
    ),
    "check": (lambda v: check.check("seed-2021", vintage=v), "WALCL", lambda r: [j.verdict for j in r.judgements]),  # type: ignore[attr-defined]
}  # fmt: skip


def _doubled(vintage: Vintage, series_id: str) -> Vintage:
    held = vintage[series_id]
    return vintage.with_series(Series(held.definition, held.values * 2))


@pytest.fixture
def no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot_vintage()  # read before the door is shut

    def refused(*_: object) -> None:
        raise AssertionError("the store was opened below the doors")

    for place in ("fedsheet.store.open_store", "fedsheet.store.observations.open_store"):
        monkeypatch.setattr(place, refused)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.usefixtures("no_store")
def test_a_run_on_a_vintage_handed_in_opens_nothing_and_answers_to_its_figures(name: str) -> None:
    run, series_id, part = RUNS[name]
    own = snapshot_vintage()
    changed = _doubled(own, series_id)
    one, other = run(own), run(changed)
    assert str(part(one)) != str(part(other))
    for vintage, result in ((own, one), (changed, other)):
        manifest = getattr(result, "manifest", None)
        assert manifest is None or manifest.data_digest == vintage.digest
    assert own.digest != changed.digest


@pytest.mark.usefixtures("no_store")
def test_the_chapters_of_a_report_are_functions_of_its_vintage() -> None:
    own = snapshot_vintage()
    ahead = outlook.outlook(vintage=_doubled(own, "GDP")).chains, outlook.outlook(vintage=own).chains
    changed_chain, chain_held = (found["rule:inertial"] for found in ahead)
    assert chain_held.manifest.data_digest == own.digest != changed_chain.manifest.data_digest
    assert _reserves(changed_chain.projection) != _reserves(chain_held.projection)


@pytest.mark.usefixtures("no_store")
def test_a_statement_is_read_off_the_vintage_handed_in() -> None:
    assert h41.read(vintage=snapshot_vintage()).day in h41.h41.days_held(snapshot_vintage())


def test_a_day_and_a_vintage_together_are_refused() -> None:
    with pytest.raises(InputError, match="Both as_of and vintage"):
        market.market_map("2024-01-02", vintage=snapshot_vintage())


def test_a_record_of_ones_own_is_taken() -> None:
    path = load_path()
    own = outlook.rules(vintage=snapshot_vintage(), path=path)
    assert own.actual_upper[-1] is not None


def test_record_and_parameters_are_read_at_the_doors_only() -> None:
    # Below, both come in as values: a run on another record, or with other parameters, must not meet the shipped ones.
    waiting = {"present/charts/parts.py", "present/charts/windows.py"}  # where a figure stands in no document
    below = {"core", "sheet", "instruments", "portfolio", "review", "market", "outlook", "chain", "claims", "present"}
    readers = [
        str(path.relative_to(REPOSITORY / "src" / "fedsheet"))
        for room in sorted(below)
        for path in (REPOSITORY / "src" / "fedsheet" / room).rglob("*.py")
        if any(
            f"{name}()" in line and not line.lstrip().startswith(("def ", "#"))
            for line in path.read_text("utf-8").splitlines()
            for name in ("load_path", "load_parameters")
        )
    ]
    assert set(readers) <= waiting


def test_figures_of_a_document_shade_the_record_it_was_given() -> None:
    from fedsheet.present.charts.parts import recessions
    from fedsheet.present.text import Words

    path = load_path()
    without = replace(path, bands={})
    assert recessions(Words("en", None, path)).spans
    assert not recessions(Words("en", None, without)).spans
