"""The report's chapter: what it says in both languages, and that an early day leaves out what was not known."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pytest

from fedsheet.market.results import MarketReport, market_results
from fedsheet.present.blocks import Figure, Note, Paragraph, TableBlock, figures
from fedsheet.present.charts.market_map import arrows
from fedsheet.present.sections import ReportData, enough
from fedsheet.present.sections.market import section
from fedsheet.present.text import Words
from fedsheet.record import load_path
from market.market_support import LAST_DAY, scores
from support import snapshot_vintage


@cache
def results(as_of: str | None = None) -> MarketReport | None:
    return market_results(snapshot_vintage(as_of), load_path())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_chapter_has_the_figures_promised(language: str) -> None:
    found = results()
    assert found is not None
    ids = {f.id for f in figures(section(found, Words(language)))}
    assert ids >= {
        "market-map", "market-hierarchy", "market-september-2019", "market-fault-line", "market-on-rrp",
        "market-standing-repo",
    }  # fmt: skip


def test_whether_reserves_are_enough_is_told_in_a_chapter_of_its_own() -> None:
    report = ReportData(snapshot_vintage(), load_path(), results().manifest, {"market": results()})
    ids = {f.id for f in figures(enough.chapter(report, Words("en")))}
    assert {"market-adequacy", "market-demand-curve", "reserve-bridge"} <= ids


@pytest.mark.parametrize("language", ["zh", "en"])
def test_specs_are_strict_json_and_captions_are_filled(language: str) -> None:
    found = results()
    assert found is not None
    for block in section(found, Words(language)):
        if isinstance(block, Figure):
            json.dumps(block.spec, allow_nan=False)
            assert block.caption
            assert block.source
        if isinstance(block, Paragraph | Note):
            assert "{" not in block.text


def test_both_languages_tell_the_same_blocks() -> None:
    found = results()
    assert found is not None
    zh, en = (section(found, Words(language)) for language in ("zh", "en"))
    assert [type(b) for b in zh] == [type(b) for b in en]
    assert [f.table.rows[:3] for f in figures(zh) if f.id == "market-on-rrp"] == [
        f.table.rows[:3] for f in figures(en) if f.id == "market-on-rrp"
    ]


def test_an_early_report_leaves_sizes_of_later_days_empty_and_says_so() -> None:
    found = results("2018-12-31")
    assert found is not None
    assert set(found.map.sizes_usd) == {s.participant.id for s in found.map.kinds} - {"foreign_branches", "cash_pools"}
    notes = [b.text for b in section(found, Words("en")) if isinstance(b, Note)]
    assert any("dated after the as-of date is left empty" in text for text in notes)


def test_the_forecasts_scores_are_in_the_report() -> None:
    found = results()
    assert found is not None
    tables = [b.table for b in section(found, Words("en")) if isinstance(b, TableBlock)]
    shown = next(t for t in tables if t.id == "market-scores-1")
    assert shown.records()[0]["crps"] == pytest.approx(scores(1, end=LAST_DAY).mean_crps["fedsheet"])
    for horizon in (1, 5):
        table = next(t for t in tables if t.id == f"market-scores-{horizon}")
        assert [row[0] for row in table.rows] == ["sofr"] * 4 + ["tri-party"] * 4
        assert len(next(t for t in tables if t.id == f"market-skill-{horizon}").rows) == 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_shows_who_moves_when_policy_moves(language: str) -> None:
    found = results()
    assert found is not None
    tables = {b.table.id: b.table.rows for b in section(found, Words(language)) if isinstance(b, TableBlock)}
    sofr, books = tables["market-response-rates"][0], tables["market-response-books"]
    raised, capped = ([row[k] for row in books] for k in (1, 2))
    on_rrp, fund_repo, bank_repo, _, branches = range(5)
    assert raised[on_rrp] < 0 < raised[fund_repo]
    assert raised[bank_repo] < 0
    assert capped[on_rrp] < 0 < capped[branches]
    assert abs(sofr[3]) < 1e-4 < sofr[4]


def test_early_reports_do_not_speak_of_the_drain() -> None:
    found = results("2021-05-31")
    assert found is not None
    assert set(found.responses) == {("september-2019", "smaller-portfolio")}
    assert "drain" not in " ".join(b.caption for b in section(found, Words("en")) if isinstance(b, TableBlock))


def test_an_early_report_leaves_out_what_was_not_known() -> None:
    found = results("2021-05-31")
    assert found is not None
    assert set(found.episodes) == {"september-2019", "september-2019/standing-repo-2019", "march-2020"}
    assert all(f.evaluation is None for f in found.forecasts.values())
    assert found.map.day <= date(2021, 5, 31)
    ids = {f.id for f in figures(section(found, Words("zh")))}
    assert "market-on-rrp" not in ids


def test_before_there_was_a_sofr_there_is_no_chapter() -> None:
    assert results("2015-06-30") is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_replay_of_september_says_what_was_fitted_and_what_misses(language: str) -> None:
    # OFR: DVP 4.86 less tri-party 5.04 is -18 bp on 17 September 2019; tri-party 2.57 on the 18th.
    found = results()
    assert found is not None
    note = next(f.note for f in figures(section(found, Words(language))) if f.id == "market-september-2019")
    assert {"en": "fitted and no test", "zh": "属于拟合"}[language] in note
    assert {"en": "-18.0 bp", "zh": "-18.0 个基点"}[language] in note.replace("\u2212", "-")
    assert "2.57%" in note


def test_no_arrow_of_the_map_runs_backwards_or_has_no_name() -> None:
    found = arrows(Words("en"))
    assert len(found) == 16
    assert all(a.label and len(a.points) >= 2 for a in found)
