"""How many bills keep reserves at a share, and what could lower the share."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.portfolio.many_paths.sizing import sizing as sized
from fedsheet.portfolio.scenario.levers import N_DRAWS, load_levers
from fedsheet.present.exhibits import purchases as exhibits
from fedsheet.present.text import Words
from fedsheet.runs.purchases import levers, sizing
from portfolio.settings import AS_OF, setting
from support import snapshot_vintage

EVERY = [lever.id for lever in load_levers().levers]


@pytest.fixture(scope="module")
def found():
    return sizing(until=date(2028, 3, 31), n_paths=150, seed=3, vintage=snapshot_vintage(AS_OF))


def test_the_rule_keeps_reserves_near_their_share(found):
    assert found.reserves_share[1, -6:].mean() == pytest.approx(found.share, abs=0.004)
    assert (found.by_rule >= 0).all()
    assert found.by_rule.max() <= 60e9  # the largest pace of bills ever announced


def test_the_band_is_a_band_and_purchases_add_up(found):
    low, middle, high = found.total
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert high[-1] - low[-1] > 100e9  # liabilities are not known to a hundred billion a year and a half ahead
    assert found.total[1, 0] == pytest.approx(found.by_rule[1, 0] + found.announced[0])


def test_a_higher_share_asks_for_more_bills(found):
    more = sizing(share=0.105, until=date(2028, 3, 31), n_paths=150, seed=3, vintage=snapshot_vintage(AS_OF))
    assert more.total[1, -1] > found.total[1, -1] + 100e9
    of_banks = sizing(
        share=0.155, of="bank_credit", until=date(2027, 12, 31), n_paths=60, seed=3, vintage=snapshot_vintage(AS_OF)
    )
    assert of_banks.of == "bank credit"


def test_a_base_without_its_share_is_refused():
    with pytest.raises(InputError, match="without the share"):
        sizing(of="bank_credit", vintage=snapshot_vintage(AS_OF))


def test_a_share_out_of_reach_is_not_told_as_kept():
    # The ceiling of 60 bn a month leaves reserves near a tenth of GDP, whatever share is aimed at.
    found = sizing(share=0.9, until=date(2027, 3, 31), n_paths=20, seed=3, vintage=snapshot_vintage(AS_OF))
    caption = exhibits.sizing(found, Words("en")).caption
    assert "To bring reserves to 90.0% of GDP" in caption
    assert f"reserves are then {found.reserves_share[1, len(found.months) - 1]:.1%} of GDP" in caption
    assert found.reserves_share[1].max() < 0.15


def test_a_scenario_without_a_share_is_refused():
    with pytest.raises(InputError, match="nothing to size"):
        sized(setting("runoff-resumed", date(2027, 6, 30)), 10, 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_are_told_in_both_languages(found, lang):
    words = Words(lang)
    shown = exhibits.sizing(found, words)
    assert len(shown.table.rows) == len(found.months)
    every = exhibits.levers(levers(vintage=snapshot_vintage(AS_OF)), words)
    assert len(every.table.rows) == len(EVERY) + 1


def test_the_sum_of_the_levers_is_that_of_the_paper():
    # FEDS 2026-019, abstract and sections as told by companion sites: 1.2 to 2.1 trillion, in the middle 1.64.
    drawn = load_levers().drawn(EVERY)
    low, middle, high = np.quantile(drawn, (0.025, 0.5, 0.975))
    assert len(drawn) == N_DRAWS
    assert low == pytest.approx(1.2e12, rel=0.05)
    assert high == pytest.approx(2.1e12, rel=0.05)
    assert middle == pytest.approx(1.64e12, rel=0.03)
    assert {lever.option for lever in load_levers().levers} == set(range(1, 16))


def test_a_draw_stays_within_its_range_and_the_window_needs_its_twin():
    every = load_levers()
    drawn = every.drawn(["fedwire_lsm"]) / every.overlap
    assert drawn.min() >= 95e9
    assert drawn.max() <= 126e9
    alone, both = (every.released(ids)["reserves"] for ids in (["lcr_window"], ["lcr_window", "standing_repo_stigma"]))
    assert alone == pytest.approx(every.overlap * 125e9)
    assert both == pytest.approx(every.overlap * (250e9 + 50e9 + 55e9))
    assert every.released(["lcr_window"], nsfr=False)["reserves"] == pytest.approx(0.6 * alone)


def test_an_unknown_lever_names_the_nearest():
    with pytest.raises(UnknownNameError, match="lcr_window"):
        load_levers().released(["lcr_windows"])


def test_levers_pulled_make_the_sheet_smaller():
    from fedsheet.portfolio.scenario.resolve import project_setting

    until = date(2034, 6, 30)
    small, large = (project_setting(setting(name, until)) for name in ("levers-pulled", "today"))
    assert small.at("total_assets", until) < large.at("total_assets", until) - 1.2e12
    assert small.at("tga", until) < large.at("tga", until) - 200e9
    assert small.line("reserve_balances").min() > 1.2e12
