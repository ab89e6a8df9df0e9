"""The scenarios that ship, their schema as published, and what each must show."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from fedsheet.portfolio.scenario import ScenarioFile, load_scenario, parse_scenario, scenario_names
from fedsheet.portfolio.sweep import Grid
from portfolio.settings import projection, setting

SCHEMA = files("fedsheet.portfolio").joinpath("data/scenarios/SCHEMA.md").read_text("utf-8")


def test_the_published_schema_names_every_key():
    known = {f.alias or name for name, f in ScenarioFile.model_fields.items()}
    known |= {f.alias or name for name, f in Grid.model_fields.items()}
    named = set(re.findall(r"`\[*(\w+)\]*`", SCHEMA))
    assert known <= named


@pytest.mark.parametrize("name", scenario_names())
def test_titles_are_in_both_languages(name):
    title = load_scenario(name).spec.title
    assert re.search(r"[一-鿿]", title.zh)
    assert title.en.isascii()


def test_without_runoff_nothing_is_redeemed_and_more_is_held():
    none, runoff = projection("no-runoff"), projection("runoff-2022")
    assert sum(f.treasury_redeemed_usd for f in none.flows) == 0
    assert none.line("treasuries")[-1] > runoff.line("treasuries")[-1] + 1e12


def test_faster_caps_end_with_less():
    assert projection("faster-caps").line("treasuries")[-1] < projection("runoff-2022").line("treasuries")[-1]


def test_a_recession_refinances_mortgages_and_higher_rates_do_not():
    day = date(2030, 12, 31)
    low, base, high = (projection(n).at("mbs", day) for n in ("recession", "today", "higher-for-longer"))
    assert low < base < high


def test_sales_take_what_they_say():
    sold = projection("today").at("mbs", date(2026, 3, 31)) - projection("sell-mbs").at("mbs", date(2026, 3, 31))
    # Two months of 20 bn, and a little less principal on the smaller balance afterwards.
    assert 39e9 < sold < 40.001e9


def test_the_baseline_keeps_reserves_share():
    found, of = projection("today"), setting("today")
    share = found.line("reserve_balances") / np.array([of.gdp.at(d) for d in found.dates.astype(object)])
    assert share.min() > 0.09


def test_higher_rates_delay_the_end_of_the_deferred_asset():
    def end(name):
        found = projection(name)
        return found.dates[int(np.argmax(found.line("deferred_asset") <= 0))]

    assert end("recession") < end("today")


def test_given_levels_are_followed():
    text = (
        'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2022-02-16\nuntil = 2022-12-31\n'
        "[given]\ntga = [{ day = 2022-02-16, usd_bn = 700 }, { day = 2022-12-28, usd_bn = 400 }]\n"
    )
    from fedsheet.portfolio.resolve import resolve
    from fedsheet.record import load_path
    from fedsheet.runs.project import project_setting
    from portfolio.settings import AS_OF
    from support import snapshot_vintage

    found = project_setting(resolve(parse_scenario(text, "mine"), snapshot_vintage(AS_OF), load_path()))
    assert found.at("tga", date(2022, 12, 28)) == 400e9
    assert found.at("tga", date(2022, 2, 16)) == 709_261e6  # the opening is the statement's


def test_policy_known_at_the_opening_knows_no_later_step():
    # The caps of June 2022 were announced on 4 May 2022: in May 2021 purchases had no announced end.
    policies = setting("outlook-2021").policies
    assert all(p.treasury_cap_usd is None for p in policies)
