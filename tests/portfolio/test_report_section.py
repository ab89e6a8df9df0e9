"""The report's section of the room, in both languages."""

from __future__ import annotations

import json
from functools import cache

import pytest

from fedsheet.portfolio.results import PortfolioReport
from fedsheet.present.sections.portfolio import section
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.runs.project import for_report
from portfolio.settings import AS_OF
from support import snapshot_vintage


@cache
def results() -> PortfolioReport:
    found = for_report(snapshot_vintage(AS_OF), load_path())
    assert found is not None
    return found


def _figures(language):
    for block in section(results(), Words(language)):
        yield from (f for f in getattr(block, "figures", [block]) if hasattr(f, "spec"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_a_caption_a_source_and_strict_numbers(language):
    figures = list(_figures(language))
    assert [f.id for f in figures] == [
        "portfolio-replay", "portfolio-caps", "portfolio-ahead", "portfolio-wam", "portfolio-reserves",
        "portfolio-mbs-fan", "portfolio-deferred", "portfolio-income", "soma-wall", "soma-wall-mbs",
    ]  # fmt: skip
    for figure in figures:
        json.dumps(figure.spec, allow_nan=False)
        assert figure.caption
        assert figure.source
        assert figure.table.rows


def test_the_runoff_resumed_is_told_of_the_year_in_which_its_scenario_resumes_it():
    # portfolio/data/scenarios/runoff-resumed.toml: caps from 1 January 2027.
    told = {figure.id: figure.caption for figure in _figures("en")}
    assert told["portfolio-reserves"].startswith("If runoff resumed in 2027, reserves would stand in")


def test_both_languages_draw_the_same_numbers():
    for zh, en in zip(_figures("zh"), _figures("en"), strict=True):
        assert zh.table.rows == en.table.rows


def test_on_an_early_day_the_section_waits():
    early = snapshot_vintage("2008-03-03")
    assert for_report(early, load_path()) is None
