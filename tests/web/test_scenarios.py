"""Scenarios beside each other: numbers of the projection, a difference that adds up, names of one's own."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from fedsheet.portfolio.scenario.file import parse_scenario
from fedsheet.present.blocks import Figure, TableBlock
from fedsheet.runs.project import project
from fedsheet.web.views import scenarios
from web.conftest import Workbench

A, B = "scenario=today", "scenario=today&treasury_cap=0&agency_cap=20&tga=1000"


@pytest.fixture(scope="module")
def page(workbench: Workbench):  # type: ignore[no-untyped-def]
    params = scenarios.VIEW.params(lang="en", a=A, b=B, name_b="TGA at a trillion")
    return workbench.desk.page(scenarios.VIEW, params)


def tables(page):  # type: ignore[no-untyped-def]
    return {b.table.id: b.table for b in page.blocks if isinstance(b, TableBlock)}


def test_the_ends_are_those_of_the_files_taken_away(page) -> None:  # type: ignore[no-untyped-def]
    """What the page shows is what `fedsheet project scenario-b.toml` computes, to the dollar."""
    found = project(parse_scenario(page.texts["scenario-b.toml"], "mine"))
    row = {r["line"]: r for r in tables(page)["scenarios-ends"].records(base=True)}
    for line in ("total_assets", "reserve_balances"):
        assert row[line]["b"] == pytest.approx(float(found.line(line)[-1]), abs=1.0)
        assert row[line]["b_less_a"] == pytest.approx(row[line]["b"] - row[line]["a"])


def test_the_difference_splits_by_change_and_adds_up(page) -> None:  # type: ignore[no-untyped-def]
    *changes, total = tables(page)["scenarios-split-b"].records(base=True)
    assert [row["change"] for row in changes] == ["treasury_cap", "agency_cap", "tga"]
    ends = {r["line"]: r for r in tables(page)["scenarios-ends"].records(base=True)}
    for key, line in (("total_assets", "total_assets"), ("reserves", "reserve_balances")):
        assert sum(row[key] for row in changes) == pytest.approx(total[key])
        assert total[key] == pytest.approx(ends[line]["b_less_a"])
    caps = [row["reserves"] for row in changes[:2]]
    assert caps == pytest.approx([0.0, 0.0], abs=1e9)  # moving a cap never moves the floor


def test_names_are_ones_own_and_the_band_is_the_first_ones(page) -> None:  # type: ignore[no-untyped-def]
    figures = [f for b in page.blocks for f in getattr(b, "figures", (b,)) if isinstance(f, Figure)]
    assert all("TGA at a trillion" in one.caption for one in figures)
    assert any("q05" in one.table.keys for one in figures)


def test_a_side_that_is_no_form_is_told(workbench: Workbench) -> None:
    for text in ("treasury_cap=x", "nonsense=1", "treasury_cap=-5", "scenario=../etc", "&".join(["a=1"] * 31)):
        answer = workbench.get("/api/v1/scenarios?" + urlencode({"lang": "zh", "b": text}))
        assert answer.status_code in (400, 404, 422)
        assert any(ord(letter) > 0x4E00 for letter in answer.json()["error"]["said"])


def test_an_empty_first_side_is_the_form_as_it_opens(workbench: Workbench) -> None:
    """A generated case: `?a=` was an error of the server."""
    made = [scenarios.VIEW.params(lang="en", a=a) for a in ("", A)]
    empty, today = (workbench.desk.page(scenarios.VIEW, params) for params in made)
    assert empty.texts == today.texts
